"""Read what MyILGA says of hearings, and its pages of hearings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from parsel import Selector
from scrapy.http import TextResponse

from spiders.kit import dates
from spiders.kit.fields import Json, at, maybe_said, objects, said
from spiders.kit.select import PageChanged, absolute, each, one, rows, text_of
from spiders.kit.status_phrases import status, virtual
from spiders.platforms import civic
from tracker.records.items import AgendaItem, Chamber, HeardBill, Link, ScrapedHearing, Status
from tracker.records.text import line

SITE: Final = "https://my.ilga.gov"
ZONE: Final = ZoneInfo("America/Chicago")
PAGE_SIZE: Final = 50
CHAMBERS: Final = ("H", "S")

_CHAMBERS: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper"}
_MEETS: Final = ("Scheduled Date", "Hearing Date", "Date")
_COLUMNS: Final = ("bill", "sponsor", "description")
"""What stands in the heads of what is posted to a hearing, in whatever order."""
_NO_ITEMS: Final = "No records to display"
_BILL: Final = re.compile(r"(?:HB|SB|HR|SR|HJR|SJR|HJRCA|SJRCA|AM|EO|JSR)\d+")


def list_url(chamber: str, today: dt.date) -> str:
    """Where the hearings of a chamber stand that are posted for the coming ninety days."""
    begin, end = (f"{day:%m/%d/%Y} 00:00:00" for day in (today, today + dt.timedelta(days=90)))
    query = {"chamber": chamber, "committeeid": "0", "begindate": begin, "enddate": end, "nodays": "30"}
    return f"{SITE}/Hearing/_GetPostedHearingsByDateRange?{urlencode(query)}"


def detail_url(key: str) -> str:
    """The page of a hearing, where its bills stand and witness slips are filed."""
    return f"{SITE}/Hearing/HearingDetail/{key}"


def chamber(url: str) -> Chamber:
    """The chamber that a list is of."""
    return "upper" if re.search(r"[?&]chamber=S(?:&|$)", url) else "lower"


def listed(body: Any, before: int = 0) -> tuple[list[Json], int]:
    """The rows of one page of the list and the length of the whole list; `before` rows stood on earlier pages."""
    rows, total = objects(at(body, "data"), "data"), at(body, "total")
    if isinstance(total, bool) or not isinstance(total, int):
        raise PageChanged(f"total: wanted a number, found {str(total)[:40]!r}")
    if not rows and before < total:  # a list that says it is longer than what it shows
        raise PageChanged(f"data: wanted {total - before} hearings, found none")
    return rows, total


def key(row: Json) -> str:
    """The id of a hearing."""
    number = said(row, "CommitteeHearingId")
    if not number.isdecimal():
        raise PageChanged(f"CommitteeHearingId: wanted a number, found {number[:20]!r}")
    return number


def from_row(row: Json, chamber: Chamber | None) -> ScrapedHearing:
    """A hearing as far as the list tells it: without its bills."""
    number, committee, place = key(row), said(row, "CommitteeDescription"), maybe_said(row, "Location")
    subject = maybe_said(row, "CommitteeHearing.SubjectMatter")
    return _hearing(
        number, committee, chamber, said(row, "HearingTime"), _place(place), off(row),
        subject=subject, agenda=tuple(_subject(subject)),
    )  # fmt: skip


def off(row: Json) -> Status:
    """Whether the list says that the hearing is cancelled: anything but 0."""
    cancelled = at(row, "CommitteeHearing.IsCancelled")
    if isinstance(cancelled, (str, list, dict)) or cancelled is None:
        raise PageChanged(f"IsCancelled: wanted a number, found {str(cancelled)[:20]!r}")
    return "cancelled" if cancelled else "confirmed"


def from_page(page: TextResponse, said_off: Status = "confirmed") -> ScrapedHearing:
    """A hearing from its own page; `said_off` is what the list said of it."""
    match = re.search(r"/HearingDetail/(\d+)", page.url)
    if match is None:
        raise PageChanged(f"wanted the address of a hearing, found {page.url[:80]!r}")
    heading = one(page.selector, "[name=hearingdetails] h1")
    named = re.fullmatch(r"(?:(House|Senate) )?(.+) Hearing Details\W*", heading)
    if named is None:
        raise PageChanged(f"h1: wanted '... Hearing Details', found {heading[:60]!r}")
    facts = _facts(page)
    moment = next((facts[name] for name in _MEETS if facts.get(name)), "")
    for name, words in (("Scheduled Date", moment), ("Location", facts.get("Location"))):
        if not words:
            raise PageChanged(f"#profile-table: wanted {name!r}, found {', '.join(facts) or 'nothing'}")
    items, subject = list(_items(page)), facts.get("Subject Matter") or None
    session = _session(page)
    return _hearing(
        match[1], named[2], _CHAMBERS.get(named[1] or ""), moment, _place(facts["Location"]),
        said_off, (heading, moment, facts["Location"]),
        subject=subject, session=session,
        agenda=(*_subject(subject), *(item for item, _ in items)),
        bills=tuple(HeardBill(identifier=name, legislative_session=session) for item, _ in items for name in item.bills),
        slips=tuple(slip for _, slip in items if slip),
    )  # fmt: skip


def _hearing(
    number: str, committee: str, chamber: Chamber | None, moment: str, place: str | None, usual: Status, words: tuple[str, ...] = (), *,
    subject: str | None = None, session: str | None = None, agenda: tuple[AgendaItem, ...] = (),
    bills: tuple[HeardBill, ...] = (), slips: tuple[Link, ...] = (),
) -> ScrapedHearing:  # fmt: skip
    (day, hour), page = civic.moment(moment), detail_url(number)
    at, _sure = dates.clock(hour)
    untimed = at in {None, dt.time()}
    if at is None and not hour.strip("-() "):
        raise PageChanged(f"wanted the hour of a hearing, found {moment[:40]!r}")
    start = dt.datetime.combine(day, at or dt.time(), ZONE)
    return ScrapedHearing(
        key=f"hearing-{number}",
        jurisdiction="us-il",
        name=committee,
        start=start,
        timezone=ZONE.key,
        all_day=untimed,
        time_qualifier="date-only" if untimed else "exact",
        classification="hearing",
        status=status(*words, usual=usual, day=day),
        chamber=chamber,
        committee=committee,
        location=place,
        virtual=virtual(place),
        description=subject,
        legislative_session=session,
        bills=bills,
        agenda=agenda,
        links=(Link(url=page, note="Witness slips"), *slips),
        sources=(Link(url=page, note="MyILGA"),),
    )


def _place(location: str | None) -> str | None:
    """The parts of a place; the page leaves an empty one where there is no street."""
    parts = [line(part) for part in re.split(r"(?:^| )-(?= |$)", location or "")]
    return ", ".join(filter(None, parts)) or None


def _facts(page: TextResponse) -> dict[str, str]:
    return {
        one(row, "th"): " ".join(each(row, "td")) for row in rows(page.selector, "#profile-table tr", at_least=1)
    }  # fmt: skip


def _session(page: TextResponse) -> str:
    """The General Assembly that the page names, such as 100th."""
    for heading in each(page.selector, ".header-title"):
        if match := re.fullmatch(r"Illinois (\d+)(?:st|nd|rd|th) General Assembly", heading):
            return match[1]
    raise PageChanged("'.header-title': wanted 'Illinois ... General Assembly', found none")


def _subject(subject: str | None) -> Iterator[AgendaItem]:
    if subject:
        yield AgendaItem(description=f"Subject matter: {subject}")


def _items(page: TextResponse) -> Iterator[tuple[AgendaItem, Link | None]]:
    """What is posted to a hearing, each with where its witness slip is filed."""
    grid = rows(page.selector, "#GridCurrentCommittees tbody tr", at_least=1)
    if len(grid) == 1 and _NO_ITEMS in " ".join(each(grid[0], "td")):
        return
    heads = [text_of(head).casefold() for head in page.css("#GridCurrentCommittees thead th")]
    places = [_column(heads, word) for word in _COLUMNS]
    for row in grid:
        cells = [text_of(cell) for cell in row.css("td")]
        if len(cells) != len(heads):
            raise PageChanged(f"'#GridCurrentCommittees tr': wanted {len(heads)} cells, found {len(cells)}")
        yield _item(row, [cells[place] for place in places], page)


def _column(heads: list[str], word: str) -> int:
    """Where a column stands by its head."""
    position = next((place for place, head in enumerate(heads) if word in head), None)
    if position is None:
        raise PageChanged(f"'#GridCurrentCommittees th': wanted {word!r}, found {', '.join(heads) or 'none'}")
    return position


def _item(row: Selector, cells: list[str], page: TextResponse) -> tuple[AgendaItem, Link | None]:
    number, sponsor, short = cells
    if not number:
        raise PageChanged("'#GridCurrentCommittees tr': wanted the number of a bill, found none")
    words = ": ".join(filter(None, (number, short)))
    bill = number.replace(" ", "")
    bills = (bill,) if _BILL.fullmatch(bill) else ()
    slips = [link for link in row.css("a.slipiconbutton::attr(href)").getall() if link.strip()]
    slip = Link(url=absolute(slips[0], page), note=f"Witness slip for {number}") if slips else None
    return AgendaItem(description=words, bills=bills, notes=(f"Sponsor: {sponsor}",) if sponsor else ()), slip
