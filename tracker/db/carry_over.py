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
_SAME: Final = """
    SELECT EXISTS (SELECT 1 FROM main.subscriptions AS m JOIN before.subscriptions AS b ON b.key = m.key)
        OR EXISTS (SELECT 1 FROM main.runs AS m JOIN before.runs AS b ON b.id = m.id AND b.source = m.source AND b.finished_at = m.finished_at)"""
"""Whether the database that was replaced is of the same tracker at all."""
_LATER: Final = """
    CREATE TEMP TABLE later AS SELECT b.id, b.subscriber_id FROM before.subscriptions AS b JOIN before.subscribers AS p ON p.id = b.subscriber_id
    WHERE b.state IN ('active', 'pending') AND NOT EXISTS (SELECT 1 FROM main.subscriptions AS m WHERE m.key = b.key)
    AND (:goes_on OR b.created_at > (SELECT max(finished_at) FROM main.runs WHERE state = 'done'))
    AND NOT EXISTS (SELECT 1 FROM main.suppressions AS s WHERE s.address_key = mark(p.address) AND s.at >= coalesce(b.confirmed_at, b.created_at))"""
"""Who asked for mail since the copy was made, and stands by it; whether they confirmed it is theirs to do as before."""
_CAME: Final = (
    """
    INSERT OR IGNORE INTO subscribers (address, address_key, channel, is_list, created_at, bounced_at)
    SELECT address, address_key, channel, is_list, created_at, bounced_at FROM before.subscribers WHERE id IN (SELECT subscriber_id FROM later)""",
    """
    INSERT INTO subscriptions (subscriber_id, key, state, cadence, wishes, created_at, confirmed_at, stopped_at, paused_until, told_upto, told_at)
    SELECT mine.id, b.key, b.state, b.cadence, b.wishes, b.created_at, b.confirmed_at, b.stopped_at, b.paused_until,
           CASE WHEN b.told_upto IS NOT NULL THEN (SELECT coalesce(max(id), 0) FROM main.changes) END, b.told_at
    FROM before.subscriptions AS b JOIN before.subscribers AS p ON p.id = b.subscriber_id
    JOIN main.subscribers AS mine ON mine.address_key = p.address_key WHERE b.id IN (SELECT id FROM later)""",
    """
    INSERT OR IGNORE INTO links (token_hash, subscription_id, purpose, expires_at, used_at)
    SELECT b.token_hash, mine.id, b.purpose, b.expires_at, b.used_at FROM before.links AS b
    JOIN before.subscriptions AS theirs ON theirs.id = b.subscription_id JOIN main.subscriptions AS mine ON mine.key = theirs.key
    WHERE theirs.id IN (SELECT id FROM later)""",
    """
    INSERT OR IGNORE INTO mutes (subscription_id, kind, value, created_at) SELECT mine.id, b.kind, b.value, b.created_at FROM before.mutes AS b
    JOIN before.subscriptions AS theirs ON theirs.id = b.subscription_id JOIN main.subscriptions AS mine ON mine.key = theirs.key
    WHERE theirs.id IN (SELECT id FROM later)""",
)
"""People, what they asked for, the links of the mails they have, and what they do not want to hear of."""
_DONE: Final = """
    INSERT OR IGNORE INTO done (subscription_id, record_id, kind, done_at) SELECT mine.id, b.record_id, b.kind, b.done_at
    FROM before.done AS b JOIN before.subscriptions AS theirs ON theirs.id = b.subscription_id
    JOIN main.subscriptions AS mine ON mine.key = theirs.key"""
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
    came: int = 0
    """Subscriptions that were made since."""
    lost: int = 0
    """The same, where they could not be brought over: that database has another schema."""
    mails: int = 0
    """That went out, or were given up, since the copy was made."""
    fault: str = ""

    @property
    def sentence(self) -> str:
        """For people."""
        if self.fault:
            return (
                f"what stood there before cannot be read ({self.fault}): who subscribed, stopped, paused or was deleted since the copy was "
                "made is not known, and mail that went out since may go out once more"
            )
        parts = (
            number_of(self.people, "newer choice of a reader", "newer choices of readers"),
            number_of(self.deleted, "deletion"),
            number_of(self.came, "later subscription", "later subscriptions"),
            number_of(self.mails, "mail that went out", "mails that went out"),
        )
        said = f"brought over from what stood there before: {', '.join(parts)}"
        if self.lost:
            people = number_of(self.lost, "subscription that was", "subscriptions that were")
            said += f"; {people} made since could not be, since its schema is another one: put it back, upgrade it, then restore again"
        return said


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
    came = lost = 0
    if connection.execute(_SAME).fetchone()[0]:
        connection.execute(_LATER, {"goes_on": goes_on})
        came = connection.execute("SELECT count(*) FROM later").fetchone()[0]
        if theirs != ours:
            came, lost = 0, came
    if came:
        for statement in _CAME:
            connection.execute(statement)
    if theirs == ours:
        connection.execute(_DONE)
    connection.execute(_TOLD)
    mails = connection.execute(_WENT).rowcount + connection.execute(_WENT_SINCE).rowcount
    return Carried(people=people, deleted=deleted, came=came, lost=lost, mails=mails)
