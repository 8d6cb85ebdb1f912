"""Keep a ledger of windows: when each was posted, told and closed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; the next digest fills them with what is open."""
    op.create_table(
        "windows",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("closes", _MOMENT, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("what", "jurisdiction", "body", "title", "confidence")
        ),
        sa.Column("posted_at", _MOMENT, nullable=False),
        sa.Column("looked_at", _MOMENT, nullable=True),
        sa.Column("known_at", _MOMENT, nullable=False),
        sa.Column("gone_at", _MOMENT, nullable=True),
        sa.Column("told_at", _MOMENT, nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("told", "told_early", "untold", "late_fast")),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("record_id", "kind", "closes", name=op.f("pk_windows")),
    )
    op.create_index(op.f("ix_windows_closes"), "windows", ["closes"])
    op.create_index(op.f("ix_windows_settled_at"), "windows", ["settled_at"])
    op.create_table(
        "slow_tellings",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("declined_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_slow_tellings_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "jurisdiction", name=op.f("pk_slow_tellings")),
    )
    op.create_table(
        "ledger_marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ledger_marks")),
    )


def downgrade() -> None:
    """Take them out again."""
    for table in ("ledger_marks", "slow_tellings", "windows"):
        op.drop_table(table)
