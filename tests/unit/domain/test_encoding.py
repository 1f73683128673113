"""Values of every shape to the journal's JSON and back; anything else is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.encoding import (
    decode_entry,
    decode_group,
    decode_value,
    encode_entry,
    encode_group,
    encode_value,
)
from app.domain.errors import OperationError
from app.domain.kinds import (
    EMPTY,
    Field,
    Label,
    Shape,
    Turn,
    kind_of,
    line,
    money,
    record_kind,
    transcript,
)
from app.journal.canonical import MAXIMUM_INTEGER, encode, parse

LABEL = Label("名", "Name")

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
filled = storable.filter(bool)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
VALUES: dict[Shape, st.SearchStrategy[Any]] = {
    Shape.LINE: filled,
    Shape.PROSE: filled,
    Shape.CHOICE: filled,
    Shape.CHOICES: st.lists(storable, min_size=1, max_size=4).map(tuple),
    Shape.MONEY: st.integers(-(10**16) + 1, 10**16 - 1),
    Shape.NUMBER: st.integers(-MAXIMUM_INTEGER, MAXIMUM_INTEGER),
    Shape.FLAG: st.booleans(),
    Shape.DAY: st.dates(),
    Shape.MOMENT: st.datetimes(timezones=offsets),
    Shape.REFERENCE: filled,
    Shape.REFERENCES: st.lists(storable, min_size=1, max_size=4).map(tuple),
    Shape.TURNS: st.lists(st.builds(Turn, storable, storable, storable), min_size=1).map(tuple),
    Shape.DIGEST: st.binary(min_size=32, max_size=32).map(bytes.hex),
}


def field(shape: Shape) -> Field:
    return Field("a", LABEL, shape, "a")


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1", "-0", "2026-03-05", "2026-03-05T09:12:44+08:00", "ab" * 32]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "q", "a", "x"]), inner)
    ),
    max_leaves=6,
)


def test_every_shape_is_tried() -> None:
    assert set(VALUES) == set(Shape)


@pytest.mark.parametrize("shape", Shape)
@given(data=st.data())
def test_round_trip_through_strict_json(shape: Shape, data: st.DataObject) -> None:
    value = data.draw(VALUES[shape] | st.just(EMPTY[shape]))
    stored = parse(encode(encode_value(field(shape), value)))
    found = decode_value(field(shape), stored)
    assert found == value
    assert type(found) is type(value)
    assert encode_value(field(shape), found) == stored


@pytest.mark.parametrize("shape", Shape)
@given(data=st.data())
def test_every_value_has_one_form_only(shape: Shape, data: st.DataObject) -> None:
    """What can be read is written back as it was read, except the forms of nothing."""
    stored = data.draw(anything)
    try:
        value = decode_value(field(shape), stored)
    except OperationError:
        return
    if stored not in (None, "", []):
        assert encode_value(field(shape), value) == stored


@pytest.mark.parametrize("shape", Shape)
@given(value=anything | st.dates() | st.datetimes() | st.binary() | st.tuples(st.integers()))
def test_what_could_not_be_read_again_is_not_written(shape: Shape, value: Any) -> None:
    try:
        stored = encode_value(field(shape), value)
    except OperationError:
        return
    again = decode_value(field(shape), stored)
    assert again == value or (value in ("", (), None) and again == EMPTY[shape])


@pytest.mark.parametrize(
    ("shape", "stored"),
    [
        (Shape.LINE, 1),
        (Shape.LINE, True),
        (Shape.PROSE, ["x"]),
        (Shape.CHOICE, {"code": "x"}),
        (Shape.CHOICES, "ab"),
        (Shape.CHOICES, ["a", 1]),
        (Shape.CHOICES, {"a": 1}),
        (Shape.MONEY, 100),
        (Shape.MONEY, ""),
        (Shape.MONEY, "1.5"),
        (Shape.MONEY, "1_000"),
        (Shape.MONEY, " 1"),
        (Shape.MONEY, "1\n"),
        (Shape.MONEY, "+1"),
        (Shape.MONEY, "01"),
        (Shape.MONEY, "-0"),
        (Shape.MONEY, "１２"),
        (Shape.MONEY, "9" * 5000),
        (Shape.NUMBER, "1"),
        (Shape.NUMBER, True),
        (Shape.NUMBER, 1.0),
        (Shape.FLAG, 1),
        (Shape.FLAG, "yes"),
        (Shape.DAY, 20260305),
        (Shape.DAY, "20260305"),
        (Shape.DAY, "2026-W10-4"),
        (Shape.DAY, "2026-02-30"),
        (Shape.DAY, "2026-03-05T00:00:00"),
        (Shape.MOMENT, "2026-03-05"),
        (Shape.MOMENT, "2026-03-05T09:12:44"),
        (Shape.MOMENT, "2026-03-05T09:12:44Z"),
        (Shape.MOMENT, "2026-03-05 09:12:44+08:00"),
        (Shape.MOMENT, "2026-03-05T09:12:44+99:00"),
        (Shape.REFERENCE, 7),
        (Shape.REFERENCES, "r-1"),
        (Shape.TURNS, {}),
        (Shape.TURNS, ""),
        (Shape.TURNS, "abc"),
        (Shape.TURNS, [{"id": "1", "q": "x"}]),
        (Shape.TURNS, [{"id": "1", "q": "x", "a": None}]),
        (Shape.TURNS, [["1", "x", "y"]]),
        (Shape.TURNS, [None]),
        (Shape.DIGEST, "ab" * 31),
        (Shape.DIGEST, "AB" * 32),
        (Shape.DIGEST, "../" + "a" * 61),
        (Shape.DIGEST, 5),
    ],
    ids=str,
)
def test_refused_on_reading(shape: Shape, stored: Any) -> None:
    with pytest.raises(OperationError, match="value a"):
        decode_value(field(shape), stored)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (Shape.LINE, 5),
        (Shape.CHOICE, 5),
        (Shape.CHOICES, ["a"]),
        (Shape.MONEY, 1.5),
        (Shape.MONEY, "5"),
        (Shape.MONEY, True),
        (Shape.MONEY, 10**16),
        (Shape.NUMBER, "5"),
        (Shape.FLAG, 1),
        (Shape.DAY, "2026-03-05"),
        (Shape.DAY, datetime(2026, 3, 5, tzinfo=UTC)),
        (Shape.MOMENT, datetime(2026, 3, 5)),  # noqa: DTZ001
        (Shape.MOMENT, date(2026, 3, 5)),
        (Shape.TURNS, (("1", "q", "a"),)),
        (Shape.TURNS, (Turn("1", "q", None),)),  # type: ignore[arg-type]
        (Shape.DIGEST, "x"),
    ],
    ids=str,
)
def test_refused_on_writing(shape: Shape, value: Any) -> None:
    with pytest.raises(OperationError, match="value a"):
        encode_value(field(shape), value)


def test_forms() -> None:
    china = timezone(timedelta(hours=8))
    assert encode_value(field(Shape.MONEY), -1050) == "-1050"
    assert encode_value(field(Shape.DAY), date(2026, 3, 5)) == "2026-03-05"
    moment = datetime(2026, 3, 5, 9, 12, 44, tzinfo=china)
    assert encode_value(field(Shape.MOMENT), moment) == "2026-03-05T09:12:44+08:00"
    written = encode_value(field(Shape.TURNS), (Turn("1", "问", "答"),))
    assert written == [{"id": "1", "q": "问", "a": "答"}]


@pytest.mark.parametrize("shape", [Shape.LINE, Shape.PROSE, Shape.CHOICE, Shape.REFERENCE])
def test_an_empty_text_is_not_filled(shape: Shape) -> None:
    """Else a field left empty and one emptied again would be in conflict."""
    assert encode_value(field(shape), "") is None


def test_false_and_nought_are_filled() -> None:
    assert encode_value(field(Shape.FLAG), False) is False
    assert encode_value(field(Shape.NUMBER), 0) == 0
    assert encode_value(field(Shape.MONEY), 0) == "0"


class Stage(StrEnum):
    """A code list of the program's own."""

    BEGUN = "begun"


