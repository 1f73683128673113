"""授权: asking the office for admission, and taking its papers in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.services.enrolment import Accepted
from app.trust.fingerprint import GROUP_DIGITS, TYPED_GROUPS, groups_to_ask
from ui import theme
from ui.desk import Desk
from ui.screens.exchange.presenter import Applying, ExchangePresenter, Papers
from ui.tasks import unwatched
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.texts import Role, section_title, text
from ui.widgets.told_line import ToldLine

_DIGITS = TYPED_GROUPS * GROUP_DIGITS


def number_text(name: str) -> QLabel:
    """Thirty digits, large, to be read aloud."""
    label = text("", Role.TITLE, wrap=True)
    label.setObjectName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class Joining(Card):
    """For a laptop: request, comparison, joining; later newer papers in the same way."""

    looked = Signal()
    """Papers are shown to be compared, or no longer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self._papers: Papers | None = None
        self._asking, self._comparing = QWidget(), QWidget()
        self.label = QLineEdit(ExchangePresenter(desk.session).suggested_label())
        self.label.setObjectName("laptop_label")
        self.label.setAccessibleName(self.tr("这台电脑叫什么"))
        self.label.setMinimumHeight(theme.scaled(theme.TARGET))
        self.apply_button = secondary(self.tr("写申请文件"), self.apply, icon="file")
        self.apply_button.setObjectName("apply")
        self.applied = text("", Role.SUCCESS, wrap=True)
        self.number = number_text("request_number")
        newer = self.tr("办公室给了新的授权文件时，在这里读入。")
        self.later = text(newer, Role.MUTED, wrap=True)
        self.read_button = secondary(self.tr("读入授权文件"), self.read, icon="import")
        self.read_button.setObjectName("read_papers")
        self.office = text("", Role.STRONG, wrap=True)
        self._asked: tuple[int, ...] = ()
        self._ask = text("", wrap=True)
        self._ask.setObjectName("which_groups")
        self.typed = QLineEdit()
        self.typed.setObjectName("office_groups")
        self.typed.setPlaceholderText(self.tr("照着《组建通知》输入这两组数字，共十位"))
        self.typed.setMinimumHeight(theme.scaled(theme.TARGET))
        self._told = ToldLine(self.typed)
        self.typed.textChanged.connect(self._check)
        self.accept_button = secondary(self.tr("加入"), self.accept, icon="done")
        self.accept_button.setObjectName("accept")
        self.refuse_button = secondary(self.tr("对不上"), self.refuse, icon="close")
        self.refuse_button.setObjectName("refuse")
        self._build()

    @property
    def comparing(self) -> bool:
        """Whether an office's number is shown to be compared."""
        return self._papers is not None

    def look(self) -> None:
        """Show what fits how far this laptop is."""
        joined = self._desk.opened.session.papers is not None
        self._asking.setVisible(not joined and not self.comparing)
        self._comparing.setVisible(self.comparing)
        for part in (self.applied, self.number):  # two numbers at once would be mixed up
            part.setVisible(bool(self.number.text()) and not self.comparing)
        self.later.setVisible(joined and not self.comparing)
        self.read_button.setVisible(not self.comparing)

    def apply(self) -> None:
        """Write the request and show its number."""
        label = self.label.text().strip()
        if not label:
            self.label.setFocus()
            self._desk.banners.warn(self.tr("请先写这台电脑叫什么，办公室要靠它认出您。"))
            return
        folder = self._desk.choose_folder(self.tr("把申请文件写到哪个U盘或文件夹"))
        if folder is None:
            return
        presenter, program = ExchangePresenter(self._desk.session), self._desk.program
        self._desk.background.run(
            self, unwatched(lambda: presenter.apply(program, label, folder)), self._applied
        )

    def read(self) -> None:
        """Look at the papers the office gave."""
        chosen = self._desk.choose_open(self.tr("读入授权文件"), self.tr("授权文件 (*.xjp)"))
        if chosen:
            self.look_at(chosen[0])

    def look_at(self, path: Path) -> None:
        """Verify a paper file and show whose it is."""
        self._desk.banners.clear()  # what was said of the file chosen before
        presenter = ExchangePresenter(self._desk.session)
        self._desk.background.run(
            self, unwatched(lambda: presenter.look_at_papers(path)), self._looked
        )

    def accept(self) -> None:
        """Join what is shown; the window builds its screens anew."""
        papers = self._papers
        if papers is None:
            return
        self.accept_button.setEnabled(False)
        presenter, opened = ExchangePresenter(self._desk.opened.session), self._desk.opened
        self._desk.background.write(
            self, unwatched(lambda: presenter.join(opened, papers)), self._joined, self._failed
        )

    def refuse(self) -> None:
        """The numbers differ: nothing is accepted."""
        self._show_papers(None)
        self._desk.banners.warn(
            self.tr("没有加入。编号不一致，说明这份文件不是办公室给您的那一份。"),
            self.tr("请不要使用这个文件，当面向办公室核实。"),
        )

    def _applied(self, applying: Applying) -> None:
        self.applied.setText(
            self.tr("已写好 {name}。请把它交给办公室，并念出这个编号：").format(
                name=applying.file.name
            )
        )
        self._show_number(applying.number)

    def _show_number(self, number: str) -> None:
        self.number.setText(number)
        self.look()

    def _looked(self, papers: Papers) -> None:
        if papers.joins is None:
            self.applied.setText(self.tr("这是本机自己的申请文件，编号是："))
            self._show_number(papers.request_number)
            return
        self._show_papers(papers)

    def _show_papers(self, papers: Papers | None) -> None:
        self._papers = papers
        if papers is not None and papers.joins is not None:
            same = self.tr("这是已经加入的办公室给的新文件：{office}")
            new = self.tr("这份文件让本机加入：{office}")
            words = same if papers.known_office else new
            self.office.setText(words.format(office=papers.joins.office_name))
            self._ask_for_groups(papers)
        self.look()
        self.looked.emit()
        if papers is not None:
            (self.accept_button if papers.known_office else self.typed).setFocus()

    def _ask_for_groups(self, papers: Papers) -> None:
        """The number itself is not shown: who could read it off would not look at the paper.

        An office whose number was compared once needs no second comparison.
        """
        self._asked = groups_to_ask()
        first, second = self._asked
        words = self.tr(
            "请拿出盖章的纸质《组建通知》，照上面的办公室编号"
            "（共六组数字）输入第 {first} 组和第 {second} 组。"
        )
        self._ask.setText(words.format(first=first, second=second))
        self.typed.setAccessibleName(
            self.tr("纸上编号的第 {first} 组和第 {second} 组").format(first=first, second=second)
        )
        self.typed.clear()
        for part in (self._ask, self._told):
            part.setVisible(not papers.known_office)
        self.accept_button.setEnabled(papers.known_office)

    def _check(self, typed: str) -> None:
        papers = self._papers
        if papers is None or papers.known_office:
            return
        same = ExchangePresenter(self._desk.session).same_number(papers, self._asked, typed)
        self.accept_button.setEnabled(same)
        if not same and sum(character.isdigit() for character in typed) >= _DIGITS:
            self._told.tell(
                self.tr("和纸上的对不上。请看清是第几组再输一遍；还是对不上就不要加入。")
            )

    def _joined(self, accepted: Accepted) -> None:
        self._papers = None
        self._desk.banners.inform(
            self.tr("已加入：{office}").format(office=accepted.office_name),
            self.tr("接下来请在“带出与合并”里读入办公室给的任务包。"),
        )
        self._desk.signals.session_replaced.emit()

    def _failed(self, error: Exception) -> None:
        self._show_papers(None)
        self._desk.door.tell(error)

    def _build(self) -> None:
        self.column.addWidget(section_title(self.tr("授权")))
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        hint = self.tr("第一步：写一个申请文件交给办公室。第二步：读入办公室给的授权文件。")
        asking.addWidget(text(hint, Role.MUTED, wrap=True))
        row = QHBoxLayout()
        row.addWidget(text(self.tr("这台电脑叫什么")))
        row.addWidget(self.label, 1)
        row.addWidget(self.apply_button)
        asking.addLayout(row)
        comparing = QVBoxLayout(self._comparing)
        comparing.setContentsMargins(0, 0, 0, 0)
        comparing.addWidget(self.office)
        comparing.addWidget(self._ask)
        comparing.addWidget(self._told)
        answers = QHBoxLayout()
        answers.addWidget(self.accept_button)
        answers.addWidget(self.refuse_button)
        answers.addStretch(1)
        comparing.addLayout(answers)
        self.column.addWidget(self._asking)
        self.column.addWidget(self.applied)
        self.column.addWidget(self.number)
        self.column.addWidget(self._comparing)
        self.column.addWidget(self.later)
        self.column.addWidget(self.read_button)
        self.applied.hide()
        self.number.hide()
