"""One thing written down twice: found, merged into one or said to be two, and agreed by all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.domain.errors import InputError
from app.domain.kinds import Channel, Turn, Value
from app.journal.canonical import JsonValue
from app.journal.operations import Intent
from app.ports import Query
from app.services import (
    conflicts,
    duplicates,
    evidence,
    exchange,
    findings,
    interviews,
    links,
    records,
)
from app.services.session import Session
from tests.support.vaults import Team, make_team, merge

WORDS = "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。"
TALK = "街道的加班补贴每月和工资一起发，没有文件，是党工委书记在会上口头定的，人人有份。"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


def carry(team: Team, sender: Opened, receiver: Opened) -> None:
    session = sender.session.within(team.task)
    for file in exchange.export(session, team.stick, to=[receiver.session.device]).files:
        merge(receiver, file.path)


def worksheet(session: Session, **values: Value) -> str:
    new = findings.start(session, **({"title": "违规发放加班补贴", "statement": WORDS} | values))
    records.save(session, new, {})
    return new.id


def pairs(session: Session) -> list[tuple[str, str]]:
    return [(pair.one, pair.other) for pair in duplicates.probable(session)]


def test_near_equal_worksheets_are_found_and_others_are_not(team: Team) -> None:
    one, two = (laptop.session for laptop in team.laptops)
    first = worksheet(one)
    carry(team, team.laptops[0], team.laptops[1])
    second = worksheet(two, statement=WORDS.replace("37人次", "38人次"))
    worksheet(two, title="公车私用", statement="公务用车周末用于接送子女，未登记里程，共十二次。")
    worksheet(two, responsible_person="一号")
    worksheet(two, responsible_person="二号")
    found = pairs(two)
    assert (first, second) in found
    assert all(_title(two, each) != "公车私用" for pair in found for each in pair)
    about = {frozenset(_person(two, each) for each in pair if _person(two, each)) for pair in found}
    assert frozenset({"一号", "二号"}) not in about
    touched = duplicates.probable(two, {("finding", second)})
    assert all(second in (pair.one, pair.other) for pair in touched)


def test_the_same_file_and_the_same_talk(team: Team, tmp_path: Path) -> None:
    one = team.laptops[0].session
    scan = tmp_path / "凭证.txt"
    scan.write_text("凭证", encoding="utf-8")
    files = [evidence.import_file(one, scan).id for _ in range(2)]
    turns = (Turn("t1", "补贴怎么发？", TALK),)
    talks = []
    for category in ("staff", "staff", "leadership"):
        talk = interviews.start(one, turns=turns)
        records.save(one, talk, {"category": category})
        talks.append(talk.id)
    found = duplicates.probable(one)
    assert [(p.one, p.other) for p in found if p.same_file] == [tuple(sorted(files))]
    assert [(p.one, p.other) for p in found if p.kind == "interview"] == [tuple(sorted(talks[:2]))]


def test_said_to_be_two_things_it_is_not_asked_again_anywhere(team: Team) -> None:
    one, two = (laptop.session for laptop in team.laptops)
    first, second = worksheet(one), worksheet(one)
    carry(team, team.laptops[0], team.laptops[1])
    assert pairs(two) == [(first, second)]
    duplicates.not_the_same(one, "finding", second, first)
    duplicates.not_the_same(two, "finding", first, second)
    carry(team, team.laptops[0], team.laptops[1])
    for session in (one, two):
        assert pairs(session) == []
        assert session.store.count(Query("link")) == 1
        assert links.targets(session, "finding", first) == []  # nothing that ties them together
    links.unlink(two, two.store.rows(Query("link"))[0].id)
    assert pairs(two) == [(first, second)]


def test_two_become_one_and_nothing_is_lost(team: Team) -> None:
    one, two = (laptop.session for laptop in team.laptops)
    first = worksheet(one, nature="minor")
    second = worksheet(one, statement=WORDS + "未经集体研究。", nature="serious", discovery="查账")
    third = worksheet(one, title="公车私用", statement="别的事。")
    links.link(one, ("finding", second), ("finding", third), "supports")
    report = records.new(
        one, "report", title="反馈意见", addressee="街道", findings=(second, third)
    )
    records.save(one, report, {})
    duplicates.merge(one, "finding", second, first, "一回事")
    carry(team, team.laptops[0], team.laptops[1])
    for session in (one, two):
        kept, gone = (session.store.row("finding", each) for each in (first, second))
        assert kept is not None
        assert gone is not None
        assert (kept.deleted, gone.deleted) == (False, True)
        assert (kept.values["discovery"], kept.questions) == ("查账", 2)
        versions = conflicts.choices(session, "finding", first, "statement").choices
        assert {str(choice.value["statement"]) for choice in versions} == {  # type: ignore[index,call-overload]
            WORDS,
            WORDS + "未经集体研究。",
        }
        (end,) = links.targets(session, "finding", first)
        assert (end.id, end.role) == (third, "supports")
        letter = session.store.row("report", report.id)
        assert letter is not None
        assert letter.values["findings"] == (first, third)
        assert duplicates.merged_into(session, "finding", second) == first
        assert duplicates.merged_into(session, "finding", first) == ""
        assert pairs(session) == []


def test_two_people_merge_the_same_pair_and_agree(team: Team) -> None:
    one, two = (laptop.session for laptop in team.laptops)
    first, second = worksheet(one), worksheet(one, discovery="查账")
    carry(team, team.laptops[0], team.laptops[1])
    duplicates.merge(one, "finding", first, second)
    duplicates.merge(two, "finding", second, first)
    carry(team, team.laptops[0], team.laptops[1])
    carry(team, team.laptops[1], team.laptops[0])
    for session in (one, two):
        rows = session.store.rows(Query("finding"))
        assert [(row.id, row.values["discovery"], row.questions) for row in rows] == [
            (first, "查账", 0)
        ]


def test_what_was_written_about_the_other_meanwhile_brings_it_back_as_a_question(
    team: Team,
) -> None:
    one, two = (laptop.session for laptop in team.laptops)
    first, second = worksheet(one), worksheet(one)
    carry(team, team.laptops[0], team.laptops[1])
    duplicates.merge(one, "finding", first, second)
    records.save(two, records.load(two, "finding", second), {"discovery": "后来查到的"})
    carry(team, team.laptops[1], team.laptops[0])
    row = one.store.row("finding", second)
    assert row is not None
    assert (row.deleted, row.questions, row.values["discovery"]) == (False, 1, "后来查到的")


def test_what_is_signed_is_not_merged(team: Team) -> None:
    one = team.laptops[0].session
    first, second = worksheet(one), worksheet(one)
    state = one.store.state("finding", second)
    assert state is not None
    with one.store.work() as work:
        value: JsonValue = {"seen": list(state.hashes())}
        one.append(work, Channel.TEAM, [Intent("seal", "finding", second, value=value)])
        work.commit()
    assert not duplicates.can_merge(one, "finding", first, second)
    with pytest.raises(InputError):
        duplicates.merge(one, "finding", first, second)
    assert one.store.count(Query("finding")) == 2


def _title(session: Session, record: str) -> str:
    row = session.store.row("finding", record)
    return str(row.values["title"]) if row else ""


def _person(session: Session, record: str) -> str:
    row = session.store.row("finding", record)
    return str(row.values["responsible_person"] or "") if row else ""
