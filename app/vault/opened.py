"""An unlocked vault: its keys and its lock, as long as somebody works in it."""

from __future__ import annotations

from types import TracebackType

from app.crypto import kdf
from app.vault import slots
from app.vault.layout import VaultLayout
from app.vault.lock import VaultLock
from app.vault.slots import VaultDocument


class OpenedVault:
    """An unlocked vault: its keys, until ``forget_keys``, and its lock, until ``close``.

    ``person`` is who unlocked it, empty after a recovery; ``person_seed`` is then empty, too.
    ``failures`` counts wrong passphrases of this person since his last success; ``repaired``
    tells that one copy of ``vault.json`` was damaged and has been written anew.
    """

    def __init__(
        self,
        layout: VaultLayout,
        document: VaultDocument,
        lock: VaultLock,
        *,
        database_key: bytearray,
        person: str = "",
        person_seed: bytearray | None = None,
        failures: int = 0,
        repaired: bool = False,
    ) -> None:
        self.layout = layout
        self.document = document
        self.lock = lock
        self.database_key = database_key
        self.person = person
        self.person_seed = person_seed if person_seed is not None else bytearray()
        self.failures = failures
        self.repaired = repaired

    @property
    def vault(self) -> str:
        """The id of the vault: 32 hex digits."""
        return self.document.vault

    @property
    def role(self) -> str:
        """``office`` or ``team``."""
        return self.document.role

    @property
    def device(self) -> str:
        """The id of the device, empty until ``record_device``."""
        return self.document.device

    def rewrite(self, document: VaultDocument) -> None:
        """Write a next revision of the slots. Raises ``DiskFullError``, ``MediaError``."""
        slots.write_document(self.layout, document, self.database_key)
        self.document = document

    def forget_keys(self) -> None:
        """Overwrite the keys, best effort; the vault stays reserved for this process."""
        kdf.wipe(self.database_key)
        kdf.wipe(self.person_seed)

    def close(self) -> None:
        """Forget the keys and let other processes open the vault."""
        self.forget_keys()
        self.lock.release()

    def __enter__(self) -> OpenedVault:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
