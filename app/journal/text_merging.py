"""A three-way merge of texts: what each side changed against what both grew from.

By sentences first, then, where both changed the same passage, by characters. A run of digits and
Latin letters is one character here: merging 1250→3250 with 1250→1258 digit by digit would give an
amount that nobody wrote. Changes that touch one another are not merged either. Where the sides
contradict each other both passages stay, told apart; a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。；！？;\n]*[。；！？;\n]|[^。；！？;\n]+")
_CHARACTER = re.compile(r"[0-9A-Za-z]+(?:[.,:/%‰-][0-9A-Za-z]+)*[%‰]?|.", re.DOTALL)

MOST_COMPARED = 2_000_000
"""Length × length of two passages compared; longer ones are taken as changed as a whole."""


class Passage(NamedTuple):
    """A piece of a merged text: the same for both, or what each side has (``theirs`` not None)."""

    ours: str
    theirs: str | None = None

    @property
    def contested(self) -> bool:
        """Both sides changed it, in different ways."""
        return self.theirs is not None


class _Change(NamedTuple):
    """``base[begin:end]`` was replaced by ``parts[first:last]`` of one side."""

    begin: int
    end: int
    first: int
    last: int


def merge_texts(base: str | None, ours: str, theirs: str) -> tuple[Passage, ...]:
    """The merged text in passages. ``base`` is the common ancestor.

    Without one (None) whatever both have counts as the ancestor: what only one side has stays.
    """
    if ours == theirs:
        return (Passage(ours),) if ours else ()
    if base is None:
        base = _in_both(ours, theirs)
    return tuple(_joined(_by_sentences(base, ours, theirs)))


def settled(passages: Sequence[Passage]) -> bool:
    """Whether nothing is contested."""
    return not any(passage.contested for passage in passages)


def _by_sentences(base: str, ours: str, theirs: str) -> Iterator[Passage]:
    for passage in _merge(*(_SENTENCE.findall(text) for text in (base, ours, theirs))):
        if isinstance(passage, Passage):
            yield passage
        else:
            yield from _by_characters(*passage)


def _by_characters(base: str, ours: str, theirs: str) -> Iterator[Passage]:
    for passage in _merge(*(_CHARACTER.findall(text) for text in (base, ours, theirs))):
        yield passage if isinstance(passage, Passage) else Passage(passage[1], passage[2])


def _merge(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[Passage | tuple[str, str, str]]:
    """Passages that are clear, and (base, ours, theirs) of those that are not."""
    place = 0
    for group in _groups(_changes(base, ours), _changes(base, theirs)):
        begin, end = _extent(group)
        yield Passage("".join(base[place:begin]))
        was = "".join(base[begin:end])
        one = _applied(base, begin, end, group[0], ours)
        other = _applied(base, begin, end, group[1], theirs)
        if other in (one, was):
            yield Passage(one)
        elif one == was:
            yield Passage(other)
        else:
            yield was, one, other
        place = end
    yield Passage("".join(base[place:]))


def _changes(base: Sequence[str], side: Sequence[str]) -> list[_Change]:
    if len(base) * len(side) > MOST_COMPARED:
        return [_Change(0, len(base), 0, len(side))]
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [_Change(*places) for what, *places in matcher.get_opcodes() if what != "equal"]


def _groups(
    ours: list[_Change], theirs: list[_Change]
) -> Iterator[tuple[list[_Change], list[_Change]]]:
    """Changes of both sides that overlap or touch, together, in the order of the text."""
    group: tuple[list[_Change], list[_Change]] = ([], [])
    end = -1
    both = [*((change, 0) for change in ours), *((change, 1) for change in theirs)]
    for change, side in sorted(both):
        if change.begin > end and end >= 0:
            yield group
            group = ([], [])
        group[side].append(change)
        end = max(end, change.end)
    if any(group):
        yield group


def _extent(group: tuple[list[_Change], list[_Change]]) -> tuple[int, int]:
    both = [*group[0], *group[1]]
    return min(change.begin for change in both), max(change.end for change in both)


def _applied(
    base: Sequence[str], begin: int, end: int, changes: list[_Change], side: Sequence[str]
) -> str:
    parts: list[str] = []
    place = begin
    for change in changes:
        parts += base[place : change.begin]
        parts += side[change.first : change.last]
        place = change.end
    return "".join([*parts, *base[place:end]])


def _in_both(ours: str, theirs: str) -> str:
    one, other = _CHARACTER.findall(ours), _CHARACTER.findall(theirs)
    if len(one) * len(other) > MOST_COMPARED:
        return ""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return "".join("".join(one[block.a : block.a + block.size]) for block in blocks)


def _joined(passages: Iterator[Passage]) -> Iterator[Passage]:
    """Neighbours that are clear become one; empty ones go."""
    waiting = ""
    for passage in passages:
        if not passage.contested:
            waiting += passage.ours
            continue
        if waiting:
            yield Passage(waiting)
        waiting = ""
        yield passage
    if waiting:
        yield Passage(waiting)
