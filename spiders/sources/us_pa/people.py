"""Members of the Pennsylvania General Assembly, how to write to them, and their committees.

The lists of committees lead to a page each, which names its members; the rosters come last, with what was read there, and
lead to the page of each member, which tells the offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.kit.recorded import holds, recorded
from spiders.kit.select import PageChanged, rows, text_of
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_pa.biographies import reach
from tracker.ingest.source import Source
from tracker.records.items import Chamber, Link, Membership, ScrapedOrganization, ScrapedPerson
from tracker.records.text import line

PLACE: Final = "us-pa"
SITE: Final = "https://www.palegis.us"
_CHAMBERS: Final[dict[str, Chamber]] = {"house": "lower", "senate": "upper"}
_PARTIES: Final = {"D": "Democratic", "R": "Republican"}
_BIO: Final = re.compile(r"/(house|senate)/members/bio/(\d+)/")
_COMMITTEE: Final = re.compile(r"/(house|senate)/committees/(\d+)/[\w-]+")
_MAIL: Final = re.compile(r"var (Name|Domain|Ext)\s*=\s*\"([^\"]*)\"")
_ROLES: Final = (("minority vice chair", "minority vice chair"), ("vice chair", "vice chair"),
                 ("minority chair", "minority chair"), ("chair", "chair"), ("secretary", "secretary"))  # fmt: skip


class PennsylvaniaPeople(DocumentSpider):
    """Committees, page by page, then both rosters."""

    name = "us-pa-people"
    conditional = False  # a member is put together from many pages
    source = Source(
        jurisdiction=PLACE,
        publisher="Pennsylvania General Assembly",
        timezone=ZoneInfo("America/New_York"),
        url=f"{SITE}/senate/members",
        kind="people",
        every_hours=168,
        expected_every_days=60,
        note="No key. Mail of senators; the House's pages name none. Offices from the page of each member.",
    )
    expects = "html"

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with no committee."""
        super().__init__(*given, **more)
        self._places: dict[str, dict[str, str]] = {}
        """By the number of a member: the names of committees with the role there."""

    def first(self) -> Iterable[Yield]:
        """The lists of committees, or what a recording holds of committees and rosters."""
        held = recorded(self, r"www\.palegis\.us/(?:house|senate)/committees/(?:committee-list|\d+/[\w-]+)")
        rosters = recorded(self, r"www\.palegis\.us/(?:house|senate)/members")
        if held or rosters:
            yield from self._next([*held, *rosters])
            return
        lists = [f"{SITE}/{house}/committees/committee-list" for house in _CHAMBERS]
        yield from self._next([*lists, *(f"{SITE}/{house}/members" for house in _CHAMBERS)])

    def _next(self, addresses: list[str]) -> Iterator[Yield]:
        if addresses:
            yield self.page(addresses[0], meta={"left": addresses[1:]})

    def items(self, page: Any) -> Iterator[Yield]:
        """A list, a committee or a roster, by its address."""
        addresses = page.meta["left"]
        if page.url.endswith("/committee-list"):
            listed = {
                page.urljoin(link.attrib["href"]): text_of(link)
                for link in page.css("a[href]")
                if _COMMITTEE.search(link.attrib["href"])
            }
            if not listed:
                raise PageChanged("a[href*='/committees/']: wanted at least one committee, found none")
            if self.asked.replaying:
                house = "House" if "/house/" in page.url else "Senate"
                yield from (
                    _organization(url, f"{house} {listed[url]}") for url in sorted(listed) if not holds(self, url)
                )
            else:
                addresses = [*sorted(listed)[: self.asked.limit], *addresses]
        elif _COMMITTEE.search(page.url):
            yield from self.row(self._committee, page, url=page.url)
        else:
            for member in rows(page.selector, "div.member[data-district]")[: self.asked.limit]:
                yield from self.row(self._member, member, page, excerpt=str(member.get())[:300], url=page.url)
        yield from self._next(addresses)

    def failed(self, failure: Any) -> Iterator[Yield]:
        """A committee whose page was not fetched costs its memberships, the page of a member the offices."""
        yield from super().failed(failure)
        request = getattr(failure, "request", None)
        if request is not None:
            yield from self._next(request.meta.get("left", []))
            if "member" in request.meta:
                yield request.meta["member"]

    def _committee(self, page: Any) -> Iterator[Yield]:
        """A committee and who sits on it; officers stand with what they are."""
        headings = page.css(".header-title").xpath("string()").getall()  # the kind of page stands above the name
        made = _organization(page.url, line(headings[-1] if headings else ""))
        for link in page.css("a[href*='/members/bio/']"):
            member = _BIO.search(link.attrib["href"])
            words = line(link.xpath("string()").get() or "").casefold()
            if member is not None and words:
                role = next((ours for theirs, ours in _ROLES if words.endswith(theirs)), "member")
                self._places.setdefault(f"{member[1]}-{member[2]}", {}).setdefault(made.name, role)
        yield made

    def _member(self, row: Selector, page: Any) -> Iterator[Yield]:
        """One member of a roster."""
        href, name = row.css("a::attr(href)").get() or "", line(row.css(".thumb-info-inner::text").get() or "")
        match = _BIO.search(href)
        if match is None or not name:
            raise PageChanged(f"div.member a: wanted the page of a member, found {href[:60]!r}")
        key = f"{match[1]}-{match[2]}"
        url = page.urljoin(href.strip())
        party = row.attrib.get("data-party", "")
        member = ScrapedPerson(
            key=f"pa-{key}",
            jurisdiction=PLACE,
            name=name,
            chamber=_CHAMBERS[match[1]],
            district=row.attrib["data-district"].lstrip("0") or None,
            party=_PARTIES.get(party, party) or None,
            email=_mail(row.get()),
            contact_url=url,
            memberships=tuple(
                Membership(organization=organization, role=role)
                for organization, role in self._places.get(key, {}).items()
            ),
            sources=(Link(url=url, note="Pennsylvania General Assembly"),),
        )
        if holds(self, url):
            yield self.page(url, self.biography, optional=True, meta={"member": member})
        else:
            yield member

    def biography(self, page: Any) -> Iterator[Yield]:
        """The member whose page it is, with the offices that it tells."""
        known = reach(page.selector)
        yield replace(page.meta["member"], phone=known.phone, office=known.office, offices=known.offices)


def _organization(address: str, name: str) -> ScrapedOrganization:
    """A committee by its address and name."""
    match, url = _COMMITTEE.search(address), address.partition("?")[0]
    if match is None or not name:
        raise PageChanged("wanted the name of a committee, found none")
    return ScrapedOrganization(
        key=f"pa-{match[1]}-{match[2]}",
        jurisdiction=PLACE,
        name=name if "committee" in name.casefold() else f"{name} Committee",
        chamber=_CHAMBERS[match[1]],
        url=url,
        sources=(Link(url=url, note="Pennsylvania General Assembly"),),
    )


def _mail(markup: str) -> str | None:
    """The address that a script of the page puts together, so that harvesters do not."""
    parts = dict(_MAIL.findall(markup))
    if not all(parts.get(name) for name in ("Name", "Domain", "Ext")):
        return None
    return f"{parts['Name']}@{parts['Domain'].rstrip('.')}.{parts['Ext']}"
