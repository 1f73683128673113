"""Whose a laptop is: what its papers say, and what they say since somebody last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.access import Role
from app.services import enrolment, settings
from app.services.session import Session
from app.trust.differences import Difference, differences
from app.trust.signed import Paper
from app.trust.statement_reading import read_statement


@dataclass(frozen=True)
class Belonging:
    """For the screen of a laptop. ``people`` are (name, role) of those who work on it."""

    office: str
    number: str
    team: str
    label: str
    ordinal: int
    people: tuple[tuple[str, Role], ...]
    version: int
    valid_from: date
    valid_until: date
    expired: bool
    revoked: bool
    news: tuple[Difference, ...] = ()


def belonging(session: Session) -> Belonging | None:
    """What this laptop belongs to; None before it joined a team."""
    papers = session.papers
    statement = papers.statement(session.task) if papers is not None else None
    if papers is None or statement is None:
        return None
    own = statement.device(session.device)
    persons = [p for p in statement.persons if own is not None and p.id in own.persons]
    return Belonging(
        office=papers.root.name,
        number=enrolment.office_number(session),
        team=statement.title,
        label=own.label if own is not None else "",
        ordinal=own.ordinal if own is not None else 0,
        people=tuple((person.name, person.role) for person in persons),
        version=statement.version,
        valid_from=statement.valid_from,
        valid_until=statement.valid_until,
        expired=papers.expired(session.task, session.clock.now().date()),
        revoked=statement.revocation(session.device) is not None,
        news=_news(session),
    )


def note_seen(session: Session) -> None:
    """Somebody has read what changed."""
    statement = session.trust.statement(session.task)
    if statement is not None:
        with session.store.work() as work:
            work.put_setting(settings.SEEN + session.task, str(statement.version).encode())
            work.commit()


def _news(session: Session) -> tuple[Difference, ...]:
    seen = session.store.setting(settings.SEEN + session.task)
    new = session.trust.statement(session.task)
    if seen is None or new is None or int(seen) >= new.version:
        return ()
    kept = session.store.document(settings.statement_name(session.task), int(seen))
    if kept is None:
        return ()
    old = read_statement(Paper("statement", kept[1], kept[2]))
    return differences(old, new)
