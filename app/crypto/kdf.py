"""Keys from passphrases (Argon2id, RFC 9106) and keys from keys (HKDF-SHA256, RFC 5869).

No policy but one: nothing weaker than a floor is created or opened. The floor is an argument
with the real one as its default, so that only code that names another floor can go below it.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16

BytesLike = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id derivation costs: memory in KiB, passes over it, parallel lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def meets(self, floor: Cost) -> bool:
        """Whether no parameter is below that of ``floor``."""
        return (
            self.memory_kib >= floor.memory_kib
            and self.passes >= floor.passes
            and self.lanes >= floor.lanes
        )


FLOOR: Final = Cost(memory_kib=64 * 1024, passes=3, lanes=4)
"""RFC 9106 section 4, second recommended option."""

CEILING: Final = Cost(memory_kib=4 * 1024 * 1024, passes=64, lanes=64)
"""Above this a file is believed to be made to exhaust the machine."""

CALIBRATION_CEILING_KIB: Final = 1024 * 1024
"""Calibration stops at 1 GiB: the vault must also open on the smaller laptop of a team."""


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Argon2id of the NFC-normalised UTF-8 passphrase: 32 bytes.

    NFC because input methods and platforms compose the same accented text differently.
    """
    return _argon2id(salt, cost).derive(unicodedata.normalize("NFC", passphrase).encode("utf-8"))


def calibrate(
    target_seconds: float = 1.0, *, clock: Callable[[], float] = time.perf_counter
) -> Cost:
    """The cost that takes about ``target_seconds`` on this machine, never below ``FLOOR``.

    Passes and lanes stay at the floor's; memory is what makes guessing on special hardware
    expensive. Two derivations are measured, since the first one also pays for the pages.
    """
    seconds = min(_measure(FLOOR, clock), _measure(FLOOR, clock))
    fitting = int(FLOOR.memory_kib * target_seconds / max(seconds, 1e-6))
    memory = min(max(fitting, FLOOR.memory_kib), CALIBRATION_CEILING_KIB)
    return Cost(memory - memory % 1024, FLOOR.passes, FLOOR.lanes)


def subkey(key: BytesLike, purpose: str, *, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 of ``key`` for one named purpose; different purposes are independent keys."""
    expansion = HKDF(
        algorithm=SHA256(), length=length, salt=salt or None, info=purpose.encode("utf-8")
    )
    return expansion.derive(bytes(key))


def wipe(secret: bytearray) -> None:
    """Overwrite a key in place. Best effort: copies made by libraries are out of reach."""
    secret[:] = bytes(len(secret))


def _measure(cost: Cost, clock: Callable[[], float]) -> float:
    start = clock()
    derive("calibration", bytes(SALT_BYTES), cost)
    return clock() - start


def _argon2id(salt: bytes, cost: Cost) -> Argon2id:
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
