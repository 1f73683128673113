"""Where an opened vault's store is, and moving an office's store to a server or back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from app.bootstrap.unlocking import STANDARD, KeyPolicy
from app.domain.catalogue import catalogue
from app.domain.errors import StoreAddressError
from app.domain.kinds import Catalogue
from app.vault import folder
from app.vault.opened import OpenedVault
from app.vault.store_address import read_store_address, record_store_address
from db.moving import begin_move
from db.places import Place, Server

FILE: Final = "file"
"""What ``move_store`` takes for the file in the vault's folder."""


def place_of(vault: OpenedVault) -> Place:
    """The file in the folder, or the schema of this vault on the server it names."""
    return _place(vault, read_store_address(vault))


def move_store(
    path: Path,
    person: str,
    passphrase: str,
    to: str,
    policy: KeyPolicy = STANDARD,
    *,
    kinds: Catalogue | None = None,
) -> dict[str, Any]:
    """Move an office's store to a server (a URL) or back (``file``); the switch is the setting.

    Raises StoreAddressError, StoreMoveError, VaultError and StoreError of all sorts: the former
    store stays in use then.
    """
    with folder.open_vault(path, person, passphrase, floor=policy.floor) as vault:
        address = None if to == FILE else to
        if vault.role != "office":
            raise StoreAddressError("team")
        here, there = place_of(vault), _place(vault, address)
        if here == there:
            raise StoreAddressError("here")
        try:
            move = begin_move(here, there, bytes(vault.database_key), kinds or catalogue())
        except FileExistsError:
            raise StoreAddressError("taken") from None
        try:
            record_store_address(vault, address)
        except BaseException:
            move.leave()
            raise
        moved = move.finish()
    return {"lines": moved.lines, "digest": moved.digest, "former": moved.former}


def _place(vault: OpenedVault, address: str | None) -> Place:
    if address is None:
        return vault.layout.database
    return Server(address, f"xunji_{vault.vault}")
