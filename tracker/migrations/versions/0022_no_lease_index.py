"""Keep no index of leases: messages that are being sent are few, and each mail that went out had to change it."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop it."""
    op.drop_index("ix_outbox_state_lease_until", "outbox")


def downgrade() -> None:
    """Make it again."""
    op.create_index("ix_outbox_state_lease_until", "outbox", ["state", "lease_until"])
