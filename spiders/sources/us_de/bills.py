"""Bills of the Delaware General Assembly: the grid of all legislation, twenty rows a page, then what was done to each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_de import grid
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Chamber,
    Link,
    NothingHere,
    ScrapedBill,
    Title,
    Version,
)

PLACE: Final = "us-de"
LIST: Final = f"{grid.SITE}/json/AllLegislation/GetAllLegislation"
REPORTS: Final = f"{grid.SITE}/json/BillDetail/GetRecentReportsByLegislationId"
_KINDS: Final = {"B": "bill", "CR": "concurrent resolution", "JR": "joint resolution", "R": "resolution"}
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "House": "lower", "Senate": "upper"}
_CODE: Final = re.compile(r"(?:(?P<substitute>[HS]S \d+) for )?(?P<bill>[HS](?:B|CR|JR|R) \d+)(?:(?: w/| -).*)?")


class DelawareBills(DocumentSpider):
    """Page by page, then the history of each."""

    name = "us-de-bills"
    conditional = False
    source = Source(
        jurisdiction=PLACE,
        publisher="Delaware General Assembly",
        timezone=grid.ZONE,
        url=f"{grid.SITE}/AllLegislation",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. Where a substitute took a bill's place, it is the bill; sponsors are not in the grid.",
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with no bill."""
        super().__init__(*given, **more)
        self._rows: dict[str, tuple[str, Json]] = {}
        """By the number of the bill: the substitute's own number, or none, and the row of the grid."""

    def first(self) -> Iterable[Yield]:
        """The first page."""
        self._assembly = self.session()
        yield self._asked(1)

    def _asked(self, number: int) -> Yield:
        kinds = {f"selectedLegislationTypeId[{at}]": kind for at, kind in enumerate((1, 2, 3, 4, 6))}
        form = {
            "page": number,
            "pageSize": grid.PAGE,
            "selectedGA[0]": self._assembly,
            "coSponsorCheck": "True",
            **kinds,
        }
        return grid.asked(self, LIST, None, meta={"number": number}, **form)

    def items(self, page: Any) -> Iterator[Yield]:
        """The rows of a page, then the next; after the last page the history of each bill."""
        rows = grid.rows(page)
        for row in rows:
            yield from self.row(self._take, row, excerpt=str(row), url=page.url)
        if len(rows) == grid.PAGE and not (self.asked.limit and len(self._rows) >= self.asked.limit):
            yield self._asked(page.meta["number"] + 1)
            return
        if not self._rows:
            yield NothingHere(reason="the General Assembly has no legislation yet")
        for number, (_substitute, row) in list(self._rows.items())[: self.asked.limit]:
            reader = partial(self.history, row=row, number=number)
            yield grid.asked(self, REPORTS, reader, legislationId=said(row, "LegislationId"))

    def _take(self, row: Json) -> Iterator[Yield]:
        """A bill stands once for itself and once for each substitute; the last substitute counts."""
        code = said(row, "LegislationDisplayCode")
        match = _CODE.fullmatch(code)
        if match is None:
            raise PageChanged(f"LegislationDisplayCode: wanted one such as HB 1 or HS 1 for HB 1, found {code[:40]!r}")
        said(row, "LegislationId")
        number, substitute = match["bill"].replace(" ", ""), match["substitute"] or ""
        if number not in self._rows or self._rows[number][0] <= substitute:
            self._rows[number] = (substitute, row)
        yield from ()

    def history(self, page: Any, row: Json, number: str) -> Iterator[Yield]:
        """One bill with what was done to it."""
        yield from self.row(_bill, row, number, self._assembly, grid.rows(page), excerpt=str(row), url=page.url)


def _bill(row: Json, number: str, assembly: str, reports: list[Json]) -> Iterator[Yield]:
    key, short, synopsis = (
        said(row, "LegislationId"),
        maybe_said(row, "ShortTitle"),
        prose.text(str(row.get("Synopsis") or "")),
    )
    text = f"{grid.SITE}/json/BillDetail/GenerateHtmlDocument?legislationId={key}&legislationTypeId=1&docTypeId=2&legislationName={number}"
    yield ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=assembly,
        identifier=number,
        title=said(row, "LongTitle"),
        classification=(_KINDS[re.sub(r"[^A-Z]", "", number)[1:]],),
        from_organization=_CHAMBERS[number[0]],
        other_titles=(Title(title=short, note="short title"),) if short else (),
        abstracts=(Abstract(abstract=synopsis, note="synopsis"),) if synopsis else (),
        actions=tuple(sorted(map(_action, reports), key=lambda action: action.date)),
        versions=(Version(note="Bill text", links=(Link(url=text, media_type="text/html"),)),),
        sources=(Link(url=f"{grid.SITE}/BillDetail?LegislationId={key}", note="Delaware General Assembly"),),
    )


def _action(row: Json) -> Action:
    words = said(row, "ActionDescription")
    chamber = _CHAMBERS.get(maybe_said(row, "ChamberName") or "")
    return Action(
        date=dates.date(said(row, "OccuredAtDateTime").split()[0], *grid.DAYS),  # their spelling
        description=words,
        classification=by_words(PLACE, words),
        organization="executive" if "governor" in words.casefold() else chamber,
    )
