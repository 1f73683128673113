"""The fold: what a record is, as a pure function of the set of operations written about it.

No clock, no order of arrival and no name of a device decides anything.

* *Heads* of a field group are the puts that no other put on it replaces. Heads with equal values
  are one. One value: that is the value. More: a conflict for a person; shown meanwhile is the head
  with the longest chain of predecessors, then the highest hash (CouchDB's rule).
* A *delete* names the heads its author saw. The record is deleted if every present head was seen by
  a live delete; otherwise it stays visible with a flag. Values are never erased.
* A *seal* names the heads that were signed. The sealed view is exactly those, whatever is written
  later: other values are listed as late, a group that was not signed shows nothing. Two live seals
  over different heads are a conflict; shown meanwhile is the one with the highest hash.
* A *restore* lifts the deletes it names; a *void* lifts the seals it names, or points elsewhere.
* An *entry* (custody, audit, ...) is never replaced, and no delete hides it. Several different
  entries under one record id are the work of a fault or a liar: all are listed, lowest hash first.

Every value ever written is therefore shown, listed as alternative or late, or was explicitly
replaced by somebody who had seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.journal.canonical import JsonValue, normal_form
from app.journal.operations import Operation

INSERT_ONLY_VERBS = frozenset({"custody", "audit", "stmt", "receipt", "admit"})

_BOX_KEYS = frozenset({"sealed", "key", "s", "c", "m"})


@dataclass(frozen=True, slots=True)
class Head:
    """One present value of a group. ``operations`` are all puts that wrote this very value."""

    value: JsonValue
    operations: tuple[Operation, ...]
    depth: int

    @property
    def hashes(self) -> tuple[str, ...]:
        """Hashes of the puts, sorted."""
        return tuple(operation.hash for operation in self.operations)

    @property
    def newest(self) -> Operation:
        """The put that stands for this head: the highest hash. UNWRITTEN has none."""
        return self.operations[-1]


UNWRITTEN = Head({}, (), 0)
"""What a sealed record shows in a group that was not signed: a group with no field filled."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """A field group: every present value, longest chain first, and what is shown.

    ``shown`` is the first head, in a sealed record the first of ``signed``. ``late`` are heads
    with another value than the signed ones.
    """

    heads: tuple[Head, ...]
    shown: Head
    late: tuple[Head, ...] = ()
    signed: tuple[Head, ...] = ()

    @property
    def in_conflict(self) -> bool:
        """Two or more different values that nobody has decided between."""
        return len(self.heads) > 1

    @property
    def hashes(self) -> tuple[str, ...]:
        """All present heads: what the next put on this group has to name."""
        return tuple(hash_ for head in self.heads for hash_ in head.hashes)


@dataclass(frozen=True, slots=True)
class RecordState:
    """A record as the journal says it is.

    ``awaited`` are hashes the shown seal names that have not arrived: the signed text is not
    complete here.
    """

    kind: str
    record: str
    groups: Mapping[str, GroupState]
    deleted: bool = False
    delete_conflict: bool = False
    deletes: tuple[Operation, ...] = ()
    seals: tuple[Operation, ...] = ()
    seal_conflict: bool = False
    grants: tuple[Operation, ...] = ()
    pointers: tuple[Operation, ...] = ()
    entries: tuple[Operation, ...] = ()
    awaited: tuple[str, ...] = ()

    @property
    def entry(self) -> Operation | None:
        """The insert-only entry of this record."""
        return self.entries[0] if self.entries else None

    @property
    def entry_conflict(self) -> bool:
        """Different entries share this record id: nobody can decide it, everybody should know."""
        return len({(entry.verb, same_value(entry.value)) for entry in self.entries}) > 1

    @property
    def sealed(self) -> bool:
        """Signed: the shown values are exactly the signed ones."""
        return bool(self.seals)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Names of the groups with an open conflict, sorted."""
        return tuple(sorted(name for name, group in self.groups.items() if group.in_conflict))

    @property
    def late(self) -> tuple[str, ...]:
        """Names of the groups that were written after the seal, sorted."""
        return tuple(sorted(name for name, group in self.groups.items() if group.late))

    @property
    def open_questions(self) -> int:
        """How many decisions a person has to take on this record."""
        return len(self.conflicts) + self.delete_conflict + self.seal_conflict

    def hashes(self) -> tuple[str, ...]:
        """All present heads of all groups, sorted: what a delete or a seal has to name."""
        return tuple(sorted(h for group in self.groups.values() for h in group.hashes))


@dataclass(slots=True)
class _Sorted:
    """Operations on one record, by verb."""

    puts: dict[str, dict[str, Operation]] = field(default_factory=dict)
    others: dict[str, dict[str, Operation]] = field(default_factory=dict)

    def add(self, operation: Operation) -> None:
        if operation.verb == "put":
            self.puts.setdefault(operation.group, {})[operation.hash] = operation
        else:
            self.others.setdefault(operation.verb, {})[operation.hash] = operation

    def of(self, verb: str) -> list[Operation]:
        return [op for _, op in sorted(self.others.get(verb, {}).items())]


