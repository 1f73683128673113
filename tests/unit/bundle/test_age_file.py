"""The age container: grammar, limits, chunks, other programs."""

from __future__ import annotations

import base64
import io

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bundle import age
from app.crypto import age_keys, ageid
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    ExchangeError,
    NotABundleError,
    NotForUsError,
)
from tests.unit.bundle.building import DESK, LEADER, MEMBER, sealed

SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 1 << 20, (1 << 20) + 1, 3_000_000]
THEIRS = pyrage.x25519.Identity.generate()
CLASSIC = age.ClassicIdentity(ageid.decode(ageid.X25519_IDENTITY_PREFIX, str(THEIRS)))
PLAIN = bytes(range(256)) * 768  # three chunks exactly
FILE = sealed(PLAIN)
HEADER = age.parse_header(FILE, whole=True)


def opened(
    data: bytes, identity: age.Identity | None = None, collected: bytearray | None = None
) -> bytes:
    """Decrypt a whole file from memory; what verified before an error stays in ``collected``."""
    found = bytearray() if collected is None else collected
    header = age.parse_header(data[: age.MAXIMUM_HEADER], whole=len(data) <= age.MAXIMUM_HEADER)
    file_key = age.unwrap(header, [identity or age.HybridIdentity(DESK.reading)])
    source = io.BytesIO(data[header.size :])
    reader = age.PayloadReader(file_key, len(data) - header.size, source.readinto)
    for batch in reader.batches():
        found += batch
    assert len(found) == reader.plain_size
    return bytes(found)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_round_trips_and_has_the_announced_length(size: int) -> None:
    plain = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    data = sealed(plain)
    assert opened(data) == plain
    header = age.parse_header(data[: age.MAXIMUM_HEADER], whole=False)
    assert len(data) == header.size + age.payload_size(size)
    assert age.plain_size(len(data) - header.size) == size


@pytest.mark.parametrize("size", SIZES)
def test_files_of_pyrage_open_here(size: int) -> None:
    plain = bytes(size)
    assert opened(pyrage.encrypt(plain, [THEIRS.to_public()]), CLASSIC) == plain


@pytest.mark.parametrize("size", SIZES)
def test_our_files_open_in_pyrage(size: int) -> None:
    plain = bytes(size)
    recipient = age.ClassicRecipient(age_keys.x25519_public(CLASSIC.seed))
    assert pyrage.decrypt(sealed(plain, [recipient]), [THEIRS]) == plain


def test_each_of_several_readers_opens_and_nobody_else() -> None:
    data = sealed(b"x", [age.HybridRecipient(each.reading.public) for each in (LEADER, DESK)])
    for each in (LEADER, DESK):
        assert opened(data, age.HybridIdentity(each.reading)) == b"x"
    with pytest.raises(NotForUsError):
        opened(data, age.HybridIdentity(MEMBER.reading))
    with pytest.raises(NotForUsError):
        opened(data, CLASSIC)


def test_a_header_needs_one_to_thirty_two_recipients() -> None:
    recipient = age.HybridRecipient(DESK.reading.public)
    for count in (0, 33):
        with pytest.raises(ValueError, match="32"):
            age.write_header(bytes(16), [recipient] * count)
    header = age.write_header(bytes(16), [recipient] * 32)
    assert len(age.parse_header(header, whole=True).stanzas) == 32
    assert len(header) < age.MAXIMUM_HEADER


def test_every_flipped_bit_of_header_and_nonce_is_refused() -> None:
    small = sealed(b"x")
    start = age.parse_header(small, whole=True).size + age.NONCE_SIZE
    for bit in range(start * 8):
        altered = bytearray(small)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ExchangeError):
            opened(bytes(altered))


