"""Taking work out on a stick, and merging what a stick brings in.

Export: what waits is cut into signed segments and made durable *before* the first byte goes to the
stick. Import: the file is verified to its last byte and shown as a preview; only then one unit of
work takes the segments in. Doing either twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.crypto.signing import SEGMENT_TYPE
from app.domain.errors import SignerUnknownError, TrustError, WrongTaskError, XunjiError
from app.domain.kinds import Channel
from app.journal import merging
from app.journal.merging import MergePlan, plan_merge
from app.journal.operations import LogName, Operation
from app.journal.segments import Header, Segment, build_segment
from app.ports import (
    Cancelled,
    Changes,
    Incoming,
    IncomingSegment,
    Outgoing,
    Piece,
    Progress,
    Query,
    Reader,
    StoredBlob,
    Work,
    WrittenFile,
)
from app.services import audit, offices, settings
from app.services.session import OFFICE_TASK, Session
from app.trust.reasons import Reason
from app.trust.statement import DeviceKind


@dataclass(frozen=True)
class Exported:
    """The files written, and what is in them."""

    files: tuple[WrittenFile, ...]
    segments: int
    evidence: int
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Carried:
    """When a bundle was last written and verified, and how many operations came since."""

    at: datetime | None
    waiting: int


@dataclass(frozen=True)
class Judged:
    """A segment and what becomes of it: "applied", "quarantined" (``reason``) or "unreadable"."""

    incoming: IncomingSegment
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Preview:
    """What a merge would do. Nothing has been written to the journal."""

    incoming: Incoming
    judged: tuple[Judged, ...]
    plan: MergePlan
    missing_evidence: tuple[str, ...]

    @property
    def quarantined(self) -> tuple[Judged, ...]:
        """Segments that are kept apart until somebody decides."""
        return tuple(each for each in self.judged if each.state == "quarantined")

    @property
    def brings_nothing(self) -> bool:
        """Everything in it is here already, and whole."""
        return not self.judged and self.incoming.complete and not self.incoming.brings_evidence


@dataclass(frozen=True)
class Merged:
    """What a merge did: the report a person reads and files.

    ``evidence`` counts evidence files taken in or put back; ``still_missing`` are digests.
    """

    changes: Changes
    preview: Preview
    evidence: int
    still_missing: tuple[str, ...]


def export(
    session: Session,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write everything of the present task for those who may have it.

    A team's bundle is for the office's devices, the office's for the team's. Raises TrustError if
    no statement of this task is here, WrongTaskError for the office's own records (they leave
    inside a task), DiskFullError, MediaError, CancelledError.
    """
    if session.task == OFFICE_TASK:
        raise WrongTaskError(session.task)
    readers = _readers(session)
    if not readers:
        raise TrustError(Reason.NOT_LISTED)
    session.verify()
    with session.store.work() as work:
        audit.note(session, work, "exported_bundle", words=", ".join(r.id[:8] for r in readers))
        if session.role == "office":
            offices.brief_changes(session, work)
        cut(session, work)
        work.commit()
    positions = _cut_positions(session)  # all of it is in the bundle: nothing cuts but an export
    outgoing = _outgoing(session, readers)
    try:
        files = session.bundles.write(folder, outgoing, progress=progress, cancelled=cancelled)
    except XunjiError:
        audit.note_alone(session, "export_failed")
        raise
    _note_carried(session, positions)
    return Exported(
        files, len(outgoing.segments), len(outgoing.blobs), tuple(r.id for r in readers)
    )


def standing(session: Session) -> Carried:
    """What has not left this machine yet, and when something last did: only what a file on a
    stick proves. Log entries do not count as work that waits.
    """
    at, carried = _carried(session)
    waiting = sum(
        max(0, position - carried.get(log, 0)) for log, position in _positions(session).items()
    )
    return Carried(at, waiting)


def cut(session: Session, work: Work) -> int:
    """Cut every own log of the present task that has operations waiting."""
    waiting = session.store.waiting()
    names = {session.log(channel) for channel in Channel} | set(waiting)
    return sum(
        work.cut(name, _cutter(session, name)) for name in names if name.task == session.task
    )


def preview(
    session: Session,
    path: Path,
    *,
    salvage: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Preview:
    """Verify a bundle file completely and say what merging it would do.

    Raises an ExchangeError for a file that cannot be taken in, TrustError, CancelledError. With
    ``salvage``, what is whole in a damaged file is shown as incomplete.
    """
    incoming = session.bundles.read(
        path, _Receiving(session), salvage=salvage, progress=progress, cancelled=cancelled
    )
    judged = tuple(_judge(session, segment) for segment in incoming.segments)
    return Preview(
        incoming,
        judged,
        _plan(session, judged),
        tuple(blob.digest for blob in incoming.blobs if _lacks(incoming, blob.pieces)),
    )


def merge(session: Session, shown: Preview) -> Merged:
    """Take in what ``preview`` showed, in one unit of work."""
    incoming = shown.incoming
    here = session.within(incoming.task)
    arrived = session.bundles.complete(incoming)
    with session.store.work() as work:
        for blob in arrived:
            work.put_blob(blob)
        work.put_setting(settings.WAITING_PIECES, session.bundles.waiting(incoming, arrived))
        for judged in shown.judged:
            work.adopt(
                judged.incoming.segment,
                judged.incoming.signature,
                state=judged.state,
                reason=judged.reason,
            )
        if shown.judged:
            audit.note(here, work, "merged_bundle", words=incoming.sender[:8])
        changes = work.commit()
    session.bundles.settle(incoming, arrived)
    known = {blob.digest for blob in session.store.blobs()}
    missing = [
        blob.digest
        for blob in incoming.blobs
        if blob.digest not in known or not session.blobs.has(blob.digest)
    ]
    return Merged(changes, shown, len(arrived), tuple(missing))


def abandon(session: Session, shown: Preview) -> None:
    """Forget a bundle that was looked at and not merged."""
    session.bundles.forget(shown.incoming)


@dataclass(frozen=True)
class _Receiving:
    """This vault's answers to the intake."""

    session: Session

    def signer_of(self, hint: str) -> tuple[str, bytes] | None:
        device = self.session.trust.device_by_hint(hint)
        return (device.id, device.sign) if device else None

    def expects_office(self, office: str) -> bool:
        return office == self.session.office

    def expects_task(self, task: str) -> bool:
        return self.session.trust.statement(task) is not None

    def is_addressed(self, readers: Sequence[str]) -> bool:
        return self.session.device in readers


def _cutter(
    session: Session, name: LogName
) -> Callable[[int, str, Sequence[Operation]], tuple[Segment, bytes]]:
    statement = session.trust.statement(session.task)

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
            checkpoint=None,
            cut=session.claimed(),
        )
        segment = build_segment(header, [operation.line for operation in operations])
        return segment, session.keys.signing.sign(SEGMENT_TYPE, segment.data)

    return build


