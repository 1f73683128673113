"""Every rule of the fold, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from app.journal.canonical import JsonValue
from app.journal.fold import (
    UNWRITTEN,
    Head,
    RecordState,
    chain_lengths,
    fold,
    fold_record,
    same_value,
)
from app.journal.operations import Intent, LogName, Operation, write_operation

KIND = "finding"
RECORD = "r-1"


class Pen:
    """One device that writes about one record."""

    def __init__(self, device: str) -> None:
        self.log = LogName(device, "t-1", "team").id
        self.device = device
        self.n = 0

    def write(
        self,
        verb: str,
        group: str = "",
        value: JsonValue = None,
        *named: Operation,
        claimed: str = "2026",
    ) -> Operation:
        self.n += 1
        hashes = tuple(operation.hash for operation in named)
        intent = Intent(verb, KIND, RECORD, group, value, hashes)
        return write_operation(self.log, self.n, intent, author=self.device, claimed=claimed)

    def put(self, text: str, *named: Operation, group: str = "title", **facts: Any) -> Operation:
        return self.write("put", group, {"text": text}, *named, **facts)

    def delete(self, *seen: Operation) -> Operation:
        return self.write("del", "", {"seen": [operation.hash for operation in seen]})

    def seal(self, *seen: Operation) -> Operation:
        return self.write("seal", "", {"seen": [operation.hash for operation in seen]})


def box(text: str, salt: str, key: str = "k1") -> JsonValue:
    return {"sealed": 1, "key": key, "s": salt, "c": salt, "m": f"tag of {text}"}


def state_of(*operations: Operation) -> RecordState:
    state = fold_record(KIND, RECORD, operations)
    assert state == fold_record(KIND, RECORD, (*reversed(operations), *operations))
    assert {(KIND, RECORD): state} == fold(operations)
    return state


def texts(heads: tuple[Head, ...]) -> set[str]:
    return {head.value["text"] for head in heads if isinstance(head.value, dict)}  # type: ignore[misc]


@pytest.fixture
def anna() -> Pen:
    return Pen("anna")


@pytest.fixture
def bo() -> Pen:
    return Pen("bo")


# --- values ----------------------------------------------------------------------------------


def test_the_last_of_a_chain_is_shown(anna: Pen, bo: Pen) -> None:
    first = anna.put("1")
    second = bo.put("2", first)
    group = state_of(first, second).groups["title"]
    assert (texts(group.heads), group.shown.depth) == ({"2"}, 2)
    assert group.hashes == (second.hash,)
    assert group.shown.newest == second


def test_two_conclusions_on_one_are_a_conflict_and_both_are_there(anna: Pen, bo: Pen) -> None:
    first = anna.put("1")
    state = state_of(first, anna.put("2", first), bo.put("3", first))
    assert texts(state.groups["title"].heads) == {"2", "3"}
    assert (state.conflicts, state.open_questions) == (("title",), 1)


def test_different_groups_do_not_meet(anna: Pen, bo: Pen) -> None:
    state = state_of(anna.put("1", group="amount"), bo.put("2", group="basis"))
    assert state.conflicts == ()
    assert [group.shown.value for group in state.groups.values()] == [{"text": "1"}, {"text": "2"}]


def test_amount_by_one_and_its_scope_by_the_other_is_a_conflict(anna: Pen, bo: Pen) -> None:
    """Fields of one group: nobody wrote the combination."""
    base = anna.write("put", "amount", {"amount": "1", "scope": "甲"})
    ours = anna.write("put", "amount", {"amount": "2", "scope": "甲"}, base)
    theirs = bo.write("put", "amount", {"amount": "1", "scope": "乙"}, base)
    group = state_of(base, ours, theirs).groups["amount"]
    assert group.in_conflict
    assert {"amount": "2", "scope": "乙"} not in [head.value for head in group.heads]


def test_the_same_text_typed_by_both_is_one_value(anna: Pen, bo: Pen) -> None:
    ours, theirs = anna.put("1"), bo.put("1")
    group = state_of(ours, theirs).groups["title"]
    assert not group.in_conflict
    assert group.hashes == tuple(sorted((ours.hash, theirs.hash)))
    assert group.shown.newest.hash == max(ours.hash, theirs.hash)


def test_equal_values_are_equal_whatever_the_order_of_keys(anna: Pen, bo: Pen) -> None:
    ours = anna.write("put", "title", {"a": 1, "b": 2})
    theirs = bo.write("put", "title", {"b": 2, "a": 1})
    assert not state_of(ours, theirs).groups["title"].in_conflict


def test_sealed_values_are_compared_by_their_tag(anna: Pen, bo: Pen) -> None:
    ours = anna.write("put", "identity", box("张三", "s1"))
    same = bo.write("put", "identity", box("张三", "s2"))
    other = bo.write("put", "identity", box("李四", "s3"))
    other_key = bo.write("put", "identity", box("张三", "s4", "k2"))
    assert not state_of(ours, same).groups["identity"].in_conflict
    assert state_of(ours, other).groups["identity"].in_conflict
    assert state_of(ours, other_key).groups["identity"].in_conflict


def test_a_field_that_only_looks_like_a_box_is_compared_whole() -> None:
    """Else a liar could make his text pass for a colleague's."""
    honest: JsonValue = {"sealed": 1, "m": "x", "text": "甲"}
    lie: JsonValue = {"sealed": 1, "m": "x", "text": "乙"}
    assert same_value(honest) != same_value(lie)
    assert same_value(box("a", "1")) != same_value({**box("a", "1"), "sealed": 2})  # type: ignore[dict-item]


