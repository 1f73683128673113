"""Findings: which are listed, what is open, what may be done next; without a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.kinds import Channel, Required, Values
from app.domain.validation import missing
from app.ports import Changes, Query, Row
from app.services import drafts, findings, links, numbering, records
from app.services.links import End
from app.services.records import Editable
from app.services.session import Session
from ui.screens.listing.changes import together
from ui.screens.listing.naming import numbered
from ui.screens.listing.record_list import Division, RecordList

LACKING = "lacking"
DIVISION = Division("finding", "state", "finding_state", LACKING, side="source", every_code=True)
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
    may_change: bool = True
    """Whether it is one of the present task."""

    @property
    def state(self) -> str:
        """Code of the step it has reached."""
        return str(self.values.get("state") or "draft")

    @property
    def channel(self) -> Channel:
        """Who is to receive it, as long as it was never written."""
        return self.editable.channel or Channel.TEAM

    @property
    def questions(self) -> int:
        """What two people wrote differently, or wrote after a signature."""
        return self.row.questions + self.row.late if self.row else 0


class FindingsPresenter:
    """``session`` gives the session of the moment: it is another one after unlocking."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self.list = RecordList(session, DIVISION)
        self._given: set[str] = set()

    @property
    def session(self) -> Session:
        """The session of the moment."""
        return self._session()

    # --- one worksheet

    def new(self) -> Opened:
        """A worksheet with its number, not yet written."""
        editable = findings.start(self.session, taken=self._given)
        return Opened(editable, editable.values, False, None)

    def send_to(self, opened: Opened, channel: Channel) -> Opened:
        """The same new worksheet for other readers; what is written stays where it is."""
        if opened.row is not None or not opened.editable.is_new:
            return opened
        return replace(opened, editable=replace(opened.editable, channel=channel))

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
        if row is not None and row.deleted:
            return None
        may_change = self.list.may_change(row)
        typing = drafts.find(self.session, record)
        if typing is not None:
            values = {**typing.editable.values, **typing.values}
            return Opened(typing.editable, values, True, row, may_change)
        if row is None:
            return None
        editable = records.load(self.session, "finding", record)
        return Opened(editable, editable.values, False, row, may_change)

    def steps(self, opened: Opened) -> tuple[str, ...]:
        """What may be done with a worksheet in its state."""
        return _STEPS.get(opened.state, ()) if opened.may_change else ()

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


def turn_number(end: End) -> int:
    """Which question of a talk a link is about, from 1; 0 if it names none that is there."""
    turns = end.row.values["turns"] or () if end.kind == "interview" and end.row else ()
    return next((n for n, turn in enumerate(turns, 1) if turn.id == end.detail), 0)
