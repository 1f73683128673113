"""What somebody has, said by the newest segments of each log: tips, ancestors, coverage.

Knowledge is a set of *tips*: hashes of segments that nobody follows yet. Whoever has a segment has
everything before it, because a reader applies nothing whose predecessor is missing. After a fork a
log has several tips. Pure: positions and hashes decide, never a clock.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from app.journal.segments import FIRST_PREVIOUS

Tips: TypeAlias = Mapping[str, tuple[str, ...]]
"""Log id -> segment hashes, sorted."""

Said = TypeVar("Said", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Link:
    """One segment as far as its place in its log is concerned."""

    hash: str
    log: str
    previous: str
    first: int
    last: int


@dataclass(frozen=True)
class Chains:
    """The segments known here."""

    links: Mapping[str, Link] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Iterable[Link]) -> Chains:
        """From segments in any order."""
        return cls({link.hash: link for link in links})

    def upto(self, tips: Iterable[str]) -> frozenset[str]:
        """The segments among ``tips`` and before them that are known here."""
        found: set[str] = set()
        for tip in tips:
            current = tip
            while current != FIRST_PREVIOUS and current not in found and current in self.links:
                found.add(current)
                current = self.links[current].previous
        return frozenset(found)

    def covered(self, tips: Tips) -> frozenset[str]:
        """Everything that whoever has ``tips`` has, as far as it is known here."""
        return self.upto(tip for of_log in tips.values() for tip in of_log)

    def tips(self, hashes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The tips of a set of segments."""
        present = set(hashes)
        followed = {self.links[each].previous for each in present}
        found: dict[str, tuple[str, ...]] = {}
        for tip in sorted(present - followed):
            log = self.links[tip].log
            found[log] = (*found.get(log, ()), tip)
        return found

    def forks(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(log, segment before) -> the two or more segments that follow it, sorted.

        The first segments of a log follow 64 zeros. A fork is the work of a restored backup or of
        a copied computer; all branches count.
        """
        after: dict[tuple[str, str], list[str]] = {}
        for link in self.links.values():
            after.setdefault((link.log, link.previous), []).append(link.hash)
        return {place: tuple(sorted(found)) for place, found in after.items() if len(found) > 1}

    def gap(self, staged: Link) -> tuple[int, int] | None:
        """Positions missing before a segment whose predecessor is not here: (first, last).

        None if nothing is missing. Another staged segment before it does not close the gap.
        """
        if staged.previous == FIRST_PREVIOUS or staged.previous in self.links:
            return None
        before = [
            link.last
            for link in self.links.values()
            if link.log == staged.log and link.last < staged.first
        ]
        return (max(before, default=0) + 1, staged.first - 1)


@dataclass(frozen=True)
class Saying:
    """Somebody's word about what he has: said in segment ``place`` at position ``n`` of its log.

    ``place`` is empty for a word that is not in a segment yet: it follows all others of its log.
    """

    log: str
    place: str
    n: int
    tips: Tips = field(hash=False)

    def key(self) -> tuple[str, str, int]:
        """What makes it different from every other saying."""
        return (self.log, self.place, self.n)


def latest(sayings: Iterable[Saying], chains: Chains) -> list[Saying]:
    """The sayings no later one stands for; several after a fork of the one who says them.

    A saying is later than another if it was written behind it in one branch of a log, or if whoever
    said it had the segment of the other by then. An older copy of an office that came back to life
    says less than it once did: then both words stand, and only what both of them name is sure.
    """
    found = list({saying.key(): saying for saying in sayings}.values())
    had = {saying.key(): _had(saying, chains) for saying in found}
    return [
        saying
        for saying in found
        if not any(_later(other, saying, had[other.key()]) for other in found)
    ]


def sure(sayings: Iterable[Saying], chains: Chains) -> frozenset[str]:
    """The segments that all latest sayings cover."""
    covered = [chains.covered(saying.tips) for saying in latest(sayings, chains)]
    return frozenset.intersection(*covered) if covered else frozenset()


def _had(saying: Saying, chains: Chains) -> frozenset[str]:
    own = chains.upto([saying.place]) if saying.place else frozenset[str]()
    return own | chains.covered(saying.tips)


def _later(other: Saying, saying: Saying, had: frozenset[str]) -> bool:
    if other.key() == saying.key():
        return False
    if other.log == saying.log and other.place == saying.place:
        return other.n > saying.n
    if other.log == saying.log and not other.place:
        return True
    return saying.place in had
