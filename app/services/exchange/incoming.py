"""Taking in what a stick brings: verified to its last byte, shown as a preview, then one unit of
work. Doing it twice changes nothing, and a whole merge can be taken back until a receipt for it has
left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.errors import SignatureInvalidError, UndoRefusedError
from app.journal import merging
from app.journal.merging import MergePlan, plan_merge
from app.journal.operations import LogName
from app.journal.upgrades import upgraded
from app.ports import (
    Arrival,
    Cancelled,
    Changes,
    Incoming,
    IncomingSegment,
    Piece,
    Progress,
    StoredSegment,
)
from app.services import audit, settings
from app.services.exchange import arriving, delivery, judging, office_log, receipts, statements
from app.services.exchange.judging import APPLIED, QUARANTINED, Court, Verdict
from app.services.exchange.office_log import Agreement
from app.services.exchange.receipts import chains_of
from app.services.session import Session


@dataclass(frozen=True)
class Judged:
    """A segment and what becomes of it: "applied", "quarantined" (``reason``) or "unreadable"."""

    incoming: IncomingSegment
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Gap:
    """Lines of a computer's log that are missing before what came: it waits for them."""

    log: LogName
    first: int
    last: int


@dataclass(frozen=True)
class Preview:
    """What a merge would do. Nothing has been written to the journal.

    ``missing_evidence`` are digests of evidence files that are not complete even with this.
    """

    incoming: Incoming
    judged: tuple[Judged, ...]
    plan: MergePlan
    missing_evidence: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def quarantined(self) -> tuple[Judged, ...]:
        """Segments that are kept apart until somebody decides."""
        return tuple(each for each in self.judged if each.state == QUARANTINED)

    @property
    def brings_nothing(self) -> bool:
        """Everything in it is here already, and whole."""
        return not self.judged and self.incoming.complete and not self.incoming.brings_evidence


@dataclass(frozen=True)
class Merged:
    """What a merge did: the report a person reads and files.

    ``evidence`` counts evidence files taken in or put back; ``still_missing`` are digests.
    ``released`` counts segments that were kept aside before and count now. ``arrival`` names the
    merge for ``undo``; None if it brought no segments. ``agreement`` is how the office's log stands
    to what this computer witnessed before. ``parcels`` are digests of files that came inside.
    """

    changes: Changes
    preview: Preview
    evidence: int
    still_missing: tuple[str, ...]
    released: int = 0
    arrival: int | None = None
    agreement: Agreement = Agreement.NOTHING
    parcels: tuple[str, ...] = ()


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
    try:
        incoming = session.bundles.read(
            path, _Receiving(session), salvage=salvage, progress=progress, cancelled=cancelled
        )
    except SignatureInvalidError as error:
        raise _named(session, error) from error
    here = session.within(incoming.task)
    known = session.store.segments(incoming.task)
    together = judging.with_incoming(known, (each.segment for each in incoming.segments))
    court = Court(here, chains_of(together))
    aside = {segment.hash for segment in known if segment.state == QUARANTINED}
    judged = tuple(
        found
        for found in (_judge(court, segment) for segment in incoming.segments)
        if found.state != QUARANTINED or found.incoming.segment.hash not in aside
    )
    return Preview(
        incoming,
        judged,
        _plan(session, judged),
        tuple(blob.digest for blob in incoming.blobs if _lacks(incoming, blob.pieces)),
        _gaps(known, incoming.segments),
    )


def _named(session: Session, error: SignatureInvalidError) -> SignatureInvalidError:
    """The error with what the statements call its computers."""

    def label(device: str) -> str:
        found = session.trust.device(device)
        return device if found is None else found.label

    return replace(
        error,
        signer=label(error.signer),
        claimed=label(error.claimed),
        carrier=label(error.carrier),
    )


def merge(session: Session, shown: Preview) -> Merged:
    """Take in what ``preview`` showed, in one unit of work."""
    incoming = shown.incoming
    here = session.within(incoming.task)
    arrived = session.bundles.complete(incoming)
    arrival: int | None = None
    with session.store.work() as work:
        for blob in arrived:
            work.put_blob(blob)
        work.put_setting(settings.WAITING_PIECES, session.bundles.waiting(incoming, arrived))
        arriving.note(session, work, incoming, arrived)
        if shown.judged:
            at, name = session.claimed(), incoming.path.name
            arrival = work.put_arrival(at, incoming.task, incoming.sender, name)
            work.put_setting(settings.FOLLOWING + incoming.task, b"1")
        for judged in shown.judged:
            work.adopt(
                judged.incoming.segment,
                judged.incoming.signature,
                state=judged.state,
                reason=judged.reason,
                arrival=arrival,
            )
        delivery.note_saying(here, work, incoming)
        if shown.judged:
            audit.note(here, work, "merged_bundle", words=incoming.sender[:8])
        changes = work.commit()
    session.bundles.settle(incoming, arrived)
    after = _follow(here, {each.incoming.segment.hash for each in shown.judged})
    missing = _still_missing(session, incoming)
    return Merged(
        _joined(changes, after.changes),
        shown,
        len(arrived),
        missing,
        released=after.released,
        arrival=arrival,
        agreement=after.agreement,
        parcels=tuple(blob.digest for blob in arrived) if incoming.kind == "carry" else (),
    )


