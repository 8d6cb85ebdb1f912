"""Feeds and calendars that a person added: any body's RSS, Atom, JSON Feed or iCalendar, without a line of code.

What such a source is stands in the table of sources; the spider is made from its row. Its address came from outside, so it
may lead to public hosts only, redirects included.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from spiders.kit.bill_words import bill_number
from spiders.kit.comment_periods import closes
from spiders.kit.feed import Entry, Feed
from spiders.kit.select import PageChanged
from spiders.kit.spiders import FeedSpider, Yield
from spiders.kit.status_phrases import virtual
from tracker.ingest.source import VENDOR, Source
from tracker.records.items import Link, ScrapedBill, ScrapedHearing, ScrapedNotice
from tracker.records.town_halls import MEETING

_ADDRESS: Final = re.compile(r"https?://(?:www\.)?(?P<rest>[^/?#\s]+\S*?)/?", re.IGNORECASE)


class AddedFeed(FeedSpider):
    """A feed from the table of sources; `made` gives each its own class."""

    user_given: ClassVar[bool] = True
    empty_is_normal: ClassVar[bool] = False

    lists_part: bool = False
    """Set where the feed was no calendar: an RSS feed shows the next few meetings, so absence from it means nothing."""
    classification: ClassVar[str] = MEETING
    """What the events of a calendar are, where whoever added it said so."""

    def known_entries(self, feed: Feed) -> Iterable[Entry]:
        """The entries, under the ids that they had before where the publisher made new ones for the same things.

        The stamp of a hearing or notice holds its title and moment. An entry that is new is the one that was stored with its stamp,
        if that one's own id is no longer in the feed; or the one whose id was the same address, written another way.
        """
        self.lists_part = not feed.calendar
        if self.source.kind == "bills":  # known by their numbers
            return feed.entries
        now_told = {self._record(entry) for entry in feed.entries}
        gone = {stamp: record for record, stamp in self.asked.stamps.items() if record not in now_told}
        return [self._as_before(entry, gone) for entry in feed.entries]

    def _as_before(self, entry: Entry, gone: dict[str, str]) -> Entry:
        if self._record(entry) in self.asked.stamps:
            return entry
        before = {self._record(replace(entry, id=spelling)) for spelling in _other_spellings(entry.id)}
        stamp = next((stamp for stamp, record in gone.items() if record in before), _second_identity(entry))
        record = gone.pop(stamp, None) if _moment(entry) is not None or gone.get(stamp) in before else None
        return replace(entry, id=record, raw={**entry.raw, "known_as": record}) if record else entry

    def _record(self, entry: Entry) -> str:
        return f"{self.source.jurisdiction}/{self._key(entry)}" if entry.id else ""

    def items(self, entry: Entry, page: Any) -> Iterator[Yield]:
        """One entry, as what the feed was said to hold."""
        changed = entry.updated or entry.published
        if self.asked.since and changed and changed.astimezone(self.source.timezone).date() < self.asked.since:
            return
        if self.source.kind == "hearings":
            yield self._hearing(entry, page.url)
        elif self.source.kind == "bills":
            yield self._bill(entry, page.url)
        else:
            yield self._notice(entry, page.url)

    def _hearing(self, entry: Entry, feed: str) -> ScrapedHearing:
        if entry.starts is None:
            raise PageChanged(
                "wanted a calendar that says when something takes place, found a feed that says when it was published;"
                " add it with --kind notices"
            )
        return ScrapedHearing(
            key=self._key(entry),
            jurisdiction=self.source.jurisdiction,
            name=entry.title,
            start=entry.starts,
            end=entry.ends,
            all_day=entry.all_day,
            time_qualifier="date-only" if entry.all_day else "exact",
            classification=self.classification,
            timezone=entry.zone or self.source.timezone.key,
            status=entry.status,
            committee=self._holder(),
            location=entry.location,
            virtual=entry.join is not None or virtual(entry.location, entry.title),
            description=entry.summary,
            links=(*_link(entry), *((Link(url=entry.join, note="Join online"),) if entry.join else ())),
            sources=(Link(url=entry.link or feed, note=self.source.publisher),),
            stamp=_second_identity(entry),
        )

    def _holder(self) -> str | None:
        """Who holds the meetings, where whoever added the feed said so: the host that stands for it otherwise is no body."""
        publisher = self.source.publisher
        return None if publisher == urlsplit(self.source.url).hostname else publisher

    def _bill(self, entry: Entry, feed: str) -> ScrapedBill:
        number = bill_number(entry.title, self.source.jurisdiction)
        if number is None:
            raise PageChanged(f"wanted a bill's number such as 'HB 12' in the title, found {entry.title[:80]!r}")
        day = entry.published or entry.updated or self.asked.now
        return ScrapedBill(
            jurisdiction=self.source.jurisdiction,
            legislative_session=self.asked.session or str(day.astimezone(self.source.timezone).year),
            identifier=number,
            title=entry.title,
            sources=(Link(url=entry.link or feed, note=self.source.publisher),),
        )

    def _notice(self, entry: Entry, feed: str) -> ScrapedNotice:
        published = _local_day(entry.published or entry.updated or entry.starts, self.source.timezone)
        text = "\n\n".join(filter(None, (entry.title, entry.summary, entry.content)))
        return ScrapedNotice(
            key=self._key(entry),
            jurisdiction=self.source.jurisdiction,
            title=entry.title,
            abstract=entry.summary,
            agencies=(self.source.publisher,),
            published=published,
            comments_close=closes(text, published, self.source.timezone),
            timezone=self.source.timezone.key,
            links=_link(entry),
            sources=(Link(url=entry.link or feed, note=self.source.publisher),),
            stamp=_second_identity(entry),
        )

    def _key(self, entry: Entry) -> str:
        """An id that two feeds of one place cannot share, and that a feed's long or odd ids cannot spoil."""
        if known_as := entry.raw.get("known_as"):
            return known_as.partition("/")[2]
        if not entry.id:
            raise PageChanged("wanted an entry with an id, a link or a title, found none of them")
        return f"{self.name}-{hashlib.sha256(entry.id.encode()).hexdigest()[:16]}"


