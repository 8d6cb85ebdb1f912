"""Committee meetings of the Washington Legislature.

One list of all meetings, then the agenda of each that is new or was revised. A cancelled meeting stays on the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.fields import child
from spiders.kit.recorded import holds, recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_wa import services
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, Unchanged

SERVICE = f"{services.SERVICES}/CommitteeMeetingService.asmx"


class WashingtonHearings(DocumentSpider):
    """The list of meetings, then agendas."""

    name = "us-wa-hearings"
    conditional = False  # a meeting is in the list and in its agenda
    source = Source(
        jurisdiction="us-wa",
        publisher="Washington State Legislature",
        timezone=services.ZONE,
        url="https://app.leg.wa.gov/committeeschedules/",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="No key. Looks a week back and ninety days ahead.",
    )
    expects = "xml"

    def first(self) -> Iterable[Yield]:
        """The list, or those that a recording holds."""
        today = self.asked.now.astimezone(services.ZONE).date()
        url = f"{SERVICE}/GetCommitteeMeetings?beginDate={today - dt.timedelta(days=7)}&endDate={today + dt.timedelta(days=90)}"
        held = recorded(
            self,
            r"wslwebservices\.leg\.wa\.gov/CommitteeMeetingService\.asmx(?:/| \(SOAP 1\.\d )Get\w*CommitteeMeetings\)?",
        )
        yield from (self.page(address) for address in held or [url])

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting of the list."""
        rows = services.listed(page.body, "CommitteeMeeting")
        if not rows:
            yield NothingHere(reason="the service lists no meetings")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self.meeting, row, excerpt="".join(row.itertext()), url=page.url)

    def meeting(self, row: Any) -> Iterator[Yield]:
        """One meeting; its agenda is asked for when it is not known yet."""
        key = child(row, "AgendaId")
        agenda = services.agenda_url(key)
        if self.known(f"us-wa/agenda-{key}", services.meeting_stamp(row)):
            yield Unchanged(id=f"us-wa/agenda-{key}")
        elif holds(self, agenda):
            services.meeting(row, [])  # a meeting that cannot be read needs no agenda
            yield self.page(agenda, self.agenda, meta={"row": row})
        else:
            yield services.meeting(row, [])

    def agenda(self, page: Any) -> Iterator[Yield]:
        """The meeting, now that its agenda is here."""
        items = services.agenda_items(page.body)
        yield services.meeting(page.meta["row"], items)
