"""``xunji bench NAME``: figures as ratios against the tools a person would use instead.

Ours and theirs run in turn within one run, each in a process of its own; the ratio is the median
of at least three rounds. ``small`` runs the same code with a load that takes seconds: a quick look,
whose figures say nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks import bundle, evidence, measuring, merge, rebuild, server, start, unlock

BENCHMARKS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "bundle": bundle.run,
    "large": bundle.run_large,
    "merge": merge.run,
    "server": server.run,
    "rebuild": rebuild.run,
    "unlock": unlock.run,
    "start": start.run,
    "evidence": evidence.run,
}


def run(name: str, *, small: bool = False) -> dict[str, Any]:
    """The figures of one benchmark, or of all; without a known name what there is."""
    if name == "all":
        found = {each: benchmark(small) for each, benchmark in BENCHMARKS.items()}
        return {"machine": measuring.machine(), "small": small, **found}
    if name in BENCHMARKS:
        return {"machine": measuring.machine(), "small": small, name: BENCHMARKS[name](small)}
    what = {each: (benchmark.__doc__ or "").strip() for each, benchmark in BENCHMARKS.items()}
    return {"benchmarks": {**what, "all": "All of them, one after the other."}}
