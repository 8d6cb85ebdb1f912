"""Bring what people decided, and what went out to them, from the database that a copy replaced into that copy.

A copy is of last night. Who stopped, paused or was deleted since would get mail again, and mail that went out since would go out once
more. The database that was replaced knows better wherever it can still be read. Rows are known again by their random keys, so
that another tracker's database gives nothing. What was replaced may also be the older one, as where an old copy was put back by mistake
and a newer one is put in its place: then a decision is taken from it only where nothing later is known here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.db.maintenance import read_only
from tracker.records.text import number_of

_NEVER: Final = "9000-01-01 00:00:00.000000"
"""When a mail is tried again that is not."""
_GOES_ON: Final = """
    SELECT NOT EXISTS (SELECT 1 FROM (SELECT id, finished_at FROM main.runs WHERE state = 'done' ORDER BY id DESC LIMIT 1) AS newest
    WHERE NOT EXISTS (SELECT 1 FROM before.runs AS b WHERE b.id = newest.id AND b.finished_at = newest.finished_at))"""
"""Whether the database that was replaced went on from where the copy was made: it knows the copy's newest visit to a source."""
_SUPPRESSED: Final = """
    INSERT INTO suppressions SELECT b.address_key, b.reason, b.at FROM before.suppressions AS b
    WHERE NOT EXISTS (SELECT 1 FROM main.suppressions AS m WHERE m.address_key = b.address_key)
    AND NOT EXISTS (SELECT 1 FROM subscribers AS p JOIN subscriptions AS s ON s.subscriber_id = p.id
                      WHERE s.state = 'active' AND s.confirmed_at > b.at AND mark(p.address) = b.address_key)"""
_LIFTED: Final = """
    DELETE FROM suppressions WHERE NOT EXISTS (SELECT 1 FROM before.suppressions AS b WHERE b.address_key = suppressions.address_key)
    AND address_key IN (SELECT mark(address) FROM before.subscribers)"""
_DELETED: Final = """
    DELETE FROM subscribers WHERE EXISTS (SELECT 1 FROM before.suppressions AS b WHERE b.address_key = mark(subscribers.address)
                                          AND b.reason = 'deleted' AND b.at >= subscribers.created_at)
    AND NOT EXISTS (SELECT 1 FROM before.subscribers AS b WHERE b.address_key = subscribers.address_key)"""
_CHOSEN: Final = """
    UPDATE subscriptions SET ({columns}) = (SELECT {columns} FROM before.subscriptions AS b WHERE b.key = subscriptions.key)
    WHERE EXISTS (SELECT 1 FROM before.subscriptions AS b WHERE b.key = subscriptions.key AND ({differs})
                  AND max(coalesce(b.confirmed_at, ''), coalesce(b.stopped_at, ''))
                  {later} max(coalesce(subscriptions.confirmed_at, ''), coalesce(subscriptions.stopped_at, '')))"""
_DECISIONS: Final = ("state", "confirmed_at", "stopped_at", "paused_until")
_WISHES: Final = ("cadence", "wishes")
"""In the form of their schema: they are taken from one of the same alone."""
_TOLD: Final = """
    UPDATE subscriptions SET told_upto = coalesce(told_upto, (SELECT coalesce(max(id), 0) FROM changes)), told_at =
    (SELECT b.told_at FROM before.subscriptions AS b WHERE b.key = subscriptions.key)
    WHERE EXISTS (SELECT 1 FROM before.subscriptions AS b WHERE b.key = subscriptions.key
                  AND b.told_at > coalesce(subscriptions.told_at, ''))"""
_MUTED: Final = """
    INSERT OR IGNORE INTO mutes (subscription_id, kind, value, created_at) SELECT mine.id, b.kind, b.value, b.created_at
    FROM before.mutes AS b JOIN before.subscriptions AS theirs ON theirs.id = b.subscription_id
    JOIN subscriptions AS mine ON mine.key = theirs.key"""
_UNMUTED: Final = """
    DELETE FROM mutes WHERE EXISTS (SELECT 1 FROM subscriptions AS mine JOIN before.subscriptions AS theirs ON theirs.key = mine.key
    WHERE mine.id = mutes.subscription_id AND NOT EXISTS (SELECT 1 FROM before.mutes AS b
    WHERE b.subscription_id = theirs.id AND b.kind = mutes.kind AND b.value = mutes.value))"""
