"""Bills of the Washington Legislature.

Two requests tell everything: all status changes of the biennium, then all bills introduced in it. A bill's number stays
while letters gather before it ("2ESSB 5123"). Appointments by the governor come in the same lists and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spiders.kit.fields import child, maybe_child
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_wa import services
from tracker.ingest.source import Source
from tracker.records.items import Action, NothingHere

_SERVICE = r"wslwebservices\.leg\.wa\.gov/LegislationService\.asmx(?:/| \(SOAP 1\.\d )"


class WashingtonBills(DocumentSpider):
    """Status changes first, so that each bill is told once and whole."""

    name = "us-wa-bills"
    conditional = False  # a bill is in both lists, and one that did not change would hide that the other did
    source = Source(
        jurisdiction="us-wa",
        publisher="Washington State Legislature",
        timezone=services.ZONE,
        url="https://app.leg.wa.gov/billinfo/",
        kind="bills",
        every_hours=12,
        note="No key. The whole biennium each time, in two requests; --session 2023-24 reads an earlier one.",
    )
    expects = "xml"
    histories: dict[str, list[Action]] = {}

    def first(self) -> Iterable[Yield]:
        """The two lists of the biennium, or those that a recording holds."""
        biennium = self.asked.session or services.biennium(self.asked.now.astimezone(services.ZONE).date())
        years = biennium[:4], int(biennium[:4]) + 1
        at = f"{services.SERVICES}/LegislationService.asmx"
        changes = f"{at}/GetLegislativeStatusChangesByDateRange?biennium={years[0]}-{years[1] % 100:02d}"
        since = f"{int(years[0]) - 1}-12-01"
        bills = recorded(self, _SERVICE + r"Get\w*Legislation(?!Info)\w*\)?")
        statuses = recorded(self, _SERVICE + r"GetLegislativeStatusChanges\w*\)?")
        if not bills:
            bills = [f"{at}/GetLegislationIntroducedSince?sinceDate={since}"]
            statuses = statuses or [f"{changes}&beginDate={since}&endDate={years[1]}-12-31"]
        yield self._next([*statuses], bills)

    def _next(self, statuses: list[str], bills: list[str]) -> Yield:
        """The next page: all status changes come before the first bill."""
        if statuses:
            return self.page(statuses[0], self.changes, meta={"statuses": statuses[1:], "bills": bills})
        return self.page(bills[0], meta={"bills": bills[1:]})

    def changes(self, page: Any) -> Iterator[Yield]:
        """The history of every bill."""
        histories = services.histories(services.listed(page.body, "LegislativeStatus"))
        if not histories and not page.meta["statuses"]:
            raise PageChanged("LegislativeStatus: wanted status changes, found none")
        self.histories = {**self.histories, **histories}
        yield self._next(page.meta["statuses"], page.meta["bills"])

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of the list."""
        if page.meta["bills"]:
            yield self._next([], page.meta["bills"])
        rows = services.listed(page.body, "Legislation")
        if not rows:
            yield NothingHere(reason="no bills have been introduced in this biennium")
        newest = {services.identifier(maybe_child(row, "BillId") or "") or row: row for row in rows}  # a version a row
        for row in islice(newest.values(), self.asked.limit):
            yield from self.row(self.bill, row, excerpt="".join(row.itertext()), url=page.url)

    def bill(self, row: Any) -> Iterator[Yield]:
        """One bill."""
        name = services.identifier(child(row, "BillId"))
        if made := services.bill(row, self.histories.get(name or "", [])):
            yield made
