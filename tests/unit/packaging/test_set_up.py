"""The two commands: what they install, what they ask for, when they open a window."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
import run
import setup_environment
from setup_environment import SetUpError

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="apt and ldd are Linux tools")


@pytest.mark.parametrize("arguments", [[], ["--demo"]])
def test_no_subcommand_opens_the_window(arguments: list[str]) -> None:
    assert run.opens_window(arguments)


@pytest.mark.parametrize(
    "arguments", [["demo", "folder"], ["bundle", "inspect", "a.xjb"], ["--help"], ["--version"]]
)
def test_subcommands_need_no_window(arguments: list[str]) -> None:
    assert not run.opens_window(arguments)


@linux_only
def test_an_ordinary_user_is_told_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetUpError) as refused:
        setup_environment.install_debian_packages(["libegl1", "libgl1"])
    assert (
        'sudo sh -c "apt-get update && apt-get install -y --no-install-recommends libegl1 libgl1"'
        in str(refused.value)
    )


@linux_only
def test_another_system_is_told_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SetUpError, match="libegl1 libgl1"):
        setup_environment.install_debian_packages(["libegl1", "libgl1"])


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SetUpError, match=r"Python 3\.11"):
        setup_environment.prepare(development=False, window=None)


@linux_only
def test_missing_libraries_are_read_from_the_linker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stand-in for the linker: this machine has all libraries."""
    binding = tmp_path / "lib" / "python3.11" / "site-packages" / "PySide6"
    binding.mkdir(parents=True)
    (binding / "part.so").touch()
    linker = tmp_path / "ldd"
    linker.write_text(
        "#!/bin/sh\n"
        "echo '\tlibc.so.6 => /lib/libc.so.6 (0x0)'\n"
        "echo '\tlibEGL.so.1 => not found'\n"
        "echo '\tlibEGL.so.1 => not found'\n"
    )
    linker.chmod(0o755)
    monkeypatch.setattr(setup_environment, "ENVIRONMENT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup_environment.missing_libraries(("part.so", "absent.so")) == ["libEGL.so.1"]


def test_nothing_is_installed_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A set-up that is already known runs no command at all."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1 --hash=sha256:00\n")
    stamp = tmp_path / "stamp.json"
    monkeypatch.setattr(setup_environment, "PROGRAM_LOCK", lock)
    monkeypatch.setattr(setup_environment, "STAMP", stamp)
    monkeypatch.setattr(setup_environment, "environment_python", lambda: Path(sys.executable))
    installed: list[Path] = []
    monkeypatch.setattr(setup_environment, "_make_environment", lambda: None)
    monkeypatch.setattr(setup_environment, "_install", installed.append)
    setup_environment.prepare(development=False, window=None)
    setup_environment.prepare(development=False, window=None)
    assert installed == [lock]
    lock.write_text("one==2 --hash=sha256:00\n")
    setup_environment.prepare(development=False, window=None)
    assert installed == [lock, lock]