@given(st.integers((HEADER.size + age.NONCE_SIZE) * 8, len(FILE) * 8 - 1))
@settings(max_examples=200)
def test_a_flipped_bit_of_the_payload_names_its_chunk_and_loses_only_what_follows(bit: int) -> None:
    altered = bytearray(FILE)
    altered[bit // 8] ^= 1 << bit % 8
    chunk = (bit // 8 - HEADER.size - age.NONCE_SIZE) // age.SEALED_CHUNK
    collected = bytearray()
    with pytest.raises(BundleDamagedError) as caught:
        opened(bytes(altered), collected=collected)
    assert caught.value.part == f"chunk {chunk}"
    assert collected == PLAIN[: chunk * age.CHUNK]


def test_a_file_cut_anywhere_in_the_header_is_refused() -> None:
    for size in range(len(age.MAGIC), HEADER.size):
        with pytest.raises((BundleTruncatedError, BundleDamagedError)):
            opened(FILE[:size])
    for size in range(1, len(age.MAGIC)):
        with pytest.raises(BundleTruncatedError):
            opened(FILE[:size])
    with pytest.raises(NotABundleError):
        opened(b"")


BOUNDARIES = [
    HEADER.size + age.NONCE_SIZE + chunk * age.SEALED_CHUNK + shift
    for chunk in range(4)
    for shift in (-17, -16, -1, 0, 1, 15, 16, 17)
]


@pytest.mark.parametrize("size", [each for each in BOUNDARIES if each < len(FILE)])
def test_a_file_cut_around_a_chunk_never_counts_as_complete(size: int) -> None:
    collected = bytearray()
    with pytest.raises((BundleTruncatedError, BundleDamagedError)):
        opened(FILE[:size], collected=collected)
    assert PLAIN.startswith(collected)


def test_a_file_cut_between_chunks_is_known_as_cut() -> None:
    collected = bytearray()
    with pytest.raises(BundleTruncatedError):
        opened(FILE[: -age.SEALED_CHUNK], collected=collected)
    assert collected == PLAIN[: 2 * age.CHUNK]


@pytest.mark.parametrize("tail", [b"\0", bytes(16), bytes(17), FILE])
def test_appended_bytes_are_refused(tail: bytes) -> None:
    with pytest.raises((BundleDamagedError, BundleTruncatedError)):
        opened(FILE + tail)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 2), (0, 2, 1), (0, 1, 1), (0, 1, 2, 2)])
def test_swapped_and_repeated_chunks_are_refused(order: tuple[int, ...]) -> None:
    start = HEADER.size + age.NONCE_SIZE
    chunks = [FILE[start + n * age.SEALED_CHUNK :][: age.SEALED_CHUNK] for n in range(3)]
    with pytest.raises(BundleDamagedError):
        opened(FILE[:start] + b"".join(chunks[n] for n in order))


def test_an_empty_last_chunk_is_refused() -> None:
    file_key, parts = age.new_file_key(), [b""]
    parts[0] = age.write_header(file_key, [age.HybridRecipient(DESK.reading.public)])
    nonce = bytes(16)
    cipher = age_keys.ChunkCipher(file_key, nonce)
    full, empty = bytearray(age.SEALED_CHUNK), bytearray(16)
    cipher.seal_into(0, False, bytes(age.CHUNK), full)
    cipher.seal_into(1, True, b"", empty)
    with pytest.raises(BundleTruncatedError):
        opened(b"".join((*parts, nonce, full, empty)))


def test_a_file_that_shrinks_while_it_is_read_is_refused() -> None:
    file_key = age.unwrap(HEADER, [age.HybridIdentity(DESK.reading)])
    for size in (len(FILE) - 1, HEADER.size + age.NONCE_SIZE + age.SEALED_CHUNK + 5):
        source = io.BytesIO(FILE[HEADER.size : size])
        reader = age.PayloadReader(file_key, len(FILE) - HEADER.size, source.readinto)
        with pytest.raises((BundleDamagedError, BundleTruncatedError)):
            list(reader.batches())
    # Cut between two chunks: every chunk that is there opens, and the cut is known all the same.
    source = io.BytesIO(FILE[HEADER.size : HEADER.size + age.NONCE_SIZE + age.SEALED_CHUNK])
    reader = age.PayloadReader(file_key, len(FILE) - HEADER.size, source.readinto)
    with pytest.raises(BundleTruncatedError):
        list(reader.batches())
    with pytest.raises(BundleTruncatedError):
        age.PayloadReader(file_key, 100, io.BytesIO(b"short").readinto)


def test_a_reader_may_leave_early() -> None:
    source = io.BytesIO(FILE[HEADER.size :])
    file_key = age.unwrap(HEADER, [age.HybridIdentity(DESK.reading)])
    batches = age.PayloadReader(file_key, len(FILE) - HEADER.size, source.readinto).batches()
    assert bytes(next(batches)) == PLAIN[: age.BATCH_CHUNKS * age.CHUNK]
    batches.close()


