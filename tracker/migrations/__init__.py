"""Bring a database's schema up to date, all of it or nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent


class SchemaError(TrackerError):
    """The schema is not the one this program needs. Commands exit 6."""

    exit_code = 6


@cache
def head() -> str:
    """The revision this program needs."""
    return max(revisions())


@cache
def revisions() -> frozenset[str]:
    """The revisions this program knows, read from the files' names so that alembic need not be imported to ask."""
    return frozenset(path.name.split("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    """The revision the database has, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def bring_up_to_date(engine: Engine) -> None:
    """Upgrade SQLite by itself; on PostgreSQL only check, since `tracker db upgrade` is the operator's to run.

    An empty PostgreSQL database is filled, because nothing can be lost there.
    """
    with engine.connect().execution_options(tracker_read=True) as connection:
        revision = current(connection)
    if revision == head():
        return
    _refuse_newer(revision)
    if revision is not None and engine.dialect.name != "sqlite":
        raise SchemaError(f"database: expected schema {head()}, found {revision}; run `tracker db upgrade`")
    upgrade(engine)


def must_still_fit(engine: Engine) -> None:
    """Raise where the schema is another one than this program's by now: somebody upgraded it, or put another copy there.

    A program that is at work finds that out, too, and not only one that starts. A database that has no schema at the moment, as in
    the middle of a restore, says nothing.
    """
    with engine.connect().execution_options(tracker_read=True) as connection:
        revision = current(connection)
    if revision in {None, head()}:
        return
    _refuse_newer(revision)
    raise SchemaError(f"database: its schema is {revision} now, and this program's {head()}; run `tracker db upgrade`")


def _refuse_newer(revision: str | None) -> None:
    if revision is None or revision in revisions():
        return
    if revision.isdecimal() and revision > head():
        raise SchemaError(
            f"database: its schema {revision} is newer than this program's {head()}; install the newer program again",
        )
    raise SchemaError(
        f"database: its schema {revision} is not one of this program's (the newest is {head()}); is it another program's?"
    )


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # A host's limit for a statement is meant for pages; an upgrade of a large database takes what it takes.
            connection.execute(
                text("SELECT set_config('statement_timeout', '0', true), pg_advisory_xact_lock(7230989)")
            )
        _refuse_newer(current(connection))
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back, in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
