"""The evidence screen through a person's hands, on a real laptop's vault."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ports import Query, Row
from app.services import drafts, evidence, findings, links, records
from tests.gui.support import files
from tests.gui.support.findings_page import EVIDENCE, FINDINGS, TODAY, WorkPage, open_window
from tests.support.vaults import Team, make_team
from ui.screens.evidence.facts import FactsPane
from ui.viewers.evidence_viewer import EvidenceViewer

MARK = "只在密文里才看得到的一句话。"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """One laptop; each test leaves its evidence there."""
    made = make_team(tmp_path_factory.mktemp("evidence"), laptops=1)
    yield made
    made.close()


@pytest.fixture
def page(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[WorkPage]:
    """The window after unlocking, the evidence screen in front."""
    made = open_window(team, monkeypatch, tmp_path, qapp, qtbot)
    made.go(EVIDENCE)
    yield made
    made.close()
    team.laptops[0] = made.opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "材料"
    made.mkdir()
    return made


def rows(page: WorkPage) -> list[Row]:
    return page.session.store.rows(Query("evidence", task=page.session.task))


def take_in(page: WorkPage, folder: Path, name: str, data: bytes) -> str:
    """Import one file; it is open in the screen afterwards."""
    path = folder / name
    path.write_bytes(data)
    page.files = [path]
    page.click("导入证据")
    page.imported()
    return next(row.id for row in rows(page) if row.values["file_name"] == name)


def viewer(page: WorkPage) -> EvidenceViewer:
    return page.find("viewer", EvidenceViewer)


def blob_file(page: WorkPage, before: set[Path]) -> Path:
    """The one encrypted file that came into the vault since ``before``."""
    found = encrypted(page) - before
    assert len(found) == 1
    return found.pop()


def encrypted(page: WorkPage) -> set[Path]:
    return {path for path in (page.opened.path / "blobs").rglob("*") if path.is_file()}


def test_the_card_of_today_asks_for_files_at_once(page: WorkPage, folder: Path) -> None:
    path = folder / "现场照片.jpg"
    path.write_bytes(files.picture("JPEG"))
    page.files = [path]
    page.go(TODAY)
    page.actions.clear()
    page.click("导入证据")
    page.imported()
    assert page.actions == ["click 导入证据", "choose files"]
    assert page.titles[0] == "现场照片"
    assert page.value("title") == "现场照片"
    page.until(lambda: viewer(page).current is viewer(page).image)


def test_one_unreadable_file_does_not_stop_the_others(page: WorkPage, folder: Path) -> None:
    good = [folder / f"凭证{n}.pdf" for n in range(3)]
    for number, path in enumerate(good):
        path.write_bytes(files.pdf(1, padding=number + 1))
    page.files = [good[0], folder / "已拔出.pdf", *good[1:]]
    before = len(rows(page))
    page.click("导入证据")
    page.imported()
    assert len(rows(page)) == before + 3
    assert any("1 个文件没有导入" in said for said in page.sentences)
    hints = [banner.hint for banner in page.window.banners.banners]
    assert any("已拔出.pdf" in hint for hint in hints)
    assert all(path.exists() for path in good)


def test_cancel_keeps_everything_as_it_was(page: WorkPage, folder: Path) -> None:
    path = folder / "大录像.mp4"
    path.write_bytes(bytes(3_000_000))
    page.files = [path]
    before = len(rows(page))
    page.click("导入证据")
    page.click("取消")
    page.imported()
    assert len(rows(page)) == before
    assert any("没有导入" in said for said in page.sentences)


def test_locking_during_an_import_stops_it_without_a_word(page: WorkPage, folder: Path) -> None:
    page.files = [folder / f"第{n}张.jpg" for n in range(30)]
    for number, path in enumerate(page.files):
        path.write_bytes(files.picture("JPEG", 600, 400) + bytes([number]))
    before, stored = len(rows(page)), encrypted(page)
    page.click("导入证据")
    page.until(lambda: len(rows(page)) > before)
    page.lock()
    page.unlock()
    assert page.sentences == []
    there = rows(page)
    assert before < len(there) < before + 30
    assert len(encrypted(page) - stored) <= len(there) - before + 1, "encrypted on behind the lock"
    for row in there:
        evidence.verify(page.session, row.id)
    page.click("导入证据")
    page.imported()
    assert len(rows(page)) == before + 30, "what is in already is not registered twice"


def test_leaving_and_locking_at_once_loses_nothing(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "急着走.txt", b"words")
    page.type_into("field_note", "写完就走")
    page.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    page.lock()
    page.unlock()
    assert page.sentences == []
    row = page.session.store.row("evidence", item)
    assert row is not None
    assert row.values["note"] == "写完就走"


def test_a_folder_dropped_in_is_taken_in(page: WorkPage, folder: Path) -> None:
    (folder / "里层").mkdir()
    for name in ("一.txt", "里层/二.txt", "Thumbs.db"):
        (folder / name).write_text(name, encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    before = len(rows(page))
    screen = page.window.screens[EVIDENCE - 1]
    for event in (
        QDragEnterEvent(place, copy, data, buttons, keys),
        QDropEvent(place, copy, data, buttons, keys),
    ):
        QApplication.sendEvent(screen, event)
    page.imported()
    assert len(rows(page)) == before + 2
    assert {row.values["title"] for row in rows(page)[:2]} == {"一", "二"}


def test_a_folder_by_button(page: WorkPage, folder: Path) -> None:
    (folder / "三.txt").write_text("三", encoding="utf-8")
    page.files = [folder]
    page.click("导入文件夹")
    page.imported()
    assert page.titles[0] == "三"


def test_facts_are_kept_without_saving(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "合同.pdf", files.pdf(2))
    page.type_into("field_title", "绿化工程合同")
    page.type_into("field_fact_on", "2022-5-1")
    page.type_into("field_obtained_from", "财政所")
    page.until(lambda: bool(drafts.pending(page.session)))
    page.go(TODAY)
    row = page.session.store.row("evidence", item)
    assert row is not None
    assert row.values["title"] == "绿化工程合同"
    assert str(row.values["fact_on"]) == "2022-05-01"
    assert row.values["obtained_from"] == "财政所"
    assert row.values["file_name"] == "合同.pdf"
    assert drafts.pending(page.session) == []
    page.go(EVIDENCE)
    assert str(page.session.clock.now().year) in page.label("entered")


def test_lock_keeps_what_was_typed_and_forgets_what_was_seen(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "清单.txt", MARK.encode())
    shown = viewer(page)
    page.until(lambda: shown.current is shown.text)
    page.type_into("field_note", "锁屏以前写的")
    page.lock()
    assert shown.current is shown.facts
    pages = shown.text.findChildren(QPlainTextEdit)
    assert pages
    assert all(part.toPlainText() == "" for part in pages)
    assert page.hidden_text("field_title") == ""
    page.unlock()
    assert page.value("note") == "锁屏以前写的"
    page.until(lambda: shown.current is shown.text)
    row = page.session.store.row("evidence", item)
    assert row is not None
    assert row.values["note"] is None
    page.go(TODAY)
    assert shown.current is shown.facts


def test_custody_is_noted_and_listed(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "账本.pdf", files.pdf(1, padding=7))
    page.click("custody_begin")
    page.click("custody_save")
    page.settle()
    assert page.label("problem_action")
    page.press(Qt.Key.Key_Escape)
    assert page.has("custody_begin")
    page.click("custody_begin")
    page.choose("field_action", "归还")
    page.type_into("field_handed_by", "许文澜")
    page.type_into("field_received_by", "财政所")
    page.click("custody_save")
    page.settle()
    entries = evidence.custody(page.session, item)
    assert [entry.values["action"] for entry in entries] == ["imported", "returned"]
    assert entries[1].values["received_by"] == "财政所"
    assert page.has("custody_begin")


def test_a_whole_file_gets_a_tick_and_a_damaged_one_words(page: WorkPage, folder: Path) -> None:
    before = encrypted(page)
    item = take_in(page, folder, "回执.txt", b"receipt " * 500)
    page.click("verify")
    page.settle()
    assert page.label("verified") == "文件完好"
    path = blob_file(page, before)
    stored = bytearray(path.read_bytes())
    stored[len(stored) // 2] ^= 1
    path.write_bytes(stored)
    page.click("verify")
    page.settle()
    assert "已损坏" in page.label("verified")
    page.go(TODAY)
    page.go(EVIDENCE)
    shown = viewer(page)
    page.until(lambda: shown.current is shown.facts and "已损坏" in shown.facts.message.text())
    path.unlink()
    page.click("verify")
    page.settle()
    assert "不在本机" in page.label("verified")
    page.type_into("field_note", "其余照常")
    page.go(TODAY)
    row = page.session.store.row("evidence", item)
    assert row is not None
    assert row.values["note"] == "其余照常"


def test_the_digest_is_under_details_only(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "说明.txt", b"words with a digest")
    row = page.session.store.row("evidence", item)
    assert row is not None
    assert not page.has("digest")
    page.click("file_details")
    assert str(row.values["file"]) in page.label("digest").replace("\n", "")


def test_unlinked_evidence_is_found_and_linked(page: WorkPage, folder: Path) -> None:
    new = findings.start(page.session, title="违规发放补贴")
    finding = records.save(page.session, new, {}).id
    item = take_in(page, folder, "补贴表.pdf", files.pdf(1, padding=9))
    page.click("chip_unlinked")
    page.settle()
    assert "补贴表" in page.titles
    page.click("link_finding")
    number = str(new.values["number"])
    page.pick(f"{number} 违规发放补贴")
    assert "补贴表" not in page.titles
    assert page.value("title") == "补贴表"
    assert [end.id for end in links.sources(page.session, "evidence", item)] == [finding]
    page.click(f"到问题：{number} 违规发放补贴")
    page.settle()
    assert page.window.current is page.window.screens[FINDINGS - 1]
    assert page.value("title") == "违规发放补贴"


def test_types_filter(page: WorkPage, folder: Path) -> None:
    take_in(page, folder, "流水.xlsx", b"PK\x03\x04sheet")
    page.click("chip_table")
    page.settle()
    assert page.titles == ["流水"]
    page.click("chip_all")
    page.settle()
    assert len(page.titles) == len(rows(page))


def test_the_same_content_twice_is_told(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "原件.txt", b"the same words")
    take_in(page, folder, "别的.txt", b"other words")
    before = len(rows(page))
    copy = folder / "副本.txt"
    copy.write_bytes(b"the same words")
    page.files = [copy]
    page.click("导入证据")
    page.imported()
    assert len(rows(page)) == before
    assert page.sentences[0].startswith("这个文件已经在证据里：证据-")
    page.click("打开已有的")
    page.settle()
    assert page.value("title") == "原件"
    assert page.find_ledger().current == item


def test_what_lies_in_the_bin_is_taken_in_again(page: WorkPage, folder: Path) -> None:
    take_in(page, folder, "删了.txt", b"deleted before")
    page.press(Qt.Key.Key_Escape)
    page.press(Qt.Key.Key_Delete)
    page.settle()
    take_in(page, folder, "再要.txt", b"deleted before")
    assert page.value("title") == "再要"
    hints = [banner.hint for banner in page.window.banners.banners]
    assert any("1 件的内容本机已有" in hint for hint in hints)
    page.undo()
    assert page.value("title") == "删了"


@pytest.mark.parametrize("name", ["带回.xjb", "授权.XJP"])
def test_the_program_s_own_packages_are_no_evidence(
    page: WorkPage, folder: Path, name: str
) -> None:
    before = len(rows(page))
    (folder / name).write_bytes(b"age-encryption.org/v1")
    (folder / "照片.txt").write_bytes(name.encode())
    page.files = [folder]
    page.click("导入文件夹")
    page.imported()
    assert len(rows(page)) == before + 1
    assert "1 个文件是巡记自己的数据包，没有当作证据导入。" in page.sentences
    page.click("去“带出与合并”")
    assert page.wanted[-1] == ("bundle", "")


def test_delete_and_bring_back(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "导错了.txt", b"wrong file")
    page.click("delete_evidence")
    page.settle()
    assert item not in [row.id for row in rows(page)]
    page.undo()
    assert item in [row.id for row in rows(page)]
    assert page.value("title") == "导错了"


def test_the_bin_is_there_only_while_it_holds_something(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "先删后要.txt", b"deleted and wanted again")
    assert not page.has("chip_bin")
    page.click("delete_evidence")
    page.settle()
    page.until(lambda: page.has("chip_bin"))
    page.click("chip_bin")
    page.settle()
    assert page.titles == ["先删后要"]
    page.choose_row("先删后要")
    page.click("restore_record")
    page.settle()
    assert item in [row.id for row in rows(page)]
    assert page.value("title") == "先删后要"
    assert not page.has("chip_bin")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every place where programs put temporary files, empty and the test's own."""
    made = []
    for name in ("TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "HOME"):
        place = tmp_path / name.lower()
        place.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(place))
        made.append(place)
    monkeypatch.setattr(tempfile, "tempdir", str(made[0]))
    monkeypatch.chdir(made[0])
    return made


