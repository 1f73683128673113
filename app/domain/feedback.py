"""What a feedback letter (巡察反馈意见) may print, and nothing else.

The report builder receives this tree only. It has no place for an interviewee, an informant or a
lead: findings and leads are separate compartments, and the letter goes to the inspected unit. That
leads were transferred is a yes or no; the sentence about it is fixed wording.

::

    FeedbackReport
    ├── Chapter (0..n)          （一）… under 二、主要问题
    │   └── Point (0..n)        1. …
    └── FindingRow (0..n)       rows of the attached list
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date


@dataclass(frozen=True)
class FeedbackWording:
    """The fixed words of the letter. District data: offices may pass their own.

    ``activity`` is 巡察 (for the Party committee) or 巡查 (by a discipline body). The two are
    different work and never appear in one document; ``other_activity`` is the forbidden one.
    """

    activity: str
    other_activity: str
    overall: str
    problems: str
    suggestions: str
    requirements: str
    leads_transferred: str
    attachment: str
    list_title: str
    columns: tuple[str, str, str, str, str]


def wording_for(activity: str, other_activity: str) -> FeedbackWording:
    """Return the standard wording for one kind of work: the same sentences, never mixed."""
    return FeedbackWording(
        activity=activity,
        other_activity=other_activity,
        overall="总体评价",
        problems=f"{activity}发现的主要问题",
        suggestions="意见建议",
        requirements="整改要求",
        leads_transferred=f"{activity}期间收到的有关问题线索，已按规定移交有关部门处理。",
        attachment="附件",
        list_title=f"{activity}发现问题清单",
        columns=("序号", "问题", "具体表现", "类别", "证据编号"),
    )


INSPECTION_WORDING = wording_for("巡察", "巡查")
"""巡察, for the Party committee (定海)."""

STATIONED_WORDING = wording_for("巡查", "巡察")
"""进驻巡查, by a discipline body (大同)."""


@dataclass(frozen=True)
class Point:
    """One problem: a judging headline, the facts, what it amounts to. Empty parts are left out."""

    title: str = ""
    text: str = ""
    nature: str = ""


@dataclass(frozen=True)
class Chapter:
    """One group of problems, e.g. one of the 三个聚焦."""

    heading: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class FindingRow:
    """One row of the attached list. The number in front is counted, not given.

    ``evidence`` holds evidence numbers, one each (e.g. ``ZJ-2024-023``): numbers, not names.
    """

    problem: str
    manifestation: str
    category: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedbackReport:
    """A letter ready for setting: text and dates only.

    ``opening``, ``overall``, ``suggestions`` and ``requirements`` are paragraphs. ``marking`` is
    the mark of a working secret (内部, 内部事项 注意保管), ``copy_number`` the serial of a copy
    (份号), ``number`` the document's own number (文号); each may be empty. ``dated`` is the date
    under the signature.
    """

    title: str
    addressee: str
    signature: str
    dated: date
    wording: FeedbackWording = INSPECTION_WORDING
    opening: tuple[str, ...] = ()
    overall: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    suggestions: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    leads_transferred: bool = False
    findings: tuple[FindingRow, ...] = ()
    marking: str = ""
    copy_number: str = ""
    number: str = ""


def mixed_wording(report: FeedbackReport) -> tuple[str, ...]:
    """Return the passages that use the other kind of work's word, for a warning before export.

    A passage may be right all the same (a quoted document title), so this is no refusal.
    """
    other = report.wording.other_activity
    return tuple(text for text in passages(report) if other in text)


def passages(node: object) -> Iterator[str]:
    """Yield every text of the letter that a person wrote, in order of the fields."""
    if isinstance(node, str):
        if node:
            yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from passages(part)
    elif is_dataclass(node) and not isinstance(node, FeedbackWording | type):
        for field in fields(node):
            yield from passages(getattr(node, field.name))


def chinese_date(day: date) -> str:
    """Return e.g. 2024年3月5日: Arabic numerals, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


CHINESE_DIGITS = "〇一二三四五六七八九"


def chinese_ordinal(number: int) -> str:
    """Return 一, 十, 二十三 … for 1 to 99, as heading numbers use them.

    Raises ValueError outside that range.
    """
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else CHINESE_DIGITS[tens]) + "十"
    return head + (CHINESE_DIGITS[ones] if ones else "")
