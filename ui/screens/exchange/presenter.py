"""What the exchange screen asks and does; without a window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.encoding import decode_group
from app.domain.errors import (
    BundleDamagedError,
    BundleTruncatedError,
    MediaError,
    OperationError,
    TrustError,
)
from app.journal.operations import Operation
from app.ports import Cancelled, Progress, Query
from app.services import enrolment, exchange, settings
from app.services.enrolment import Accepted
from app.services.exchange import Merged, Preview, parcels, seen
from app.services.session import Session
from app.trust.fingerprint import same_groups
from app.trust.papers import EXTENSION, MAXIMUM_FILE
from app.trust.reasons import Reason
from ui.people import device_label, device_people
from ui.program import Program, UnlockedVault

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')

SALVAGEABLE = (BundleDamagedError, BundleTruncatedError)
"""Of a file refused with one of these, what is whole can be taken out."""


@dataclass(frozen=True)
class Applying:
    """A request on the stick, and the thirty digits to read aloud."""

    file: Path
    number: str


@dataclass(frozen=True)
class Papers:
    """What a paper file is for this laptop: ``joins`` something, or is its own request again."""

    data: bytes
    joins: Accepted | None
    request_number: str = ""
    known_office: bool = False


@dataclass(frozen=True)
class KindCount:
    """How many records of one kind a bundle brings."""

    kind: str
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class RecordLine:
    """One record of a preview. ``what``: "new", "changed", "deleted" or "conflict"."""

    what: str
    kind: str
    id: str
    title: str


@dataclass(frozen=True)
class KeptAside:
    """A part that is not taken in. ``reason`` is a name of ``app.trust.reasons.Denial`` or ""."""

    computer: str
    operations: int
    reason: str
    unreadable: bool = False


@dataclass(frozen=True)
class GapLine:
    """Lines of a computer's log that have to come before what came can be shown."""

    computer: str
    first: int
    last: int


@dataclass(frozen=True)
class ArrivingFile:
    """An evidence file that is not whole here: ``here`` pieces of ``of``, with what just came."""

    title: str
    here: int
    of: int


@dataclass(frozen=True)
class Summary:
    """A preview in numbers and titles."""

    file: str
    computer: str
    people: tuple[str, ...]
    made: str
    counts: tuple[KindCount, ...]
    lines: tuple[RecordLine, ...]
    conflicts: int
    evidence: int
    """Evidence files that come along and are not here."""
    missing: int
    """Evidence files that are spoken of and neither here nor in the file."""
    kept_aside: tuple[KeptAside, ...]
    damage: Exception | None
    nothing_new: bool
    gaps: tuple[GapLine, ...] = ()
    arriving: tuple[ArrivingFile, ...] = ()

    @property
    def new(self) -> int:
        """New records."""
        return sum(count.new for count in self.counts)

    @property
    def changed(self) -> int:
        """Changed records."""
        return sum(count.changed for count in self.counts)

    @property
    def unchanged(self) -> int:
        """Records brought again without news."""
        return sum(count.unchanged for count in self.counts)


@dataclass(frozen=True)
class Looked:
    """A bundle verified and summed up, before anything is written."""

    preview: Preview
    summary: Summary