_OPEN: Final = "('pending', 'held', 'sending')"
_WENT: Final = f"""
    UPDATE outbox SET (state, attempts, next_try, owner, lease_until, sent_at, reason) =
    (SELECT state, attempts, next_try, owner, lease_until, sent_at, reason FROM before.outbox AS b WHERE b.key = outbox.key)
    WHERE state IN {_OPEN} AND EXISTS (SELECT 1 FROM before.outbox AS b WHERE b.key = outbox.key AND b.state NOT IN ('pending', 'held'))"""  # noqa: S608 - constants
_WENT_SINCE: Final = f"""
    INSERT OR IGNORE INTO outbox (subscription_id, slot, kind, channel, key, state, attempts, queued_at, next_try, start_by,
                                  give_up_at, sent_at, reason)
    SELECT mine.id, b.slot, b.kind, b.channel, b.key, b.state, b.attempts, b.queued_at, '{_NEVER}', b.start_by, b.give_up_at, b.sent_at, b.reason
    FROM before.outbox AS b JOIN before.subscriptions AS theirs ON theirs.id = b.subscription_id
    JOIN subscriptions AS mine ON mine.key = theirs.key WHERE b.state NOT IN {_OPEN}"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How much was brought over, or why nothing was."""

    people: int = 0
    """Whose choices were newer."""
    deleted: int = 0
    mails: int = 0
    """That went out, or were given up, since the copy was made."""
    fault: str = ""

    @property
    def sentence(self) -> str:
        """For people."""
        if self.fault:
            return (
                f"what stood there before cannot be read ({self.fault}): who stopped, paused or was deleted since the copy was made is not "
                "known, and mail that went out since may go out once more"
            )
        parts = (
            number_of(self.people, "newer choice of a reader", "newer choices of readers"),
            number_of(self.deleted, "deletion"),
            number_of(self.mails, "mail that went out", "mails that went out"),
        )
        return f"brought over from what stood there before: {', '.join(parts)}"


def carry_over(before: Path, live: Path, mark: Callable[[str], bytes]) -> Carried:
    """All of it or nothing; the database that was replaced is read only. Both are SQLite files that nobody uses meanwhile.

    `mark` gives what stands for an address among those that are not written to.
    """
    with closing(sqlite3.connect(live.resolve().as_uri(), uri=True, isolation_level=None)) as connection:
        connection.create_function("mark", 1, mark, deterministic=True)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        try:
            connection.execute("ATTACH ? AS before", (read_only(before),))
            connection.execute("BEGIN IMMEDIATE")
            carried = _brought(connection)
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as problem:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return Carried(fault=str(problem))
        return carried


def _brought(connection: sqlite3.Connection) -> Carried:
    damage = connection.execute("PRAGMA before.integrity_check(1)").fetchone()[0]
    if damage != "ok":
        return Carried(fault=str(damage).splitlines()[0])
    theirs = connection.execute("SELECT version_num FROM before.alembic_version").fetchone()
    ours = connection.execute("SELECT version_num FROM main.alembic_version").fetchone()
    columns = (*_DECISIONS, *(_WISHES if theirs == ours else ()))
    differs = " OR ".join(f"b.{column} IS NOT subscriptions.{column}" for column in columns)
    goes_on = bool(connection.execute(_GOES_ON).fetchone()[0])
    connection.execute(_SUPPRESSED)
    deleted = connection.execute(_DELETED).rowcount
    chosen = _CHOSEN.format(columns=", ".join(columns), differs=differs, later=">=" if goes_on else ">")
    people = connection.execute(chosen).rowcount
    if goes_on:
        connection.execute(_LIFTED)
        people += connection.execute(_MUTED).rowcount + connection.execute(_UNMUTED).rowcount
    connection.execute(_TOLD)
    mails = connection.execute(_WENT).rowcount + connection.execute(_WENT_SINCE).rowcount
    return Carried(people=people, deleted=deleted, mails=mails)
