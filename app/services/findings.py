"""Findings: from draft to a worksheet with three signatures (承办 → 复核 → 审签)."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.errors import ConflictOpenError, InputError, Problem
from app.domain.findings import finding_number
from app.domain.kinds import Required, Value
from app.domain.validation import missing
from app.ports import Changes
from app.services import links, numbering, records, tasks
from app.services.records import Editable
from app.services.session import Session


def start(session: Session, *, taken: Collection[str] = (), **values: Value) -> Editable:
    """A new worksheet with its number, today's date and its writer.

    ``taken`` are numbers given to worksheets that are not written down yet. Raises what
    ``tasks.require`` raises.
    """
    tasks.require(session, "finding")
    return records.new(
        session,
        "finding",
        number=numbering.next_number(session, "finding", finding_number, taken),
        drawn_on=session.clock.now().date(),
        handled_by=session.person,
        state="draft",
        **values,
    )


def open_points(session: Session, finding: str) -> tuple[str, ...]:
    """Field names still to be filled before review."""
    editable = records.load(session, "finding", finding)
    return missing(session.kind("finding"), editable.values, Required.REVIEW)


def submit(session: Session, finding: str) -> Changes:
    """Hand a worksheet to review. Raises InputError while something is missing."""
    editable = records.load(session, "finding", finding)
    gaps = missing(session.kind("finding"), editable.values, Required.REVIEW)
    if gaps:
        raise InputError("finding", tuple(Problem(name, "required") for name in gaps))
    return records.save(session, editable, {"state": "checked"}).changes


def review(session: Session, finding: str) -> Changes:
    """Second signature. Raises ConflictOpenError while a question is open."""
    return _sign(session, finding, "reviewed")


def approve(session: Session, finding: str) -> Changes:
    """Third signature. Raises ConflictOpenError while a question is open."""
    return _sign(session, finding, "approved")


def send_back(session: Session, finding: str) -> Changes:
    """Back to its writer."""
    editable = records.load(session, "finding", finding)
    return records.save(session, editable, {"state": "draft"}).changes


def _sign(session: Session, finding: str, step: str) -> Changes:
    require_settled(session, finding)
    editable = records.load(session, "finding", finding)
    signed = {
        "state": step,
        f"{step}_by": session.person,
        f"{step}_on": session.clock.now().date(),
    }
    return records.save(session, editable, signed, step=Required.REVIEW).changes


def require_settled(session: Session, finding: str) -> None:
    """Raises ConflictOpenError if a conflict or a link to something not yet received is open."""
    row = session.store.row("finding", finding)
    open_links = [end for end in links.targets(session, "finding", finding) if end.row is None]
    questions = row.questions if row else 0
    if questions or open_links:
        raise ConflictOpenError("finding", finding, questions, len(open_links))
