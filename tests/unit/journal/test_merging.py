"""The plan of a merge, and what a person is shown of a conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest

from app.journal.canonical import JsonValue
from app.journal.fold import fold_record
from app.journal.merging import (
    CHOICES_SHOWN,
    CROWD,
    HEADS_IN_A_LINE,
    Choice,
    IncomingSegment,
    KindCount,
    MergePlan,
    ParallelEdit,
    RecordChange,
    conflict_choices,
    is_crowded,
    plan_merge,
    resolution,
    resolutions,
)
from app.journal.operations import Intent, LogName, Operation, write_operation

KEY = ("finding", "r-1")


class Pen:
    """One device of one person."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.log = LogName(f"d-{name}", "t-1", "team").id
        self.n = 0

    def write(
        self,
        verb: str,
        group: str = "",
        value: JsonValue = None,
        *named: Operation,
        key: tuple[str, str] = KEY,
    ) -> Operation:
        return self.carry_out(Intent(verb, *key, group, value, tuple(op.hash for op in named)))

    def carry_out(self, intent: Intent) -> Operation:
        self.n += 1
        claimed = f"day {self.n}"
        return write_operation(self.log, self.n, intent, author=f"p-{self.name}", claimed=claimed)

    def put(self, text: str, *named: Operation, group: str = "title", **where: Any) -> Operation:
        return self.write("put", group, {"text": text}, *named, **where)

    def about(self, verb: str, *seen: Operation) -> Operation:
        return self.write(verb, "", {"seen": [operation.hash for operation in seen]})

    def send(self, *operations: Operation) -> IncomingSegment:
        return IncomingSegment(f"d-{self.name}", operations)


def known(*operations: Operation) -> Mapping[tuple[str, str], Sequence[Operation]]:
    found: dict[tuple[str, str], list[Operation]] = {}
    for operation in operations:
        found.setdefault((operation.kind, operation.record), []).append(operation)
    return found


@pytest.fixture
def anna() -> Pen:
    return Pen("anna")


@pytest.fixture
def bo() -> Pen:
    return Pen("bo")


def test_nothing_comes() -> None:
    assert plan_merge({}, []) == MergePlan()
    assert MergePlan().brings_nothing


def test_new_changed_and_unchanged_records_by_kind(anna: Pen, bo: Pen) -> None:
    old, same = anna.put("1"), anna.put("1", key=("finding", "r-2"))
    edit, person = bo.put("2", old), bo.put("x", key=("person", "r-3"), group="name")
    plan = plan_merge(known(old, same), [bo.send(edit, person), anna.send(same)])
    assert plan.changed == (RecordChange(*KEY, ("title",), 1, ("p-bo",), ("d-bo",)),)
    assert plan.new == (RecordChange("person", "r-3", ("name",), 1, ("p-bo",), ("d-bo",)),)
    assert plan.unchanged == (("finding", "r-2"),)
    assert plan.counts == {"finding": KindCount(0, 1, 1), "person": KindCount(1, 0, 0)}
    assert (plan.operations, plan.repeated, plan.questions) == (2, 1, 0)
    assert not plan.brings_nothing


def test_a_bundle_that_comes_again_brings_nothing(anna: Pen) -> None:
    operations = [anna.put("1"), anna.put("2", group="basis")]
    plan = plan_merge(known(*operations), [anna.send(*operations), anna.send(*operations)])
    assert plan.brings_nothing
    assert (plan.repeated, plan.unchanged) == (2, (KEY,))
    assert (plan.new, plan.changed, plan.parallel, plan.conflicts) == ((), (), (), ())


def test_an_operation_in_two_segments_counts_once(anna: Pen, bo: Pen) -> None:
    put = anna.put("1")
    plan = plan_merge({}, [anna.send(put), bo.send(put)])
    assert (plan.operations, plan.repeated) == (1, 0)
    assert plan.new[0].devices == ("d-anna",)


