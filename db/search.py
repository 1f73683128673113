"""Full text: what an index of pairs of neighbouring characters offers, verified by comparing.

Texts are normalised here (NFKC, case folded). The index is the database's own and may offer too
much, never too little; whatever it offers is compared with the text itself, so results are exact.
Sealed groups have no column and therefore never come here.

Writing pairs is slow in bulk: a merge only marks its records, ``index_pending`` works them off, and
a query also reads what is still marked.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from app.domain.kinds import Turn
from app.ports import Hit, Query
from db import core
from db.dialect import dialect_of
from db.journal_store import Key
from db.projector import by_kind
from db.tables import Projection, python_value

AT_ONCE = 20
"""So many changed records are indexed within their own transaction."""
CANDIDATES = 200
"""Candidates compared at a time."""
SEPARATOR = "\n"

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""In no record, so never found; no query could carry them."""

_ENTRIES = core.search_entries.c
_WAITING = core.search_pending.c


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
    dialect_of(connection).create_index(connection)
    connection.execute(core.search_entries.delete())


def forget_kind(connection: Connection, kind: str) -> None:
    """Remove every entry of a kind."""
    _forget_entries(connection, _ENTRIES.kind == kind)
    connection.execute(core.search_pending.delete().where(_WAITING.kind == kind))


def index_if_few(
    connection: Connection, projections: Mapping[str, Projection], keys: Collection[Key]
) -> None:
    """Index the records of a single save at once; leave a merge to ``index_pending``."""
    wanted = [key for key in keys if key[0] in projections and projections[key[0]].searchable]
    if len(wanted) <= AT_ONCE:
        _index(connection, projections, wanted)


def index_pending(connection: Connection, projections: Mapping[str, Projection], limit: int) -> int:
    """Index up to ``limit`` marked records; returns how many still wait."""
    found = connection.execute(core.search_pending.select().limit(limit))
    keys = [(row.kind, row.record) for row in found]
    _index(connection, projections, keys)
    if len(keys) < limit:
        dialect_of(connection).tidy_index(connection)
    waiting = connection.execute(select(func.count()).select_from(core.search_pending))
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
    offered = dialect_of(connection).candidates(connection, needle, tuple(projections), CANDIDATES)
    for chunk in offered:
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
        marked = select(_WAITING.record).where(_WAITING.kind == kind)
        columns = projection.table.columns
        rows = connection.execute(select(*_columns(projection)).where(columns["id"].in_(marked)))
        yield from _compare(projection, rows, needle)


def _texts(
    connection: Connection, projection: Projection, records: Collection[str]
) -> Iterable[Sequence[object]]:
    wanted = dialect_of(connection).among(projection.table.columns["id"], records)
    return connection.execute(select(*_columns(projection)).where(wanted)).all()


def _columns(projection: Projection) -> list[ColumnElement[Any]]:
    names = ("id", "meta_order", "meta_deleted", *projection.searchable)
    return [projection.table.columns[name] for name in names]


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
    dialect = dialect_of(connection)
    named = dialect.among(_ENTRIES.record, records)
    _forget_entries(connection, and_(_ENTRIES.kind == kind, named))
    named = dialect.among(_WAITING.record, records)
    connection.execute(core.search_pending.delete().where(_WAITING.kind == kind, named))


def _forget_entries(connection: Connection, which: ColumnElement[bool]) -> None:
    numbers = list(connection.execute(select(_ENTRIES.number).where(which)).scalars())
    dialect_of(connection).forget_texts(connection, numbers)
    if numbers:
        connection.execute(core.search_entries.delete().where(which))


def _enter(
    connection: Connection, projection: Projection, rows: Iterable[Sequence[object]]
) -> None:
    entries, bodies = [], []
    for record, order, _deleted, *stored in sorted(rows, key=lambda row: int(str(row[1]))):
        body = SEPARATOR.join(map(normalise, _texts_of(projection, stored)))
        if body:
            entries.append((order, projection.kind.name, record))
            bodies.append((int(str(order)), body))
    dialect = dialect_of(connection)
    columns = ("number", "kind", "record")
    dialect.write_rows(connection, core.search_entries, columns, entries)
    dialect.enter_texts(connection, bodies)
