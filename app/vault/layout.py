"""Where things lie in a vault folder. One vault is one device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.vault.durable import make_folder

BLOBS: Final = "blobs"
SPOOL: Final = "spool"
LOCK: Final = "lock"


@dataclass(frozen=True, slots=True)
class VaultLayout:
    """The paths of one vault.

    ``vault.json`` and ``vault.json.2`` are two copies of the key slots; ``attempts.json`` counts
    wrong passphrases and ``high_water.json`` the newest known state (neither is secret);
    ``blobs`` holds encrypted evidence, ``spool`` what is not finished.
    """

    root: Path

    @property
    def slots(self) -> Path:
        """The first copy of the key slots."""
        return self.root / "vault.json"

    @property
    def slots_copy(self) -> Path:
        """The second copy of the key slots."""
        return self.root / "vault.json.2"

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / "xunji.db"

    @property
    def blobs(self) -> Path:
        """Encrypted evidence."""
        return self.root / BLOBS

    @property
    def spool(self) -> Path:
        """Unfinished files; anything here may be deleted when nothing runs."""
        return self.root / SPOOL

    @property
    def pieces(self) -> Path:
        """Received pieces of large evidence, encrypted, waiting for their siblings."""
        return self.spool / "pieces"

    @property
    def lock(self) -> Path:
        """Held by the process that has the vault open. The file itself stays."""
        return self.root / LOCK

    @property
    def attempts(self) -> Path:
        """Wrong passphrases since the last success."""
        return self.root / "attempts.json"

    @property
    def high_water(self) -> Path:
        """The copy of the high-water mark that travels with the folder."""
        return self.root / "high_water.json"

    def exists(self) -> bool:
        """Whether at least one copy of the slots is here."""
        return self.slots.exists() or self.slots_copy.exists()

    def is_free(self) -> bool:
        """Whether a vault may be made here: nothing there, or a creation that did not finish."""
        if not self.root.exists():
            return True
        if not self.root.is_dir():
            return False
        leftovers = {BLOBS, SPOOL, LOCK}
        return all(
            entry.name in leftovers and not (entry.is_dir() and any(entry.iterdir()))
            for entry in self.root.iterdir()
        )

    def make_folders(self) -> None:
        """Make the folder and its parts, readable by the owner only where the system knows that."""
        for folder in (self.root, self.blobs, self.spool):
            make_folder(folder)
