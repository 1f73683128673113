"""Today: five cards in the order of the work, and what is not done yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.kinds import Label
from app.ports import Changes
from app.services.exchange.forks import Fork
from app.services.overview import Due, Overview
from ui import theme
from ui.desk import Desk
from ui.language import shown
from ui.screens.screen import Screen
from ui.screens.today.fork_question import ForkQuestion, offer_new_beginning
from ui.screens.today.presenter import TodayPresenter
from ui.tasks import unwatched
from ui.widgets.buttons import Button, Look, link, primary, secondary
from ui.widgets.cards import ActionCard, Card
from ui.widgets.texts import ElidedText, Role, section_title, text, title

_CARD_HEIGHT = 190


class TodayScreen(Screen):
    """The first screen after unlocking."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("今天"), "today", self._help())
        self.setObjectName("screen_today")
        self._desk = desk
        self._stage = text("", Role.MUTED)
        self._stage.setObjectName("stage")
        self._next_stage = link(self.tr("进入下一阶段"), self._ask_or_advance)
        self._next_stage.setObjectName("next_stage")
        self._following: Label | None = None
        self._stage_code: str | None = None
        self._asked = False
        self._first_step = primary("", lambda: self._want(self._step, ""))
        self._first_step.setObjectName("first_step")
        self._first_step.hide()
        self._step = ""
        self._arrived = False
        self._title = title(self.tr("今天要做什么？"))
        self._cards: dict[str, ActionCard] = {}
        self._due = QVBoxLayout()
        self._forks: dict[str, Fork] = {}
        self._build()

    def shown(self) -> None:
        self._arrived = True
        self._ask_again()
        self._load()

    def begin_new(self) -> None:
        self._leading.click()

    @property
    def _leading(self) -> Button:
        """The blue button: a talk, or what comes before there is a task."""
        return self._first_step if self._step else self._cards["interview"].button

    def refresh(self, changes: Changes) -> None:
        del changes
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        presenter = TodayPresenter(self._desk.session)
        self._desk.background.run(
            self, unwatched(presenter.look), lambda found: self._show(presenter, found)
        )

    def _show(self, presenter: TodayPresenter, found: Overview) -> None:
        self._stage.setText(self._stage_words(presenter, found))
        self._following = presenter.following(found)
        self._stage_code = found.task.stage if found.task is not None else None
        self._next_stage.setVisible(self._following is not None)
        self._show_first_step("" if found.task is not None else presenter.first_step)
        notes = {
            "interview": self.tr("已记 %n 人次", "", found.interviews),
            "finding": self.tr("共 {all} 个，{open} 个未审签").format(
                all=found.findings, open=found.findings_open
            ),
            "evidence": self.tr("已存 %n 件，自动加密", "", found.evidence),
            "report": self.tr("公文格式，已起草 %n 份", "", found.reports),
            "exchange": self.tr("%n 处改动还没有带出", "", found.waiting),
        }
        for name, words in notes.items():
            self._cards[name].note.setText(words)
        self._forks = {fork.device: fork for fork in found.forks}
        self._show_due(*presenter.due(found))
        self.count_changed.emit(len(found.due))
        self._take_focus()

    def _take_focus(self) -> None:
        """On arrival Enter begins the work; later the focus stays where the person put it."""
        focused = self.window().focusWidget()
        if self._arrived and (focused in (None, self) or not focused.isVisible()):
            self._leading.setFocus()
        self._arrived = False

    def _show_first_step(self, step: str) -> None:
        """Without a task nothing can be recorded: one button leads to what is missing."""
        self._step = step
        words = {
            "unit": self.tr("登记单位"),
            "task": self.tr("登记任务"),
            "bundle": self.tr("去“带出与合并”"),
        }
        self._first_step.setText(words.get(step, ""))
        self._first_step.setAccessibleName(words.get(step, ""))
        self._first_step.setVisible(bool(step))
        for card in self._cards.values():
            card.button.setEnabled(not step)
        self._cards["interview"].button.wear(Look.SECONDARY if step else Look.PRIMARY)

    def _stage_words(self, presenter: TodayPresenter, found: Overview) -> str:
        if presenter.at_office and found.task is None:
            if presenter.first_step == "unit":
                return self.tr("请先登记被巡察单位，再登记任务。")
            return self.tr("请先在“任务与授权”里登记任务。")
        if not presenter.joined:
            return self.tr("这台电脑还没有加入巡察组。请到“带出与合并”办理授权。")
        if found.task is None:
            return self.tr("已加入巡察组。请在“带出与合并”读入办公室给的任务包。")
        parts = [self.tr("阶段：{stage}").format(stage=shown(found.stage))] if found.stage else []
        if found.day is not None and found.days is not None:
            parts.append(
                self.tr("进驻第 {day} 天，共 {days} 天").format(day=found.day, days=found.days)
            )
        return "    ".join(parts)

    def _show_due(self, due: tuple[Due, ...], more: int) -> None:
        while (item := self._due.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for thing in due:
            self._due.addWidget(self._due_row(thing))
        if more:
            self._due.addWidget(text(self.tr("还有 %n 件", "", more), Role.MUTED))
        if not due:
            self._due.addWidget(text(self.tr("没有等着办的事。"), Role.MUTED))
        self._due.addStretch(1)

    def _due_row(self, thing: Due) -> QWidget:
        if thing.reason == "fork":
            question = ForkQuestion(self._desk, self._forks[thing.id])
            question.answered.connect(self._load)
            return question
        title = thing.title or self._title_of(thing.reason)
        row = Card(margin=6)
        inside = QHBoxLayout()
        inside.setSpacing(theme.scaled(12))
        inside.addWidget(ElidedText(title))
        inside.addStretch(1)
        inside.addWidget(text(self._reason(thing.reason), Role.MUTED))
        go = secondary(self.tr("继续"), lambda: self._go_on(thing))
        go.setAccessibleName(self.tr("继续：{title}").format(title=title))
        go.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        inside.addWidget(go)
        row.column.addLayout(inside)
        return row

    def _reason(self, reason: str) -> str:
        return {
            "draft-open": self.tr("没有写完"),
            "conflict": self.tr("两处写得不一样，待裁决"),
            "draft": self.tr("草稿"),
            "checked": self.tr("待复核"),
            "reviewed": self.tr("待审签"),
            "copy": self.tr("办公室的资料要有第二份"),
            "copied-here": self.tr("两台电脑用着同一个名字"),
            "apply-again": self.tr("恢复备份后，办公室还不认识本机"),
        }.get(reason, "")

    def _title_of(self, reason: str) -> str:
        """Things to do that are about no record."""
        return {
            "copy": self.tr("做一次核验备份"),
            "copied-here": self.tr("本机的资料被复制过"),
            "apply-again": self.tr("请重新申请授权"),
        }.get(reason, "")

    def _go_on(self, thing: Due) -> None:
        if thing.reason == "copied-here":
            offer_new_beginning(self._desk)
        elif thing.reason == "conflict":
            self._want("conflict", f"{thing.kind}:{thing.id}")
        else:
            self._want(thing.kind, thing.id)

    def _want(self, kind: str, record: str) -> None:
        self._desk.signals.record_wanted.emit(kind, record)

    def _ask_or_advance(self) -> None:
        """A stage is entered by a second click; the first one asks, in place."""
        if self._following is None:
            return
        if self._asked:
            self._advance(self._following)
            self._ask_again()
            self._leading.setFocus()
            return
        self._asked = True
        self._next_stage.setText(self.tr("确认进入“{stage}”").format(stage=shown(self._following)))

    def _ask_again(self) -> None:
        self._asked = False
        self._next_stage.setText(self.tr("进入下一阶段"))

    def _advance(self, following: Label) -> None:
        presenter, former = TodayPresenter(self._desk.session), self._stage_code

        def done(changes: Changes) -> None:
            self._desk.changed(changes)
            self._desk.banners.inform(
                self.tr("已进入“{stage}”。").format(stage=shown(following)),
                undo=lambda: self._go_back(presenter, former),
            )

        self._desk.background.write(self, unwatched(presenter.advance), done)

    def _go_back(self, presenter: TodayPresenter, former: str | None) -> None:
        self._desk.background.write(
            self, unwatched(lambda: presenter.set_stage(former)), self._desk.changed
        )

    def _help(self) -> str:
        return self.tr(
            "从左到右就是工作的顺序。点卡片上的按钮开始；下面列出还没有做完的事，点“继续”接着做。"
            "写下的内容一秒之内自动加密保存，不需要手动保存。"
        )

    def _build(self) -> None:
        column = self.column()
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._stage)
        head.addWidget(self._next_stage)
        column.addLayout(head)
        column.addWidget(self._first_step, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._card_grid())
        column.addWidget(section_title(self.tr("还没做完的事")))
        inside = QWidget()
        inside.setLayout(self._due)
        self._due.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        column.addWidget(area, 1)

    def _card_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.scaled(8))
        grid.setRowMinimumHeight(0, theme.scaled(_CARD_HEIGHT))  # more where words wrap
        cards: tuple[tuple[str, str, str, Callable[[], None]], ...] = (
            ("interview", self.tr("1. 记录谈话"), self.tr("记录谈话"), self._wanting("interview")),
            ("finding", self.tr("2. 登记问题"), self.tr("登记问题"), self._wanting("finding")),
            ("evidence", self.tr("3. 导入证据"), self.tr("导入证据"), self._wanting("evidence")),
            ("report", self.tr("4. 生成报告"), self.tr("生成报告"), self._wanting("report")),
            ("exchange", self.tr("5. 打包带回"), self.tr("打包带回"), self._wanting("bundle")),
        )
        for position, (name, heading, words, action) in enumerate(cards):
            button: Button = primary(words, action) if position == 0 else secondary(words, action)
            card = ActionCard(name, heading, "", button)
            self._cards[name] = card
            grid.addWidget(card, 0, position)
            grid.setColumnStretch(position, 1)
        return grid

    def _wanting(self, kind: str) -> Callable[[], None]:
        return lambda: self._want(kind, "")
