"""Give each piece of work a lease with a token of its own, in place of claims by the name of a process."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make leases; nothing is lost, since what is claimed at this moment is queued still."""
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.drop_table("run_claims")
    op.add_column("runs", sa.Column("token", sa.Text(), nullable=True))
    op.add_column("slots", sa.Column("token", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back to claims; none is held while the schema changes."""
    op.drop_column("slots", "token")
    op.drop_column("runs", "token")
    op.create_table(
        "run_claims",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_claims_run_id_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_claims")),
    )
    op.drop_table("leases")
