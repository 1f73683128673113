"""The community's test vectors for the age format (C2SP), all but armor and passphrases."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import Path

import pytest

from app.bundle import age
from app.crypto import ageid
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    NotABundleError,
    NotForUsError,
)

FOLDER = Path(__file__).parents[2] / "vectors" / "age" / "cctv"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")

# A bundle with a damaged stanza of its own type fails as a whole, as the vectors demand; bundles
# never mix types, so the rule about mixing is checked one layer up (stanza-type).
EXPECTED: dict[str, tuple[type[Exception], ...]] = {
    "no match": (NotForUsError,),
    "HMAC failure": (BundleDamagedError,),
    "header failure": (
        BundleDamagedError,
        BundleRefusedError,
        BundleTruncatedError,
        NotABundleError,
    ),
    "payload failure": (BundleDamagedError, BundleTruncatedError),
}


def read(name: str) -> tuple[dict[str, list[str]], bytes]:
    """(facts, age file) of a vector."""
    head, _, data = (FOLDER / name).read_bytes().partition(b"\n\n")
    facts: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        facts.setdefault(key, []).append(value)
    return facts, zlib.decompress(data) if facts.get("compressed") == ["zlib"] else data


def identity(text: str) -> age.Identity:
    if text.startswith("AGE-SECRET-KEY-PQ-"):
        return age.HybridIdentity(ageid.parse_identity(text))
    return age.ClassicIdentity(ageid.decode(ageid.X25519_IDENTITY_PREFIX, text))


def decrypt(data: bytes, identities: list[age.Identity], found: bytearray) -> None:
    header = age.parse_header(data[: age.MAXIMUM_HEADER], whole=len(data) <= age.MAXIMUM_HEADER)
    file_key = age.unwrap(header, identities)
    source = io.BytesIO(data[header.size :])
    for batch in age.PayloadReader(file_key, len(data) - header.size, source.readinto).batches():
        found += batch


@pytest.mark.parametrize("name", NAMES)
def test_vector(name: str) -> None:
    facts, data = read(name)
    identities = [identity(text) for text in facts.get("identity", [])]
    (expect,) = facts["expect"]
    found = bytearray()
    if expect == "success":
        decrypt(data, identities, found)
        assert hashlib.sha256(found).hexdigest() == facts["payload"][0]
        return
    with pytest.raises(EXPECTED[expect]):
        decrypt(data, identities, found)


def test_the_vectors_are_all_here() -> None:
    assert len(NAMES) > 70
    assert sum(name.startswith("hybrid") for name in NAMES) > 15
