"""Who receives a worksheet: chosen while it is new, told from its first saved line on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.kinds import Channel
from ui import theme
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Picture, Role, text

OFFERED = (Channel.TEAM, Channel.LEADER, Channel.OFFICE)
"""What a person chooses from; petitions have records of their own."""


class Receivers(QWidget):
    """A small choice, or a lock and a quiet word."""

    chosen = Signal(str)
    """A Channel."""

    def __init__(self) -> None:
        super().__init__()
        self._box = ChoiceBox(whole=True)
        self._box.setObjectName("receivers")
        self._box.setAccessibleName(self.tr("谁能收到"))
        self._box.setToolTip(self.tr("谁能收到这份底稿。第一次保存以后不能再改。"))
        for channel in OFFERED:
            self._box.addItem(self._words(channel), channel.value)
        self._box.activated.connect(lambda _: self.chosen.emit(str(self._box.currentData())))
        self._ask = text(self.tr("发给"), Role.MUTED)
        self._lock = Picture("lock", 16, "muted")
        self._told = text("", Role.MUTED)
        self._told.setObjectName("received_by")
        self._told.setToolTip(self.tr("谁能收到，在第一次保存时就定了。"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(4))
        for part in (self._ask, self._box, self._lock, self._told):
            row.addWidget(part)
        self.forget()

    def offer(self, channel: Channel) -> None:
        """A new worksheet: it can still be chosen."""
        self._show(choice=True)
        self._box.setCurrentIndex(max(0, self._box.findData(channel.value)))

    def tell(self, channel: str) -> None:
        """It has been written: nobody changes it any more."""
        known = channel in frozenset(Channel)
        self._told.setText(self._words(Channel(channel)) if known else "")
        self._show(choice=False)

    def forget(self) -> None:
        """Tell nothing."""
        self._told.setText("")
        self._show(choice=False)

    def _show(self, *, choice: bool) -> None:
        self._ask.setVisible(choice)
        self._box.setVisible(choice)
        told = not choice and bool(self._told.text())
        self._lock.setVisible(told)
        self._told.setVisible(told)

    def _words(self, channel: Channel) -> str:
        return {
            Channel.TEAM: self.tr("全组"),
            Channel.LEADER: self.tr("只给组长"),
            Channel.OFFICE: self.tr("直达办公室"),
            Channel.PETITION: self.tr("信访专用"),
        }[channel]