def test_a_new_conflict_names_the_group_and_both_authors(anna: Pen, bo: Pen) -> None:
    base = anna.put("1")
    ours, theirs = anna.put("2", base), bo.put("3", base)
    (question,) = plan_merge(known(base, ours), [bo.send(theirs)]).conflicts
    assert (question.kind, question.record, question.group) == (*KEY, "title")
    by_value = dict(zip((str(h.value) for h in question.heads), question.authors, strict=True))
    assert by_value == {str({"text": "2"}): ("p-anna",), str({"text": "3"}): ("p-bo",)}


def test_an_old_conflict_is_not_reported_again_but_a_third_value_is(anna: Pen, bo: Pen) -> None:
    one, two = anna.put("1"), bo.put("2")
    here = known(one, two)
    assert plan_merge(here, [bo.send(bo.put("x", group="basis"))]).conflicts == ()
    assert plan_merge(here, [bo.send(bo.put("2"))]).conflicts == ()
    assert len(plan_merge(here, [bo.send(bo.put("3"))]).conflicts[0].heads) == 3
    assert plan_merge(here, [bo.send(bo.put("3"))]).questions == 1


def test_equal_values_are_no_conflict(anna: Pen, bo: Pen) -> None:
    assert plan_merge(known(anna.put("1")), [bo.send(bo.put("1"))]).conflicts == ()


def test_a_conflict_decided_there_is_settled_here(anna: Pen, bo: Pen) -> None:
    one, two = anna.put("1"), bo.put("2")
    plan = plan_merge(known(one, two), [bo.send(bo.put("2", one, two))])
    assert (plan.settled, plan.conflicts) == (((*KEY, "title"),), ())


def test_a_conflict_within_the_bundle_is_reported(anna: Pen, bo: Pen) -> None:
    plan = plan_merge({}, [anna.send(anna.put("1")), bo.send(bo.put("2"))])
    assert [question.group for question in plan.conflicts] == ["title"]
    assert plan.new[0].authors == ("p-anna", "p-bo")


def test_what_comes_late_may_be_replaced_already(anna: Pen, bo: Pen) -> None:
    """The reason why folded states are not enough to plan with."""
    one = bo.put("1")
    two = anna.put("2", one)
    three = anna.put("3", two)
    plan = plan_merge(known(two, three), [bo.send(one)])
    assert plan.conflicts == ()
    assert plan.changed[0].operations == 1


# --- edits in parallel -----------------------------------------------------------------------


def test_different_groups_in_parallel_are_noted(anna: Pen, bo: Pen) -> None:
    base = anna.put("1")
    ours, theirs = anna.put("b", group="basis"), bo.put("2", base)
    plan = plan_merge(known(base, ours), [bo.send(theirs)])
    assert plan.parallel == (ParallelEdit(*KEY, ours=("basis",), theirs=("title",)),)
    assert plan.conflicts == ()


def test_the_same_group_alone_is_no_parallel_edit(anna: Pen, bo: Pen) -> None:
    base = anna.put("1")
    plan = plan_merge(known(base, anna.put("2", base)), [bo.send(bo.put("3", base))])
    assert (plan.parallel, len(plan.conflicts)) == ((), 1)


def test_what_the_sender_had_seen_is_not_parallel(anna: Pen, bo: Pen) -> None:
    base, basis = anna.put("1"), anna.put("b", group="basis")
    third = anna.put("c", group="scope")
    here = known(base, basis, third)
    said = plan_merge(here, [bo.send(bo.put("2", base))], sender_knows={anna.log: 3})
    assert said.parallel == ()
    shown = plan_merge(here, [bo.send(bo.put("2", base), bo.put("x", third, group="scope"))])
    assert shown.parallel == ()
    sent = plan_merge(here, [anna.send(third), bo.send(bo.put("2", base))])
    assert sent.parallel == ()
    deleted = plan_merge(here, [bo.send(bo.put("2", base), bo.about("del", base, third))])
    assert deleted.parallel == ()
    assert plan_merge(here, [bo.send(bo.put("2", base))], sender_knows={anna.log: 2}).parallel


