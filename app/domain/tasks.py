"""Rounds and inspection tasks."""

from __future__ import annotations

from datetime import date

from app.domain.kinds import (
    Label,
    choice,
    day,
    integer,
    line,
    prose,
    record_kind,
    reference,
)
from app.domain.offices import Unit

STAGES = (
    "preparation",
    "inspection",
    "reporting",
    "feedback",
    "transfer",
    "rectification",
    "archiving",
)
"""Seven stages: 巡察准备→集中巡察→报告巡察→巡察反馈→线索移交→督促整改→立卷归档 (定海)."""

MINIMUM_STAY_DAYS = 15
"""进驻巡查 lasts at least fifteen days (大同, 2009). A preset the office may override."""


@record_kind("round", Label("轮次", "Round"), title="name")
class Round:
    """One round of a coverage plan."""

    name: str | None = line(Label("轮次名称", "Name"), required=True, ledger=True)
    year: int | None = integer(Label("年度", "Year"), ledger=True)
    ordinal: int | None = integer(Label("第几轮", "Ordinal"), ledger=True)


@record_kind("task", Label("巡察任务", "Inspection task"), title="title")
class Task:
    """One team in one unit, from preparation to archive."""

    title: str | None = line(Label("任务名称", "Title"), required=True, search=True, ledger=True)
    unit: str | None = reference(Label("被巡单位", "Unit"), Unit, required=True, ledger=True)
    round: str | None = reference(Label("轮次", "Round"), Round)
    type: str | None = choice(
        Label("任务类型", "Type"), "task_type", required=True, group="profile", ledger=True
    )
    mode: str | None = choice(Label("方式", "Mode"), "task_mode", group="profile", ledger=True)
    wording: str | None = choice(
        Label("文书用语", "Wording"),
        "wording",
        group="profile",
        hint=Label("一份文书中只用一种", "Never mixed within one document"),
    )
    team: str | None = line(Label("组别", "Team"), ledger=True)
    enters_on: date | None = day(Label("进驻日期", "Entered on"), group="stay", ledger=True)
    leaves_on: date | None = day(Label("撤点日期", "Leaves on"), group="stay", ledger=True)
    stage: str | None = choice(Label("阶段", "Stage"), "task_stage", ledger=True)
    focus: str | None = prose(Label("巡察重点", "Focus"), search=True)


def stay_days(task: Task) -> int | None:
    """Calendar days from the day of entry to the day of leaving, both counted; None if open."""
    if task.enters_on is None or task.leaves_on is None:
        return None
    return (task.leaves_on - task.enters_on).days + 1


def day_of_stay(task: Task, today: date) -> int | None:
    """Which day of the stay ``today`` is, from 1; None before entry or after leaving."""
    if task.enters_on is None or today < task.enters_on:
        return None
    if task.leaves_on is not None and today > task.leaves_on:
        return None
    return (today - task.enters_on).days + 1


def next_stage(stage: str | None) -> str | None:
    """The stage after ``stage``; the first for None, None after the last."""
    if stage is None:
        return STAGES[0]
    following = STAGES.index(stage) + 1
    return STAGES[following] if following < len(STAGES) else None
