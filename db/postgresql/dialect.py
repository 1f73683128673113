"""How PostgreSQL says it: plpgsql triggers, lists as arrays, pairs of characters under GIN.

A server keeps in clear whatever it is given, so secrets are sealed with a key derived from the
vault's database key before they leave this computer; the place of the row is bound in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, any_, bindparam
from sqlalchemy import Dialect as SqlDialect
from sqlalchemy.dialects.postgresql import ARRAY, dialect

from app.crypto import aead, kdf
from app.domain.errors import StoreKeyError
from db.dialect import Clash, Dialect, Rule

LONGEST_NUMBER = 1_000
"""Digits looked at; no number this program gives has ten."""
_AT_ONCE = 2_000
"""Rows in one statement."""

_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32  # pg_trigger.tgtype
_EVENTS = {"insert": _INSERT, "delete": _DELETE, "update": _UPDATE, "truncate": _TRUNCATE}
_ALWAYS_ENABLED = "A"  # also while a replica's data are being applied

_PRESENT = (
    "SELECT t.tgname AS name, t.tgtype AS type, t.tgenabled AS enabled, p.prosrc AS body, "
    "t.tgqual IS NULL AND t.tgattr = ''::int2vector AND l.lanname = 'plpgsql' AS whole "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
)
_CREATE_INDEX = """
DROP TABLE IF EXISTS search_index;
CREATE TABLE search_index (number bigint PRIMARY KEY, body text NOT NULL, grams text[] NOT NULL);
CREATE INDEX search_index_grams ON search_index USING gin (grams)
"""
_CANDIDATES = (
    "SELECT e.number, e.kind, e.record FROM search_index s "
    "JOIN search_entries e ON e.number = s.number "
    "WHERE s.grams @> %s::text[] AND position(%s IN s.body) > 0 AND s.number < %s "
    "AND e.kind = ANY(%s::text[]) AND NOT EXISTS (SELECT 1 FROM search_pending p "
    "WHERE p.kind = e.kind AND p.record = e.record) ORDER BY s.number DESC LIMIT %s"
)
_COUNTED = (
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%%'"
)
_COUNT_ON = (
    "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
    "coalesce(max({column}), 0) + 1, false) FROM {table}"
)
_ENDINGS = {
    Clash.REFUSE: "",
    Clash.KEEP_OLD: " ON CONFLICT DO NOTHING",
    Clash.TAKE_NEW: " ON CONFLICT ({keys}) DO UPDATE SET {changes}",
}
_postgres: SqlDialect = dialect()  # type: ignore[no-untyped-call]
_quoted = _postgres.identifier_preparer.quote_identifier


class PostgresDialect(Dialect):
    """One office's schema on a server."""

    def __init__(self, schema: str, key: bytes) -> None:
        """``key`` is the vault's database key."""
        self._schema = schema
        self._key = bytearray(kdf.subkey(key, "xunji server store v1"))

    def forget_key(self) -> None:
        """Overwrite the key, best effort."""
        kdf.wipe(self._key)

    # --- rows ----------------------------------------------------------------------------------

    def write_rows(
        self,
        connection: Connection,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        clash: Clash = Clash.REFUSE,
    ) -> None:
        """A column at a time, as arrays: one statement for thousands of rows."""
        if clash is Clash.TAKE_NEW:
            rows = _last_of_each(rows, [columns.index(key.name) for key in table.primary_key])
        sql = _insert_sql(table, columns, clash)
        for start in range(0, len(rows), _AT_ONCE):
            turned = zip(*rows[start : start + _AT_ONCE], strict=True)
            connection.exec_driver_sql(sql, tuple([list(column) for column in turned]))

    def among(self, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
        """A list travels as an array."""
        listed = bindparam(None, sorted(values), type_=ARRAY(Text))
        return column == any_(listed)

    def number_of(self, digits: str) -> str:
        """A cast refuses an empty text and what is too large for a whole number."""
        return f"CAST('0' || left({digits}, {LONGEST_NUMBER}) AS numeric)"

    def verify_pages(self, connection: Connection) -> None:
        """The server proves its pages itself (data checksums); the replay proves the rows."""

    def await_readers(self, connection: Connection) -> None:
        """A reader finds the new table under the old name, but not rows newer than its snapshot:
        every reader holds this table, see ``db.postgresql.engine``.
        """
        connection.exec_driver_sql("LOCK TABLE kind_digests IN ACCESS EXCLUSIVE MODE")

    def follow_keys(self, connection: Connection) -> None:
        """Sequences do not notice numbers that came with their rows."""
        for table, column in connection.exec_driver_sql(_COUNTED, ()).all():
            connection.exec_driver_sql(_COUNT_ON.format(table=table, column=column))

    # --- secrets -------------------------------------------------------------------------------

    def seal(self, place: str, secret: bytes) -> bytes:
        """A box that opens only at its place."""
        return aead.seal(self._key, secret, self._bound(place))

    def unseal(self, place: str, stored: bytes) -> bytes:
        """The inverse."""
        try:
            return aead.unseal(self._key, stored, self._bound(place))
        except aead.BoxError:
            raise StoreKeyError from None

    def _bound(self, place: str) -> bytes:
        return f"xunji server store|{place}".encode()

    # --- guards --------------------------------------------------------------------------------

    def guards(self, rules: Sequence[Rule]) -> Mapping[str, str]:
        """Type, state and function of each trigger. TRUNCATE asks no row: it is always refused."""
        return {
            f"guard_{table}_{event}": f"{_type(event, when)} {_ALWAYS_ENABLED} {self._body(when)}"
            for table, event, when in _with_truncate(rules)
        }

    def present_guards(self, connection: Connection) -> dict[str, str]:
        """A trigger that somebody put to sleep is none."""
        return {
            row.name: f"{row.type} {row.enabled} {row.body}"
            for row in connection.exec_driver_sql(_PRESENT)
            if row.whole and row.enabled != "D"
        }

    def install_guards(
        self, connection: Connection, rules: Sequence[Rule], present: Mapping[str, str]
    ) -> None:
        """One function for each condition; all that is missing in one go."""
        wanted, functions, triggers = self.guards(rules), {}, []
        for table, event, when in _with_truncate(rules):
            name = f"guard_{table}_{event}"
            if present.get(name) != wanted[name]:
                functions[_function(when)] = self._body(when)
                triggers.append(_trigger(name, table, event, when))
        made = [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $body${body}$body$"
            for name, body in functions.items()
        ]
        if triggers:
            connection.exec_driver_sql(";\n".join([*made, *triggers]))

    def _body(self, when: str) -> str:
        """Names the schema, so that the search path of whoever writes does not matter."""
        own = f"FROM {_quoted(self._schema)}.open_batch"
        condition = "TRUE" if when == "1" else when.replace("FROM open_batch", own)
        answer = "NEW" if _by_row(when) else "NULL"
        return (
            f"BEGIN IF {condition} THEN "
            "RAISE EXCEPTION USING MESSAGE = 'guarded: ' || TG_TABLE_NAME; END IF; "
            f"RETURN {answer}; END"
        )

    # --- full text -----------------------------------------------------------------------------

    def create_index(self, connection: Connection) -> None:
        """Texts and their characters and pairs."""
        connection.exec_driver_sql(_CREATE_INDEX)

    def enter_texts(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Arrays of different lengths cannot be turned: row by row, in a pipeline."""
        if texts:
            connection.exec_driver_sql(
                "INSERT INTO search_index (number, body, grams) VALUES (%s, %s, %s)",
                [(number, text, grams(text)) for number, text in texts],
            )

    def forget_texts(self, connection: Connection, numbers: Sequence[int]) -> None:
        """A list travels as an array."""
        if numbers:
            connection.exec_driver_sql(
                "DELETE FROM search_index WHERE number = ANY(%s::bigint[])", (list(numbers),)
            )

    def tidy_index(self, connection: Connection) -> None:
        """The server does its own housekeeping."""

    def candidates(
        self, connection: Connection, needle: str, kinds: Sequence[str], at_once: int
    ) -> Iterator[list[tuple[str, str]]]:
        """Page by page, so that a frequent word costs no more than what is shown of it."""
        wanted = [needle] if len(needle) == 1 else _pairs(needle)
        before = 2**63 - 1
        while True:
            values = (wanted, needle, before, sorted(kinds), at_once)
            found = connection.exec_driver_sql(_CANDIDATES, values).all()
            if found:
                yield [(row.kind, row.record) for row in found]
                before = found[-1].number
            if len(found) < at_once:
                return


def grams(text: str) -> list[str]:
    """Every character and every pair of neighbours of a normalised text, each once."""
    return list(dict.fromkeys([*text, *_pairs(text)]))


def _pairs(text: str) -> list[str]:
    return list(dict.fromkeys(text[start : start + 2] for start in range(len(text) - 1)))


def _last_of_each(rows: Sequence[Sequence[Any]], keys: Sequence[int]) -> list[Sequence[Any]]:
    """One statement may touch a row once only."""
    return list({tuple(row[key] for key in keys): row for row in rows}.values())


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
    arrays = ", ".join(f"%s::{table.columns[c].type.compile(_postgres)}[]" for c in columns)
    names = ", ".join(map(_quoted, columns))
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){ending}"  # noqa: S608


def _with_truncate(rules: Sequence[Rule]) -> list[Rule]:
    tables = dict.fromkeys(table for table, _, _ in rules)
    return [*rules, *((table, "truncate", "1") for table in tables)]


def _by_row(when: str) -> bool:
    return "OLD." in when


def _type(event: str, when: str) -> int:
    return _BEFORE | _EVENTS[event] | (_ROW if _by_row(when) else 0)


def _function(when: str) -> str:
    return f"guard_{hashlib.sha256(when.encode()).hexdigest()[:16]}"


def _trigger(name: str, table: str, event: str, when: str) -> str:
    each = "ROW" if _by_row(when) else "STATEMENT"
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event.upper()} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {_function(when)}();\n"
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
    )
