"""Decisions that were begun and not taken: what was written about a point survives a lock."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.kinds import Values
from ui.screens.conflicts.presenter import Case, DeletePoint, GroupPoint, SealPoint

Point = GroupPoint | DeletePoint | SealPoint


@dataclass(frozen=True)
class Begun:
    """What stands on a card. ``edited``: values of the merged version; None while it is closed."""

    reason: str = ""
    edited: Values | None = None


class Unfinished:
    """Kept in memory only, for one person; never for points that are sealed."""

    def __init__(self) -> None:
        self._person = ""
        self._kept: dict[tuple[str, str], list[tuple[Point, Begun]]] = {}

    def keep(self, person: str, case: Case, written: list[tuple[Point, Begun]]) -> None:
        """Remember what was written about the points of a record."""
        self._belong_to(person)
        self._kept[case.kind, case.id] = [
            (point, begun)
            for point, begun in written
            if begun != Begun() and not (isinstance(point, GroupPoint) and point.sealed)
        ]

    def begun(self, person: str, case: Case, point: Point) -> Begun:
        """What was written about a point; nothing if its versions are not the same any more."""
        self._belong_to(person)
        kept = self._kept.get((case.kind, case.id), [])
        return next((begun for one, begun in kept if one == point), Begun())

    def _belong_to(self, person: str) -> None:
        if person != self._person:
            self._person = person
            self._kept.clear()
