"""Index words on PostgreSQL as SQLite does, list the newest bills by an index, and count what was written."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KINDS = (("bill", "bills"), ("hearing", "hearings"), ("notice", "notices"))


def upgrade() -> None:
    """On PostgreSQL the words are cut anew: every record waits for the index, and `tracker db upgrade` fills it."""
    op.create_table(
        "content_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
    )
    op.execute("INSERT INTO content_version (id, number) VALUES (1, 0)")
    op.create_index("ix_bills_identifier", "bills", ["identifier"])
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_bills_latest_action_date", "bills")
        op.create_index("ix_bills_latest_action_date", "bills", [sa.text("latest_action_date DESC NULLS LAST"), "id"])
        _empty()
        op.drop_column("search_words", "words")
        op.execute("ALTER TABLE search_words ADD words TSVECTOR NOT NULL, ADD day DATE NOT NULL")
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
        op.execute("CREATE INDEX ix_search_words_day ON search_words (day DESC, record_id)")


def _empty() -> None:
    op.execute("DELETE FROM search_words")
    for what, table in _KINDS:
        op.execute(
            f"INSERT INTO pending (job, record_id, what) SELECT 'index', id, '{what}' FROM {table} "  # noqa: S608 - named above
            "ON CONFLICT DO NOTHING"
        )


def downgrade() -> None:
    """Give PostgreSQL's own words back."""
    op.drop_table("content_version")
    op.drop_index("ix_bills_identifier", "bills")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_bills_latest_action_date", "bills")
        op.create_index("ix_bills_latest_action_date", "bills", ["latest_action_date"])
        _empty()
        op.drop_column("search_words", "words")
        op.drop_column("search_words", "day")
        op.execute(
            "ALTER TABLE search_words ADD words TSVECTOR GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || "
            "setweight(to_tsvector('english', left(body, 500000)), 'C')) STORED"
        )
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
