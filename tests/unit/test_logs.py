"""The log: own words only, whatever libraries and careless lines hand it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
import sqlalchemy

from app import logs
from app.domain.errors import MediaError, WrongPassphraseError
from app.logs import begin_log
from tests.unit.db.registers import KEY

CONTENT = "鄢毓琇"
own = logging.getLogger("xunji.window")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    yield begin_log(tmp_path / "logs")
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(handler)
        handler.close()


def written(log: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in log.parent.iterdir())


def test_own_words_are_written_whole(log: Path) -> None:
    own.info("opened %s with %d records", "VaultLayout", 12)
    assert "INFO xunji.window opened VaultLayout with 12 records\n" in written(log)


@pytest.mark.logs("INSERT")
def test_a_library_keeps_its_level_and_name_only(log: Path) -> None:
    logging.getLogger("sqlalchemy.engine").warning("INSERT … VALUES (%s)", CONTENT)
    assert "WARNING sqlalchemy.engine message withheld" in written(log)
    assert CONTENT not in written(log)


@pytest.mark.logs(CONTENT)
def test_a_name_that_only_begins_like_ours_is_a_library(log: Path) -> None:
    logging.getLogger("xunjitools").warning("%s", CONTENT)
    assert CONTENT not in written(log)


@pytest.mark.logs("unexpected")
@pytest.mark.logs(CONTENT)
def test_an_exception_leaves_its_class_and_not_its_text(log: Path) -> None:
    try:
        raise ValueError(CONTENT)
    except ValueError as error:
        own.exception("unexpected %s", error)
        own.error("unexpected %(error)s", {"error": MediaError(Path(CONTENT), CONTENT)})
        own.error(error)
    text = written(log)
    assert "unexpected ValueError" in text
    assert "unexpected MediaError" in text
    assert CONTENT not in text
    assert "Traceback" not in text


@pytest.mark.logs("failed")
def test_a_driver_s_error_keeps_its_values(log: Path) -> None:
    """SQLAlchemy would print the statement with what was bound to it."""
    engine = sqlalchemy.create_engine("sqlite://")
    statement = sqlalchemy.text("SELECT :name FROM nowhere")
    with (
        engine.connect() as connection,
        pytest.raises(sqlalchemy.exc.OperationalError) as raised,
    ):
        connection.execute(statement, {"name": CONTENT})
    engine.dispose()
    assert CONTENT in str(raised.value)
    own.error("failed: %s", raised.value, exc_info=raised.value)
    logging.getLogger("sqlalchemy.pool").error("failed", exc_info=raised.value)
    assert "failed: OperationalError" in written(log)
    assert CONTENT not in written(log)


@pytest.mark.logs("refused")
def test_bytes_are_never_written(log: Path) -> None:
    """Keys are bytes: not even their length shows."""
    own.warning("refused %s %s", KEY, bytearray(KEY))
    own.warning("refused %r", memoryview(KEY))
    text = written(log)
    assert KEY.hex() not in text
    assert repr(KEY) not in text
    assert "refused bytes bytearray" in text


@pytest.mark.logs("refused")
def test_other_handlers_still_get_the_whole_record(log: Path) -> None:
    """What is cut away is cut away from the file only."""
    seen: list[logging.LogRecord] = []

    class Other(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record)

    other = Other()
    logging.getLogger().addHandler(other)
    try:
        raise WrongPassphraseError(1, 0)
    except WrongPassphraseError as error:
        own.warning("refused %s", error, exc_info=True)
    finally:
        logging.getLogger().removeHandler(other)
    assert seen[0].exc_info
    assert isinstance(seen[0].args, tuple)


def test_the_log_rotates_and_keeps_five_files(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 2_000)
    assert begin_log(log.parent) == log
    for number in range(400):
        own.info("line %d", number)
    files = sorted(path.name for path in log.parent.iterdir())
    assert files == ["xunji.log", *(f"xunji.log.{n}" for n in range(1, logs.FILES_KEPT + 1))]
    assert all(path.stat().st_size <= 2_000 for path in log.parent.iterdir())
    assert "line 399\n" in log.read_text(encoding="utf-8")


def test_beginning_again_writes_each_line_once(log: Path) -> None:
    begin_log(log.parent)
    own.info("once")
    assert written(log).count("once") == 1


def test_only_the_owner_may_read_it(log: Path) -> None:
    own.info("a line")
    assert log.stat().st_mode & 0o077 == 0
    assert log.parent.stat().st_mode & 0o077 == 0
