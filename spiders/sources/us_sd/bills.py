"""Bills of the South Dakota Legislature.

One document a bill, at an address with the Legislature's own number. A replay reads every bill that its recording holds,
in the form in which they were kept; a live visit asks the service behind the site, whose form is documented and was never
seen: the sessions, the list of one, then each bill with its log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import Json, json_objects, json_record, said
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.platforms.recorded_documents import RecordedDocuments, documented, recordings_of
from spiders.sources.us_sd import reading, service
from tracker.records.items import NothingHere, ScrapedBill

API: Final = f"{reading.SITE}/api"


class SouthDakotaBills(RecordedDocuments):
    """A page a bill; live its log too."""

    name = "us-sd-bills"
    source = documented(
        recordings_of("us-sd", "South Dakota", "South Dakota Legislature", reading.ZONE, "https://sdlegislature.gov/"),
        "No key. Two requests a bill, some six hundred a session; votes are not read.",
    )
    conditional = False  # a bill is in two answers, and one that did not change would hide that the other did
    expects = "json"
    documents = r"sdlegislature\.gov/api/Bills/\d+"

    def listing(self) -> Iterable[Yield]:
        """The sessions, which have numbers of their own."""
        yield self.page(f"{API}/Sessions", self.sessions)

    def sessions(self, page: Any) -> Iterator[Yield]:
        """The list of the session that was asked for, or that sits."""
        wanted = self.session()
        session_ids = {said(session, "Year"): said(session, "SessionId") for session in json_objects(page)}
        if wanted not in session_ids:
            raise PageChanged(f"Year: wanted {wanted}, found {', '.join(list(session_ids)[-6:]) or 'none'}")
        yield self.page(f"{API}/Bills/Session/Light/{session_ids[wanted]}", self.listed, meta={"session": wanted})

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for each bill."""
        rows = json_objects(page)
        if not rows:
            yield NothingHere(reason="the session has no bills yet")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self._one, row, page.meta["session"], excerpt=str(row)[:500], url=page.url)

    def _one(self, row: Json, session: str) -> Iterator[Yield]:
        number = said(row, "BillId")
        yield self.page(f"{API}/Bills/{number}", self._log, meta={"number": number, "session": session})

    def _log(self, page: Any) -> Iterator[Yield]:
        meta = {**page.meta, "bill": json_record(page)}
        fields = {name: meta[name] for name in ("bill", "session")}
        yield self.page(f"{API}/Bills/ActionLog/{meta['number']}", self.of_service, meta=fields)

    def of_service(self, page: Any) -> Iterator[Yield]:
        """A bill with its log."""
        yield service.bill(page.meta["bill"], json_objects(page), page.meta["session"])

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one recorded page."""
        return reading.bill(json_record(page))
