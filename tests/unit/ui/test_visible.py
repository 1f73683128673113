"""Marks for what a reader would not see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.codes import CodeLists
from app.domain.kinds import Field, Label, Shape
from app.services.identities import comparable
from ui.application import make_application
from ui.display import display
from ui.visible import visible

MARK = "〔不可见字符〕"
VECTORS = Path(__file__).parents[2] / "vectors" / "strings" / "naughty.json"
TEXTS = [row for row in json.loads(VECTORS.read_bytes()) if "times" not in row]
MISLEADING = set("\u200b\u200e\u200f\u061c\u2028\u2029\u2060\u2064\ufeff\u3164\u00ad\x7f\x1b\x08")
MISLEADING |= {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(9))}


@pytest.fixture(autouse=True)
def _chinese() -> None:
    make_application()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王\u202e强建\u202c国", f"王{MARK}强建{MARK}国"),
        ("张\u200b三", f"张{MARK}三"),
        ("\u2067未完", f"{MARK}未完"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("一行\n两行\t三\u3000四", "一行\n两行\t三\u3000四"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("李\u200d四", f"李{MARK}四"),
        ("𠮷\u3164", f"𠮷{MARK}"),
        ("a\x1b[2Jb", f"a{MARK}[2Jb"),
    ],
)
def test_what_misleads_is_marked_and_the_rest_left(text: str, shown: str) -> None:
    """Case 72."""
    assert visible(text) == shown


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["about"])
def test_no_list_shows_a_text_that_misleads(row: dict[str, str]) -> None:
    """Case 72. Whatever is stored: the list turns no direction and hides no character."""
    field = Field("title", Label("名称", "Title"), Shape.LINE, "title")
    shown = display(field, row["text"], CodeLists(1, {}), lambda kind, record: "")
    assert not MISLEADING.intersection(shown)
    assert not any("\ud800" <= character <= "\udfff" for character in shown)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张\u200b三", "张三", True),
        ("王\u202e五\u202c", "王五", True),
        ("买买提•一", "买买提·一", True),
        ("买买提．一", "买买提・一", True),
        ("ＡＬＩ", "ali", True),
        ("张三", "张四", False),
    ],
)
def test_names_are_compared_without_what_cannot_be_seen(one: str, other: str, same: bool) -> None:
    """Case 72. A name typed with hidden characters is found by its visible ones."""
    assert (comparable(one) == comparable(other)) is same
