"""The age v1 file format (``c2sp.org/age``) in streams: header, then 64 KiB chunks.

Bundles use post-quantum recipients only. The older X25519 recipients exist here for independent
checks against other programs. Memory is constant: batches of sixteen chunks, while one batch is
hashed or parsed by the caller, the next is encrypted or decrypted by a second thread.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from app.crypto import age_keys, hpke
from app.crypto.age_keys import FILE_KEY_SIZE, TAG_SIZE, WRAPPED_SIZE, Buffer, ChunkCipher
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    DecryptionError,
    ExchangeError,
    NotABundleError,
    NotForUsError,
)

MAGIC = b"age-encryption.org/"
VERSION_LINE = b"age-encryption.org/v1\n"
POST_QUANTUM = "mlkem768x25519"
CLASSIC = "X25519"
MAXIMUM_STANZAS = 32
MAXIMUM_HEADER = 96 << 10
NONCE_SIZE = 16
CHUNK = 64 << 10
SEALED_CHUNK = CHUNK + TAG_SIZE
BATCH_CHUNKS = 16

_INFO = b"age-encryption.org/mlkem768x25519"
_ARGUMENTS = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n")
_FULL_LINE = re.compile(rb"[A-Za-z0-9+/]{64}\n")
_LAST_LINE = re.compile(rb"([A-Za-z0-9+/]{0,63})\n")
_END = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped copy of the file key: its arguments (the first is the type) and body."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def type(self) -> str:
        """The recipient type."""
        return self.arguments[0]


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header; ``covered`` are the bytes under the MAC, ``size`` all bytes of it."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes

    @property
    def size(self) -> int:
        """Bytes up to and including the line feed after the MAC."""
        return len(self.covered) + 45


class Recipient(Protocol):
    """Somebody a file key can be wrapped for."""

    def wrap(self, file_key: bytes) -> Stanza:
        """A stanza that this recipient's identity unwraps."""


class Identity(Protocol):
    """Somebody who may unwrap a file key."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, or None if the stanza is for somebody else."""


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """The 1216 public bytes of a reading key."""

    public: bytes

    def wrap(self, file_key: bytes) -> Stanza:
        """A ``mlkem768x25519`` stanza."""
        box = hpke.seal(self.public, _INFO, file_key)
        share = box[: hpke.ENCAPSULATED_SIZE]
        return Stanza((POST_QUANTUM, _encode(share).decode()), box[hpke.ENCAPSULATED_SIZE :])


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """A reading key."""

    private: hpke.PrivateKey

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key of a ``mlkem768x25519`` stanza. Raises BundleDamagedError if malformed."""
        if stanza.type != POST_QUANTUM:
            return None
        share = _share(stanza, hpke.ENCAPSULATED_SIZE)
        try:
            return hpke.open(self.private, _INFO, share + stanza.body)
        except DecryptionError:
            return None


@dataclass(frozen=True, slots=True)
class ClassicRecipient:
    """The 32 public bytes of an X25519 recipient; for checks against other programs only."""

    public: bytes

    def wrap(self, file_key: bytes) -> Stanza:
        """An ``X25519`` stanza."""
        share, wrapped = age_keys.x25519_wrap(self.public, file_key)
        return Stanza((CLASSIC, _encode(share).decode()), wrapped)


@dataclass(frozen=True, slots=True)
class ClassicIdentity:
    """The 32-byte seed of an X25519 identity; for checks against other programs only."""

    seed: bytes

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key of an ``X25519`` stanza. Raises BundleDamagedError if malformed."""
        if stanza.type != CLASSIC:
            return None
        share = _share(stanza, age_keys.CURVE_SIZE)
        try:
            return age_keys.x25519_unwrap(self.seed, share, stanza.body)
        except DecryptionError:
            return None


def new_file_key() -> bytes:
    """A random key for one file."""
    return secrets.token_bytes(FILE_KEY_SIZE)


def write_header(file_key: bytes, recipients: Sequence[Recipient]) -> bytes:
    """The header for these recipients, in their order. Raises ValueError for none or over 32."""
    if not 1 <= len(recipients) <= MAXIMUM_STANZAS:
        raise ValueError("an age file has 1 to 32 recipients")
    covered = b"".join(
        (VERSION_LINE, *(_stanza_bytes(each.wrap(file_key)) for each in recipients), b"---")
    )
    return covered + b" " + _encode(age_keys.header_mac(file_key, covered)) + b"\n"


