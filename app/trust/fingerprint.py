"""The number two people compare: thirty decimal digits of a root or of a request.

SHA-512 over ``xj-fingerprint-v1``, NUL, kind of paper, NUL and the paper's bytes; then 5,199 times
SHA-512 over the result and the paper's SHA-512. Of the first 30 bytes each five, as a big-endian
number modulo 100,000, are one group of five digits. Finding another paper with the same number
costs about 2**112 steps (the reckoning of Signal's safety numbers).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence

from app.trust.signed import Paper

ITERATIONS = 5_200
GROUPS = 6
GROUP_DIGITS = 5
TYPED_GROUPS = 2


def fingerprint(paper: Paper) -> str:
    """Six groups of five digits, separated by spaces. The signature file has no part in it."""
    paper_hash = hashlib.sha512(paper.data).digest()
    start = b"xj-fingerprint-v1\0" + paper.kind.encode("ascii") + b"\0" + paper.data
    current = hashlib.sha512(start).digest()
    for _ in range(ITERATIONS - 1):
        current = hashlib.sha512(current + paper_hash).digest()
    return " ".join(_group(current[5 * index : 5 * index + 5]) for index in range(GROUPS))


def groups_to_ask() -> tuple[int, ...]:
    """Which groups somebody has to type, 1 to 6, ascending: drawn anew for each comparison.

    Who hands in a paper of his own cannot know which of its groups will be asked for.
    """
    return tuple(sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), TYPED_GROUPS)))


def same_groups(number: str, asked: Sequence[int], typed: str) -> bool:
    """Whether exactly the ``asked`` groups of ``number`` were typed, with or without spaces.

    Full-width digits count as digits: an input method may be on.
    """
    groups = number.split(" ")
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    return digits == "".join(groups[place - 1] for place in asked)


def _group(part: bytes) -> str:
    return f"{int.from_bytes(part, 'big') % 100_000:05d}"
