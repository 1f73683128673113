"""Help for the screen in front, beside the work instead of over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import icon_button
from ui.widgets.texts import Role, section_title, text

_WIDTH = 320


class HelpPanel(QWidget):
    """Title, text and the keys that work everywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_panel")
        self.setAccessibleName(self.tr("帮助"))
        self.setAutoFillBackground(True)  # where room is short it lies over the rail
        self._fit()
        self.heading = section_title("")
        self.body = text("", wrap=True)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(icon_button("close", self.tr("关闭帮助"), self.hide))
        inner = QWidget()
        inner.setObjectName("page")
        words = QVBoxLayout(inner)
        words.setContentsMargins(0, 0, 6, 0)
        words.addWidget(self.body)
        words.addWidget(text(self._keys(), Role.MUTED, wrap=True))
        words.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 10)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        self.hide()

    def show_help(self, title: str, content: str) -> None:
        """Show the help of a screen."""
        self.heading.setText(self.tr("帮助：{title}").format(title=title))
        self.body.setText(content)
        self.show()

    def toggle(self, title: str, content: str) -> None:
        """Show it, or hide it if it is shown."""
        if self.isVisible():
            self.hide()
        else:
            self.show_help(title, content)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if (application := QApplication.instance()) is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While help is shown, Esc closes it from anywhere; the screen's own Esc waits."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        own = isinstance(watched, QWidget) and watched.window() is self.window()
        if not own or event.key() != Qt.Key.Key_Escape:
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            self.hide()
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(theme.scaled(_WIDTH))

    def _keys(self) -> str:
        keys = (
            ("Ctrl+1…9", self.tr("切换栏目")),
            ("Ctrl+N", self.tr("新建")),
            ("Ctrl+F", self.tr("搜索")),
            ("Ctrl+Z", self.tr("撤销")),
            ("Ctrl+L", self.tr("锁定")),
            ("Ctrl + / -", self.tr("文字大小")),
            ("F6", self.tr("去提示，再按回来")),
            ("F1", self.tr("帮助，Esc 关闭")),
        )
        return "\n".join(f"{key}　{meaning}" for key, meaning in keys)
