"""Ids of records. Python 3.11 has no UUIDv7, so here are the ten lines of RFC 9562 it takes."""

from __future__ import annotations

import secrets
import time
import uuid

from app.domain.kinds import Kind


def uuid7() -> str:
    """Time-ordered for index locality. Its time is the laptop's claim and decides nothing."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | (7 << 76)
    number = number & ~(0x3 << 62) | (2 << 62)
    return str(uuid.UUID(int=number))


def new_id(kind: Kind) -> str:
    """A fresh id: random where a time inside it would tell when somebody talked."""
    return str(uuid.uuid4()) if kind.unguessable else uuid7()
