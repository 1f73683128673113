"""What a vault keeps for itself: keys, persons on this device, papers, the task joined."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.kinds import Catalogue
from app.ports import Store, Work
from app.trust.policy import Policy
from app.trust.signed import Paper
from app.trust.view import Trust

DEVICE_SIGNING = "key.device.signing"
DEVICE_READING = "key.device.reading"
ROOT_KEY = "key.root.0"
MEMBERSHIP_KEY = "key.membership"
ARCHIVE_KEY = "key.archive"
FORMER = "key.device.former"
OFFICE = "store.office"
TASK = "task"
ROOT = "root"
LANGUAGE = "language"
SEEN = "statement.seen."
"""And the task: the version of its statement somebody here has read about."""
WAITING_PIECES = "pieces.waiting"
FOLLOWING = "merge.following."
"""And the task: a merge was committed, and what it leads to is not done yet."""
COPY_MARK = "copied"
"""Only in a second copy: its name. Whoever opens it as a vault has restored it."""

_PERSON = "person."
_PERSONS = "persons"


@dataclass(frozen=True)
class LocalPerson:
    """A person with a passphrase on this device and his public reading key."""

    id: str
    name: str
    public: bytes


def persons(store: Store) -> list[LocalPerson]:
    """Everybody who has a passphrase on this device, in the order added."""
    stored = json.loads(store.setting(_PERSONS) or b"[]")
    return [LocalPerson(p["id"], p["name"], bytes.fromhex(p["public"])) for p in stored]


def put_persons(work: Work, people: Sequence[LocalPerson]) -> None:
    """Write that list."""
    body = [{"id": p.id, "name": p.name, "public": p.public.hex()} for p in people]
    work.put_setting(_PERSONS, json.dumps(body, ensure_ascii=False).encode())


@dataclass(frozen=True)
class FormerDevice:
    """What this machine was before it got new keys: files may still come that are for it."""

    id: str
    reading: bytes = field(repr=False)
    signing: bytes = field(default=b"", repr=False)
    """Seed of the key that still signs for a restored laptop until the office names the new one."""


def former_devices(store: Store) -> list[FormerDevice]:
    """Oldest first."""
    stored = json.loads(store.setting(FORMER) or b"[]")
    return [
        FormerDevice(d["id"], bytes.fromhex(d["reading"]), bytes.fromhex(d.get("signing", "")))
        for d in stored
    ]


def put_former_devices(work: Work, devices: Sequence[FormerDevice]) -> None:
    """Write that list."""
    body = [{"id": d.id, "reading": d.reading.hex(), "signing": d.signing.hex()} for d in devices]
    work.put_setting(FORMER, json.dumps(body).encode())


def statement_name(task: str) -> str:
    """Name of a task's statements among the stored papers."""
    return f"statement.{task}"


def root_papers(store: Store) -> list[Paper]:
    """The chain of roots, oldest first."""
    found = sorted(store.documents(ROOT), key=lambda document: document[1])
    return [Paper("root", data, signature) for _, _, data, signature in found]


def statement_papers(store: Store) -> list[Paper]:
    """Every statement kept, oldest version first."""
    found = sorted(store.documents("statement."), key=lambda document: document[:2])
    return [Paper("statement", data, signature) for _, _, data, signature in found]


def read_trust(store: Store, kinds: Catalogue) -> Trust | None:
    """The trust that follows from the papers kept here; None before a laptop joined a team.

    Raises TrustError if the papers are broken.
    """
    roots = root_papers(store)
    return Trust.load(roots, statement_papers(store), Policy.of(kinds)) if roots else None


def keep_papers(work: Work, papers: Sequence[Paper], trust: Trust) -> None:
    """Store the papers that ``trust`` was built from, verbatim; those of others are left out."""
    roots = {root.digest: root.version for root in trust.roots}
    statements = {s.digest: s for s in trust.statements.values()}
    for paper in papers:
        if paper.digest in roots:
            work.put_document(ROOT, roots[paper.digest], paper.data, paper.signature)
        elif (statement := statements.get(paper.digest)) is not None:
            name = statement_name(statement.task)
            work.put_document(name, statement.version, paper.data, paper.signature)


def join(work: Work, office: str, task: str) -> None:
    """Remember which office and task this laptop works for."""
    work.put_setting(OFFICE, office.encode())
    work.put_setting(TASK, task.encode())
