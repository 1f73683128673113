"""How SQLCipher says it: triggers with RAISE, lists as JSON, pairs of characters in FTS5.

The tokens of the index are every pair of neighbouring characters of the text, and its last
character alone. A query of one character is a prefix query, a longer one asks for all its pairs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select
from sqlalchemy.dialects.sqlite import dialect

from app.domain.errors import StoreDamagedError
from db.dialect import Clash, Dialect, Rule

IDLE_PAGES = 64
"""Pages of the index merged when nothing else is left to do; saves never merge."""

_PRIVATE = {c: chr(0xE000 + c) for c in range(1, 128) if not chr(c).isalnum()}
"""The tokenizer ``ascii`` takes all characters beyond ASCII as they are: the rest moves there."""

_CREATE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(body, content='', contentless_delete=1, "
    "detail=none, prefix='1', tokenize='ascii')"
)
_OPTION = "INSERT INTO search_index (search_index, rank) VALUES (?, ?)"
_CANDIDATES = (
    "SELECT e.kind, e.record FROM search_index s JOIN search_entries e ON e.number = s.rowid "
    "WHERE s.search_index MATCH ? AND e.kind IN (SELECT value FROM json_each(?)) "
    "AND NOT EXISTS (SELECT 1 FROM search_pending p "
    "WHERE p.kind = e.kind AND p.record = e.record) ORDER BY s.rowid DESC"
)
_ENDINGS = {
    Clash.REFUSE: "",
    Clash.KEEP_OLD: " ON CONFLICT DO NOTHING",
    Clash.TAKE_NEW: " ON CONFLICT ({keys}) DO UPDATE SET {changes}",
}
_quoted = dialect().identifier_preparer.quote_identifier


class SqliteDialect(Dialect):
    """SQLCipher. Secrets lie as they are: the whole file is encrypted."""

    def write_rows(
        self,
        connection: Connection,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        clash: Clash = Clash.REFUSE,
    ) -> None:
        """One statement for all rows."""
        if rows:
            sql = _insert_sql(table, columns, clash)
            connection.exec_driver_sql(sql, [tuple(row) for row in rows])

    def among(self, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
        """A list travels as JSON."""
        listed = func.json_each(json.dumps(sorted(values))).table_valued("value")
        return column.in_(select(listed.c.value))

    def number_of(self, digits: str) -> str:
        """A cast takes what is no number for 0, and what is too large for the largest."""
        return f"CAST({digits} AS INTEGER)"

    def verify_pages(self, connection: Connection) -> None:
        """SQLite's own check."""
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise StoreDamagedError("pages")

    def await_readers(self, connection: Connection) -> None:
        """A reader sees tables and rows of one moment."""

    def follow_keys(self, connection: Connection) -> None:
        """SQLite counts on behind the highest number by itself."""

    def seal(self, _place: str, secret: bytes) -> bytes:
        """As it is."""
        return secret

    def unseal(self, _place: str, stored: bytes) -> bytes:
        """As it is."""
        return stored

    def guards(self, rules: Sequence[Rule]) -> Mapping[str, str]:
        """The text of each trigger."""
        return {f"guard_{table}_{event}": _trigger(table, event, when)
                for table, event, when in rules}  # fmt: skip

    def present_guards(self, connection: Connection) -> dict[str, str]:
        """SQLite keeps the text of a trigger."""
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        return {row.name: row.sql for row in connection.exec_driver_sql(sql)}

    def install_guards(
        self, connection: Connection, rules: Sequence[Rule], present: Mapping[str, str]
    ) -> None:
        """Trigger by trigger."""
        for name, sql in self.guards(rules).items():
            if present.get(name) != sql:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
                connection.exec_driver_sql(sql)

    def create_index(self, connection: Connection) -> None:
        """Contentless FTS5."""
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
        connection.exec_driver_sql(_CREATE)
        connection.exec_driver_sql(_OPTION, ("automerge", 0))
        connection.exec_driver_sql(_OPTION, ("crisismerge", 500))

    def enter_texts(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """The tokens, separated by spaces."""
        if texts:
            connection.exec_driver_sql(
                "INSERT INTO search_index (rowid, body) VALUES (?, ?)",
                [(number, " ".join(tokens(text))) for number, text in texts],
            )

    def forget_texts(self, connection: Connection, numbers: Sequence[int]) -> None:
        """A list travels as JSON."""
        if numbers:
            connection.exec_driver_sql(
                "DELETE FROM search_index WHERE rowid IN (SELECT value FROM json_each(?))",
                (json.dumps(numbers),),
            )

    def tidy_index(self, connection: Connection) -> None:
        """Merge some pages."""
        connection.exec_driver_sql(_OPTION, ("merge", IDLE_PAGES))

    def candidates(
        self, connection: Connection, needle: str, kinds: Sequence[str], at_once: int
    ) -> Iterator[list[tuple[str, str]]]:
        """Rows come as they are asked for."""
        values = (match_expression(needle), json.dumps(sorted(kinds)))
        rows = connection.exec_driver_sql(_CANDIDATES, values)
        while chunk := rows.fetchmany(at_once):
            yield [(row.kind, row.record) for row in chunk]


def tokens(text: str) -> list[str]:
    """Tokens of a normalised text, each once: all pairs, and its last character."""
    return _tokens(text, len(text))


def match_expression(needle: str) -> str:
    """FTS5 expression for a normalised, non-empty needle."""
    if len(needle) == 1:
        return f'"{needle.translate(_PRIVATE)}" *'
    return " AND ".join(f'"{token}"' for token in _tokens(needle, len(needle) - 1))


def _tokens(text: str, count: int) -> list[str]:
    pairs = (text[start : start + 2] for start in range(count))
    return [pair.translate(_PRIVATE) for pair in dict.fromkeys(pairs)]


def _insert_sql(table: Table, columns: Sequence[str], clash: Clash) -> str:
    keys = [column.name for column in table.primary_key]
    ending = _ENDINGS[clash].format(
        keys=", ".join(keys),
        changes=", ".join(
            f"{_quoted(column)} = excluded.{_quoted(column)}"
            for column in columns
            if column not in keys
        ),
    )
    names, marks = ", ".join(map(_quoted, columns)), ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks}){ending}"  # noqa: S608  (own names)


def _trigger(table: str, event: str, when: str) -> str:
    return (
        f"CREATE TRIGGER guard_{table}_{event} BEFORE {event.upper()} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, 'guarded: {table}'); END"
    )
