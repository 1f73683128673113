"""For tests only: a column with a value for every draft, and a copied journal table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, fill it, and let batch mode copy the journal."""
    op.add_column("drafts", sa.Column("length", sa.Integer()))
    op.execute("UPDATE drafts SET length = length(box)")
    with op.batch_alter_table("journal", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.Text()))


def downgrade() -> None:
    """Take both columns away again."""
    with op.batch_alter_table("journal", recreate="always") as batch:
        batch.drop_column("note")
    op.drop_column("drafts", "length")
