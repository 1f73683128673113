"""Roots and membership statements that travel inside the office's log.

The paper file enrols a laptop; from then on newer papers come with every bundle. What a paper is
worth its own signatures say, so it matters little who brought it.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress

from app.domain.errors import TrustError
from app.domain.identifiers import uuid7
from app.domain.kinds import Channel
from app.journal.operations import Intent
from app.ports import Work
from app.services import settings
from app.services.session import Session
from app.trust.papers import read_papers, write_papers
from app.trust.signed import Paper

KIND = "statement"


def publish(session: Session, work: Work, papers: list[Paper]) -> None:
    """Put papers into the present task's log, for every laptop of the team."""
    text = base64.b64encode(write_papers(papers)).decode("ascii")
    value = {"papers": text}
    session.append(work, Channel.TEAM, [Intent("stmt", KIND, uuid7(), value={**value})])


def take_from_journal(session: Session) -> int:
    """Take in the papers of the present task that came since; returns how many versions.

    One that is refused (older, forged, of another office) is passed over: the next may be good.
    """
    if session.papers is None:
        return 0
    today = session.clock.now().date()
    trust, taken = session.papers, 0
    kept: list[Paper] = []
    for line in session.store.entries(KIND, session.task):
        if line.operation.verb != "stmt":
            continue
        for paper in _papers(line.operation.value):
            with suppress(TrustError):
                newer = trust.take_in([paper], today)
                taken += newer is not trust and newer != trust
                trust = newer
                kept.append(paper)
    if taken:
        with session.store.work() as work:
            settings.keep_papers(work, kept, trust)
            work.commit()
        session.believe(trust)
    return taken


def _papers(value: object) -> tuple[Paper, ...]:
    text = value.get("papers") if isinstance(value, dict) else None
    if not isinstance(text, str):
        return ()
    with suppress(TrustError, binascii.Error, ValueError):
        return tuple(read_papers(base64.b64decode(text, validate=True)))
    return ()
