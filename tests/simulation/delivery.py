"""Sticks that get lost, arrive twice, late or damaged; computers that are restored; an office that
goes back to a backup: does everything a living device still has reach the office?

    python tests/simulation/delivery.py [--runs N] [--seed N] [--mutant NAME | --mutants]

The rules under test are the program's own (``app.journal.knowledge`` and ``delivery``); around them
stands a small model of computers and sticks. Events are drawn with weights, and the run asserts how
often each kind happened: a simulation that never loses a stick proves nothing. Each mutant breaks
one rule and has to be caught.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.journal import delivery
from app.journal.knowledge import Chains, Link, Saying, Tips
from app.journal.segments import FIRST_PREVIOUS

OFFICE, LEADER = "office", "leader"
MEMBERS = ("member-1", "member-2", "member-3")
LAPTOPS = (LEADER, *MEMBERS)
STEPS = 60


class BrokenPromiseError(AssertionError):
    """A property did not hold; the message says which and where."""


@dataclass(frozen=True)
class Rules:
    """What mutants replace."""

    for_office: Callable[[Chains, Iterable[Saying]], frozenset[str]] = delivery.for_office
    for_colleague: Callable[[Chains, Iterable[Saying], Iterable[Saying]], frozenset[str]] = (
        delivery.for_colleague
    )
    purgeable: Callable[[Chains, Iterable[Saying]], frozenset[str]] = delivery.purgeable
    archived_is_received: bool = False
    one_segment_for_a_place: bool = False
    only_since_last_export: bool = False
    no_parent_check: bool = False
    newest_word_only: bool = False


@dataclass(frozen=True)
class Segment:
    """A segment: its place in its log; the office's may hold a receipt (received, archived)."""

    link: Link
    receipt: tuple[Tips, Tips] | None = None


@dataclass
class Computer:
    """One machine. ``next_word`` makes contents differ after a restore, as random salts do."""

    name: str
    applied: dict[str, Segment] = field(default_factory=dict)
    staged: dict[str, Segment] = field(default_factory=dict)
    tip: str = FIRST_PREVIOUS
    position: int = 1
    purged: set[str] = field(default_factory=set)
    exported: set[str] = field(default_factory=set)

    @property
    def chains(self) -> Chains:
        return Chains.of(segment.link for segment in self.applied.values())

    def sayings(self, which: int) -> list[Saying]:
        """The office's words: 0 what it received, 1 what its second copy has."""
        return [
            Saying(OFFICE, segment.link.hash, segment.link.first, segment.receipt[which])
            for segment in self.applied.values()
            if segment.receipt is not None
        ]

    def write(self, name: str, receipt: tuple[Tips, Tips] | None = None) -> None:
        """Cut a segment of ten lines at the end of the own log."""
        link = Link(name, self.name, self.tip, self.position, self.position + 9)
        self.applied[name] = Segment(link, receipt)
        self.tip, self.position = name, self.position + 10

    def take_in(self, segments: Sequence[Segment], rules: Rules) -> None:
        """Adopt what came; staged until the predecessor is here."""
        for segment in segments:
            if segment.link.hash in self.applied or segment.link.hash in self.purged:
                continue
            if rules.one_segment_for_a_place and self._place_taken(segment.link):
                continue
            self.staged[segment.link.hash] = segment
        self._connect(rules)

    def _connect(self, rules: Rules) -> None:
        moved = True
        while moved:
            moved = False
            for hash_, segment in list(self.staged.items()):
                before = segment.link.previous
                here = before == FIRST_PREVIOUS or before in self.applied or before in self.purged
                if here or rules.no_parent_check:
                    self.applied[hash_] = self.staged.pop(hash_)
                    moved = True
        self._follow_own()

    def _follow_own(self) -> None:
        """A restored machine that meets its own later segments goes on behind them."""
        moved = True
        while moved:
            moved = False
            for segment in self.applied.values():
                if segment.link.log == self.name and segment.link.previous == self.tip:
                    self.tip, self.position = segment.link.hash, segment.link.last + 1
                    moved = True

    def _place_taken(self, link: Link) -> bool:
        return any(
            (other.link.log, other.link.first) == (link.log, link.first)
            for other in self.applied.values()
        )


@dataclass(frozen=True)
class Stick:
    """A bundle on its way."""

    sender: str
    to: str
    segments: tuple[Segment, ...]


