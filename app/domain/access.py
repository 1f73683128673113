"""Who may read: two pure functions that every export and every sealing asks.

``readers`` says who may hold a sealed record's key, ``audience`` who may be handed the log of a
channel. Readers = role ∩ assignment − recused. Nobody outside the task's membership reads anything,
and a recused person never does, whatever else he is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.kinds import Channel


class Role(StrEnum):
    """What a person is in one inspection task."""

    LEADER = "leader"  # 组长
    DEPUTY = "deputy"  # 副组长
    MEMBER = "member"  # 组员
    LIAISON = "liaison"  # 联络员
    OFFICE = "office"  # 办公室
    CUSTODIAN = "custodian"  # 保管人


class Compartment(StrEnum):
    """What is sealed for a named set of readers."""

    IDENTITY = "identity"  # who talked, when and where
    PETITION = "petition"  # 信访
    LEADER_MATTER = "leader-matter"  # about the leader of the team himself
    CLUE = "clue"  # 移交线索


class Rule(StrEnum):
    """How a task narrows a compartment."""

    DEFAULT = "default"
    INTERVIEWERS_ONLY = "interviewers-only"


@dataclass(frozen=True, slots=True)
class Recusal:
    """回避: a person who must not read. Without a record: nothing of the whole task."""

    person: str
    kind: str = ""
    record: str = ""

    def covers(self, kind: str, record: str) -> bool:
        """Whether this recusal concerns one record."""
        return not self.record or (self.kind, self.record) == (kind, record)


@dataclass(frozen=True, slots=True)
class CompartmentFacts:
    """What a membership statement says about one compartment.

    ``named`` are the persons designated for it, such as the one who handles petitions.
    """

    rule: Rule = Rule.DEFAULT
    named: frozenset[str] = frozenset()
    version: int = 1


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """The people of one task as far as reading is concerned: only those who are in it now."""

    roles: Mapping[str, frozenset[Role]]
    recusals: tuple[Recusal, ...] = ()
    compartments: Mapping[str, CompartmentFacts] = field(default_factory=dict)

    def holding(self, *roles: Role) -> frozenset[str]:
        """Persons with at least one of these roles."""
        return frozenset(person for person, held in self.roles.items() if held.intersection(roles))

    def compartment(self, name: str) -> CompartmentFacts:
        """Facts of one compartment; the defaults if the statement says nothing."""
        return self.compartments.get(name, CompartmentFacts())


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a record says about who works on it.

    ``interviewers`` are those who talked and wrote it down; ``assigned`` those it was given to
    (承办人).
    """

    kind: str
    record: str
    interviewers: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()


def readers(compartment: str, record: RecordFacts, membership: MembershipFacts) -> frozenset[str]:
    """Ids of the persons who may hold the record's key. May be empty.

    * ``identity``: the interviewers, the leader unless the task says interviewers only, and of the
      office the custodian alone.
    * ``petition``: the persons designated for petitions and the leader.
    * ``leader-matter``: the office and its custodian; never the leader, even one of the office.
    * ``clue``: those it was assigned to, the leader, the custodian.

    Raises ValueError for a compartment no description may name: sealing for nobody loses the text.
    """
    entitled = _RULES[Compartment(compartment)](record, membership)
    return (entitled & frozenset(membership.roles)) - recused(record, membership)


def audience(channel: str, membership: MembershipFacts) -> frozenset[str]:
    """Ids of the persons of a team whose computers may be handed the logs of a channel.

    * 组内: everybody of the task. * 信访: the persons designated for petitions and the leader.
    * 组长: the leader. * 办公室直达: nobody of the team.

    Whoever is recused from the whole task is handed nothing. The office's own computers receive
    every channel, and a computer keeps what it wrote itself; neither is asked here. An unknown
    channel goes to nobody.
    """
    everybody = frozenset(membership.roles)
    leaders = membership.holding(Role.LEADER)
    designated = membership.compartment(Compartment.PETITION).named
    entitled: Mapping[str, frozenset[str]] = {
        Channel.TEAM: everybody,
        Channel.PETITION: designated | leaders,
        Channel.LEADER: leaders,
        Channel.OFFICE: frozenset(),
    }
    out = frozenset(recusal.person for recusal in membership.recusals if not recusal.record)
    return (entitled.get(channel, frozenset()) & everybody) - out


def narrower(*channels: str) -> Channel:
    """The channel with the fewest readers: where a link between records of several belongs.

    Each audience contains the next one's, in the order 组内, 信访, 组长, 办公室直达. Raises
    ValueError for an unknown channel or none.
    """
    order = (Channel.TEAM, Channel.PETITION, Channel.LEADER, Channel.OFFICE)
    return max((Channel(channel) for channel in channels), key=order.index)


def recused(record: RecordFacts, membership: MembershipFacts) -> frozenset[str]:
    """Persons who must not read this record."""
    return frozenset(
        recusal.person
        for recusal in membership.recusals
        if recusal.covers(record.kind, record.record)
    )


def _identity(record: RecordFacts, membership: MembershipFacts) -> frozenset[str]:
    closed = membership.compartment(Compartment.IDENTITY).rule is Rule.INTERVIEWERS_ONLY
    leaders = frozenset[str]() if closed else membership.holding(Role.LEADER)
    return record.interviewers | leaders | membership.holding(Role.CUSTODIAN)


def _petition(_record: RecordFacts, membership: MembershipFacts) -> frozenset[str]:
    designated = membership.compartment(Compartment.PETITION).named
    return designated | membership.holding(Role.LEADER)


def _leader_matter(_record: RecordFacts, membership: MembershipFacts) -> frozenset[str]:
    return membership.holding(Role.OFFICE, Role.CUSTODIAN) - membership.holding(Role.LEADER)


def _clue(record: RecordFacts, membership: MembershipFacts) -> frozenset[str]:
    return record.assigned | membership.holding(Role.LEADER, Role.CUSTODIAN)


_RULES: Mapping[Compartment, Callable[[RecordFacts, MembershipFacts], frozenset[str]]] = {
    Compartment.IDENTITY: _identity,
    Compartment.PETITION: _petition,
    Compartment.LEADER_MATTER: _leader_matter,
    Compartment.CLUE: _clue,
}
