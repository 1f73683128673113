"""State machines: several devices write and exchange; what must hold, holds after every step.

The expectations are computed here from the rules themselves, by other means than the fold's. The
drivers are weighted, and the counts at the end prove that the rare events really took place: a
machine that never sees a conflict proves nothing about conflicts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.journal.canonical import JsonValue, normal_form
from app.journal.fold import GroupState, RecordState, fold, fold_record
from app.journal.merging import IncomingSegment, plan_merge, resolution
from app.journal.operations import Intent, LogName, Operation, write_operation

KIND = "finding"
RECORDS = ("r-1", "r-2")
GROUPS = ("conclusion", "amount", "identity")
DEVICES = 4
TASK = "t-1"

Hashes = frozenset[str]
State = Mapping[tuple[str, str], RecordState]

WEIGHTS = {
    "edit": 3,
    "edit_in_parallel": 3,
    "edit_part": 2,
    "foretell": 1,
    "resolve": 4,
    "delete": 1,
    "delete_while_another_writes": 2,
    "restore": 2,
    "seal": 2,
    "seal_and_go_on": 2,
    "seal_apart": 2,
    "void": 2,
    "give_some": 3,
    "give_all": 3,
}
DRIVER = [action for action, weight in WEIGHTS.items() for _ in range(weight)]

counts: Counter[str] = Counter()


def box(text: str, salt: int) -> JsonValue:
    """A sealed value as the fold sees it: fresh bytes each time, one tag for one text."""
    return {"sealed": 1, "key": "k1", "s": f"{salt}", "c": f"c{salt}", "m": f"tag of {text}"}


def meaning(value: JsonValue) -> str:
    """What decides whether two values of this machine are the same."""
    if isinstance(value, dict) and "m" in value:
        return str(value["m"])
    return normal_form(value).decode()


def claims(operation: Operation) -> Hashes:
    value = operation.value
    assert isinstance(value, dict)
    seen = value["seen"]
    assert isinstance(seen, list)
    return frozenset(str(item) for item in seen)


class Device:
    """One device with its own log and its own knowledge, in the order things arrived."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.log = LogName(f"d-{index}", TASK, "team").id
        self.written = 0
        self.checked = 0
        self.known: dict[str, Operation] = {}

    def write(self, intent: Intent) -> Operation:
        self.written += 1
        claimed = f"20{random.Random(self.written * 7 + self.index).randint(10, 99)}-01-01"
        operation = write_operation(
            self.log, self.written, intent, author=f"p-{self.index}", claimed=claimed
        )
        self.known[operation.hash] = operation
        return operation

    def group(self, record: str, group: str) -> GroupState | None:
        state = self.record(record)
        return state.groups.get(group) if state else None

    def record(self, record: str) -> RecordState | None:
        found = [op for op in self.known.values() if op.record == record]
        return fold_record(KIND, record, found) if found else None


