"""Write the first draft of a source: one head, and a reader for rows of a table, for JSON (hearings or bills) or for a page in prose."""

from __future__ import annotations

from string import Template
from typing import Final, Literal

Shape = Literal["rows", "json", "prose", "bills"]

_HEAD: Final = Template('''"""$what of ____.

The page $lists ____.
"""

from __future__ import annotations

$imports


class $class_name($base):
    """$one a $record."""

    name = "$name"
    source = Source(
        jurisdiction="$jurisdiction",
        publisher="$publisher",
        timezone=ZoneInfo("$timezone"),
        url="$url",
        kind="$kind",$more
    )
    start_urls = ["$url"]
$reader''')

_IMPORTS: Final[dict[Shape, str]] = {
    "rows": """from collections.abc import Iterable
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.select import link, maybe, one
from spiders.kit.spiders import ListSpider, Yield
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing""",
    "json": """from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.fields import many, maybe_said, said
from spiders.kit.spiders import ApiSpider, Yield
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing""",
    "bills": """from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, many, maybe_many, maybe_said, said
from spiders.kit.spiders import ApiSpider, Yield
from tracker.ingest.source import Source
from tracker.records.items import Action, Link, ScrapedBill, Sponsorship""",
    "prose": """import re
from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.spiders import DocumentSpider, Yield, nothing
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.items import Link, ScrapedHearing

_WHEN: Final = re.compile(r"(?:[A-Z][a-z]+day,? )?(?P<day>[A-Z][a-z]+ \\d{1,2}, \\d{4}),?(?: at)? (?P<hour>\\d{1,2}:\\d\\d [AP]M)")
\"\"\"How a passage about a meeting begins.\"\"\"""",
}

_READERS: Final[dict[Shape, str]] = {
    "rows": '''    rows = "table tr:has(td)"
    empty_notice = "No meetings scheduled"

    def items(self, row: Selector, page: TextResponse) -> Iterable[Yield]:
        """One meeting."""
        address = link(row, "td a", page)
        start = dates.local(one(row, "td.date"), self.source.timezone, "%m/%d/%Y %I:%M %p")
        yield ScrapedHearing(
            key=address.rstrip("/").rpartition("/")[2],
            jurisdiction=self.source.jurisdiction,
            name=one(row, "td a"),
            start=start,
            timezone=self.source.timezone.key,
            status=status(one(row, "td a"), day=start.date()),
            location=maybe(row, "td.place"),
            virtual=virtual(maybe(row, "td.place")),
            sources=(Link(url=address, note="$publisher"),),
        )
''',
    "json": '''
    def rows_of(self, body: Any) -> Iterable[Any]:
        """The meetings in the answer."""
        return many(body, "meetings")

    def items(self, row: Any, page: TextResponse) -> Iterable[Yield]:
        """One meeting."""
        start = dates.local(said(row, "start"), self.source.timezone)
        yield ScrapedHearing(
            key=said(row, "id"),
            jurisdiction=self.source.jurisdiction,
            name=said(row, "title"),
            start=start,
            timezone=self.source.timezone.key,
            status=status(said(row, "title"), day=start.date()),
            location=maybe_said(row, "location"),
            virtual=virtual(maybe_said(row, "location")),
            sources=(Link(url=page.url, note="$publisher"),),
        )
''',
    "bills": '''
    def rows_of(self, body: Any) -> Iterable[Any]:
        """The bills in the answer."""
        return many(body, "bills")

    def items(self, row: Any, page: TextResponse) -> Iterable[Yield]:
        """One bill, with the session that its publisher names; a city's matters have the year they were introduced."""
        yield ScrapedBill(
            jurisdiction=self.source.jurisdiction,
            legislative_session=said(row, "session"),
            identifier=said(row, "number"),
            title=said(row, "title"),
            actions=tuple(map(self.step, maybe_many(row, "actions"))),
            sponsorships=tuple(Sponsorship(name=said(who, "name")) for who in maybe_many(row, "sponsors")),
            sources=(Link(url=maybe_said(row, "url") or page.url, note="$publisher"),),
        )

    def step(self, row: Json) -> Action:
        """One step of its history, oldest first in the answer."""
        words = said(row, "text")
        kinds = by_words(self.source.jurisdiction, words)
        return Action(date=dates.date(said(row, "date")[:10]), description=words, classification=kinds)
''',
    "prose": '''    empty_notice = "No meetings scheduled"

    def items(self, page: TextResponse) -> Iterable[Yield]:
        """Every passage that begins with a day and an hour."""
        found = [(block, hit) for block in prose.blocks(page.body, page.url) if (hit := _WHEN.match(block.text))]
        if not found:
            yield nothing(page, "a passage that begins with a day", self.empty_notice)
        for block, hit in found:
            yield from self.row(self.meeting, block, hit, page, excerpt=block.text, url=page.url)

    def meeting(self, block: prose.Block, hit: re.Match[str], page: TextResponse) -> Iterable[Yield]:
        """One meeting; its name is the heading that it stands under."""
        start = dates.local(f"{hit['day']} {hit['hour']}", self.source.timezone, "%B %d, %Y %I:%M %p")
        name = block.headings[-1] if block.headings else self.source.publisher
        yield ScrapedHearing(
            key=f"{name}-{start:%Y-%m-%d-%H%M}",
            jurisdiction=self.source.jurisdiction,
            name=name,
            start=start,
            timezone=self.source.timezone.key,
            status=status(block.text[hit.end() :], day=start.date()),
            location=block.text[hit.end() :].strip(" ,|") or None,
            virtual=virtual(block.text),
            links=block.links,
            sources=(Link(url=page.url, note="$publisher"),),
        )
''',
}
_WORDS: Final[dict[Shape, tuple[str, str, str]]] = {
    "rows": ("ListSpider", "lists", "One row"),
    "json": ("ApiSpider", "gives as JSON", "One object"),
    "prose": ("DocumentSpider", "tells in prose of", "One passage"),
    "bills": ("ApiSpider", "gives as JSON", "One object"),
}

_HEARINGS: Final = {
    "what": "Hearings",
    "record": "meeting",
    "kind": "hearings",
    "more": "\n        lists_all_upcoming=True,",
}
_BILLS: Final = {"what": "Bills", "record": "bill", "kind": "bills", "more": ""}


def source_code(shape: Shape, *, name: str, url: str, publisher: str, timezone: str) -> str:
    """A source that runs as it is, for a page as simple as can be; its two blanks are to be filled in."""
    base, lists, one = _WORDS[shape]
    facts = {
        "class_name": "".join(word.capitalize() for word in name.split("-")[1:]),
        "name": name,
        "jurisdiction": name.rpartition("-")[0],
        "publisher": publisher.replace("\\", "").replace('"', "'"),
        "timezone": timezone,
        "url": url,
    }
    facts |= _BILLS if shape == "bills" else _HEARINGS
    reader = Template(_READERS[shape]).substitute(facts)
    return _HEAD.substitute(facts, base=base, lists=lists, one=one, imports=_IMPORTS[shape], reader=reader)
