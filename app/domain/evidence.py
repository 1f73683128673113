"""Evidence items and their chain of custody (ISO/IEC 27037: who, when, where, why)."""

from __future__ import annotations

from datetime import date

from app.domain.kinds import (
    Label,
    choice,
    day,
    file_digest,
    flag,
    integer,
    line,
    prose,
    record_kind,
    reference,
)


@record_kind("evidence", Label("证据材料", "Evidence item"), title="title")
class Evidence:
    """One photo, scan, document, recording or any other file, with its three dates.

    The third date, when it was entered, is the claimed time of the operation itself.
    """

    number: str | None = line(Label("编号", "Number"), search=True, ledger=True, numbered=True)
    title: str | None = line(
        Label("材料名称", "Title"), required=True, search=True, ledger=True, maximum=300
    )
    type: str | None = choice(Label("材料类型", "Type"), "evidence_type", ledger=True)
    fact_on: date | None = day(Label("事实日期", "Date of the fact"), ledger=True)
    obtained_on: date | None = day(Label("取得日期", "Obtained on"), ledger=True)
    obtained_from: str | None = line(Label("提供单位（部门）", "Obtained from"), ledger=True)
    original: bool | None = flag(Label("原件", "Original"))
    pages: int | None = integer(Label("页数", "Pages"))
    note: str | None = prose(Label("说明", "Note"), search=True)
    file: str | None = file_digest(Label("文件", "File"), group="file")
    file_name: str | None = line(
        Label("原文件名", "File name"), group="file", search=True, maximum=300
    )
    file_size: int | None = integer(
        Label("大小（字节）", "Size (bytes)"), group="file", ledger=True
    )
    media_type: str | None = line(Label("格式", "Format"), group="file")


@record_kind("custody", Label("保管记录", "Custody entry"), title="action", insert_only=True)
class Custody:
    """One transfer or handling of an evidence item. Never changed, never removed."""

    evidence: str | None = reference(Label("证据", "Evidence"), Evidence, required=True)
    action: str | None = choice(
        Label("事项", "Action"), "custody_action", required=True, ledger=True
    )
    on: date | None = day(Label("日期", "On"), ledger=True)
    handed_by: str | None = line(Label("交出", "Handed by"), ledger=True)
    received_by: str | None = line(Label("接收", "Received by"), ledger=True)
    purpose: str | None = line(Label("事由", "Purpose"), ledger=True)
    place: str | None = line(Label("地点", "Place"))
    medium: str | None = line(Label("载体编号", "Medium serial"))
    file: str | None = file_digest(Label("文件摘要", "File digest"))


def evidence_number(device_ordinal: int, number: int) -> str:
    """证据-3-012."""
    return f"证据-{device_ordinal}-{number:03d}"
