"""The feedback letter as a file: text, grid, edges, page numbers, table, metadata, bytes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest

from app.domain.errors import CancelledError
from app.domain.feedback import (
    STATIONED_WORDING,
    Chapter,
    FeedbackReport,
    Point,
    passages,
)
from app.reporting.feedback import BuiltReport, build_feedback
from app.reporting.fonts import Role, shipped_fonts
from app.reporting.geometry import (
    BOTTOM,
    LEADING,
    LINES,
    MM,
    PAGE_HEIGHT,
    PITCH,
    SIZE_FOUR,
    SIZE_THREE,
    TOP,
    TYPE_WIDTH,
    left_edge,
)
from tests.unit.reporting import feedback_samples as samples
from tests.unit.reporting import pdf_reading as reading


def build(report: FeedbackReport) -> BuiltReport:
    return build_feedback(report, shipped_fonts(), created=samples.CREATED)


@pytest.fixture(scope="module")
def letter() -> BuiltReport:
    return build(samples.report())


@pytest.fixture(scope="module")
def hanzi_page() -> BuiltReport:
    """Long paragraphs of bare hanzi: every line but the last must be full."""
    text = "区委巡察组对镇党委进行常规巡察发现问题整改落实" * 90
    chapters = (Chapter("问题", (Point(text=text),)),)
    return build(samples.report(rows=0, chapters=chapters))


def test_every_passage_comes_back_whole_and_in_order(letter: BuiltReport) -> None:
    report = samples.report(rows=0)
    text = reading.text_of(letter.pdf)
    position = 0
    for passage in [report.title, report.addressee, *report.opening, *report.overall]:
        position = text.index("".join(passage.split()), position)
    for chapter in report.chapters:
        position = text.index(chapter.heading, position)
        for number, point in enumerate(chapter.points, 1):
            position = text.index(f"{number}.{point.title}。{point.text}。{point.nature}", position)
    for passage in [*report.suggestions, *report.requirements, report.wording.leads_transferred]:
        position = text.index(passage, position)
    position = text.index(report.signature, position)
    text.index("2024年6月18日", position)


def test_chapters_are_numbered_in_order(letter: BuiltReport) -> None:
    text = reading.text_of(letter.pdf)
    headings = [
        "一、总体评价",
        "二、巡察发现的主要问题",
        "（一）",
        "（四）",
        "三、意见建议",
        "四、整改要求",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_list_of_problems_comes_back_whole(letter: BuiltReport) -> None:
    report = samples.report()
    text = reading.text_of(letter.pdf)
    start = text.index(report.wording.list_title, text.index("2024年6月18日"))
    for row in report.findings:
        for number in row.evidence:
            assert number in text[start:]
    for row in report.findings[:2]:
        assert row.manifestation in text[start:]


def test_a_full_page_has_22_lines_on_the_grid(hanzi_page: BuiltReport) -> None:
    for page in (1, 2):
        found = reading.lines(hanzi_page.pdf, page)[:-1]
        assert len(found) == LINES
        for number, line in enumerate(found):
            top = PAGE_HEIGHT - TOP - number * LEADING
            assert top - LEADING < line[0].y < top
        steps = [above[0].y - below[0].y for above, below in pairwise(found)]
        assert steps == pytest.approx([LEADING] * (LINES - 1), abs=0.1)


def test_28_characters_a_line_and_both_edges_straight(hanzi_page: BuiltReport) -> None:
    for page in (1, 2):
        left = left_edge(page + 1)
        for line in reading.lines(hanzi_page.pdf, page)[:-1]:
            assert len(line) == 28
            assert line[0].x == pytest.approx(left, abs=0.2)
            assert line[-1].x + PITCH == pytest.approx(left + TYPE_WIDTH, abs=0.2)
            assert line[0].size == pytest.approx(SIZE_THREE)


def test_mixed_lines_end_at_the_right_edge_too(letter: BuiltReport) -> None:
    """The line after one that ends in a hanzi and fills the measure proves nothing; edges do."""
    right = left_edge(2) + TYPE_WIDTH
    ends = [
        line[-1].x + PITCH
        for line in reading.lines(letter.pdf, 1)[:-1]
        if re.match("[\u4e00-\u9fff]", line[-1].text) and line[-1].x > right - 3 * PITCH
    ]
    assert len(ends) >= 8
    assert ends == pytest.approx([right] * len(ends), abs=0.2)


def test_no_line_of_the_letter_begins_or_ends_with_a_forbidden_mark(letter: BuiltReport) -> None:
    for page in range(letter.pages):
        for line in reading.lines(letter.pdf, page):
            assert line[0].text not in "，。、；：！？）》”’…％"
            assert line[-1].text not in "（《“‘"


@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_page_numbers_stand_at_the_outer_edge(letter: BuiltReport, page: int) -> None:
    number = reading.lines(letter.pdf, page - 1)[-1]
    assert "".join(one.text for one in number) == f"—{page}—"
    assert BOTTOM - number[0].y == pytest.approx(7 * MM + 0.3 * SIZE_FOUR, abs=0.2)
    left = left_edge(page)
    if page % 2:
        assert number[-1].x + SIZE_FOUR == pytest.approx(left + TYPE_WIDTH - SIZE_FOUR, abs=0.2)
    else:
        assert number[0].x == pytest.approx(left + SIZE_FOUR, abs=0.2)


def test_the_stitches_have_28_millimetres_on_both_sides_of_a_leaf() -> None:
    assert left_edge(1) == pytest.approx(28 * MM)
    assert left_edge(2) == pytest.approx(26 * MM)


def test_the_table_head_is_repeated_on_every_page_of_the_list(letter: BuiltReport) -> None:
    pages = [reading.page_text(letter.pdf, page) for page in range(letter.pages)]
    first = next(number for number, page in enumerate(pages) if "附件\r\n" in page)
    assert letter.pages - first >= 3
    for page in pages[first:]:
        bare = "".join(page.split())
        assert "序号问题具体表现类别证据编号" in bare


def test_a_row_longer_than_a_page_is_parted_and_loses_nothing() -> None:
    text = "".join(f"第{number}项表现涉及金额{number}万元；" for number in range(300))
    long_row = replace(samples.row(), manifestation=text)
    built = build(samples.report(points=0, rows=0, findings=(samples.row(1), long_row)))
    bare = reading.text_of(built.pdf)
    for number in range(300):
        assert re.search(rf"(?<!\d){number}项", bare)


def test_signature_and_date_follow_the_standard(letter: BuiltReport) -> None:
    name, day = _signature(letter, "中共清源区委第三巡察组", "2024年6月18日")
    assert day[0].x - name[0].x == pytest.approx(2 * PITCH, abs=0.3)
    page_left = name_page_left(letter)
    assert name[-1].x + PITCH == pytest.approx(page_left + TYPE_WIDTH - 2 * PITCH, abs=0.3)


def test_a_short_signature_moves_left_of_a_longer_date() -> None:
    built = build(samples.report(rows=0, signature="巡察组"))
    name, day = _signature(built, "巡察组", "2024年6月18日")
    left = name_page_left(built)
    assert day[-1].x + PITCH == pytest.approx(left + TYPE_WIDTH - 2 * PITCH, abs=0.3)
    assert day[0].x - name[0].x == pytest.approx(2 * PITCH, abs=0.3)


def _signature(
    built: BuiltReport, name: str, day: str
) -> tuple[list[reading.Character], list[reading.Character]]:
    for page in range(built.pages):
        by_text = {
            "".join(one.text for one in line): line for line in reading.lines(built.pdf, page)
        }
        if day in by_text:
            return by_text[name], by_text[day]
    raise AssertionError(day)


def name_page_left(built: BuiltReport) -> float:
    for page in range(built.pages):
        if any(
            "".join(one.text for one in line) == "2024年6月18日"
            for line in reading.lines(built.pdf, page)
        ):
            return left_edge(page + 1)
    raise AssertionError("no date")


@pytest.mark.parametrize("extra", range(0, 24, 1))
def test_the_signature_never_stands_alone_on_a_page(extra: int) -> None:
    requirements = ("一" * 27 + "二" * 28 * extra,)
    built = build(
        samples.report(points=0, rows=0, requirements=requirements, leads_transferred=False)
    )
    for page in range(built.pages):
        texts = ["".join(one.text for one in line) for line in reading.lines(built.pdf, page)]
        if "2024年6月18日" in texts:
            assert texts.index("2024年6月18日") >= 2
            assert re.fullmatch("[一二]+|.*[一二].*", texts[texts.index("2024年6月18日") - 2])


def test_a_heading_is_not_left_behind_at_the_foot_of_a_page(letter: BuiltReport) -> None:
    for page in range(letter.pages):
        last = "".join(one.text for one in reading.lines(letter.pdf, page)[-2])
        assert not re.match("[一二三四]、|（[一二三四]）", last)


@pytest.mark.parametrize("before", range(14, 24))
def test_a_heading_keeps_two_lines_of_text_below_it(before: int) -> None:
    chapters = (
        Chapter("问题之一", (Point(text="一" * 28 * before),)),
        Chapter("问题之二", (Point(text="二" * 28 * 3),)),
    )
    report = samples.report(rows=0, overall=(), opening=(), chapters=chapters)
    built = build(report)
    for page in range(built.pages):
        texts = ["".join(one.text for one in line) for line in reading.lines(built.pdf, page)][:-1]
        for heading in [text for text in texts if text.startswith(("（", "三、", "四、"))]:
            assert len(texts) - texts.index(heading) >= 3, texts[-3:]


def test_the_halves_of_a_dash_stand_one_box_apart() -> None:
    text = "整改完成率为七成——其中一项经过两年仍未销号"
    built = build(samples.report(rows=0, overall=(text,)))
    page = reading.characters(built.pdf, 0)
    first = next(number for number, one in enumerate(page) if one.text == "—")
    left, right, following = page[first : first + 3]
    assert right.x - left.x == pytest.approx(PITCH, abs=0.05)
    assert following.x - right.x == pytest.approx(PITCH, abs=0.05)


def test_all_fonts_are_embedded(letter: BuiltReport) -> None:
    used, embedded = reading.fonts(letter.pdf)
    assert used == embedded > 0
    assert b"Helvetica" not in reading.inflated(letter.pdf)


def test_the_file_names_title_date_and_program_but_no_author(letter: BuiltReport) -> None:
    objects = reading.inflated(letter.pdf)
    for word in (b"/Author", b"/Creator", b"dc:creator", b"anonymous", b"/Keywords"):
        assert word not in objects
    document = pypdfium2.PdfDocument(letter.pdf)
    metadata = document.get_metadata_dict(skip_empty=True)
    document.close()
    assert metadata == {
        "Title": "关于巡察柳河镇党委的反馈意见",
        "Producer": "Xunji",
        "CreationDate": "D:20240618093000+08'00'",
        "ModDate": "D:20240618093000+08'00'",
    }
    xmp = objects.decode("utf-8", "ignore")
    assert '<rdf:li xml:lang="x-default">关于巡察柳河镇党委的反馈意见</rdf:li>' in xmp
    assert "<xmp:CreateDate>2024-06-18T09:30:00+08:00</xmp:CreateDate>" in xmp


def test_a_date_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        build_feedback(
            samples.report(), shipped_fonts(), created=samples.CREATED.replace(tzinfo=None)
        )


def test_the_same_input_gives_the_same_bytes_also_from_several_threads(letter: BuiltReport) -> None:
    with ThreadPoolExecutor(3) as pool:
        built = list(pool.map(lambda _: build(samples.report()), range(3)))
    assert {one.pdf for one in built} == {letter.pdf}


def test_the_fonts_used_are_reported(letter: BuiltReport) -> None:
    assert [choice.role for choice in letter.fonts_used] == list(Role)
    assert letter.missing_characters == ""


def test_missing_characters_are_reported_and_marked() -> None:
    built = build(samples.report(rows=0, overall=("村名\U00031350沟\U00031351。",)))
    assert built.missing_characters == "\U00031350\U00031351"
    assert "村名〓沟〓。" in reading.text_of(built.pdf)


def test_rare_hanzi_beyond_the_first_plane_can_be_copied_out() -> None:
    built = build(samples.report(rows=0, overall=("负责人𬭛、㙟、𠅤。",)))
    assert built.missing_characters == ""
    assert "𬭛、㙟、𠅤。" in reading.text_of(built.pdf)


def test_invisible_characters_leave_no_box() -> None:
    built = build(samples.report(rows=0, overall=("总\u200b体\ufeff评\ufe0f价\x07好。",)))
    assert built.missing_characters == ""
    assert "总体评价好。" in reading.text_of(built.pdf)


def test_the_other_kind_of_work_has_its_own_words() -> None:
    report = samples.report(rows=3, wording=STATIONED_WORDING, title="关于巡查柳河镇的反馈意见")
    text = reading.text_of(build(report).pdf)
    assert "二、巡查发现的主要问题" in text
    assert "巡查发现问题清单" in text
    assert "巡查期间收到的有关问题线索" in text
    fixed = text
    for passage in passages(report):
        fixed = fixed.replace("".join(passage.split()), "")
    assert "巡察发现" not in fixed


def test_without_leads_findings_and_marks_nothing_of_them_is_printed() -> None:
    report = samples.report(rows=0, leads_transferred=False, marking="", number="")
    text = reading.text_of(build(report).pdf)
    for word in ("线索", "附件", "内部", "〔"):
        assert word not in text


def test_progress_counts_pages_and_cancelling_stops_between_them() -> None:
    seen: list[int] = []
    with pytest.raises(CancelledError):
        build_feedback(
            samples.report(),
            shipped_fonts(),
            created=samples.CREATED,
            cancelled=lambda: len(seen) == 2,
            progress=seen.append,
        )
    assert seen == [1, 2]
    seen.clear()
    built = build_feedback(
        samples.report(), shipped_fonts(), created=samples.CREATED, progress=seen.append
    )
    assert seen == list(range(1, built.pages + 1))


def test_the_outline_leads_to_the_chapters(letter: BuiltReport) -> None:
    document = pypdfium2.PdfDocument(letter.pdf)
    titles = [entry.get_title() for entry in document.get_toc()]
    document.close()
    assert titles[0] == "一、总体评价"
    assert titles[-1] == "附件 巡察发现问题清单"
    assert len(titles) == 4 + 4 + 1


def test_an_empty_letter_can_be_set() -> None:
    report = FeedbackReport(title="", addressee="", signature="", dated=samples.CREATED.date())
    assert build(report).pages == 1


def test_a_title_in_chosen_lines_keeps_them() -> None:
    built = build(
        samples.report(rows=0, title="中共清源区委第三巡察组\n关于巡察柳河镇党委的反馈意见")
    )
    page = reading.page_text(built.pdf, 0)
    assert "中共清源区委第三巡察组\r\n关于巡察柳河镇党委的反馈意见" in page


@pytest.mark.parametrize("own", ["1.", "2、", "（一）", "一、", "一是"])
def test_numbers_that_a_person_typed_are_not_doubled(own: str) -> None:
    suggestions = (f"{own}提高站位。", f"{own}压实责任。")
    text = reading.text_of(build(samples.report(rows=0, suggestions=suggestions)).pdf)
    assert f"三、意见建议{own}提高站位。{own}压实责任。" in text
