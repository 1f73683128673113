"""Files on a stick that are not for this computer; a laptop can carry them to the office."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import Button, secondary
from ui.widgets.texts import Role, text


class ForOthers(QWidget):
    """The files by name; 代转办公室 beside each where that makes sense."""

    carry_wanted = Signal(object)
    """Path."""

    def __init__(self, files: Sequence[Path], *, may_carry: bool) -> None:
        super().__init__()
        self._buttons: dict[Path, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        heading = text(self.tr("不是给本机的文件 %n 个", "", len(files)), Role.STRONG, wrap=True)
        heading.setObjectName("for_others")
        column.addWidget(heading)
        hint = self.tr("本机打不开，也不知道里面是什么；没有写入任何内容。")
        if may_carry:
            hint += self.tr(
                "如果是同事托您交给办公室的，请点“代转办公室”，下次带给办公室时一起带走。"
            )
        column.addWidget(text(hint, Role.MUTED, wrap=True))
        for path in files:
            column.addLayout(self._row(path, may_carry=may_carry))

    def taken(self, path: Path) -> None:
        """It is kept here now."""
        button = self._buttons[path]
        button.setText(self.tr("已收下"))
        button.setAccessibleName(self.tr("已收下 {file}").format(file=path.name))
        button.setEnabled(False)

    def _row(self, path: Path, *, may_carry: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(text(path.name, wrap=True), 1)
        if may_carry:
            button = secondary(self.tr("代转办公室"), lambda: self.carry_wanted.emit(path))
            button.setAccessibleName(self.tr("代转办公室 {file}").format(file=path.name))
            button.setObjectName(f"carry_{path.name}")
            self._buttons[path] = button
            row.addWidget(button)
        return row
