"""Between a field's Python value and its strict JSON form in the journal.

A group's JSON form is one object, field name -> value. Amounts are strings of 分 and days ISO text,
because strict JSON has neither decimals nor dates. Fields this version does not know are left alone
by whoever holds the operation; here they are simply not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.domain.errors import OperationError
from app.domain.kinds import EMPTY, Field, Kind, Shape, Turn, Value, Values


def encode_group(kind: Kind, group: str, values: Values) -> dict[str, Value]:
    """The JSON object of one group. Fields missing from ``values`` are written as empty."""
    return {f.name: encode_value(f, values.get(f.name)) for f in kind.groups[group]}


def decode_group(kind: Kind, group: str, stored: object) -> dict[str, Value]:
    """Values of one group. Raises OperationError if a value does not fit its field."""
    if not isinstance(stored, Mapping):
        raise OperationError(f"{kind.name}.{group}")
    return {f.name: decode_value(f, stored.get(f.name)) for f in kind.groups[group]}


def encode_entry(kind: Kind, values: Values) -> dict[str, Value]:
    """The JSON object of an insert-only record: all its fields at once, empty ones left out."""
    found = {f.name: encode_value(f, values.get(f.name)) for f in kind.fields}
    return {name: value for name, value in found.items() if value is not None}


def decode_entry(kind: Kind, stored: object) -> dict[str, Value]:
    """Values of an insert-only record. Raises OperationError if a value does not fit its field."""
    if not isinstance(stored, Mapping):
        raise OperationError(kind.name)
    return {f.name: decode_value(f, stored.get(f.name)) for f in kind.fields}


def encode_value(field: Field, value: Value) -> Value:
    """JSON form of one value."""
    if value is None or value == ():
        return None
    return _ENCODERS.get(field.shape, _same)(value)


def decode_value(field: Field, stored: Value) -> Value:
    """Python form of one stored value. Raises OperationError if it does not fit the field."""
    if stored is None:
        return EMPTY[field.shape]
    try:
        return _DECODERS[field.shape](stored)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise OperationError(f"value {field.name}") from None


def _same(value: Value) -> Value:
    return value


def _typed(expected: type) -> Callable[[Value], Value]:
    def check(stored: Value) -> Value:
        if type(stored) is not expected:
            raise TypeError
        return stored

    return check


def _texts(stored: Value) -> tuple[str, ...]:
    if not isinstance(stored, list) or not all(isinstance(item, str) for item in stored):
        raise TypeError
    return tuple(stored)


def _turns(stored: Value) -> tuple[Turn, ...]:
    text = _typed(str)
    return tuple(Turn(text(t["id"]), text(t["q"]), text(t["a"])) for t in stored)


_ENCODERS: Mapping[Shape, Callable[[Value], Value]] = {
    Shape.MONEY: str,
    Shape.DAY: date.isoformat,
    Shape.MOMENT: datetime.isoformat,
    Shape.CHOICES: list,
    Shape.REFERENCES: list,
    Shape.TURNS: lambda turns: [{"id": t.id, "q": t.question, "a": t.answer} for t in turns],
}

_DECODERS: Mapping[Shape, Callable[[Value], Value]] = {
    Shape.LINE: _typed(str),
    Shape.PROSE: _typed(str),
    Shape.CHOICE: _typed(str),
    Shape.CHOICES: _texts,
    Shape.MONEY: lambda stored: int(_typed(str)(stored)),
    Shape.NUMBER: _typed(int),
    Shape.FLAG: _typed(bool),
    Shape.DAY: date.fromisoformat,
    Shape.MOMENT: datetime.fromisoformat,
    Shape.REFERENCE: _typed(str),
    Shape.REFERENCES: _texts,
    Shape.TURNS: _turns,
    Shape.DIGEST: _typed(str),
}
