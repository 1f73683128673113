"""Audit entries: written before the act they tell of. A team's go to its leader and the office,
the office's stay there: a team has no business with who was in the office when.
"""

from __future__ import annotations

from app.domain.encoding import encode_entry
from app.domain.kinds import Channel
from app.journal.operations import Intent
from app.ports import Work
from app.services.session import Session


def note(
    session: Session,
    work: Work,
    action: str,
    *,
    subject: tuple[str, str] = ("", ""),
    reason: str | None = None,
    words: str | None = None,
) -> None:
    """Append one entry within ``work``. ``subject`` is (kind, id)."""
    kind = session.kind("audit")
    values = {
        "action": action,
        "subject_kind": subject[0] or None,
        "subject": subject[1] or None,
        "reason": reason,
        "words": words,
    }
    entry = Intent("audit", kind.name, session.new_id("audit"), value=encode_entry(kind, values))
    channel = Channel.OFFICE if session.role == "office" else kind.channel
    session.append(work, channel, [entry])


def note_alone(
    session: Session,
    action: str,
    *,
    subject: tuple[str, str] = ("", ""),
    reason: str | None = None,
    words: str | None = None,
) -> None:
    """Append one entry in a unit of work of its own: durable when this returns."""
    with session.store.work() as work:
        note(session, work, action, subject=subject, reason=reason, words=words)
        work.commit()
