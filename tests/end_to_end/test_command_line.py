"""The command line as a person or a script meets it: own processes, real key derivation, no Qt."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import opening, unlocking
from app.bundle import inbound
from app.crypto import ageid
from app.ports import Query
from app.vault import folder as vault_folder
from db.sqlite.engine import SqliteEngine
from tests.architecture.test_command_line_without_qt import WITHOUT_QT

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Demo:
    """What ``xunji demo`` made, and how to run more commands on it."""

    facts: dict[str, Any]
    surroundings: dict[str, str] = field(repr=False)

    @property
    def office(self) -> Path:
        return Path(self.facts["office"])

    @property
    def passphrase_file(self) -> Path:
        return Path(self.facts["passphrase_file"])

    @property
    def passphrase(self) -> str:
        return self.passphrase_file.read_text("utf-8").strip()

    def run(
        self, *arguments: str | Path, code: int = 0, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``xunji`` with these arguments; it must end with this exit code."""
        return run(*arguments, code=code, surroundings={**self.surroundings, **variables})

    def json(self, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        """Run with ``--json`` and the passphrase from its file."""
        done = self.run(*arguments, "--json", "--passphrase-file", self.passphrase_file, code=code)
        assert done.stderr == ""
        assert done.stdout.count("\n") == 1
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def copied(self, target: Path) -> Path:
        """A copy of the office, on another computer so to speak."""
        shutil.copytree(self.office, target, ignore=shutil.ignore_patterns("lock"))
        return target


def run(
    *arguments: str | Path, code: int = 0, surroundings: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_QT, "app", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No folders, language or passphrase of the person who runs the tests."""
    place = tmp_path_factory.mktemp("home")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XUNJI_", "XDG_", "LC_"))}
    folders = {name: str(place / name) for name in ("XDG_STATE_HOME", "XDG_DATA_HOME")}
    return {**kept, **folders, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "XUNJI_LANGUAGE": "zh"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, surroundings: dict[str, str]) -> Demo:
    target = tmp_path_factory.mktemp("demo") / "演示"
    done = run("demo", target, surroundings=surroundings)
    assert done.stderr == ""
    return Demo(json.loads(done.stdout), surroundings)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo: Demo) -> Demo:
    """The same with a state folder of its own: for copies."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    surroundings = {**demo.surroundings, "XDG_STATE_HOME": str(tmp_path / "state")}
    return Demo(demo.facts, surroundings)


# --- the whole main job ----------------------------------------------------------------------


def test_demo_prints_one_object_with_everything(demo: Demo) -> None:
    assert set(demo.facts) == {
        "office", "laptops", "bundles", "reports", "passphrase_file", "counts",
    }  # fmt: skip
    paths = [demo.facts[name] for name in ("office", "passphrase_file")]
    paths += [path for name in ("laptops", "bundles", "reports") for path in demo.facts[name]]
    assert all(Path(path).exists() for path in paths)
    assert len(demo.facts["laptops"]) == 2
    assert len(demo.facts["bundles"]) == 3
    assert Path(demo.facts["reports"][0]).read_bytes().startswith(b"%PDF-")
    assert demo.facts["counts"]["interview"] >= 2
    assert demo.facts["counts"]["evidence"] >= 2
    if os.name == "posix":
        assert demo.passphrase_file.stat().st_mode & 0o077 == 0


def test_merging_again_changes_nothing(demo: Demo) -> None:
    bundles = demo.facts["bundles"][1:]
    first = demo.json("bundle", "merge", *bundles, "--vault", demo.office)["files"]
    assert [file["file"] for file in first] == bundles
    for file in first:
        assert file["nothing_new"]
        assert (file["new"], file["changed"], file["conflicts"]) == (0, 0, 0)
    verified = demo.json("bundle", "verify", bundles[0], "--vault", demo.office)["files"]
    assert verified[0]["nothing_new"]


def test_rebuild_and_check(demo: Demo) -> None:
    done = demo.run("rebuild", demo.office, XUNJI_PASSPHRASE=demo.passphrase)
    assert done.stdout == "rebuilt: True\n"
    assert demo.json("check", demo.office) == {"whole": True, "damage": [], "errors": []}


def test_inspect_needs_no_key(demo: Demo) -> None:
    done = demo.run("bundle", "inspect", *demo.facts["bundles"], "--json")
    files = json.loads(done.stdout)["files"]
    assert [file["size"] for file in files] == [
        Path(path).stat().st_size for path in demo.facts["bundles"]
    ]
    assert {tuple(file["recipient_types"]) for file in files} == {("mlkem768x25519",)}
    plain = demo.run("bundle", "inspect", demo.facts["bundles"][0])
    assert demo.facts["bundles"][0] in plain.stdout


def test_the_exported_key_opens_a_bundle_and_its_export_is_noted(
    demo: Demo, tmp_path: Path
) -> None:
    target = tmp_path / "office.txt"
    assert demo.json("keys", "export-identity", demo.office, "--out", target) == {
        "identity": str(target)
    }
    if os.name == "posix":
        assert target.stat().st_mode & 0o077 == 0
    comment, identity = target.read_text("utf-8").splitlines()
    assert comment.startswith("# ")
    key = ageid.parse_identity(identity)
    with inbound.opened(Path(demo.facts["bundles"][1]), [key]) as (_, payload):
        archive = b"".join(bytes(batch) for batch in payload.batches())
    assert archive.startswith(b"manifest.json\0")
    person = unlocking.find_person(demo.office, "")
    with opening.open_vault(demo.office, person, demo.passphrase) as opened:
        exported = Query("audit", equals={"action": "exported_key"})
        [row] = opened.session.store.rows(exported)
        assert row.values["words"] == "office.txt"
    again = demo.run(
        "keys", "export-identity", demo.office, "--out", target,
        "--passphrase-file", demo.passphrase_file, code=1,
    )  # fmt: skip
    assert target.read_text("utf-8").splitlines()[1] == identity
    assert again.stdout == ""


# --- what is refused -------------------------------------------------------------------------


def test_a_wrong_passphrase_has_its_own_exit_code(demo: Demo, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("falsch\n", encoding="utf-8")
    laptop = demo.facts["laptops"][1]
    arguments = ("check", laptop, "--person", "罗启明", "--passphrase-file", wrong)
    done = demo.run(*arguments, code=3)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "口令" in done.stderr
    assert "falsch" not in done.stderr
    in_english = demo.run(*arguments, "--json", code=3, XUNJI_LANGUAGE="en")
    said = json.loads(in_english.stderr)
    assert said["error"] == "WrongPassphraseError"
    assert "passphrase" in said["sentence"].lower()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["check", "VAULT", "--passphrase", "geheim"],
        ["check", "VAULT", "--passphrase=geheim"],
        ["bundle", "merge", "x.xjb"],
        ["keys", "export-identity", "VAULT"],
        ["quatsch"],
    ],
    ids=" ".join,
)
def test_wrong_usage(surroundings: dict[str, str], arguments: list[str]) -> None:
    if not arguments:
        arguments = ["bundle"]
    done = run(*arguments, code=2, surroundings=surroundings)
    assert done.stdout == ""
    assert "usage" in done.stderr.lower()


@pytest.mark.parametrize(("language", "word"), [("zh", "数据包"), ("en", "bundle")])
def test_a_refusal_is_one_sentence(
    surroundings: dict[str, str], tmp_path: Path, language: str, word: str
) -> None:
    other = tmp_path / "x.xjb"
    other.write_bytes(b"%PDF-1.7 nothing of ours")
    spoken = {**surroundings, "XUNJI_LANGUAGE": language}
    done = run("bundle", "inspect", other, code=1, surroundings=spoken)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert word in done.stderr
    as_json = run("bundle", "inspect", other, "--json", code=1, surroundings=spoken)
    assert set(json.loads(as_json.stderr)) == {"error", "sentence", "hint"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "VAULT"],
        ["check", "OFFICE", "--passphrase-file", "MISSING"],
        ["check", "OFFICE", "--person", "没有这个人"],
        ["bundle", "inspect", "MISSING"],
        ["demo", "DEMO"],
    ],
    ids=" ".join,
)
def test_what_is_missing_or_taken_is_named(
    demo: Demo, tmp_path: Path, arguments: list[str]
) -> None:
    places = {
        "VAULT": tmp_path, "OFFICE": demo.office, "MISSING": tmp_path / "missing",
        "DEMO": demo.office.parent,
    }  # fmt: skip
    before = demo.passphrase
    done = demo.run(*(places.get(each, each) for each in arguments), code=1)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert demo.passphrase == before


