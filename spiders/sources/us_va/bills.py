"""Bills of the Virginia General Assembly, from the tables the Legislative Information System publishes each hour.

A bill's row holds its title, flags and each body's last action; history, patrons, summaries, subjects and votes with their
names are tables of their own and are read first. Special sessions have only history, votes and bills. The API needs a key that
is given by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from spiders.kit.delimited import table
from spiders.kit.recorded import recorded
from spiders.kit.spiders import Yield
from spiders.kit.waiting import Waiting, WaitingSpider
from spiders.sources.us_va import lis, votes
from tracker.ingest.source import Source
from tracker.records.items import NothingHere, Unreadable, VoteEvent

BESIDE: Final = {
    "history": ("HISTORY.CSV", "Bill_id", "History_date", "History_description"),
    "sponsors": ("Sponsors.csv", "BILL_NUMBER", "MEMBER_NAME", "MEMBER_ID", "PATRON_TYPE"),
    "summaries": ("Summaries.csv", "SUM_BILNO", "SUMMARY_TYPE", "SUMMARY_TEXT"),
    "subjects": ("CIBillSubjects.csv", "Bill_Number", "Subject_Name"),
}
"""The tables beside the bills: the file, the column of the bill, the others that must be there."""
VOTED: Final = {"votes": "VOTE.CSV", "members": "Members.csv"}
"""The tables that say who voted how, without which the bills are read all the same."""
FILES: Final = {**{kind: table[0] for kind, table in BESIDE.items()}, **VOTED}
BILLS: Final = ("Bill_id", "Bill_description", "Patron_name", "Introduction_date", "Full_text_doc1", *(
    f"Last_{body}_action{date}" for body in ("house", "senate", "conference", "governor") for date in ("", "_date")
), "Passed_house", "Passed_senate", "Patron_id")  # fmt: skip


class VirginiaBills(WaitingSpider):
    """The tables beside the bills, then the bills."""

    name = "us-va-bills"
    source = Source(
        jurisdiction="us-va",
        publisher="Virginia General Assembly",
        timezone=lis.ZONE,
        url="https://lis.virginia.gov/",
        kind="bills",
        every_hours=12,
        note="No key. Seven tables a visit, with who voted how; --session 2025 or 2024S1 reads another session.",
    )
    expects = "csv"

    def first(self) -> Iterable[Yield]:
        """The tables of the session, or those that a recording holds."""
        code = lis.session_code(self.asked.session, self.asked.now.astimezone(lis.ZONE).date())
        place = r"(?:lis\.blob\.core\.windows\.net/lisfiles/\w+|(?:legacy)?lis\.virginia\.gov/SiteInformation/csv)/"
        held = recorded(self, place + r"BILLS\.CSV(?: \(.*\))?")
        if not held:
            needed = list(BESIDE) if code.endswith("1") else ["history"]
            tables = {kind: f"{lis.FILES}/{code}/{FILES[kind]}" for kind in (*needed, *VOTED)}
            yield from self._session(tables, f"{lis.FILES}/{code}/BILLS.CSV")
        for url in held:
            here = {kind: recorded(self, place + re.escape(file) + r"(?: \(.*\))?") for kind, file in FILES.items()}
            same = {
                kind: table_url
                for kind, urls in here.items()
                for table_url in urls
                if lis.session(table_url) == lis.session(url)
            }
            if self.asked.session in {None, lis.session(url)}:
                yield from self._session(same, url)

    def _session(self, beside: dict[str, str], bills: str) -> Iterator[Yield]:
        """Read the tables beside the bills; the bills come last, and not at all where one that they need was not read."""
        tables: dict[str, Any] = {}

        def keep(kind: str) -> Callable[[Any], None]:
            return lambda page: tables.update({kind: _table(kind, page.body)})

        def told() -> Iterator[Yield]:
            if all(kind in tables for kind in beside if kind in BESIDE):
                yield self.page(bills, meta={"bills": bills, "tables": tables})

        needed = frozenset(url for kind, url in beside.items() if kind in BESIDE)
        yield from self.waiting(Waiting([(url, keep(kind)) for kind, url in beside.items()], told, "csv", needed))

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill."""
        session = lis.session(page.meta["bills"]) or ""
        rows = table(page.body, *BILLS)
        if not rows:
            yield NothingHere(reason="the session has no bills yet")
        code = lis.session_code(session, self.asked.now.date())
        for row in islice(rows, self.asked.limit):
            yield from self.row(self.bill, row, code, page.meta["tables"], excerpt=str(row), url=page.url)

    def bill(self, row: lis.Row, code: str, tables: dict[str, Any]) -> Iterator[Yield]:
        """One bill with its votes."""
        made = lis.bill(row, code, tables)
        history = tables.get("history", {}).get(made.identifier, ())
        events = votes.of_bill(history, tables.get("votes", {}), tables.get("members", {}), made.sources[0].url)
        vote_events: list[VoteEvent] = []
        for event in events:
            if isinstance(event, Unreadable):
                yield event
            else:
                vote_events.append(event)
        yield replace(made, votes=tuple(sorted(vote_events, key=lambda vote: vote.date)))


def _table(kind: str, data: bytes) -> Any:
    if kind == "votes":
        return votes.table(data)
    if kind == "members":
        return votes.names(table(data, "MBR_MBRNO", "MBR_NAME"))
    _, column, *others = BESIDE[kind]
    return lis.grouped(table(data, column, *others), column)
