"""Which registered stick an export goes to, and who carries it."""

from __future__ import annotations

from dataclasses import dataclass

from app.ports import Query
from app.services import records
from app.services.session import Session

USABLE = ("kept", "issued", None)
"""States in which a medium may still carry work."""


@dataclass(frozen=True)
class Carrier:
    """A registered medium."""

    id: str
    serial: str
    label: str
    holder: str

    @property
    def name(self) -> str:
        """What is written on it, and its serial number."""
        return f"{self.label}（{self.serial}）" if self.label else self.serial


def usable(session: Session) -> list[Carrier]:
    """Media of the present task that are neither lost nor given back, newest first."""
    rows = session.store.rows(Query("medium", task=session.task))
    return [
        Carrier(
            row.id,
            str(row.values["serial"] or ""),
            str(row.values["label"] or ""),
            str(row.values["holder"] or ""),
        )
        for row in rows
        if row.values["state"] in USABLE
    ]


def carried_by(session: Session, serial: str, holder: str) -> str:
    """Note in the register who carries a medium; registers it if its serial number is new.

    Returns its id. Raises InputError.
    """
    number = serial.strip()
    known = next((each for each in usable(session) if each.serial == number), None)
    if known is None:
        today = session.clock.now().date()
        values = {"serial": number, "holder": holder.strip() or None, "state": "issued"}
        new = records.new(session, "medium")
        return records.save(session, new, {**values, "type": "stick", "issued_on": today}).id
    if holder.strip() and holder.strip() != known.holder:
        before = records.load(session, "medium", known.id)
        records.save(session, before, {"holder": holder.strip(), "state": "issued"})
    return known.id
