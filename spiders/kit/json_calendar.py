"""Calendars that come as JSON: rows that are meetings, at one address or one a month, where a meeting may stand twice."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.fields import Json, json_body, objects
from spiders.kit.spiders import SourceSpider, Yield
from tracker.records.items import NothingHere, ScrapedHearing


class JsonCalendar(SourceSpider):
    """Write `addresses` and `meeting(row)`; `listed` where the rows stand deeper."""

    expects = "json"
    conditional = False  # a meeting may stand on two pages
    ahead: ClassVar[int] = 60
    """Days that are asked for."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """Remember what was told."""
        super().__init__(*given, **more)
        self._told: set[str] = set()

    def first(self) -> Iterable[Yield]:
        """Every address."""
        yield from (self.page(url) for url in self.addresses())

    def addresses(self) -> Iterable[str]:
        """Where the rows stand."""
        return self.start_urls

    def listed(self, body: Any) -> list[Json]:
        """The rows of an answer."""
        return objects(body, "body")

    @abstractmethod
    def meeting(self, row: Json, page: Any) -> Iterable[Yield]:
        """What a row says; nothing for one that is no meeting."""

    def read(self, response: TextResponse) -> Iterator[Yield]:
        """Every meeting once; an answer without rows says that nothing is scheduled."""
        rows = self.listed(json_body(response))
        if not rows:
            yield NothingHere(reason="nothing is scheduled")
        for row in rows[: self.asked.limit]:
            yield from self.row(self._once, row, response, excerpt=str(row), url=response.url)

    def _once(self, row: Json, page: TextResponse) -> Iterator[Yield]:
        for hearing in self.meeting(row, page):
            if isinstance(hearing, ScrapedHearing):
                if hearing.key in self._told:
                    continue
                self._told.add(hearing.key)
            yield hearing

    # -- days ------------------------------------------------------------------------------------------------------------

    def today(self) -> dt.date:
        """The day of the place."""
        return self.asked.now.astimezone(self.source.timezone).date()

    def between(self, url: str, start: str, end: str, form: str = "%Y-%m-%d", **more: str) -> str:
        """An address that asks for the days from today on, under the names that it gives them."""
        days = {start: f"{self.today():{form}}", end: f"{self.today() + dt.timedelta(days=self.ahead):{form}}"}
        return f"{url}?{urlencode({**days, **more})}"

    def months(self, number: int = 3) -> list[dt.date]:
        """The first days of this month and the next ones."""
        day = self.today()
        return [
            dt.date(day.year + (day.month - 1 + offset) // 12, (day.month - 1 + offset) % 12 + 1, 1)
            for offset in range(number)
        ]

    def moment(self, text: str) -> dt.datetime:
        """A local time as these calendars write it; a `Z` behind it is not meant, and a day alone is its first moment."""
        if len(text) == len("2027-02-01"):
            return dates.midnight(dates.date(text), self.source.timezone)
        return dates.local(text.rstrip("Z").replace(" ", "T")[:19], self.source.timezone)
