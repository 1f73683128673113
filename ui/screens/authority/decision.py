"""A decision before it is made: what follows, why, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.services.authority import Outlook
from ui import theme
from ui.screens.authority.presenter import REASON_WANTED, Proposal
from ui.screens.authority.words import AuthorityWords
from ui.widgets.buttons import link, primary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.texts import section_title, text
from ui.widgets.told_line import ToldLine


class DecisionCard(Card):
    """Stands above the team while something is being decided; Esc drops it."""

    confirmed = Signal(object, str)
    """(Proposal, reason)."""
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__(margin=16)
        self.setAccessibleName(self.tr("要确认的改动"))
        self._words = AuthorityWords(self)
        self._proposal: Proposal | None = None
        self._heading = section_title("")
        self._heading.setObjectName("decision_heading")
        self._heading.setWordWrap(True)
        self._follows = QVBoxLayout()
        self.reason = QLineEdit()
        self.reason.setObjectName("decision_reason")
        self.reason.setAccessibleName(self.tr("理由"))
        self.reason.setPlaceholderText(self.tr("理由（写进操作留痕，必填）"))
        self.reason.setMinimumHeight(theme.scaled(theme.TARGET))
        self.reason.returnPressed.connect(self._confirm)
        self._told = ToldLine(self.reason)
        self.button = primary("", self._confirm, icon="done")
        self.button.setObjectName("decide")
        self._drop = link(self.tr("不改了"), self.drop)
        self._drop.setObjectName("drop_decision")
        self.column.addWidget(self._heading)
        self.column.addLayout(self._follows)
        self.column.addWidget(self._told)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self._drop)
        row.addStretch(1)
        self.column.addLayout(row)
        self.hide()

    @property
    def follows(self) -> list[str]:
        """The lines shown."""
        items = (self._follows.itemAt(n) for n in range(self._follows.count()))
        return [item.widget().text() for item in items]  # type: ignore[union-attr]

    def ask(self, proposal: Proposal, outlook: Outlook) -> None:
        """Show a decision and what follows from it."""
        self._proposal = proposal
        self._heading.setText(self._words.heading(proposal))
        empty(self._follows)
        for line in self._words.follows(proposal, outlook):
            self._follows.addWidget(text(f"· {line}", wrap=True))
        self.reason.clear()
        self._told.setVisible(proposal.kind in REASON_WANTED)
        self.button.setText(self._words.button(proposal))
        self.button.setAccessibleName(self.button.text())
        self.button.setEnabled(True)
        self.show()
        (self.reason if proposal.kind in REASON_WANTED else self.button).setFocus()

    def drop(self) -> None:
        """Nothing is changed."""
        self._proposal = None
        self.hide()
        self.dropped.emit()

    def failed(self) -> None:
        """It was refused: it may be tried again."""
        self.button.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        proposal, reason = self._proposal, self.reason.text().strip()
        if proposal is None or not self.button.isEnabled():
            return
        if proposal.kind in REASON_WANTED and not reason:
            self._told.tell(self.tr("请写明理由。"))
            self.reason.setFocus()
            return
        self.button.setEnabled(False)
        self.confirmed.emit(proposal, reason)