class JournalMachine(RuleBasedStateMachine):
    """Devices write, exchange and disagree."""

    def __init__(self) -> None:
        super().__init__()
        self.devices = [Device(index) for index in range(DEVICES)]
        self.ghosts: set[str] = set()
        self.boxes = 0  # of this run: the same choices must give the same hashes again

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """One thing happens; the weights decide how often."""
        getattr(self, data.draw(st.sampled_from(DRIVER)))(data)

    # --- what people do ------------------------------------------------------------------

    @initialize(value=st.sampled_from("甲乙丙"))
    def begin(self, value: str) -> None:
        """All know a first version of both records."""
        for record in RECORDS:
            for group in GROUPS[:2]:
                put = self.devices[0].write(self._put(record, group, value, ()))
                for device in self.devices[1:]:
                    device.known[put.hash] = put

    def edit(self, data: st.DataObject) -> None:
        """The ordinary write: it names every head its author sees."""
        device, record, group = self._where(data)
        present = device.group(record, group)
        device.write(self._value(data, record, group, present.hashes if present else ()))
        counts["edit"] += 1

    def edit_in_parallel(self, data: st.DataObject) -> None:
        """Two devices write the same group before they meet."""
        _, record, group = self._where(data)
        for device in data.draw(st.permutations(self.devices))[:2]:
            present = device.group(record, group)
            device.write(self._value(data, record, group, present.hashes if present else ()))
        counts["parallel edit"] += 1

    def edit_part(self, data: st.DataObject) -> None:
        """A write that saw only some of the heads, or an older version."""
        device, record, group = self._where(data)
        puts = [o.hash for o in device.known.values() if (o.record, o.group) == (record, group)]
        named = tuple(data.draw(st.lists(st.sampled_from(puts), max_size=2))) if puts else ()
        device.write(self._value(data, record, group, named))
        counts["partial edit"] += 1

    def foretell(self, data: st.DataObject) -> None:
        """A liar names what a colleague's next operations would be called by their position."""
        device, record, group = self._where(data)
        victim = data.draw(st.sampled_from([d for d in self.devices if d is not device]))
        guesses = tuple(
            write_operation(
                victim.log,
                victim.written + ahead,
                self._put(record, group, "猜", ()),
                author=f"p-{victim.index}",
                claimed=None,
            ).hash
            for ahead in (1, 2, 3)
        )
        self.ghosts.update(guesses)
        device.write(self._put(record, group, "丁", guesses))
        victim.write(self._value(data, record, group, ()))
        counts["foretold write"] += 1

    def resolve(self, data: st.DataObject) -> None:
        """A person decides a conflict wherever somebody sees one."""
        open_here = [
            (device, state, group)
            for device in self.devices
            for state in fold(device.known.values()).values()
            for group in state.conflicts
        ]
        if not open_here:
            return
        device, state, group = data.draw(st.sampled_from(open_here))
        value = data.draw(st.sampled_from([head.value for head in state.groups[group].heads]))
        put = device.write(resolution(state, group, value))
        after = device.group(state.record, group)
        assert after is not None
        assert after.hashes == (put.hash,)
        assert not after.in_conflict
        counts["conflict resolved"] += 1

    def delete(self, data: st.DataObject) -> None:
        device, record, _ = self._where(data)
        self._write_about(device, record, "del")
        counts["delete"] += 1

    def delete_while_another_writes(self, data: st.DataObject) -> None:
        device, record, group = self._where(data)
        self._write_about(device, record, "del")
        other = data.draw(st.sampled_from([d for d in self.devices if d is not device]))
        present = other.group(record, group)
        other.write(self._value(data, record, group, present.hashes if present else ()))
        self._exchange(data, other, device, whole=True)

    def restore(self, data: st.DataObject) -> None:
        self._lift(data, "del", "restore")

    def seal(self, data: st.DataObject) -> None:
        device, record, _ = self._where(data)
        self._write_about(device, record, "seal")
        counts["seal"] += 1

    def seal_and_go_on(self, data: st.DataObject) -> None:
        """What is written after the signature must never look signed."""
        device, record, group = self._where(data)
        self._write_about(device, record, "seal")
        present = device.group(record, group)
        device.write(self._value(data, record, group, present.hashes if present else ()))

    def seal_apart(self, data: st.DataObject) -> None:
        """Two people sign different versions and meet."""
        _, record, group = self._where(data)
        pair = data.draw(st.permutations(self.devices))[:2]
        for device in pair:
            present = device.group(record, group)
            device.write(self._value(data, record, group, present.hashes if present else ()))
            self._write_about(device, record, "seal")
        self._exchange(data, *pair, whole=True)

    def void(self, data: st.DataObject) -> None:
        self._lift(data, "seal", "void")

    def give_some(self, data: st.DataObject) -> None:
        giver, taker = data.draw(st.permutations(self.devices))[:2]
        self._exchange(data, giver, taker, whole=False)

    def give_all(self, data: st.DataObject) -> None:
        giver, taker = data.draw(st.permutations(self.devices))[:2]
        self._exchange(data, giver, taker, whole=True)

    # --- what must hold ------------------------------------------------------------------

    @invariant()
    def every_device_sees_what_the_rules_say(self) -> None:
        for device in self.devices:
            if device.checked == len(device.known):
                continue
            device.checked = len(device.known)
            for state in fold(device.known.values()).values():
                check_record(state, [o for o in device.known.values() if o.record == state.record])

    def teardown(self) -> None:
        """Order, repetition and the shape of the merge tree change nothing."""
        if not any(device.known for device in self.devices):
            return
        chance = random.Random(len(self.devices[0].known))
        everything = {h: op for device in self.devices for h, op in device.known.items()}
        expected = fold(everything.values())
        shuffled = [*everything.values(), *chance.choices(list(everything.values()), k=20)]
        for _ in range(3):
            chance.shuffle(shuffled)
            assert fold(shuffled) == expected
        parts = [list(device.known.values()) for device in self.devices]
        while len(parts) > 1:
            left = parts.pop(chance.randrange(len(parts)))
            right = parts.pop(chance.randrange(len(parts)))
            parts.append([*left, *right])
        assert fold(parts[0]) == expected
        assert not self.ghosts & everything.keys()
        counts["merged worlds"] += 1

    # --- how it is done ------------------------------------------------------------------

    def _where(self, data: st.DataObject) -> tuple[Device, str, str]:
        return (
            data.draw(st.sampled_from(self.devices)),
            data.draw(st.sampled_from(RECORDS)),
            data.draw(st.sampled_from(GROUPS)),
        )

    def _put(self, record: str, group: str, value: str, named: tuple[str, ...]) -> Intent:
        return Intent("put", KIND, record, group, {"text": value}, named)

    def _value(
        self, data: st.DataObject, record: str, group: str, named: tuple[str, ...]
    ) -> Intent:
        text = data.draw(st.sampled_from("甲乙丙"))
        if group != "identity":
            return self._put(record, group, text, named)
        counts["sealed value"] += 1
        self.boxes += 1
        return Intent("put", KIND, record, group, box(text, self.boxes), named)

    def _write_about(self, device: Device, record: str, verb: str) -> None:
        state = device.record(record)
        seen: list[JsonValue] = list(state.hashes()) if state else []
        device.write(Intent(verb, KIND, record, value={"seen": seen}))

    def _lift(self, data: st.DataObject, verb: str, lifting: str) -> None:
        """Lift some of what is there, on a device that has any."""
        candidates = [
            (device, operation)
            for device in self.devices
            for operation in device.known.values()
            if operation.verb == verb
        ]
        if not candidates:
            return
        device, operation = data.draw(st.sampled_from(candidates))
        device.write(Intent(lifting, KIND, operation.record, predecessors=(operation.hash,)))
        counts[lifting] += 1

    def _exchange(self, data: st.DataObject, giver: Device, taker: Device, *, whole: bool) -> None:
        given = list(giver.known.values())
        if not whole and given:
            given = data.draw(st.lists(st.sampled_from(given), unique_by=lambda o: o.hash))
        check_plan(taker, giver, given)
        for operation in given:
            taker.known.setdefault(operation.hash, operation)
        counts["exchange"] += 1


