"""Editors of days and moments: typed, or picked from a calendar."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout

from app.domain.kinds import Field, Value
from ui import typed
from ui.widgets.buttons import icon_button, secondary
from ui.widgets.editors import TypedEditor


class DayEditor(TypedEditor):
    """A calendar day: 2026-3-5, 20260305, 2026年3月5日, or picked."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, typed.parse_day, typed.format_day, "not-a-date")
        self.line.setPlaceholderText(self.tr("例如 2026-3-5"))
        self.pick_button = icon_button("calendar", self.tr("选择日期"), self._pick)
        self.row.addWidget(self.pick_button)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.pick_button.setVisible(not read_only)

    def _pick(self) -> None:
        calendar = _Calendar(self, self.value())
        calendar.calendar.clicked.connect(self._picked)
        calendar.calendar.activated.connect(self._picked)
        calendar.popup_below()

    def _picked(self, day: QDate) -> None:
        self._replace(date(day.year(), day.month(), day.day()))

    def _replace(self, value: Value) -> None:
        if value != self.value():
            self.line.setText(self._write(value))
        self.line.setFocus()


class MomentEditor(TypedEditor):
    """A local time: 2026-3-5 9:30, with 现在 for this minute."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, typed.parse_moment, typed.format_moment, "not-a-moment")
        self.line.setPlaceholderText(self.tr("例如 2026-3-5 9:30"))
        self._kept: datetime | None = None
        self.now_button = secondary(self.tr("现在"), self._now)
        self.row.addWidget(self.now_button)

    def value(self) -> Value:
        """The typed moment; while the text still shows a stored one, that one with its offset."""
        if self._kept and self.line.text() == typed.format_moment(self._kept):
            return self._kept
        return super().value()

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.now_button.setVisible(not read_only)

    def _show(self, value: Value) -> None:
        self._kept = value
        super()._show(value)

    def _now(self) -> None:
        self.line.setText(typed.format_moment(datetime.now().astimezone()))


class _Calendar(QFrame):
    """A calendar that closes after a choice or on Esc."""

    def __init__(self, owner: DayEditor, value: date | None) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget()
        self.calendar.setGridVisible(True)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        if value:
            self.calendar.setSelectedDate(QDate(value.year, value.month, value.day))
        self.calendar.clicked.connect(self.close)
        self.calendar.activated.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.calendar)
        self._owner = owner

    def popup_below(self) -> None:
        """Show under the field, within the screen."""
        self.adjustSize()
        corner = self._owner.mapToGlobal(QPoint(0, self._owner.height()))
        room = self._owner.screen().availableGeometry()
        left = min(corner.x(), room.right() - self.width())
        top = min(corner.y(), room.bottom() - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
        self.calendar.setFocus()
