"""Whether an opened vault is the newest this device has seen, and noting that it is."""

from __future__ import annotations

from contextlib import suppress

from app.domain.errors import DiskFullError, MediaError, VaultOutdatedError
from app.ports import Store
from app.services import settings
from app.vault.high_water import HighWater, Mark, Standing
from app.vault.opened import OpenedVault

OLDER = frozenset({Standing.ROLLED_BACK, Standing.DIVERGED, Standing.RESTORED})
"""Something may have been written, and have left, that this database does not know."""

WRONG = OLDER | {Standing.SLOTS_ROLLED_BACK}
"""What only a copied or restored folder can lead to."""


class Watch:
    """Compares a vault with its high-water mark once, when opened, and raises the mark."""

    def __init__(self, vault: OpenedVault, store: Store) -> None:
        self._marks = HighWater(vault.layout.high_water, vault.vault, vault.database_key)
        self._vault = vault
        self._store = store
        found = self._marks.check(self._present())
        copied = store.setting(settings.COPY_MARK) is not None
        self.standing = Standing.RESTORED if copied and found not in WRONG else found

    @property
    def concern(self) -> VaultOutdatedError | None:
        """What a person has to be told, or None."""
        return VaultOutdatedError(self.standing.value) if self.standing in WRONG else None

    def raise_mark(self) -> None:
        """Note the present state, unless it is older than what was noted.

        The mark is a safety net: a disk that cannot take it stops neither closing nor export. If
        another copy of this vault went on meanwhile, its mark is higher: the next opening tells.
        """
        if self.standing not in WRONG:
            with suppress(DiskFullError, MediaError, ValueError):
                self._marks.raise_to(self._present())

    def accept(self) -> None:
        """A person has confirmed that this is a restored copy. Raises DiskFullError, MediaError."""
        self._marks.accept(self._present())
        self.standing = Standing.CURRENT

    def _present(self) -> Mark:
        generation, tip = self._store.position()
        return Mark(generation, tip, self._vault.document.revision)
