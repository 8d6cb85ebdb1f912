"""Committee meetings of the Alaska Legislature, from the public service of its bill system (BASIS).

What is asked for stands in a header, as the service's manual has it; values are padded with blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import child, descendants, maybe_child, xml_body
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.status_phrases import status, virtual
from tracker.ingest.source import Source
from tracker.records.items import AgendaItem, Chamber, HeardBill, Link, NothingHere, ScrapedHearing
from tracker.records.text import clean_identifier

SERVICE: Final = "https://www.akleg.gov/publicservice/basis"
ZONE: Final = ZoneInfo("America/Juneau")
VERSION: Final = "1.4"
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "J": "legislature"}
_HOUSES: Final = {"lower": "House", "upper": "Senate", "legislature": "Joint"}


class AlaskaHearings(DocumentSpider):
    """All meetings of the legislature that sits."""

    name = "us-ak-hearings"
    source = Source(
        jurisdiction="us-ak",
        publisher="Alaska State Legislature",
        timezone=ZONE,
        url="https://www.akleg.gov/basis/Meeting",
        kind="hearings",
        every_hours=12,
        expected_every_days=14,
        lists_all_upcoming=True,
        proved=False,
        note="No key. The site asks programs to stay away (robots.txt): where it does, the visit says so.",
    )
    expects = "xml"

    def first(self) -> Iterable[Yield]:
        """Meetings with their agendas."""
        headers = {
            "X-Alaska-Legislature-Basis-Version": VERSION,
            "X-Alaska-Legislature-Basis-Query": "meetings;details",
        }
        yield self.page(f"{SERVICE}/meetings?minifyresult=false&session={self.session()}", headers=headers)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every meeting."""
        root = xml_body(page.body)
        meetings = list(descendants(root, "Meeting"))
        if not meetings and not str(root.tag).endswith("Basis"):
            raise PageChanged(f"wanted <Basis>, found <{str(root.tag).rpartition('}')[2]}>")
        if not meetings:
            yield NothingHere(reason="no committee meets")
        for meeting in islice(meetings, self.asked.limit):
            yield from self.row(_meeting, meeting, excerpt=(maybe_child(meeting, "Title") or ""), url=page.url)


def _meeting(row: Any) -> Iterator[Yield]:
    letter, sponsor = child(row, "chamber"), child(row, "Sponsor")
    if letter not in _CHAMBERS:
        raise PageChanged(f"chamber: wanted H, S or J, found {letter[:20]!r}")
    chamber, schedule = _CHAMBERS[letter], child(row, "Schedule")
    start = dates.local(schedule[:19], ZONE)
    title, place = (maybe_child(row, "Title") or sponsor).title(), maybe_child(row, "Location")
    items = [(maybe_child(item, "Text"), maybe_child(item, "BillRoot")) for item in descendants(row, "Item")]
    bills = dict.fromkeys(clean_identifier(bill) for _text, bill in items if bill)
    canceled = str(row.get("Canceled") or "").casefold() == "true"
    yield ScrapedHearing(
        key=f"{letter.lower()}{sponsor.lower()}-{start:%Y-%m-%d-%H%M}",
        jurisdiction="us-ak",
        name=f"{_HOUSES[chamber]} {title}",
        **dates.timed(start, title),
        timezone=ZONE.key,
        status="cancelled" if canceled else status(title, place, day=start.date()),
        chamber=chamber,
        committee=f"{_HOUSES[chamber]} {title}",
        location=place,
        virtual=virtual(place),
        bills=tuple(HeardBill(identifier=bill_name) for bill_name in bills),
        agenda=tuple(
            AgendaItem(description=text, bills=(clean_identifier(bill),) if bill else ())
            for text, bill in items
            if text
        ),
        sources=(Link(url="https://www.akleg.gov/basis/Meeting", note="Alaska State Legislature"),),
    )
