"""What a merge brought, in numbers, and which merges can still be taken back; without a window."""

from __future__ import annotations

from dataclasses import dataclass

from app.ports import Changes
from app.services import duplicates, exchange
from app.services.exchange import Merged, Preview
from app.services.session import Session
from ui.people import device_label

_RECENT = 8
"""Merges that are listed."""


@dataclass(frozen=True)
class Brought:
    """How many records or places of each sort. ``one_sided``: changed there only; ``parallel``:
    different fields of one record here and there; ``both``: the same field; ``settled``: decided by
    somebody else; ``late``: written after a signature; ``duplicates``: pairs of records.
    """

    one_sided: int
    parallel: int
    both: int
    deleted_and_edited: int
    signed_twice: int
    late: int
    settled: int
    deleted: int
    duplicates: int = 0


@dataclass(frozen=True)
class Recent:
    """A merge of before. ``state`` is "open" (can be taken back), "told" or "undone"."""

    number: int
    at: str
    computer: str
    file: str
    state: str


def of_plan(shown: Preview) -> Brought:
    """What the plan of a merge says."""
    plan = shown.plan
    parallel = {(each.kind, each.record) for each in plan.parallel}
    both = {(each.kind, each.record) for each in plan.conflicts}
    asked = {*plan.delete_conflicts, *plan.seal_conflicts}
    changed = {(each.kind, each.record) for each in plan.changed}
    deleted = set(plan.deleted)
    return Brought(
        one_sided=len(changed - parallel - both - asked - deleted),
        parallel=len(parallel),
        both=len(plan.conflicts),
        deleted_and_edited=len(plan.delete_conflicts),
        signed_twice=len(plan.seal_conflicts),
        late=len(plan.late_writes),
        settled=len(plan.settled),
        deleted=len(deleted),
    )


def duplicates_among(session: Session, merged: Merged) -> int:
    """Probable duplicates of what a merge brought. Takes a moment."""
    shown = merged.preview
    touched = {(each.kind, each.record) for each in (*shown.plan.new, *shown.plan.changed)}
    here = session.within(shown.incoming.task)
    return len(duplicates.probable(here, touched)) if touched else 0


def recent(session: Session) -> list[Recent]:
    """The newest merges of the present task, newest first."""
    return [
        Recent(
            each.number,
            each.at,
            device_label(session, each.sender),
            each.file,
            "undone" if each.undone else "open" if exchange.can_undo(session, each) else "told",
        )
        for each in session.store.arrivals(session.task)[:_RECENT]
    ]


def undo(session: Session, task: str, number: int) -> Changes:
    """Take back a whole merge. Raises UndoRefusedError once a receipt for it has left."""
    return exchange.undo(session.within(task), number)
