"""Committee meetings of the Vermont General Assembly, from the list behind the page of all scheduled meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_said, objects, said
from spiders.kit.json_calendar import JsonCalendar
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual, without_status
from spiders.platforms import civic
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import Chamber, Link, NothingHere, ScrapedHearing
from tracker.records.text import line

SITE: Final = "https://legislature.vermont.gov"
_CHAMBERS: Final[tuple[tuple[str, Chamber], ...]] = (("house", "lower"), ("senate", "upper"))


class VermontHearings(JsonCalendar):
    """One list of the year's meetings ahead."""

    name = "us-vt-hearings"
    source = Source(
        jurisdiction="us-vt",
        publisher="Vermont General Assembly",
        timezone=ZoneInfo("America/New_York"),
        url=f"{SITE}/committee/meetings",
        kind="hearings",
        every_hours=6,
        expected_every_days=14,
        proved=False,
        note="No key. What is heard stands in the agendas, which are linked once they are published.",
    )

    def addresses(self) -> Iterable[str]:
        """The list of the session, whose slug is the second year of the two."""
        year = self.today().year
        yield f"{SITE}/committee/loadAllMeetings/{self.asked.session or year + year % 2}"

    def listed(self, body: Any) -> list[Json]:
        """The rows of the list."""
        if not isinstance(body, dict):
            raise PageChanged(f"body: wanted an object with data, found {type(body).__name__}")
        return objects(body.get("data") if body.get("data") is not None else "nothing", "data")

    def read(self, response: Any) -> Iterator[Yield]:
        """The meetings ahead; a list of those gone by says that there are none."""
        results = list(super().read(response))
        yield from results or [NothingHere(reason="no meeting lies ahead")]

    def meeting(self, row: Json, page: Any) -> Iterator[Yield]:
        """One meeting; those gone by are left."""
        key, words = said(row, "CommitteeMeetingID"), said(row, "LongName")
        name = without_status(words)
        date_text = maybe_said(row, "MeetingDate") or ""
        day = civic.day(date_text[:10] if date_text[:4].isdecimal() else date_text)
        if day < self.today():
            return
        clock = maybe_said(row, "TimeSlot") or maybe_said(row, "StartTime")
        time, qualifier = dates.clock(clock)
        notes = line(prose.text(maybe_said(row, "notes") or ""), limit=2000)
        zone, slug = self.source.timezone, page.url.rpartition("/")[2]
        place = self._place(row)
        yield ScrapedHearing(
            key=f"meeting-{key}",
            jurisdiction="us-vt",
            name=name,
            start=dt.datetime.combine(day, time, zone) if time else dates.midnight(day, zone),
            timezone=zone.key,
            all_day=time is None,
            time_qualifier="date-only" if time is None and qualifier == "unknown" else qualifier,
            time_text=clock,
            status=status(notes, words, place, day=day),
            chamber=next((chamber for word, chamber in _CHAMBERS if name.lower().startswith(word)), "legislature"),
            committee=name,
            location=place,
            virtual=virtual(place, notes),
            description=notes or None,
            links=tuple(self._agenda(row, key, slug)),
            sources=(Link(url=f"{SITE}/committee/meetings/{slug}", note="Vermont General Assembly"),),
        )

    def _place(self, row: Json) -> str | None:
        number, room = maybe_said(row, "RoomNbr"), maybe_said(row, "Room")
        if number:
            return f"Room {number} ({room})" if room else f"Room {number}"
        return maybe_said(row, "AlternateRoomLocation")

    def _agenda(self, row: Json, key: str, slug: str) -> Iterator[Link]:
        """The agenda, of a meeting whose agenda is published."""
        kind = maybe_said(row, "CommitteeType")
        if str(row.get("Published")).casefold() in {"1", "true"} and kind:
            path = "conference-agenda" if kind == "Conference Committee" else "agenda"
            yield Link(url=f"{SITE}/committee/{path}/{slug}/{key}", note="Agenda", media_type="text/html")
