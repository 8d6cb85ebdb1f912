"""Keep the database well: find damage, make copies."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from tracker.db.engine import reading
from tracker.errors import TrackerError, UsageProblem

_ORPHANS = (
    ("a bill action without its bill", "SELECT count(*) FROM bill_actions WHERE bill_id NOT IN (SELECT id FROM bills)"),
    (
        "a sponsorship without its bill",
        "SELECT count(*) FROM bill_sponsorships WHERE bill_id NOT IN (SELECT id FROM bills)",
    ),
    (
        "a heard bill without its hearing",
        "SELECT count(*) FROM hearing_bills WHERE hearing_id NOT IN (SELECT id FROM hearings)",
    ),
    ("a bill nobody claims", "SELECT count(*) FROM bills WHERE id NOT IN (SELECT record_id FROM claims)"),
    ("a hearing nobody claims", "SELECT count(*) FROM hearings WHERE id NOT IN (SELECT record_id FROM claims)"),
)


def faults(engine: Engine) -> list[str]:
    """What is wrong in the database, in words; empty when it is sound."""
    found: list[str] = []
    try:
        with reading(engine) as connection:
            if engine.dialect.name == "sqlite":
                told = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                found += [f"SQLite: {line}" for line in told if line != "ok"]
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                found += [f"SQLite: {row[0]} row {row[1]} points at a missing row of {row[2]}" for row in broken[:20]]
            for what, sql in _ORPHANS:
                number = connection.execute(text(sql)).scalar_one()
                if number:
                    found.append(f"{what}: {number} times")
    except DatabaseError as problem:
        found.append(f"the database cannot be read: {problem.orig}")
    return found


def backup_to(engine: Engine, target: Path) -> None:
    """A consistent copy of a SQLite database, made beside its final place and moved there when whole."""
    if engine.dialect.name != "sqlite":
        raise UsageProblem(
            "backup: PostgreSQL has its own tool; run `pg_dump --format=custom --file=FILE` on the database"
        )
    unfinished = target.with_name(target.name + ".part")
    try:
        with engine.connect().execution_options(tracker_read=True) as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            copy = sqlite3.connect(unfinished)
            try:
                source.backup(copy)
            finally:
                copy.close()
        unfinished.chmod(0o600)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as problem:
        unfinished.unlink(missing_ok=True)
        raise TrackerError(
            f"backup: expected to write {target}, found: {problem}; nothing was left behind"
        ) from problem
