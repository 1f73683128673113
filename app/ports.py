"""What the services need from the outside, as protocols. Adapters implement, bootstrap joins.

Plain values go in and come out: no adapter's own type crosses this line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from app.domain.kinds import Values
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState
from app.journal.operations import Intent, LogName, Operation
from app.journal.segments import Segment

Progress = Callable[[int, int], None]
"""Called with (done, total) in one unit, from the working thread."""

Cancelled = Callable[[], bool]
"""Asked often during long work; True makes the work raise CancelledError and change nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record as its projection table has it.

    ``values`` holds the open fields only; ``boxes`` the sealed groups as their JSON boxes.
    """

    kind: str
    id: str
    task: str
    values: Values
    boxes: Mapping[str, JsonValue] = field(default_factory=dict)
    channel: str = "team"
    """Who receives it; of several channels it was written in, the narrowest."""
    author: str = ""
    """Person who wrote the newest shown head (by chain length, then hash)."""
    claimed: str | None = None
    order: int = 0
    """Grows with every change on this machine: newest first = descending."""
    deleted: bool = False
    questions: int = 0
    """Open conflicts on this record."""
    sealed: bool = False
    late: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows of one kind, in which order.

    ``equals`` compares open fields with Python values (None: not filled). ``text`` searches.
    ``order_by`` is a field name, "order" (newest change) or "id"; deleted rows only if asked for.
    """

    kind: str
    task: str | None = None
    equals: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    order_by: str = "order"
    descending: bool = True
    limit: int | None = None
    offset: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    kind: str
    id: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a committed unit of work changed: screens refresh from it."""

    records: frozenset[tuple[str, str]] = frozenset()
    operations: int = 0

    def touches(self, kind: str) -> bool:
        """Whether any record of this kind changed."""
        return any(changed == kind for changed, _ in self.records)


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A segment with its signature file, as it lies in the journal.

    ``state``: "applied", "staged" (a predecessor is missing), "quarantined" (``reason``),
    "unreadable" (needs a newer program) or "withheld" (its merge was undone). All are kept, and
    relayed verbatim. ``arrival`` is the number of the merge it came with; None if written here.
    """

    hash: str
    name: LogName
    first: int
    last: int
    previous: str
    signature: bytes
    size: int
    state: str = "applied"
    reason: str = ""
    arrival: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One merge of a file, which can be taken back as a whole."""

    number: int
    at: str
    task: str
    sender: str
    file: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file for the office that this computer carries unread. ``digest`` names it as evidence."""

    digest: str
    task: str
    taken_at: str
    passed_at: str | None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An operation with the segment it is in; empty while it waits to be cut."""

    operation: Operation
    log: LogName
    segment: str


@dataclass(frozen=True, slots=True)
class JournalState:
    """How far a journal goes: ``Store.position`` and ``Store.tips`` of one moment."""

    position: tuple[int, str]
    tips: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an evidence file, at most 32 MiB; ``digest`` is the SHA-256 of its plain bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """An evidence file in the vault. ``key`` is its own random key, kept in the database only."""

    digest: str
    size: int
    key: bytes
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person was typing: a box only his person key opens. Never exported."""

    id: str
    person: str
    kind: str
    record: str
    box: bytes
    saved_at: str


