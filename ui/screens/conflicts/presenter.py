"""Which records wait for a decision, their versions, and deciding; without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.encoding import decode_group, encode_group
from app.domain.errors import InputError, Problem, RecordMissingError
from app.domain.kinds import Field, Kind, Shape, Value, Values
from app.domain.validation import validate
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState
from app.journal.operations import Operation
from app.ports import Changes
from app.services import conflicts, duplicates, identities, splitting
from app.services.brackets import Witnesses
from app.services.conflicts import Look
from app.services.duplicates import Duplicate
from app.services.session import Session
from ui.people import device_label, person_name
from ui.screens.conflicts.differences import Piece, differences
from ui.screens.conflicts.three_way import merge_values

ShowValue = Callable[[Field, Value], str]
"""A field's value as people read it."""


@dataclass(frozen=True)
class Question:
    """A record that waits. ``mine``: this person can decide it.

    Of a probable duplicate ``other`` is the second record, ``likeness`` a number of per cent.
    """

    kind: str
    id: str
    title: str
    mine: bool = True
    other: str = ""
    likeness: int = 0


@dataclass(frozen=True)
class Version:
    """One of several values of a group. ``texts``: field -> passages; none of a sealed group.

    ``not_before`` and ``not_after`` are times the office signed; empty: nobody can prove one.
    """

    authors: tuple[str, ...]
    claimed: str | None
    value: JsonValue
    values: Values = field(default_factory=dict)
    texts: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    hash: str = ""
    computer: str = ""
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True)
class GroupPoint:
    """A field group with several values; ``total`` may be more than the versions shown.

    ``ancestor`` is what they all grew from: field -> text. A sealed group shows no content before
    it is ``opened``; ``may_decide`` says whether this person is one of its readers, ``readers`` who
    is. ``heads`` are all values that lay before the person. ``merged`` is what a version of one's
    own begins with, ``undecided`` the passages in it that both sides changed. ``crowds`` are people
    with very many versions, and how many.
    """

    group: str
    fields: tuple[str, ...]
    versions: tuple[Version, ...]
    total: int
    ancestor: Mapping[str, str] | None
    sealed: bool = False
    may_decide: bool = True
    readers: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    needs_reason: bool = True
    may_split: bool = False
    merged: Values = field(default_factory=dict)
    undecided: tuple[str, ...] = ()
    crowds: tuple[tuple[str, int], ...] = ()
    opened: bool = False

    @property
    def legible(self) -> bool:
        """Whether the contents are shown."""
        return not self.sealed or self.opened


