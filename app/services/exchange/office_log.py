"""The office's log of what it accepted, and the teams that witness it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.identifiers import uuid7
from app.journal.receipts import KIND
from app.ports import Work
from app.services import settings
from app.services.exchange import lives
from app.services.exchange.judging import APPLIED
from app.services.exchange.receipts import Word, heard, life_of
from app.services.session import Session
from app.trust.checkpoint import (
    Checkpoint,
    paper_entry,
    segment_entry,
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


def witnessed(session: Session) -> Checkpoint | None:
    """The newest checkpoint of the office this computer has seen."""
    return _remembered(session).checkpoint


def witness(session: Session, work: Work) -> Agreement:
    """Compare the office's newest receipts with what was seen before, and remember the newest.

    Asked are only receipts no later one stands for: an old one that comes late says nothing. A new
    life of the log, which the office declares after restoring a copy, is told once and witnessed
    from then on. What went back or was rewritten without that is not remembered: the older word
    stays in every segment signed here, as evidence against the office.
    """
    before = _remembered(session)
    seen, agreement = before, Agreement.NOTHING
    for word in _newest(session, before.left):
        found = _compare(session, seen, word)
        if found in (Agreement.CONTINUES, Agreement.UNPROVEN) or word.life != seen.life:
            seen = seen.advanced(word, found)
        agreement = _graver(agreement, found)
    if seen != before:
        work.put_setting(_WITNESS + session.office, seen.written())
    return agreement


def notice_rollback(session: Session, arrived: Collection[str]) -> bool:
    """At the office, after a merge that brought ``arrived``: whether teams witnessed a state of its
    log that this computer does not know.

    Then this is an older state of it, and nobody has said so: a new life begins, which tells them.
    """
    life = lives.present_life(session)
    unknown = [
        line
        for line in session.store.entries(KIND, session.task)
        if line.segment in arrived
        and line.log.device in session.devices
        and life_of(line.operation.value) == life
    ]
    if unknown:
        begin_life(session)
    return bool(unknown)


def begin_life(session: Session) -> None:
    """The log goes on from an older state: say so in every task, before any other word."""
    with session.store.work() as work:
        life = uuid7()
        work.put_setting(lives.LIFE, life.encode())
        for task in sorted(session.trust.statements):
            here = session.within(task)
            lives.note(here, work, becomes=session.device, why=lives.RESTORED, life=life)
        work.commit()


@dataclass(frozen=True)
class _Seen:
    """What was witnessed: the newest checkpoint, the life it is of, and lives left behind."""

    checkpoint: Checkpoint | None = None
    life: str = ""
    left: tuple[str, ...] = ()

    def advanced(self, word: Word, found: Agreement) -> _Seen:
        if found is Agreement.UNSIGNED:
            return self
        left = self.left if word.life == self.life else (*self.left, self.life)
        return _Seen(word.checkpoint.checkpoint, word.life, left)

    def written(self) -> bytes:
        checkpoint = self.checkpoint
        if checkpoint is None:
            return b"{}"
        body = {
            "office": checkpoint.office,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "at": checkpoint.at,
            "life": self.life,
            "left": list(self.left),
        }
        return json.dumps(body).encode()


def _remembered(session: Session) -> _Seen:
    stored = json.loads(session.store.setting(_WITNESS + session.office) or b"{}")
    if not stored:
        return _Seen()
    life, left = stored.pop("life", ""), tuple(stored.pop("left", ()))
    return _Seen(Checkpoint(**stored), life, left)


def _newest(session: Session, left: Collection[str]) -> list[Word]:
    """The receipts that count now, of lives not left behind; those of the newest life last."""
    order = ["", *(each.life for each in lives.office_restarts(session))]
    found = [word for word in heard(session).newest if word.life not in left]
    return sorted(
        found, key=lambda word: (_place(order, word.life), word.checkpoint.checkpoint.size)
    )


def _place(order: Sequence[str], life: str) -> int:
    return order.index(life) if life in order else len(order)


def _compare(session: Session, seen: _Seen, word: Word) -> Agreement:
    signed, older = word.checkpoint, seen.checkpoint
    new = signed.checkpoint
    if new.office != session.office or not signed.signed_by(_office_keys(session)):
        return Agreement.UNSIGNED
    if older is None:
        return Agreement.CONTINUES
    if word.life != seen.life:
        return Agreement.WENT_BACK
    if signed.continues(older) and new.size > older.size:
        return Agreement.CONTINUES
    if new.size == older.size:
        return Agreement.SAME if new.root == older.root else Agreement.REWRITTEN
    if new.size < older.size:
        return Agreement.WENT_BACK
    return Agreement.REWRITTEN if signed.since == older.size else Agreement.UNPROVEN


def _office_keys(session: Session) -> tuple[bytes, ...]:
    """Keys that sign for the office's machines in any root: an old receipt stays a receipt."""
    return tuple(key for root in session.trust.roots for key in root.ops)


_GRAVITY = (
    Agreement.NOTHING,
    Agreement.SAME,
    Agreement.CONTINUES,
    Agreement.UNPROVEN,
    Agreement.WENT_BACK,
    Agreement.UNSIGNED,
    Agreement.REWRITTEN,
)


def _graver(one: Agreement, other: Agreement) -> Agreement:
    return max(one, other, key=_GRAVITY.index)
