"""The frame: screens, keys, banners, lock, help, text size."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ports import Changes
from tests.gui.support import gallery
from tests.gui.support.page import Page
from ui import theme
from ui.main_window import MainWindow
from ui.screen import Screen
from ui.tasks import Background
from ui.theme import Shade
from ui.widgets import banner as banner_module

CONTROL = Qt.KeyboardModifier.ControlModifier


class Recorder(Screen):
    """A screen that writes down what the frame tells it."""

    def __init__(self, title: str, answers: bool = True) -> None:
        super().__init__(title, "finding", f"so geht {title}")
        self.heard: list[str] = []
        self.answers = answers
        self.column().addWidget(QLineEdit())

    def shown(self) -> None:
        self.heard.append("shown")

    def leaving(self) -> bool:
        self.heard.append("leaving")
        return self.answers

    def refresh(self, changes: Changes) -> None:
        self.heard.append(f"refresh {changes.operations}")

    def begin_new(self) -> None:
        self.heard.append("new")

    def search(self, text: str) -> bool:
        self.heard.append(f"search {text}")
        return self.answers

    def locked(self) -> None:
        self.heard.append("locked")


@pytest.fixture
def screens() -> list[Recorder]:
    return [Recorder("甲"), Recorder("乙"), Recorder("丙")]


@pytest.fixture
def window(qtbot: QtBot, screens: list[Recorder]) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.set_screens(screens)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_screens_are_told_when_they_come_and_go(
    window: MainWindow, screens: list[Recorder]
) -> None:
    page = Page(window)
    page.click("乙")
    assert screens[0].heard == ["shown", "leaving"]
    assert screens[1].heard == ["shown"]
    page.click("乙")
    assert screens[1].heard == ["shown"]
    page.press(Qt.Key.Key_3, CONTROL)
    assert window.current is screens[2]
    assert page.find("丙", QAbstractButton).isChecked()


def test_a_screen_may_refuse_to_be_left(window: MainWindow, screens: list[Recorder]) -> None:
    screens[0].answers = False
    page = Page(window)
    page.click("丙")
    assert window.current is screens[0]
    assert page.find("甲", QAbstractButton).isChecked()
    assert not page.find("丙", QAbstractButton).isChecked()
    assert not window.close()
    screens[0].answers = True
    assert window.close()


def test_changes_reach_every_screen(window: MainWindow, screens: list[Recorder]) -> None:
    window.refresh(Changes(operations=3))
    assert all(screen.heard[-1] == "refresh 3" for screen in screens)


def test_keys_of_the_frame(window: MainWindow, screens: list[Recorder], qtbot: QtBot) -> None:
    page = Page(window)
    page.press(Qt.Key.Key_N, CONTROL)
    assert screens[0].heard[-1] == "new"
    page.press(Qt.Key.Key_F, CONTROL)
    assert page.focused is window.top_bar.search
    page.type_here("补贴")
    page.press(Qt.Key.Key_Return)
    assert screens[0].heard[-1] == "search 补贴"
    page.press(Qt.Key.Key_S, CONTROL)
    assert "自动保存" in page.sentences[0]
    page.press(Qt.Key.Key_F1)
    assert window.help_panel.isVisible()
    assert window.help_panel.body.text() == "so geht 甲"
    window.go(1)
    assert window.help_panel.body.text() == "so geht 乙"
    page.press(Qt.Key.Key_F1)
    assert not window.help_panel.isVisible()


def test_a_search_no_screen_answers_goes_out(
    window: MainWindow, screens: list[Recorder], qtbot: QtBot
) -> None:
    screens[0].answers = False
    with qtbot.waitSignal(window.search_requested) as caught:
        Page(window).type_into("search", "ab")
    assert caught.args == ["ab"]


def test_text_size_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    page = Page(window)
    button = page.find("锁定", QAbstractButton)
    before = button.height()
    page.press(Qt.Key.Key_Plus, CONTROL)
    assert theme.scale() == 125
    qtbot.waitUntil(lambda: button.height() > before)
    page.press(Qt.Key.Key_Plus, CONTROL)
    page.press(Qt.Key.Key_Plus, CONTROL)
    assert theme.scale() == 150
    for _ in range(3):
        page.press(Qt.Key.Key_Minus, CONTROL)
    assert theme.scale() == 100


def _at_least(button: QWidget, width: int) -> Callable[[], bool]:
    return lambda: button.width() >= width


def test_rail_titles_are_whole_after_the_text_size_changes(
    window: MainWindow, screens: list[Recorder], qtbot: QtBot
) -> None:
    window.set_screens([Recorder("甲"), Recorder("Exchange and settling of differences")])
    window.screens[1].count_changed.emit(12)
    page = Page(window)
    qtbot.waitUntil(lambda: page.has("Exchange and settling of differences  12"))
    for _ in range(2):
        page.press(Qt.Key.Key_Plus, CONTROL)
        button = page.find("Exchange and settling of differences  12", QAbstractButton)
        letters = QFont(button.font())
        letters.setBold(True)
        icon, edges = button.iconSize().width() + 4, 4 + 2 * theme.scaled(14)
        needed = QFontMetrics(letters).horizontalAdvance(button.text()) + icon + edges
        qtbot.waitUntil(_at_least(button, needed))


def test_other_parts_of_the_frame_follow_the_text_size(window: MainWindow) -> None:
    page = Page(window)
    page.press(Qt.Key.Key_F1)
    before = window.help_panel.width(), window.lock_screen.field.width()
    page.press(Qt.Key.Key_Plus, CONTROL)
    page.press(Qt.Key.Key_Plus, CONTROL)
    after = window.help_panel.width(), window.lock_screen.field.width()
    assert after == tuple(round(width * 1.5) for width in before)
    assert window.top_bar.search.maximumWidth() == theme.scaled(380)
    assert page.find("关闭帮助").width() == theme.scaled(theme.TARGET + 4)


def test_locking_covers_everything(
    window: MainWindow, screens: list[Recorder], qtbot: QtBot
) -> None:
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.clipboard().setText("王某某")
    window.banners.warn("王某某")
    window.setWindowTitle("王某某")
    page = Page(window)
    with qtbot.waitSignal(window.lock_requested):
        page.press(Qt.Key.Key_L, CONTROL)
    assert screens[0].heard[-1] == "leaving"
    window.lock()
    assert window.is_locked
    assert screens[0].heard[-1] == "locked"
    assert not dialog.isVisible()
    assert QApplication.clipboard().text() == ""
    assert page.sentences == []
    assert "王某某" not in window.windowTitle()
    visible = [part for part in window.findChildren(QWidget) if part.isVisible()]
    inside = window.lock_screen
    assert all(
        part is inside or inside.isAncestorOf(part) or part.isAncestorOf(inside) for part in visible
    )


def test_keys_do_nothing_while_locked(window: MainWindow, screens: list[Recorder]) -> None:
    window.lock()
    page = Page(window)
    heard = [list(screen.heard) for screen in screens]
    for key in (Qt.Key.Key_2, Qt.Key.Key_N, Qt.Key.Key_F, Qt.Key.Key_S, Qt.Key.Key_L):
        page.press(key, CONTROL)
    page.press(Qt.Key.Key_F1)
    assert [screen.heard for screen in screens] == heard
    assert page.sentences == []
    assert window.is_locked


def test_unlocking_goes_on_where_it_was(
    window: MainWindow, screens: list[Recorder], qtbot: QtBot
) -> None:
    window.go(1)
    window.lock()
    page = Page(window)
    with qtbot.waitSignal(window.passphrase_given) as caught:
        page.type_into("口令", "correct horse")
        page.click("打开")
    assert caught.args == ["correct horse"]
    assert window.lock_screen.field.text() == ""
    assert window.lock_screen.button.text() == "正在打开…"
    window.lock_screen.show_problem("口令不对。")
    assert window.lock_screen.button.isEnabled()
    window.unlock()
    assert window.current is screens[1]
    assert screens[1].heard[-1] == "shown"
    assert window.lock_screen.message.text() == ""


def test_a_lock_cannot_be_prevented_by_a_screen(
    window: MainWindow, screens: list[Recorder], qtbot: QtBot
) -> None:
    screens[0].answers = False
    with qtbot.waitSignal(window.lock_requested):
        window.request_lock()


def _places(window: MainWindow) -> dict[str, QRect]:
    """Where everything stands that a person may be about to click."""
    parts = [window.rail, window.top_bar, *window.screens, *window.findChildren(QLineEdit)]
    return {
        f"{type(part).__name__} {number}": QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        for number, part in enumerate(parts)
        if part.isVisible()
    }


def test_nothing_moves_when_a_banner_or_progress_comes_and_goes(
    window: MainWindow, background: Background, qtbot: QtBot
) -> None:
    before = _places(window)
    go_on = threading.Event()
    task = background.run(window, lambda _progress, _cancelled: go_on.wait())
    window.progress.follow(task, "正在打包")
    window.banners.warn("口令不对。", "请再试一次。")
    window.banners.fail("磁盘已满，这次没有保存。")
    QApplication.processEvents()
    assert _places(window) == before
    for notice in (*window.banners.banners, window.progress):
        assert notice.isVisible()
        edge = notice.mapTo(window, QPoint(notice.width(), notice.height()))
        assert edge.x() <= window.width()
        assert edge.y() <= window.height()
    window.banners.clear()
    go_on.set()
    qtbot.waitUntil(lambda: not window.notices.isVisible())
    assert _places(window) == before


@pytest.mark.parametrize("percent", theme.SCALES)
def test_one_short_banner_hides_nothing_of_a_screen(
    qapp: QApplication, qtbot: QtBot, percent: int
) -> None:
    theme.apply(qapp, Shade.LIGHT, percent)
    window = gallery.window()
    qtbot.addWidget(window)
    window.show()
    window.banners.warn("口令不对。", "请再试一次。")
    QApplication.processEvents()
    screen = window.current
    assert screen is not None
    foot = screen.mapTo(window, QPoint(0, screen.height())).y()
    layout = screen.layout()
    assert layout is not None
    content = foot - layout.contentsMargins().bottom()
    assert window.notices.mapTo(window, QPoint(0, 0)).y() >= content


def test_f6_goes_to_the_newest_banner_and_back(window: MainWindow) -> None:
    undone: list[str] = []
    page = Page(window)
    page.find("search").setFocus()
    window.banners.inform("已删除甲。", undo=lambda: undone.append("甲"))
    assert page.focused is window.top_bar.search
    page.press(Qt.Key.Key_F6)
    assert page.focused.accessibleName() == "撤销"
    page.press(Qt.Key.Key_F6)
    assert page.focused is window.top_bar.search
    page.press(Qt.Key.Key_F6)
    page.press(Qt.Key.Key_Space)
    assert undone == ["甲"]
    assert page.focused is window.top_bar.search


def test_escape_closes_the_banner_at_the_keyboard_only(window: MainWindow) -> None:
    page = Page(window)
    page.find("search").setFocus()
    window.banners.warn("甲")
    window.banners.warn("乙")
    page.press(Qt.Key.Key_Escape)
    assert page.sentences == ["乙", "甲"]
    page.press(Qt.Key.Key_F6)
    page.press(Qt.Key.Key_Escape)
    assert page.sentences == ["甲"]
    assert page.focused is window.top_bar.search


def test_a_banner_at_the_keyboard_does_not_fade(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banner_module, "_STAYS", 0)
    page = Page(window)
    page.find("search").setFocus()
    banner = window.banners.inform("已保存。")
    page.press(Qt.Key.Key_F6)
    banner.fade()
    assert page.sentences == ["已保存。"]
    page.press(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.sentences == [])


def test_a_banner_is_announced(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []

    def listen(event: QAccessibleAnnouncementEvent) -> None:
        told.append((event.message(), event.politeness().name))

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    window.banners.inform("已保存。")
    window.banners.fail("磁盘已满，这次没有保存。", "请清理磁盘。")
    assert told == [
        ("已保存。", "Polite"),
        ("磁盘已满，这次没有保存。 请清理磁盘。", "Assertive"),
    ]


def test_what_is_told_behind_the_lock_waits_there(window: MainWindow) -> None:
    window.lock()
    banner = window.banners.fail("王某某的谈话没有保存。")
    assert not banner.isVisible()
    window.unlock()
    assert banner.isVisible()


def test_counts_in_the_rail(window: MainWindow, screens: list[Recorder]) -> None:
    screens[1].count_changed.emit(3)
    assert Page(window).has("乙  3")
    screens[1].count_changed.emit(0)
    assert Page(window).has("乙")


def test_screens_can_be_replaced(window: MainWindow, qtbot: QtBot) -> None:
    window.set_screens([Recorder("丁")])
    page = Page(window)
    assert page.has("丁")
    qtbot.waitUntil(lambda: not page.has("甲"))
    assert len(window.screens) == 1


@pytest.mark.parametrize("shade", list(Shade))
@pytest.mark.parametrize("percent", theme.SCALES)
def test_targets_are_large_enough_and_nothing_hangs_over_the_edge(
    qapp: QApplication, qtbot: QtBot, shade: Shade, percent: int
) -> None:
    theme.apply(qapp, shade, percent)
    window = gallery.window()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    for number in (0, 1):
        window.go(number)
        QTest.qWait(0)
        assert (window.width(), window.height()) == (1366, 768)
        for button in window.findChildren(QAbstractButton):
            if button.isVisible() and button.text():
                assert button.height() >= 40, button.text()
        for part in (window.top_bar.lock_button, window.rail, window.status_bar):
            corner = part.mapTo(window, QPoint(part.width(), part.height()))
            assert corner.x() <= window.width()
            assert corner.y() <= window.height()


def test_one_blue_button_per_screen(qtbot: QtBot) -> None:
    window = gallery.window()
    qtbot.addWidget(window)
    window.show()
    for number in (0, 1):
        window.go(number)
        blue = [
            button
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and button.property("look") == "primary"
        ]
        assert len(blue) == 1
