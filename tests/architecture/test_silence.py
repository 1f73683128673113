"""A warning of any origin fails the test in which it comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import pytest

ROOT = Path(__file__).resolve().parents[2]

NOISY_TESTS = """
import logging
import warnings

import pytest
from PySide6.QtCore import QTimer, qWarning


def test_quiet():
    logging.getLogger("some.part").info("nothing to see")


def test_python_warning():
    warnings.warn("old", DeprecationWarning)


def test_log_warning():
    logging.getLogger("some.part").warning("disk is odd")


def test_qt_warning(qapp):
    qWarning("a screen is odd")


@pytest.mark.logs("disk is odd")
def test_meant_warning():
    logging.getLogger("some.part").warning("disk is odd")


@pytest.mark.logs("disk is odd")
def test_meant_warning_that_stays_away():
    pass


def test_error_in_a_slot(qtbot):
    def fail():
        raise ValueError("in a slot")

    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(fail)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run noisy tests in a project of their own, under this project's rules."""
    project = tmp_path_factory.mktemp("noisy")
    (project / "tests").mkdir()
    copyfile(ROOT / "pyproject.toml", project / "pyproject.toml")
    copyfile(ROOT / "tests" / "conftest.py", project / "tests" / "conftest.py")
    (project / "tests" / "test_noisy.py").write_text(NOISY_TESTS, "utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider"]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return run.stdout


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("test_quiet", "PASSED"),
        ("test_python_warning", "FAILED"),
        ("test_log_warning", "FAILED"),
        ("test_qt_warning", "FAILED"),
        ("test_meant_warning", "PASSED"),
        ("test_meant_warning_that_stays_away", "FAILED"),
        ("test_error_in_a_slot", "FAILED"),
    ],
)
def test_only_silence_passes(outcome: str, test: str, expected: str) -> None:
    lines = [line.partition(" - ")[0] for line in outcome.splitlines()]
    assert f"{expected} tests/test_noisy.py::{test}" in lines, outcome
