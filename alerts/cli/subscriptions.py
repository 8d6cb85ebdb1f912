"""The verbs that look after subscriptions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from alerts.cli import subscription_data, suppressions
from alerts.cli.subscription_lookup import say, transaction, which_subscription
from alerts.cli.subscription_options import dry_run_option, wish_options, wished
from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import DateParam, emit, format_option, note
from tracker.cli.params import (
    ChannelParam,
    as_of_option,
)
from tracker.errors import UsageProblem
from tracker.records.text import number_of
from tracker.subscriptions.preferences import (
    Wishes,
)

if TYPE_CHECKING:
    from tracker.subscriptions.service import Subscription

COLUMNS: Final = ("id", "address", "state", "cadence", "topics", "places", "told_at", "paused_until")


@click.command()
@click.argument("address", metavar="EMAIL")
@wish_options
@click.option(
    "--mailing-list", "is_list", is_flag=True, help="Many people read this address: nobody can stop it with one click."
)
@click.option("--list", "was_list", is_flag=True, hidden=True)
@click.option("--channel", type=ChannelParam(), help="By mail or to a webhook; the address says it otherwise.")
@click.option("--confirmed", is_flag=True, help="You have the person's consent: no confirmation mail is sent.")
@click.option("--dry-run", is_flag=True, help="Check it; keep and send nothing.")
@as_of_option
def subscribe(
    address: str,
    is_list: bool,
    was_list: bool,
    channel: str | None,
    confirmed: bool,
    dry_run: bool,
    as_of: dt.datetime | None,
    **given: Any,
) -> None:
    """Subscribe EMAIL (or an https address of a webhook) to a digest.

    A confirmation mail is queued; nothing else is sent before its link was opened and the button pressed.
    Example: tracker subscribe jane@example.org --topic mental-health --jurisdiction us-ma --weekday friday
    """
    from tracker.channels import confirmation
    from tracker.settings import load
    from tracker.subscriptions import preferences, service

    wishes = wished(Wishes(timezone=load().time_zone), given)
    stored_address, told_by_address = service.checked_address(address)
    if channel not in {None, told_by_address}:
        raise UsageProblem(f"--channel {channel}: expected an address of that kind, found one for {told_by_address}")
    if dry_run:
        wishes = preferences.checked(wishes)
        emit([{"address": stored_address, "channel": told_by_address, **preferences.as_json(wishes)}], "json", ())
        note("nothing was kept or sent")
        return
    with transaction(as_of) as connection:
        done = service.subscribe(connection, address, wishes, is_list=is_list or was_list, confirmed=confirmed)
    outcomes = {
        "asked": f"{confirmation(told_by_address)} is queued; `tracker deliver` sends it",
        "limited": "kept, but no mail was queued: this address was asked too often lately; try again later",
        "held": "kept, but the mail is held: too many sign-ups within an hour; see `tracker subscriptions release`",
        "known": "it has this subscription already; a mail with its links is queued",
        "confirmed": "confirmed; the first mail is due now (`tracker digest send`)",
    }
    note(f"{stored_address}: {outcomes[done]}")


@click.group("subscriptions")
def subscriptions_group() -> None:
    """Look after subscriptions. WHICH is a number, or an address with one subscription."""


def _view(subscription: Subscription) -> dict[str, Any]:
    from tracker.subscriptions import preferences as subscription_preferences

    return {
        "id": subscription.id,
        "address": subscription.address,
        "channel": subscription.channel,
        "list": subscription.is_list,
        "state": subscription.state,
        "created_at": subscription.created_at,
        "confirmed_at": subscription.confirmed_at,
        "paused_until": subscription.paused_until,
        "told_at": subscription.told_at,
        **subscription_preferences.as_json(subscription.wishes),
    }


@subscriptions_group.command("list")
@click.option("--state", type=Choice(["pending", "active", "stopped", "bounced"]), help="Only these.")
@format_option()
def list_them(state: str | None, fmt: str | None) -> None:
    """List subscriptions.

    Example: tracker subscriptions list --state active
    """
    from tracker.db.opening import open_database
    from tracker.subscriptions import service as subscription_service

    with open_database() as connection:
        rows = [_view(subscription) for subscription in subscription_service.all_of(connection, state=state)]
    if not emit(rows, fmt, COLUMNS, prose=("places",), drop=("paused_until", "places", "topics", "cadence")):
        note("no subscription yet; `tracker subscribe EMAIL` makes one")


@subscriptions_group.command()
@click.argument("which")
@format_option()
def show(which: str, fmt: str | None) -> None:
    """Show one subscription with what it has muted, its mails, and its links.

    Example: tracker subscriptions show jane@example.org
    """
    from alerts.channels import webhook_key
    from alerts.delivery.outbox import mails_of
    from tracker.db.opening import open_database
    from tracker.exports import urls
    from tracker.settings import load
    from tracker.subscriptions import service as subscription_service

    with open_database() as connection:
        subscription = which_subscription(connection, which)
        view = _view(subscription)
        view["muted"] = [
            f"{kind} {value}"
            for kind, value in subscription_service.mutes(connection, subscription.id).get(subscription.id, [])
        ]
        view["mails"] = mails_of(connection, subscription.id)
    pages = urls.spoken(load().site_url, subscription.wishes.language)
    if subscription.state == "active":
        view["manage"] = urls.manage(pages, subscription.link("manage"))
    if subscription.is_list:
        view["archive"] = urls.archive(pages, subscription.link("archive"))
    if subscription.channel == "webhook":
        view["signature_key"] = webhook_key(subscription.address).decode()
    if fmt in {None, "table"}:
        for name, value in view.items():
            click.echo(f"{name:<16} {_told(value)}")
    else:
        emit([view], fmt, COLUMNS)


@subscriptions_group.command("replay")
@wish_options
@as_of_option
def replay_command(as_of: dt.datetime | None, **given: Any) -> None:
    """What these choices would have brought in the last session of their places: emails, items, windows met and missed.

    Example: tracker subscriptions replay --topic mental-health --jurisdiction us-ma --cadence weekly
    """
    from tracker.db.opening import open_database
    from tracker.records.text import shown_number
    from tracker.subscriptions import names, preferences
    from tracker.subscriptions.replay import replay

    with clock.as_of(as_of), open_database() as connection:
        wishes, unknown = names.named(connection, wished(Wishes(), given), None)
        if unknown:
            raise UsageProblem("; ".join(f"{field}: {problem}" for field, problem in unknown))
        outcome = replay(connection, preferences.checked(wishes))
    click.echo(
        f"{outcome.first} to {outcome.last}: {number_of(outcome.mails, 'email')} with news, about {outcome.a_week} items a week"
    )
    click.echo(f"chances to be heard: {outcome.met} told in time, {outcome.missed} closed before the next email")
    if outcome.unknown:
        late = "hearings were read only when they were over, and count for nothing"
        note(number_of(outcome.unknown, "hearing was read only when it was over, and counts for nothing", late))
    for example in outcome.examples:
        click.echo(f"  {example.place}  {shown_number(example.id)}  {example.stage}  {example.title[:100]}")


def _told(value: Any) -> str:
    from tracker.exports.cells import shown

    if isinstance(value, list):
        return "".join(f"\n  {shown(part)}" for part in value)
    return shown(value)


@subscriptions_group.command()
@click.argument("token_or_which", metavar="TOKEN|WHICH")
@dry_run_option
@as_of_option
def confirm(token_or_which: str, dry_run: bool, as_of: dt.datetime | None) -> None:
    """Confirm by the token of the mail's link; or by number or address, when you have the person's consent.

    Example: tracker subscriptions confirm jane@example.org
    """
    from tracker.subscriptions import service as subscription_service

    with transaction(as_of, dry_run=dry_run) as connection:
        subscription = subscription_service.confirm(connection, token_or_which)
        if subscription is None:
            if "@" not in token_or_which and not token_or_which.isdecimal():
                raise UsageProblem("this link is unknown or older than 72 hours; subscribe again")
            subscription = which_subscription(connection, token_or_which)
            subscription_service.confirm_by_hand(connection, subscription.id)
    say(f"subscription {subscription.id} is confirmed; its first mail is due now (`tracker digest send`)", dry_run)


@subscriptions_group.command()
@click.argument("which")
@wish_options
@click.option("--all-topics", is_flag=True, help="Take the limit to topics away.")
@click.option("--everywhere", is_flag=True, help="Take the limit to places away.")
@dry_run_option
def change(which: str, all_topics: bool, everywhere: bool, dry_run: bool, **given: Any) -> None:
    """Change what a subscription asks for; options that are not given stay as they are.

    Example: tracker subscriptions change jane@example.org --topic parity --weekday friday
    """
    from tracker.subscriptions import service as subscription_service

    with transaction(dry_run=dry_run) as connection:
        subscription = which_subscription(connection, which)
        wishes = wished(subscription.wishes, given)
        wishes = replace(wishes, topics=() if all_topics else wishes.topics, places=() if everywhere else wishes.places)
        subscription_service.change(connection, subscription.id, wishes)
    say(f"subscription {subscription.id} is changed", dry_run)


@subscriptions_group.command()
@click.argument("which")
@click.option("--until", type=DateParam(), required=True, help="The first day with mail again.")
@dry_run_option
@as_of_option
def pause(which: str, until: dt.date, dry_run: bool, as_of: dt.datetime | None) -> None:
    """Send nothing before a day; what happened meanwhile comes in one mail afterwards.

    Example: tracker subscriptions pause 12 --until 2027-01-04
    """
    from tracker.subscriptions import service as subscription_service

    with transaction(as_of, dry_run=dry_run) as connection:
        subscription = which_subscription(connection, which)
        subscription_service.pause(connection, subscription.id, until)
    say(f"subscription {subscription.id} rests until {until}", dry_run)


@subscriptions_group.command()
@click.argument("which")
@dry_run_option
def resume(which: str, dry_run: bool) -> None:
    """End a pause.

    Example: tracker subscriptions resume 12
    """
    from tracker.subscriptions import service as subscription_service

    with transaction(dry_run=dry_run) as connection:
        subscription = which_subscription(connection, which)
        subscription_service.resume(connection, subscription.id)
    say(f"subscription {subscription.id} gets mail again", dry_run)


@subscriptions_group.command()
@click.argument("which")
@click.option("--dry-run", is_flag=True, help="Say what would be stopped; change nothing.")
def remove(which: str, dry_run: bool) -> None:
    """Stop a subscription; its row is deleted after 30 days. To delete an address at once, see `delete`.

    Example: tracker subscriptions remove 12
    """
    from tracker.subscriptions import service as subscription_service

    with transaction() as connection:
        subscription = which_subscription(connection, which)
        if not dry_run:
            subscription_service.stop(connection, subscription.id)
    note(f"subscription {subscription.id} {'would be' if dry_run else 'is'} stopped")


@subscriptions_group.command()
@click.argument("which")
@click.argument("kind", type=Choice(["rule", "record", "topic"]))
@click.argument("value")
@click.option("--undo", is_flag=True, help="Tell of it again.")
@dry_run_option
def mute(which: str, kind: str, value: str, undo: bool, dry_run: bool) -> None:
    """Mute a rule for a subscription, a record (such as us/119/HR1) or a topic.

    Example: tracker subscriptions mute 12 topic parity
    """
    from tracker.subscriptions import service as subscription_service
    from tracker.subscriptions.names import mutable

    with transaction(dry_run=dry_run) as connection:
        subscription = which_subscription(connection, which)
        if undo:
            subscription_service.unmute(connection, subscription.id, kind, value)
        else:
            value = mutable(connection, kind, value)
            subscription_service.mute(connection, subscription.id, kind, value)
    say(f"subscription {subscription.id}: {kind} {value} is {'told again' if undo else 'muted'}", dry_run)


@subscriptions_group.command()
@dry_run_option
def release(dry_run: bool) -> None:
    """Send the confirmation mails that were held because too many people signed up within an hour.

    Example: tracker subscriptions release
    """
    from tracker.subscriptions import service as subscription_service

    with transaction(dry_run=dry_run) as connection:
        done = subscription_service.release(connection)
    say(f"released {done}; `tracker deliver` sends them", dry_run)


for _command in (
    subscription_data.take_along,
    subscription_data.forget,
    subscription_data.purge,
    suppressions.suppressions,
    suppressions.lift_suppressions,
):
    subscriptions_group.add_command(_command)
