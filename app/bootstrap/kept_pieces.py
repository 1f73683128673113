"""Pieces of evidence that lie within the evidence files of a vault."""

from __future__ import annotations

from collections.abc import Iterable

from app.ports import StoredBlob
from app.vault.blob_file import BlobReader
from app.vault.blobs import BlobStore


class KeptPieces:
    """Pieces of evidence within the files kept here, each judged at most once.

    ``broken`` gathers the digests of evidence files that were found missing or damaged.
    """

    def __init__(self, blobs: BlobStore, known: Iterable[StoredBlob]) -> None:
        self._blobs = blobs
        self._places: dict[str, list[tuple[StoredBlob, int]]] = {}
        self._judged: dict[tuple[str, int], bool] = {}
        self.broken: set[str] = set()
        for blob in known:
            for index, piece in enumerate(blob.pieces):
                self._places.setdefault(piece.digest, []).append((blob, index))

    def has(self, digest: str) -> bool:
        """Whether there is a file that should hold this piece; nothing is read."""
        return any(self._blobs.has(blob.digest) for blob, _ in self._places.get(digest, ()))

    def whole(self, digest: str) -> bool:
        """Whether every file that should hold this piece holds it unharmed, and there is one."""
        found = [self._holds(blob, index) for blob, index in self._places.get(digest, ())]
        return bool(found) and all(found)

    def open(self, digest: str) -> BlobReader | None:
        """A reader of this piece from a file that holds it unharmed."""
        for blob, index in self._places.get(digest, ()):
            if self._holds(blob, index):
                return self._blobs.read_piece(blob.digest, blob.key, index)
        return None

    def available(self, digest: str) -> bool:
        """Whether ``open`` finds one."""
        return any(self._holds(blob, index) for blob, index in self._places.get(digest, ()))

    def _holds(self, blob: StoredBlob, index: int) -> bool:
        place = (blob.digest, index)
        if place not in self._judged:
            size = blob.pieces[index].size
            self._judged[place] = self._blobs.holds_piece(blob.digest, blob.key, index, size)
            if not self._judged[place]:
                self.broken.add(blob.digest)
        return self._judged[place]
