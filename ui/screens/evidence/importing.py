"""Takes files in, one after another: encrypting off the database's queue, registering on it.

A draft that is being written never waits for a large file, only for the few operations that
register one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.errors import XunjiError
from app.ports import Cancelled, Changes, Progress, Row, StoredBlob
from app.services import evidence, links
from app.services.evidence import Imported
from ui.desk import Desk
from ui.errors import say
from ui.screens.evidence.batch import Batch, Waiting, gather, kept_already, set_apart
from ui.screens.listing.naming import numbered
from ui.tasks import Task, unwatched
from ui.widgets.banner import Banner, Severity

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
        self._go_on(Batch(*set_apart(waiting)))

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

        def register() -> Imported | tuple[Row, Changes]:
            there = kept_already(session, blob.digest, link_from)
            if there is None:
                return evidence.register(session, path, blob, link_from=link_from)
            if link_from is None or any(
                end.id == there.id for end in links.targets(session, *link_from)
            ):
                return there, Changes()
            return there, links.link(session, link_from, ("evidence", there.id), "supports")

        def done(outcome: Imported | tuple[Row, Changes]) -> None:
            if isinstance(outcome, Imported):
                batch.succeeded(outcome)
            else:
                batch.was_there(*outcome)
            self._go_on(batch)

        self._desk.background.write(self, unwatched(register), done, self._failing(batch, path))

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
        if batch.same:
            self._tell_same(batch)
        if batch.packages:
            self._tell_packages(len(batch.packages))
        if not (batch.imported or batch.failed or batch.same or batch.packages):
            banners.inform(self.tr("没有导入文件。"))

    def _tell_same(self, batch: Batch) -> None:
        """What is there already is not registered again; the way to it is offered."""
        first, count = batch.same[0], len(batch.same)
        wanted = self._desk.signals.record_wanted
        hint = self.tr("没有重复登记。")
        if self._link_from is not None:
            hint = self.tr("没有重复登记，已关联到这条问题。")
        if count > 1:
            sentence = self.tr("%n 个文件的内容已经在证据里。", "", count)
        else:
            sentence = self.tr("这个文件已经在证据里：{title}").format(title=numbered(first))
        action = (self.tr("打开已有的"), lambda: wanted.emit("evidence", first.id))
        self._desk.banners.add(Banner(Severity.INFORMATION, sentence, hint, action))

    def _tell_packages(self, count: int) -> None:
        """Bundles are no evidence: point to where they are read in."""
        wanted = self._desk.signals.record_wanted
        self._desk.banners.add(
            Banner(
                Severity.WARNING,
                self.tr("%n 个文件是巡记自己的数据包，没有当作证据导入。", "", count),
                self.tr("数据包和授权文件要在“带出与合并”里读入。"),
                (self.tr("去“带出与合并”"), lambda: wanted.emit("bundle", "")),
            )
        )

    def _reasons(self, batch: Batch) -> str:
        lines = [
            self.tr("{name}：{reason}").format(name=path.name, reason=say(error).sentence)
            for path, error in batch.failed[:_NAMED]
        ]
        more = len(batch.failed) - _NAMED
        if more > 0:
            lines.append(self.tr("还有 %n 个", "", more))
        return "\n".join(lines)
