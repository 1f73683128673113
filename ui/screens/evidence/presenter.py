"""Evidence: which items are listed, what is known about one, who held it; without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.kinds import Values
from app.ports import BlobFile, Changes, Query, Row
from app.services import drafts, evidence, links, records
from app.services.links import End
from app.services.records import Editable
from app.services.session import Session
from ui.screens.listing.changes import together
from ui.screens.listing.record_list import Division, RecordList

UNLINKED = "unlinked"
DIVISION = Division("evidence", "type", "evidence_type", UNLINKED, side="target")


@dataclass(frozen=True)
class Opened:
    """An item for the form, and what follows from its history."""

    editable: Editable
    values: Values
    from_draft: bool
    row: Row
    entered: str
    """The laptop's time when it was entered, to the minute; empty if no operation tells."""
    custody: tuple[Row, ...]
    findings: tuple[End, ...]
    may_change: bool
    """Whether it is one of the present task."""

    @property
    def questions(self) -> int:
        """What two people wrote differently."""
        return self.row.questions + self.row.late


class EvidencePresenter:
    """``session`` gives the session of the moment: it is another one after unlocking."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self.list = RecordList(session, DIVISION)

    @property
    def session(self) -> Session:
        """The session of the moment."""
        return self._session()

    # --- one item

    def open(self, record: str) -> Opened | None:
        """An item, with what this person typed and did not finish; None if it is not here."""
        session = self.session
        row = session.store.row("evidence", record)
        if row is None or row.deleted:
            return None
        typing = drafts.find(session, record)
        editable = typing.editable if typing else records.load(session, "evidence", record)
        values = {**editable.values, **(typing.values if typing else {})}
        return Opened(
            editable,
            values,
            typing is not None,
            row,
            self._entered(record),
            tuple(evidence.custody(session, record)),
            tuple(links.sources(session, "evidence", record)),
            self.list.may_change(row),
        )

    def file(self, record: str) -> BlobFile:
        """Its plain bytes. Raises BlobMissingError, BlobDamagedError."""
        return evidence.open_file(self.session, record)

    def verify(self, record: str) -> None:
        """Read all of it. Raises BlobMissingError, BlobDamagedError."""
        evidence.verify(self.session, record)

    def note_custody(self, record: str, values: Values) -> Changes:
        """Write down a transfer. Raises InputError."""
        return evidence.note_custody(self.session, record, **values)

    def offered(self, record: str) -> list[Row]:
        """Findings of this task it does not prove yet, newest first."""
        taken = {end.id for end in links.sources(self.session, "evidence", record)}
        rows = self.session.store.rows(Query("finding", task=self.session.task))
        return [row for row in rows if row.id not in taken]

    def link(self, record: str, findings: Sequence[str]) -> Changes:
        """It proves these findings."""
        target = ("evidence", record)
        return together(
            links.link(self.session, ("finding", one), target, "supports") for one in findings
        )

    def _entered(self, record: str) -> str:
        times = (op.claimed for op in self.session.store.history("evidence", record))
        first = min((time for time in times if time), default="")
        return first[:16].replace("T", " ")
