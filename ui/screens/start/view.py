"""The start window: welcome, the assistant for a new vault, and unlocking."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ports import Cancelled, Progress
from ui import theme
from ui.errors import say
from ui.file_dialogs import FileDialogs
from ui.notices import Notices
from ui.program import Program, UnlockedVault
from ui.screens.start.new_vault import NewVaultPage
from ui.screens.start.presenter import NewVault, Start, StartPresenter
from ui.screens.start.unlock import UnlockPage
from ui.tasks import Background, unwatched
from ui.widgets.banner import BannerArea
from ui.widgets.buttons import link, primary, secondary
from ui.widgets.cards import ActionCard
from ui.widgets.progress import ProgressBanner
from ui.widgets.texts import Picture, Role, text

SIZE = QSize(980, 660)


class StartWindow(QWidget):
    """Shown before a vault is open."""

    entered = Signal(object)
    """An UnlockedVault."""

    def __init__(self, program: Program, background: Background) -> None:
        super().__init__()
        self._presenter = StartPresenter(program)
        self._program = program
        self._background = background
        self.banners = BannerArea()
        self.progress = ProgressBanner()
        self._pages = QStackedWidget()
        self.welcome = self._make_welcome()
        self.unlock_page = UnlockPage()
        self._dialogs = FileDialogs(self)
        self.new_vault = NewVaultPage(program, self._dialogs.folder)
        self._build()
        self._connect()

    def show_where_left(self) -> None:
        """The vault opened last, or the welcome."""
        if self._presenter.begin() is Start.UNLOCK:
            self._show_unlock()
        else:
            self._pages.setCurrentWidget(self.welcome)

    def make_demonstration(self) -> None:
        """Fill a demonstration office and team, then ask for its passphrase, already typed."""
        self._pages.setCurrentWidget(self.welcome)
        self.welcome.setEnabled(False)
        task = self._background.run(
            self, self._program.demonstration, self._demonstration_made, self._failed
        )
        self.progress.follow(task, self.tr("正在准备演示数据，大约需要半分钟…"))

    def open_folder(self, vault: Path) -> None:
        """Ask for the passphrase of another vault."""
        try:
            self._presenter.look_at(vault)
        except Exception as error:  # noqa: BLE001 - a door: the words come from the table
            self._failed(error)
            return
        self._show_unlock()

    def _demonstration_made(self, made: tuple[Path, str, Path]) -> None:
        vault, passphrase, folder = made
        self.welcome.setEnabled(True)
        self.open_folder(vault)
        self.unlock_page.passphrase.setText(passphrase)
        self.banners.warn(
            self.tr("演示数据在 {folder}，口令已经填好，直接打开即可。").format(folder=folder),
            self.tr("办公室的保险库在同一个文件夹的 office 里，口令相同。"),
        )

    def _show_unlock(self) -> None:
        assert self._presenter.vault is not None
        self.unlock_page.show_vault(self._presenter.vault, self._presenter.persons)
        self._pages.setCurrentWidget(self.unlock_page)
        self.unlock_page.passphrase.setFocus()

    def _unlock(self, person: str, passphrase: str) -> None:
        self.banners.clear()
        self.unlock_page.set_busy(True)
        self._background.write(
            self,
            unwatched(lambda: self._presenter.unlock(person, passphrase)),
            self._enter,
            self._failed,
        )

    def _create(self, wanted: NewVault) -> None:
        self.banners.clear()
        self.new_vault.set_busy(True)
        self._background.write(
            self, unwatched(lambda: self._presenter.create(wanted)), self._enter, self._failed
        )

    def _enter(self, opened: UnlockedVault) -> None:
        self.unlock_page.set_busy(False)
        self.new_vault.set_busy(False)
        self.unlock_page.forget()
        self.new_vault.forget()
        self.entered.emit(opened)

    def _failed(self, error: Exception) -> None:
        self.welcome.setEnabled(True)
        self.unlock_page.set_busy(False)
        self.new_vault.set_busy(False)
        self.new_vault.show_error(error)
        said = say(error)
        self.banners.clear()
        self.banners.warn(said.sentence, said.hint)

    def _begin_new(self, *, office: bool) -> None:
        self.banners.clear()
        self.new_vault.begin(office=office)
        self._pages.setCurrentWidget(self.new_vault)

    def _choose_existing(self) -> None:
        folder = self._dialogs.folder(self.tr("选择保险库文件夹"))
        if folder is not None:
            self.open_folder(folder)

    def _restore(self) -> None:
        folder = self._dialogs.folder(self.tr("选择备份的文件夹"))
        if folder is not None:
            self.restore_from(folder, self._program.default_folder())

    def restore_from(self, copy: Path, target: Path) -> None:
        """Copy a backup into place, then ask for its passphrase."""

        def work(progress: Progress, cancelled: Cancelled) -> Path:
            self._program.restore(copy, target, progress, cancelled)
            return target

        self.welcome.setEnabled(False)
        task = self._background.run(self, work, self._restored, self._failed)
        self.progress.follow(task, self.tr("正在恢复备份…"))

    def _restored(self, vault: Path) -> None:
        self.welcome.setEnabled(True)
        self.open_folder(vault)

    def _make_welcome(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(theme.scaled(14))
        column.addStretch(1)
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(Picture("lock", 44, "link"))
        head.addWidget(text(self.tr("巡记"), Role.TITLE))
        head.addStretch(1)
        column.addLayout(head)
        said = text(self.tr("全部内容在本机加密保存，不联网。请选择这台电脑的用途。"), Role.MUTED)
        column.addWidget(said, alignment=Qt.AlignmentFlag.AlignHCenter)
        cards = QHBoxLayout()
        cards.setSpacing(theme.scaled(14))
        for card in self._cards():
            cards.addWidget(card, 1)
        column.addLayout(cards)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(link(self.tr("打开已有的保险库…"), self._choose_existing))
        row.addWidget(link(self.tr("看演示"), self.make_demonstration))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    def _cards(self) -> list[ActionCard]:
        return [
            ActionCard(
                "edit",
                self.tr("巡察组电脑"),
                self.tr("进驻单位使用：记录谈话、登记问题、导入证据，最后打包带回。"),
                primary(self.tr("建立组用保险库"), lambda: self._begin_new(office=False)),
            ),
            ActionCard(
                "unit",
                self.tr("办公室电脑"),
                self.tr("巡察办或纪工委使用：登记任务、授权电脑、合并各组带回的内容。"),
                secondary(self.tr("建立办公室保险库"), lambda: self._begin_new(office=True)),
            ),
            ActionCard(
                "undo",
                self.tr("从备份恢复"),
                self.tr("电脑损坏或更换：把备份的文件夹放回这台电脑。"),
                secondary(self.tr("选择备份…"), self._restore),
            ),
        ]

    def _build(self) -> None:
        self.setWindowTitle(self.tr("巡记"))
        self.setObjectName("start_window")
        wanted = QSize(theme.scaled(SIZE.width()), theme.scaled(SIZE.height()))
        self.resize(wanted.boundedTo(self.screen().availableGeometry().size()).expandedTo(SIZE))
        column = QVBoxLayout(self)
        for page in (self.welcome, self.unlock_page, self.new_vault):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self.notices = Notices(self, self._pages, self.banners, self.progress)
        self.notices.covers.connect(self._keep_foot)
        self._keep_foot(covered=False)
        QShortcut(QKeySequence("F6"), self, self.notices.step)

    def _keep_foot(self, covered: bool) -> None:
        """A notice finds its room at the foot; without one the page has it."""
        layout = self.layout()
        assert layout is not None
        margin = theme.scaled(24)
        foot = theme.scaled(theme.NOTICE + 12) if covered else margin
        layout.setContentsMargins(margin, margin, margin, foot)

    def _connect(self) -> None:
        self.unlock_page.given.connect(self._unlock)
        self.unlock_page.other.connect(lambda: self._pages.setCurrentWidget(self.welcome))
        self.new_vault.wanted.connect(self._create)
        self.new_vault.back.connect(lambda: self._pages.setCurrentWidget(self.welcome))
