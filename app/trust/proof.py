"""A page about one record that proves itself: for whoever has neither a vault nor this program's
database, only the thirty digits of the office's first root on paper.

::

    {"xj":"proof/1","office":"<id>","kind":"…","record":"<id>","made":"<time>",
     "papers":"<base64 of a paper file: all roots, the task's newest statement>",
     "cp":<signed checkpoint>,
     "segments":[{"hash":"…","device":"…","task":"…","channel":"…","first":1,"last":9,
                  "prev":"…","lines":[3,4],"sig":"<base64 of the signature file>",
                  "at":<index in the office's log, or -1>,"proof":["<node>",…],
                  "seen":{"size":…,"root":"…"} or null,"since":["<node>",…],
                  "not_before":"<time or empty>","not_after":"<time or empty>",
                  "data":"<base64 of the segment, or empty>"},…]}

``cp`` stands for the office's log; ``at`` and ``proof`` prove that the segment is in it; ``seen``
is the checkpoint that the segment's own computer named when it signed, and ``since`` proves that
the log of ``cp`` continues it. The two times are the word of whoever wrote the page. Without
``data`` only the hash is proven: where it says the segment stands, and its signature, can be
checked once somebody hands in the segment, which may hold other records too. Keys this reader does
not know are ignored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.crypto.merkle import MAXIMUM_PROOF, verify_consistency
from app.crypto.signing import SEGMENT_TYPE, verify
from app.domain.errors import JournalError, StrictJsonError, TrustError
from app.journal.canonical import JsonValue, encode, parse_object
from app.journal.segments import read_segment
from app.trust.checkpoint import (
    Inclusion,
    SignedCheckpoint,
    read_checkpoint,
    segment_entry,
    write_checkpoint,
)
from app.trust.fields import DIGEST
from app.trust.fingerprint import fingerprint
from app.trust.papers import papers_of, read_papers
from app.trust.reasons import Reason
from app.trust.view import Trust

FORMAT = "proof/1"
MAXIMUM_FILE = 64 << 20
MAXIMUM_SEGMENTS = 10_000

_TEXT = re.compile(r"[0-9A-Za-z._:+-]{0,128}")


@dataclass(frozen=True)
class ProvenSegment:
    """One segment with lines of the record. ``at`` is -1 where no proof of inclusion is given."""

    hash: str
    device: str
    task: str
    channel: str
    first: int
    last: int
    previous: str
    lines: tuple[int, ...]
    signature: bytes = field(repr=False)
    at: int = -1
    proof: tuple[str, ...] = ()
    seen: tuple[int, str] | None = None
    since: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Proof:
    """The whole page."""

    office: str
    kind: str
    record: str
    made: str
    papers: bytes = field(repr=False)
    checkpoint: SignedCheckpoint | None
    segments: tuple[ProvenSegment, ...]


@dataclass(frozen=True)
class Examined:
    """What was found about one segment. True holds, False is broken, None was not given.

    ``signed``: by a computer a statement names, and the place it names is the one in its head.
    ``included``: in the office's log. ``continued``: that log continues what its computer saw.
    """

    segment: ProvenSegment
    signed: bool | None
    included: bool | None
    continued: bool | None

    @property
    def broken(self) -> bool:
        """Whether anything given does not hold."""
        return False in (self.signed, self.included, self.continued)


@dataclass(frozen=True)
class Examination:
    """What a page is worth. ``number`` is to be compared with the office's printed one."""

    number: str
    office_name: str
    checkpoint_signed: bool | None
    segments: tuple[Examined, ...]

    @property
    def sound(self) -> bool:
        """Every segment is proven to be in the office's log, and nothing given is broken."""
        included = bool(self.segments) and all(each.included for each in self.segments)
        unbroken = not any(each.broken for each in self.segments)
        return self.checkpoint_signed is True and included and unbroken


def write_proof(proof: Proof) -> bytes:
    """The bytes of a page."""
    checkpoint = proof.checkpoint
    return encode(
        {
            "xj": FORMAT,
            "office": proof.office,
            "kind": proof.kind,
            "record": proof.record,
            "made": proof.made,
            "papers": _base64(proof.papers),
            "cp": None if checkpoint is None else write_checkpoint(checkpoint),
            "segments": [_write(segment) for segment in proof.segments],
        }
    )


def read_proof(data: bytes) -> Proof:
    """From these bytes; nothing is verified yet. Raises TrustError."""
    if len(data) > MAXIMUM_FILE:
        raise TrustError(Reason.FILE)
    try:
        body = parse_object(data.rstrip(b"\n"))
    except StrictJsonError as error:
        raise TrustError(Reason.FILE) from error
    segments, checkpoint = body.get("segments"), body.get("cp")
    if body.get("xj") != FORMAT or not isinstance(segments, list):
        raise TrustError(Reason.FILE)
    if len(segments) > MAXIMUM_SEGMENTS:
        raise TrustError(Reason.FILE)
    return Proof(
        office=_text(body, "office"),
        kind=_text(body, "kind"),
        record=_text(body, "record"),
        made=_text(body, "made"),
        papers=_bytes(body, "papers"),
        checkpoint=None if checkpoint is None else read_checkpoint(checkpoint),
        segments=tuple(_read(segment) for segment in segments),
    )


