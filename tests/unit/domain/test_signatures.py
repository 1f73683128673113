"""Three persons sign a worksheet in turn."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.access import MembershipFacts, Recusal, Role
from app.domain.signatures import Refusal, Step, refusal

LEADER, DEPUTY, MEMBER, LIAISON, OFFICE = (
    Role.LEADER,
    Role.DEPUTY,
    Role.MEMBER,
    Role.LIAISON,
    Role.OFFICE,
)


def team(*recusals: Recusal, **roles: Role) -> MembershipFacts:
    return MembershipFacts({name: frozenset({role}) for name, role in roles.items()}, recusals)


FULL = team(xu=LEADER, dai=DEPUTY, ruan=MEMBER, shen=LIAISON, zhou=OFFICE)
TWO = {"state": "checked", "handled_by": "ruan"}
THREE = {"state": "reviewed", "handled_by": "ruan", "reviewed_by": "dai"}


@pytest.mark.parametrize(
    ("step", "person", "worksheet", "expected"),
    [
        (Step.SUBMIT, "ruan", {"state": "draft", "handled_by": "ruan"}, None),
        (Step.SUBMIT, "ruan", {"state": None, "handled_by": None}, None),
        (Step.SUBMIT, "shen", {"state": "draft", "handled_by": "ruan"}, Refusal.NOT_THE_WRITER),
        (Step.SUBMIT, "zhou", {"state": "draft"}, Refusal.NOT_IN_TEAM),
        (Step.SUBMIT, "ruan", TWO, Refusal.OUT_OF_ORDER),
        (Step.REVIEW, "dai", TWO, None),
        (Step.REVIEW, "ruan", TWO, Refusal.SIGNED_ALREADY),
        (Step.REVIEW, "shen", TWO, Refusal.NOT_THE_DEPUTY),
        (Step.REVIEW, "xu", TWO, Refusal.NOT_THE_DEPUTY),
        (Step.REVIEW, "zhou", TWO, Refusal.NOT_IN_TEAM),
        (Step.REVIEW, "nobody", TWO, Refusal.NOT_IN_TEAM),
        (Step.REVIEW, "dai", {"state": "draft", "handled_by": "ruan"}, Refusal.OUT_OF_ORDER),
        (Step.REVIEW, "dai", {"state": "checked", "handled_by": None}, Refusal.OUT_OF_ORDER),
        (Step.APPROVE, "xu", THREE, None),
        (Step.APPROVE, "dai", THREE, Refusal.SIGNED_ALREADY),
        (Step.APPROVE, "ruan", THREE, Refusal.SIGNED_ALREADY),
        (Step.APPROVE, "shen", THREE, Refusal.NOT_THE_LEADER),
        (Step.APPROVE, "xu", TWO, Refusal.OUT_OF_ORDER),
    ],
)
def test_each_signature_is_one_persons(
    step: Step, person: str, worksheet: dict[str, Any], expected: Refusal | None
) -> None:
    assert refusal(step, person, "f1", worksheet, FULL) == expected


@pytest.mark.parametrize(
    ("step", "person", "worksheet", "membership", "expected"),
    [
        # the deputy wrote it himself, or there is none: a member reviews
        (Step.REVIEW, "ruan", {**TWO, "handled_by": "dai"}, FULL, None),
        (Step.REVIEW, "xu", {**TWO, "handled_by": "dai"}, FULL, Refusal.NOT_THE_DEPUTY),
        (Step.REVIEW, "shen", TWO, team(xu=LEADER, ruan=MEMBER, shen=LIAISON), None),
        (Step.REVIEW, "xu", TWO, team(xu=LEADER, ruan=MEMBER), Refusal.NOBODY_LEFT),
        # the leader wrote it: a deputy who has not signed approves
        (
            Step.APPROVE,
            "lu",
            {**THREE, "handled_by": "xu"},
            team(xu=LEADER, dai=DEPUTY, lu=DEPUTY),
            None,
        ),
        (
            Step.APPROVE,
            "shen",
            {**THREE, "handled_by": "xu"},
            FULL,
            Refusal.NOBODY_LEFT,
        ),
        # recused
        (
            Step.REVIEW,
            "dai",
            TWO,
            team(Recusal("dai", "finding", "f1"), xu=LEADER, dai=DEPUTY, ruan=MEMBER, shen=MEMBER),
            Refusal.RECUSED,
        ),
        (
            Step.REVIEW,
            "shen",
            TWO,
            team(Recusal("dai"), xu=LEADER, dai=DEPUTY, ruan=MEMBER, shen=MEMBER),
            None,
        ),
        (
            Step.REVIEW,
            "dai",
            TWO,
            team(Recusal("dai", "finding", "f2"), xu=LEADER, dai=DEPUTY, ruan=MEMBER),
            None,
        ),
    ],
)
def test_who_stands_in_and_who_keeps_out(
    step: Step,
    person: str,
    worksheet: dict[str, Any],
    membership: MembershipFacts,
    expected: Refusal | None,
) -> None:
    assert refusal(step, person, "f1", worksheet, membership) == expected


def test_one_who_is_leader_and_deputy_gives_one_signature() -> None:
    both = MembershipFacts(
        {
            "xu": frozenset({LEADER, DEPUTY}),
            "ruan": frozenset({MEMBER}),
            "shen": frozenset({MEMBER}),
        }
    )
    assert refusal(Step.REVIEW, "xu", "f1", TWO, both) is Refusal.NOT_THE_DEPUTY
    assert refusal(Step.REVIEW, "shen", "f1", TWO, both) is None
    assert refusal(Step.APPROVE, "xu", "f1", {**THREE, "reviewed_by": "shen"}, both) is None