def holding(folders: list[Path], needle: bytes) -> list[Path]:
    """Files that hold these bytes as they are."""
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path for path in found if needle in path.read_bytes()]


def test_nothing_plain_reaches_the_disk(places: list[Path], page: WorkPage, folder: Path) -> None:
    everywhere = [*places, page.opened.path]
    needle = MARK.encode()
    take_in(page, folder, "举报信.txt", needle * 4_000)
    shown = viewer(page)
    page.until(lambda: shown.current is shown.text)
    assert holding([folder], needle), "the search itself finds what is there"
    assert holding(everywhere, needle) == []
    assert holding(everywhere, MARK.encode("utf-16-le")) == []
    page.lock()
    assert holding(everywhere, needle) == []
    planted = places[0] / "preview.tmp"
    planted.write_bytes(b"x" * 100 + needle)
    assert holding(everywhere, needle) == [planted]
    page.unlock()


def test_a_second_click_notes_no_second_transfer(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "交一次.txt", b"handed over once")
    page.click("custody_begin")
    page.choose("field_action", "归还")
    with page.held():
        save: QWidget = page.find("custody_save")
        for _ in range(2):
            QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    actions = [entry.values["action"] for entry in evidence.custody(page.session, item)]
    assert actions == ["imported", "returned"]


