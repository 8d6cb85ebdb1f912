"""Meetings and public hearings of committees of the Connecticut General Assembly, a calendar of events a committee."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_said, said
from spiders.kit.json_calendar import JsonCalendar
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual, without_status
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing

EVENTS: Final = "https://www.cga.ct.gov/basin/fullcalendar/commevents.php"
COMMITTEES: Final = {
    "AGE": "Aging", "APP": "Appropriations", "ED": "Education", "FIN": "Finance, Revenue and Bonding",
    "GAE": "Government Oversight", "HSG": "Housing", "HS": "Human Services", "INS": "Insurance and Real Estate",
    "JUD": "Judiciary", "KID": "Children", "LAB": "Labor and Public Employees", "PD": "Planning and Development",
    "PH": "Public Health", "PS": "Public Safety and Security", "VA": "Veterans' and Military Affairs",
}  # fmt: skip
"""The committees before which matters of health come, by the Assembly's own codes."""
_CODE: Final = re.compile(r"comm_code=(\w+)")


class ConnecticutHearings(JsonCalendar):
    """One answer a committee."""

    name = "us-ct-hearings"
    source = Source(
        jurisdiction="us-ct",
        publisher="Connecticut General Assembly",
        timezone=ZoneInfo("America/New_York"),
        url="https://www.cga.ct.gov/webapps/cgaevents.asp",
        kind="hearings",
        every_hours=6,
        expected_every_days=14,
        sound_ids=False,
        proved=False,
        note="No key. Fifteen committees; the agenda, which names the bills and how to testify, is a paper of its own.",
    )

    def addresses(self) -> Iterable[str]:
        """Every committee."""
        return [f"{EVENTS}?comm_code={code}" for code in COMMITTEES]

    def meeting(self, row: Json, page: Any) -> Iterator[Yield]:
        """One event; its hour is local, whatever stands behind it."""
        title = maybe_said(row, "title")
        if title is None:
            return
        match = _CODE.search(page.url)
        code = match[1] if match else ""
        start = self.moment(said(row, "start"))
        place = ", ".join(filter(None, (maybe_said(row, "location"), maybe_said(row, "building")))) or None
        url = maybe_said(row, "url")
        committee = f"{COMMITTEES[code]} Committee" if code in COMMITTEES else None
        public = "public hearing" in title.casefold()
        yield ScrapedHearing(
            key=f"{code.lower()}-{start:%Y-%m-%d-%H%M}{'-hearing' if public else ''}",
            jurisdiction="us-ct",
            name=without_status(title) or title,
            **dates.timed(start, title),
            timezone=self.source.timezone.key,
            classification="hearing" if public else "voting-meeting",
            status=status(title, place, day=start.date()),
            chamber="legislature",
            committee=committee,
            location=place,
            virtual=virtual(title, place),
            links=(Link(url=urljoin(page.url, url), note="Agenda"),) if url else (),
            sources=(Link(url=self.source.url, note="Connecticut General Assembly"),),
        )
