"""Keep what brought a bill to its stage, and steps that one witness alone tells."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is stored is looked at when the program next settles a visit."""
    op.add_column("bills", sa.Column("stage_basis", sa.Text(), nullable=True))
    op.add_column("bills", sa.Column("unconfirmed", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True))


def downgrade() -> None:
    """Take them out again."""
    op.drop_column("bills", "unconfirmed")
    op.drop_column("bills", "stage_basis")
