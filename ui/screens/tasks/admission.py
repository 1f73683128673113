"""Admitting a laptop: type what is read aloud of its number, give each person a role."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.domain.access import Role as TeamRole
from app.services.enrolment import Applied
from app.trust.fingerprint import GROUP_DIGITS, TYPED_GROUPS, groups_to_ask
from ui import theme
from ui.screens.tasks.presenter import ROLES, TasksPresenter
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Role, text
from ui.widgets.told_line import ToldLine

_DIGITS = TYPED_GROUPS * GROUP_DIGITS


def role_words(role: TeamRole) -> str:
    """A role of the team in words."""
    translate = QCoreApplication.translate
    return {
        TeamRole.LEADER: translate("TeamRole", "组长"),
        TeamRole.DEPUTY: translate("TeamRole", "副组长"),
        TeamRole.LIAISON: translate("TeamRole", "联络员"),
        TeamRole.MEMBER: translate("TeamRole", "组员"),
    }.get(role, role.value)


class AdmissionCard(Card):
    """One request. 授权 works only after two groups of its number were typed as they were heard.

    The number itself is never shown here: who could read it off would not listen.
    """

    admitted = Signal()

    def __init__(
        self, presenter: TasksPresenter, applied: Applied, *, leader_wanted: bool = False
    ) -> None:
        """``leader_wanted``: nobody leads the task yet; the first person is proposed."""
        super().__init__()
        self._presenter = presenter
        self.applied = applied
        self._leader_wanted = leader_wanted
        self._roles: dict[str, ChoiceBox] = {}
        self.column.addWidget(text(applied.request.label, Role.STRONG))
        self.asked = groups_to_ask()
        heading = self.tr("请对方念出他屏幕上编号的第 {first} 组和第 {second} 组，听到什么输什么。")
        first, second = self.asked
        self.column.addWidget(text(heading.format(first=first, second=second), wrap=True))
        for person in applied.request.persons:
            self.column.addLayout(self._person_row(person.id, person.name))
        self.number = self._number_field()
        self._told = ToldLine(self.number)
        self.number.textChanged.connect(self._check)
        self.button = secondary(self.tr("授权这台电脑"), self.admitted.emit, icon="done")
        self.button.setObjectName("admit")
        self.button.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self._told, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)

    def roles(self) -> dict[str, TeamRole]:
        """Person id -> role chosen."""
        return {person: TeamRole(box.currentData()) for person, box in self._roles.items()}

    def _person_row(self, person: str, name: str) -> QHBoxLayout:
        box = ChoiceBox(whole=True)
        box.setAccessibleName(self.tr("{name}的组内职务").format(name=name))
        for role in ROLES:
            box.addItem(role_words(role), role.value)
        leads = self._leader_wanted and not self._roles
        box.setCurrentIndex(ROLES.index(TeamRole.LEADER if leads else TeamRole.MEMBER))
        self._roles[person] = box
        row = QHBoxLayout()
        row.addWidget(text(name), 1)
        row.addWidget(box)
        return row

    def _number_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(self.tr("输入对方念的两组数字，共十位"))
        field.setAccessibleName(
            self.tr("编号的第 {first} 组和第 {second} 组").format(
                first=self.asked[0], second=self.asked[1]
            )
        )
        field.setObjectName("request_number")
        field.setMinimumHeight(theme.scaled(theme.TARGET))
        return field

    def _check(self, typed: str) -> None:
        same = self._presenter.same_number(self.applied, self.asked, typed)
        self.button.setEnabled(same)
        if not same and sum(character.isdigit() for character in typed) >= _DIGITS:
            self._told.tell(
                self.tr("不一致。请对方再念一遍；还是不一致就不要授权，这份文件不是那台电脑写的。")
            )
