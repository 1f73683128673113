"""What becomes of files that are taken in one after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import (
    CancelledError,
    DiskFullError,
    EvidenceUnreadableError,
    StoreFullError,
    XunjiError,
)
from app.ports import Changes
from app.services.evidence import Imported
from ui.screens.evidence.batch import Batch, Waiting, gather
from ui.screens.listing.changes import together


def batch(*sizes: int) -> Batch:
    return Batch([Waiting(Path(f"{number}.jpg"), size) for number, size in enumerate(sizes)])


def imported(item: str, known: bool = False) -> Imported:
    return Imported(item, Changes(frozenset({("evidence", item)}), 3), known)


def test_folders_become_their_files_and_nothing_comes_twice(tmp_path: Path) -> None:
    (tmp_path / "里").mkdir()
    for name in ("b.jpg", "a.jpg", "里/c.pdf", "Thumbs.db", ".DS_Store", "里/desktop.ini"):
        (tmp_path / name).write_bytes(b"12345")
    (tmp_path / "里" / "link.jpg").symlink_to(tmp_path / "a.jpg")
    found = gather([tmp_path / "b.jpg", tmp_path])
    assert [file.path.name for file in found] == ["b.jpg", "a.jpg", "c.pdf"]
    assert [file.size for file in found] == [5, 5, 5]


def test_a_file_that_is_gone_is_kept_in_line_to_be_told(tmp_path: Path) -> None:
    assert gather([tmp_path / "gone.jpg"]) == [Waiting(tmp_path / "gone.jpg", 0)]


def test_progress_counts_the_bytes_of_files_that_are_through() -> None:
    files = batch(10, 20, 30)
    assert files.total == 60
    assert [(files.next(), files.before)[1] for _ in range(3)] == [0, 10, 30]
    assert files.next() is None
    assert batch(0).total == 1


def test_one_failure_does_not_stop_the_rest() -> None:
    files = batch(1, 1)
    first = files.next()
    assert first is not None
    files.fell_short(first, EvidenceUnreadableError(first, ""))
    assert files.next() == Path("1.jpg")
    files.succeeded(imported("x", known=True))
    assert files.next() is None
    assert [path for path, _ in files.failed] == [first]
    assert files.changes == Changes(frozenset({("evidence", "x")}), 3)
    assert files.known_before == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [(CancelledError(), 0), (DiskFullError(Path(), 1, 0), 1), (StoreFullError(), 1)],
)
def test_cancel_and_a_full_disk_stop_the_rest(error: XunjiError, told: int) -> None:
    files = batch(1, 1)
    first = files.next()
    assert first is not None
    files.fell_short(first, error)
    assert files.stopped
    assert files.next() is None
    assert len(files.failed) == told


def test_changes_add_up() -> None:
    both = together([imported("a").changes, imported("b").changes])
    assert both == Changes(frozenset({("evidence", "a"), ("evidence", "b")}), 6)
    assert together([]) == Changes()