class Work(Protocol):
    """One unit of work. Leaving it without ``commit`` undoes everything."""

    def append(
        self, log: LogName, intents: Sequence[Intent], *, author: str, claimed: str
    ) -> tuple[Operation, ...]:
        """Write operations to the end of this device's own log and fold the touched records."""

    def cut(
        self, log: LogName, build: Callable[[int, str, Sequence[Operation]], tuple[Segment, bytes]]
    ) -> int:
        """Cut what waits in ``log`` into signed segments; returns how many.

        ``build(first, previous, operations)`` returns the segment and its signature file.
        """

    def adopt(
        self,
        segment: Segment,
        signature: bytes,
        *,
        state: str = "applied",
        reason: str = "",
        arrival: int | None = None,
    ) -> None:
        """Take in a foreign segment; applied ones are folded at commit. A known one that was held
        back counts from now on if ``state`` is "applied"; otherwise nothing changes.
        """

    def judge(self, hash: str, state: str, reason: str = "") -> None:
        """Let a known segment count ("applied") or not ("quarantined", "withheld"); folded at
        commit. Staged and unreadable ones keep their state.
        """

    def channels(self, kind: str, record: str) -> frozenset[str]:
        """Channels of the logs in which a record was written so far."""

    def put_arrival(self, at: str, task: str, sender: str, file: str) -> int:
        """Begin a merge; returns its number."""

    def undo_arrival(self, number: int) -> None:
        """Withhold everything that came with a merge."""

    def put_sayings(self, device: str, task: str, bodies: Sequence[str]) -> None:
        """What another computer said it has, in place of what it said before."""

    def put_carried(self, segments: Iterable[str], device: str, at: str) -> None:
        """Remember that these segments are in a verified file for a device."""

    def put_parcel(self, digest: str, task: str, at: str) -> None:
        """Remember a file that is carried for the office."""

    def pass_parcels(self, digests: Iterable[str], at: str) -> None:
        """They are in a verified file now."""

    def put_leaves(self, entries: Iterable[str], at: str) -> None:
        """Append to the office's log; entries that are in it already stay where they are."""

    def state(self, kind: str, record: str) -> RecordState | None:
        """The record as this unit of work leaves it so far."""

    def put_setting(self, name: str, value: bytes | None) -> None:
        """Write or remove a local setting."""

    def put_blob(self, blob: StoredBlob) -> None:
        """Remember an evidence file's key and pieces."""

    def put_draft(self, draft: Draft) -> None:
        """Write or replace a draft."""

    def drop_draft(self, id: str) -> None:
        """Remove a draft."""

    def put_document(self, name: str, version: int, data: bytes, signature: bytes) -> None:
        """Keep a signed paper (root, membership statement) verbatim."""

    def commit(self) -> Changes:
        """Make it durable. Raises StoreFullError with nothing changed."""


