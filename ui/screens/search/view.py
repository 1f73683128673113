"""Search: type above, Enter; each result opens its record."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui import theme
from ui.desk import Desk
from ui.language import shown
from ui.screens.screen import Screen
from ui.screens.search.presenter import LIMIT, Results, find
from ui.tasks import unwatched
from ui.widgets.texts import Role, text, title

_ROW_HEIGHT = 64


class SearchScreen(Screen):
    """Results of the search field in the top bar."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("搜索"), "search", self._help())
        self.setObjectName("screen_search")
        self._desk = desk
        self._wanted = ""
        self._heading = title(self.tr("搜索"))
        self._note = text(self._help(), Role.MUTED, wrap=True)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("搜索结果"))
        self._list.setObjectName("search_results")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._open)
        self._list.itemClicked.connect(self._open)
        column = self.column()
        column.addWidget(self._heading)
        column.addWidget(self._note)
        column.addWidget(self._list, 1)

    def search(self, text: str) -> bool:
        """Search for what was typed above."""
        self._wanted = text
        session = self._desk.session
        self._desk.background.run(self, unwatched(lambda: find(session, text)), self._show)
        return True

    def locked(self) -> None:
        """Nothing found stays on the screen behind the lock."""
        self._list.clear()

    def _show(self, results: Results) -> None:
        if results.text != self._wanted.strip():
            return
        self._list.clear()
        for hit in results.hits:
            item = QListWidgetItem(f"{shown(hit.register)}  {hit.title}\n{hit.excerpt}")
            item.setData(Qt.ItemDataRole.UserRole, (hit.kind, hit.id))
            item.setSizeHint(QSize(0, theme.scaled(_ROW_HEIGHT)))
            self._list.addItem(item)
        self._note.setText(self._words(results))
        if results.hits:
            self._list.setCurrentRow(0)
            self._list.setFocus()

    def _words(self, results: Results) -> str:
        if not results.text:
            return self._help()
        if not results.hits:
            return self.tr("没有找到“{text}”。").format(text=results.text)
        if results.more:
            return self.tr("“{text}”：只显示前 {limit} 条，请多输入几个字。").format(
                text=results.text, limit=LIMIT
            )
        return self.tr("找到 %n 条", "", len(results.hits))

    def _open(self, item: QListWidgetItem) -> None:
        kind, record = item.data(Qt.ItemDataRole.UserRole)
        self._desk.signals.record_wanted.emit(kind, record)

    def _help(self) -> str:
        return self.tr(
            "在上面的搜索框输入一个字或几个字，按回车。谈话对象的身份不在搜索范围内，"
            "按姓名查找要在谈话记录里说明理由。"
        )