def _positions(session: Session) -> dict[str, int]:
    """Own logs of the present task, without the log of audit entries -> newest position."""
    newest = _cut_positions(session)
    for name, count in session.store.waiting().items():
        if _is_own_work(session, name):
            newest[name.id] = newest.get(name.id, 0) + count
    return newest


def _cut_positions(session: Session) -> dict[str, int]:
    """The same as far as it is cut into segments: what a bundle can hold."""
    newest: dict[str, int] = {}
    for segment in session.store.segments(session.task):
        if _is_own_work(session, segment.name):
            newest[segment.name.id] = max(newest.get(segment.name.id, 0), segment.last)
    return newest


def _is_own_work(session: Session, name: LogName) -> bool:
    own = (name.device, name.task) == (session.device, session.task)
    return own and name.channel != Channel.LEADER.value


def _carried(session: Session) -> tuple[datetime | None, dict[str, int]]:
    stored = session.store.setting(_carried_setting(session))
    if stored is None:
        return None, {}
    body = json.loads(stored)
    return datetime.fromisoformat(body["at"]), dict(body["logs"])


def _note_carried(session: Session, positions: dict[str, int]) -> None:
    body = json.dumps({"at": session.claimed(), "logs": positions})
    with session.store.work() as work:
        work.put_setting(_carried_setting(session), body.encode())
        work.commit()


def _carried_setting(session: Session) -> str:
    return f"carried.{session.task}"


def _readers(session: Session) -> tuple[Reader, ...]:
    """The other side: the office for a team, the team's laptops for the office."""
    wanted = DeviceKind.TEAM if session.role == "office" else DeviceKind.OFFICE
    devices = session.trust.devices(session.task)
    return tuple(Reader(device.id, device.read) for device in devices if device.kind is wanted)


def _outgoing(session: Session, readers: Sequence[Reader]) -> Outgoing:
    addressed = {reader.id for reader in readers}
    receives = session.trust.receives
    segments = tuple(
        stored
        for stored in session.store.segments(session.task)
        if stored.name.device not in addressed
        and all(receives(id_, session.task, stored.name.channel) for id_ in addressed)
    )
    return Outgoing(
        office=session.office,
        task=session.task,
        sender=session.device,
        kind="down" if session.role == "office" else "member",
        made=session.claimed(),
        readers=tuple(readers),
        know=session.store.tips(),
        segments=segments,
        blobs=tuple(_evidence(session)) if session.role == "team" else (),
    )


def _evidence(session: Session) -> list[StoredBlob]:
    """Evidence files of the present task that are here, each once, in the order registered."""
    rows = session.store.rows(Query("evidence", task=session.task, descending=False))
    digests = dict.fromkeys(str(row.values["file"]) for row in rows if row.values["file"])
    found = (session.store.blob(digest) for digest in digests)
    return [blob for blob in found if blob and blob.size and session.blobs.has(blob.digest)]


def _judge(session: Session, incoming: IncomingSegment) -> Judged:
    """A segment of a stranger, or with one write its author had no right to, is kept apart."""
    if incoming.signer is None:
        return Judged(incoming, "quarantined", SignerUnknownError.__name__)
    if not incoming.segment.readable:
        return Judged(incoming, "unreadable", str(incoming.segment.header.minimum_reader))
    name = incoming.segment.header.name
    for operation in incoming.segment.operations():
        reason = session.trust.may_write(
            operation.kind, operation.verb, name.channel, operation.author, name.device, name.task
        )
        if reason is not None:
            return Judged(incoming, "quarantined", reason)
    return Judged(incoming, "applied")


def _plan(session: Session, judged: Sequence[Judged]) -> MergePlan:
    segments = [
        merging.IncomingSegment(
            each.incoming.segment.header.name.device, each.incoming.segment.operations()
        )
        for each in judged
        if each.state == "applied"
    ]
    touched = {(op.kind, op.record) for segment in segments for op in segment.operations}
    return plan_merge(session.store.histories(touched), segments)


def _lacks(incoming: Incoming, pieces: Sequence[Piece]) -> bool:
    missing = set(incoming.missing)
    return any(piece.digest in missing for piece in pieces)
