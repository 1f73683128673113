"""The Merkle tree of RFC 9162, section 2.1, over SHA-256: a list nobody can quietly rewrite.

A root of 32 bytes stands for the whole list. Two kinds of proof convince somebody who has only
roots: that an entry is in the list (*inclusion*), and that an older list is the beginning of a
newer one (*consistency*). A proof has at most 64 hashes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence

HASH_SIZE = 32
MAXIMUM_PROOF = 64
"""Hashes; a list of 2**63 entries needs no more."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry; the prefix keeps entries and inner nodes apart."""
    return hashlib.sha256(b"\x00" + entry).digest()


class Tree:
    """A growing list. Complete subtrees are kept, so that any proof costs O(log² n)."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        """Begin with ``entries``, oldest first."""
        self._levels: list[list[bytes]] = [[]]
        for entry in entries:
            self.append(entry)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._levels[0])

    def append(self, entry: bytes) -> None:
        """Add one entry at the end."""
        node, height = leaf_hash(entry), 0
        self._levels[0].append(node)
        while len(self._levels[height]) % 2 == 0:
            node = _parent(self._levels[height][-2], node)
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            self._levels[height].append(node)

    def root(self, size: int | None = None) -> bytes:
        """Root of the first ``size`` entries; of all without it. Raises ValueError."""
        size = self._checked(self.size if size is None else size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Proof that entry ``index`` is among the first ``size``. Raises ValueError."""
        size = self._checked(self.size if size is None else size)
        if not 0 <= index < size:
            raise ValueError(f"entry {index} is not among {size}")
        return tuple(self._path(index, 0, size))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """Proof that the first ``old`` entries begin the first ``size``. Raises ValueError."""
        size = self._checked(self.size if size is None else size)
        if not 0 <= old <= size:
            raise ValueError(f"{old} entries are not a beginning of {size}")
        if old in (0, size):
            return ()
        return tuple(self._subproof(old, 0, size, whole=True))

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError(f"the list has {self.size} entries, not {size}")
        return size

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        """SUBPROOF of RFC 9162, section 2.1.4.1; ``old`` counts from the first entry."""
        if old == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            left = self._subproof(old, start, middle, whole=whole)
            return [*left, self._range(middle, end)]
        right = self._subproof(old, middle, end, whole=False)
        return [*right, self._range(start, middle)]

    def _range(self, start: int, end: int) -> bytes:
        """Root of entries from ``start`` on and before ``end``; ``start`` is aligned to it."""
        width = end - start
        if width & (width - 1) == 0 and start % width == 0:
            return self._levels[width.bit_length() - 1][start // width]
        middle = start + _split(width)
        return _parent(self._range(start, middle), self._range(middle, end))


def verify_inclusion(
    entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether ``entry`` is number ``index`` of the list with this ``root`` (section 2.1.3.2)."""
    if not 0 <= index < size or len(proof) > MAXIMUM_PROOF:
        return False
    place, last, node = index, size - 1, leaf_hash(entry)
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = _parent(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = _parent(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(node, root)


def verify_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the list of ``old`` entries begins that of ``size`` (section 2.1.4.2)."""
    if not 0 <= old <= size or len(proof) > MAXIMUM_PROOF:
        return False
    if old == size:
        return not proof and hmac.compare_digest(old_root, root)
    if old == 0:
        return not proof and hmac.compare_digest(old_root, EMPTY_ROOT)
    nodes = [*([old_root] if old & (old - 1) == 0 else []), *proof]
    if not nodes:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = _parent(sibling, before), _parent(sibling, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _parent(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and _both(before, old_root, after, root)


def _both(before: bytes, old_root: bytes, after: bytes, root: bytes) -> bool:
    return hmac.compare_digest(before, old_root) and hmac.compare_digest(after, root)


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << (width - 1).bit_length() - 1
