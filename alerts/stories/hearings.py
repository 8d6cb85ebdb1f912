"""Decide what happened to a hearing, and what can still be done before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from alerts.compose.facts import EVENTS, Due, Period
from alerts.render.message import Say, say
from alerts.stories.model import Event, Story
from tracker.records.changes import Change, Move
from tracker.records.items import OFF, ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.text import shown_number

CANCELED: Final = "This hearing is canceled. You do not need to go."
"""What is said of a hearing whose committee took it off; of others we only know that they are not listed any more."""
POSTPONED: Final = "This hearing is postponed. You do not need to go on that day."
GONE: Final = "The committee no longer lists this hearing. It may have been moved or canceled. Check before you go."
OVER: Final = "It was taken off its committee's list before its day."
"""What is said of such a hearing once its day is over: nobody can set out for it any more."""
OF_TOWN_HALL: Final = {
    CANCELED: "This town hall is canceled. You do not need to go.",
    POSTPONED: "This town hall is postponed. You do not need to go on that day.",
    GONE: "Its calendar no longer lists this town hall. It may have been moved or canceled. Check before you go.",
    OVER: "It was taken off its calendar before its day.",
}
"""The same of a town hall, which has no committee."""
OFF_WORDS: Final = frozenset(
    {off_word for word in (CANCELED, POSTPONED, GONE) for off_word in (word, OF_TOWN_HALL[word])}
)


def event_of(stored: Kept[ScrapedHearing]) -> Event:
    """The hearing as a story shows it."""
    hearing = stored.item
    links = [link.url for link in (*hearing.links, *hearing.sources)]
    return Event(
        id=stored.id,
        name=hearing.name,
        start=hearing.start.astimezone(ZoneInfo(hearing.timezone)),
        timezone=hearing.timezone,
        all_day=hearing.all_day,
        qualifier=hearing.time_qualifier,
        time_text=hearing.time_text,
        location=hearing.location,
        virtual=hearing.virtual,
        committee=hearing.committee,
        url=links[0] if links else None,
        video=hearing.video,
        town_hall=hearing.is_town_hall,
        off=hearing.status in {*OFF, "passed"} or stored.vanished_at is not None,
        gone=hearing.status not in OFF and stored.vanished_at is not None,
    )


def mark_of(event: Event, now: dt.datetime) -> str:
    """What the rules of `actions.toml` ask about it."""
    if event.off and last_moment(event) < now:
        return "hearing-over"
    if event.off:
        return "hearing-gone" if event.gone else "hearing-off"
    return "town-hall-ahead" if event.town_hall else "hearing-ahead"


def last_moment(event: Event) -> dt.datetime:
    """When it is too late to come: its start, or the day's end where only the day is known."""
    if event.all_day:
        return event.start.replace(hour=23, minute=59, second=59)
    return event.start


def open_dues(event: Event, dues: Iterable[Due], now: dt.datetime) -> tuple[Due, ...]:
    """What can still be done, soonest first; the hearing itself comes last among equals."""
    if event.off:
        return ()
    itself = Due(
        kind="town-hall" if event.town_hall else "hearing",
        due=event.start.date() if event.all_day else event.start,
        timezone=event.timezone,
        url=event.url,
    )
    return tuple(
        sorted((due for due in (*dues, itself) if due.end > now), key=lambda due: (due.end, due.kind in EVENTS))
    )


def first_due(event: Event, dues: Iterable[Due]) -> dt.datetime:
    """The earliest sure thing due about it, also when it is over: a reader was told of the hearing in time for that."""
    return min([last_moment(event), *(due.end for due in dues if due.sure)])


def newly_told(first: dt.datetime, period: Period, *, changed: bool) -> bool:
    """Whether something due is told in full now: it came within reach, or it changed since the reader was told."""
    return period.since is None or period.by_date or changed or first > period.since + period.ahead


def recalled(first: dt.datetime, soonest: dt.datetime, period: Period) -> bool:
    """Whether something told before is recalled now: once, when it is due soon."""
    if period.since is None or soonest > period.now + period.remind:
        return False
    return soonest > period.since + period.remind or first > period.since + period.remind


def without_undone(changes: Sequence[Change]) -> list[Change]:
    """The changes without moves that were taken back: a hearing that was moved there and back did not move."""
    then: dict[str, str | None] = {}
    now: dict[str, str | None] = {}
    moved = [change for change in changes if change.kind == "hearing_moved"]
    for move in (move for change in moved for move in change.moves):
        then.setdefault(move.aspect, move.before)
        now[move.aspect] = move.after
    undone = len(moved) > 1 and bool(then) and then == now
    return [change for change in changes if not undone or change not in moved]


def sentences(event: Event, changes: Iterable[Change], now: dt.datetime) -> tuple[Say, ...]:
    """What happened to the hearing, the most important first; empty when nothing did."""
    changes = list(changes)
    kinds = {change.kind for change in changes}
    if event.off:
        return _off(event, kinds, changes, now)
    if "hearing_scheduled" in kinds:
        return ()  # the line with day and place says it all
    moves = [move for change in changes for move in change.moves]
    return tuple(_said(event, kinds, moves))


def _off(event: Event, kinds: set[str], changes: Sequence[Change], now: dt.datetime) -> tuple[Say, ...]:
    """Why nobody should set out for it, or that it was off once its day is over; nothing where that is no news."""
    if "hearing_cancelled" not in kinds and not (event.gone and "hearing_vanished" in kinds):
        return ()  # who canceled it has said so, also where the list drops it days later
    if last_moment(event) < now:
        return (_off_word(event, OVER),)
    if "hearing_cancelled" not in kinds:
        return (_off_word(event, GONE), _was(event))
    statuses = [move.after for change in changes for move in change.moves if move.aspect == "cancelled"]
    return (_off_word(event, POSTPONED if statuses[-1:] == ["postponed"] else CANCELED), _was(event))


