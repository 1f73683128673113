"""A paper: bytes and the signature file that stands beside them.

Signed is DSSE's pre-authentication encoding with the media type of the kind, so that a paper of one
kind never passes for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.crypto.signing import STATEMENT_TYPE, SigningKey, verify
from app.trust.identifiers import digest

ROOT_TYPE = "application/vnd.xunji.root.v1+json"
REQUEST_TYPE = "application/vnd.xunji.request.v1+json"

MEDIA_TYPES = {"root": ROOT_TYPE, "request": REQUEST_TYPE, "statement": STATEMENT_TYPE}
"""Kind of paper -> media type its signatures are over."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed paper as it travels and is stored. Nothing about it has been checked yet."""

    kind: str
    data: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the signed bytes."""
        return digest(self.data)

    def signed_by(self, public: bytes) -> bool:
        """Whether the signature file holds a valid signature by this key."""
        return verify(public, MEDIA_TYPES[self.kind], self.data, self.signature)

    def signers(self, keys: Iterable[bytes]) -> tuple[bytes, ...]:
        """Those of ``keys`` that signed, each once: two lines by one key are one signer."""
        return tuple(key for key in dict.fromkeys(keys) if self.signed_by(key))


def sign(kind: str, data: bytes, keys: Sequence[SigningKey]) -> Paper:
    """Sign a paper with one line for each key."""
    type_ = MEDIA_TYPES[kind]
    return Paper(kind, data, b"".join(key.sign(type_, data) for key in keys))


def countersign(paper: Paper, keys: Sequence[SigningKey]) -> Paper:
    """The same paper with more signatures: holders of a root sign one after the other."""
    more = sign(paper.kind, paper.data, keys)
    return Paper(paper.kind, paper.data, paper.signature + more.signature)
