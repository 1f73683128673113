"""带出: what waits, and writing it to a stick."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.ports import Cancelled, Progress
from app.services.exchange import Exported
from ui.desk import Desk
from ui.display import comma
from ui.screens.exchange.presenter import ExchangePresenter, Standing
from ui.typed import format_moment, format_size
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.texts import Role, section_title, text


class CarryingOut(Card):
    """Where it stands, and 打包带出."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self._busy = False
        self.waiting = text("", Role.STRONG, wrap=True)
        self.waiting.setObjectName("waiting")
        self.last = text("", Role.MUTED, wrap=True)
        self.result = text("", Role.SUCCESS, wrap=True)
        self.result.setObjectName("export_result")
        self.result.hide()
        self.button = secondary(self.tr("打包带出"), self.export, icon="exchange")
        self.button.setObjectName("export")
        self._build()

    def look(self) -> None:
        """Show how things stand now."""
        standing = ExchangePresenter(self._desk.session).standing()
        self.button.setEnabled(not standing.obstacle and not self._busy)
        self.waiting.setText(self._words(standing))
        when = format_moment(standing.exported_at)
        never = self.tr("还没有带出过。")
        self.last.setText(self.tr("上次带出：{when}").format(when=when) if when else never)
        self.last.setVisible(not standing.obstacle)

    def export(self) -> None:
        """Ask where to, and write."""
        folder = self._desk.choose_folder(self.tr("写到哪个U盘或文件夹"))
        if folder is None:
            return
        self.result.hide()
        presenter = ExchangePresenter(self._desk.session)

        def work(progress: Progress, cancelled: Cancelled) -> Exported:
            return presenter.export(folder, progress, cancelled)

        running = self._desk.background.write(self, work, self._exported, self._failed)
        self._busy = True  # whatever changes meanwhile, one export at a time
        self.button.setEnabled(False)
        self._desk.progress.follow(running, self.tr("正在打包并核对，请不要拔U盘…"))

    def _exported(self, exported: Exported) -> None:
        files = comma().join(
            self.tr("{name}（{size}，已核对）").format(
                name=file.path.name, size=format_size(file.size)
            )
            for file in exported.files
        )
        self.result.setText(self.tr("已写好 {files}。可以拔U盘了。").format(files=files))
        self.result.show()
        self._busy = False
        self.look()
        self.button.setFocus()

    def _failed(self, error: Exception) -> None:
        self._desk.door.tell(error)
        self._busy = False
        self.look()

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
        return self.tr("%n 处改动还没有带出。", "", standing.waiting)

    def _build(self) -> None:
        column: QVBoxLayout = self.column
        column.addWidget(section_title(self.tr("带出")))
        hint = self.tr(
            "把本机的记录、证据打成一个加密文件写到U盘，只有对方的电脑能打开。写完会自动核对。"
        )
        column.addWidget(text(hint, Role.MUTED, wrap=True))
        for part in (self.waiting, self.last, self.button, self.result):
            column.addWidget(part)
