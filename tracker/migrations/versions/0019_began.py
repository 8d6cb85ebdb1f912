"""Keep since when a legislator holds the seat, so that nobody is in office before the day."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; it fills as people are read again."""
    op.add_column("people", sa.Column("began", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take it out again."""
    with op.batch_alter_table("people") as people:
        people.drop_column("began")
