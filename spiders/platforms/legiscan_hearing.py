"""Read the hearings in the calendar of a LegiScan bill.

A hearing stands in the calendar of each bill that is heard, under one hash, and is not told by itself. So its agenda is
gathered: the bills known of it already, as the stamp keeps them, and the one just read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.spiders import ROW_FAULTS, why
from spiders.kit.status_phrases import status, virtual
from spiders.platforms.legiscan_bill import maybe_day
from spiders.platforms.openstates_places import zone
from tracker.records import prose
from tracker.records.items import Chamber, HeardBill, Link, ScrapedBill, ScrapedHearing, TimeQualifier, Unreadable
from tracker.records.text import line

_CHAMBERS: Final[tuple[tuple[re.Pattern[str], Chamber], ...]] = (
    (re.compile(r"joint\b", re.IGNORECASE), "legislature"),
    (re.compile(r"(?:house|assembly)\b", re.IGNORECASE), "lower"),
    (re.compile(r"senate\b", re.IGNORECASE), "upper"),
)
_PREFIX: Final = re.compile(r"(?:(?:house|assembly|senate|joint)\b\s*)+", re.IGNORECASE)
_HEARING: Final = re.compile(r"[0-9A-Za-z_-]{4,64}")
_NO_TIME: Final = frozenset({"", "00:00", "00:00:00"})
"""How LegiScan writes that no time was told: legislatures do not begin at midnight."""

Agendas = Mapping[str, str]
"""For each hearing's public id its stamp: the bills that were on its agenda before, parted by blanks."""


def hearings(row: Json, bill: ScrapedBill, agendas: Agendas) -> Iterator[ScrapedHearing | Unreadable]:
    """The hearings of one bill, each with all bills known of it; one that cannot be read costs itself."""
    for entry in maybe_many(row, "calendar"):
        try:
            yield _hearing(entry, bill, agendas)
        except ROW_FAULTS as problem:
            yield Unreadable(reason=f"calendar of {bill.id}: {why(problem)}", excerpt=str(entry)[:500])


def _hearing(entry: Json, bill: ScrapedBill, agendas: Agendas) -> ScrapedHearing:
    key = said(entry, "event_hash")
    if not _HEARING.fullmatch(key):
        raise PageChanged(f"event_hash: wanted a hash, found {key[:80]!r}")
    name = line(prose.text(maybe_said(entry, "description") or "")) or said(entry, "type")
    place = line(prose.text(maybe_said(entry, "location") or "")) or None
    start, qualifier, words = _start(entry, name, bill.jurisdiction)
    before = agendas.get(f"{bill.jurisdiction}/legiscan-{key}", "").split()
    heard = sorted({*before, bill.identifier})
    return ScrapedHearing(
        key=f"legiscan-{key}",
        jurisdiction=bill.jurisdiction,
        name=name,
        start=start,
        timezone=str(zone(bill.jurisdiction)),
        all_day=qualifier in {"date-only", "upon-adjournment"},
        time_qualifier=qualifier,
        time_text=words,
        classification="committee-meeting",
        status=status(name, place, day=start.date()),
        chamber=next((chamber for pattern, chamber in _CHAMBERS if pattern.match(name)), bill.from_organization),
        committee=_PREFIX.sub("", name, count=1).strip() or None if _PREFIX.match(name) else name,
        location=place,
        virtual=virtual(place, name),
        legislative_session=bill.legislative_session,
        bills=tuple(HeardBill(identifier=number, legislative_session=bill.legislative_session) for number in heard),
        sources=tuple(Link(url=link.url, note="LegiScan") for link in bill.sources if link.note == "LegiScan"),
        stamp=" ".join(heard),
    )


def _start(entry: Json, words: str, here: str) -> tuple[dt.datetime, TimeQualifier, str | None]:
    """When it begins: LegiScan gives a day and a time of 24 hours, both local, and sometimes a condition in the name."""
    day = maybe_day(entry)
    if day is None:
        raise PageChanged(f"date: wanted the day of a hearing, found {str(entry.get('date'))[:40]!r}")
    clock, condition = zone(here), dates.clock(words)[1]
    time = maybe_said(entry, "time") or ""
    hour, sure = dates.clock(time)
    if hour is None or time in _NO_TIME:
        if "upon-adjournment" in {condition, sure}:
            return dates.midnight(day, clock), "upon-adjournment", words if condition == "upon-adjournment" else time
        return dates.midnight(day, clock), "date-only", time if time not in _NO_TIME else None
    start = dt.datetime.combine(day, hour, tzinfo=clock)
    if condition == "upon-adjournment":
        return start, "not-before", words
    return start, sure, time if sure != "exact" else None