def test_a_transfer_noted_leaves_the_form_of_another_item_alone(
    page: WorkPage, folder: Path
) -> None:
    first = take_in(page, folder, "甲件.txt", b"first of two")
    second = take_in(page, folder, "乙件.txt", b"second of two")
    ledger = page.find_ledger()
    ledger.choose(first)
    page.click("custody_begin")
    page.choose("field_action", "归还")
    with page.held():
        page.click("custody_save")
        ledger.choose(second)
        page.click("custody_begin")
        page.type_into("field_handed_by", "许文澜")
    assert page.value("handed_by") == "许文澜"


def test_an_item_is_opened_again_only_when_its_words_are_written(
    page: WorkPage, folder: Path
) -> None:
    first = take_in(page, folder, "先写.txt", b"written first")
    second = take_in(page, folder, "后看.txt", b"looked at then")
    ledger = page.find_ledger()
    ledger.choose(first)
    page.type_into("field_note", "第一次写的")
    with page.held():
        ledger.choose(second)
        ledger.choose(first)
        assert page.value("title") != "先写", "what is shown would be the words of before"
    assert (page.value("title"), page.value("note")) == ("先写", "第一次写的")


def test_behind_the_lock_no_field_holds_what_was_seen(page: WorkPage, folder: Path) -> None:
    take_in(page, folder, "不该留下.txt", b"nothing stays")
    page.click("custody_begin")
    page.type_into("field_handed_by", "不该留下")
    page.lock()
    assert page.window.current is not None
    facts = page.window.current.findChildren(FactsPane)[0]
    shown = [label.text() for label in facts.findChildren(QLabel)]
    shown += [field.text() for field in facts.findChildren(QLineEdit)]
    assert not [words for words in shown if "不该留下" in words]
    page.unlock()
    assert page.value("title") == "不该留下"


