"""Findings without a window, on a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import Role
from app.domain.errors import ConflictOpenError, InputError, SignatureRefusedError
from app.domain.kinds import Required, Turn
from app.services import drafts, evidence, findings, interviews, links, records
from app.services.session import Session
from tests.support.vaults import Team, as_role, make_team
from ui.screens.evidence.presenter import DIVISION as EVIDENCE
from ui.screens.evidence.presenter import UNLINKED
from ui.screens.findings.presenter import DIVISION, LACKING, FindingsPresenter, Opened, turn_number
from ui.screens.listing.record_list import ALL, RecordList

FULL = {
    "statement": "概述",
    "discovery": "发现过程",
    "basis": "依据",
    "responsible_body": "党工委",
}


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("findings"), laptops=1, signers=True)
    yield made
    made.close()


@pytest.fixture
def session(team: Team) -> Session:
    return team.laptops[0].session


@pytest.fixture
def presenter(session: Session) -> FindingsPresenter:
    return FindingsPresenter(lambda: session)


def write(session: Session, title: str, **values: object) -> str:
    return records.save(session, findings.start(session, title=title), values).id


def prove(session: Session, finding: str, folder: Path) -> str:
    path = folder / "发放表.txt"
    path.write_text(finding, encoding="utf-8")
    return evidence.import_file(session, path, link_from=("finding", finding)).id


def test_chips_count_states_and_what_lacks_evidence(
    presenter: FindingsPresenter, session: Session, tmp_path: Path
) -> None:
    before = presenter.list.counts()
    proven = write(session, "有证据", **FULL)
    bare = write(session, "没有证据")
    prove(session, proven, tmp_path)
    findings.submit(session, proven)
    after = presenter.list.counts()
    grown = {key: after[key] - before[key] for key in after}
    assert grown == {
        ALL: 2,
        "draft": 1,
        "checked": 1,
        "reviewed": 0,
        "approved": 0,
        LACKING: 1,
    }
    presenter.list.chosen = "checked"
    assert [row.id for row in presenter.list.rows(presenter.list.query())] == [proven]
    presenter.list.chosen = LACKING
    shown = [row.id for row in presenter.list.rows(presenter.list.query())]
    assert bare in shown
    assert proven not in shown
    assert presenter.list.count(presenter.list.query()) == after[LACKING]


def test_what_lacks_evidence_comes_in_pages_and_again_after_a_change(
    presenter: FindingsPresenter, session: Session, tmp_path: Path
) -> None:
    written = [write(session, f"第{n}条") for n in range(3)]
    presenter.list.chosen, presenter.list.text = LACKING, "条"
    query = presenter.list.query()
    assert presenter.list.count(query) == 3
    page = presenter.list.rows(replace(query, limit=2, offset=1))
    assert [row.id for row in page] == written[1::-1]
    prove(session, written[0], tmp_path)
    assert presenter.list.count(query) == 3
    presenter.list.forget()
    assert presenter.list.count(query) == 2


def test_numbers_of_worksheets_that_were_begun_are_not_given_again(
    presenter: FindingsPresenter,
) -> None:
    first = presenter.new()
    assert presenter.new().editable.values["number"] == first.editable.values["number"]
    number = presenter.take_number(first.editable)
    assert presenter.new().editable.values["number"] != number
    presenter.reserve(number)
    later = FindingsPresenter(lambda: presenter.session)
    assert later.new().editable.values["number"] != number


def test_a_draft_opens_with_what_was_typed(presenter: FindingsPresenter, session: Session) -> None:
    begun = presenter.new()
    drafts.keep(session, begun.editable, {"title": "还没写完"}, ("title", 2))
    opened = presenter.open(begun.editable.id)
    assert opened is not None
    assert opened.from_draft
    assert opened.values["title"] == "还没写完"
    assert opened.row is None
    assert opened.questions == 0
    drafts.discard(session, begun.editable.id)
    assert presenter.open(begun.editable.id) is None


def test_steps_follow_the_state(presenter: FindingsPresenter, session: Session) -> None:
    begun = presenter.new()
    assert presenter.steps(begun) == ("submit",)
    checked = replace(begun, values={**begun.values, "state": "checked"})
    assert presenter.steps(checked) == ("review", "send_back")
    writer, deputy = (
        FindingsPresenter(lambda role=role: as_role(session, role))  # type: ignore[misc]
        for role in (Role.MEMBER, Role.DEPUTY)
    )
    record = write(writer.session, "逐级签字")
    with pytest.raises(InputError) as told:
        writer.perform("submit", record)
    assert {problem.field for problem in told.value.problems} == set(FULL)
    records.save(session, records.load(session, "finding", record), FULL)
    writer.perform("submit", record)
    with pytest.raises(SignatureRefusedError):
        presenter.perform("review", record)
    deputy.perform("review", record)
    presenter.perform("approve", record)
    opened = presenter.open(record)
    assert opened is not None
    assert opened.state == "approved"
    presenter.perform("send_back", record)
    assert presenter.missing({**FULL, "title": " "}, Required.SAVING) == ("title",)
    assert presenter.missing({**FULL, "title": "x"}) == ()


def test_a_target_not_yet_received_keeps_it_from_being_signed(
    presenter: FindingsPresenter, session: Session
) -> None:
    record = write(session, "等证据", **FULL)
    far = "0195aaaa-0000-7000-8000-00000000beef"
    links.link(session, ("finding", record), ("evidence", far), "supports")
    assert [end.row for end in presenter.linked(record)] == [None]
    presenter.perform("submit", record)
    with pytest.raises(ConflictOpenError):
        presenter.perform("review", record)


def test_links_are_offered_once_removed_and_brought_back(
    presenter: FindingsPresenter, session: Session, tmp_path: Path
) -> None:
    record = write(session, "关联")
    other = write(session, "别的问题")
    item = prove(session, other, tmp_path)
    talk = records.save(session, interviews.start(session, category="staff"), {"name": "鄢"}).id
    assert item in [row.id for row in presenter.offered("evidence", record)]
    presenter.link(record, "evidence", (item,))
    presenter.link(record, "interview", (talk,))
    assert item not in [row.id for row in presenter.offered("evidence", record)]
    assert [end.role for end in presenter.linked(record)] == ["supports", "source"]
    end = presenter.linked(record)[0]
    presenter.place(end.link, "第3页")
    assert presenter.linked(record)[0].detail == "第3页"
    presenter.unlink(end.link)
    assert [end.id for end in presenter.linked(record)] == [talk]
    presenter.relink(end.link)
    presenter.unlink(end.link)
    presenter.link(record, "evidence", (item,))
    again = presenter.linked(record)[0]
    assert (again.id, again.detail) == (item, "第3页")
    assert again.row is not None
    row = session.store.row("link", end.link)
    assert row is not None
    assert not row.deleted
    assert row.questions == 0
    talk_link = presenter.linked(record)[1].link
    presenter.unlink(talk_link)
    presenter.link(record, "interview", (talk,))
    assert [one.id for one in presenter.linked(record)] == [item, talk]
    links.link(session, ("finding", record), ("evidence", item), "supports", "第5页")
    assert presenter.linked(record)[0].detail == "第5页"
    row = session.store.row("link", end.link)
    assert row is not None
    assert row.questions == 0


def test_an_office_without_a_task_reads_all_and_writes_nothing(team: Team) -> None:
    presenter = FindingsPresenter(lambda: team.office.session)
    assert not presenter.list.may_write
    assert presenter.list.query().task is None
    begun = records.new(team.office.session, "finding")
    assert presenter.steps(Opened(begun, begun.values, False, None, may_change=False)) == ()
    assert not presenter.list.may_change(None)


def test_a_turn_is_counted_among_those_of_its_talk(session: Session) -> None:
    talk = interviews.start(session, category="staff")
    turns = (Turn("t-one", "问一", "答一"), Turn("t-two", "问二", "答二"))
    records.save(session, talk, {"turns": turns})
    finding = write(session, "由谈话引出")
    links.link(session, ("finding", finding), ("interview", talk.id), "source", "t-two")
    (end,) = links.targets(session, "finding", finding)
    assert turn_number(end) == 2
    assert turn_number(replace(end, detail="第4问")) == 0
    assert turn_number(replace(end, row=None)) == 0


def test_what_lies_in_the_bin_proves_nothing(session: Session, tmp_path: Path) -> None:
    findings_list, evidence_list = (
        RecordList(lambda: session, division) for division in (DIVISION, EVIDENCE)
    )
    record = write(session, "证据进了回收站")
    item = prove(session, record, tmp_path)
    before, unlinked = findings_list.counts()[LACKING], evidence_list.counts()[UNLINKED]
    evidence_list.bin.put(item)
    assert findings_list.counts()[LACKING] == before + 1
    evidence_list.bin.restore(item)
    assert findings_list.counts()[LACKING] == before
    findings_list.bin.put(record)
    assert evidence_list.counts()[UNLINKED] == unlinked + 1


def test_a_record_of_another_task_is_only_read(session: Session) -> None:
    record = write(session, "另一个任务的")
    there = FindingsPresenter(lambda: session.within("0195aaaa-0000-7000-8000-00000000beef"))
    opened = there.open(record)
    assert opened is not None
    assert not opened.may_change
    assert there.steps(opened) == ()


def test_a_draft_of_what_was_deleted_waits_with_it_in_the_bin(
    presenter: FindingsPresenter, session: Session
) -> None:
    record = write(session, "别人删了")
    drafts.keep(session, records.load(session, "finding", record), {"title": "我还在写"})
    records.delete(session, "finding", record)
    assert presenter.open(record) is None
    presenter.list.bin.restore(record)
    opened = presenter.open(record)
    assert opened is not None
    assert opened.values["title"] == "我还在写"
    drafts.discard(session, record)