def fold(operations: Iterable[Operation]) -> dict[tuple[str, str], RecordState]:
    """Fold any set of operations: (kind, record) -> state. Repetitions change nothing."""
    records: dict[tuple[str, str], _Sorted] = {}
    for operation in operations:
        key = (operation.kind, operation.record)
        records.setdefault(key, _Sorted()).add(operation)
    return {key: _fold_record(*key, found) for key, found in records.items()}


def fold_record(kind: str, record: str, operations: Iterable[Operation]) -> RecordState:
    """Fold the operations of one record."""
    found = _Sorted()
    for operation in operations:
        found.add(operation)
    return _fold_record(kind, record, found)


def same_value(value: JsonValue) -> bytes:
    """What decides whether two values are equal.

    A sealed value is encrypted afresh each time, so its tag (an HMAC of the plain text under a
    subkey of the record key) stands for it. Only a reader with the key can tell whether a box keeps
    the promise of its tag: one that does not open is passed over for the next of
    ``Head.operations``.
    """
    if isinstance(value, dict) and value.keys() == _BOX_KEYS:
        return normal_form(["sealed", value["sealed"], value["key"], value["m"]])
    return normal_form(value)


def _fold_record(kind: str, record: str, found: _Sorted) -> RecordState:
    seals = _without(found.of("seal"), found.of("void"))
    signed = _seen(seals[-1]) if seals else None
    groups = {name: _fold_group(puts, signed) for name, puts in sorted(found.puts.items())}
    deletes = _without(found.of("del"), found.of("restore"))
    present = {hash_ for group in groups.values() for hash_ in group.hashes}
    entries = [op for verb in sorted(INSERT_ONLY_VERBS) for op in found.of(verb)]
    deletable = bool(deletes) and not entries
    covered = present <= frozenset().union(*map(_seen, deletes))
    return RecordState(
        kind=kind,
        record=record,
        groups=groups,
        deleted=deletable and covered,
        delete_conflict=deletable and not covered,
        deletes=tuple(deletes),
        seals=tuple(seals),
        seal_conflict=len({_seen(seal) for seal in seals}) > 1,
        grants=tuple(found.of("keygrant")),
        pointers=tuple(op for op in found.of("void") if not op.predecessors),
        entries=tuple(entries),
        awaited=_awaited(found.puts, signed),
    )


def _fold_group(puts: dict[str, Operation], signed: frozenset[str] | None) -> GroupState:
    depths = chain_lengths(puts)
    replaced = {hash_ for put in puts.values() for hash_ in put.predecessors}
    heads = _collapse([put for put in puts.values() if put.hash not in replaced], depths)
    if signed is None:
        return GroupState(heads, heads[0])
    signed_heads = _collapse([put for put in puts.values() if put.hash in signed], depths)
    signed_values = {same_value(head.value) for head in signed_heads}
    late = tuple(head for head in heads if same_value(head.value) not in signed_values)
    return GroupState(heads, signed_heads[0] if signed_heads else UNWRITTEN, late, signed_heads)


def _awaited(
    puts: dict[str, dict[str, Operation]], signed: frozenset[str] | None
) -> tuple[str, ...]:
    if signed is None:
        return ()
    return tuple(sorted(signed.difference(*puts.values())))


def _collapse(puts: list[Operation], depths: dict[str, int]) -> tuple[Head, ...]:
    """Join puts of equal value; longest chain first, then highest hash."""
    if len(puts) == 1:  # nearly always: nothing to compare
        return (Head(puts[0].value, (puts[0],), depths[puts[0].hash]),)
    by_value: dict[bytes, list[Operation]] = {}
    for put in puts:
        by_value.setdefault(same_value(put.value), []).append(put)
    heads = []
    for equal in by_value.values():
        equal.sort(key=lambda put: put.hash)
        heads.append(Head(equal[-1].value, tuple(equal), max(depths[put.hash] for put in equal)))
    heads.sort(key=lambda head: (head.depth, head.newest.hash), reverse=True)
    return tuple(heads)


def chain_lengths(puts: dict[str, Operation]) -> dict[str, int]:
    """Longest chain of known predecessors up to each put. Iterative: chains get long.

    Each put is looked at twice at most, so the work grows with the number of links.
    """
    depths: dict[str, int] = {}
    for start in puts:
        stack = [start]
        while stack:
            current = stack[-1]
            if current in depths:  # also waited for by another put
                stack.pop()
                continue
            missing = [p for p in puts[current].predecessors if p in puts and p not in depths]
            if missing:
                stack.extend(missing)
                continue
            known = (depths[p] for p in puts[current].predecessors if p in depths)
            depths[current] = 1 + max(known, default=0)
            stack.pop()
    return depths


def _without(operations: list[Operation], lifting: list[Operation]) -> list[Operation]:
    lifted = {hash_ for operation in lifting for hash_ in operation.predecessors}
    return [operation for operation in operations if operation.hash not in lifted]


def _seen(operation: Operation) -> frozenset[str]:
    """Hashes a delete or a seal says its author saw. The grammar of operations makes it a list."""
    seen = operation.value["seen"] if isinstance(operation.value, dict) else []
    return frozenset(map(str, seen)) if isinstance(seen, list) else frozenset()
