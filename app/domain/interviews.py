"""Talks with single persons (个别谈话). Who talked is a sealed compartment from the first day."""

from __future__ import annotations

from datetime import datetime

from app.domain.kinds import (
    Label,
    Turn,
    choice,
    choices,
    line,
    moment,
    prose,
    record_kind,
    references,
    transcript,
)
from app.domain.offices import Person

IDENTITY = "identity"
"""Name of the compartment that protects the person who talked."""


@record_kind(
    "interview",
    Label("谈话记录", "Talk record"),
    title="pseudonym",
    time_sealed=True,
    unguessable=True,
)
class Interview:
    """A talk. Everything that tells who talked, and exactly when and where, is sealed."""

    pseudonym: str | None = line(
        Label("谈话编号", "Pseudonym"), required=True, search=True, ledger=True, numbered=True
    )
    record_form: str | None = choice(Label("记录形式", "Form"), "record_form", group="form")
    category: str | None = choice(
        Label("谈话类别", "Category"),
        "interview_category",
        required=True,
        ledger=True,
        tells_apart=True,
    )
    level: str | None = choice(
        Label("层级", "Level"), "interviewee_level", group="attributes", tells_apart=True
    )
    department: str | None = choice(
        Label("部门类别", "Department category"),
        "department_category",
        group="attributes",
        tells_apart=True,
    )
    week: str | None = line(
        Label("谈话周次", "Week"),
        ledger=True,
        hint=Label("只写第几周，不写日期", "The week only, never the day"),
    )
    interviewers: tuple[str, ...] = references(
        Label("谈话人", "Interviewers"), Person, group="officers"
    )
    recorder: tuple[str, ...] = references(Label("记录人", "Recorder"), Person, group="officers")
    told: tuple[str, ...] = choices(Label("已告知事项", "Told"), "notices")
    turns: tuple[Turn, ...] = transcript(Label("谈话内容", "Questions and answers"), search=True)
    value: str | None = choice(Label("价值", "Value"), "interview_value", ledger=True)
    follow_up: str | None = prose(Label("后续", "Follow-up"), search=True)

    name: str | None = line(Label("姓名", "Name"), group="identity", sealed=IDENTITY, maximum=200)
    sex: str | None = choice(Label("性别", "Sex"), "sex", group="identity", sealed=IDENTITY)
    born: str | None = line(Label("出生年月", "Born"), group="identity", sealed=IDENTITY)
    ethnic_group: str | None = line(
        Label("民族", "Ethnic group"), group="identity", sealed=IDENTITY
    )
    political_status: str | None = line(
        Label("政治面貌", "Political status"), group="identity", sealed=IDENTITY
    )
    post: str | None = line(Label("单位职务", "Unit and post"), group="identity", sealed=IDENTITY)
    in_post_since: str | None = line(
        Label("任现职时间", "In post since"), group="identity", sealed=IDENTITY
    )
    phone: str | None = line(Label("联系电话", "Phone"), group="identity", sealed=IDENTITY)
    id_number: str | None = line(
        Label("身份证号", "Identity card number"), group="identity", sealed=IDENTITY
    )
    started_at: datetime | None = moment(
        Label("开始时间", "Started at"), group="appointment", sealed=IDENTITY
    )
    ended_at: datetime | None = moment(
        Label("结束时间", "Ended at"), group="appointment", sealed=IDENTITY
    )
    place: str | None = line(Label("地点", "Place"), group="appointment", sealed=IDENTITY)


def pseudonym(device_ordinal: int, number: int) -> str:
    """谈话对象-3-07: ordinal of the laptop in its team, then a local number. Needs no server."""
    return f"谈话对象-{device_ordinal}-{number:02d}"
