"""Measures of the Mississippi Legislature: the list of all of a session, then the history of each, as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import child, descendants, maybe_child, xml_body
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from tracker.ingest.source import Source
from tracker.records.items import (
    Action,
    Chamber,
    Committee,
    Link,
    NothingHere,
    ScrapedBill,
    Sponsorship,
    Title,
    Version,
)

PLACE: Final = "us-ms"
SITE: Final = "https://billstatus.ls.state.ms.us"
ZONE: Final = ZoneInfo("America/Chicago")
_KINDS: Final = {"B": "bill", "C": "concurrent resolution", "R": "resolution", "N": "appointment"}
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_TEXTS: Final = (
    ("INTRO_OTHER", "As Introduced"), ("CMTESUB_OTHER", "Committee Substitute"), ("PASSED_OTHER", "As Passed"),
    ("ASG_OTHER", "Approved by the Governor"), ("CURRENT_OTHER", "Current version"),
)  # fmt: skip
_STEP: Final = re.compile(r"(\d{1,2}/\d{1,2})\s+(?:\(([HS])\)\s*)?(.+)")


class MississippiBills(DocumentSpider):
    """The list, then each measure."""

    name = "us-ms-bills"
    source = Source(
        jurisdiction=PLACE,
        publisher="Mississippi Legislature",
        timezone=ZONE,
        url=f"{SITE}/",
        kind="bills",
        every_hours=24,
        proved=False,
        note="No key. A page a measure, some three thousand a session; one that did not change is not sent again.",
    )
    expects = "xml"

    def first(self) -> Iterable[Yield]:
        """The list of the session."""
        session = self.asked.session or str(self.asked.now.astimezone(ZONE).year)
        yield self.page(f"{SITE}/{session}/pdf/all_measures/allmsrs.xml", self.listed, meta={"session": session})

    def listed(self, page: Any) -> Iterator[Yield]:
        """Ask for each measure; addresses stand as seen from the list."""
        groups = list(descendants(xml_body(page.body), "MSRGROUP"))
        if not groups:
            yield NothingHere(reason="the session has no measures yet")
        for group in islice(groups, self.asked.limit):
            yield from self.row(self._one, group, page, excerpt=maybe_child(group, "MEASURE") or "", url=page.url)

    def _one(self, group: Any, page: Any) -> Iterator[Yield]:
        meta = {"session": page.meta["session"], "measure": child(group, "MEASURE").replace(" ", "")}
        link = re.sub(r"^(?:\.\./)+", "", child(group, "ACTIONLINK"))
        yield self.page(f"{SITE}/{page.meta['session']}/pdf/{link}", meta=meta)

    def items(self, page: Any) -> Iterator[Yield]:
        """One measure."""
        root = xml_body(page.body)
        name, session = page.meta["measure"], page.meta["session"]
        if not re.fullmatch(r"[HS][BCRN]\d+", name):
            raise PageChanged(f"MEASURE: wanted one such as HB 1040, found {name[:20]!r}")
        facts = {field: _anywhere(root, field) for field in ("SHORTTITLE", "LONGTITLE", "P_NAME", "H_NAME", "S_NAME")}
        title = facts["SHORTTITLE"] or facts["LONGTITLE"]
        if not title:
            raise PageChanged(f"{name}: wanted a SHORTTITLE, found none")
        yield ScrapedBill(
            jurisdiction=PLACE,
            legislative_session=session,
            identifier=name,
            title=title,
            classification=(_KINDS[name[1]],),
            from_organization=_CHAMBERS[name[0]],
            other_titles=(Title(title=facts["LONGTITLE"], note="official title"),) if facts["LONGTITLE"] else (),
            actions=tuple(_actions(root, int(session[:4]))),
            sponsorships=tuple(_sponsorships(root, facts["P_NAME"])),
            committees=tuple(
                Committee(name=facts[field], chamber=chamber)
                for field, chamber in (("H_NAME", _CHAMBERS["H"]), ("S_NAME", _CHAMBERS["S"]))
                if facts[field]
            ),
            versions=tuple(_versions(root, page.url)),
            sources=(Link(url=page.url, note="Mississippi Legislature", media_type="application/xml"),),
        )


def _anywhere(root: Any, name: str) -> str:
    element = next(descendants(root, name), None)
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _actions(root: Any, year: int) -> Iterator[Action]:
    """Steps without a year: measures are filed in the winter of the session's year."""
    for action in descendants(root, "ACTION"):
        description = maybe_child(action, "ACT_DESC") or ""
        match = _STEP.fullmatch(description)
        if match is None:
            raise PageChanged(f"ACT_DESC: wanted a day and words, found {description[:60]!r}")
        day, chamber, words = match.groups()
        yield Action(
            date=dates.date(f"{day}/{year}", "%m/%d/%Y"),
            description=words.removesuffix("{Vote}").strip(),
            classification=by_words(PLACE, words),
            organization=_CHAMBERS[chamber] if chamber else "executive",
        )


def _sponsorships(root: Any, first: str) -> Iterator[Sponsorship]:
    if first:
        yield Sponsorship(name=first, primary=True, classification="primary")
    for additional in descendants(root, "ADDITIONAL"):
        if name := maybe_child(additional, "CO_NAME"):
            yield Sponsorship(name=name)


def _versions(root: Any, url: str) -> Iterator[Version]:
    known: set[str] = set()
    for name, note in _TEXTS:
        path = _anywhere(root, name)
        if "documents" not in path:
            continue
        address = urljoin(f"{SITE}/", re.sub(r"^(?:\.\./)+", "", path))
        if address not in known and address != url:
            known.add(address)
            yield Version(note=note, links=(Link(url=address, media_type="text/html"),))
