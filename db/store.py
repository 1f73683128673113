"""The store and its unit of work: the one door to every mergeable table."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from app.domain.errors import GuardsMissingError, RecordMissingError, StoreDamagedError
from app.domain.kinds import Catalogue
from app.journal.fold import RecordState, fold_record
from app.journal.operations import SALT_BYTES, Intent, LogName, Operation, write_operation
from app.journal.segments import Segment
from app.ports import (
    Arrival,
    Cancelled,
    Changes,
    Draft,
    EntryLine,
    Hit,
    JournalState,
    Parcel,
    Progress,
    Query,
    Row,
    StoredBlob,
    StoredSegment,
)
from db import (
    exchange_tables,
    guards,
    migrate,
    queries,
    rebuilding,
    search,
    side_tables,
    verification,
)
from db import segment_store as segments
from db.engine import StoreEngine
from db.journal_store import Key, Logs, load_records, newest_line, record_operations
from db.places import Place, connect
from db.projector import Projector, by_kind
from db.segment_store import Build, SegmentStore
from db.tables import Projection

OFFICE_SETTING = "store.office"
"""Written at creation, and once more when a laptop joins an office; read at opening."""


def create_store(place: Place, key: bytes, catalogue: Catalogue, office: str) -> SqlStore:
    """Make a new store. Raises FileExistsError, StoreFullError, StoreUnreachableError."""
    engine = connect(place, key)
    try:
        with engine.creating() as connection:
            migrate.upgrade(connection)
            search.create(connection)
            side_tables.write_setting(connection, OFFICE_SETTING, office.encode())
            guards.install(connection, ())
            rebuilding.follow_catalogue(connection, Projector(catalogue, office))
    except BaseException:
        engine.close()
        raise
    return SqlStore(engine, catalogue, office)


def open_store(place: Place, key: bytes, catalogue: Catalogue, office: str = "") -> SqlStore:
    """Open an existing store and bring it up to this program's descriptions.

    Raises StoreKeyError, StoreTooNewError, MigrationError, GuardsMissingError, StoreDamagedError
    (also if the database belongs to another office).
    """
    engine = connect(place, key)
    try:
        engine.require_there()
        engine.verify_key()
        office = _open(engine, catalogue, office)
    except BaseException:
        engine.close()
        raise
    return SqlStore(engine, catalogue, office)


def _open(engine: StoreEngine, catalogue: Catalogue, office: str) -> str:
    """Check guards, migrate, follow the descriptions; returns the office of the database."""
    with engine.reading() as connection:
        revision = migrate.current(connection)
        if not revision:
            raise StoreDamagedError("no tables")
        if revision != migrate.HEAD:
            migrate.require_known(revision)
            _require_guards(connection, exact=False)
    migrate.prepare(engine)
    with engine.reading() as connection:
        _require_guards(connection, exact=True)
        found = side_tables.read_setting(connection, OFFICE_SETTING) or b""
        if office and found.decode() != office:
            raise StoreDamagedError("office")
        projector = Projector(catalogue, found.decode())
        behind = rebuilding.is_behind(connection, projector)
    if behind:
        with engine.writing() as connection:
            rebuilding.catch_up(connection, projector)
    return found.decode()


def _require_guards(connection: Connection, *, exact: bool) -> None:
    kinds = migrate.projected_kinds(connection)
    if lacking := guards.missing(connection, kinds, exact=exact):
        raise GuardsMissingError(lacking)


class SqlWork:
    """One unit of work; made by ``SqlStore.work``."""

    def __init__(self, connection: Connection, projector: Projector) -> None:
        """Work on a connection inside BEGIN IMMEDIATE."""
        self._connection = connection
        self._projector = projector
        self._logs = Logs(connection)
        self._segments = SegmentStore(connection, self._logs)
        self._ended = False

    def append(
        self, log: LogName, intents: Sequence[Intent], *, author: str, claimed: str
    ) -> tuple[Operation, ...]:
        """Write operations to the end of this device's own log."""
        if not intents:
            return ()
        number = self._logs.number(log)
        start = self._segments.tip(number).next
        operations = tuple(
            write_operation(
                log.id,
                start + index,
                intent,
                author=author,
                claimed=claimed,
                salt=secrets.token_urlsafe(SALT_BYTES),
            )
            for index, intent in enumerate(intents)
        )
        with self._batch():
            self._segments.append(number, operations)
        return operations

    def cut(self, log: LogName, build: Build) -> int:
        """Cut what waits in ``log`` into signed segments; returns how many."""
        with self._batch():
            return self._segments.cut(self._logs.number(log), build)

    def adopt(
        self,
        segment: Segment,
        signature: bytes,
        *,
        state: str = "applied",
        reason: str = "",
        arrival: int | None = None,
    ) -> None:
        """Take in a foreign segment; a known one changes nothing, unless it was held back."""
        with self._batch():
            self._segments.adopt(segment, signature, state, reason, arrival)

    def judge(self, hash: str, state: str, reason: str = "") -> None:
        """Let a known segment count, or not. Raises KeyError for an unknown one."""
        with self._batch():
            self._segments.judge(hash, state, reason)

    def channels(self, kind: str, record: str) -> frozenset[str]:
        """Channels of the logs in which a record was written so far."""
        return exchange_tables.read_channels(self._connection, self._logs, kind, record)

    def put_arrival(self, at: str, task: str, sender: str, file: str) -> int:
        """Begin a merge; returns its number."""
        return exchange_tables.insert_arrival(self._connection, at, task, sender, file)

    def undo_arrival(self, number: int) -> None:
        """Withhold everything that came with a merge."""
        with self._batch():
            for hash_ in exchange_tables.segments_of(self._connection, number):
                self._segments.judge(hash_, segments.WITHHELD, "undone")
        exchange_tables.mark_undone(self._connection, number)

    def put_sayings(self, device: str, task: str, bodies: Sequence[str]) -> None:
        """What another computer said it has, in place of what it said before."""
        exchange_tables.write_sayings(self._connection, device, task, bodies)

    def put_carried(self, segments: Iterable[str], device: str, at: str) -> None:
        """Remember that these segments are in a verified file for a device."""
        exchange_tables.write_carried(self._connection, segments, device, at)

    def put_parcel(self, digest: str, task: str, at: str) -> None:
        """Remember a file that is carried for the office."""
        exchange_tables.write_parcel(self._connection, digest, task, at)

    def pass_parcels(self, digests: Iterable[str], at: str) -> None:
        """They are in a verified file now."""
        exchange_tables.pass_parcels(self._connection, digests, at)

    def put_leaves(self, entries: Iterable[str], at: str) -> None:
        """Append to the office's log; entries that are in it already stay where they are."""
        with self._batch():
            exchange_tables.write_leaves(self._connection, entries, at)

    def state(self, kind: str, record: str) -> RecordState | None:
        """The record as this unit of work leaves it so far."""
        return read_states(self._connection, self._logs, [(kind, record)]).get((kind, record))

    def put_setting(self, name: str, value: bytes | None) -> None:
        """Write or remove a local setting."""
        side_tables.write_setting(self._connection, name, value)

    def put_blob(self, blob: StoredBlob) -> None:
        """Remember an evidence file's key and pieces."""
        side_tables.write_blob(self._connection, blob)

    def put_draft(self, draft: Draft) -> None:
        """Write or replace a draft."""
        side_tables.write_draft(self._connection, draft)

    def drop_draft(self, id: str) -> None:
        """Remove a draft."""
        side_tables.drop_draft(self._connection, id)

    def put_document(self, name: str, version: int, data: bytes, signature: bytes) -> None:
        """Keep a signed paper verbatim. Raises TrustError for another one of this version."""
        side_tables.write_document(self._connection, name, version, data, signature)

    def commit(self) -> Changes:
        """Fold what was touched, write its rows, make all of it durable."""
        touched = frozenset(self._segments.touched)
        with self._batch():
            self._projector.project(self._connection, touched)
        search.index_if_few(self._connection, self._projector.projections, touched)
        self._ended = True
        self._connection.commit()
        return Changes(touched, self._segments.operations)

    @contextmanager
    def _batch(self) -> Iterator[None]:
        """The guards let writing pass only in here. After an error nothing can be committed."""
        if self._ended:
            raise RuntimeError("this unit of work is over")
        self._ended = True
        guards.open_batch(self._connection)
        yield
        guards.close_batch(self._connection)
        self._ended = False


