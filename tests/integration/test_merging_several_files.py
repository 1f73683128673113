"""``xunji bundle merge A B``: what became of A is said even if B is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.bootstrap import headless, opening
from app.bootstrap.opening import Opened
from app.services import exchange, records
from tests.support.vaults import PASSPHRASE, POLICY, Team, make_team, open_again


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    monkeypatch.setenv("XUNJI_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XUNJI_LANGUAGE", "en")
    real = opening.open_vault

    def cheaply(path: Path, person: str, passphrase: str, *_: object, **kinds: Any) -> Opened:
        return real(path, person, passphrase, POLICY, **kinds)

    monkeypatch.setattr(opening, "open_vault", cheaply)
    yield made
    made.close()


@pytest.fixture
def files(team: Team) -> list[str]:
    """A good one, a cut one, a good one; the office is closed."""
    written = []
    for laptop in team.laptops:
        unit = records.new(laptop.session, "finding")
        records.save(laptop.session, unit, {"title": "违规发放补贴"})
        written.append(exchange.export(laptop.session, team.stick).files[0].path)
    cut = team.stick / "cut.xjb"  # so short that a cut looks like damage
    cut.write_bytes(written[0].read_bytes()[:-1])
    team.office.close()
    return [str(written[0]), str(cut), str(written[1])]


def run(*arguments: str | Path) -> int:
    return cli.main([*map(str, arguments)])


def findings(team: Team) -> int:
    with open_again(team.office.path, team.office.vault.person) as opened:
        return headless.counts(opened)["finding"]


def test_one_refused_file_hides_no_merged_one(
    team: Team, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    done = run("bundle", "merge", "--json", *files, "--vault", team.office.path)
    assert done == cli.PARTLY_REFUSED == 5
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert [file["file"] for file in result["files"]] == [files[0], files[2]]
    assert all(file["new"] for file in result["files"])
    [refused] = result["refused"]
    assert set(refused) == {"file", "error", "sentence", "hint"}
    assert (refused["file"], refused["error"]) == (files[1], "BundleDamagedError")
    assert printed.err == ""
    assert findings(team) == 2


def test_the_same_in_words(
    team: Team, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("bundle", "merge", *files, "--vault", team.office.path) == cli.PARTLY_REFUSED
    printed = capsys.readouterr()
    assert files[0] in printed.out
    assert files[2] in printed.out
    assert files[1] not in printed.out
    assert printed.err.count("\n") == 1
    assert printed.err.startswith(f"{files[1]}: ")


@pytest.mark.parametrize("command", ["merge", "verify"])
def test_refusing_all_is_a_refusal(
    team: Team, files: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = team.stick / "missing.xjb"
    arguments = ("bundle", command, files[1], missing, "--vault", team.office.path)
    assert run(*arguments) == cli.REFUSED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.split(": ")[0] for line in printed.err.splitlines()] == [files[1], str(missing)]
    assert run(*arguments, "--json") == cli.REFUSED
    printed = capsys.readouterr()
    errors = [each["error"] for each in json.loads(printed.out)["refused"]]
    assert errors == ["BundleDamagedError", "MediaError"]
    assert findings(team) == 0


def test_one_file_refused_is_one_sentence(
    team: Team, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("bundle", "merge", files[1], "--vault", team.office.path, "--json") == cli.REFUSED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err)["error"] == "BundleDamagedError"


def test_inspecting_names_each_file(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7")
    assert run("bundle", "inspect", "--json", files[0], other) == cli.PARTLY_REFUSED
    result = json.loads(capsys.readouterr().out)
    assert [file["file"] for file in result["files"]] == [files[0]]
    assert [file["error"] for file in result["refused"]] == ["NotABundleError"]


def test_interrupting_says_what_was_merged_before(
    team: Team,
    files: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = headless.merge_bundle

    def interrupted(opened: Opened, path: Path) -> dict[str, object]:
        if str(path) == files[2]:
            raise KeyboardInterrupt
        return real(opened, path)

    monkeypatch.setattr(headless, "merge_bundle", interrupted)
    done = run("bundle", "merge", "--json", files[0], files[2], "--vault", team.office.path)
    assert done == cli.INTERRUPTED
    result = json.loads(capsys.readouterr().out)
    assert [file["file"] for file in result["files"]] == [files[0]]
    assert findings(team) == 1
