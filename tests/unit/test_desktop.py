"""Preferences of a computer account: what is remembered, and what a strange file gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.desktop import DesktopProgram
from ui.program import Preferences

VAULT = Path("/srv/vault")


def test_preferences_come_back(tmp_path: Path) -> None:
    chosen = Preferences("en", True, 150, VAULT)
    DesktopProgram(tmp_path / "config").put_preferences(chosen)
    assert DesktopProgram(tmp_path / "config").preferences() == chosen


@pytest.mark.parametrize(
    "changed",
    [
        {"language": "fr"},
        {"language": None},
        {"percent": 0},
        {"percent": 99_999},
        {"percent": float("inf")},
        {"percent": "125"},
        {"percent": [125]},
    ],
    ids=str,
)
def test_a_value_of_another_version_is_not_believed_but_the_vault_is(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    usual = {"language": "en", "dark": True, "percent": 125, "vault": str(VAULT)}
    (tmp_path / "preferences.json").write_text(json.dumps({**usual, **changed}), "utf-8")
    assert DesktopProgram(tmp_path).preferences() == Preferences(vault=VAULT)


@pytest.mark.parametrize("content", ["", "[]", "7", "{}", '"x"', '{"language": "zh"}', "\0"])
def test_a_broken_file_gives_the_defaults(tmp_path: Path, content: str) -> None:
    (tmp_path / "preferences.json").write_text(content, "utf-8")
    assert DesktopProgram(tmp_path).preferences() == Preferences()
