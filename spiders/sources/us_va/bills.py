"""Bills of the Virginia General Assembly, from the tables the Legislative Information System publishes each hour.

A bill's row holds its title, flags and each body's last action; history, patrons, summaries and subjects are tables of
their own and are read first. Special sessions have only history and bills. The API needs a key that is given by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_va import lis
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, ScrapedBill

BESIDE: Final = {
    "history": ("HISTORY.CSV", "Bill_id", "History_date", "History_description"),
    "sponsors": ("Sponsors.csv", "BILL_NUMBER", "MEMBER_NAME", "MEMBER_ID", "PATRON_TYPE"),
    "summaries": ("Summaries.csv", "SUM_BILNO", "SUMMARY_TYPE", "SUMMARY_TEXT"),
    "subjects": ("CIBillSubjects.csv", "Bill_Number", "Subject_Name"),
}
"""The tables beside the bills: the file, the column of the bill, the others that must be there."""
BILLS: Final = ("Bill_id", "Bill_description", "Patron_name", "Introduction_date", "Full_text_doc1", *(
    f"Last_{body}_action{date}" for body in ("house", "senate", "conference", "governor") for date in ("", "_date")
), "Passed_house", "Passed_senate", "Patron_id")  # fmt: skip


class VirginiaBills(DocumentSpider):
    """The tables beside the bills, then the bills."""

    name = "us-va-bills"
    conditional = False  # a bill is in five tables, and one that did not change would hide that another did
    source = Source(
        jurisdiction="us-va",
        publisher="Virginia General Assembly",
        timezone=lis.ZONE,
        url="https://lis.virginia.gov/",
        kind="bills",
        every_hours=12,
        note="No key. Five tables a visit; --session 2025 or 2024S1 reads another session.",
    )
    expects = "csv"
    beside: Mapping[str, Mapping[str, Sequence[lis.Row]]] = {}

    def first(self) -> Iterable[Yield]:
        """The tables of the session, or those that a recording holds."""
        code = lis.session_code(self.asked.session, self.asked.now.astimezone(lis.ZONE).date())
        place = r"(?:lis\.blob\.core\.windows\.net/lisfiles/\w+|(?:legacy)?lis\.virginia\.gov/SiteInformation/csv)/"
        held = recorded(self, place + r"BILLS\.CSV(?: \(.*\))?")
        if not held:
            wanted = list(BESIDE) if code.endswith("1") else ["history"]
            yield self._next(
                [(kind, f"{lis.FILES}/{code}/{BESIDE[kind][0]}") for kind in wanted], f"{lis.FILES}/{code}/BILLS.CSV"
            )
        for url in held:
            here = {
                kind: recorded(self, place + BESIDE[kind][0].replace(".", r"\.") + r"(?: \(.*\))?") for kind in BESIDE
            }
            same = [
                (kind, each) for kind, urls in here.items() for each in urls if lis.session(each) == lis.session(url)
            ]
            if self.asked.session in {None, lis.session(url)}:
                yield self._next(same, url)

    def _next(self, beside: list[tuple[str, str]], bills: str, tables: Any = None) -> Yield:
        """The next table; the bills come last."""
        meta = {"beside": beside[1:], "bills": bills, "tables": tables or {}}
        if beside:
            return self.page(beside[0][1], self.table, meta={**meta, "kind": beside[0][0]})
        return self.page(bills, meta=meta)

    def table(self, page: Any) -> Iterator[Yield]:
        """A table beside the bills."""
        _, column, *others = BESIDE[page.meta["kind"]]
        rows = lis.grouped(lis.table(page.body, column, *others), column)
        yield self._next(page.meta["beside"], page.meta["bills"], {**page.meta["tables"], page.meta["kind"]: rows})

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill."""
        told = lis.session(page.meta["bills"]) or ""
        rows = lis.table(page.body, *BILLS)
        if not rows:
            yield NothingHere(reason="the session has no bills yet")
        for row in islice(rows, self.asked.limit):
            yield from self.row(
                self.bill,
                row,
                lis.session_code(told, self.asked.now.date()),
                page.meta["tables"],
                excerpt=str(row),
                url=page.url,
            )

    def bill(
        self, row: lis.Row, code: str, tables: Mapping[str, Mapping[str, Sequence[lis.Row]]]
    ) -> Iterator[ScrapedBill]:
        """One bill."""
        yield lis.bill(row, code, tables)
