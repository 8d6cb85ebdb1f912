"""Meetings of councils and boards that publish through eScribe, from the list behind its calendar.

The list is asked for by a range of days. Where the public may ask to speak, a meeting carries the address of the form.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from spiders.kit import dates
from spiders.kit.fields import Json, at, json_record, maybe_long, maybe_many, maybe_said, objects, said, yes
from spiders.kit.select import PageChanged, absolute
from spiders.kit.spiders import Yield
from spiders.platforms.city_calendars import HERE, CityCalendar, facts
from spiders.platforms.legistar_clients import Client
from tracker.records.items import Link, NothingHere

BACK: Final = dt.timedelta(days=14)
AHEAD: Final = dt.timedelta(days=120)
_FORMS: Final = (
    "%Y/%m/%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M",
)  # fmt: skip
_TICKS: Final = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
"""How older services of ASP.NET write a moment: milliseconds since 1970, UTC; an offset behind them changes nothing."""
_NO_PAPERS: Final = frozenset({"Video", "LiveVideo"})
_OFF: Final = ("IsCancelled", "IsCanceled", "Cancelled", "Canceled")


class EScribe(CityCalendar):
    """The meetings from two weeks ago on, a call a place; `name` in the list may be the whole of `pub-NAME`."""

    name = "escribe"
    source = facts("eScribe", "https://www.escribemeetings.com/", file="escribe_clients.toml", full=True, proved=False)
    clients_file = HERE / "escribe_clients.toml"
    expects = "json"
    recorded_pages = r"[\w-]+\.escribemeetings\.com/MeetingsCalendarView\.aspx/Get(?:All|Calendar)Meetings(?: \(.*\))?"
    stale_after_days = None

    def address(self, client: Client) -> str:
        """Where the range of days is posted."""
        return f"{_site(client)}/MeetingsCalendarView.aspx/GetAllMeetings"

    def asking(self, client: Client) -> Yield:
        """The range of days, in the place's own time."""
        here = self.asked.now.astimezone(client.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        span = {"calendarStartDate": (here - BACK).isoformat(), "calendarEndDate": (here + AHEAD).isoformat()}
        return self.page(
            self.address(client),
            method="POST",
            body=json.dumps(span).encode(),
            headers={"Content-Type": "application/json"},
            meta={"client": client},
        )

    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """A meeting a row."""
        rows = _rows(json_record(page))
        if not rows:
            yield NothingHere(reason="no meetings from two weeks ago on")
        for row in rows:
            yield from self.row(self._meeting, row, client, excerpt=str(row)[:500], url=page.url)

    def _meeting(self, row: Json, client: Client) -> Iterator[Yield]:
        moment, site, key = said(row, "StartDate"), _site(client), said(row, "ID")
        start = _moment(moment, client)
        midnight = (start.hour, start.minute) == (0, 0)
        documents = [document for document in maybe_many(row, "MeetingDocumentLink") if maybe_said(document, "Url")]
        files = [
            Link(
                url=absolute(said(document, "Url"), f"{site}/"),
                note=maybe_said(document, "Title") or said(document, "Type"),
            )
            for document in documents
            if maybe_said(document, "Type") not in _NO_PAPERS
        ]
        videos = [
            absolute(said(document, "Url"), f"{site}/")
            for document in documents
            if maybe_said(document, "Type") in _NO_PAPERS
        ]
        if form := maybe_said(row, "DelegationRequestLink"):
            files.append(Link(url=absolute(form, f"{site}/"), note="Ask to speak"))
        page = maybe_said(row, "Url")
        yield self.meeting(
            client,
            key=key,
            name=said(row, "MeetingName"),
            committee=maybe_said(row, "MeetingType"),
            date=start.date(),
            time=maybe_said(row, "TimeOverride") or (None if midnight else f"{start:%H:%M}"),
            location=maybe_long(row, "Location"),
            description=maybe_long(row, "Description"),
            url=absolute(page, f"{site}/") if page else f"{site}/Meeting.aspx?Id={key}&lang=English",
            documents=dict.fromkeys(files),
            words=[
                "Cancelled" if any(yes(row, name) for name in _OFF) else None,
                maybe_said(row, "MeetingStatus"),
            ],
            video=videos[0] if videos else None,
        )


def _rows(body: Json) -> list[Json]:
    """The meetings, which stand in `d` as a list, or as the text of one."""
    rows = at(body, "d")
    if isinstance(rows, str):
        try:
            rows = json.loads(rows or "[]")
        except ValueError as problem:
            raise PageChanged(f"d: wanted a list of meetings, found {rows[:60]!r}") from problem
    return objects(rows, "d")


def _site(client: Client) -> str:
    return client.site or f"https://pub-{client.name.removeprefix('pub-')}.escribemeetings.com"


def _moment(text: str, client: Client) -> dt.datetime:
    """The start as a clock of the place shows it."""
    if ticks := _TICKS.fullmatch(text):
        return dt.datetime.fromtimestamp(int(ticks[1]) / 1000, client.zone).replace(tzinfo=None)
    for form in _FORMS:
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007 - local time of the place
        except ValueError:
            continue
    try:
        return dates.local(text, client.zone).replace(tzinfo=None)
    except PageChanged as problem:
        raise PageChanged(f"StartDate: wanted one such as 2026/12/09 18:00:00, found {text[:40]!r}") from problem