def _off_word(event: Event, word: str) -> Say:
    return say(OF_TOWN_HALL[word] if event.town_hall else word)


def _was(event: Event) -> Say:
    if event.all_day:
        return say("It was set for {day}.", day=event.start.date())
    return say("It was set for {moment}.", moment=event.start)


def _said(event: Event, kinds: set[str], moves: list[Move]) -> Iterable[Say]:
    if "hearing_returned" in kinds:
        yield say("It is listed again." if event.town_hall else "The committee lists this hearing again.")
    yield from _when_changed(event, moves)
    yield from _where_changed(event, moves)
    yield from _agenda_changed(moves)
    if "hearing_agenda" in kinds and not any(move.aspect in _TOLD_APART for move in moves):
        yield say("The agenda changed.")


_TOLD_APART: Final = frozenset({"start", "location", "virtual", "bill-added", "bill-removed"})
"""Aspects that have a sentence of their own."""


def _when_changed(event: Event, moves: list[Move]) -> Iterable[Say]:
    """What became of the moment since the first of the moves; nothing where it was moved there and back."""
    start = next((move for move in moves if move.aspect == "start"), None)
    if start is None or not start.before:
        return
    before = _moment(start.before, event.start)
    fixed = not event.all_day and event.qualifier == "exact"
    if not isinstance(before, dt.datetime):
        if before != event.start.date():
            yield say("The day changed. It was {day}.", day=before)
        elif fixed:
            yield say("Its hour is set now.")
    elif before.date() != event.start.date():
        yield say("The day changed. It was {moment}.", moment=before)
    elif event.all_day or (before == event.start and not fixed):
        yield say("Its hour is not fixed any more. It was {moment}.", moment=before)
    elif before != event.start:
        yield say("The time changed. It was {moment}.", moment=before)


def _where_changed(event: Event, moves: list[Move]) -> Iterable[Say]:
    location = next((move for move in moves if move.aspect == "location"), None)
    if location is not None and location.before and location.before != event.location:
        changed = "The room changed. It was {room}." if event.location else "No room is named any more. It was {room}."
        yield say(changed, room=location.before)
    virtual = next((move for move in moves if move.aspect == "virtual"), None)
    if virtual is not None and virtual.before != str(event.virtual).lower():
        yield say("It can now be joined online.") if event.virtual else say("It is no longer online.")


def _agenda_changed(moves: list[Move]) -> Iterable[Say]:
    """The bills that came and went; one that came and went again, or went and came back, did neither."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for move in moves:
        bill = {"bill-added": move.after, "bill-removed": move.before}.get(move.aspect)
        if bill:
            first.setdefault(bill, move.aspect)
            last[bill] = move.aspect
    stayed = {bill: aspect for bill, aspect in first.items() if last[bill] == aspect}
    added = [bill for bill, aspect in stayed.items() if aspect == "bill-added"]
    removed = [bill for bill, aspect in stayed.items() if aspect == "bill-removed"]
    if added:
        yield say("New on the agenda: {bills}.", bills=_named(added))
    if removed:
        yield say("No longer on the agenda: {bills}.", bills=_named(removed))


def with_taken_off(story: Story, hearing: ScrapedHearing) -> Story:
    """A bill that this coming hearing was to hear and does no more: nobody should go there for it."""
    start = hearing.start.astimezone(ZoneInfo(hearing.timezone))
    off = (
        say("No longer on the agenda of the hearing of {day}.", day=start.date())
        if hearing.all_day
        else say("No longer on the agenda of the hearing of {moment}.", moment=start)
    )
    return replace(story, said=(off, *story.said), brief=off, small=False)


def _named(ids: list[str]) -> str:
    return ", ".join(shown_number(key) for key in dict.fromkeys(ids))


def _moment(text: str, like: dt.datetime) -> dt.datetime | dt.date:
    """A moment or day as changes keep it, in the zone of the hearing."""
    if "T" not in text:
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text).astimezone(like.tzinfo)


def with_hearing(story: Story, hearing: Story, *, moved: bool) -> Story:
    """A bill and the one hearing that is about it, as one item; a bill that moved is more than the reminder of a hearing."""
    return replace(
        story,
        said=(*hearing.said, *story.said)[:3],
        event=hearing.event,
        dues=(*hearing.dues, *story.dues),
        brief=None,
        small=False,
        kinds=story.kinds | hearing.kinds,
        about=tuple(dict.fromkeys((*story.about, *hearing.about))),
        marks=story.marks | hearing.marks,
        chamber=hearing.chamber or story.chamber,
        committee=hearing.committee or story.committee,
        office=hearing.office if hearing.committee else story.office,
        rank=hearing.rank,
        reminder=hearing.reminder and not moved,
    )


def with_canceled(story: Story, hearing: Story) -> Story:
    """A bill with news of its own and its hearing that is off: what is to be done is the bill's, and nobody sets out."""
    return replace(
        story,
        said=(*hearing.said[:1], *story.said)[:3],
        event=hearing.event,
        brief=hearing.said[0] if hearing.said else story.brief,
        kinds=story.kinds | hearing.kinds,
        about=tuple(dict.fromkeys((*story.about, *hearing.about))),
    )
