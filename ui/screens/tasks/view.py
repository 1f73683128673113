"""Tasks: register one, admit its team's laptops, hand out what they need."""

from __future__ import annotations

from pathlib import Path

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
from app.ports import Cancelled, Changes, Progress
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.record_picking import describer, picker
from ui.screens.screen import Screen
from ui.screens.tasks.admission import AdmissionCard, role_words
from ui.screens.tasks.presenter import Member, TasksPresenter
from ui.tasks import unwatched
from ui.widgets.buttons import primary, secondary
from ui.widgets.cards import Card
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import Role, section_title, text

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
        self._create = secondary(self.tr("登记任务"), self._save, icon="done")
        self._create.setObjectName("save_task")
        self._members = QVBoxLayout()
        self._admission = QVBoxLayout()
        self._team = QWidget()
        self._build()

    def shown(self) -> None:
        self._presenter.session = self._desk.opened.session
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("task"):
            self._load()

    def begin_new(self) -> None:
        self._list.setCurrentRow(-1)
        self._task = ""
        self._form.load({"type": "regular", "mode": "ordinary", "wording": "xuncha_inspect"})
        self._create.setText(self.tr("登记任务"))
        self._team.hide()
        self._form.editor("title").setFocus()

    def show_record(self, kind: str, record: str) -> None:
        """Show one task, or begin a new one."""
        del kind
        if record:
            self._choose(record)
        else:
            self.begin_new()

    def _load(self) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        for row in self._presenter.tasks():
            item = QListWidgetItem(str(row.values["title"] or ""))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setSizeHint(QSize(0, theme.scaled(_ROW_HEIGHT)))
            self._list.addItem(item)
        self._list.blockSignals(False)
        if self._task:
            self._choose(self._task)
        elif self._list.count():
            self._list.setCurrentRow(0)
        else:
            self.begin_new()

    def _choose(self, task: str) -> None:
        for number in range(self._list.count()):
            if self._list.item(number).data(Qt.ItemDataRole.UserRole) == task:
                self._list.setCurrentRow(number)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self._task = str(item.data(Qt.ItemDataRole.UserRole))
        self._desk.task = self._task
        row = self._desk.opened.session.store.row("task", self._task)
        if row is not None:
            self._form.load(row.values)
        self._create.setText(self.tr("保存修改"))
        self._team.show()
        self._show_members()

    def _save(self) -> None:
        if problems := self._form.problems():
            self._form.show_problems(problems)
            return
        values, task, presenter = self._form.values(), self._task, self._presenter
        if task:
            self._desk.background.write(
                self, unwatched(lambda: presenter.save(task, values)), self._saved, self._failed
            )
        else:
            self._desk.background.write(
                self, unwatched(lambda: presenter.create(values)), self._created, self._failed
            )

    def _saved(self, changes: Changes) -> None:
        self._form.clear_problems()
        self._desk.changed(changes)
        self._desk.banners.inform(self.tr("已保存。下次导出时带给巡察组。"))

    def _created(self, task: str) -> None:
        self._form.clear_problems()
        self._task = task
        self._load()
        self._desk.changed(Changes(frozenset({("task", task)})))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, InputError):
            self._form.show_problems(error.problems)
        self._desk.door.tell(error)

    def _show_members(self) -> None:
        _clear(self._members)
        members = self._presenter.members(self._task)
        for member in members:
            self._members.addWidget(text(self._member_words(member)))
        if not members:
            hint = self.tr("还没有授权的电脑。请让组员在自己的电脑上“申请授权”，把申请文件拿来。")
            self._members.addWidget(text(hint, Role.MUTED, wrap=True))

    def _member_words(self, member: Member) -> str:
        return self.tr("{ordinal} 号机（{laptop}）  {name}  {role}").format(
            ordinal=member.ordinal,
            laptop=member.laptop,
            name=member.name,
            role=role_words(member.role),
        )

    def _read_requests(self) -> None:
        kinds = self.tr("授权文件 (*.xjp)")
        for path in self._desk.choose_open(self.tr("读入申请文件"), kinds):
            self.read_request(path)

    def read_request(self, path: Path) -> None:
        """Show a request: its number to compare, its people and their roles."""
        try:
            applied = self._presenter.read_request(path)
        except Exception as error:  # noqa: BLE001 - a door: the words come from the table
            self._desk.door.tell(error)
            return
        card = AdmissionCard(self._presenter, applied)
        card.admitted.connect(lambda: self._admit(card))
        self._admission.addWidget(card)
        card.show()  # at once; the layout would do it one turn of the event loop later

    def _admit(self, card: AdmissionCard) -> None:
        presenter, task, applied, roles = self._presenter, self._task, card.applied, card.roles()

        def done(changes: Changes) -> None:
            card.deleteLater()
            self._show_members()
            self._desk.changed(changes)

        self._desk.background.write(
            self, unwatched(lambda: presenter.admit(task, [applied], roles)), done, self._failed
        )

    def _hand_out(self) -> None:
        folder = self._desk.choose_folder(self.tr("写到哪个U盘或文件夹"))
        if folder is None:
            return
        presenter, task = self._presenter, self._task

        def work(progress: Progress, cancelled: Cancelled) -> list[Path]:
            return presenter.hand_out(task, folder, progress, cancelled)

        running = self._desk.background.write(self, work, self._handed_out, self._failed)
        self._desk.progress.follow(running, self.tr("正在写授权文件和任务包…"))

    def _handed_out(self, files: list[Path]) -> None:
        self._desk.banners.inform(
            self.tr("已写好：{names}。可以拔U盘了。").format(
                names=comma().join(path.name for path in files)
            ),
            self.tr("请在每台组用电脑的“带出与合并”里读入这些文件。"),
        )

    def _help(self) -> str:
        return self.tr(
            "先登记任务，再授权电脑：组员在自己的电脑上“申请授权”，把申请文件拿来；"
            "对方念出编号，这里输入最后两组，确认无误后授权；最后把授权文件和任务包写到U盘交给各组。"
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
        row.addWidget(self._create)
        column.addLayout(row)
        column.addWidget(self._team)
        column.addStretch(1)
        self._build_team()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def _build_team(self) -> None:
        column = QVBoxLayout(self._team)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card()
        card.column.addWidget(section_title(self.tr("巡察组的电脑和人员")))
        card.column.addLayout(self._members)
        card.column.addLayout(self._admission)
        row = QHBoxLayout()
        row.addWidget(secondary(self.tr("读入申请文件…"), self._read_requests, icon="import"))
        row.addWidget(secondary(self.tr("写授权文件和任务包…"), self._hand_out, icon="exchange"))
        row.addStretch(1)
        card.column.addLayout(row)
        number = self.tr("本办公室编号（印在组建通知上）：{number}").format(
            number=self._presenter.office_number()
        )
        card.column.addWidget(text(number, Role.SMALL, wrap=True))
        column.addWidget(card)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
