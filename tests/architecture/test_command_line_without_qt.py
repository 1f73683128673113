"""The command line works where Qt cannot be loaded: the core needs no screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_QT = """
import runpy
import sys


class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ModuleNotFoundError("Qt is blocked")
        return None


sys.meta_path.insert(0, NoQt())
module, sys.argv = sys.argv[1], sys.argv[1:]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


def _run_without_qt(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_QT, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["bundle", "--help"], ["bundle", "inspect", "--help"], ["check", "--help"]],
    ids=" ".join,
)
def test_help_is_given_without_qt(arguments: list[str]) -> None:
    run = _run_without_qt("app", *arguments)
    assert run.returncode == 0, run.stderr
    assert "usage" in run.stdout.lower()


def test_the_command_line_is_imported_without_qt() -> None:
    run = _run_without_qt("app.cli")
    assert run.returncode == 0, run.stderr


def test_qt_is_really_blocked() -> None:
    assert "Qt is blocked" in _run_without_qt("PySide6.QtCore").stderr
