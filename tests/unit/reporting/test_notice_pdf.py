"""The 组建通知 as a file: everything a member has to compare stands on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from app.domain.errors import CancelledError
from app.domain.notice import STEPS, FormationNotice
from app.reporting.feedback import BuiltReport
from app.reporting.fonts import shipped_fonts
from app.reporting.notice import build_notice

CREATED = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
NUMBER = "38379 01036 19272 72934 01712 10780"
NOTICE = FormationNotice(
    title="关于组建第二巡察组的通知",
    addressee="青石街道，第二巡察组全体同志",
    opening="经研究，组建第二巡察组，于2026年3月2日至2026年3月31日对青石街道开展巡察。",
    members=(("许文澜", "组长"), ("阿依古丽·买买提", "组员")),
    number=NUMBER,
    signature="临江区委巡察办",
    dated=date(2026, 2, 20),
)


def build(notice: FormationNotice = NOTICE) -> BuiltReport:
    return build_notice(notice, shipped_fonts(), created=CREATED)


def text_of(built: BuiltReport) -> str:
    pages = pypdfium2.PdfDocument(built.pdf)
    found = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return "".join(found.split())


def test_it_names_team_unit_members_and_number() -> None:
    text = text_of(build())
    for part in (
        NOTICE.title,
        NOTICE.opening,
        "组长：许文澜",
        "组员：阿依古丽·买买提",
        NUMBER.replace(" ", ""),
        "临江区委巡察办",
        "2026年2月20日",
        *STEPS,
    ):
        assert part in text
    assert not build().missing_characters


def test_it_is_one_page_for_an_ordinary_team_and_more_for_a_long_one() -> None:
    assert build().pages == 1
    many = replace(NOTICE, members=tuple((f"欧阳明{n}", "组员") for n in range(60)))
    built = build(many)
    assert built.pages > 1
    assert "欧阳明58、欧阳明59" in text_of(built)


def test_the_same_notice_gives_the_same_bytes_without_an_author() -> None:
    assert build().pdf == build().pdf
    assert "Author" not in pypdfium2.PdfDocument(build().pdf).get_metadata_dict(skip_empty=True)


def test_cancelling_stops_it() -> None:
    with pytest.raises(CancelledError):
        build_notice(NOTICE, shipped_fonts(), created=CREATED, cancelled=lambda: True)
