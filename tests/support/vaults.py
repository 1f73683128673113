"""Builders of real vaults: an office, laptops, a task. Only the key derivation is cheap."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from app.bootstrap import opening
from app.bootstrap.opening import Opened, PersonToBe
from app.bootstrap.unlocking import KeyPolicy
from app.crypto.kdf import Cost
from app.crypto.signing import SigningKey
from app.domain.access import Role
from app.domain.kinds import Catalogue
from app.services import enrolment, exchange, findings, offices, records, settings
from app.services.session import Session
from app.trust.enrolment import next_version, sign_statement
from app.vault.high_water import APPLICATION

PASSPHRASE = "kuai-tian-zong-mo-lüe-shen-pa"
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
POLICY = KeyPolicy(cost=CHEAP, floor=CHEAP)


@dataclass
class Team:
    """An office and laptops that have joined one task; all open."""

    office: Opened
    laptops: list[Opened]
    task: str
    stick: Path
    shape: tuple[int, bool] | None = None
    """Of which kept team this is a copy."""

    def close(self) -> None:
        """Close every vault."""
        for opened in (self.office, *self.laptops):
            opened.close()
        _copied.discard(self.shape)

    @property
    def at_office(self) -> Session:
        """The office's session within the task."""
        return self.office.session.within(self.task)

    def carry(self, laptop: Opened) -> exchange.Merged:
        """Export from a laptop and merge at the office."""
        written = exchange.export(laptop.session, self.stick)
        return merge(self.office, written.files[0].path)


def make_office(folder: Path, name: str = "临江区委巡察办") -> Opened:
    """An office with one person."""
    return opening.create_office(
        folder,
        [PersonToBe("周保山", PASSPHRASE)],
        name=name,
        body="inspection_office",
        district="中共临江区委",
        policy=POLICY,
    )


def make_laptop(folder: Path, *names: str, kinds: Catalogue | None = None) -> Opened:
    """A laptop with these persons; it has joined nothing."""
    people = [PersonToBe(name, PASSPHRASE) for name in names or ("许文澜",)]
    return opening.create_team(folder, people, POLICY, kinds=kinds)


def make_task(office: Opened) -> str:
    """A unit and a task."""
    unit = records.new(office.session, "unit")
    records.save(
        office.session, unit, {"name": "青石街道", "party_organisation": "中共青石街道工作委员会"}
    )
    values = {
        "title": "巡察青石街道",
        "unit": unit.id,
        "type": "regular",
        "wording": "xuncha_inspect",
        "team": "第二巡察组",
        "enters_on": date(2026, 3, 2),
        "leaves_on": date(2026, 3, 31),
    }
    return offices.create_task(office.session, values)


def make_team(
    folder: Path,
    laptops: int = 2,
    kinds: Catalogue | None = None,
    *,
    signers: bool = False,
    anew: bool = False,
) -> Team:
    """An office and ``laptops`` laptops with one person each; the first is the leader's.

    ``kinds`` are what the laptops know; the office knows those of this version. With ``signers`` a
    deputy leader and a member work on the first laptop too: three can sign a worksheet there.

    A team of known kinds is a copy of one that was made once in this process: making it anew takes
    seconds. While a copy is open, the next team of its shape is made anew, so that no test holds
    two teams with the same keys. ``anew``: the making itself is looked at.
    """
    shape = (laptops, signers)
    if anew or kinds is not None or shape in _copied:
        return _new_team(folder, laptops, kinds, signers=signers)
    return _copy_of(_kept(shape), folder, shape)


_copied: set[tuple[int, bool] | None] = set()
"""Shapes of which a copy is open."""


@dataclass(frozen=True)
class _Kept:
    """A team that is copied and never opened; (folder, vault, person) of each computer."""

    folder: Path
    task: str
    vaults: tuple[tuple[str, str, str], ...]


