"""The top bar: where we are, search, what was saved, lock."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import Button, Look, secondary
from ui.widgets.search_box import SearchBox
from ui.widgets.texts import ElidedText, Role, text


class TopBar(QWidget):
    """One row, 56 pixels high at 100 %."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.unit = ElidedText("", Role.STRONG)
        self.round = ElidedText("", Role.MUTED)
        self.context_button = Button("", Look.PLAIN, name=self.tr("切换任务"))
        self.search = SearchBox(self.tr("搜索问题、谈话、证据、人员（Ctrl+F）"))
        self.search.setObjectName("search")
        self._dot = text("●", Role.SUCCESS)
        self.saved = text("")
        self.saved.setObjectName("saved")
        self.lock_button = secondary(self.tr("锁定"), icon="lock")
        self.lock_button.setObjectName("lock")
        self.lock_button.setToolTip(self.tr("锁定（Ctrl+L）"))
        self._build()
        self.show_saved(None)
        self.show_context("", "")

    def show_context(self, unit: str, details: str) -> None:
        """Unit, and round with group. An empty unit hides both."""
        self.unit.show_text(unit)
        self.round.show_text(details)
        self.context_button.setAccessibleName(self.tr("切换任务：{unit}").format(unit=unit))
        self.context_button.setVisible(bool(unit))

    def show_saved(self, moment: datetime | None) -> None:
        """When the last save was; None hides it."""
        self._dot.setVisible(moment is not None)
        self.saved.setVisible(moment is not None)
        if moment:
            self.saved.setText(self.tr("已自动保存 {time}").format(time=f"{moment:%H:%M}"))

    def show_unsaved(self) -> None:
        """Something is being written that will be saved within a second."""
        self._dot.setVisible(False)
        self.saved.setVisible(True)
        self.saved.setText(self.tr("正在保存…"))

    def focus_search(self) -> None:
        """Ctrl+F."""
        self.search.setFocus()
        self.search.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.search.setMinimumWidth(theme.scaled(220))
        self.search.setMaximumWidth(theme.scaled(380))

    def _build(self) -> None:
        words = QHBoxLayout(self.context_button)
        words.setContentsMargins(8, 0, 8, 0)
        words.setSpacing(8)
        for label in (self.unit, self.round):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        self.context_button.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
        )
        words.addStretch(1)
        self._fit()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 7, 16, 7)
        row.setSpacing(8)
        row.addWidget(self.context_button, 4)
        row.addWidget(self.search, 3)
        row.addStretch(1)
        row.addWidget(self._dot)
        row.addWidget(self.saved)
        row.addSpacing(8)
        row.addWidget(self.lock_button)
