"""Whether this computer's clock can be right. A wrong one decides nothing here; it is only told.

Times in records are claims. What can be proven comes from the office: a checkpoint or a statement
that is here was made before now. A jump while somebody works is entered in the log, since the times
around it mean little.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from app.domain.errors import ClockDoubtfulError
from app.services import audit
from app.services.exchange import office_log
from app.services.session import Session

TOLERANCE = timedelta(days=1)
"""The office's own clock may be a little ahead."""

LONG_PAST = timedelta(days=400)
"""No task is worked on so long after its last statement ran out."""


def doubt(session: Session) -> ClockDoubtfulError | None:
    """Why the clock can hardly be right, or None."""
    now = session.clock.now()
    known = max(_proven(session), default=None)
    if known is None or session.papers is None:
        return None
    if now < known - TOLERANCE:
        return ClockDoubtfulError("behind", _day(known))
    ends = (each.valid_until for each in session.papers.statements.values())
    last = max(known.date(), *ends)
    return ClockDoubtfulError("ahead", last.isoformat()) if now.date() > last + LONG_PAST else None


def note_jump(session: Session, seconds: float) -> ClockDoubtfulError:
    """Enter in the log that the clock was set while somebody worked; returns what to tell him."""
    audit.note_alone(session, "clock_jumped", words=f"{seconds:+.0f} s")
    return ClockDoubtfulError("jumped", _day(session.clock.now()))


def _proven(session: Session) -> Iterator[datetime]:
    """Moments that are past, as the office says."""
    if session.papers is None:
        return
    said = [statement.made for statement in session.papers.statements.values()]
    seen = office_log.witnessed(session)
    for text in (*said, *([seen.at] if seen is not None else [])):
        with suppress(ValueError):
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                yield moment


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
