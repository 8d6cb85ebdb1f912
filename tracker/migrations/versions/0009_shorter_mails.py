"""Give subscriptions that never chose how many items they get in full the shorter mails of today."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OLD_DEFAULT, _NEW_DEFAULT = 8, 3


def upgrade() -> None:
    """What stands at the old default was never chosen: it becomes the new one."""
    _replace(_OLD_DEFAULT, _NEW_DEFAULT)


def downgrade() -> None:
    """Nothing tells the two apart any more, and the shorter mails fit the older program too."""


def _replace(old: int, new: int) -> None:
    table = sa.table("subscriptions", sa.column("id", sa.Integer), sa.column("wishes", sa.JSON))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c.id, table.c.wishes)).all():
        wishes = json.loads(row.wishes) if isinstance(row.wishes, str) else dict(row.wishes or {})
        if wishes.get("most", old) == old:
            changed = sa.update(table).where(table.c.id == row.id).values(wishes=wishes | {"most": new})
            connection.execute(changed)
