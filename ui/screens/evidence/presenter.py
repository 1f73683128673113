"""Evidence: which items are listed, what is known about one, who held it; without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.kinds import Values
from app.ports import BlobFile, Changes, Query, Row
from app.services import drafts, evidence, links, records
from app.services.links import End
from app.services.records import Editable
from app.services.session import OFFICE_TASK, Session
from ui.screens.evidence.batch import together
from ui.screens.evidence.bin import BIN, binned, count_binned

ALL = "all"
UNLINKED = "unlinked"


@dataclass(frozen=True)
class Opened:
    """An item for the form, and what follows from its history."""

    editable: Editable
    values: Values
    from_draft: bool
    row: Row
    entered: str
    """The laptop's time when it was entered, to the minute; empty if no operation tells."""
    custody: tuple[Row, ...]
    findings: tuple[End, ...]

    @property
    def questions(self) -> int:
        """What two people wrote differently."""
        return self.row.questions + self.row.late


class EvidencePresenter:
    """``session`` gives the session of the moment: it is another one after unlocking."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self.chosen = ALL
        self.text = ""
        self._listed: tuple[Query, list[Row]] | None = None

    @property
    def session(self) -> Session:
        """The session of the moment."""
        return self._session()

    @property
    def may_write(self) -> bool:
        """Evidence belongs to a task."""
        return self.session.task != OFFICE_TASK

    # --- the list

    def query(self) -> Query:
        """What the chosen chip and the search ask for."""
        equals = {} if self.chosen in (ALL, UNLINKED, BIN) else {"type": self.chosen}
        bin_wanted = self.chosen == BIN
        return Query("evidence", task=self._task, equals=equals, text=self.text, deleted=bin_wanted)

    def count(self, query: Query) -> int:
        """How many rows the list has."""
        if self.chosen in (BIN, UNLINKED):
            return len(self._filtered(query))
        return self.session.store.count(query)

    def rows(self, query: Query) -> list[Row]:
        """One page of the list."""
        if self.chosen not in (BIN, UNLINKED):
            return self.session.store.rows(query)
        end = None if query.limit is None else query.offset + query.limit
        return self._filtered(query)[query.offset : end]

    def forget_list(self) -> None:
        """Something changed: what was filtered here is read again."""
        self._listed = None

    def counts(self) -> dict[str, int]:
        """Chip -> number of items: all, each type there is, unlinked. May take a moment."""
        every = Query("evidence", task=self._task)
        rows = self.session.store.rows(every)
        found = {ALL: len(rows)}
        for code in self.session.codes.codes("evidence_type"):
            if here := sum(row.values["type"] == code for row in rows):
                found[code] = here
        linked = linked_evidence(self.session)
        found[UNLINKED] = sum(row.id not in linked for row in rows)
        if deleted := count_binned(self.session, every):
            found[BIN] = deleted
        return found

    @property
    def _task(self) -> str | None:
        """An office that has chosen no task sees the evidence of all."""
        return self.session.task if self.may_write else None

    def _filtered(self, query: Query) -> list[Row]:
        asked = replace(query, limit=None, offset=0)
        if self._listed is None or self._listed[0] != asked:
            self._listed = (asked, list(self._choose_from(asked)))
        return self._listed[1]

    def _choose_from(self, asked: Query) -> Iterator[Row]:
        if asked.deleted:
            yield from binned(self.session, asked)
            return
        linked = linked_evidence(self.session)
        yield from (row for row in self.session.store.rows(asked) if row.id not in linked)

    # --- one item

    def open(self, record: str) -> Opened | None:
        """An item, with what this person typed and did not finish; None if it is not here."""
        session = self.session
        row = session.store.row("evidence", record)
        if row is None or row.deleted:
            return None
        typing = drafts.find(session, record)
        editable = typing.editable if typing else records.load(session, "evidence", record)
        values = {**editable.values, **(typing.values if typing else {})}
        return Opened(
            editable,
            values,
            typing is not None,
            row,
            self._entered(record),
            tuple(evidence.custody(session, record)),
            tuple(links.sources(session, "evidence", record)),
        )

    def file(self, record: str) -> BlobFile:
        """Its plain bytes. Raises BlobMissingError, BlobDamagedError."""
        return evidence.open_file(self.session, record)

    def verify(self, record: str) -> None:
        """Read all of it. Raises BlobMissingError, BlobDamagedError."""
        evidence.verify(self.session, record)

    def note_custody(self, record: str, values: Values) -> Changes:
        """Write down a transfer. Raises InputError."""
        return evidence.note_custody(self.session, record, **values)

    def offered(self, record: str) -> list[Row]:
        """Findings of this task it does not prove yet, newest first."""
        taken = {end.id for end in links.sources(self.session, "evidence", record)}
        rows = self.session.store.rows(Query("finding", task=self.session.task))
        return [row for row in rows if row.id not in taken]

    def link(self, record: str, findings: Sequence[str]) -> Changes:
        """It proves these findings."""
        target = ("evidence", record)
        return together(
            links.link(self.session, ("finding", one), target, "supports") for one in findings
        )

    def delete(self, record: str) -> Changes:
        """Into the bin; the file itself stays encrypted in the vault."""
        drafts.discard(self.session, record)
        return records.delete(self.session, "evidence", record)

    def in_bin(self, record: str) -> Row | None:
        """The row of a deleted record; None for any other."""
        row = self.session.store.row("evidence", record)
        return row if row is not None and row.deleted else None

    def restore(self, record: str) -> Changes:
        """Out of the bin."""
        return records.restore(self.session, "evidence", record)

    def _entered(self, record: str) -> str:
        times = (op.claimed for op in self.session.store.history("evidence", record))
        first = min((time for time in times if time), default="")
        return first[:16].replace("T", " ")


def linked_evidence(session: Session) -> frozenset[str]:
    """Ids of the items that prove a finding."""
    ends = {"source_kind": "finding", "target_kind": "evidence"}
    rows = session.store.rows(Query("link", equals=ends))
    return frozenset(str(row.values["target"]) for row in rows)
