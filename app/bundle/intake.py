"""Taking a bundle in: an ordered state machine without file access.

Decrypted bytes enter in order; each thing is verified before the next is looked at, and nothing
is parsed before its signature holds: two tar headers under caps, the manifest's signature, the
manifest, office, task and readers, then every entry exactly as the manifest lists it. Trust is
asked through ``Receiver``; pieces leave through ``PieceSink`` as they arrive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Generator
from typing import NamedTuple

from app.bundle import tar
from app.bundle.contract import (
    PieceSink,
    PieceWriter,
    Received,
    ReceivedSegment,
    Receiver,
    Signer,
)
from app.bundle.manifest import (
    MAXIMUM_BYTES,
    MAXIMUM_SIGNATURE,
    Manifest,
    parse_manifest,
)
from app.crypto.signing import MANIFEST_TYPE, SEGMENT_TYPE, key_hints, verify
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    ExchangeError,
    JournalError,
    NotForUsError,
    SignatureInvalidError,
    SignerUnknownError,
    WrongOfficeError,
    WrongTaskError,
)
from app.journal.segments import Segment, read_segment


class _Wanted(NamedTuple):
    """The next bytes: collected whole, or handed on in parts as they come."""

    size: int
    consumer: Callable[[memoryview], None] | None = None


_Steps = Generator[_Wanted, bytes, None]


class Intake:
    """One bundle on its way in. ``feed`` all plain bytes in order, then ``finish``.

    ``archive_size`` is the size of the plain archive as the file promises it. Every failure is an
    ExchangeError; after one, only ``salvage`` makes sense.
    """

    def __init__(
        self,
        receiver: Receiver,
        archive_size: int,
        *,
        sink: PieceSink | None = None,
        known: Container[str] = (),
    ) -> None:
        self._receiver = receiver
        self._archive_size = archive_size
        self._sink = sink
        self._known_before = known
        self._segments: list[ReceivedSegment] = []
        self._known: list[str] = []
        self._pieces: list[str] = []
        self._entries = 0
        self._writer: PieceWriter | None = None
        self.manifest: Manifest | None = None
        self._manifest_bytes = b""
        self._signature = b""
        self._held = bytearray()
        self._done = False
        self._steps = self._run()
        self._wanted = next(self._steps)
        self._left = self._wanted.size

    def feed(self, data: memoryview) -> None:
        """Take the next verified plain bytes. Raises an ExchangeError."""
        while data:
            if self._done:
                raise BundleRefusedError("trailing-bytes")
            part = data[: self._left]
            self._left -= len(part)
            data = data[len(part) :]
            if self._wanted.consumer is not None:
                self._wanted.consumer(part)
            else:
                self._held += part
            while not self._left and not self._done:
                self._advance()

    def finish(self) -> Received:
        """The result, once the authenticated end was reached. Raises BundleTruncatedError."""
        if not self._done:
            raise BundleTruncatedError("archive")
        return self._result(None)

    def salvage(self, damage: ExchangeError) -> Received:
        """What arrived before ``damage``. Raises ``damage`` if not even the manifest did."""
        self.abandon()
        if self.manifest is None:
            raise damage
        return self._result(damage)

    def abandon(self) -> None:
        """Drop the piece that was on its way."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.drop()

    def explain(self, error: ExchangeError) -> ExchangeError:
        """Damage in a file that its own manifest says is longer is a cut, not an alteration."""
        if isinstance(error, BundleDamagedError) and self._archive_size < self._expected_size():
            return BundleTruncatedError(error.part)
        return error

    def _advance(self) -> None:
        block = bytes(self._held)
        self._held.clear()
        try:
            self._wanted = self._steps.send(block)
        except StopIteration:
            self._done = True
            return
        self._left = self._wanted.size

    def _run(self) -> _Steps:
        self._manifest_bytes = yield from self._first(tar.MANIFEST, MAXIMUM_BYTES)
        self._signature = yield from self._first(tar.MANIFEST_SIGNATURE, MAXIMUM_SIGNATURE)
        signer = self._check_signature()
        manifest = parse_manifest(self._manifest_bytes)
        self._check_addresses(manifest, signer)
        self.manifest = manifest
        self._check_size()
        count = len(manifest.segments)
        for index, digest in enumerate(manifest.segments):
            yield from self._segment(digest, *manifest.files[2 * index : 2 * index + 2])
        for name, size in manifest.files[2 * count :]:
            yield from self._piece(name, size)
        yield from self._end()

    def _first(self, name: str, limit: int) -> Generator[_Wanted, bytes, bytes]:
        found, size = tar.read_header((yield _Wanted(tar.BLOCK)))
        if found != name or not 1 <= size <= limit:
            raise BundleRefusedError("first-entries")
        return (yield from self._body(size))

    def _expect(self, name: str, size: int) -> _Steps:
        if tar.read_header((yield _Wanted(tar.BLOCK))) != (name, size):
            raise BundleRefusedError("entry-not-in-manifest")

    def _body(self, size: int) -> Generator[_Wanted, bytes, bytes]:
        data = (yield _Wanted(size)) if size else b""
        yield from self._zeros(tar.padding(size))
        return data

    def _zeros(self, size: int) -> _Steps:
        if size:
            yield _Wanted(size, _check_zeros)

    def _check_signature(self) -> Signer:
        hints = key_hints(self._signature)
        if not hints:
            raise SignatureInvalidError("manifest")
        signers = [found for hint in hints if (found := self._receiver.signer_of(hint))]
        if not signers:
            raise SignerUnknownError(hints[0])
        for signer in signers:
            if verify(signer.public, MANIFEST_TYPE, self._manifest_bytes, self._signature):
                return signer
        raise SignatureInvalidError("manifest", signers[0].id)

    def _check_addresses(self, manifest: Manifest, signer: Signer) -> None:
        if not self._receiver.expects_office(manifest.office):
            raise WrongOfficeError(manifest.office)
        if not self._receiver.expects_task(manifest.task):
            raise WrongTaskError(manifest.task)
        if manifest.sender != signer.id:
            raise SignatureInvalidError("sender", signer.id, manifest.sender)
        if not self._receiver.is_addressed(manifest.readers):
            raise NotForUsError(manifest.readers)

    def _check_size(self) -> None:
        if self._expected_size() < self._archive_size:
            raise BundleRefusedError("longer-than-manifest")

    def _expected_size(self) -> int:
        """Archive size that the verified manifest demands; 0 before there is one."""
        return 0 if self.manifest is None else tar.archive_size(self._listed_size())

    def _segment(self, digest: str, entry: tuple[str, int], signature: tuple[str, int]) -> _Steps:
        yield from self._expect(*entry)
        data = yield from self._body(entry[1])
        if hashlib.sha256(data).hexdigest() != digest:
            raise BundleRefusedError("segment-hash")
        yield from self._expect(*signature)
        lines = yield from self._body(signature[1])
        if digest in self._known_before:
            self._known.append(digest)
        else:
            self._segments.append(self._checked_segment(data, lines))
        self._entries += 2

    def _checked_segment(self, data: bytes, lines: bytes) -> ReceivedSegment:
        """Verify, then parse: a signed segment that breaks the format names its signer."""
        hints = key_hints(lines)
        signers = [found for hint in hints if (found := self._receiver.signer_of(hint))]
        valid = [each for each in signers if verify(each.public, SEGMENT_TYPE, data, lines)]
        if not hints or (signers and not valid):
            signer = signers[0].id if signers else ""
            raise SignatureInvalidError("segment", signer, carrier=self._sender())
        segment = self._parsed_segment(data)
        device = segment.header.name.device
        if valid and device not in {signer.id for signer in valid}:
            raise SignatureInvalidError("segment-author", valid[0].id, device, self._sender())
        return ReceivedSegment(segment, lines, device if valid else None)

    def _sender(self) -> str:
        return "" if self.manifest is None else self.manifest.sender

    def _parsed_segment(self, data: bytes) -> Segment:
        try:
            segment = read_segment(data)
            if segment.readable:
                segment.operations()
        except JournalError as error:
            reason = getattr(error, "reason", "format")
            raise BundleRefusedError(f"segment-{reason}") from error
        manifest = self.manifest
        if manifest is not None and segment.header.office != manifest.office:
            raise WrongOfficeError(segment.header.office)
        if manifest is not None and segment.header.name.task not in ("", manifest.task):
            raise WrongTaskError(segment.header.name.task)
        return segment

    def _piece(self, name: str, size: int) -> _Steps:
        digest = name.removeprefix("piece/")
        yield from self._expect(name, size)
        hasher = hashlib.sha256()
        if self._sink is not None and self._sink.wants(digest):
            self._writer = self._sink.begin(digest, size)
        yield _Wanted(size, self._consumer(hasher.update))
        if hasher.hexdigest() != digest:
            self.abandon()
            raise BundleRefusedError("piece-hash")
        yield from self._zeros(tar.padding(size))
        if self._writer is not None:
            self._writer.keep()  # before it is forgotten: a piece that cannot be kept is dropped
            self._writer = None
        self._pieces.append(digest)
        self._entries += 1

    def _consumer(self, update: Callable[[memoryview], None]) -> Callable[[memoryview], None]:
        writer = self._writer
        if writer is None:
            return update

        def both(data: memoryview) -> None:
            update(data)
            writer.write(data)

        return both

    def _end(self) -> _Steps:
        size = tar.pad_size(self._listed_size())
        yield from self._expect(tar.PAD, size)
        yield from self._zeros(size)
        yield from self._zeros(len(tar.END))

    def _listed_size(self) -> int:
        """Bytes before the ``pad`` entry."""
        assert self.manifest is not None
        sizes = [len(self._manifest_bytes), len(self._signature)]
        sizes += [size for _, size in self.manifest.files]
        return sum(map(tar.entry_size, sizes))

    def _result(self, damage: ExchangeError | None) -> Received:
        assert self.manifest is not None
        here = set(self._pieces)
        listed = [piece.digest for piece in self.manifest.listed_pieces]
        return Received(
            manifest=self.manifest,
            manifest_bytes=self._manifest_bytes,
            signature=self._signature,
            segments=tuple(self._segments),
            known=tuple(self._known),
            pieces=tuple(self._pieces),
            missing=tuple(each for each in listed if each not in here and not self._has(each)),
            complete=damage is None,
            damage=damage,
            unread=tuple(name for name, _ in self.manifest.files[self._entries :]),
        )

    def _has(self, digest: str) -> bool:
        return self._sink is not None and self._sink.has(digest)


def _check_zeros(data: memoryview) -> None:
    if data.tobytes().strip(b"\0"):
        raise BundleRefusedError("padding")