def parse_header(start: bytes, *, whole: bool) -> Header:
    """The header at the start of a file.

    ``start`` are the first bytes, at least MAXIMUM_HEADER of them unless the file is shorter
    (``whole``). Raises NotABundleError, BundleRefusedError (a limit), BundleTruncatedError and
    BundleDamagedError (the grammar).
    """
    if not start.startswith(VERSION_LINE):
        raise _bad_version(start)
    stanzas: list[Stanza] = []
    position = len(VERSION_LINE)
    while not start.startswith(b"---", position):
        if len(stanzas) == MAXIMUM_STANZAS:
            raise BundleRefusedError("too-many-stanzas")
        found = _parse_stanza(start, position)
        if found is None:
            raise _bad_header(start, position, whole)
        stanza, position = found
        stanzas.append(stanza)
    end = _END.match(start, position, MAXIMUM_HEADER)
    if end is None:
        raise _bad_header(start, position, whole)
    mac = _decode(end[1])
    if mac is None or not stanzas:
        raise BundleDamagedError("header")
    return Header(tuple(stanzas), start[: position + 3], mac)


def unwrap(header: Header, identities: Sequence[Identity]) -> bytes:
    """The file key, with the header's MAC checked.

    Raises NotForUsError if no identity fits, BundleDamagedError if the header was altered.
    """
    for stanza in header.stanzas:
        for identity in identities:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return _checked(header, file_key)
    raise NotForUsError


