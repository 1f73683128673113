"""Which segments count: judged from the newest statement, by everybody in the same way.

A segment counts if its signature is by a device the statement names, if each of its writes was
allowed there, if it does not crowd one field with versions (``merging.is_crowded``), and if a
revoked device wrote it before the position its revocation names. What does not count is kept aside
with the reason; two people of the office may admit it. When papers or admissions come later, what
they concern is judged again: the order of arrival decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.crypto.signing import SEGMENT_TYPE, verify
from app.domain.errors import JournalError, RecordMissingError, SignerUnknownError
from app.domain.identifiers import uuid7
from app.domain.kinds import Channel
from app.journal.canonical import JsonValue
from app.journal.knowledge import Chains
from app.journal.merging import is_crowded
from app.journal.operations import Intent
from app.journal.segments import Segment, read_segment
from app.journal.upgrades import upgraded
from app.ports import Changes, StoredSegment, Work
from app.services import audit
from app.services.exchange.receipts import chains_of
from app.services.session import Session
from app.trust.reasons import Denial
from app.trust.statement import DeviceKind

APPLIED, QUARANTINED, UNREADABLE = "applied", "quarantined", "unreadable"

ADMISSION = "admission"
"""Kind of the entries with which the office admits a segment. They stay in the journal only."""

PEOPLE_TO_ADMIT = 2

STRANGER = SignerUnknownError.__name__


@dataclass(frozen=True)
class Verdict:
    """What becomes of a segment, and why."""

    state: str
    reason: str = ""


COUNTS = Verdict(APPLIED)


class Court:
    """Judges the segments of one task as its papers and admissions stand now."""

    def __init__(self, session: Session, chains: Chains) -> None:
        """``chains`` are the segments known here, with those that are just coming in."""
        self._session = session
        self._chains = chains
        self._admitted = admitted(session)

    def judge(self, segment: Segment, signer: str | None) -> Verdict:
        """What becomes of ``segment``; ``signer`` is the device whose signature holds, or None."""
        if not segment.readable:
            return Verdict(UNREADABLE, str(segment.header.minimum_reader))
        if segment.hash in self._admitted:
            return COUNTS
        if signer is None:
            return Verdict(QUARANTINED, STRANGER)
        reason = self._revoked(segment) or self._denied(segment)
        return Verdict(QUARANTINED, reason) if reason else COUNTS

    def _revoked(self, segment: Segment) -> str:
        name = segment.header.name
        revocation = self._session.trust.revocation(name.device, name.task)
        if revocation is None or segment.hash in self._chains.upto(revocation.tips):
            return ""
        return Denial.REVOKED

    def _denied(self, segment: Segment) -> str:
        name = segment.header.name
        operations = upgraded(segment.operations())
        if is_crowded(operations):
            return Denial.CROWDED
        for operation in operations:
            reason = self._session.trust.may_write(
                operation.kind,
                operation.verb,
                name.channel,
                operation.author,
                name.device,
                name.task,
            )
            if reason is not None:
                return reason
        return ""


def judge_again(session: Session, work: Work) -> int:
    """Judge what new papers or admissions may have changed; returns how many verdicts changed.

    Looked at are segments kept aside and those of revoked devices; what this computer wrote itself
    always counts here.
    """
    segments = session.store.segments(session.task)
    court = Court(session, chains_of(segments))
    changed = 0
    for stored in segments:
        if not _open_to_doubt(session, stored):
            continue
        verdict = _judge_stored(session, court, stored)
        if verdict.state != stored.state or verdict.reason != stored.reason:
            work.judge(stored.hash, verdict.state, verdict.reason)
            changed += 1
    return changed


def admit(session: Session, hash_: str, reason: str) -> Changes:
    """One person of the office lets a kept-aside segment count; it does when two have.

    The words travel to those who receive the segment, so all of them decide alike. Raises
    RecordMissingError for a segment that is not here.
    """
    with session.store.work() as work:
        audit.note(session, work, "admitted", words=reason)
        value: JsonValue = {"segment": hash_, "reason": reason}
        intent = Intent("admit", ADMISSION, uuid7(), value=value)
        session.append(work, _channel_of(session, hash_), [intent])
        work.commit()
    with session.store.work() as work:
        judge_again(session, work)
        return work.commit()


def _channel_of(session: Session, hash_: str) -> Channel:
    stored = session.store.segment(hash_)
    if stored is None:
        raise RecordMissingError("segment", hash_)
    return Channel(stored.name.channel)


def admissions(session: Session) -> dict[str, frozenset[str]]:
    """Segment -> people of the office who admitted it within the present task."""
    found: dict[str, frozenset[str]] = {}
    for line in session.store.entries(ADMISSION, session.task):
        device = session.trust.device(line.log.device, session.task)
        value = line.operation.value
        if device is None or device.kind is not DeviceKind.OFFICE or not isinstance(value, dict):
            continue
        if line.operation.verb == "admit" and line.operation.author in device.persons:
            segment = str(value.get("segment"))
            found[segment] = found.get(segment, frozenset()) | {line.operation.author}
    return found


def admitted(session: Session) -> frozenset[str]:
    """Segments that enough people admitted."""
    found = admissions(session).items()
    return frozenset(segment for segment, people in found if len(people) >= PEOPLE_TO_ADMIT)


def with_incoming(
    segments: Iterable[StoredSegment], incoming: Iterable[Segment]
) -> list[StoredSegment]:
    """What is here together with what comes: a revocation may name a segment of the same file."""
    here = list(segments)
    return here + [
        StoredSegment(
            hash=each.hash,
            name=each.header.name,
            first=each.header.first,
            last=each.header.last,
            previous=each.header.previous,
            signature=b"",
            size=len(each.data),
        )
        for each in incoming
    ]


def _open_to_doubt(session: Session, stored: StoredSegment) -> bool:
    if stored.name.device in session.devices or stored.state == "withheld":
        return False
    revoked = session.trust.revocation(stored.name.device, session.task) is not None
    return revoked or stored.state == QUARANTINED


def _judge_stored(session: Session, court: Court, stored: StoredSegment) -> Verdict:
    """Raises nothing: a signed segment that breaks the format stays kept aside as evidence."""
    try:
        segment = read_segment(session.store.segment_bytes(stored.hash))
        verdict = court.judge(segment, _signer(session, stored, segment))
    except JournalError as error:
        return Verdict(QUARANTINED, type(error).__name__)
    structural = stored.reason in ("positions",) or stored.reason.endswith("Error")
    if structural and stored.reason != STRANGER:
        return Verdict(stored.state, stored.reason)
    return verdict


def _signer(session: Session, stored: StoredSegment, segment: Segment) -> str | None:
    public = session.trust.signer(stored.name.device)
    if public is None or not verify(public, SEGMENT_TYPE, segment.data, stored.signature):
        return None
    return stored.name.device
