"""A growing delay after wrong passphrases.

It stops the colleague at the desk, not the thief who copies the folder: the file beside the slots
carries no key. Time is read from a clock that counts from the start of the machine, so that
setting the calendar forward does not help. After a restart the clock is younger than what was
noted; then only the time since the restart counts as waited, which is never too much.
"""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.domain.errors import DiskFullError, MediaError, PassphraseDelayedError
from app.vault.durable import write_atomically

Clock = Callable[[], float]

FREE_FAILURES: Final = 3
LONGEST_DELAY: Final = 300


def delay_after(failures: int) -> int:
    """Seconds to wait after so many wrong passphrases: 0, 0, 0, 2, 4, 8 … at most 300."""
    if failures <= FREE_FAILURES:
        return 0
    return min(LONGEST_DELAY, 1 << min(failures - FREE_FAILURES, 16))


class Throttle:
    """Counts wrong passphrases of each person of one vault in a small file."""

    def __init__(self, path: Path, clock: Clock = time.monotonic) -> None:
        self._path = path
        self._clock = clock

    def require_turn(self, person: str) -> None:
        """Raise ``PassphraseDelayedError`` while the delay of this person has not passed."""
        failures, noted = self._read().get(person, (0, 0.0))
        now = self._clock()
        waited = now - noted if now >= noted else now
        left = math.ceil(delay_after(failures) - waited)
        if left > 0:
            raise PassphraseDelayedError(left)

    def note_failure(self, person: str) -> tuple[int, int]:
        """Count a wrong passphrase; returns (failures so far, seconds to wait now)."""
        entries = self._read()
        failures = entries.get(person, (0, 0.0))[0] + 1
        entries[person] = (failures, self._clock())
        self._write(entries)
        return failures, delay_after(failures)

    def note_success(self, person: str) -> int:
        """Forget the failures of this person; returns how many there were."""
        entries = self._read()
        failures, _ = entries.pop(person, (0, 0.0))
        if failures:
            self._write(entries)
        return failures

    def _read(self) -> dict[str, tuple[int, float]]:
        """An unreadable file counts as empty: it must never lock its owner out."""
        try:
            found = json.loads(self._path.read_bytes())
            return {
                str(person): (int(count), float(noted)) for person, (count, noted) in found.items()
            }
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def _write(self, entries: dict[str, tuple[int, float]]) -> None:
        data = json.dumps(entries, ensure_ascii=False).encode("utf-8")
        with contextlib.suppress(DiskFullError, MediaError):
            write_atomically(self._path, data)
