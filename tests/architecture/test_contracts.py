"""Every contract of ``.importlinter`` bites: a forbidden import of each sort is found.

One copy of the tree gets one new module per forbidden import; one run of the linter must blame
each of them under the contract that forbids it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "db", "resources", "ui")

LAYERS = "Dependencies point inwards"
ADAPTERS = "Adapters call no service"
SCREENS = "Screens are handed their services"
SCREENS_EXTERNAL = "Screens know neither database nor cryptography"
QT = "Qt is for screens only"
DATABASE = "Database libraries are for db only"
DRIVERS = "Each database's driver is for its own package only"
DATABASES = "The databases know nothing of each other"
CRYPTOGRAPHY = "Cryptography is for app.crypto only"
DOCUMENTS = "Document libraries are for app.reporting only"
PDF_READING = "PDF pages are read by screens and app.reporting only"


@dataclass(frozen=True)
class Breach:
    """A package that must not import something, and the contract that says so."""

    package: str
    imported: str
    contract: str

    def __str__(self) -> str:
        return f"{self.package} imports {self.imported}"


BREACHES = [
    Breach("resources", "app.domain", LAYERS),
    Breach("app.domain", "app.journal", LAYERS),
    Breach("app.domain", "app.services", LAYERS),
    Breach("app.crypto", "app.journal", LAYERS),
    Breach("app.journal", "app.crypto", LAYERS),
    Breach("app.crypto", "app.ports", LAYERS),
    Breach("app.trust", "app.services", LAYERS),
    Breach("app.services", "db", LAYERS),
    Breach("app.services", "app.bundle", LAYERS),
    Breach("app.services", "app.bootstrap", LAYERS),
    Breach("db", "app.vault", LAYERS),
    Breach("app.bundle", "db", LAYERS),
    Breach("app.vault", "app.reporting", LAYERS),
    Breach("app.reporting", "app.bundle", LAYERS),
    Breach("ui", "app.cli", LAYERS),
    Breach("db", "ui", LAYERS),
    Breach("db", "app.services", ADAPTERS),
    Breach("app.bundle", "app.services", ADAPTERS),
    Breach("app.vault", "app.services", ADAPTERS),
    Breach("app.reporting", "app.services", ADAPTERS),
    Breach("ui", "app.bootstrap", SCREENS),
    Breach("ui", "app.bundle", SCREENS),
    Breach("ui", "app.reporting", SCREENS),
    Breach("ui", "app.vault", SCREENS),
    Breach("ui", "db", SCREENS),
    Breach("ui", "sqlalchemy", SCREENS_EXTERNAL),
    Breach("ui", "cryptography", SCREENS_EXTERNAL),
    Breach("app", "PySide6", QT),
    Breach("app.services", "PySide6", QT),
    Breach("db", "PySide6", QT),
    Breach("app.vault", "sqlalchemy", DATABASE),
    Breach("app", "alembic", DATABASE),
    Breach("app.services", "sqlcipher3", DATABASE),
    Breach("app.vault", "sqlite3", DATABASE),
    Breach("app.bootstrap", "psycopg", DATABASE),
    Breach("ui", "psycopg", SCREENS_EXTERNAL),
    Breach("db", "psycopg", DRIVERS),
    Breach("db", "sqlcipher3", DRIVERS),
    Breach("db.sqlite", "psycopg", DRIVERS),
    Breach("db.postgresql", "db.sqlite", DATABASES),
    Breach("app", "cryptography", CRYPTOGRAPHY),
    Breach("app.trust", "cryptography", CRYPTOGRAPHY),
    Breach("db", "cryptography", CRYPTOGRAPHY),
    Breach("app.services", "reportlab", DOCUMENTS),
    Breach("ui", "reportlab", DOCUMENTS),
    Breach("app.bundle", "pypdfium2", PDF_READING),
]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what the linter says about all breaches, by the name of the contract."""
    tree = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        copytree(ROOT / package, tree / package, ignore=ignore_patterns("__pycache__", "fonts"))
    copyfile(ROOT / ".importlinter", tree / ".importlinter")
    for number, breach in enumerate(BREACHES):
        _commit(breach, tree / breach.package.replace(".", "/") / f"breach_{number}.py")
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--no-cache"]
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert "Broken contracts" in run.stdout, run.stdout + run.stderr
    return _by_contract(run.stdout)


def _commit(breach: Breach, module: Path) -> None:
    module.write_text(f"import {breach.imported}\n", "utf-8")


def _by_contract(report: str) -> dict[str, str]:
    """Split the linter's "Broken contracts" part at its underlined headings."""
    detail = report.partition("Broken contracts")[2]
    parts = re.split(r"^(.+)\n-{3,}\n", detail, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("number", range(len(BREACHES)), ids=[str(breach) for breach in BREACHES])
def test_a_forbidden_import_is_found(verdicts: dict[str, str], number: int) -> None:
    breach = BREACHES[number]
    guilty = f"{breach.package}.breach_{number} -> {breach.imported}"
    assert guilty in verdicts.get(breach.contract, ""), verdicts.keys()


def test_every_contract_is_tried() -> None:
    named = re.findall(r"^name = (.+)$", (ROOT / ".importlinter").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted({breach.contract for breach in BREACHES})
