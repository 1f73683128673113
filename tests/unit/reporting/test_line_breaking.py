"""The line breaker: nothing lost, nothing doubled, no forbidden edge, a straight right edge."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.reporting.line_breaking import (
    GAP_LIMIT,
    NO_END,
    NO_START,
    Line,
    break_lines,
    is_wide,
    tokenize,
)

PITCH = 10.0
WIDTH = 28 * PITCH


def narrow(text: str) -> float:
    """Half a box for each narrow character."""
    return 5.0 * len(text)


def broken(text: str, *, width: float = WIDTH, indent: float = 0.0) -> list[Line]:
    return break_lines(tokenize(text, PITCH, narrow), width, PITCH, narrow, indent=indent)


def shown(text: str, *, width: float = WIDTH, indent: float = 0.0) -> list[str]:
    return [line.text for line in broken(text, width=width, indent=indent)]


HANZI = "区委巡察组对柳河镇党委进行了常规巡察发现问题整改落实"
mixed = st.text(
    st.sampled_from(HANZI + "，。、；：！？（）《》“”‘’—…·％0123456789.,-/abcXYZ ()￥"),
    max_size=160,
)
prose = st.lists(
    st.one_of(
        st.text(st.sampled_from(HANZI), min_size=1, max_size=9),
        st.sampled_from(
            ["18.73万元", "2023年1月", "ZJ-2024-023", "72.7％", "——", "……", "a b", "PDF 1.7"]
        ),
        st.text(st.sampled_from(HANZI), min_size=2, max_size=5).map(lambda text: f"《{text}》"),
        st.text(st.sampled_from(HANZI), min_size=2, max_size=5).map(lambda text: f"（“{text}”）"),
        st.text(st.sampled_from(HANZI), min_size=2, max_size=5).map(lambda text: text + "，"),
    ),
    max_size=60,
).map("".join)


@given(mixed, st.integers(min_value=1, max_value=30), st.integers(min_value=0, max_value=2))
@example("（" * 70, 28, 2)
@example("，" * 70, 28, 0)
@example("——" * 40, 3, 0)
@example("—" * 5 + "……" * 9, 1, 0)
@example(" " * 90 + "a", 28, 2)
@example("x" * 300, 28, 2)
def test_nothing_is_lost_and_nothing_doubled(text: str, boxes: int, indent: int) -> None:
    width = boxes * PITCH
    lines = broken(text, width=width, indent=min(indent, boxes - 1) * PITCH)
    assert "".join(line.text for line in lines) == text
    drawn = "".join(placed.token.text for line in lines for placed in line.placed)
    assert "".join(drawn.split()) == "".join(text.split())


@given(prose)
def test_no_line_begins_or_ends_with_a_forbidden_mark(text: str) -> None:
    lines = broken(text, indent=2 * PITCH)
    for line in lines[1:]:
        assert line.text[0] not in NO_START
    for line in lines[:-1]:
        assert line.text.rstrip()[-1] not in NO_END


def legal_ends(text: str, start: int, end: int) -> list[int]:
    """Places where a line may end by the rules alone, told apart from the breaker's own code."""
    return [
        cut
        for cut in range(start + 1, end + 1)
        if not (text[cut - 1] in NO_END or text[cut] in NO_START)
        and (is_wide(text[cut - 1]) or is_wide(text[cut]))
        and text[cut - 1 : cut + 1] not in ("——", "……")
    ]


@given(mixed.map(lambda text: "".join(text.split())))
def test_a_forbidden_edge_comes_only_where_no_other_place_exists(text: str) -> None:
    start = 0
    for line in broken(text)[:-1]:
        end = start + len(line.text)
        if text[end] in NO_START or text[end - 1] in NO_END:
            assert legal_ends(text, start, end) == []
        start = end


