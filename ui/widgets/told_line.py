"""A line to type into with what is wrong with it below."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.widgets.texts import Role, text


class ToldLine(QWidget):
    """The sentence goes away as soon as something else is typed."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__()
        self.line = line
        self.problem = text("", Role.PROBLEM, wrap=True)
        self.problem.setObjectName(f"problem_{line.objectName()}")
        self.problem.hide()
        line.textChanged.connect(lambda _: self.tell(""))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(line)
        column.addWidget(self.problem)
        column.addStretch(1)
        self.setFocusProxy(line)

    def tell(self, sentence: str) -> None:
        """Mark the line with a sentence; an empty one unmarks it."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if bool(self.line.property("wrong")) != bool(sentence):
            self.line.setProperty("wrong", bool(sentence))
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
