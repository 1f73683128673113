"""Which files are taken in one after another, and what became of each; without a window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import CancelledError, DiskFullError, StoreFullError, XunjiError
from app.domain.kinds import Channel
from app.ports import Changes, Query, Row
from app.services.evidence import Imported
from app.services.session import Session
from ui.screens.listing.changes import together

_PACKAGES = frozenset({".xjb", ".xjp"})
"""Bundles and papers that offices and teams hand each other."""

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
"""What operating systems leave in folders; nobody means these when he picks a folder."""


@dataclass(frozen=True)
class Waiting:
    """One file to take in; ``size`` in bytes, 0 if it cannot be asked."""

    path: Path
    size: int


def gather(paths: Iterable[Path]) -> list[Waiting]:
    """Files as they are, folders as the files below them, each once, folders in order of names."""
    found: dict[Path, None] = {}
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            found.setdefault(file)
    return [Waiting(path, _size(path)) for path in found]


def _below(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name.casefold() not in _CLUTTER
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def set_apart(files: Iterable[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """(evidence, the program's own packages): these are read in elsewhere, they prove nothing."""
    waiting = list(files)
    packages = [file for file in waiting if file.path.suffix.casefold() in _PACKAGES]
    return [file for file in waiting if file not in packages], packages


def kept_already(session: Session, digest: str, link_from: tuple[str, str] | None) -> Row | None:
    """The item of this task that has the same content and the same readers, if there is one."""
    source = session.store.row(*link_from) if link_from is not None else None
    readers = source.channel if source is not None else Channel.TEAM.value
    same = Query("evidence", task=session.task, equals={"file": digest})
    return next((row for row in session.store.rows(same) if row.channel == readers), None)


@dataclass
class Batch:
    """Files on their way into the vault. One that fails does not stop the rest."""

    waiting: Sequence[Waiting]
    packages: Sequence[Waiting] = ()
    """Files of the program itself that were chosen, too."""
    imported: list[Imported] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    """Items that were there already: nothing was registered a second time."""
    linked: list[Changes] = field(default_factory=list)
    failed: list[tuple[Path, XunjiError]] = field(default_factory=list)
    stopped: bool = False
    """Cancelled, or the disk is full: the rest was not tried."""
    _next: int = 0

    @property
    def total(self) -> int:
        """Bytes of all files; at least 1, so that progress can be shown."""
        return max(1, sum(file.size for file in self.waiting))

    @property
    def before(self) -> int:
        """Bytes of the files that are through, with the one under way left out."""
        return sum(file.size for file in self.waiting[: max(0, self._next - 1)])

    @property
    def place(self) -> int:
        """Number of the file under way, from 1."""
        return self._next

    def next(self) -> Path | None:
        """The file whose turn it is; None when there is no more to do."""
        if self.stopped or self._next >= len(self.waiting):
            return None
        self._next += 1
        return self.waiting[self._next - 1].path

    def succeeded(self, imported: Imported) -> None:
        """The file under way is evidence now."""
        self.imported.append(imported)

    def was_there(self, row: Row, changes: Changes) -> None:
        """The file under way is evidence since long; ``changes``: it proves something more now."""
        self.same.append(row)
        self.linked.append(changes)

    def fell_short(self, path: Path, error: XunjiError) -> None:
        """The file under way is not taken in. A full disk or a cancel ends the whole batch."""
        if isinstance(error, CancelledError):
            self.stopped = True
            return
        self.failed.append((path, error))
        self.stopped = isinstance(error, DiskFullError | StoreFullError)

    @property
    def changes(self) -> Changes:
        """All changes together."""
        return together([*(one.changes for one in self.imported), *self.linked])

    @property
    def known_before(self) -> int:
        """How many have a content that this computer kept before, elsewhere or in the bin."""
        return sum(one.known_before for one in self.imported)
