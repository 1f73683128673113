"""Files for the office that a colleague carries without being able to read them.

A member hands the leader a file that only the office can open; the leader's computer keeps it
encrypted like evidence and puts it on its next stick, wrapped in a bundle of its own. So a report
about the leader reaches the office through the leader's hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import EvidenceUnreadableError, RecordMissingError
from app.ports import Cancelled, Outgoing, Progress, Reader, StoredBlob, WrittenFile
from app.services import audit
from app.services.session import Session

KIND = "carry"


@dataclass(frozen=True)
class Relayed:
    """Files written with parcels in them, each with its readers."""

    files: tuple[tuple[WrittenFile, tuple[str, ...]], ...] = ()
    count: int = 0


def take(
    session: Session,
    path: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> StoredBlob:
    """Keep a file for the office that this computer cannot open. The stick may go back.

    Raises ExchangeError if it is no bundle file, EvidenceUnreadableError, DiskFullError,
    CancelledError.
    """
    session.bundles.require_sealed(path)
    try:
        with path.open("rb") as source:
            blob = session.blobs.store(source, progress=progress, cancelled=cancelled)
    except OSError as error:
        raise EvidenceUnreadableError(path, error.strerror or "") from error
    with session.store.work() as work:
        work.put_blob(blob)
        work.put_parcel(blob.digest, session.task, session.claimed())
        audit.note(session, work, "took_parcel", words=blob.digest[:8])
        work.commit()
    return blob


def waiting(session: Session) -> int:
    """Parcels that were not handed on yet."""
    return sum(parcel.passed_at is None for parcel in session.store.parcels(session.task))


def pass_on(
    session: Session,
    folder: Path,
    readers: Sequence[str],
    *,
    cancelled: Cancelled | None = None,
) -> Relayed:
    """Write every parcel for the office, if the office is among the readers.

    They go along each time until their evidence of arrival is clear: twice costs nothing.
    """
    offices = [d for d in session.trust.office_devices(session.task) if d.id in readers]
    found = [session.store.blob(parcel.digest) for parcel in session.store.parcels(session.task)]
    kept = tuple(blob for blob in found if blob is not None and session.blobs.has(blob.digest))
    if not offices or not kept:
        return Relayed()
    ids = tuple(device.id for device in offices)
    outgoing = Outgoing(
        office=session.office,
        task=session.task,
        sender=session.known_as,
        kind=KIND,
        made=session.claimed(),
        readers=tuple(Reader(device.id, device.read) for device in offices),
        know={},
        segments=(),
        blobs=kept,
    )
    written = session.bundles.write(folder, outgoing, cancelled=cancelled)
    with session.store.work() as work:
        work.pass_parcels([blob.digest for blob in kept], session.claimed())
        work.commit()
    return Relayed(tuple((file, ids) for file in written.files), len(kept))


def open_parcel(session: Session, digest: str) -> AbstractContextManager[Path]:
    """At the office: the file inside a carried parcel, to be previewed and merged like any other.

    Raises RecordMissingError for an unknown digest.
    """
    blob = session.store.blob(digest)
    if blob is None:
        raise RecordMissingError("parcel", digest)
    return session.bundles.unwrapped(blob)