def test_a_chain_of_others_leads_back_to_what_was_seen(anna: Pen, bo: Pen) -> None:
    basis, base = anna.put("b", group="basis"), anna.put("1")
    middle = bo.put("2", base)
    theirs = Pen("chen").put("3", middle)
    plan = plan_merge(known(basis, base, middle), [IncomingSegment("d-chen", [theirs])])
    assert plan.parallel == ()


# --- deletes, seals, entries -----------------------------------------------------------------


def test_deletes(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    assert plan_merge(known(one), [bo.send(bo.about("del", one))]).deleted == (KEY,)
    here = known(one, anna.put("2", one))
    plan = plan_merge(here, [bo.send(bo.about("del", one))])
    assert (plan.delete_conflicts, plan.deleted, plan.questions) == ((KEY,), (), 1)
    flagged = known(one, anna.put("2", one), bo.about("del", one))
    assert plan_merge(flagged, [bo.send(bo.put("x", group="basis"))]).delete_conflicts == ()


def test_writes_after_a_seal(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    here = [one, anna.about("seal", one)]
    late = bo.put("2", one)
    (question,) = plan_merge(known(*here), [bo.send(late)]).late_writes
    assert (question.group, question.authors) == ("title", (("p-bo",),))
    assert question.heads[0].value == {"text": "2"}
    again = plan_merge(known(*here, late), [bo.send(bo.put("2", one))])
    assert again.late_writes == ()
    first = plan_merge(known(*here), [bo.send(bo.put("b", group="basis"))])
    assert [q.group for q in first.late_writes] == ["basis"]


def test_a_seal_that_comes_after_a_local_edit_makes_the_edit_late(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    plan = plan_merge(known(one, anna.put("2", one)), [bo.send(bo.about("seal", one))])
    assert [(q.group, q.authors) for q in plan.late_writes] == [("title", (("p-anna",),))]


def test_seals_over_different_text(anna: Pen, bo: Pen) -> None:
    one = anna.put("1")
    two = bo.put("2", one)
    plan = plan_merge(known(one, anna.about("seal", one)), [bo.send(two, bo.about("seal", two))])
    assert (plan.seal_conflicts, plan.questions) == ((KEY,), 1)


def test_a_second_entry_under_one_id_is_reported(anna: Pen, bo: Pen) -> None:
    ours, theirs = (pen.write("custody", "", {"to": pen.name}) for pen in (anna, bo))
    plan = plan_merge(known(ours), [bo.send(theirs)])
    assert (plan.entry_conflicts, plan.questions) == ((KEY,), 0)


def test_the_order_of_segments_changes_nothing(anna: Pen, bo: Pen) -> None:
    base = anna.put("1")
    chen = Pen("chen")
    segments = [
        bo.send(bo.put("2", base), bo.about("seal", base)),
        chen.send(chen.put("3", base), chen.about("del", base)),
        anna.send(base, anna.put("b", group="basis")),
    ]
    here = known(base, anna.put("4", base))
    plans = [plan_merge(here, order) for order in permutations(segments)]
    assert all(plan == plans[0] for plan in plans)
    assert plans[0].operations == 5


# --- what a person sees ----------------------------------------------------------------------


def test_choices_show_authors_times_and_what_both_grew_from(anna: Pen, bo: Pen) -> None:
    first = anna.put("0")
    base = anna.put("1", first)
    ours, theirs = anna.put("2", base), bo.put("3", bo.put("x", base))
    history = [first, base, ours, theirs]
    state = fold_record(*KEY, history)
    found = conflict_choices(state, "title", history)
    assert (found.kind, found.record, found.group, found.total) == (*KEY, "title", 2)
    assert Choice({"text": "2"}, ("p-anna",), "day 3", (ours.hash,)) in found.choices
    assert Choice({"text": "3"}, ("p-bo",), "day 2", (theirs.hash,)) in found.choices
    assert found.ancestor is None  # the link between them has not arrived


def test_the_nearest_common_ancestor(anna: Pen, bo: Pen) -> None:
    first = anna.put("0")
    base = anna.put("1", first)
    middle = bo.put("x", base)
    history = [bo.put("3", middle), anna.put("2", base), first, middle, base]
    found = conflict_choices(fold_record(*KEY, history), "title", history)
    assert found.ancestor == base
    assert conflict_choices(fold_record(*KEY, history), "title").ancestor is None


def test_no_common_ancestor(anna: Pen, bo: Pen) -> None:
    history = [anna.put("1"), bo.put("2"), anna.put("b", group="basis")]
    found = conflict_choices(fold_record(*KEY, history), "title", history)
    assert (found.ancestor, found.total) == (None, 2)


def test_equal_values_are_one_choice_with_all_authors(anna: Pen, bo: Pen) -> None:
    history = [anna.put("1"), bo.put("1"), bo.put("2")]
    found = conflict_choices(fold_record(*KEY, history), "title", history)
    assert sorted(choice.authors for choice in found.choices) == [("p-anna", "p-bo"), ("p-bo",)]


def test_nobody_is_shown_ten_thousand_choices(anna: Pen) -> None:
    history = [anna.put(str(index)) for index in range(200)]
    found = conflict_choices(fold_record(*KEY, history), "title", history)
    assert (len(found.choices), found.total) == (CHOICES_SHOWN, 200)


def test_a_group_never_written_has_no_choices(anna: Pen) -> None:
    with pytest.raises(KeyError):
        conflict_choices(fold_record(*KEY, [anna.put("1")]), "basis")


def test_a_resolution_names_all_heads_and_ends_the_conflict_everywhere(anna: Pen, bo: Pen) -> None:
    history = [anna.put("1"), bo.put("2"), bo.put("1"), bo.put("b", group="basis")]
    state = fold_record(*KEY, history)
    intent = resolution(state, "title", {"text": "2"}, timed=False)
    assert set(intent.predecessors) == {op.hash for op in history[:3]}
    assert (intent.verb, intent.timed) == ("put", False)
    decided = bo.carry_out(intent)
    after = fold_record(*KEY, [*history, decided])
    assert after.conflicts == ()
    assert after.groups["title"].hashes == (decided.hash,)
    assert plan_merge(known(*history), [bo.send(decided)]).settled == ((*KEY, "title"),)


def test_nobody_crowds_out_the_others() -> None:
    liar, honest = Pen("a"), Pen("b")
    first = honest.put("原来的")
    lies = [liar.put(f"写法{number}", first) for number in range(500)]
    mine = honest.put("改过的", first)
    found = conflict_choices(fold_record(*KEY, [first, *lies, mine]), "title", [first])
    assert (found.total, len(found.choices)) == (501, CHOICES_SHOWN)
    assert {choice.authors for choice in found.choices[:2]} == {("p-a",), ("p-b",)}
    assert found.crowds == (("p-a", 500),)
    assert found.ancestor == first


def test_a_segment_with_many_versions_of_one_group_is_crowded() -> None:
    pen = Pen("a")
    first = pen.put("0")
    side_by_side = [pen.put(str(number), first) for number in range(CROWD + 1)]
    assert is_crowded([first, *side_by_side])
    assert not is_crowded([first, *side_by_side[:-1]])
    chain = [first]
    for number in range(CROWD + 5):
        chain.append(pen.put(str(number), chain[-1]))
    assert not is_crowded(chain)
    elsewhere = [pen.put("x", group=f"g{number}") for number in range(CROWD + 5)]
    assert not is_crowded(elsewhere)


def test_more_heads_than_a_line_holds_are_decided_by_several_puts() -> None:
    pen = Pen("a")
    heads = [pen.put(str(number)) for number in range(HEADS_IN_A_LINE + 1)]
    intents = resolutions(fold_record(*KEY, heads), "title", {"text": "定"})
    assert [len(intent.predecessors) for intent in intents] == [HEADS_IN_A_LINE, 1]
    decided = [pen.carry_out(intent) for intent in intents]
    state = fold_record(*KEY, [*heads, *decided])
    assert (state.open_questions, state.groups["title"].shown.value) == (0, {"text": "定"})
