"""One record's page of proof: where its lines stand, who signed them, and what the office's log
says of them.
"""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress

from app.domain.errors import JournalError, RecordMissingError
from app.domain.kinds import Shape
from app.journal.segments import Header, read_segment
from app.ports import Query, StoredSegment
from app.services import settings
from app.services.brackets import Witnesses
from app.services.exchange import office_log, receipts
from app.services.session import Session
from app.trust.checkpoint import SignedCheckpoint, segment_entry, sign_checkpoint, tree_of
from app.trust.papers import write_papers
from app.trust.proof import Proof, ProvenSegment
from app.trust.signed import Paper


def find_record(session: Session, wanted: str) -> tuple[str, str]:
    """(kind, id) of a record named by its id or by its human number. Raises RecordMissingError."""
    for name, kind in session.catalogue.items():
        if session.store.row(name, wanted) is not None:
            return name, wanted
        for field in kind.fields:
            if field.shape is Shape.LINE and field.name == "number" and not field.sealed:
                rows = session.store.rows(Query(name, equals={"number": wanted}, limit=2))
                if len(rows) == 1:
                    return name, rows[0].id
    raise RecordMissingError("record", wanted)


def prove_record(
    session: Session, kind: str, record: str, *, with_segments: bool = False
) -> tuple[Proof, int]:
    """The page, and how many lines wait to be cut and are in no segment yet.

    At the office with proofs from its log; elsewhere with the newest receipt's checkpoint and
    without them. ``with_segments`` encloses the segments, and with them what else they hold.
    Raises RecordMissingError, TrustError.
    """
    row = session.store.row(kind, record)
    if row is None:
        raise RecordMissingError(kind, record)
    here = session.within(row.task)
    holding = {operation.hash: operation for operation in here.store.history(kind, record)}
    prover = _Prover(here)
    segments, counted = [], 0
    for stored in here.store.segments(row.task):
        header, lines = _read(here, stored, holding.keys())
        if header is not None and lines:
            counted += len(lines)
            segments.append(prover.prove(stored, header, lines, with_segments=with_segments))
    papers = settings.root_papers(here.store)
    statement = here.store.document(settings.statement_name(row.task))
    if statement is not None:
        papers.append(Paper("statement", statement[1], statement[2]))
    proof = Proof(
        office=here.office,
        kind=kind,
        record=record,
        made=here.claimed(),
        papers=write_papers(papers),
        checkpoint=prover.checkpoint,
        segments=tuple(segments),
    )
    return proof, max(0, len(holding) - counted)


class _Prover:
    """What the office's log says, worked out once for a page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._witnesses = Witnesses(session)
        self._entries: dict[str, int] = {}
        self.checkpoint: SignedCheckpoint | None = None
        if session.role == "office":
            office_log.enter(session)
            leaves = session.store.leaves()
            self._tree = tree_of(leaves)
            self._entries = {entry: index for index, entry in enumerate(leaves)}
            signing = session.keys.signing
            self.checkpoint = sign_checkpoint(
                self._tree, session.office, session.claimed(), signing
            )
        elif newest := receipts.heard(session).newest:
            best = max(newest, key=lambda word: word.checkpoint.checkpoint.size)
            self.checkpoint = best.checkpoint

    def prove(
        self,
        stored: StoredSegment,
        header: Header,
        lines: tuple[int, ...],
        *,
        with_segments: bool,
    ) -> ProvenSegment:
        bracket = self._witnesses.of_segment(stored)
        seen = _seen(header)
        at = self._entries.get(segment_entry(stored.hash), -1)
        return ProvenSegment(
            hash=stored.hash,
            device=stored.name.device,
            task=stored.name.task,
            channel=stored.name.channel,
            first=stored.first,
            last=stored.last,
            previous=stored.previous,
            lines=lines,
            signature=stored.signature,
            at=at,
            proof=self._nodes(self._tree.inclusion(at)) if at >= 0 else (),
            seen=seen,
            since=self._since(seen),
            not_before=bracket.not_before,
            not_after=bracket.not_after,
            data=self._session.store.segment_bytes(stored.hash) if with_segments else b"",
        )

    def _since(self, seen: tuple[int, str] | None) -> tuple[str, ...]:
        if seen is None or not self._entries or seen[0] > self._tree.size:
            return ()
        return self._nodes(self._tree.consistency(seen[0]))

    def _nodes(self, nodes: tuple[bytes, ...]) -> tuple[str, ...]:
        return tuple(node.hex() for node in nodes)


def _read(
    session: Session, stored: StoredSegment, wanted: Container[str]
) -> tuple[Header | None, tuple[int, ...]]:
    """The head of a segment and the places of its lines that are wanted."""
    with suppress(JournalError):
        segment = read_segment(session.store.segment_bytes(stored.hash))
        if segment.readable:
            found = [each.n for each in segment.operations() if each.hash in wanted]
            return segment.header, tuple(found)
    return None, ()


def _seen(header: Header) -> tuple[int, str] | None:
    mark = header.checkpoint
    if not isinstance(mark, dict):
        return None
    size, root = mark.get("size"), mark.get("root")
    return (size, root) if isinstance(size, int) and isinstance(root, str) else None
