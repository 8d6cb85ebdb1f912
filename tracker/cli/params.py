"""Read names from closed lists on the command line; one type each, with the nearest name where there is none such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.output import F, note
from tracker.errors import UsageProblem

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from sqlalchemy import Connection

    from tracker.rules.engine import RuleSet
    from tracker.testimony.rulebook import Rulebook


_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}


class _Name(click.ParamType[str]):
    """A name from a closed list, as `tracker.vocabulary` knows it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it is kept, or what is the nearest."""
        try:
            return self.checked(str(value))
        except UsageProblem as problem:
            self.fail(str(problem), param, ctx)

    def checked(self, given: str) -> str:
        """The name as it is kept; raises UsageProblem."""
        raise NotImplementedError

    def known(self) -> dict[str, str]:
        """The names that a shell may offer, with a word about each."""
        return {}

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """What begins like that."""
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=sentence)
            for name, sentence in self.known().items()
            if name.startswith(incomplete)
        ]


class TopicParam(_Name):
    """A topic such as mental-health, shipped or a person's own."""

    name = "topic"

    def checked(self, given: str) -> str:
        """The slug."""
        from tracker.vocabulary import check_topic

        return check_topic(given)

    def known(self) -> dict[str, str]:
        """All topics with their titles."""
        from tracker.vocabulary import topics

        return topics()


class PlaceParam(_Name):
    """A place such as us, us-ma or us-il-chicago."""

    name = "place"

    def checked(self, given: str) -> str:
        """The code."""
        from tracker.records.jurisdictions import jurisdiction
        from tracker.vocabulary import check_place

        code = given.strip().casefold()
        return code if jurisdiction(code) is not None else _asked(lambda connection: check_place(given, connection))

    def known(self) -> dict[str, str]:
        """All legislatures."""
        from tracker.records.jurisdictions import all_jurisdictions

        return {code: place.name for code, place in all_jurisdictions().items()}


class LocalPlaceParam(PlaceParam):
    """A place that a new source tells of: a legislature, or a new city, county or body of one that is known."""

    def checked(self, given: str) -> str:
        """The code."""
        from tracker.records.jurisdictions import jurisdiction

        code = given.strip().casefold()
        state, _dash, local = code[:5], code[5:6], code[6:]
        if _dash == "-" and jurisdiction(state) is not None and all(part.isalnum() for part in local.split("-")):
            return code
        return super().checked(given)


class CoveredPlaceParam(PlaceParam):
    """A place of which anything is known: a source's, or one with a rule of testimony alone."""

    def checked(self, given: str) -> str:
        """The code."""
        from tracker.deadlines.own_rules import own_rulebook
        from tracker.vocabulary import check_place

        ruled = frozenset(place.code for place in own_rulebook().places.values())
        return _asked(lambda connection: check_place(given, connection, ruled))


class SessionParam(_Name):
    """A session such as 119."""

    name = "session"

    def checked(self, given: str) -> str:
        """Its name."""
        from tracker.vocabulary import check_session

        return _asked(lambda connection: check_session(given, connection))


class StageParam(_Name):
    """A stage of a bill such as in-committee."""

    name = "stage"

    def checked(self, given: str) -> str:
        """Its name."""
        from tracker.vocabulary import check_stage

        return check_stage(given)

    def known(self) -> dict[str, str]:
        """All stages."""
        from tracker.records.stages import STAGES

        return dict.fromkeys(STAGES, "")


class ChannelParam(_Name):
    """A way by which messages go out."""

    name = "channel"

    def checked(self, given: str) -> str:
        """Its name."""
        from tracker.vocabulary import check_channel

        return check_channel(given)

    def known(self) -> dict[str, str]:
        """All channels."""
        from tracker import channels

        return dict.fromkeys(channels.names(), "")


class BillParam(_Name):
    """A bill as people write it: us/119/HR1109, us-ma/H1, "H.B. 12"."""

    name = "bill"

    def __init__(self, *, followed: bool = False) -> None:
        self.followed = followed
        """Whether a bill of a session we hold nothing of yet is taken too."""

    def checked(self, given: str) -> str:
        """The public id."""
        from tracker.vocabulary import check_bill

        return _asked(lambda connection: check_bill(given, connection, followed=self.followed))


class DistrictParam(_Name):
    """A district such as us/lower/MA-7."""

    name = "district"

    def checked(self, given: str) -> str:
        """As it is kept."""
        from tracker.vocabulary import check_district

        return _asked(lambda connection: check_district(given, connection))


