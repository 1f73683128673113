"""The mark outside the database tells an older database from the present one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.errors import MediaError
from app.vault.high_water import HighWater, Mark, Standing

KEY = bytes(range(32))
NOTED = Mark(7, "aa", slots=3)


@pytest.fixture
def high_water(tmp_path: Path) -> HighWater:
    (tmp_path / "vault").mkdir()
    return at(tmp_path)


def at(tmp_path: Path, key: bytes = KEY, vault: str = "v1") -> HighWater:
    return HighWater(
        tmp_path / "vault" / "high_water.json", vault, key, state_directory=tmp_path / "state"
    )


def places(tmp_path: Path) -> list[Path]:
    return [tmp_path / "vault" / "high_water.json", tmp_path / "state" / "marks" / "v1.json"]


@pytest.mark.parametrize(
    ("present", "standing"),
    [
        (NOTED, Standing.CURRENT),
        (Mark(8, "bb", slots=3), Standing.AHEAD),
        (Mark(8, "bb", slots=4), Standing.AHEAD),
        (Mark(6, "aa", slots=3), Standing.ROLLED_BACK),
        (Mark(7, "bb", slots=3), Standing.DIVERGED),
        (Mark(7, "aa", slots=2), Standing.SLOTS_ROLLED_BACK),
        (Mark(8, "bb", slots=2), Standing.SLOTS_ROLLED_BACK),
    ],
)
def test_standing(high_water: HighWater, present: Mark, standing: Standing) -> None:
    assert high_water.check(present) is Standing.UNMARKED
    high_water.raise_to(NOTED)
    assert high_water.check(present) is standing


@pytest.mark.parametrize("kept", [0, 1])
def test_either_place_is_enough(high_water: HighWater, tmp_path: Path, kept: int) -> None:
    high_water.raise_to(NOTED)
    places(tmp_path)[1 - kept].unlink()
    assert high_water.read() == NOTED


def test_an_old_folder_put_back_is_noticed(high_water: HighWater, tmp_path: Path) -> None:
    high_water.raise_to(Mark(3, "cc"))
    old = places(tmp_path)[0].read_bytes()
    high_water.raise_to(NOTED)
    places(tmp_path)[0].write_bytes(old)
    assert high_water.check(Mark(3, "cc")) is Standing.ROLLED_BACK


@pytest.mark.parametrize("field", ["generation", "tips", "slots"])
def test_an_edited_mark_does_not_count(high_water: HighWater, tmp_path: Path, field: str) -> None:
    high_water.raise_to(NOTED)
    for path in places(tmp_path):
        found = json.loads(path.read_bytes())
        found[field] = "11"
        path.write_text(json.dumps(found))
    assert high_water.read() is None


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b"\xff", b"[" * 99_999])
def test_a_broken_mark_does_not_count(high_water: HighWater, tmp_path: Path, broken: bytes) -> None:
    high_water.raise_to(NOTED)
    for path in places(tmp_path):
        path.write_bytes(broken)
    assert high_water.check(NOTED) is Standing.UNMARKED


def test_a_mark_of_another_vault_or_key_does_not_count(
    high_water: HighWater, tmp_path: Path
) -> None:
    high_water.raise_to(NOTED)
    assert at(tmp_path, key=bytes(32)).read() is None
    assert at(tmp_path, vault="v2").read() is None


def test_a_mark_is_lowered_only_on_purpose(high_water: HighWater) -> None:
    high_water.raise_to(NOTED)
    with pytest.raises(ValueError, match="raised"):
        high_water.raise_to(Mark(6, "aa"))
    assert high_water.read() == NOTED
    high_water.accept(Mark(6, "aa"))
    assert high_water.read() == Mark(6, "aa")


def test_the_platforms_state_folder_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.vault.high_water.user_state_path", lambda *_, **__: tmp_path / "s")
    (tmp_path / "vault").mkdir()
    HighWater(tmp_path / "vault" / "high_water.json", "v1", KEY).raise_to(NOTED)
    assert (tmp_path / "s" / "marks" / "v1.json").exists()


def test_a_mark_that_cannot_be_written_says_so(high_water: HighWater, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(MediaError):
        high_water.raise_to(NOTED)
