"""The fold: what a record is, as a pure function of the set of operations written about it.

No clock, no order of arrival and no name of a device decides anything.

* *Heads* of a field group are the puts that no other put on it replaces. Heads with equal values
  are one. One value: that is the value. More: a conflict for a person; shown meanwhile is the head
  with the longest chain of predecessors, then the highest hash (CouchDB's rule).
* A *delete* names the heads its author saw. The record is deleted if every present head was seen by
  a live delete; otherwise it stays visible with a flag. Values are never erased.
* A *seal* names the heads that were signed. The sealed view is exactly those, whatever is written
  later; later heads are listed as late. Two live seals over different heads are a conflict.
* A *restore* lifts the deletes it names; a *void* lifts the seals it names, or points elsewhere.

Every value ever written is therefore shown, listed as alternative or late, or was explicitly
replaced by somebody who had seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.journal.canonical import JsonValue, normal_form
from app.journal.operations import Operation

INSERT_ONLY_VERBS = frozenset({"custody", "audit", "stmt", "receipt", "admit"})


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
        """The put that stands for this head: the highest hash."""
        return self.operations[-1]


@dataclass(frozen=True, slots=True)
class GroupState:
    """A field group: what is shown, and every present value, the shown one first."""

    heads: tuple[Head, ...]
    shown: Head
    late: tuple[Head, ...] = ()

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
    """A record as the journal says it is."""

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
    entry: Operation | None = None

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
    subkey of the record key) stands for it.
    """
    if isinstance(value, dict) and value.get("sealed") == 1 and "m" in value:
        return normal_form(["sealed", value.get("key"), value["m"]])
    return normal_form(value)


def _fold_record(kind: str, record: str, found: _Sorted) -> RecordState:
    seals = _without(found.of("seal"), found.of("void"))
    signed = _seen(seals[-1]) if seals else None
    groups = {name: _fold_group(puts, signed) for name, puts in sorted(found.puts.items())}
    deletes = _without(found.of("del"), found.of("restore"))
    present = {hash_ for group in groups.values() for hash_ in group.hashes}
    covered = present <= frozenset().union(*map(_seen, deletes)) if deletes else False
    entries = [op for verb in sorted(INSERT_ONLY_VERBS) for op in found.of(verb)]
    return RecordState(
        kind=kind,
        record=record,
        groups=groups,
        deleted=covered,
        delete_conflict=bool(deletes) and not covered,
        deletes=tuple(deletes),
        seals=tuple(seals),
        seal_conflict=len({_seen(seal) for seal in seals}) > 1,
        grants=tuple(found.of("keygrant")),
        pointers=tuple(op for op in found.of("void") if not op.predecessors),
        entry=entries[0] if entries else None,
    )


def _fold_group(puts: dict[str, Operation], signed: frozenset[str] | None) -> GroupState:
    depths = _depths(puts)
    replaced = {hash_ for put in puts.values() for hash_ in put.predecessors}
    heads = _collapse([put for put in puts.values() if put.hash not in replaced], depths)
    if signed is None:
        return GroupState(heads, heads[0])
    sealed_heads = _collapse([puts[hash_] for hash_ in signed if hash_ in puts], depths)
    late = tuple(head for head in heads if not signed.intersection(head.hashes))
    shown = sealed_heads[0] if sealed_heads else heads[0]
    return GroupState(heads, shown, late)


def _collapse(puts: list[Operation], depths: dict[str, int]) -> tuple[Head, ...]:
    """Join puts of equal value; longest chain first, then highest hash."""
    by_value: dict[bytes, list[Operation]] = {}
    for put in puts:
        by_value.setdefault(same_value(put.value), []).append(put)
    heads = []
    for equal in by_value.values():
        equal.sort(key=lambda put: put.hash)
        heads.append(Head(equal[-1].value, tuple(equal), max(depths[put.hash] for put in equal)))
    heads.sort(key=lambda head: (head.depth, head.newest.hash), reverse=True)
    return tuple(heads)


def _depths(puts: dict[str, Operation]) -> dict[str, int]:
    """Longest chain of known predecessors up to each put. Iterative: chains get long."""
    depths: dict[str, int] = {}
    for start in puts:
        stack = [start]
        while stack:
            current = stack[-1]
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
    """Hashes a delete or a seal says its author saw. Anything malformed saw nothing."""
    value = operation.value
    seen = value.get("seen") if isinstance(value, dict) else None
    return (
        frozenset(item for item in seen if isinstance(item, str))
        if isinstance(seen, list)
        else frozenset()
    )
