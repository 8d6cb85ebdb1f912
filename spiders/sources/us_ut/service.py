"""Read a bill of Utah from its file of JSON: history, sponsors, subjects and texts; its title stands on its page alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, many, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged, absolute
from spiders.sources.us_ut import reading
from tracker.records.items import Action, Chamber, Link, ScrapedBill, Sponsorship, Version
from tracker.records.text import line

PLACE: Final = "us-ut"
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_BY: Final = re.compile(r"(house|senate|governor)\b", re.IGNORECASE)
_HEADING: Final = re.compile(r"(?:[A-Z]\.){2,3} ?\d+\s*(?:(?:\w+ )?substitute\s*)?", re.IGNORECASE)


def bill(entry: Json, meta: Mapping[str, Any]) -> ScrapedBill:
    """A bill; `told` holds its session, its name in addresses, its page and the heading of that."""
    number = reading.NUMBER.fullmatch(meta["name"])
    title = line(_HEADING.sub("", meta["title"], count=1))
    if number is None or not title:
        raise PageChanged(f"h3.heading: wanted the title of {meta['name']}, found {meta['title'][:60]!r}")
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=meta["session"],
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=title,
        classification=(reading.KINDS[number[2]],),
        from_organization=_CHAMBERS[number[1]],
        subject=tuple(dict.fromkeys(_subjects(entry))),
        actions=tuple(map(_action, many(entry, "actionHistoryList"))),
        sponsorships=tuple(_sponsors(entry)),
        versions=tuple(_versions(entry)),
        sources=(Link(url=meta["page"], note="Utah State Legislature"),),
    )


def _subjects(entry: Json) -> Iterator[str]:
    for version in maybe_many(entry, "billVersionList"):
        yield from filter(None, (maybe_said(subject, "description") for subject in maybe_many(version, "subjectList")))


def _action(row: Json) -> Action:
    """A step; its words begin with the chamber, or its owner does."""
    words = said(row, "description")
    named = _BY.match(words) or _BY.search(maybe_said(row, "owner") or "")
    who = named[1].casefold() if named else ""
    return Action(
        date=dates.date(said(row, "actionDate").partition(" ")[0], "%m/%d/%Y"),
        description=words,
        classification=by_words(PLACE, words),
        organization="executive" if who == "governor" else _CHAMBERS.get(who[:1].upper()),
    )


def _sponsors(entry: Json) -> Iterator[Sponsorship]:
    """The chief sponsor, and the one who carries the bill on the other floor."""
    for name, primary in (("primeSponsorName", True), ("floorSponsorName", False)):
        if person := re.sub(r"^(?:Sen|Rep)\. ", "", maybe_said(entry, name) or ""):
            yield Sponsorship(name=person, primary=primary, classification="primary" if primary else "cosponsor")


def _versions(entry: Json) -> Iterator[Version]:
    for version in maybe_many(entry, "billVersionList"):
        for document in maybe_many(version, "billDocs"):
            url = absolute(said(document, "url"), "https://le.utah.gov/")
            kinds = (("text/xml", url), ("application/pdf", url.removesuffix(".xml") + ".pdf"))
            links = kinds if url.endswith(".xml") else (("application/pdf", url),)
            yield Version(
                note=said(document, "shortDesc"), links=tuple(Link(url=link, media_type=kind) for kind, link in links)
            )
