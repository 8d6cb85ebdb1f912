"""Read the page of a day of North Carolina's site until 2018: what a chamber did, bill by bill."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from spiders.kit.select import PageChanged, text_of
from tracker.records.items import Action, Link, ScrapedBill

_NUMBER: Final = re.compile(r"([HS])([1-9]\d*)")
_HEADINGS: Final = ("Bill", "Short Title", "Action", "Date", "Action Text")
_NO_BILL: Final = re.compile(r"\b(?:ch\. )?res(?:olution)?\b", re.IGNORECASE)
"""Resolutions share the numbers of bills, and the page does not say what a number is; these words do."""


class Row(NamedTuple):
    """One thing that was done."""

    number: str
    title: str
    chamber: str
    day: str
    words: str
    url: str


def bills(page: Any) -> list[list[Row]]:
    """The rows of each bill; a row without a number goes on with the bill above it."""
    table = page.xpath('//tr[th[normalize-space()="Short Title"]]')
    if tuple(map(text_of, table.xpath("./th"))) != _HEADINGS:
        raise PageChanged(
            f"th: wanted {', '.join(_HEADINGS)}, found {', '.join(map(text_of, table.xpath('./th')))[:80]}"
        )
    tables: list[list[Row]] = []
    for row in table.xpath("./following-sibling::tr[count(td)=5]"):
        named, title, chamber, day, words = map(text_of, row.xpath("./td"))
        if named:
            url = page.urljoin(row.xpath("./td[1]/a/@href").get() or "")
            tables.append([Row(named, title, chamber, day, words, url)])
        elif tables:
            tables[-1].append(tables[-1][0]._replace(chamber=chamber, day=day, words=words))
    total, number = re.search(r"Total Bill Actions:\s*(\d+)", page.text), sum(map(len, tables))
    if total is None or int(total[1]) != number:
        raise PageChanged(f"Total Bill Actions: wanted {total[1] if total else 'a number'}, found {number}")
    return tables


def bill(rows: Sequence[Row], actions: tuple[Action, ...], place: str, url: str) -> ScrapedBill:
    """A bill with what was done on it that day."""
    number = _NUMBER.fullmatch(rows[0].number)
    session = parse_qs(urlsplit(rows[0].url).query).get("Session", [""])[0]
    if number is None or not re.fullmatch(r"\d{4}(?:E\d)?", session):
        raise PageChanged(
            f"wanted the number of a bill and its session, found {rows[0].number[:20]!r}, {session[:20]!r}"
        )
    if any(_NO_BILL.search(f"{row.title} {row.words}") for row in rows):
        raise PageChanged(f"wanted a bill, found a resolution whose kind is not told: {rows[0].number}")
    return ScrapedBill(
        jurisdiction=place,
        legislative_session=session,
        identifier=f"{number[1]}B{number[2]}",
        title=rows[0].title,
        from_organization="lower" if number[1] == "H" else "upper",
        actions=actions,
        sources=(Link(url=url, note="North Carolina General Assembly"),),
    )
