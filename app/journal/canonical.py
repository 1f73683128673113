"""Strict JSON: the only JSON that signed bytes may hold.

UTF-8 without byte order mark, no duplicate keys, no floating point numbers, integers below 2**53,
nesting at most 16 deep, no NUL character, no lone surrogate. Python's own parser accepts all of
these, and each of them means something else to the next reader. Unknown keys are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Never, TypeAlias

from app.domain.errors import StrictJsonError

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"

MAXIMUM_DEPTH = 16
MAXIMUM_INTEGER = 2**53 - 1

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def parse(data: bytes) -> JsonValue:
    """Read one strict JSON value.

    Raises StrictJsonError with a short reason. Its position is a byte offset in ``data`` ("syntax",
    "encoding") or, for "character", an offset in the one text that holds the character.
    """
    text = _text(data)
    try:
        value: JsonValue = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise StrictJsonError("syntax", len(text[: error.pos].encode())) from None
    except RecursionError:
        raise StrictJsonError("depth") from None
    if data.count(b"[") + data.count(b"{") > MAXIMUM_DEPTH:
        _check_depth(value)
    if b"\\u" in data:  # only an escape can still smuggle in a NUL or half a surrogate pair
        _check_texts(value)
    return value


def parse_object(data: bytes) -> dict[str, JsonValue]:
    """Read one strict JSON object. Raises StrictJsonError, also for any other value."""
    value = parse(data)
    if not isinstance(value, dict):
        raise StrictJsonError("not-an-object")
    return value


def encode(value: JsonValue) -> bytes:
    """Compact UTF-8, keys in the order given. Raises StrictJsonError for what parse refuses."""
    _check_value(value, 1)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def normal_form(value: JsonValue) -> bytes:
    """Sorted keys: equal values give equal bytes. For comparing, never for signing."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def check_text(text: str) -> int:
    """Offset of the first character that may not be stored (NUL or lone surrogate), or -1."""
    found = _UNSTORABLE.search(text)
    return found.start() if found else -1


def _text(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise StrictJsonError("byte-order-mark", 0)
    try:
        return data.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise StrictJsonError("encoding", error.start) from None


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise StrictJsonError("duplicate-key")
    return result


def _integer(digits: str) -> int:
    if len(digits) > 17 or digits == "-0" or abs(number := int(digits)) > MAXIMUM_INTEGER:
        raise StrictJsonError("integer")
    return number


def _no_float(_text: str) -> Never:
    raise StrictJsonError("float")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_no_float,
    parse_constant=_no_float,
)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _check_depth(value: JsonValue) -> None:
    level: list[JsonValue] = [value]
    for _ in range(MAXIMUM_DEPTH):
        level = [child for item in level for child in _children(item)]
    if any(isinstance(item, (list, dict)) for item in level):
        raise StrictJsonError("depth")


def _check_texts(value: JsonValue) -> None:
    stack: list[JsonValue] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            _check_one_text(item)
        elif isinstance(item, dict):
            for key in item:
                _check_one_text(key)
        stack.extend(_children(item))


def _check_one_text(text: str) -> None:
    position = check_text(text)
    if position >= 0:
        raise StrictJsonError("character", position)


def _check_value(value: JsonValue, depth: int) -> None:
    if isinstance(value, str):
        _check_one_text(value)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > MAXIMUM_INTEGER:
            raise StrictJsonError("integer")
    elif isinstance(value, (list, dict)):
        if depth > MAXIMUM_DEPTH:
            raise StrictJsonError("depth")
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise StrictJsonError("key")
                _check_one_text(key)
        for child in _children(value):
            _check_value(child, depth + 1)
    else:
        raise StrictJsonError("type")
