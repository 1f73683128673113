"""Full text: pairs of neighbouring characters in a contentless FTS5 table, verified by comparing.

The tokens are made here: every pair of characters of the normalised text (NFKC, case folded), and
its last character alone. A query of one character is a prefix query, a longer one asks for all its
pairs; whatever is found is compared with the text itself, so results are exact. Sealed groups have
no column and therefore never come here.

Writing pairs is slow in bulk: a merge only marks its records, ``index_pending`` works them off, and
a query also reads what is still marked.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from app.domain.kinds import Turn
from app.ports import Hit, Query
from db.journal_store import Key
from db.projector import by_kind, chunks
from db.tables import Projection, python_value

AT_ONCE = 20
"""So many changed records are indexed within their own transaction."""
CANDIDATES = 200
"""Candidates compared at a time."""
IDLE_PAGES = 64
"""Pages merged when nothing else is left to do; saves never merge."""
SEPARATOR = "\n"

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""In no record, so never found; no query could carry them."""

_PRIVATE = {c: chr(0xE000 + c) for c in range(1, 128) if not chr(c).isalnum()}
"""The tokenizer ``ascii`` takes all characters beyond ASCII as they are: the rest moves there."""

_CREATE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(body, content='', contentless_delete=1, "
    "detail=none, prefix='1', tokenize='ascii')"
)
_OPTION = "INSERT INTO search_index (search_index, rank) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Found:
    """A record that contains the text."""

    kind: str
    record: str
    order: int
    deleted: bool
    excerpt: str


def create(connection: Connection) -> None:
    """Make the index, empty."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
    connection.exec_driver_sql(_CREATE)
    connection.exec_driver_sql(_OPTION, ("automerge", 0))
    connection.exec_driver_sql(_OPTION, ("crisismerge", 500))
    connection.exec_driver_sql("DELETE FROM search_entries")


def forget_kind(connection: Connection, kind: str) -> None:
    """Remove every entry of a kind."""
    entries = "SELECT number FROM search_entries WHERE kind = ?"
    connection.exec_driver_sql(f"DELETE FROM search_index WHERE rowid IN ({entries})", (kind,))  # noqa: S608
    connection.exec_driver_sql("DELETE FROM search_entries WHERE kind = ?", (kind,))
    connection.exec_driver_sql("DELETE FROM search_pending WHERE kind = ?", (kind,))


def index_if_few(
    connection: Connection, projections: Mapping[str, Projection], keys: Collection[Key]
) -> None:
    """Index the records of a single save at once; leave a merge to ``index_pending``."""
    wanted = [key for key in keys if key[0] in projections and projections[key[0]].searchable]
    if len(wanted) <= AT_ONCE:
        _index(connection, projections, wanted)


def index_pending(connection: Connection, projections: Mapping[str, Projection], limit: int) -> int:
    """Index up to ``limit`` marked records; returns how many still wait."""
    found = connection.exec_driver_sql("SELECT kind, record FROM search_pending LIMIT ?", (limit,))
    keys = [(row.kind, row.record) for row in found]
    _index(connection, projections, keys)
    if len(keys) < limit:
        connection.exec_driver_sql(_OPTION, ("merge", IDLE_PAGES))
    waiting = connection.exec_driver_sql("SELECT count(*) FROM search_pending")
    return int(waiting.scalar_one())


def find(
    connection: Connection, projections: Sequence[Projection], text: str, limit: int
) -> list[Hit]:
    """Records that contain ``text``, newest first, without deleted ones."""
    hits = _newest(connection, projections, text, limit, deleted=False)
    return [Hit(hit.kind, hit.record, hit.excerpt) for hit in hits]


def among(
    connection: Connection, projection: Projection, query: Query, cap: int | None = None
) -> set[str] | None:
    """Ids of records that contain the query's text; None if it has none.

    With ``cap`` the search stops there, if nothing but the text narrows the query.
    """
    if not query.text:
        return None
    only_text = not query.equals and query.task is None
    limit = cap if only_text else None
    hits = _newest(connection, [projection], query.text, limit, deleted=query.deleted)
    return {hit.record for hit in hits}


def normalise(text: str) -> str:
    """What is compared: compatibility forms and case do not matter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


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


def _newest(
    connection: Connection,
    projections: Sequence[Projection],
    text: str,
    limit: int | None,
    *,
    deleted: bool,
) -> list[Found]:
    needle = normalise(text).strip()
    wanted = {p.kind.name: p for p in projections if p.searchable}
    if not needle or not wanted or limit == 0 or _UNSTORABLE.search(needle):
        return []
    fresh = (hit for hit in _scan_pending(connection, wanted, needle) if deleted or not hit.deleted)
    known = (hit for hit in _candidates(connection, wanted, needle) if deleted or not hit.deleted)
    hits = [*fresh, *islice(known, limit)]
    hits.sort(key=lambda hit: hit.order, reverse=True)
    return hits[:limit]


