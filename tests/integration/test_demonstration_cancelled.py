"""The demonstration can be given up between two acts, and closes what it opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import demonstration
from app.bootstrap import opening, unlocking
from app.domain.errors import CancelledError
from tests.support.vaults import POLICY


def test_the_demonstration_stops_when_asked(tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        demonstration.run(
            tmp_path,
            POLICY,
            lambda act, total: done.append((act, total)),
            lambda: len(done) == 3,
        )
    assert done == [(1, 9), (2, 9), (3, 9)]
    passphrase = (tmp_path / "passphrase.txt").read_text("utf-8").strip()
    for vault in ("office", "laptop-1", "laptop-2"):
        person = unlocking.list_persons(tmp_path / vault)[0].person
        opening.open_vault(tmp_path / vault, person, passphrase, POLICY).close()
