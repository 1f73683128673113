"""The one setting that says where a vault's store is: in ``vault.json``, so that it is proven.

Without it the store is the file in the vault's folder. The address of a server may hold a password
and lies encrypted under a key derived from the database key; the vault's id is bound in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.crypto import aead, kdf
from app.domain.errors import VaultDamagedError
from app.vault.opened import OpenedVault

_FIELD: Final = "store"
_PURPOSE: Final = "xunji store address v1"


def read_store_address(vault: OpenedVault) -> str | None:
    """URL of the server, or None for the file. Raises VaultDamagedError."""
    box = vault.document.extra.get(_FIELD)
    if box is None:
        return None
    key = kdf.subkey(vault.database_key, _PURPOSE)
    try:
        return aead.unseal(key, bytes.fromhex(box), vault.vault.encode()).decode()
    except (aead.BoxError, ValueError, TypeError):
        raise VaultDamagedError(vault.layout.root, "store") from None


def record_store_address(vault: OpenedVault, address: str | None) -> None:
    """Write the setting. Raises DiskFullError, MediaError: nothing is changed then."""
    document = vault.document
    extra = {name: value for name, value in document.extra.items() if name != _FIELD}
    if address is not None:
        key = kdf.subkey(vault.database_key, _PURPOSE)
        extra[_FIELD] = aead.seal(key, address.encode(), vault.vault.encode()).hex()
    vault.rewrite(replace(document, extra=extra, revision=document.revision + 1))