class PersonParam(_Name):
    """A person such as us/person/P000617."""

    name = "person"

    def checked(self, given: str) -> str:
        """The public id."""
        from tracker.vocabulary import check_person

        return _asked(lambda connection: check_person(given, connection))


def _asked(check: Callable[[Connection], str]) -> str:
    from tracker.db.opening import open_database

    with open_database() as connection:
        return check(connection)


_YEARS: Final = range(1789, 3000)


class MomentParam(click.ParamType[dt.datetime]):
    """A date as YYYY-MM-DD, which means its noon in UTC, or a moment with its offset."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Read it or say what was expected."""
        if isinstance(value, dt.datetime):
            return value
        try:
            read = dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"expected a date or a moment such as 2026-11-23T08:00-05:00, found {value!r}", param, ctx)
        if read.year not in _YEARS:  # weeks and sessions are counted on from it, past the last year that there is
            self.fail(f"expected a year from {_YEARS[0]} to {_YEARS[-1]}, found {value!r}", param, ctx)
        if len(value) <= len("2026-11-23"):
            return read.replace(hour=12, tzinfo=dt.UTC)
        if read.tzinfo is None:
            self.fail(f"expected a moment with its offset such as 2026-11-23T08:00-05:00, found {value!r}", param, ctx)
        return read


class SpanParam(click.ParamType[dt.timedelta]):
    """A span such as 14d, 36h or 2w."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.timedelta:
        """Read it or say what was expected."""
        if isinstance(value, dt.timedelta):
            return value
        text = str(value).strip().casefold()
        if len(text) < 2 or text[-1] not in _UNITS or not (text[:-1].isascii() and text[:-1].isdecimal()):
            self.fail(f"expected a span such as 14d, 36h or 2w, found {value!r}", param, ctx)
        return dt.timedelta(**{_UNITS[text[-1]]: min(int(text[:-1]), 100_000)})


def as_of_option(command: F) -> F:
    """`--as-of DATE|MOMENT`: answer as if it were then."""
    sentence = "Do as if it were this day or moment."
    return click.option("--as-of", "as_of", type=MomentParam(), metavar="DATE|MOMENT", help=sentence)(command)


def topic_option(sentence: str, name: str = "topic", *, stored: bool = True) -> Callable[[F], F]:
    """`--topic TOPIC`, which may be given several times; where it narrows what is `stored`, a topic left out for a fault is told."""
    callback = _tell_left_out if stored else None
    return click.option(
        "--topic", name, multiple=True, type=TopicParam(), callback=callback, help=f"{sentence}; several times."
    )


def _tell_left_out(_context: click.Context, _parameter: click.Parameter, topics: tuple[str, ...]) -> tuple[str, ...]:
    """Say of a person's own topic that it cannot be read: an empty answer would look like an answer without news."""
    rules = _rules() if topics else None
    for slug in topics:
        if rules is None or slug not in rules.left_out:
            continue
        meanwhile = "nothing is judged by it" if slug in rules.resting else "the topic shipped under its name counts"
        reason = next(iter(rules.left_out[slug]), "another file of yours has a fault")
        note(f"your topic {slug} is left out ({reason}) and meanwhile {meanwhile}; `tracker rules check` says more")
    return topics


def testimony_rules() -> Rulebook:
    """The rules of testimony with the person's own; what of these cannot be read is said, and left out."""
    from tracker.deadlines.own_rules import own_rulebook

    rules = own_rulebook()
    for fault in rules.faults:
        note(f"left out a file of your testimony rules, {fault}; `tracker testimony check` says more")
    return rules


def note_none(sentence: str, topics: tuple[str, ...]) -> None:
    """Say that nothing was found, unless a topic that was asked for is left out: of it that is not known, and was said."""
    if not topics or _rules().resting.isdisjoint(topics):
        note(sentence)


def _rules() -> RuleSet:
    from tracker.rules.registry import load_rules
    from tracker.settings import load

    return load_rules(load().data_dir)


def jurisdiction_option(sentence: str, name: str = "jurisdiction") -> Callable[[F], F]:
    """`--jurisdiction PLACE`, which may be given several times."""
    return click.option("--jurisdiction", name, multiple=True, type=PlaceParam(), help=f"{sentence}; several times.")


def bill_option(sentence: str, name: str = "bill", *, followed: bool = False) -> Callable[[F], F]:
    """`--bill BILL`, which may be given several times."""
    return click.option(
        "--bill", name, multiple=True, type=BillParam(followed=followed), help=f"{sentence}; several times."
    )


def within_option(sentence: str) -> Callable[[F], F]:
    """`--within SPAN`."""
    return click.option("--within", type=SpanParam(), help=sentence)