class World:
    """One run: an office with its backup, a leader, members, and sticks under way."""

    def __init__(self, seed: int, rules: Rules) -> None:
        self.random = random.Random(seed)
        self.rules = rules
        self.computers = {name: Computer(name) for name in (OFFICE, *LAPTOPS)}
        self.snapshots: dict[str, list[Computer]] = {name: [] for name in self.computers}
        self.backup: Computer | None = None
        self.older_backup: Computer | None = None
        self.sticks: list[Stick] = []
        self.purged: set[str] = set()
        self.burnt: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.words = 0

    def step(self) -> None:
        """One event."""
        names = [name for name, _ in EVENTS]
        weights = [weight for _, weight in EVENTS]
        chosen = self.random.choices(names, weights)[0]
        getattr(self, chosen)()
        self.counts[chosen] += 1
        self._check_staging()

    # --- events ---

    def write(self) -> None:
        """Somebody works, and what he wrote is cut."""
        self._write(self.computers[self.random.choice(LAPTOPS)])

    def export_to_office(self) -> None:
        """A laptop writes a stick for the office."""
        self._export(self.random.choice(LAPTOPS), OFFICE)

    def export_to_colleague(self) -> None:
        """A laptop writes a stick for another one: sideways or to the leader."""
        sender, to = self.random.sample(LAPTOPS, 2)
        self._export(sender, to)

    def export_downstream(self) -> None:
        """The office says what it has, and writes a stick for a laptop."""
        self._receipt()
        self._export(OFFICE, self.random.choice(LAPTOPS))

    def deliver(self) -> None:
        """A stick arrives, in any order; sometimes it stays in the slot and comes again."""
        if not self.sticks:
            return
        index = self.random.randrange(len(self.sticks))
        stick = self.sticks[index]
        if self.random.random() < 0.75:
            del self.sticks[index]
        else:
            self.counts["delivered twice"] += 1
        segments = list(stick.segments)
        if self.random.random() < 0.15:
            segments = self.random.sample(segments, self.random.randint(0, len(segments)))
            self.counts["damaged"] += 1
        if stick.to == OFFICE:
            self.counts["to the office"] += 1
        self.computers[stick.to].take_in(segments, self.rules)

    def lose_stick(self) -> None:
        """A stick is lost."""
        if self.sticks:
            del self.sticks[self.random.randrange(len(self.sticks))]
            self.counts["lost"] += 1

    def back_up(self) -> None:
        """The office makes its second copy and verifies it."""
        self.older_backup = self.backup
        self.backup = deepcopy(self.computers[OFFICE])

    def restore_office(self) -> None:
        """The office's machine is lost; its second copy goes on, silently."""
        if self.backup is not None:
            self.computers[OFFICE] = deepcopy(self.backup)
            self.counts["office restored"] += 1

    def lose_both_copies(self) -> None:
        """Machine and newest backup burn together; an older one is found in a drawer.

        What both held and a laptop had deleted, or deletes before it hears of it, is gone: two
        copies were promised, not three. Everything else has to come again.
        """
        if self.backup is not None and self.older_backup is not None:
            self.burnt |= self.backup.applied.keys() - self.older_backup.applied.keys()
            self.backup, self.older_backup = self.older_backup, None
            self.restore_office()
            self.counts["both copies lost"] += 1

    def snapshot(self) -> None:
        """Somebody copies a laptop's folder."""
        name = self.random.choice(LAPTOPS)
        self.snapshots[name].append(deepcopy(self.computers[name]))

    def restore_laptop(self) -> None:
        """That copy is put back, and nobody notices."""
        name = self.random.choice(LAPTOPS)
        if self.snapshots[name]:
            self.computers[name] = deepcopy(self.random.choice(self.snapshots[name]))
            self.counts["laptop restored"] += 1

    def purge(self) -> None:
        """A laptop deletes what the office's second copy has (清退)."""
        laptop = self.computers[self.random.choice(LAPTOPS)]
        for hash_ in self.rules.purgeable(laptop.chains, self._archived_there(laptop)):
            if laptop.applied[hash_].link.log != OFFICE:
                del laptop.applied[hash_]
                laptop.purged.add(hash_)
                self.purged.add(hash_)
                self.counts["purged"] += 1

    # --- the end ---

    def finish(self) -> None:
        """Everybody carries everything home, twice; then the promises are checked."""
        self.sticks.clear()
        if self.random.random() < 0.5:
            self.restore_office()
        living = {
            hash_: segment
            for computer in self.computers.values()
            for hash_, segment in computer.applied.items()
        }
        for _ in range(3):
            for name in LAPTOPS:
                self._export(name, OFFICE)
                self._arrive()
            self._receipt()
            for name in LAPTOPS:
                self._export(OFFICE, name)
                self._arrive()
        office = self.computers[OFFICE].applied
        for hash_ in living:
            if hash_ not in office:
                raise BrokenPromiseError(f"{hash_} lives on a device and never reached the office")
        for hash_ in self.purged - self.burnt:
            if hash_ not in office:
                raise BrokenPromiseError(f"{hash_} was purged and the office does not have it")

    def _arrive(self) -> None:
        while self.sticks:
            stick = self.sticks.pop()
            self.computers[stick.to].take_in(list(stick.segments), self.rules)

    def _write(self, computer: Computer, receipt: tuple[Tips, Tips] | None = None) -> None:
        self.words += 1
        computer.write(f"{computer.name}#{self.words}", receipt)

    def _receipt(self) -> None:
        office = self.computers[OFFICE]
        received = office.chains.tips(office.applied)
        archived = received if self.rules.archived_is_received else self._archived_of(office)
        self._write(office, (received, archived))

    def _archived_of(self, office: Computer) -> Tips:
        """A backup remembers itself only by what it holds."""
        if self.backup is None:
            return {}
        return office.chains.tips(self.backup.applied.keys() & office.applied.keys())

    def _archived_there(self, computer: Computer) -> list[Saying]:
        said = computer.sayings(1)
        if self.rules.newest_word_only and said:
            return [max(said, key=lambda saying: (saying.n, saying.place))]
        return said

    def _export(self, sender: str, to: str) -> None:
        computer = self.computers[sender]
        archived = self._archived_there(computer)
        if to == OFFICE:
            chosen = self.rules.for_office(computer.chains, archived)
        else:
            chosen = self.rules.for_colleague(computer.chains, archived, [])
        if self.rules.only_since_last_export:
            chosen -= computer.exported
            computer.exported |= chosen
        segments = tuple(computer.applied[hash_] for hash_ in sorted(chosen))
        self.sticks.append(Stick(sender, to, segments))

    def _check_staging(self) -> None:
        for computer in self.computers.values():
            for segment in computer.applied.values():
                before = segment.link.previous
                if before not in (FIRST_PREVIOUS, *computer.applied, *computer.purged):
                    raise BrokenPromiseError(f"{segment.link.hash} counts without its predecessor")


