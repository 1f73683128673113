"""Forks: one log that goes on twice. Both branches count; a person says once how it came about.

A computer that was restored on purpose has said so itself (``lives``) and nobody is asked. What is
left is a restored backup nobody told of, or a computer that was copied: then two machines write
under one name, and the second has to apply anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.identifiers import uuid7
from app.domain.kinds import Channel
from app.journal.canonical import JsonValue
from app.journal.operations import Intent, LogName
from app.journal.segments import read_segment
from app.ports import Changes, StoredSegment
from app.services import audit
from app.services.exchange import lives
from app.services.exchange.lives import COPIED, RESTORED
from app.services.exchange.receipts import chains_of
from app.services.session import Session
from app.trust.statement import DeviceKind

KIND = "fork"
"""Kind of the entries that hold an answer. They stay in the journal only."""
VERB = "audit"


@dataclass(frozen=True)
class Fork:
    """A place where logs of one computer go on twice.

    ``label`` and ``people`` tell whose it is, ``since`` is the claimed time of the earliest segment
    behind the fork. ``places`` are (log, segment before) of every log of it that forks.
    """

    device: str
    label: str
    people: tuple[str, ...]
    office: bool
    here: bool
    since: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """What a person said about one place: RESTORED or COPIED."""

    why: str
    author: str
    claimed: str | None
    office: bool
    hash: str


@dataclass(frozen=True)
class _Place:
    """``branches`` are the segments that follow the same one."""

    log: LogName
    before: str
    branches: tuple[StoredSegment, ...]


def open_questions(session: Session) -> list[Fork]:
    """Forks of the present task that nobody has explained yet, one for each computer."""
    said = answers(session)
    found: dict[str, list[_Place]] = {}
    for place in _places(session):
        if (place.log.id, place.before) not in said:
            found.setdefault(place.log.device, []).append(place)
    return [_fork(session, device, places) for device, places in sorted(found.items())]


def copied_here(session: Session) -> bool:
    """Whether somebody said that this computer was copied, and it still writes under that name."""
    said = answers(session)
    own = [place for place in _places(session) if place.log.device == session.device]
    found = [said.get((place.log.id, place.before)) for place in own]
    return any(each is not None and each.why == COPIED for each in found)


def answer(session: Session, fork: Fork, why: str) -> Changes:
    """Say how it came about: RESTORED or COPIED. Logged; travels with the task."""
    with session.store.work() as work:
        audit.note(session, work, "judged_fork", words=f"{fork.device[:8]} {why}")
        for log, before in fork.places:
            value: JsonValue = {"log": log, "before": before, "why": why}
            intent = Intent(VERB, KIND, uuid7(), value=value)
            session.append(work, Channel.TEAM, [intent])
        return work.commit()


def answers(session: Session) -> dict[tuple[str, str], Answer]:
    """(log, segment before) -> the answer that counts: the office's before a team's."""
    found: dict[tuple[str, str], Answer] = {}
    for line in session.store.entries(KIND, session.task):
        value = line.operation.value
        if line.operation.verb != VERB or not isinstance(value, dict):
            continue
        if value.get("why") not in (RESTORED, COPIED):
            continue
        device = session.trust.device(line.log.device, session.task)
        new = Answer(
            str(value["why"]),
            line.operation.author,
            line.operation.claimed,
            device is not None and device.kind is DeviceKind.OFFICE,
            line.operation.hash,
        )
        place = (str(value.get("log")), str(value.get("before")))
        found[place] = max(found.get(place, new), new, key=_weight)
    return found


def _weight(answer: Answer) -> tuple[bool, str]:
    """Two answers of the same standing: the same one counts everywhere."""
    return (answer.office, answer.hash)


def _places(session: Session) -> list[_Place]:
    """Every fork no computer has explained itself."""
    if session.papers is None:
        return []
    segments = session.store.segments(session.task)
    chains = chains_of(segments)
    by_hash = {segment.hash: segment for segment in segments}
    explained = [(each.device, each.reached(chains)) for each in lives.restarts(session)]
    found = []
    for (_, before), hashes in chains.forks().items():
        branches = tuple(by_hash[each] for each in hashes)
        log = branches[0].name
        reached = [branch for device, branch in explained if device == log.device]
        if not _is_explained(hashes, reached):
            found.append(_Place(log, before, branches))
    return found


def _is_explained(hashes: Iterable[str], reached: Iterable[frozenset[str]]) -> bool:
    """Whether all branches but one are those on which restored copies went on."""
    branches = frozenset(hashes)
    return len(branches.difference(*reached)) <= 1


def _fork(session: Session, device: str, places: Sequence[_Place]) -> Fork:
    known = session.trust.device(device, session.task)
    named = {person.id: person.name for person in session.trust.persons(session.task)}
    times = [_cut(session, segment) for place in places for segment in place.branches]
    return Fork(
        device=device,
        label=known.label if known else device[:8],
        people=tuple(named.get(each, each) for each in known.persons) if known else (),
        office=known is not None and known.kind is DeviceKind.OFFICE,
        here=device in session.devices,
        since=min(times, default=""),
        places=tuple((place.log.id, place.before) for place in places),
    )


def _cut(session: Session, segment: StoredSegment) -> str:
    return read_segment(session.store.segment_bytes(segment.hash)).header.cut
