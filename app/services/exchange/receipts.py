"""Receipts: the office says what it has, the laptops hear it.

The office writes one receipt before each export into a task's log. It names everything received and
everything its verified second copy holds; so one receipt replaces all before it, and one that gets
lost costs nothing. What only some may know of goes to each laptop in a box of its own.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce

from app.crypto import hpke
from app.domain.errors import DecryptionError, JournalError, TrustError
from app.domain.identifiers import uuid7
from app.domain.kinds import Channel
from app.journal.canonical import JsonValue, encode, parse
from app.journal.knowledge import Chains, Link, Saying, Tips, latest, sure
from app.journal.operations import Intent
from app.journal.receipts import (
    KIND,
    VERB,
    Holding,
    halves,
    pad_holding,
    read_holding,
    unpad_holding,
    write_holding,
)
from app.ports import EntryLine, Query, StoredSegment, Work
from app.services.exchange import lives
from app.services.session import Session
from app.trust.checkpoint import (
    SignedCheckpoint,
    read_checkpoint,
    sign_checkpoint,
    tree_of,
    write_checkpoint,
)
from app.trust.statement import Device, DeviceKind

SECOND_COPY = "copy."
"""Setting of the office: what its newest verified second copy holds of a task, as a holding."""

STAGED = "staged"
HELD = frozenset({"quarantined", "unreadable", "withheld"})


@dataclass(frozen=True)
class Word:
    """One receipt as this computer can read it."""

    received: Saying
    archived: Saying
    holding: Holding
    checkpoint: SignedCheckpoint
    life: str = ""
    """Which life of the office's log the checkpoint is of; another one after it was restored."""


@dataclass(frozen=True)
class Heard:
    """All receipts of a task together: what is sure however many words there are.

    ``received`` and ``archived`` are segments; ``blobs`` and ``safe`` first halves of digests.
    """

    received: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()
    blobs: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
    held: Mapping[str, str] | None = None
    newest: tuple[Word, ...] = ()


def chains_of(segments: Iterable[StoredSegment]) -> Chains:
    """The segments that have their predecessors here; what is staged is not had yet."""
    return Chains.of(
        Link(each.hash, each.name.id, each.previous, each.first, each.last)
        for each in segments
        if each.state != STAGED
    )


def write(session: Session, work: Work) -> bool:
    """Append a receipt to the present task's log, unless the last one says the same.

    For the office only. What the work has cut so far is not in it: that is the office's own.
    """
    segments = session.store.segments(session.task)
    open_part = _holding(session, segments, _open_channels)
    boxes = _boxes(session, segments)
    before = _last(session)
    said = encode([write_holding(open_part), {d: write_holding(h) for d, h in boxes.items()}])
    remembered = f"said.{session.task}"
    if session.store.setting(remembered) == said and before is not None:
        return False
    work.put_setting(remembered, said)
    value: dict[str, JsonValue] = {
        "has": write_holding(open_part),
        "for": {device: _sealed(session, device, part) for device, part in boxes.items()},
        "cp": write_checkpoint(_checkpoint(session, before)),
    }
    if life := lives.present_life(session):
        value["life"] = life
    session.append(work, Channel.TEAM, [Intent(VERB, KIND, uuid7(), value=value)])
    return True


def words(session: Session) -> list[Word]:
    """Every receipt of the present task that the office's devices wrote, oldest first.

    One that breaks the format says nothing; it stays in the journal as evidence.
    """
    if session.papers is None:
        return []
    found = []
    for line in session.store.entries(KIND, session.task):
        device = session.trust.device(line.log.device, session.task)
        if line.operation.verb != VERB or device is None or device.kind is not DeviceKind.OFFICE:
            continue
        with suppress(JournalError, TrustError):
            found.append(_word(session, line))
    return found


def heard(session: Session, segments: Sequence[StoredSegment] | None = None) -> Heard:
    """What the receipts of the present task say together."""
    listed = session.store.segments(session.task) if segments is None else segments
    chains, said = chains_of(listed), words(session)
    if not said:
        return Heard()
    keys = {saying.key() for saying in latest([word.received for word in said], chains)}
    newest = tuple(word for word in said if word.received.key() in keys)
    return Heard(
        received=sure([word.received for word in newest], chains),
        archived=sure([word.archived for word in newest], chains),
        blobs=_common(word.holding.blobs for word in newest),
        safe=_common(word.holding.safe for word in newest),
        held={seg: why for word in newest for seg, why in word.holding.held.items()},
        newest=newest,
    )


def note_second_copy(session: Session, work: Work, holding: Holding) -> None:
    """The office verified a second copy that holds this much of the present task."""
    work.put_setting(SECOND_COPY + session.task, encode(write_holding(holding)))


def everything(session: Session) -> Holding:
    """All the office has of the present task: what a second copy made now would hold."""
    segments = session.store.segments(session.task)
    return _holding(session, segments, lambda _segment: True)


