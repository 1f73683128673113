"""Killing the program at every numbered step of export and import, and looking what is left.

    python tests/cases/faults.py            the steps that the tests run
    python tests/cases/faults.py --all      every step by name, and besides every write, sync,
                                            rename, deletion and statement that changes the
                                            database; minutes
    python tests/cases/faults.py --all --every 7     of the latter only each seventh

Vaults are prepared once and copied for each run. A process does the job and kills itself (SIGKILL)
at the chosen point; then the copy is opened again as by the person who starts the program anew.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main(arguments: list[str]) -> int:
    """Run the points; returns how many failed."""
    from tests.cases.fault_points import JOBS, SHORT
    from tests.cases.fault_recovery import Faults
    from tests.cases.fault_scene import prepare

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="every named step and every event")
    parser.add_argument("--every", type=int, default=1, help="of the events only every so many")
    chosen = parser.parse_args(arguments)
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place) / "scene")
        with Faults(Path(place) / "scene") as faults:
            for job in JOBS:
                for name in JOBS[job] if chosen.all else SHORT[job]:
                    failed += _said(f"{job}: {name}", partial(faults.try_point, job, name))
                events = faults.count(job) if chosen.all else 0
                for number in range(1, events + 1, chosen.every):
                    run = partial(faults.try_event, job, number)
                    failed += _said(f"{job}: event {number} of {events}", run)
            print(f"{faults.runs} runs, {failed} failed")
    return failed


def _said(name: str, run: Callable[[], None]) -> int:
    try:
        run()
    except Exception as error:  # noqa: BLE001 - the report goes on behind a failure
        print(f"FAILED {name}: {type(error).__name__}: {str(error)[:400]}", flush=True)
        return 1
    print(f"ok     {name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
