"""The verbs of suppressed addresses: list them, and write to them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar

import click

from alerts.cli.subscription_lookup import say, transaction
from alerts.cli.subscription_options import dry_run_option
from tracker.cli.choice import Choice
from tracker.cli.output import emit, format_option, note
from tracker.cli.params import MomentParam, as_of_option
from tracker.errors import TrackerError, UsageProblem

F = TypeVar("F", bound=Callable[..., Any])
REASONS: Final = ("bounced", "complained", "stopped", "deleted")


def suppression_options(command: F) -> F:
    """Which suppressions: by reason and time."""
    options = (
        click.option(
            "--reason",
            type=Choice(REASONS),
            default="bounced",
            show_default=True,
            help="Only those of this reason.",
        ),
        click.option("--since", type=MomentParam(), help="Only those made at this moment or later."),
        click.option("--before", type=MomentParam(), help="Only those made before this moment."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@suppression_options
@format_option()
def suppressions(reason: str, since: dt.datetime | None, before: dt.datetime | None, fmt: str | None) -> None:
    """List addresses that are not written to, with the reason, since when, and what the relay or the report said.

    Of an address that was deleted only a code is kept, so that its line has no address.

    Example: tracker subscriptions suppressions
    """
    from tracker.db.opening import open_database
    from tracker.subscriptions.suppressions import suppressed_addresses

    with open_database() as connection:
        entries = suppressed_addresses(connection, reason=reason, since=since, before=before)
    if not emit([entry.as_row() for entry in entries], fmt, ("at", "reason", "address", "detail")):
        note(f"no address is suppressed as {reason}")


@click.command("lift")
@click.argument("addresses", metavar="[EMAIL]...", nargs=-1)
@suppression_options
@dry_run_option
@as_of_option
def lift_suppressions(
    addresses: tuple[str, ...],
    reason: str,
    since: dt.datetime | None,
    before: dt.datetime | None,
    dry_run: bool,
    as_of: dt.datetime | None,
) -> None:
    """Write to addresses again: EMAIL, or all that were given up for a reason within a time.

    Their subscriptions get mail again from where they were. Use it after a fault of the relay or of our own.
    Example: tracker subscriptions lift --since 2026-11-29T08:00-05:00 --before 2026-11-29T12:00-05:00
    """
    from tracker.subscriptions.suppressions import lift_address, suppressed_addresses

    if not (addresses or since or before):
        raise UsageProblem(
            "lift: expected an address, --since or --before, so that not everything is lifted by accident"
        )
    with transaction(as_of, dry_run=dry_run) as connection:
        entries = suppressed_addresses(connection, reason=reason, since=since, before=before)
        wanted = list(addresses) or [entry.address for entry in entries if entry.address]
        lifted = [address for address in wanted if lift_address(connection, address, reason)]
        unknown = 0 if addresses else sum(entry.address is None for entry in entries)
    if unknown:
        note(f"{unknown} are kept as a code alone, and only their owners can subscribe them again")
    say(f"lifted {len(lifted)}; they get mail again" if lifted else "lifted none", dry_run)
    if missed := [address for address in addresses if address not in lifted]:
        known = [entry.address for entry in entries if entry.address]
        raise TrackerError("; ".join(_not_suppressed(address, reason, known) for address in missed))


def _not_suppressed(address: str, reason: str, known: Sequence[str]) -> str:
    near = get_close_matches(address, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else " (`tracker subscriptions suppressions` lists who is)"
    return f"{address} is not suppressed as {reason}{hint}"
