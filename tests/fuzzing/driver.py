"""The plain driver: seeded mutation without any tool, with bounds on memory and on steps.

A bound in steps says what a bound in seconds cannot: the same on every machine, however busy.
"""

from __future__ import annotations

import random
import sys
import threading
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, TypeVar

from tests.fuzzing import mutation
from tests.fuzzing.targets import TARGETS, BrokenPromiseError, seeds

FIXED_MEMORY = 12 << 20
MEMORY_PER_BYTE = 400
FIXED_STEPS = 60_000
STEPS_PER_BYTE = 60

Result = TypeVar("Result")


class TooMuchError(BrokenPromiseError):
    """A reader took more memory or steps than its input may cost."""


@dataclass
class Run:
    """What a run of one target saw. ``findings`` are (input, exception)."""

    target: str
    executions: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[bytes, BaseException]] = field(default_factory=list)


def inputs(target: str, seed: int = 1) -> Iterator[bytes]:
    """Every seed as it is, then changed ones for ever; the same for the same ``seed``.

    What was drawn joins the pool now and then, so that changes add up.
    """
    pool = list(seeds(target).values())
    yield from pool
    rng = random.Random(f"{target} {seed}")
    longest, first = TARGETS[target].longest, len(pool)
    while True:
        data = mutation.next_input(target, pool, rng)[:longest]
        yield data
        if rng.random() < 0.05 and zlib.crc32(data) % 2:
            pool[first:] = [*pool[first:][-40:], data]


def run(target: str, data: Iterator[bytes], until: Callable[[Run], bool]) -> Run:
    """Check inputs until told to stop; findings are gathered, not raised."""
    found = Run(target)
    check = TARGETS[target].check
    for item in data:
        if until(found):
            break
        found.executions += 1
        try:
            found.outcomes[check(item)] += 1
        except Exception as error:  # noqa: BLE001  (any exception is a finding)
            found.findings.append((item, error))
    return found


def bounded(target: str, data: bytes) -> str:
    """Check one input; memory and calls may grow with its size only. Raises as ``within``."""
    return within(TARGETS[target].check, data)


def within(read: Callable[[bytes], Result], data: bytes) -> Result:
    """What ``read`` gives for ``data``, within the bounds; to be called while memory is watched.

    Raises TooMuchError; what ``read`` raises passes through.
    """
    memory = FIXED_MEMORY + MEMORY_PER_BYTE * len(data)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    with _at_most(FIXED_STEPS + STEPS_PER_BYTE * len(data)):
        result = read(data)
    _, peak = tracemalloc.get_traced_memory()
    if peak - before > memory:
        raise TooMuchError(f"{peak - before} bytes of memory for an input of {len(data)}")
    return result


@contextmanager
def memory_watched() -> Iterator[None]:
    """Within it, memory is counted."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


@contextmanager
def _at_most(steps: int) -> Iterator[None]:
    """End the running code once it has called ``steps`` functions, in all threads together."""
    left = [steps]

    def count(_frame: FrameType, _event: str, _what: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise TooMuchError(f"more than {steps} steps")

    before = sys.getprofile()
    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
        threading.setprofile(before)
