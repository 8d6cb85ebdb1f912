"""Bills of the Utah Legislature.

A replay reads the texts in XML that its recording holds, of one bill the enrolled one first. A live visit asks for the list
of a session, then for the page of each bill, which names it, and for its file of JSON, which holds everything else; their form
is documented and was never seen, and the site has a wall against programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit.fields import json_record
from spiders.kit.select import PageChanged, each
from spiders.kit.spiders import Yield
from spiders.platforms.recorded_documents import RecordedDocuments, documented, recordings_of
from spiders.sources.us_ut import reading, service
from tracker.records.items import NothingHere, ScrapedBill

SITE: Final = "https://le.utah.gov"
_RANKS = ("/introduced/", "/amended/", "/enrolled/")
_PAGE: Final = re.compile(r"/~\w+/bills/static/([HS](?:B|R|CR|JR)\d{3,4})\.html")


class UtahBills(RecordedDocuments):
    """A text a bill; live a page and a file."""

    name = "us-ut-bills"
    source = documented(
        recordings_of("us-ut", "Utah", "Utah State Legislature", reading.ZONE, "https://le.utah.gov/"),
        "No key. Two requests a bill, some nine hundred a session; the site has a wall against programs.",
    )
    conditional = False  # a bill is in two answers, and one that did not change would hide that the other did
    expects = "xml"
    documents = r"le\.utah\.gov/Session/\w+/bills/(?:introduced|amended|enrolled)/[HS]\w+\.xml(?: \(.*\))?"

    def addresses(self) -> list[str]:
        """The texts that a recording holds, one a bill: the latest."""
        held = sorted(super().addresses(), key=lambda url: [rank in url for rank in reversed(_RANKS)])
        texts = {url.partition("/bills/")[0] + url.rpartition("/")[2].partition(".")[0]: url for url in held}
        return list(texts.values())

    def listing(self) -> Iterable[Yield]:
        """The list of the session: 2027 is 2027GS there, a special one 2025S1."""
        session = self.session() or ""
        slug = f"{session}GS" if session.isdecimal() else session
        meta = {"session": session, "slug": slug}
        yield self.page(f"{SITE}/billlist.jsp?session={slug}", self.listed, expects="html", meta=meta)

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for the page of each bill."""
        links = dict.fromkeys(page.css("a::attr(href)").getall())
        links_by_bill = {match[1]: link for link in links if (match := _PAGE.search(link))}
        if not links_by_bill and not page.css("a[href*='toggleObj']"):
            raise PageChanged("a[href*='/bills/static/']: wanted at least one bill, found none")
        if not links_by_bill:
            yield NothingHere(reason="the session has no bills yet")
        for name, link in islice(links_by_bill.items(), self.asked.limit):
            yield self.page(page.urljoin(link), self._named, expects="html", meta={**_kept(page), "name": name})

    def _named(self, page: Any) -> Iterator[Yield]:
        meta = {**_kept(page), "name": page.meta["name"], "page": page.url}
        meta["title"] = " ".join(each(page.selector, "h3.heading")[:1])
        url = f"{SITE}/data/{meta['slug']}/{meta['name']}.json"
        yield self.page(url, self.of_service, expects="json", meta=meta)

    def of_service(self, page: Any) -> Iterator[Yield]:
        """A bill from its file, with the name that its page gave."""
        yield service.bill(json_record(page), page.meta)

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one recorded text."""
        return reading.bill(page.body, page.url.partition(".xml")[0] + ".xml")


def _kept(page: Any) -> dict[str, str]:
    return {name: page.meta[name] for name in ("session", "slug")}
