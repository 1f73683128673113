"""读入与合并: choose files, see what each would do, merge or leave it, read the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.domain.errors import CancelledError, NotForUsError, XunjiError
from app.ports import Cancelled, Progress
from app.services.exchange import Merged
from ui import theme
from ui.desk import Desk
from ui.errors import say
from ui.screens.exchange.for_others import ForOthers
from ui.screens.exchange.merge_report import MergeReport
from ui.screens.exchange.presenter import SALVAGEABLE, ExchangePresenter, Looked, Summary
from ui.screens.exchange.words import ExchangeWords
from ui.tasks import Task, unwatched
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import Button, link, primary, secondary
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, section_title, text

_LISTED = 500
"""More records than this are counted, not listed."""


@dataclass(frozen=True)
class Parcel:
    """A file that came within another: evidence by this digest."""

    digest: str


class BringingIn(Card):
    """One file at a time: what the second brings depends on the first."""

    looked = Signal()
    """What is shown has changed: which button leads may be another."""
    questions_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self._words = ExchangeWords(desk, self)
        self._waiting: list[Path | Parcel] = []
        self._others: list[Path] = []
        self._offered: ForOthers | None = None
        self._from_stick = False
        self._known = 0
        """Files of this stick that were read in before, or bring nothing new."""
        self._looked: Looked | None = None
        self._looking: Task | None = None
        self._busy = False
        self._next_step: Button | None = None
        """Where the keyboard goes once what was put together is shown: never to the rail."""
        self.choose_button = secondary(self.tr("选择文件…"), self.choose, icon="import")
        self.choose_button.setObjectName("choose_bundle")
        self.stick_button = secondary(self.tr("读入整个U盘…"), self.choose_stick, icon="import")
        self.stick_button.setObjectName("choose_stick")
        self._place = QVBoxLayout()
        self._body = QWidget()
        self._build()

    @property
    def showing(self) -> bool:
        """Whether a preview waits for an answer."""
        return self._looked is not None

    def look(self) -> None:
        """Nothing can be taken in before this computer belongs to an office."""
        joined = self._desk.opened.session.papers is not None
        for button in (self.choose_button, self.stick_button):
            button.setEnabled(joined and not self._busy)

    def choose(self) -> None:
        """Ask for files and look at the first."""
        kinds = self.tr("巡记数据包 (*.xjb)")
        chosen = self._desk.choose_open(self.tr("选择带回来的文件"), kinds)
        if chosen:
            self.take(chosen)

    def choose_stick(self) -> None:
        """Everything on a stick, or in a folder, that was not read in yet."""
        folder = self._desk.choose_folder(self.tr("从哪个U盘或文件夹读入"))
        if folder is None:
            return
        presenter = ExchangePresenter(self._desk.session)

        def found(answer: tuple[list[Path], int]) -> None:
            self._set_busy(False)
            files, known = answer
            self.take(files, from_stick=True, known=known)

        self._set_busy(True)
        self._desk.background.run(
            self, unwatched(lambda: presenter.on_medium(folder)), found, self._not_merged
        )

    def take(self, files: list[Path], *, from_stick: bool = False, known: int = 0) -> None:
        """Look at these files, one after another."""
        self._waiting = list(files)
        self._others, self._from_stick, self._known = [], from_stick, known
        self._next()

    def forget(self) -> None:
        """Drop what is shown, or being looked at, without merging it: the window locks."""
        looked, self._looked = self._looked, None
        looking, self._looking = self._looking, None
        self._waiting, self._others = [], []
        self._from_stick = False
        if looking is not None:
            looking.cancel()
            self._set_busy(False)
        if looked is not None:
            presenter = ExchangePresenter(self._desk.session)
            self._desk.background.write(self, unwatched(lambda: presenter.abandon(looked)))
        self._show_idle()

    def _next(self) -> None:
        if self._waiting:
            self._look(self._waiting.pop(0))
        else:
            self._show_idle()
            self.choose_button.setFocus()

    def _look(self, wanted: Path | Parcel, *, salvage: bool = False) -> None:
        presenter = ExchangePresenter(self._desk.session)
        path = wanted if isinstance(wanted, Path) else Path(self.tr("代转的文件"))

        def work(progress: Progress, cancelled: Cancelled) -> Looked:
            if isinstance(wanted, Path):
                return presenter.look(wanted, progress, cancelled, salvage=salvage)
            looked = presenter.look_at_parcel(wanted.digest, progress, cancelled)
            return replace(looked, summary=replace(looked.summary, file=path.name))

        self._set_busy(True)
        running = self._desk.background.run(
            self,
            work,
            lambda looked: self._answered(running, presenter, looked),
            lambda error: self._refused(running, path, salvage, error),
        )
        self._looking = running
        checking = self.tr("正在核对 {file}…").format(file=path.name)
        self._show_words(checking)
        self._desk.progress.follow(running, checking)

    def _answered(self, task: Task, presenter: ExchangePresenter, looked: Looked) -> None:
        if task is not self._looking:  # the window was locked meanwhile
            self._desk.background.write(self, unwatched(lambda: presenter.abandon(looked)))
            return
        self._looking = None
        if self._from_stick and looked.summary.nothing_new:
            self._known += 1
            self._pass_over(looked)
            return
        self._show_looked(looked)

    def _refused(self, task: Task, path: Path, salvage: bool, error: Exception) -> None:
        if task is not self._looking:
            return
        self._looking = None
        self._set_busy(False)
        if isinstance(error, CancelledError):
            self._desk.door.tell(error)
            self._next()
            return
        if isinstance(error, NotForUsError):
            self._others.append(path)
            self._next()
            return
        if not isinstance(error, XunjiError):
            self._desk.door.tell(error)
        said = say(error)
        column = self._renew()
        sentence = self.tr("{file}：{sentence}").format(file=path.name, sentence=said.sentence)
        banner = Banner(Severity.ERROR, sentence, said.hint)
        banner.setObjectName("refused")
        banner.close_button.hide()
        column.addWidget(banner)
        buttons = FlowLayout()
        if isinstance(error, SALVAGEABLE) and not salvage:
            hint = self.tr("也可以把完好的部分取出来，先看看有多少。")
            column.addWidget(text(hint, Role.MUTED, wrap=True))
            rescue = secondary(self.tr("部分恢复"), lambda: self._look(path, salvage=True))
            rescue.setObjectName("salvage")
            buttons.addWidget(rescue)
        self._next_step = self._onward()
        buttons.addWidget(self._next_step)
        column.addLayout(buttons)
        self._present()

    def _show_looked(self, looked: Looked) -> None:
        self._set_busy(False)
        self._looked = looked
        summary = looked.summary
        column = self._renew()
        column.addWidget(text(summary.file, Role.MUTED, wrap=True))
        column.addWidget(text(self._words.origin(summary), Role.STRONG, wrap=True))
        if summary.nothing_new:
            self._show_nothing_new(column)
        else:
            self._show_news(column, summary)
        self._present()

    def _show_nothing_new(self, column: QVBoxLayout) -> None:
        words = text(self.tr("没有新内容：里面的东西本机都已经有了。"), Role.STRONG, wrap=True)
        words.setObjectName("nothing_new")
        column.addWidget(words)
        done = secondary(self.tr("知道了"), self._pass_over_shown)
        done.setObjectName("nothing_new_done")
        column.addWidget(done)
        self._next_step = done

    def _show_news(self, column: QVBoxLayout, summary: Summary) -> None:
        words = self._words
        for sentence, severity in (
            (words.damage(summary), Severity.ERROR),
            (words.conflicts(summary), Severity.WARNING),
            (words.missing(summary), Severity.WARNING),
        ):
            if sentence:
                column.addWidget(_notice(severity, sentence))
        if waiting := words.arriving(summary):
            pieces = text(waiting, Role.MUTED, wrap=True)
            pieces.setObjectName("arriving")
            column.addWidget(pieces)
        for sentence in (*words.gaps(summary), *words.kept_aside(summary)):
            column.addWidget(_notice(Severity.WARNING, sentence))
        totals = text("   ".join(words.totals(summary)), Role.HEADING, wrap=True)
        totals.setObjectName("totals")
        column.addWidget(totals)
        for line in words.by_kind(summary):
            column.addWidget(text(line))
        column.addWidget(self._details(summary))
        column.addLayout(self._answers())

    def _details(self, summary: Summary) -> QWidget:
        listed = QListWidget()
        listed.setObjectName("preview_list")
        listed.setAccessibleName(self.tr("逐条列出"))
        listed.addItems([self._words.line(line) for line in summary.lines[:_LISTED]])
        if len(summary.lines) > _LISTED:
            listed.addItem(self.tr("还有 %n 条", "", len(summary.lines) - _LISTED))
        listed.setMinimumHeight(theme.scaled(200))
        listed.setWordWrap(True)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        listed.hide()
        toggle = link(self.tr("逐条列出"), lambda: listed.setVisible(not listed.isVisible()))
        toggle.setObjectName("show_details")
        part = QWidget()
        inside = QVBoxLayout(part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(toggle, alignment=Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(listed)
        return part

    def _answers(self) -> FlowLayout:
        merge = primary(self.tr("合并"), self._merge, icon="merge")
        merge.setObjectName("merge")
        decline = secondary(self.tr("不合并"), self._decline)
        decline.setObjectName("decline")
        row = FlowLayout()
        row.addWidget(merge)
        row.addWidget(decline)
        self._next_step = merge
        return row

    def _merge(self) -> None:
        looked, self._looked = self._looked, None
        if looked is None:
            return
        presenter = ExchangePresenter(self._desk.session)
        self._set_busy(True)
        running = self._desk.background.write(
            self,
            unwatched(lambda: presenter.merge(looked)),
            lambda merged: self._show_merged(looked.summary, merged),
            self._not_merged,
        )
        self._show_words(self.tr("正在合并…"))
        self._desk.progress.follow(running, self.tr("正在合并…"))

    def _not_merged(self, error: Exception) -> None:
        self._set_busy(False)
        self._desk.door.tell(error)
        self._next()

    def _show_merged(self, summary: Summary, merged: Merged) -> None:
        self._set_busy(False)
        report = MergeReport(self._desk, self._words.report(summary, merged), merged)
        report.questions_wanted.connect(self.questions_wanted)
        self._waiting = [*map(Parcel, merged.parcels), *self._waiting]
        column = self._renew()
        if damage := self._words.damage(summary):
            column.addWidget(_notice(Severity.ERROR, damage))
        sentence, hint = self._words.agreement(merged.agreement)
        if sentence:
            column.addWidget(_notice(Severity.ERROR, sentence, hint))
        column.addWidget(report)
        onward = self._onward()
        column.addWidget(onward, alignment=Qt.AlignmentFlag.AlignLeft)
        self._next_step = onward
        self._desk.changed(merged.changes)
        self._present()

    def _pass_over_shown(self) -> None:
        looked, self._looked = self._looked, None
        if looked is not None:
            self._pass_over(looked)

    def _pass_over(self, looked: Looked) -> None:
        """It brought nothing new: not asked about again when this stick comes."""
        presenter = ExchangePresenter(self._desk.session)
        self._desk.background.write(self, unwatched(lambda: presenter.pass_over(looked)))
        self._set_busy(False)
        self._next()

    def _decline(self) -> None:
        looked, self._looked = self._looked, None
        if looked is not None:
            presenter = ExchangePresenter(self._desk.session)
            self._desk.background.write(self, unwatched(lambda: presenter.abandon(looked)))
        self._next()

    def _onward(self) -> Button:
        more = len(self._waiting)
        words = self.tr("看下一个文件（还有 %n 个）", "", more) if more else self.tr("完成")
        button = secondary(words, self._next)
        button.setObjectName("onward")
        return button

    def _show_idle(self) -> None:
        column = self._renew()
        if self._from_stick:
            column.addWidget(self._stick_words())
        elif not self._others:
            hint = self.tr(
                "选择从U盘带回来的文件，或者读入整个U盘。"
                "先核对、给您看里面有什么，您点“合并”才会写入。"
            )
            column.addWidget(text(hint, Role.MUTED, wrap=True))
        if self._others:
            column.addWidget(self._for_others())
        self._present()

    def _stick_words(self) -> QWidget:
        known = self.tr("%n 个文件没有新内容，或者以前读过了", "", self._known)
        words = self.tr("这个U盘读完了：{known}。") if self._known else self.tr("这个U盘读完了。")
        if not self._known and not self._others:
            words = self.tr("这个U盘上没有别的要读入的文件了。")
        label = text(words.format(known=known), Role.STRONG, wrap=True)
        label.setObjectName("stick_done")
        return label

    def _for_others(self) -> QWidget:
        team = self._desk.opened.session.role == "team"
        self._offered = ForOthers(self._others, may_carry=team)
        self._offered.carry_wanted.connect(self._carry)
        return self._offered

    def _carry(self, path: Path) -> None:
        presenter, offered = ExchangePresenter(self._desk.session), self._offered

        def work(progress: Progress, cancelled: Cancelled) -> None:
            presenter.carry_for_office(path, progress, cancelled)

        def taken(_none: None) -> None:
            self._set_busy(False)
            if offered is not None and offered is self._offered:
                offered.taken(path)

        def failed(error: Exception) -> None:
            self._set_busy(False)
            self._desk.door.tell(error)

        self._set_busy(True)
        running = self._desk.background.write(self, work, taken, failed)
        self._desk.progress.follow(running, self.tr("正在收下 {file}…").format(file=path.name))

    def _show_words(self, words: str) -> None:
        self._renew().addWidget(text(words, Role.MUTED, wrap=True))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.look()

    def _present(self) -> None:
        """Show at once what was put together: the focus is set on it."""
        self._body.show()
        if self._next_step is not None:
            self._next_step.setFocus()
        self.looked.emit()

    def _renew(self) -> QVBoxLayout:
        self._place.removeWidget(self._body)
        self._body.hide()
        self._body.deleteLater()
        self._body = QWidget()
        self._next_step = None
        self._offered = None
        self._place.addWidget(self._body)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        idle = self._looked is None and not self._waiting
        for button in (self.choose_button, self.stick_button):
            button.setVisible(idle)
        return column

    def _build(self) -> None:
        self.column.addWidget(section_title(self.tr("读入与合并")))
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addWidget(self.stick_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addLayout(self._place)
        self._place.addWidget(self._body)
        self._show_idle()


def _notice(severity: Severity, sentence: str, hint: str = "") -> Banner:
    """A banner that stands in the preview and cannot be closed."""
    banner = Banner(severity, sentence, hint)
    banner.setObjectName(f"notice_{severity.value}")
    banner.close_button.hide()
    return banner
