"""The standard form: made from a kind's description, one editor per field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.codes import CodeLists
from app.domain.errors import Problem
from app.domain.kinds import Field, Kind, Required, Shape, Value, Values
from ui import theme
from ui.display import DescribeRecord
from ui.errors import say_problem
from ui.language import shown
from ui.widgets.buttons import link
from ui.widgets.choice_editors import ChoiceEditor, ChoicesEditor, FlagEditor
from ui.widgets.editors import (
    DigestEditor,
    Editor,
    LineEditor,
    MoneyEditor,
    ProseEditor,
    number_editor,
)
from ui.widgets.reference_editors import PickRecords, ReferenceEditor
from ui.widgets.texts import Role, text
from ui.widgets.time_editors import DayEditor, MomentEditor

_WIDEST_LABEL = 150


KeepText = Callable[[Field, str], None]
"""(field it was meant for, text) -> keeps it somewhere else."""


def _unknown_record(kind: str, id: str) -> str:
    del kind, id
    return ""


class StandardForm(QWidget):
    """Edits the fields of one record. Questions and answers (TURNS) have their own screen."""

    changed = Signal(str)
    """Name of the field a person changed."""

    def __init__(
        self,
        kind: Kind,
        codes: CodeLists,
        *,
        fields: Sequence[str] | None = None,
        describe: DescribeRecord = _unknown_record,
        pick: PickRecords | None = None,
        keep_text: KeepText | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``fields`` chooses and orders fields (all but TURNS without it).

        ``keep_text`` keeps a text elsewhere that is too long to be pasted here.
        """
        super().__init__(parent)
        self.kind = kind
        self._codes = codes
        self._describe = describe
        self._pick = pick
        self._keep_text = keep_text
        chosen = [kind.field(name) for name in fields] if fields is not None else kind.fields
        self._cells = {f.name: self._cell(f) for f in chosen if f.shape is not Shape.TURNS}
        self._build()

    def values(self) -> dict[str, Value]:
        """Field -> value of everything shown; what is not understood reads as not filled."""
        return {name: cell.editor.value() for name, cell in self._cells.items()}

    def set_values(self, values: Values) -> None:
        """Show newer values of the same record; fields absent from ``values`` stay."""
        for name, cell in self._cells.items():
            if name in values:
                cell.editor.set_value(values[name])

    def load(self, values: Values) -> None:
        """Show another record; fields absent from ``values`` become empty."""
        empty = self.kind.empty()
        for name, cell in self._cells.items():
            cell.editor.load(values.get(name, empty[name]))
        self.clear_problems()

    def problems(self) -> tuple[Problem, ...]:
        """What was typed and cannot be understood."""
        found = (cell.editor.problem() for cell in self._cells.values())
        return tuple(problem for problem in found if problem)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark these fields and no others, and go to the first of them."""
        by_field: dict[str, list[str]] = {}
        for problem in problems:
            by_field.setdefault(problem.field, []).append(say_problem(problem))
        for name, cell in self._cells.items():
            cell.show_problem(" ".join(by_field.get(name, ())))
        first = next((name for name in self._cells if name in by_field), "")
        if first:
            self.editor(first).setFocus()

    def clear_problems(self) -> None:
        """Unmark every field."""
        for cell in self._cells.values():
            cell.show_problem("")

    def set_read_only(self, read_only: bool, fields: Sequence[str] | None = None) -> None:
        """Show only: every field, or those named."""
        for name in self._cells if fields is None else fields:
            self._cells[name].editor.set_read_only(read_only)

    def editor(self, name: str) -> Editor:
        """The editor of one field. Raises KeyError."""
        return self._cells[name].editor

    def _cell(self, field: Field) -> _Cell:
        cell = _Cell(field, self._editor(field))
        cell.editor.changed.connect(lambda: self._changed(field.name))
        cell.editor.paste_refused.connect(lambda content: self._no_room(field, content))
        return cell

    def _no_room(self, field: Field, content: str) -> None:
        """Say that nothing was pasted, and offer to keep the text as evidence."""
        cell = self._cells[field.name]
        sentence = self.tr("要粘贴的有 {count} 个字，这一栏最多 {most} 个字：没有粘贴。")
        cell.show_problem(sentence.format(count=len(content), most=field.maximum))
        if self._keep_text is not None:
            cell.offer(self.tr("存为证据文件"), partial(self._keep_text, field, content))

    def _editor(self, field: Field) -> Editor:
        match field.shape:
            case Shape.PROSE:
                return ProseEditor(field)
            case Shape.CHOICE:
                return ChoiceEditor(field, self._codes)
            case Shape.CHOICES:
                return ChoicesEditor(field, self._codes)
            case Shape.MONEY:
                return MoneyEditor(field)
            case Shape.NUMBER:
                return number_editor(field)
            case Shape.FLAG:
                return FlagEditor(field)
            case Shape.DAY:
                return DayEditor(field)
            case Shape.MOMENT:
                return MomentEditor(field)
            case Shape.REFERENCE | Shape.REFERENCES:
                return ReferenceEditor(field, self._describe, self._pick)
            case Shape.DIGEST:
                return DigestEditor(field)
            case _:
                return LineEditor(field)

    def _build(self) -> None:
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(10)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        before: QWidget | None = None
        for cell in self._cells.values():
            layout.addRow(cell.label, cell)
            if before is not None:
                QWidget.setTabOrder(before, cell.editor)
            before = cell.editor

    def _changed(self, name: str) -> None:
        cell = self._cells[name]
        if cell.marked:
            found = cell.editor.problem()
            cell.show_problem(say_problem(found) if found else "")
        self.changed.emit(name)


class _Cell(QWidget):
    """An editor with its label, its hint and what is wrong with it."""

    def __init__(self, field: Field, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        self.marked = False
        self.label = self._make_label(field)
        hint = shown(field.hint) if field.hint else ""
        self._problem = text("", Role.PROBLEM, wrap=True)
        self._problem.setObjectName(f"problem_{field.name}")
        self._problem.hide()
        editor.input.setObjectName(f"field_{field.name}")
        editor.setObjectName(f"editor_{field.name}")
        name = shown(field.label)
        editor.input.setAccessibleName(name)
        editor.input.setAccessibleDescription(hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(editor)
        if hint:
            column.addWidget(text(hint, Role.SMALL, wrap=True))
        column.addWidget(self._problem)
        self._column = column
        self._offered: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        if isinstance(editor, LineEditor):
            editor.line.editingFinished.connect(self._check)

    def show_problem(self, sentence: str) -> None:
        """Mark the field with a sentence; an empty one unmarks it."""
        self._withdraw()
        self.marked = bool(sentence)
        self._problem.setText(sentence)
        self._problem.setVisible(self.marked)
        self.editor.set_wrong(self.marked)

    def offer(self, words: str, act: Callable[[], None]) -> None:
        """Offer a way out below the problem; it goes with the problem."""

        def taken() -> None:
            self.show_problem("")
            act()

        self._offered = link(words, taken)
        self._offered.setObjectName(f"offer_{self.editor.field.name}")
        self._column.addWidget(self._offered, alignment=Qt.AlignmentFlag.AlignLeft)

    def _withdraw(self) -> None:
        offered, self._offered = self._offered, None
        if offered is not None:
            offered.hide()
            offered.deleteLater()

    def _check(self) -> None:
        """Say at once, on leaving the field, that something was not understood."""
        found = self.editor.problem()
        if found:
            self.show_problem(say_problem(found))

    def _make_label(self, field: Field) -> QLabel:
        words = "" if field.shape is Shape.FLAG else shown(field.label)
        needed = field.required is not Required.NEVER
        label = _FieldLabel(f"{words} *" if needed and words else words)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        label.setBuddy(self.editor.input)
        return label


class _FieldLabel(QLabel):
    """As wide as its words at every text size, up to where they wrap."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        widest = theme.scaled(_WIDEST_LABEL)
        natural = self.fontMetrics().horizontalAdvance(self.text()) + 2
        self.setMaximumWidth(widest)
        self.setMinimumWidth(min(natural, widest))
        self.setMinimumHeight(theme.scaled(theme.TARGET))
