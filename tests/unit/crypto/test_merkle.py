"""The Merkle tree against the plain recursive definition of RFC 9162 and known vectors."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.merkle import EMPTY_ROOT, Tree, verify_consistency, verify_inclusion

# The eight entries and the roots by which implementations of Certificate Transparency are tested.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def defined_root(entries: list[bytes]) -> bytes:
    """MTH of section 2.1.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    left, right = defined_root(entries[:k]), defined_root(entries[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_the_known_roots() -> None:
    tree = Tree(ENTRIES)
    assert {size: tree.root(size).hex() for size in ROOTS} == ROOTS
    assert Tree().root() == EMPTY_ROOT


def test_every_small_list_is_as_defined() -> None:
    entries = [bytes([number]) for number in range(40)]
    tree = Tree(entries)
    for size in range(41):
        assert tree.root(size) == defined_root(entries[:size])


def test_every_entry_of_every_small_list_is_proven() -> None:
    entries = [bytes([number]) for number in range(33)]
    tree = Tree(entries)
    for size in range(1, 34):
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert verify_inclusion(entries[index], index, size, proof, tree.root(size))
            assert not verify_inclusion(b"other", index, size, proof, tree.root(size))
            assert not verify_inclusion(entries[index], index, size, (*proof, b""), tree.root(size))
            assert not verify_inclusion(entries[index], index, size, proof, bytes(32))


def test_every_beginning_of_every_small_list_is_proven() -> None:
    tree = Tree(bytes([number]) for number in range(33))
    for size in range(34):
        for old in range(size + 1):
            proof = tree.consistency(old, size)
            assert verify_consistency(old, tree.root(old), size, tree.root(size), proof)


@given(st.integers(1, 60), st.data())
def test_a_rewritten_beginning_is_never_consistent(size: int, data: st.DataObject) -> None:
    entries = [bytes([number]) for number in range(size)]
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    honest = Tree(entries)
    rewritten = Tree([*entries[:changed], b"forged", *entries[changed + 1 :]])
    for proof in (honest.consistency(old, size), rewritten.consistency(old, size)):
        assert not verify_consistency(old, honest.root(old), size, rewritten.root(size), proof)


@given(st.integers(2, 60), st.data())
def test_a_proof_serves_one_place_in_one_list(size: int, data: st.DataObject) -> None:
    entries = [bytes([number]) for number in range(size)]
    tree = Tree(entries)
    index = data.draw(st.integers(0, size - 1))
    elsewhere = data.draw(st.integers(0, size - 1).filter(lambda place: place != index))
    proof = tree.inclusion(index, size)
    assert not verify_inclusion(entries[index], elsewhere, size, proof, tree.root(size))
    flipped = data.draw(st.integers(0, len(proof) - 1))
    broken = (*proof[:flipped], bytes(32), *proof[flipped + 1 :])
    assert not verify_inclusion(entries[index], index, size, broken, tree.root(size))


def test_places_outside_the_list_are_refused() -> None:
    tree = Tree([b"a", b"b"])
    with pytest.raises(ValueError, match="not among 2"):
        tree.inclusion(2)
    with pytest.raises(ValueError, match="has 2 entries"):
        tree.root(3)
    with pytest.raises(ValueError, match="not a beginning"):
        tree.consistency(2, 1)
    assert not verify_inclusion(b"a", 2, 2, (), tree.root())
    assert not verify_consistency(3, tree.root(), 2, tree.root(), ())


def test_a_proof_of_another_length_convinces_nobody() -> None:
    tree = Tree(bytes([number]) for number in range(9))
    assert not verify_consistency(3, tree.root(3), 9, tree.root(), ())
    longer = (*tree.consistency(8, 9), bytes(32))
    assert not verify_consistency(8, tree.root(8), 9, tree.root(), longer)
