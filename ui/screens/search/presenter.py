"""Search results in words, without a window."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.kinds import Label
from app.services.session import Session

LIMIT = 50
SEARCHED = ("finding", "interview", "evidence", "report", "unit", "task")


@dataclass(frozen=True)
class Found:
    """One hit: which register it is from, its title and the place that matches."""

    kind: str
    id: str
    register: Label
    title: str
    excerpt: str


@dataclass(frozen=True)
class Results:
    """Hits for ``text``; ``more`` if there are more than are shown."""

    text: str
    hits: tuple[Found, ...]
    more: bool


def find(session: Session, text: str) -> Results:
    """Search the open fields; sealed ones are in no index."""
    wanted = text.strip()
    hits = session.store.search(wanted, SEARCHED, LIMIT + 1) if wanted else []
    found = []
    for hit in hits[:LIMIT]:
        row = session.store.row(hit.kind, hit.id)
        if row is not None:
            kind = session.kind(hit.kind)
            title = str(row.values.get(kind.title) or "")
            found.append(Found(hit.kind, hit.id, kind.label, title, hit.excerpt))
    return Results(wanted, tuple(found), len(hits) > LIMIT)