@cache
def _kept(shape: tuple[int, bool]) -> _Kept:
    folder = Path(tempfile.mkdtemp(prefix="xunji-team-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    team = _new_team(folder, shape[0], None, signers=shape[1])
    opened = [each.vault for each in (team.office, *team.laptops)]
    vaults = tuple((each.layout.root.name, each.vault, each.person) for each in opened)
    task = team.task
    team.close()
    return _Kept(folder, task, vaults)


def _copy_of(kept: _Kept, folder: Path, shape: tuple[int, bool]) -> Team:
    shutil.copytree(kept.folder, folder, dirs_exist_ok=True)
    marks = user_state_path(APPLICATION, appauthor=False) / "marks"
    made = []
    for name, vault, person in kept.vaults:
        (marks / f"{vault}.json").unlink(missing_ok=True)  # an earlier copy may have come further
        made.append(open_again(folder / name, person))
    _copied.add(shape)
    return Team(made[0], made[1:], kept.task, folder / "stick", shape)


def _new_team(folder: Path, laptops: int, kinds: Catalogue | None, *, signers: bool) -> Team:
    office = make_office(folder / "office")
    task = make_task(office)
    names = ["许文澜", "罗启明", "戴敏", "沈亦舒"][:laptops]
    people = [
        (name, *(("阮竹青", "鲍秋水") if signers and n == 0 else ()))
        for n, name in enumerate(names)
    ]
    made = [
        make_laptop(folder / f"laptop-{n}", *each, kinds=kinds) for n, each in enumerate(people, 1)
    ]
    stick = folder / "stick"
    stick.mkdir()
    team = Team(office, made, task, stick)
    enrol(team)
    return team


def enrol(team: Team) -> None:
    """Requests, statement, papers, briefing."""
    session = team.at_office
    requests = [
        enrolment.read_request(enrolment.request(laptop.session, f"{n} 号机").data).request
        for n, laptop in enumerate(team.laptops, 1)
    ]
    roles = zip((p.id for p in requests[0].persons), (Role.LEADER, Role.DEPUTY), strict=False)
    enrolment.admit(session, requests, dict(roles))
    papers = enrolment.papers(session)
    briefing = exchange.export(session, team.stick).files[0].path
    for laptop in team.laptops:
        enrolment.accept(laptop.session, papers)
        laptop.reopen()
        merge(laptop, briefing)


def as_role(session: Session, role: Role) -> Session:
    """The laptop's session, worked on by the first other person of the task with this role."""
    holding = session.trust.membership(session.task).holding(role)
    here = [person.id for person in settings.persons(session.store)]
    return replace(session, person=next(person for person in here if person in holding))


def work_as(session: Session, role: Role) -> None:
    """Another person of the laptop takes over, in this very session."""
    session.person = as_role(session, role).person


def sign(session: Session, finding: str) -> None:
    """All three signatures under a worksheet that a member wrote (``make_team`` with signers)."""
    findings.submit(as_role(session, Role.MEMBER), finding)
    findings.review(as_role(session, Role.DEPUTY), finding)
    findings.approve(as_role(session, Role.LEADER), finding)


def amend(team: Team, **changes: Any) -> None:
    """Issue the task's next statement with these changes; the office and all laptops take it."""
    session = team.at_office
    old = session.trust.statement(team.task)
    assert old is not None
    key = SigningKey.from_seed(session.store.setting(settings.MEMBERSHIP_KEY) or b"")
    paper = sign_statement(next_version(old, **changes), key, old)
    trust = session.trust.with_statement(paper, session.clock.now().date())
    with session.store.work() as work:
        settings.keep_papers(work, [paper], trust)
        work.commit()
    team.office.session.believe(trust)
    papers = enrolment.papers(team.at_office)
    for laptop in team.laptops:
        enrolment.accept(laptop.session, papers)
        laptop.reopen()


def merge(opened: Opened, bundle: Path) -> exchange.Merged:
    """Preview and merge one bundle."""
    return exchange.merge(opened.session, exchange.preview(opened.session, bundle))


def open_again(path: Path, person: str, kinds: Catalogue | None = None) -> Opened:
    """Open a closed vault, with other kinds if given."""
    return opening.open_vault(path, person, PASSPHRASE, POLICY, kinds=kinds)
