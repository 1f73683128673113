"""The assistant for a new vault: one page, nothing hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.domain.errors import InputError, PassphraseTooWeakError, Problem
from ui import theme
from ui.errors import say_problem
from ui.program import NewPerson, Program
from ui.screens.start.presenter import NewVault
from ui.widgets.buttons import icon_button, link, primary, secondary
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Role, text
from ui.widgets.told_line import ToldLine

_BODIES = ("inspection_office", "discipline_committee", "discipline_commission")


class PersonRow(QWidget):
    """Name and passphrase of one person, the passphrase twice, and how strong it is."""

    removal_wanted = Signal()
    told_more = Signal()
    """How strong the passphrase is takes a line of its own now."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self.name = self._field(self.tr("姓名"))
        self.passphrase = self._field(self.tr("口令"))
        self.repeat = self._field(self.tr("再输一次"))
        for field in (self.passphrase, self.repeat):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textEdited.connect(self._hide_suggestion)
        self.repeat.editingFinished.connect(self._compare)
        self._told = {line: ToldLine(line) for line in (self.name, self.passphrase, self.repeat)}
        self.suggest = link(self.tr("帮我想一个"), self._suggest)
        self.remove = icon_button("close", self.tr("去掉这个人"), self.removal_wanted.emit)
        self.strength = text("", Role.SMALL, wrap=True)
        self.passphrase.textChanged.connect(self._show_strength)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        for part, stretch in (
            (self._told[self.name], 2),
            (self._told[self.passphrase], 4),
            (self._told[self.repeat], 4),
        ):
            row.addWidget(part, stretch)
        row.addWidget(self.suggest, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.strength)

    @property
    def told(self) -> dict[str, ToldLine]:
        """Name of a field -> the line with what is wrong with it."""
        return {line.objectName(): told for line, told in self._told.items()}

    def place(self, index: int, *, alone: bool) -> None:
        """Which row it is, from 0; one that stands alone cannot go."""
        self.name.setObjectName(f"name_{index}")
        self.passphrase.setObjectName(f"passphrase_{index}")
        self.repeat.setObjectName(f"repeat_{index}")
        self.remove.setObjectName(f"remove_{index}")
        for line, told in self._told.items():
            told.problem.setObjectName(f"problem_{line.objectName()}")
        self.remove.setVisible(not alone)

    def person(self) -> NewPerson:
        """What was typed."""
        return NewPerson(self.name.text(), self.passphrase.text())

    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in order."""
        return self.name, self.passphrase, self.repeat, self.suggest, self.remove

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setMinimumHeight(theme.scaled(theme.TARGET))
        return field

    def _suggest(self) -> None:
        """A suggestion is shown in the clear: it has to be written down."""
        words = self._program.suggest_passphrase()
        for field in (self.passphrase, self.repeat):
            field.setEchoMode(QLineEdit.EchoMode.Normal)
            field.setText(words)

    def _hide_suggestion(self) -> None:
        """What a person types himself is his own secret: hidden again, and to be repeated."""
        if self.passphrase.echoMode() is not QLineEdit.EchoMode.Password:
            for field in (self.passphrase, self.repeat):
                field.setEchoMode(QLineEdit.EchoMode.Password)
            self.repeat.clear()

    def _compare(self) -> None:
        if self.repeat.text() and self.repeat.text() != self.passphrase.text():
            sentence = say_problem(Problem("repeat", "not-the-same"))
            self._told[self.repeat].tell(sentence)

    def _show_strength(self, passphrase: str) -> None:
        self._told[self.repeat].tell("")
        bits, needed = self._program.strength(passphrase)
        if not passphrase:
            self.strength.setText("")
        elif bits < needed:
            self.strength.setText(self.tr("还太容易猜到，请再长一些。不要用生日、电话和汉字。"))
        else:
            self.strength.setText(self.tr("足够牢固。请抄在纸上，交专人保管。"))
        self.told_more.emit()


class NewVaultPage(QWidget):
    """Who works on this computer, with which passphrases, and where it is kept."""

    wanted = Signal(object)
    """A NewVault."""
    back = Signal()

    def __init__(self, program: Program, choose_folder: Callable[[str], Path | None]) -> None:
        super().__init__()
        self._program = program
        self._ask_folder = choose_folder
        self._office = False
        self._rows: list[PersonRow] = []
        self.folder = program.default_folder()
        self._title = text("", Role.TITLE)
        self._note = text("", Role.MUTED, wrap=True)
        self.office_name = self._line(self.tr("办公室名称"), "office_name")
        self._office_told = ToldLine(self.office_name)
        self.district = self._line(self.tr("所在区县党委，如 中共某某区委"), "district")
        self.body = ChoiceBox(whole=True)
        self.body.setAccessibleName(self.tr("机构性质"))
        for code, words in zip(_BODIES, self._body_words(), strict=True):
            self.body.addItem(words, code)
        self._people = QVBoxLayout()
        self._where = text("", Role.SMALL, wrap=True)
        self._problem = text("", Role.PROBLEM, wrap=True)
        self._create = primary(self.tr("建立"), self._give, icon="done")
        self._create.setObjectName("create_vault")
        self._more = link(self.tr("再加一个人"), self._add_another, icon="add")
        self._form = QWidget()
        self._area = QScrollArea()
        self._build()

    def begin(self, *, office: bool) -> None:
        """An empty form."""
        self._office = office
        self._problem.clear()
        self._office_told.tell("")
        self._title.setText(
            self.tr("建立办公室保险库") if office else self.tr("建立巡察组电脑的保险库")
        )
        self._note.setText(
            self.tr("建立以后可以登记单位和任务，并授权各组的电脑。")
            if office
            else self.tr("一台电脑可以几个人共用，每人一个口令。建好以后到办公室办理授权。")
        )
        self._form.setVisible(office)
        for line in (self.office_name, self.district):
            line.clear()
        self.forget()
        self.add_person()
        self._show_folder()
        (self.office_name if office else self._rows[0].name).setFocus()

    def forget(self) -> None:
        """The vault was made: no passphrase waits in a hidden field."""
        while self._rows:
            row = self._rows.pop()
            self._people.removeWidget(row)
            row.hide()
            row.deleteLater()

    def add_person(self) -> PersonRow:
        """One more person who shares this computer."""
        row = PersonRow(self._program)
        row.removal_wanted.connect(lambda: self._remove(row))
        row.told_more.connect(lambda: self._bring_into_view(row))
        self._rows.append(row)
        self._people.addWidget(row)
        row.show()  # at once; the layout would do it one turn of the event loop later
        self._number_rows()
        return row

    def _number_rows(self) -> None:
        for index, row in enumerate(self._rows):
            row.place(index, alone=len(self._rows) == 1)
        before: QWidget = self.district
        for part in (part for each in self._rows for part in each.stops()):
            QWidget.setTabOrder(before, part)
            before = part
        QWidget.setTabOrder(before, self._more)

    def _add_another(self) -> None:
        row = self.add_person()
        row.name.setFocus()
        self._bring_into_view(row)

    def _remove(self, row: PersonRow) -> None:
        """A person who is not to share this computer; nothing was made for him yet."""
        if len(self._rows) == 1:
            return
        at = self._rows.index(row)
        self._rows.remove(row)
        self._people.removeWidget(row)
        self._number_rows()
        self._rows[max(0, at - 1)].name.setFocus()
        row.hide()
        row.deleteLater()

    def _bring_into_view(self, row: PersonRow) -> None:
        """The row with what is said below it, and 再加一个人, once their height is known."""

        def bring() -> None:
            for part in (self._more, row):
                if isValid(part):
                    self._area.ensureWidgetVisible(part, 0, theme.scaled(8))

        QTimer.singleShot(0, self, bring)

    def set_busy(self, busy: bool) -> None:
        """While the vault is being made."""
        self.setEnabled(not busy)
        self._create.setText(self.tr("正在建立…") if busy else self.tr("建立"))

    def show_error(self, error: Exception) -> None:
        """Say what is wrong beside the form and go there."""
        if isinstance(error, PassphraseTooWeakError):
            self._go_to_weak()
        if not isinstance(error, InputError):
            return
        told = self._told()
        for line in told.values():
            line.tell("")
        elsewhere = [problem for problem in error.problems if problem.field not in told]
        self._problem.setText(" ".join(say_problem(problem) for problem in elsewhere))
        for problem in reversed(error.problems):
            if problem.field in told:
                told[problem.field].tell(say_problem(problem))
                told[problem.field].line.setFocus()

    def _go_to_weak(self) -> None:
        """To the first passphrase that is too easy to guess; why stands below it already."""
        for row in self._rows:
            words = row.passphrase.text()
            bits, needed = self._program.strength(words)
            if words and bits < needed:
                row.passphrase.setFocus()
                row.passphrase.selectAll()
                return

    def _told(self) -> dict[str, ToldLine]:
        """Name of a field -> the line with what is wrong with it."""
        found = {"office_name": self._office_told}
        for row in self._rows:
            found |= row.told
        return found

    def _give(self) -> None:
        self._problem.clear()
        self.wanted.emit(
            NewVault(
                is_office=self._office,
                folder=self.folder,
                people=tuple(row.person() for row in self._rows),
                repeated=tuple(row.repeat.text() for row in self._rows),
                name=self.office_name.text(),
                body=str(self.body.currentData()),
                district=self.district.text(),
            )
        )

    def _choose_folder(self) -> None:
        folder = self._ask_folder(self.tr("放在哪个文件夹"))
        if folder is not None:
            self.folder = folder
            self._show_folder()

    def _show_folder(self) -> None:
        self._where.setText(self.tr("保存在：{folder}").format(folder=self.folder))

    def _body_words(self) -> tuple[str, str, str]:
        return self.tr("巡察办"), self.tr("纪工委（派出机构）"), self.tr("纪委监委")

    def _line(self, name: str, object_name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(name)
        field.setObjectName(object_name)
        field.setMinimumHeight(theme.scaled(theme.TARGET))
        return field

    def _build(self) -> None:
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("名称"), self._office_told)
        form.addRow(self.tr("机构性质"), self.body)
        form.addRow(self.tr("党委"), self.district)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(theme.scaled(10))
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addWidget(self._form)
        column.addWidget(text(self.tr("使用人和口令"), Role.HEADING))
        column.addLayout(self._people)
        column.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        where = QHBoxLayout()
        where.addWidget(self._where, 1)
        where.addWidget(link(self.tr("换个地方…"), self._choose_folder))
        column.addLayout(where)
        column.addWidget(self._problem)
        column.addStretch(1)
        area = self._area
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addWidget(secondary(self.tr("返回"), self.back.emit))
        buttons.addStretch(1)
        buttons.addWidget(self._create)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area, 1)
        outer.addLayout(buttons)
