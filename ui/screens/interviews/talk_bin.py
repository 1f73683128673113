"""The bin of talks below their list: several may be ticked and come back in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialogButtonBox

from app.ports import Changes, Row
from ui.desk import Desk
from ui.record_picking import RecordPicker
from ui.screens.interviews.presenter import InterviewsPresenter, Talk
from ui.screens.listing.bin import Removed
from ui.screens.listing.bin_pane import BinPane
from ui.screens.listing.naming import numbered
from ui.tasks import unwatched
from ui.widgets.buttons import Button, Look


class BinLink(Button):
    """There only while the bin holds something."""

    restore_wanted = Signal(object)
    """Ids."""

    def __init__(self) -> None:
        super().__init__("", Look.LINK, icon="delete", on_click=self._offer)
        self.setObjectName("talk_bin")
        self._binned: list[tuple[str, str]] = []
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These lie in the bin."""
        self._binned = [(row.id, numbered(row)) for row in rows]
        self.setText(self.tr("回收站（{count}）").format(count=len(self._binned)))
        self.setAccessibleName(self.text())
        self.setVisible(bool(self._binned))

    def _offer(self) -> None:
        title = self.tr("回收站：勾选要恢复的谈话")
        dialog = RecordPicker(title, self._binned, (), several=True, parent=self.window())
        buttons = dialog.findChild(QDialogButtonBox)
        assert buttons is not None
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("恢复"))
        dialog.accepted.connect(self._accepted(dialog))
        dialog.open()

    def _accepted(self, dialog: RecordPicker) -> Callable[[], None]:
        def accept() -> None:
            if chosen := dialog.chosen():
                self.restore_wanted.emit(chosen)

        return accept


class TalkBin(QObject):
    """Into the bin and out of it. ``presenter`` gives one for the session of the moment."""

    came_back = Signal(str)
    """Id of a talk to be opened again."""

    def __init__(
        self, desk: Desk, presenter: Callable[[], InterviewsPresenter], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self.link = BinLink()
        self.pane = BinPane()
        self.link.restore_wanted.connect(self._restore)
        self.pane.restore_wanted.connect(lambda record: self._restore((record,)))

    def name(self, record: str) -> bool:
        """Name a talk that cannot be opened, in ``pane``. False, told, if it is not in the bin."""
        presenter = self._presenter()
        row = presenter.bin.row(record)
        if row is None or not presenter.is_of_this_task(row):
            self._desk.banners.warn(self.tr("这份谈话不在本机、已删除，或属于另一个任务。"))
            return False
        self.pane.show_row(row, may_restore=True)
        return True

    def put(self, talk: Talk) -> None:
        """Into the bin; 撤销 brings back the talk and what was typed into it."""
        put = self._presenter().bin.put

        def done(removed: Removed) -> None:
            self._desk.changed(removed.changes)
            self._desk.banners.inform(
                self.tr("已把{name}放入回收站。").format(name=talk.values["pseudonym"]),
                undo=lambda: self._take_back(removed),
            )

        self._desk.background.write(self, unwatched(lambda: put(talk.id)), done)

    def _take_back(self, removed: Removed) -> None:
        take_back = self._presenter().bin.take_back
        work = unwatched(lambda: take_back(removed))
        self._desk.background.write(self, work, partial(self._came_back, removed.record))

    def _restore(self, chosen: tuple[str, ...]) -> None:
        restore = self._presenter().bin.restore
        work = unwatched(lambda: restore(*chosen))
        self._desk.background.write(self, work, partial(self._came_back, chosen[0]))

    def _came_back(self, record: str, changes: Changes) -> None:
        self._desk.changed(changes)
        self.came_back.emit(record)
