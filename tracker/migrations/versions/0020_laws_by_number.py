"""Index bills anew that have become law: a law is found by its number too."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have them wait for the index; the next crawl or the scheduler does it."""
    op.execute(
        "INSERT INTO pending (job, record_id, what) SELECT 'index', id, 'bill' FROM bills WHERE stage = 'law' "
        "ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    """Leave the words where they are; nothing is wrong with them."""
