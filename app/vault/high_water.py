"""The newest state this device has ever seen, kept outside the database.

The cipher of the database does not notice when the whole file is replaced by an older copy. The
mark does: it is written after each commit that matters, into the vault folder and into the state
folder of the platform, and authenticated with a key derived from the database key. Restoring an
image of the whole disk restores both and stays invisible here; receipts show that case.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from platformdirs import user_state_path

from app.crypto import kdf
from app.crypto.kdf import BytesLike
from app.vault.durable import make_folder, write_atomically

APPLICATION: Final = "xunji"


@dataclass(frozen=True, slots=True)
class Mark:
    """``generation`` grows with every marked commit, ``tips`` digests the journal's tips (hex),
    ``slots`` is the revision of ``vault.json``."""

    generation: int
    tips: str
    slots: int = 0


class Standing(Enum):
    """How the database stands to the mark."""

    UNMARKED = "unmarked"  # no mark anywhere: a new vault, or both marks were deleted
    CURRENT = "current"
    AHEAD = "ahead"  # the program stopped between commit and mark
    ROLLED_BACK = "rolled back"  # the database is older than the mark
    DIVERGED = "diverged"  # same generation, other journal: a copy went its own way
    SLOTS_ROLLED_BACK = "slots rolled back"  # an old vault.json was put back
    RESTORED = "restored"  # a second copy, opened as a vault


class HighWater:
    """Reads and raises the mark of one vault.

    ``state_directory`` is the platform's state folder unless given.
    """

    def __init__(
        self,
        vault_file: Path,
        vault: str,
        database_key: BytesLike,
        *,
        state_directory: Path | None = None,
    ) -> None:
        state = state_directory or user_state_path(APPLICATION, appauthor=False)
        self._paths = (vault_file, state / "marks" / f"{vault}.json")
        self._vault = vault
        self._key = kdf.subkey(database_key, "xunji high water v1")

    def read(self) -> Mark | None:
        """The highest authentic mark, or None."""
        marks = [mark for path in self._paths if (mark := self._read(path)) is not None]
        return max(marks, key=lambda mark: (mark.generation, mark.slots), default=None)

    def check(self, present: Mark) -> Standing:
        """How ``present``, read from the opened database, stands to the mark."""
        noted = self.read()
        if noted is None:
            return Standing.UNMARKED
        if present.generation < noted.generation:
            return Standing.ROLLED_BACK
        if present.generation == noted.generation and present.tips != noted.tips:
            return Standing.DIVERGED
        if present.slots < noted.slots:
            return Standing.SLOTS_ROLLED_BACK
        return Standing.AHEAD if present.generation > noted.generation else Standing.CURRENT

    def raise_to(self, present: Mark) -> None:
        """Write ``present`` into both places. Call it after the commit, never before.

        Raises:
            ValueError: ``present`` is lower than the mark; only ``accept`` may do that.
            DiskFullError, MediaError: the old marks stay.
        """
        noted = self.read()
        if noted is not None and present.generation < noted.generation:
            raise ValueError("a mark is only raised")
        self.accept(present)

    def accept(self, present: Mark) -> None:
        """Write ``present`` even if it is lower: a person has confirmed a restored database.

        Raises:
            DiskFullError, MediaError: the old marks stay.
        """
        data = json.dumps({**asdict(present), "mac": self._mac(present)}).encode("utf-8")
        for path in self._paths:
            make_folder(path.parent)
            write_atomically(path, data)

    def _read(self, path: Path) -> Mark | None:
        try:
            found = json.loads(path.read_bytes())
            mark = Mark(int(found["generation"]), str(found["tips"]), int(found["slots"]))
            authentic = hmac.compare_digest(self._mac(mark), str(found["mac"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return mark if authentic else None

    def _mac(self, mark: Mark) -> str:
        facts = f"{self._vault}|{mark.generation}|{mark.tips}|{mark.slots}".encode()
        return hmac.new(self._key, facts, hashlib.sha256).hexdigest()
