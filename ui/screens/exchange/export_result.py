"""What an export wrote, what it could not take along, and what is still to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.exchange import Exported, LeftOut
from ui.display import comma
from ui.screens.exchange.outward import Unwritten
from ui.typed import format_size
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import Button, secondary
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text

_NAMED = 5
"""More evidence files than this are counted, not named."""


class ExportResult(QWidget):
    """The files with who can open them; warnings; 接着写."""

    go_on_wanted = Signal()
    give_up_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.next_step: Button | None = None
        self._written = text("", Role.SUCCESS, wrap=True)
        self._written.setObjectName("export_result")
        self._written.hide()
        self._notes = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._written)
        column.addLayout(self._notes)

    def clear(self) -> None:
        """Nothing was written yet."""
        self._written.hide()
        self._clear_notes()

    def show_exported(
        self, exported: Exported, label: Callable[[str], str], title: Callable[[str], str]
    ) -> None:
        """``label`` names a computer by its id, ``title`` an evidence file by its digest."""
        lines = [
            self.tr("{name}（{size}，已核对）：{readers} 能打开").format(
                name=file.path.name,
                size=format_size(file.size),
                readers=comma().join(map(label, file.readers)),
            )
            for file in exported.files
        ]
        done = self.tr("已写好 %n 个文件，可以拔U盘了。", "", len(lines))
        if len(lines) > 1:
            done = " ".join([done, self.tr("对方读入整个U盘就行，不用一个个挑。")])
        self._written.setText("\n".join([done, *lines]))
        self._written.show()
        self._clear_notes()
        if exported.left_out:
            self._notes.addWidget(self._left_out(exported.left_out, title))
        if exported.packs:
            self.show_unwritten(Unwritten(len(lines), exported.packs, exported.left))

    def show_unwritten(self, unwritten: Unwritten | None) -> None:
        """An export that can go on: on the next stick, or on the one that was pulled out."""
        if unwritten is None or self.next_step is not None:
            return
        if unwritten.packs:
            words = self.tr("还有 %n 包没有写，请换一个U盘。", "", unwritten.packs)
        else:
            words = self.tr(
                "上次带出没有写完。写好的 %n 个文件不用重写，可以接着写。", "", unwritten.files
            )
        hint = self.tr("还要写约 {size}。").format(size=format_size(unwritten.left))
        banner = _note(words, hint if unwritten.left else "")
        banner.setObjectName("unwritten")
        self._notes.addWidget(banner)
        buttons = FlowLayout()
        self.next_step = secondary(self.tr("接着写"), self.go_on_wanted.emit, icon="exchange")
        self.next_step.setObjectName("go_on")
        stop = secondary(self.tr("不接着写了"), self.give_up_wanted.emit)
        stop.setObjectName("give_up")
        for button in (self.next_step, stop):
            buttons.addWidget(button)
        row = QWidget()
        row.setLayout(buttons)
        self._notes.addWidget(row)

    def _left_out(self, left_out: Sequence[LeftOut], title: Callable[[str], str]) -> Banner:
        damaged = [each for each in left_out if each.reason == "damaged"]
        reason = self.tr("文件损坏") if damaged else self.tr("文件不在本机")
        if damaged and len(damaged) < len(left_out):
            reason = self.tr("文件损坏，或不在本机")
        count = self.tr("%n 个附件没有带出", "", len(left_out))
        words = self.tr("{count}：{reason}").format(count=count, reason=reason)
        names = [name for each in left_out[:_NAMED] if (name := title(each.digest))]
        more = "…" if len(left_out) > _NAMED else ""
        hint = self.tr("其他内容都带出了。请从原件重新存入：{names}")
        banner = _note(words, hint.format(names=comma().join(names) + more))
        banner.setObjectName("left_out")
        return banner

    def _clear_notes(self) -> None:
        self.next_step = None
        while item := self._notes.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()


def _note(words: str, hint: str) -> Banner:
    banner = Banner(Severity.WARNING, words, hint)
    banner.close_button.hide()
    return banner
