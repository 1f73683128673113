"""Measuring side by side: each measurement is a process of its own, ours and theirs in turn."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
_HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
ROUNDS = 3
"""Fewest rounds of a comparison."""


@dataclass(frozen=True)
class Measured:
    """One measurement: wall seconds, peak resident memory of its process, and what else it says."""

    seconds: float
    peak_kib: int
    facts: dict[str, Any] = field(default_factory=dict)


def measure(module: str, step: str, **arguments: object) -> Measured:
    """Run one step of a benchmark in a fresh process, after everything written before is on disk.

    Raises RuntimeError with what the step said if it failed.
    """
    os.sync()
    command = [sys.executable, "-m", "tests.benchmarks.worker", module, step]
    done = subprocess.run(
        [*command, json.dumps(arguments, default=str)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {step}: {done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return Measured(found.pop("seconds"), found.pop("peak_kib"), found)


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for everything a benchmark makes (TMPDIR says where), removed at the end.

    It also holds what measured programs keep in the folders of the person who measures.
    """
    with tempfile.TemporaryDirectory(prefix="xunji-bench-") as folder:
        place = Path(folder)
        homes = {name: str(place / "home" / name.lower()) for name in _HOMES}
        before = {name: os.environ.get(name) for name in homes}
        os.environ.update(homes)
        try:
            yield place
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def rounds(small: bool, wanted: int = ROUNDS) -> int:
    """How often to compare: a quick look needs one round."""
    return 1 if small else wanted


def compare(
    ours: Callable[[int], Measured], theirs: Callable[[int], Measured], rounds: int
) -> dict[str, Any]:
    """Ours, theirs, ours, theirs …; the ratio is the median of the rounds' ratios."""
    pairs = [(ours(number), theirs(number)) for number in range(rounds)]
    ratios = [a.seconds / b.seconds for a, b in pairs]
    return {
        "rounds": rounds,
        "ratio": spread(ratios),
        "ours": summary([a for a, _ in pairs]),
        "peer": summary([b for _, b in pairs]),
    }


def summary(found: Sequence[Measured]) -> dict[str, Any]:
    """Seconds and peak memory of repeated measurements, with the numbers they gave beside."""
    names = [name for name, value in found[0].facts.items() if isinstance(value, (int, float))]
    peak = max(each.peak_kib for each in found)
    return {
        "seconds": spread([each.seconds for each in found]),
        **({"peak_mib": round(peak / 1024, 1)} if peak else {}),
        **{name: spread([each.facts[name] for each in found]) for name in names},
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, smallest and largest."""
    return {
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }


def machine() -> dict[str, Any]:
    """What was measured on."""
    packages = ("cryptography", "sqlcipher3", "SQLAlchemy", "PySide6-Essentials")
    return {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": _memory(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((li.partition(":")[2].strip() for li in lines if li.startswith("model name")), "")


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30), 1)
    except (AttributeError, ValueError, OSError):
        return None
