"""Dockets of Virginia's committees and subcommittees, from the Legislative Information System's tables.

A docket tells which bills a committee takes up on which day; hour and room stand only on the schedule's page. It has no
ids: a meeting is a committee on a day, and one that moves to another day vanishes here and appears there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from spiders.kit.delimited import table
from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_va import lis
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, ScrapedHearing

NAMES: Final = "Committees.csv"
DOCKETS: Final = ("DOCKET.CSV", "SUBDOCKET.CSV")


class VirginiaHearings(DocumentSpider):
    """The names of committees, then both dockets."""

    name = "us-va-hearings"
    conditional = False  # dockets name committees by number; their names are in another table
    source = Source(
        jurisdiction="us-va",
        publisher="Virginia General Assembly",
        timezone=lis.ZONE,
        url="https://lis.virginia.gov/schedule",
        kind="hearings",
        every_hours=6,
        expected_every_days=7,
        lists_all_upcoming=True,
        note="No key. Days and bills without hours; look at the schedule for those.",
    )
    expects = "csv"

    def first(self) -> Iterable[Yield]:
        """The tables of the session, or those that a recording holds."""
        code = lis.session_code(self.asked.session, self.asked.now.astimezone(lis.ZONE).date())
        place = r"(?:lis\.blob\.core\.windows\.net/lisfiles/\w+|(?:legacy)?lis\.virginia\.gov/SiteInformation/csv)/"
        held = [url for name in DOCKETS for url in recorded(self, place + name.replace(".", r"\.") + r"(?: \(.*\))?")]
        if not held:
            yield self._names(f"{lis.FILES}/{code}/{NAMES}", [f"{lis.FILES}/{code}/{name}" for name in DOCKETS])
            return
        names = recorded(self, place + NAMES.replace(".", r"\.") + r"(?: \(.*\))?")
        for url in held:
            same = [table_name for table_name in names if lis.session(table_name) == lis.session(url)]
            yield self._names(same[0], [url]) if same else self.page(url, meta={"names": {}})

    def _names(self, url: str, dockets: list[str]) -> Yield:
        return self.page(url, self.committees, meta={"dockets": dockets})

    def committees(self, page: Any) -> Iterator[Yield]:
        """The names of committees."""
        rows = table(page.body, "COM_NAME", "COM_COMNO")
        names = {row["COM_COMNO"].strip(): row["COM_NAME"].strip() for row in rows}
        for url in page.meta["dockets"]:
            yield self.page(url, meta={"names": names})

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting of a docket."""
        by_meeting = dict(lis.meetings(table(page.body, "Com_no", "Doc_date", "Bill_no")))
        if not by_meeting:
            yield NothingHere(reason="no committee has a docket")
        for rows in islice(by_meeting.values(), self.asked.limit):
            yield from self.row(
                self.meeting, rows, page.meta["names"], lis.session(page.url), excerpt=str(rows[0]), url=page.url
            )

    def meeting(self, rows: list[lis.Row], names: Mapping[str, str], session: str | None) -> Iterator[ScrapedHearing]:
        """One meeting."""
        today = self.asked.now.astimezone(lis.ZONE).date()
        yield lis.meeting(rows, names, lis.session_code(session, today) if session else None, today)