@dataclass(frozen=True)
class DuplicatePoint:
    """Two records that are probably one: side by side, field by field.

    ``fields`` are those that differ, ``same`` those filled alike; ``who`` (for each record) its
    writer and claimed time.
    """

    kind: str
    ids: tuple[str, str]
    titles: tuple[str, str]
    who: tuple[tuple[str, str | None], tuple[str, str | None]]
    fields: tuple[str, ...]
    same: tuple[str, ...]
    texts: tuple[Mapping[str, tuple[Piece, ...]], Mapping[str, tuple[Piece, ...]]]
    likeness: int
    same_file: bool
    may_merge: bool


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
        """Records that wait, by kind and title; those of others last."""
        found = [
            Question(each.kind, each.id, self._title(each.kind, each.id), each.mine)
            for each in conflicts.waiting(self.session)
        ]
        return sorted(found, key=lambda each: (not each.mine, each.kind, each.title))

    def duplicates(self) -> list[tuple[Question, Duplicate]]:
        """Probable duplicates of the present task, the likeliest first."""
        return [
            (
                Question(
                    pair.kind,
                    pair.one,
                    self._title(pair.kind, pair.one),
                    other=pair.other,
                    likeness=round(pair.likeness * 100),
                ),
                pair,
            )
            for pair in duplicates.probable(self.session)
        ]

    def case(self, kind_name: str, record: str) -> Case:
        """What has to be decided on a record. Raises RecordMissingError."""
        state = self.session.store.state(kind_name, record)
        if state is None:
            raise RecordMissingError(kind_name, record)
        kind = self.session.kind(kind_name)
        known = [group for group in state.conflicts if group in kind.groups]
        witnesses = Witnesses(conflicts.home(self.session, kind_name, record)) if known else None
        return Case(
            kind_name,
            record,
            self._title(kind_name, record),
            tuple(self._group(kind, state, group, witnesses) for group in known),
            self._delete(state) if state.delete_conflict else None,
            self._seal(state) if state.seal_conflict else None,
        )

    def duplicate(self, pair: Duplicate) -> DuplicatePoint:
        """Two records side by side. Raises RecordMissingError."""
        kind = self.session.kind(pair.kind)
        rows = [self.session.store.row(pair.kind, each) for each in (pair.one, pair.other)]
        first, second = (row for row in rows)
        if first is None or second is None:
            raise RecordMissingError(pair.kind, pair.one)
        pairs = {
            each.name: (
                self._show(each, first.values[each.name]),
                self._show(each, second.values[each.name]),
            )
            for each in kind.open_fields
            if each.shape is not Shape.DIGEST
        }
        differing = {name: both for name, both in pairs.items() if both[0] != both[1]}
        return DuplicatePoint(
            pair.kind,
            (pair.one, pair.other),
            (self._title(pair.kind, pair.one), self._title(pair.kind, pair.other)),
            (
                (self._name(first.author), first.claimed),
                (self._name(second.author), second.claimed),
            ),
            tuple(differing),
            tuple(name for name, both in pairs.items() if any(both) and name not in differing),
            (
                {name: differences(one, other) for name, (one, other) in differing.items()},
                {name: differences(other, one) for name, (one, other) in differing.items()},
            ),
            round(pair.likeness * 100),
            pair.same_file,
            duplicates.can_merge(self.session, pair.kind, pair.one, pair.other),
        )

    def adopt(
        self,
        kind: str,
        record: str,
        group: str,
        value: JsonValue,
        reason: str,
        seen: Sequence[str] | None = None,
    ) -> Changes:
        """One version becomes the value. Raises InputError where a reason is needed."""
        return conflicts.decide(self.session, kind, record, group, value, reason, seen)

    def adopt_edited(
        self, kind_name: str, record: str, point: GroupPoint, values: Values, reason: str
    ) -> Changes:
        """What the person wrote from the versions becomes the value. Raises InputError."""
        kind = self.session.kind(kind_name)
        own = {each.name: values.get(each.name) for each in kind.groups[point.group]}
        if left := tuple(_undecided(own, point.undecided)):
            raise InputError(kind_name, left)
        if point.sealed:
            return conflicts.decide_sealed(
                self.session, kind_name, record, point.group, own, reason, point.heads
            )
        validate(kind, own, self.session.codes)
        value = encode_group(kind, point.group, own)
        return self.adopt(kind_name, record, point.group, value, reason, point.heads)

    def keep_both(self, case: Case, point: GroupPoint, reason: str) -> Changes:
        """The second version gets a record of its own. Raises InputError."""
        moved, seen = point.versions[1].hash, [h for each in case.groups for h in each.heads]
        return splitting.keep_both(
            self.session, case.kind, case.id, point.group, moved, reason, seen
        ).changes

    def open_sealed(
        self, kind_name: str, record: str, point: GroupPoint, reason: str, words: str
    ) -> GroupPoint:
        """The point with its contents: logged first. Raises SealedError."""
        kind = self.session.kind(kind_name)
        group = point.group
        found = conflicts.unseal(self.session, kind_name, record, group, reason, words)
        texts = [self._texts(kind, group, values) if values else {} for values in found]
        versions = tuple(
            replace(version, values=values or {}, texts=_compare(texts, number))
            for number, (version, values) in enumerate(zip(point.versions, found, strict=True))
        )
        legible = [values for values in found if values]
        merged, undecided = _merge(kind, group, None, legible) if legible else ({}, ())
        return replace(point, versions=versions, opened=True, merged=merged, undecided=undecided)

    def keep_record(self, kind: str, record: str, reason: str) -> Changes:
        """The deletion is lifted."""
        return conflicts.keep(self.session, kind, record, reason)

    def delete_record(self, kind: str, record: str, reason: str) -> Changes:
        """Deleted all the same, now with knowledge of what was written."""
        return conflicts.delete_still(self.session, kind, record, reason)

    def uphold(self, kind: str, record: str, seal: str, reason: str) -> Changes:
        """One signature stands, the others are void."""
        return conflicts.uphold(self.session, kind, record, seal, reason)

    def merge_records(self, point: DuplicatePoint, reason: str) -> Changes:
        """Two records become one. Raises InputError."""
        return duplicates.merge(self.session, point.kind, *point.ids, reason)

    def not_the_same(self, point: DuplicatePoint) -> Changes:
        """They are two things; nobody is asked again."""
        return duplicates.not_the_same(self.session, point.kind, *point.ids)

    def _group(
        self, kind: Kind, state: RecordState, group: str, witnesses: Witnesses | None
    ) -> GroupPoint:
        found = conflicts.look(self.session, kind.name, state.record, group, witnesses)
        point = GroupPoint(
            group,
            tuple(each.name for each in kind.groups[group]),
            tuple(self._versions(found)),
            found.choices.total,
            None,
            heads=found.heads,
            needs_reason=conflicts.needs_reason(kind, group),
            may_split=splitting.can_split(kind, state),
            crowds=tuple((self._name(who), many) for who, many in found.choices.crowds),
        )
        if kind.compartment(group):
            return replace(
                point,
                sealed=True,
                may_split=False,
                may_decide=identities.may_unseal(self.session, kind.name, state.record),
                readers=self._names(identities.readers(self.session, kind.name, state.record)),
            )
        return self._with_contents(kind, point, found)

    def _with_contents(self, kind: Kind, point: GroupPoint, found: Look) -> GroupPoint:
        decoded = [decode_group(kind, point.group, each.value) for each in point.versions]
        texts = [self._texts(kind, point.group, values) for values in decoded]
        versions = tuple(
            replace(version, values=values, texts=_compare(texts, number))
            for number, (version, values) in enumerate(zip(point.versions, decoded, strict=True))
        )
        ancestor = found.choices.ancestor
        base = decode_group(kind, point.group, ancestor.value) if ancestor else None
        merged, undecided = _merge(kind, point.group, base, decoded)
        return replace(
            point,
            versions=versions,
            ancestor=self._ancestor(kind, point.group, ancestor),
            merged=merged,
            undecided=undecided,
        )

    def _versions(self, found: Look) -> Iterator[Version]:
        for choice, bracket in zip(found.choices.choices, found.brackets, strict=True):
            yield Version(
                self._names(choice.authors),
                choice.claimed,
                choice.value,
                hash=choice.hashes[0],
                computer=device_label(self.session, bracket.device),
                not_before=bracket.not_before,
                not_after=bracket.not_after,
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
    return {name: differences(words, other.get(name, "")) for name, words in texts[number].items()}


def _merge(
    kind: Kind, group: str, base: Values | None, decoded: Sequence[Values]
) -> tuple[Values, tuple[str, ...]]:
    """What a version of one's own begins with: the first two put together."""
    merged: dict[str, Value] = dict(decoded[0])
    undecided: list[str] = []
    for each in kind.groups[group] if len(decoded) > 1 else ():
        ours, theirs = (values[each.name] for values in decoded[:2])
        before = base[each.name] if base is not None else None
        found = merge_values(each, before, ours, theirs, known=base is not None)
        merged[each.name] = found.value
        undecided += found.open
    return merged, tuple(undecided)


def _undecided(values: Values, marks: Sequence[str]) -> Iterator[Problem]:
    for name, value in values.items():
        words = "\n".join(f"{t.question}\n{t.answer}" for t in value) if _is_turns(value) else value
        if isinstance(words, str) and any(mark in words for mark in marks):
            yield Problem(name, "contested")


def _is_turns(value: Value) -> bool:
    return isinstance(value, tuple) and bool(value) and not isinstance(value[0], str)


def _seen(operation: Operation) -> frozenset[str]:
    value = operation.value
    seen = value.get("seen") if isinstance(value, dict) else None
    return frozenset(map(str, seen)) if isinstance(seen, list) else frozenset()


def _words(operation: Operation) -> str:
    value = operation.value
    return str(value.get("reason") or "") if isinstance(value, dict) else ""
