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
)

from app.domain.kinds import Value
from app.ports import Query, Row
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
    statement = _filtered(select(projection.table), projection, query, among)
    keys = _sort_keys(projection, query.order_by)
    statement = statement.order_by(*(key.desc() if query.descending else key for key in keys))
    if query.limit is not None or query.offset:
        statement = statement.limit(-1 if query.limit is None else query.limit)
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
    return int(connection.execute(_filtered(counted, projection, query, among)).scalar_one())


def last_number(connection: Connection, projection: Projection, task: str, prefix: str) -> int:
    """The highest number behind ``prefix`` in the kind's numbered field; 0 if there is none.

    More than nine digits are no number this program gave. The statement repeats the words of the
    index, otherwise SQLite reads the whole table.
    """
    (field,) = projection.numbered
    before, number = number_parts(field)
    found = connection.exec_driver_sql(
        f"SELECT {number} FROM {projection.table.name} "  # noqa: S608  (own names)
        f"WHERE meta_task = ? AND {before} = ? AND {number} <= ? ORDER BY {number} DESC LIMIT 1",
        (task, prefix, LARGEST_NUMBER),
    )
    return int(found.scalar() or 0)


def rows_by_id(
    connection: Connection, projection: Projection, records: Collection[str]
) -> dict[str, Row]:
    """Rows of the named records that exist."""
    statement = select(projection.table).where(_among(projection, records))
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


def _sort_keys(projection: Projection, order_by: str) -> list[ColumnElement[Any]]:
    """Human numbers count: 问题-2-99 comes before 问题-2-100, and both before 问题-10-01."""
    columns = projection.table.columns
    if order_by not in projection.numbered:
        return [columns[_ORDERS.get(order_by, order_by)], columns["id"]]
    before, number = number_parts(order_by)
    parts = (f"length({before})", before, number)
    return [*(literal_column(part, Text) for part in parts), columns["id"]]


def _filtered(
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
        statement = statement.where(_among(projection, among))
    return statement


def _among(projection: Projection, records: Collection[str]) -> ColumnElement[bool]:
    listed = func.json_each(json.dumps(sorted(records))).table_valued("value")
    return projection.table.columns["id"].in_(select(listed.c.value))
