"""One measurement in its own process: ``python -m tests.benchmarks.worker MODULE STEP JSON``."""

from __future__ import annotations

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any


def main(module: str, step: str, arguments: str) -> None:
    """Run the step, print what it returns with the peak memory of this process."""
    steps = importlib.import_module(f"tests.benchmarks.{module}").STEPS
    found: dict[str, Any] = steps[step](**json.loads(arguments))
    line = json.dumps({"seconds": 0.0, "peak_kib": peak_kib(), **found})
    sys.stdout.write(line + "\n")


def peak_kib() -> int:
    """Largest resident set of this process image.

    Linux hands ``ru_maxrss`` of the parent on through fork and exec; VmHWM starts anew.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    main(*sys.argv[1:])
