"""Readers of sealed records, over every combination of a small universe."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, pairwise, product

import pytest

from app.domain.access import (
    Compartment,
    CompartmentFacts,
    MembershipFacts,
    RecordFacts,
    Recusal,
    Role,
    Rule,
    audience,
    narrower,
    readers,
    recused,
)
from app.domain.kinds import Channel

PEOPLE = ("p", "q")
ROLE_SETS = (
    frozenset[Role](),  # not in the task at all
    frozenset({Role.LEADER}),
    frozenset({Role.DEPUTY}),
    frozenset({Role.MEMBER}),
    frozenset({Role.LIAISON}),
    frozenset({Role.OFFICE}),
    frozenset({Role.CUSTODIAN}),
    frozenset({Role.OFFICE, Role.CUSTODIAN}),
    frozenset({Role.LEADER, Role.OFFICE}),
)
RECUSALS = (
    (),
    (Recusal("p"),),
    (Recusal("p", "interview", "1"),),
    (Recusal("p", "interview", "2"),),
    (Recusal("p", "finding", "1"),),
)


def subsets(items: tuple[str, ...]) -> Iterator[frozenset[str]]:
    picks = chain.from_iterable(combinations(items, n) for n in range(len(items) + 1))
    return map(frozenset, picks)


def universe() -> Iterator[tuple[RecordFacts, MembershipFacts, frozenset[str]]]:
    """Records and memberships; p's recusals vary, everybody's roles and assignments do."""
    for held in product(ROLE_SETS, repeat=len(PEOPLE)):
        roles = {person: roles for person, roles in zip(PEOPLE, held, strict=True) if roles}
        for working, recusals, rule in product(subsets(PEOPLE), RECUSALS, Rule):
            facts = CompartmentFacts(rule, working)
            membership = MembershipFacts(roles, recusals, dict.fromkeys(Compartment, facts))
            yield RecordFacts("interview", "1", working, working), membership, working


def expected(compartment: str, person: str, membership: MembershipFacts, working: bool) -> bool:
    """The paper's sentences about one person, written out independently of the code."""
    held = membership.roles.get(person, frozenset())
    if not held:
        return False
    if membership.recusals in RECUSALS[1:3] and person == "p":
        return False
    if compartment == "identity":
        closed = membership.compartments["identity"].rule == "interviewers-only"
        return working or "custodian" in held or ("leader" in held and not closed)
    if compartment == "petition":
        return working or "leader" in held
    if compartment == "leader-matter":
        return "leader" not in held and ("office" in held or "custodian" in held)
    return working or "leader" in held or "custodian" in held


@pytest.mark.parametrize("compartment", list(Compartment))
def test_readers_are_exactly_those_the_rule_names(compartment: str) -> None:
    counted = 0
    for record, membership, working in universe():
        found = readers(compartment, record, membership)
        wanted = {p for p in PEOPLE if expected(compartment, p, membership, p in working)}
        assert found == wanted, (record, membership)
        counted += 1
    assert counted == 9**2 * 4 * 5 * 2


def test_nobody_from_outside_the_task_reads() -> None:
    record = RecordFacts("interview", "1", frozenset({"stranger"}), frozenset({"stranger"}))
    facts = {"petition": CompartmentFacts(named=frozenset({"stranger"}))}
    membership = MembershipFacts({"p": frozenset({Role.MEMBER})}, (), facts)
    for compartment in Compartment:
        assert readers(compartment, record, membership) == frozenset()


def test_defaults_hold_where_the_statement_is_silent() -> None:
    membership = MembershipFacts(
        {
            "leader": frozenset({Role.LEADER}),
            "custodian": frozenset({Role.CUSTODIAN}),
            "director": frozenset({Role.OFFICE}),
            "first": frozenset({Role.MEMBER}),
            "second": frozenset({Role.LIAISON}),
            "other": frozenset({Role.MEMBER}),
            "deputy": frozenset({Role.DEPUTY}),
        }
    )
    record = RecordFacts("interview", "1", frozenset({"first", "second"}))
    assert readers("identity", record, membership) == {"first", "second", "leader", "custodian"}
    assert readers("petition", record, membership) == {"leader"}
    assert readers("leader-matter", record, membership) == {"director", "custodian"}
    assert readers("clue", record, membership) == {"leader", "custodian"}


def test_recused_persons_of_a_record_are_named() -> None:
    recusals = (Recusal("p"), Recusal("q", "interview", "1"), Recusal("r", "interview", "2"))
    membership = MembershipFacts({p: frozenset({Role.LEADER}) for p in "pqr"}, recusals)
    assert recused(RecordFacts("interview", "1"), membership) == {"p", "q"}
    assert readers("identity", RecordFacts("interview", "1"), membership) == {"r"}


def test_an_unknown_compartment_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="secrets"):
        readers("secrets", RecordFacts("interview", "1"), MembershipFacts({}))


def entitled(channel: str, person: str, membership: MembershipFacts, designated: bool) -> bool:
    """The sentences about channels, written out independently of the code."""
    held = membership.roles.get(person, frozenset())
    if not held or any(r.person == person and not r.record for r in membership.recusals):
        return False
    if channel == "team":
        return True
    if channel == "leader":
        return Role.LEADER in held
    return channel == "petition" and (Role.LEADER in held or designated)


@pytest.mark.parametrize("channel", [*Channel, "unknown"])
def test_audiences_of_channels_over_the_whole_universe(channel: str) -> None:
    for _record, membership, working in universe():
        found = audience(channel, membership)
        for person in (*PEOPLE, "stranger"):
            allowed = entitled(channel, person, membership, person in working)
            assert (person in found) == allowed, (channel, person, membership)


def test_each_audience_contains_the_next() -> None:
    order = (Channel.TEAM, Channel.PETITION, Channel.LEADER, Channel.OFFICE)
    for _record, membership, _working in universe():
        found = [audience(channel, membership) for channel in order]
        assert all(wider >= closer for wider, closer in pairwise(found))


def test_a_link_belongs_where_fewest_read() -> None:
    order = (Channel.TEAM, Channel.PETITION, Channel.LEADER, Channel.OFFICE)
    for one, other in product(order, repeat=2):
        assert narrower(one, other) == order[max(order.index(one), order.index(other))]
    with pytest.raises(ValueError, match="unknown"):
        narrower("team", "unknown")
