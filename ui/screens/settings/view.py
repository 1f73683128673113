"""Settings: a few cards, each with one purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import (
    InputError,
    PassphraseDelayedError,
    PassphraseTooWeakError,
    WrongPassphraseError,
    XunjiError,
)
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.errors import say, say_problem
from ui.screens.screen import Screen
from ui.screens.settings.copy_card import CopyCard
from ui.screens.settings.presenter import SettingsPresenter
from ui.tasks import unwatched
from ui.theme import Shade
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Role, section_title, text, title
from ui.widgets.told_line import ToldLine

_LANGUAGES = (("zh", "中文"), ("en", "English"))  # stays Chinese


class SettingsScreen(Screen):
    """Of this computer and of the person who works on it."""

    kinds = ("copy",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("设置"), "settings", self._help())
        self.setObjectName("screen_settings")
        self._desk = desk
        self._presenter = SettingsPresenter(desk.program, desk.opened)
        self._language = ChoiceBox(whole=True)
        self._shade = ChoiceBox(whole=True)
        self._percent = ChoiceBox(whole=True)
        self._percent.setObjectName("text_size")
        self._people = text("", wrap=True)
        self._name = self._line(self.tr("姓名"), "person_name", secret=False)
        self._passphrase = self._line(self.tr("口令"), "person_passphrase")
        self._repeat = self._line(self.tr("再输一次"), "person_repeat")
        self._old = self._line(self.tr("现在的口令"), "old_passphrase")
        self._new = self._line(self.tr("新口令"), "new_passphrase")
        self._new_repeat = self._line(self.tr("再输一次"), "new_repeat")
        lines = (self._name, self._passphrase, self._repeat, self._old, self._new)
        self._told = {line: ToldLine(line) for line in (*lines, self._new_repeat)}
        self._health = text("", wrap=True)
        self._copy: CopyCard | None = None
        self._area = QScrollArea()
        self._build()

    def shown(self) -> None:
        self._presenter = SettingsPresenter(self._desk.program, self._desk.opened)
        if self._copy is not None:
            self._copy.show_last(self._presenter)
        self._show_people()
        self._show_scale()

    def changeEvent(self, event: QEvent) -> None:
        """Ctrl with + or - changes the text size, too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_health"):
            self._show_scale()

    def _show_scale(self) -> None:
        self._percent.setCurrentIndex(self._percent.findData(theme.scale()))

    def locked(self) -> None:
        """No half-typed passphrase waits behind the lock."""
        for field in self._secrets():
            field.clear()
        for told in self._told.values():
            told.tell("")

    def _secrets(self) -> tuple[QLineEdit, ...]:
        return (self._passphrase, self._repeat, self._old, self._new, self._new_repeat)

    def _show_people(self) -> None:
        self._people.setText(
            self.tr("在这台电脑上有口令的人：{names}").format(
                names=comma().join(self._presenter.people())
            )
        )

    def _choose_language(self) -> None:
        self._presenter.choose_language(str(self._language.currentData()))
        self._desk.banners.inform(self.tr("下次打开时使用新的语言。"))

    def _choose_percent(self) -> None:
        percent = int(self._percent.currentData())
        self._presenter.choose_percent(percent)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, theme.shade(), percent)

    def _choose_shade(self) -> None:
        dark = bool(self._shade.currentData())
        self._presenter.choose_dark(dark)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, Shade.DARK if dark else Shade.LIGHT, theme.scale())

    def _add_person(self) -> None:
        presenter = self._presenter
        words = (self._name.text(), self._passphrase.text(), self._repeat.text())

        def done(_: object) -> None:
            for field in (self._name, self._passphrase, self._repeat):
                field.clear()
            self._show_people()
            self._desk.banners.inform(self.tr("已添加。请重新“申请授权”，让办公室认识新的组员。"))

        places = {"name": self._name, "passphrase": self._passphrase, "repeat": self._repeat}
        self._write(lambda: presenter.add_person(*words), done, places)

    def _change_passphrase(self) -> None:
        presenter = self._presenter
        words = (self._old.text(), self._new.text(), self._new_repeat.text())

        def done(_: object) -> None:
            for field in (self._old, self._new, self._new_repeat):
                field.clear()
            self._desk.banners.inform(self.tr("口令已更改，下次打开时使用新口令。"))

        places = {"old": self._old, "passphrase": self._new, "repeat": self._new_repeat}
        self._write(lambda: presenter.change_passphrase(*words), done, places)

    def _write(
        self,
        call: Callable[[], object],
        done: Callable[[object], None],
        places: Mapping[str, QLineEdit],
    ) -> None:
        """``places``: what a problem is called -> the line it is said at."""
        for line in places.values():
            self._told[line].tell("")
        self._desk.background.write(
            self, unwatched(call), done, lambda error: self._refused(error, places)
        )

    def _refused(self, error: Exception, places: Mapping[str, QLineEdit]) -> None:
        found: dict[str, str] = {}
        if isinstance(error, InputError):
            found = {problem.field: say_problem(problem) for problem in error.problems}
        elif isinstance(error, PassphraseTooWeakError):
            found = {"passphrase": say(error).sentence}
        elif isinstance(error, WrongPassphraseError | PassphraseDelayedError):
            found = {"old": say(error).sentence}
        at = {name: line for name, line in places.items() if name in found}
        if not at:
            self._desk.door.tell(error)
            return
        for name, line in at.items():
            self._told[line].tell(found[name])
        next(iter(at.values())).setFocus()

    def _check(self) -> None:
        self._health.setText(self.tr("正在检查…"))
        task = self._desk.background.run(
            self, self._presenter.check, self._checked, self._desk.door.tell
        )
        self._desk.progress.follow(task, self.tr("正在检查本机数据…"))

    def _checked(self, found: list[XunjiError]) -> None:
        if not found:
            self._health.setText(self.tr("全部完好：记录、日志和证据都核对过。"))
            return
        self._health.setText("\n".join(say(error).sentence for error in found))

    def _line(self, name: str, object_name: str, *, secret: bool = True) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setObjectName(object_name)
        field.setMinimumHeight(theme.scaled(theme.TARGET))
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        return field

    def _help(self) -> str:
        return self.tr("语言、明暗和字的大小只影响这台电脑。字的大小也可以用 Ctrl 加 + 或 - 调整。")

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(theme.scaled(12))
        column.addWidget(title(self.tr("设置")))
        for card in (
            self._appearance(),
            self._passphrase_card(),
            self._people_card(),
            self._health_card(),
            *self._copy_cards(),
        ):
            column.addWidget(card)
        column.addStretch(1)
        area = self._area
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self.column().addWidget(area, 1)

    def _appearance(self) -> Card:
        preferences = self._desk.program.preferences()
        for code, words in _LANGUAGES:
            self._language.addItem(words, code)
        for dark, words in ((False, self.tr("浅色")), (True, self.tr("深色"))):
            self._shade.addItem(words, dark)
        for percent in theme.SCALES:
            self._percent.addItem(f"{percent} %", percent)
        self._show_scale()
        self._language.setCurrentIndex(self._language.findData(preferences.language))
        self._shade.setCurrentIndex(self._shade.findData(preferences.dark))
        self._language.setAccessibleName(self.tr("语言"))
        self._shade.setAccessibleName(self.tr("明暗"))
        self._percent.setAccessibleName(self.tr("文字大小"))
        self._language.activated.connect(self._choose_language)
        self._shade.activated.connect(self._choose_shade)
        self._percent.activated.connect(self._choose_percent)
        parts = (
            text(self.tr("语言")),
            self._language,
            text(self.tr("明暗")),
            self._shade,
            text(self.tr("文字大小")),
            self._percent,
        )
        return self._card(self.tr("显示"), parts)

    def _passphrase_card(self) -> Card:
        change = secondary(self.tr("更改口令"), self._change_passphrase)
        change.setObjectName("change_passphrase")
        parts = (self._old, self._new, self._new_repeat, change)
        return self._card(self.tr("我的口令"), parts)

    def _people_card(self) -> Card:
        add = secondary(self.tr("添加"), self._add_person, icon="add")
        add.setObjectName("add_person")
        parts = (self._name, self._passphrase, self._repeat, add)
        card = self._card(self.tr("共用这台电脑的人"), parts)
        card.column.insertWidget(1, self._people)
        return card

    def _copy_cards(self) -> list[Card]:
        """At the office: the verified second copy."""
        if not self._presenter.at_office:
            return []
        self._copy = CopyCard(self._desk, self._presenter)
        return [self._copy]

    def show_record(self, kind: str, record: str) -> None:
        """Asked for from the home screen: the card of the second copy."""
        del kind, record
        if self._copy is not None:
            self._copy.button.setFocus()
            self._area.ensureWidgetVisible(self._copy)

    def _health_card(self) -> Card:
        check = secondary(self.tr("检查本机数据"), self._check, icon="done")
        check.setObjectName("check_vault")
        card = self._card(self.tr("数据完好"), (check,))
        card.column.addWidget(self._health)
        where = self.tr("保存在：{folder}").format(folder=self._desk.opened.path)
        card.column.addWidget(text(where, Role.SMALL, wrap=True))
        return card

    def _card(self, heading: str, parts: tuple[QWidget, ...]) -> Card:
        card = Card()
        card.column.addWidget(section_title(heading))
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        for part in parts:
            if isinstance(part, QLineEdit):
                row.addWidget(self._told[part], 1)
            elif isinstance(part, QLabel):
                row.addWidget(part)
            else:
                row.addWidget(part, alignment=Qt.AlignmentFlag.AlignTop)
        if not any(isinstance(part, QLineEdit) for part in parts):
            row.addStretch(1)  # lines take all the room there is: their names are long
        card.column.addLayout(row)
        return card
