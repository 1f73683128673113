"""The list of talks: two lines each, unfinished ones marked in words and colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.journal.delivery import Stage
from ui import theme
from ui.delivery_words import stage_word
from ui.screens.interviews.presenter import Entry

_ENTRY = Qt.ItemDataRole.UserRole + 1
_DETAIL = Qt.ItemDataRole.UserRole + 2
_MARK = Qt.ItemDataRole.UserRole + 3
_ROW = 62
_HARMLESS = ("none", "ordinary")


class TalkList(QListView):
    """Shows entries; ``chosen`` comes when a person goes to another one."""

    chosen = Signal(str)
    delete_wanted = Signal()

    def __init__(
        self, category: Callable[[str | None], str], value: Callable[[str | None], str]
    ) -> None:
        """``category`` and ``value`` give the words of a code."""
        super().__init__()
        self._model = _Talks(category, value, self)
        self.setModel(self._model)
        self.setItemDelegate(_TalkPainter(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("谈话列表"))
        self.setObjectName("talks")
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._went)

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown."""
        return self._model.entries

    def show_entries(self, entries: Sequence[Entry], current: str) -> None:
        """Show these; the current one is marked and kept in view."""
        self._quiet = True
        position = self.verticalScrollBar().value()
        self._model.replace(entries)
        self.verticalScrollBar().setValue(position)
        self.mark(current)
        self._quiet = False

    def show_delivery(self, stages: Mapping[str, Stage]) -> None:
        """How far the talks have come, by record; a word in the second line."""
        self._model.stages = stages
        self.viewport().update()

    def mark(self, record: str) -> None:
        """Mark one entry without telling anybody."""
        before, self._quiet = self._quiet, True
        row = next((n for n, e in enumerate(self._model.entries) if e.id == record), -1)
        if row < 0:
            self.selectionModel().clear()
        else:
            self.setCurrentIndex(self._model.index(row))
        self._quiet = before

    def _went(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.chosen.emit(self._model.entries[current.row()].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class _Talks(QAbstractListModel):
    def __init__(
        self,
        category: Callable[[str | None], str],
        value: Callable[[str | None], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()
        self.stages: Mapping[str, Stage] = {}
        self._category = category
        self._value = value

    def replace(self, entries: Sequence[Entry]) -> None:
        """Show others."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def _detail(self, entry: Entry) -> str:
        parts = [self._category(entry.category), entry.week or ""]
        if entry.value and entry.value not in _HARMLESS:
            parts.append(self._value(entry.value))
        if entry.id in self.stages:
            parts.append(stage_word(self.stages[entry.id]))
        return " · ".join(part for part in parts if part)

    def _mark(self, entry: Entry) -> str:
        if entry.questions:
            return self.tr("待裁决")
        return self.tr("未完成") if entry.unfinished else ""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.pseudonym
        if role == _DETAIL:
            return self._detail(entry)
        if role == _MARK:
            return self._mark(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(
                part for part in (entry.pseudonym, self._detail(entry), self._mark(entry)) if part
            )
        return None


class _TalkPainter(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        del option, index
        return QSize(0, theme.scaled(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = theme.colours()
        area: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(shown.chosen))
            painter.fillRect(area.x(), area.y(), 4, area.height(), QColor(shown.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(shown.hover))
        painter.fillRect(area.x(), area.bottom(), area.width(), 1, QColor(shown.border))
        self._write(painter, area.adjusted(theme.scaled(14), 6, -theme.scaled(10), -6), index)
        painter.restore()

    def _write(
        self, painter: QPainter, inside: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shown = theme.colours()
        upper = QRect(inside.x(), inside.y(), inside.width(), inside.height() // 2)
        lower = upper.translated(0, inside.height() // 2)
        mark = str(index.data(_MARK) or "")
        strong = QFont(self._view_font())
        strong.setBold(True)
        small = QFont(self._view_font())
        small.setPixelSize(theme.scaled(14))
        left = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(shown.text))
        painter.setFont(strong)
        painter.drawText(upper, left, str(index.data() or ""))
        painter.setFont(small)
        if mark:
            painter.setPen(QColor(shown.warning))
            painter.drawText(lower, left | Qt.AlignmentFlag.AlignRight, mark)
            lower.setRight(lower.right() - painter.fontMetrics().horizontalAdvance(mark) - 8)
        painter.setPen(QColor(shown.muted))
        detail = painter.fontMetrics().elidedText(
            str(index.data(_DETAIL) or ""), Qt.TextElideMode.ElideRight, lower.width()
        )
        painter.drawText(lower, left, detail)

    def _view_font(self) -> QFont:
        view = self.parent()
        return view.font() if isinstance(view, QWidget) else QFont()
