"""A word without end costs no more than its length: somebody will paste one."""

from __future__ import annotations

from itertools import pairwise

from app.reporting.line_breaking import break_lines, tokenize

PITCH = 16.0
WIDTH = 28 * PITCH


def _set(text: str) -> tuple[list[str], int]:
    """The lines, and how many characters were measured."""
    measured = 0

    def measure(run: str) -> float:
        nonlocal measured
        measured += len(run)
        return len(run) * PITCH / 2

    lines = break_lines(tokenize(text, PITCH, measure), WIDTH, PITCH, measure)
    return [line.text for line in lines], measured


def test_every_line_of_a_long_word_is_full_and_nothing_is_lost() -> None:
    lines, _ = _set("x" * 5_000)
    assert "".join(lines) == "x" * 5_000
    assert {len(line) for line in lines[:-1]} == {56}


def test_twice_the_word_is_twice_the_work() -> None:
    text = "0123456789abcdef" * 500
    _, once = _set(text)
    _, twice = _set(text * 2)
    assert twice < 2.5 * once
    assert once < 100 * len(text)


def test_signs_within_a_long_word_still_part_it() -> None:
    lines, _ = _set("https://example.invalid/" + "a-b_c/" * 300)
    assert "".join(lines) == "https://example.invalid/" + "a-b_c/" * 300
    for line, following in pairwise(lines):
        assert line[-1] in "/_" or following[0] == "-"
        assert len(line) > 50
