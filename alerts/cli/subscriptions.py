"""The verbs that look after subscriptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tracker import clock
from tracker.cli.output import DateParam, emit, format_option, note
from tracker.cli.params import (
    BillParam,
    ChannelParam,
    DistrictParam,
    MomentParam,
    PersonParam,
    as_of_option,
    bill_option,
    jurisdiction_option,
    topic_option,
)
from tracker.errors import UsageProblem
from tracker.subscriptions.preferences import (
    CADENCES,
    FORMATS,
    KINDS,
    LANGUAGES,
    POSITIONS,
    QUIET_WEEKS,
    WEEKDAYS,
    Wishes,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.subscriptions.service import Subscription

F = TypeVar("F", bound=Callable[..., Any])
dry_run_option: Final = click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
REASONS: Final = ("bounced", "complained", "stopped", "deleted")
COLUMNS: Final = ("id", "address", "state", "cadence", "topics", "places", "told_at", "paused_until")


class HoursParam(click.ParamType[tuple[int, int]]):
    """A span of local hours such as 21-7."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read it or say what was expected."""
        if isinstance(value, tuple):
            return value
        first, _dash, last = str(value).partition("-")
        if not (first.isdigit() and last.isdigit() and int(first) < 24 and int(last) < 24):
            self.fail(f"expected hours such as 21-7, found {value!r}", param, ctx)
        return int(first), int(last)


