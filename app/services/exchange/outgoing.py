"""Taking work out: what waits is cut into signed segments and durable *before* the first byte
goes to the stick; what is in a verified file afterwards is remembered as carried.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.domain.errors import (
    BlobDamagedError,
    BlobMissingError,
    CancelledError,
    RecordMissingError,
    TrustError,
    WrongTaskError,
    XunjiError,
)
from app.ports import (
    Cancelled,
    Outgoing,
    Progress,
    Reader,
    StoredBlob,
    Work,
    Written,
    WrittenFile,
)
from app.services import audit
from app.services.exchange import cutting, delivery, parcels, unfinished
from app.services.exchange.delivery import Consignment
from app.services.exchange.unfinished import Unfinished
from app.services.session import OFFICE_TASK, Session
from app.trust.reasons import Reason


@dataclass(frozen=True)
class ExportedFile:
    """A finished file and the computers that can open it."""

    path: Path
    size: int
    readers: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """An evidence file that could not be taken along: "damaged" or "missing" on this computer."""

    digest: str
    reason: str


@dataclass(frozen=True)
class Exported:
    """The files written, and what is in them. ``parcels`` are files relayed unread.

    ``left_out`` is evidence that could not go along. With ``packs`` more files of evidence,
    ``left`` bytes, still to write, the export goes on with ``go_on``, on another stick.
    """

    files: tuple[ExportedFile, ...]
    segments: int
    evidence: int
    readers: tuple[str, ...]
    parcels: int = 0
    left_out: tuple[LeftOut, ...] = ()
    packs: int = 0
    left: int = 0


def export(
    session: Session,
    folder: Path,
    *,
    to: Sequence[str] | None = None,
    full: bool = False,
    partly: bool = False,
    medium: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write what the chosen computers (device ids; the usual ones without ``to``) have to get.

    Everything the office's second copy does not have goes along each time, so a lost stick costs
    nothing; ``full`` repeats all. Each set of people who may know gets files of its own. What finds
    no room is left for another stick with ``partly``. ``medium`` is the id of a registered medium.
    A damaged or missing evidence file is left out and named. Raises TrustError if no statement of
    this task is here or nobody is addressed, WrongTaskError for the office's own records (they
    leave inside a task), DiskFullError, MediaError, CancelledError; what is finished by then stays,
    and ``go_on`` continues it.
    """
    if session.task == OFFICE_TASK:
        raise WrongTaskError(session.task)
    readers = _chosen(session, to)
    session.verify()
    cutting.prepare(session, readers, medium)
    return _Export(session, folder, Unfinished(readers, full), partly=partly).write(
        progress, cancelled
    )


