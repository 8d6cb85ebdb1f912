"""Bills of the Minnesota Legislature by the pages of their texts at the Revisor of Statutes.

The page of a text tells the bill's number, its long title, every version there is and the text itself, and nothing of what
became of it. Which bills there are no page here tells, so a live visit is skipped; a replay reads what it holds, of one
bill the newest version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit import dates
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged, link, one, rows
from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from tracker.records import prose, sessions
from tracker.records.items import Chamber, Link, ScrapedBill, Version
from tracker.records.text import line

PLACE: Final = "us-mn"
ZONE: Final = ZoneInfo("America/Chicago")
_PATH: Final = re.compile(r".*/bills/(\d+)/(\d{4})/(\d+)/([HS]F)/(\d+)/versions/((?:ue/)?\w+)/?", re.IGNORECASE)
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_POSTED: Final = re.compile(r"Posted on (\d{2}/\d{2}/\d{4})")
_TITLE: Final = re.compile(r"^(?:A (?:bill|resolution) for an act|A resolution)\s+", re.IGNORECASE)
_ASIDE: Final = './/*[contains(@class, "sr-only") or self::var or self::script]'


class MinnesotaTexts(RecordedDocuments):
    """A page a version."""

    name = "us-mn-texts"
    source = recordings_of(
        PLACE, "Minnesota", "Minnesota Revisor of Statutes", ZONE, "https://www.revisor.mn.gov/bills/"
    )
    expects = "html"
    documents = r"(?:www\.)?revisor\.mn\.gov/bills/\d+/\d{4}/\d+/[HS]F/\d+/versions/(?:ue/)?\w+"

    def addresses(self) -> list[str]:
        """Of each bill the newest version that a recording holds."""
        newest: dict[tuple[str, ...], str] = {}
        for url in sorted(recorded(self, self.documents), key=_version):
            newest[_parts(url)[:5]] = url
        return list(newest.values())

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        legislature, year, special, kind, number, _told = _parts(page.url)
        identifier = one(page.selector, "h1.card-title").replace(" ", "")
        if identifier != f"{kind}{number}":
            raise PageChanged(f"h1.card-title: wanted {kind}{number}, found {identifier[:20]!r}")
        versions = tuple(_versions(page))
        status = f"https://www.revisor.mn.gov/bills/{legislature}/{year}/{special}/{kind}/{number}/"
        return ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=_session(legislature, year, special),
            identifier=identifier,
            title=_title(page),
            from_organization=_CHAMBERS[kind[0]],
            versions=versions,
            sources=(Link(url=status, note="Minnesota Revisor of Statutes"),),
            text=_text(page),
        )


def _parts(url: str) -> tuple[str, ...]:
    match = _PATH.fullmatch(url.partition("?")[0])
    if match is None:
        raise PageChanged(f"wanted the address of a version, found {url[:120]!r}")
    return tuple(part.upper() for part in match.groups())


def _version(url: str) -> tuple[bool, int, str]:
    """How new a version is: by its number; the other chamber's own ("ue/1") is none of the bill's until it is adopted."""
    version_number = _parts(url)[5]
    number = version_number.rpartition("/")[2]
    return not version_number.startswith("UE/"), int(number) if number.isdecimal() else 99, version_number


def _session(legislature: str, year: str, special: str) -> str:
    session = legislature if special == "0" else f"{year}s{special}"
    return sessions.canonical(PLACE, session) or session


def _title(page: Any) -> str:
    title = _flat(page.css("#document .bill_title"))
    words = _TITLE.sub("", title)
    if not words:
        raise PageChanged("#document .bill_title: wanted a title, found none")
    return line(words[:1].upper() + words[1:])


def _flat(nodes: Any) -> str:
    return line(" ".join(nodes.xpath(".//text()[not(ancestor::script)]").getall()), limit=20_000)


def _text(page: Any) -> str | None:
    nodes = page.css("#document")
    if len(nodes) != 1:
        raise PageChanged(f"#document: wanted one text, found {len(nodes)}")
    copied = Selector(text=nodes.get())
    for aside in copied.xpath(_ASIDE):
        aside.drop()
    return prose.text(copied.get(), gaps=False) or None


def _versions(page: Any) -> Iterator[Version]:
    """Every version that the page lists; one without a table is the only one."""
    for row in rows(page.selector, "#versions tbody tr"):
        own = row.xpath('.//td[1]/a[not(contains(@class, "btn"))]')
        if not own:
            continue
        posted = _POSTED.search(line(" ".join(row.xpath(".//text()").getall())))
        links = [Link(url=page.urljoin(own[0].attrib["href"]), media_type="text/html")]
        if row.css('a[href$="/pdf/"]'):
            links.append(Link(url=link(row, 'a[href$="/pdf/"]', page), media_type="application/pdf"))
        yield Version(
            note=line(" ".join(own[0].xpath(".//text()").getall())),
            date=dates.date(posted[1], "%m/%d/%Y") if posted else None,
            links=tuple(links),
        )
