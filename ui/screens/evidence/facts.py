"""What is known about one item: its facts, its findings, its chain of custody, its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.kinds import Value
from app.services.links import End
from ui import theme, typed
from ui.desk import Desk
from ui.record_picking import describer, picker
from ui.screens.evidence.custody import CustodyList
from ui.screens.evidence.presenter import Opened
from ui.screens.listing.naming import numbered
from ui.screens.listing.tabs import tab_through
from ui.viewers.evidence_viewer import visible_name
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import Button, Look, icon_button, link, secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import ElidedText, Picture, Role, section_title, text

_FIELDS = ("title", "type", "fact_on", "obtained_on", "obtained_from", "original", "pages", "note")

_LEAST = 264
"""Width in pixels at 100 %."""


class FactsPane(Card):
    """A column beside the viewer; decides nothing."""

    changed = Signal()
    question_wanted = Signal()
    link_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._heading = ElidedText("", Role.HEADING)
        self._notice = QVBoxLayout()
        self.form = labels_above(
            StandardForm(
                desk.session.kind("evidence"),
                desk.session.codes,
                fields=_FIELDS,
                describe=describer(desk),
                pick=picker(desk, self),
            )
        )
        self.form.changed.connect(lambda _field: self.changed.emit())
        self._entered = text("", Role.MUTED, wrap=True)
        self._entered.setObjectName("entered")
        self._findings = QVBoxLayout()
        self._findings_area = QWidget()
        self.custody = CustodyList(desk)
        self.custody.unfolded.connect(self._show_custody)
        self.check = Check()
        self._details = Details()
        self._buttons: list[Button] = [self.custody.begin]
        """What changes the item: out of use while it is only read."""
        self._area = QScrollArea()
        self._build()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Fields and buttons are never cut off at the right."""
        self.setMinimumWidth(theme.scaled(_LEAST))

    def show_opened(self, opened: Opened) -> None:
        """Show another item."""
        self.form.load(opened.values)
        self.form.set_read_only(not opened.may_change)
        self.custody.turn_to(opened.row.id)
        for button in self._buttons:
            button.setEnabled(opened.may_change)
        self.check.clear()
        self._details.fold()
        self._area.verticalScrollBar().setValue(0)
        self.show_newer(opened)

    def show_newer(self, opened: Opened) -> None:
        """Show all but the form of the same item again."""
        self._heading.show_text(numbered(opened.row))
        entered = self.tr("登记时间：{time}（按本机时钟，不能改）").format(time=opened.entered)
        self._entered.setText(entered if opened.entered else "")
        self._show_notice(opened.questions)
        self._show_findings(opened.findings)
        self.custody.show_entries(opened.custody)
        self._details.show_file(opened)

    def forget(self) -> None:
        """Hold nothing of what was shown."""
        self.form.load({})
        self._heading.show_text("")
        self._entered.setText("")
        self._show_notice(0)
        self._show_findings(())
        self.custody.turn_to("")
        self.custody.show_entries(())
        self.check.clear()
        self._details.forget()

    def values(self) -> dict[str, Value]:
        """What the form holds."""
        return self.form.values()

    def _show_custody(self) -> None:
        """Bring the small form into view once the layout knows its height."""
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.custody))

    def _show_notice(self, questions: int) -> None:
        empty(self._notice)
        if questions:
            sentence = self.tr("有 %n 处内容几个人写得不一样，要先裁决。", "", questions)
            action = (self.tr("去裁决"), self.question_wanted.emit)
            self._notice.addWidget(Banner(Severity.WARNING, sentence, "", action))

    def _show_findings(self, ends: Sequence[End]) -> None:
        empty(self._findings)
        for end in ends:
            self._findings.addWidget(self._finding(end))
        if not ends:
            self._findings.addWidget(text(self.tr("还没有关联到问题。"), Role.MUTED))
        tab_through(self.form.editor("note").input, self._findings_area)

    def _finding(self, end: End) -> QWidget:
        if end.row is None:
            return text(self.tr("一条问题（尚未收到）"), Role.MUTED)
        words = numbered(end.row)
        if end.row.deleted:
            return text(self.tr("{title}（已删除）").format(title=words), Role.MUTED, wrap=True)
        button = ElidedLink(words, lambda: self._desk.signals.record_wanted.emit(end.kind, end.id))
        button.setAccessibleName(self.tr("到问题：{title}").format(title=words))
        return button

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        delete = icon_button("delete", self.tr("把这件证据放入回收站"), self.delete_wanted.emit)
        delete.setObjectName("delete_evidence")
        delete.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # on the keyboard: Del, in the list
        self._buttons.append(delete)
        head.addWidget(delete)
        self.column.addLayout(head)
        self.column.addLayout(self._notice)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._page())
        self.column.addWidget(self._area, 1)

    def _page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.scaled(8), 0)
        column.setSpacing(theme.scaled(10))
        column.addWidget(self.form)
        column.addWidget(self._entered)
        column.addWidget(section_title(self.tr("佐证的问题")))
        self._findings_area.setLayout(self._findings)
        self._findings.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._findings_area)
        to_finding = secondary(self.tr("关联到问题"), self.link_wanted.emit, icon="link")
        to_finding.setObjectName("link_finding")
        self._buttons.append(to_finding)
        column.addWidget(to_finding, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(section_title(self.tr("保管记录")))
        column.addWidget(self.custody)
        column.addWidget(section_title(self.tr("文件")))
        column.addWidget(self.check)
        column.addWidget(self._details)
        column.addStretch(1)
        return page


class ElidedLink(Button):
    """A link whose words end in … where room is short; the whole is its tooltip."""

    def __init__(self, words: str, on_click: Callable[[], object]) -> None:
        super().__init__("", Look.LINK, on_click=on_click)
        self._words = words
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QPushButton { text-align: left; padding-left: 0; }")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(0, self.width() - theme.scaled(18))
        right = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._words, right, room)
        self.setText(shown.replace("&", "&&"))


