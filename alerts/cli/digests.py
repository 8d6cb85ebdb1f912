"""The verbs that tell people: preview and send digests, work off the outbox, read what came back."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker import clock
from tracker.cli.choice import Choice
from tracker.cli.output import DateParam, note
from tracker.cli.params import as_of_option, bill_option, jurisdiction_option, topic_option
from tracker.errors import TrackerError, UsageProblem, found_in
from tracker.records.text import number_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from alerts.delivery.outbox import Tally

PARTLY: Final = 3
"""Exit code when some messages did not go."""


@click.group()
def digest() -> None:
    """Preview digests, or send those that are due."""


@digest.command()
@topic_option("Only this topic", "topics")
@jurisdiction_option("Only this place, such as us or us-ma", "places")
@bill_option("Also this bill, whatever its topic and place", "bills", followed=True)
@click.option("--since", type=DateParam(), help="Tell what happened since this day; the last seven days otherwise.")
@click.option("--min-score", type=click.IntRange(0, 100), default=0, help="Only what a topic scores this high.")
@click.option("--possible", is_flag=True, help="Also what an estimate alone calls possible, in a line each.")
@click.option("--most", type=click.IntRange(1, 50), default=3, show_default=True, help="Items told in full.")
@click.option("--language", type=Choice(["en", "es"]), default="en", show_default=True, help="Language of the mail.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for digest-DATE.html, .txt and .eml; `previews` in the data folder otherwise.",
)
@as_of_option
def preview(
    topics: tuple[str, ...],
    places: tuple[str, ...],
    bills: tuple[str, ...],
    since: dt.date | None,
    min_score: int,
    possible: bool,
    most: int,
    language: str,
    out: Path | None,
    as_of: dt.date | None,
) -> None:
    """Write a digest as .html, .txt and .eml, for nobody in particular.

    Example: tracker digest preview --topic mental-health --jurisdiction us --since 2026-11-16 --out digest
    """
    from zoneinfo import ZoneInfo

    from alerts.compose.preview import preview as make
    from alerts.compose.preview import write
    from alerts.compose.selection import Selection
    from tracker.db.opening import open_database
    from tracker.settings import load
    from tracker.subscriptions import preferences
    from tracker.system import private_folder

    settings = load()
    wishes = preferences.checked(
        preferences.Wishes(topics=topics, places=places, bills=bills, min_score=min_score, most=most)
    )
    selection = Selection(
        topics=frozenset(wishes.topics),
        places=frozenset(wishes.places),
        bills=frozenset(wishes.bills),
        min_score=min_score,
        possible=possible,
        most=most,
    )
    with clock.as_of(as_of), open_database() as connection:
        now = clock.now()
        first = since or now.date() - dt.timedelta(days=7)
        if first > now.date():
            raise UsageProblem(f"--since: expected a day before {now.date()}, found {first}")
        began = dt.datetime.combine(first, dt.time(), tzinfo=ZoneInfo(settings.time_zone)) - dt.timedelta(seconds=1)
        made = make(connection, selection, since=began, language=language, settings=settings)
        folder = out or private_folder(settings.data_dir / "previews")
        try:
            written = write(made, folder, f"digest-{now.date()}")
        except OSError as problem:
            raise UsageProblem(
                f"--out {folder}: expected a folder we may write to, found: {found_in(problem)}"
            ) from problem
    for path in written:
        click.echo(path)
    note(made.rendered.subject)


@digest.command()
@click.option(
    "--period",
    type=Choice(["weekly", "daily", "deadlines", "all"]),
    default="all",
    show_default=True,
    help="Only subscriptions of this cadence.",
)
@click.option("--to", metavar="ADDRESS", help="Only subscriptions of this address.")
@click.option("--queue-only", is_flag=True, help="Leave the sending to `tracker deliver`.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; queue and send nothing.")
@as_of_option
def send(period: str, to: str | None, queue_only: bool, dry_run: bool, as_of: dt.datetime | None) -> None:
    """Queue the digests that are due now, and deliver them.

    A subscription is due once a week or day, at its own local hour; running this more often changes nothing. Without a
    mail relay (smtp_host) mails are written to the folder `mail` in the data folder.

    Example: tracker digest send --period weekly --dry-run
    """
    from alerts.delivery.enqueue import queue_due

    engine = _shared_engine()
    if to is not None:
        _refuse_unknown(engine, to)
    with clock.as_of(as_of):
        report = queue_due(engine, only=None if period == "all" else period, to=to, dry_run=dry_run)
        if dry_run:
            for subscription, slot, made in report.digests:
                items = number_of(len(made.cards), "item") if not made.quiet else "nothing to tell"
                click.echo(f"subscription {subscription.id}  {slot.name}  {items}")
            note(f"{len(report.digests)} due; nothing was queued or sent")
            return
        if report.righted:
            note(report.righted)
        note(f"queued {report.queued}; {report.quiet} had nothing to tell; {report.resting} paused or in quiet hours")
        for missed in report.expired:
            note(f"too late to be sent: {missed}; the next mail tells what it would have told")
        if queue_only:
            sys.exit(PARTLY if report.expired else 0)
        _deliver(engine, ignore_pauses=False, partly=bool(report.expired))


def _refuse_unknown(engine: Engine, address: str) -> None:
    """An address that nobody subscribed is a slip of the fingers, not somebody without news."""
    from tracker.db.engine import reading
    from tracker.subscriptions import service

    with reading(engine) as connection:
        if not service.of_address(connection, address):
            raise UsageProblem(f"nobody subscribed {address}; `tracker subscriptions list` shows who did")


@digest.command()
@as_of_option
def ledger(as_of: dt.datetime | None) -> None:
    """Write down which windows of flagged bills are open, which mails told them, and who was not told before they closed.

    The scheduler does it twice an hour; doing it more often changes nothing. `tracker deadlines ledger` shows the ledger.

    Example: tracker digest ledger
    """
    from alerts.delivery.ledger import keep_ledger
    from tracker.db.opening import open_engine

    engine = open_engine()
    with clock.as_of(as_of):
        note(f"{keep_ledger(engine)} windows are new in the ledger")


@click.command()
@click.option("--now", "ignore_pauses", is_flag=True, help="Try a relay that is left alone after a fault of its own.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@as_of_option
def deliver(ignore_pauses: bool, dry_run: bool, as_of: dt.datetime | None) -> None:
    """Send what is in the outbox: send what is due, try again what failed, leave the rest for later.

    It may run several times at once, and may be killed at any moment: no message is lost, and at most the one that was
    on the wire goes out twice, under the same Message-ID. Exit 3 when some messages did not go.

    Example: tracker deliver --now
    """
    engine = _shared_engine()
    with clock.as_of(as_of):
        if dry_run:
            _say_what_is_due(engine)
            return
        _deliver(engine, ignore_pauses=ignore_pauses)


def _shared_engine() -> Engine:
    """The database, once it is sure that what we send has links that all machines on it know."""
    from tracker.db.opening import open_engine
    from tracker.subscriptions import secret_check

    engine = open_engine()
    secret_check.hold(engine)
    return engine


def _say_what_is_due(engine: Any) -> None:
    from alerts.delivery.outbox import due
    from tracker.db.engine import reading

    with reading(engine) as connection:
        rows = due(connection)
    for row in rows:
        click.echo(
            f"message {row.id}  subscription {row.subscription_id}  {row.kind}  {row.slot}  attempts {row.attempts}"
        )
    note(f"{len(rows)} due; nothing was sent")


def _deliver(engine: Any, *, ignore_pauses: bool, partly: bool = False) -> None:
    from alerts.delivery.outbox import counts
    from alerts.delivery.retention import tidy
    from alerts.delivery.sender import deliver as work_off
    from tracker.db.engine import reading
    from tracker.settings import load

    with _until_told_to_stop() as stopping:
        tally = work_off(engine, load(), stop=stopping.is_set, ignore_pauses=ignore_pauses)
    tidy(engine)
    with reading(engine) as connection:
        remaining = counts(connection)
    _tell(tally, remaining)
    if stopping.code:
        sys.exit(stopping.code)
    if "mail" in tally.paused and not tally.sent:
        raise TrackerError("nothing could be sent; the queue is kept, and tried again by the next `tracker deliver`")
    if partly or tally.told or tally.paused or tally.degraded or remaining.get("held"):
        sys.exit(PARTLY)


def _tell(tally: Tally, remaining: dict[str, int]) -> None:
    from tracker.settings import load

    if tally.righted:
        note(tally.righted)
    for sentence in tally.told[:50]:
        note(sentence)
    if len(tally.told) > 50:
        note(f"… and {len(tally.told) - 50} more")
    if tally.reconsidered:
        note(f"{tally.reconsidered} of these are tried again, and nobody is blamed: the channel itself was at fault")
    for line, number in tally.degraded.items():
        note(f"message {number} went out without a line of its own: {line}; please report this")
    for channel, why in tally.paused.items():
        note(f"{channel} is paused: {why}; nobody was blamed; `tracker deliver --now` tries at once")
    if remaining.get("held"):
        note(f"{remaining['held']} held: too many sign-ups within an hour; look, then `tracker subscriptions release`")
    parts = {
        "sent": tally.sent,
        "deferred": tally.deferred,
        "uncertain": tally.uncertain,
        "bounced": tally.bounced,
        "failed": tally.failed,
        "expired": tally.expired,
        "waiting": remaining.get("pending", 0),
    }
    where = "" if load().smtp_host or not tally.sent else f"; mails are in {load().data_dir / 'mail' / 'new'}"
    note(", ".join(f"{number} {name}" for name, number in parts.items() if number or name == "sent") + where)


class _Stopping(threading.Event):
    """Set when the process is told to stop; `code` is what it exits with then."""

    code = 0


@contextmanager
def _until_told_to_stop() -> Iterator[_Stopping]:
    """Let SIGTERM and Ctrl-C end the work between two messages; a second one ends it at once."""
    stopping = _Stopping()

    def told(number: int, _frame: object) -> None:
        if stopping.is_set():
            sys.exit(128 + number)
        stopping.code = 128 + number
        stopping.set()

    before = {which: signal.signal(which, told) for which in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopping
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--recipient", help="The address it was delivered to, where the mail server tells it.")
@click.option("--dry-run", is_flag=True, help="Say what each mail means; change nothing.")
@as_of_option
def bounces(files: tuple[Path, ...], recipient: str | None, dry_run: bool, as_of: dt.datetime | None) -> None:
    """Read mails that came back: FILES, folders of them, or `-` for standard input.

    Let the mail server pipe what arrives at the bounce address into `tracker bounces -`. An address that does not exist
    is given up at once, a full mailbox after five times in two weeks; automatic replies change nothing.

    Example: tracker bounces returned/
    """
    from alerts.delivery.bounces import read, take
    from tracker.db.opening import open_engine

    engine = open_engine()
    with clock.as_of(as_of):
        for name, raw in _mails(files or (Path("-"),)):
            bounce = read(raw, recipient=recipient)
            result = f"{bounce.kind}, {bounce.detail}" if dry_run else take(engine, bounce)
            click.echo(f"{name}: {result}")


def _mails(files: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    from alerts.delivery.bounces import SIZE

    for path in files:
        if str(path) == "-":
            yield "standard input", sys.stdin.buffer.read(SIZE)
            continue
        paths = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for mail_path in paths:
            try:
                with mail_path.open("rb") as file:
                    yield str(mail_path), file.read(SIZE)
            except OSError as problem:
                raise UsageProblem(f"{mail_path}: expected a mail to read, found: {found_in(problem)}") from problem
