"""Background operations: where results arrive, who gets them, order and cancelling."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.domain.errors import CancelledError, StoreFullError
from ui.tasks import Background, unwatched


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
def background(qapp: object, errors: list[Exception]) -> Iterator[Background]:
    made = Background(errors.append)
    yield made
    made.close()


def test_the_result_arrives_in_the_windows_thread(qtbot: QtBot, background: Background) -> None:
    got: list[tuple[int, bool]] = []
    main = QThread.currentThread()
    worker: list[bool] = []

    def operation(progress: object, cancelled: object) -> int:
        worker.append(QThread.currentThread() is main)
        return 7

    background.run(
        background, operation, lambda n: got.append((n, QThread.currentThread() is main))
    )
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(7, True)]
    assert worker == [False]


def test_errors_go_to_the_door_unless_somebody_asks(
    qtbot: QtBot, background: Background, errors: list[Exception]
) -> None:
    own: list[Exception] = []

    def fail() -> None:
        raise StoreFullError

    background.run(background, unwatched(fail))
    background.run(background, unwatched(fail), None, own.append)
    qtbot.waitUntil(lambda: bool(errors and own))
    assert [type(error) for error in (*errors, *own)] == [StoreFullError, StoreFullError]


def test_nothing_is_delivered_to_the_dead(qtbot: QtBot, background: Background) -> None:
    gate = threading.Event()
    got: list[int] = []
    context = QObject()

    def operation() -> int:
        gate.wait(10)
        return 1

    background.run(context, unwatched(operation), got.append)
    with qtbot.waitSignal(context.destroyed):
        context.deleteLater()
    with qtbot.waitSignal(background.busy_changed, check_params_cb=lambda busy: not busy):
        gate.set()
    assert got == []


def test_writes_happen_one_after_another_in_order(qtbot: QtBot, background: Background) -> None:
    order: list[int] = []
    inside = threading.Lock()
    overlaps: list[int] = []

    def write(number: int) -> int:
        if not inside.acquire(blocking=False):
            overlaps.append(number)
        order.append(number)
        inside.release()
        return number

    for number in range(50):
        background.write(background, unwatched(partial(write, number)))
    qtbot.waitUntil(lambda: not background.busy)
    assert order == list(range(50))
    assert overlaps == []


def test_cancel_reaches_the_operation(
    qtbot: QtBot, background: Background, errors: list[Exception]
) -> None:
    started = threading.Event()

    def operation(progress: object, cancelled: object) -> None:
        assert callable(cancelled)
        started.set()
        while not cancelled():
            threading.Event().wait(0.001)
        raise CancelledError

    task = background.run(background, operation)
    assert started.wait(10)
    task.cancel()
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], CancelledError)


def test_what_was_cancelled_while_waiting_never_runs(
    qtbot: QtBot, background: Background, errors: list[Exception]
) -> None:
    gate = threading.Event()
    ran: list[int] = []
    background.write(background, unwatched(lambda: gate.wait(10)))
    waiting = background.write(background, unwatched(lambda: ran.append(1)))
    waiting.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert ran == []
    assert [type(error) for error in errors] == [CancelledError]


def test_progress_is_thinned_but_its_end_arrives(qtbot: QtBot, background: Background) -> None:
    seen: list[tuple[int, int]] = []
    total = 5_000_000_000

    def operation(progress: object, cancelled: object) -> None:
        assert callable(progress)
        for number in range(2_001):
            progress(number * total // 2_000, total)

    background.run(
        background, operation, None, None, lambda done, whole: seen.append((done, whole))
    )
    qtbot.waitUntil(lambda: not background.busy)
    assert seen[-1] == (total, total)
    assert len(seen) < 200
