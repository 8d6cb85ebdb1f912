"""Say what a database refuses in one sentence, with what to do about it; no address is repeated, since it may hold a password."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy import URL

from tracker import redaction
from tracker.errors import TrackerError


class DatabaseProblem(TrackerError):
    """The database cannot be used: it does not answer, is damaged, is no database, has no room. Commands exit 1."""


class DatabaseBusy(DatabaseProblem):
    """Another process held the write lock for too long; nothing was written and a later try will do."""


class DatabaseDamaged(DatabaseProblem):
    """What it holds cannot be read: a backup mends that, and nothing else does."""


def explained(problem: BaseException | None, url: URL) -> DatabaseProblem | None:
    """What a driver's error means for the person who reads it; None when it is about a statement, which is a fault of ours."""
    if isinstance(problem, sqlite3.Error):
        return _of_sqlite(problem, url)
    if type(problem).__module__.partition(".")[0] == "psycopg":
        return _of_postgresql(problem, url)
    return None


def shown(url: URL) -> str:
    """The database as people may see it: no user, no password, no options."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database or 'in memory'}"
    port = f":{url.port}" if url.port else ""
    return f"database {url.database or ''} at {url.host or 'this machine'}{port}"


def one_line(problem: object) -> str:
    """The first line of what a driver says, without anything that looks like a password."""
    first = next((line.strip() for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
    return redaction.passwords(first)


_FOREIGN: Final = (
    "its tables are not those that this version made ({told}): somebody changed them by hand, or the database is not whole; "
    "put a backup in its place, or name the right database with TRACKER_DATABASE_URL"
)
"""Said of a table or column that is missing, or there though no upgrade made it."""

_SQLITE: Final = (
    # What SQLite says, and what that means.
    ("locked", DatabaseBusy, "another process held the write lock for more than 30 seconds; nothing was written; try again, or look for it with `tracker doctor`"),
    ("not a database", DatabaseDamaged, "expected a SQLite database, found a file of another kind; name the right one with TRACKER_DATABASE_URL, or put a backup in its place with `tracker db restore FILE`"),
    ("malformed", DatabaseDamaged, "it is damaged; nothing was changed; put a backup in its place with `tracker db restore FILE`"),
    ("is full", DatabaseProblem, "there is no room left on the disk; nothing half done was kept; make room (`tracker doctor` says how much there is) and try again"),
    ("disk i/o", DatabaseProblem, "the disk could not be read or written: it is full or failing; make room (`tracker doctor` says how much there is) and try again"),
    ("readonly", DatabaseProblem, "it may not be written by this user; `chown` it and its folder to the user that runs the tracker"),
    ("no such table", DatabaseProblem, _FOREIGN),
    ("no such column", DatabaseProblem, _FOREIGN),
    ("already exists", DatabaseProblem, _FOREIGN),
    ("unable to open", DatabaseProblem, "it cannot be opened by this user; does its folder exist, and may this user write there?"),
)  # fmt: skip


def _of_sqlite(problem: sqlite3.Error, url: URL) -> DatabaseProblem | None:
    message = str(problem).lower()
    for sign, kind, meaning in _SQLITE:
        if sign in message:
            return kind(f"{shown(url)}: {meaning.format(told=one_line(problem))}")
    return None


_POSTGRESQL: Final = {
    "53100": "there is no room left on its disk; nothing half done was kept; make room there and try again",
    "53300": "it has no connection left for us; raise its max_connections, or run fewer processes",
    "42501": "its user may not do this ({told}); make the tracker's user the owner of its database and of the tables there (`ALTER DATABASE NAME OWNER TO USER`)",
    "57014": "it stopped a statement of ours ({told}) and wrote nothing; where its statement_timeout is too short, set it to 0 for the tracker's user (`ALTER ROLE USER SET statement_timeout = 0`)",
    "40001": "two writers were in each other's way and one was told to yield; nothing was written; try again",
    "40P01": "two writers waited for each other and one was told to yield; nothing was written; try again",
    "25006": "it takes no writes now (it is a standby); name the main server with TRACKER_DATABASE_URL",
    "XX001": "it is damaged; restore it with `pg_restore` from a backup made by `pg_dump`",
    "55P03": "another process held a lock for too long; nothing was written; try again",
    "42P01": _FOREIGN,
    "42703": _FOREIGN,
    "42P07": _FOREIGN,
}  # fmt: skip
_BUSY: Final = frozenset({"55P03", "57014", "40001", "40P01"})
_AWAY: Final = frozenset({"OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown", "CannotConnectNow"})


def _of_postgresql(problem: BaseException | None, url: URL) -> DatabaseProblem | None:
    state = getattr(problem, "sqlstate", None)
    meaning = _POSTGRESQL.get(str(state))
    if meaning is not None:
        kind = DatabaseBusy if state in _BUSY else DatabaseDamaged if state == "XX001" else DatabaseProblem
        return kind(f"{shown(url)}: {meaning.format(told=one_line(problem))}")
    if "invalid connection option" in str(problem):
        return DatabaseProblem(f"database_url: {one_line(problem)}; see “Connection Strings” of PostgreSQL's manual")
    if str(state or "").startswith(("22", "23", "42", "40", "P0")):
        return None
    if any(kind.__name__ in _AWAY for kind in type(problem).__mro__) or str(state or "")[:2] in {
        "08",
        "57",
        "53",
        "28",
        "3D",
    }:
        return DatabaseProblem(
            f"{shown(url)} does not answer: {one_line(problem)}; is it running, and is TRACKER_DATABASE_URL right? "
            "`tracker doctor` looks"
        )
    return None
