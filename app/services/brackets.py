"""What can be proven about when something was written: never by the clock of who wrote it.

*Not before*: the segment that holds an operation names the newest checkpoint of the office's log
its computer had seen; what the office signed as that checkpoint's time is the bound. *Not after*:
the first receipt that covers the segment, by the time in its signed checkpoint; at the office also
the time at which the segment was merged there. A bound that nobody's signature proves is missing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from app.domain.errors import JournalError, StoreDamagedError
from app.journal.operations import Operation
from app.journal.segments import Segment, read_segment
from app.ports import StoredSegment
from app.services.exchange import receipts
from app.services.exchange.receipts import Word, chains_of
from app.services.session import Session


@dataclass(frozen=True)
class Bracket:
    """Times the office signed; empty where nothing is proven. ``device`` wrote the operation."""

    device: str = ""
    not_before: str = ""
    not_after: str = ""


class Witnesses:
    """Everything the present task's receipts and checkpoints prove. Made for one look."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._segments = session.store.segments(session.task)
        self._chains = chains_of(self._segments)
        self._words = [word for word in receipts.words(session) if self._is_sound(word)]
        self._covered: dict[int, frozenset[str]] = {}
        self._arrived: dict[int, str] = {}
        if session.role == "office":
            self._arrived = {a.number: a.at for a in session.store.arrivals(session.task)}

    def bracket(self, operation: Operation) -> Bracket:
        """When an operation was certainly written; what waits to be cut was written here."""
        for stored in self._segments:
            if stored.name.id != operation.log or not stored.first <= operation.n <= stored.last:
                continue
            segment = self._read(stored)
            if segment is not None and operation.line in segment.lines:
                not_before = self._not_before(segment)
                return Bracket(stored.name.device, not_before, self._not_after(stored))
        return Bracket(self._session.device)

    def of_segment(self, stored: StoredSegment) -> Bracket:
        """When everything in a segment was certainly written."""
        segment = self._read(stored)
        not_before = self._not_before(segment) if segment is not None else ""
        return Bracket(stored.name.device, not_before, self._not_after(stored))

    def _not_before(self, segment: Segment) -> str:
        mark = segment.header.checkpoint
        for word in self._words:
            if word.checkpoint.checkpoint.mark == mark:
                return word.checkpoint.checkpoint.at
        return ""

    def _not_after(self, stored: StoredSegment) -> str:
        if stored.arrival in self._arrived:
            return self._arrived[stored.arrival]
        for number, word in enumerate(self._words):
            if number not in self._covered:
                self._covered[number] = self._chains.covered(word.received.tips)
            if stored.hash in self._covered[number]:
                return word.checkpoint.checkpoint.at
        return ""

    def _read(self, stored: StoredSegment) -> Segment | None:
        with suppress(JournalError, StoreDamagedError):
            return read_segment(self._session.store.segment_bytes(stored.hash))
        return None

    def _is_sound(self, word: Word) -> bool:
        roots = self._session.papers.roots if self._session.papers else ()
        own = word.checkpoint.checkpoint.office == self._session.office
        return own and any(word.checkpoint.signed_by(root.ops) for root in roots)
