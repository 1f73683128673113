"""What can be said about a bundle file without a key, and what a key adds.

Describing verifies no signature: whoever wants to rely on the content uses ``inbound.receive``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.bundle import age, inbound, tar
from app.bundle.manifest import MAXIMUM_BYTES, MAXIMUM_SIGNATURE, Manifest, parse_manifest
from app.crypto import hpke
from app.crypto.signing import key_hints
from app.domain.errors import BundleRefusedError, BundleTruncatedError


@dataclass(frozen=True, slots=True)
class Description:
    """The outside of a bundle file; sizes in bytes."""

    size: int
    header_size: int
    recipients: tuple[str, ...]
    """Recipient types, one per reader. Who they are cannot be seen."""
    archive_size: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader's key shows at the start of the archive, not verified.

    ``key_hints`` say who claims to have signed.
    """

    manifest: Manifest
    manifest_bytes: bytes
    key_hints: tuple[str, ...]


def describe(path: Path) -> Description:
    """Describe a file without any key. Raises the same errors as opening it."""
    with inbound.opened_file(path) as source:
        size = inbound.bundle_size(source, path)
        header = inbound.read_header(source, path)
        payload = size - header.size
        return Description(
            size=size,
            header_size=header.size,
            recipients=tuple(stanza.type for stanza in header.stanzas),
            archive_size=age.plain_size(payload),
            chunks=-(-(payload - age.NONCE_SIZE) // age.SEALED_CHUNK),
        )


def look_inside(path: Path, keys: Sequence[hpke.PrivateKey]) -> Contents:
    """Decrypt the first two entries only. Raises an ExchangeError."""
    with inbound.opened(path, keys) as (_, payload):
        with closing(payload.batches()) as batches:
            start = _StartOfArchive(batches)
            manifest = start.entry(tar.MANIFEST, MAXIMUM_BYTES)
            signature = start.entry(tar.MANIFEST_SIGNATURE, MAXIMUM_SIGNATURE)
        return Contents(parse_manifest(manifest), manifest, key_hints(signature))


class _StartOfArchive:
    """Takes entries from the beginning of a payload."""

    def __init__(self, batches: Iterator[memoryview]) -> None:
        self._batches = batches
        self._held = bytearray()

    def entry(self, name: str, limit: int) -> bytes:
        found, size = tar.read_header(self._take(tar.BLOCK))
        if found != name or not 1 <= size <= limit:
            raise BundleRefusedError("first-entries")
        return self._take(size + tar.padding(size))[:size]

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            batch = next(self._batches, None)
            if batch is None:
                raise BundleTruncatedError("archive")
            self._held += batch
        data = bytes(self._held[:size])
        del self._held[:size]
        return data
