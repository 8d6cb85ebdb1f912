"""Read the Senate's hearings.xml: one `meeting` element a meeting, times on Washington's wall clock.

Bills stand in AssociatedDocument elements under LIS prefixes (SN is a Senate bill, PN a nomination, which is no bill). A
row without an identifier and with the words "No committee hearings scheduled" says that nothing is scheduled; it also
stands beside real rows on days without a meeting, and means nothing there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from spiders.kit import dates
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status
from spiders.sources.us.markup import Element, document
from spiders.sources.us.measures import identifiers
from spiders.sources.us.plain import EASTERN, line, plain
from tracker.records.items import AgendaItem, HeardBill, Link, ScrapedHearing, TimeQualifier

PAGE: Final = "https://www.senate.gov/committees/hearings_meetings.htm"
FILE: Final = "https://www.senate.gov/general/committee_schedules/hearings.xml"
_NOTHING: Final = "no committee hearings scheduled"

_PREFIXES: Final = {
    "SN": "S",
    "S": "S",
    "SJ": "SJRES",
    "SC": "SCONRES",
    "SE": "SRES",
    "HR": "HR",
    "HJ": "HJRES",
    "HC": "HCONRES",
    "HE": "HRES",
    **{kind: kind for kind in ("SJRES", "SCONRES", "SRES", "HJRES", "HCONRES", "HRES")},
}
"""The Legislative Information System's names for measures; PN (nominations) and TD (treaties) are not among them."""

_NO_HOUR: Final = "00:00:00"
"""What stands where the hour is not known yet; the Senate does not meet at midnight."""


def meetings(data: bytes) -> tuple[list[Element], str | None]:
    """The rows of all meetings, and the words by which the file says that there is none; raises PageChanged."""
    nodes, nothing = [], None
    for row in document(data, "css_meetings_scheduled", "Senate hearings").iterchildren("meeting"):
        matter = line(row.findtext("matter"))
        if not line(row.findtext("identifier")) and _NOTHING in matter.casefold():
            nothing = matter
        else:
            nodes.append(row)
    return nodes, nothing


def read(row: Element) -> ScrapedHearing:
    """One meeting; raises PageChanged or ValueError."""
    identifier = line(row.findtext("identifier"))
    if not identifier:
        raise PageChanged("Senate hearings: expected the identifier of a meeting, found none")
    matter = plain(row.findtext("matter") or "")
    committee, kind = _committee(row), line(row.findtext("type"))
    start, sure, words = _start(row)
    documents, place = list(row.iter("AssociatedDocument")), line(row.findtext("room")) or None
    return ScrapedHearing(
        key=f"senate-{identifier}",
        jurisdiction="us",
        name=line(matter) or kind or committee or "Committee meeting",
        start=start,
        timezone=EASTERN.key,
        all_day=sure in {"date-only", "upon-adjournment"},
        time_qualifier=sure,
        time_text=words,
        classification="hearing" if "hearing" in kind.casefold() else "committee-meeting",
        status=status(kind, matter, place, day=start.date()),  # it has no column for it
        chamber="upper",
        committee=committee or None,
        location=place,
        description=": ".join(filter(None, (kind, matter))) or None,
        legislative_session=next(
            (line(document.get("congress")) for document in documents if document.get("congress")), None
        ),
        bills=_bills(documents, matter),
        agenda=tuple(_agenda(documents)),
        links=(Link(url=PAGE, note="Senate hearings and meetings"),),
        video=_video(row),
        sources=(Link(url=FILE, note="Senate hearings", media_type="application/xml"),),
    )


def _committee(row: Element) -> str:
    """Committee and subcommittee; `Judiciary` alone would not say of which chamber, which `chamber` does."""
    return ", ".join(filter(None, (line(row.findtext("committee")), line(row.findtext("sub_cmte")))))


def _start(row: Element) -> tuple[dt.datetime, TimeQualifier, str | None]:
    """The earliest moment a meeting may start, how sure it is, and the words where they are no plain time."""
    day = dates.date(row.findtext("date_iso_8601") or "")
    words = line(row.findtext("time"))
    time, sure = dates.clock(words)
    text = line(row.findtext("time_iso_8601"))
    if time is None and text != _NO_HOUR:
        time, later = dates.clock(text)
        sure = later if sure == "unknown" else sure
    if time is None or time == dt.time():
        return dates.midnight(day, EASTERN), sure if sure == "upon-adjournment" else "date-only", words or None
    return dt.datetime.combine(day, time, EASTERN), sure, words if sure != "exact" else None


def _video(row: Element) -> str | None:
    url = line(row.findtext("video_url"))
    return url if url.startswith(("https://", "http://")) else None


def _identifier(document: Element) -> str | None:
    kind = _PREFIXES.get(line(document.get("document_prefix")).upper().replace(".", ""))
    number = line(document.get("document_num"))
    return f"{kind}{number}" if kind and number.isdecimal() else None


def _bills(documents: list[Element], matter: str) -> tuple[HeardBill, ...]:
    """The bills among the documents; a meeting not yet linked to any document only names them in its matter."""
    if not documents:
        return tuple(HeardBill(identifier=name) for name in identifiers(matter))
    bills = {
        name: HeardBill(
            identifier=name,
            legislative_session=line(document.get("congress")) or None,
            title=line(document.get("document_description")) or None,
        )
        for document in documents
        if (name := _identifier(document))
    }
    return tuple(bills.values())


def _agenda(documents: list[Element]) -> Iterator[AgendaItem]:
    for paper in documents:
        name = _identifier(paper)
        said = f"{line(paper.get('document_prefix'))}{line(paper.get('document_num'))}"
        words = line(paper.get("document_description"))
        if words or said:
            yield AgendaItem(description=words or said, bills=(name,) if name else (), notes=() if name else (said,))