def test_a_longer_chain_is_shown_meanwhile_not_a_later_clock(anna: Pen, bo: Pen) -> None:
    first = anna.put("1", claimed="2026")
    for _ in range(8):  # the hash of the longer chain is sometimes the higher, sometimes not
        middle = anna.put("2", first)
        longer = anna.put("3", middle, claimed="2016")
        shorter = bo.put("9", first, claimed="2036")
        shown = state_of(first, middle, longer, shorter).groups["title"].shown
        assert shown.value == {"text": "3"}


def test_of_equally_long_chains_the_highest_hash_is_shown(anna: Pen, bo: Pen) -> None:
    for _ in range(8):
        ours, theirs = anna.put("1"), bo.put("2")
        assert state_of(ours, theirs).groups["title"].shown.newest.hash == max(
            ours.hash, theirs.hash
        )


def test_a_conflict_clears_by_a_put_that_names_all_heads(anna: Pen, bo: Pen) -> None:
    one, two, three = anna.put("1"), bo.put("2"), bo.put("3")
    partly = anna.put("4", one, two)
    assert texts(state_of(one, two, three, partly).groups["title"].heads) == {"3", "4"}
    wholly = anna.put("1", three, partly)
    assert texts(state_of(one, two, three, partly, wholly).groups["title"].heads) == {"1"}


def test_two_ways_to_resolve_are_a_new_conflict_of_the_two(anna: Pen, bo: Pen) -> None:
    one, two = anna.put("1"), bo.put("2")
    state = state_of(one, two, anna.put("1", one, two), bo.put("2", one, two))
    assert texts(state.groups["title"].heads) == {"1", "2"}
    assert state.groups["title"].shown.depth == 2


def test_a_name_that_does_not_exist_covers_nothing(anna: Pen, bo: Pen) -> None:
    guess = bo.put("2")
    bo.n -= 1
    liar = anna.put("1", guess)
    real = bo.put("3")
    assert (real.n, real.log) == (guess.n, guess.log)
    assert texts(state_of(liar, real).groups["title"].heads) == {"1", "3"}


def test_a_name_from_another_group_covers_nothing(anna: Pen, bo: Pen) -> None:
    one = anna.put("1", group="amount")
    state = state_of(one, bo.put("2", one, group="basis"))
    assert state.groups["amount"].hashes == (one.hash,)


