"""The database of the New Jersey Legislature, which it publishes whole, as a ZIP of tables, every night.

Bills with their history in codes, sponsors, subjects and papers; members and committees with the mail of their aides;
agendas of committees and sessions with the bills on them. A legislature has a file of its own for its two years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from spiders.kit import delimited
from spiders.kit.delimited import Row
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_nj import bill as bills
from spiders.sources.us_nj import people
from tracker.ingest.source import Source
from tracker.records.items import NothingHere
from tracker.records.text import line

FILES: Final = "https://pub.njleg.gov/leg-databases"
FIRST: Final = (222, 2026)
"""A legislature and the year in which it began; each has two."""
TABLES: Final = {
    "MAINBILL": ("BillType", "BillNumber", "CurrentStatus", "IdenticalBillNumber", "LastSessionFullBillNumber",
                 "Synopsis", "Abstract", "FirstPrime"),
    "BILLHIST": ("BillType", "BillNumber", "Sequence", "DateAction", "Action", "Comment", "House"),
    "BILLSPON": ("BillType", "BillNumber", "Sequence", "Sponsor", "Type", "Status", "SponDate"),
    "BILLSUBJ": ("BillType", "BillNumber", "SubjectKey"),
    "BILLWP": ("BillType", "BillNumber", "Document", "DocType", "Comment"),
    "SUBJHEADINGS": ("SubjAbbrev", "Description"),
    "COMMITTEE": ("Code", "Description", "House", "Phone"),
    "COMEMBER": ("Code", "Member", "Position_on_Committee"),
    "ROSTER": ("District", "House", "LastName", "Firstname", "MidName", "Suffix", "LegStatus", "Party", "Phone", "Email",
               "Address", "City", "State", "Zipcode", "Roster Key"),
    "AGENDAS": ("CommHouse", "Date", "Time", "Type", "Location", "Comments", "Status"),
    "BAGENDA": ("CommHouse", "Date", "Time", "Type", "BillType", "BillNumber", "Category"),
}  # fmt: skip
"""The tables that are read, each with the columns that must be there."""


class NewJersey(DocumentSpider):
    """One ZIP, then all its tables together."""

    name = "us-nj-database"
    conditional = False  # the file comes to disk
    source = Source(
        jurisdiction=bills.PLACE,
        publisher="New Jersey Legislature",
        timezone=bills.ZONE,
        url="https://www.njleg.state.nj.us/downloads",
        kind="bills,hearings,people",
        every_hours=12,
        lists_all_upcoming=True,
        note="No key. One file of some 2 MB a visit; --session 221 reads the Legislature before.",
    )

    def first(self) -> Iterable[Yield]:
        """The file of the Legislature asked for, or those that a recording holds."""
        held = recorded(self, r"pub\.njleg\.(?:gov|state\.nj\.us)/leg-databases/\d{4}data/DB\d{4}_TEXT\.zip")
        session = self.asked.session
        year = _year(self.session() or str(FIRST[0]))
        for url in held or [f"{FILES}/{year}data/DB{year}_TEXT.zip"]:
            if not held or session is None or f"DB{year}_" in url:
                yield self.page(url, to_file=True, meta={"year": int(url[-13:-9])})

    def items(self, page: Any) -> Iterator[Yield]:
        """Committees, members, meetings, then the bills."""
        year = page.meta["year"]
        session = str(FIRST[0] + (year - FIRST[1]) // 2)
        held, faults = delimited.zipped_tables(page, [f"{name}.TXT" for name in TABLES])
        yield from faults
        if faults:
            return
        tables = {
            name: delimited.table(held[f"{name}.txt".casefold()], *columns, name=name)
            for name, columns in TABLES.items()
        }
        committees = {line(row["Code"]): people.committee_name(row) for row in tables["COMMITTEE"]}
        yield from self._people(tables, committees, page.url)
        yield from self._meetings(tables, committees, session, page.url)
        yield from self._bills(tables, committees, (session, year), page.url)

    def _people(self, tables: dict[str, list[Row]], committees: dict[str, str], url: str) -> Iterator[Yield]:
        seats = delimited.grouped(tables["COMEMBER"], "Member")
        for row in islice(tables["COMMITTEE"], self.asked.limit):
            yield from self.row(people.committee, row, excerpt=str(row), url=url)
        for row in islice(tables["ROSTER"], self.asked.limit):
            places = seats.get(people.sponsor_name(row), [])
            yield from self.row(people.member, row, places, committees, excerpt=str(row), url=url)

    def _meetings(
        self, tables: dict[str, list[Row]], committees: dict[str, str], session: str, url: str
    ) -> Iterator[Yield]:
        rows: Sequence[Row] = tables["AGENDAS"]
        heard = delimited.grouped(tables["BAGENDA"], *people.MEETING)
        if not rows:
            yield NothingHere(reason="no agendas yet")
        for row, key in islice(zip(rows, people.keys(rows), strict=True), self.asked.limit):
            heard_bills = heard.get("|".join(line(row[column]) for column in people.MEETING), [])
            yield from self.row(people.meeting, row, key, heard_bills, session, committees, excerpt=str(row), url=url)

    def _bills(
        self, tables: dict[str, list[Row]], committees: dict[str, str], when: tuple[str, int], url: str
    ) -> Iterator[Yield]:
        beside = bills.Beside(
            session=when[0],
            year=when[1],
            committees=committees,
            headings={line(row["SubjAbbrev"]): line(row["Description"]) for row in tables["SUBJHEADINGS"]},
            members={people.sponsor_name(row): row for row in tables["ROSTER"]},
            history=_of_bills(tables["BILLHIST"]),
            sponsors=_of_bills(tables["BILLSPON"]),
            subjects=_of_bills(tables["BILLSUBJ"]),
            papers=_of_bills(tables["BILLWP"]),
        )
        rows = [row for row in tables["MAINBILL"] if not bills.reserved(row)]
        if not rows:
            yield NothingHere(reason="the Legislature has no bills yet")
        for row in islice(rows, self.asked.limit):
            yield from self.row(_bill, row, beside, excerpt=str(row), url=url)


def _bill(row: Row, beside: bills.Beside) -> Iterator[Yield]:
    yield bills.bill(row, beside)


def _of_bills(rows: Iterable[Row]) -> dict[str, list[Row]]:
    rows_by_bill: dict[str, list[Row]] = {}
    for row in rows:
        rows_by_bill.setdefault(bills.number(row), []).append(row)
    return rows_by_bill


def _year(session: str) -> int:
    """The first year of a Legislature."""
    if not session.isdecimal():
        raise PageChanged(f"session: wanted one such as 222, found {session[:20]!r}")
    return FIRST[1] + 2 * (int(session) - FIRST[0])
