"""What small boards' pages share: a meeting from a date and words, and the question whether a page is last year's.

Such pages carry no ids, so a meeting is known by its board and its day. A board that does not say when it meets has
often only forgotten to: a page whose newest meeting is long over is a problem of the run, never a quiet season.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from spiders.kit import dates
from spiders.kit.select import PageChanged
from spiders.kit.spiders import ListSpider, Yield
from spiders.kit.status_phrases import status, virtual, without_status
from tracker.ingest.source import Source
from tracker.ingest.verdict import Problem
from tracker.records.items import Link, ScrapedHearing, Status
from tracker.records.text import line

STALE_AFTER_DAYS = 100
"""Days since the newest meeting of a page that count as forgotten: a quarter, and a week for those who write late."""


def stale(
    hearings: Iterable[ScrapedHearing], now: dt.datetime, url: str, days: int = STALE_AFTER_DAYS
) -> Problem | None:
    """The problem of a page whose meetings are all long over; None when one is recent or coming, or when there is none."""
    newest = max((hearing.start for hearing in hearings), default=None)
    if newest is None or now - newest <= dt.timedelta(days=days):
        return None
    return Problem(
        kind="old-page",
        reason=f"wanted a meeting in the last {days} days or later, found none after {newest:%Y-%m-%d}: "
        "the page is an old one, or this year's is elsewhere",
        url=url,
    )


def day(text: str, *forms: str, near: dt.datetime | None = None) -> dt.date:
    """The date that `text` writes, in American forms when none is named: 1/31/2026, 1/31/26, January 31, 2026, Jan. 31, 2026,
    Wednesday, January 31, 2026, 2026-01-31; a word that says that it is off may stand beside it. With `near`, a date without a year is taken for the one nearest to it.
    """
    words = (
        _MIDNIGHT.sub("", without_status(line(text)))
        .replace(".", "")
        .replace("Sept ", "Sep ")
        .replace(" ,", ",")
        .strip(" ,*")
    )
    head, comma, rest = words.partition(",")
    if comma and head.casefold() in _WEEKDAYS:
        words = rest.strip()
    elif words.partition(" ")[0].casefold() in _WEEKDAYS:
        words = words.partition(" ")[2]
    words = " ".join(_bare(token) for token in words.replace(",", " ").split())
    try:
        return dates.date(words, *(forms or _FORMS))
    except PageChanged:
        if near is None:
            raise
    years = [dates.date(f"{words} {near.year + n}", "%B %d %Y", "%b %d %Y") for n in (-1, 0, 1)]
    return min(years, key=lambda token: abs(token - near.date()))


def moment(text: str) -> tuple[dt.date, str]:
    """The day that a text begins with, and the rest, which says the hour: `3/10/2026 - 12:00 PM`, `March 10, 2026 noon`."""
    match = _DAY_FIRST.match(without_status(line(text)))
    if match is None:
        raise PageChanged(f"wanted a day and an hour, found {line(text)[:60]!r}")
    return day(match[1]), match[2]


_DAY_FIRST = re.compile(r"(\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|.*?, \d{4})\b[\s,@T-]*(.*)")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(?::00)?(?:\.0+)?Z?$")
"""What programs write behind a day that has no hour."""


def hour_in(name: str) -> str | None:
    """The phrase of a meeting's own name that says its hour. Without its half of the day a number may count anything, and the
    hour at which an agenda was amended or posted is none of the meeting.
    """
    sure = _HALF.search(name) and not _WRITTEN.search(name) and dates.clock(name)[1] == "exact"
    return name if sure else None


_HALF = re.compile(r"\d\s*[ap]\.?\s?m\b|\bnoon\b", re.IGNORECASE)
_WRITTEN = re.compile(
    r"\b(?:amend|revis|updat|post(?!pon)|correct|supplement|publish|deadline|due\b|by\b)", re.IGNORECASE
)
_WEEKDAYS = {
    name for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun") for name in (day + "day", day[:3])
}
_WEEKDAYS |= {"tues", "thur", "thurs"}
_FORMS = ("%m/%d/%Y", "%m/%d/%y", "%B %d %Y", "%b %d %Y", "%Y-%m-%d", "%m-%d-%Y", "%d %B %Y")


def _bare(word: str) -> str:
    """An ordinal without its ending: 23rd is 23."""
    return word[:-2] if word[:-2].isdecimal() and word[-2:].casefold() in {"st", "nd", "rd", "th"} else word


def meeting(
    source: Source,
    *,
    key: str,
    name: str,
    date: dt.date,
    time: str | None,
    url: str,
    location: str | None = None,
    committee: str | None = None,
    words: Iterable[str | None] = (),
    documents: Iterable[Link] = (),
    usual: Status = "confirmed",
) -> ScrapedHearing:
    """A meeting on a day; without a clock time in `time` it is one of the whole day. `words` may say that it is off."""
    clock, sure = dates.clock(time)
    start = (
        dates.midnight(date, source.timezone) if clock is None else dt.datetime.combine(date, clock, source.timezone)
    )
    texts = tuple(words)
    return ScrapedHearing(
        key=key,
        jurisdiction=source.jurisdiction,
        name=name,
        start=start,
        all_day=clock is None,
        time_qualifier="date-only" if clock is None and sure == "unknown" else sure,
        time_text=time if time and sure != "exact" else None,
        timezone=source.timezone.key,
        status=status(name, time, location, *texts, usual=usual, day=start.date()),
        committee=committee or name,
        location=location,
        virtual=virtual(location, *texts),
        documents=tuple(documents),
        sources=(Link(url=url, note=source.publisher),),
    )


class BoardMeetings(ListSpider):
    """A board's page with a row a meeting; old pages and rows told twice are seen."""

    stale_after_days: ClassVar[int] = STALE_AFTER_DAYS

    def read(self, response: Any) -> Iterator[Yield]:
        """Every meeting once, then whether the page is an old one."""
        met: dict[str, ScrapedHearing] = {}
        for hearing in super().read(response):
            if isinstance(hearing, ScrapedHearing):
                if hearing in met.values():
                    continue
                if hearing.key in met:  # the board meets twice that day
                    hearing = dataclasses.replace(hearing, key=f"{hearing.key}-{hearing.start:%H%M}")  # noqa: PLW2901
                met[hearing.key] = hearing
            yield hearing
        problem = stale(met.values(), self.asked.now, response.url, self.stale_after_days)
        if problem is not None:
            yield problem
