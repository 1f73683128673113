"""A new laptop in the place of another: its request, the number read aloud, and who is who."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.enrolment import Applied
from app.trust.fingerprint import GROUP_DIGITS, TYPED_GROUPS, groups_to_ask
from ui import theme
from ui.screens.authority.presenter import AuthorityPresenter, LaptopLine
from ui.widgets.buttons import link, secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.emptying import empty
from ui.widgets.texts import section_title, text
from ui.widgets.told_line import ToldLine

_DIGITS = TYPED_GROUPS * GROUP_DIGITS


class ReplacingCard(Card):
    """The steps before the decision itself. 下一步 works once the number was typed as heard."""

    proposed = Signal(object)
    """Proposal."""

    def __init__(self) -> None:
        super().__init__(margin=16)
        self.setAccessibleName(self.tr("更换电脑"))
        self._presenter: AuthorityPresenter | None = None
        self._laptop: LaptopLine | None = None
        self._applied: Applied | None = None
        self.asked: tuple[int, ...] = ()
        self._people: dict[str, ChoiceBox] = {}
        self._inside = QVBoxLayout()
        self.column.addLayout(self._inside)
        self.hide()

    def begin(self, presenter: AuthorityPresenter, laptop: LaptopLine, applied: Applied) -> None:
        """Show the request of the laptop that is to take over."""
        self._presenter, self._laptop, self._applied = presenter, laptop, applied
        self.asked = groups_to_ask()
        self._people = {}
        empty(self._inside)
        heading = self.tr("用“{new}”更换“{old}”").format(
            new=applied.request.label, old=laptop.label
        )
        self._inside.addWidget(section_title(heading))
        first, second = self.asked
        ask = self.tr("请对方念出他屏幕上编号的第 {first} 组和第 {second} 组，听到什么输什么。")
        self._inside.addWidget(text(ask.format(first=first, second=second), wrap=True))
        known = presenter.people_of(laptop)
        same = presenter.same_people(laptop, applied)
        for person in applied.request.persons:
            self._inside.addWidget(self._who(person.id, person.name, known, same.get(person.id)))
        self._inside.addWidget(self._number())
        self.show()
        self.number.setFocus()

    def drop(self) -> None:
        """Nothing is changed."""
        self._applied = None
        self.hide()

    def _who(self, id_: str, name: str, known: list[tuple[str, str]], same: str | None) -> QWidget:
        box = ChoiceBox(whole=True)
        box.setObjectName(f"who_{name}")
        box.setAccessibleName(self.tr("{name}是哪一位").format(name=name))
        for person, shown in known:
            box.addItem(self.tr("就是原来的{name}").format(name=shown), person)
        box.addItem(self.tr("新来的组员"), "")
        box.setCurrentIndex(max(0, box.findData(same or "")))
        self._people[id_] = box
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text(name), 1)
        row.addWidget(box)
        return area

    def _number(self) -> QWidget:
        self.number = QLineEdit()
        self.number.setObjectName("replacement_number")
        self.number.setPlaceholderText(self.tr("输入对方念的两组数字，共十位"))
        self.number.setAccessibleName(self.tr("对方念的两组数字"))
        self.number.setMinimumHeight(theme.scaled(theme.TARGET))
        told = ToldLine(self.number)
        next_ = secondary(self.tr("下一步"), self._next, icon="next")
        next_.setObjectName("replacement_next")
        next_.setEnabled(False)
        drop = link(self.tr("不换了"), self.drop)

        def check(typed: str) -> None:
            assert self._presenter is not None
            assert self._applied is not None
            same = self._presenter.same_number(self._applied, self.asked, typed)
            next_.setEnabled(same)
            if not same and sum(character.isdigit() for character in typed) >= _DIGITS:
                told.tell(self.tr("不一致。请对方再念一遍；还是不一致就不要授权。"))

        self.number.textChanged.connect(check)
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(told, 1)
        row.addWidget(next_)
        row.addWidget(drop)
        return area

    def _next(self) -> None:
        presenter, laptop, applied = self._presenter, self._laptop, self._applied
        if presenter is None or laptop is None or applied is None:
            return
        chosen = {id_: str(box.currentData() or "") for id_, box in self._people.items()}
        same = {id_: person for id_, person in chosen.items() if person}
        self.hide()
        self.proposed.emit(presenter.replace(laptop, applied, same))
