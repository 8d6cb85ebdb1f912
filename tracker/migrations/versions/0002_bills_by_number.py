"""Find a heard bill by place, number and session in one step; by place and session alone it took seconds for a full state."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the session into the index of numbers."""
    op.create_index(
        "ix_bills_jurisdiction_identifier_legislative_session",
        "bills",
        ["jurisdiction", "identifier", "legislative_session"],
    )
    op.drop_index("ix_bills_jurisdiction_identifier", "bills")


def downgrade() -> None:
    """Take it out again."""
    op.create_index("ix_bills_jurisdiction_identifier", "bills", ["jurisdiction", "identifier"])
    op.drop_index("ix_bills_jurisdiction_identifier_legislative_session", "bills")
