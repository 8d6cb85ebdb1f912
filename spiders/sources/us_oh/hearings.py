"""Committee meetings and sessions of the Ohio General Assembly, from the calendar of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_said, said
from spiders.kit.json_calendar import JsonCalendar
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual, without_status
from tracker.ingest.source import Source
from tracker.records.items import Chamber, Link, ScrapedHearing

SITE: Final = "https://www.legislature.ohio.gov"
_HOUSES: Final[tuple[tuple[str, Chamber], ...]] = (("House", "lower"), ("Senate", "upper"))


class OhioHearings(JsonCalendar):
    """The days from today on."""

    name = "us-oh-hearings"
    source = Source(
        jurisdiction="us-oh",
        publisher="Ohio General Assembly",
        timezone=ZoneInfo("America/New_York"),
        url=f"{SITE}/schedules",
        kind="hearings",
        every_hours=6,
        expected_every_days=14,
        lists_all_upcoming=True,
        proved=False,
        note="No key. What is heard stands on the page of each meeting, which is linked.",
    )

    def addresses(self) -> Iterable[str]:
        """One window."""
        return [self.between(f"{SITE}/schedules/calendar-data", "start", "end")]

    def meeting(self, row: Json, page: Any) -> Iterator[Yield]:
        """One entry; its page is what it is known by."""
        title, start = said(row, "title"), self.moment(said(row, "start"))
        url = maybe_said(row, "url")
        if url is None:
            raise PageChanged(f"url: wanted the page of {title[:60]!r}, found none")
        address = urljoin(page.url, url)
        name = without_status(title) or title
        floor = re.search(r"\bsession\b", title, re.IGNORECASE)
        yield ScrapedHearing(
            key=re.sub(r"[^a-z0-9]+", "-", address.removeprefix(SITE).lower()).strip("-"),
            jurisdiction="us-oh",
            name=name,
            **dates.timed(start, title),
            timezone=self.source.timezone.key,
            classification="floor-session" if floor else "committee-meeting",
            status=status(title, day=start.date()),
            virtual=virtual(title),
            chamber=next((chamber for word, chamber in _HOUSES if title.startswith(word)), "legislature"),
            committee=None if floor else name,
            links=(Link(url=address, note="Notice"),),
            sources=(Link(url=address, note="Ohio General Assembly"),),
        )