def _common(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return reduce(frozenset.intersection, parts)


def _open_channels(segment: StoredSegment) -> bool:
    return segment.name.channel == Channel.TEAM


def _holding(
    session: Session, segments: Sequence[StoredSegment], about: Callable[[StoredSegment], bool]
) -> Holding:
    chosen = [each for each in segments if each.state != STAGED and about(each)]
    chains, copied = chains_of(segments), _copied(session)
    channels = {each.name.channel for each in chosen}
    digests = _complete_evidence(session, channels)
    kept = chains.covered(copied.archived)
    return Holding(
        received=chains.tips(each.hash for each in chosen),
        archived=chains.tips(each.hash for each in chosen if each.hash in kept),
        blobs=digests,
        safe=digests & copied.blobs,
        held={each.hash: each.reason or each.state for each in chosen if each.state in HELD},
    )


def _copied(session: Session) -> Holding:
    stored = session.store.setting(SECOND_COPY + session.task)
    if stored is None:
        return Holding()
    copy = read_holding(parse(stored))
    return Holding(archived=copy.received, blobs=copy.blobs)


def _complete_evidence(session: Session, channels: set[str]) -> frozenset[str]:
    """Only who hears of a channel's records hears of their files."""
    rows = session.store.rows(Query("evidence", task=session.task, deleted=True))
    digests = {
        str(row.values["file"]) for row in rows if row.values["file"] and row.channel in channels
    }
    return halves(digest for digest in digests if session.blobs.has(digest))


def _boxes(session: Session, segments: Sequence[StoredSegment]) -> dict[str, Holding]:
    """For each laptop of the task what it alone, or with few others, may know."""
    closed = [each for each in segments if not _open_channels(each)]
    before = lives.predecessors(session)

    def of(device: Device) -> Holding:
        own_logs = {device.id, *before.get(device.id, ())}

        def about(segment: StoredSegment) -> bool:
            own = segment.name.device in own_logs
            return own or session.trust.receives(device.id, session.task, segment.name.channel)

        return _holding(session, closed, about)

    laptops = session.trust.devices(session.task)
    return {each.id: of(each) for each in laptops if each.kind is DeviceKind.TEAM}


def _sealed(session: Session, device: str, part: Holding) -> str:
    (public,) = session.trust.reading_keys([device])
    box = hpke.seal(public, _purpose(session, device), pad_holding(part))
    return base64.b64encode(box).decode("ascii")


def _purpose(session: Session, device: str) -> bytes:
    return f"xj-receipt-v1|{session.office}|{session.task}|{device}".encode()


def _checkpoint(session: Session, before: EntryLine | None) -> SignedCheckpoint:
    tree = tree_of(session.store.leaves())
    since = 0
    if before is not None and isinstance(before.operation.value, dict):
        with suppress(TrustError):
            since = read_checkpoint(before.operation.value.get("cp")).checkpoint.size
    if since > tree.size:  # the log was restored from an older copy: nothing to continue
        since = 0
    return sign_checkpoint(tree, session.office, session.claimed(), session.keys.signing, since)


def _last(session: Session) -> EntryLine | None:
    """The newest own receipt of the present life: after a restore older ones come back later."""
    life = lives.present_life(session)
    lines = [
        line
        for line in session.store.entries(KIND, session.task)
        if line.log.device in session.devices and life_of(line.operation.value) == life
    ]
    own = [line for line in lines if line.log == session.log(Channel.TEAM)]
    if own:
        return max(own, key=lambda line: line.operation.n)
    return lines[-1] if lines else None


def _word(session: Session, line: EntryLine) -> Word:
    """Raises JournalError, TrustError for a receipt that breaks the format."""
    value = line.operation.value
    if not isinstance(value, dict):
        raise TrustError("field", "receipt")
    holding = read_holding(value.get("has")).joined(_own_box(session, value.get("for")))
    log, place, n = line.operation.log, line.segment, line.operation.n
    return Word(
        Saying(log, place, n, _with(holding.received, log, place)),
        Saying(log, place, n, holding.archived),
        holding,
        read_checkpoint(value.get("cp")),
        life_of(value),
    )


def life_of(value: JsonValue) -> str:
    """Which life of the office's log a receipt (its value) is of."""
    found = value.get("life") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _with(tips: Tips, log: str, place: str) -> Tips:
    """Whoever wrote a receipt has the segment it is in."""
    return {**tips, log: (*tips.get(log, ()), place)} if place else tips


def _own_box(session: Session, boxes: JsonValue) -> Holding:
    """What the boxes for this computer, and for what it was before, say together."""
    found = Holding()
    for device, key in zip(session.devices, session.keys.all_reading, strict=True):
        text = boxes.get(device) if isinstance(boxes, dict) else None
        if isinstance(text, str):
            with suppress(binascii.Error, ValueError, DecryptionError):
                box = base64.b64decode(text, validate=True)
                plain = hpke.open(key, _purpose(session, device), box)
                found = found.joined(unpad_holding(plain))
    return found
