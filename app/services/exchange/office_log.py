"""The office's log of what it accepted, and the teams that witness it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.domain.errors import RecordMissingError
from app.ports import Work
from app.services import settings
from app.services.exchange.judging import APPLIED
from app.services.exchange.receipts import Word, words
from app.services.session import Session
from app.trust.checkpoint import (
    Checkpoint,
    Inclusion,
    SignedCheckpoint,
    paper_entry,
    prove,
    segment_entry,
    sign_checkpoint,
    tree_of,
)

_WITNESS = "witness."


class Agreement(Enum):
    """How the office's newest checkpoint stands to what this computer witnessed before."""

    NOTHING = "nothing"  # no receipt yet
    SAME = "same"
    CONTINUES = "continues"
    UNPROVEN = "unproven"  # newer, but the proof starts elsewhere: a receipt in between is missing
    WENT_BACK = "went back"  # shorter than before: the office restored a backup
    REWRITTEN = "rewritten"  # as long or longer, and something else: an entry was changed
    UNSIGNED = "unsigned"  # by no key the root names for the office's machines


@dataclass(frozen=True)
class Proven:
    """One accepted segment, proven to be in the office's log."""

    inclusion: Inclusion
    signed: SignedCheckpoint


def enter(session: Session) -> int:
    """Append what was accepted and is not in the log yet: segments of the present task that count,
    roots and statements. Returns how many entries there are.
    """
    papers = [
        *(paper_entry("root", paper.digest) for paper in settings.root_papers(session.store)),
        *(
            paper_entry("statement", paper.digest)
            for paper in settings.statement_papers(session.store)
        ),
    ]
    counting = [s for s in session.store.segments(session.task) if s.state == APPLIED]
    entries = [*papers, *(segment_entry(segment.hash) for segment in counting)]
    with session.store.work() as work:
        work.put_leaves(entries, session.claimed())
        work.commit()
    return len(session.store.leaves())


def prove_segment(session: Session, segment: str) -> Proven:
    """Proof, at the office, that a segment was accepted. Raises RecordMissingError."""
    entries = session.store.leaves()
    entry = segment_entry(segment)
    if entry not in entries:
        raise RecordMissingError("segment", segment)
    tree = tree_of(entries)
    signed = sign_checkpoint(tree, session.office, session.claimed(), session.keys.signing)
    return Proven(prove(tree, entries, entry), signed)


def witnessed(session: Session) -> Checkpoint | None:
    """The newest checkpoint of the office this computer has seen."""
    stored = session.store.setting(_WITNESS + session.office)
    return None if stored is None else Checkpoint(**json.loads(stored))


def witness(session: Session, work: Work) -> Agreement:
    """Compare the receipts of the present task with what was seen before, and remember the newest.

    What went back or was rewritten is not remembered: the older word stays in every segment signed
    here, as evidence against the office.
    """
    seen = witnessed(session)
    agreement = Agreement.NOTHING
    for word in words(session):
        agreement = _compare(session, seen, word.checkpoint)
        if agreement in (Agreement.CONTINUES, Agreement.UNPROVEN):
            seen = word.checkpoint.checkpoint
    if seen is not None:
        body = {"office": seen.office, "size": seen.size, "root": seen.root, "at": seen.at}
        work.put_setting(_WITNESS + session.office, json.dumps(body).encode())
    return agreement


def newest_checkpoint(said: Iterable[Word]) -> Checkpoint | None:
    """The longest checkpoint among receipts."""
    found = (word.checkpoint.checkpoint for word in said)
    return max(found, key=lambda checkpoint: checkpoint.size, default=None)


def _compare(session: Session, seen: Checkpoint | None, signed: SignedCheckpoint) -> Agreement:
    new = signed.checkpoint
    ops = [key for root in session.trust.roots for key in root.ops]  # old receipts stay valid
    if new.office != session.office or not signed.signed_by(ops):
        return Agreement.UNSIGNED
    if seen is None or (signed.continues(seen) and new.size > seen.size):
        return Agreement.CONTINUES
    if new.size == seen.size:
        return Agreement.SAME if new.root == seen.root else Agreement.REWRITTEN
    if new.size < seen.size:
        return Agreement.WENT_BACK
    return Agreement.REWRITTEN if signed.since == seen.size else Agreement.UNPROVEN
