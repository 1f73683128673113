"""Taking work out: what waits is cut into signed segments and durable *before* the first byte
goes to the stick; what is in a verified file afterwards is remembered as carried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.crypto.signing import SEGMENT_TYPE
from app.domain.errors import TrustError, WrongTaskError, XunjiError
from app.domain.kinds import Channel
from app.journal.operations import LogName, Operation
from app.journal.segments import Header, Segment, build_segment
from app.ports import Cancelled, Outgoing, Progress, Reader, Work, WrittenFile
from app.services import audit, offices
from app.services.exchange import delivery, office_log, parcels, receipts
from app.services.exchange.delivery import Consignment
from app.services.session import OFFICE_TASK, Session
from app.trust.reasons import Reason


@dataclass(frozen=True)
class ExportedFile:
    """A finished file and the computers that can open it."""

    path: Path
    size: int
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Exported:
    """The files written, and what is in them. ``parcels`` are files relayed unread."""

    files: tuple[ExportedFile, ...]
    segments: int
    evidence: int
    readers: tuple[str, ...]
    parcels: int = 0


def export(
    session: Session,
    folder: Path,
    *,
    to: Sequence[str] | None = None,
    full: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write what the chosen computers (device ids; the usual ones without ``to``) have to get.

    Everything the office's second copy does not have goes along each time, so a lost stick costs
    nothing; ``full`` repeats all. Each set of people who may know gets files of its own. Raises
    TrustError if no statement of this task is here or nobody is addressed, WrongTaskError for the
    office's own records (they leave inside a task), DiskFullError, MediaError, CancelledError.
    """
    if session.task == OFFICE_TASK:
        raise WrongTaskError(session.task)
    readers = _chosen(session, to)
    session.verify()
    _prepare(session, readers)
    consignments = delivery.divide(session, readers, full=full)
    share = _Shares(consignments, progress)
    files: list[ExportedFile] = []
    try:
        for number, consignment in enumerate(consignments):
            outgoing = _outgoing(session, consignment)
            step = share.of(number)
            written = session.bundles.write(folder, outgoing, progress=step, cancelled=cancelled)
            _note_carried(session, consignment)
            files += _files(written, consignment.readers)
        relayed = parcels.pass_on(session, folder, readers, cancelled=cancelled)
    except XunjiError:
        audit.note_alone(session, "export_failed")
        raise
    return Exported(
        files=(*files, *(ExportedFile(f.path, f.size, r) for f, r in relayed.files)),
        segments=sum(len(each.segments) for each in consignments),
        evidence=sum(len(each.blobs) for each in consignments),
        readers=readers,
        parcels=relayed.count,
    )


def cut(session: Session, work: Work) -> int:
    """Cut every own log of the present task that has operations waiting."""
    waiting = session.store.waiting()
    names = {session.log(channel) for channel in Channel} | set(waiting)
    return sum(
        work.cut(name, _cutter(session, name)) for name in names if name.task == session.task
    )


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


def _prepare(session: Session, readers: Sequence[str]) -> None:
    """Log the act, brief the team, say what is here, and cut: two units, both durable.

    The receipt speaks of what is cut, so that it covers the office's own segments as well.
    """
    with session.store.work() as work:
        audit.note(session, work, "exported_bundle", words=", ".join(r[:8] for r in readers))
        if session.role == "office":
            offices.brief_changes(session, work)
        cut(session, work)
        work.commit()
    if session.role == "office":
        office_log.enter(session)
        with session.store.work() as work:
            receipts.write(session, work)
            cut(session, work)
            work.commit()


def _outgoing(session: Session, consignment: Consignment) -> Outgoing:
    return Outgoing(
        office=session.office,
        task=session.task,
        sender=session.device,
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


def _note_carried(session: Session, consignment: Consignment) -> None:
    hashes = [segment.hash for segment in consignment.segments]
    at = session.claimed()
    with session.store.work() as work:
        for reader in consignment.readers:
            work.put_carried(hashes, reader, at)
        work.commit()


def _files(written: Sequence[WrittenFile], readers: tuple[str, ...]) -> list[ExportedFile]:
    return [ExportedFile(file.path, file.size, readers) for file in written]


def _cutter(
    session: Session, name: LogName
) -> Callable[[int, str, Sequence[Operation]], tuple[Segment, bytes]]:
    statement = session.trust.statement(session.task)
    witnessed = office_log.witnessed(session)

    def build(first: int, previous: str, operations: Sequence[Operation]) -> tuple[Segment, bytes]:
        header = Header(
            office=session.office,
            name=name,
            first=first,
            last=first + len(operations) - 1,
            previous=previous,
            schema=operations[0].schema,
            minimum_reader=1,
            statement=statement.version if statement else 0,
            checkpoint=None if witnessed is None else witnessed.mark,
            cut=session.claimed(),
        )
        segment = build_segment(header, [operation.line for operation in operations])
        return segment, session.keys.signing.sign(SEGMENT_TYPE, segment.data)

    return build


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
