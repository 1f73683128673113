"""The computers and people of a task, each with what can be decided about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.access import Recusal
from app.domain.access import Role as TeamRole
from ui import theme, typed
from ui.display import comma
from ui.screens.authority.presenter import (
    TEAM_ROLES,
    AuthorityPresenter,
    LaptopLine,
    PersonLine,
    Shown,
    TeamFacts,
)
from ui.screens.tasks.admission import role_words
from ui.widgets.buttons import Button, secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, section_title, text

_EXTENSIONS = (30, 90)
"""Days a validity is extended by, from the later of today and its end."""


class TeamPart(Card):
    """Everything the statement says, by laptop and by person."""

    proposed = Signal(object)
    """Proposal."""
    replacement_wanted = Signal(object)
    """LaptopLine."""

    def __init__(self) -> None:
        super().__init__(margin=16)
        self._presenter: AuthorityPresenter | None = None
        self._records: list[tuple[str, str, str]] = []
        self._inside = QVBoxLayout()
        self.column.addLayout(self._inside)

    def show_team(self, presenter: AuthorityPresenter, shown: Shown) -> None:
        """Show the present task's team."""
        self._presenter, self._records, team = presenter, shown.records, shown.team
        empty(self._inside)
        if team is None:
            hint = self.tr("这项任务还没有授权过电脑。请先到“任务与授权”里授权。")
            self._inside.addWidget(text(hint, Role.MUTED, wrap=True))
            return
        self._inside.addWidget(section_title(self.tr("电脑")))
        for laptop in team.laptops:
            self._inside.addWidget(self._laptop_row(laptop))
        self._inside.addWidget(section_title(self.tr("人员")))
        for person in team.people:
            self._inside.addWidget(self._person_row(presenter, person))
        self._inside.addWidget(section_title(self.tr("谁能看、管到哪天")))
        self._inside.addWidget(self._designation(presenter, team))
        self._inside.addWidget(self._identities(presenter, team))
        self._inside.addWidget(self._validity(presenter, team))

    def _laptop_row(self, laptop: LaptopLine) -> QWidget:
        words = self.tr("{ordinal} 号机（{label}）  {people}").format(
            ordinal=laptop.ordinal, label=laptop.label, people=comma().join(laptop.people)
        )
        if laptop.revoked:
            return _row([text(words, Role.MUTED, wrap=True), text(self.tr("已停用"), Role.PROBLEM)])
        presenter = self._presenter
        assert presenter is not None
        revoke = self._button(self.tr("停用…"), f"revoke_{laptop.ordinal}", laptop.label)
        revoke.clicked.connect(lambda: self.proposed.emit(presenter.revoke(laptop)))
        replace = self._button(self.tr("更换电脑…"), f"replace_{laptop.ordinal}", laptop.label)
        replace.clicked.connect(lambda: self.replacement_wanted.emit(laptop))
        return _row([text(words, wrap=True), replace, revoke])

    def _person_row(self, presenter: AuthorityPresenter, person: PersonLine) -> QWidget:
        parts: list[QWidget] = [text(self._person_words(person), wrap=True)]
        if person.left is not None:
            back = self._button(self.tr("重新归队…"), f"return_{person.name}", person.name)
            back.clicked.connect(lambda: self.proposed.emit(presenter.come_back(person)))
            return _row([*parts, back])
        parts += [self._lift(presenter, person, recusal) for recusal in person.recusals]
        if not person.recused:
            parts += [self._roles(presenter, person), self._recusals(presenter, person)]
        leave = self._button(self.tr("离组…"), f"leave_{person.name}", person.name)
        leave.clicked.connect(lambda: self.proposed.emit(presenter.leave(person)))
        return _row([*parts, leave])

    def _lift(self, presenter: AuthorityPresenter, person: PersonLine, recusal: Recusal) -> Button:
        names = {record: name for _, record, name in self._records}
        name = names.get(recusal.record, recusal.record[:8])
        words = self.tr("取消回避（{record}）…").format(record=name or self.tr("整项任务"))
        return self._button(
            words,
            f"lift_{person.name}",
            person.name,
            lambda: self.proposed.emit(presenter.lift(person, recusal, name)),
        )

    def _person_words(self, person: PersonLine) -> str:
        if person.left is not None:
            day = typed.format_day(person.left)
            return self.tr("{name}  {day} 离组").format(name=person.name, day=day)
        if person.recused:
            return self.tr("{name}  已回避整项任务").format(name=person.name)
        return self.tr("{name}  {role}").format(name=person.name, role=role_words(person.role))

    def _roles(self, presenter: AuthorityPresenter, person: PersonLine) -> ChoiceBox:
        box = self._choices(self.tr("调整职务…"), f"role_{person.name}")
        box.setAccessibleName(self.tr("{name}的职务").format(name=person.name))
        for role in TEAM_ROLES:
            if role is not person.role:
                box.addItem(role_words(role), role.value)

        def chosen() -> None:
            if value := box.currentData():
                box.setCurrentIndex(0)
                self.proposed.emit(presenter.give_role(person, TeamRole(value)))

        box.activated.connect(chosen)
        return box

    def _recusals(self, presenter: AuthorityPresenter, person: PersonLine) -> ChoiceBox:
        box = self._choices(self.tr("回避…"), f"recuse_{person.name}")
        box.setAccessibleName(self.tr("{name}回避什么").format(name=person.name))
        box.addItem(self.tr("整项任务"), ("", "", ""))
        known = {recusal.record for recusal in person.recusals}
        for kind, record, name in self._records:
            if record not in known:
                box.addItem(name, (kind, record, name))

        def chosen() -> None:
            if value := box.currentData():
                box.setCurrentIndex(0)
                self.proposed.emit(presenter.recuse(person, *value))

        box.activated.connect(chosen)
        return box

    def _designation(self, presenter: AuthorityPresenter, team: TeamFacts) -> QWidget:
        area = QWidget()
        flow = FlowLayout(area, spacing=12)
        flow.addWidget(text(self.tr("信访专人（组长本来就能看）：")))
        boxes: list[tuple[QCheckBox, PersonLine]] = []
        for person in team.people:
            if person.left is None and not person.recused:
                box = QCheckBox(person.name)
                box.setObjectName(f"petition_{person.name}")
                box.setChecked(person.id in team.designated)
                boxes.append((box, person))
                flow.addWidget(box)

        def propose() -> None:
            chosen = [person for box, person in boxes if box.isChecked()]
            names = comma().join(person.name for person in chosen)
            ids = frozenset(person.id for person in chosen)
            self.proposed.emit(presenter.designate(ids, names))

        flow.addWidget(self._button(self.tr("改信访专人…"), "designate", "", propose))
        return area

    def _identities(self, presenter: AuthorityPresenter, team: TeamFacts) -> QWidget:
        closed = team.identities_closed
        now = (
            self.tr("谈话对象身份：只有参加谈话的人能看")
            if closed
            else self.tr("谈话对象身份：参加谈话的人和组长能看")
        )
        words = self.tr("改为组长也能看…") if closed else self.tr("改为只给参加谈话的人…")
        change = self._button(
            words,
            "identities",
            "",
            lambda: self.proposed.emit(presenter.close_identities(closed=not closed)),
        )
        return _row([text(now, wrap=True), change])

    def _validity(self, presenter: AuthorityPresenter, team: TeamFacts) -> QWidget:
        sentence = (
            self.tr("第 {version} 版授权，{day} 已过期：可以照常记录，不能加新的人员和电脑。")
            if team.expired
            else self.tr("第 {version} 版授权，有效到 {day}。")
        )
        day = typed.format_day(team.valid_until)
        words = sentence.format(version=team.version, day=day)
        today = presenter.session.clock.now().date()
        start = max(today, team.valid_until)
        parts: list[QWidget] = [
            text(words, Role.PROBLEM if team.expired else Role.PLAIN, wrap=True)
        ]
        for days in _EXTENSIONS:
            until = start + timedelta(days=days)
            button = self._button(self.tr("延长 %n 天…", "", days), f"extend_{days}", "")
            button.clicked.connect(
                lambda _=False, day=until: self.proposed.emit(presenter.extend(day))
            )
            parts.append(button)
        return _row(parts)

    def _button(
        self, words: str, name: str, of: str, on_click: Callable[[], object] | None = None
    ) -> Button:
        button = secondary(words, on_click)
        button.setObjectName(name)
        button.setAccessibleName(f"{words} {of}".strip())
        return button

    def _choices(self, first: str, name: str) -> ChoiceBox:
        box = ChoiceBox(whole=True)
        box.setObjectName(name)
        box.addItem(first, None)
        box.setMinimumHeight(theme.scaled(theme.TARGET))
        return box


def _row(parts: list[QWidget]) -> QWidget:
    """The first part takes the room, the others stand at the right."""
    area = QWidget()
    row = QHBoxLayout(area)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.scaled(8))
    for number, part in enumerate(parts):
        row.addWidget(part, 1 if number == 0 else 0, Qt.AlignmentFlag.AlignVCenter)
    return area