class Check(QWidget):
    """核对完整性, and what came of it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = secondary(self.tr("核对完整性"), self.wanted.emit)
        self.button.setObjectName("verify")
        self._picture = Picture("done", 22, "success")
        self.result = text("", wrap=True)
        self.result.setObjectName("verified")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addWidget(self._picture)
        row.addWidget(self.result, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing was checked."""
        self._show("", "")

    def begin(self) -> None:
        """It is being read."""
        self._show(self.tr("正在核对…"), "")
        self.button.setEnabled(False)

    def succeed(self) -> None:
        """Every byte is as it was taken in."""
        self._show(self.tr("文件完好"), "done")

    def fail(self, sentence: str) -> None:
        """It is not whole, in words."""
        self._show(sentence, "error")

    def _show(self, words: str, icon: str) -> None:
        self.button.setEnabled(True)
        self.result.setText(words)
        self._picture.setVisible(bool(icon))
        if icon:
            self._picture.show_icon(icon, "success" if icon == "done" else "error")


class Details(QWidget):
    """Name and size of the file; digest and format under 详细."""

    def __init__(self) -> None:
        super().__init__()
        self._name = text("", Role.MUTED, wrap=True)
        self.more: Button = link(self.tr("详细"), self._toggle)
        self.more.setObjectName("file_details")
        self.digest = text("", Role.SMALL, wrap=True)
        self.digest.setObjectName("digest")
        self.digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._name)
        column.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.digest)
        self.fold()

    def show_file(self, opened: Opened) -> None:
        """Facts of an item's file."""
        values = opened.row.values
        size = typed.format_size(int(values["file_size"] or 0))
        name = visible_name(str(values["file_name"] or ""))
        self._name.setText(self.tr("原文件名：{name}，{size}").format(name=name, size=size))
        digest = str(values["file"] or "")
        lines = [digest[start : start + 16] for start in range(0, len(digest), 16)]
        self.digest.setText("\n".join(["SHA-256", *lines, str(values["media_type"] or "")]))

    def forget(self) -> None:
        """No file."""
        self._name.setText("")
        self.digest.setText("")
        self.fold()

    def fold(self) -> None:
        """Hide what few people need."""
        self.digest.hide()

    def _toggle(self) -> None:
        self.digest.setVisible(self.digest.isHidden())


def labels_above(form: StandardForm) -> StandardForm:
    """The same form for a narrow column: each label stands above its field."""
    layout = form.layout()
    assert isinstance(layout, QFormLayout)
    layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
    layout.setVerticalSpacing(theme.scaled(4))
    for row in range(layout.rowCount()):
        item = layout.itemAt(row, QFormLayout.ItemRole.LabelRole)
        label = item.widget() if item is not None else None
        if isinstance(label, QLabel):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
            label.setMinimumHeight(theme.scaled(26))
            label.setMaximumWidth(theme.scaled(400))
            label.setHidden(not label.text())
    return form