def test_the_sinks_failure_reaches_the_writer() -> None:
    def full(data: memoryview) -> None:
        if len(data) > age.NONCE_SIZE:
            raise OSError("full")

    with age.PayloadWriter(bytes(16), full) as payload:
        payload.write(b"x")
        with pytest.raises(OSError, match="full"):
            payload.finish()


def b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


SHARE = b64(bytes(1088) + b"\x09" + bytes(31))
BODY = b64(bytes(32))
STANZA = b"-> mlkem768x25519 " + SHARE + b"\n" + BODY + b"\n"
END = b"--- " + b64(bytes(32)) + b"\n"


@pytest.mark.parametrize(
    ("stanza", "error"),
    [
        (b"", BundleDamagedError),
        (b"->\n\n", BundleDamagedError),
        (b"->  x\n\n", BundleDamagedError),
        (b"-> x \n\n", BundleDamagedError),
        (b"-> x\r\n\n", BundleDamagedError),
        (b"-> \x7f\n\n", BundleDamagedError),
        (b"-> x\n" + b"A" * 64 + b"\n", BundleDamagedError),
        (b"-> x\n" + b"A" * 65 + b"\n", BundleDamagedError),
        (b"-> x\nA\n", BundleDamagedError),
        (b"-> x\nAB\n", BundleDamagedError),
        (b"-> x\nAA==\n", BundleDamagedError),
        (STANZA * 33, BundleRefusedError),
        (b"-> " + b"x" * 100_000 + b"\n\n", BundleRefusedError),
        (b"-> x\n" + (b"A" * 64 + b"\n") * 2_000 + b"\n", BundleRefusedError),
        (b"-> mlkem768x25519\n" + BODY + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + SHARE + b" x\n" + BODY + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + SHARE[:-1] + b"\n" + BODY + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + SHARE + b"=\n" + BODY + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + SHARE[:-1] + b"B\n" + BODY + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + b64(bytes(1119)) + b"\n" + BODY + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + SHARE + b"\n" + b64(bytes(33)) + b"\n", BundleDamagedError),
        (b"-> mlkem768x25519 " + b64(bytes(1120)) + b"\n" + BODY + b"\n", BundleDamagedError),
        (STANZA, NotForUsError),
        (b"-> MLKEM768X25519 " + SHARE + b"\n" + BODY + b"\n", NotForUsError),
        (b"-> x-grease y z\n\n", NotForUsError),
        (b"-> x\n" + b"A" * 64 + b"\n\n", NotForUsError),
    ],
)
def test_headers_outside_grammar_and_limits_are_refused(
    stanza: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        opened(age.VERSION_LINE + stanza + END + bytes(64))


@pytest.mark.parametrize(
    "end",
    [b"---\n", b"--- \n", b"---" + b64(bytes(32)) + b"\n", b"--- " + b64(bytes(31)) + b"\n",
     b"--- " + b64(bytes(32)) + b" \n", b"--- " + b64(bytes(32))[:-1] + b"B\n"],
)  # fmt: skip
def test_mac_lines_outside_the_grammar_are_refused(end: bytes) -> None:
    with pytest.raises(BundleDamagedError):
        age.parse_header(age.VERSION_LINE + STANZA + end + b"\n--- ", whole=True)


@pytest.mark.parametrize(
    ("start", "error"),
    [
        (b"PK\x03\x04", NotABundleError),
        (b"%PDF-1.7", NotABundleError),
        (b"\xff" * 1000, NotABundleError),
        (b"age-encryption.org/v2\n", BundleDamagedError),
        (b"age-encryption.org/v1\r\n", BundleDamagedError),
    ],
)
def test_other_files_are_told_apart(start: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        age.parse_header(start, whole=True)


def test_a_foreign_mac_is_refused() -> None:
    header = age.write_header(bytes(16), [age.HybridRecipient(DESK.reading.public)])
    other = age.write_header(bytes(range(16)), [age.HybridRecipient(DESK.reading.public)])
    mixed = header[: header.rindex(b"--- ")] + other[other.rindex(b"--- ") :]
    with pytest.raises(BundleDamagedError):
        age.unwrap(age.parse_header(mixed, whole=True), [age.HybridIdentity(DESK.reading)])


def test_a_long_file_key_is_refused() -> None:
    class Long:
        def unwrap(self, stanza: age.Stanza) -> bytes:
            return bytes(17)

    with pytest.raises(BundleDamagedError):
        age.unwrap(HEADER, [Long()])