class ExchangePresenter:
    """Exchange for one vault, within the present task."""

    def __init__(self, session: Session) -> None:
        self.session = session

    # --- joining ---

    def suggested_label(self) -> str:
        """What this laptop may be called: after the first person on it."""
        people = settings.persons(self.session.store)
        return f"{people[0].name}的电脑" if people else ""  # stays Chinese

    def apply(self, program: Program, label: str, folder: Path) -> Applying:
        """Write a request file. Raises MediaError, DiskFullError."""
        requested = enrolment.request(self.session, label)
        name = _NOT_IN_FILE_NAMES.sub("", label).strip(" .")
        target = folder / f"申请-{name}{EXTENSION}"  # stays Chinese
        program.write_file(target, requested.data)
        return Applying(target, requested.number)

    def look_at_papers(self, path: Path) -> Papers:
        """What a paper file would do; nothing is accepted. Raises TrustError, MediaError."""
        data = _read(path)
        own = self._own_request(data)
        if own:
            return Papers(data, None, own)
        joins = enrolment.look(self.session, data)
        joined = self.session.papers is not None
        known = joined and enrolment.office_number(self.session) == joins.number
        return Papers(data, joins, known_office=known)

    def same_number(self, papers: Papers, asked: Sequence[int], typed: str) -> bool:
        """Whether the groups asked for were typed as the paper at hand must have them."""
        return papers.joins is not None and same_groups(papers.joins.number, asked, typed)

    def join(self, opened: UnlockedVault, papers: Papers) -> Accepted:
        """Accept, and open the vault anew for the task. Raises TrustError."""
        accepted = enrolment.accept(self.session, papers.data)
        opened.reopen()
        return accepted

    # --- in ---

    def look(
        self, path: Path, progress: Progress, cancelled: Cancelled, *, salvage: bool = False
    ) -> Looked:
        """Verify a bundle and sum up what merging would do.

        Raises ExchangeError of all sorts, TrustError, CancelledError.
        """
        shown = exchange.preview(
            self.session, path, salvage=salvage, progress=progress, cancelled=cancelled
        )
        return Looked(shown, self.sum_up(shown))

    def merge(self, looked: Looked) -> Merged:
        """Take in what was shown."""
        merged = exchange.merge(self.session, looked.preview)
        if looked.preview.incoming.complete:
            seen.note(self.session, looked.preview.incoming.path)
        return merged

    def on_medium(self, folder: Path) -> tuple[list[Path], int]:
        """Files on a stick that were not read in yet, and how many were."""
        found = seen.on_medium(folder)
        new = [path for path in found if not seen.seen(self.session, path)]
        return new, len(found) - len(new)

    def pass_over(self, looked: Looked) -> None:
        """It brings nothing new: forget it, and do not ask again."""
        self.abandon(looked)
        seen.note(self.session, looked.preview.incoming.path)

    def look_at_parcel(self, digest: str, progress: Progress, cancelled: Cancelled) -> Looked:
        """A file that came within another, verified like any other. Raises like ``look``."""
        with parcels.open_parcel(self.session, digest) as path:
            return self.look(path, progress, cancelled)

    def carry_for_office(self, path: Path, progress: Progress, cancelled: Cancelled) -> None:
        """Keep a file that this computer cannot open, to hand it to the office.

        Raises ExchangeError, EvidenceUnreadableError, DiskFullError, CancelledError.
        """
        parcels.take(self.session, path, progress=progress, cancelled=cancelled)

    def abandon(self, looked: Looked) -> None:
        """Forget what was shown."""
        exchange.abandon(self.session, looked.preview)

    def sum_up(self, shown: Preview) -> Summary:
        """A preview as numbers and titles."""
        incoming, plan, store = shown.incoming, shown.plan, self.session.store
        missing = set(shown.missing_evidence)
        brought = [
            blob.digest
            for blob in incoming.blobs
            if blob.digest not in missing and store.blob(blob.digest) is None
        ]
        return Summary(
            file=incoming.path.name,
            computer=device_label(self.session, incoming.sender),
            people=device_people(self.session, incoming.sender),
            made=incoming.made,
            counts=tuple(KindCount(kind, *found) for kind, found in plan.counts.items()),
            lines=_lines(self.session, shown),
            conflicts=plan.questions,
            evidence=len(brought),
            missing=len(missing),
            kept_aside=tuple(self._kept_aside(shown)),
            damage=incoming.damage,
            nothing_new=shown.brings_nothing and not brought,
            gaps=tuple(
                GapLine(device_label(self.session, gap.log.device), gap.first, gap.last)
                for gap in shown.gaps
            ),
            arriving=self._arriving(shown),
        )

    def _arriving(self, shown: Preview) -> tuple[ArrivingFile, ...]:
        missing = set(shown.missing_evidence)
        counted = exchange.within(
            self.session, [blob for blob in shown.incoming.blobs if blob.digest in missing]
        )
        names = _evidence_titles(self.session, shown)
        return tuple(
            ArrivingFile(names.get(digest, ""), found.here, found.of)
            for digest, found in counted.items()
        )

    def _own_request(self, data: bytes) -> str:
        try:
            applied = enrolment.read_request(data)
        except TrustError:
            return ""
        return applied.number if applied.request.device == self.session.device else ""

    def _kept_aside(self, shown: Preview) -> Sequence[KeptAside]:
        found = []
        for judged in shown.judged:
            if judged.state != "applied":
                header = judged.incoming.segment.header
                unreadable = judged.state == "unreadable"
                found.append(
                    KeptAside(
                        device_label(self.session, header.name.device),
                        header.last - header.first + 1,
                        "" if unreadable else judged.reason,
                        unreadable,
                    )
                )
        return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            data = source.read(MAXIMUM_FILE + 1)
    except OSError as error:
        raise MediaError(path, error.strerror or "") from error
    if len(data) > MAXIMUM_FILE:
        raise TrustError(Reason.FILE)
    return data


