"""The register of media: which stick is whose, and what became of it (涉密介质登记)."""

from __future__ import annotations

from datetime import date

from app.domain.kinds import Label, choice, day, integer, line, prose, record_kind


@record_kind("medium", Label("介质登记", "Media register"), title="serial")
class Medium:
    """One stick, disk or card that may carry work: who has it, and whether it came back.

    Who carried what out on it is in the audit entries that name it.
    """

    serial: str | None = line(
        Label("序列号", "Serial number"), required=True, search=True, ledger=True
    )
    label: str | None = line(Label("标签（编号）", "Label"), search=True, ledger=True)
    type: str | None = choice(Label("介质类型", "Type"), "medium_type", ledger=True)
    capacity: int | None = integer(Label("容量（GB）", "Capacity (GB)"))
    holder: str | None = line(Label("保管（携带）人", "Holder"), ledger=True, group="custody")
    state: str | None = choice(Label("状态", "State"), "medium_state", ledger=True, group="custody")
    issued_on: date | None = day(Label("领用日期", "Issued on"), ledger=True)
    returned_on: date | None = day(Label("交回日期", "Returned on"), ledger=True)
    note: str | None = prose(Label("说明", "Note"))
