"""The verbs that keep the database well: upgrade, check, back up, restore."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.output import note
from tracker.db.opening import open_engine
from tracker.errors import TrackerError


@click.group()
def db() -> None:
    """Keep the database well: upgrade, check, back up, restore."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date. On SQLite this happens by itself.

    Example: tracker db upgrade
    """
    from tracker import migrations
    from tracker.db import search_index
    from tracker.ingest.heard_again import tie_again
    from tracker.ingest.rename_sessions import rename_sessions

    engine = open_engine(migrate=False)
    migrations.upgrade(engine)
    rename_sessions(engine)
    tie_again(engine)
    indexed = search_index.refresh(engine)  # where the index was made anew; a search would wait for it
    note(f"schema is at {migrations.head()}" + (f", {indexed:,} records indexed" if indexed else ""))


@db.command()
def check() -> None:
    """Look for damage; says what is wrong and exits 1 if anything is.

    Example: tracker db check
    """
    from tracker.db.engine import reading
    from tracker.db.maintenance import faults
    from tracker.db.sound import damaged, search

    engine = open_engine()
    problems = faults(engine)
    for fault in problems:
        click.echo(fault)
    if problems:
        raise TrackerError(
            "the database is damaged; put a backup in its place with `tracker db restore FILE` (`tracker db backup` "
            "makes them), then crawl again"
        )
    if search(engine):
        with reading(engine) as connection:
            for damage in damaged(connection):
                click.echo(damage.sentence)
        raise TrackerError("the database is sound, but for the records above")
    note("the database is sound")


@db.command()
@click.argument("target", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path | None) -> None:
    """Copy the database to FILE while others go on writing (SQLite); for PostgreSQL, names the command to use.

    A FILE that exists is never written over. Without FILE it is the daily copy, made where TRACKER_BACKUP_DIR says; the
    newest TRACKER_BACKUPS_KEPT of them stay.

    Example: tracker db backup /backups/tracker-2026-11-23.db
    """
    from tracker.db import daily_backup
    from tracker.db.maintenance import backup_to
    from tracker.settings import load

    engine, settings = open_engine(), load()
    if target is None:
        note(daily_backup.make(engine, daily_backup.folder_of(settings), number=settings.backups_kept))
        return
    backup_to(engine, target)
    note(f"copied to {target}")
    secret = settings.data_dir / "secret.key"
    if secret.exists():
        note(f"keep {secret} with it: without that file the links in mails that were sent end")


@db.command()
@click.argument("copy", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(copy: Path) -> None:
    """Put FILE, made by `tracker db backup`, in the place of the database (SQLite). Stop the tracker first.

    FILE is checked before anything changes. The database that stands there now is kept beside it; where it can be read, who subscribed
    since FILE was made is brought over, who stopped, paused or was deleted stays so, and mail that went out does not go out once more.

    Example: tracker db restore tracker-backup.db
    """
    from tracker import clock
    from tracker.db.carry_over import carry_over
    from tracker.db.engine import address, connect
    from tracker.db.maintenance import restore_from
    from tracker.settings import load
    from tracker.subscriptions.tokens import exact_key

    url = load().url
    aside = restore_from(copy, address(url), clock.now())
    if aside is not None:
        note(f"what stood there before is kept as {aside}")
    connect(url).dispose()
    if aside is not None and aside.stat().st_size:
        note(carry_over(aside, Path(str(address(url).database)), exact_key).sentence)
    note(f"restored from {copy}, its schema up to date; `tracker doctor` looks at the rest")
