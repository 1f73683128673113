"""What the report screen asks and does; without a window."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ConflictOpenError, Problem
from app.domain.feedback import FeedbackReport, mixed_wording
from app.domain.kinds import Required, Value, Values
from app.domain.validation import missing
from app.ports import Cancelled, Progress, Query, Row
from app.services import drafts, findings, records, reports
from app.services.records import Editable
from app.services.session import Session
from ui.program import Printed, Program

NO_WORDING = "no-wording"
OPEN = "open"
UNAPPROVED = "unapproved"
BLOCKING = frozenset({NO_WORDING, OPEN})
"""With one of these a finding cannot be printed; others only warn."""

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Offer:
    """A finding that may go into the letter. ``warnings`` are names of this module."""

    id: str
    number: str
    title: str
    warnings: tuple[str, ...]

    @property
    def blocked(self) -> bool:
        """Whether the letter cannot be set while this finding is in it."""
        return not BLOCKING.isdisjoint(self.warnings)


@dataclass(frozen=True)
class Opened:
    """A report for the form. ``drafted``: something typed is not in the journal yet."""

    editable: Editable
    values: dict[str, Value]
    drafted: bool = False


@dataclass(frozen=True)
class Proof:
    """A set letter. ``mixed`` are passages with ``other_word``, that of the other kind of work."""

    printed: Printed
    mixed: tuple[str, ...]
    other_word: str


class ReportsPresenter:
    """Reports of the present task."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def reports(self) -> list[Row]:
        """Reports written so far, newest first."""
        return self.session.store.rows(Query("report", task=self.session.task))

    def latest(self) -> str:
        """The report to show first: what was being typed, else the newest; "" without any."""
        known = {row.id for row in self.reports()}
        for typing in drafts.pending(self.session):
            editable = typing.editable
            if editable.kind == "report" and (editable.is_new or editable.id in known):
                return editable.id
        return next((row.id for row in self.reports()), "")

    def start(self) -> Opened:
        """A new report, prefilled; nothing is written yet."""
        editable = reports.start(self.session)
        return Opened(editable, dict(editable.values), drafted=True)

    def open(self, report: str) -> Opened:
        """A report with what was typed into it last. Raises RecordMissingError."""
        typing = drafts.find(self.session, report)
        if typing is not None:
            values = {**typing.editable.values, **typing.values}
            return Opened(typing.editable, values, drafted=True)
        editable = records.load(self.session, "report", report)
        return Opened(editable, dict(editable.values))

    def offers(self) -> list[Offer]:
        """Findings that propose feedback, in the order of the letter's list."""
        return [self._offer(row) for row in reports.candidates(self.session)]

    def blocked(self, chosen: Collection[str]) -> list[Offer]:
        """Chosen findings that keep the letter from being set."""
        return [offer for offer in self.offers() if offer.id in chosen and offer.blocked]

    def gaps(self, values: Values) -> tuple[Problem, ...]:
        """Fields a letter cannot do without."""
        names = missing(self.session.kind("report"), values, Required.SAVING)
        return tuple(Problem(name, "required") for name in names)

    def letter(self, values: Values) -> FeedbackReport:
        """The letter for what the form holds. Raises InputError, ConflictOpenError."""
        return reports.compose(self.session, values)

    def proof(
        self, program: Program, values: Values, progress: Progress, cancelled: Cancelled
    ) -> Proof:
        """Set the letter. Raises InputError, ConflictOpenError, CancelledError."""
        letter = self.letter(values)
        now = self.session.clock.now()
        printed = program.print_feedback(letter, now, progress, cancelled)
        return Proof(printed, mixed_wording(letter), letter.wording.other_activity)

    def export(
        self,
        program: Program,
        report: str,
        values: Values,
        target: Path,
        progress: Progress,
        cancelled: Cancelled,
    ) -> Proof:
        """Set the letter, log that it leaves the program, then write it.

        Raises InputError, ConflictOpenError, MediaError, DiskFullError, CancelledError.
        """
        made = self.proof(program, values, progress, cancelled)
        reports.note_export(self.session, report, target.name)
        program.write_file(target, made.printed.pdf)
        return made

    def file_name(self, values: Values) -> str:
        """A name every stick can hold."""
        title = _NOT_IN_FILE_NAMES.sub("", str(values.get("title") or "")).strip(" .")
        return f"{title[:60] or '反馈意见'}.pdf"  # stays Chinese

    def _offer(self, row: Row) -> Offer:
        warnings = []
        if not str(row.values["feedback_text"] or "").strip():
            warnings.append(NO_WORDING)
        if self._is_open(row.id):
            warnings.append(OPEN)
        if row.values["state"] != "approved":
            warnings.append(UNAPPROVED)
        return Offer(
            row.id,
            str(row.values["number"] or ""),
            str(row.values["title"] or ""),
            tuple(warnings),
        )

    def _is_open(self, finding: str) -> bool:
        try:
            findings.require_settled(self.session, finding)
        except ConflictOpenError:
            return True
        return False
