"""Tasks: register one, admit its team's laptops, hand out what they need."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import InputError
from app.domain.kinds import Values
from app.ports import Changes
from app.services.records import Editable
from app.services.session import OFFICE_TASK
from ui import theme
from ui.desk import Desk
from ui.record_editor import RecordEditor
from ui.record_picking import describer, picker
from ui.screens.screen import Screen
from ui.screens.tasks.presenter import TasksPresenter
from ui.screens.tasks.team import TeamCard
from ui.tasks import unwatched
from ui.widgets.buttons import link, primary, secondary
from ui.widgets.standard_form import StandardForm

_ROW_HEIGHT = 56
_FIELDS = (
    "title",
    "unit",
    "round",
    "type",
    "mode",
    "wording",
    "team",
    "enters_on",
    "leaves_on",
    "focus",
)


class TasksScreen(Screen):
    """The office's first screen of work."""

    kinds: tuple[str, ...] = ("task",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("任务与授权"), "group", self._help())
        self.setObjectName("screen_tasks")
        self._desk = desk
        self._presenter = TasksPresenter(desk.session)
        self._task = ""
        self._was_new = False
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("任务"))
        self._list.setObjectName("task_list")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentItemChanged.connect(self._chosen)
        self._new = primary(self.tr("新任务"), self.begin_new, icon="add")
        self._form = StandardForm(
            desk.session.kind("task"),
            desk.session.codes,
            fields=_FIELDS,
            describe=describer(desk),
            pick=picker(desk, self),
        )
        self._editor = RecordEditor(
            desk,
            self._form.values,
            lambda: ("", 0),
            self,
            session=lambda: desk.opened.session.within(self._task or OFFICE_TASK),
        )
        self._editor.refused.connect(self._refused)
        self._form.changed.connect(lambda _: self._editor.touched())
        self._drop = link(self.tr("不登记了"), self._give_up)
        self._drop.setObjectName("drop_new_task")
        self._create = secondary(self.tr("登记任务"), self._save, icon="done")
        self._create.setObjectName("save_task")
        self._team = TeamCard(desk, self._presenter)
        self._team.handing_out.connect(self._put_away)
        self._build()

    def shown(self) -> None:
        self._presenter.session = self._desk.opened.session
        self._list_tasks()
        if self._editor.editable is None:
            self._show_again()
        else:
            self._show_newer()

    def leaving(self) -> bool:
        self._put_away()
        return True

    def keep(self) -> None:
        self._editor.keep()

    def locked(self) -> None:
        """What is typed waits as a draft; neither form nor list holds anything."""
        editable = self._editor.editable
        self._was_new = editable is not None and editable.is_new
        self._editor.close()
        self._form.load({})
        self._team.show_task("")
        self._list.blockSignals(True)
        self._list.clear()
        self._list.blockSignals(False)

    def refresh(self, changes: Changes) -> None:
        if changes.touches("task"):
            self._list_tasks()
            self._show_newer()

    def begin_new(self) -> None:
        """An empty form, or the new task that was left unfinished."""
        editable = self._editor.editable
        if editable is None or not editable.is_new:
            self._put_away()
            unfinished = self._presenter.unfinished()
            if unfinished is not None:
                self._open_new(unfinished.editable, unfinished.values)
            else:
                editable = self._presenter.new()
                self._open_new(editable, editable.values)
        self._form.editor("title").setFocus()

    def show_record(self, kind: str, record: str) -> None:
        """Show one task, or begin a new one. An id no task has is that of an unfinished one."""
        del kind
        if self._row_of(record) is not None:
            self._choose(record)
        else:
            self.begin_new()

    def _open_new(self, editable: Editable, values: Values) -> None:
        self._mark("")
        self._task = ""
        self._form.load(values)
        self._editor.open(editable, from_draft=values is not editable.values)
        self._show_buttons(new=True)

    def _show_buttons(self, *, new: bool) -> None:
        self._create.setVisible(new)
        self._drop.setVisible(new)
        self._create.setEnabled(True)
        self._team.setVisible(not new)

    def _list_tasks(self) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        for row in self._presenter.tasks():
            item = QListWidgetItem(str(row.values["title"] or ""))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setSizeHint(QSize(0, theme.scaled(_ROW_HEIGHT)))
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._mark(self._task)

    def _mark(self, task: str) -> None:
        """Show which task is open, without opening it again."""
        number = self._row_of(task)
        self._list.blockSignals(True)
        self._list.setCurrentRow(-1 if number is None else number)
        self._list.blockSignals(False)

    def _row_of(self, task: str) -> int | None:
        rows = range(self._list.count())
        at = (n for n in rows if self._list.item(n).data(Qt.ItemDataRole.UserRole) == task)
        return next(at, None)

    def _show_again(self) -> None:
        """What was shown before the lock; at the beginning the first task."""
        wanted, self._was_new = self._was_new, False
        if wanted:
            self.begin_new()
        elif self._row_of(self._task) is not None:
            task = self._task
            self._mark("")
            self._choose(task)
        elif self._list.count():
            self._list.setCurrentRow(0)
        else:
            self.begin_new()

    def _show_newer(self) -> None:
        """What an import or another screen changed; never over what was typed here."""
        editable = self._editor.editable
        if editable is None or editable.is_new or self._editor.dirty:
            return
        newer = self._presenter.load(self._task)
        self._form.set_values(newer.values)
        self._editor.open(newer)

    def _choose(self, task: str) -> None:
        number = self._row_of(task)
        if number is not None:
            self._list.setCurrentRow(number)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self._put_away()
        self._task = str(item.data(Qt.ItemDataRole.UserRole))
        self._desk.task = self._task
        self._desk.signals.task_chosen.emit()
        typing = self._presenter.typing(self._task)
        editable = typing.editable if typing else self._presenter.load(self._task)
        self._form.load({**editable.values, **(typing.values if typing else {})})
        self._editor.open(editable, from_draft=typing is not None)
        self._show_buttons(new=False)
        self._team.show_task(self._task)

    def _put_away(self) -> None:
        """Changes of a task become part of it; a new one waits as a draft until 登记任务."""
        editable = self._editor.editable
        if editable is None:
            return
        if editable.is_new and not self._typed(editable):
            self._forget(editable)
        elif editable.is_new or self._form.problems():
            self._editor.keep()
        else:
            self._editor.leave()

    def _typed(self, editable: Editable) -> bool:
        values = self._form.values()
        return bool(self._form.problems()) or any(
            value != editable.values.get(name) for name, value in values.items()
        )

    def _forget(self, editable: Editable) -> None:
        self._editor.close()
        presenter = self._presenter
        self._desk.background.write(self, unwatched(lambda: presenter.forget(editable.id)))

    def _give_up(self) -> None:
        editable, values = self._editor.editable, self._form.values()
        if editable is None or not editable.is_new:
            return
        typed = self._typed(editable)
        self._forget(editable)
        self.begin_fresh()
        if typed:
            self._desk.banners.inform(
                self.tr("没有登记的新任务已清空。"), undo=lambda: self._take_back(values)
            )

    def begin_fresh(self) -> None:
        """An empty form, whatever draft there was."""
        editable = self._presenter.new()
        self._open_new(editable, editable.values)
        self._form.editor("title").setFocus()

    def _take_back(self, values: Values) -> None:
        self._put_away()
        self._open_new(self._presenter.new(), values)
        self._editor.touched()

    def _save(self) -> None:
        if problems := self._form.problems():
            self._form.show_problems(problems)
            return
        self._editor.keep()
        values, presenter = self._form.values(), self._presenter
        self._create.setEnabled(False)
        self._desk.background.write(
            self, unwatched(lambda: presenter.create(values)), self._created, self._failed
        )

    def _refused(self, record: str, error: object) -> None:
        if record == self._task and isinstance(error, InputError):
            self._form.show_problems(error.problems)

    def _created(self, task: str) -> None:
        editable = self._editor.editable
        if editable is not None and editable.is_new:
            self._forget(editable)
        self._list_tasks()
        self._choose(task)
        self._desk.changed(Changes(frozenset({("task", task)})))

    def _failed(self, error: Exception) -> None:
        self._create.setEnabled(True)
        if isinstance(error, InputError):
            self._form.show_problems(error.problems)
        self._desk.door.tell(error)

    def _help(self) -> str:
        return self.tr(
            "先登记任务，再授权电脑：组员在自己的电脑上“申请授权”，把申请文件拿来；"
            "对方念出编号里指定的两组数字，这里照着输入，一致才能授权；最后把授权文件和任务包写到U盘交给各组。"
        )

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.scaled(8), 0)
        column.addWidget(self._new)
        column.addWidget(self._list, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(self._right_side())
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setChildrenCollapsible(False)
        self.column().addWidget(splitter, 1)

    def _right_side(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(theme.scaled(10))
        column.addWidget(self._form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._drop)
        row.addWidget(self._create)
        column.addLayout(row)
        column.addWidget(self._team)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area
