"""Reading rows of projection tables as plain values."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    func,
    literal_column,
    select,
    text,
)

from app.domain.kinds import Value
from app.ports import Query, Row
from db.dialect import dialect_of
from db.tables import Projection, box_name, column_value, number_parts, python_value

LARGEST_NUMBER = 999_999_999

_ORDERS: Mapping[str, str] = {"order": "meta_order", "id": "id"}


def read_row(connection: Connection, projection: Projection, record: str) -> Row | None:
    """One record, deleted or not."""
    columns = projection.table.columns
    found = connection.execute(select(projection.table).where(columns["id"] == record))
    row = found.mappings().first()
    return as_row(projection, row) if row else None


def read_rows(
    connection: Connection,
    projection: Projection,
    query: Query,
    among: Collection[str] | None = None,
) -> list[Row]:
    """Rows in the order asked for; ``among`` restricts them to these ids."""
    statement = _filtered(connection, select(projection.table), projection, query, among)
    keys = _sort_keys(connection, projection, query)
    statement = statement.order_by(*keys).limit(query.limit)
    if query.offset:
        statement = statement.offset(query.offset)
    found = connection.execute(statement).mappings()
    return [as_row(projection, row) for row in found]


def count_rows(
    connection: Connection,
    projection: Projection,
    query: Query,
    among: Collection[str] | None = None,
) -> int:
    """How many rows a query has, without its limit and offset."""
    counted = select(func.count()).select_from(projection.table)
    return int(
        connection.execute(_filtered(connection, counted, projection, query, among)).scalar_one()
    )


def last_number(connection: Connection, projection: Projection, task: str, prefix: str) -> int:
    """The highest number behind ``prefix`` in the kind's numbered field; 0 if there is none.

    More than nine digits are no number this program gave. The statement repeats the words of the
    index, otherwise the whole table is read.
    """
    (field,) = projection.numbered
    before, number = number_parts(field, dialect_of(connection))
    statement = text(
        f"SELECT {number} FROM {projection.table.name} "  # noqa: S608  (own names)
        f"WHERE meta_task = :task AND {before} = :prefix AND {number} <= {LARGEST_NUMBER} "
        f"ORDER BY {number} DESC LIMIT 1"
    )
    found = connection.execute(statement, {"task": task, "prefix": prefix})
    return int(found.scalar() or 0)


def open_questions(connection: Connection, projection: Projection) -> list[str]:
    """Ids of records with open conflicts; asked in the words of the index."""
    record = projection.table.columns["id"]
    asked = select(record).where(text("meta_questions > 0")).order_by(record)
    return list(connection.execute(asked).scalars())


def rows_by_id(
    connection: Connection, projection: Projection, records: Collection[str]
) -> dict[str, Row]:
    """Rows of the named records that exist."""
    statement = select(projection.table).where(
        dialect_of(connection).among(projection.table.columns["id"], records)
    )
    found = connection.execute(statement).mappings()
    return {row["id"]: as_row(projection, row) for row in found}


def as_row(projection: Projection, row: RowMapping) -> Row:
    """A table row as a plain value."""
    boxes = {group: row[box_name(group)] for group in projection.sealed_groups}
    values: dict[str, Value] = {
        field.name: python_value(field, row[field.name]) for field in projection.open_fields
    }
    return Row(
        kind=projection.kind.name,
        id=row["id"],
        task=row["meta_task"],
        channel=row["meta_channel"],
        values=values,
        boxes={group: json.loads(box) for group, box in boxes.items() if box is not None},
        author=row["meta_author"] or "",
        claimed=row["meta_claimed"],
        order=row["meta_order"],
        deleted=bool(row["meta_deleted"]),
        questions=row["meta_questions"],
        sealed=bool(row["meta_sealed"]),
        late=row["meta_late"],
    )


def _sort_keys(
    connection: Connection, projection: Projection, query: Query
) -> list[ColumnElement[Any]]:
    """Human numbers count: 问题-2-99 comes before 问题-2-100, and both before 问题-10-01.

    An empty field is smaller than any other on every database.
    """
    columns, name = projection.table.columns, query.order_by
    unique = columns["id"].desc() if query.descending else columns["id"].asc()
    if name in _ORDERS:
        first = columns[_ORDERS[name]]
        return [first.desc() if query.descending else first.asc(), unique]
    keys: list[ColumnElement[Any]] = [columns[name]]
    if name in projection.numbered:
        before, number = number_parts(name, dialect_of(connection))
        keys = [literal_column(part, Text) for part in (f"length({before})", before, number)]
    if query.descending:
        return [*(key.desc().nulls_last() for key in keys), unique]
    return [*(key.asc().nulls_first() for key in keys), unique]


def _filtered(
    connection: Connection,
    statement: Select[Any],
    projection: Projection,
    query: Query,
    among: Collection[str] | None,
) -> Select[Any]:
    columns = projection.table.columns
    if query.task is not None:
        statement = statement.where(columns["meta_task"] == query.task)
    if not query.deleted:
        statement = statement.where(columns["meta_deleted"] == 0)
    for name, value in query.equals.items():
        field = projection.kind.field(name)
        if field.sealed:
            raise ValueError(f"{name} is sealed: it has no column to compare")
        stored = column_value(field, value)
        column = columns[name]
        statement = statement.where(column.is_(None) if stored is None else column == stored)
    if among is not None:
        statement = statement.where(dialect_of(connection).among(columns["id"], among))
    return statement
