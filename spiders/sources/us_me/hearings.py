"""Public hearings and work sessions of the Maine Legislature's committees, from the calendar behind its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, json_objects, maybe_said, said
from spiders.kit.json_calendar import JsonCalendar
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records.items import AgendaItem, HeardBill, Link, ScrapedHearing, Status

DATA: Final = "https://legislature.maine.gov/backend/breeze/data"
_KINDS: Final = {"PH": "hearing", "WS": "work-session", "HS": "floor-session", "SS": "floor-session"}


class MaineHearings(JsonCalendar):
    """The bills of each event, then the events."""

    name = "us-me-hearings"
    source = Source(
        jurisdiction="us-me",
        publisher="Maine Legislature",
        timezone=ZoneInfo("America/New_York"),
        url="https://legislature.maine.gov/calendar/",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        proved=False,
        note="No key. The coming sixty days; testimony is given at mainelegislature.org/testimony.",
    )

    def first(self) -> Iterable[Yield]:
        """The bills come first."""
        url = self.between(f"{DATA}/getCalendarEventsBills", "startDate", "endDate", "%Y-%m-%dT00:00:00.000Z")
        yield self.page(url, self.bills)

    def bills(self, page: Any) -> Iterator[Yield]:
        """The bills by event, then the events."""
        self._bills: dict[str, list[Json]] = {}
        for row in json_objects(page):
            self._bills.setdefault(said(row, "EventId"), []).append(row)
        form = "%Y-%m-%dT00:00:00.000Z"
        yield self.page(self.between(f"{DATA}/getCalendarEventsRaw", "startDate", "endDate", form, OnlyPHWS="false"))

    def meeting(self, row: Json, page: Any) -> Iterator[Yield]:
        """One event."""
        key, place = said(row, "Id"), maybe_said(row, "Location")
        bills = self._bills.get(key, [])
        committee = maybe_said(row, "CommitteeName")
        name = committee or said(row, "Host")
        off: Status | None = "cancelled" if row.get("Cancelled") else "postponed" if row.get("Postponed") else None
        when, end = dates.timed(self.moment(said(row, "FromDateTime"))), maybe_said(row, "ToDateTime")
        yield ScrapedHearing(
            key=f"event-{key}",
            jurisdiction="us-me",
            name=name,
            **when,
            end=self.moment(end) if end and not when["all_day"] else None,
            timezone=self.source.timezone.key,
            classification=_KINDS.get(maybe_said(row, "EventType") or "", "committee-meeting"),
            status=off or status(name, place, day=when["start"].date()),
            chamber="legislature",
            committee=committee,
            location=place,
            virtual=virtual(place),
            bills=tuple(HeardBill(identifier=f"LD{said(bill, 'LD')}") for bill in bills),
            agenda=tuple(
                AgendaItem(
                    description=f"LD {said(bill, 'LD')}: {said(bill, 'Title')}", bills=(f"LD{said(bill, 'LD')}",)
                )
                for bill in bills
            ),
            sources=(Link(url=self.source.url, note="Maine Legislature"),),
        )
