"""读入与合并: choose files, see what each would do, merge or leave it, read the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from app.domain.errors import CancelledError, XunjiError
from app.ports import Cancelled, Progress
from app.services.exchange import Merged
from ui import theme
from ui.desk import Desk
from ui.errors import say
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


class BringingIn(Card):
    """One file at a time: what the second brings depends on the first."""

    looked = Signal()
    """What is shown has changed: which button leads may be another."""
    questions_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self._words = ExchangeWords(desk, self)
        self._waiting: list[Path] = []
        self._looked: Looked | None = None
        self._looking: Task | None = None
        self._busy = False
        self._next_step: Button | None = None
        """Where the keyboard goes once what was put together is shown: never to the rail."""
        self.choose_button = secondary(self.tr("选择文件…"), self.choose, icon="import")
        self.choose_button.setObjectName("choose_bundle")
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
        self.choose_button.setEnabled(joined and not self._busy)

    def choose(self) -> None:
        """Ask for files and look at the first."""
        kinds = self.tr("巡记数据包 (*.xjb)")
        chosen = self._desk.choose_open(self.tr("选择带回来的文件"), kinds)
        if chosen:
            self.take(chosen)

    def take(self, files: list[Path]) -> None:
        """Look at these files, one after another."""
        self._waiting = list(files)
        self._next()

    def forget(self) -> None:
        """Drop what is shown, or being looked at, without merging it: the window locks."""
        looked, self._looked = self._looked, None
        looking, self._looking = self._looking, None
        self._waiting = []
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

    def _look(self, path: Path, *, salvage: bool = False) -> None:
        presenter = ExchangePresenter(self._desk.session)

        def work(progress: Progress, cancelled: Cancelled) -> Looked:
            return presenter.look(path, progress, cancelled, salvage=salvage)

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
        done = secondary(self.tr("知道了"), self._decline)
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
        for sentence in words.kept_aside(summary):
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
        report = MergeReport(self._words.report(summary, merged), summary.conflicts)
        report.questions_wanted.connect(self.questions_wanted)
        column = self._renew()
        column.addWidget(report)
        onward = self._onward()
        column.addWidget(onward, alignment=Qt.AlignmentFlag.AlignLeft)
        self._next_step = onward
        self._desk.changed(merged.changes)
        self._present()

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
        hint = self.tr(
            "选择从U盘带回来的文件，可以一次选几个。先核对、给您看里面有什么，您点“合并”才会写入。"
        )
        column.addWidget(text(hint, Role.MUTED, wrap=True))
        self._present()

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
        self._place.addWidget(self._body)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        self.choose_button.setVisible(self._looked is None and not self._waiting)
        return column

    def _build(self) -> None:
        self.column.addWidget(section_title(self.tr("读入与合并")))
        self.column.addWidget(self.choose_button)
        self.column.addLayout(self._place)
        self._place.addWidget(self._body)
        self._show_idle()


def _notice(severity: Severity, sentence: str) -> Banner:
    """A banner that stands in the preview and cannot be closed."""
    banner = Banner(severity, sentence)
    banner.setObjectName(f"notice_{severity.value}")
    banner.close_button.hide()
    return banner