def payload_size(plain: int) -> int:
    """Bytes of nonce and chunks for ``plain`` bytes of content."""
    return NONCE_SIZE + plain + TAG_SIZE * max(1, -(-plain // CHUNK))


def plain_size(payload: int) -> int:
    """Bytes of content in a payload of this size. Raises BundleTruncatedError."""
    sealed = payload - NONCE_SIZE
    chunks = -(-sealed // SEALED_CHUNK)
    last = sealed - (chunks - 1) * SEALED_CHUNK
    if sealed < TAG_SIZE or last < TAG_SIZE or (last == TAG_SIZE and chunks > 1):
        raise BundleTruncatedError("payload")
    return sealed - chunks * TAG_SIZE


class PayloadWriter:
    """Encrypts what is written to it, in order, and hands sealed bytes to ``sink``.

    ``sink`` is called in a second thread, one call after another. Use as a context manager and
    call ``finish`` at the end; leaving without it gives an incomplete file.
    """

    def __init__(self, file_key: bytes, sink: Callable[[memoryview], None]) -> None:
        nonce = secrets.token_bytes(NONCE_SIZE)
        self._cipher = ChunkCipher(file_key, nonce)
        self._sink = sink
        self._plain = [memoryview(bytearray(BATCH_CHUNKS * CHUNK)) for _ in range(2)]
        self._sealed = memoryview(bytearray(BATCH_CHUNKS * SEALED_CHUNK))
        self._filled = 0
        self._number = 0
        self._worker = ThreadPoolExecutor(1, "age-write")
        self._job: Future[None] = self._worker.submit(sink, memoryview(nonce))

    def __enter__(self) -> PayloadWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.shutdown(wait=True)

    def write(self, data: Buffer) -> None:
        """Append bytes. Raises what the sink raised."""
        rest = memoryview(data)
        while rest:
            if self._filled == BATCH_CHUNKS * CHUNK:
                self._flush(last=False)
            part = rest[: BATCH_CHUNKS * CHUNK - self._filled]
            self._plain[0][self._filled : self._filled + len(part)] = part
            self._filled += len(part)
            rest = rest[len(part) :]

    def finish(self) -> None:
        """Write the last chunk and wait for the sink."""
        self._flush(last=True)
        self._job.result()

    def _flush(self, *, last: bool) -> None:
        self._job.result()
        batch = self._plain[0][: self._filled]
        self._job = self._worker.submit(self._seal, self._number, batch, last)
        self._number += BATCH_CHUNKS
        self._plain.reverse()
        self._filled = 0

    def _seal(self, number: int, batch: memoryview, last: bool) -> None:
        count = max(1, -(-len(batch) // CHUNK))
        for index in range(count):
            plain = batch[index * CHUNK : (index + 1) * CHUNK]
            start = index * SEALED_CHUNK
            target = self._sealed[start : start + len(plain) + TAG_SIZE]
            final = last and index == count - 1
            self._cipher.seal_into(number + index, final, plain, target)
        self._sink(self._sealed[: len(batch) + count * TAG_SIZE])


class PayloadReader:
    """Decrypts a payload of known size in order, one batch ahead of the caller.

    ``read_into`` fills a view from the file and returns how many bytes it got (0: the end).
    """

    def __init__(self, file_key: bytes, size: int, read_into: Callable[[memoryview], int]) -> None:
        self.plain_size = plain_size(size)
        self._left = size - NONCE_SIZE
        self._read_into = read_into
        nonce = bytearray(NONCE_SIZE)
        if self._fill(memoryview(nonce)) < NONCE_SIZE:
            raise BundleTruncatedError("payload")
        self._cipher = ChunkCipher(file_key, bytes(nonce))
        self._sealed = memoryview(bytearray(BATCH_CHUNKS * SEALED_CHUNK))
        self._plain = [memoryview(bytearray(BATCH_CHUNKS * CHUNK)) for _ in range(2)]
        self._number = 0

    def batches(self) -> Generator[memoryview, None, None]:
        """Verified plain bytes; each view holds until the next is asked for. Close it on leaving.

        Ends only after the final chunk verified. Raises BundleDamagedError or
        BundleTruncatedError after the last good bytes, and what ``read_into`` raises.
        """
        with ThreadPoolExecutor(1, "age-read") as worker:
            job = worker.submit(self._open_batch)
            while True:
                view, error = job.result()
                if error is None and self._left:
                    job = worker.submit(self._open_batch)
                    yield view
                    continue
                if view:
                    yield view
                if error is not None:
                    raise error
                return

    def _open_batch(self) -> tuple[memoryview, ExchangeError | None]:
        self._plain.reverse()
        sealed = self._sealed[: min(self._left, len(self._sealed))]
        got = self._fill(sealed)
        missing = got < len(sealed)
        self._left = 0 if missing else self._left - len(sealed)
        count, opened = -(-got // SEALED_CHUNK), 0
        for index in range(count):
            chunk = sealed[index * SEALED_CHUNK : min((index + 1) * SEALED_CHUNK, got)]
            error = self._open_chunk(chunk, opened, final=not self._left and index == count - 1)
            if not isinstance(error, BundleDamagedError):
                opened += len(chunk) - TAG_SIZE
            if error is not None:
                if missing and index == count - 1:  # the file became shorter while it was read
                    error = BundleTruncatedError("payload")
                return self._plain[0][:opened], error
        return self._plain[0][:opened], BundleTruncatedError("payload") if missing else None

    def _open_chunk(
        self, sealed: memoryview, offset: int, *, final: bool
    ) -> BundleDamagedError | BundleTruncatedError | None:
        """Decrypt one chunk; an intact chunk that should have been followed is a cut file."""
        number, self._number = self._number, self._number + 1
        if len(sealed) < TAG_SIZE:
            return BundleDamagedError(f"chunk {number}")
        target = self._plain[0][offset : offset + len(sealed) - TAG_SIZE]
        if self._cipher.open_into(number, final, sealed, target):
            return None
        if final and self._cipher.open_into(number, False, sealed, target):
            return BundleTruncatedError(f"chunk {number}")
        return BundleDamagedError(f"chunk {number}")

    def _fill(self, target: memoryview) -> int:
        got = 0
        while got < len(target) and (count := self._read_into(target[got:])):
            got += count
        return got


def _encode(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decode(text: bytes) -> bytes | None:
    """Bytes of unpadded base64, or None unless it is the one canonical encoding."""
    if len(text) % 4 == 1:
        return None
    data = base64.b64decode(text + b"=" * (-len(text) % 4))
    return data if _encode(data) == text else None


def _share(stanza: Stanza, size: int) -> bytes:
    """The encapsulated key, which ends with an X25519 point; checked before any decryption."""
    if len(stanza.arguments) != 2 or len(stanza.body) != WRAPPED_SIZE:
        raise BundleDamagedError("header")
    text = stanza.arguments[1].encode()
    share = _decode(text) if re.fullmatch(rb"[A-Za-z0-9+/]+", text) else None
    if share is None or len(share) != size or age_keys.is_low_order(share[-age_keys.CURVE_SIZE :]):
        raise BundleDamagedError("header")
    return share


def _checked(header: Header, file_key: bytes) -> bytes:
    if len(file_key) != FILE_KEY_SIZE:
        raise BundleDamagedError("header")
    if not age_keys.same(age_keys.header_mac(file_key, header.covered), header.mac):
        raise BundleDamagedError("header")
    return file_key


def _stanza_bytes(stanza: Stanza) -> bytes:
    text = _encode(stanza.body)
    lines = [text[index : index + 64] for index in range(0, len(text) + 1, 64)]
    return b"-> " + " ".join(stanza.arguments).encode() + b"\n" + b"\n".join(lines) + b"\n"


def _parse_stanza(start: bytes, position: int) -> tuple[Stanza, int] | None:
    opening = _ARGUMENTS.match(start, position, MAXIMUM_HEADER)
    if opening is None:
        return None
    position = opening.end()
    text = bytearray()
    while full := _FULL_LINE.match(start, position, MAXIMUM_HEADER):
        text += full[0][:-1]
        position = full.end()
    last = _LAST_LINE.match(start, position, MAXIMUM_HEADER)
    body = _decode(bytes(text + last[1])) if last else None
    if last is None or body is None:
        return None
    return Stanza(tuple(opening[1].decode("ascii").split(" ")), body), last.end()


def _bad_version(start: bytes) -> ExchangeError:
    if start and VERSION_LINE.startswith(start):
        return BundleTruncatedError("header")
    if start.startswith(MAGIC):
        return BundleDamagedError("header")
    return NotABundleError()


def _bad_header(start: bytes, position: int, whole: bool) -> ExchangeError:
    """Why the header cannot be read on from ``position``."""
    if whole and start.find(b"\n--- ") < 0:
        return BundleTruncatedError("header")
    if not whole and start.find(b"\n--- ", position - 1, MAXIMUM_HEADER) < 0:
        return BundleRefusedError("header-too-long")
    return BundleDamagedError("header")