def finish_merges(session: Session) -> None:
    """Do what a merge leads to, if the program stopped right behind it: papers that came along
    would not be believed otherwise, as the same file brings nothing new any more.
    """
    for task in session.papers.statements if session.papers is not None else ():
        if session.store.setting(settings.FOLLOWING + task) is not None:
            _follow(session.within(task))


def abandon(session: Session, shown: Preview) -> None:
    """Forget a bundle that was looked at and not merged."""
    session.bundles.forget(shown.incoming)


def can_undo(session: Session, arrival: Arrival) -> bool:
    """Whether a merge may still be taken back: nobody was told yet that it arrived."""
    return not arrival.undone and not _told(session, arrival.number)


def undo(session: Session, number: int) -> Changes:
    """Take back a whole merge: what came with it counts no longer, until it is merged again.

    Evidence files stay; what was written here meanwhile stays. Raises UndoRefusedError once a
    receipt for it has left.
    """
    arrival = next((a for a in session.store.arrivals(session.task) if a.number == number), None)
    if arrival is None or not can_undo(session, arrival):
        raise UndoRefusedError(number)
    with session.store.work() as work:
        work.undo_arrival(number)
        audit.note(session, work, "undone_merge", words=arrival.file)
        return work.commit()


@dataclass(frozen=True)
class _Followed:
    changes: Changes
    released: int
    agreement: Agreement


def _follow(session: Session, arrived: Collection[str] = ()) -> _Followed:
    """What a merge leads to: papers that came along, verdicts that change with them, witnessing.

    A unit of its own: it reads what the merge has just written, and doing it again is harmless.
    """
    statements.take_from_journal(session)
    agreement, released = Agreement.NOTHING, 0
    with session.store.work() as work:
        released = judging.judge_again(session, work)
        if session.role == "team":
            agreement = office_log.witness(session, work)
        changes = work.commit()
    if session.role == "office":
        office_log.notice_rollback(session, arrived)
        office_log.enter(session)
    pending = settings.FOLLOWING + session.task
    if session.store.setting(pending) is not None:
        with session.store.work() as work:
            work.put_setting(pending, None)
            work.commit()
    return _Followed(changes, released, agreement)


def _told(session: Session, arrival: int) -> bool:
    """Whether a bundle that left since says that segments of this merge are here."""
    segments = session.store.segments(session.task)
    came = {segment.hash for segment in segments if segment.arrival == arrival}
    carried = session.store.carried()
    if came & carried.keys():
        return True
    said = [word.received for word in receipts.words(session) if word.received.place in carried]
    chains = chains_of(segments)
    return any(came & chains.covered(word.tips) for word in said)


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
        return any(device in readers for device in self.session.devices)


def _judge(court: Court, incoming: IncomingSegment) -> Judged:
    verdict: Verdict = court.judge(incoming.segment, incoming.signer)
    return Judged(incoming, verdict.state, verdict.reason)


def _plan(session: Session, judged: Sequence[Judged]) -> MergePlan:
    segments = [
        merging.IncomingSegment(
            each.incoming.segment.header.name.device,
            upgraded(each.incoming.segment.operations()),
        )
        for each in judged
        if each.state == APPLIED
    ]
    touched = {(op.kind, op.record) for segment in segments for op in segment.operations}
    return plan_merge(session.store.histories(touched), segments)


def _gaps(known: Sequence[StoredSegment], incoming: Sequence[IncomingSegment]) -> tuple[Gap, ...]:
    """Gaps that stay after this merge, each named once."""
    here = {segment.hash for segment in known} | {each.segment.hash for each in incoming}
    staged = [
        *((s.name, s.previous, s.first) for s in known if s.state == receipts.STAGED),
        *(
            (each.segment.header.name, each.segment.header.previous, each.segment.header.first)
            for each in incoming
        ),
    ]
    ends: dict[str, list[int]] = {}
    for segment in known:
        ends.setdefault(segment.name.id, []).append(segment.last)
    for each in incoming:
        ends.setdefault(each.segment.header.log, []).append(each.segment.header.last)
    found = set()
    for name, previous, first in staged:
        if previous not in here and first > 1:
            before = max((end for end in ends.get(name.id, []) if end < first), default=0)
            found.add(Gap(name, before + 1, first - 1))
    return tuple(sorted(found, key=lambda gap: (gap.log.device, gap.log.channel, gap.first)))


def _lacks(incoming: Incoming, pieces: Sequence[Piece]) -> bool:
    missing = set(incoming.missing)
    return any(piece.digest in missing for piece in pieces)


def _still_missing(session: Session, incoming: Incoming) -> tuple[str, ...]:
    known = {blob.digest for blob in session.store.blobs()}
    return tuple(
        blob.digest
        for blob in incoming.blobs
        if blob.digest not in known or not session.blobs.has(blob.digest)
    )


def _joined(one: Changes, other: Changes) -> Changes:
    return Changes(one.records | other.records, one.operations + other.operations)
