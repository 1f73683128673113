"""Names of the people and computers of a task, from whatever is here."""

from __future__ import annotations

from app.services import settings
from app.services.session import Session


def person_name(session: Session, person: str) -> str:
    """A person's name from his record, a statement of some task, or this vault; else ""."""
    row = session.store.row("person", person)
    if row is not None and row.values["name"]:
        return str(row.values["name"])
    if session.papers is not None:
        for task in session.papers.statements:
            if (found := session.papers.person(person, task)) is not None:
                return found.name
    here = (known.name for known in settings.persons(session.store) if known.id == person)
    return next(here, "")


def device_label(session: Session, device: str) -> str:
    """What a computer is called in the statements; else ""."""
    found = session.papers.device(device) if session.papers else None
    return found.label if found is not None else ""


def device_people(session: Session, device: str) -> tuple[str, ...]:
    """Names of the people who work on a computer."""
    found = session.papers.device(device) if session.papers else None
    people = found.persons if found is not None else ()
    return tuple(name for name in (person_name(session, id) for id in people) if name)
