"""JSON that other readers would understand otherwise, in everything of a bundle that is signed."""

from __future__ import annotations

import hashlib

import pytest

from app.bundle.contract import Received
from app.bundle.intake import Intake
from app.bundle.manifest import encode_manifest
from app.crypto.signing import MANIFEST_TYPE, SEGMENT_TYPE
from app.domain.errors import BundleRefusedError, SignatureInvalidError, SignerUnknownError
from tests.unit.bundle.building import (
    MEMBER,
    STRANGER,
    Desk,
    Device,
    MemoryPieces,
    archive,
    manifest_for,
    segment,
    signed_archive,
)

MALFORMED = [
    pytest.param(b'"later":1,"later":2', "duplicate-key", id="duplicate keys"),
    pytest.param(b'"later":NaN', "float", id="NaN"),
    pytest.param(b'"later":1e999999', "float", id="1e999999"),
    pytest.param(b'"later":' + b"9" * 5_000, "integer", id="an integer of 5,000 digits"),
    pytest.param(b'"later":' + b"[" * 100_000 + b"]" * 100_000, "depth", id="depth 100,000"),
    pytest.param(b'"later":"\xc0\x80"', "encoding", id="overlong"),
    pytest.param(b'"later":"\xed\xa0\x80"', "encoding", id="half a pair as bytes"),
    pytest.param(b'"later":"\\ud800"', "character", id="half a pair as an escape"),
    pytest.param(b'"later":"\\u0000"', "character", id="NUL as an escape"),
]
WHOLE = [
    pytest.param(lambda line: b"\xef\xbb\xbf" + line, "byte-order-mark", id="byte order mark"),
    pytest.param(lambda line: line.decode().encode("utf-16"), "encoding", id="UTF-16"),
]


def take_in(data: bytes) -> tuple[Received, MemoryPieces]:
    sink = MemoryPieces()
    intake = Intake(Desk(), len(data), sink=sink)
    try:
        intake.feed(memoryview(data))
        return intake.finish(), sink
    finally:
        intake.abandon()


def refusal(data: bytes) -> str:
    with pytest.raises(BundleRefusedError) as caught:
        take_in(data)
    return caught.value.reason


def with_segment(data: bytes, signer: Device = MEMBER) -> bytes:
    """A sound bundle by MEMBER that carries these bytes as a segment."""
    digest = hashlib.sha256(data).hexdigest()
    lines = signer.signing.sign(SEGMENT_TYPE, data)
    files = [(f"seg/{digest}.jsonl", data), (f"seg/{digest}.sig", lines)]
    return signed_archive(encode_manifest(manifest_for(files)), files)


def put_in(line: bytes, more: bytes) -> bytes:
    """The object with further members."""
    return line[:-1] + b"," + more + b"}"


@pytest.mark.parametrize(("more", "reason"), MALFORMED)
def test_a_signed_manifest_is_refused(more: bytes, reason: str) -> None:
    """Case 75. Whoever signed it."""
    manifest = put_in(encode_manifest(manifest_for([])), more)
    assert refusal(signed_archive(manifest, [])) == f"manifest-{reason}"


@pytest.mark.parametrize(("more", "reason"), MALFORMED)
@pytest.mark.parametrize("place", [0, 2], ids=["header", "operation"])
def test_a_signed_segment_is_refused(place: int, more: bytes, reason: str) -> None:
    """Case 75. In the header line, whose length is bounded first, and in an operation."""
    lines = segment().data.split(b"\n")
    lines[place] = put_in(lines[place], more)
    too_long = place == 0 and len(lines[0]) > 4_096
    found = refusal(with_segment(b"\n".join(lines)))
    assert found == ("segment-header" if too_long else f"segment-{reason}")


@pytest.mark.parametrize(("change", "reason"), WHOLE)
def test_another_encoding_is_refused(change: object, reason: str) -> None:
    """Case 75."""
    assert callable(change)
    manifest = change(encode_manifest(manifest_for([])))
    assert refusal(signed_archive(manifest, [])) == f"manifest-{reason}"
    first, _, rest = segment().data.partition(b"\n")
    data = change(first) + b"\n" + rest
    assert refusal(with_segment(data)).startswith("segment-")


@pytest.mark.parametrize(("more", "reason"), MALFORMED)
def test_nothing_is_parsed_before_its_signature_holds(more: bytes, reason: str) -> None:
    """Case 75. Without a signature that holds, the malformed text is never looked at."""
    manifest = put_in(encode_manifest(manifest_for([])), more)
    with pytest.raises(SignerUnknownError):
        take_in(signed_archive(manifest, [], STRANGER))
    good = encode_manifest(manifest_for([]))
    signature = MEMBER.signing.sign(MANIFEST_TYPE, good)
    with pytest.raises(SignatureInvalidError):
        take_in(archive(manifest, signature, []))