def go_on(
    session: Session,
    folder: Path,
    *,
    medium: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Continue an interrupted export, on the same stick or another one.

    Files that are whole on this stick are not written again; those that turn out to be damaged are
    removed and what was in them is written anew. Raises RecordMissingError if there is nothing to
    continue, and what ``export`` raises.
    """
    begun = unfinished.load(session)
    if begun is None:
        raise RecordMissingError("export", session.task)
    session.verify()
    lost = unfinished.lost(session, begun, folder, progress=progress, cancelled=cancelled)
    for file in lost:
        with suppress(OSError):
            (folder / file.name).unlink(missing_ok=True)
    with session.store.work() as work:
        cutting.note_export(session, work, begun.readers, medium)
        work.commit()
    begun = replace(begun.without(lost), leg=begun.leg + 1)
    return _Export(session, folder, begun, partly=True).write(progress, cancelled)


def planned_size(session: Session, to: Sequence[str] | None = None, *, full: bool = False) -> int:
    """About how many bytes an export would write. Raises TrustError if nobody is addressed."""
    return sum(each.size for each in delivery.divide(session, _chosen(session, to), full=full))


def give_up(session: Session) -> None:
    """Do not continue: the next export begins anew, and repeats what was not confirmed."""
    unfinished.keep(session, None)


class _Export:
    """One export, or one more stick of it."""

    def __init__(self, session: Session, folder: Path, begun: Unfinished, *, partly: bool) -> None:
        self._session = session
        self._folder = folder
        self._begun = begun
        self._partly = partly
        self._files: list[ExportedFile] = []
        self._left_out: list[LeftOut] = []
        self._consignments: list[Consignment] = []
        self._segments = self._evidence = 0

    def write(self, progress: Progress | None, cancelled: Cancelled | None) -> Exported:
        """Write every consignment, and the parcels once the evidence is on its way."""
        session, readers = self._session, self._begun.readers
        consignments = delivery.divide(session, readers, full=self._begun.full)
        self._consignments = consignments
        share = _Shares(consignments, progress)
        relayed, packs, left = parcels.Relayed(), 0, 0
        try:
            for number, consignment in enumerate(consignments):
                written = self._consignment(consignment, share.of(number), cancelled)
                packs, left = packs + written.packs, left + written.left_size
            if not packs:
                relayed = parcels.pass_on(session, self._folder, readers, cancelled=cancelled)
        except XunjiError:
            self._keep()
            audit.note_alone(session, "export_failed")
            raise
        self._begun = replace(self._begun, packs=packs, left=left)
        unfinished.keep(session, self._begun if packs else None)
        return Exported(
            files=(*self._files, *(ExportedFile(f.path, f.size, r) for f, r in relayed.files)),
            segments=self._segments,
            evidence=self._evidence,
            readers=readers,
            parcels=relayed.count,
            left_out=tuple(self._left_out),
            packs=packs,
            left=left,
        )

    def _consignment(
        self, consignment: Consignment, progress: Progress | None, cancelled: Cancelled | None
    ) -> Written:
        """One set of files. What turns out to be spoiled on the way is left out of the rest."""
        wanted = self._remaining(consignment)
        self._left_out += (LeftOut(digest, "missing") for digest in consignment.absent)
        while True:
            try:
                written = self._session.bundles.write(
                    self._folder,
                    self._outgoing(wanted),
                    partly=self._partly,
                    finished=partial(self._finished, wanted),
                    progress=progress,
                    cancelled=cancelled,
                )
            except (BlobDamagedError, BlobMissingError) as error:
                spoiled = _spoiled(self._session, wanted.blobs, cancelled)
                if not spoiled:
                    raise
                del error
                self._left_out += (LeftOut(blob.digest, why) for blob, why in spoiled)
                without = {blob.digest for blob, _ in spoiled}
                kept = tuple(b for b in wanted.blobs if b.digest not in without)
                wanted = self._remaining(replace(wanted, blobs=kept))
            else:
                self._evidence += self._carried(consignment)
                return written

    def _remaining(self, consignment: Consignment) -> Consignment:
        """What is in no finished file yet. A set that was begun keeps to what it began with."""
        begun = self._begun.of(consignment.readers)
        if begun is None:
            return consignment
        done = begun.continued.pieces
        blobs = tuple(
            blob
            for blob in consignment.blobs
            if blob.digest in begun.blobs and not done.issuperset(p.digest for p in blob.pieces)
        )
        return replace(consignment, segments=(), blobs=blobs)

    def _carried(self, consignment: Consignment) -> int:
        """Evidence files that are wholly in finished files."""
        begun = self._begun.of(consignment.readers)
        done = begun.continued.pieces if begun else frozenset[str]()
        return sum(done.issuperset(p.digest for p in blob.pieces) for blob in consignment.blobs)

    def _outgoing(self, consignment: Consignment) -> Outgoing:
        begun = self._begun.of(consignment.readers)
        outgoing = _outgoing(self._session, consignment)
        return replace(outgoing, continues=begun.continued if begun else None)

    def _finished(self, consignment: Consignment, file: WrittenFile) -> None:
        """A file is safe: what is in it was carried, and is not written again."""
        readers = consignment.readers
        self._files.append(ExportedFile(file.path, file.size, readers))
        blobs = [blob.digest for blob in consignment.blobs]
        self._begun = self._begun.with_file(readers, blobs, file)
        with self._session.store.work() as work:
            if file.number == 0:
                self._segments += len(consignment.segments)
                _note_carried(self._session, work, consignment)
            unfinished.put(self._session, work, self._begun)
            work.commit()

    def _keep(self) -> None:
        """Something safe, something not: it can go on. Otherwise what could go on before can."""
        begun = self._begun
        if not begun.files:
            return
        pieces = {piece for each in begun.sets for piece in each.continued.pieces}
        missing = {p for c in self._consignments for b in c.blobs for p in b.pieces}
        left = sum(piece.size for piece in missing if piece.digest not in pieces)
        unfinished.keep(self._session, replace(begun, left=left))


def _spoiled(
    session: Session, blobs: Sequence[StoredBlob], cancelled: Cancelled | None
) -> list[tuple[StoredBlob, str]]:
    """Those that are not whole, all of them at once, and why."""
    found = []
    for blob in blobs:
        if cancelled is not None and cancelled():
            raise CancelledError
        try:
            session.blobs.verify(blob)
        except BlobDamagedError:
            found.append((blob, "damaged"))
        except BlobMissingError:
            found.append((blob, "missing"))
    return found


def _chosen(session: Session, to: Sequence[str] | None) -> tuple[str, ...]:
    known = delivery.addressees(session)
    if to is None:
        chosen = tuple(each.id for each in known if each.usual)
    else:
        listed = {each.id for each in known}
        chosen = tuple(device for device in dict.fromkeys(to) if device in listed)
    if not chosen:
        raise TrustError(Reason.NOT_LISTED)
    return chosen


def _outgoing(session: Session, consignment: Consignment) -> Outgoing:
    return Outgoing(
        office=session.office,
        task=session.task,
        sender=session.known_as,
        kind=_kind(session, consignment.readers),
        made=session.claimed(),
        readers=_readers(session, consignment.readers),
        know=consignment.know,
        segments=consignment.segments,
        blobs=consignment.blobs,
    )


def _kind(session: Session, readers: Sequence[str]) -> str:
    if session.role == "office":
        return "down"
    offices = {device.id for device in session.trust.office_devices(session.task)}
    return "member" if offices.intersection(readers) else "team"


def _readers(session: Session, devices: Sequence[str]) -> tuple[Reader, ...]:
    keys = session.trust.reading_keys(devices)
    return tuple(Reader(*pair) for pair in zip(devices, keys, strict=True))


def _note_carried(session: Session, work: Work, consignment: Consignment) -> None:
    hashes = [segment.hash for segment in consignment.segments]
    at = session.claimed()
    for reader in consignment.readers:
        work.put_carried(hashes, reader, at)


class _Shares:
    """Progress over several sets of files, each counted by its size."""

    def __init__(self, consignments: Sequence[Consignment], progress: Progress | None) -> None:
        self._sizes = [max(1, each.size) for each in consignments]
        self._progress = progress

    def of(self, number: int) -> Progress | None:
        """Progress of one set as a part of all."""
        progress = self._progress
        if progress is None:
            return None
        before, own, total = sum(self._sizes[:number]), self._sizes[number], sum(self._sizes)

        def step(done: int, all_: int) -> None:
            progress(before + own * done // max(1, all_), total)

        return step
