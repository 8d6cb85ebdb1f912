"""The verbs of what is kept about people: export it, delete it, purge what is older than promised."""

from __future__ import annotations

import datetime as dt

import click

from alerts.cli.subscription_lookup import owner_of, transaction
from tracker import clock
from tracker.cli.output import emit, note
from tracker.cli.params import (
    as_of_option,
)


@click.command("export")
@click.argument("which")
def take_along(which: str) -> None:
    """Print everything that is kept about an address, as JSON, for its owner.

    Example: tracker subscriptions export jane@example.org
    """
    from tracker.db.opening import open_database
    from tracker.subscriptions import service as subscription_service

    with open_database() as connection:
        emit([subscription_service.taken_along(connection, owner_of(connection, which))], "json", ())


@click.command("delete")
@click.argument("which")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted; change nothing.")
def forget(which: str, yes: bool, dry_run: bool) -> None:
    """Delete an address with all its subscriptions, mutes and mails, now and for good.

    Example: tracker subscriptions delete jane@example.org --dry-run
    """
    from tracker.subscriptions import service as subscription_service

    with transaction() as connection:
        owner = owner_of(connection, which)
        mine = [
            subscription
            for subscription in subscription_service.all_of(connection)
            if subscription.subscriber_id == owner
        ]
        summary = f"{mine[0].address} with {len(mine)} subscription{'s' if len(mine) > 1 else ''}"
        if dry_run:
            note(f"would delete {summary}")
            return
        if not yes:
            click.confirm(f"Delete {summary}?", abort=True, err=True)
        subscription_service.forget(connection, owner)
    note(f"deleted {summary}")


@click.command()
@as_of_option
def purge(as_of: dt.datetime | None) -> None:
    """Delete what is kept no longer than promised: unconfirmed and stopped subscriptions, old mails and bounces.

    The scheduler does so each night, and each `tracker deliver` as well.

    Example: tracker subscriptions purge
    """
    from alerts.delivery.retention import tidy
    from tracker.db.opening import open_engine

    with clock.as_of(as_of):
        gone = tidy(open_engine())
    note("deleted " + (", ".join(f"{number} {what}" for what, number in gone.items()) or "nothing"))
