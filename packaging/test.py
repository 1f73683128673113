"""Run every check and every test, without a screen, installing first what is missing.

    python3 packaging/test.py             what continuous integration runs
    python3 packaging/test.py --quick     the same checks, fewer generated examples
    python3 packaging/test.py --deep      the same checks, many more generated examples

All steps run even when one fails; the exit code is that of the first step that failed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from setup_environment import ROOT, SetUpError, prepare, say, tolerate_narrow_terminals

COVERED_MODULES = ROOT / "packaging" / "covered_modules.txt"
COVERAGE_DATA = ROOT / "build" / "coverage" / "data"
THINK_AGAIN_LINES = 400
PRIVATE_SETTINGS = ("XUNJI_", "QT_", "PYTEST_ADDOPTS", "COVERAGE_")


@dataclass(frozen=True)
class Step:
    """One check: its name, its command, and whether its output is shown while it runs."""

    name: str
    command: list[str]
    shown_live: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a step: its exit code and how many seconds it took."""

    name: str
    code: int
    seconds: float


def main(arguments: list[str]) -> int:
    tolerate_narrow_terminals()
    chosen = _parse(arguments)
    started = time.monotonic()
    try:
        patterns = _covered_patterns()
        python = prepare(development=True, window=False)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    _print_line("ok", "environment", time.monotonic() - started)
    outcomes = [_run(step) for step in _steps(python, chosen, patterns)]
    _print_long_files()
    _print_summary(outcomes, time.monotonic() - started)
    return next((outcome.code for outcome in outcomes if outcome.code), 0)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument(
        "--quick", dest="profile", action="store_const", const="quick", help="fewer examples"
    )
    amount.add_argument(
        "--deep", dest="profile", action="store_const", const="deep", help="many more examples"
    )
    parser.add_argument("--workers", default="2", help="test processes (default: 2)")
    parser.set_defaults(profile="ci")
    return parser.parse_args(arguments)


def _steps(python: Path, chosen: argparse.Namespace, patterns: list[str]) -> list[Step]:
    module = [str(python), "-m"]
    steps = [
        Step("lint", [*module, "ruff", "check", "."]),
        Step("format", [*module, "ruff", "format", "--check", "."]),
        Step("types", [*module, "mypy"]),
        Step("architecture", [str(python.parent / "lint-imports"), "--no-cache"]),
        Step("translations", [str(python), "packaging/translations.py", "check"]),
        Step("tests", [*module, *_pytest(chosen, with_coverage=bool(patterns))], shown_live=True),
    ]
    if patterns:
        steps.append(Step("coverage", [*module, "coverage", *_coverage_report(patterns)]))
    return steps


def _pytest(chosen: argparse.Namespace, with_coverage: bool) -> list[str]:
    command = ["pytest", "-q", "-n", chosen.workers, f"--hypothesis-profile={chosen.profile}"]
    if with_coverage:
        command += ["--cov", "--cov-report="]
    return command


def _coverage_report(patterns: list[str]) -> list[str]:
    include = "--include=" + ",".join(patterns)
    return ["report", include, "--fail-under=100", "--show-missing", "--skip-covered"]


def _covered_patterns() -> list[str]:
    """Return the lines of ``covered_modules.txt`` that name modules.

    Raises:
        SetUpError: a line names no file, so the gate would silently watch nothing.
    """
    lines = COVERED_MODULES.read_text("utf-8").splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    empty = [pattern for pattern in patterns if not any(ROOT.glob(pattern))]
    if empty:
        raise SetUpError(f"packaging/covered_modules.txt names no file: {', '.join(empty)}")
    return patterns


def _run(step: Step) -> Outcome:
    started = time.monotonic()
    destination = None if step.shown_live else subprocess.PIPE
    result = subprocess.run(
        step.command,
        cwd=ROOT,
        env=_environment(),
        stdout=destination,
        stderr=None if step.shown_live else subprocess.STDOUT,
        check=False,
    )
    outcome = Outcome(step.name, result.returncode, time.monotonic() - started)
    if result.returncode and not step.shown_live:
        sys.stdout.write(result.stdout.decode("utf-8", "replace"))
    _print_line("FAILED" if result.returncode else "ok", step.name, outcome.seconds)
    return outcome


def _environment() -> dict[str, str]:
    """Surroundings without a screen and without what the developer's own shell sets."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PRIVATE_SETTINGS) and name != "PYTHONPATH"
    }
    COVERAGE_DATA.parent.mkdir(parents=True, exist_ok=True)
    return {
        **own,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONUTF8": "1",
        "COVERAGE_FILE": str(COVERAGE_DATA),
    }


def _print_line(state: str, name: str, seconds: float) -> None:
    print(f"{state:<6} {name:<14} {seconds:6.1f} s", flush=True)


def _print_long_files() -> None:
    """Name the files that no longer fit a head: a mirror, not a gate."""
    for package in ("app", "db", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            lines = len(path.read_bytes().splitlines())
            if lines > THINK_AGAIN_LINES:
                print(f"note   {path.relative_to(ROOT)} has {lines} lines: think again")


def _print_summary(outcomes: list[Outcome], seconds: float) -> None:
    failed = [outcome.name for outcome in outcomes if outcome.code]
    if failed:
        names = ", ".join(failed)
        say(f"未通过：{names}（{seconds:.0f} 秒）", f"Failed: {names} ({seconds:.0f} s)")
    else:
        say(f"全部通过（{seconds:.0f} 秒）", f"All passed ({seconds:.0f} s)")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
