"""Checks what a person typed against the kind's description; all is reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.domain.codes import CodeLists
from app.domain.errors import InputError, Problem
from app.domain.kinds import Field, Kind, Required, Shape, Turn, Value, Values

EARLIEST = date(1900, 1, 1)
"""Days before this are slips of the keyboard."""

_LONGEST_LINE = 2_000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_IN_ORDER = {"task": (("enters_on", "leaves_on"),)}
"""Kind -> pairs of days of which the second is not before the first."""


def validate(
    kind: Kind,
    values: Values,
    codes: CodeLists,
    *,
    step: Required = Required.SAVING,
    beside: Values | None = None,
) -> None:
    """Raises InputError naming every field that breaks a rule; absent fields are skipped.

    ``beside`` is the whole record as it will be: what must be in order with ``values``.
    """
    problems = (
        *(
            problem
            for field in kind.fields
            if field.name in values
            for problem in _problems(field, values[field.name], codes, step)
        ),
        *_order_problems(kind, values, {**(beside or {}), **values}),
    )
    if problems:
        raise InputError(kind.name, problems)


def _order_problems(kind: Kind, values: Values, whole: Values) -> Iterator[Problem]:
    """A stay does not end before it begins. What is left alone is not judged again."""
    for first, last in _IN_ORDER.get(kind.name, ()):
        begin, end = whole.get(first), whole.get(last)
        touched = first in values or last in values
        if touched and begin is not None and end is not None and end < begin:
            yield Problem(last, "before", begin.isoformat())


def missing(kind: Kind, values: Values, step: Required) -> tuple[str, ...]:
    """Names of the fields still to be filled before ``step``."""
    return tuple(f.name for f in kind.fields if _needed(f, step) and _is_empty(values.get(f.name)))


def _needed(field: Field, step: Required) -> bool:
    if field.required is Required.NEVER:
        return False
    return field.required is Required.SAVING or step is Required.REVIEW


def _is_empty(value: Value) -> bool:
    return value is None or value in ((), "") or (isinstance(value, str) and not value.strip())


def _problems(field: Field, value: Value, codes: CodeLists, step: Required) -> Iterator[Problem]:
    if _is_empty(value):
        if _needed(field, step):
            yield Problem(field.name, "required")
        return
    for text in _texts(value):
        yield from _text_problems(field, text)
    if field.shape in (Shape.CHOICE, Shape.CHOICES):
        chosen = (value,) if field.shape is Shape.CHOICE else value
        known = codes.codes(field.codes)
        yield from (
            Problem(field.name, "not-a-choice", code) for code in chosen if code not in known
        )
    elif field.shape is Shape.DAY and value < EARLIEST:
        yield Problem(field.name, "not-a-date", value.isoformat())
    elif field.shape in (Shape.NUMBER, Shape.MONEY) and value < 0:
        yield Problem(field.name, "negative", str(value))


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            if isinstance(item, Turn):
                yield from (item.question, item.answer)
            elif isinstance(item, str):
                yield item


def _text_problems(field: Field, text: str) -> Iterator[Problem]:
    limit = min(field.maximum, _LONGEST_LINE) if field.shape is Shape.LINE else field.maximum
    if len(text) > limit:
        yield Problem(field.name, "too-long", str(limit))
    position = _forbidden(text)
    if position >= 0:
        yield Problem(field.name, "bad-character", str(position + 1))


def _forbidden(text: str) -> int:
    """Offset of the first NUL or half of a surrogate pair, or -1: neither survives storage."""
    found = _UNSTORABLE.search(text)
    return found.start() if found else -1
