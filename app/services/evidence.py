"""Evidence: taking files into the vault, opening them again, and their chain of custody."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from app.domain.encoding import encode_entry
from app.domain.errors import (
    BlobMissingError,
    EvidenceError,
    EvidenceUnreadableError,
    RecordMissingError,
)
from app.domain.evidence import evidence_number
from app.domain.kinds import Channel, Value, Values
from app.domain.validation import validate
from app.journal.operations import Intent
from app.ports import BlobFile, Cancelled, Changes, Progress, Query, Row, StoredBlob, Work
from app.services import links, numbering, records
from app.services.session import Session

_TYPES = {
    "image": "photo",
    "audio": "audio",
    "video": "video",
}
_TABLES = {".xls", ".xlsx", ".csv", ".et"}


@dataclass(frozen=True)
class Imported:
    """An imported file: the new evidence item, and whether the content was here already."""

    id: str
    changes: Changes
    known_before: bool


def import_file(
    session: Session,
    path: Path,
    *,
    link_from: tuple[str, str] | None = None,
    channel: Channel | None = None,
    facts: Values | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Imported:
    """Encrypt a file into the vault and register it; the original is left alone.

    It goes to the readers of ``channel``; without it, to those of the record it is linked from.

    Raises EvidenceUnreadableError, DiskFullError, CancelledError: nothing is registered then.
    """
    blob = take_in(session, path, progress=progress, cancelled=cancelled)
    return register(session, path, blob, link_from=link_from, channel=channel, facts=facts)


def take_in(
    session: Session,
    path: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> StoredBlob:
    """The long half of ``import_file``: encrypt, without holding up whoever writes records.

    Raises what ``import_file`` raises. What is never registered is no evidence, and neither is an
    empty file: it is what a copy that went wrong leaves, and no bundle could carry it.
    """
    try:
        if not path.stat().st_size:
            raise EvidenceUnreadableError(path, "empty")
        with path.open("rb") as source:
            return session.blobs.store(source, progress=progress, cancelled=cancelled)
    except OSError as error:
        raise EvidenceUnreadableError(path, error.strerror or "") from error


def register(
    session: Session,
    path: Path,
    blob: StoredBlob,
    *,
    link_from: tuple[str, str] | None = None,
    channel: Channel | None = None,
    facts: Values | None = None,
) -> Imported:
    """The short half of ``import_file``: the item, its first custody entry, its link."""
    known = session.store.blob(blob.digest)
    with session.store.work() as work:
        if known is None:
            work.put_blob(blob)
        if channel is None and link_from is not None:
            channel = records.channel_of(session, work, *link_from)
        item = _register(session, work, path, blob, facts or {}, channel)
        if link_from is not None:
            links.write_link(session, work, link_from, ("evidence", item), "supports")
        return Imported(item, work.commit(), known is not None)


def keep_text(
    session: Session, text: str, title: str, *, link_from: tuple[str, str] | None = None
) -> Imported:
    """A text too long for a field becomes a UTF-8 file among the evidence.

    What UTF-8 cannot hold is written out (``\\ud800``).
    """
    blob = session.blobs.store(BytesIO(text.encode("utf-8", "backslashreplace")))
    return register(session, Path(f"{title}.txt"), blob, link_from=link_from)


def note_custody(session: Session, item: str, **values: Value) -> Changes:
    """Write one custody entry. Raises InputError."""
    with session.store.work() as work:
        _custody(session, work, {"evidence": item, **values})
        return work.commit()


def custody(session: Session, item: str) -> list[Row]:
    """The chain of custody, oldest first."""
    return session.store.rows(Query("custody", equals={"evidence": item}, descending=False))


def open_file(session: Session, item: str) -> BlobFile:
    """The plain bytes of an item, verified as they are read.

    Raises RecordMissingError, BlobMissingError (registered, but its file has not arrived),
    BlobDamagedError.
    """
    return session.blobs.open(_blob(session, item))


def verify(session: Session, item: str) -> None:
    """Read an item's whole file. Raises what ``open_file`` raises."""
    session.blobs.verify(_blob(session, item))


def verify_all(
    session: Session, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> list[tuple[str, EvidenceError]]:
    """Verify every evidence file; returns (evidence id, error) for each that is not whole."""
    found: list[tuple[str, EvidenceError]] = []
    items = session.store.rows(Query("evidence", order_by="id", descending=False))
    for index, row in enumerate(items):
        if cancelled is not None and cancelled():
            break
        try:
            if row.values["file"]:
                verify(session, row.id)
        except EvidenceError as error:
            found.append((row.id, error))
        if progress is not None:
            progress(index + 1, len(items))
    return found


def _blob(session: Session, item: str) -> StoredBlob:
    row = session.store.row("evidence", item)
    if row is None:
        raise RecordMissingError("evidence", item)
    digest = str(row.values["file"] or "")
    blob = session.store.blob(digest)
    if blob is None:
        raise BlobMissingError(digest)
    return blob


def _register(
    session: Session,
    work: Work,
    path: Path,
    blob: StoredBlob,
    facts: Values,
    channel: Channel | None,
) -> str:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    name, number = (
        storable_name(path.name),
        numbering.next_number(session, "evidence", evidence_number),
    )
    values: dict[str, Value] = {
        "number": number,
        "title": Path(name).stem[:300] if Path(name).stem.strip() else number,
        "type": _type_of(path, media_type),
        "obtained_on": session.clock.now().date(),
        **facts,
        "file": blob.digest,
        "file_name": name[:300],
        "file_size": blob.size,
        "media_type": media_type,
    }
    editable = records.new(session, "evidence", channel)
    records.write(session, work, editable, values)
    _custody(
        session,
        work,
        {"evidence": editable.id, "action": "imported", "file": blob.digest, "purpose": None},
    )
    return editable.id


def storable_name(name: str) -> str:
    r"""A file name as it can be kept: bytes that are no text, as names from other systems have, are
    written as ``\xd6``, halves of a surrogate pair as ``\ud800``."""
    return "".join(_escaped(c) if "\ud800" <= c <= "\udfff" else c for c in name)


def _escaped(half: str) -> str:
    byte = ord(half) - 0xDC00  # how Python hands on a byte it could not decode
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else f"\\u{ord(half):04x}"


def _type_of(path: Path, media_type: str) -> str:
    if path.suffix.lower() in _TABLES:
        return "table"
    if media_type == "application/pdf":
        return "scan"
    return _TYPES.get(media_type.split("/")[0], "document")


def _custody(session: Session, work: Work, values: Values) -> None:
    kind = session.kind("custody")
    complete = kind.empty() | {"on": session.clock.now().date(), **values}
    validate(kind, complete, session.codes)
    entry = encode_entry(kind, complete)
    intent = Intent("custody", kind.name, session.new_id("custody"), value=entry)
    channel = records.channel_of(session, work, "evidence", str(values["evidence"]))
    session.append(work, channel, [intent])
