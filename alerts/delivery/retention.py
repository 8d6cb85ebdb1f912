"""Forget what is no longer needed: the less we keep, the less can be lost."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, Engine, delete, exists, func, select
from sqlalchemy.orm import aliased

from alerts.delivery.prepared import forget_sent
from tracker import clock
from tracker.db.models import (
    Asked,
    Bounce,
    CardRow,
    ChangeRow,
    Edition,
    OutboxRow,
    Run,
    RunProblem,
    Subscriber,
    SubscriptionRow,
)
from tracker.settings import Settings, load
from tracker.subscriptions import faster, service
from tracker.subscriptions.mail_folder import remove_older_mails

UNCONFIRMED: Final = dt.timedelta(hours=73)
STOPPED: Final = dt.timedelta(days=30)
ASKED: Final = dt.timedelta(days=2)
_OPEN: Final = ("pending", "sending", "uncertain", "held")


def tidy(engine: Engine, settings: Settings | None = None) -> dict[str, int]:
    """Delete what is past its time; says how many rows of what."""
    now, settings = clock.now(), settings or load()
    mails = now - dt.timedelta(days=settings.keep_mails_days)
    with service.changing(engine) as connection:
        counts = {
            "unconfirmed subscriptions": _unconfirmed(connection, now),
            "stopped subscriptions": _stopped(connection, now),
            "deliveries": _deliveries(connection, mails),
            "runs": _runs(connection, now - dt.timedelta(days=settings.keep_runs_days)),
            "changes": _changes(connection, now - dt.timedelta(days=settings.keep_changes_days)),
        }
        connection.execute(delete(Asked).where(Asked.at < now - ASKED))
        connection.execute(delete(Bounce).where(Bounce.at < mails))
        faster.forget_old(connection, mails)
        counts["addresses"] = _without_subscription(connection)
        forget_sent(connection, settings.data_dir)
    counts["mails in the folder"] = remove_older_mails(settings.data_dir, mails)
    return {what: number for what, number in counts.items() if number}


def _unconfirmed(connection: Connection, now: dt.datetime) -> int:
    old = (SubscriptionRow.state == "pending", SubscriptionRow.created_at < now - UNCONFIRMED)
    return int(connection.execute(delete(SubscriptionRow).where(*old)).rowcount)


def _stopped(connection: Connection, now: dt.datetime) -> int:
    old = (SubscriptionRow.state == "stopped", SubscriptionRow.stopped_at < now - STOPPED)
    other = aliased(SubscriptionRow)
    live = exists(select(other.id).where(other.subscriber_id == Subscriber.id, other.state != "stopped"))
    owners = select(Subscriber.address).join(SubscriptionRow, SubscriptionRow.subscriber_id == Subscriber.id)
    owners = owners.where(*old, ~live)
    for address in list(connection.execute(owners).scalars()):
        service.suppress(connection, address, "stopped")
    return int(connection.execute(delete(SubscriptionRow).where(*old)).rowcount)


def _deliveries(connection: Connection, before: dt.datetime) -> int:
    old = (OutboxRow.queued_at < before, OutboxRow.state.not_in(_OPEN))
    gone = int(connection.execute(delete(OutboxRow).where(*old)).rowcount)
    needed = exists(select(OutboxRow.id).where(OutboxRow.edition == Edition.hash))
    connection.execute(delete(Edition).where(Edition.made_at < before, ~needed))
    connection.execute(delete(CardRow).where(CardRow.made_at < before - (clock.now() - before)))
    return gone


def _runs(connection: Connection, before: dt.datetime) -> int:
    """Visits that are over, but for the newest of each source: health checks compare with it."""
    newest = select(func.max(Run.id)).group_by(Run.source, Run.scope)
    old = (Run.started_at < before, Run.state == "done", Run.id.not_in(newest))
    connection.execute(delete(RunProblem).where(RunProblem.run_id.in_(select(Run.id).where(*old))))
    return int(connection.execute(delete(Run).where(*old)).rowcount)


def _changes(connection: Connection, before: dt.datetime) -> int:
    """Changes that every reader was told of. The newest stays, since sequence numbers go on from it."""
    live = (SubscriptionRow.state == "active", SubscriptionRow.told_upto.is_not(None))
    oldest = connection.execute(select(func.min(SubscriptionRow.told_upto)).where(*live)).scalar_one()
    newest = connection.execute(select(func.max(ChangeRow.id))).scalar()
    if newest is None:
        return 0
    upto = min(newest - 1, newest if oldest is None else oldest)
    old = (ChangeRow.seen_at < before, ChangeRow.id <= upto)
    return int(connection.execute(delete(ChangeRow).where(*old)).rowcount)


def _without_subscription(connection: Connection) -> int:
    has = exists(select(SubscriptionRow.id).where(SubscriptionRow.subscriber_id == Subscriber.id))
    return int(connection.execute(delete(Subscriber).where(~has)).rowcount)
