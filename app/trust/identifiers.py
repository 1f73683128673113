"""Ids that follow from keys: who has other keys is somebody else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

FIRST_PREVIOUS = "0" * 64
"""What the first version of a paper names as its predecessor."""


def office_id(threshold: int, keys: Sequence[bytes]) -> str:
    """32 hexadecimal digits: half of SHA-256 over ``xj-office-v1``, threshold and first root keys.

    The threshold is one byte, the keys follow in the order of the first root. All keys are in it,
    so that no single holder can make another first root for the same office.
    """
    return hashlib.sha256(b"xj-office-v1" + bytes([threshold]) + b"".join(keys)).hexdigest()[:32]


def device_id(sign: bytes, read: bytes) -> str:
    """32 hexadecimal digits: half of SHA-256 over ``xj-dev-v1``, signing key, reading key."""
    return hashlib.sha256(b"xj-dev-v1" + sign + read).hexdigest()[:32]


def digest(data: bytes) -> str:
    """SHA-256 of a paper's bytes, by which its successor names it."""
    return hashlib.sha256(data).hexdigest()
