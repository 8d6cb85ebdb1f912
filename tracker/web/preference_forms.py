"""Read a subscription's form, and say next to each field what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tracker.errors import UsageProblem
from tracker.subscriptions import names, preferences
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.service import checked_address
from tracker.web.filters import Faults

if TYPE_CHECKING:
    from tracker.web.request_context import Ask

ZONES: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


def read(ask: Ask, before: Wishes) -> tuple[Wishes, Faults]:
    """The wishes a form asks for, on top of what stood before, and what is wrong."""
    faults = Faults(ask.language)
    follows = [follow for follow in ask.every("follow") if not follow.startswith("list:") or follow in before.follows]
    if follows != ask.every("follow"):  # lists are private: a stranger is not even told which there are
        faults["follow"] = "Please ask the organizers of a list to let you follow it."
    wishes = replace(
        before,
        topics=tuple(ask.every("topic")),
        places=tuple(ask.every("place")),
        bills=tuple(ask.every("bill")),
        follows=tuple(follows),
        kinds=tuple(ask.every("kind")),
        cadence=ask.sent("cadence") or before.cadence,
        weekday=ask.sent("weekday") or before.weekday,
        timezone=ask.sent("timezone") or before.timezone,
        language=ask.sent("mail_language") or before.language,
        format=ask.sent("format") or before.format,
        quiet_weeks=ask.sent("quiet_weeks") or before.quiet_weeks,
        hour=_number(ask, "hour", before.hour, faults),
        only_followed=ask.yes("only_followed"),
        possible=ask.yes("possible"),
        min_score=_number(ask, "min_score", before.min_score, faults),
        most=_number(ask, "most", before.most, faults),
    )
    with ask.reading() as connection:
        wishes, unknown = names.named(connection, wishes, before)
    for name, problem in unknown:
        faults.tell(_FIELDS.get(name, "form"), problem)
    for fault in preferences.faults(wishes):
        name, _colon, reason = fault.partition(": ")
        faults.setdefault(_FIELDS.get(name, "form"), _IN_WORDS.get(name, reason))
    return wishes, faults


FIELDS: Final = (
    "topic", "place", "bill", "follow", "kind", "cadence", "weekday", "timezone", "mail_language", "format", "quiet_weeks",
    "hour", "possible", "min_score", "most", "only_followed",
)  # fmt: skip
_FIELDS: Final = {
    "topics": "topic",
    "places": "place",
    "bills": "bill",
    "follows": "follow",
    "kinds": "kind",
    "cadence": "cadence",
    "weekday": "weekday",
    "time zone": "timezone",
    "language": "mail_language",
    "format": "format",
    "hour": "hour",
    "minimum score": "min_score",
    "items in a mail": "most",
    "only what is followed": "only_followed",
}

_IN_WORDS: Final = {"only what is followed": "Please choose what to follow, or leave this box empty."}


def _number(ask: Ask, name: str, before: int, faults: Faults) -> int:
    text = ask.sent(name, 6)
    if not text:
        return before
    if text.isascii() and text.isdecimal():
        return int(text)
    faults[name] = "Please give a number."
    return before


def address(ask: Ask, faults: Faults) -> str:
    """The mail address of a form."""
    given = ask.sent("address", 320)
    if not given:
        faults["address"] = "Please give your email address."
        return ""
    try:
        stored_address, channel = checked_address(given)
    except UsageProblem:
        faults["address"] = "This does not look like an email address."
        return given
    if channel != "mail":
        faults["address"] = "This does not look like an email address."
        return given
    return stored_address