def test_a_half_typed_custody_entry_waits_while_another_item_is_looked_at(
    page: WorkPage, folder: Path
) -> None:
    first = take_in(page, folder, "半截.txt", b"half typed")
    second = take_in(page, folder, "别的.txt", b"another one")
    ledger = page.find_ledger()
    ledger.choose(first)
    page.click("custody_begin")
    page.type_into("field_handed_by", "许文澜")
    ledger.choose(second)
    assert not page.has("custody_save")
    ledger.choose(first)
    assert page.value("handed_by") == "许文澜"
    page.choose("field_action", "归还")
    page.click("custody_save")
    page.settle()
    noted = evidence.custody(page.session, first)
    assert "许文澜" in {str(row.values["handed_by"]) for row in noted}
    ledger.choose(second)
    ledger.choose(first)
    assert not page.has("custody_save")


def test_behind_the_lock_the_list_holds_no_rows(page: WorkPage, folder: Path) -> None:
    item = take_in(page, folder, "清单.txt", b"listed")
    ledger = page.find_ledger()
    assert ledger.model.find(item) >= 0
    page.lock()
    assert ledger.model.rowCount() == 0
    assert ledger.model._pages == {}
    page.unlock()
    assert ledger.current == item
    assert ledger.table.selectionModel().hasSelection()


def test_closing_the_window_empties_the_clipboard(page: WorkPage) -> None:
    QApplication.clipboard().setText("王某某")
    page.window.close()
    assert QApplication.clipboard().text() == ""


def test_only_the_last_step_is_offered_to_be_undone(page: WorkPage, folder: Path) -> None:
    for name in ("一号.txt", "二号.txt"):
        take_in(page, folder, name, name.encode())
        page.press(Qt.Key.Key_Escape)
        page.press(Qt.Key.Key_Delete)
        page.settle()
    offers = [banner for banner in page.window.banners.banners if banner.undoes]
    assert [banner.sentence for banner in offers] == ["已把一件证据放入回收站。"]
    page.undo()
    assert page.value("title") == "二号"
