"""From folded records to rows: the only writer of projection tables.

A value that does not fit its field stops nothing: its column stays empty, ``meta_unreadable`` names
the group, and the line stays in the journal for a program that understands it. Kinds the catalogue
does not know stay in the journal only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection

from app.domain.errors import OperationError
from app.domain.kinds import Catalogue, Value
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState, fold_record
from db import core
from db.dialect import Clash, dialect_of
from db.journal_store import Key, Logs, RecordLines, load_range, load_records, record_chunks
from db.tables import Projection, box_name, projection_of

CHUNK = 1_000
"""Records folded at a time: bounds memory, costs a statement each."""

BOX_KEYS = frozenset(("sealed", "key", "s", "c", "m"))
"""Members of a sealed value: anything more could be plain text."""

Item = TypeVar("Item")
RowValues = dict[str, Value]


class Projector:
    """Writes the rows of one office for the kinds of one catalogue."""

    def __init__(self, catalogue: Catalogue, office: str) -> None:
        """Describe the tables once."""
        self.office = office
        self.projections: Mapping[str, Projection] = {
            name: projection_of(kind) for name, kind in catalogue.items()
        }

    def project(self, connection: Connection, keys: Iterable[Key]) -> None:
        """Fold the named records anew and write their rows. A batch has to be open."""
        logs = Logs(connection)
        for kind, records in by_kind(keys).items():
            projection = self.projections.get(kind)
            if projection is None:
                continue
            for chunk in chunks(sorted(records), CHUNK):
                found = load_records(connection, logs, kind, chunk)
                upsert(connection, projection, self.rows(projection, logs, found))
                remove(connection, projection, [id_ for id_ in chunk if id_ not in found])
            if projection.searchable:
                mark_pending(connection, kind, records)

    def fill(self, connection: Connection, projection: Projection) -> Iterator[int]:
        """Fill an empty table from the journal; yields how many records it has just written."""
        logs, kind = Logs(connection), projection.kind.name
        for chunk in record_chunks(connection, kind, CHUNK):
            found = load_range(connection, logs, kind, chunk[0], chunk[-1])
            _write(connection, projection, self.rows(projection, logs, found), Clash.REFUSE)
            if projection.searchable:
                mark_pending(connection, kind, found)
            yield len(found)

    def rows(
        self, projection: Projection, logs: Logs, found: Mapping[str, RecordLines]
    ) -> list[RowValues]:
        """Rows of loaded records."""
        kind = projection.kind.name
        return [
            {
                **row_of(projection, fold_record(kind, record, lines.operations)),
                "office_id": self.office,
                "id": record,
                "meta_task": logs.task(lines.logs),
                "meta_channel": logs.channel(lines.logs),
                "meta_order": lines.order,
            }
            for record, lines in found.items()
        ]


def row_of(projection: Projection, state: RecordState) -> RowValues:
    """What a folded record says, as columns; place, task and order are left to the caller."""
    row = dict(projection.blank)
    unreadable: list[str] = []
    if state.entry is not None and projection.kind.insert_only:
        _fill_entry(projection, row, state.entry.value, unreadable)
    for name, group in state.groups.items():
        if group.shown.operations:  # what was not signed with a sealed record stays empty
            _fill_group(projection, row, name, group.shown.value, unreadable)
    _fill_author(row, state)
    row["meta_deleted"] = int(state.deleted)
    row["meta_questions"] = state.open_questions
    row["meta_sealed"] = int(state.sealed)
    row["meta_late"] = len(state.late) if state.sealed else 0
    row["meta_unreadable"] = " ".join(unreadable) or None
    return row


def upsert(connection: Connection, projection: Projection, rows: Sequence[RowValues]) -> None:
    """Insert or replace the contents of rows, by primary key."""
    _write(connection, projection, rows, Clash.TAKE_NEW)


def remove(connection: Connection, projection: Projection, records: Sequence[str]) -> None:
    """Delete the rows of records of which no line counts any more."""
    if records:
        table = projection.table
        connection.execute(table.delete().where(table.c["id"].in_(records)))


def mark_pending(connection: Connection, kind: str, records: Iterable[str]) -> None:
    """Note that the search index does not know the present text of these records."""
    dialect_of(connection).write_rows(
        connection,
        core.search_pending,
        ("kind", "record"),
        [(kind, record) for record in records],
        Clash.KEEP_OLD,
    )


def _write(
    connection: Connection, projection: Projection, rows: Sequence[RowValues], clash: Clash
) -> None:
    columns = projection.columns
    values = [[row[column] for column in columns] for row in rows]
    dialect_of(connection).write_rows(connection, projection.table, columns, values, clash)


def by_kind(keys: Iterable[Key]) -> dict[str, set[str]]:
    """Records sorted by kind."""
    found: dict[str, set[str]] = {}
    for kind, record in keys:
        found.setdefault(kind, set()).add(record)
    return found


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most ``size`` items."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _fill_group(
    projection: Projection, row: RowValues, group: str, value: JsonValue, unreadable: list[str]
) -> None:
    columns = projection.groups.get(group)
    if columns is None:
        if group in projection.sealed_groups:
            _fill_box(row, group, value, unreadable)
        return
    if not isinstance(value, dict):
        unreadable.append(group)
        return
    for column in columns:
        try:
            row[column.column] = column.read_json(value.get(column.column))
        except OperationError:
            row[column.column] = None
            if group not in unreadable:
                unreadable.append(group)


def _fill_entry(
    projection: Projection, row: RowValues, value: JsonValue, unreadable: list[str]
) -> None:
    """An insert-only record holds all its fields in one object."""
    if not isinstance(value, dict):
        unreadable.append("entry")
        return
    for group in projection.groups:
        _fill_group(projection, row, group, value, unreadable)
    for group in projection.sealed_groups:
        if group in value:
            _fill_box(row, group, value[group], unreadable)


def _fill_box(row: RowValues, group: str, value: JsonValue, unreadable: list[str]) -> None:
    """A sealed group never shows as anything but a box, or as nothing."""
    if value == {}:
        return
    if isinstance(value, dict) and value.keys() == BOX_KEYS and value["sealed"] == 1:
        row[box_name(group)] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    else:
        unreadable.append(group)


def _fill_author(row: RowValues, state: RecordState) -> None:
    shown = [group.shown for group in state.groups.values() if group.shown.operations]
    if shown:
        newest = max(shown, key=lambda head: (head.depth, head.newest.hash)).newest
    elif state.entry is not None:
        newest = state.entry
    else:
        return
    row["meta_author"], row["meta_claimed"] = newest.author, newest.claimed
