"""What a merge would do, before anything is written; and what a person is shown to decide.

Pure: the same operations give the same plan, whatever order the segments come in. Nothing here
decides a conflict. ``resolution`` makes the put with which a person does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from app.journal.canonical import JsonValue
from app.journal.fold import (
    GroupState,
    Head,
    RecordState,
    chain_lengths,
    fold_record,
    same_value,
)
from app.journal.operations import SEEING_VERBS, Intent, Operation

RecordKey: TypeAlias = tuple[str, str]
"""(kind, record id)."""

CHOICES_SHOWN = 20
"""A liar can make ten thousand versions of one field; nobody is shown more than this at once."""

CROWD = 100
"""Versions of one group, side by side in one segment, from which on nobody wrote them by hand: an
honest editor replaces what it shows."""

HEADS_IN_A_LINE = 10_000
"""Hashes that fit into one line of the journal beside a value."""


@dataclass(frozen=True, slots=True)
class IncomingSegment:
    """Readable operations of one segment, and the device that signed it."""

    device: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that receives operations not known here. ``groups`` are those that differ after."""

    kind: str
    record: str
    groups: tuple[str, ...]
    operations: int
    authors: tuple[str, ...]
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupQuestion:
    """A field group with several values: a new conflict, or writes that came after a seal."""

    kind: str
    record: str
    group: str
    heads: tuple[Head, ...]

    @property
    def authors(self) -> tuple[tuple[str, ...], ...]:
        """For each value who wrote it."""
        return tuple(_authors(head.operations) for head in self.heads)


