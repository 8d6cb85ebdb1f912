"""Let one piece of work be done by one process at a time, whatever dies, hangs or loses touch.

A lease is a row with a random token and a moment, on the database's clock, until which it holds. What works renews it;
whoever finds it run out takes it with a token of its own. Every write of the work carries the token along: what comes
too late is refused, so that two can never both believe in the same piece of work and both be right.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, text, update

from tracker import clock
from tracker.db.models import LeaseRow
from tracker.errors import TrackerError
from tracker.owner import is_dead, owner_name

LEASE: Final = dt.timedelta(seconds=80)
"""Without a renewal for so long, a piece of work is free for others."""
RENEW_EVERY: Final = dt.timedelta(seconds=20)


class LeaseLostError(TrackerError):
    """Somebody else took the work over, because nothing was heard of us; what we bring now is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to do one piece of work, and to write what came of it."""

    name: str
    token: str


def database_now(connection: Connection) -> dt.datetime:
    """The moment on the database's clock: the one clock that all who share the database share."""
    if connection.dialect.name == "postgresql":
        return clock.follow(
            lambda: connection.execute(text("SELECT clock_timestamp()")).scalar_one().astimezone(dt.UTC)
        )
    now_text = connection.exec_driver_sql("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')").scalar_one()
    return dt.datetime.fromisoformat(now_text).replace(tzinfo=dt.UTC)


def take(connection: Connection, name: str, what: str = "") -> Lease | None:
    """The lease of that name, or None while somebody holds it. Call it in a transaction that writes alone."""
    now = database_now(connection)
    row = connection.execute(select(LeaseRow.__table__).where(LeaseRow.name == name)).first()
    if row is not None and _holds(row, now):
        return None
    connection.execute(delete(LeaseRow).where(LeaseRow.name == name))
    made = {"name": name, "token": secrets.token_hex(16), "owner": owner_name(), "what": what}
    connection.execute(insert(LeaseRow).values(made | {"taken_at": now, "until": now + LEASE}))
    return Lease(name=name, token=made["token"])


def renew(connection: Connection, lease: Lease) -> None:
    """Hold it for longer: the fence before every write. Raises where somebody else has it."""
    mine = (LeaseRow.name == lease.name, LeaseRow.token == lease.token)
    until = database_now(connection) + LEASE
    if not connection.execute(update(LeaseRow).where(*mine).values(until=until)).rowcount:
        raise LeaseLostError(f"{lease.name}: nothing was heard of this process, and another one took over")


def release(connection: Connection, lease: Lease) -> None:
    """Let go of it, as the last write of the work."""
    renew(connection, lease)
    connection.execute(delete(LeaseRow).where(LeaseRow.name == lease.name, LeaseRow.token == lease.token))


def held(connection: Connection, prefix: str = "") -> dict[str, Any]:
    """The leases that hold now, by name; a row has what its work is, its token, its owner and since when."""
    now = database_now(connection)
    query = select(LeaseRow.__table__).where(LeaseRow.name >= prefix, LeaseRow.name < prefix + "\U0010ffff")
    return {row.name: row for row in connection.execute(query) if _holds(row, now)}


def sweep(connection: Connection) -> int:
    """Forget the leases that nobody holds any more."""
    now = database_now(connection)
    gone = [row.name for row in connection.execute(select(LeaseRow.__table__)) if not _holds(row, now)]
    return int(connection.execute(delete(LeaseRow).where(LeaseRow.name.in_(gone))).rowcount)


def _holds(row: Any, now: dt.datetime) -> bool:
    """Whether it has run out. One that runs on for longer than any can was written under a wrong clock, and is none."""
    return bool(now <= row.until <= now + 2 * LEASE) and not is_dead(row.owner)