class SqlStore:
    """The encrypted database of one vault. Readers never wait; writers take turns."""

    def __init__(self, engine: StoreEngine, catalogue: Catalogue, office: str) -> None:
        """Use ``create_store`` or ``open_store``."""
        self.office = office
        self._engine = engine
        self._projector = Projector(catalogue, office)
        self._turn = threading.Lock()
        self._writer: int | None = None

    @contextmanager
    def work(self) -> Iterator[SqlWork]:
        """Begin a unit of work; one at a time, others wait. A thread cannot nest two."""
        with self._my_turn(), self._engine.writing_until_commit() as connection:
            yield SqlWork(connection, self._projector)

    def row(self, kind: str, record: str) -> Row | None:
        """One record, deleted or not."""
        with self._engine.reading() as connection:
            return queries.read_row(connection, self._projection(kind), record)

    def rows(self, query: Query) -> list[Row]:
        """Records of one kind."""
        projection = self._projection(query.kind)
        with self._engine.reading() as connection:
            among = search.among(connection, projection, query)
            return queries.read_rows(connection, projection, query, among)

    def count(self, query: Query) -> int:
        """How many ``rows`` would give without limit and offset; with text at most ``limit``."""
        projection = self._projection(query.kind)
        with self._engine.reading() as connection:
            among = search.among(connection, projection, query, query.limit)
            return queries.count_rows(connection, projection, query, among)

    def last_number(self, kind: str, task: str, prefix: str) -> int:
        """The highest number behind ``prefix`` among a task's records, deleted ones too; or 0."""
        with self._engine.reading() as connection:
            return queries.last_number(connection, self._projection(kind), task, prefix)

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 50) -> list[Hit]:
        """Exact substrings of the open searchable fields, newest first."""
        wanted = [self._projection(kind) for kind in kinds or self._projector.projections]
        with self._engine.reading() as connection:
            return search.find(connection, wanted, text, limit)

    def index_pending(self, limit: int = 500) -> int:
        """Index some of what is not yet indexed; returns how many records still wait."""
        with self._my_turn(), self._engine.writing() as connection:
            return search.index_pending(connection, self._projector.projections, limit)

    def state(self, kind: str, record: str) -> RecordState | None:
        """Fold one record from the journal."""
        return self.states([(kind, record)]).get((kind, record))

    def states(self, records: Iterable[Key]) -> dict[Key, RecordState]:
        """Fold many records in few statements."""
        with self._engine.reading() as connection:
            return read_states(connection, Logs(connection), records)

    def histories(self, records: Iterable[Key]) -> dict[Key, list[Operation]]:
        """Every applied operation on many records, in few statements."""
        found: dict[Key, list[Operation]] = {}
        with self._engine.reading() as connection:
            logs = Logs(connection)
            for kind, ids in by_kind(records).items():
                for record, lines in load_records(connection, logs, kind, ids).items():
                    found[kind, record] = list(lines.operations)
        return found

    def history(self, kind: str, record: str) -> list[Operation]:
        """Every operation on a record, in the order they came here."""
        with self._engine.reading() as connection:
            return record_operations(connection, Logs(connection), (kind, record))

    def questions(self) -> list[Key]:
        """Records with open conflicts."""
        with self._engine.reading() as connection:
            return [
                (name, record)
                for name, projection in self._projector.projections.items()
                for record in queries.open_questions(connection, projection)
            ]

    def position(self) -> tuple[int, str]:
        """(number of the journal's newest line, its hash); (0, "") for an empty journal.

        Lines are never removed, so a smaller number or another hash is another database.
        """
        with self._engine.reading() as connection:
            return newest_line(connection)

    def tips(self) -> dict[str, tuple[str, ...]]:
        """Knowledge: log id -> hashes of its newest connected segments."""
        with self._engine.reading() as connection:
            return segments.known_tips(connection, Logs(connection))

    def segments(self, task: str | None = None) -> list[StoredSegment]:
        """Stored segments in an order in which each follows its predecessor."""
        with self._engine.reading() as connection:
            return segments.stored_segments(connection, Logs(connection), task)

    def segment(self, hash: str) -> StoredSegment | None:
        """One stored segment."""
        with self._engine.reading() as connection:
            row = segments.find_segment(connection, hash)
            return segments.describe(Logs(connection), row) if row else None

    def segment_bytes(self, hash: str) -> bytes:
        """A segment's bytes, checked against its hash. Raises RecordMissingError."""
        with self._engine.reading() as connection:
            row = segments.find_segment(connection, hash)
            if row is None:
                raise RecordMissingError("segment", hash)
            return segments.read_bytes(connection, row)

    def waiting(self) -> dict[LogName, int]:
        """Own logs with operations that are not cut yet."""
        with self._engine.reading() as connection:
            return segments.waiting_logs(connection, Logs(connection))

    def setting(self, name: str) -> bytes | None:
        """A local setting."""
        with self._engine.reading() as connection:
            return side_tables.read_setting(connection, name)

    def document(self, name: str, version: int | None = None) -> tuple[int, bytes, bytes] | None:
        """A signed paper: (version, data, signature); the newest without ``version``."""
        with self._engine.reading() as connection:
            return side_tables.read_document(connection, name, version)

    def documents(self, prefix: str) -> list[tuple[str, int, bytes, bytes]]:
        """All papers whose name starts with ``prefix``: (name, version, data, signature)."""
        with self._engine.reading() as connection:
            return side_tables.read_documents(connection, prefix)

    def drafts(self, person: str) -> list[Draft]:
        """Drafts of one person, newest first."""
        with self._engine.reading() as connection:
            return side_tables.read_drafts(connection, person)

    def blob(self, digest: str) -> StoredBlob | None:
        """Key and pieces of an evidence file."""
        with self._engine.reading() as connection:
            return next(iter(side_tables.read_blobs(connection, digest)), None)

    def blobs(self) -> list[StoredBlob]:
        """All evidence files known here."""
        with self._engine.reading() as connection:
            return side_tables.read_blobs(connection)

    def entries(self, kind: str, task: str) -> list[EntryLine]:
        """Every line of an insert-only kind within a task, in the order they came here."""
        with self._engine.reading() as connection:
            return exchange_tables.read_entries(connection, Logs(connection), kind, task)

    def places(self, kind: str, device: str, task: str) -> dict[str, tuple[str | None, ...]]:
        """Record -> the segments that hold its lines written by a device; None: not cut yet."""
        with self._engine.reading() as connection:
            return exchange_tables.read_places(connection, Logs(connection), kind, device, task)

    def uncarried(self, device: str, task: str) -> frozenset[Key]:
        """Records with a line by a device that is in no verified file yet."""
        with self._engine.reading() as connection:
            return exchange_tables.read_uncarried(connection, Logs(connection), device, task)

    def arrivals(self, task: str) -> list[Arrival]:
        """Merges of a task, newest first."""
        with self._engine.reading() as connection:
            return exchange_tables.read_arrivals(connection, task)

    def sayings(self, task: str) -> list[tuple[str, str]]:
        """(device, body) as kept by ``put_sayings``."""
        with self._engine.reading() as connection:
            return exchange_tables.read_sayings(connection, task)

    def carried(self) -> dict[str, dict[str, str]]:
        """Segment -> device -> when it was written into a verified file for it."""
        with self._engine.reading() as connection:
            return exchange_tables.read_carried(connection)

    def parcels(self, task: str) -> list[Parcel]:
        """Files carried for the office, oldest first."""
        with self._engine.reading() as connection:
            return exchange_tables.read_parcels(connection, task)

    def leaves(self) -> list[str]:
        """Entries of the office's log, oldest first."""
        with self._engine.reading() as connection:
            return exchange_tables.read_leaves(connection)

    def copy_to(
        self,
        target: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> JournalState:
        """Copy the database as it is at one moment; writers wait until it is done.

        Raises CancelledError, StoreFullError, StoreDamagedError.
        """
        with self._my_turn():
            self._engine.copy_to(target, progress, cancelled)
            return JournalState(self.position(), self.tips())

    def check(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> None:
        """Guards, chains and replay. Raises GuardsMissingError, StoreDamagedError,
        ReplayMismatchError, CancelledError.
        """
        with self._engine.reading() as connection:
            _require_guards(connection, exact=True)
            verification.verify(connection, self._projector, progress, cancelled)

    def rebuild(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> None:
        """Fold every projection table again from the journal, beside the present ones."""
        with self._my_turn(), self._engine.writing() as connection:
            rebuilding.rebuild(connection, self._projector, progress, cancelled)

    def close(self) -> None:
        """Close all connections; the key is forgotten as far as Python allows."""
        with self._my_turn():
            self._engine.close()

    def _projection(self, kind: str) -> Projection:
        return self._projector.projections[kind]

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._writer == me:
            raise RuntimeError("a unit of work is already open in this thread")
        with self._turn:
            self._writer = me
            try:
                yield
            finally:
                self._writer = None


def read_states(
    connection: Connection, logs: Logs, records: Iterable[Key]
) -> dict[Key, RecordState]:
    """Fold records from the journal; those it does not know are left out."""
    found: dict[Key, RecordState] = {}
    for kind, ids in by_kind(records).items():
        for record, lines in load_records(connection, logs, kind, ids).items():
            found[kind, record] = fold_record(kind, record, lines.operations)
    return found
