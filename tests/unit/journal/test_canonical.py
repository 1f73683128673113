"""Strict JSON: what is refused, with which reason, and where."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import StrictJsonError
from app.journal.canonical import (
    MAXIMUM_DEPTH,
    MAXIMUM_INTEGER,
    JsonValue,
    check_text,
    encode,
    normal_form,
    parse,
    parse_object,
)

storable_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-MAXIMUM_INTEGER, MAXIMUM_INTEGER), storable_texts
)
json_values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(storable_texts, inner, max_size=4),
    max_leaves=12,
)


def nested(depth: int, innermost: str = "") -> bytes:
    return ("[" * depth + innermost + "]" * depth).encode()


def refusal(data: bytes) -> StrictJsonError:
    with pytest.raises(StrictJsonError) as caught:
        parse(data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b'{"a":1,"\\u0061":2}', "duplicate-key"),
        (b'[{"x":{"a":1,"b":2,"a":1}}]', "duplicate-key"),
        (b"NaN", "float"),
        (b"[Infinity]", "float"),
        (b"-Infinity", "float"),
        (b"1e999999", "float"),
        (b"1E5", "float"),
        (b"1.0", "float"),
        (b"-0.0", "float"),
        (b"-0", "integer"),
        (b"1" * 5000, "integer"),
        (b"9007199254740992", "integer"),
        (b"-9007199254740992", "integer"),
        (b"99999999999999999", "integer"),
        (b"01", "syntax"),
        (b"+1", "syntax"),
        (b"0x10", "syntax"),
        ("１２".encode(), "syntax"),
        (b"", "syntax"),
        (b"   ", "syntax"),
        (b"{} {}", "syntax"),
        (b"[1,]", "syntax"),
        (b"{'a':1}", "syntax"),
        (b'{"a":1}//x', "syntax"),
        (b'"\t"', "syntax"),
        (b'"a\0b"', "syntax"),
        (b'"open', "syntax"),
        (b'"\\x41"', "syntax"),
        (b'"\\ud80"', "syntax"),
        (b"\xef\xbb\xbf{}", "byte-order-mark"),
        ('{"a":1}'.encode("utf-16"), "encoding"),
        ('{"a":1}'.encode("utf-16-le"), "syntax"),
        ('{"a":1}'.encode("utf-32-be"), "syntax"),
        (b'"\xc0\x80"', "encoding"),
        (b'"\xe0\x80\xaf"', "encoding"),
        (b'"\xf0\x80\x80\xaf"', "encoding"),
        (b'"\xed\xa0\x80"', "encoding"),
        (b'"\xf4\x90\x80\x80"', "encoding"),
        (b'"\xe4\xb8"', "encoding"),
        (b'"\\ud800"', "character"),
        (b'"\\udc00\\ud800"', "character"),
        (b'"\\u0000"', "character"),
        (b'{"\\u0000":1}', "character"),
        (b'{"a":[{"\\udfff":1}]}', "character"),
    ],
    ids=str,
)
def test_refused(data: bytes, reason: str) -> None:
    assert refusal(data).reason == reason


@pytest.mark.parametrize("innermost", ["", "1", '"x"'])
def test_depth_counts_containers_whatever_they_hold(innermost: str) -> None:
    assert parse(nested(MAXIMUM_DEPTH, innermost)) is not None
    assert refusal(nested(MAXIMUM_DEPTH + 1, innermost)).reason == "depth"


@pytest.mark.parametrize("depth", [17, 18, 500, 990, 1_000, 100_000])
def test_deep_nesting_is_refused_and_never_exhausts_the_stack(depth: int) -> None:
    assert refusal(nested(depth)).reason == "depth"
    assert refusal(b'{"a":' * depth + b"1" + b"}" * depth).reason == "depth"


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert parse(b"[" + b"[]," * 5000 + b"[]]") == [[]] * 5001
    assert parse(encode("[" * 100)) == "[" * 100


@pytest.mark.parametrize("number", [0, 1, -1, MAXIMUM_INTEGER, -MAXIMUM_INTEGER])
def test_whole_numbers_up_to_the_limit(number: int) -> None:
    assert parse(str(number).encode()) == number
    assert encode(number) == str(number).encode()


def test_offsets() -> None:
    assert refusal('{"名":1,}'.encode()).position == len('{"名":1,'.encode())
    assert refusal('"巡'.encode() + b"\xff").position == 4
    assert refusal(b'["ok","ab\\u0000"]').position == 2
    assert refusal(b"\xef\xbb\xbf1").position == 0
    assert refusal(b'{"a":1,"a":1}').position == -1


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", -1),
        ("巡记\U0002b740·\u200b", -1),
        ("\0", 0),
        ("ab\0", 2),
        ("a\ud800", 1),
        ("\ud83d\ude00", 0),
        ("x\0\ud800", 1),
        ("x\ud800\0", 1),
    ],
)
def test_first_character_that_may_not_be_stored(text: str, position: int) -> None:
    assert check_text(text) == position


def test_escaped_pairs_join_and_unknown_keys_stay() -> None:
    assert parse(b'{"\\ud83d\\ude00":"\\u5de1\\n","later":[null]}') == {
        "😀": "巡\n",
        "later": [None],
    }


def test_an_object_is_demanded() -> None:
    assert parse_object(b'{"a":true}') == {"a": True}
    for data in (b"[]", b"1", b'"x"', b"null"):
        with pytest.raises(StrictJsonError, match="not-an-object"):
            parse_object(data)


def looped() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.5, "type"),
        (math.nan, "type"),
        ([1, (2,)], "type"),
        ({"a": b"x"}, "type"),
        ({1: 2}, "key"),
        ({"a\0": 2}, "character"),
        (["\ud800"], "character"),
        (2**53, "integer"),
        (json.loads(nested(17)), "depth"),
        (looped(), "depth"),
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_not_written(value: Any, reason: str) -> None:
    with pytest.raises(StrictJsonError) as caught:
        encode(value)
    assert caught.value.reason == reason


@given(json_values)
def test_round_trip(value: JsonValue) -> None:
    written = encode(value)
    assert parse(written) == value
    assert encode(parse(written)) == written
    assert b"\n" not in written


@given(json_values, st.randoms())
def test_the_normal_form_knows_no_order_of_keys(value: JsonValue, chance: Any) -> None:
    def shuffle(item: Any) -> Any:
        if isinstance(item, list):
            return [shuffle(child) for child in item]
        if isinstance(item, dict):
            keys = list(item)
            chance.shuffle(keys)
            return {key: shuffle(item[key]) for key in keys}
        return item

    assert normal_form(shuffle(value)) == normal_form(value)


@given(json_values, json_values)
def test_different_values_have_different_normal_forms(one: JsonValue, other: JsonValue) -> None:
    assert (normal_form(one) == normal_form(other)) == (repr_of(one) == repr_of(other))


def repr_of(value: Any) -> Any:
    """Python's equality with types: 1 is not True."""
    if isinstance(value, list):
        return ["list", *map(repr_of, value)]
    if isinstance(value, dict):
        return {key: repr_of(child) for key, child in value.items()}
    return (type(value), value)


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = parse(data)
    except StrictJsonError:
        return
    assert parse(encode(value)) == value


@given(json_values, st.data())
def test_a_flipped_byte_is_read_as_strict_json_or_refused(value: Any, data: st.DataObject) -> None:
    written = bytearray(encode(value))
    position = data.draw(st.integers(0, len(written) - 1))
    written[position] ^= data.draw(st.integers(1, 255))
    try:
        found = parse(bytes(written))
    except StrictJsonError:
        return
    encode(found)
