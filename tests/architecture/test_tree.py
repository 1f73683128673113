"""What the tree of files may hold, and what tests may do."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {".git", ".venv", "build", "dist", "wheelhouse", "node_modules", "__pycache__"}

# Hosts that hand out packages: the project names packages, and each machine knows its sources.
REGISTRY_HOSTS = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.|npmjs\.|deb\.debian\.|conda\.anaconda|tuna\.tsinghua",
    re.IGNORECASE,
)
# Folders of one person's machine, and names without a place in a product, the latter by digest
# so that this file does not hold them.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|work|Users)/\w|/home/(?!\$|<|user\b)\w")
FOREIGN_NAMES = {
    "c857d09db23e6822",
    "c70eca6b0f88f44d",
    "60965168ce762e94",
    "7d3194f79e645c42",
    "3ea125d0bff386e6",
}

FIXED_WAITS = {"sleep", "msleep", "usleep", "qWait", "qSleep"}


def _files(folder: Path) -> Iterator[Path]:
    """Yield the project's own files; what tools generate is left out."""
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_generated(name)]
        yield from (Path(current, name) for name in sorted(names) if not name.startswith(".cov"))


def _is_generated(name: str) -> bool:
    return name in GENERATED or name.endswith("_cache") or name == ".hypothesis"


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in _files(folder):
        try:
            yield path.relative_to(ROOT), path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # not a text


@pytest.mark.parametrize("folder", ["packaging", "tests"])
def test_no_package_file_shadows_another_package(folder: str) -> None:
    assert [path for path in _files(ROOT / folder) if path.name == "__init__.py"] == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = [
        f"{path}: {match.group()}"
        for path, text in _texts(ROOT)
        for pattern in (REGISTRY_HOSTS, MACHINE_PATHS)
        if path.name != Path(__file__).name
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_no_file_names_what_has_no_place_here() -> None:
    found = [
        str(path)
        for path, text in _texts(ROOT)
        for word in set(re.findall(r"[a-z]{5,12}", text.lower()))
        if hashlib.sha256(word.encode()).hexdigest()[:16] in FOREIGN_NAMES
    ]
    assert found == []


def _outside_imports(package: Path, allowed: tuple[str, ...]) -> list[str]:
    """Return imports below a package that are neither standard library nor allowed."""
    found = []
    for path in sorted(package.rglob("*.py")):
        for name in _imported_names(ast.parse(path.read_text("utf-8"))):
            own = name.startswith(tuple(prefix + "." for prefix in allowed)) or name in allowed
            if not own and name.partition(".")[0] not in sys.stdlib_module_names:
                found.append(f"{path.relative_to(ROOT)}: {name}")
    return found


def _imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # "from app import domain" imports app.domain; relative imports stay in the package.
            yield from _imported_from(node)


def _imported_from(node: ast.ImportFrom) -> list[str]:
    if node.level > 1:
        return ["." * node.level]
    if node.level == 1 or node.module is None:
        return []
    if node.module == "app":
        return [f"app.{alias.name}" for alias in node.names]
    return [node.module]


@pytest.mark.parametrize(
    ("package", "allowed"),
    [("app/domain", ("app.domain",)), ("app/journal", ("app.journal", "app.domain"))],
)
def test_the_core_imports_only_the_standard_library(package: str, allowed: tuple[str, ...]) -> None:
    assert _outside_imports(ROOT / package, allowed) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("import sqlalchemy.orm", ["sqlalchemy.orm"]),
        ("from app import words", ["app.words"]),
        ("from app.services import x", ["app.services"]),
        ("from ..services import x", [".."]),
        ("def f():\n    import cryptography", ["cryptography"]),
    ],
)
def test_imports_are_read_wherever_they_stand(line: str, names: list[str]) -> None:
    assert list(_imported_names(ast.parse(line))) == names


def _fixed_waits(text: str) -> list[int]:
    """Return the lines that wait for a time instead of a condition."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _is_fixed_wait(node.func) and not _gives_way(node)
    ]


def _is_fixed_wait(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in FIXED_WAITS
    if not isinstance(function, ast.Attribute):
        return False
    on_qtbot = isinstance(function.value, ast.Name) and function.value.id == "qtbot"
    return function.attr in FIXED_WAITS or (on_qtbot and function.attr == "wait")


def _gives_way(call: ast.Call) -> bool:
    """Tell whether it sleeps for 0: only another process's turn, inside a loop on a condition."""
    return [ast.dump(argument) for argument in call.args] == ["Constant(value=0)"]


def test_no_test_waits_for_a_time() -> None:
    found = [
        f"{path}:{line}"
        for path, text in _texts(ROOT / "tests")
        if path.suffix == ".py"
        for line in _fixed_waits(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["time.sleep(1)", "sleep(0.1)", "qtbot.wait(50)", "QTest.qWait(5)", "QThread.msleep(5)"]
)
def test_a_fixed_wait_is_found(line: str) -> None:
    assert _fixed_waits(line) == [1]
    assert _fixed_waits("qtbot.waitUntil(done); done.wait(5); thread.wait(); time.sleep(0)") == []
