"""Banners: what the window says instead of a modal box."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import icon_button, secondary
from ui.widgets.texts import Picture, Role, text

_STAYS = 12_000
"""Milliseconds until an information goes away by itself. What offers to undo something, warnings
and errors stay: nobody reads against the clock."""

_MOST = 3
"""More banners than this push the oldest out, so that the screen stays usable."""


class Severity(StrEnum):
    """How grave it is. Shown by icon and colour together."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


class Banner(QFrame):
    """A sentence with icon, an optional hint, an optional action (undo), and close."""

    closed = Signal()

    def __init__(
        self,
        severity: Severity,
        sentence: str,
        hint: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.severity = severity
        self.sentence = sentence
        self.hint = hint
        self.offers_action = action is not None
        self.undoes = False
        """Whether its action takes back what was done last."""
        self.setProperty("banner", severity.value)
        self.setObjectName("banner")
        self.setAccessibleName(f"{sentence} {hint}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 6, 2)
        row.setSpacing(10)
        colour = "link" if severity is Severity.INFORMATION else severity.value
        row.addWidget(Picture(severity.value, 22, colour))
        row.addLayout(self._texts(), 1)
        self.action_button = (
            secondary(action[0], lambda: self._act(action[1])) if action is not None else None
        )
        if self.action_button is not None:
            row.addWidget(self.action_button)
        self.close_button = icon_button("close", self.tr("关闭提示"), self._close)
        row.addWidget(self.close_button)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is at one of its buttons."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def take_focus(self) -> None:
        """The keyboard goes to what the banner offers, or to 关闭."""
        (self.action_button or self.close_button).setFocus()

    def fade(self) -> None:
        """Its time is over; while the keyboard is here it stays."""
        if self.has_focus:
            QTimer.singleShot(_STAYS, self, self.fade)
        else:
            self._close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _texts(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addWidget(text(self.sentence, wrap=True))
        if self.hint:
            column.addWidget(text(self.hint, Role.MUTED, wrap=True))
        return column

    def _act(self, action: Callable[[], object]) -> None:
        self._close()
        action()

    def _close(self) -> None:
        self.closed.emit()
        self.hide()
        self.deleteLater()


class BannerArea(QWidget):
    """Where banners stand: newest on top, at most three."""

    added = Signal(object)
    """Each new Banner."""
    left = Signal()
    """A banner went that had the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    @property
    def banners(self) -> list[Banner]:
        """Banners shown now, newest first."""
        items = (self._column.itemAt(index) for index in range(self._column.count()))
        found = (item.widget() for item in items if item)
        return [widget for widget in found if isinstance(widget, Banner)]

    def inform(
        self, sentence: str, hint: str = "", undo: Callable[[], object] | None = None
    ) -> Banner:
        """An information that goes away by itself; with ``undo`` it offers 撤销 and stays."""
        action = (self.tr("撤销"), undo) if undo else None
        if undo is not None:
            self._drop_undo()
        banner = self.add(Banner(Severity.INFORMATION, sentence, hint, action))
        banner.undoes = undo is not None
        if undo is None:
            QTimer.singleShot(_STAYS, banner, banner.fade)
        return banner

    def _drop_undo(self) -> None:
        """Only the last step is offered to be undone: older offers would pile up over the work."""
        for older in self.banners:
            if older.undoes:
                self._drop(older)

    def warn(self, sentence: str, hint: str = "") -> Banner:
        """A warning; stays until closed."""
        return self.add(Banner(Severity.WARNING, sentence, hint))

    def fail(self, sentence: str, hint: str = "") -> Banner:
        """An error; stays until closed."""
        return self.add(Banner(Severity.ERROR, sentence, hint))

    def add(self, banner: Banner) -> Banner:
        """Show a banner; the same sentence shown twice replaces itself."""
        for older in self.banners:
            if older.sentence == banner.sentence:
                self._drop(older)
        for oldest in self.banners[_MOST - 1 :]:
            self._drop(oldest)
        banner.closed.connect(lambda: self._drop(banner))
        self._column.insertWidget(0, banner)
        banner.show()  # at once; a layout would do it one turn of the event loop later
        self.show()
        self.added.emit(banner)
        return banner

    def leave(self) -> None:
        """Another screen comes to the front: what was said about the last one goes, undo stays."""
        for banner in self.banners:
            if not banner.offers_action:
                self._drop(banner)

    def clear(self) -> None:
        """Take every banner away."""
        for banner in self.banners:
            self._drop(banner)

    def _drop(self, banner: Banner) -> None:
        had_focus = banner.has_focus
        self._column.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self.setVisible(bool(self.banners))
        if had_focus:
            self.left.emit()