# --- the rules once more ---------------------------------------------------------------------


def check_record(state: RecordState, operations: Sequence[Operation]) -> None:
    by_verb: Callable[[str], list[Operation]] = lambda verb: [  # noqa: E731
        operation for operation in operations if operation.verb == verb
    ]
    seals = live(by_verb("seal"), by_verb("void"))
    deletes = live(by_verb("del"), by_verb("restore"))
    assert {op.hash for op in state.seals} == {op.hash for op in seals}
    assert {op.hash for op in state.deletes} == {op.hash for op in deletes}
    assert state.seal_conflict == (len({claims(seal) for seal in seals}) > 1)
    counts["seal conflict"] += state.seal_conflict
    signed = claims(max(seals, key=lambda seal: seal.hash)) if seals else None
    puts = by_verb("put")
    assert set(state.groups) == {put.group for put in puts}, "a group vanished"
    for name, group in state.groups.items():
        check_group(group, [put for put in puts if put.group == name], signed)
    check_deletion(state, deletes, {h for group in state.groups.values() for h in group.hashes})


def live(operations: Iterable[Operation], lifting: Iterable[Operation]) -> list[Operation]:
    lifted = {hash_ for operation in lifting for hash_ in operation.predecessors}
    return [operation for operation in operations if operation.hash not in lifted]


def check_deletion(state: RecordState, deletes: Sequence[Operation], heads: set[str]) -> None:
    unseen = {h for h in heads if not any(h in claims(delete) for delete in deletes)}
    assert state.deleted == (bool(deletes) and not unseen)
    assert state.delete_conflict == (bool(deletes) and bool(unseen))
    counts["deleted"] += state.deleted
    counts["delete conflict"] += state.delete_conflict


def check_group(group: GroupState, puts: Sequence[Operation], signed: Hashes | None) -> None:
    replaced = {hash_ for put in puts for hash_ in put.predecessors}
    heads = [put for put in puts if put.hash not in replaced]
    assert sorted(group.hashes) == sorted(put.hash for put in heads), "a present value is missing"
    by_meaning: dict[str, set[str]] = {}
    for put in heads:
        by_meaning.setdefault(meaning(put.value), set()).add(put.hash)
    assert {meaning(h.value): set(h.hashes) for h in group.heads} == by_meaning
    assert len(group.heads) == len(by_meaning), "equal values are one"
    assert group.in_conflict == (len(by_meaning) > 1)
    counts["conflict"] += group.in_conflict
    counts["equal values"] += any(len(hashes) > 1 for hashes in by_meaning.values())
    check_nothing_lost(group, puts)
    if signed is None:
        check_shown(group, puts, heads)
    else:
        check_sealed(group, puts, heads, signed)


def check_nothing_lost(group: GroupState, puts: Sequence[Operation]) -> None:
    """Shown, listed, or named by somebody who had seen it."""
    visible = {meaning(head.value) for head in (*group.heads, group.shown, *group.late)}
    for put in puts:
        named = any(put.hash in other.predecessors for other in puts)
        assert named or meaning(put.value) in visible, "a written value is lost"


