"""The vaults of the fault runs, and the jobs that are interrupted in them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap.opening import Opened
from app.domain.kinds import Channel
from app.services import enrolment, evidence, exchange, findings, interviews, links, records
from app.services.session import Session
from tests.support.vaults import Team, make_laptop, make_team, open_again

VAULT = {"export": "laptop-2", "import": "office", "briefed": "laptop-1"}
FILE = {"import": "to-office.xjb", "briefed": "to-team.xjb"}


@contextmanager
def opened(folder: Path, job: str) -> Iterator[Opened]:
    """The vault of a job, opened as by a person, who then goes to the task."""
    facts = json.loads((folder / "scene.json").read_text(encoding="utf-8"))
    name = VAULT.get(job, job)
    with own_machine(folder), open_again(folder / name, facts["people"][name]) as vault:
        vault.session.task = facts["task"]
        yield vault


@contextmanager
def own_machine(folder: Path) -> Iterator[None]:
    """What a computer knows of its vaults besides them lies in the scene, and is copied with it."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_STATE_HOME"]
        else:
            os.environ["XDG_STATE_HOME"] = before


def do(job: str, vault: Opened, folder: Path) -> None:
    """What a person does in the window: export; or look, and merge what brings something."""
    session = vault.session
    if job == "export":
        exchange.export(session, folder / "stick")
        return
    shown = exchange.preview(session, folder / FILE[job])
    if shown.brings_nothing:
        exchange.abandon(session, shown)
    else:
        exchange.merge(session, shown)


def prepare(folder: Path) -> None:
    """The vaults and files that every run begins with."""
    with own_machine(folder):
        _prepare(folder)


def _prepare(folder: Path) -> None:
    team = make_team(folder, laptops=2)
    leader, member = (laptop.session for laptop in team.laptops)
    _work(member, folder)
    people = {
        "office": team.office.session.person,
        "laptop-1": leader.person,
        "laptop-2": member.person,
    }
    _newer_papers(team, folder)
    team.close()
    for path in team.stick.iterdir():
        path.unlink()
    facts = {"people": people, "task": team.task}
    (folder / "scene.json").write_text(json.dumps(facts), encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        copy = copied(folder, Path(place) / "copy")
        with opened(copy, "export") as vault:
            office = vault.session.trust.office_devices(team.task)[0].id
            written = exchange.export(vault.session, copy / "stick", to=[office])
        shutil.copyfile(written.files[0].path, folder / FILE["import"])


def _work(session: Session, folder: Path) -> None:
    for number in range(4):
        new = findings.start(session, title=f"问题{number}", feedback_text=f"反馈{number}")
        worksheet = records.save(session, new, {"discovery": "经过" * 800}).id
        photo = folder / f"photo-{number}.jpg"
        photo.write_bytes(os.urandom(90_000))
        evidence.import_file(session, photo, link_from=("finding", worksheet))
    talk = records.save(session, interviews.start(session, category="staff"), {"name": "鄢毓琇"})
    links.link(session, ("finding", worksheet), ("interview", talk.id), "source")
    mistaken = records.new(session, "finding")
    records.save(session, mistaken, {"title": "删掉"})
    records.delete(session, "finding", mistaken.id, "写错")
    about_the_leader = records.new(session, "finding", channel=Channel.OFFICE)
    records.save(session, about_the_leader, {"title": "只给办公室"})


def _newer_papers(team: Team, folder: Path) -> None:
    """The office admits a third laptop and writes to its team."""
    with make_laptop(folder / "laptop-3", "戴敏") as third:
        request = enrolment.read_request(enrolment.request(third.session, "3 号机").data).request
    enrolment.admit(team.at_office, [request], {})
    leader = team.laptops[0].session.device
    written = exchange.export(team.at_office, team.stick, to=[leader])
    shutil.copyfile(written.files[0].path, folder / FILE["briefed"])


def copied(scene: Path, target: Path) -> Path:
    """A fresh copy of the scene."""
    return Path(shutil.copytree(scene, target))
