"""Coming committee meetings of the Delaware General Assembly, with their items, from the grids behind its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_said, said
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.status_phrases import status, virtual
from spiders.sources.us_de import grid
from tracker.ingest.source import Source
from tracker.records.items import AgendaItem, Chamber, HeardBill, Link, NothingHere, ScrapedHearing
from tracker.records.text import clean_identifier

UPCOMING: Final = f"{grid.SITE}/json/CommitteeMeetings/GetUpcomingCommitteeMeetings"
_BILL: Final = re.compile(r"\b[HS](?:B|CR|JR|R) ?\d+\b")
ITEMS: Final = f"{grid.SITE}/json/MeetingNotice/GetCommitteeMeetingItems"


class DelawareHearings(DocumentSpider):
    """The coming meetings, then the items of each."""

    name = "us-de-hearings"
    conditional = False
    source = Source(
        jurisdiction="us-de",
        publisher="Delaware General Assembly",
        timezone=grid.ZONE,
        url=f"{grid.SITE}/CommitteeMeetings",
        kind="hearings",
        every_hours=6,
        expected_every_days=14,
        lists_all_upcoming=True,
        proved=False,
        note="No key.",
    )

    def first(self) -> Iterable[Yield]:
        """The grid of what is coming, page by page."""
        yield self._asked(1, 0)

    def _asked(self, number: int, before: int) -> Yield:
        meta = {"number": number, "before": before}
        return grid.asked(self, UPCOMING, None, meta=meta, page=number, pageSize=grid.PAGE)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting."""
        rows = grid.rows(page)
        number = page.meta["before"] + len(rows)
        if not number:
            yield NothingHere(reason="no committee meets")
        for row in rows[: self.asked.limit]:
            yield from self.row(self._details, row, excerpt=str(row), url=page.url)
        if self.asked.limit is None and (problem := grid.lacking(page, number)):
            yield self._asked(page.meta["number"] + 1, number) if len(rows) == grid.PAGE else problem

    def _details(self, row: Json) -> Iterator[Yield]:
        url = f"{ITEMS}?{urlencode({'committeeMeetingId': said(row, 'CommitteeMeetingId')})}"
        yield grid.asked(self, url, partial(self.details, row=row))

    def details(self, page: Any, row: Json) -> Iterator[Yield]:
        """The items of one meeting."""
        yield from self.row(_meeting, row, grid.rows(page), excerpt=str(row), url=page.url)


def _bills(text: str) -> list[str]:
    return [clean_identifier(name) for name in _BILL.findall(text)]


def _meeting(row: Json, items: list[Json]) -> Iterator[Yield]:
    key, committee = said(row, "CommitteeMeetingId"), said(row, "CommitteeName")
    place, status_name = maybe_said(row, "AddressAliasNickname"), maybe_said(row, "CommitteeMeetingStatusName")
    start = dates.local(said(row, "MeetingDateTime"), grid.ZONE, *grid.MOMENTS)
    words = [text for item in items if (text := maybe_said(item, "ItemDescription"))]
    bills = dict.fromkeys(number for text in words for number in _bills(text))
    chamber: Chamber = (
        "lower" if committee.startswith("House") else "upper" if committee.startswith("Senate") else "legislature"
    )
    yield ScrapedHearing(
        key=f"meeting-{key}",
        jurisdiction="us-de",
        name=committee,
        **dates.timed(start),
        timezone=grid.ZONE.key,
        status=status(status_name, place, day=start.date()),
        chamber=chamber,
        committee=committee,
        location=place,
        virtual=virtual(place),
        bills=tuple(HeardBill(identifier=bill) for bill in bills),
        agenda=tuple(AgendaItem(description=text, bills=tuple(_bills(text))) for text in words),
        sources=(Link(url=f"{grid.SITE}/MeetingNotice?committeeMeetingId={key}", note="Delaware General Assembly"),),
    )