class PositionParam(click.ParamType[tuple[str, str]]):
    """A bill and what is asked for on it, such as support:us-ma/194/H1."""

    name = "position"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Read it or say what was expected."""
        if isinstance(value, tuple):
            return value
        stand, _colon, bill = str(value).partition(":")
        if stand not in POSITIONS or not bill:
            self.fail(f"expected support:BILL or oppose:BILL, found {value!r}", param, ctx)
        return BillParam(followed=True).convert(bill, param, ctx), stand


def wish_options(command: F) -> F:
    """The options that say what a subscription asks for; without one, what was there stays."""
    options = (
        topic_option("A topic; none means all", "topics"),
        jurisdiction_option("A place such as us or us-ma", "places"),
        bill_option("Follow this bill, such as us/119/HR1109", "bills", followed=True),
        click.option(
            "--follow",
            "follows",
            multiple=True,
            metavar="WHAT",
            help="person:us/person/P000617, committee:us/NAME, search:WORDS, or again:us/119/HR1109 for an idea that comes back.",
        ),
        click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only these; several times."),
        click.option("--min-score", type=click.IntRange(0, 100), help="Only what a topic scores this high."),
        click.option("--cadence", type=click.Choice(CADENCES), help="weekly unless said; deadlines: as they come up."),
        click.option("--weekday", type=click.Choice(WEEKDAYS), help="Day of the weekly mail; monday unless said."),
        click.option("--hour", type=click.IntRange(0, 23), help="Local hour of the mail; 8 unless said."),
        click.option("--timezone", help="The reader's zone, such as America/Chicago."),
        click.option("--language", type=click.Choice(LANGUAGES), help="Language of mails and pages."),
        click.option(
            "--mail-format", "format", type=click.Choice(FORMATS), help="html with a text part, or text alone."
        ),
        click.option("--most", type=click.IntRange(1, 50), help="Items told in full in one mail; 3 unless said."),
        click.option("--quiet-hours", type=HoursParam(), help="Local hours without mail as it happens, such as 21-7."),
        click.option(
            "--quiet-weeks", type=click.Choice(QUIET_WEEKS), help="A week without news: one line, or no mail."
        ),
        click.option(
            "--district",
            "districts",
            multiple=True,
            type=DistrictParam(),
            help="A district such as us/lower/MA-7; several times.",
        ),
        click.option(
            "--representative",
            "representatives",
            multiple=True,
            type=PersonParam(),
            help="A person such as us/person/P000617; several times.",
        ),
        click.option(
            "--position",
            "positions",
            multiple=True,
            type=PositionParam(),
            metavar="support:BILL|oppose:BILL",
            help="What you ask for on a bill; several times.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def wished(before: Wishes, given: dict[str, Any]) -> Wishes:
    """The wishes with what was given on the command line."""
    given = {name: value for name, value in given.items() if value not in {None, ()}}
    hours = given.pop("quiet_hours", None)
    if hours is not None:
        given["quiet_from"], given["quiet_until"] = hours
    return replace(before, **given)


@contextmanager
def _changing(as_of: dt.datetime | None = None, *, dry_run: bool = False) -> Iterator[Connection]:
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


def _say(told: str, dry_run: bool) -> None:
    note(f"dry run, nothing is changed: {told}" if dry_run else told)


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

    asked = wished(Wishes(timezone=load().time_zone), given)
    kept, told_by_address = service.checked_address(address)
    if channel not in {None, told_by_address}:
        raise UsageProblem(f"--channel {channel}: expected an address of that kind, found one for {told_by_address}")
    if dry_run:
        asked = preferences.checked(asked)
        emit([{"address": kept, "channel": told_by_address, **preferences.as_json(asked)}], "json", ())
        note("nothing was kept or sent")
        return
    with _changing(as_of) as connection:
        done = service.subscribe(connection, address, asked, is_list=is_list or was_list, confirmed=confirmed)
    outcomes = {
        "asked": f"{confirmation(told_by_address)} is queued; `tracker deliver` sends it",
        "limited": "kept, but no mail was queued: this address was asked too often lately; try again later",
        "held": "kept, but the mail is held: too many sign-ups within an hour; see `tracker subscriptions release`",
        "known": "it has this subscription already; a mail with its links is queued",
        "confirmed": "confirmed; the first mail is due now (`tracker digest send`)",
    }
    note(f"{kept}: {outcomes[done]}")


@click.group("subscriptions")
def subscriptions_group() -> None:
    """Look after subscriptions. WHICH is a number, or an address with one subscription."""


def _which(connection: Connection, told: str) -> Subscription:
    """The subscription a person means."""
    from tracker.subscriptions import service as subscription_service

    found = (
        [each]
        if told.isdigit() and (each := subscription_service.by_id(connection, int(told)))
        else []
        if told.isdigit()
        else subscription_service.of_address(connection, told)
    )
    if not found:
        raise UsageProblem(f"no subscription {told}; `tracker subscriptions list` shows them")
    if len(found) > 1:
        numbers = ", ".join(str(each.id) for each in found)
        raise UsageProblem(f"{told} has several subscriptions: say which number of {numbers}")
    return found[0]


def _view(found: Subscription) -> dict[str, Any]:
    from tracker.subscriptions import preferences as subscription_preferences

    return {
        "id": found.id,
        "address": found.address,
        "channel": found.channel,
        "list": found.is_list,
        "state": found.state,
        "created_at": found.created_at,
        "confirmed_at": found.confirmed_at,
        "paused_until": found.paused_until,
        "told_at": found.told_at,
        **subscription_preferences.as_json(found.wishes),
    }


@subscriptions_group.command("list")
@click.option("--state", type=click.Choice(["pending", "active", "stopped", "bounced"]), help="Only these.")
@format_option()
def list_them(state: str | None, fmt: str | None) -> None:
    """List subscriptions.

    Example: tracker subscriptions list --state active
    """
    from tracker.db.opening import open_database
    from tracker.subscriptions import service as subscription_service

    with open_database() as connection:
        found = [_view(each) for each in subscription_service.all_of(connection, state=state)]
    if not emit(found, fmt, COLUMNS, prose=("places",), drop=("paused_until", "places", "topics", "cadence")):
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
        found = _which(connection, which)
        view = _view(found)
        view["muted"] = [
            f"{kind} {value}" for kind, value in subscription_service.mutes(connection, found.id).get(found.id, [])
        ]
        view["mails"] = mails_of(connection, found.id)
    if found.state == "active":
        view["manage"] = urls.manage(load().site_url, found.link("manage"))
    if found.is_list:
        view["archive"] = urls.archive(load().site_url, found.link("archive"))
    if found.channel == "webhook":
        view["signature_key"] = webhook_key(found.address).decode()
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
    from tracker.records.text import spaced_identifier
    from tracker.subscriptions import names, preferences
    from tracker.subscriptions.replay import replay

    with clock.as_of(as_of), open_database() as connection:
        asked, unknown = names.named(connection, wished(Wishes(), given), None)
        if unknown:
            raise UsageProblem("; ".join(f"{field}: {problem}" for field, problem in unknown))
        found = replay(connection, preferences.checked(asked))
    click.echo(f"{found.first} to {found.last}: {found.mails} emails with news, about {found.a_week} items a week")
    click.echo(f"chances to be heard: {found.met} told in time, {found.missed} closed before the next email")
    if found.unknown:
        note(f"{found.unknown} hearings were read only when they were over, and count for nothing")
    for each in found.examples:
        click.echo(f"  {each.place}  {spaced_identifier(each.identifier)}  {each.stage}  {each.title[:100]}")


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

    with _changing(as_of, dry_run=dry_run) as connection:
        found = subscription_service.confirm(connection, token_or_which)
        if found is None:
            if "@" not in token_or_which and not token_or_which.isdigit():
                raise UsageProblem("this link is unknown or older than 72 hours; subscribe again")
            found = _which(connection, token_or_which)
            subscription_service.confirm_by_hand(connection, found.id)
    _say(f"subscription {found.id} is confirmed; its first mail is due now (`tracker digest send`)", dry_run)


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

    with _changing(dry_run=dry_run) as connection:
        found = _which(connection, which)
        asked = wished(found.wishes, given)
        asked = replace(asked, topics=() if all_topics else asked.topics, places=() if everywhere else asked.places)
        subscription_service.change(connection, found.id, asked)
    _say(f"subscription {found.id} is changed", dry_run)


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

    with _changing(as_of, dry_run=dry_run) as connection:
        found = _which(connection, which)
        subscription_service.pause(connection, found.id, until)
    _say(f"subscription {found.id} rests until {until}", dry_run)


@subscriptions_group.command()
@click.argument("which")
@dry_run_option
def resume(which: str, dry_run: bool) -> None:
    """End a pause.

    Example: tracker subscriptions resume 12
    """
    from tracker.subscriptions import service as subscription_service

    with _changing(dry_run=dry_run) as connection:
        found = _which(connection, which)
        subscription_service.resume(connection, found.id)
    _say(f"subscription {found.id} gets mail again", dry_run)


@subscriptions_group.command()
@click.argument("which")
@click.option("--dry-run", is_flag=True, help="Say what would be stopped; change nothing.")
def remove(which: str, dry_run: bool) -> None:
    """Stop a subscription; its row is deleted after 30 days. To delete an address at once, see `delete`.

    Example: tracker subscriptions remove 12
    """
    from tracker.subscriptions import service as subscription_service

    with _changing() as connection:
        found = _which(connection, which)
        if not dry_run:
            subscription_service.stop(connection, found.id)
    note(f"subscription {found.id} {'would be' if dry_run else 'is'} stopped")


@subscriptions_group.command()
@click.argument("which")
@click.argument("kind", type=click.Choice(["rule", "record", "topic"]))
@click.argument("value")
@click.option("--undo", is_flag=True, help="Tell of it again.")
@dry_run_option
def mute(which: str, kind: str, value: str, undo: bool, dry_run: bool) -> None:
    """Tell a subscription no more of a rule, a record (such as us/119/HR1) or a topic.

    Example: tracker subscriptions mute 12 topic parity
    """
    from tracker.subscriptions import service as subscription_service
    from tracker.subscriptions.names import mutable

    with _changing(dry_run=dry_run) as connection:
        found = _which(connection, which)
        if undo:
            subscription_service.unmute(connection, found.id, kind, value)
        else:
            value = mutable(connection, kind, value)
            subscription_service.mute(connection, found.id, kind, value)
    _say(f"subscription {found.id}: {kind} {value} is {'told again' if undo else 'muted'}", dry_run)


@subscriptions_group.command("export")
@click.argument("which")
def take_along(which: str) -> None:
    """Print everything that is kept about an address, as JSON, for its owner.

    Example: tracker subscriptions export jane@example.org
    """
    from tracker.db.opening import open_database
    from tracker.subscriptions import service as subscription_service

    with open_database() as connection:
        emit([subscription_service.taken_along(connection, _owner(connection, which))], "json", ())


def _owner(connection: Connection, told: str) -> int:
    """The subscriber a person means: by any of their subscriptions, or by address."""
    from tracker.subscriptions import service as subscription_service

    if told.isdigit():
        return _which(connection, told).subscriber_id
    found = subscription_service.of_address(connection, told)
    if not found:
        raise UsageProblem(f"no subscription of {told}; `tracker subscriptions list` shows them")
    return found[0].subscriber_id


@subscriptions_group.command("delete")
@click.argument("which")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted; change nothing.")
def forget(which: str, yes: bool, dry_run: bool) -> None:
    """Delete an address with all its subscriptions, mutes and mails, now and for good.

    Example: tracker subscriptions delete jane@example.org --dry-run
    """
    from tracker.subscriptions import service as subscription_service

    with _changing() as connection:
        owner = _owner(connection, which)
        mine = [each for each in subscription_service.all_of(connection) if each.subscriber_id == owner]
        told = f"{mine[0].address} with {len(mine)} subscription{'s' if len(mine) > 1 else ''}"
        if dry_run:
            note(f"would delete {told}")
            return
        if not yes:
            click.confirm(f"Delete {told}?", abort=True, err=True)
        subscription_service.forget(connection, owner)
    note(f"deleted {told}")


@subscriptions_group.command()
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


@subscriptions_group.command()
@dry_run_option
def release(dry_run: bool) -> None:
    """Send the confirmation mails that were held because too many people signed up within an hour.

    Example: tracker subscriptions release
    """
    from tracker.subscriptions import service as subscription_service

    with _changing(dry_run=dry_run) as connection:
        done = subscription_service.release(connection)
    _say(f"released {done}; `tracker deliver` sends them", dry_run)


def suppression_options(command: F) -> F:
    """Which suppressions: by reason and time."""
    options = (
        click.option(
            "--reason",
            type=click.Choice(REASONS),
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


@subscriptions_group.command()
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
        found = suppressed_addresses(connection, reason=reason, since=since, before=before)
    if not emit([each.as_row() for each in found], fmt, ("at", "reason", "address", "detail")):
        note(f"no address is suppressed as {reason}")


@subscriptions_group.command("lift")
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
    with _changing(as_of, dry_run=dry_run) as connection:
        found = suppressed_addresses(connection, reason=reason, since=since, before=before)
        wanted = list(addresses) or [each.address for each in found if each.address]
        lifted = [address for address in wanted if lift_address(connection, address, reason)]
        unknown = 0 if addresses else sum(each.address is None for each in found)
    for address in addresses:
        if address not in lifted:
            note(f"{address}: not suppressed as {reason}")
    if unknown:
        note(f"{unknown} are kept as a code alone, and only their owners can subscribe them again")
    _say(f"lifted {len(lifted)}; they get mail again", dry_run)
