"""Core tables: what is kept. Alembic makes and migrates them; projections are made elsewhere.

Digests are stored as 32 bytes. ``seq`` numbers the lines in the order in which they came to this
machine; it decides nothing about the content, only "newest here first". There are no foreign keys:
the guards keep strangers out, ``check`` proves the links, and a migration may copy and rename.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

COUNT = Integer().with_variant(BigInteger(), "postgresql")
"""A whole number without a limit that matters: SQLite's INTEGER has 64 bits, PostgreSQL's 32."""

logs = Table(
    "logs",
    metadata,
    Column("number", COUNT, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("channel", Text, nullable=False),
    # Written on this machine: position of the next line, and the segment it will follow.
    Column("next", COUNT),
    Column("tip", LargeBinary),
)

segments = Table(
    "segments",
    metadata,
    Column("number", COUNT, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("log", COUNT, nullable=False),
    Column("first", COUNT, nullable=False),
    Column("last", COUNT, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("size", COUNT, nullable=False),
    Column("minimum_reader", COUNT, nullable=False),
    Column("state", Text, nullable=False),
    # What a staged segment becomes when its predecessor arrives.
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("arrival", Integer),  # with which merge it came
    Index("segments_by_log", "log", "first"),
    Index("segments_by_previous", "previous"),
)

held = Table(
    "held",
    metadata,
    # Bytes of segments whose lines are not in the journal: staged, quarantined, unreadable,
    # withheld.
    Column("segment", COUNT, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

knowledge = Table(
    "knowledge",
    metadata,
    Column("log", COUNT, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", COUNT, primary_key=True),
    Column("log", COUNT, nullable=False),
    Column("n", COUNT, nullable=False),
    Column("segment", COUNT),  # empty until cut
    Column("hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("schema", Integer, nullable=False, server_default=text("1")),
    Index("journal_by_record", "kind", "record"),
    Index("journal_by_segment", "segment", "n"),
    sqlite_autoincrement=True,
)

open_batch = Table("open_batch", metadata, Column("number", COUNT, primary_key=True))

kind_digests = Table(
    "kind_digests",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", COUNT, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("saved_at", Text, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("pieces", Text, nullable=False),
)

arrivals = Table(
    "arrivals",
    metadata,
    # One for each merge of a file: what can be taken back as a whole.
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("undone", Integer, nullable=False),
)

sayings = Table(
    "sayings",
    metadata,
    # What other computers said they have, in the manifests they signed; only what still counts.
    Column("device", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("task", Text, nullable=False),
    Column("body", Text, nullable=False),
)

carried = Table(
    "carried",
    metadata,
    # Segments in a file for a computer that was read back on its medium.
    Column("segment", LargeBinary, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

parcels = Table(
    "parcels",
    metadata,
    # Files for the office that this computer carries without being able to read them.
    Column("digest", Text, primary_key=True),
    Column("task", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("passed_at", Text),
)

leaves = Table(
    "leaves",
    metadata,
    # The office's log of what it accepted, oldest first: the leaves of its Merkle tree.
    Column("number", Integer, primary_key=True),
    Column("entry", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
)

search_entries = Table(
    "search_entries",
    metadata,
    # The record's ``order`` when it was indexed: newest first is descending.
    Column("number", COUNT, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("kind", "record", name="search_entries_by_record"),
)

search_pending = Table(
    "search_pending",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("record", Text, primary_key=True),
)
