"""Who may sign a worksheet: 一问题一底稿, three persons in turn (海宁, 景谷).

The writer (承办人) hands it in, a deputy leader reviews it (副组长复核), the leader approves it
(组长审签). Nobody signs twice. Where the team has no deputy who could still review, a member who is
no leader does; where the leader has signed as writer, a deputy who has not signed approves.

Only who signs here is asked. What others signed comes by merge and is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain.access import MembershipFacts, RecordFacts, Role, recused
from app.domain.kinds import Values


class Step(StrEnum):
    """A signature, by the state of the worksheet after it."""

    SUBMIT = "checked"
    REVIEW = "reviewed"
    APPROVE = "approved"


class Refusal(StrEnum):
    """Why somebody may not give a signature."""

    OUT_OF_ORDER = "out-of-order"
    NOT_IN_TEAM = "not-in-team"
    RECUSED = "recused"
    NOT_THE_WRITER = "not-the-writer"
    SIGNED_ALREADY = "signed-already"
    NOT_THE_DEPUTY = "not-the-deputy"
    NOT_THE_LEADER = "not-the-leader"
    NOBODY_LEFT = "nobody-left"


UNSIGNED: Mapping[str, Values] = {
    "finding": {
        "state": "draft",
        **dict.fromkeys(("reviewed_by", "reviewed_on", "approved_by", "approved_on")),
    }
}
"""Kind -> what a record has that nobody has signed yet: a copy takes no signature along."""

TEAM = (Role.LEADER, Role.DEPUTY, Role.MEMBER, Role.LIAISON)
"""Roles of a team; the office numbers and files worksheets, it does not sign them."""

_BEFORE: Mapping[Step, str] = {
    Step.SUBMIT: "draft",
    Step.REVIEW: Step.SUBMIT,
    Step.APPROVE: Step.REVIEW,
}


def refusal(
    step: Step, person: str, record: str, worksheet: Values, membership: MembershipFacts
) -> Refusal | None:
    """Why ``person`` may not sign this worksheet (its open fields) now; None if he may."""
    writer = worksheet.get("handled_by")
    if (worksheet.get("state") or "draft") != _BEFORE[step] or not (writer or step is Step.SUBMIT):
        return Refusal.OUT_OF_ORDER
    kept_out = recused(RecordFacts("finding", record), membership)
    if person in kept_out:
        return Refusal.RECUSED
    if person not in membership.holding(*TEAM):
        return Refusal.NOT_IN_TEAM
    if step is Step.SUBMIT:
        return None if writer in (None, person) else Refusal.NOT_THE_WRITER
    signed = {writer, worksheet.get("reviewed_by")} if step is Step.APPROVE else {writer}
    if person in signed:
        return Refusal.SIGNED_ALREADY
    entitled = _entitled(step, membership, kept_out.union(signed))
    if person in entitled:
        return None
    wanted = Refusal.NOT_THE_DEPUTY if step is Step.REVIEW else Refusal.NOT_THE_LEADER
    return wanted if entitled else Refusal.NOBODY_LEFT


def _entitled(
    step: Step, membership: MembershipFacts, excluded: frozenset[str | None]
) -> frozenset[str]:
    """Persons who may give the second or third signature."""
    leaders = membership.holding(Role.LEADER)
    deputies = membership.holding(Role.DEPUTY) - leaders - excluded
    if step is Step.APPROVE:
        return (leaders - excluded) or deputies
    return deputies or (membership.holding(*TEAM) - leaders - excluded)