def _lines(session: Session, shown: Preview) -> tuple[RecordLine, ...]:
    plan = shown.plan
    asked = {(question.kind, question.record) for question in plan.conflicts}
    asked |= {*plan.delete_conflicts, *plan.seal_conflicts}
    deleted = set(plan.deleted)
    titles = _incoming_titles(session, shown)

    def line(kind: str, record: str, what: str) -> RecordLine:
        if (kind, record) in asked:
            what = "conflict"
        elif (kind, record) in deleted:
            what = "deleted"
        return RecordLine(
            what, kind, record, titles.get((kind, record)) or _title(session, kind, record)
        )

    found = [line(change.kind, change.record, "new") for change in plan.new]
    found += [line(change.kind, change.record, "changed") for change in plan.changed]
    named = (each for each in found if each.title or each.what == "conflict")
    return tuple(sorted(named, key=lambda each: (each.what != "conflict", each.kind, each.title)))


def _incoming_titles(session: Session, shown: Preview) -> dict[tuple[str, str], str]:
    """Titles as the bundle writes them; of several the last in the order of the file."""
    titles: dict[tuple[str, str], str] = {}
    for judged in shown.judged:
        if judged.state == "applied":
            for operation in judged.incoming.segment.operations():
                if title := _title_written(session, operation):
                    titles[operation.kind, operation.record] = title
    return titles


def _evidence_titles(session: Session, shown: Preview) -> dict[str, str]:
    """Digest of an evidence file -> what its record is called, here or in the bundle."""
    titles, found = _incoming_titles(session, shown), {}
    kind = session.catalogue["evidence"]
    for judged in shown.judged:
        if judged.state != "applied":
            continue
        for operation in judged.incoming.segment.operations():
            if operation.kind != "evidence" or operation.group != kind.field("file").group:
                continue
            with suppress(OperationError):
                values = decode_group(kind, str(operation.group), operation.value)
                found[str(values["file"])] = titles.get(("evidence", operation.record), "")
    for blob in shown.incoming.blobs:
        rows = session.store.rows(Query("evidence", equals={"file": blob.digest}, limit=1))
        if rows and not found.get(blob.digest):
            found[blob.digest] = str(rows[0].values["title"] or "")
    return found


def _title_written(session: Session, operation: Operation) -> str:
    kind = session.catalogue.get(operation.kind)
    if kind is None or operation.verb != "put":
        return ""
    field = kind.field(kind.title)
    if operation.group != field.group or field.codes:
        return ""
    try:
        return str(decode_group(kind, field.group, operation.value)[field.name] or "")
    except OperationError:
        return ""


def _title(session: Session, kind_name: str, record: str) -> str:
    kind = session.catalogue.get(kind_name)
    row = session.store.row(kind_name, record) if kind is not None else None
    if kind is None or row is None or kind.field(kind.title).codes:
        return ""
    return str(row.values[kind.title] or "")
