"""Tell flags from estimates, keep what readers say of them, and where texts were read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tier of a match, labels, and readings of texts."""
    op.add_column("matches", sa.Column("tier", sa.Text(), nullable=False, server_default="near"))
    op.execute("UPDATE matches SET tier = 'flagged' WHERE flagged")
    op.create_table(
        "text_reads",
        sa.Column("bill_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["bills.id"], name=op.f("fk_text_reads_bill_id_bills"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bill_id", name=op.f("pk_text_reads")),
    )
    op.create_table(
        "topic_labels",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("belongs", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "topic", name=op.f("pk_topic_labels")),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("text_reads")
    op.drop_table("topic_labels")
    op.drop_column("matches", "tier")
