"""带出: for whom, on what, how far the work has come, and writing it to a stick."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.ports import Cancelled, Progress
from app.services.exchange import Exported
from ui.desk import Desk
from ui.free_room import free_bytes
from ui.screens.exchange.export_result import ExportResult
from ui.screens.exchange.medium_choice import MediumChoice
from ui.screens.exchange.outward import Outward, Standing, Wish
from ui.screens.exchange.readers_choice import ReadersChoice
from ui.screens.exchange.stages import StageLine
from ui.tasks import unwatched
from ui.typed import format_moment, format_size
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.texts import Role, section_title, text


class CarryingOut(Card):
    """Where it stands, and 打包带出."""

    written = Signal(object)
    """The widget that says what was written: it may lie below what can be seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self._busy = False
        self._asked = 0
        self._obstacle = "not-joined"
        self.waiting = text("", Role.STRONG, wrap=True)
        self.waiting.setObjectName("waiting")
        self.last = text("", Role.MUTED, wrap=True)
        self.stages = StageLine()
        self.readers = ReadersChoice()
        self.readers.changed.connect(self._allow)
        self.medium = MediumChoice()
        self.button = secondary(self.tr("打包带出"), self.export, icon="exchange")
        self.button.setObjectName("export")
        self.result = ExportResult()
        self.result.go_on_wanted.connect(self.go_on)
        self.result.give_up_wanted.connect(self.give_up)
        self._spread: Banner | None = None
        self._notes = QVBoxLayout()
        self._build()

    def look(self) -> None:
        """Show how things stand now; counting may take a moment."""
        outward = Outward(self._desk.session)
        self._obstacle = outward.obstacle()
        self.readers.offer(outward.readers())
        self.medium.offer(outward.media())
        if self._obstacle:
            self._show(Standing(self._obstacle))
            return
        self._allow()
        self._asked += 1
        asked = self._asked

        def done(standing: Standing) -> None:
            if asked == self._asked:
                self._show(standing)

        def failed(error: Exception) -> None:
            if asked == self._asked and self.isVisible():
                self._desk.door.tell(error)

        self._desk.background.run(self, unwatched(outward.standing), done, failed)

    def forget(self) -> None:
        """The window locks: what was written names evidence."""
        self._asked += 1
        self._drop_spread()
        self.result.clear()

    def export(self) -> None:
        """Ask where to; if there is not room enough, say so first."""
        self._drop_spread()
        folder = self._desk.choose_folder(self.tr("写到哪个U盘或文件夹"))
        if folder is None:
            return
        wish, outward = self._wish(), Outward(self._desk.session)

        def measured(needed: int) -> None:
            free = free_bytes(folder)
            if free is not None and free < needed:
                self._set_busy(False)
                self._offer_spreading(folder, needed, free)
            else:
                self._write(folder)

        self._set_busy(True)
        self._desk.background.run(
            self, unwatched(lambda: outward.needed(wish)), measured, self._failed
        )

    def go_on(self) -> None:
        """Continue on the stick that is in now."""
        folder = self._desk.choose_folder(self.tr("接着写到哪个U盘或文件夹"))
        if folder is None:
            return
        outward, wish = Outward(self._desk.session), self._wish()

        def work(progress: Progress, cancelled: Cancelled) -> Exported:
            return outward.go_on(folder, wish, progress, cancelled)

        self._follow(work)

    def give_up(self) -> None:
        """The rest is not written; the next export begins anew."""
        outward = Outward(self._desk.session)
        self._desk.background.write(
            self, unwatched(outward.give_up), lambda _: self.look(), self._failed
        )
        self.result.clear()

    def _write(self, folder: Path) -> None:
        outward, wish = Outward(self._desk.session), self._wish()

        def work(progress: Progress, cancelled: Cancelled) -> Exported:
            return outward.export(folder, wish, progress, cancelled)

        self._follow(work)

    def _follow(self, work: object) -> None:
        self._drop_spread()
        self.result.clear()
        self._set_busy(True)  # whatever changes meanwhile, one export at a time
        running = self._desk.background.write(self, work, self._exported, self._failed)  # type: ignore[arg-type]
        self._desk.progress.follow(running, self.tr("正在打包并核对，请不要拔U盘…"))

    def _exported(self, exported: Exported) -> None:
        outward = Outward(self._desk.session)
        self.result.show_exported(exported, outward.label, outward.title)
        self.readers.reset()
        self._set_busy(False)
        self.look()
        (self.result.next_step or self.button).setFocus()
        self.written.emit(self.result)

    def _failed(self, error: Exception) -> None:
        self._desk.door.tell(error)
        self._set_busy(False)
        self.look()

    def _offer_spreading(self, folder: Path, needed: int, free: int) -> None:
        words = self.tr("这里只剩 {free}，要写的约有 {needed}。").format(
            free=format_size(free), needed=format_size(needed)
        )
        hint = self.tr("可以先写放得下的，其余的换一个U盘接着写；也可以换一个大的重新选。")
        again = self.tr("先写放得下的")
        self._spread = Banner(
            Severity.WARNING, words, hint, action=(again, lambda: self._write(folder))
        )
        self._spread.setObjectName("spread")
        self._notes.addWidget(self._spread)
        self._spread.take_focus()

    def _drop_spread(self) -> None:
        if self._spread is not None:
            self._spread.hide()
            self._spread.deleteLater()
            self._spread = None

    def _wish(self) -> Wish:
        return Wish(
            self.readers.chosen,
            self.readers.full.isChecked(),
            self.medium.serial,
            self.medium.holder,
        )

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._allow()

    def _allow(self) -> None:
        may = not self._obstacle and not self._busy
        self.button.setEnabled(may and bool(self.readers.chosen))
        self.result.setEnabled(not self._busy)

    def _show(self, standing: Standing) -> None:
        open_ = not standing.obstacle
        laptop = self._desk.opened.session.role == "team"
        self.waiting.setText(self._words(standing))
        when = format_moment(standing.exported_at)
        never = self.tr("还没有带出过。")
        self.last.setText(self.tr("上次带出：{when}").format(when=when) if when else never)
        for part in (self.last, self.readers, self.medium):
            part.setVisible(open_)
        self.stages.setVisible(open_ and laptop)
        self.stages.show_standing(standing)
        self.result.show_unwritten(standing.unwritten if not self._busy else None)
        self._allow()

    def _words(self, standing: Standing) -> str:
        match standing.obstacle:
            case "not-joined":
                return self.tr("这台电脑还没有加入巡察组。请先在下面申请授权。")
            case "no-task":
                return self.tr("请先在“任务与授权”里登记任务。")
            case "no-laptops":
                return self.tr("这项任务还没有授权的组用电脑。请先在“任务与授权”里授权。")
        if not standing.waiting:
            return self.tr("没有等着带出的改动。")
        return self.tr("%n 条记录有改动，还没有带出。", "", standing.waiting)

    def _build(self) -> None:
        column: QVBoxLayout = self.column
        column.addWidget(section_title(self.tr("带出")))
        for part in (self.waiting, self.last, self.stages, self.readers, self.medium):
            column.addWidget(part)
        column.addWidget(self.button)
        column.addLayout(self._notes)
        column.addWidget(self.result)
