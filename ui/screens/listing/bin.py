"""The bin of one kind of records: what lies in it, into it, out of it; without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.ports import Changes, Query, Row
from app.services import drafts, records
from app.services.drafts import Typing
from app.services.session import Session
from ui.screens.listing.changes import together


@dataclass(frozen=True)
class Removed:
    """What ``put`` took away, so that ``take_back`` can undo it."""

    record: str
    task: str
    """The task it was worked on in: taking it back belongs into the same log."""
    changes: Changes
    typing: Typing | None
    """What was typed and not in the journal yet."""

    @property
    def was_written(self) -> bool:
        """Whether the journal knows the record; otherwise only a draft went."""
        return bool(self.changes.records)


class Bin:
    """Deleted records of ``kind``. ``session`` gives the session of the moment."""

    def __init__(self, session: Callable[[], Session], kind: str) -> None:
        self._session = session
        self._kind = kind

    def rows(self, query: Query) -> list[Row]:
        """Every deleted row the query asks for, its page left aside."""
        asked = replace(query, deleted=True, limit=None, offset=0)
        return [row for row in self._session().store.rows(asked) if row.deleted]

    def count(self, query: Query) -> int:
        """How many deleted rows the query asks for."""
        count = self._session().store.count
        return count(replace(query, deleted=True)) - count(replace(query, deleted=False))

    def row(self, record: str) -> Row | None:
        """The row of a deleted record; None for any other."""
        row = self._session().store.row(self._kind, record)
        return row if row is not None and row.deleted else None

    def put(self, record: str) -> Removed:
        """Into the bin, with this person's draft. One never written has nothing but its draft."""
        session = self._session()
        typing = drafts.find(session, record)
        changes = Changes()
        if session.store.row(self._kind, record) is not None:
            changes = records.delete(session, self._kind, record)
        drafts.discard(session, record)
        return Removed(record, session.task, changes, typing)

    def take_back(self, removed: Removed) -> Changes:
        """As if it had never been put in: the record, and what was typed into it."""
        session, typing = self._session().within(removed.task), removed.typing
        if typing is not None:
            drafts.keep(session, typing.editable, typing.values, typing.place)
        if not removed.was_written:
            return Changes()
        return records.restore(session, self._kind, removed.record)

    def restore(self, *chosen: str) -> Changes:
        """Out of the bin: several records in one go."""
        session = self._session()
        return together(records.restore(session, self._kind, record) for record in chosen)