def test_codes_may_come_as_enumerations() -> None:
    assert encode_value(field(Shape.CHOICE), Stage.BEGUN) == "begun"
    assert type(encode_value(field(Shape.CHOICE), Stage.BEGUN)) is str
    assert encode(encode_value(field(Shape.CHOICES), (Stage.BEGUN,))) == b'["begun"]'


# --- groups ----------------------------------------------------------------------------------


@record_kind("made", LABEL, title="title")
class Made:
    """Two groups."""

    title: str | None = line(LABEL)
    amount: int | None = money(LABEL, group="amount")
    scope: str | None = line(LABEL, group="amount")
    talk: tuple[Turn, ...] = transcript(LABEL)


KIND = kind_of(Made)


def test_a_group_is_one_object_with_every_field() -> None:
    assert encode_group(KIND, "amount", {"amount": 5, "title": "x"}) == {
        "amount": "5",
        "scope": None,
    }
    assert decode_group(KIND, "amount", {"amount": "5", "scope": None}) == {
        "amount": 5,
        "scope": None,
    }


def test_fields_of_another_version_are_ignored_or_empty() -> None:
    assert decode_group(KIND, "amount", {"later": [1], "scope": "x"}) == {
        "amount": None,
        "scope": "x",
    }
    assert decode_group(KIND, "talk", {}) == {"talk": ()}


@pytest.mark.parametrize("stored", [None, [], "x", 1, [["amount", "5"]]])
def test_a_group_that_is_no_object_is_refused(stored: Any) -> None:
    with pytest.raises(OperationError, match=r"made\.amount"):
        decode_group(KIND, "amount", stored)


@given(anything | st.dictionaries(st.sampled_from(["amount", "scope", "talk", "title"]), anything))
def test_hostile_groups_raise_one_error_only(stored: Any) -> None:
    for group in KIND.groups:
        try:
            found = decode_group(KIND, group, stored)
        except OperationError:
            continue
        assert set(found) == {field.name for field in KIND.groups[group]}


def test_an_entry_holds_all_fields_but_the_empty_ones() -> None:
    values = {"title": "x", "amount": 5, "scope": "", "talk": (Turn("1", "q", "a"),)}
    stored = encode_entry(KIND, values)
    assert stored == {"title": "x", "amount": "5", "talk": [{"id": "1", "q": "q", "a": "a"}]}
    assert decode_entry(KIND, stored) == {**values, "scope": None}
    assert decode_entry(KIND, {"later": 1}) == KIND.empty()
    refused: list[Any] = [None, [], "x", {"amount": 5}]
    for wrong in refused:
        with pytest.raises(OperationError):
            decode_entry(KIND, wrong)