def test_nobody_there_to_type_a_passphrase(demo: Demo) -> None:
    done = demo.run("check", demo.office, code=130)
    assert done.stdout == ""


def test_a_laptop_has_no_key_to_export(demo: Demo, tmp_path: Path) -> None:
    target = tmp_path / "key.txt"
    done = demo.run(
        "keys", "export-identity", demo.facts["laptops"][0], "--person", "戴敏",
        "--out", target, "--passphrase-file", demo.passphrase_file, code=1,
    )  # fmt: skip
    assert done.stderr.count("\n") == 1
    assert not target.exists()


# --- damage ----------------------------------------------------------------------------------


def test_damage_has_its_own_exit_code(elsewhere: Demo, tmp_path: Path) -> None:
    """A flipped byte in one evidence file, a guard that is gone, and a second process meanwhile."""
    vault = elsewhere.copied(tmp_path / "office")
    blob = max(
        (vault / "blobs").rglob("*"), key=lambda path: path.is_file() and path.stat().st_size
    )
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(data)
    found = elsewhere.json("check", vault, code=4)
    assert not found["whole"]
    assert found["errors"] == ["BlobDamagedError"]
    _drop_a_guard(vault, elsewhere)
    found = elsewhere.json("check", vault, code=4)
    assert found["errors"] == ["GuardsMissingError"]
    refused = elsewhere.run(
        "rebuild", vault, "--passphrase-file", elsewhere.passphrase_file, code=1
    )
    assert refused.stdout == ""


def _drop_a_guard(vault: Path, demo: Demo) -> None:
    person = unlocking.find_person(vault, "")
    opened = vault_folder.open_vault(vault, person, demo.passphrase)
    engine = SqliteEngine(opened.layout.database, bytes(opened.database_key))
    with engine.writing() as connection:
        name = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record_finding'"
        ).scalar()
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    engine.close()
    in_use = demo.run("check", vault, "--json", "--passphrase-file", demo.passphrase_file, code=1)
    assert json.loads(in_use.stderr)["error"] == "VaultInUseError"
    opened.close()
