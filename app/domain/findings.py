"""Findings (问题底稿): one problem, one worksheet, three signatures."""

from __future__ import annotations

from datetime import date

from app.domain.kinds import (
    Label,
    Required,
    choice,
    day,
    line,
    money,
    prose,
    record_kind,
    reference,
)
from app.domain.offices import Person


@record_kind("finding", Label("问题底稿", "Finding"), title="title")
class Finding:
    """The fields of a worksheet as practice has them (海宁, 景谷)."""

    number: str | None = line(Label("编号", "Number"), search=True, ledger=True, numbered=True)
    title: str | None = line(
        Label("问题名称", "Problem"), required=True, search=True, ledger=True, maximum=200
    )
    drawn_on: date | None = day(Label("编制日期", "Drawn up on"), ledger=True)
    source: str | None = choice(Label("问题来源", "Source"), "finding_source", ledger=True)
    axis: str | None = choice(
        Label("所属聚焦", "Axis"), "finding_axis", group="classification", ledger=True
    )
    category: str | None = choice(
        Label("问题类别", "Category"), "finding_category", group="classification", ledger=True
    )
    scope: str | None = choice(Label("个性/共性", "Scope"), "finding_scope", ledger=True)
    statement: str | None = prose(
        Label("问题概述", "Statement"),
        required=Required.REVIEW,
        search=True,
        hint=Label("时间、地点、责任主体、数额", "When, where, who is responsible, how much"),
    )
    discovery: str | None = prose(
        Label("发现过程", "How it was found"), required=Required.REVIEW, search=True
    )
    nature: str | None = choice(
        Label("定性", "Nature"), "finding_nature", group="conclusion", ledger=True, weighty=True
    )
    basis: str | None = prose(
        Label("定性依据（条款）", "Basis (article)"),
        group="conclusion",
        required=Required.REVIEW,
        search=True,
        weighty=True,
    )
    amount: int | None = money(
        Label("涉及金额", "Amount"), group="amount", ledger=True, weighty=True
    )
    amount_scope: str | None = line(
        Label("金额口径", "What the amount covers"), group="amount", weighty=True
    )
    responsible_body: str | None = line(
        Label("责任主体", "Responsible body"), group="responsible", required=Required.REVIEW
    )
    responsible_person: str | None = line(
        Label("责任人", "Person responsible"), group="responsible", tells_apart=True
    )
    proposal: str | None = choice(
        Label("处理建议", "Proposal"), "finding_proposal", ledger=True, weighty=True
    )
    feedback_text: str | None = prose(
        Label("反馈表述", "Wording in the feedback"),
        hint=Label(
            "写进反馈意见的话：不写人名、不写来源", "Goes into the feedback: no names, no sources"
        ),
        search=True,
    )
    state: str | None = choice(Label("状态", "State"), "finding_state", ledger=True)
    handled_by: str | None = reference(Label("承办人", "Handled by"), Person, group="handled")
    reviewed_by: str | None = reference(Label("复核人", "Reviewed by"), Person, group="reviewed")
    reviewed_on: date | None = day(Label("复核日期", "Reviewed on"), group="reviewed")
    approved_by: str | None = reference(Label("审签人", "Approved by"), Person, group="approved")
    approved_on: date | None = day(Label("审签日期", "Approved on"), group="approved")


def finding_number(device_ordinal: int, number: int) -> str:
    """问题-3-12: unique without a server; the office assigns final document numbers."""
    return f"问题-{device_ordinal}-{number:02d}"
