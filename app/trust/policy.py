"""Who may write what: judged at every merge from the newest statement of the task, by everybody
in the same way.

A refused operation is kept aside with the reason and never dropped. No clock takes part: a person
who left and a device that was revoked are stopped by the log position of the revocation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.domain.access import Compartment, Role, audience
from app.domain.catalogue import catalogue
from app.domain.kinds import Catalogue, Channel
from app.trust.reasons import Denial
from app.trust.statement import Device, DeviceKind, Statement

OFFICE_VERBS = frozenset({"stmt", "receipt", "admit"})
CHANGING_VERBS = frozenset({"put", "del", "restore", "seal", "void"})


@dataclass(frozen=True, slots=True)
class Policy:
    """What the kinds add to the rule: names of insert-only kinds, and of those of the office."""

    insert_only: frozenset[str]
    office_only: frozenset[str] = frozenset()

    @classmethod
    def of(cls, kinds: Catalogue | None = None) -> Self:
        """What these descriptions say; without any, those of this version."""
        known = catalogue() if kinds is None else kinds
        return cls(frozenset(name for name, kind in known.items() if kind.insert_only))


def denial(
    statement: Statement,
    policy: Policy,
    *,
    kind: str,
    verb: str,
    channel: str,
    author: str,
    device: str,
) -> Denial | None:
    """Why this device and author may not write this; None if they may."""
    writing = statement.device(device)
    if writing is None:
        return Denial.DEVICE_UNKNOWN
    if author not in writing.persons:
        return Denial.AUTHOR_NOT_ON_DEVICE
    if verb in CHANGING_VERBS and kind in policy.insert_only:
        return Denial.INSERT_ONLY
    if writing.kind is DeviceKind.OFFICE:
        return None
    if verb in OFFICE_VERBS or kind in policy.office_only:
        return Denial.OFFICE_ONLY
    return None if _open(statement, writing, author, channel) else Denial.CHANNEL_CLOSED


def receives(statement: Statement, device: Device, channel: str) -> bool:
    """Whether logs of ``channel`` may be handed to this device: to the office's always, to a
    laptop if somebody on it is of the channel's audience. An unknown channel goes to nobody.
    """
    if device.kind is DeviceKind.OFFICE:
        return channel in frozenset(Channel)
    return not audience(channel, statement.membership()).isdisjoint(device.persons)


def _open(statement: Statement, device: Device, author: str, channel: str) -> bool:
    """Everybody may write to the team, to the leader and past him; petitions are for the named."""
    if channel == Channel.PETITION:
        person = statement.person(author)
        leads = person is not None and Role.LEADER in person.roles
        return leads or author in _petition_persons(statement)
    return channel in frozenset(Channel) and author in device.persons


def _petition_persons(statement: Statement) -> frozenset[str]:
    return statement.membership().compartment(Compartment.PETITION).named
