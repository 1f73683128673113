"""Findings: from draft to a worksheet with three signatures (承办 → 复核 → 审签)."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.errors import (
    ConflictOpenError,
    InputError,
    Problem,
    SignatureRefusedError,
)
from app.domain.findings import finding_number
from app.domain.kinds import Required, Value, Values
from app.domain.signatures import Step, refusal
from app.domain.validation import missing
from app.journal import seals
from app.ports import Changes, Work
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
    """First signature: its writer hands a worksheet to review.

    Raises SignatureRefusedError, InputError while something is missing.
    """
    return _sign(session, finding, Step.SUBMIT, {"handled_by": session.person})


def review(session: Session, finding: str) -> Changes:
    """Second signature. Raises what ``submit`` raises, ConflictOpenError while a question is open.

    What was emptied since it was handed in is missing again.
    """
    require_settled(session, finding)
    today = session.clock.now().date()
    signature = {"reviewed_by": session.person, "reviewed_on": today}
    return _sign(session, finding, Step.REVIEW, signature)


def approve(session: Session, finding: str) -> Changes:
    """Third signature. Raises what ``review`` raises."""
    require_settled(session, finding)
    today = session.clock.now().date()
    signature = {"approved_by": session.person, "approved_on": today}
    return _sign(session, finding, Step.APPROVE, signature)


def send_back(session: Session, finding: str) -> Changes:
    """Back to its writer. Signatures given so far no longer stand; the history keeps them."""
    editable = records.load(session, "finding", finding)
    lifted = dict.fromkeys(("reviewed_by", "reviewed_on", "approved_by", "approved_on"))
    with session.store.work() as work:
        state = work.state("finding", finding)
        void = seals.lift(state) if state else None
        if void is not None:
            records.append(session, work, "finding", finding, [void])
        records.write(session, work, editable, {"state": "draft", **lifted})
        return work.commit()


def _sign(session: Session, finding: str, step: Step, signature: Values) -> Changes:
    editable = records.load(session, "finding", finding)
    membership = session.trust.membership(session.task)
    refused = refusal(step, session.person, finding, editable.values, membership)
    if refused is not None:
        raise SignatureRefusedError(refused.value, finding)
    gaps = missing(session.kind("finding"), editable.values, Required.REVIEW)
    if gaps:
        raise InputError("finding", tuple(Problem(name, "required") for name in gaps))
    with session.store.work() as work:
        records.write(session, work, editable, {"state": step.value, **signature})
        if step is Step.APPROVE:
            _seal(session, work, finding)
        return work.commit()


def _seal(session: Session, work: Work, finding: str) -> None:
    """What the leader signed stays exactly that, whatever is written or arrives later."""
    state = work.state("finding", finding)
    assert state is not None
    records.append(session, work, "finding", finding, [seals.seal(state)])


def require_settled(session: Session, finding: str) -> None:
    """Raises ConflictOpenError if a conflict or a link to something not yet received is open."""
    row = session.store.row("finding", finding)
    open_links = [end for end in links.targets(session, "finding", finding) if end.row is None]
    questions = row.questions if row else 0
    if questions or open_links:
        raise ConflictOpenError("finding", finding, questions, len(open_links))
