"""Root keys on the media of their holders: made, verified, and asked for a signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.unlocking import STANDARD, KeyPolicy
from app.crypto import kdf
from app.crypto.signing import SigningKey, key_hint
from app.services import rotation
from app.services.rotation import Holder, Pending
from app.trust import holder as holder_file
from app.vault.durable import write_atomically, write_error
from app.vault.persons import require_strength

if TYPE_CHECKING:
    from app.bootstrap.opening import Opened


@dataclass(frozen=True)
class HolderToBe:
    """Somebody who gets a root key on the medium that lies at ``folder``."""

    name: str
    passphrase: str = field(repr=False)
    folder: Path


def write_key(key: SigningKey, to: HolderToBe, made: str, policy: KeyPolicy = STANDARD) -> Path:
    """Write a holder's key file and prove that it opens again.

    Raises PassphraseTooWeakError, TrustError, MediaError, DiskFullError; nothing is left then.
    """
    require_strength(to.passphrase)
    cost = policy.cost or kdf.calibrate()
    data = holder_file.close_key(key, to.name, made, to.passphrase, cost=cost, floor=policy.floor)
    path = to.folder / f"xj-root-{key_hint(key.public)[:8]}{holder_file.EXTENSION}"
    write_atomically(path, data)
    try:
        _open(path, to.passphrase, policy)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def make_key(to: HolderToBe, made: str, policy: KeyPolicy = STANDARD) -> Holder:
    """A new holder's key, which exists only in his file from here on.

    Raises like ``write_key``.
    """
    key = SigningKey.generate()
    write_key(key, to, made, policy)
    return Holder(to.name, key.public, made)


def sign(opened: Opened, path: Path, passphrase: str, policy: KeyPolicy = STANDARD) -> Pending:
    """One holder signs the successor that waits. Raises TrustError, MediaError."""
    return rotation.add_signature(opened.session, _open(path, passphrase, policy))


def enforce(opened: Opened) -> None:
    """Bring the signed successor into force; the vault opens anew with the keys it has then.

    Raises TrustError with nothing changed.
    """
    rotation.enforce(opened.session)
    opened.reopen()


def _open(path: Path, passphrase: str, policy: KeyPolicy) -> SigningKey:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise write_error(error, path, 0) from error
    return holder_file.open_key(data, passphrase, floor=policy.floor)
