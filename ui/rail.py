"""The rail at the left: every screen, with icon and word, in the order of the work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import Button, Look

_WIDTH = 190
_ROW = 48
_LOWEST_ROW = 32


class _Row(Button):
    """48 pixels high at 100 %; where large text leaves too little room, all shrink alike."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__(f" {title}", Look.RAIL, icon=icon, name=title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.scaled(_ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.scaled(_LOWEST_ROW))


class Rail(QWidget):
    """Rows of the screens' titles; exactly one is chosen."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("栏目"))
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: list[Button] = []
        self._titles: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 1, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._fit()

    def set_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """(title, icon) of each screen, replacing what was there."""
        for old in self._buttons:
            self._group.removeButton(old)
            self._column.removeWidget(old)
            old.deleteLater()
        self._titles = [title for title, _ in entries]
        self._buttons = [self._button(n, *entry) for n, entry in enumerate(entries)]
        self._fit()

    def choose(self, number: int) -> None:
        """Mark an entry without telling anybody."""
        self._buttons[number].setChecked(True)

    def set_count(self, number: int, count: int) -> None:
        """Show how many things wait on a screen; 0 hides it."""
        title = self._titles[number]
        shown = f"{title}  {count}" if count else title
        self._buttons[number].setText(f" {shown}")
        self._buttons[number].setAccessibleName(shown)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()  # a title, or its letters, became wider
        return done

    def _fit(self) -> None:
        """As wide as the design, or as the widest title with its number, drawn as chosen: bold."""
        widest = max((_width_when_chosen(button) for button in self._buttons), default=0)
        wanted = max(theme.scaled(_WIDTH), widest + 1)
        if self.width() != wanted or self.minimumWidth() != wanted:
            self.setFixedWidth(wanted)

    def _button(self, number: int, title: str, icon: str) -> Button:
        button = _Row(title, icon)
        button.setCheckable(True)
        button.setObjectName(f"rail_{number + 1}")
        if number < 9:
            button.setToolTip(
                self.tr("{title}（Ctrl+{number}）").format(title=title, number=number + 1)
            )
        button.clicked.connect(lambda: self.chosen.emit(number))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._group.addButton(button)
        self._column.insertWidget(number, button)
        return button


def _width_when_chosen(button: Button) -> int:
    """A button asks for room for the letters of its rest; chosen they are bold."""
    bold = QFont(button.font())
    bold.setBold(True)
    plain, wider = (QFontMetrics(font) for font in (button.font(), bold))
    more = wider.horizontalAdvance(button.text()) - plain.horizontalAdvance(button.text())
    return button.sizeHint().width() + max(0, more)
