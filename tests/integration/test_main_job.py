"""The main job through the services: record, report, export, merge; nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import MediaError, SealedError
from app.domain.kinds import Turn
from app.ports import Query
from app.services import (
    conflicts,
    drafts,
    evidence,
    exchange,
    findings,
    identities,
    interviews,
    links,
    records,
    reports,
)
from tests.support.vaults import Team, make_team, open_again


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path)
    yield made
    made.close()


def talk(team: Team, laptop: int = 0, name: str = "鄢毓琇") -> str:
    session = team.laptops[laptop].session
    new = interviews.start(session, category="staff")
    values = {"name": name, "place": "三楼306室", "turns": (Turn("t1", "问", "答：在财政所。"),)}
    return records.save(session, new, values).id


def finding(team: Team, laptop: int = 0) -> str:
    session = team.laptops[laptop].session
    new = findings.start(session, title="违规发放加班补贴", feedback_text="发放补贴12.6万元。")
    return records.save(session, new, {}).id


def test_briefing_reaches_the_laptops(team: Team) -> None:
    session = team.laptops[1].session
    assert [row.values["name"] for row in session.store.rows(Query("unit"))] == ["青石街道"]
    assert session.store.row("task", team.task) is not None
    assert session.trust.ordinal(session.device, team.task) == 2


def test_pseudonyms_and_numbers_are_unique_without_a_server(team: Team) -> None:
    talks = [talk(team, 0), talk(team, 0), talk(team, 1)]
    shown = [
        team.laptops[n].session.store.row("interview", id_).values["pseudonym"]  # type: ignore[union-attr]
        for n, id_ in zip((0, 0, 1), talks, strict=True)
    ]
    assert shown == ["谈话对象-1-01", "谈话对象-1-02", "谈话对象-2-01"]


def test_merge_brings_everything_and_twice_changes_nothing(team: Team, tmp_path: Path) -> None:
    photo = tmp_path / "凭证.jpg"
    photo.write_bytes(b"\xff\xd8" + bytes(range(256)) * 500)
    worksheet, interview = finding(team), talk(team)
    laptop = team.laptops[0].session
    item = evidence.import_file(laptop, photo, link_from=("finding", worksheet)).id
    links.link(laptop, ("finding", worksheet), ("interview", interview), "source")
    merged = team.carry(team.laptops[0])
    office = team.at_office
    assert merged.evidence == 1
    assert office.store.row("finding", worksheet) is not None
    opened = evidence.open_file(office, item)
    assert opened.read_at(0, opened.size) == photo.read_bytes()
    opened.close()
    ends = [(end.kind, end.row is not None) for end in links.targets(office, "finding", worksheet)]
    assert sorted(ends) == [("evidence", True), ("interview", True)]
    before = [office.store.count(Query(kind)) for kind in office.catalogue]
    again = exchange.preview(office, merged.preview.incoming.path)
    assert again.brings_nothing
    assert not exchange.merge(office, again).changes.records
    assert [office.store.count(Query(kind)) for kind in office.catalogue] == before
    office.store.check()


def test_identity_opens_for_its_readers_only_and_is_logged_first(team: Team) -> None:
    interview = talk(team, laptop=1)
    team.carry(team.laptops[1])
    office = team.at_office
    opened = identities.unseal(office, "interview", interview, "verify", "核对金额")
    assert opened.values["name"] == "鄢毓琇"
    assert opened.values["place"] == "三楼306室"
    logged = office.store.rows(Query("audit", equals={"action": "unsealed"}))
    assert [row.values["subject"] for row in logged] == [interview]
    row = office.store.row("interview", interview)
    assert row is not None
    assert "name" not in row.values
    assert "鄢" not in str(row.boxes)


def test_no_log_no_unsealing(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    interview = talk(team)

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("app.services.audit.note_alone", fail)
    with pytest.raises(OSError):
        identities.unseal(team.laptops[0].session, "interview", interview, "verify", "")


def test_a_colleague_without_a_grant_cannot_unseal(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=3)
    interview = talk(team, laptop=1)
    written = exchange.export(team.laptops[1].session, team.stick)
    assert written.files
    team.carry(team.laptops[1])
    stranger = team.laptops[2].session
    state = team.office.session.store.state("interview", interview)
    assert state is not None
    office_store = team.office.session.store
    colleague = team.at_office
    colleague.keys = stranger.keys
    assert office_store.row("interview", interview) is not None
    with pytest.raises(SealedError):
        identities.unseal(colleague, "interview", interview, "verify", "")
    team.close()


def test_parallel_conclusions_are_a_conflict_that_a_decision_clears_everywhere(team: Team) -> None:
    worksheet = finding(team, 0)
    team.carry(team.laptops[0])
    office = team.at_office
    here = records.load(office, "finding", worksheet)
    records.save(office, here, {"nature": "serious", "basis": "第四条"})
    laptop = team.laptops[0].session
    there = records.load(laptop, "finding", worksheet)
    records.save(laptop, there, {"nature": "minor", "basis": "第九条"})
    team.carry(team.laptops[0])
    assert conflicts.open_questions(office) == [("finding", worksheet)]
    shown = conflicts.choices(office, "finding", worksheet, "conclusion")
    assert {choice.value["nature"] for choice in shown.choices} == {"serious", "minor"}  # type: ignore[index,call-overload]
    conflicts.decide(office, "finding", worksheet, "conclusion", shown.choices[0].value, "组务会")
    assert conflicts.open_questions(office) == []


def test_what_an_editor_left_alone_does_not_fight_an_import(team: Team) -> None:
    worksheet = finding(team, 0)
    team.carry(team.laptops[0])
    office = team.at_office
    here = records.load(office, "finding", worksheet)
    laptop = team.laptops[0].session
    there = records.load(laptop, "finding", worksheet)
    records.save(laptop, there, {"title": "违规发放补贴"})
    team.carry(team.laptops[0])
    records.save(office, here, {**here.values, "nature": "minor"})
    row = office.store.row("finding", worksheet)
    assert row is not None
    assert (row.values["title"], row.values["nature"]) == ("违规发放补贴", "minor")
    assert conflicts.open_questions(office) == []


def test_a_draft_survives_the_end_of_the_process(team: Team, tmp_path: Path) -> None:
    session = team.laptops[0].session
    new = interviews.start(session, category="staff")
    drafts.keep(
        session, new, {"name": "璩鸿涛", "turns": (Turn("t1", "问题", "没说"),)}, ("turns", 3)
    )
    person, path = session.person, team.laptops[0].path
    team.laptops[0].close()
    team.laptops[0] = open_again(path, person)
    found = drafts.find(team.laptops[0].session, new.id)
    assert found is not None
    assert found.place == ("turns", 3)
    assert found.values["name"] == "璩鸿涛"
    records.save(team.laptops[0].session, found.editable, found.values)
    row = team.laptops[0].session.store.row("interview", new.id)
    assert row is not None
    assert row.values["pseudonym"] == "谈话对象-1-01"
    drafts.discard(team.laptops[0].session, new.id)
    assert drafts.pending(team.laptops[0].session) == []


def test_the_letter_holds_only_feedback_wording(team: Team) -> None:
    worksheet = finding(team)
    session = team.laptops[0].session
    editable = records.load(session, "finding", worksheet)
    records.save(session, editable, {"responsible_person": "韩某", "discovery": "据财政所会计反映"})
    report = reports.start(session)
    letter = reports.compose(session, {**report.values, "findings": (worksheet,)})
    text = str(letter)
    assert "发放补贴12.6万元" in text
    assert "韩某" not in text
    assert "会计" not in text


def test_a_failed_export_leaves_the_work_waiting(team: Team, tmp_path: Path) -> None:
    finding(team)
    session = team.laptops[0].session
    waiting = exchange.standing(session)
    assert waiting.waiting > 0
    assert waiting.carried_at is None
    with pytest.raises(MediaError):
        exchange.export(session, tmp_path / "no such stick")
    assert exchange.standing(session) == waiting
    exchange.export(session, team.stick)
    done = exchange.standing(session)
    assert done.waiting == 0
    assert done.carried_at is not None
    finding(team)
    assert exchange.standing(session).waiting > 0
