"""Findings that may go into the letter, each with a tick and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.screens.reports.presenter import BLOCKING, NO_WORDING, OPEN, UNAPPROVED, Offer
from ui.widgets.buttons import link
from ui.widgets.texts import Picture, Role, text


class Outline(QWidget):
    """``changed`` comes when a person ticks or unticks a finding."""

    changed = Signal()
    finding_wanted = Signal(str)
    """Id: go and complete this finding."""
    question_wanted = Signal(str)
    """Id: go and decide what is open on this finding."""

    def __init__(self) -> None:
        super().__init__()
        self._ticks: dict[str, TitleTick] = {}
        self._stops: list[QWidget] = []
        self._offers: list[Offer] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.scaled(4))

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids ticked, in the order of the letter; those not offered any more are left out."""
        return tuple(id for id, tick in self._ticks.items() if tick.isChecked())

    def show_offers(self, offers: Sequence[Offer], chosen: Collection[str]) -> None:
        """Show these findings; those in ``chosen`` are ticked. The same ones stay as they are."""
        if self._ticks and list(offers) == self._offers:
            for id, tick in self._ticks.items():
                tick.blockSignals(True)
                tick.setChecked(id in chosen)
                tick.blockSignals(False)
            return
        self._offers = list(offers)
        self._clear()
        for offer in offers:
            self._add(offer, offer.id in chosen)
        if not offers:
            hint = self.tr("还没有可以写入的问题。请先在“问题底稿”里登记。")
            self._column.addWidget(text(hint, Role.MUTED, wrap=True))

    def focus_on(self, finding: str) -> None:
        """Go to a finding's tick."""
        if finding in self._ticks:
            self._ticks[finding].setFocus()

    def take_focus(self) -> bool:
        """The keyboard to the first finding; False without any."""
        for stop in self._stops[:1]:
            stop.setFocus()
        return bool(self._stops)

    def follow(self, before: QWidget) -> None:
        """The keyboard comes here from ``before``: ticks made later would be its last stops."""
        for stop in self._stops:
            QWidget.setTabOrder(before, stop)
            before = stop

    def _clear(self) -> None:
        self._ticks.clear()
        self._stops.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _add(self, offer: Offer, chosen: bool) -> None:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tick = TitleTick(f"{offer.number}  {offer.title}".strip())
        tick.setObjectName(f"tick_{offer.number}")
        tick.setChecked(chosen)
        tick.toggled.connect(lambda _: self.changed.emit())
        self._ticks[offer.id] = tick
        self._stops.append(tick)
        column.addWidget(tick)
        for warning in offer.warnings:
            column.addWidget(self._warning(offer, warning))
        self._column.addWidget(part)

    def _warning(self, offer: Offer, warning: str) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(theme.scaled(30), 0, 0, 0)
        grave = warning in BLOCKING
        row.addWidget(Picture("error" if grave else "warning", 18, "error" if grave else "warning"))
        words = text(self._words(warning), Role.PROBLEM if grave else Role.SMALL, wrap=True)
        row.addWidget(words, 1)
        if warning == NO_WORDING:
            row.addWidget(self._way(offer, self.tr("去补写"), self.finding_wanted))
        elif warning == OPEN:
            row.addWidget(self._way(offer, self.tr("去处理"), self.question_wanted))
        return part

    def _way(self, offer: Offer, words: str, wanted: object) -> QWidget:
        button = link(words, lambda: wanted.emit(offer.id))  # type: ignore[attr-defined]
        button.setAccessibleName(f"{words} {offer.number}")
        self._stops.append(button)
        return button

    def _words(self, warning: str) -> str:
        return {
            NO_WORDING: self.tr("没有写“反馈表述”，不能写入"),
            OPEN: self.tr("有分歧没有裁决，或关联的材料还没有到本机，不能写入"),
            UNAPPROVED: self.tr("还没有审签"),
        }[warning]


class TitleTick(QCheckBox):
    """A check box whose words end in … where room is short; the whole is its tooltip."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(theme.scaled(theme.TARGET))
        self._elide()

    def sizeHint(self) -> QSize:
        return QSize(0, max(theme.scaled(theme.TARGET), super().sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(0, self.width() - theme.scaled(34 + 10))
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self._words if shown != self._words else "")