@dataclass(frozen=True, slots=True)
class ParallelEdit:
    """并行修改: here and there groups of one record were written without knowing of each other."""

    kind: str
    record: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class KindCount(NamedTuple):
    """How many records of one kind are new, changed, or brought again without news."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would change here; every list is sorted by kind and record."""

    new: tuple[RecordChange, ...] = ()
    changed: tuple[RecordChange, ...] = ()
    unchanged: tuple[RecordKey, ...] = ()
    conflicts: tuple[GroupQuestion, ...] = ()
    """Groups with a value that contradicts another, and did not before."""
    settled: tuple[tuple[str, str, str], ...] = ()
    """(kind, record, group) in conflict here and decided there."""
    late_writes: tuple[GroupQuestion, ...] = ()
    """Values that came after a seal and are not part of the signed text."""
    parallel: tuple[ParallelEdit, ...] = ()
    delete_conflicts: tuple[RecordKey, ...] = ()
    seal_conflicts: tuple[RecordKey, ...] = ()
    entry_conflicts: tuple[RecordKey, ...] = ()
    deleted: tuple[RecordKey, ...] = ()
    operations: int = 0
    """Operations not known here."""
    repeated: int = 0
    """Operations that are."""
    counts: Mapping[str, KindCount] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def brings_nothing(self) -> bool:
        """Every operation is known already."""
        return self.operations == 0

    @property
    def questions(self) -> int:
        """Decisions a person will have to take because of this merge."""
        return len(self.conflicts) + len(self.delete_conflicts) + len(self.seal_conflicts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a person can choose. ``claimed`` is the time its newest writer claims."""

    value: JsonValue
    authors: tuple[str, ...]
    claimed: str | None
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConflictChoices:
    """A conflict as a person sees it: at most CHOICES_SHOWN of ``total`` values.

    ``ancestor`` is the put they all grew from, as far as it is known. ``crowds`` are authors with
    more values than are shown at all, and how many.
    """

    kind: str
    record: str
    group: str
    choices: tuple[Choice, ...]
    total: int
    ancestor: Operation | None
    crowds: tuple[tuple[str, int], ...] = ()


def plan_merge(
    known: Mapping[RecordKey, Sequence[Operation]],
    incoming: Iterable[IncomingSegment],
    *,
    sender_knows: Mapping[str, int] = MappingProxyType({}),
) -> MergePlan:
    """Plan a merge.

    ``known`` maps every record that ``incoming`` touches to all operations on it that are applied
    here; records without any may be missing. (Their folded states would not do: an operation that
    comes late may be replaced already by one that is no longer a head.) ``sender_knows`` maps log
    ids to the last position the sender says he has; it sharpens ``parallel`` and nothing else.
    """
    news = _News(known, incoming)
    positions = _common_positions(known, news.all, sender_knows)
    pairs = [_Pair.of(key, known.get(key, ()), news, positions) for key in sorted(news.touched)]
    altered = [pair for pair in pairs if pair.news]
    return MergePlan(
        new=tuple(pair.change for pair in altered if pair.before is None),
        changed=tuple(pair.change for pair in altered if pair.before is not None),
        unchanged=tuple(pair.key for pair in pairs if not pair.news),
        conflicts=tuple(question for pair in altered for question in pair.conflicts()),
        settled=tuple(found for pair in altered for found in pair.settled()),
        late_writes=tuple(question for pair in altered for question in pair.late_writes()),
        parallel=tuple(pair.parallel for pair in altered if pair.parallel),
        delete_conflicts=tuple(p.key for p in altered if p.begins("delete_conflict")),
        seal_conflicts=tuple(p.key for p in altered if p.begins("seal_conflict")),
        entry_conflicts=tuple(p.key for p in altered if p.begins("entry_conflict")),
        deleted=tuple(p.key for p in altered if p.begins("deleted")),
        operations=sum(len(pair.news) for pair in altered),
        repeated=len(news.all) - sum(len(pair.news) for pair in altered),
        counts=_counts(pairs),
    )


def conflict_choices(
    state: RecordState, group: str, history: Iterable[Operation] = ()
) -> ConflictChoices:
    """The values of one group with their authors. Raises KeyError for a group never written.

    ``history`` are the operations on the record; from them comes the common ancestor. Of many
    values everybody's first comes before anybody's second, so nobody crowds out the others.
    """
    heads = state.groups[group].heads
    shown = fair_order(heads)[:CHOICES_SHOWN]
    puts: dict[str, Operation] = {
        op.hash: op for op in history if op.verb == "put" and op.group == group
    }
    return ConflictChoices(
        state.kind,
        state.record,
        group,
        tuple(_choice(head) for head in shown),
        len(heads),
        _common_ancestor(shown, puts),
        _crowds(heads),
    )


def fair_order(heads: Sequence[Head]) -> list[Head]:
    """Everybody's first value, then everybody's second; otherwise as the fold has them."""
    turn: Counter[str] = Counter()
    ranked = []
    for place, head in enumerate(heads):
        turn[head.newest.author] += 1
        ranked.append((turn[head.newest.author], place))
    return [heads[place] for _, place in sorted(ranked)]


def is_crowded(operations: Iterable[Operation]) -> bool:
    """Whether a segment holds more than CROWD puts on one group that do not replace one another."""
    puts: dict[tuple[str, str, str], list[Operation]] = {}
    for operation in operations:
        if operation.verb == "put":
            place = (operation.kind, operation.record, operation.group)
            puts.setdefault(place, []).append(operation)
    return any(len(found) > CROWD and _side_by_side(found) > CROWD for found in puts.values())


def _side_by_side(puts: Sequence[Operation]) -> int:
    replaced = {hash_ for put in puts for hash_ in put.predecessors}
    return sum(put.hash not in replaced for put in puts)


def _crowds(heads: Sequence[Head]) -> tuple[tuple[str, int], ...]:
    counted = Counter(head.newest.author for head in heads)
    return tuple(sorted((who, many) for who, many in counted.items() if many > CHOICES_SHOWN))


def resolutions(
    state: RecordState,
    group: str,
    value: JsonValue,
    *,
    among: Collection[str] | None = None,
    timed: bool = True,
) -> list[Intent]:
    """The puts that decide a conflict, however many heads: each replaces a part of them, and all
    have the same value, so they are one.

    ``among`` are the heads the person had before him: one that came meanwhile stays a question.
    Nothing to write if none of them is present any more.
    """
    whole = resolution(state, group, value, timed=timed)
    heads = tuple(h for h in whole.predecessors if among is None or h in among)
    return [
        replace(whole, predecessors=heads[start : start + HEADS_IN_A_LINE])
        for start in range(0, len(heads), HEADS_IN_A_LINE)
    ]


def resolution(state: RecordState, group: str, value: JsonValue, *, timed: bool = True) -> Intent:
    """The put that decides a conflict: it names every present head of the group.

    For more heads than one line holds there is ``resolutions``.
    """
    heads = state.groups[group].hashes
    return Intent("put", state.kind, state.record, group, value, heads, timed)


class _News:
    """Incoming operations, each once, and which of them are not known here."""

    def __init__(
        self,
        known: Mapping[RecordKey, Sequence[Operation]],
        incoming: Iterable[IncomingSegment],
    ) -> None:
        self.all: dict[str, Operation] = {}
        self.device: dict[str, str] = {}
        self.touched: dict[RecordKey, list[Operation]] = {}
        held = {op.hash for operations in known.values() for op in operations}
        for segment in incoming:
            for operation in segment.operations:
                if operation.hash in self.all:
                    continue
                self.all[operation.hash] = operation
                self.device[operation.hash] = segment.device
                fresh = self.touched.setdefault((operation.kind, operation.record), [])
                if operation.hash not in held:
                    fresh.append(operation)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A record before and after."""

    key: RecordKey
    before: RecordState | None
    after: RecordState
    news: Sequence[Operation]
    change: RecordChange
    parallel: ParallelEdit | None

    @classmethod
    def of(
        cls,
        key: RecordKey,
        old: Sequence[Operation],
        news: _News,
        positions: Mapping[str, int],
    ) -> _Pair:
        fresh = news.touched[key]
        before = fold_record(*key, old) if old else None
        after = fold_record(*key, [*old, *fresh])
        devices = {news.device[op.hash] for op in fresh}
        change = RecordChange(
            *key,
            groups=_altered_groups(before, after),
            operations=len(fresh),
            authors=_authors(fresh),
            devices=tuple(sorted(devices)),
        )
        return cls(key, before, after, fresh, change, _parallel(key, old, fresh, positions))

    @property
    def novelty(self) -> str:
        """Which field of KindCount this record counts for."""
        if not self.news:
            return "unchanged"
        return "changed" if self.before else "new"

    def begins(self, flag: str) -> bool:
        """Whether a flag of the state is set by this merge."""
        return getattr(self.after, flag) and not getattr(self.before, flag, False)

    def conflicts(self) -> Iterator[GroupQuestion]:
        for name in self.after.conflicts:
            heads = self.after.groups[name].heads
            old = self._group_before(name)
            if old is None or not _values(heads) <= _values(old.heads):
                yield GroupQuestion(*self.key, name, heads)

    def settled(self) -> Iterator[tuple[str, str, str]]:
        for name in self.before.conflicts if self.before else ():
            if not self.after.groups[name].in_conflict:
                yield (*self.key, name)

    def late_writes(self) -> Iterator[GroupQuestion]:
        for name in self.after.late:
            late = self.after.groups[name].late
            old = self._group_before(name)
            if old is None or not _values(late) <= _values(old.late):
                yield GroupQuestion(*self.key, name, late)

    def _group_before(self, name: str) -> GroupState | None:
        return self.before.groups.get(name) if self.before else None


def _values(heads: Iterable[Head]) -> set[bytes]:
    return {same_value(head.value) for head in heads}


def _authors(operations: Iterable[Operation]) -> tuple[str, ...]:
    return tuple(sorted({operation.author for operation in operations}))


def _altered_groups(before: RecordState | None, after: RecordState) -> tuple[str, ...]:
    old = before.groups if before else {}
    return tuple(name for name, group in sorted(after.groups.items()) if old.get(name) != group)


def _counts(pairs: Sequence[_Pair]) -> Mapping[str, KindCount]:
    found = Counter((pair.key[0], pair.novelty) for pair in pairs)
    kinds = sorted({kind for kind, _ in found})
    return MappingProxyType(
        {
            kind: KindCount(*(found[kind, novelty] for novelty in KindCount._fields))
            for kind in kinds
        }
    )


def _common_positions(
    known: Mapping[RecordKey, Sequence[Operation]],
    incoming: Mapping[str, Operation],
    sender_knows: Mapping[str, int],
) -> dict[str, int]:
    """Log id -> position up to which the sender certainly has it.

    He has what he sends and what its authors had seen; and of a log he has everything before that.
    """
    here: dict[str, Operation] = {op.hash: op for operations in known.values() for op in operations}
    positions = dict(sender_knows)
    waiting = list(incoming.values())
    visited: set[str] = set()
    while waiting:
        operation = waiting.pop()
        if operation.hash in visited:
            continue
        visited.add(operation.hash)
        positions[operation.log] = max(operation.n, positions.get(operation.log, 0))
        waiting.extend(here[hash_] for hash_ in _named(operation) if hash_ in here)
    return positions


def _named(operation: Operation) -> Iterator[str]:
    yield from operation.predecessors
    value = operation.value
    seen = value.get("seen") if operation.verb in SEEING_VERBS and isinstance(value, dict) else None
    yield from (str(item) for item in seen) if isinstance(seen, list) else ()


def _parallel(
    key: RecordKey,
    old: Sequence[Operation],
    fresh: Sequence[Operation],
    positions: Mapping[str, int],
) -> ParallelEdit | None:
    theirs = {op.group for op in fresh if op.verb == "put"}
    ours = {op.group for op in old if op.verb == "put" and op.n > positions.get(op.log, 0)}
    if not ours or not theirs or len(ours | theirs) < 2:
        return None
    return ParallelEdit(*key, ours=tuple(sorted(ours)), theirs=tuple(sorted(theirs)))


def _choice(head: Head) -> Choice:
    return Choice(head.value, _authors(head.operations), head.newest.claimed, head.hashes)


def _common_ancestor(heads: Sequence[Head], puts: Mapping[str, Operation]) -> Operation | None:
    common = set(puts)
    for head in heads:
        common &= _ancestors(head.operations, puts)
    lengths = chain_lengths({hash_: puts[hash_] for hash_ in common})
    nearest = max(common, key=lambda hash_: (lengths[hash_], hash_), default=None)
    return puts[nearest] if nearest else None


def _ancestors(operations: Iterable[Operation], puts: Mapping[str, Operation]) -> set[str]:
    found: set[str] = set()
    waiting = list(operations)
    while waiting:
        fresh = {hash_ for hash_ in waiting.pop().predecessors if hash_ in puts} - found
        found |= fresh
        waiting.extend(puts[hash_] for hash_ in fresh)
    return found
