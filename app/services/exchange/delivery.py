"""Who a bundle is for, what it has to carry for each of them, and how far the work has come.

One choice of readers becomes one consignment for each set of people who may know: what only the
office may see never lies in a file that the leader can open, nor does that file name it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Role
from app.domain.kinds import Channel
from app.journal import delivery
from app.journal.delivery import Stage, Whereabouts
from app.journal.knowledge import Chains, Saying, Tips, latest, sure
from app.journal.operations import LogName
from app.ports import Incoming, Query, StoredBlob, StoredSegment, Work
from app.services.exchange import receipts
from app.services.exchange.receipts import Heard, chains_of
from app.services.session import Session
from app.trust.statement import Device, DeviceKind


@dataclass(frozen=True)
class Addressee:
    """A computer a bundle can be for. ``usual``: proposed unless somebody chooses otherwise."""

    id: str
    label: str
    people: tuple[str, ...]
    office: bool
    leads: bool
    usual: bool


@dataclass(frozen=True)
class Consignment:
    """What goes into one set of files, for ``readers`` (device ids).

    ``know`` are tips of logs all of them may know of. ``absent`` are digests of evidence that
    belongs to it and whose file is gone from this computer.
    """

    readers: tuple[str, ...]
    segments: tuple[StoredSegment, ...]
    blobs: tuple[StoredBlob, ...]
    know: Tips
    absent: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of content, roughly."""
        return sum(s.size for s in self.segments) + sum(b.size for b in self.blobs)


@dataclass(frozen=True)
class Standing:
    """How far the work of this computer has come within the present task.

    ``records`` counts records by stage; ``waiting`` those of ``Stage.HERE``. ``carried_at`` is when
    a file was last written and verified, ``heard_at`` the claimed time of the newest receipt.
    """

    records: Mapping[Stage, int]
    carried_at: datetime | None
    heard_at: str

    @property
    def waiting(self) -> int:
        """Records that are on this computer only."""
        return self.records.get(Stage.HERE, 0)


def addressees(session: Session) -> tuple[Addressee, ...]:
    """Every other computer of the present task that is not revoked, the office's first."""
    trust, task = session.trust, session.task
    others = [device for device in trust.devices(task) if device.id not in session.devices]
    here_leads = _leads(session, trust.device(session.known_as, task))
    found = [
        Addressee(
            id=device.id,
            label=device.label,
            people=tuple(p.name for p in trust.persons(task) if p.id in device.persons),
            office=device.kind is DeviceKind.OFFICE,
            leads=_leads(session, device),
            usual=_usual(session, device, here_leads=here_leads),
        )
        for device in others
    ]
    return tuple(sorted(found, key=lambda each: (not each.office, not each.leads, each.label)))


def divide(session: Session, readers: Sequence[str], *, full: bool = False) -> list[Consignment]:
    """What a bundle for these computers has to hold, by who may know what; the widest first.

    ``full`` repeats what they are known to have. There is always a first consignment, even if only
    words about knowledge are in it.
    """
    segments = [each for each in session.store.segments(session.task) if _travels(each)]
    heard = receipts.heard(session)
    wanted = _wanted(session, segments, readers, full=full)
    channels: dict[tuple[str, ...], set[str]] = {}
    for channel in Channel:
        audience = tuple(r for r in readers if session.trust.receives(r, session.task, channel))
        if audience:
            channels.setdefault(audience, set()).add(channel)
    found: list[Consignment] = []
    for audience, named in channels.items():
        chosen = tuple(s for s in segments if s.name.channel in named and s.hash in wanted)
        blobs = _evidence(session, named, audience, heard, full=full)
        absent = tuple(b.digest for b in blobs if not session.blobs.has(b.digest))
        if not found or chosen or blobs:
            present = tuple(b for b in blobs if b.digest not in absent)
            know = _know(session, audience)
            found.append(Consignment(audience, chosen, present, know, absent))
    return found


def whereabouts(session: Session) -> Whereabouts:
    """Where the segments of the present task are known to be."""
    segments = session.store.segments(session.task)
    chains, heard = chains_of(segments), receipts.heard(session, segments)
    said = sayings(session)
    leaders = [device.id for device in _laptops(session) if _leads(session, device)]
    leader: frozenset[str] = frozenset().union(
        *(chains.covered(each.tips) for id_ in leaders for each in said.get(id_, ()))
    )
    return Whereabouts(
        carried=frozenset(session.store.carried()),
        leader=leader,
        received=heard.received,
        archived=heard.archived,
    )


def stages(session: Session, kind: str) -> dict[str, Stage]:
    """How far each record of a kind has come that this computer wrote."""
    where = whereabouts(session)
    return {record: where.record(found) for record, found in _places(session, kind).items()}


def standing(session: Session) -> Standing:
    """How far the work of this computer has come. Log entries do not count as work."""
    where = whereabouts(session)
    counted: dict[Stage, int] = {}
    for name, kind in session.catalogue.items():
        if kind.insert_only:
            continue
        for found in _places(session, name).values():
            stage = where.record(found)
            counted[stage] = counted.get(stage, 0) + 1
    times = [at for devices in session.store.carried().values() for at in devices.values()]
    newest = max(times, key=datetime.fromisoformat, default=None)
    said = receipts.heard(session).newest
    return Standing(
        records=counted,
        carried_at=datetime.fromisoformat(newest) if newest else None,
        heard_at=max((word.checkpoint.checkpoint.at for word in said), default=""),
    )


