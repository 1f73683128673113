"""The standard form through a person's hands: every shape, problems, undo, sealed fields."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.codes import CodeLists
from app.domain.errors import Problem
from app.domain.kinds import (
    Field,
    Label,
    choice,
    choices,
    day,
    file_digest,
    flag,
    integer,
    kind_of,
    line,
    moment,
    money,
    prose,
    record_kind,
    reference,
    references,
)
from tests.gui.support.page import Page
from ui import theme
from ui.widgets.editors import Editor, GrowingText
from ui.widgets.standard_form import StandardForm

CODES = CodeLists(
    1,
    {
        "colour": {
            "red": Label("红", "red"),
            "green": Label("绿", "green"),
            "blue": Label("蓝", "blue"),
        }
    },
)


@record_kind("sample", Label("样本", "Sample"), title="title")
class Sample:
    """One field of every shape."""

    title: str | None = line(Label("标题", "Title"), required=True)
    body: str | None = prose(Label("正文", "Body"), hint=Label("写清楚", "Be clear"))
    colour: str | None = choice(Label("颜色", "Colour"), "colour")
    colours: tuple[str, ...] = choices(Label("几种颜色", "Colours"), "colour")
    amount: int | None = money(Label("金额", "Amount"))
    pieces: int | None = integer(Label("件数", "Pieces"))
    urgent: bool | None = flag(Label("紧急", "Urgent"))
    happened: date | None = day(Label("日期", "Day"))
    begun: datetime | None = moment(Label("时间", "Time"))
    owner: str | None = reference(Label("负责人", "Owner"), "person")
    helpers: tuple[str, ...] = references(Label("协助人", "Helpers"), "person")
    hash: str | None = file_digest(Label("校验值", "Digest"))
    name: str | None = line(Label("姓名", "Name"), sealed="identity")
    story: str | None = prose(Label("经过", "Story"), sealed="identity")


KIND = kind_of(Sample)
PEOPLE = {"p1": "张三", "p2": "李四", "p3": "王五"}
NOW = datetime(2026, 3, 5, 9, 30, 12).astimezone()
FULL = {
    "title": "标题",
    "body": "一\n二",
    "colour": "green",
    "colours": ("red", "blue"),
    "amount": 12_600_000,
    "pieces": 3,
    "urgent": True,
    "happened": date(2026, 3, 5),
    "begun": NOW,
    "owner": "p1",
    "helpers": ("p2", "p3"),
    "hash": "ab" * 32,
    "name": "㛃某",
    "story": "经过",
}


@pytest.fixture
def form(qtbot: QtBot) -> StandardForm:
    def pick(field: Field, chosen: tuple[str, ...], deliver: object) -> None:
        assert callable(deliver)
        deliver((*chosen, "p3"))

    made = StandardForm(KIND, CODES, describe=lambda kind, id: PEOPLE.get(id, ""), pick=pick)
    qtbot.addWidget(made)
    made.resize(700, 900)
    made.show()
    return made


def test_values_come_back_as_they_were_shown(form: StandardForm) -> None:
    form.load(FULL)
    assert form.values() == FULL


def test_an_untouched_form_is_empty(form: StandardForm) -> None:
    form.load(FULL)
    form.load({})
    assert form.values() == KIND.empty()


def test_showing_values_is_no_change(form: StandardForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.load(FULL)
        form.set_values({**FULL, "title": "新", "amount": None})


def test_what_a_person_types(form: StandardForm) -> None:
    page = Page(form)
    page.type_into("标题", "违规发放补贴")
    page.type_into("正文", "第一行")
    page.choose("颜色", "绿")
    page.click("蓝")
    page.type_into("金额", "12.6")
    page.type_into("件数", "1,200")
    page.click("紧急")
    page.type_into("日期", "20260305")
    page.type_into("时间", "2026-3-5 9:30")
    page.type_into("姓名", "某某")
    values = form.values()
    assert values["title"] == "违规发放补贴"
    assert values["body"] == "第一行"
    assert (values["colour"], values["colours"]) == ("green", ("blue",))
    assert (values["amount"], values["pieces"], values["urgent"]) == (1_260, 1_200, True)
    assert values["happened"] == date(2026, 3, 5)
    assert values["begun"] == NOW.replace(second=0)
    assert page.count == 10


def test_each_change_names_its_field(form: StandardForm) -> None:
    changed: list[str] = []
    form.changed.connect(changed.append)
    page = Page(form)
    page.type_into("标题", "ab")
    page.choose("颜色", "红")
    page.click("红")
    assert changed == ["title", "title", "colour", "colours"]


def test_money_and_days_are_tidied_on_leaving(form: StandardForm) -> None:
    page = Page(form)
    page.type_into("金额", "126000")
    page.press(Qt.Key.Key_Tab)
    assert page.find("金额", QLineEdit).text() == "126,000.00"
    page.type_into("日期", "2026.3.5")
    page.press(Qt.Key.Key_Tab)
    assert page.find("日期", QLineEdit).text() == "2026-03-05"


def test_what_is_not_understood_is_said_beside_the_field(form: StandardForm) -> None:
    page = Page(form)
    page.type_into("日期", "2026-13-45")
    assert form.values()["happened"] is None
    assert form.problems() == (Problem("happened", "not-a-date"),)
    page.press(Qt.Key.Key_Tab)
    assert page.has("problem_happened")
    page.type_into("日期", "2026-3-5")
    assert not page.has("problem_happened")
    assert form.problems() == ()


def test_a_refused_text_stays_for_the_person_to_repair(form: StandardForm) -> None:
    page = Page(form)
    page.type_into("金额", "12e5")
    form.show_problems(form.problems())
    assert page.find("金额", QLineEdit).text() == "12e5"


def test_problems_are_marked_and_the_first_gets_the_focus(form: StandardForm) -> None:
    form.show_problems([Problem("title", "required"), Problem("story", "too-long", "10")])
    page = Page(form)
    assert form.editor("title").input.property("wrong") is True
    assert page.focused is form.editor("title").input
    assert page.has("problem_title")
    assert page.has("problem_story")
    form.clear_problems()
    assert not page.has("problem_title")
    assert form.editor("title").input.property("wrong") is False


def test_a_reference_is_picked_and_removed(form: StandardForm) -> None:
    form.load({"helpers": ("p1",)})
    page = Page(form.editor("helpers"))
    page.click("选择…")
    assert form.values()["helpers"] == ("p1", "p3")
    page.click("移除张三")
    assert form.values()["helpers"] == ("p3",)


def test_a_single_reference_holds_one(form: StandardForm) -> None:
    page = Page(form.editor("owner"))
    page.click("选择…")
    assert form.values()["owner"] == "p3"


def test_a_record_that_is_not_here_is_said_so(form: StandardForm) -> None:
    form.load({"owner": "unknown"})
    assert Page(form.editor("owner")).has("移除（尚未到本机）")
    assert form.values()["owner"] == "unknown"


def test_a_code_of_another_version_is_kept(form: StandardForm) -> None:
    form.load({"colour": "violet", "colours": ("violet", "red")})
    assert form.values()["colour"] == "violet"
    assert set(form.values()["colours"]) == {"violet", "red"}


def test_a_stored_moment_keeps_its_offset_and_seconds(form: StandardForm) -> None:
    elsewhere = datetime.fromisoformat("2026-03-05T09:30:12+05:00")
    form.load({"begun": elsewhere})
    assert form.values()["begun"] == elsewhere
    assert form.values()["begun"].utcoffset() == elsewhere.utcoffset()


def test_the_input_method_learns_no_names(form: StandardForm) -> None:
    wanted = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    for name in ("name", "story"):
        assert form.editor(name).input.inputMethodHints() & wanted == wanted
    assert not form.editor("title").input.inputMethodHints() & wanted


def test_undo_is_qts_own_and_never_reaches_another_record(form: StandardForm) -> None:
    page = Page(form)
    form.load({"title": "甲", "body": "甲的正文"})
    page.type_into("正文", "abc")
    page.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["body"] == "甲的正文"
    page.type_into("正文", "乙的正文")
    form.load({"title": "乙", "body": "乙的正文"})
    page.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["body"] == "乙的正文"


def test_a_refresh_with_equal_values_leaves_undo_alone(form: StandardForm) -> None:
    page = Page(form)
    page.type_into("正文", "abc")
    form.set_values({"body": "abc"})
    page.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.values()["body"] is None


def test_prose_grows_and_stops(form: StandardForm, qtbot: QtBot) -> None:
    box = form.editor("body").input
    assert isinstance(box, GrowingText)
    small = box.height()
    form.load({"body": "\n".join(["一行"] * 8)})
    qtbot.waitUntil(lambda: box.height() > small)
    middle = box.height()
    form.load({"body": "\n".join(["一行"] * 500)})
    qtbot.waitUntil(lambda: box.height() > middle)
    assert box.height() < 3 * middle


def test_a_narrower_form_gives_prose_the_room_it_needs(form: StandardForm, qtbot: QtBot) -> None:
    form.load({"body": "街道以加班补贴名义向三十七人次发放补贴无文件依据未经研究。" * 4})
    box = form.editor("body").input
    before = box.height()
    form.resize(360, 900)
    qtbot.waitUntil(lambda: box.height() > before)

    def is_whole() -> bool:
        cell = form.editor("body")
        return (
            box.mapTo(form, box.rect().bottomLeft()).y()
            <= cell.mapTo(form, cell.rect().bottomLeft()).y()
            and cell.height() >= box.height()
        )

    qtbot.waitUntil(is_whole)


def test_the_keyboard_visits_fields_in_their_order(form: StandardForm) -> None:
    page = Page(form)
    form.editor("title").setFocus()
    visited: list[str] = []
    for _ in range(40):
        focused = page.focused
        editor: QWidget | None = focused
        while not isinstance(editor, Editor):
            assert editor is not None
            editor = editor.parentWidget()
        if editor.field.name not in visited:
            visited.append(editor.field.name)
        if editor.field.name == "story":
            break
        page.press(Qt.Key.Key_Tab)
    assert visited == [f.name for f in KIND.fields]


def test_every_input_has_a_name_to_read_out(form: StandardForm) -> None:
    for kind in (QLineEdit, QPlainTextEdit, QCheckBox):
        for part in form.findChildren(kind):
            assert part.accessibleName(), part.objectName()


def test_read_only(form: StandardForm) -> None:
    form.load(FULL)
    form.set_read_only(True)
    page = Page(form)
    page.find("标题", QLineEdit)
    form.editor("title").setFocus()
    page.type_here("x")
    assert form.values() == FULL
    assert not page.has("选择…")


def test_prose_is_painted_anew_when_it_becomes_read_only(form: StandardForm, qtbot: QtBot) -> None:
    part = next(p for p in form.findChildren(QPlainTextEdit) if p.objectName())

    def ground() -> str:
        """The colour on the screen, not that of a new picture."""
        store = form.backingStore()
        place = part.viewport().mapTo(form, part.viewport().rect().center())
        picture = store.paintDevice()
        assert isinstance(picture, QImage)
        return picture.pixelColor(place).name()

    qtbot.waitUntil(lambda: ground() == theme.colours().surface)
    form.set_read_only(True)
    qtbot.waitUntil(lambda: ground() == theme.colours().window)
    form.set_read_only(False)
    qtbot.waitUntil(lambda: ground() == theme.colours().surface)
