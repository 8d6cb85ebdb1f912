"""Deadlines of hearings, and the calendar of them, against `icalendar` building the very same events bare."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from dataclasses import replace
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bench.report import Ratio, alternating, tell
from tracker.calendars.entries import Choice, Entry, hearing_entries
from tracker.calendars.ical import calendar, rendered
from tracker.deadlines.compute import deadlines_of_hearing
from tracker.deadlines.model import Told
from tracker.records.items import HeardBill, Link, ScrapedHearing
from tracker.records.stored import Kept
from tracker.testimony.parser import rulebook
from tracker.testimony.rulebook import Place, Rule, Rulebook
from tracker.testimony.windows import parse

SEEN = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
SITE = "https://tracker.example"
MADE_HERE = Place(
    code="us-md",
    name="Maryland",
    timezone="America/New_York",
    subdivision="MD",
    rules=(
        Rule(
            id="speak",
            who="all committees",
            channels=("oral", "remote"),
            window=parse("open 10:00 on P2BD before; close 15:00 on P2BD before"),
            how="Sign up on the web page",
            confidence="high",
            timezone="America/New_York",
        ),
        Rule(
            id="written",
            who="all committees",
            channels=("written",),
            window=parse("PT24H before start"),
            how="Upload on the web page",
            confidence="high",
            timezone="America/New_York",
        ),
    ),
)


def hearings(book: Rulebook, count: int) -> list[Kept[ScrapedHearing]]:
    """Hearings spread over all places that have rules, and over a year with its changes of the clock."""
    places = list({place.code: place for place in book.places.values()}.values())
    found = []
    for number in range(count):
        place = places[number % len(places)]
        start = dt.datetime(2027, 1, 4, 8, tzinfo=ZoneInfo(place.timezone)) + dt.timedelta(hours=number % 8_000)
        item = ScrapedHearing(
            key=f"m-{number}",
            jurisdiction=place.code,
            name=f"Public hearing of the House Committee on Health, number {number}",
            committee="House Committee on Health",
            chamber="lower" if number % 2 else "upper",
            start=start,
            end=start + dt.timedelta(hours=2),
            timezone=place.timezone,
            location="Room 1, State House",
            description="The committee hears the bills on its agenda. The public is welcome to attend.",
            bills=(HeardBill(identifier=f"HB {number % 900 + 1}", legislative_session="2027"),),
            sources=(Link(url=f"https://legislature.example/meetings/{number}"),),
        )
        found.append(Kept(id=item.id, item=item, first_seen=SEEN, changed_at=SEEN))
    return found


def told_of(found: list[Kept[ScrapedHearing]]) -> dict[str, Told]:
    return {
        each.id: Told(
            bills=((f"{each.item.jurisdiction}/2027/{each.item.bills[0].identifier}", "Crisis lines act"),),
            why=("mental-health, “crisis line”",),
        )
        for each in found
    }


def bare(entries: list[Entry]) -> bytes:
    """The same events through `icalendar` and nothing else."""
    made = Calendar()
    made.add("prodid", "-//bench//EN")
    made.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("sequence", entry.sequence)
        event.add("dtstamp", entry.modified)
        event.add("last-modified", entry.modified)
        event.add("summary", entry.title)
        event.add("dtstart", entry.start.astimezone(dt.UTC) if isinstance(entry.start, dt.datetime) else entry.start)
        if entry.end:
            event.add("dtend", entry.end.astimezone(dt.UTC))
        event.add("status", entry.status)
        event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
        event.add("description", entry.description)
        if entry.location:
            event.add("location", entry.location)
        if entry.url:
            event.add("url", entry.url)
        for trigger in entry.alarms:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", entry.title)
            alarm.add("trigger", trigger)
            event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--hearings", type=int, default=10_000)
    options.add_argument("--deadlines", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=2)
    chosen = options.parse_args()
    shipped = rulebook()
    book = shipped if shipped.places else Rulebook(places={MADE_HERE.code: MADE_HERE})
    return tell(
        [
            whole_calendar(book, chosen.hearings, chosen.rounds),
            recomputed(book, chosen.deadlines, chosen.rounds),
            with_notices(book, chosen.deadlines // 10),
        ]
    )


def whole_calendar(book: Rulebook, count: int, rounds: int) -> Ratio:
    found = hearings(book, count)
    told = told_of(found)
    choice = Choice(site=SITE)
    entries = [entry for each in found for entry in hearing_entries(each, book, told[each.id], choice)]

    def ours() -> None:
        rendered.cache_clear()  # the first time is what counts
        calendar(found, rulebook=book, histories=told, site=SITE)

    taken = alternating(rounds, ours=ours, bare=lambda: bare(entries))
    print(f"   {count:,} hearings, {len(entries):,} entries")
    return Ratio(
        name="hearings to deadlines to one .ics",
        ours=taken["ours"],
        peer=taken["bare"],
        unit="s",
        against="icalendar, the same events",
        at_most=3.0,
    )


def recomputed(book: Rulebook, wanted: int, rounds: int) -> Ratio:
    """All deadlines after a rule change: the rulebook is new, so nothing kept from before can help."""
    sample = hearings(book, 2_000)
    each_has = sum(len(deadlines_of_hearing(each, book)) for each in sample) / len(sample)
    found = hearings(book, round(wanted / each_has))
    made = 0

    def ours() -> None:
        nonlocal made
        places = {code: replace(place, revision=place.revision + 1) for code, place in book.places.items()}
        changed = Rulebook(places=places)
        made = sum(len(deadlines_of_hearing(each, changed)) for each in found)

    taken = alternating(rounds, ours=ours)
    print(f"   {made:,} deadlines of {len(found):,} hearings")
    return Ratio(
        name=f"{wanted:,} deadlines recomputed",
        ours=taken["ours"] * wanted / made,
        peer=10.0,
        unit="s",
        against="the promise",
        at_most=1.0,
    )


NOTICES = (
    "Written testimony must be submitted by 5:00 p.m. on the day before the hearing. Those who wish to testify must sign up no later than one hour before it starts.\nPersons who need an interpreter should call 555-0100 three business days in advance.",
    "The committee hears the bills on its agenda. The public is welcome to attend.",
    "Register to testify by Zoom by noon the business day before the hearing; in person, sign in at the door until the hearing begins.",
)


def with_notices(book: Rulebook, wanted: int) -> Ratio:
    """The same where most hearings have a notice to read: each for the first time, and again after a rule changed.

    What is measured is the second, since a site reckons its deadlines again and again; the first is said beside it.
    """
    found = [
        replace(
            each, item=replace(each.item, description=f"Hearing number {number}.\n{NOTICES[number % len(NOTICES)]}")
        )
        for number, each in enumerate(hearings(book, round(wanted / 2.3)))
    ]

    def took() -> tuple[float, int]:
        changed = Rulebook(
            places={code: replace(place, revision=place.revision + 1) for code, place in book.places.items()}
        )
        begin = time.process_time()
        made = sum(len(deadlines_of_hearing(each, changed)) for each in found)
        return time.process_time() - begin, made

    (first, made), (again, _made) = took(), took()
    print(
        f"   {made:,} deadlines of {len(found):,} hearings; read for the first time {first * 100_000 / made:.1f} s for 100,000"
    )
    return Ratio(
        name="100,000 deadlines with notices, recomputed",
        ours=again * 100_000 / made,
        peer=6.0,
        unit="s",
        against="the promise",
        at_most=1.0,
    )


if __name__ == "__main__":
    sys.exit(main())