def examine(proof: Proof) -> Examination:
    """Check everything that is given. Raises TrustError if the papers themselves break a rule."""
    papers = read_papers(proof.papers)
    roots = papers_of(papers, "root")
    trust = Trust.load(roots, papers_of(papers, "statement"))
    if trust.office != proof.office:
        raise TrustError(Reason.OFFICE)
    signed: bool | None = None
    if proof.checkpoint is not None:
        keys = [key for root in trust.roots for key in root.ops]
        own = proof.checkpoint.checkpoint.office == trust.office
        signed = own and proof.checkpoint.signed_by(keys)
    return Examination(
        number=fingerprint(roots[0]),
        office_name=trust.root.name,
        checkpoint_signed=signed,
        segments=tuple(_examine(trust, proof, segment) for segment in proof.segments),
    )


def _examine(trust: Trust, proof: Proof, segment: ProvenSegment) -> Examined:
    included: bool | None = None
    continued: bool | None = None
    if proof.checkpoint is not None:
        checkpoint = proof.checkpoint.checkpoint
        if segment.at >= 0:
            entry = segment_entry(segment.hash)
            included = Inclusion(entry, segment.at, segment.proof).holds(checkpoint)
        seen = segment.seen
        if included is not None and seen is not None and seen[0] <= checkpoint.size:
            size, root = seen
            continued = verify_consistency(
                size,
                bytes.fromhex(root),
                checkpoint.size,
                bytes.fromhex(checkpoint.root),
                tuple(map(bytes.fromhex, segment.since)),
            )
    signed = _is_signed(trust, segment) if segment.data else None
    return Examined(segment, signed, included, continued)


def _is_signed(trust: Trust, segment: ProvenSegment) -> bool:
    public = trust.signer(segment.device)
    if public is None or hashlib.sha256(segment.data).hexdigest() != segment.hash:
        return False
    if not verify(public, SEGMENT_TYPE, segment.data, segment.signature):
        return False
    try:
        header = read_segment(segment.data).header
    except JournalError:
        return False
    name = header.name
    said = (segment.device, segment.task, segment.channel, segment.first, segment.last)
    stands = (name.device, name.task, name.channel, header.first, header.last)
    seen = None if segment.seen is None else {"size": segment.seen[0], "root": segment.seen[1]}
    inside = all(header.first <= line <= header.last for line in segment.lines)
    return (
        said == stands
        and inside
        and header.previous == segment.previous
        and header.office == trust.office
        and header.checkpoint == seen
    )


def _write(segment: ProvenSegment) -> JsonValue:
    seen = segment.seen
    return {
        "hash": segment.hash,
        "device": segment.device,
        "task": segment.task,
        "channel": segment.channel,
        "first": segment.first,
        "last": segment.last,
        "prev": segment.previous,
        "lines": list(segment.lines),
        "sig": _base64(segment.signature),
        "at": segment.at,
        "proof": list(segment.proof),
        "seen": None if seen is None else {"size": seen[0], "root": seen[1]},
        "since": list(segment.since),
        "not_before": segment.not_before,
        "not_after": segment.not_after,
        "data": _base64(segment.data),
    }


def _read(value: JsonValue) -> ProvenSegment:
    if not isinstance(value, dict):
        raise TrustError(Reason.FIELD, "segments")
    lines = value.get("lines")
    if not isinstance(lines, list):
        raise TrustError(Reason.FIELD, "lines")
    return ProvenSegment(
        hash=_digest(value, "hash"),
        device=_text(value, "device"),
        task=_text(value, "task"),
        channel=_text(value, "channel"),
        first=_number(value, "first"),
        last=_number(value, "last"),
        previous=_digest(value, "prev"),
        lines=tuple(_number({"lines": line}, "lines") for line in lines),
        signature=_bytes(value, "sig"),
        at=_number(value, "at", -1),
        proof=_nodes(value, "proof"),
        seen=_seen(value.get("seen")),
        since=_nodes(value, "since"),
        not_before=_text(value, "not_before"),
        not_after=_text(value, "not_after"),
        data=_bytes(value, "data"),
    )


def _seen(value: JsonValue) -> tuple[int, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TrustError(Reason.FIELD, "seen")
    return (_number(value, "size"), _digest(value, "root"))


def _text(body: Mapping[str, JsonValue], key: str) -> str:
    found = body.get(key)
    if not isinstance(found, str) or not _TEXT.fullmatch(found):
        raise TrustError(Reason.FIELD, key)
    return found


def _digest(body: Mapping[str, JsonValue], key: str) -> str:
    found = body.get(key)
    if not isinstance(found, str) or not DIGEST.fullmatch(found):
        raise TrustError(Reason.FIELD, key)
    return found


def _number(body: Mapping[str, JsonValue], key: str, lowest: int = 0) -> int:
    found = body.get(key)
    if isinstance(found, bool) or not isinstance(found, int) or not lowest <= found < 10**15:
        raise TrustError(Reason.FIELD, key)
    return found


def _nodes(body: Mapping[str, JsonValue], key: str) -> tuple[str, ...]:
    found = body.get(key)
    if not isinstance(found, list) or len(found) > MAXIMUM_PROOF:
        raise TrustError(Reason.FIELD, key)
    return tuple(_digest({key: node}, key) for node in found)


def _bytes(body: Mapping[str, JsonValue], key: str) -> bytes:
    found = body.get(key)
    try:
        return base64.b64decode(found if isinstance(found, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        raise TrustError(Reason.FIELD, key) from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
