"""The core tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create the core tables."""
    op.create_table(
        "blobs",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("pieces", sa.Text(), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("version", _COUNT, primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
    )
    op.create_table(
        "kind_digests",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), nullable=False),
    )
    op.create_table(
        "logs",
        sa.Column("number", _COUNT, primary_key=True),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("next", _COUNT),
        sa.Column("tip", sa.LargeBinary()),
    )
    op.create_table(
        "open_batch",
        sa.Column("number", _COUNT, primary_key=True),
    )
    op.create_table(
        "search_entries",
        sa.Column("number", _COUNT, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.UniqueConstraint("kind", "record", name="search_entries_by_record"),
    )
    op.create_table(
        "search_pending",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("record", sa.Text(), primary_key=True),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "knowledge",
        sa.Column("log", _COUNT, primary_key=True),
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
    )
    op.create_table(
        "segments",
        sa.Column("number", _COUNT, primary_key=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("log", _COUNT, nullable=False),
        sa.Column("first", _COUNT, nullable=False),
        sa.Column("last", _COUNT, nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("size", _COUNT, nullable=False),
        sa.Column("minimum_reader", _COUNT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index("segments_by_log", "segments", ["log", "first"])
    op.create_index("segments_by_previous", "segments", ["previous"])
    op.create_table(
        "held",
        sa.Column("segment", _COUNT, primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("seq", _COUNT, primary_key=True),
        sa.Column("log", _COUNT, nullable=False),
        sa.Column("n", _COUNT, nullable=False),
        sa.Column("segment", _COUNT),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_by_record", "journal", ["kind", "record"])
    op.create_index("journal_by_segment", "journal", ["segment", "n"])


def downgrade() -> None:
    """There is nothing before the first revision."""
    op.drop_table("journal")
    op.drop_table("held")
    op.drop_table("segments")
    op.drop_table("knowledge")
    op.drop_table("settings")
    op.drop_table("search_pending")
    op.drop_table("search_entries")
    op.drop_table("open_batch")
    op.drop_table("logs")
    op.drop_table("kind_digests")
    op.drop_table("drafts")
    op.drop_table("documents")
    op.drop_table("blobs")
