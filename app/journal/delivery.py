"""What a bundle has to carry, and how far each record has come: pure rules over segments.

Nothing on a laptop counts as safe before the office's *second* copy has it: a receipt for the first
copy alone would be wrong the day the office restores a backup. So bundles are cumulative since the
last 已归档, a lost stick costs nothing, and whoever has to delete his copy asks ``purgeable``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from app.journal.knowledge import Chains, Saying, sure


class Stage(IntEnum):
    """How far a record has come, seen from the laptop that wrote it; later is safer."""

    HERE = 0  # 仅本机
    CARRIED = 1  # 已带出
    LEADER = 2  # 组长已收
    OFFICE = 3  # 办公室已收
    ARCHIVED = 4  # 已归档


@dataclass(frozen=True)
class Whereabouts:
    """Which segments are known to be where. Each set says no more than what somebody signed.

    ``carried`` were in a file that was read back on its medium; ``leader`` the leader's computer
    said it has; ``received`` and ``archived`` the office.
    """

    carried: frozenset[str] = frozenset()
    leader: frozenset[str] = frozenset()
    received: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()

    def stage(self, segment: str | None) -> Stage:
        """How far a segment has come; None stands for lines that are not in a segment yet."""
        if segment is None:
            return Stage.HERE
        for stage, there in (
            (Stage.ARCHIVED, self.archived),
            (Stage.OFFICE, self.received),
            (Stage.LEADER, self.leader),
            (Stage.CARRIED, self.carried),
        ):
            if segment in there:
                return stage
        return Stage.HERE

    def record(self, segments: Iterable[str | None]) -> Stage:
        """How far a record has come whose lines are in these segments: the last of them counts."""
        return min((self.stage(segment) for segment in segments), default=Stage.HERE)


def for_office(chains: Chains, archived: Iterable[Saying]) -> frozenset[str]:
    """Segments a bundle for the office carries: all its second copy is not known to have."""
    return frozenset(chains.links) - sure(archived, chains)


def for_colleague(
    chains: Chains, archived: Iterable[Saying], has: Iterable[Saying]
) -> frozenset[str]:
    """Segments a bundle for another computer of the task carries.

    Everything on its way to the office, because a colleague may get there first; and everything
    the colleague himself did not say he has.
    """
    safe = sure(archived, chains) & sure(has, chains)
    return frozenset(chains.links) - safe


def purgeable(chains: Chains, archived: Iterable[Saying]) -> frozenset[str]:
    """Segments that may be deleted here: those the office's second copy has."""
    return sure(archived, chains)
