"""What a subscriber can do next, each with a button to tick it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from tracker import clock
from tracker.deadlines.model import Deadline, reminders
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import deadlines
from tracker.exports import selection
from tracker.subscriptions import done
from tracker.subscriptions.service import Subscription

AHEAD: Final = dt.timedelta(days=45)
MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A deadline of a subscription, and whether its subscriber says that it is done."""

    due: Deadline
    done: bool

    @property
    def key(self) -> str:
        """What its button sends: the record and the kind, which stay when the hearing moves."""
        return f"{self.due.kind}:{self.due.record}"


def tasks(connection: Connection, subscription: Subscription) -> list[Task]:
    """What is due within six weeks for this subscription, soonest first; a list has none, since many read it."""
    if subscription.is_list or subscription.state != "active":
        return []
    wanted = selection.of_subscription(connection, subscription.id)
    dues = deadlines(connection, wanted, own_rulebook(), now=clock.now(), within=AHEAD)
    ticked = done.of(connection, subscription.id)
    return [Task(due=due, done=due.kind in ticked.get(due.record, ())) for due in list(reminders(dues).values())[:MOST]]


def tick(connection: Connection, subscription: Subscription, value: str, *, ticked: bool) -> None:
    """Keep what a button said: `kind:record`."""
    kind, _colon, record = value.partition(":")
    done.mark(connection, subscription.id, record, kind, done=ticked)
