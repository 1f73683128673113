"""Admitting a laptop: compare the number read aloud, give each person a role."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.domain.access import Role as TeamRole
from app.services.enrolment import Applied
from ui import theme
from ui.screens.tasks.presenter import ROLES, TasksPresenter
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Role, text


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
    """One request. 授权 works only after the last two groups of the number were typed."""

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
        heading = self.tr("请对方念出屏幕上的编号，核对：{number}").format(number=applied.number)
        self.column.addWidget(text(heading, wrap=True))
        for person in applied.request.persons:
            self.column.addLayout(self._person_row(person.id, person.name))
        self.number = QLineEdit()
        self.number.setPlaceholderText(self.tr("输入对方念的最后两组数字"))
        self.number.setAccessibleName(self.tr("编号最后两组"))
        self.number.setObjectName("request_number")
        self.number.setMinimumHeight(theme.scaled(theme.TARGET))
        self.number.textChanged.connect(self._check)
        self.button = secondary(self.tr("授权这台电脑"), self.admitted.emit, icon="done")
        self.button.setObjectName("admit")
        self.button.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.number, 1)
        row.addWidget(self.button)
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

    def _check(self, typed: str) -> None:
        self.button.setEnabled(self._presenter.same_number(self.applied, typed))
