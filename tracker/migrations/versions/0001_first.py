"""The first schema."""

from alembic import op

from tracker import search
from tracker.models import Base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())
    for statement in search.DDL[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in search.DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    Base.metadata.drop_all(op.get_bind())
