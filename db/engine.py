"""Connections to a store, whichever database holds it.

A unit of work sees one unchanging state and is alone in writing. What a driver complains about
leaves here as a StoreError. ``db.sqlite`` and ``db.postgresql`` each bring one engine; what else
differs between them is their ``Dialect``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from app.domain.errors import StoreError
from app.ports import Cancelled, Progress
from db.dialect import OPTION, Dialect

KEY_BYTES = 32


class StoreEngine(ABC):
    """A pool of connections to one store; one transaction writes at a time."""

    reading_options: ClassVar[Mapping[str, Any]] = {}
    writing_options: ClassVar[Mapping[str, Any]] = {"xunji_writes": True}

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        """Take over ``engine``; its connections will speak ``dialect``."""
        engine.update_execution_options(**{OPTION: dialect})
        self._engine = engine
        _translate_errors(engine, self.store_error)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the store."""
        with self._engine.connect() as connection:
            connection = connection.execution_options(**self.reading_options)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that may write: committed at the end, rolled back on any error."""
        with self._engine.connect() as connection:
            connection = connection.execution_options(**self.writing_options)
            with connection.begin():
                yield connection

    @contextmanager
    def writing_until_commit(self) -> Iterator[Connection]:
        """A connection that may write: rolled back unless it was committed inside."""
        with self._engine.connect() as connection:
            connection = connection.execution_options(**self.writing_options)
            connection.begin()
            yield connection

    @contextmanager
    @abstractmethod
    def creating(self) -> Iterator[Connection]:
        """A connection that makes the tables of a new store. Raises FileExistsError."""

    @abstractmethod
    def require_there(self) -> None:
        """Raises FileNotFoundError if there is no such store; StoreKeyError if it is not ours."""

    @abstractmethod
    def verify_key(self) -> None:
        """Raises StoreKeyError if the key does not open what is stored."""

    @abstractmethod
    def copy_to(
        self,
        target: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        /,
    ) -> None:
        """Copy the whole store into an encrypted file, under the same key, and check the copy.

        Nobody may be writing meanwhile. Raises CancelledError, StoreFullError, StoreDamagedError.
        """

    @abstractmethod
    def copy_before_upgrade(self, revision: str) -> str:
        """Copy the whole store aside; returns where. One copy is kept, the newest."""

    @abstractmethod
    def retire(self) -> str:
        """Put a store that was moved away aside, closed; returns where it can be found."""

    @abstractmethod
    def store_error(self, error: BaseException | None) -> StoreError | None:
        """What a driver's error means to a person, or None if it is a mistake of the program."""

    @abstractmethod
    def close(self) -> None:
        """Close all connections, wipe the key."""


def _translate_errors(
    engine: Engine, meaning: Callable[[BaseException | None], StoreError | None]
) -> None:
    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        found = meaning(context.original_exception)
        if found is not None:
            raise found from None