def _candidates(
    connection: Connection, projections: Mapping[str, Projection], needle: str
) -> Iterator[Found]:
    """What the index offers, newest first, compared with the present text."""
    rows = connection.exec_driver_sql(
        "SELECT e.number, e.kind, e.record FROM search_index s "
        "JOIN search_entries e ON e.number = s.rowid "
        "WHERE s.search_index MATCH ? AND e.kind IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM search_pending p "
        "WHERE p.kind = e.kind AND p.record = e.record) ORDER BY s.rowid DESC",
        (match_expression(needle), json.dumps(sorted(projections))),
    )
    for chunk in chunks(((row.kind, row.record) for row in rows), CANDIDATES):
        found = [
            hit
            for kind, records in by_kind(chunk).items()
            for hit in _compare(
                projections[kind], _texts(connection, projections[kind], records), needle
            )
        ]
        yield from sorted(found, key=lambda hit: hit.order, reverse=True)


def _scan_pending(
    connection: Connection, projections: Mapping[str, Projection], needle: str
) -> Iterator[Found]:
    for kind, projection in projections.items():
        rows = connection.exec_driver_sql(
            f"SELECT {_columns(projection)} FROM search_pending p "  # noqa: S608  (own names)
            f"JOIN {projection.table.name} t ON t.id = p.record WHERE p.kind = ?",
            (kind,),
        )
        yield from _compare(projection, rows, needle)


def _texts(
    connection: Connection, projection: Projection, records: Collection[str]
) -> Iterable[Sequence[object]]:
    return connection.exec_driver_sql(
        f"SELECT {_columns(projection)} FROM {projection.table.name} t "  # noqa: S608  (own names)
        "WHERE t.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(records)),),
    ).fetchall()


def _columns(projection: Projection) -> str:
    names = ("id", "meta_order", "meta_deleted", *projection.searchable)
    return ", ".join(f't."{name}"' for name in names)


def _texts_of(projection: Projection, stored: Sequence[object]) -> Iterator[str]:
    """What a person reads in the searchable columns: questions and answers, never their JSON."""
    for name, value in zip(projection.searchable, stored, strict=True):
        found = python_value(projection.kind.field(name), value)
        if isinstance(found, tuple):
            parts = (part for item in found for part in _parts(item) if part)
            yield SEPARATOR.join(parts)
        elif found:
            yield str(found)


def _parts(item: str | Turn) -> tuple[str, ...]:
    return (item.question, item.answer) if isinstance(item, Turn) else (item,)


def _compare(
    projection: Projection, rows: Iterable[Sequence[object]], needle: str
) -> Iterator[Found]:
    for record, order, deleted, *stored in rows:
        for text in _texts_of(projection, stored):
            if (place := normalise(text).find(needle)) >= 0:
                excerpt = _excerpt(text, place, len(needle))
                yield Found(
                    projection.kind.name, str(record), int(str(order)), bool(deleted), excerpt
                )
                break


def _excerpt(text: str, place: int, length: int) -> str:
    """Words around the place; ``place`` counts in the normalised text.

    A letter may become several or join the one before, so its place is sought by halving.
    """
    start = bisect_left(range(len(text)), place, key=lambda end: len(normalise(text[:end])))
    piece = text[max(0, start - 20) : start + length + 40]
    return " ".join(piece.split())


def _index(
    connection: Connection, projections: Mapping[str, Projection], keys: Collection[Key]
) -> None:
    """Replace the entries of these records by their present text."""
    for kind, records in by_kind(keys).items():
        projection = projections.get(kind)
        _forget(connection, kind, records)
        if projection is not None and projection.searchable:
            _enter(connection, projection, _texts(connection, projection, records))


def _forget(connection: Connection, kind: str, records: Collection[str]) -> None:
    condition = "kind = ? AND record IN (SELECT value FROM json_each(?))"
    values = (kind, json.dumps(sorted(records)))
    connection.exec_driver_sql(
        "DELETE FROM search_index WHERE rowid IN "  # noqa: S608  (own condition)
        f"(SELECT number FROM search_entries WHERE {condition})",
        values,
    )
    for table in ("search_entries", "search_pending"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE {condition}", values)  # noqa: S608


def _enter(
    connection: Connection, projection: Projection, rows: Iterable[Sequence[object]]
) -> None:
    entries, bodies = [], []
    for record, order, _deleted, *stored in sorted(rows, key=lambda row: int(str(row[1]))):
        body = SEPARATOR.join(map(normalise, _texts_of(projection, stored)))
        if body:
            entries.append((order, projection.kind.name, record))
            bodies.append((order, " ".join(tokens(body))))
    if entries:
        connection.exec_driver_sql(
            "INSERT INTO search_entries (number, kind, record) VALUES (?, ?, ?)", entries
        )
        connection.exec_driver_sql("INSERT INTO search_index (rowid, body) VALUES (?, ?)", bodies)
