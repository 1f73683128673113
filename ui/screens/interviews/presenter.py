"""What the interview desk knows and chooses: talks, drafts among them, and the talk on the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.domain.kinds import Turn, Value, Values
from app.ports import Changes, Query, Row
from app.services import drafts, findings, identities, interviews, links, records
from app.services.drafts import Typing
from app.services.records import Editable
from app.services.session import Session
from ui.screens.interviews.identity import Identity
from ui.screens.listing.bin import Bin

KIND = "interview"
DEFAULT_CATEGORY = "staff"
"""Most talks are with ordinary staff; the person changes it, and nothing stands in his way."""

OPENING_LIST = "opening_question"
_TITLE_LENGTH = 30
_DIGITS = re.compile(r"\d+")
_TURN_FIELD = re.compile(r"turns\.([^.]+)\.([qa])")

Place = tuple[str, int]
"""(field name, offset); within the questions and answers "turns.<turn id>.q" or "….a"."""


@dataclass(frozen=True)
class Entry:
    """One line of the list. ``unfinished``: something typed is not in the journal yet."""

    id: str
    pseudonym: str
    category: str | None
    week: str | None
    value: str | None
    unfinished: bool
    questions: int = 0

    @property
    def newest_first(self) -> tuple[bool, list[int], list[int]]:
        """Sort key: unfinished talks, then by week and number, descending."""
        number = [int(n) for n in _DIGITS.findall(self.pseudonym)]
        return self.unfinished, [int(n) for n in _DIGITS.findall(self.week or "")], number[::-1]


@dataclass(frozen=True)
class Reference:
    """A finding that refers to the talk on the desk."""

    id: str
    words: str
    turn: str


@dataclass(frozen=True)
class Talk:
    """A talk laid on the desk. ``values`` are what the form shows, typed ones included."""

    editable: Editable
    values: Values
    place: Place
    unfinished: bool
    identity: Identity
    questions: int = 0
    references: tuple[Reference, ...] = ()

    @property
    def id(self) -> str:
        """The record's id."""
        return self.editable.id


