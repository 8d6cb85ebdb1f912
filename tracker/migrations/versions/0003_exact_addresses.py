"""Let the exact address identify a person, and keep with a bounce which message it was about.

Earlier versions folded jane+news@ and j.ane@ into jane@: the second of two people then got the first one's mail. Nobody is
lost here: each address keeps its subscriptions. Where one address may hold those of two people, that is said, since only
they can tell.
"""

import sys

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the exact address the key, and name the addresses that may stand for several people."""
    op.add_column("bounces", sa.Column("message_id", sa.Integer(), nullable=True))
    op.add_column("bounces", sa.Column("reported", sa.Boolean(), nullable=False, server_default=sa.true()))
    connection = op.get_bind()
    rows = list(connection.execute(sa.text("SELECT id, address FROM subscribers ORDER BY id")))
    for row in rows:
        key = {"key": row.address.encode(), "id": row.id}
        connection.execute(sa.text("UPDATE subscribers SET address_key = :key WHERE id = :id"), key)
    several = sa.text("SELECT subscriber_id FROM subscriptions GROUP BY subscriber_id HAVING COUNT(*) > 1")
    shared = set(connection.execute(several).scalars())
    for row in rows:
        if row.id in shared:
            sys.stderr.write(
                f"subscriber {row.id} has several subscriptions: an earlier version put addresses that differ only in dots, capitals "
                "or a +tag together. If one of them was asked for by somebody else, subscribe that address anew "
                f"(`tracker subscriptions list` shows them).\n"
            )


def downgrade() -> None:
    """Forget which message a bounce was about; the keys stay, since what they were made from is kept nowhere."""
    op.drop_column("bounces", "reported")
    op.drop_column("bounces", "message_id")
