"""Audit entries: what was opened, taken out or handed on, by whom and why. Insert-only."""

from __future__ import annotations

from app.domain.kinds import Channel, Label, choice, line, record_kind


@record_kind(
    "audit",
    Label("操作留痕", "Audit entry"),
    title="action",
    channel=Channel.LEADER,
    insert_only=True,
)
class Audit:
    """One act that somebody may have to answer for later. Holds no content of records."""

    action: str | None = choice(Label("事项", "Action"), "audit_action", required=True, ledger=True)
    subject_kind: str | None = line(Label("对象类别", "Subject kind"), ledger=True)
    subject: str | None = line(Label("对象", "Subject"))
    reason: str | None = choice(Label("事由", "Reason"), "unseal_reason", ledger=True)
    words: str | None = line(Label("说明", "In words"), ledger=True)
