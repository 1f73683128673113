"""Audit entries: written before the act they tell of. A team's go to its leader and the office,
the office's stay there: a team has no business with who was in the office when.
"""

from __future__ import annotations

from app.domain.access import narrower
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
    session.append(work, _channel(session, work, subject), [entry])


def _channel(session: Session, work: Work, subject: tuple[str, str]) -> Channel:
    """An entry names its subject, so nobody reads it who may not know of that."""
    if session.role == "office":
        return Channel.OFFICE
    known = [channel for channel in work.channels(*subject) if channel in frozenset(Channel)]
    return narrower(session.kind("audit").channel, *known)


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
