"""The number two people compare: thirty decimal digits of a root or of a request.

SHA-512 over ``xj-fingerprint-v1``, NUL, kind of paper, NUL and the paper's bytes; then 5,199 times
SHA-512 over the result and the paper's SHA-512. Of the first 30 bytes each five, as a big-endian
number modulo 100,000, are one group of five digits. Finding another paper with the same number
costs about 2**112 steps (the reckoning of Signal's safety numbers).
"""

from __future__ import annotations

import hashlib
import re

from app.trust.signed import Paper

ITERATIONS = 5_200
GROUPS = 6
TYPED_GROUPS = 2


def fingerprint(paper: Paper) -> str:
    """Six groups of five digits, separated by spaces. The signature file has no part in it."""
    paper_hash = hashlib.sha512(paper.data).digest()
    start = b"xj-fingerprint-v1\0" + paper.kind.encode("ascii") + b"\0" + paper.data
    current = hashlib.sha512(start).digest()
    for _ in range(ITERATIONS - 1):
        current = hashlib.sha512(current + paper_hash).digest()
    return " ".join(_group(current[5 * index : 5 * index + 5]) for index in range(GROUPS))


def ends_with(number: str, typed: str) -> bool:
    """Whether somebody typed the last two groups of ``number``, with or without spaces."""
    digits = re.sub(r"\s", "", typed)
    return digits == "".join(number.split(" ")[-TYPED_GROUPS:])


def _group(part: bytes) -> str:
    return f"{int.from_bytes(part, 'big') % 100_000:05d}"
