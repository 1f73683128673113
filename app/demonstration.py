"""The whole main job in one folder: an office, two laptops, talks, findings, evidence, the report,
bundles and their merge. Everything goes through the services, as if people did it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import resources
from app.bootstrap import headless, opening
from app.bootstrap.opening import Opened, PersonToBe
from app.bootstrap.unlocking import STANDARD, KeyPolicy
from app.domain.access import Role
from app.domain.errors import CancelledError
from app.domain.kinds import Turn
from app.ports import Cancelled, Changes, Progress
from app.services import (
    enrolment,
    evidence,
    exchange,
    findings,
    interviews,
    links,
    offices,
    records,
    reports,
)
from app.services.records import Editable
from app.services.session import Session
from app.vault import passphrases

MATERIAL = "demonstration"
_ENTERED_DAYS_AGO, _STAY_DAYS = 8, 30


@dataclass
class Demonstration:
    """What was made. ``laptops`` are closed vaults, as is ``office``."""

    folder: Path
    office: Path
    laptops: list[Path]
    bundles: list[Path]
    reports: list[Path]
    passphrase_file: Path
    counts: dict[str, int]

    def facts(self) -> dict[str, Any]:
        """One JSON object."""
        return {
            "office": str(self.office),
            "laptops": [str(path) for path in self.laptops],
            "bundles": [str(path) for path in self.bundles],
            "reports": [str(path) for path in self.reports],
            "passphrase_file": str(self.passphrase_file),
            "counts": self.counts,
        }


def _unwatched(_done: int, _total: int) -> None:
    """Nobody watches."""


def _never() -> bool:
    """Nobody cancels."""
    return False


def run(
    folder: Path,
    policy: KeyPolicy = STANDARD,
    progress: Progress = _unwatched,
    cancelled: Cancelled = _never,
) -> Demonstration:
    """Make the demonstration in ``folder`` (new or empty).

    Raises VaultExistsError, and CancelledError between two acts: what was made then stays there.
    """
    return _Play(folder, policy, progress, cancelled).run()


class _Play:
    def __init__(
        self, folder: Path, policy: KeyPolicy, progress: Progress, cancelled: Cancelled
    ) -> None:
        self.folder = folder
        self.policy = policy
        self.progress = progress
        self.cancelled = cancelled
        self.acts = 0
        self.laptops: list[Opened] = []
        self.content: Mapping[str, Any] = json.loads(_material("content.json").read_text("utf-8"))
        self.passphrase = passphrases.generate()
        self.bundles: list[Path] = []
        self.reports: list[Path] = []

    def run(self) -> Demonstration:
        """Act by act."""
        self.folder.mkdir(parents=True, exist_ok=True)
        passphrase_file = self.folder / "passphrase.txt"
        with self._make_office() as office:
            passphrase_file.write_text(self.passphrase + "\n", encoding="utf-8")
            passphrase_file.chmod(0o600)
            try:
                counts = self._play(office)
            finally:
                for laptop in self.laptops:
                    laptop.close()
        return Demonstration(
            self.folder,
            self.folder / "office",
            [laptop.path for laptop in self.laptops],
            self.bundles,
            self.reports,
            passphrase_file,
            counts,
        )

    def _play(self, office: Opened) -> dict[str, int]:
        self._act()
        for facts in self.content["laptops"]:
            self.laptops.append(self._make_laptop(facts))
            self._act()
        task = self._prepare(office)
        self._enrol(office, task, self.laptops)
        self._act()
        for index, laptop in enumerate(self.laptops):
            self.laptops[index] = self._work(index, laptop)
            self._act()
        for laptop in self.laptops:
            self._carry_home(laptop, office)
            self._act()
        self._write_report(office, task)
        self._act()
        return headless.counts(office)

    def _act(self) -> None:
        """One act is done. Raises CancelledError."""
        if self.cancelled():
            raise CancelledError
        self.acts += 1
        self.progress(self.acts, 3 + 3 * len(self.content["laptops"]))

    def _make_office(self) -> Opened:
        facts = self.content["office"]
        person = PersonToBe(self.content["office_person"]["name"], self.passphrase)
        return opening.create_office(self.folder / "office", [person], policy=self.policy, **facts)

    def _make_laptop(self, facts: Mapping[str, Any]) -> Opened:
        name = f"laptop-{self.content['laptops'].index(facts) + 1}"
        people = [PersonToBe(person["name"], self.passphrase) for person in facts["persons"]]
        return opening.create_team(self.folder / name, people, self.policy)

    def _prepare(self, office: Opened) -> str:
        """The office registers round, unit and task."""
        session = office.session
        unit, round_ = records.new(session, "unit"), records.new(session, "round")
        records.save(session, unit, self.content["unit"])
        records.save(session, round_, self.content["round"])
        entered = date.today() - timedelta(days=_ENTERED_DAYS_AGO)  # noqa: DTZ011 - a local day
        stay = {"enters_on": entered, "leaves_on": entered + timedelta(days=_STAY_DAYS - 1)}
        values = {**self.content["task"], **stay, "unit": unit.id, "round": round_.id}
        return offices.create_task(session, values)

    def _enrol(self, office: Opened, task: str, laptops: list[Opened]) -> None:
        """Requests to the office, papers and the briefing back."""
        session = office.session.within(task)
        asked = []
        roles: dict[str, Role] = {}
        for laptop, facts in zip(laptops, self.content["laptops"], strict=True):
            requested = enrolment.request(laptop.session, facts["label"])
            applied = enrolment.read_request(requested.data)
            asked.append(applied.request)
            for applicant, person in zip(applied.request.persons, facts["persons"], strict=True):
                roles[applicant.id] = Role(person["role"])
        enrolment.admit(session, asked, roles)
        papers = enrolment.papers(session)
        briefing = exchange.export(session, self._sticks())
        self.bundles += [file.path for file in briefing.files]
        for laptop in laptops:
            enrolment.accept(laptop.session, papers)
            laptop.reopen()
            for file in briefing.files:
                exchange.merge(laptop.session, exchange.preview(laptop.session, file.path))

    def _work(self, index: int, laptop: Opened) -> Opened:
        """Talks, evidence and findings of one laptop; its last person writes the worksheets."""
        talks: dict[int, str] = {}
        for number, talk in enumerate(self.content["interviews"]):
            if talk["laptop"] == index:
                talks[number] = self._talk(laptop, talk)
        laptop = self._hand_over(laptop, opening.local_persons(laptop)[-1].id)
        written = [
            self._finding(laptop, finding, talks)
            for finding in self.content["findings"]
            if finding["laptop"] == index
        ]
        unfinished = self.content["draft_finding"]
        if unfinished["laptop"] == index:
            self._register(laptop, unfinished)
        laptop = self._sign(laptop, Role.DEPUTY, findings.review, written)
        return self._sign(laptop, Role.LEADER, findings.approve, written)

    def _sign(
        self,
        laptop: Opened,
        role: Role,
        sign: Callable[[Session, str], Changes],
        written: list[str],
    ) -> Opened:
        """The next signature under the worksheets, if its person works on this laptop.

        On another one they wait: the office brings the work of both together.
        """
        membership = laptop.session.trust.membership(laptop.session.task)
        here = [person.id for person in opening.local_persons(laptop)]
        signers = [person for person in here if person in membership.holding(role)]
        if signers:
            laptop = self._hand_over(laptop, signers[0])
            for finding in written:
                sign(laptop.session, finding)
        return laptop

    def _hand_over(self, laptop: Opened, person: str) -> Opened:
        """Another person takes the laptop and unlocks it."""
        if laptop.session.person == person:
            return laptop
        laptop.close()
        return opening.open_vault(laptop.path, person, self.passphrase, self.policy)

    def _talk(self, laptop: Opened, talk: Mapping[str, Any]) -> str:
        session = laptop.session
        colleagues = tuple(person.id for person in opening.local_persons(laptop))
        new = interviews.start(
            session,
            category=talk["category"],
            level=talk["level"],
            department=talk["department"],
        )
        turns = tuple(
            Turn(f"t{position}", question, answer)
            for position, (question, answer) in enumerate(talk["turns"], start=1)
        )
        values = {
            **talk["identity"],
            "interviewers": colleagues,
            "turns": turns,
            "value": talk["value"],
            "follow_up": talk["follow_up"],
            "told": ("identity", "purpose", "truth", "confidential"),
        }
        return records.save(session, new, values).id

    def _finding(self, laptop: Opened, finding: Mapping[str, Any], talks: Mapping[int, str]) -> str:
        """A worksheet with its evidence, handed in; returns its id."""
        session = laptop.session
        new = self._register(laptop, finding)
        for item in finding["evidence"]:
            facts = {
                "title": item["title"],
                "fact_on": date.fromisoformat(item["fact_on"]),
                "obtained_from": item["obtained_from"],
            }
            source = _material(item["file"])
            evidence.import_file(session, source, link_from=("finding", new.id), facts=facts)
        for number in finding["interviews"]:
            if number in talks:
                links.link(session, ("finding", new.id), ("interview", talks[number]), "source")
        findings.submit(session, new.id)
        return new.id

    def _register(self, laptop: Opened, finding: Mapping[str, Any]) -> Editable:
        """A worksheet as its writer leaves it."""
        session = laptop.session
        fields = {f.name for f in session.kind("finding").fields}
        new = findings.start(session)
        records.save(session, new, {k: v for k, v in finding.items() if k in fields})
        return new

    def _carry_home(self, laptop: Opened, office: Opened) -> None:
        written = exchange.export(laptop.session, self._sticks())
        for file in written.files:
            self.bundles.append(file.path)
            exchange.merge(office.session, exchange.preview(office.session, file.path))

    def _write_report(self, office: Opened, task: str) -> None:
        session = office.session.within(task)
        new = reports.start(session)
        records.save(session, new, self.content["report"])
        target = self.folder / "反馈意见.pdf"
        headless.write_report(session, new.id, target)
        self.reports.append(target)

    def _sticks(self) -> Path:
        folder = self.folder / "stick"
        folder.mkdir(exist_ok=True)
        return folder


def _material(name: str) -> Path:
    return resources.path(f"{MATERIAL}/{name}")
