"""Read the pages of actions of Missouri's Senate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.select import PageChanged, one, text_of
from tracker.records.items import Action, Chamber, Link, ScrapedBill

ZONE: Final = ZoneInfo("America/Chicago")

_KINDS: Final = {
    "B": "bill",
    "R": "resolution",
    "CR": "concurrent resolution",
    "JR": "joint resolution",
}
_NUMBER: Final = re.compile(r"([HS])(B|R|CR|JR) *0*([1-9]\d*)")
_YEAR: Final = re.compile(r"/(\d{2})info/", re.IGNORECASE)
_ACTORS: Final[tuple[tuple[re.Pattern[str], Chamber], ...]] = (
    (re.compile(r"\bby governor|^veto", re.IGNORECASE), "executive"),
    (re.compile(r"\bH (?:First|Second|Third|offered|adopted|\w+ .*Committee)|^H\b|\bHouse\b"), "lower"),
    (re.compile(r"\bS (?:First|Second|Third|offered|adopted|\w+ .*Committee)|^S\b|\bSenate\b"), "upper"),
)
ACTIONS: Final = Actions(
    (r"hearing (?:cancelled|scheduled)|\bcalendar\b|conferees|\bconference\b|\brefuses\b|\bwithdrawn\b", STOP),
    (r"^prefiled", "filing"),
    (r"^S First Read|^H First Read", "introduction reading-1"),
    (r"^(?:H )?second read", "reading-2"),
    (r"\breferred\b", "referral-committee"),
    (r"^hearing conducted", "hearing-held"),
    (r"voted do not pass", "committee-passage-unfavorable"),
    (r"voted do pass", "committee-passage-favorable"),
    (r"^[SH]A \d+ .*\boffered & adopted", "amendment-passage"),
    (r"^[SH]A \d+ .*\boffered & defeated", "amendment-failure"),
    (r"^S(?:S|CS) .*\boffered & adopted|^HCS .*\badopted", "substitution"),
    (r"third read and passed", "reading-3 passage"),
    (r"third read and (?:defeated|failed)", "failure"),
    (r"\b(?:adopts|concurs)\b|^CCR [SH] (?:offered & )?adopted", "concurrence"),
    (r"^truly agreed to and finally passed|^reported duly enrolled|^signed by (?:senate|house)", "enrolled"),
    (r"^delivered to governor", "executive-receipt"),
    (r"^(?:signed|approved) by governor", "executive-signature"),
    (r"^vetoed by governor", "executive-veto"),
    (r"^becomes? law|\bwithout governor'?s signature", "became-law"),
)


def bill(page: TextResponse) -> ScrapedBill:
    """The bill of a page of actions; the year stands in the address (`/11info/`)."""
    number = _NUMBER.fullmatch(one(page.selector, "#lblBillNum"))
    year = _YEAR.search(page.url)
    if number is None or year is None:
        raise PageChanged("lblBillNum: wanted a number such as SB 1 and the year in the address, found something else")
    actions = tuple(_actions(page))
    if not actions:
        raise PageChanged("tr: wanted at least one action, found none")
    return ScrapedBill(
        jurisdiction="us-mo",
        legislative_session=f"20{year[1]}",
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=one(page.selector, "#lblBriefDesc"),
        classification=(_KINDS[number[2]],),
        from_organization="lower" if number[1] == "H" else "upper",
        actions=actions,
        sources=(Link(url=page.url, note="Missouri Senate"),),
    )


def _actions(page: TextResponse) -> Iterator[Action]:
    """The rows of the page that have a day, what was done and a page of the journal."""
    for row in page.selector.xpath("//tr[not(.//table)][count(td) = 3]"):
        day, words = (text_of(cell) for cell in row.xpath("./td")[:2])
        if not words:
            raise PageChanged(f"td: wanted what was done on {day[:40]!r}, found nothing")
        yield Action(
            date=dates.date(day, "%m/%d/%Y"),
            description=words,
            classification=ACTIONS.words(words),
            organization=next((actor for pattern, actor in _ACTORS if pattern.search(words)), None),
        )
