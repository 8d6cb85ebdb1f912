"""Keep which stored records cannot be read, since when and why, so that they are told and read anew."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is empty as long as nothing is damaged."""
    op.create_table(
        "unreadable_records",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_unreadable_records")),
    )


def downgrade() -> None:
    """Take it out again."""
    op.drop_table("unreadable_records")
