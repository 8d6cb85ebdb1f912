"""Keep what a bill's text said before, so that a reader sees what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it fills as texts are replaced."""
    op.create_table(
        "earlier_texts",
        sa.Column("bill_id", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["bills.id"], name=op.f("fk_earlier_texts_bill_id_bills"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bill_id", "replaced_at", name=op.f("pk_earlier_texts")),
    )


def downgrade() -> None:
    """Take it out again; the newest texts stay where they are."""
    op.drop_table("earlier_texts")
