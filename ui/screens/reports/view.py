"""The feedback report: tick the findings, fill in the rest, watch the page, export it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConflictOpenError, InputError, XunjiError
from app.domain.kinds import Values
from app.ports import Cancelled, Changes, Progress
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.errors import say, say_problem
from ui.program import FontUse
from ui.record_editor import RecordEditor
from ui.record_picking import describer, title_of
from ui.screens.reports.outline import Outline
from ui.screens.reports.presenter import Opened, Proof, ReportsPresenter
from ui.screens.reports.preview import LivePreview
from ui.screens.screen import Screen
from ui.tasks import Operation
from ui.widgets.buttons import primary, secondary
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import EmptyState, Role, section_title, text

_FIELDS = (
    "title",
    "addressee",
    "opening",
    "overall",
    "suggestions",
    "requirements",
    "leads_transferred",
    "signature",
    "dated",
)
_WIDTHS = (500, 620)


class ReportsScreen(Screen):
    """One report at a time; the newest first."""

    kinds: tuple[str, ...] = ("report",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("反馈意见"), "report", self._help())
        self.setObjectName("screen_reports")
        self._desk = desk
        self._opened: Opened | None = None
        self._shown_report = ""
        self._editor = RecordEditor(desk, self._values, lambda: ("", 0), self)
        self._editor.saved.connect(lambda _: self._list_reports())
        self._editor.refused.connect(self._not_saved)
        self._choice = ChoiceBox(whole=True)
        self._choice.setAccessibleName(self.tr("哪一份反馈意见"))
        self._choice.activated.connect(self._chosen)
        self._another = secondary(self.tr("另起草一份"), self.begin_new, icon="add")
        self._export = primary(self.tr("导出 PDF"), self.export, icon="print")
        self._export.setObjectName("export_pdf")
        self._outline = Outline()
        self._outline.setObjectName("outline")
        self._outline.changed.connect(self._touched)
        self._outline.finding_wanted.connect(
            lambda finding: desk.signals.record_wanted.emit("finding", finding)
        )
        self._outline.question_wanted.connect(
            lambda finding: desk.signals.record_wanted.emit("conflict", f"finding:{finding}:")
        )
        self._form = StandardForm(
            desk.session.kind("report"),
            desk.session.codes,
            fields=_FIELDS,
            describe=describer(desk),
        )
        self._form.changed.connect(lambda _: self._touched())
        self._fonts = text("", Role.SMALL, wrap=True)
        self._fonts.setObjectName("fonts_used")
        self._warnings = text("", Role.PROBLEM, wrap=True)
        self._warnings.setObjectName("letter_warnings")
        self.preview = LivePreview(desk.background, self._proof)
        self.preview.proofed.connect(self._proofed)
        self.preview.refused.connect(self._refused)
        self._stack = QStackedLayout()
        self._empty, self._work = QWidget(), QWidget()
        self._build()

    @property
    def _presenter(self) -> ReportsPresenter:
        return ReportsPresenter(self._desk.session)

    def shown(self) -> None:
        latest = self._shown_report or self._presenter.latest()
        if latest and not self._editor.dirty:
            self._open(latest)
        elif latest:
            self._look_again()
        else:
            self._stack.setCurrentWidget(self._empty)

    def leaving(self) -> bool:
        self.preview.stop()
        self._editor.leave()
        return True

    def keep(self) -> None:
        self.preview.stop()
        self._editor.keep()

    def locked(self) -> None:
        self.preview.clear()

    def refresh(self, changes: Changes) -> None:
        if not self.isVisible() or not self._shown_report:
            return
        if ("report", self._shown_report) in changes.records and not self._editor.dirty:
            self._open(self._shown_report)
        elif any(changes.touches(kind) for kind in ("finding", "link", "evidence")):
            self._look_again()

    def begin_new(self) -> None:
        """Draft a report: everything the task already says is filled in."""
        self._editor.leave()
        self._show(self._presenter.start())
        self._editor.touched()
        if not self._outline.take_focus():
            self._form.editor("title").setFocus()

    def show_record(self, kind: str, record: str) -> None:
        """Show one report; without an id the newest, or a new one if there is none."""
        del kind
        wanted = record or self._shown_report or self._presenter.latest()
        if not wanted:
            self.begin_new()
        elif wanted != self._shown_report:
            self._editor.leave()
            self._open(wanted)

    def export(self) -> None:
        """Log, then write the PDF where the person says."""
        values, report = self._values(), self._shown_report
        problems = self._form.problems() or self._presenter.gaps(values)
        if problems:
            self._form.show_problems(problems)
            self._desk.door.tell(InputError("report", problems))
            return
        if blocked := self._presenter.blocked(values["findings"]):
            self._outline.focus_on(blocked[0].id)
            self._warn_blocked(len(blocked))
            self._desk.banners.warn(self._warnings.text())
            return
        target = self._desk.choose_save(self.tr("导出 PDF"), self._presenter.file_name(values))
        if target is None:
            return
        if target.suffix.lower() != ".pdf":
            target = target.with_name(f"{target.name}.pdf")
        self._editor.leave()
        presenter, program = self._presenter, self._desk.program

        def work(progress: Progress, cancelled: Cancelled) -> Proof:
            return presenter.export(program, report, values, target, progress, cancelled)

        running = self._desk.background.write(
            self, work, lambda proof: self._exported(target.name, proof), self._refused_aloud
        )
        self._desk.progress.follow(running, self.tr("正在导出 PDF…"))

    def _exported(self, name: str, proof: Proof) -> None:
        pages = self.tr("%n 页", "", proof.printed.pages)
        self._desk.banners.inform(
            self.tr("已导出：{name}（{pages}）").format(name=name, pages=pages),
            self.tr("这份文件没有加密，请按规定保管和传递。已记入日志。"),
        )

    def _open(self, report: str) -> None:
        opened = self._presenter.open(report)
        self._show(opened)

    def _show(self, opened: Opened) -> None:
        another = opened.editable.id != self._shown_report
        self._opened = opened
        self._shown_report = opened.editable.id
        if another:
            self.preview.clear()
            self._form.load(opened.values)
        else:
            self._form.set_values(opened.values)
        self._show_offers(opened.values["findings"])
        self._editor.open(opened.editable, from_draft=opened.drafted)
        self._list_reports()
        self._stack.setCurrentWidget(self._work)
        self.preview.set_now()

    def _look_again(self) -> None:
        """Findings may have changed: show them as they are now, keep what is ticked."""
        self._show_offers(self._outline.chosen)
        self.preview.set_now()

    def _show_offers(self, chosen: Collection[str]) -> None:
        self._outline.show_offers(self._presenter.offers(), chosen)
        self._outline.follow(self._another)

    def _list_reports(self) -> None:
        rows = self._presenter.reports()
        self._choice.clear()
        for row in rows:
            dated = row.values["dated"]
            parts = [title_of(self._desk, row), dated.isoformat() if dated else ""]
            self._choice.addItem("  ".join(part for part in parts if part), row.id)
        if self._shown_report not in {row.id for row in rows}:
            self._choice.insertItem(0, self.tr("（新起草）"), self._shown_report)
        self._choice.setCurrentIndex(self._choice.findData(self._shown_report))
        self._choice.setVisible(self._choice.count() > 1)

    def _chosen(self, number: int) -> None:
        report = str(self._choice.itemData(number))
        if report != self._shown_report:
            self._editor.leave()
            self._open(report)

    def _values(self) -> Values:
        before = self._opened.values if self._opened else {}
        return {**before, **self._form.values(), "findings": self._outline.chosen}

    def _touched(self) -> None:
        self._editor.touched()
        self.preview.set_soon()

    def _proof(self) -> Operation[Proof]:
        presenter, program, values = self._presenter, self._desk.program, self._values()

        def work(progress: Progress, cancelled: Cancelled) -> Proof:
            return presenter.proof(program, values, progress, cancelled)

        return work

    def _proofed(self, proof: Proof) -> None:
        self._fonts.setText(self._font_words(proof.printed.fonts))
        found = []
        if proof.printed.missing:
            found.append(
                self.tr("没有字体能印出这些字，会印成“〓”：{characters}").format(
                    characters=comma().join(proof.printed.missing)
                )
            )
        if proof.mixed:
            words = self.tr("有 %n 处写了“{word}”，请核对用词。", "", len(proof.mixed))
            found.append(words.format(word=proof.other_word))
        self._say("\n".join(found))

    def _font_words(self, fonts: tuple[FontUse, ...]) -> str:
        substitutes = [font.family for font in fonts if not font.official]
        if not substitutes:
            return self.tr("字体：本机的公文标准字体。")
        return self.tr("本机没有装全公文标准字体，由自带的字体代替：{fonts}。").format(
            fonts=comma().join(dict.fromkeys(substitutes))
        )

    def _refused(self, error: Exception) -> None:
        """The page cannot be set: say so in place, the findings concerned are marked."""
        if isinstance(error, InputError | ConflictOpenError):
            self._show_offers(self._outline.chosen)
            blocked = self._presenter.blocked(self._outline.chosen)
            if blocked:
                self._warn_blocked(len(blocked))
                return
        if not isinstance(error, XunjiError):
            self._desk.door.tell(error)
        if isinstance(error, InputError):
            self._say(" ".join(say_problem(problem) for problem in error.problems))
            return
        said = say(error)
        self._say(f"{said.sentence} {said.hint}".strip())

    def _refused_aloud(self, error: Exception) -> None:
        self._refused(error)
        if isinstance(error, XunjiError):
            self._desk.door.tell(error)

    def _warn_blocked(self, count: int) -> None:
        self._say(self.tr("有 %n 个勾选的问题还不能写入，左边已用红字注明。", "", count))

    def _say(self, words: str) -> None:
        self._warnings.setText(words)
        self._warnings.setVisible(bool(words))
        if words and not self.preview.viewer.count:
            self.preview.state.setText("")

    def _not_saved(self, record: str, error: object) -> None:
        if record == self._shown_report and isinstance(error, InputError):
            self._form.show_problems(error.problems)

    def _help(self) -> str:
        return self.tr(
            "左边勾选要写入的问题，填写其他内容；右边就是印出来的样子，停下来一会儿就会更新。"
            "反馈意见只用问题底稿里的“反馈表述”，不会出现谈话人、责任人和线索。"
            "导出的 PDF 没有加密，导出前会记入日志。"
        )

    def _build(self) -> None:
        column = self.column()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._work)
        inside = QVBoxLayout(self._empty)
        begin = primary(self.tr("起草反馈意见"), self.begin_new, icon="report")
        begin.setObjectName("begin_report")
        inside.addWidget(
            EmptyState(
                "report",
                self.tr("还没有反馈意见"),
                self.tr("标题、主送、开头和已审签的问题会自动填好，右边马上看到印出来的样子。"),
                begin,
            )
        )
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.addWidget(self._left())
        panes.addWidget(self._right())
        panes.setSizes([theme.scaled(width) for width in _WIDTHS])
        panes.setStretchFactor(1, 1)
        panes.setChildrenCollapsible(False)
        around = QVBoxLayout(self._work)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(panes)

    def _left(self) -> QWidget:
        head = QHBoxLayout()
        head.addWidget(section_title(self.tr("写入的问题")), 1)
        head.addWidget(self._another)
        page = QWidget()
        page.setObjectName("page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, theme.scaled(10), 0)
        inside.addLayout(head)
        inside.addWidget(self._outline)
        inside.addWidget(section_title(self.tr("其他内容")))
        inside.addWidget(self._form)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._choice)
        column.addWidget(area, 1)
        return place

    def _right(self) -> QWidget:
        head = QHBoxLayout()
        head.addWidget(self._fonts, 1)
        head.addWidget(self._export)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(theme.scaled(8), 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._warnings)
        column.addWidget(self.preview, 1)
        self._warnings.hide()
        return place
