"""Which files a power cut could still take: a ledger of what was synced."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class Ledger:
    """Contents and names that were brought to the medium; what was there before counts as such."""

    root: Path
    _contents: dict[int, str] = field(default_factory=dict)
    _names: dict[int, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (self.root, *self.root.rglob("*")):
            self._note(path)

    @contextmanager
    def watching(self) -> Iterator[Ledger]:
        """Note each sync of this process."""
        real = os.fsync

        def sync(descriptor: int) -> None:
            real(descriptor)
            self._note(Path(os.readlink(f"/proc/self/fd/{descriptor}")))  # noqa: PTH115

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", sync)
            yield self

    def unsafe(self, path: Path) -> str:
        """What of a file could be lost now: "content", "name of …", or ""."""
        if self._contents.get(path.stat().st_ino) != _digest(path):
            return "content"
        while path != self.root:
            known = self._names.get(path.parent.stat().st_ino, {})
            if known.get(path.name) != path.stat().st_ino:
                return f"name of {path.relative_to(self.root)}"
            path = path.parent
        return ""

    def _note(self, path: Path) -> None:
        number = path.stat().st_ino
        if path.is_dir():
            self._names[number] = {each.name: each.stat().st_ino for each in path.iterdir()}
        elif path.is_file():
            self._contents[number] = _digest(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
