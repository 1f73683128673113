"""Tasks of the office and the enrolment of laptops; without a window."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.access import Role
from app.domain.errors import MediaError
from app.domain.kinds import Value, Values
from app.ports import Cancelled, Changes, Progress, Query, Row
from app.services import drafts, enrolment, exchange, notices, offices, records
from app.services.drafts import Typing
from app.services.enrolment import Applied
from app.services.records import Editable
from app.services.session import Session
from app.trust.fingerprint import same_groups
from app.trust.papers import EXTENSION
from ui.program import Program

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
ROLES = (Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.MEMBER)


@dataclass(frozen=True)
class Member:
    """A person of the team on a laptop, for the list."""

    name: str
    role: Role
    laptop: str
    ordinal: int


@dataclass
class TasksPresenter:
    """What the task screen asks and does. ``session`` is the office's own."""

    session: Session
    asked: list[Applied] = field(default_factory=list)
    """Requests read and not yet admitted."""

    def tasks(self) -> list[Row]:
        """Every task, newest first."""
        return self.session.store.rows(Query("task"))

    def create(self, values: Values) -> str:
        """Register a task. Raises InputError."""
        known: dict[str, Value] = {k: v for k, v in values.items() if v not in (None, "")}
        return offices.create_task(self.session, known)

    def new(self) -> Editable:
        """A task not yet written, with what most tasks are."""
        usual: dict[str, Value] = {"type": "regular", "mode": "ordinary"}
        return records.new(self.session, "task", wording="xuncha_inspect", **usual)

    def load(self, task: str) -> Editable:
        """A task for editing; its facts travel with the next export."""
        return records.load(self.session, "task", task)

    def unfinished(self) -> Typing | None:
        """The new task this person was typing."""
        own = (t for t in drafts.pending(self.session) if t.editable.kind == "task")
        return next((typing for typing in own if typing.editable.is_new), None)

    def typing(self, task: str) -> Typing | None:
        """This person's unsaved changes of a task."""
        return drafts.find(self.session, task)

    def forget(self, record: str) -> None:
        """Remove a draft: it became a task, or was given up."""
        drafts.discard(self.session, record)

    def members(self, task: str) -> list[Member]:
        """Who may work on a task, by laptop."""
        statement = self.session.trust.statement(task)
        if statement is None:
            return []
        return [
            Member(person.name, person.role, device.label, device.ordinal)
            for device in statement.devices
            if device.kind.value == "team"
            for person in statement.persons
            if person.id in device.persons
        ]

    def read_request(self, path: Path) -> Applied:
        """Open a request file. Raises TrustError, MediaError."""
        try:
            applied = enrolment.read_request(path.read_bytes())
        except OSError as error:
            raise MediaError(path, error.strerror or "") from error
        self.asked = [a for a in self.asked if a.request.device != applied.request.device]
        self.asked.append(applied)
        return applied

    def same_number(self, applied: Applied, asked: Sequence[int], typed: str) -> bool:
        """Whether the groups asked for were typed as they are: somebody really compared."""
        return same_groups(applied.number, asked, typed)

    def admit(self, task: str, applied: Sequence[Applied], roles: Mapping[str, Role]) -> Changes:
        """Name laptops and their people in the task's next statement."""
        here = self.session.within(task)
        changes = enrolment.admit(here, [a.request for a in applied], roles)
        admitted = {a.request.device for a in applied}
        self.asked = [a for a in self.asked if a.request.device not in admitted]
        return changes

    def hand_out(
        self, task: str, folder: Path, progress: Progress, cancelled: Cancelled
    ) -> list[Path]:
        """Write the statement file and the task's bundle for the laptops.

        Raises TrustError without admitted laptops, DiskFullError, MediaError, CancelledError.
        """
        here = self.session.within(task)
        papers = enrolment.papers(here)
        written = exchange.export(here, folder, progress=progress, cancelled=cancelled)
        target = folder / f"{written.files[0].path.stem}{EXTENSION}"
        try:
            target.write_bytes(papers)
        except OSError as error:
            raise MediaError(folder, error.strerror or "") from error
        return [target, *(file.path for file in written.files)]

    def notice_name(self, task: str) -> str:
        """A file name every stick can hold."""
        team = _NOT_IN_FILE_NAMES.sub("", notices.compose(self.session.within(task)).title)
        return f"{team[:60]}.pdf"

    def print_notice(
        self,
        program: Program,
        task: str,
        target: Path,
        progress: Progress,
        cancelled: Cancelled,
    ) -> str:
        """Set the 组建通知, log that it leaves the program, then write it; returns characters that
        no font has. Raises TaskMissingError, MediaError, DiskFullError, CancelledError.
        """
        here = self.session.within(task)
        now = here.clock.now()
        printed = program.print_notice(notices.compose(here), now, progress, cancelled)
        notices.note_export(here, target.name)
        program.write_file(target, printed.pdf)
        return printed.missing

    def office_number(self) -> str:
        """Thirty digits for the 组建通知."""
        return enrolment.office_number(self.session)
