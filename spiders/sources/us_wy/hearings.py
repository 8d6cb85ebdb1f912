"""Committee meetings of the Wyoming Legislature, from the calendar of its Legislative Service Office, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urljoin

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_many, maybe_said, said
from spiders.kit.json_calendar import JsonCalendar
from spiders.kit.spiders import Yield
from spiders.kit.status_phrases import status, virtual
from spiders.sources.us_wy.bill import SERVICE, SITE, ZONE
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import AgendaItem, Chamber, HeardBill, Link, ScrapedHearing

_CHAMBERS: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper"}
_OF_A_COMMITTEE: Final = "2"


class WyomingHearings(JsonCalendar):
    """This month and the next two."""

    name = "us-wy-hearings"
    source = Source(
        jurisdiction="us-wy",
        publisher="Wyoming Legislative Service Office",
        timezone=ZONE,
        url=f"{SITE}/Calendar",
        kind="hearings",
        every_hours=12,
        expected_every_days=30,
        lists_all_upcoming=True,
        proved=False,
        note="No key.",
    )

    def addresses(self) -> Iterable[str]:
        """Every month."""
        return [f"{SERVICE}/Calendar/Events/{day:%Y%m%d}" for day in self.months()]

    def meeting(self, row: Json, page: Any) -> Iterator[Yield]:
        """One meeting; holidays and sessions stand in the calendar too."""
        if maybe_said(row, "meetingKind") != _OF_A_COMMITTEE:
            return
        key, committee = said(row, "id"), said(row, "committee.fullName")
        place = ", ".join(filter(None, (maybe_said(row, f"address{number}") for number in (1, 2, 3)))) or None
        words = prose.text(str(row.get("purpose") or ""))
        when, end = dates.timed(self.moment(said(row, "startDate"))), maybe_said(row, "endTime")
        bills = [said(bill, "billNumber") for bill in maybe_many(row, "sessionMeetingBills")]
        yield ScrapedHearing(
            key=f"meeting-{key}",
            jurisdiction="us-wy",
            name=" ".join(filter(None, (maybe_said(row, "meetingType"), committee))),
            **when,
            end=self.moment(end) if end and not when["all_day"] else None,
            timezone=ZONE.key,
            status=status(words, place, day=when["start"].date()),
            chamber=_CHAMBERS.get(maybe_said(row, "meetingType") or "", "legislature"),
            committee=committee,
            location=place,
            virtual=virtual(place, words),
            description=words or None,
            bills=tuple(HeardBill(identifier=agenda) for agenda in dict.fromkeys(bills)),
            agenda=tuple(
                AgendaItem(description=title)
                for agenda in maybe_many(row, "meetingAgendas")
                if (title := maybe_said(agenda, "title"))
            ),
            documents=tuple(
                Link(url=urljoin("https://wyoleg.gov/", url), note=maybe_said(document, "title"))
                for document in maybe_many(row, "meetingDocuments")
                if (url := maybe_said(document, "documentUrl"))
            ),
            sources=(
                Link(
                    url=f"{SITE}/Calendar/{said(row, 'startDate')[:7].replace('-', '')}01/Meeting?type=committee&id={key}"
                ),
            ),
        )
