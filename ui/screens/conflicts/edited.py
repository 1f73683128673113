"""A version of one's own, begun from one of the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.codes import CodeLists
from app.domain.errors import InputError
from app.domain.kinds import Kind, Shape, Value, Values
from ui import theme
from ui.display import DescribeRecord
from ui.errors import say_problem
from ui.widgets.buttons import secondary
from ui.widgets.reference_editors import PickRecords
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import Role, text
from ui.widgets.turns_editor import TurnsEditor


class EditedVersion(QWidget):
    """The standard form of one group; questions and answers in their own editor."""

    finished = Signal(object)
    """Values of the group."""

    def __init__(
        self,
        kind: Kind,
        fields: Sequence[str],
        codes: CodeLists,
        describe: DescribeRecord,
        pick: PickRecords,
        undecided: int = 0,
    ) -> None:
        super().__init__()
        turns = [name for name in fields if kind.field(name).shape is Shape.TURNS]
        self._plain = [name for name in fields if name not in turns]
        self._form = StandardForm(kind, codes, fields=self._plain, describe=describe, pick=pick)
        self._turns = {name: TurnsEditor() for name in turns}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        hint = self.tr("两边各自的改动已经合在一起，看一遍、改好后点下面的按钮。")
        if undecided:
            hint = self.tr(
                "两边各自的改动已经合在一起。改得不一样的地方写成【甲的｜乙的】，请改成一种。"
            )
        column.addWidget(text(hint, Role.MUTED, wrap=True))
        column.addWidget(self._form)
        self._form.setVisible(bool(self._plain))
        for name, editor in self._turns.items():
            editor.setObjectName(f"edit_{name}")
            editor.setMinimumHeight(theme.scaled(260))
            column.addWidget(editor)
        self._problem = text("", Role.PROBLEM, wrap=True)
        self._problem.setObjectName("turns_problem")
        self._problem.hide()
        column.addWidget(self._problem)
        done = secondary(self.tr("采用合并后的内容"), self._finish, icon="done")
        done.setObjectName("adopt_edited")
        column.addWidget(done, alignment=Qt.AlignmentFlag.AlignLeft)

    def load(self, values: Values) -> None:
        """Begin from these values."""
        self._form.load(values)
        for name, editor in self._turns.items():
            editor.load(values.get(name) or ())

    def values(self) -> dict[str, Value]:
        """Values of the group as they are now."""
        values: dict[str, Value] = dict(self._form.values())
        return values | {name: tuple(editor.turns()) for name, editor in self._turns.items()}

    def begin(self) -> None:
        """Go to the first field."""
        if self._plain:
            self._form.editor(self._plain[0]).setFocus()
        else:
            next(iter(self._turns.values())).setFocus()

    def show_problems(self, error: object) -> None:
        """Mark what breaks a rule."""
        if isinstance(error, InputError):
            self._form.show_problems(error.problems)
            elsewhere = [each for each in error.problems if each.field in self._turns]
            self._problem.setText(" ".join(say_problem(each) for each in elsewhere))
            self._problem.setVisible(bool(elsewhere))

    def _finish(self) -> None:
        if problems := self._form.problems():
            self._form.show_problems(problems)
            return
        self.finished.emit(self.values())
