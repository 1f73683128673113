"""The locks pin everything the project file asks for, and say nothing about any machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import cast

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROGRAM_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "packaging" / "development.lock"
PLATFORMS = [
    ("linux", "x86_64"),
    ("linux", "aarch64"),
    ("win32", "AMD64"),
]


def _pins(lock: Path) -> list[Requirement]:
    text = lock.read_text("utf-8").replace("\\\n", " ")
    entries = [line.partition(" --hash=")[0] for line in text.splitlines()]
    return [Requirement(entry) for entry in entries if entry and not entry.startswith("#")]


def _asked() -> tuple[list[Requirement], list[Requirement]]:
    """Return what the program needs and what the tests need on top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = project["build-system"]["requires"]
    program = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["media"],
        *build,
    ]
    development = project["dependency-groups"]["dev"]
    return [Requirement(line) for line in program], [Requirement(line) for line in development]


def _unmet(asked: list[Requirement], lock: Path, system: str, machine: str) -> list[str]:
    values = {"sys_platform": system, "platform_machine": machine, "python_full_version": "3.11.2"}
    environment = {**cast("dict[str, str]", default_environment()), **values}
    pinned = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in _pins(lock)
        if pin.marker is None or pin.marker.evaluate(environment)
    }
    return [
        str(requirement)
        for requirement in asked
        if not requirement.specifier.contains(
            pinned.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
    ]


@pytest.mark.parametrize(("system", "machine"), PLATFORMS)
def test_the_locks_pin_what_the_project_asks_for(system: str, machine: str) -> None:
    program, development = _asked()
    assert _unmet(program, PROGRAM_LOCK, system, machine) == []
    assert _unmet([*program, *development], DEVELOPMENT_LOCK, system, machine) == []


def test_a_stale_lock_is_found() -> None:
    asked = [Requirement("SQLAlchemy>=99"), Requirement("not-in-any-lock>=1")]
    assert _unmet(asked, PROGRAM_LOCK, "linux", "x86_64") == [str(line) for line in asked]


def test_the_development_lock_holds_the_program_lock() -> None:
    development = {str(pin) for pin in _pins(DEVELOPMENT_LOCK)}
    assert {str(pin) for pin in _pins(PROGRAM_LOCK)} <= development


@pytest.mark.parametrize("lock", [PROGRAM_LOCK, DEVELOPMENT_LOCK], ids=lambda lock: lock.name)
def test_every_pin_has_a_hash_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "//" not in text
    assert "--index" not in text
    entries = text.replace("\\\n", " ").splitlines()
    assert [line for line in entries if line and "--hash=sha256:" not in line] == []
    assert len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) == len(entries)
