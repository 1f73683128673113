"""What an intake asks of its caller, and what it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.bundle.manifest import Manifest
from app.domain.errors import ExchangeError
from app.journal.segments import Segment


@dataclass(frozen=True, slots=True)
class Signer:
    """A device (or office) and the Ed25519 key that its statement names."""

    id: str
    public: bytes


class Receiver(Protocol):
    """Who is receiving, and whom he trusts."""

    def signer_of(self, key_hint: str) -> Signer | None:
        """The device with a key of this hint, if any statement names it."""

    def expects_office(self, office: str) -> bool:
        """Whether bundles of this office belong here."""

    def expects_task(self, task: str) -> bool:
        """Whether bundles of this task belong here."""

    def is_addressed(self, readers: Sequence[str]) -> bool:
        """Whether one of these reader ids is this vault's."""


class PieceWriter(Protocol):
    """Takes the plain bytes of one piece."""

    def write(self, data: memoryview) -> None:
        """Take bytes; the view holds only during the call."""

    def keep(self) -> None:
        """The digest is right: make the piece durable."""

    def drop(self) -> None:
        """The piece is incomplete or wrong: forget it."""


class PieceSink(Protocol):
    """Where pieces of evidence go."""

    def has(self, digest: str) -> bool:
        """Whether this piece is already here, by its name: asked for pieces of other files, too."""

    def wants(self, digest: str) -> bool:
        """Whether the bytes of this piece, which come next, are needed: it is not here, or what is
        here is damaged."""

    def begin(self, digest: str, size: int) -> PieceWriter:
        """Start to take in a piece."""


@dataclass(frozen=True, slots=True)
class ReceivedSegment:
    """A segment verbatim with its signature file.

    ``signer`` is the device whose valid signature it carries, or None if no statement names the
    key: to be quarantined.
    """

    segment: Segment
    signature: bytes = field(repr=False)
    signer: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """What a bundle brought.

    ``known`` are hashes of segments that were here before, ``pieces`` digests verified and handed
    over (or here before), ``missing`` pieces that the blobs need and that are neither here nor in
    this file. If ``complete`` is false, ``damage`` says why and ``unread`` names the entries that
    did not arrive; everything else listed here is verified all the same.
    """

    manifest: Manifest
    manifest_bytes: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    segments: tuple[ReceivedSegment, ...]
    known: tuple[str, ...]
    pieces: tuple[str, ...]
    missing: tuple[str, ...]
    complete: bool = True
    damage: ExchangeError | None = None
    unread: tuple[str, ...] = ()
