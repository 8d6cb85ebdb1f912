"""Find the subscription or the subscriber that a command names, and change it in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracker import clock
from tracker.cli.output import note
from tracker.errors import UsageProblem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.subscriptions.service import Subscription


@contextmanager
def transaction(as_of: dt.datetime | None = None, *, dry_run: bool = False) -> Iterator[Connection]:
    """One transaction; a dry run does all of it, so that every refusal is met, and takes it back."""
    from tracker.db.opening import open_engine
    from tracker.subscriptions import secret_check
    from tracker.subscriptions.service import changing

    engine = open_engine()
    secret_check.hold(engine)
    with clock.as_of(as_of), changing(engine) as connection:
        yield connection
        if dry_run:
            connection.rollback()


def say(message: str, dry_run: bool) -> None:
    """Say what was done, or that a dry run did none of it."""
    note(f"dry run, nothing is changed: {message}" if dry_run else message)


def which_subscription(connection: Connection, which: str) -> Subscription:
    """The subscription of a number, or of an address that has just one."""
    from tracker.subscriptions import service

    if which.isdecimal():
        by_number = service.by_id(connection, int(which))
        subscriptions = [by_number] if by_number else []
    else:
        subscriptions = service.of_address(connection, which)
    if not subscriptions:
        raise UsageProblem(f"no subscription {which}; `tracker subscriptions list` shows them")
    if len(subscriptions) > 1:
        numbers = ", ".join(str(subscription.id) for subscription in subscriptions)
        raise UsageProblem(f"{which} has several subscriptions: say which number of {numbers}")
    return subscriptions[0]


def owner_of(connection: Connection, which: str) -> int:
    """The subscriber a person means: by any of their subscriptions, or by address."""
    from tracker.subscriptions import service

    if which.isdecimal():
        return which_subscription(connection, which).subscriber_id
    subscriptions = service.of_address(connection, which)
    if not subscriptions:
        raise UsageProblem(f"no subscription of {which}; `tracker subscriptions list` shows them")
    return subscriptions[0].subscriber_id
