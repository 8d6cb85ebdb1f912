"""Texts of bills of the Virginia General Assembly, as the service of its Legislative Information System gives them.

The service wants a key that is given by hand, and answers for one text at a time, so a live visit is skipped. A replay
reads the texts it holds, in the service's own form or as records of one text each, and joins those of one bill.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from parsel import Selector
from scrapy.http import Response

from spiders.kit import dates
from spiders.kit.fields import Json, json_record, many, maybe_long, maybe_said, said
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.platforms.recorded_documents import recordings_of
from spiders.sources.us_va import lis
from tracker.ingest.source import NATIVE
from tracker.records import prose
from tracker.records.items import Chamber, Link, NothingHere, ScrapedBill, Version
from tracker.records.text import clean_identifier, line

PLACE: Final = "us-va"
BELOW_THE_LIST: Final = 10
"""Less authority than the tables have, whose title of a bill is the one that people know."""
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_KINDS: Final = {"B": "bill", "J": "joint resolution", "R": "resolution"}
_ASIDE: Final = re.compile(
    r"amendment(?! in the nature of a substitute)|veto|recommendation|impact|summary", re.IGNORECASE
)
"""Papers about a bill that are not its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """One text of a bill, or a paper beside it."""

    bill: str
    session: str
    title: str
    version: Version
    moment: str
    text: str
    aside: bool


class VirginiaTexts(DocumentSpider):
    """A page a text; the bills come with the last page."""

    name = "us-va-texts"
    source = replace(
        recordings_of(PLACE, "Virginia", "Virginia General Assembly", lis.ZONE, "https://lis.virginia.gov/"),
        authority=NATIVE - BELOW_THE_LIST,
    )
    expects = "json"
    conditional = False
    documents = r"lis\.virginia\.gov/LegislationText/api/getlegislationtextbyidasync"

    def first(self) -> Iterable[Yield]:
        """The texts that a recording holds."""
        self._papers: dict[tuple[str, str], list[_Paper]] = defaultdict(list)
        held = recorded(self, self.documents)[: self.asked.limit]
        self._left = len(held)
        yield from only_recorded(self, held)

    def answered(self, response: Response) -> Iterator[Yield]:
        """Read one text, and tell the bills after the last."""
        yield from super().answered(response)
        yield from self._counted()

    def failed(self, failure: Any) -> Iterator[Yield]:
        """Tell of a text that was not fetched; the others count."""
        yield from super().failed(failure)
        yield from self._counted()

    def _counted(self) -> Iterator[Yield]:
        self._left -= 1
        if self._left:
            return
        for papers in self._papers.values():
            yield from self.row(_told, papers, excerpt=papers[0].bill, url=self.source.url)

    def items(self, page: Any) -> Iterator[Yield]:
        """Keep the texts of one page."""
        body = json_record(page)
        rows = many(body, "TextsList") if "TextsList" in body else [body]
        for row in rows:
            yield from self.row(self._keep, row, excerpt=str(row)[:500], url=page.url)

    def _keep(self, row: Json) -> Iterable[Yield]:
        paper = _of_service(row) if "LegislationNumber" in row else _of_record(row)
        if self.asked.session in {None, paper.session}:
            self._papers[paper.session, paper.bill].append(paper)
        return ()


def _of_service(row: Json) -> _Paper:
    code, number = said(row, "SessionCode"), said(row, "LegislationNumber")
    document = maybe_said(row, "DocumentCode")
    url = f"{lis.SITE}/bill-details/{code}/{clean_identifier(number)}/text/{document}" if document else None
    return _paper(
        number,
        code,
        (said(row, "Description"), said(row, "VersionDate"), url),
        maybe_long(row, "DraftText") or "",
        maybe_said(row, "DraftTitle"),
    )


def _of_record(row: Json) -> _Paper:
    facts = (said(row, "version_label"), said(row, "draft_date"), None)
    return _paper(said(row, "bill"), said(row, "session_code"), facts, maybe_long(row, "text") or "", None)


def _paper(number: str, code: str, facts: tuple[str, str, str | None], markup: str, title: str | None) -> _Paper:
    label, moment, url = facts
    bill = clean_identifier(number)
    session = lis.session(f"/lisfiles/{code}/")
    if not re.fullmatch(r"[HS][BJR]\d+", bill) or session is None:
        raise PageChanged(f"wanted a bill and a session such as HB1 and 20261, found {number[:20]!r} and {code[:20]!r}")
    heading = line("".join(Selector(text=markup or "<p></p>").css("p.ldtitle ::text").getall()))
    return _Paper(
        bill=bill,
        session=session,
        title=heading or title or "",
        version=Version(
            note=label,
            date=dates.date(moment[:10]),
            links=(Link(url=url or f"{lis.SITE}/bill-details/{code}/{bill}", media_type="text/html"),),
        ),
        moment=moment,
        text=prose.text(markup),
        aside=bool(_ASIDE.search(label)),
    )


def _told(papers: Sequence[_Paper]) -> Iterator[Yield]:
    """The bill of some papers: its newest text speaks."""
    ordered = sorted(papers, key=lambda paper: paper.moment)
    texts = [paper for paper in ordered if not paper.aside]
    titled = [paper for paper in texts if paper.title]
    if not titled:
        yield NothingHere(reason=f"of {ordered[0].bill} only papers beside its text are here")
        return
    newest, bill = titled[-1], titled[-1].bill
    page = newest.version.links[0].url.partition("/text/")[0]
    yield ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=newest.session,
        identifier=bill,
        title=newest.title,
        classification=(_KINDS[bill[1]],),
        from_organization=_CHAMBERS[bill[0]],
        versions=tuple(paper.version for paper in texts),
        documents=tuple(paper.version for paper in ordered if paper.aside),
        sources=(Link(url=page, note="Legislative Information System"),),
        text=texts[-1].text or None,
    )
