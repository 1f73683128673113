"""A stay does not end before it begins."""

from __future__ import annotations

from datetime import date

import pytest

import resources
from app.domain.codes import CodeLists, parse_codes
from app.domain.errors import InputError, Problem
from app.domain.kinds import kind_of
from app.domain.tasks import Task
from app.domain.validation import validate
from app.words import problem_words


def code_lists() -> CodeLists:
    return parse_codes(resources.path("presets/codes.json").read_bytes())


def test_leaving_before_entering_is_refused_in_words() -> None:
    values = {"enters_on": date(2026, 3, 2), "leaves_on": date(2026, 3, 1)}
    with pytest.raises(InputError) as refused:
        validate(kind_of(Task), values, code_lists())
    assert refused.value.problems == (Problem("leaves_on", "before", "2026-03-02"),)
    assert problem_words(refused.value.problems[0], "zh") == "不能早于 2026-03-02。"


def test_a_stay_of_one_day_is_allowed() -> None:
    day = date(2026, 3, 2)
    validate(kind_of(Task), {"enters_on": day, "leaves_on": day}, code_lists())
