"""Keep the database well: find damage, make copies, put a copy back."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DatabaseError

from tracker.db.engine import reading
from tracker.db.problems import DatabaseDamaged
from tracker.errors import TrackerError, UsageProblem, found_in
from tracker.migrations import revisions
from tracker.records.text import number_of
from tracker.system import private_folder

_ORPHANS: Final = (
    ("a bill action without its bill", "bill_actions", "bill_id", "bills", "id"),
    ("a sponsorship without its bill", "bill_sponsorships", "bill_id", "bills", "id"),
    ("a heard bill without its hearing", "hearing_bills", "hearing_id", "hearings", "id"),
    ("a bill nobody claims", "bills", "id", "claims", "record_id"),
    ("a hearing nobody claims", "hearings", "id", "claims", "record_id"),
)
_POSTGRESQL: Final = "PostgreSQL has its own tools"


def faults(engine: Engine) -> list[str]:
    """What is wrong in the database, in words; empty when it is sound. Raises where it could not be looked at, which is no damage."""
    sentences: list[str] = []
    try:
        with reading(engine) as connection:
            if engine.dialect.name == "sqlite":
                lines = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                sentences += [f"SQLite: {line}" for line in lines if line != "ok"]
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                sentences += [
                    f"SQLite: {row[0]} row {row[1]} points at a missing row of {row[2]}" for row in broken[:20]
                ]
            else:  # a query goes on in the server when the command that asked was killed; not for hours
                connection.execute(text("SET LOCAL statement_timeout = '5min'"))
            for what, table, column, other, key in _ORPHANS:
                # NOT EXISTS, since PostgreSQL compares each row with each for NOT IN: hours at 200,000 bills.
                sql = (
                    f"SELECT count(*) FROM {table} WHERE NOT EXISTS "  # noqa: S608 - the names are those above
                    f"(SELECT 1 FROM {other} WHERE {other}.{key} = {table}.{column})"
                )
                number = connection.execute(text(sql)).scalar_one()
                if number:
                    sentences.append(f"{what}: {number_of(number, 'time')}")
    except DatabaseDamaged as problem:
        sentences.append(str(problem))
    except DatabaseError as problem:
        sentences.append(f"the database cannot be read: {problem.orig}")
    return sentences


def backup_to(engine: Engine, target: Path) -> None:
    """A consistent copy of a SQLite database, made beside its final place and moved there when whole.

    A file that is there already is never written over: it may be the only good copy, or the database itself.
    """
    if engine.dialect.name != "sqlite":
        raise UsageProblem(f"backup: {_POSTGRESQL}; run `pg_dump --format=custom --file=FILE` on the database")
    if target.exists() or target.is_symlink():
        live = target.exists() and Path(str(engine.url.database)).exists() and target.samefile(str(engine.url.database))
        what = "the database itself" if live else "one"
        raise UsageProblem(f"backup: expected a file that does not exist yet, found {what} at {target}; name another")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with engine.connect().execution_options(tracker_read=True) as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            _copy(source, unfinished)
        _move_to_new(unfinished, target)
    except FileExistsError as problem:
        raise UsageProblem(f"backup: somebody made {target} meanwhile; name another file") from problem
    except (OSError, sqlite3.Error) as problem:
        raise TrackerError(
            f"backup: expected to write {target}, found: {found_in(problem)}; nothing was left behind"
        ) from problem
    finally:
        unfinished.unlink(missing_ok=True)


def restore_from(copy: Path, url: URL, now: dt.datetime) -> Path | None:
    """Put a copy in the place of the SQLite database, and say where the earlier one is kept, if there was one.

    The copy is checked first and left as it is. Nothing may use the database meanwhile; what stands there now is moved
    aside with its side files, never deleted.
    """
    if url.get_backend_name() != "sqlite":
        raise UsageProblem(
            f"restore: {_POSTGRESQL}; run `pg_restore --clean --if-exists --no-owner --dbname=ADDRESS {copy}` with the tracker stopped"
        )
    live = Path(url.database or "")
    if live.exists() and copy.samefile(live):
        raise UsageProblem(f"restore: {copy} is the database itself; name a copy made by `tracker db backup`")
    private_folder(live.parent)
    _refuse_when_used(live)
    fresh = live.with_name(f".{live.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(read_only(copy), uri=True)) as source:
            _check(source, copy)
            _copy(source, fresh)
        aside = _keep_aside(live, now)
        fresh.replace(live)
    except (OSError, sqlite3.Error) as problem:
        raise TrackerError(
            f"restore: expected to write beside {live}, found: {found_in(problem)}; what stood there stays"
        ) from problem
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def read_only(path: Path) -> str:
    """How SQLite opens a file that nobody uses without changing it or making files beside it, unless it has a log of its own."""
    log = path.with_name(path.name + "-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return f"{path.resolve().as_uri()}?{how}"


def _check(source: sqlite3.Connection, copy: Path) -> None:
    """Refuse a copy that is damaged, or is no database of this program or one of a newer program."""
    try:
        damage = [row[0] for row in source.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        revision = None if damage else source.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as problem:
        raise UsageProblem(
            f"restore: expected a copy made by `tracker db backup`, found in {copy}: {problem}"
        ) from problem
    if damage:
        raise UsageProblem(f"restore: {copy} is damaged itself ({damage[0]}); nothing was changed; try an older copy")
    if revision is None or revision[0] not in revisions():
        raise UsageProblem(
            f"restore: {copy} has schema {revision[0] if revision else 'none'}, which this program does not know; "
            "install the program that made it"
        )


def _refuse_when_used(live: Path) -> None:
    """Refuse to take the database away from a program that has it open: what that one wrote after would be lost.

    What its log still holds is written into the file on the way, so that the file alone is the whole database.
    """
    if not live.exists() or not live.stat().st_size:
        return
    with closing(sqlite3.connect(live, timeout=1, isolation_level=None)) as probe:
        try:
            probe.execute("PRAGMA locking_mode=EXCLUSIVE")
            probe.execute("BEGIN EXCLUSIVE")
            probe.execute("ROLLBACK")
            probe.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as problem:
            if "locked" in str(problem) or "busy" in str(problem):
                raise UsageProblem(
                    f"restore: another program has {live} open; stop the tracker (web page, scheduler, workers) first"
                ) from problem
            # Damaged or no database at all: that is why it is being replaced.


def _keep_aside(live: Path, now: dt.datetime) -> Path | None:
    """Give the database that is there a second name, under the moment of this restore, and take its log out of the way.

    Its own name is taken by the copy in one step afterwards, so that whoever is killed between the two still has a
    database. The log goes first: SQLite would play what another database's log holds into the copy.
    """
    if not live.exists():
        return None
    aside = live.with_name(f"{live.name}.before-restore-{now.astimezone(dt.UTC):%Y%m%dT%H%M%S.%fZ}")
    try:
        aside.hardlink_to(live)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as FAT
        shutil.copy2(live, aside)
    for ending in ("-wal", "-shm"):
        path = live.with_name(live.name + ending)
        if path.exists():
            path.replace(aside.with_name(aside.name + ending))
    return aside


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """A whole copy, on the disk, for this user alone."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    handle = os.open(target, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move_to_new(unfinished: Path, target: Path) -> None:
    """Give a finished file its name, unless somebody has taken that name meanwhile."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as FAT
        if target.exists():
            raise FileExistsError(target) from None
        unfinished.replace(target)
