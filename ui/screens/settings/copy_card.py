"""The office's verified second copy: when the last one was made, and making another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.ports import Cancelled, Progress
from app.services.second_copy import Copied, CopyStanding
from ui import theme
from ui.desk import Desk
from ui.screens.settings.presenter import SettingsPresenter
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.texts import Role, section_title, text


class CopyCard(Card):
    """上次核验备份：3 天前, and 备份到另一块磁盘…"""

    def __init__(self, desk: Desk, presenter: SettingsPresenter) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = presenter
        self._last = text("", wrap=True)
        self._last.setObjectName("last_copy")
        self.button = secondary(self.tr("备份到另一块磁盘…"), self._choose, icon="evidence")
        self.button.setObjectName("back_up")
        self.column.setSpacing(theme.scaled(8))
        self.column.addWidget(section_title(self.tr("核验备份")))
        said = self.tr(
            "把全部资料再存一份，逐件核对。只有核对过的第二份里有的内容，各组才会看到“已归档”。"
        )
        self.column.addWidget(text(said, Role.MUTED, wrap=True))
        self.column.addWidget(self._last)
        self.column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.show_last(presenter)

    def show_last(self, presenter: SettingsPresenter) -> None:
        """After unlocking again, and after a copy was made."""
        self._presenter = presenter
        self._last.setText(self._words(presenter.last_copy()))

    def _words(self, found: CopyStanding) -> str:
        if found.days is None:
            return self.tr("还没有做过核验备份。")
        when = self.tr("%n 天前", "", found.days) if found.days else self.tr("今天")
        return self.tr("上次核验备份：{when}，在 {place}").format(when=when, place=found.place)

    def _choose(self) -> None:
        folder = self._desk.choose_folder(self.tr("选择另一块磁盘上的文件夹"))
        if folder is not None:
            self._begin(folder)

    def _begin(self, folder: Path) -> None:
        presenter = self._presenter

        def work(progress: Progress, cancelled: Cancelled) -> Copied:
            return presenter.back_up(folder, progress, cancelled)

        self.button.setEnabled(False)
        task = self._desk.background.run(self, work, self._done, self._desk.door.tell)
        task.finished.connect(lambda: self.button.setEnabled(True))
        self._desk.progress.follow(task, self.tr("正在备份并逐件核对…"))

    def _done(self, copied: Copied) -> None:
        self.show_last(self._presenter)
        if copied.damaged:
            self._desk.banners.warn(
                self.tr(
                    "备份做好了，但有 %n 件证据在本机已损坏，没有备份进去。",
                    "",
                    len(copied.damaged),
                ),
                self.tr("请在“数据完好”里检查，并请带来证据的组重新送交。"),
            )
            return
        self._desk.banners.inform(
            self.tr("备份做好了，全部核对无误。下次打包时各组会看到“已归档”。")
        )
