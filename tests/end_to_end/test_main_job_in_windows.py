"""The main job as people do it: an office and a laptop, each in its own window, a stick between.

Everything goes through the page objects; nothing is called behind the window's back. The
counts of actions are the promises of the first release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from app.domain.access import Role
from app.ports import Query
from app.services import evidence, identities, links
from tests.gui.support import files
from tests.gui.support.screenshots import screenshot
from tests.gui.support.shell_page import ShellPage

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def office(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ShellPage]:
    page = ShellPage(tmp_path / "office", qapp, qtbot)
    page.create_office("临江区委巡察办", "周保山", "中共临江区委")
    yield page
    page.close()


@pytest.fixture
def laptop(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ShellPage]:
    page = ShellPage(tmp_path / "laptop", qapp, qtbot)
    page.create_team("许文澜")
    yield page
    page.close()


def test_main_job(office: ShellPage, laptop: ShellPage, stick: Path, tmp_path: Path) -> None:
    plan(office)
    enrol(office, laptop, stick)
    talk = record_talk(laptop)
    photo = tmp_path / "发放表.jpg"
    photo.write_bytes(files.picture("JPEG"))
    pdf = tmp_path / "反馈意见.pdf"
    finding = record_finding_and_report(laptop, photo, pdf)
    assert "鄢毓琇" not in text_of(pdf)
    assert "违规发放加班补贴12.6万元" in text_of(pdf)
    bundle = carry_out(laptop, stick)
    bring_in(office, bundle)
    at_office(office, talk, finding, photo)


def plan(office: ShellPage) -> None:
    """The office registers unit and task."""
    office.go("登记簿")
    office.click("register_new")
    office.type_into("field_name", "青石街道")
    office.type_into("field_party_organisation", "中共青石街道工作委员会")
    office.go("任务与授权")
    office.settle()
    office.click("新任务")
    office.type_into("field_title", "2026年第三轮巡察青石街道")
    office.pick("unit", "青石街道")
    office.type_into("field_team", "第二巡察组")
    office.type_into("field_enters_on", "2026-11-16")
    office.type_into("field_leaves_on", "2026-12-15")
    office.click("save_task")
    office.settle()
    assert office.session.store.count(Query("task")) == 1, office.sentences
    screenshot(office.shell.window, "office-task")  # type: ignore[arg-type]


def enrol(office: ShellPage, laptop: ShellPage, stick: Path) -> None:
    """Request, comparison, papers, briefing."""
    laptop.go("带出与合并")
    laptop.type_into("laptop_label", "二组甲机")
    laptop.answers["folder"] = [stick]
    laptop.click("apply")
    laptop.until(lambda: bool(list(stick.glob("*.xjp"))))
    laptop.settle()
    request = next(stick.glob("*.xjp"))
    number = number_on(laptop)
    office.answers["open"] = [request]
    office.click("读入申请文件…")
    office.choose("许文澜的组内职务", "组长")
    office.type_into("request_number", groups_asked_for(office, number))
    office.click("admit")
    office.settle()
    request.unlink()
    office.answers["folder"] = [stick]
    office.click("写授权文件和任务包…")
    office.until(lambda: bool(list(stick.glob("*.xjp"))))
    office.settle()
    laptop.answers["open"] = [next(stick.glob("*.xjp"))]
    laptop.click("read_papers")
    laptop.settle()
    laptop.type_into("office_groups", groups_asked_for(laptop, office_number(office)))
    laptop.click("accept")
    laptop.until(lambda: laptop.session.papers is not None)
    laptop.settle()
    laptop.go("带出与合并")
    laptop.answers["open"] = list(stick.glob("*.xjb"))
    laptop.click("choose_bundle")
    laptop.until(lambda: laptop.has("merge"))
    laptop.click("merge")
    laptop.until(lambda: laptop.has("merge_report"))
    laptop.settle()
    session = laptop.session
    assert session.trust.role(session.person, session.task) is Role.LEADER
    assert session.store.row("task", session.task) is not None


def record_talk(laptop: ShellPage) -> str:
    """From unlocking to the first answer: at most three actions."""
    laptop.press(Qt.Key.Key_L, CONTROL)
    laptop.settle()
    laptop.actions.clear()
    laptop.type_into("unlock_passphrase", "kuai-tian-zong-mo-lüe-shen-pa")
    laptop.press(Qt.Key.Key_Return)
    laptop.until(lambda: not laptop.shell.window.is_locked)  # type: ignore[union-attr]
    laptop.settle()
    laptop.actions.clear()
    laptop.press(Qt.Key.Key_2, CONTROL)
    laptop.press(Qt.Key.Key_N, CONTROL)
    laptop.type_here("加班补贴没有上过党工委会议。")
    assert laptop.count <= 3
    laptop.click("对象身份")
    laptop.type_into("field_name", "鄢毓琇")
    screenshot(laptop.shell.window, "interview")  # type: ignore[arg-type]
    laptop.go("今天")
    laptop.settle()
    rows = laptop.session.store.rows(Query("interview"))
    assert len(rows) == 1, laptop.sentences
    return rows[0].id


def record_finding_and_report(laptop: ShellPage, photo: Path, pdf: Path) -> str:
    """A finding with one photo into a PDF: at most twelve actions."""
    laptop.actions.clear()
    laptop.answers["open"] = [photo]
    laptop.answers["save"] = [pdf]
    laptop.click("登记问题")
    laptop.settle()
    laptop.type_here("违规发放加班补贴")
    laptop.type_into("field_feedback_text", "违规发放加班补贴12.6万元。")
    laptop.click("导入文件作佐证")
    laptop.until(lambda: laptop.session.store.count(Query("evidence")) == 1)
    laptop.settle()
    laptop.press(Qt.Key.Key_5, CONTROL)
    laptop.settle()
    laptop.click("起草反馈意见")
    laptop.settle()
    finding = laptop.session.store.rows(Query("finding"))[0]
    tick(laptop, str(finding.values["number"]))
    laptop.until(lambda: laptop.find("export_pdf").isEnabled())
    laptop.click("export_pdf")
    laptop.until(pdf.exists)
    laptop.settle()
    assert laptop.count <= 12, laptop.actions
    screenshot(laptop.shell.window, "report")  # type: ignore[arg-type]
    return finding.id


def carry_out(laptop: ShellPage, stick: Path) -> Path:
    """The laptop's bundle on the stick."""
    before = set(stick.glob("*.xjb"))
    laptop.go("带出与合并")
    laptop.answers["folder"] = [stick]
    laptop.click("export")
    laptop.until(lambda: bool(set(stick.glob("*.xjb")) - before))
    laptop.settle()
    assert "可以拔U盘了" in laptop.find("export_result", QLabel).text()
    screenshot(laptop.shell.window, "export")  # type: ignore[arg-type]
    return next(iter(set(stick.glob("*.xjb")) - before))


