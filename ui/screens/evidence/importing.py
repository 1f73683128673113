"""Takes files in, one after another: encrypting off the database's queue, registering on it.

A draft that is being written never waits for a large file, only for the few operations that
register one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.errors import XunjiError
from app.ports import Cancelled, Progress, StoredBlob
from app.services import evidence
from app.services.evidence import Imported
from ui.desk import Desk
from ui.errors import say
from ui.screens.evidence.batch import Batch, Waiting, gather
from ui.tasks import Task, unwatched

_NAMED = 4
"""So many failed files are named in the banner; the others are counted."""


class FileImport(QObject):
    """One batch at a time, with progress and cancel in the window's progress banner."""

    finished = Signal(object)
    """The Batch, after the last file or a cancel; not after ``stop``."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self._link_from: tuple[str, str] | None = None
        self._silent = False

    @property
    def running(self) -> bool:
        """Whether files are on their way."""
        return self._task is not None

    def start(self, paths: Sequence[Path], link_from: tuple[str, str] | None = None) -> bool:
        """Begin; False, with a banner, while the window is busy with another long work."""
        if not paths:
            return False
        if self.running or self._desk.progress.isVisible():
            self._desk.banners.warn(self.tr("请等前一项工作做完，再导入。"))
            return False
        self._link_from = link_from
        self._silent = False
        self._task = Task(self)
        self._desk.progress.follow(self._task, self.tr("正在加密导入…"))
        self._desk.background.run(self, unwatched(lambda: gather(paths)), self._gathered)
        return True

    def stop(self) -> None:
        """The window locks: cancel what is under way, without a word. What is in stays in."""
        if self._task is not None:
            self._silent = True
            self._task.cancel()

    def _gathered(self, waiting: list[Waiting]) -> None:
        self._go_on(Batch(waiting))

    def _go_on(self, batch: Batch) -> None:
        task = self._task
        assert task is not None
        if task.cancelled():
            batch.stopped = True
        path = batch.next()
        if path is None:
            self._end(batch)
            return
        session = self._desk.session
        before, total = batch.before, batch.total

        def take_in(_progress: Progress, _cancelled: Cancelled) -> StoredBlob:
            def progress(done: int, _all: int) -> None:
                task.report(before + done, total)

            return evidence.take_in(session, path, progress=progress, cancelled=task.cancelled)

        def register(blob: StoredBlob) -> None:
            if task.cancelled():
                self._go_on(batch)
            else:
                self._register(batch, path, blob)

        self._desk.background.run(self, take_in, register, self._failing(batch, path))

    def _register(self, batch: Batch, path: Path, blob: StoredBlob) -> None:
        session, link_from = self._desk.session, self._link_from

        def done(imported: Imported) -> None:
            batch.succeeded(imported)
            self._go_on(batch)

        self._desk.background.write(
            self,
            unwatched(lambda: evidence.register(session, path, blob, link_from=link_from)),
            done,
            self._failing(batch, path),
        )

    def _failing(self, batch: Batch, path: Path) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            if not isinstance(error, XunjiError):
                self._end(batch)
                raise error
            batch.fell_short(path, error)
            self._go_on(batch)

        return failed

    def _end(self, batch: Batch) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.finished.emit()
            task.deleteLater()
        if not self._silent:
            self._tell(batch)
            self._desk.changed(batch.changes)
            self.finished.emit(batch)

    def _tell(self, batch: Batch) -> None:
        banners = self._desk.banners
        if batch.failed:
            banners.fail(
                self.tr("%n 个文件没有导入，其余不受影响。", "", len(batch.failed)),
                self._reasons(batch),
            )
        if batch.imported:
            same = self.tr("其中 %n 件的内容本机已有。", "", batch.known_before)
            banners.inform(
                self.tr("已导入 %n 件证据，原文件没有动。", "", len(batch.imported)),
                same if batch.known_before else "",
            )
        elif not batch.failed:
            banners.inform(self.tr("没有导入文件。"))

    def _reasons(self, batch: Batch) -> str:
        lines = [
            self.tr("{name}：{reason}").format(name=path.name, reason=say(error).sentence)
            for path, error in batch.failed[:_NAMED]
        ]
        more = len(batch.failed) - _NAMED
        if more > 0:
            lines.append(self.tr("还有 %n 个", "", more))
        return "\n".join(lines)
