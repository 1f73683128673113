"""Surroundings of every test: no screen, no one's own folders, and silence.

A warning from Python (pyproject), from Qt (pytest-qt, pyproject) or in the log (here) fails the
test in which it comes. ``@pytest.mark.logs("pattern")`` says that a warning is meant.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt
os.environ["QT_QUICK_BACKEND"] = "software"

import pytest
from hypothesis import HealthCheck, settings

_SLOW_IS_NO_FAULT = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=60,
    stateful_step_count=30,
    suppress_health_check=_SLOW_IS_NO_FAULT,
    print_blob=True,
)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
settings.register_profile(
    "deep",
    settings.get_profile("ci"),
    derandomize=False,
    max_examples=2000,
    stateful_step_count=80,
)
settings.load_profile("ci")

_FOLDER_VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.fixture(scope="session", autouse=True)
def _own_folders() -> Iterator[None]:
    """Keep the tests out of the settings, data and logs of the person who runs them."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name in _FOLDER_VARIABLES:
            patch.setenv(name, os.path.join(folder, name.lower()))  # noqa: PTH118
        for name in [name for name in os.environ if name.startswith("XUNJI_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of an empty database on a real server, which starts when the first test asks."""
    from tests.support.postgres import server

    with server() as address:
        yield address


@pytest.fixture
def store_on(request: pytest.FixtureRequest) -> Iterator[str]:
    """``sqlite`` or ``postgresql``: where ``tests.support.stores.at`` puts the stores of a test."""
    from tests.support.stores import on_server

    name: str = request.param
    with on_server(request.getfixturevalue("postgres") if name == "postgresql" else None):
        yield name


@pytest.fixture
def on_postgres(postgres: str) -> Iterator[None]:
    """All stores of a test lie on the server."""
    from tests.support.stores import on_server

    with on_server(postgres):
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store_on" in metafunc.fixturenames:
        from tests.support.stores import parametrize

        parametrize(metafunc)


class _WarningRecorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@contextmanager
def _silent_log(item: pytest.Item, phase: str) -> Iterator[None]:
    recorder = _WarningRecorder()
    root = logging.getLogger()
    root.addHandler(recorder)
    try:
        yield
    finally:
        root.removeHandler(recorder)
    meant = [str(mark.args[0]) for mark in item.iter_markers("logs")]
    surprising = [
        line for line in recorder.lines if not any(re.search(pattern, line) for pattern in meant)
    ]
    if surprising:
        pytest.fail("warnings in the log:\n" + "\n".join(surprising), pytrace=False)
    if phase == "call":
        _require_every_meant_warning(meant, recorder.lines)


def _require_every_meant_warning(meant: list[str], lines: list[str]) -> None:
    for pattern in meant:
        if not any(re.search(pattern, line) for line in lines):
            pytest.fail(f"no warning in the log matches {pattern!r}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    with _silent_log(item, "setup"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    with _silent_log(item, "call"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    with _silent_log(item, "teardown"):
        return (yield)