def test_what_is_replaced_before_it_arrives_is_replaced_when_it_comes(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    two = bo.put("2", one)
    three = anna.put("3", two)
    assert texts(state_of(three).groups["title"].heads) == {"3"}
    assert texts(state_of(one, three).groups["title"].heads) == {"1", "3"}
    assert texts(state_of(one, two, three).groups["title"].heads) == {"3"}


def test_a_fork_keeps_both_branches(anna: Pen) -> None:
    """A restored backup writes the same positions again: operations are named by hash."""
    base = anna.put("1")
    restored = Pen("anna")
    restored.n = anna.n
    left, right = anna.put("2", base), restored.put("3", base)
    assert (left.log, left.n) == (right.log, right.n)
    assert texts(state_of(base, left, right).groups["title"].heads) == {"2", "3"}


# --- deletes ---------------------------------------------------------------------------------


def test_a_delete_that_saw_everything_deletes_and_erases_nothing(anna: Pen) -> None:
    one, two = anna.put("1"), anna.put("2", group="basis")
    state = state_of(one, two, anna.delete(one, two))
    assert (state.deleted, state.delete_conflict, state.open_questions) == (True, False, 0)
    assert texts(state.groups["title"].heads) == {"1"}


def test_delete_against_edit_stays_visible_and_is_flagged(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    state = state_of(one, anna.delete(one), bo.put("2", one))
    assert (state.deleted, state.delete_conflict, state.open_questions) == (False, True, 1)


def test_two_deletes_together_cover_what_each_saw(anna: Pen, bo: Pen) -> None:
    one, two = anna.put("1"), bo.put("2", group="basis")
    assert not state_of(one, two, anna.delete(one)).deleted
    assert state_of(one, two, anna.delete(one), bo.delete(two)).deleted


def test_a_delete_of_both_by_both_is_one_delete_and_restoring_names_all(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    deletes = anna.delete(one), bo.delete(one)
    assert state_of(one, *deletes).deleted
    assert state_of(one, *deletes, anna.write("restore", "", None, deletes[0])).deleted
    state = state_of(one, *deletes, anna.write("restore", "", None, *deletes))
    assert (state.deleted, state.delete_conflict, state.deletes) == (False, False, ())


def test_a_delete_may_come_before_what_it_deletes(anna: Pen) -> None:
    one = anna.put("1")
    gone = anna.delete(one)
    assert state_of(gone).deleted
    assert state_of(gone, one).deleted
    assert state_of(gone, anna.put("2")).delete_conflict


# --- seals -----------------------------------------------------------------------------------


def test_the_sealed_view_is_what_was_signed(anna: Pen, bo: Pen) -> None:
    one, basis = anna.put("1"), anna.put("b", group="basis")
    late = bo.put("2", one)
    state = state_of(one, basis, anna.seal(one, basis), late)
    title = state.groups["title"]
    assert (title.shown.value, texts(title.late)) == ({"text": "1"}, {"2"})
    assert (state.sealed, state.late, state.seal_conflict) == (True, ("title",), False)
    assert state.groups["basis"].late == ()
    assert title.hashes == (late.hash,)


def test_a_concurrent_edit_is_late_as_well(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    state = state_of(one, bo.put("2"), anna.seal(one))
    assert state.groups["title"].shown.value == {"text": "1"}
    assert texts(state.groups["title"].late) == {"2"}


def test_a_group_first_written_after_the_signature_shows_nothing(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    state = state_of(one, anna.seal(one), bo.put("b", group="basis"))
    assert state.groups["basis"].shown == UNWRITTEN
    assert texts(state.groups["basis"].late) == {"b"}


def test_the_signed_value_written_again_is_not_late(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    again = anna.put("1", bo.put("2", one))
    assert state_of(one, anna.seal(one), again).late == ()


def test_signed_text_that_has_not_arrived_is_awaited(anna: Pen, bo: Pen) -> None:
    one, basis = anna.put("1"), anna.put("b", group="basis")
    seal, other = anna.seal(one, basis), bo.put("2")
    state = state_of(seal, other, basis)
    assert state.awaited == (one.hash,)
    assert state.groups["title"].shown == UNWRITTEN
    assert texts(state.groups["title"].late) == {"2"}
    assert state_of(seal, other, basis, one).awaited == ()
    assert state_of(one, other).awaited == ()


def test_a_signature_over_an_open_conflict_keeps_both_values(anna: Pen, bo: Pen) -> None:
    one, two = anna.put("1"), bo.put("2")
    group = state_of(one, two, anna.seal(one, two), anna.put("3", one, two)).groups["title"]
    assert texts(group.signed) == {"1", "2"}
    assert group.shown in group.signed
    assert texts(group.late) == {"3"}


def test_two_signatures_over_the_same_are_no_conflict(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    state = state_of(one, anna.seal(one), bo.seal(one))
    assert (len(state.seals), state.seal_conflict) == (2, False)


def test_two_signatures_over_different_text_are_a_conflict(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    two = bo.put("2", one)
    seals = anna.seal(one), bo.seal(two)
    state = state_of(one, two, *seals)
    assert (state.seal_conflict, state.open_questions) == (True, 1)
    shown = max(seals, key=lambda seal: seal.hash)
    assert state.groups["title"].shown.value == {"text": "1" if shown is seals[0] else "2"}


def test_a_void_lifts_the_seal_it_names(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    seal, two = anna.seal(one), bo.put("2", one)
    state = state_of(one, seal, two, anna.write("void", "", None, seal))
    assert (state.sealed, state.late) == (False, ())
    assert state.groups["title"].shown.value == {"text": "2"}
    assert state.pointers == ()


def test_a_void_without_a_seal_points_elsewhere_and_lifts_nothing(anna: Pen) -> None:
    one = anna.put("1")
    pointer = anna.write("void", "", {"to": "r-2"})
    state = state_of(one, anna.seal(one), pointer)
    assert (state.sealed, state.pointers) == (True, (pointer,))


def test_verbs_do_not_lift_what_is_not_theirs(anna: Pen) -> None:
    one = anna.put("1")
    gone, seal = anna.delete(one), anna.seal(one)
    crossed = anna.write("void", "", None, gone), anna.write("restore", "", None, seal)
    state = state_of(one, gone, seal, *crossed)
    assert (state.deleted, state.sealed) == (True, True)
    covered = state_of(one, gone, anna.put("2", gone))  # a put naming a delete covers no put
    assert texts(covered.groups["title"].heads) == {"1", "2"}
    assert covered.delete_conflict


# --- entries and grants ----------------------------------------------------------------------


def test_no_delete_hides_an_entry(anna: Pen, bo: Pen) -> None:
    entry = anna.write("custody", "", {"to": "office"})
    state = state_of(entry, bo.delete())
    assert (state.deleted, state.delete_conflict, state.entry) == (False, False, entry)
    assert len(state.deletes) == 1


def test_a_second_entry_under_the_same_id_hides_nothing(anna: Pen, bo: Pen) -> None:
    ours, theirs = (pen.write("custody", "", {"to": pen.device}) for pen in (anna, bo))
    state = state_of(ours, theirs)
    assert set(state.entries) == {ours, theirs}
    assert state.entry_conflict
    assert state.open_questions == 0
    again = Pen("bo").write("custody", "", {"to": "anna"})
    assert not state_of(ours, again).entry_conflict


def test_grants_are_all_kept(anna: Pen, bo: Pen) -> None:
    grants = anna.write("keygrant", "", {"to": "x"}), bo.write("keygrant", "", {"to": "y"})
    state = state_of(*grants)
    assert set(state.grants) == set(grants)
    assert (state.entry, state.groups) == (None, {})


def test_records_are_told_apart_by_kind_and_id() -> None:
    log = LogName("d", "t-1", "team").id
    pairs = [("finding", "r-1"), ("finding", "r-2"), ("person", "r-1")]
    written = [
        write_operation(log, n, Intent("put", *pair, "title", {"n": n}), author="p", claimed=None)
        for n, pair in enumerate(pairs, 1)
    ]
    assert {key: state.groups["title"].shown.value for key, state in fold(written).items()} == {
        pair: {"n": n} for n, pair in enumerate(pairs, 1)
    }
    assert fold([]) == {}


def test_what_the_next_delete_or_seal_has_to_name(anna: Pen, bo: Pen) -> None:
    one, two, basis = anna.put("1"), bo.put("2"), bo.put("b", group="basis")
    assert state_of(one, two, basis).hashes() == tuple(sorted((one.hash, two.hash, basis.hash)))


# --- hostile amounts -------------------------------------------------------------------------


class CountingPuts(dict[str, Operation]):
    """Counts how often a put is looked at."""

    looks = 0

    def __getitem__(self, key: str) -> Operation:
        self.looks += 1
        return super().__getitem__(key)


def test_each_put_is_looked_at_a_few_times_however_many_name_it(anna: Pen) -> None:
    written: list[Operation] = []
    for index in range(60):  # each names all before it
        written.append(anna.put(str(index), *written))
    puts = CountingPuts({put.hash: put for put in reversed(written)})
    assert chain_lengths(puts)[written[-1].hash] == 60
    assert puts.looks <= 6 * len(puts)


def test_ten_thousand_heads_by_a_liar_and_one_put_that_ends_it(anna: Pen, bo: Pen) -> None:
    heads = [anna.put(str(index)) for index in range(10_000)]
    state = fold_record(KIND, RECORD, heads)
    assert len(state.groups["title"].heads) == 10_000
    end = bo.put("end", *heads)
    assert texts(fold_record(KIND, RECORD, [*heads, end]).groups["title"].heads) == {"end"}


def test_a_chain_of_ten_thousand_edits_exhausts_no_stack(anna: Pen) -> None:
    chain = [anna.put("0")]
    for index in range(10_000):
        chain.append(anna.put(str(index), chain[-1]))
    assert fold_record(KIND, RECORD, reversed(chain)).groups["title"].shown.depth == 10_001
