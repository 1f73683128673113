"""What a merged version begins with: the changes of both sides, put together field by field.

Where both sides changed the same passage, it says 【甲's｜乙's】 and a person decides. Of a choice,
an amount or a date that both changed, 甲's stands. No Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.domain.kinds import Field, Shape, Turn, Value
from app.journal.text_merging import merge_texts


class Merged(NamedTuple):
    """A field's value, and the passages in it that are still to be decided."""

    value: Value
    open: tuple[str, ...] = ()


def merge_values(field: Field, base: Value, ours: Value, theirs: Value, *, known: bool) -> Merged:
    """Merge two values of a field; ``known`` tells whether ``base`` is their ancestor."""
    if ours == theirs or (known and theirs == base):
        return Merged(ours)
    if known and ours == base:
        return Merged(theirs)
    if field.shape in (Shape.LINE, Shape.PROSE) and not field.numbered:
        return _texts(base if known else None, ours, theirs, known=known)
    if field.shape is Shape.TURNS:
        return _turns(base if known else (), ours or (), theirs or ())
    if field.shape in (Shape.CHOICES, Shape.REFERENCES):
        return Merged(_items(base if known else (), ours or (), theirs or ()))
    return Merged(theirs if ours is None else ours)


def _texts(base: Value, ours: Value, theirs: Value, *, known: bool) -> Merged:
    """Texts as fields hold them: nothing filled is None."""
    passages = merge_texts((base or "") if known else None, ours or "", theirs or "")
    marks = tuple(f"【{p.ours}｜{p.theirs}】" for p in passages if p.contested)
    rest = iter(marks)
    return Merged("".join(next(rest) if p.contested else p.ours for p in passages) or None, marks)


def _items(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> tuple[str, ...]:
    removed = set(base) - set(theirs)
    added = [item for item in theirs if item not in base]
    return tuple(dict.fromkeys([*(item for item in ours if item not in removed), *added]))


def _turns(base: tuple[Turn, ...], ours: tuple[Turn, ...], theirs: tuple[Turn, ...]) -> Merged:
    """By the id of each turn. One that a side removed stays if the other side rewrote it."""
    was, one, other = ({turn.id: turn for turn in side} for side in (base, ours, theirs))
    marks: list[str] = []
    found: list[Turn] = []
    for id_ in _order([turn.id for turn in ours], [turn.id for turn in theirs]):
        before, here, there = was.get(id_), one.get(id_), other.get(id_)
        if here is None or there is None:
            left = here or there
            if left is not None and left != before:
                found.append(left)
            continue
        merged = _turn(before, here, there)
        found.append(Turn(id_, *(part.value or "" for part in merged)))
        marks += [mark for part in merged for mark in part.open]
    return Merged(tuple(found), tuple(marks))


def _turn(before: Turn | None, here: Turn, there: Turn) -> list[Merged]:
    parts: list[Callable[[Turn], str]] = [lambda turn: turn.question, lambda turn: turn.answer]
    return [
        _texts(part(before) if before else None, part(here), part(there), known=before is not None)
        for part in parts
    ]


def _order(ours: list[str], theirs: list[str]) -> list[str]:
    """Ours, and what only they have behind what precedes it there."""
    found = list(ours)
    place = 0
    for id_ in theirs:
        if id_ in found:
            place = found.index(id_) + 1
        else:
            found.insert(place, id_)
            place += 1
    return found
