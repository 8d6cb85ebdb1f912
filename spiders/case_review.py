"""Review what a new source says before anybody agrees to it: a summary for people, and what cannot be right."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit.status_phrases import status
from tracker.ingest.gate import refusal
from tracker.ingest.identity import Identities
from tracker.ingest.source import Source
from tracker.records import prose
from tracker.records.changes import what_is
from tracker.records.items import Record, ScrapedBill, ScrapedHearing, ScrapedNotice
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.text import number_of

SHOWN: Final = 3
"""Records that are named of those that have one fault."""
_CANCELLED: Final = re.compile(r"\b(?:cancel(?:l?ed|lation)|postponed|called off)\b", re.IGNORECASE)
_FURTHER: Final[dict[str, tuple[str, ...]]] = {
    "us-ak": ("America/Adak",),
    "us-az": ("America/Denver",),
    "us-fl": ("America/Chicago",),
    "us-id": ("America/Los_Angeles", "America/Boise"),
    "us-in": ("America/Chicago",),
    "us-ks": ("America/Denver",),
    "us-ky": ("America/Chicago", "America/New_York"),
    "us-mi": ("America/Chicago",),
    "us-nd": ("America/Denver",),
    "us-ne": ("America/Denver",),
    "us-nv": ("America/Denver",),
    "us-or": ("America/Boise",),
    "us-sd": ("America/Denver",),
    "us-tn": ("America/New_York", "America/Chicago"),
    "us-tx": ("America/Denver",),
}
"""States with counties in a second zone, beside the one of their legislature."""


@dataclass(frozen=True, slots=True)
class Review:
    """The summary, line by line, and the refusals: what has to be mended first."""

    summary: tuple[str, ...]
    refusals: tuple[str, ...]


def review(results: Iterable[Any], source: Source, pages: Sequence[bytes], now: dt.datetime) -> Review:
    """What the records of a visit look like together; `pages` are the bodies they were read from."""
    records: list[Record] = [record for record in results if hasattr(record, "jurisdiction") and hasattr(record, "id")]
    ids = Counter(record.id for record in records)
    hearings = [record for record in records if isinstance(record, ScrapedHearing)]
    lines = [
        f"{number_of(len(records), 'record')} under {number_of(len(ids), 'id')}: {_counted(map(what_is, records)) or 'none'}",
        *_dates(records, hearings, now),
    ]
    if hearings:
        hourless = sum(hearing.all_day for hearing in hearings)
        lines.append(f"statuses: {_counted(hearing.status for hearing in hearings)}; {hourless} without an hour")
    bills = [record for record in records if isinstance(record, ScrapedBill)]
    lines.extend(_bills(bills))
    places = _counted(record.jurisdiction for record in records) or "none"
    lines.append(f"places: {places}; zone {source.timezone.key}")
    refusals = (
        *_identities(records, ids),
        *_places(records, source),
        *_kinds(records, source),
        *_stored_nowhere(records, now.date()),
        *_unread_cancellations(hearings, pages),
        *_passing_keys(hearings),
    )
    return Review(tuple(lines), refusals)


def _bills(bills: Sequence[ScrapedBill]) -> Iterable[str]:
    """Of how many bills the parts are told that readers ask for: a list under another name is told of none."""
    if bills:
        named = (("history", "actions"), ("sponsors", "sponsorships"), ("texts", "versions"))
        counts = (f"{sum(bool(getattr(bill, part)) for bill in bills)} with {words}" for words, part in named)
        sessions = Counter(bill.legislative_session for bill in bills)
        named_sessions = ", ".join(f"{session} ({number})" for session, number in sessions.most_common(6))
        yield f"bills: {', '.join(counts)}; sessions: {named_sessions}"


def _stored_nowhere(records: Sequence[Record], day: dt.date) -> Iterable[str]:
    """What the gate of a visit would refuse, record by record, in the first words of each kind."""
    for record in [record for record in records if refusal(record)][:SHOWN]:
        known = all_jurisdictions().get(record.jurisdiction)
        now = known.session(day) if known and isinstance(record, ScrapedBill) else None
        yield f"{refusal(record)}: it would be stored nowhere" + (f"; the session of today is {now!r}" if now else "")


def _dates(records: Sequence[Record], hearings: Sequence[ScrapedHearing], now: dt.datetime) -> Iterable[str]:
    days = sorted(hearing.start.date() for hearing in hearings) or sorted(
        record.published for record in records if isinstance(record, ScrapedNotice) and record.published
    )
    if days:
        past = f", all past on {now:%Y-%m-%d}" if days[-1] < now.date() else ""
        yield f"dates from {days[0]} to {days[-1]}{past}"


def _identities(records: Sequence[Record], ids: Counter[str]) -> Iterable[str]:
    met = Identities()
    rivals = Counter(record.id for record in records if met.meet(record).how == "rival")
    if len(records) > 1 and len(ids) == 1:
        yield f"the key is the same for all {len(records)} records: {next(iter(ids))}"
    elif rivals:
        named = ", ".join(f"{key} ({number + 1} times)" for key, number in rivals.most_common(5))
        yield f"{number_of(rivals.total(), 'record shares its id', 'records share their id')} with another record: {named}; add to the key what tells them apart"


def _places(records: Sequence[Record], source: Source) -> Iterable[str]:
    for place in sorted({source.jurisdiction, *(record.jurisdiction for record in records)}):
        if fault := place_fault(place, source.timezone):
            yield fault


def place_fault(place: str, zone: ZoneInfo) -> str | None:
    """What is wrong with a place: of no state that we know, or with a clock that no county of its state has."""
    known, state = all_jurisdictions(), "-".join(place.split("-")[:2])
    if place == "us":
        return None
    if state not in known:
        return f"{place}: no such place; codes are us, us-wa, us-wa-kittitas"
    return None if _of_state(zone, state) else f"{place}: no clock of {known[state].name} is {zone.key}"


def _of_state(zone: ZoneInfo, state: str) -> bool:
    allowed = [all_jurisdictions()[state].timezone, *(ZoneInfo(name) for name in _FURTHER.get(state, ()))]
    return _offsets(zone) in {_offsets(name) for name in allowed}


def _offsets(zone: ZoneInfo) -> tuple[Any, ...]:
    """The zone's distance from UTC in winter and in summer: zones of several names keep one clock."""
    return tuple(dt.datetime(2026, month, 15, 12, tzinfo=zone).utcoffset() for month in (1, 7))


