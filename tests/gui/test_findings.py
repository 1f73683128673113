"""The findings screen through a person's hands, on a real laptop's vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.access import Role
from app.domain.kinds import Turn
from app.ports import Query, Row
from app.services import drafts, exchange, interviews, links, records
from tests.gui.support import files
from tests.gui.support.findings_page import EVIDENCE, FINDINGS, TODAY, WorkPage, open_window
from tests.support.vaults import Team, make_team, merge, work_as
from ui.screens.listing.record_list import RecordList

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team of two laptops; each test leaves its findings there."""
    made = make_team(tmp_path_factory.mktemp("findings"), signers=True)
    yield made
    made.close()


@pytest.fixture
def page(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[WorkPage]:
    """The window after unlocking."""
    made = open_window(team, monkeypatch, tmp_path, qapp, qtbot)
    yield made
    made.close()
    team.laptops[0] = made.opened


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "发放表.jpg"
    path.write_bytes(files.picture("JPEG"))
    return path


def rows(page: WorkPage) -> list[Row]:
    return page.session.store.rows(Query("finding", task=page.session.task))


def newest(page: WorkPage) -> Row:
    return rows(page)[0]


def write_finding(page: WorkPage, title: str) -> str:
    """A finding that is in the journal and open in the form."""
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here(title)
    page.go(TODAY)
    page.go(FINDINGS)
    return newest(page).id


def test_a_finding_with_one_photo_takes_five_actions(page: WorkPage, photo: Path) -> None:
    page.files = [photo]
    page.click("登记问题")
    page.type_here("违规发放加班补贴")
    page.type_into("field_feedback_text", "违规发放加班补贴12.6万元。")
    page.click("导入文件作佐证")
    page.imported()
    assert page.count == 5
    row = newest(page)
    assert row.values["title"] == "违规发放加班补贴"
    assert row.values["feedback_text"] == "违规发放加班补贴12.6万元。"
    ends = links.targets(page.session, "finding", row.id)
    assert [(end.kind, end.role) for end in ends] == [("evidence", "supports")]
    assert ends[0].row is not None
    assert ends[0].row.values["file_name"] == photo.name
    assert page.find("jump_linked", QAbstractButton).text() == "佐证（1）"
    assert drafts.pending(page.session) == []
    assert page.titles[0] == "违规发放加班补贴"


def test_what_is_typed_is_a_draft_first_and_lock_keeps_it(page: WorkPage) -> None:
    page.go(FINDINGS)
    before = len(rows(page))
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here("公务接待超标准")
    page.until(lambda: bool(drafts.pending(page.session)))
    assert len(rows(page)) == before
    page.lock()
    assert page.hidden_text("field_title") == ""
    page.unlock()
    assert page.value("title") == "公务接待超标准"
    assert len(rows(page)) == before
    page.go(TODAY)
    assert newest(page).values["title"] == "公务接待超标准"
    assert drafts.pending(page.session) == []


def test_unlocking_returns_to_the_field_and_the_place_in_it(page: WorkPage) -> None:
    write_finding(page, "写到一半锁了屏")
    page.type_into("field_statement", "第一句第二句")
    for _ in range(3):
        page.press(Qt.Key.Key_Left)
    page.lock()
    page.unlock()
    assert page.focused is page.find("field_statement")
    page.type_here("，")
    assert page.value("statement") == "第一句，第二句"


def test_two_new_findings_never_share_a_number(page: WorkPage) -> None:
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_into("field_statement", "没有写名称的一条")
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here("写了名称的一条")
    page.go(TODAY)
    left = drafts.pending(page.session)[0]
    assert left.editable.values["number"] != newest(page).values["number"]
    page.go(FINDINGS)
    page.desk.signals.record_wanted.emit("finding", left.editable.id)
    assert page.value("statement") == "没有写名称的一条"
    page.click("delete_finding")
    page.settle()
    assert drafts.pending(page.session) == []
    page.undo()
    assert page.value("statement") == "没有写名称的一条"
    page.click("delete_finding")
    page.settle()


def test_without_a_title_nothing_is_imported(page: WorkPage, photo: Path) -> None:
    page.files = [photo]
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.click("导入文件作佐证")
    assert page.actions[-1] == "click 导入文件作佐证"
    assert page.label("problem_title")
    assert page.focused is page.find("field_title")


def test_three_signatures_and_what_is_missing(page: WorkPage) -> None:
    work_as(page.session, Role.MEMBER)
    record = write_finding(page, "议事决策未留痕")
    assert "发现过程" in page.label("missing")
    page.click("step_submit")
    page.settle()
    assert page.label("problem_statement")
    assert page.label("problem_discovery")
    assert page.focused is page.find("field_statement")
    for field in ("statement", "discovery", "basis", "responsible_body"):
        page.type_into(f"field_{field}", "党工委会议记录缺失")
    assert not page.has("missing")
    page.click("step_submit")
    page.settle()
    assert state(page, record) == "checked"
    page.click("step_review")
    page.settle()
    assert state(page, record) == "checked"
    assert "已经在这份底稿上签过字" in page.sentences[0]
    work_as(page.session, Role.DEPUTY)
    page.click("step_review")
    page.settle()
    assert state(page, record) == "reviewed"
    assert not page.has("step_review")
    work_as(page.session, Role.LEADER)
    page.click("step_approve")
    page.settle()
    row = page.session.store.row("finding", record)
    assert row is not None
    assert row.values["state"] == "approved"
    assert row.values["approved_by"] == page.session.person
    title = page.find("field_title", QLineEdit)
    assert title.isReadOnly()
    page.click("step_send_back")
    page.settle()
    assert state(page, record) == "draft"
    assert not title.isReadOnly()


def test_a_step_leaves_the_keyboard_and_the_mouse_on_nothing_that_acts(page: WorkPage) -> None:
    work_as(page.session, Role.MEMBER)
    write_finding(page, "点了两下的一条")
    for field in ("statement", "discovery", "basis", "responsible_body"):
        page.type_into(f"field_{field}", "会议记录缺失")
    for step, role in (
        ("step_submit", Role.MEMBER),
        ("step_review", Role.DEPUTY),
        ("step_approve", Role.LEADER),
        ("step_send_back", Role.LEADER),
    ):
        work_as(page.session, role)
        button = page.find(step, QAbstractButton)
        under = button.mapTo(page.window, button.rect().center())
        button.setFocus()
        page.click(step)
        page.settle()
        assert page.focused is page.find_ledger().table
        assert not isinstance(page.window.childAt(under), QAbstractButton)


def test_the_list_knows_the_delete_key(page: WorkPage) -> None:
    record = write_finding(page, "用键盘删除的一条")
    page.press(Qt.Key.Key_Escape)
    page.press(Qt.Key.Key_Delete)
    page.settle()
    assert record not in [row.id for row in rows(page)]
    page.undo()


def state(page: WorkPage, record: str) -> str:
    row = page.session.store.row("finding", record)
    assert row is not None
    return str(row.values["state"])


def test_wording_from_the_statement(page: WorkPage) -> None:
    record = write_finding(page, "固定资产账实不符")
    page.type_into("field_statement", "账面资产37件，实物31件。")
    page.click("从问题概述带入")
    assert page.value("feedback_text") == "账面资产37件，实物31件。"
    page.go(TODAY)
    row = page.session.store.row("finding", record)
    assert row is not None
    assert row.values["feedback_text"] == "账面资产37件，实物31件。"


def test_chips_filter_and_count(page: WorkPage, photo: Path) -> None:
    write_finding(page, "缺证据的一条")
    page.click("chip_lacking")
    page.settle()
    assert "缺证据的一条" in page.titles
    page.files = [photo]
    page.choose_row("缺证据的一条")
    page.click("导入文件作佐证")
    page.imported()
    assert "缺证据的一条" not in page.titles
    assert page.value("title") == "缺证据的一条"
    page.click("chip_all")
    page.settle()
    assert page.has(f"全部 {len(rows(page))}")
    assert "缺证据的一条" in page.titles


def test_evidence_and_talks_are_linked_placed_and_unlinked(page: WorkPage, photo: Path) -> None:
    talk = interviews.start(page.session, category="staff")
    named = {"name": "鄢毓琇", "place": "三楼306室"}
    records.save(page.session, talk, named)
    record = write_finding(page, "重复报销差旅费")
    page.click("link_interview")
    page.pick(str(talk.values["pseudonym"]))
    assert page.has(f"查看：{talk.values['pseudonym']}")
    assert "鄢毓琇" not in everything_said(page)
    page.type_into(f"位置：{talk.values['pseudonym']}", "第4问")
    page.press(Qt.Key.Key_Return)
    page.settle()
    assert [end.detail for end in links.targets(page.session, "finding", record)] == ["第4问"]
    page.click(f"取消关联：{talk.values['pseudonym']}")
    page.settle()
    assert links.targets(page.session, "finding", record) == []
    page.undo()
    assert len(links.targets(page.session, "finding", record)) == 1
    page.click(f"取消关联：{talk.values['pseudonym']}")
    page.settle()
    page.click("link_interview")
    page.pick(str(talk.values["pseudonym"]))
    assert len(links.targets(page.session, "finding", record)) == 1


def test_a_turn_is_called_by_its_number_and_a_photo_has_no_page(
    page: WorkPage, photo: Path
) -> None:
    talk = interviews.start(page.session, category="staff")
    turns = (Turn("inner-id-1", "问一", "答一"), Turn("inner-id-2", "问二", "答二"))
    records.save(page.session, talk, {"turns": turns})
    record = write_finding(page, "由第二问引出")
    ends = (("finding", record), ("interview", talk.id))
    page.desk.changed(links.link(page.session, *ends, "source", "inner-id-2"))
    page.settle()
    name = f"位置：{talk.values['pseudonym']}"
    assert page.find(name, QLineEdit).text() == "第 2 问"
    page.find(name).setFocus()
    page.press(Qt.Key.Key_Return)
    page.settle()
    assert links.targets(page.session, "finding", record)[0].detail == "inner-id-2"
    page.files = [photo]
    page.click("导入文件作佐证")
    page.imported()
    places = [part.accessibleName() for part in page.window.findChildren(QLineEdit)]
    assert [place for place in places if place.startswith("位置：")] == [name]


def everything_said(page: WorkPage) -> str:
    parts = page.window.findChildren(QWidget)
    words = [f"{part.accessibleName()} {part.toolTip()}" for part in parts]
    words += [str(part.property("text") or "") for part in parts]
    return "\n".join(words)


def test_a_target_that_has_not_arrived_is_named(page: WorkPage) -> None:
    record = write_finding(page, "佐证在另一台电脑")
    far = "0195aaaa-0000-7000-8000-00000000beef"
    page.desk.changed(links.link(page.session, ("finding", record), ("evidence", far), "supports"))
    page.settle()
    assert page.has("一件证据")
    assert "尚未收到" in everything_said(page)
    assert not page.has("open_evidence")
    for field in ("statement", "discovery", "basis", "responsible_body"):
        page.type_into(f"field_{field}", "据台账")
    page.click("step_submit")
    page.settle()
    page.click("step_review")
    page.settle()
    assert state(page, record) == "checked"
    assert "1 处缺失" in page.sentences[0]


def test_delete_and_bring_back(page: WorkPage) -> None:
    record = write_finding(page, "写错了的一条")
    page.click("delete_finding")
    page.settle()
    assert record not in [row.id for row in rows(page)]
    assert "写错了的一条" not in page.titles
    page.undo()
    assert record in [row.id for row in rows(page)]
    assert page.value("title") == "写错了的一条"


def test_the_bin_is_listed_and_gives_back(page: WorkPage) -> None:
    record = write_finding(page, "回收站里的一条")
    page.click("delete_finding")
    page.settle()
    page.until(lambda: page.has("chip_bin"))
    page.click("chip_bin")
    page.settle()
    assert "回收站里的一条" in page.titles
    page.choose_row("回收站里的一条")
    page.click("restore_record")
    page.settle()
    assert record in [row.id for row in rows(page)]
    assert page.value("title") == "回收站里的一条"
    assert not page.has("restore_record")
    assert "回收站里的一条" in page.titles


def test_a_conflict_shows_and_leads_to_the_decision(page: WorkPage, team: Team) -> None:
    record = write_finding(page, "两处写得不一样")
    merge(team.office, exchange.export(page.session, team.stick).files[0].path)
    office = team.at_office
    there = records.load(office, "finding", record)
    here = records.load(page.session, "finding", record)
    records.save(office, there, {"title": "办公室的写法"})
    records.save(page.session, here, {"title": "这台电脑的写法"})
    bundle = exchange.export(office, team.stick).files[0].path
    preview = exchange.preview(page.session, bundle)
    page.desk.changed(exchange.merge(page.session, preview).changes)
    page.settle()
    assert "写得不一样" in page.notices[0]
    page.click("去裁决")
    assert page.wanted[-1] == ("conflict", f"finding:{record}:")


def test_a_change_from_elsewhere_never_overwrites_typing(page: WorkPage) -> None:
    record = write_finding(page, "正在写的一条")
    page.type_into("field_statement", "正在写")
    editable = records.load(page.session, "finding", record)
    page.desk.changed(records.save(page.session, editable, {"amount_scope": "只含2022年"}).changes)
    page.settle()
    assert page.value("statement") == "正在写"
    page.go(TODAY)
    row = page.session.store.row("finding", record)
    assert row is not None
    assert row.values["statement"] == "正在写"
    assert row.values["amount_scope"] == "只含2022年"
    assert row.questions == 0


def test_a_linked_item_opens_in_the_viewer(page: WorkPage, photo: Path) -> None:
    page.files = [photo]
    write_finding(page, "看得到证据")
    page.click("导入文件作佐证")
    page.imported()
    page.click("open_evidence")
    page.settle()
    assert page.window.current is page.window.screens[EVIDENCE - 1]
    page.until(lambda: page.has("图片"))


def test_the_keyboard_alone_is_enough(page: WorkPage, photo: Path) -> None:
    page.files = [photo]
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here("只用键盘写的一条")
    passed = []
    while page.focused.objectName() != "link_files":
        passed.append(page.focused.objectName())
        assert len(passed) < 40, passed
        page.press(Qt.Key.Key_Tab)
    assert [name for name in passed if name in ("field_title", "field_statement", "field_basis")]
    page.press(Qt.Key.Key_Space)
    page.imported()
    record = newest(page).id
    assert len(links.targets(page.session, "finding", record)) == 1
    page.press(Qt.Key.Key_Escape)
    assert page.focused is page.find_ledger().table
    page.press(Qt.Key.Key_Down)
    page.settle()
    assert page.value("title") != "只用键盘写的一条"
    page.press(Qt.Key.Key_Up)
    page.settle()
    page.press(Qt.Key.Key_Return)
    assert page.focused is page.find("field_title")
    assert page.value("title") == "只用键盘写的一条"


def test_words_not_understood_stay_to_be_repaired(page: WorkPage, photo: Path) -> None:
    page.files = [photo]
    write_finding(page, "金额写错了")
    page.type_into("field_amount", "twelve")
    page.type_into("field_statement", "发放12.6万元。")
    assert page.label("problem_amount")
    page.click("导入文件作佐证")
    page.imported()
    assert page.value("amount") == "twelve"
    assert newest(page).values["statement"] == "发放12.6万元。"


def test_words_that_could_not_be_saved_come_back_with_what_was_deleted(page: WorkPage) -> None:
    write_finding(page, "删了又要的一条")
    page.type_into("field_statement", "还没写完的半句")
    page.type_into("field_title", " ")
    page.click("delete_finding")
    page.settle()
    page.undo()
    assert page.value("statement") == "还没写完的半句"


def test_deleting_while_it_is_being_saved_leaves_nothing_behind(page: WorkPage) -> None:
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here("正在保存时删除")
    with page.held():
        page.click("link_files")
        page.click("delete_finding")
    assert "正在保存时删除" not in [row.values["title"] for row in rows(page)]


def test_an_older_count_never_replaces_a_newer_one(
    page: WorkPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_finding(page, "数一数")
    page.until(lambda: page.has("chip_all"))
    late, count = Event(), RecordList.counts
    asked: list[RecordList] = []

    def counts(records: RecordList) -> dict[str, int]:
        asked.append(records)
        if len(asked) > 1:
            return count(records)
        assert late.wait(30)
        return dict.fromkeys(count(records), 99)

    monkeypatch.setattr(RecordList, "counts", counts)
    chip = page.find("chip_all", QAbstractButton)
    before = chip.text()
    page.click("chip_draft")
    page.until(lambda: len(asked) == 1)
    page.click("chip_all")
    page.until(lambda: len(asked) == 2)
    late.set()
    page.settle()
    assert page.find("chip_all", QAbstractButton).text() == before


@pytest.mark.parametrize(
    ("shown", "channel"),
    [("全组", "team"), ("只给组长", "leader"), ("直达办公室", "office")],
)
def test_a_new_worksheet_is_written_for_the_readers_chosen(
    page: WorkPage, photo: Path, shown: str, channel: str
) -> None:
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.choose("receivers", shown)
    page.type_into("field_title", f"问题线索（{shown}）")
    page.files = [photo]
    page.click("导入文件作佐证")
    page.imported()
    row = newest(page)
    assert row.values["title"] == f"问题线索（{shown}）"
    assert row.channel == channel
    (end,) = links.targets(page.session, "finding", row.id)
    assert end.row is not None
    assert end.row.channel == channel
    link = page.session.store.row("link", end.link)
    assert link is not None
    assert link.channel == channel
    assert not page.has("receivers")
    assert page.label("received_by") == shown


def test_proof_that_is_evidence_already_is_linked_not_registered_twice(
    page: WorkPage, tmp_path: Path
) -> None:
    path = tmp_path / "同一张.txt"
    path.write_bytes(b"one and the same")
    page.files = [path]
    ends = []
    for title in ("头一条", "第二条"):
        finding = write_finding(page, title)
        page.click("导入文件作佐证")
        page.imported()
        ends += [end.id for end in links.targets(page.session, "finding", finding)]
    assert len(ends) == 2
    assert len(set(ends)) == 1


def test_the_choice_of_readers_outlives_the_lock(page: WorkPage) -> None:
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here("先写后选")
    page.until(lambda: bool(drafts.pending(page.session)))
    page.choose("receivers", "直达办公室")
    page.lock()
    page.unlock()
    assert page.find("receivers", QComboBox).currentText() == "直达办公室"
    page.go(TODAY)
    page.settle()
    assert newest(page).channel == "office"


def test_readers_are_not_chosen_again_once_the_first_line_is_on_its_way(page: WorkPage) -> None:
    page.go(FINDINGS)
    page.press(Qt.Key.Key_N, CONTROL)
    page.type_here("已经在路上")
    with page.held():
        page.press(Qt.Key.Key_K, CONTROL)
        page.choose("receivers", "只给组长")
        assert page.find("receivers", QComboBox).currentText() == "全组"
    assert newest(page).channel == "team"
    assert page.label("received_by") == "全组"
