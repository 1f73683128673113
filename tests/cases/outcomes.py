"""What a person sees of a bundle, and the proof that a refusal changed nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from app.bootstrap.opening import Opened
from app.domain.errors import XunjiError
from app.ports import Query
from app.services import exchange
from app.services.session import Session
from app.words import words

NOTHING = "没有导入任何内容"


class Refusal(NamedTuple):
    """How a file was refused: the error's class and reason, and what the person reads."""

    error: str
    reason: str
    sentence: str
    hint: str


def everything(opened: Opened) -> str:
    """A digest of all a vault holds: each row of each table, each file of evidence and spool."""
    found = hashlib.sha256()
    engine = opened.session.store._engine  # type: ignore[attr-defined]
    with engine.reading() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).all()
        for (table,) in tables:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found.update(repr((table, sorted(map(repr, rows)))).encode())
    for path in files_in(opened):
        found.update(str(path.relative_to(opened.path)).encode() + path.read_bytes())
    return found.hexdigest()


def files_in(opened: Opened) -> list[Path]:
    """Evidence files, and what lies in the spool."""
    folders = (opened.path / "blobs", opened.path / "spool")
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


@contextmanager
def nothing_written(opened: Opened) -> Iterator[None]:
    """The vault holds afterwards exactly what it held before."""
    before = everything(opened)
    yield
    assert everything(opened) == before


def refusal(session: Session, path: Path, *, salvage: bool = False) -> Refusal | None:
    """Look at a file; None if it can be taken in (it is laid aside again)."""
    try:
        exchange.abandon(session, exchange.preview(session, path, salvage=salvage))
    except XunjiError as error:
        said = words(error, "zh")
        reason = str(getattr(error, "reason", getattr(error, "part", "")))
        return Refusal(type(error).__name__, reason, said.sentence, said.hint)
    return None


def refused(session: Session, path: Path) -> Refusal:
    """The refusal; fails if the file is taken in."""
    found = refusal(session, path)
    assert found is not None, "taken in"
    return found


def state(session: Session, *, own: bool = True) -> str:
    """A digest of what the records are, whoever looks: no order, no time, no entries about acts.

    Two vaults that hold the same operations have the same; with ``own`` false, even if each has
    logged acts of its own.
    """
    rows = [
        (kind, row.id, sorted(row.values.items(), key=str), sorted(row.boxes), row.deleted,
         row.sealed, row.questions, row.late, row.channel)
        for kind in session.catalogue
        if own or kind != "audit"
        for row in session.store.rows(Query(kind, deleted=True, order_by="id"))
    ]  # fmt: skip
    questions = sorted(session.store.questions())
    return hashlib.sha256(repr((rows, questions)).encode()).hexdigest()
