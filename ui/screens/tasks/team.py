"""The team of one task: its laptops and people, requests to admit, files to hand out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.domain.access import Role as TeamRole
from app.ports import Cancelled, Changes, Progress
from ui.desk import Desk
from ui.display import comma
from ui.screens.tasks.admission import AdmissionCard, role_words
from ui.screens.tasks.presenter import Member, TasksPresenter
from ui.tasks import unwatched
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, section_title, text


class TeamCard(Card):
    """Stands below the form of a task that is registered."""

    handing_out = Signal()
    """The task is about to be written to a stick: what is typed belongs into it."""

    def __init__(self, desk: Desk, presenter: TasksPresenter) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = presenter
        self._task = ""
        self._members = QVBoxLayout()
        self._admission = QVBoxLayout()
        self._cards: dict[str, AdmissionCard] = {}
        self._build()

    def show_task(self, task: str) -> None:
        """Show the team of another task; "" for none."""
        self._task = task
        self._show_members()

    def read_request(self, path: Path) -> None:
        """Show a request: its number to compare, its people and their roles."""
        try:
            applied = self._presenter.read_request(path)
        except Exception as error:  # noqa: BLE001 - a door: the words come from the table
            self._desk.door.tell(error)
            return
        device = applied.request.device
        if device in self._cards:  # a laptop that asks again is asked about once
            self._drop(self._cards[device])
        led = any(m.role is TeamRole.LEADER for m in self._presenter.members(self._task))
        wanted = not led and not self._cards
        card = AdmissionCard(self._presenter, applied, leader_wanted=wanted)
        self._cards[device] = card
        card.admitted.connect(lambda: self._admit(card))
        self._admission.addWidget(card)
        card.show()  # at once; the layout would do it one turn of the event loop later

    def _show_members(self) -> None:
        empty(self._members)
        if not self._task:
            return
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

    def _drop(self, card: AdmissionCard) -> None:
        del self._cards[card.applied.request.device]
        card.hide()
        card.deleteLater()

    def _admit(self, card: AdmissionCard) -> None:
        presenter, task, applied, roles = self._presenter, self._task, card.applied, card.roles()
        card.setEnabled(False)  # a second click makes no second statement

        def done(changes: Changes) -> None:
            if card in self._cards.values():
                self._drop(card)
            self._show_members()
            self._desk.changed(changes)

        def failed(error: Exception) -> None:
            card.setEnabled(True)
            self._desk.door.tell(error)

        work = unwatched(lambda: presenter.admit(task, [applied], roles))
        self._desk.background.write(self, work, done, failed)

    def _hand_out(self) -> None:
        folder = self._desk.choose_folder(self.tr("写到哪个U盘或文件夹"))
        if folder is None:
            return
        self.handing_out.emit()
        presenter, task = self._presenter, self._task

        def work(progress: Progress, cancelled: Cancelled) -> list[Path]:
            return presenter.hand_out(task, folder, progress, cancelled)

        running = self._desk.background.write(self, work, self._handed_out)
        self._desk.progress.follow(running, self.tr("正在写授权文件和任务包…"))

    def _print_notice(self) -> None:
        """The paper that carries the office's number to everybody of the team."""
        presenter, task, program = self._presenter, self._task, self._desk.program
        self.handing_out.emit()
        suggested = presenter.notice_name(task)
        target = self._desk.choose_save(self.tr("保存组建通知"), suggested)
        if target is None:
            return
        if target.suffix.lower() != ".pdf":
            target = target.with_name(f"{target.name}.pdf")

        def work(progress: Progress, cancelled: Cancelled) -> str:
            return presenter.print_notice(program, task, target, progress, cancelled)

        def done(missing: str) -> None:
            sentence = self.tr("组建通知已写好：{name}。请打印后发给每一位组员。")
            if missing:
                hint = self.tr("这些字没有字体，印成了〓：{characters}")
                self._desk.banners.warn(
                    sentence.format(name=target.name), hint.format(characters=missing)
                )
            else:
                self._desk.banners.inform(sentence.format(name=target.name))

        running = self._desk.background.write(self, work, done)
        self._desk.progress.follow(running, self.tr("正在排版…"))

    def _handed_out(self, files: list[Path]) -> None:
        self._desk.banners.inform(
            self.tr("已写好：{names}。可以拔U盘了。").format(
                names=comma().join(path.name for path in files)
            ),
            self.tr("请在每台组用电脑的“带出与合并”里读入这些文件。"),
        )

    def _build(self) -> None:
        self.column.addWidget(section_title(self.tr("巡察组的电脑和人员")))
        self.column.addLayout(self._members)
        self.column.addLayout(self._admission)
        row = FlowLayout()
        row.addWidget(secondary(self.tr("读入申请文件…"), self._read_requests, icon="import"))
        row.addWidget(secondary(self.tr("写授权文件和任务包…"), self._hand_out, icon="exchange"))
        self._notice = secondary(self.tr("打印组建通知…"), self._print_notice, icon="print")
        self._notice.setObjectName("print_notice")
        row.addWidget(self._notice)
        self.column.addLayout(row)
        number = self.tr("本办公室编号（印在组建通知上）：{number}").format(
            number=self._presenter.office_number()
        )
        self.column.addWidget(text(number, Role.SMALL, wrap=True))
