"""Committee meetings of the Oregon Legislature: the session's committees, then its meetings with their agendas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spiders.kit.fields import said
from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_or import olis
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, ScrapedHearing

MOST = 1_000


class OregonHearings(DocumentSpider):
    """The current session, its committees, its meetings."""

    name = "us-or-hearings"
    conditional = False  # a meeting needs the names of committees, which are on another page
    source = Source(
        jurisdiction="us-or",
        publisher="Oregon State Legislature",
        timezone=olis.ZONE,
        url="https://olis.oregonlegislature.gov/",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="No key. Interim committees (legislative days) meet under the key of the session before them.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The session asked for, the list of sessions, or the meetings that a recording holds."""
        service = r"api\.oregonlegislature\.gov/odata/odataservice\.svc/(?:LegislativeSessions\('\w+'\)/)?"
        held = recorded(self, service + "CommitteeMeetings")
        if held:
            yield from (self.page(url, meta={"committees": {}}) for url in held)
        elif self.asked.session:
            yield self._committees(self.asked.session)
        else:
            yield self.page(olis.address("LegislativeSessions"), self.sessions)

    def sessions(self, page: Any) -> Iterator[Yield]:
        """Ask for the committees of the current session."""
        yield self._committees(olis.current_session(olis.rows(page)))

    def _committees(self, session: str) -> Yield:
        url = olis.address(f"LegislativeSessions('{session}')/Committees")
        return self.page(url, self.committees, meta={"session": session})

    def committees(self, page: Any) -> Iterator[Yield]:
        """Ask for the meetings of a week ago and later."""
        names = {said(row, "CommitteeCode"): said(row, "CommitteeName") for row in olis.rows(page)}
        since = self.asked.now.astimezone(olis.ZONE).date() - dt.timedelta(days=7)
        resource = f"LegislativeSessions('{page.meta['session']}')/CommitteeMeetings"
        when = f"MeetingDate ge datetime'{since}T00:00:00'"
        expand = "CommitteeAgendaItems,CommitteeMeetingDocuments"
        yield self.page(olis.address(resource, filter=when, expand=expand, top=str(MOST)), meta={"committees": names})

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting of the page."""
        meetings = olis.rows(page)
        if not meetings:
            yield NothingHere(reason="no committee meets")
        for row in meetings[: self.asked.limit]:
            yield from self.row(self.meeting, row, page.meta["committees"], excerpt=str(row), url=page.url)
        if url := olis.next_page(page):
            yield self.page(url, meta={"committees": page.meta["committees"]})

    def meeting(self, row: Any, committees: Mapping[str, str]) -> Iterator[ScrapedHearing]:
        """One meeting."""
        yield olis.meeting(row, committees)
