"""A list of records with chips, a search and a bin: what is asked and found; without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.ports import Query, Row
from app.services.session import OFFICE_TASK, Session
from ui.screens.listing.bin import Bin

ALL = "all"
BIN = "bin"
"""Keys of the chips every list has; the others are codes, and one for what lacks a link."""


@dataclass(frozen=True)
class Division:
    """How chips divide the records of a kind."""

    kind: str
    field: str
    """A field of choice: each of its codes is a chip."""
    code_list: str
    loose: str
    """Key of the chip for records that no link between a finding and evidence leads to."""
    side: str
    """Which end of such a link the kind is: "source" or "target"."""
    every_code: bool = False
    """Chips also for codes no record has now."""


class RecordList:
    """``session`` gives the session of the moment: it is another one after unlocking."""

    def __init__(self, session: Callable[[], Session], division: Division) -> None:
        self._session = session
        self.division = division
        self.bin = Bin(session, division.kind)
        self.chosen = ALL
        self.text = ""
        self._listed: tuple[Query, list[Row]] | None = None

    @property
    def may_write(self) -> bool:
        """Records of this kind belong to a task; an office without one only reads."""
        return self._session().task != OFFICE_TASK

    def may_change(self, row: Row | None) -> bool:
        """Whether this record is one of the present task: its log takes no other's changes."""
        return self.may_write and (row is None or row.task == self._session().task)

    def query(self) -> Query:
        """What the chosen chip and the search ask for."""
        divided = self.chosen not in (ALL, BIN, self.division.loose)
        equals = {self.division.field: self.chosen} if divided else {}
        return replace(self._every(), equals=equals, text=self.text, deleted=self.chosen == BIN)

    def count(self, query: Query) -> int:
        """How many rows the list has."""
        if self._is_chosen_here:
            return len(self._filtered(query))
        return self._session().store.count(query)

    def rows(self, query: Query) -> list[Row]:
        """One page of the list."""
        if not self._is_chosen_here:
            return self._session().store.rows(query)
        end = None if query.limit is None else query.offset + query.limit
        return self._filtered(query)[query.offset : end]

    def forget(self) -> None:
        """Something changed: what was filtered here is read again."""
        self._listed = None

    def counts(self) -> dict[str, int]:
        """Chip -> number of records, in the order of the chips. May take a moment."""
        session, division, every = self._session(), self.division, self._every()
        rows = session.store.rows(every)
        found = {ALL: len(rows)}
        for code in session.codes.codes(division.code_list):
            here = sum(row.values[division.field] == code for row in rows)
            if here or division.every_code:
                found[code] = here
        linked = linked_ends(session, division.side)
        found[division.loose] = sum(row.id not in linked for row in rows)
        if deleted := self.bin.count(every):
            found[BIN] = deleted
        return found

    @property
    def _is_chosen_here(self) -> bool:
        """The store knows neither what lacks a link nor what alone is deleted."""
        return self.chosen in (BIN, self.division.loose)

    def _every(self) -> Query:
        """An office that has chosen no task sees the records of all."""
        return Query(self.division.kind, task=self._session().task if self.may_write else None)

    def _filtered(self, query: Query) -> list[Row]:
        asked = replace(query, limit=None, offset=0)
        if self._listed is None or self._listed[0] != asked:
            self._listed = (asked, list(self._choose_from(asked)))
        return self._listed[1]

    def _choose_from(self, asked: Query) -> Iterator[Row]:
        if asked.deleted:
            yield from self.bin.rows(asked)
            return
        session = self._session()
        linked = linked_ends(session, self.division.side)
        yield from (row for row in session.store.rows(asked) if row.id not in linked)


def linked_ends(session: Session, side: str) -> frozenset[str]:
    """Ids at one end of the links between findings and evidence, whatever lies at the other.

    What has not arrived yet counts; what lies in the bin does not.
    """
    other, kind = ("target", "evidence") if side == "source" else ("source", "finding")
    ends = {"source_kind": "finding", "target_kind": "evidence"}
    lying = Bin(lambda: session, kind)
    binned = {row.id for row in lying.rows(Query(kind))} if lying.count(Query(kind)) else set()
    rows = session.store.rows(Query("link", equals=ends))
    return frozenset(str(row.values[side]) for row in rows if row.values[other] not in binned)
