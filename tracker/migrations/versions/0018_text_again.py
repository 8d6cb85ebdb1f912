"""Keep when a text that could not be read is asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; what was asked for in vain before is asked for once more."""
    op.add_column("text_reads", sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE text_reads SET again_at = read_at WHERE problem IS NOT NULL")


def downgrade() -> None:
    """Take it out again; the reasons stay."""
    op.drop_column("text_reads", "again_at")
