"""Checkpoints of the office's log: signed, continued, and proofs of single entries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.crypto.signing import SigningKey
from app.domain.errors import TrustError
from app.journal.canonical import encode, parse
from app.trust.checkpoint import (
    Checkpoint,
    prove,
    read_checkpoint,
    segment_entry,
    sign_checkpoint,
    tree_of,
    write_checkpoint,
)

OFFICE = "0123456789abcdef" * 2
AT = "2026-03-05T09:12:44+08:00"
KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(32))
ENTRIES = [segment_entry(f"{number:064x}") for number in range(20)]


def test_what_is_signed_is_readable_text() -> None:
    assert Checkpoint(OFFICE, 3, "ab" * 32, AT).data == (
        f"xunji-checkpoint/1\n{OFFICE}\n3\n{'ab' * 32}\n{AT}\n".encode()
    )


def test_a_checkpoint_survives_the_way_through_json() -> None:
    signed = sign_checkpoint(tree_of(ENTRIES), OFFICE, AT, KEY, since=7)
    assert read_checkpoint(parse(encode(write_checkpoint(signed)))) == signed
    assert signed.signed_by([OTHER.public, KEY.public])
    assert not signed.signed_by([OTHER.public])


def test_a_changed_size_breaks_the_signature() -> None:
    signed = sign_checkpoint(tree_of(ENTRIES), OFFICE, AT, KEY)
    shorter = replace(signed, checkpoint=replace(signed.checkpoint, size=19))
    assert not shorter.signed_by([KEY.public])


def test_a_longer_log_continues_the_shorter() -> None:
    old = sign_checkpoint(tree_of(ENTRIES[:7]), OFFICE, AT, KEY)
    new = sign_checkpoint(tree_of(ENTRIES), OFFICE, AT, KEY, since=7)
    assert new.continues(old.checkpoint)


def test_a_rewritten_log_does_not() -> None:
    old = sign_checkpoint(tree_of(ENTRIES[:7]), OFFICE, AT, KEY)
    rewritten = [*ENTRIES[:3], segment_entry("f" * 64), *ENTRIES[4:]]
    assert not sign_checkpoint(tree_of(rewritten), OFFICE, AT, KEY, since=7).continues(
        old.checkpoint
    )
    honest = sign_checkpoint(tree_of(ENTRIES), OFFICE, AT, KEY, since=7)
    assert not honest.continues(replace(old.checkpoint, office="f" * 32))


def test_one_entry_is_proven_on_its_own() -> None:
    tree = tree_of(ENTRIES)
    checkpoint = sign_checkpoint(tree, OFFICE, AT, KEY).checkpoint
    proof = prove(tree, ENTRIES, ENTRIES[13])
    assert proof.holds(checkpoint)
    assert not replace(proof, entry=ENTRIES[12]).holds(checkpoint)
    with pytest.raises(ValueError, match="not in list"):
        prove(tree, ENTRIES, segment_entry("e" * 64))


@pytest.mark.parametrize(
    "change",
    [
        {"size": -1},
        {"size": True},
        {"size": "3"},
        {"root": "zz"},
        {"office": 5},
        {"at": "x" * 50},
        {"sig": "***"},
        {"proof": ["ab"]},
        {"proof": ["a" * 64] * 65},
        {"since": None},
    ],
)
def test_what_is_not_a_checkpoint_is_refused(change: dict[str, object]) -> None:
    value = write_checkpoint(sign_checkpoint(tree_of(ENTRIES), OFFICE, AT, KEY))
    assert isinstance(value, dict)
    with pytest.raises(TrustError):
        read_checkpoint({**value, **change})  # type: ignore[dict-item]


def test_something_else_is_no_checkpoint() -> None:
    with pytest.raises(TrustError):
        read_checkpoint(["xunji-checkpoint/1"])
