"""New beginnings: a computer says, in its own log, that a copy of it was restored or taken.

A laptop goes on under new keys from there; the entry, signed with the old ones, names them. The
office keeps its keys, because the root names them, and begins a new *life* of its log. The entry
says where the branch ended that was restored: so a fork it explains needs no question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.identifiers import uuid7
from app.domain.kinds import Channel
from app.journal.canonical import JsonValue
from app.journal.knowledge import Chains, Tips
from app.journal.operations import Intent, LogName
from app.ports import Work
from app.services.session import Session
from app.trust.statement import DeviceKind

KIND = "restart"
"""Kind of these entries. They stay in the journal only."""
VERB = "audit"
RESTORED, COPIED = "restored", "copied"
"""Why: a copy of this computer's vault was put back; another computer works with a copy of it."""

LIFE = "life"
"""Setting of an office: name of its log's present life; none in the first."""

_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[0-9a-zA-Z-]{0,64}")


@dataclass(frozen=True)
class Restart:
    """One such entry. ``becomes`` is the id from then on, ``tips`` where its logs ended before.

    ``place`` is the segment the entry is in, ``life`` the office's new life.
    """

    device: str
    becomes: str
    why: str
    tips: Tips
    life: str
    log: str
    place: str
    author: str
    claimed: str | None

    def reached(self, chains: Chains) -> frozenset[str]:
        """The segments of the branch that goes on here: up to the entry, in every log of it."""
        return chains.covered({**self.tips, self.log: (self.place,)}) | chains.covered(self.tips)


def note(session: Session, work: Work, *, becomes: str, why: str, life: str = "") -> None:
    """Append the entry to this computer's open log of the present task."""
    own = {LogName(session.device, session.task, channel.value).id for channel in Channel}
    tips: dict[str, JsonValue] = {
        log: [*found] for log, found in sorted(session.store.tips().items()) if log in own
    }
    value: JsonValue = {"device": becomes, "why": why, "tips": tips, "life": life}
    session.append(work, Channel.TEAM, [Intent(VERB, KIND, uuid7(), value=value)])


def restarts(session: Session) -> list[Restart]:
    """Every such entry of the present task, in the order they came here."""
    found = []
    for line in session.store.entries(KIND, session.task):
        value = line.operation.value
        if line.operation.verb == VERB and isinstance(value, dict) and _is_well_formed(value):
            found.append(
                Restart(
                    device=line.log.device,
                    becomes=str(value["device"]),
                    why=str(value["why"]),
                    tips=_tips(value["tips"]),
                    life=str(value["life"]),
                    log=line.operation.log,
                    place=line.segment,
                    author=line.operation.author,
                    claimed=line.operation.claimed,
                )
            )
    return found


def predecessors(session: Session) -> dict[str, tuple[str, ...]]:
    """Device -> the devices it says it was before, by their own word."""
    found: dict[str, tuple[str, ...]] = {}
    for each in restarts(session):
        if each.becomes != each.device:
            found[each.becomes] = (
                *found.get(each.becomes, ()),
                each.device,
                *found.get(each.device, ()),
            )
    return found


def office_restarts(session: Session) -> list[Restart]:
    """Those the office wrote about itself."""
    devices = (
        (each, session.trust.device(each.device, session.task)) for each in restarts(session)
    )
    return [each for each, device in devices if device and device.kind is DeviceKind.OFFICE]


def present_life(session: Session) -> str:
    """Name of the present life of this office's log; empty for the first."""
    return (session.store.setting(LIFE) or b"").decode()


def _is_well_formed(value: dict[str, JsonValue]) -> bool:
    tips = value.get("tips")
    return (
        _matches(_ID, value.get("device"))
        and value.get("why") in (RESTORED, COPIED)
        and _matches(_NAME, value.get("life"))
        and isinstance(tips, dict)
        and all(_ID.fullmatch(log) for log in tips)
        and all(
            isinstance(found, list) and all(_matches(_HASH, tip) for tip in found)
            for found in tips.values()
        )
    )


def _matches(pattern: re.Pattern[str], value: JsonValue) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _tips(value: JsonValue) -> dict[str, tuple[str, ...]]:
    assert isinstance(value, dict)
    return {log: tuple(map(str, found)) for log, found in value.items() if isinstance(found, list)}
