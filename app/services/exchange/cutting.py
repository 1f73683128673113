"""What waits is cut into signed segments, durable before the first byte goes to a stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.crypto.signing import SEGMENT_TYPE
from app.domain.kinds import Channel
from app.journal.operations import LogName, Operation
from app.journal.segments import Header, Segment, build_segment
from app.ports import Work
from app.services import audit, offices
from app.services.exchange import office_log, receipts
from app.services.session import Session


def prepare(session: Session, readers: Sequence[str], medium: str) -> None:
    """Log the act, brief the team, say what is here, and cut: two units, both durable.

    The receipt speaks of what is cut, so that it covers the office's own segments as well.
    """
    with session.store.work() as work:
        note_export(session, work, readers, medium)
        if session.role == "office":
            offices.brief_changes(session, work)
        cut(session, work)
        work.commit()
    if session.role == "office":
        office_log.enter(session)
        with session.store.work() as work:
            receipts.write(session, work)
            cut(session, work)
            work.commit()


def cut(session: Session, work: Work) -> int:
    """Cut every own log of the present task that has operations waiting."""
    waiting = session.store.waiting()
    names = {session.log(channel) for channel in Channel} | set(waiting)
    return sum(
        work.cut(name, _cutter(session, name)) for name in names if name.task == session.task
    )


def note_export(session: Session, work: Work, readers: Sequence[str], medium: str) -> None:
    """Who carries what to whom stays on record, with the medium if it is registered."""
    words = ", ".join(reader[:8] for reader in readers)
    subject = ("medium", medium) if medium else ("", "")
    audit.note(session, work, "exported_bundle", subject=subject, words=words)


def _cutter(
    session: Session, name: LogName
) -> Callable[[int, str, Sequence[Operation]], tuple[Segment, bytes]]:
    statement = session.trust.statement(session.task)
    witnessed = office_log.witnessed(session)

    def build(first: int, previous: str, operations: Sequence[Operation]) -> tuple[Segment, bytes]:
        header = Header(
            office=session.office,
            name=name,
            first=first,
            last=first + len(operations) - 1,
            previous=previous,
            schema=operations[0].schema,
            minimum_reader=1,
            statement=statement.version if statement else 0,
            checkpoint=None if witnessed is None else witnessed.mark,
            cut=session.claimed(),
        )
        segment = build_segment(header, [operation.line for operation in operations])
        return segment, session.keys.signing.sign(SEGMENT_TYPE, segment.data)

    return build
