"""Notices that the computer's clock was set while somebody works."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ui.lock import steady_clock

_LOOKS_EVERY = 5_000
"""Milliseconds between two looks."""

JUMP_SECONDS = 120.0
"""Corrections by a time server are smaller."""


@dataclass
class Steadiness:
    """Compares the calendar with a clock that cannot be set; both in seconds.

    Where the steady one stands still while the machine sleeps, only steps back count as jumps.
    """

    counts_sleep: bool = True
    _apart: float | None = None

    def look(self, wall: float, steady: float) -> float:
        """By how many seconds the calendar jumped since the last look; 0 if it did not."""
        apart, before = wall - steady, self._apart
        self._apart = apart
        if before is None:
            return 0.0
        moved = apart - before
        if abs(moved) < JUMP_SECONDS or (moved > 0 and not self.counts_sleep):
            return 0.0
        return moved


class ClockWatch(QObject):
    """Emits ``jumped`` with the seconds, forwards or back."""

    jumped = Signal(float)

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._wall = wall
        self._steady = steady
        self._steadiness = Steadiness(counts_sleep=hasattr(time, "CLOCK_BOOTTIME"))
        self._timer = QTimer(self, interval=_LOOKS_EVERY)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to compare, or go on: what was set meanwhile is told at once."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Stop comparing."""
        self._timer.stop()

    def look(self) -> None:
        """Compare now; the timer does it every few seconds."""
        seconds = self._steadiness.look(self._wall(), self._steady())
        if seconds:
            self.jumped.emit(seconds)
