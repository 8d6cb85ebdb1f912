"""Hearings of the Minnesota Senate and joint ones, from the schedule that its own pages read; notes tell how to testify."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_many, maybe_said, objects, said
from spiders.kit.json_calendar import JsonCalendar
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import AgendaItem, HeardBill, Link, ScrapedHearing

SITE: Final = "https://www.senate.mn"
_BILL: Final = re.compile(r"\b([HS])\.?\s?F\.?\s?(\d{1,5})\b")


class MinnesotaSenateHearings(JsonCalendar):
    """One answer has all that is coming."""

    name = "us-mn-senate-hearings"
    source = Source(
        jurisdiction="us-mn",
        publisher="Minnesota Senate",
        timezone=ZoneInfo("America/Chicago"),
        url=f"{SITE}/schedule",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        proved=False,
        note="No key. The Senate's and joint hearings; the House has a page of its own, which is not read.",
    )
    start_urls = [f"{SITE}/api/schedule/upcoming"]

    def listed(self, body: Any) -> list[Json]:
        """The events."""
        if not isinstance(body, dict) or "events" not in body:
            raise PageChanged(f"wanted events, found {str(body)[:60]!r}")
        return objects(body["events"], "events")

    def meeting(self, row: Json, page: Any) -> Iterator[Yield]:
        """One hearing."""
        name, start = said(row, "committee.committee_name"), self.moment(said(row, "hearing_start"))
        place = " ".join(filter(None, (maybe_said(row, "hearing_building"), maybe_said(row, "hearing_room")))) or None
        notes = prose.text(str(row.get("hearing_notes") or ""))
        agenda = list(_agenda(maybe_many(row, "agenda")))
        named = [f"{letter}F{number}" for letter, number in _BILL.findall(notes)]
        bills = dict.fromkeys([*(bill for item in agenda for bill in item.bills), *named])
        own = maybe_said(row, "id") or maybe_said(row, "hearing_id")
        slug = re.sub(r"[^a-z]+", "-", name.lower()).strip("-")
        link = maybe_said(row, "lrl_schedule_link")
        video = maybe_said(row, "video_link")
        yield ScrapedHearing(
            key=f"senate-{own}" if own else f"senate-{slug}-{start:%Y-%m-%d-%H%M}",
            jurisdiction="us-mn",
            name=name,
            **dates.timed(start, name),
            timezone=self.source.timezone.key,
            classification="hearing",
            status=status(name, place, notes, day=start.date()),
            chamber="legislature" if name.startswith("Joint") else "upper",
            committee=name,
            location=place,
            virtual=virtual(place, notes),
            description=notes or None,
            bills=tuple(HeardBill(identifier=bill_name) for bill_name in bills),
            agenda=tuple(agenda),
            video=video if video and video.startswith("https://") else None,
            sources=(Link(url=link if link and link.startswith("http") else self.source.url, note="Minnesota Senate"),),
        )


def _agenda(rows: list[Json]) -> Iterator[AgendaItem]:
    for row in rows:
        kind, number = maybe_said(row, "bill_type"), maybe_said(row, "bill_number")
        bill = f"{kind}{number}".replace(".", "").replace(" ", "") if kind and number else None
        words = prose.text(str(row.get("description") or ""))
        if description := ": ".join(filter(None, (bill, words))):
            yield AgendaItem(description=description, bills=(bill,) if bill else ())