def bring_in(office: ShellPage, bundle: Path) -> None:
    """Preview, merge, and the same file again."""
    office.go("带出与合并")
    office.answers["open"] = [bundle]
    office.click("choose_bundle")
    office.until(lambda: office.has("merge"))
    screenshot(office.shell.window, "merge-preview")  # type: ignore[arg-type]
    assert office.session.store.count(Query("finding")) == 0
    office.click("merge")
    office.until(lambda: office.has("merge_report"))
    office.settle()
    screenshot(office.shell.window, "merge-report")  # type: ignore[arg-type]
    office.click("onward")
    office.click("choose_bundle")
    office.until(lambda: office.has("nothing_new"))
    office.settle()


def at_office(office: ShellPage, talk: str, finding: str, photo: Path) -> None:
    """All of it is there; the identity opens for the custodian only after a log entry."""
    session = office.session
    ends = links.targets(session, "finding", finding)
    opened = evidence.open_file(session, ends[0].id)
    assert opened.read_at(0, opened.size) == photo.read_bytes()
    opened.close()
    row = session.store.row("interview", talk)
    assert row is not None
    assert "鄢毓琇" not in str(row)
    unsealed = identities.unseal(session, "interview", talk, "verify", "核实")
    assert unsealed.values["name"] == "鄢毓琇"
    session.store.check()
    office.go("今天")
    screenshot(office.shell.window, "office-today")  # type: ignore[arg-type]


def number_on(page: ShellPage) -> str:
    """The thirty digits shown on the exchange screen."""
    labels = [label.text() for label in page.widget.findChildren(QLabel) if label.isVisible()]
    found = [m for text in labels if (m := re.search(r"\d{5}( \d{5}){5}", text))]
    assert found, labels
    return found[-1].group(0)


def groups_asked_for(office: ShellPage, number: str) -> str:
    """What the laptop reads aloud: the groups the office's screen names."""
    labels = [label.text() for label in office.widget.findChildren(QLabel) if label.isVisible()]
    asked = next(m for text in labels if (m := re.search(r"第 (\d) 组和第 (\d) 组", text)))
    return " ".join(number.split()[int(place) - 1] for place in asked.groups())


def office_number(office: ShellPage) -> str:
    """The number as the task screen prints it for the 组建通知."""
    return number_on(office)


def tick(laptop: ShellPage, number: str) -> None:
    """Tick a finding in the outline of the report, unless it is ticked already."""
    boxes = [box for box in laptop.widget.findChildren(QCheckBox) if box.isVisible()]
    box = next(box for box in boxes if number in box.text() or number in box.accessibleName())
    if not box.isChecked():
        laptop.actions.append(f"tick {number}")
        box.click()
    laptop.settle()


def text_of(pdf: Path) -> str:
    """The text of every page."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return re.sub(r"\s", "", "".join(pages))