class InterviewsPresenter:
    """Reads and writes for the screen; everything but ``begin`` may run off its thread."""

    def __init__(self, session: Session, given: set[str] | None = None) -> None:
        """``given`` remembers pseudonyms handed out since unlocking."""
        self._session = session
        self._kind = session.kind(KIND)
        self._given = given if given is not None else set()
        self.bin = Bin(lambda: session, KIND)

    def entries(self) -> list[Entry]:
        """All talks of the task and this person's unfinished ones, newest first."""
        typing = {t.editable.id: t for t in drafts.pending(self._session) if _is_talk(t)}
        rows = {row.id: row for row in records.rows(self._session, KIND)}
        written = [self._entry(row, typing.get(row.id)) for row in rows.values()]
        new = [_unwritten(t) for t in typing.values() if t.editable.is_new and not self._known(t)]
        return sorted((*written, *new), key=lambda entry: entry.newest_first, reverse=True)

    def with_open(self, entries: list[Entry], talk: Talk | None, *, dirty: bool) -> list[Entry]:
        """The list as it is with the talk on the desk, which may be in no table yet."""
        if talk is None:
            return entries
        for position, entry in enumerate(entries):
            if entry.id == talk.id:
                shown = replace(entry, unfinished=entry.unfinished or dirty)
                return [*entries[:position], shown, *entries[position + 1 :]]
        return [replace(_unwritten(talk), unfinished=dirty), *entries]

    def last_typed(self) -> str:
        """The talk this person typed into last and did not finish, or ""."""
        found = (t.editable.id for t in drafts.pending(self._session) if _is_talk(t))
        return next((record for record in found if self._may_open(self._row(record))), "")

    def begin(self) -> Talk:
        """A new talk: only its number is chosen. Raises TrustError without a team."""
        editable = interviews.start(
            self._session, taken=frozenset(self._given), category=DEFAULT_CATEGORY
        )
        first = Turn(_first_turn(editable.id), self.opening_question(), "")
        values = {**editable.values, "turns": (first,)}
        return Talk(editable, values, (f"turns.{first.id}.a", 0), False, Identity.first_entry())

    def opening_question(self) -> str:
        """How a talk usually begins: district data, never a constant."""
        found = self._session.codes.lists.get(OPENING_LIST, {})
        return next((label.zh for label in found.values()), "")

    def read(self, record: str, place: Place = ("", 0)) -> Talk | None:
        """A talk as it was left: from its draft, otherwise from the journal.

        None if it is not here, lies in the bin, or belongs to another task.
        """
        row = self._row(record)
        typing = drafts.find(self._session, record)
        if not self._may_open(row) or (typing is None and row is None):
            return None
        editable = typing.editable if typing else records.load(self._session, KIND, record)
        typed = dict(typing.values) if typing else {}
        sealed = {
            f.name: typed.pop(f.name) for f in self._kind.fields if f.sealed and f.name in typed
        }
        return Talk(
            editable,
            {**editable.values, **typed},
            place if place[0] or typing is None else typing.place,
            typing is not None,
            self._identity(record, sealed, is_new=row is None),
            row.questions if row else 0,
            self.references(record),
        )

    def references(self, record: str) -> tuple[Reference, ...]:
        """Findings that were drawn from this talk."""
        ends = links.sources(self._session, KIND, record)
        return tuple(
            Reference(end.id, _finding_words(end.row), end.detail)
            for end in ends
            if end.kind == "finding" and not (end.row and end.row.deleted)
        )

    def touch(self, editable: Editable) -> bool:
        """The person began to write a new talk. True if its number is to be reserved."""
        pseudonym = str(editable.values.get("pseudonym") or "")
        if not editable.is_new or pseudonym in self._given:
            return False
        self._given.add(pseudonym)
        return True

    def reserve(self, editable: Editable) -> None:
        """Keep the number, on the database's queue."""
        interviews.reserve(self._session, editable)

    def is_blank(self, editable: Editable, values: Values) -> bool:
        """Whether a new talk holds nothing a person typed: it need not be kept."""
        if not editable.is_new:
            return False
        for name, value in values.items():
            if name == "turns":
                if any(t.answer.strip() or t.question != self.opening_question() for t in value):
                    return False
            elif (value or None) != (editable.values.get(name) or None):
                return False
        return True

    def discard(self, record: str) -> None:
        """Forget what was typed and is not in the journal."""
        drafts.discard(self._session, record)

    def binned(self) -> list[Row]:
        """Every talk in the bin, newest deletion first."""
        return self.bin.rows(Query(KIND, task=self._session.task))

    def is_of_this_task(self, row: Row | None) -> bool:
        """Whether a talk is one of the present task: its log takes no other's changes."""
        return row is None or row.task == self._session.task

    def make_finding(self, record: str, statement: str, turn: str) -> tuple[str, Changes]:
        """A finding from the words of an answer, linked to the turn. Returns its id."""
        values: dict[str, Value] = {"title": _title(statement), "statement": statement}
        finding = findings.start(self._session, source="interview", **values)
        with self._session.store.work() as work:
            records.write(self._session, work, finding, {})
            ends = (("finding", finding.id), (KIND, record))
            links.write_link(self._session, work, *ends, "source", turn)
            return finding.id, work.commit()

    def names(self, persons: tuple[str, ...]) -> list[str]:
        """Names of persons of the task; those not known here are left out."""
        return [name for person in persons if (name := self.name(person))]

    def name(self, person: str) -> str:
        """A person's name, or ""."""
        row = self._session.store.row("person", person)
        if row is not None and row.values["name"]:
            return str(row.values["name"])
        papers = self._session.papers
        known = papers.person(person, self._session.task) if papers else None
        return known.name if known else ""

    def team(self) -> list[tuple[str, str]]:
        """(id, name) of everybody who may talk or write down: the team, then other persons here."""
        members = [str(row.values["person"]) for row in records.rows(self._session, "membership")]
        ordered = dict.fromkeys((self._session.person, *reversed(members)))
        return [(person, name) for person in ordered if (name := self.name(person))]

    def _entry(self, row: Row, typing: Typing | None) -> Entry:
        values = {**row.values, **(typing.values if typing else {})}
        return Entry(
            row.id,
            str(values["pseudonym"] or ""),
            values["category"],
            values["week"],
            values["value"],
            typing is not None,
            row.questions,
        )

    def _row(self, record: str) -> Row | None:
        return self._session.store.row(KIND, record)

    def _may_open(self, row: Row | None) -> bool:
        return row is None or (not row.deleted and self.is_of_this_task(row))

    def _known(self, typing: Typing) -> bool:
        return self._row(typing.editable.id) is not None

    def _identity(self, record: str, typed: dict[str, Value], *, is_new: bool) -> Identity:
        if is_new:
            return replace(Identity.first_entry(), typed=typed)
        readers = identities.readers(self._session, KIND, record)
        return Identity(
            filled=identities.is_filled(self._session, KIND, record),
            may_open=identities.may_unseal(self._session, KIND, record),
            readers=tuple(self.names(readers)),
            typed=typed,
        )


def turn_place(turn: str, in_answer: bool, offset: int) -> Place:
    """A place within questions and answers."""
    return f"turns.{turn}.{'a' if in_answer else 'q'}", offset


def read_turn_place(place: Place) -> tuple[str, bool, int] | None:
    """(turn id, in the answer, offset), or None for a place elsewhere."""
    found = _TURN_FIELD.fullmatch(place[0])
    return (found[1], found[2] == "a", place[1]) if found else None


def _is_talk(typing: Typing) -> bool:
    return typing.editable.kind == KIND


def _unwritten(typing: Typing | Talk) -> Entry:
    values = {**typing.editable.values, **typing.values}
    pseudonym = str(values.get("pseudonym") or "")
    category, week, value = (values.get(name) for name in ("category", "week", "value"))
    return Entry(typing.editable.id, pseudonym, category, week, value, unfinished=True)


def _first_turn(record: str) -> str:
    return record.replace("-", "")[:16]


def _finding_words(row: Row | None) -> str:
    if row is None:
        return ""
    return "　".join(str(row.values[name]) for name in ("number", "title") if row.values[name])


def _title(statement: str) -> str:
    first = re.split(r"[\n。；！？]", statement.strip())[0]
    return first if len(first) <= _TITLE_LENGTH else f"{first[:_TITLE_LENGTH]}…"
