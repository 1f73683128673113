"""Parts side by side that share the width: what is short at large text, the first part gives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui import theme

_LEAST = 200
"""Width the first part keeps, in pixels at 100 %."""


class SharingSplitter(QSplitter):
    """Shares its width anew until a person moves the handle; then it stays as he wants it."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self._shares: list[int] = []
        self._moved = False
        self.splitterMoved.connect(self._keep)

    def add(self, part: QWidget, share: int) -> None:
        """``share``: the width the part has in a small window, in pixels at 100 %."""
        self.addWidget(part)
        self._shares.append(share)

    def _keep(self) -> None:
        self._moved = True

    def _share(self) -> None:
        if self._moved or len(self._shares) < 2:
            return
        room = self.width() - self.handleWidth() * (len(self._shares) - 1)
        wanted = [theme.scaled(share) for share in self._shares]
        first = room * wanted[0] // sum(wanted)
        if room < sum(wanted):
            first = min(first, max(theme.scaled(_LEAST), room - sum(wanted[1:])))
        rest = room - first
        others = [rest * share // sum(wanted[1:]) for share in wanted[1:]]
        self.setSizes([first, *others])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share()
