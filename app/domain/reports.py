"""Feedback reports (巡察反馈意见) as the team drafts them."""

from __future__ import annotations

from datetime import date

from app.domain.kinds import Label, choice, day, line, prose, record_kind, references


@record_kind("report", Label("反馈意见", "Feedback letter"), title="title")
class Report:
    """What only a person can write; the problems come from the chosen findings."""

    title: str | None = line(Label("标题", "Title"), required=True, search=True, ledger=True)
    addressee: str | None = line(Label("主送", "Addressee"), required=True, ledger=True)
    opening: str | None = prose(Label("开头", "Opening"))
    overall: str | None = prose(Label("总体评价", "Overall assessment"), search=True)
    findings: tuple[str, ...] = references(Label("写入的问题", "Findings included"), "finding")
    suggestions: str | None = prose(
        Label("意见建议（一行一条）", "Suggestions (one a line)"), search=True
    )
    requirements: str | None = prose(
        Label("整改要求（一行一条）", "Requirements (one a line)"), search=True
    )
    leads_transferred: str | None = choice(
        Label("线索移交语句", "Sentence on leads"), "leads_sentence"
    )
    signature: str | None = line(Label("落款", "Signature"))
    dated: date | None = day(Label("成文日期", "Dated"), ledger=True)