def _kinds(records: Sequence[Record], source: Source) -> Iterable[str]:
    said = {kind_word.strip().removesuffix("s") for kind_word in source.kind.split(",")} | {"organization"}
    for kind in sorted(
        {what_is(record) for record in records} - said - ({"person"} if "people" in source.kind else set())
    ):
        yield f"the source says that it tells {source.kind}, and tells a {kind}"


def _unread_cancellations(hearings: Sequence[ScrapedHearing], pages: Sequence[bytes]) -> Iterable[str]:
    on = [hearing for hearing in hearings if hearing.status == "confirmed"]
    for standing_hearing in on:
        said_of_it = (standing_hearing.name, standing_hearing.location, standing_hearing.time_text)
        day = standing_hearing.start.astimezone(ZoneInfo(standing_hearing.timezone)).date()
        if status(*said_of_it, day=day) != "confirmed":
            yield f"{standing_hearing.id}: its words say that it is off, and its status is confirmed: {standing_hearing.name[:80]!r}"
            return
    words = sum(len(_CANCELLED.findall(prose.text(page))) for page in pages)
    if words and hearings and len(on) == len(hearings):
        often = "once" if words == 1 else f"{words} times"
        yield f"the page says {often} that something is cancelled or postponed, and every record is confirmed"


def _passing_keys(hearings: Sequence[ScrapedHearing]) -> Iterable[str]:
    """A meeting that is called off keeps its id: with the word in it readers would hear of another meeting, and not of that one."""
    for hearing in hearings:
        if hearing.status != "confirmed" and _CANCELLED.search(hearing.key):
            yield f"{hearing.id}: its key holds the word that it is off, which comes and goes; leave it out with `without_status`"
            return


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{number} {word}" for word, number in Counter(words).most_common(6))