def made(name: str, row: Mapping[str, Any]) -> type[AddedFeed]:
    """The spider of a stored feed; `row` holds jurisdiction, publisher, kind, url and `settings` with the time zone."""
    settings = row["settings"]
    facts = Source(
        jurisdiction=row["jurisdiction"],
        publisher=row["publisher"],
        timezone=ZoneInfo(settings["timezone"]),
        url=row["url"],
        kind=row["kind"],
        authority=VENDOR,
        lists_all_upcoming=row["kind"] == "hearings",
        expected_every_days=30,
        sound_ids=False,
        note="Added by a person with `tracker sources add-feed`.",
    )
    own = {
        "name": name,
        "source": facts,
        "start_urls": [settings["feed"]],
        "user_given": not settings.get("trial"),
        "classification": settings.get("classification", MEETING),
    }
    return type("StoredFeed", (AddedFeed,), own)


def _other_spellings(address: str) -> set[str]:
    """The ways in which sites write one address over the years: with and without a safe line, `www.` and a slash at its end."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return set()
    ends = (match["rest"], f"{match['rest']}/")
    return {f"{way}://{www}{end}" for way in ("http", "https") for www in ("", "www.") for end in ends} - {address}


def _second_identity(entry: Entry) -> str:
    """What an entry is known by when its id is not to be trusted."""
    moment = _moment(entry)
    identity = f"{entry.title.casefold()}|{moment.astimezone(dt.UTC).isoformat() if moment else ''}"
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def _moment(entry: Entry) -> dt.datetime | None:
    """When it takes place, or was published; the moment of an update is another one each time."""
    return entry.starts or entry.published


def _link(entry: Entry) -> tuple[Link, ...]:
    return (Link(url=entry.link),) if entry.link else ()


def _local_day(moment: dt.datetime | None, zone: ZoneInfo) -> dt.date | None:
    return moment.astimezone(zone).date() if moment else None
