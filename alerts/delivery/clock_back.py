"""Set right what was written while a clock was ahead: nothing of ours waits for a moment that a wrong clock named.

A machine that is days ahead for an hour pauses a relay until next week, counts its mails as sent within the last minute
for days, and tells readers so far ahead that their next turns seem to come too soon. Each sender leaves a mark of its
time; where the mark lies ahead, the clock went back, and every moment that lies ahead of it becomes now.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import Connection, Engine, update

from alerts.delivery.blame import RETRIES
from alerts.delivery.outbox import LONGEST_WAIT, NEVER
from alerts.delivery.send_times import GAPS
from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Bounce, LedgerMark, OutboxRow, Relay, SubscriptionRow
from tracker.deadlines.ledger_store import mark, set_mark
from tracker.settings import load

_MARK: Final = "senders"
TOLERANCE: Final = dt.timedelta(hours=1)
"""Clocks of machines differ; what lies no further ahead is waited for. The mark is renewed as rarely."""
_TOLD: Final = (
    (OutboxRow, OutboxRow.queued_at),
    (OutboxRow, OutboxRow.told_since),
    (SubscriptionRow, SubscriptionRow.told_at),
)
"""When a reader was told: long enough ago that the next turn does not seem to come too soon."""
_PAST: Final = ((Bounce, Bounce.at), (LedgerMark, LedgerMark.at))
"""Moments of what else happened: none of them can lie ahead."""


def set_right(engine: Engine) -> str:
    """Mend what lies ahead where the clock went back since anybody sent; a sentence about it, or an empty text."""
    now = clock.now()
    with reading(engine) as connection:
        known = mark(connection, _MARK)
    if known is not None and now - TOLERANCE < known <= now + TOLERANCE:
        return ""
    with writing(engine, public=False) as connection:
        mended = _mended(connection, now) if known is not None and known > now else 0
        set_mark(connection, _MARK, now)
    if known is None or known <= now:
        return ""
    ahead = f"{known.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"a clock was ahead, at {ahead}: {mended} moments that it wrote were set back, so that nothing waits for them"
    )


def _mended(connection: Connection, now: dt.datetime) -> int:
    lease = now + dt.timedelta(minutes=load().mail_lease_minutes)
    changes: list[tuple[Any, Any, dt.datetime, dt.datetime]] = [
        *((table, column, now, now - GAPS["weekly"]) for table, column in _TOLD),
        *((table, column, now, now) for table, column in _PAST),
        (OutboxRow, OutboxRow.sent_at, now, now - dt.timedelta(minutes=1)),  # it counts for no rate of this minute
        (Relay, Relay.paused_until, now + RETRIES[-1], now),
        (OutboxRow, OutboxRow.next_try, now + LONGEST_WAIT, now),
        (OutboxRow, OutboxRow.lease_until, lease, lease),
    ]
    return sum(
        connection.execute(update(table).where(column > latest, column < NEVER).values({column.key: right})).rowcount
        for table, column, latest, right in changes
    )
