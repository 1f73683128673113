"""写到哪个介质: a registered stick, or a new one, and who carries it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.media import Carrier
from ui import theme
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Role, text

_NONE, _NEW = "", "+"


class MediumChoice(QWidget):
    """Two fields appear when there is something to write into them."""

    def __init__(self) -> None:
        super().__init__()
        self._media: tuple[Carrier, ...] | None = None
        self.box = ChoiceBox()
        self.box.setObjectName("medium")
        self.box.setAccessibleName(self.tr("写到哪个介质"))
        self._serial = self._field("serial", self.tr("U盘上的序列号或编号"))
        self._holder = self._field("holder", self.tr("谁携带"))
        self.box.currentIndexChanged.connect(self._chosen)
        self._build()

    @property
    def serial(self) -> str:
        """The serial number; empty if nothing is registered."""
        key = self.box.currentData()
        if key == _NEW:
            return self._serial.text().strip()
        return next((m.serial for m in self._media or () if m.id == key), "")

    @property
    def holder(self) -> str:
        """Who carries it."""
        return self._holder.text().strip() if self.box.currentData() != _NONE else ""

    def offer(self, media: Sequence[Carrier]) -> None:
        """Show these; the choice stays. One just registered is chosen."""
        if tuple(media) == self._media:
            return
        serial, self._media = self.serial, tuple(media)
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(self.tr("不登记"), _NONE)
        for each in media:
            self.box.addItem(each.name, each.id)
        self.box.addItem(self.tr("登记一个新的…"), _NEW)
        known = next((n for n, each in enumerate(media, 1) if serial and each.serial == serial), 0)
        self.box.setCurrentIndex(known)
        self.box.blockSignals(False)
        self._chosen()

    def _chosen(self) -> None:
        key = self.box.currentData()
        self._serial.setVisible(key == _NEW)
        self._holder.setVisible(key != _NONE)
        if key not in (_NONE, _NEW):
            self._holder.setText(next(m.holder for m in self._media or () if m.id == key))

    def _field(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setMinimumHeight(theme.scaled(theme.TARGET))
        field.setMaxLength(200)
        field.hide()
        return field

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        first = QHBoxLayout()
        first.addWidget(text(self.tr("介质登记"), Role.STRONG))
        first.addWidget(self.box, 1)
        column.addLayout(first)
        second = QHBoxLayout()
        second.addWidget(self._serial, 1)
        second.addWidget(self._holder, 1)
        column.addLayout(second)
