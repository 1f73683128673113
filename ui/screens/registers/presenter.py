"""Which registers there are, and what one of them shows; without a window."""

from __future__ import annotations

from app.domain.kinds import Kind
from app.ports import Query
from app.services import records
from app.services.records import Editable
from app.services.session import Session

FIRST = ("unit", "round", "person", "task", "membership")
LAST = ("custody", "audit")
ELSEWHERE = frozenset({"interview", "finding", "evidence", "report"})
"""These have a screen of their own."""
UNSEEN = frozenset({"office", "link"})
"""These are shown as parts of others."""
FROM_OFFICE = frozenset({"round", "person"})
"""A laptop reads these; the office writes them."""
BY_TASK_SCREEN = frozenset({"task", "membership"})


class RegistersPresenter:
    """Chooses kinds and makes queries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def kinds(self) -> list[Kind]:
        """The registers of this vault, then every kind that has no screen at all."""
        known = {*FIRST, *LAST, *ELSEWHERE, *UNSEEN}
        others = [name for name in self._session.catalogue if name not in known]
        return [self._session.kind(name) for name in (*FIRST, *others, *LAST)]

    def query(self, kind: Kind, text: str = "") -> Query:
        """All records of a kind, of every task."""
        return Query(kind.name, text=text)

    def may_write(self, kind: Kind) -> bool:
        """Insert-only registers are written by the acts they tell of; tasks by the task screen."""
        own = self._session.role == "office" or kind.name not in FROM_OFFICE
        return own and not kind.insert_only and kind.name not in BY_TASK_SCREEN

    def new(self, kind: Kind) -> Editable:
        """A record not yet written."""
        return records.new(self._session, kind.name)

    def load(self, kind: Kind, record: str) -> Editable:
        """A record for editing."""
        return records.load(self._session, kind.name, record)
