"""A window filled with the parts, for screenshots and tests of the frame. Invented data."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter

from app.domain.codes import CodeLists, parse_codes
from app.domain.findings import Finding
from app.domain.kinds import Kind, kind_of
from app.ports import Query, Row
from ui.main_window import MainWindow
from ui.screen import Screen
from ui.widgets.buttons import primary, secondary
from ui.widgets.cards import ActionCard, Card
from ui.widgets.chips import Chips, ChipText
from ui.widgets.standard_form import StandardForm
from ui.widgets.standard_ledger import StandardLedger, columns_of
from ui.widgets.texts import EmptyState, section_title, title

ROOT = Path(__file__).resolve().parents[3]
FINDING: Kind = kind_of(Finding)


def code_lists() -> CodeLists:
    """The shipped code lists."""
    return parse_codes((ROOT / "resources" / "presets" / "codes.json").read_bytes())


class Rows:
    """A table of invented findings that answers queries, and counts how it was asked."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.reads: list[tuple[int, int]] = []

    def count(self, query: Query) -> int:
        """How many rows there are."""
        return 0 if query.text == "nothing" else self.total

    def rows(self, query: Query) -> list[Row]:
        """One page."""
        self.reads.append((query.offset, query.limit or 0))
        last = min(self.total, query.offset + (query.limit or self.total))
        numbers = range(query.offset, last)
        if query.order_by == "number" and query.descending:
            numbers = range(self.total - 1 - query.offset, self.total - 1 - last, -1)
        return [row(number) for number in numbers]


def row(number: int) -> Row:
    """One invented finding."""
    values = {
        "number": f"问题-3-{number + 1:02d}",
        "title": ("违规发放加班补贴12.6万元", "“三重一大”决策未留痕", "固定资产账实不符")[
            number % 3
        ],
        "drawn_on": date(2026, 3, 5),
        "amount": 12_600_000 + number,
    }
    return Row("finding", f"id-{number}", "task", values)


class TodayExample(Screen):
    """Cards."""

    def __init__(self, icon: str, name: str) -> None:
        super().__init__(name, icon, self.tr("从左到右就是一天的工作顺序。"))
        column = self.column()
        column.addWidget(title(self.tr("今天要做什么？")))
        cards = QHBoxLayout()
        for position, (picture, words, note) in enumerate(
            (
                ("interview", "1. 记录谈话", "已记 76 人次，今天 3 人次"),
                ("finding", "2. 登记问题", "37 个问题，12 个待核实"),
                ("evidence", "3. 导入证据", "照片、扫描件、录音，自动加密"),
                ("report", "4. 生成报告", "反馈报告（公文格式 PDF）"),
                ("exchange", "5. 打包带回", "签名数据包，交办公室合并"),
            )
        ):
            make = primary if position == 0 else secondary
            cards.addWidget(ActionCard(picture, words, note, make(words[3:])), 1)
        column.addLayout(cards)
        column.addWidget(section_title("还没做完的事"))
        column.addWidget(EmptyState("done", "都做完了", "新的事会出现在这里。"), 1)


class FindingsExample(Screen):
    """Chips, ledger, form."""

    def __init__(self, icon: str, name: str, total: int = 37) -> None:
        super().__init__(name, icon, self.tr("左边选一条，右边填写。"))
        codes = code_lists()
        self.source = Rows(total)
        self.chips = Chips(self.tr("筛选"))
        self.chips.set_chips(
            [
                ChipText("all", "全部", total),
                ChipText("open", "待核实", 12),
                ChipText("ok", "已核实", 22),
            ]
        )
        self.ledger = StandardLedger(
            columns_of(
                FINDING, codes, lambda _kind, id: id, ["number", "title", "drawn_on", "amount"]
            ),
            self.source.count,
            self.source.rows,
            Query("finding"),
            EmptyState("finding", "还没有问题", "登记第一个问题。"),
            name=name,
            stretch="title",
        )
        self.form = StandardForm(FINDING, codes, describe=lambda _kind, id: id)
        self.form.load(EXAMPLE)
        top = QHBoxLayout()
        top.addWidget(primary("登记新问题", icon="add"))
        top.addWidget(self.chips, 1)
        column = self.column()
        column.addLayout(top)
        column.addWidget(self._panes(), 1)

    def _panes(self) -> QSplitter:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = Card()
        page.column.addWidget(section_title("问题-3-02　违规发放加班补贴"))
        page.column.addWidget(self.form)
        page.column.addStretch(1)
        area.setWidget(page)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.addWidget(self.ledger)
        panes.addWidget(area)
        panes.setSizes([600, 520])
        return panes


EXAMPLE = {
    "number": "问题-3-02",
    "title": "违规发放加班补贴12.6万元",
    "drawn_on": date(2026, 3, 5),
    "amount": 12_600_000,
    "statement": "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。",
    "handled_by": "李某某",
}


def window(total: int = 37) -> MainWindow:
    """The frame with two filled screens and eight plain ones."""
    made = MainWindow()
    entries = (
        ("谈话记录", "interview"),
        ("证据材料", "evidence"),
        ("时间线", "timeline"),
        ("统计", "statistics"),
        ("反馈报告", "report"),
        ("带回与合并", "exchange"),
        ("设置", "settings"),
        ("帮助", "help"),
    )
    screens: list[Screen] = [
        TodayExample("today", "今天"),
        FindingsExample("finding", "问题底稿", total),
    ]
    screens += [plain(name, icon) for name, icon in entries]
    made.set_screens(screens)
    made.top_bar.show_context("某某街道党工委", "2024年第一轮 · 区委第三巡察组")
    made.top_bar.show_saved(datetime(2026, 3, 5, 10, 24).astimezone())
    made.set_status("本机加密 · 离线 · 李某某（组长）", "37 个问题　12 个待核实　3 个缺证据")
    return made


def plain(name: str, icon: str) -> Screen:
    """A screen with nothing yet."""
    made = Screen(name, icon, name)
    made.column().addWidget(EmptyState(icon, name))
    return made