EVENTS: Sequence[tuple[str, int]] = (
    ("write", 10),
    ("export_to_office", 8),
    ("export_to_colleague", 4),
    ("export_downstream", 9),
    ("deliver", 30),
    ("lose_stick", 2),
    ("back_up", 5),
    ("restore_office", 2),
    ("snapshot", 2),
    ("restore_laptop", 3),
    ("lose_both_copies", 1),
    ("purge", 6),
)

MUTANTS: dict[str, Rules] = {
    "receipts before the second copy": Rules(archived_is_received=True),
    "one segment for a place in a log": Rules(one_segment_for_a_place=True),
    "only what is new since the last export": Rules(only_since_last_export=True),
    "no look for the predecessor": Rules(no_parent_check=True),
    "the office's newest word counts alone": Rules(newest_word_only=True),
    "whatever was received may be purged": Rules(
        purgeable=lambda chains, _said: frozenset(chains.links)
    ),
}

MINIMUM = {
    "to the office": 3.0,
    "damaged": 0.8,
    "lost": 0.6,
    "laptop restored": 0.2,
    "office restored": 0.3,
    "delivered twice": 1.0,
    "both copies lost": 0.1,
    "purged": 0.1,
}
"""Events in an average run, at least."""


def simulate(runs: int, seed: int = 1, rules: Rules | None = None) -> Counter[str]:
    """Run; returns how often everything happened. Raises BrokenPromiseError."""
    total: Counter[str] = Counter()
    for number in range(runs):
        world = World(seed * 1_000_003 + number, rules or Rules())
        for _ in range(STEPS):
            world.step()
        world.finish()
        total.update(world.counts)
    return total


def rare(counts: Counter[str], runs: int) -> list[str]:
    """Events that happened too seldom to have tested anything."""
    return [name for name, least in MINIMUM.items() if counts[name] < least * runs]


def survives(name: str, runs: int, seed: int = 1) -> bool:
    """Whether nobody notices a mutant in so many runs."""
    try:
        simulate(runs, seed, MUTANTS[name])
    except BrokenPromiseError:
        return False
    return True


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Delivery on lost, late and damaged sticks")
    parser.add_argument("--runs", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutant", choices=sorted(MUTANTS))
    parser.add_argument("--mutants", action="store_true", help="all of them have to be caught")
    asked = parser.parse_args()
    if asked.mutants or asked.mutant:
        names = [asked.mutant] if asked.mutant else list(MUTANTS)
        alive = [name for name in names if survives(name, asked.runs, asked.seed)]
        print(json.dumps({"mutants": names, "alive": alive}, ensure_ascii=False))
        return 1 if alive else 0
    counts = simulate(asked.runs, asked.seed)
    seldom = rare(counts, asked.runs)
    print(json.dumps({"runs": asked.runs, "events": dict(counts), "too seldom": seldom}))
    return 1 if seldom else 0


if __name__ == "__main__":
    raise SystemExit(main())
