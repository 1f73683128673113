"""What exchange has to remember: arrivals, what others have, what was carried, the office's log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns where they stand: a copied table would lose its guards."""
    op.add_column(
        "journal", sa.Column("schema", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("segments", sa.Column("arrival", sa.Integer()))
    op.create_table(
        "arrivals",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
    )
    op.create_table(
        "sayings",
        sa.Column("device", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_table(
        "carried",
        sa.Column("segment", sa.LargeBinary(), primary_key=True),
        sa.Column("device", sa.Text(), primary_key=True),
        sa.Column("at", sa.Text(), nullable=False),
    )
    op.create_table(
        "parcels",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("passed_at", sa.Text()),
    )
    op.create_table(
        "leaves",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("entry", sa.Text(), nullable=False, unique=True),
        sa.Column("at", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Forget all of it; lines and segments stay."""
    for table in ("leaves", "parcels", "carried", "sayings", "arrivals"):
        op.drop_table(table)
    for table in ("journal", "segments"):  # SQLite does not drop a column that a trigger names
        on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
        op.execute(f"DROP TRIGGER IF EXISTS guard_{table}_update{on}")
    op.drop_column("segments", "arrival")
    op.drop_column("journal", "schema")
