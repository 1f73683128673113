"""The seam between the databases: everything that is not said in the same words on both.

All else in ``db`` is SQLAlchemy Core and knows no database. A connection carries its dialect with
it, so nothing has to be handed around.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table

OPTION = "xunji_dialect"
"""Execution option of a connection under which its dialect is found."""

Rule = tuple[str, str, str]
"""Table, event (insert, update, delete), and the SQL condition under which it is refused."""


class Clash(Enum):
    """What becomes of a new row whose key is taken."""

    REFUSE = "refuse"
    KEEP_OLD = "keep old"
    TAKE_NEW = "take new"


class Dialect(ABC):
    """What one database does in its own way."""

    @abstractmethod
    def write_rows(
        self,
        connection: Connection,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        clash: Clash = Clash.REFUSE,
    ) -> None:
        """Insert many rows, in their order."""

    @abstractmethod
    def among(self, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
        """Whether a column has one of many values, as one parameter."""

    @abstractmethod
    def number_of(self, digits: str) -> str:
        """SQL: the whole number that a text of digits says, 0 for none; usable in an index."""

    @abstractmethod
    def verify_pages(self, connection: Connection) -> None:
        """Ask the database whether its own files are whole. Raises StoreDamagedError."""

    @abstractmethod
    def await_readers(self, connection: Connection) -> None:
        """Before tables are swapped: wait until nobody reads an older state in which the new ones
        are not filled yet; whoever begins to read now waits for the commit.
        """

    @abstractmethod
    def follow_keys(self, connection: Connection) -> None:
        """After rows came with their numbers: let the database count on behind them."""

    # --- secrets -------------------------------------------------------------------------------

    @abstractmethod
    def seal(self, place: str, secret: bytes, /) -> bytes:
        """How a secret is stored at ``place`` (table and key of its row)."""

    @abstractmethod
    def unseal(self, place: str, stored: bytes, /) -> bytes:
        """The inverse. Raises StoreKeyError."""

    # --- guards --------------------------------------------------------------------------------

    @abstractmethod
    def guards(self, rules: Sequence[Rule]) -> Mapping[str, str]:
        """Name of each guard -> its definition, in the form in which ``present_guards`` reads."""

    @abstractmethod
    def present_guards(self, connection: Connection) -> dict[str, str]:
        """The guards that are there and awake."""

    @abstractmethod
    def install_guards(
        self, connection: Connection, rules: Sequence[Rule], present: Mapping[str, str]
    ) -> None:
        """Make all guards that are not among ``present`` with the same definition."""

    # --- full text -----------------------------------------------------------------------------

    @abstractmethod
    def create_index(self, connection: Connection) -> None:
        """Make the full-text index, empty; drop the one that is there."""

    @abstractmethod
    def enter_texts(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Add normalised texts under the numbers of their entries."""

    @abstractmethod
    def forget_texts(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Take entries out of the full-text index."""

    @abstractmethod
    def tidy_index(self, connection: Connection) -> None:
        """Nothing is waiting to be indexed: a moment for the index's own housekeeping."""

    @abstractmethod
    def candidates(
        self, connection: Connection, needle: str, kinds: Sequence[str], at_once: int
    ) -> Iterator[list[tuple[str, str]]]:
        """(kind, record) of entries that may contain the normalised needle and do not wait to be
        indexed again: newest first, about ``at_once`` at a time. None that contains it is missing.
        """


def dialect_of(connection: Connection) -> Dialect:
    """The dialect of a store's connection."""
    found: Dialect = connection.get_execution_options()[OPTION]
    return found
