"""Projection tables, made from the descriptions of kinds.

One table for each kind: primary key (office_id, id) and no other unique constraint, no foreign
keys, a column for every open field, one JSON text for every sealed group, and what is known about
the record as a whole in columns that start with ``meta_``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TextClause,
    text,
)
from sqlalchemy.types import TypeEngine

from app.domain.encoding import decode_value, encode_value
from app.domain.errors import OperationError
from app.domain.kinds import EMPTY, Field, Kind, Shape, Value
from db.core import COUNT
from db.dialect import Dialect

PREFIX = "record_"
META = ("meta_task", "meta_channel", "meta_author", "meta_claimed", "meta_order", "meta_deleted",
        "meta_questions", "meta_sealed", "meta_late", "meta_unreadable")  # fmt: skip
LAYOUT = 2
"""Grows when META or the way rows are filled changes: every table is then made anew."""
LARGEST = 2**63 - 1

_OPEN = text("meta_questions > 0")
_JSON_SHAPES = frozenset((Shape.CHOICES, Shape.REFERENCES, Shape.TURNS))
_TEXT_SHAPES = frozenset((Shape.LINE, Shape.PROSE, Shape.CHOICE, Shape.REFERENCE, Shape.DIGEST))
_TYPES: Mapping[Shape, type[TypeEngine[Any]]] = {
    Shape.MONEY: BigInteger,
    Shape.NUMBER: BigInteger,
    Shape.FLAG: Integer,
}


def table_name(kind: str) -> str:
    """Name of a kind's projection table."""
    return PREFIX + kind


def box_name(group: str) -> str:
    """Column of a sealed group."""
    return f"box_{group}"


@dataclass(frozen=True)
class FieldColumn:
    """An open field and its column."""

    field: Field
    column: str
    read_json: Callable[[Value], Value]
    """From the journal's JSON form to the column's value; OperationError if it does not fit."""


@dataclass(frozen=True)
class Projection:
    """A kind with its table."""

    kind: Kind
    table: Table

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All column names, in table order."""
        return tuple(column.name for column in self.table.columns)

    @cached_property
    def groups(self) -> Mapping[str, tuple[FieldColumn, ...]]:
        """Open groups with their columns."""
        sealed = set(self.kind.sealed_groups)
        return {
            group: tuple(FieldColumn(f, f.name, _reader(f)) for f in fields)
            for group, fields in self.kind.groups.items()
            if group not in sealed
        }

    @cached_property
    def sealed_groups(self) -> tuple[str, ...]:
        """Groups that are stored as boxes."""
        return self.kind.sealed_groups

    @cached_property
    def open_fields(self) -> tuple[Field, ...]:
        """Fields with a column each."""
        return self.kind.open_fields

    @cached_property
    def searchable(self) -> tuple[str, ...]:
        """Columns that enter the search index: never a sealed one."""
        return tuple(field.name for field in self.open_fields if field.search)

    @cached_property
    def numbered(self) -> tuple[str, ...]:
        """Columns that hold a human number."""
        return tuple(field.name for field in self.open_fields if field.numbered)

    @cached_property
    def blank(self) -> dict[str, Value]:
        """A row with nothing filled."""
        return dict.fromkeys(self.columns)


def make_projection(kind: Kind, metadata: MetaData | None = None, prefix: str = "") -> Projection:
    """Describe a kind's table; ``prefix`` for a table made beside the present one."""
    name = prefix + table_name(kind.name)
    boxes = [Column(box_name(group), Text) for group in kind.sealed_groups]
    fields = [Column(f.name, _TYPES.get(f.shape, Text)()) for f in kind.open_fields]
    table = Table(
        name,
        metadata if metadata is not None else MetaData(),
        Column("office_id", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        *_meta_columns(),
        *fields,
        *boxes,
    )
    return Projection(kind, table)


@lru_cache(maxsize=256)
def projection_of(kind: Kind) -> Projection:
    """The description of a kind's present table, made once: nobody adds to it."""
    return make_projection(kind)


def number_parts(field: str, dialect: Dialect) -> tuple[str, str]:
    """SQL for a human number's two parts: 问题-3- as text and 12 as a whole number."""
    before = f"rtrim(\"{field}\", '0123456789')"
    return before, dialect.number_of(f'substr("{field}", length({before}) + 1)')


def make_indexes(projection: Projection, dialect: Dialect) -> list[Index]:
    """Indexes of a table: newest first, open questions, numbers, what refers to a record."""
    columns = projection.table.columns
    name = table_name(projection.kind.name)
    references = [
        f.name for f in projection.open_fields if f.shape is Shape.REFERENCE or f.looked_up
    ]
    return [
        Index(f"{name}__newest", columns["meta_deleted"], columns["meta_order"]),
        Index(
            f"{name}__task", columns["meta_task"], columns["meta_deleted"], columns["meta_order"]
        ),
        Index(f"{name}__questions", columns["id"], sqlite_where=_OPEN, postgresql_where=_OPEN),
        *(Index(f"{name}__{field}", columns[field]) for field in references),
        *(
            Index(
                f"{name}__{field}",
                columns["meta_task"],
                *map(_expression, number_parts(field, dialect)),
            )
            for field in projection.numbered
        ),
    ]


def column_value(field: Field, value: Value) -> Value:
    """A column's value for a Python value."""
    stored = encode_value(field, value)
    if field.shape is Shape.MONEY:
        return value
    if field.shape in _JSON_SHAPES and stored is not None:
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    return stored if field.shape is not Shape.FLAG or stored is None else int(stored)


def python_value(field: Field, stored: Value) -> Value:
    """A Python value from a column's value."""
    if stored is None:
        return EMPTY[field.shape]
    if field.shape in _TEXT_SHAPES or field.shape in (Shape.MONEY, Shape.NUMBER):
        return stored
    if field.shape is Shape.FLAG:
        return bool(stored)
    return decode_value(field, json.loads(stored) if field.shape in _JSON_SHAPES else stored)


def _expression(sql: str) -> TextClause:
    """An index takes an expression in brackets on both databases."""
    return text(f"({sql})")


def _meta_columns() -> list[Column[Any]]:
    whole = ("meta_order", "meta_deleted", "meta_questions", "meta_sealed", "meta_late")
    return [Column(name, COUNT if name in whole else Text) for name in META]


def _reader(field: Field) -> Callable[[Value], Value]:
    def read_text(stored: Value) -> Value:
        if type(stored) is str or stored is None:
            return stored
        raise OperationError(f"value {field.name}")

    def read_other(stored: Value) -> Value:
        value = column_value(field, decode_value(field, stored))
        if type(value) is int and abs(value) > LARGEST:
            raise OperationError(f"value {field.name}")
        return value

    return read_text if field.shape in _TEXT_SHAPES else read_other
