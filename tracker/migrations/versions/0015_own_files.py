"""Keep the rules people wrote themselves in the database, for all machines that share it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; each machine brings its files when it next opens the database."""
    op.create_table(
        "own_files",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_own_files")),
    )


def downgrade() -> None:
    """Take it out again; every machine has its files."""
    op.drop_table("own_files")