def check_shown(group: GroupState, puts: Sequence[Operation], heads: Sequence[Operation]) -> None:
    """Longest chain, then highest hash; never a clock."""
    by_hash: dict[str, Operation] = {put.hash: put for put in puts}
    best = max(heads, key=lambda put: (chain(put, by_hash), put.hash))
    equal = [put for put in heads if meaning(put.value) == meaning(best.value)]
    longest = max(chain(put, by_hash) for put in equal)
    rivals = [put for put in heads if chain(put, by_hash) == longest and put not in equal]
    if not rivals:
        assert meaning(group.shown.value) == meaning(best.value)
    assert chain(best, by_hash) == group.shown.depth
    assert not group.late


def chain(put: Operation, puts: Mapping[str, Operation]) -> int:
    return 1 + max((chain(puts[p], puts) for p in put.predecessors if p in puts), default=0)


def check_sealed(
    group: GroupState, puts: Sequence[Operation], heads: Sequence[Operation], signed: Hashes
) -> None:
    """The sealed view is exactly what was seen; other values are late."""
    inside = {meaning(put.value) for put in puts if put.hash in signed}
    assert {meaning(head.value) for head in group.signed} == inside
    assert {h for head in group.signed for h in head.hashes} == {
        put.hash for put in puts if put.hash in signed
    }
    assert meaning(group.shown.value) in inside if inside else group.shown.value == {}
    late = {meaning(put.value) for put in heads} - inside
    assert {meaning(head.value) for head in group.late} == late
    counts["late write"] += bool(late)


def check_plan(taker: Device, giver: Device, given: Sequence[Operation]) -> None:
    """The preview says what then happens."""
    records = {(op.kind, op.record) for op in given}
    known = {
        key: [op for op in taker.known.values() if (op.kind, op.record) == key] for key in records
    }
    plan = plan_merge(known, [IncomingSegment(f"d-{giver.index}", given)])
    before = fold(taker.known.values())
    after = fold([*taker.known.values(), *given])
    fresh = [op for op in given if op.hash not in taker.known]
    assert (plan.operations, plan.repeated) == (len(fresh), len(given) - len(fresh))
    touched = {(op.kind, op.record) for op in fresh}
    assert {(c.kind, c.record) for c in (*plan.new, *plan.changed)} == touched
    assert set(plan.unchanged) == records - touched
    newly = {(*k, g) for k in touched for g in after[k].conflicts} - {
        (*k, g) for k in before for g in before[k].conflicts
    }
    assert newly <= {(q.kind, q.record, q.group) for q in plan.conflicts}
    flagged = {k for k in touched if after[k].delete_conflict}
    assert set(plan.delete_conflicts) == flagged - {
        k for k, state in before.items() if state.delete_conflict
    }
    counts["previewed conflict"] += bool(plan.conflicts)
    counts["previewed parallel edit"] += bool(plan.parallel)


# --- the run ---------------------------------------------------------------------------------

LEAST_PER_RUN = {
    "edit": 2.0,
    "parallel edit": 1.0,
    "partial edit": 0.7,
    "foretold write": 0.2,
    "sealed value": 1.0,
    "conflict": 5.0,
    "conflict resolved": 0.3,
    "equal values": 3.0,
    "delete": 0.2,
    "deleted": 0.3,
    "delete conflict": 3.0,
    "restore": 0.2,
    "seal": 0.3,
    "seal conflict": 1.0,
    "late write": 3.0,
    "void": 0.2,
    "exchange": 3.0,
    "previewed conflict": 0.5,
    "previewed parallel edit": 0.5,
    "merged worlds": 0.8,
}
"""About half of what a run of 30 steps brings on average."""

FEWEST_RUNS = 40
"""With fewer, whether a rare event comes is luck."""


def run_machine() -> int:
    """Run the machine in this profile; returns how many runs."""
    counts.clear()
    runs = max(settings().max_examples, FEWEST_RUNS)
    run_state_machine_as_test(JournalMachine, settings=settings(deadline=None, max_examples=runs))
    counts["runs"] = runs
    return runs


def test_the_rules_hold_whatever_is_written_and_exchanged() -> None:
    assert run_machine() >= FEWEST_RUNS


def test_the_machine_met_every_event_often_enough() -> None:
    runs = counts["runs"] or run_machine()
    rare = {
        what: counts[what] for what, least in LEAST_PER_RUN.items() if counts[what] < least * runs
    }
    assert not rare, f"too few of these in {runs} runs: {rare}; all: {dict(counts)}"
