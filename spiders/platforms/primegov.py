"""Meetings of councils and boards that publish through PrimeGov (Los Angeles among them), from its JSON list of what is coming.

`dateTime` is local time; older portals say the same in `date` and `time`. A notice of cancellation is one of the documents.
A replay also reads answers of the portal's search, which tell a paper a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spiders.kit import dates
from spiders.kit.fields import Json, json_objects, maybe_many, maybe_said, said, yes
from spiders.kit.select import absolute
from spiders.kit.spiders import Yield
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records.items import Link, NothingHere

_PDF = "1"
_PAGE = "3"
"""How a paper was published: as a PDF, or as the meeting's own page."""


class PrimeGov(CityCalendar):
    """The list of what is coming, a call a place."""

    name = "primegov"
    source = facts("PrimeGov", "https://primegov.com/", file="primegov_clients.toml", every_hours=12, full=True)
    clients_file = HERE / "primegov_clients.toml"
    expects = "json"
    recorded_pages = r"[\w-]+\.primegov\.com/api/v2/PublicPortal/(?:ListUpcomingMeetings|search)"
    stale_after_days = None

    def address(self, client: Client) -> str:
        """The list of coming meetings."""
        return f"{self._site(client)}/api/v2/PublicPortal/ListUpcomingMeetings"

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A meeting a row; an empty list says that nothing is planned."""
        rows = json_objects(page)
        if not rows:
            yield NothingHere(reason="the list of coming meetings is empty")
        for row in _by_meeting(rows) if page.url.partition("?")[0].endswith("/search") else rows:
            yield from self.row(self._meeting, row, client, excerpt=str(row), url=page.url)

    def _meeting(self, row: Json, client: Client) -> Iterator[Yield]:
        moment = maybe_said(row, "dateTime")
        if moment:
            start = dates.local(moment, client.zone)
            date, time = start.date(), f"{start:%H:%M}"
        else:
            date, time = dates.date(said(row, "date"), "%b %d, %Y"), maybe_said(row, "time") or ""
        site = self._site(client)
        papers = maybe_many(row, "documentList")
        files = [
            Link(
                url=absolute(
                    maybe_said(paper, "link")
                    or f"/Public/CompiledDocument?meetingTemplateId={said(paper, 'templateId')}&compileOutputType={_PDF}",
                    site,
                ),
                note=said(paper, "templateName"),
            )
            for paper in papers
            if maybe_said(paper, "compileOutputType") == _PDF or maybe_said(paper, "link")
        ]
        pages = [said(paper, "templateId") for paper in papers if maybe_said(paper, "compileOutputType") == _PAGE]
        yield self.meeting(
            client,
            key=said(row, "id"),
            name=said(row, "title"),
            date=date,
            time=time,
            location=maybe_said(row, "location"),
            url=f"{site}/Portal/Meeting?meetingTemplateId={pages[0]}" if pages else f"{site}/public/portal",
            documents=dict.fromkeys(files),
            words=["Zoom"] if yes(row, "isZoomMeeting") else [],
            video=maybe_said(row, "videoUrl"),
            join=maybe_said(row, "zoomMeetingLink"),
        )

    @staticmethod
    def _site(client: Client) -> str:
        return client.site or f"https://{client.name}.primegov.com"


def _by_meeting(papers: list[Json]) -> list[Json]:
    """The meetings that a search tells, each with all of its papers; papers without one are no meeting."""
    by_id: dict[str, Json] = {}
    for paper in papers:
        number = maybe_said(paper, "meetingId") or ""
        meeting: Json = {
            "id": number,
            "title": paper.get("meetingTitle"),
            "dateTime": paper.get("meetingDate"),
            "zoomMeetingLink": paper.get("zoomMeetingLink"),
            "isZoomMeeting": paper.get("isZoomMeeting"),
        }
        made = by_id.setdefault(number, meeting)
        made["documentList"] = [*made.get("documentList", ()), *maybe_many(paper, "documentList")]
    return list(by_id.values())