class Store(Protocol):
    """The encrypted database. Reading needs no unit of work; several threads may read."""

    @property
    def office(self) -> str:
        """Id of the office whose records are here; empty before a laptop joined a team."""

    def work(self) -> AbstractContextManager[Work]:
        """Begin a unit of work; one at a time, others wait."""

    def row(self, kind: str, record: str) -> Row | None:
        """One record, deleted or not."""

    def rows(self, query: Query) -> list[Row]:
        """Records of one kind."""

    def count(self, query: Query) -> int:
        """How many ``rows`` would give without limit and offset."""

    def last_number(self, kind: str, task: str, prefix: str) -> int:
        """The highest number behind ``prefix`` among a task's records, deleted ones too; or 0.

        The kind has one field described as numbered. One look into an index, however many records.
        """

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 50) -> list[Hit]:
        """Full text over the open searchable fields: exact substrings, one character and more."""

    def index_pending(self, limit: int = 500) -> int:
        """Index some of what is not yet indexed; returns how many records still wait."""

    def state(self, kind: str, record: str) -> RecordState | None:
        """Fold one record from the journal."""

    def states(self, records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], RecordState]:
        """Fold many records in few statements."""

    def histories(
        self, records: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], list[Operation]]:
        """Every applied operation on many records, in few statements."""

    def history(self, kind: str, record: str) -> list[Operation]:
        """Every operation on a record, in the order they came here."""

    def questions(self) -> list[tuple[str, str]]:
        """Records (kind, id) with open conflicts."""

    def position(self) -> tuple[int, str]:
        """(a number that grows with every line of the journal, hash of its newest line)."""

    def tips(self) -> dict[str, tuple[str, ...]]:
        """Knowledge: log id -> hashes of its newest segments (several after a fork)."""

    def segments(self, task: str | None = None) -> list[StoredSegment]:
        """Stored segments in an order in which each follows its predecessor."""

    def segment(self, hash: str) -> StoredSegment | None:
        """One stored segment."""

    def segment_bytes(self, hash: str) -> bytes:
        """A segment's bytes, reassembled and checked against its hash."""

    def waiting(self) -> dict[LogName, int]:
        """Own logs with operations that are not cut yet."""

    def setting(self, name: str) -> bytes | None:
        """A local setting."""

    def document(self, name: str, version: int | None = None) -> tuple[int, bytes, bytes] | None:
        """A signed paper: (version, data, signature); the newest without ``version``."""

    def documents(self, prefix: str) -> list[tuple[str, int, bytes, bytes]]:
        """All papers whose name starts with ``prefix``: (name, version, data, signature)."""

    def drafts(self, person: str) -> list[Draft]:
        """Drafts of one person, newest first."""

    def blob(self, digest: str) -> StoredBlob | None:
        """Key and pieces of an evidence file."""

    def blobs(self) -> list[StoredBlob]:
        """All evidence files known here."""

    def entries(self, kind: str, task: str) -> list[EntryLine]:
        """Every line of an insert-only kind within a task, in the order they came here."""

    def places(self, kind: str, device: str, task: str) -> dict[str, tuple[str | None, ...]]:
        """Record -> the segments that hold its lines written by a device; None: not cut yet."""

    def uncarried(self, device: str, task: str) -> frozenset[tuple[str, str]]:
        """Records (kind, id) with a line by a device that is in no verified file yet."""

    def arrivals(self, task: str) -> list[Arrival]:
        """Merges of a task, newest first."""

    def sayings(self, task: str) -> list[tuple[str, str]]:
        """(device, body) as kept by ``put_sayings``."""

    def carried(self) -> dict[str, dict[str, str]]:
        """Segment -> device -> when it was written into a verified file for it."""

    def parcels(self, task: str) -> list[Parcel]:
        """Files carried for the office, oldest first."""

    def leaves(self) -> list[str]:
        """Entries of the office's log, oldest first."""

    def copy_to(
        self,
        target: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> JournalState:
        """Write the database as it is at one moment into a new file, under the same key."""

    def check(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> None:
        """Guards, chains, replay: GuardsMissingError, StoreDamagedError, ReplayMismatchError."""

    def rebuild(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> None:
        """Drop every projection table and fold it again from the journal."""

    def close(self) -> None:
        """Close all connections; the key is forgotten as far as Python allows."""


class BlobFile(Protocol):
    """An open evidence file: plain bytes, any position, verified as read; thread-safe."""

    @property
    def size(self) -> int:
        """Plain size in bytes."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Up to ``size`` plain bytes. Raises BlobDamagedError."""

    def close(self) -> None:
        """Release the file."""


class Blobs(Protocol):
    """Encrypted evidence files of one vault."""

    def store(
        self,
        source: BinaryIO,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> StoredBlob:
        """Encrypt a stream; constant memory. The same content again gives the blob already kept."""

    def open(self, blob: StoredBlob) -> BlobFile:
        """Open for reading. Raises BlobMissingError, BlobDamagedError."""

    def has(self, digest: str) -> bool:
        """Whether the encrypted file is here."""

    def verify(self, blob: StoredBlob) -> None:
        """Read everything. Raises BlobMissingError, BlobDamagedError."""

    def piece(self, blob: StoredBlob, index: int) -> Iterator[bytes]:
        """Plain bytes of one piece, in parts."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A recipient of bundles: device id and its 1216 public bytes."""

    id: str
    public: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be sent to whom. ``kind`` is a name of the bundle specification."""

    office: str
    task: str
    sender: str
    kind: str
    made: str
    readers: tuple[Reader, ...]
    know: Mapping[str, tuple[str, ...]]
    segments: tuple[StoredSegment, ...]
    blobs: tuple[StoredBlob, ...]
    continues: BegunSet | None = None


@dataclass(frozen=True, slots=True)
class BegunSet:
    """A set of files that goes on, perhaps on another medium: its core was written before.

    ``files`` numbers are used; ``pieces`` are digests that lie in finished files.
    """

    id: str
    files: int
    pieces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A finished file that was read back and verified. ``digest`` is its SHA-256.

    ``set_id`` and ``number`` are its place in its set, ``pieces`` digests of what lies in it.
    """

    path: Path
    size: int
    digest: str = ""
    set_id: str = ""
    number: int = 0
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Finished files; ``left`` are pieces that found no room on this medium.

    They need ``packs`` more files and have ``left_size`` bytes.
    """

    files: tuple[WrittenFile, ...]
    left: tuple[str, ...] = ()
    left_size: int = 0
    packs: int = 0


@dataclass(frozen=True, slots=True)
class IncomingSegment:
    """A segment verbatim; ``signer`` is the device whose signature holds, or None: unknown key."""

    segment: Segment
    signature: bytes = field(repr=False)
    signer: str | None


@dataclass(frozen=True, slots=True)
class IncomingBlob:
    """An evidence file a bundle speaks of."""

    digest: str
    size: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a bundle brought; all of it verified. ``missing`` are digests of absent pieces.

    If ``complete`` is false the file was damaged, ``damage`` says how. ``brings_evidence``: merging
    takes in pieces of evidence, or repairs an evidence file that is missing or damaged here.
    """

    path: Path
    office: str
    task: str
    sender: str
    kind: str
    made: str
    segments: tuple[IncomingSegment, ...]
    known: tuple[str, ...]
    blobs: tuple[IncomingBlob, ...]
    missing: tuple[str, ...]
    complete: bool = True
    damage: Exception | None = None
    brings_evidence: bool = False
    know: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the sender says he has: log id -> newest segments."""


class Receiving(Protocol):
    """Who receives, and whom he trusts."""

    def signer_of(self, hint: str) -> tuple[str, bytes] | None:
        """(device, Ed25519 public key) of the key with this hint, if a statement names it."""

    def expects_office(self, office: str) -> bool:
        """Whether bundles of this office belong here."""

    def expects_task(self, task: str) -> bool:
        """Whether bundles of this task belong here."""

    def is_addressed(self, readers: Sequence[str]) -> bool:
        """Whether one of these device ids is this vault's."""


class Bundles(Protocol):
    """Bundle files, and the place where received pieces wait."""

    def write(
        self,
        folder: Path,
        outgoing: Outgoing,
        *,
        partly: bool = False,
        finished: Callable[[WrittenFile], None] | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Written:
        """Write, sync, read back and rename. Raises DiskFullError, MediaError, CancelledError,
        BlobDamagedError, BlobMissingError.

        ``finished`` is told of each file as soon as it is safe; those stay whatever follows. With
        ``partly``, evidence that finds no room is left for another medium.
        """

    def is_same_file(
        self,
        path: Path,
        size: int,
        digest: str,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> bool:
        """Whether a medium still returns a file as it was written. Raises CancelledError."""

    def read(
        self,
        path: Path,
        receiving: Receiving,
        *,
        salvage: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Incoming:
        """Verify a file completely and lay its pieces aside, encrypted. Raises ExchangeError."""

    def complete(self, incoming: Incoming) -> list[StoredBlob]:
        """Make the evidence files whose pieces are all here, and repair damaged ones.

        Those made or repaired come back, durable; a repaired one keeps the key it has. Raises
        DiskFullError, MediaError.
        """

    def waiting(self, incoming: Incoming, made: Sequence[StoredBlob]) -> bytes:
        """What to note in the same unit of work as ``made``: which pieces wait for others."""

    def settle(self, incoming: Incoming, made: Sequence[StoredBlob]) -> None:
        """``made`` and what waits are noted: drop the pieces that are not needed any more."""

    def forget(self, incoming: Incoming) -> None:
        """Drop what a bundle that is not merged brought."""

    def pieces_here(self, digests: Iterable[str]) -> frozenset[str]:
        """Those pieces of evidence that are here, waiting for others or within a file."""

    def require_sealed(self, path: Path) -> None:
        """Raise ExchangeError unless a file looks like a bundle from outside."""

    def unwrapped(self, blob: StoredBlob) -> AbstractContextManager[Path]:
        """A bundle that came inside another, as a file of its own until the block ends."""


class Clock(Protocol):
    """The laptop's own time: a claim, never an authority."""

    def now(self) -> datetime:
        """Local time with its offset."""
