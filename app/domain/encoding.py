"""Between a field's Python value and its strict JSON form in the journal.

A group's JSON form is one object, field name -> value. Amounts are strings of 分 and days ISO text,
because strict JSON has neither decimals nor dates. Every value has exactly one form, so that two
people who enter the same are not in conflict: an empty text is written as not filled, and a form
that Python would also understand ("1_000", "20260305") is refused. Fields this version does not
know are left alone by whoever holds the operation; here they are simply not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.domain.errors import OperationError
from app.domain.kinds import EMPTY, Field, Kind, Shape, Turn, Value, Values

_AMOUNT = re.compile(r"0|-?[1-9][0-9]{0,15}")  # as wide as the whole numbers of the journal
_SHA256 = re.compile(r"[0-9a-f]{64}")


def encode_group(kind: Kind, group: str, values: Values) -> dict[str, Value]:
    """The JSON object of one group. Fields missing from ``values`` are written as empty.

    Raises OperationError for a value that is not of its field's shape.
    """
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
    """JSON form of one value. Raises OperationError for one that could not be read again."""
    if value is None or value in ((), ""):
        return None
    try:
        stored = _ENCODERS.get(field.shape, _same)(value)
    except (TypeError, ValueError, AttributeError):
        raise OperationError(f"value {field.name}") from None
    if decode_value(field, stored) != value:
        raise OperationError(f"value {field.name}")
    return stored


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


def _money(stored: Value) -> int:
    if not _AMOUNT.fullmatch(_typed(str)(stored)):
        raise ValueError
    return int(stored)


def _day(stored: Value) -> date:
    found = date.fromisoformat(stored)
    if found.isoformat() != stored:
        raise ValueError
    return found


def _moment(stored: Value) -> datetime:
    found = datetime.fromisoformat(stored)
    if found.isoformat() != stored or found.utcoffset() is None:
        raise ValueError
    return found


def _digest(stored: Value) -> str:
    if not _SHA256.fullmatch(stored):
        raise ValueError
    return str(stored)


def _texts(stored: Value) -> tuple[str, ...]:
    if not isinstance(stored, list) or not all(isinstance(item, str) for item in stored):
        raise TypeError
    return tuple(stored)


def _turns(stored: Value) -> tuple[Turn, ...]:
    if not isinstance(stored, list):
        raise TypeError
    text = _typed(str)
    return tuple(Turn(text(t["id"]), text(t["q"]), text(t["a"])) for t in stored)


_ENCODERS: Mapping[Shape, Callable[[Value], Value]] = {
    Shape.CHOICE: str,
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
    Shape.MONEY: _money,
    Shape.NUMBER: _typed(int),
    Shape.FLAG: _typed(bool),
    Shape.DAY: _day,
    Shape.MOMENT: _moment,
    Shape.REFERENCE: _typed(str),
    Shape.REFERENCES: _texts,
    Shape.TURNS: _turns,
    Shape.DIGEST: _digest,
}
