"""Bills of the Connecticut General Assembly: four tables by FTP, made anew every night.

Committees, subjects and the history come first, then the bills, which take from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.delimited import Row, grouped, table
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from tracker.ingest.source import Source
from tracker.records.items import Action, Chamber, Link, NothingHere, ScrapedBill
from tracker.records.text import clean_identifier, line

PLACE: Final = "us-ct"
SITE: Final = "https://www.cga.ct.gov"
FILES: Final = "ftp://ftp.cga.ct.gov/pub/data"
ZONE: Final = ZoneInfo("America/New_York")
BESIDE: Final = {
    "committee": ("comm_code", "comm_name"),
    "subject": ("bill_num", "subj_desc"),
    "bill_history": ("bill_num", "act_date", "act_desc", "qual1", "qual2"),
}
"""The tables beside the bills, by the column that they are looked up by, with the others that must be there."""
BILLS: Final = ("sess_year", "bill_num", "bill_title")
_BILL: Final = re.compile(r"([HS])(B|J|R)\d+")
_KINDS: Final = {"B": "bill", "J": "joint resolution", "R": "resolution"}
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_TO_COMMITTEE: Final = re.compile(r"\bcomm(?:ittee|\.) on$", re.IGNORECASE)
_BY: Final = re.compile(
    r"^(house|sen)\S* (?:adopted|passed|rejected)|^(?:adopted|rejected), (house|sen)", re.IGNORECASE
)
_TO_HOUSE: Final = re.compile(r"\btrans\w*\W+to (?:the )?house|\bsen(?:ate|\.) passed", re.IGNORECASE)
_TO_SENATE: Final = re.compile(r"\btrans\w*\W+to (?:the )?senate|\bhouse passed", re.IGNORECASE)

Beside = Mapping[str, Mapping[str, list[Row]]]


class ConnecticutBills(DocumentSpider):
    """The tables beside the bills, then the bills."""

    name = "us-ct-bills"
    conditional = False  # a bill is in four tables
    source = Source(
        jurisdiction=PLACE,
        publisher="Connecticut General Assembly",
        timezone=ZONE,
        url=f"{SITE}/web1/aspx/cgabillstatus/cgabillstatus.aspx",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. Four tables by FTP, of the year that runs; sponsors and texts stand on the linked pages.",
    )
    expects = "csv"

    def first(self) -> Iterable[Yield]:
        """The tables, one after the other."""
        yield self._next(list(BESIDE), {})

    def _next(self, names: list[str], tables: Beside) -> Yield:
        name = names[0] if names else "bill_info"
        reader = self.beside if names else self.items
        return self.page(f"{FILES}/{name}.csv", reader, meta={"left": names, "tables": tables})

    def beside(self, page: Any) -> Iterator[Yield]:
        """A table beside the bills; one that cannot be read takes its part of all bills, so that none is told."""
        name, *names = page.meta["left"]
        rows = grouped(table(page.body, *BESIDE[name], name=f"{name}.csv"), BESIDE[name][0])
        yield self._next(names, {**page.meta["tables"], name: rows})

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of the session."""
        session = self.session()
        rows = [row for row in table(page.body, *BILLS, name="bill_info.csv") if line(row["sess_year"]) == session]
        if not rows:
            yield NothingHere(reason=f"the table has no bills of {session}")
        for row in islice(rows, self.asked.limit):
            yield from self.row(_told, row, page.meta["tables"], excerpt=str(dict(row))[:300], url=page.url)


def _told(row: Row, tables: Beside) -> Iterator[Yield]:
    number, session = line(row["bill_num"]), line(row["sess_year"])
    match = _BILL.fullmatch(number)
    if match is None:
        raise PageChanged(f"bill_num: wanted one such as HB05001, found {number[:20]!r}")
    bill, chamber = clean_identifier(number), _CHAMBERS[match[1]]
    url = f"{SITE}/asp/cgabillstatus/cgabillstatus.asp?selBillType=Bill&bill_num={bill}&which_year={session}"
    subjects = (line(subject["subj_desc"]) for subject in tables["subject"].get(number, ()))
    yield ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=session,
        identifier=bill,
        title=line(row["bill_title"]),
        classification=(_KINDS[match[2]],),
        from_organization=chamber,
        subject=tuple(dict.fromkeys(filter(None, subjects))),
        actions=tuple(_actions(tables["bill_history"].get(number, []), chamber, session, tables["committee"])),
        sources=(Link(url=url, note="Connecticut General Assembly"),),
    )


def _actions(rows: list[Row], first: Chamber, session: str, committees: Mapping[str, list[Row]]) -> Iterator[Action]:
    """The history by its days. Few rows name a chamber: it is the first one's until a row says that it passed it on."""
    chamber = first
    for row in sorted(rows, key=lambda action: line(action["act_date"])):
        words = _words(row, session, committees)
        named = _BY.search(words)
        by = _CHAMBERS[(named[1] or named[2])[0].upper()] if named else chamber
        governor = re.search(r"\b(?:signed|vetoed) by (?:the )?governor", words, re.IGNORECASE)
        yield Action(
            date=dates.date(line(row["act_date"])[:10]),
            description=words,
            classification=by_words(PLACE, words),
            organization="executive" if governor else by,
        )
        if _TO_HOUSE.search(words):
            chamber = "lower"
        elif _TO_SENATE.search(words):
            chamber = "upper"


def _words(row: Row, session: str, committees: Mapping[str, list[Row]]) -> str:
    """What was done, with the committee by its name and what stands beside it."""
    words, first, second = (line(row[name]) for name in ("act_desc", "qual1", "qual2"))
    if _TO_COMMITTEE.search(words) and first:
        named = committees.get(first)
        return f"{words} {line(named[0]['comm_name']).removesuffix(' Committee') if named else first}"
    if session in first:
        return f"{words} ({f'{first} {second}'.strip()})"
    return f"{words} {first}".strip()
