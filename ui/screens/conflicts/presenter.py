"""Which records wait for a decision, their versions, and deciding; without a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.encoding import decode_group, encode_group
from app.domain.errors import InputError, Problem, RecordMissingError
from app.domain.kinds import Field, Kind, Value, Values
from app.domain.validation import validate
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState
from app.journal.operations import Operation
from app.ports import Changes
from app.services import audit, conflicts, identities, records
from app.services.session import Session
from ui.people import person_name
from ui.screens.conflicts.differences import Piece, differences

ShowValue = Callable[[Field, Value], str]
"""A field's value as people read it."""


@dataclass(frozen=True)
class Question:
    """A record that waits."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True)
class Version:
    """One of several values of a group. ``texts``: field -> passages; none of a sealed group."""

    authors: tuple[str, ...]
    claimed: str | None
    value: JsonValue
    values: Values = field(default_factory=dict)
    texts: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupPoint:
    """A field group with several values; ``total`` may be more than the versions shown.

    ``ancestor`` is what they all grew from: field -> text. A sealed group shows no content;
    ``may_decide`` says whether this person is one of its readers, ``readers`` who is.
    """

    group: str
    fields: tuple[str, ...]
    versions: tuple[Version, ...]
    total: int
    ancestor: Mapping[str, str] | None
    sealed: bool = False
    may_decide: bool = True
    readers: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeletePoint:
    """Deleted by one, written on by another. ``deleted``: (name, claimed time, reason)."""

    deleted: tuple[tuple[str, str | None, str], ...]
    still_written_by: tuple[str, ...]


@dataclass(frozen=True)
class SealPoint:
    """Signed by two over different texts. ``seals``: (hash, name, claimed time)."""

    seals: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Case:
    """Everything to decide on one record."""

    kind: str
    id: str
    title: str
    groups: tuple[GroupPoint, ...]
    delete: DeletePoint | None
    seal: SealPoint | None

    @property
    def open(self) -> int:
        """How many decisions."""
        return len(self.groups) + (self.delete is not None) + (self.seal is not None)


class ConflictsPresenter:
    """Open questions of this vault."""

    def __init__(self, session: Session, show: ShowValue) -> None:
        self.session = session
        self._show = show

    def questions(self) -> list[Question]:
        """Records that wait, by kind and title."""
        found = [
            Question(kind, record, self._title(kind, record))
            for kind, record in conflicts.open_questions(self.session)
        ]
        return sorted(found, key=lambda question: (question.kind, question.title))

    def case(self, kind_name: str, record: str) -> Case:
        """What has to be decided on a record. Raises RecordMissingError."""
        state = self.session.store.state(kind_name, record)
        if state is None:
            raise RecordMissingError(kind_name, record)
        kind = self.session.kind(kind_name)
        known = [group for group in state.conflicts if group in kind.groups]
        return Case(
            kind_name,
            record,
            self._title(kind_name, record),
            tuple(self._group(kind, state, group) for group in known),
            self._delete(state) if state.delete_conflict else None,
            self._seal(state) if state.seal_conflict else None,
        )

    def adopt(self, kind: str, record: str, group: str, value: JsonValue, reason: str) -> Changes:
        """One version becomes the value. Raises InputError without a reason."""
        here = self._here(kind, record)
        return conflicts.decide(here, kind, record, group, value, _reason(kind, reason))

    def adopt_edited(
        self, kind_name: str, record: str, group: str, values: Values, reason: str
    ) -> Changes:
        """What the person wrote from the versions becomes the value. Raises InputError."""
        kind = self.session.kind(kind_name)
        own = {each.name: values.get(each.name) for each in kind.groups[group]}
        validate(kind, own, self.session.codes)
        return self.adopt(kind_name, record, group, encode_group(kind, group, own), reason)

    def keep_record(self, kind: str, record: str, reason: str) -> Changes:
        """The deletion is lifted."""
        here = self._here(kind, record)
        words = _reason(kind, reason)
        audit.note_alone(here, "resolved", subject=(kind, record), words=words)
        return records.restore(here, kind, record)

    def delete_record(self, kind: str, record: str, reason: str) -> Changes:
        """Deleted all the same, now with knowledge of what was written."""
        here = self._here(kind, record)
        words = _reason(kind, reason)
        audit.note_alone(here, "resolved", subject=(kind, record), words=words)
        return records.delete(here, kind, record, words)

    def uphold(self, kind: str, record: str, seal: str, reason: str) -> Changes:
        """One signature stands, the others are void."""
        here = self._here(kind, record)
        return conflicts.uphold(here, kind, record, seal, _reason(kind, reason))

    def _here(self, kind: str, record: str) -> Session:
        """Decisions are written where the record lives: an office has many tasks."""
        row = self.session.store.row(kind, record)
        if self.session.role == "office" and row is not None:
            return self.session.within(row.task)
        return self.session

    def _group(self, kind: Kind, state: RecordState, group: str) -> GroupPoint:
        found = conflicts.choices(self.session, kind.name, state.record, group)
        fields = tuple(each.name for each in kind.groups[group])
        compartment = kind.compartment(group)
        if compartment:
            versions = tuple(
                Version(self._names(choice.authors), choice.claimed, choice.value)
                for choice in found.choices
            )
            return GroupPoint(
                group,
                fields,
                versions,
                found.total,
                None,
                sealed=True,
                may_decide=identities.may_unseal(self.session, kind.name, state.record),
                readers=self._names(identities.readers(self.session, kind.name, state.record)),
            )
        decoded = [decode_group(kind, group, choice.value) for choice in found.choices]
        texts = [self._texts(kind, group, values) for values in decoded]
        versions = tuple(
            Version(
                self._names(choice.authors),
                choice.claimed,
                choice.value,
                values,
                _compare(texts, number),
            )
            for number, (choice, values) in enumerate(zip(found.choices, decoded, strict=True))
        )
        return GroupPoint(
            group, fields, versions, found.total, self._ancestor(kind, group, found.ancestor)
        )

    def _ancestor(
        self, kind: Kind, group: str, ancestor: Operation | None
    ) -> Mapping[str, str] | None:
        if ancestor is None:
            return None
        return self._texts(kind, group, decode_group(kind, group, ancestor.value))

    def _texts(self, kind: Kind, group: str, values: Values) -> dict[str, str]:
        return {each.name: self._show(each, values[each.name]) for each in kind.groups[group]}

    def _delete(self, state: RecordState) -> DeletePoint:
        seen = {hash_ for delete in state.deletes for hash_ in _seen(delete)}
        writers = {
            operation.author
            for group in state.groups.values()
            for head in group.heads
            for operation in head.operations
            if operation.hash not in seen
        }
        deleted = tuple(
            (self._name(delete.author), delete.claimed, _words(delete)) for delete in state.deletes
        )
        return DeletePoint(deleted, self._names(tuple(sorted(writers))))

    def _seal(self, state: RecordState) -> SealPoint:
        return SealPoint(
            tuple((seal.hash, self._name(seal.author), seal.claimed) for seal in state.seals)
        )

    def _names(self, people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._name(person) for person in people)

    def _name(self, person: str) -> str:
        return person_name(self.session, person) or person[:8]

    def _title(self, kind_name: str, record: str) -> str:
        kind = self.session.catalogue.get(kind_name)
        row = self.session.store.row(kind_name, record) if kind is not None else None
        if kind is None or row is None:
            return ""
        return self._show(kind.field(kind.title), row.values[kind.title])


def _compare(texts: list[dict[str, str]], number: int) -> dict[str, tuple[Piece, ...]]:
    """Every version is compared with the first, the first with the second."""
    other = texts[0] if number else texts[min(1, len(texts) - 1)]
    return {name: differences(words, other[name]) for name, words in texts[number].items()}


def _reason(kind: str, reason: str) -> str:
    if not reason.strip():
        raise InputError(kind, (Problem("reason", "required"),))
    return reason.strip()


def _seen(operation: Operation) -> frozenset[str]:
    value = operation.value
    seen = value.get("seen") if isinstance(value, dict) else None
    return frozenset(map(str, seen)) if isinstance(seen, list) else frozenset()


def _words(operation: Operation) -> str:
    value = operation.value
    return str(value.get("reason") or "") if isinstance(value, dict) else ""