def waiting(session: Session) -> int:
    """How many records of this computer were changed since they left it: cheap, for every look."""
    store, task = session.store, session.task
    left = {each for device in session.devices for each in store.uncarried(device, task)}
    known = session.catalogue
    return sum(kind in known and not known[kind].insert_only for kind, _ in left)


def sayings(session: Session) -> dict[str, list[Saying]]:
    """Device -> what it said in its manifests that it has."""
    found: dict[str, list[Saying]] = {}
    for device, body in session.store.sayings(session.task):
        found.setdefault(device, []).append(_read_saying(body))
    return found


def note_saying(session: Session, work: Work, incoming: Incoming) -> None:
    """Remember what a sender's manifest says he has, in place of what he said before."""
    if not incoming.know:
        return
    log = LogName(incoming.sender, incoming.task, Channel.TEAM.value).id
    tips = incoming.know.get(log, ())
    spoken = [Saying(log, place, 0, incoming.know) for place in tips or ("",)]
    before = sayings(session).get(incoming.sender, [])
    segments = session.store.segments(incoming.task)
    counting = latest([*spoken, *(b for b in before if b.place)], chains_of(segments))
    bodies = [_write_saying(each) for each in counting]
    work.put_sayings(incoming.sender, incoming.task, bodies)


def _places(session: Session, kind: str) -> dict[str, tuple[str | None, ...]]:
    """Where the lines are that this computer wrote, also before a copy of it was restored."""
    found: dict[str, tuple[str | None, ...]] = {}
    for device in session.devices:
        for record, places in session.store.places(kind, device, session.task).items():
            found[record] = (*found.get(record, ()), *places)
    return found


def _wanted(
    session: Session, segments: Sequence[StoredSegment], readers: Iterable[str], *, full: bool
) -> frozenset[str]:
    """Segments at least one of the readers needs; staged ones travel too, they may close a gap."""
    everything = frozenset(each.hash for each in segments)
    if full:
        return everything
    chains = chains_of(segments)
    archived = [word.archived for word in receipts.heard(session).newest]
    said = sayings(session)
    staged = everything - chains.links.keys()
    parts = [_needs(session, chains, archived, said, reader) for reader in readers]
    return staged.union(*parts)


def _needs(
    session: Session,
    chains: Chains,
    archived: Sequence[Saying],
    said: Mapping[str, Sequence[Saying]],
    reader: str,
) -> frozenset[str]:
    device = session.trust.device(reader, session.task)
    if device is not None and device.kind is DeviceKind.OFFICE:
        return delivery.for_office(chains, archived)
    if session.role == "office":  # its own copy is the one all others are measured by
        return frozenset(chains.links) - sure(said.get(reader, ()), chains)
    return delivery.for_colleague(chains, archived, said.get(reader, ()))


def _travels(segment: StoredSegment) -> bool:
    """What was taken back here is not handed on; everything else is relayed verbatim."""
    return segment.state != "withheld"


def _know(session: Session, audience: Sequence[str]) -> Tips:
    """Tips of the logs of this task that all of the audience may know of."""
    allowed = {
        segment.name.id
        for segment in session.store.segments(session.task)
        if all(
            session.trust.receives(reader, session.task, segment.name.channel)
            for reader in audience
        )
    }
    return {log: tips for log, tips in session.store.tips().items() if log in allowed}


def _evidence(
    session: Session,
    channels: set[str],
    audience: Sequence[str],
    heard: Heard,
    *,
    full: bool,
) -> tuple[StoredBlob, ...]:
    """Evidence files of these channels that came here and the office did not confirm yet."""
    if session.role == "office" and not full:  # a team brings evidence, it does not fetch it
        return ()
    rows = session.store.rows(Query("evidence", task=session.task, descending=False))
    here = [row for row in rows if row.channel in channels and row.values["file"]]
    digests = dict.fromkeys(str(row.values["file"]) for row in here)
    confirmed = frozenset[str]()
    if not full and _only_office(session, audience):
        confirmed = heard.blobs
    found = (session.store.blob(d) for d in digests if d[:32] not in confirmed)
    return tuple(b for b in found if b and b.size)


def _only_office(session: Session, audience: Sequence[str]) -> bool:
    devices = (session.trust.device(reader, session.task) for reader in audience)
    return all(device is not None and device.kind is DeviceKind.OFFICE for device in devices)


def _usual(session: Session, device: Device, *, here_leads: bool) -> bool:
    """The office writes for its teams; the leader for the office; a member for both."""
    if session.role == "office":
        return device.kind is DeviceKind.TEAM
    if device.kind is DeviceKind.OFFICE:
        return True
    return not here_leads and _leads(session, device)


def _leads(session: Session, device: Device | None) -> bool:
    if device is None:
        return False
    people = (session.trust.person(person, session.task) for person in device.persons)
    return any(p is not None and p.left is None and Role.LEADER in p.roles for p in people)


def _laptops(session: Session) -> list[Device]:
    if session.papers is None:
        return []
    devices = session.trust.devices(session.task)
    return [device for device in devices if device.kind is DeviceKind.TEAM]


def _write_saying(saying: Saying) -> str:
    tips = {log: list(found) for log, found in saying.tips.items()}
    return json.dumps([saying.log, saying.place, saying.n, tips])


def _read_saying(body: str) -> Saying:
    log, place, n, tips = json.loads(body)
    return Saying(log, place, n, {each: tuple(found) for each, found in tips.items()})
