"""The unlock window stands on the screen before any heavy library is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import start


@pytest.fixture
def _remembered_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    start.prepare(str(tmp_path / "vault"))


@pytest.mark.usefixtures("_remembered_vault")
def test_the_unlock_window_loads_nothing_heavy() -> None:
    assert start.loaded() == []


@pytest.mark.usefixtures("_remembered_vault")
def test_what_is_loaded_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "LOADED", "import sqlalchemy" + start.LOADED)
    assert start.loaded() == ["sqlalchemy"]
