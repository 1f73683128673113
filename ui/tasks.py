"""Background operations: results arrive in the window's thread, and only if somebody still lives.

Reads and long work run on a small pool; whatever writes the database runs on a queue of one thread,
in the order given. Cancelling is cooperative: the operation asks ``cancelled()`` and raises
CancelledError.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from app.domain.errors import CancelledError
from app.ports import Cancelled, Progress

Result = TypeVar("Result")
Operation = Callable[[Progress, Cancelled], Result]


def unwatched(call: Callable[[], Result]) -> Operation[Result]:
    """A short call that neither reports progress nor can be cancelled, as an operation."""

    def operation(_progress: Progress, _cancelled: Cancelled) -> Result:
        return call()

    return operation


_REPORT_EVERY = 0.05
"""Seconds between two reports of progress: more often only costs drawing."""


class Task(QObject):
    """One operation on its way. Signals arrive in the thread that made it."""

    progressed = Signal(object, object)
    """done, total: Python integers of any size."""
    done = Signal(object)
    failed = Signal(object)
    """The exception. CancelledError after a cancel."""
    finished = Signal()
    """After ``done`` or ``failed``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self._ended = threading.Event()
        self._reported = 0.0

    def cancel(self) -> None:
        """Ask the operation to stop; it answers with CancelledError when it sees it."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether somebody cancelled. Safe from any thread."""
        return self._cancelled.is_set()

    def end(self) -> None:
        """From the working thread: nothing more will come."""
        self._ended.set()
        self.finished.emit()

    def ended(self) -> bool:
        """Whether ``finished`` was sent: whoever connects only now has missed it."""
        return self._ended.is_set()

    def report(self, done: int, total: int) -> None:
        """Progress from the working thread, thinned out."""
        now = time.monotonic()
        if done >= total or now - self._reported >= _REPORT_EVERY:
            self._reported = now
            self.progressed.emit(done, total)


class _Runnable(QRunnable):
    def __init__(self, task: Task, operation: Operation[Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._task = task
        self._operation = operation

    def run(self) -> None:
        task = self._task
        try:
            if task.cancelled():
                raise CancelledError
            result = self._operation(task.report, task.cancelled)
        except Exception as error:  # noqa: BLE001 - the door: every failure is handed to the caller
            task.failed.emit(error)
        else:
            task.done.emit(result)
        finally:
            task.end()


class _Delivery(QObject):
    """Lives as a child of the context: when the context dies, nothing is delivered any more."""

    def __init__(
        self,
        context: QObject,
        on_done: Callable[[Any], None] | None,
        on_error: Callable[[Exception], object],
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        super().__init__(context)
        self._on_done = on_done
        self._on_error = on_error
        self._on_progress = on_progress

    @Slot(object)
    def done(self, result: object) -> None:
        if self._on_done:
            self._on_done(result)

    @Slot(object)
    def failed(self, error: Exception) -> None:
        self._on_error(error)

    @Slot(object, object)
    def progressed(self, done: int, total: int) -> None:
        if self._on_progress:
            self._on_progress(done, total)

    @Slot()
    def finished(self) -> None:
        self.deleteLater()


class Background(QObject):
    """Runs operations off the window's thread. One per window."""

    busy_changed = Signal(bool)

    def __init__(
        self, on_error: Callable[[Exception], object], parent: QObject | None = None
    ) -> None:
        """``on_error`` is the door for errors nobody else handles."""
        super().__init__(parent)
        self._door = on_error
        self._general = QThreadPool(self)
        self._general.setMaxThreadCount(max(2, QThreadPool.globalInstance().maxThreadCount()))
        self._database = QThreadPool(self)
        self._database.setMaxThreadCount(1)
        self._database.setExpiryTimeout(-1)
        self._running: dict[Task, _Runnable] = {}

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._running)

    def run(
        self,
        context: QObject,
        operation: Operation[Result],
        on_done: Callable[[Result], None] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Task:
        """Run ``operation(progress, cancelled)`` on the pool; call back while ``context`` lives.

        Without ``on_error`` an error goes to the door given at construction.
        """
        return self._start(self._general, context, operation, on_done, on_error, on_progress)

    def write(
        self,
        context: QObject,
        operation: Operation[Result],
        on_done: Callable[[Result], None] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Task:
        """As ``run``, on the database's queue: one after another, in the order given."""
        return self._start(self._database, context, operation, on_done, on_error, on_progress)

    def cancel_all(self) -> None:
        """Ask everything that runs or waits to stop."""
        for task in list(self._running):
            task.cancel()

    def close(self) -> None:
        """Cancel, and wait until every thread is done. Results are no longer delivered."""
        self.cancel_all()
        self._general.waitForDone()
        self._database.waitForDone()

    def settle(self) -> None:
        """Wait until everything given so far is finished, without cancelling it."""
        self._general.waitForDone()
        self._database.waitForDone()

    def _start(
        self,
        pool: QThreadPool,
        context: QObject,
        operation: Operation[Any],
        on_done: Callable[[Any], None] | None,
        on_error: Callable[[Exception], object] | None,
        on_progress: Callable[[int, int], None] | None,
    ) -> Task:
        task = Task(self)
        delivery = _Delivery(context, on_done, on_error or self._door, on_progress)
        task.done.connect(delivery.done)
        task.failed.connect(delivery.failed)
        task.progressed.connect(delivery.progressed)
        task.finished.connect(delivery.finished)
        task.finished.connect(self._forget)
        runnable = _Runnable(task, operation)
        self._running[task] = runnable
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        pool.start(runnable)
        return task

    @Slot()
    def _forget(self) -> None:
        task = self.sender()
        if isinstance(task, Task) and self._running.pop(task, None) is not None:
            task.deleteLater()
            if not self._running:
                self.busy_changed.emit(False)
