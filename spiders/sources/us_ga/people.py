"""Members of the Georgia General Assembly with how to reach them at home, and its committees.

The lists ask for a key that the site's own script makes, so a live visit is skipped and says so; a replay reads the lists
of the newest session that its recording holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from spiders.kit import dates
from spiders.kit.fields import Json, json_objects, maybe_said, said
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us_ga import reading
from tracker.ingest.source import Source
from tracker.records.items import Chamber, Link, ScrapedOrganization, ScrapedPerson

_LISTS: Final = r"www\.legis\.ga\.gov/api/(?:members|committees)/list/(\d+)"
_PARTIES: Final = {"0": "Democratic", "1": "Republican", "2": "Independent"}
_PAGES: Final[dict[Chamber, str]] = {"lower": "house", "upper": "senate"}


class GeorgiaPeople(DocumentSpider):
    """A list of each chamber's members, and one of all committees."""

    name = "us-ga-people"
    source = Source(
        jurisdiction="us-ga",
        publisher="Georgia General Assembly",
        timezone=reading.ZONE,
        url=f"{reading.SITE}/members/house",
        kind="people",
        every_hours=168,
        expected_every_days=60,
        recordings_only=True,
        note="Reads recordings; live, Open States' files name Georgia's members.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The lists of the newest session that a recording holds; sessions are numbered in order."""
        held = {url: int(match[1]) for url in recorded(self, _LISTS) if (match := _session(url))}
        newest = max(held.values(), default=0)
        yield from only_recorded(self, [url for url, session in held.items() if session == newest])

    def items(self, page: Any) -> Iterator[Yield]:
        """The members of one chamber, or the committees of both."""
        reader = _committee if "/committees/" in page.url.casefold() else _member
        listed = json_objects(page)
        if not listed:
            raise PageChanged("wanted members or committees, found none")
        for row in listed[: self.asked.limit]:
            yield from self.row(reader, row, excerpt=str(row)[:500], url=page.url)


def _session(url: str) -> re.Match[str] | None:
    return re.search(_LISTS, urlsplit(url).netloc + urlsplit(url).path, re.IGNORECASE)


def _member(row: Json) -> Iterator[Yield]:
    """One member; who left the seat stays on the list with the day."""
    _, chamber = reading.known(row, "district.chamberType", reading.CHAMBERS)
    key, party, vacated = said(row, "id"), maybe_said(row, "party"), maybe_said(row, "dateVacated")
    url = f"{reading.SITE}/members/{_PAGES[chamber]}/{key}?session={said(row, 'sessionId')}"
    yield ScrapedPerson(
        key=key,
        jurisdiction="us-ga",
        name=said(row, "fullName"),
        chamber=chamber,
        district=said(row, "districtNumber"),
        party=_PARTIES.get(party or "", party),
        phone=_phone(maybe_said(row, "districtAddress.phone")),
        email=maybe_said(row, "districtAddress.email"),
        contact_url=url,
        office=_address(row),
        ended=dates.date(vacated[:10]) if vacated else None,
        sources=(Link(url=url, note="Georgia General Assembly"),),
    )


def _phone(number: str | None) -> str | None:
    digits = re.fullmatch(r"(\d{3})(\d{3})(\d{4})", number or "")
    return "-".join(digits.groups()) if digits else number


def _address(row: Json) -> str | None:
    """The address in the district, as one writes it on a letter."""
    street, more, city, state, code = (
        maybe_said(row, f"districtAddress.{name}") for name in ("address1", "address2", "city", "state", "zip")
    )
    if street is None:
        return None
    return ", ".join(filter(None, (street, more, city, " ".join(filter(None, (state, code))))))


def _committee(row: Json) -> Iterator[Yield]:
    """One committee; of those that both chambers have, each is one of its own."""
    _, chamber = reading.known(row, "chamber", reading.CHAMBERS)
    key, name = said(row, "id"), said(row, "name")
    url = f"{reading.SITE}/committees/{_PAGES[chamber]}/{key}"
    yield ScrapedOrganization(
        key=f"ga-{key}",
        jurisdiction="us-ga",
        name=name if "committee" in name.casefold() else f"{name} Committee",
        chamber=chamber,
        url=url,
        sources=(Link(url=url, note="Georgia General Assembly"),),
    )
