"""Exchange: 带出 at the left, 读入与合并 at the right, 授权 below 带出 on a laptop."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ports import Changes, Query
from ui import theme
from ui.desk import Desk
from ui.screens.exchange.bringing_in import BringingIn
from ui.screens.exchange.carrying_out import CarryingOut
from ui.screens.exchange.joining import Joining
from ui.screens.exchange.taking_back import RecentMerges
from ui.screens.screen import Screen
from ui.widgets.buttons import Button, Look


class ExchangeScreen(Screen):
    """What leaves this computer and what comes in."""

    kinds: tuple[str, ...] = ("bundle",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("带出与合并"), "exchange", self._help())
        self.setObjectName("screen_exchange")
        self._desk = desk
        self._out = CarryingOut(desk)
        self._in = BringingIn(desk)
        self._recent = RecentMerges(desk)
        self._in.looked.connect(self._choose_leading)
        self._in.questions_wanted.connect(lambda: desk.signals.record_wanted.emit("conflict", ""))
        self._joining = Joining(desk) if desk.opened.session.role == "team" else None
        if self._joining is not None:
            self._joining.looked.connect(self._choose_leading)
        self._leading: Button | None = None
        self._build()

    def shown(self) -> None:
        self._out.look()
        self._in.look()
        self._recent.look()
        if self._joining is not None:
            self._joining.look()
        self._choose_leading()

    def refresh(self, changes: Changes) -> None:
        del changes
        if self.isVisible():
            self._out.look()
            self._recent.look()

    def locked(self) -> None:
        self._out.forget()
        self._in.forget()

    def show_record(self, kind: str, record: str) -> None:
        """The card 打包带回 leads here."""
        del kind, record
        self.shown()
        if self._leading is not None:
            self._leading.setFocus()

    def _choose_leading(self) -> None:
        """One blue button: what comes next here. A preview brings its own."""
        wanted = self._wanted()
        for button in self._permanent:
            look = Look.PRIMARY if button is wanted else Look.SECONDARY
            if button.look is not look:
                button.wear(look)
        self._leading = wanted

    @property
    def _permanent(self) -> list[Button]:
        found = [self._out.button, self._in.choose_button]
        if self._joining is not None:
            found += [self._joining.apply_button, self._joining.accept_button]
        return found

    def _wanted(self) -> Button | None:
        if self._in.showing:
            return None
        session = self._desk.opened.session
        if self._joining is not None and self._joining.comparing:
            return self._joining.accept_button
        if self._joining is not None and session.papers is None:
            return self._joining.apply_button
        nothing_yet = session.store.count(Query("task")) == 0  # the task package comes first
        takes = session.role == "office" or nothing_yet
        return self._in.choose_button if takes else self._out.button

    def _help(self) -> str:
        return self.tr(
            "带出：点“打包带出”，选U盘，写完会自动核对，看到“可以拔U盘了”再拔。"
            "读入：选择带回来的文件，先看里面有什么，再点“合并”。同一个文件读两次不会重复。"
            "两边写得不一样的地方不会丢，合并后在“待裁决”里决定。"
        )

    def _build(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self._out)
        if self._joining is not None:
            left.addWidget(self._joining)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self._in)
        right.addWidget(self._recent)
        right.addStretch(1)
        page = QWidget()
        page.setObjectName("page")
        halves = QHBoxLayout(page)
        halves.setContentsMargins(0, 0, theme.scaled(6), 0)
        halves.setSpacing(theme.scaled(14))
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        # The layout of what was just written follows in the next turn.
        self._out.written.connect(
            lambda part: QTimer.singleShot(0, part, lambda: area.ensureWidgetVisible(part))
        )
        self.column().addWidget(area, 1)
