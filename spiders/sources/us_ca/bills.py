"""Bills of the California Legislature, from the files that its Legislative Counsel publishes for everybody.

One file has a session: bills, history, authors, versions with their texts, analyses, votes with every name. It is made anew
each week; a file a day has what changed since. The pages of single bills may not be asked for by programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from spiders.kit import delimited
from spiders.kit.delimited import Row, Tables
from spiders.kit.recorded import recorded
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_ca import bill as bills
from spiders.sources.us_ca.files import NEEDED, Session
from tracker.ingest.source import Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged

FILES: Final = "https://downloads.leginfo.legislature.ca.gov"
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


class CaliforniaBills(DocumentSpider):
    """The files of the days, then the file of the session."""

    name = "us-ca-bills"
    conditional = False  # the days are laid over the session
    source = Source(
        jurisdiction=bills.PLACE,
        publisher="California Legislative Counsel",
        timezone=bills.ZONE,
        url="https://leginfo.legislature.ca.gov/",
        kind="bills",
        every_hours=48,
        megabytes=1_200,
        note="No key. --session 20232024 reads another session.",
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with an empty session."""
        super().__init__(*given, **more)
        self._session = Session()

    def first(self) -> Iterable[Yield]:
        """The files of the days, or what a recording holds: whole files, or the members of one."""
        place = r"downloads\.leginfo\.legislature\.ca\.gov/pubinfo_"
        members = recorded(self, place + r"\w+\.zip \(member .+\.(?:dat|lob)\)")
        whole = recorded(self, place + r"\d{4}\.zip")
        if members:
            yield self.page(members[0], self.member, meta={"left": members[1:], "held": {}})
            return
        days = recorded(self, place + r"(?:daily_)?[A-Z][a-z]{2}\.zip")
        if not whole:
            days = days or [f"{FILES}/pubinfo_daily_{day}.zip" for day in DAYS]
            whole = [f"{FILES}/pubinfo_{self._year()}.zip"]
        yield from self._next([*days, whole[-1]])

    def _year(self) -> str:
        return (self.session() or str(self.asked.now.year))[:4]

    def _next(self, names: list[str]) -> Iterator[Yield]:
        """The next file; that of the session comes last, with all that was laid over it."""
        if len(names) > 1:
            yield self.page(names[0], self.day, to_file=True, optional=True, meta={"left": names[1:]})
        elif names:
            yield self.page(names[0], to_file=True)

    def day(self, page: Any) -> Iterator[Yield]:
        """The file of a day."""
        try:
            with delimited.opened(page) as archive:
                self._session.take(Tables(archive))
        finally:
            yield from self._next(page.meta["left"])

    def failed(self, failure: Any) -> Iterator[Yield]:
        """A day without a file, such as one on which nothing changed, does not end the visit."""
        yield from super().failed(failure)
        request = getattr(failure, "request", None)
        if request is not None:
            yield from self._next(request.meta.get("left", []))

    def member(self, page: Any) -> Iterator[Yield]:
        """One member of a file of which the members were recorded."""
        name = unquote(page.url).rpartition("(member ")[2].rstrip(")")
        held = {**page.meta["held"], name: page.body}
        names = page.meta["left"]
        if names:
            yield self.page(names[0], self.member, meta={"left": names[1:], "held": held})
            return
        yield from self._all(Tables(held), page.url)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every bill of the session."""
        with delimited.opened(page) as archive:
            yield from self._all(Tables(archive), page.url)

    def _all(self, tables: Tables, url: str) -> Iterator[Yield]:
        for name in NEEDED:
            if f"{name}.dat" not in tables:
                yield Problem(kind="missing-table", reason=f"wanted {name}.dat in the file, found none", url=url)
        self._session.take(tables, texts=False)
        has_bills = "BILL_TBL.dat" not in tables
        for row, beside in islice(self._session.bills(tables), self.asked.limit):
            has_bills = True
            yield from self.row(self._bill, row, beside, excerpt=str(row), url=f"{url}#{row['bill_id']}")
        if not has_bills:
            yield NothingHere(reason="the session has no bills yet")

    def _bill(self, row: Row, beside: bills.Beside) -> Iterator[Yield]:
        key = bills.bill_id(row)
        if self.known(key, bills.stamp(row, beside)):
            yield Unchanged(id=key)
            return
        made = bills.bill(row, beside)
        yield made
        if (unread := bills.unread(made, beside)) is not None:
            yield unread
