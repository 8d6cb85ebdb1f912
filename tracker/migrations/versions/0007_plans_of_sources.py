"""Keep how often a source is read by its own plan, so that a digest knows which one is late."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the plan; a visit fills it in."""
    op.add_column("sources", sa.Column("every_hours", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take it out again."""
    op.drop_column("sources", "every_hours")
