"""Meetings of the commissions and task forces of the Rhode Island General Assembly.

One table of what is coming. A meeting has no number of its own; it is known by the name of its agenda's file,
or by its body, day and hour while it has none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged, absolute, one, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.status_phrases import status, virtual, without_status
from spiders.platforms import civic
from tracker.ingest.source import Source
from tracker.records.items import Link, NothingHere, ScrapedHearing

ZONE: Final = ZoneInfo("America/New_York")
_HEADS: Final = (
    r"date",
    r"commissions?\W.*|task force\b.*|committee\b.*",
    r"time",
    r"view|agenda",
    r"place|location|room",
)
_NONE: Final = re.compile(r"no (?:meetings|commissions|hearings)\b.*", re.IGNORECASE)
_TABLE: Final = "table.leg_committee_table"


class RhodeIslandCommissions(DocumentSpider):
    """The table of meetings."""

    name = "us-ri-commissions"
    source = Source(
        jurisdiction="us-ri",
        publisher="State of Rhode Island General Assembly",
        timezone=ZONE,
        url="https://status.rilegislature.gov/commission_board_calendar.aspx",
        kind="hearings",
        every_hours=12,
        expected_every_days=30,
        lists_all_upcoming=True,
        note="No key. Commissions and task forces; committees of the two chambers are in Open States.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The calendar, or those that a recording holds."""
        held = recorded(self, r"status\.rilegislature\.gov(?:/ \(calendar\)|/commission_board_calendar\.aspx)?")
        yield from (self.page(url) for url in held or [self.source.url])

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting of the table; only its head is there when there are none."""
        rows = page.css(f"{_TABLE} tr")
        heads = [text_of(cell).casefold().strip(": ") for cell in rows[:1].xpath("./td | ./th")]
        places = [next((n for n, head in enumerate(heads) if re.fullmatch(wanted, head)), None) for wanted in _HEADS]
        if None in places:
            missing = _HEADS[places.index(None)].partition("|")[0]
            raise PageChanged(f"{_TABLE}: wanted a head {missing!r}, found {', '.join(heads)[:80] or 'nothing'}")
        meetings = [row for row in rows[1:] if not _NONE.match(text_of(row))]
        if not meetings:
            yield NothingHere(reason="the calendar has no meetings")
        for row in islice(meetings, self.asked.limit):
            yield from self.row(self.meeting, row, places, len(heads), page, excerpt=str(row.get()), url=page.url)

    def meeting(self, row: Any, places: list[int], width: int, page: Any) -> Iterator[Yield]:
        """One meeting."""
        cells = row.xpath("./td")
        if len(cells) != width:
            raise PageChanged(f"td: wanted {width}, found {len(cells)}")
        when, body, time, view, where = (cells[position] for position in places)
        day, name, hour, place = map(text_of, (when, body, time, where))
        files = list(_agendas(view, page))
        on, (at, sure) = civic.day(one(when, "b")), dates.clock(hour)
        yield ScrapedHearing(
            key=_key(files[0]) if files else _slug(f"{without_status(name)} {on.isoformat()} {at or ''}"),
            jurisdiction="us-ri",
            name=name,
            start=dt.datetime.combine(on, at or dt.time(), tzinfo=ZONE),
            timezone=ZONE.key,
            all_day=at is None,
            time_qualifier="date-only" if sure == "unknown" else sure,
            time_text=(hour or None) if sure != "exact" else None,
            status=status(day, name, hour, place, day=on),
            chamber="legislature",
            committee=name,
            location=place or None,
            virtual=virtual(place),
            links=tuple(Link(url=url, note="Agenda") for url in files),
            sources=(Link(url=self.source.url, note="Rhode Island General Assembly"),),
        )


def _agendas(view: Any, page: Any) -> Iterator[str]:
    """The addresses of agendas; a meeting is on the calendar before its agenda is."""
    for link in view.css("a[href]"):
        if not link.attrib["href"].strip().lower().startswith(("javascript:", "#")):
            yield absolute(link.attrib["href"], page).replace(" ", "%20")


def _key(file: str) -> str:
    return _slug(file.rpartition("/")[2].rpartition(".")[0].replace("%20", " "))


def _slug(name: str) -> str:
    return "commission-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
