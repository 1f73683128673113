"""A proof page that is not one is refused; nothing malformed is examined."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.crypto.signing import SEGMENT_TYPE, SigningKey
from app.domain.errors import TrustError
from app.trust import proof
from app.trust.proof import MAXIMUM_FILE, MAXIMUM_SEGMENTS, read_proof

PAGE = Path(__file__).parents[2] / "vectors" / "proofs" / "proof-1.json"


def page() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PAGE.read_bytes())
    return found


def refused(body: object) -> None:
    with pytest.raises(TrustError):
        read_proof(json.dumps(body).encode())


def test_the_kept_page_is_read() -> None:
    assert read_proof(PAGE.read_bytes()).segments


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(TrustError):
        read_proof(b" " * (MAXIMUM_FILE + 1))
    with pytest.raises(TrustError):
        read_proof(b"{")
    refused(page() | {"xj": "proof/9"})
    refused(page() | {"segments": {}})
    refused(page() | {"segments": page()["segments"] * (MAXIMUM_SEGMENTS + 1)})


@pytest.mark.parametrize(
    "change",
    [
        {"lines": 5},
        {"hash": "short"},
        {"device": 7},
        {"first": True},
        {"proof": "none"},
        {"sig": "***"},
        {"sig": None},
        {"seen": 5},
    ],
)
def test_a_malformed_segment_is_refused(change: dict[str, object]) -> None:
    body = page()
    body["segments"][0] |= change
    refused(body)
    refused(page() | {"segments": ["x"]})


def test_a_segment_may_have_seen_nothing_of_the_office() -> None:
    body = page()
    body["segments"][0]["seen"] = None
    assert read_proof(json.dumps(body).encode()).segments[0].seen is None


def test_a_signed_text_that_is_no_segment_proves_nothing() -> None:
    """Only the device itself could sign it; it is still no place in a log."""
    key = SigningKey.from_seed(bytes(range(32)))
    kept = read_proof(PAGE.read_bytes())

    class Known:
        """A trust that names this key."""

        office = kept.office

        def signer(self, device: str) -> bytes:
            return key.public

    data = b"no segment\n"
    forged = replace(
        kept.segments[0],
        hash=hashlib.sha256(data).hexdigest(),
        data=data,
        signature=key.sign(SEGMENT_TYPE, data),
    )
    assert not proof._is_signed(Known(), forged)  # type: ignore[arg-type]
