"""Show that the tests notice seeded defects.

    python tests/mutants/run.py            every mutant
    python tests/mutants/run.py --short    fewer mutants and generated examples
    python tests/mutants/run.py TEXT …     only mutants with one of the texts in name or module

Each defect is patched into a copy of the sources in a folder of its own; the real ones are never
touched. One line per mutant says which test killed it. The exit code is 1 if one survives, if a
patch no longer applies, or if the tests fail without any defect.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.mutants.seeded import LONG_FORM_ONLY, MUTANTS, Mutant  # noqa: E402

LONGEST_RUN = 300
"""Seconds. A defect that makes the tests hang has not been noticed by them."""

_FAILED = re.compile(r"^FAILED \S*?([^/\s]+\.py::.+?)(?: - (.*))?$", re.MULTILINE)
_TESTS_FAILED = 1
"""Exit code of pytest when tests ran and failed; anything else is no kill."""

_LEFT_OUT = ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "COV_CORE_SOURCE", "COVERAGE_PROCESS_START")
_CONFTEST = """
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "mutants",
    deadline=None,
    database=None,
    derandomize=True,
    max_examples={examples},
    stateful_step_count=30,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutants")
"""
_PYTEST_INI = "[pytest]\naddopts = --import-mode=importlib -p no:cacheprovider\npythonpath = .\n"


@dataclass(frozen=True)
class Verdict:
    """What came of one mutant; ``killer`` is the first test that failed, and what it said."""

    mutant: Mutant
    killed: bool
    killer: str

    @property
    def line(self) -> str:
        word = "killed  " if self.killed else "SURVIVED"
        return f"{word}  {self.mutant.name}  [{self.killer}]"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="fewer mutants and examples")
    parser.add_argument("--workers", type=int, default=2, help="runs at a time (default: 2)")
    parser.add_argument("texts", nargs="*", help="only mutants with one of these in name or module")
    chosen = parser.parse_args(arguments)
    mutants = [m for m in MUTANTS if matches(m, chosen.texts)]
    if chosen.short:
        mutants = short_form(mutants)
    verdicts = run(mutants, examples=40 if chosen.short else 200, workers=chosen.workers)
    good = True
    for verdict in verdicts:
        print(verdict.line, flush=True)  # noqa: T201
        good = good and verdict.killed
    return 0 if good and mutants else 1


def matches(mutant: Mutant, texts: Iterable[str]) -> bool:
    """Whether a mutant was asked for."""
    texts = list(texts)
    return not texts or any(text in mutant.name or text in mutant.module for text in texts)


def short_form(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Those that continuous integration runs."""
    return [mutant for mutant in mutants if mutant.name not in LONG_FORM_ONLY]


def applies(mutant: Mutant) -> bool:
    """Whether the old text stands in the module exactly once."""
    return (ROOT / mutant.module).read_text("utf-8").count(mutant.old) == 1


def run(mutants: Sequence[Mutant], *, examples: int, workers: int) -> Iterable[Verdict]:
    """Judge mutants; before them, for each selection of tests, the sources without a defect."""
    controls = {(m.tests, m.needs): replace(m, name="(no defect)", old="", new="") for m in mutants}
    with ThreadPoolExecutor(workers) as pool:
        for verdict in pool.map(lambda m: judge(m, examples), [*controls.values(), *mutants]):
            if verdict.mutant.old:
                yield verdict
            elif verdict.killed or verdict.killer:
                yield Verdict(verdict.mutant, killed=False, killer=verdict.killer)


def judge(mutant: Mutant, examples: int) -> Verdict:
    """Patch a copy and run its tests."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        folder = Path(name)
        _copy(mutant, folder)
        module = folder / mutant.module
        source = module.read_text("utf-8")
        if mutant.old:
            if source.count(mutant.old) != 1:
                return Verdict(mutant, killed=False, killer="the patch no longer applies")
            module.write_text(source.replace(mutant.old, mutant.new), "utf-8")
        (folder / "conftest.py").write_text(_CONFTEST.format(examples=examples), "utf-8")
        (folder / "pytest.ini").write_text(_PYTEST_INI, "utf-8")
        return _verdict(mutant, folder)


def _copy(mutant: Mutant, folder: Path) -> None:
    files = [test.partition("::")[0] for test in mutant.tests]
    for part in ("app/__init__.py", *mutant.needs, *files):
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / part, target)


def _verdict(mutant: Mutant, folder: Path) -> Verdict:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rf", "--tb=line", *mutant.tests]
    surroundings = {name: os.environ[name] for name in os.environ if name not in _LEFT_OUT}
    surroundings |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(folder)}
    surroundings |= {"COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=LONGEST_RUN,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict(mutant, killed=False, killer="the tests hang")
    found = _FAILED.search(done.stdout)
    if done.returncode == _TESTS_FAILED and found:
        return Verdict(mutant, killed=True, killer=": ".join(filter(None, found.groups())))
    reason = "" if done.returncode == 0 else f"pytest ended with {done.returncode}"
    return Verdict(mutant, killed=False, killer=reason)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
