"""The options that say what a subscription asks for, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar

import click

from tracker.cli.choice import Choice
from tracker.cli.params import (
    BillParam,
    DistrictParam,
    PersonParam,
    bill_option,
    jurisdiction_option,
    topic_option,
)
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

F = TypeVar("F", bound=Callable[..., Any])


dry_run_option: Final = click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")


class HoursParam(click.ParamType[tuple[int, int]]):
    """A span of local hours such as 21-7."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read it or say what was expected."""
        if isinstance(value, tuple):
            return value
        first, _dash, last = str(value).partition("-")
        if not (first.isdecimal() and last.isdecimal() and int(first) < 24 and int(last) < 24):
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
        click.option("--kind", "kinds", multiple=True, type=Choice(KINDS), help="Only these; several times."),
        click.option("--min-score", type=click.IntRange(0, 100), help="Only what a topic scores this high."),
        click.option(
            "--only-followed/--by-topic-too",
            default=None,
            help="Only the bills and what else is followed, and nothing besides by its topic and place.",
        ),
        click.option(
            "--possible/--no-possible",
            default=None,
            help="Also bills that no rule flags and an estimate calls possible, in a line each.",
        ),
        click.option("--cadence", type=Choice(CADENCES), help="weekly unless said; deadlines: as they come up."),
        click.option("--weekday", type=Choice(WEEKDAYS), help="Day of the weekly mail; monday unless said."),
        click.option("--hour", type=click.IntRange(0, 23), help="Local hour of the mail; 8 unless said."),
        click.option("--timezone", help="The reader's zone, such as America/Chicago."),
        click.option("--language", type=Choice(LANGUAGES), help="Language of mails and pages."),
        click.option("--mail-format", "format", type=Choice(FORMATS), help="html with a text part, or text alone."),
        click.option("--most", type=click.IntRange(1, 50), help="Items told in full in one mail; 3 unless said."),
        click.option("--quiet-hours", type=HoursParam(), help="Local hours without mail as it happens, such as 21-7."),
        click.option("--quiet-weeks", type=Choice(QUIET_WEEKS), help="A week without news: one line, or no mail."),
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
