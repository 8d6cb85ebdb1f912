"""Bills of the Montana Legislature.

One list tells every bill of a session with its sponsor, its present status and where to read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_mt import laws
from tracker.ingest.source import AGGREGATOR, Source
from tracker.records.items import NothingHere

_LIST = "laws.leg.mt.gov/legprd/LAW0217W$BAIV.return_all_bills"


class MontanaBills(DocumentSpider):
    """The list of all bills."""

    name = "us-mt-bills"
    source = Source(
        jurisdiction="us-mt",
        publisher="Montana Legislature",
        timezone=laws.ZONE,
        url="https://www.legmt.gov/",
        kind="bills",
        every_hours=12,
        authority=AGGREGATOR - 10,  # one status must not displace a history that someone else tells whole
        note="No key. LAWS, the system of sessions up to 2023; --session 2021 reads an earlier one.",
    )
    expects = "html"

    def first(self) -> Iterable[Yield]:
        """The list of a session, or those that a recording holds."""
        held = recorded(self, r"laws\.leg\.mt\.gov/legprd/LAW0217W(?:\$|%24)BAIV\.return_all_bills")
        year = self.asked.now.astimezone(laws.ZONE).year
        session = self.asked.session or str(year if year % 2 else year - 1)  # the Legislature meets in odd years
        live = f"http://{_LIST}?P_SESS={session[:4]}{int(session.partition('S')[2] or 0) + 1}"
        yield from (self.page(url) for url in held or [live])

    def items(self, page: Any) -> Iterator[Yield]:
        """Every introduced bill of the list."""
        rows = laws.rows(page)
        if not rows:
            yield NothingHere(reason="the list counts no introduced bills")
        for row in islice(rows, self.asked.limit):
            yield from self.row(self.bill, row, page.url, excerpt=str(row.get()), url=page.url)

    def bill(self, row: Any, url: str) -> Iterator[Yield]:
        """One bill."""
        yield laws.bill(row, url)
