"""Banners, errors, progress, ledger, inactivity, language: small parts in a real window."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from app.domain.errors import CancelledError, StoreFullError, WrongPassphraseError
from app.domain.kinds import Label
from app.ports import Query
from tests.gui.support import gallery
from tests.gui.support.page import Page
from ui import icons, language, theme
from ui.application import make_application
from ui.errors import ErrorDoor
from ui.language import Language
from ui.lock import InactivityTimer
from ui.tasks import Background
from ui.theme import Shade
from ui.widgets import banner as banner_module
from ui.widgets.banner import BannerArea, Severity
from ui.widgets.buttons import Button, Look, secondary
from ui.widgets.progress import ProgressBanner
from ui.widgets.search_box import SearchBox
from ui.widgets.standard_ledger import StandardLedger, columns_of
from ui.widgets.texts import EmptyState


@pytest.fixture
def area(qtbot: QtBot) -> BannerArea:
    made = BannerArea()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_banner_offers_undo_once(area: BannerArea) -> None:
    undone: list[int] = []
    area.inform("已删除。", undo=lambda: undone.append(1))
    page = Page(area)
    page.click("撤销")
    assert undone == [1]
    assert area.banners == []


def test_a_banner_that_offers_undo_stays(
    area: BannerArea, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banner_module, "_STAYS", 0)
    area.inform("已删除。", undo=lambda: None)
    area.inform("已保存。")
    qtbot.waitUntil(lambda: "已保存。" not in [one.sentence for one in area.banners])
    assert [one.sentence for one in area.banners] == ["已删除。"]


def test_banners_do_not_pile_up(area: BannerArea) -> None:
    for number in range(6):
        area.warn(f"第 {number} 个")
    area.warn("第 5 个")
    assert [banner.sentence for banner in area.banners] == ["第 5 个", "第 4 个", "第 3 个"]
    area.clear()
    assert area.banners == []


def test_markup_in_a_sentence_stays_text(area: BannerArea) -> None:
    banner = area.fail("<b>张某</b>")
    shown = [label for label in banner.findChildren(QLabel) if "张某" in label.text()]
    assert [label.textFormat() for label in shown] == [Qt.TextFormat.PlainText]


def test_errors_become_banners_by_gravity(area: BannerArea) -> None:
    door = ErrorDoor(area)
    door.tell(CancelledError())
    door.tell(WrongPassphraseError(1, 2))
    door.tell(StoreFullError())
    found = [(banner.severity, banner.sentence) for banner in area.banners]
    assert found == [
        (Severity.ERROR, "磁盘已满，这次没有保存。"),
        (Severity.WARNING, "口令不对。"),
        (Severity.INFORMATION, "已取消。"),
    ]


@pytest.mark.logs("unexpected ValueError at test_parts.py")
def test_an_unexpected_error_is_logged_without_its_text(
    area: BannerArea, caplog: pytest.LogCaptureFixture
) -> None:
    door = ErrorDoor(area)
    try:
        raise ValueError("王小明的身份证号")
    except ValueError as error:
        with caplog.at_level(logging.ERROR):
            door.tell(error)
    assert "王小明" not in caplog.text
    assert "王小明" not in area.banners[0].accessibleName()
    assert "ValueError" in area.banners[0].hint


@pytest.mark.logs("unexpected KeyError")
def test_the_last_door(area: BannerArea, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    door = ErrorDoor(area)
    door.catch_everything()
    sys.excepthook(KeyError, KeyError("x"), None)
    assert len(area.banners) == 1


def test_progress_is_followed_and_cancelled(qtbot: QtBot, background: Background) -> None:
    banner = ProgressBanner()
    qtbot.addWidget(banner)
    followed = threading.Event()
    errors: list[Exception] = []

    def operation(progress: object, cancelled: object) -> None:
        assert callable(progress)
        assert callable(cancelled)
        followed.wait()
        progress(5, 10)
        while not cancelled():
            threading.Event().wait(0.001)
        raise CancelledError

    task = background.run(banner, operation, None, errors.append)
    banner.follow(task, "正在打包")
    followed.set()
    page = Page(banner)
    assert banner.isVisible()
    qtbot.waitUntil(lambda: banner.bar.value() == 500)
    with qtbot.waitSignal(banner.ended):
        page.click("取消")
        assert banner.label.text() == "正在取消…"
    assert not banner.isVisible()
    assert [type(error) for error in errors] == [CancelledError]


def test_progress_of_what_ended_at_once_goes_away(qtbot: QtBot, background: Background) -> None:
    """A file refused before the banner listened: it must not stay for ever."""
    banner = ProgressBanner()
    qtbot.addWidget(banner)
    errors: list[Exception] = []

    def operation(_progress: object, _cancelled: object) -> None:
        raise CancelledError

    task = background.run(banner, operation, None, errors.append)
    background.settle()
    banner.follow(task, "正在核对")
    assert not banner.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_presses_the_button_that_has_the_focus(qtbot: QtBot, key: Qt.Key) -> None:
    pressed: list[int] = []
    button = secondary("合并", lambda: pressed.append(1))
    qtbot.addWidget(button)
    button.show()
    QTest.keyClick(button, key)
    assert pressed == [1]


def _ledger(qtbot: QtBot, total: int) -> tuple[StandardLedger, gallery.Rows]:
    source = gallery.Rows(total)
    columns = columns_of(gallery.FINDING, gallery.code_lists(), lambda kind, id: id)
    made = StandardLedger(
        columns,
        source.count,
        source.rows,
        Query("finding"),
        EmptyState("finding", "还没有问题"),
        name="问题",
        stretch="title",
    )
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made, source


def test_a_long_ledger_reads_only_what_it_shows(qtbot: QtBot) -> None:
    ledger, source = _ledger(qtbot, 100_000)
    ledger.grab()
    ledger.table.scrollToBottom()
    ledger.grab()
    assert len(source.reads) <= 4
    assert all(limit == 200 for _, limit in source.reads)


def test_a_click_on_a_header_sorts(qtbot: QtBot) -> None:
    ledger, _ = _ledger(qtbot, 500)
    header = ledger.table.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert ledger.model.query.order_by == "number"
    assert ledger.model.query.descending
    assert ledger.model.index(0, 0).data() == "问题-3-500"


def test_choosing_and_opening_by_keyboard(qtbot: QtBot) -> None:
    ledger, _ = _ledger(qtbot, 500)
    chosen: list[str] = []
    opened: list[str] = []
    ledger.chosen.connect(chosen.append)
    ledger.opened.connect(opened.append)
    assert ledger.choose("id-0")
    QTest.keyClick(ledger.table, Qt.Key.Key_Down)
    QTest.keyClick(ledger.table, Qt.Key.Key_Return)
    assert chosen == ["id-0", "id-1"]
    assert opened == ["id-1"]


def test_the_choice_survives_a_refresh(qtbot: QtBot) -> None:
    ledger, source = _ledger(qtbot, 500)
    ledger.choose("id-7")
    with qtbot.assertNotEmitted(ledger.chosen):
        ledger.refresh()
    assert ledger.current == "id-7"
    assert ledger.table.currentIndex().row() == 7
    source.total = 3
    with qtbot.waitSignal(ledger.chosen) as caught:
        ledger.refresh()
    assert caught.args == [""]


def test_an_empty_ledger_says_so(qtbot: QtBot) -> None:
    ledger, _ = _ledger(qtbot, 500)
    ledger.show_query(Query("finding", text="nothing"))
    assert Page(ledger).has("还没有问题")
    assert not ledger.table.isVisible()
    ledger.show_query(Query("finding"))
    assert ledger.table.isVisible()


def test_the_search_box_answers_once_per_pause(qtbot: QtBot) -> None:
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    box.show()
    found: list[str] = []
    box.searched.connect(found.append)
    QTest.keyClicks(box, "abc")
    assert found == []
    qtbot.waitUntil(lambda: found == ["abc"])
    QTest.keyClicks(box, "d")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert found == ["abc", "abcd"]
    box.clear()
    assert found == ["abc", "abcd", ""]


def test_idleness_is_told_once_and_activity_resets_it(qapp: QApplication, qtbot: QtBot) -> None:
    now = [1_000.0]
    timer = InactivityTimer(qapp, 600, lambda: now[0])
    idle: list[int] = []
    timer.idle.connect(lambda: idle.append(1))
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    timer.start()
    now[0] += 599
    timer.look()
    QTest.keyClick(box, Qt.Key.Key_A)
    now[0] += 599
    timer.look()
    assert idle == []
    now[0] += 1
    timer.look()
    timer.look()
    assert idle == [1]
    timer.start()
    timer.look()
    assert idle == [1]
    qapp.removeEventFilter(timer)
    timer.stop()


def test_the_language_reaches_labels_and_qts_own_words(qtbot: QtBot) -> None:
    def cancel() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        qtbot.addWidget(box)
        return box.button(QDialogButtonBox.StandardButton.Cancel).text()

    assert language.shown(Label("问题", "Finding")) == "问题"
    assert cancel() == "取消"
    make_application(chosen=Language.EN)
    assert language.shown(Label("问题", "Finding")) == "Finding"
    assert cancel() == "Cancel"


def test_english_reaches_the_frame(qtbot: QtBot) -> None:
    make_application(chosen=Language.EN)
    window = gallery.window()
    qtbot.addWidget(window)
    assert window.top_bar.lock_button.text() == "Lock"
    assert window.lock_screen.button.text() == "Open"


def test_fcitx_gets_a_way_in() -> None:
    environment = {"QT_IM_MODULE": "fcitx5"}
    language.prepare_input_method(environment)
    assert environment["QT_IM_MODULES"] == "fcitx;ibus"
    plain: dict[str, str] = {}
    language.prepare_input_method(plain)
    assert plain == {}


@pytest.mark.parametrize("name", sorted(icons.paths()))
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:
    for size in (20, 24, 48):
        image = icons.pixmap(name, size, "#ff0000").toImage()
        drawn = sum(
            image.pixelColor(x, y).alpha() > 0
            for x in range(image.width())
            for y in range(image.height())
        )
        assert drawn > size
        assert image.pixelColor(0, 0).alpha() == 0
    assert not icons.icon(name).isNull()


def test_an_icon_nobody_drew_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        icons.pixmap("nothing", 20)


def test_every_icon_used_is_drawn() -> None:
    import re

    root = Path(theme.__file__).parent
    used = set()
    for path in root.rglob("*.py"):
        text = path.read_text("utf-8")
        used |= set(re.findall(r'icon="(\w+)"|icon_button\(\s*"(\w+)"|Picture\(\s*"(\w+)"', text))
    names = {name for groups in used for name in groups if name}
    assert names
    assert names <= set(icons.paths())


def _contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, 1.4.3)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_texts_can_be_read(shade: theme.Colours) -> None:
    for ink, ground in (
        (shade.text, shade.window),
        (shade.text, shade.surface),
        (shade.text, shade.chosen),
        (shade.muted, shade.window),
        (shade.muted, shade.surface),
        (shade.link, shade.surface),
        (shade.link, shade.window),
        (shade.on_accent, shade.accent),
        (shade.error, shade.surface),
        (shade.text, shade.error_ground),
        (shade.muted, shade.error_ground),
        (shade.text, shade.warning_ground),
        (shade.text, shade.information_ground),
        (shade.muted, shade.information_ground),
    ):
        assert _contrast(ink, ground) >= 4.5, (ink, ground)


def test_the_shade_is_read_back(qapp: QApplication) -> None:
    theme.apply(qapp, Shade.DARK, 125)
    assert (theme.shade(), theme.scale(), theme.colours()) == (Shade.DARK, 125, theme.DARK)


@pytest.mark.parametrize("shade", list(Shade))
@pytest.mark.parametrize("look", [Look.LINK, Look.PLAIN, Look.SECONDARY, Look.PRIMARY])
def test_a_button_that_does_nothing_now_looks_so(
    qapp: QApplication, qtbot: QtBot, look: Look, shade: Shade
) -> None:
    theme.apply(qapp, shade)
    button = Button("撤回 add", look, icon="add")
    qtbot.addWidget(button)
    button.show()
    enabled = button.grab().toImage()
    button.setEnabled(False)
    disabled = button.grab().toImage()
    ink = QColor(theme.colours().muted)
    lively = {theme.colours().link, theme.colours().text}
    drawn = {
        disabled.pixelColor(x, y).name()
        for x in range(disabled.width())
        for y in range(disabled.height())
    }
    assert disabled != enabled
    assert ink.name() in drawn
    assert not drawn & lively
