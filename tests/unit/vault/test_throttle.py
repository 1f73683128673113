"""The delay after wrong passphrases cannot be shortened by a restart or a broken file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import PassphraseDelayedError
from app.vault.throttle import LONGEST_DELAY, Throttle, delay_after


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def failed(path: Path, times: int, clock: Clock) -> Throttle:
    throttle = Throttle(path, clock)
    for _ in range(times):
        throttle.note_failure("p")
    return throttle


def seconds_left(throttle: Throttle) -> int:
    with pytest.raises(PassphraseDelayedError) as caught:
        throttle.require_turn("p")
    return caught.value.seconds


def test_the_delay_grows_and_is_bounded() -> None:
    delays = [delay_after(failures) for failures in range(100)]
    assert delays == sorted(delays)
    assert delays[:5] == [0, 0, 0, 0, 2]
    assert delays[-1] == LONGEST_DELAY


def test_the_delay_passes(tmp_path: Path) -> None:
    clock = Clock(50.0)
    throttle = failed(tmp_path / "attempts.json", 6, clock)
    assert seconds_left(throttle) == 8
    clock.now += 7.5
    assert seconds_left(throttle) == 1
    clock.now += 0.5
    throttle.require_turn("p")


def test_after_a_restart_only_the_time_since_it_counts(tmp_path: Path) -> None:
    path = tmp_path / "attempts.json"
    failed(path, 10, Clock(90_000.0))
    restarted = Clock(28.0)
    assert seconds_left(Throttle(path, restarted)) == 100
    restarted.now = 128.0
    Throttle(path, restarted).require_turn("p")


def test_success_forgets_and_tells(tmp_path: Path) -> None:
    throttle = failed(tmp_path / "attempts.json", 7, Clock(1.0))
    assert throttle.note_success("p") == 7
    throttle.require_turn("p")
    assert throttle.note_success("p") == 0


@pytest.mark.parametrize(
    "broken", [b"", b"[]", b'{"p": 3}', b"\xff", b'{"p": ["x", 1]}', b"[" * 99_999]
)
def test_a_broken_file_locks_nobody_out(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "attempts.json"
    path.write_bytes(broken)
    throttle = Throttle(path, Clock(1.0))
    throttle.require_turn("p")
    assert throttle.note_failure("p") == (1, 0)
    assert throttle.note_success("p") == 1


def test_a_folder_that_cannot_be_written_does_not_stop_the_unlock(tmp_path: Path) -> None:
    throttle = Throttle(tmp_path / "absent" / "attempts.json", Clock(1.0))
    assert throttle.note_failure("p") == (1, 0)
    assert throttle.note_success("p") == 0