@given(prose)
def test_every_line_but_the_last_reaches_the_right_edge(text: str) -> None:
    for line in broken(text, indent=2 * PITCH)[:-1]:
        assert line.full
        assert line.end == pytest.approx(WIDTH, abs=0.01)


@given(mixed, st.integers(min_value=4, max_value=30))
def test_no_line_leaves_the_measure_and_no_gap_tears_open(text: str, boxes: int) -> None:
    for line in broken(text, width=boxes * PITCH):
        if len(line.placed) > 1:
            assert line.end <= boxes * PITCH + 0.01
        for left, right in pairwise(line.placed):
            gap = right.x - left.x - left.token.width
            assert gap <= GAP_LIMIT * PITCH + 0.01
            assert gap >= -(left.token.cut_after + right.token.cut_before) - 0.01


def test_a_full_line_of_hanzi_stands_on_the_grid() -> None:
    line = broken("巡" * 40)[0]
    assert line.text == "巡" * 28
    assert [placed.x for placed in line.placed] == [PITCH * index for index in range(28)]


def test_a_mark_that_may_not_begin_a_line_is_squeezed_in() -> None:
    text = "一，二，" + "三" * 24 + "，四"
    assert shown(text)[0] == "一，二，" + "三" * 24 + "，"


def test_without_room_to_squeeze_a_character_is_pushed_out() -> None:
    assert shown("三" * 28 + "，四") == ["三" * 27, "三，四"]


def test_an_opening_mark_does_not_end_a_line() -> None:
    assert shown("三" * 27 + "（四五）六")[0] == "三" * 27


@pytest.mark.parametrize("whole", ["——", "……", "126.45", "ZJ-2024-023", "2023"])
def test_what_belongs_together_is_not_parted(whole: str) -> None:
    for before in range(20, 29):
        lines = shown("三" * before + whole + "四" * 30)
        assert sum(whole in line for line in lines) == 1, lines


def test_a_long_address_is_parted_and_does_not_tear_the_line_before_it() -> None:
    address = (
        "https://www.example.gov.cn/xxgk/2024/06/18/a-very-long-path/with/segments?id=12345678"
    )
    lines = broken("参见网址" + address + "上的内容")
    assert len(lines) > 1
    for line in lines[:-1]:
        assert line.end >= WIDTH - 2 * PITCH
    assert not any(line.text.endswith("-") for line in lines)


def test_before_a_short_word_that_stays_whole_the_line_is_not_torn_open() -> None:
    first, second = broken("三" * 6 + "abcdefghij", width=10 * PITCH)
    assert (first.text, second.text) == ("三" * 6, "abcdefghij")
    assert not first.full
    assert first.end == pytest.approx(6 * PITCH + 5 * GAP_LIMIT * PITCH)


@pytest.mark.parametrize("pair", ["——", "……"])
def test_spreading_a_line_opens_no_gap_inside_a_pair(pair: str) -> None:
    line = broken("三" * 10 + pair + "三" * 15 + "2023年")[0]
    assert line.text == "三" * 10 + pair + "三" * 15
    assert line.end == pytest.approx(WIDTH)
    assert [placed.token.text for placed in line.placed].count(pair) == 1


def test_spaces_at_a_line_end_take_no_room_and_begin_no_line() -> None:
    lines = shown("三" * 28 + "   " + "四" * 5)
    assert lines == ["三" * 28 + "   ", "四" * 5]


def test_an_empty_paragraph_is_one_empty_line() -> None:
    assert [line.text for line in broken("")] == [""]


@pytest.mark.parametrize("character", "巡，“”—…·①Ⅰ※℃％")
def test_full_boxes(character: str) -> None:
    assert is_wide(character)


@pytest.mark.parametrize("character", "a1.-–²°,")
def test_narrow_characters(character: str) -> None:
    assert not is_wide(character)


def test_the_dot_between_names_takes_half_a_box() -> None:
    (token,) = tokenize("·", PITCH, narrow)
    assert token.width == PITCH / 2
