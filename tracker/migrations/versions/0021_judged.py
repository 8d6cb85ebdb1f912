"""Count what is judged, so that pages kept in memory follow a bill that no longer matters."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin at nought."""
    op.add_column("content_version", sa.Column("judged", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget the count."""
    op.drop_column("content_version", "judged")
