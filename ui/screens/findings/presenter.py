"""Findings: which are listed, what is open, what may be done next; without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.kinds import Required, Values
from app.domain.validation import missing
from app.ports import Changes, Query, Row
from app.services import drafts, findings, links, numbering, records
from app.services.links import End
from app.services.records import Editable
from app.services.session import OFFICE_TASK, Session
from ui.screens.evidence.batch import together
from ui.screens.evidence.bin import BIN, binned, count_binned
from ui.screens.evidence.naming import numbered

ALL = "all"
LACKING = "lacking"
STATES = ("draft", "checked", "reviewed", "approved")
SIGNED = ("reviewed", "approved")
"""What is signed is changed only after it was sent back."""

_STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": ("submit",),
    "checked": ("review", "send_back"),
    "reviewed": ("approve", "send_back"),
    "approved": ("send_back",),
}
_ROLES = {"evidence": "supports", "interview": "source"}


@dataclass(frozen=True)
class Opened:
    """A worksheet for the form. ``row`` is None while it was never written."""

    editable: Editable
    values: Values
    from_draft: bool
    row: Row | None

    @property
    def state(self) -> str:
        """Code of the step it has reached."""
        return str(self.values.get("state") or "draft")

    @property
    def questions(self) -> int:
        """What two people wrote differently, or wrote after a signature."""
        return self.row.questions + self.row.late if self.row else 0


class FindingsPresenter:
    """``session`` gives the session of the moment: it is another one after unlocking."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self.chosen = ALL
        self.text = ""
        self._listed: tuple[Query, list[Row]] | None = None
        self._given: set[str] = set()

    @property
    def session(self) -> Session:
        """The session of the moment."""
        return self._session()

    @property
    def may_write(self) -> bool:
        """Worksheets belong to a task."""
        return self.session.task != OFFICE_TASK

    # --- the list

    def query(self) -> Query:
        """What the chosen chip and the search ask for."""
        equals = {"state": self.chosen} if self.chosen in STATES else {}
        bin_wanted = self.chosen == BIN
        return Query("finding", task=self._task, equals=equals, text=self.text, deleted=bin_wanted)

    def count(self, query: Query) -> int:
        """How many rows the list has."""
        if self.chosen in (BIN, LACKING):
            return len(self._filtered(query))
        return self.session.store.count(query)

    def rows(self, query: Query) -> list[Row]:
        """One page of the list."""
        if self.chosen not in (BIN, LACKING):
            return self.session.store.rows(query)
        end = None if query.limit is None else query.offset + query.limit
        return self._filtered(query)[query.offset : end]

    def forget_list(self) -> None:
        """Something changed: what was filtered here is read again."""
        self._listed = None

    def counts(self) -> dict[str, int]:
        """Chip -> number of worksheets. May take a moment in an office."""
        every = Query("finding", task=self._task)
        count = self.session.store.count
        found = {ALL: count(every)}
        found |= {state: count(replace(every, equals={"state": state})) for state in STATES}
        proven = proven_findings(self.session)
        rows = self.session.store.rows(every)
        found[LACKING] = sum(row.id not in proven for row in rows)
        if deleted := count_binned(self.session, every):
            found[BIN] = deleted
        return found

    @property
    def _task(self) -> str | None:
        """An office that has chosen no task sees those of all."""
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
        proven = proven_findings(self.session)
        yield from (row for row in self.session.store.rows(asked) if row.id not in proven)

    # --- one worksheet

    def new(self) -> Opened:
        """A worksheet with its number, not yet written."""
        editable = findings.start(self.session, taken=self._given)
        return Opened(editable, editable.values, False, None)

    def take_number(self, editable: Editable) -> str:
        """Something was typed into a new one: the next one gets another number, at once."""
        number = str(editable.values.get("number") or "")
        self._given.add(number)
        return number

    def reserve(self, number: str) -> None:
        """Keep a number taken for the time after this run."""
        numbering.reserve(self.session, "finding", number)

    def open(self, record: str) -> Opened | None:
        """A worksheet, with what this person has typed and not finished; None if it is not here."""
        row = self.session.store.row("finding", record)
        typing = drafts.find(self.session, record)
        if typing is not None:
            values = {**typing.editable.values, **typing.values}
            return Opened(typing.editable, values, True, row)
        if row is None or row.deleted:
            return None
        editable = records.load(self.session, "finding", record)
        return Opened(editable, editable.values, False, row)

    def steps(self, state: str) -> tuple[str, ...]:
        """What may be done with a worksheet in this state."""
        return _STEPS.get(state, ()) if self.may_write else ()

    def perform(self, step: str, record: str) -> Changes:
        """Sign or send back. Raises InputError, ConflictOpenError."""
        act = {
            "submit": findings.submit,
            "review": findings.review,
            "approve": findings.approve,
            "send_back": findings.send_back,
        }[step]
        return act(self.session, record)

    def missing(self, values: Values, step: Required = Required.REVIEW) -> tuple[str, ...]:
        """Names of the fields still to be filled before ``step``."""
        return missing(self.session.kind("finding"), values, step)

    def delete(self, record: str) -> Changes:
        """Into the bin, with the draft of it."""
        drafts.discard(self.session, record)
        return records.delete(self.session, "finding", record)

    def in_bin(self, record: str) -> Row | None:
        """The row of a deleted record; None for any other."""
        row = self.session.store.row("finding", record)
        return row if row is not None and row.deleted else None

    def restore(self, record: str) -> Changes:
        """Out of the bin."""
        return records.restore(self.session, "finding", record)

    # --- what proves it

    def linked(self, record: str) -> list[End]:
        """Evidence, then talks, in the order of their numbers: a place noted moves no row."""
        return sorted(links.targets(self.session, "finding", record), key=_order)

    def offered(self, kind: str, record: str) -> list[Row]:
        """Records of ``kind`` in this task that are not linked yet, newest first."""
        taken = {end.id for end in self.linked(record) if end.kind == kind}
        rows = self.session.store.rows(Query(kind, task=self.session.task))
        return [row for row in rows if row.id not in taken]

    def link(self, record: str, kind: str, chosen: Sequence[str]) -> Changes:
        """Link what was chosen."""
        source = ("finding", record)
        return together(
            links.link(self.session, source, (kind, one), _ROLES[kind]) for one in chosen
        )

    def place(self, link: str, words: str) -> Changes:
        """Note the page or the answer a link is about."""
        editable = records.load(self.session, "link", link)
        return records.save(self.session, editable, {"detail": words or None}).changes

    def unlink(self, link: str) -> Changes:
        """Take a link away."""
        return links.unlink(self.session, link)

    def relink(self, link: str) -> Changes:
        """Bring a removed link back."""
        return records.restore(self.session, "link", link)


def _order(end: End) -> tuple[bool, bool, str, str]:
    number = numbered(end.row) if end.row is not None else ""
    return end.kind != "evidence", end.row is None, number, end.id


def proven_findings(session: Session) -> frozenset[str]:
    """Ids of the findings that have evidence, arrived or not."""
    ends = {"source_kind": "finding", "target_kind": "evidence"}
    rows = session.store.rows(Query("link", equals=ends))
    return frozenset(str(row.values["source"]) for row in rows)


def turn_number(end: End) -> int:
    """Which question of a talk a link is about, from 1; 0 if it names none that is there."""
    turns = end.row.values["turns"] or () if end.kind == "interview" and end.row else ()
    return next((n for n, turn in enumerate(turns, 1) if turn.id == end.detail), 0)
