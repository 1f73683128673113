"""For tests only: fails in the middle."""

from __future__ import annotations

from alembic import op

revision = "9002"
down_revision = "9001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Destroy something, then fail."""
    op.execute("DELETE FROM settings")
    op.execute("INSERT INTO no_such_table VALUES (1)")


def downgrade() -> None:
    """Nothing to take back."""
