"""Evidence files of which some pieces are here and some are not: 附件未到 3/7."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.ports import Incoming, IncomingBlob, StoredBlob, Work
from app.services.session import Session

_NAME = "evidence.partial"


@dataclass(frozen=True)
class Arriving:
    """How many pieces of an evidence file are here, and how many it has."""

    here: int
    of: int


def partly_arrived(session: Session) -> dict[str, Arriving]:
    """Digest of each evidence file that was announced and is not whole here yet -> its pieces."""
    return {
        digest: _counted(session, pieces)
        for digest, pieces in _noted(session).items()
        if not session.blobs.has(digest)
    }


def within(session: Session, blobs: Iterable[IncomingBlob]) -> dict[str, Arriving]:
    """The same for files a bundle speaks of that was looked at and is not merged."""
    return {
        blob.digest: _counted(session, [piece.digest for piece in blob.pieces]) for blob in blobs
    }


def note(session: Session, work: Work, incoming: Incoming, arrived: Iterable[StoredBlob]) -> None:
    """Remember what files a merged bundle announced that are not whole; forget those that are."""
    before = _noted(session)
    whole = {blob.digest for blob in arrived}
    named = {blob.digest: [piece.digest for piece in blob.pieces] for blob in incoming.blobs}
    kept = {
        digest: pieces
        for digest, pieces in {**before, **named}.items()
        if digest not in whole and not session.blobs.has(digest)
    }
    if kept != before:
        work.put_setting(_NAME, json.dumps(kept).encode())


def _noted(session: Session) -> dict[str, list[str]]:
    stored = session.store.setting(_NAME)
    return {} if stored is None else json.loads(stored)


def _counted(session: Session, pieces: list[str]) -> Arriving:
    here = session.bundles.pieces_here(pieces)
    return Arriving(sum(piece in here for piece in pieces), len(pieces))
