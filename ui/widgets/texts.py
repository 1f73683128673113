"""Titles, notes and what an empty list says."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets.buttons import Button


class Role(StrEnum):
    """How a text is drawn; the style sheet knows these names."""

    TITLE = "title"
    HEADING = "heading"
    STRONG = "strong"
    MUTED = "muted"
    SMALL = "small"
    PROBLEM = "problem"
    SUCCESS = "success"
    PLAIN = "plain"


def text(content: str, role: Role = Role.PLAIN, *, wrap: bool = False) -> QLabel:
    """A label. Content is shown as it is: records never become markup."""
    label = QLabel(content)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("text_role", role.value)
    label.setWordWrap(wrap)
    return label


def title(content: str) -> QLabel:
    """The title of a screen."""
    return text(content, Role.TITLE)


def section_title(content: str) -> QLabel:
    """The title of a part of a screen."""
    return text(content, Role.HEADING)


class ElidedText(QLabel):
    """One line that ends in … where room is short; the whole text is its tooltip."""

    def __init__(self, content: str = "", role: Role = Role.PLAIN) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("text_role", role.value)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._content = ""
        self.show_text(content)

    def show_text(self, content: str) -> None:
        """Show another text."""
        self._content = content
        self.setAccessibleName(content)
        self._elide()
        self.updateGeometry()

    def _elide(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        room = max(self.width(), 0)
        shown = self.fontMetrics().elidedText(self._content, mode, room)
        super().setText(shown)
        self.setToolTip(self._content if shown != self._content else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._content) + 2
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._elide()


class Picture(QLabel):
    """An icon in the colour a theme gives to ``role`` (a field of ``theme.Colours``)."""

    def __init__(self, icon: str, size: int = 24, colour: str = "text") -> None:
        super().__init__()
        self._icon = icon
        self._size = size
        self._colour = colour
        self._draw()

    def show_icon(self, icon: str, colour: str) -> None:
        """Change icon and colour."""
        self._icon, self._colour = icon, colour
        self._draw()

    def _draw(self) -> None:
        shown = getattr(theme.colours(), self._colour)
        drawn: QPixmap = icons.pixmap(
            self._icon, theme.scaled(self._size), shown, self.devicePixelRatioF()
        )
        self.setPixmap(drawn)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw()


class EmptyState(QWidget):
    """What stands where a list has nothing: a picture, a sentence, and the next step."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        hint: str = "",
        action: Button | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent if isinstance(parent, QWidget) else None)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(Picture(icon, 48, "muted"), alignment=centre)
        self.sentence = text(sentence, Role.HEADING, wrap=True)
        self.hint = text(hint, Role.MUTED, wrap=True)
        for label in (self.sentence, self.hint):
            label.setAlignment(centre)
            layout.addWidget(label)
        self.hint.setVisible(bool(hint))
        if action:
            layout.addSpacing(8)
            layout.addWidget(action, alignment=centre)
        layout.addStretch(3)
        self.setAccessibleName(sentence)
