"""Continuous proof that the property tests notice defects (see tests/mutants)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.mutants import run as runner  # noqa: E402
from tests.mutants.seeded import LONG_FORM_ONLY, MUTANTS, Mutant  # noqa: E402

HARMLESS = Mutant(
    "a comment",
    "app/journal/fold.py",
    '"""The fold: what',
    '"""The fold; what',
    ("tests/unit/journal/test_canonical.py::test_offsets",),
)


def test_every_seeded_defect_is_noticed() -> None:
    mutants = runner.short_form(MUTANTS)
    verdicts = list(runner.run(mutants, examples=40, workers=2))
    assert len(verdicts) == len(mutants) >= 12
    assert [verdict.line for verdict in verdicts if not verdict.killed] == []


def test_every_patch_applies() -> None:
    assert [mutant.name for mutant in MUTANTS if not runner.applies(mutant)] == []
    assert {mutant.name for mutant in MUTANTS} > LONG_FORM_ONLY


def test_a_harmless_change_survives_so_a_kill_means_something() -> None:
    verdict = runner.judge(HARMLESS, examples=1)
    assert (verdict.killed, verdict.killer) == (False, "")


def test_a_patch_that_no_longer_applies_is_no_kill() -> None:
    gone = Mutant("gone", "app/journal/fold.py", "no such text", "x", HARMLESS.tests)
    assert runner.judge(gone, examples=1).killer == "the patch no longer applies"


def test_a_broken_module_is_no_kill() -> None:
    """A defect that cannot even be imported proves nothing about the tests."""
    broken = Mutant("broken", "app/journal/canonical.py", "def parse(", "def (", HARMLESS.tests)
    verdict = runner.judge(broken, examples=1)
    assert not verdict.killed
    assert verdict.killer.startswith("pytest ended with")


def test_failing_tests_without_a_defect_are_reported() -> None:
    unmet = Mutant("x", "app/journal/fold.py", "return", "return", ("tests/unit/nowhere.py",))
    with pytest.raises(FileNotFoundError):
        list(runner.run([unmet], examples=1, workers=1))


def test_an_unknown_name_is_not_taken_for_success() -> None:
    script = ROOT / "tests" / "mutants" / "run.py"
    done = subprocess.run([sys.executable, str(script), "no such mutant"], check=False)
    assert done.returncode == 1
