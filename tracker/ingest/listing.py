"""Decide what it means that a source no longer lists something.

A page that lost half of its rows looks like half of the hearings taken off. What a clean visit listed is kept, with the
moment of the visit; the next visit is held against it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from tracker.ingest.doubt import FEW, SOME, Doubt
from tracker.ingest.verdict import Counts
from tracker.records import sessions
from tracker.records.text import number_of

TURNED_BACK: Final = dt.timedelta(days=45)
"""The middle of a list of hearings moves on with the calendar; further back than this it is an old page."""
MISSING: Final = 0.25
"""Share of coming hearings that may be taken off between two visits."""
MISSING_OF_FEW: Final = 0.4
"""Share of a short list that is believed to be off when it is missed twice."""
SMALL: Final = 0.15
"""A loss of at most this share, or of one hearing, is believed at once; a larger one after two clean visits."""
SILENT: Final = 3
"""So many coming hearings are not all taken off by a page that says it has none."""
FULL: Final = 0.9
"""A visit that met this share of a session's bills lists all of them, not only what changed."""
BILLS_LEFT: Final = 0.9
"""Bills stay listed until their session ends; fewer than this share means that some are missing."""
BILLS_FEW: Final = 8
REPLACED_LEAST: Final = 3
"""Of fewer bills than this it says nothing that others stand in their place."""
FEW_BACK: Final = 3
"""So many bills are not told for the first time when their session is over."""
MISREAD: Final = 0.3
REPLACED: Final = 0.5
"""Share of coming hearings that are gone while others come in their place: this is another page, or other ids."""
STANDING: Final = 2
"""So many hearings that are over stand in an old page, and as many later ones are gone from it; one may be a stray."""
FAR: Final = dt.timedelta(days=500)
"""No body announces most of its meetings so long before."""
KEPT: Final = dt.timedelta(days=14)
"""A list that shows meetings so long after them is an archive, which does not empty itself."""
SHRUNK: Final = 0.55
SHRUNK_OF_FEW: Final = 0.5
"""Fewer than this share of the last clean visit's records means that something may be missing."""
REMNANT: Final = 0.1
"""So small a share of a list that was whole is no part of it, but what was read by luck."""
OTHERS: Final = {"person": "people", "org": "committees"}
LEFT: Final = 0.75
"""Share of the people or committees of a place that must be left; seats stay when their holders go."""
MOST_LEFT: Final = 0.5
"""Of people so many are left at the end of a term, when many seats stand empty for weeks."""
AGAIN: Final = 0.5
"""Share of them that is listed again: no election puts others into most of the seats."""
OLD_PAGE: Final = dt.timedelta(days=100)
"""The page of a city's or county's body whose newest meeting is older than this is an old one: they meet all year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one visit listed."""

    at: dt.datetime
    hearings: Mapping[str, dt.datetime] = field(default_factory=dict)
    """The start of each hearing, by its public id."""
    bills: Mapping[str, int] = field(default_factory=dict)
    """How many bills of each session, by place and session, such as `us-or/2026R1`."""
    others: Mapping[str, int] = field(default_factory=dict)
    """How many people and committees of each place, by the beginning of their ids, such as `us-pa/person`."""
    missed: Mapping[str, int] = field(default_factory=dict)
    """Coming hearings that were not listed, and by how many clean visits in a row."""
    reader: str = ""
    """What read it: the fingerprint of the source's code."""

    def as_json(self) -> dict[str, Any]:
        """Fit to be stored."""
        starts = {key: start.isoformat() for key, start in self.hearings.items()}
        counted = {"bills": dict(self.bills), "others": dict(self.others), "missed": dict(self.missed)}
        return {"hearings": starts, **counted, "reader": self.reader}


def stored(at: dt.datetime, value: Mapping[str, Any]) -> Listing:
    """A listing back from its stored form."""
    starts = {key: dt.datetime.fromisoformat(start) for key, start in value.get("hearings", {}).items()}
    return Listing(
        at=at,
        hearings=starts,
        bills=value.get("bills", {}),
        others=value.get("others", {}),
        missed=value.get("missed", {}),
        reader=value.get("reader", ""),
    )


def missing_hearings(
    now: Listing, before: Listing | None, coming: Mapping[str, dt.datetime], *, lists_all: bool, new: int
) -> list[Doubt]:
    """Doubts about what a visit does not list; `coming` are the stored hearings of the source that are still ahead.

    `new` is the number of hearings that this visit tells for the first time, `lists_all` says that the source lists
    every coming hearing.
    """
    gone = [key for key in coming if key not in now.hearings]
    if not now.hearings:
        if len(gone) < SILENT:
            return _emptied(now, before) if before is not None else []
        return [
            Doubt(
                words=f"it lists nothing, where {number_of(len(gone), 'hearing is', 'hearings are')} still to come",
                holds=False,
            )
        ]
    doubts = []
    if len(gone) >= FEW and len(gone) == len(coming) and new:
        words = f"none of the {number_of(len(coming), 'coming hearing')} is listed, {number_of(new, 'other is', 'others are')}: this may be another page"
        doubts.append(Doubt(words=words))
    elif (
        len(gone) == len(coming) >= (1 if new == len(now.hearings) else 2)
        and new
        and max(now.hearings.values()) < now.at - KEPT
    ):
        newest = max(now.hearings.values())
        words = f"none of the {number_of(len(coming), 'coming hearing')} is listed, and the newest one is of {newest:%Y-%m-%d}: an old page"
        doubts.append(Doubt(words=words))
    elif lists_all and _too_many(gone, coming, before):
        words = f"{len(gone)} of {number_of(len(coming), 'coming hearing')} {_are(len(gone))} no longer listed"
        replaced = (new >= FEW and len(gone) >= len(coming) * REPLACED) or (new > 0 and len(gone) == len(coming))
        words = f"{words}, {number_of(new, 'other is', 'others are')}" if replaced else words
        doubts.append(Doubt(words=words, holds=replaced, once=len(gone) < FEW))
    return doubts + (_against(now, before, new) if before is not None else [])


def _too_many(gone: Collection[str], coming: Collection[str], before: Listing | None) -> bool:
    """Whether so many are gone; a few that a clean visit missed already are on their way out."""
    if len(gone) >= FEW:
        return len(gone) >= len(coming) * MISSING
    fresh = [key for key in gone if before is None or key not in before.missed]
    return len(fresh) >= SILENT and len(fresh) >= len(coming) * MISSING_OF_FEW


def of_another_time(now: Listing, before: Listing) -> list[Doubt]:
    """The doubt about a list that is older than the last one, or lies too far ahead."""
    starts, former = list(now.hearings.values()), list(before.hearings.values())
    if len(starts) < FEW or len(former) < FEW:
        return []
    middle, usual = _middle(starts), _middle(former)
    if middle < usual - TURNED_BACK:
        return [Doubt(words=f"the list went back from {usual:%Y-%m-%d} to {middle:%Y-%m-%d}: an old page")]
    if middle > max(usual, now.at) + FAR:
        return [Doubt(words=f"most hearings stand in {middle:%Y}, which is too far ahead")]
    return []


def _against(now: Listing, before: Listing, new: int) -> list[Doubt]:
    """Doubts from the list of the last clean visit: holes in it, and a list of another time."""
    doubt = of_another_time(now, before)
    if ended := _standing_still(now, before):
        return doubt + ended
    first = min(now.hearings.values())
    # A page drops what is over from its old end. What was over already, or is still to come, does not go by itself.
    steady = {key for key, start in before.hearings.items() if start > first and not before.at < start <= now.at}
    holes = len(steady - now.hearings.keys())
    if holes >= FEW and holes >= len(steady) * MISSING:
        words = f"{holes} of {len(steady)} hearings are missing that the last clean visit listed"
        doubt.append(Doubt(words=words, holds=holes == len(steady) <= new, less=True))
    return doubt


def _standing_still(now: Listing, before: Listing) -> list[Doubt]:
    """The doubt about a list that ends with hearings that are over, without those that followed and were listed when they were over.

    What is over leaves a list from its old end. So this is a copy from before, however few hearings it has, and also
    when all that it lacks is over by now; told until it lists anything newer, or somebody accepts it.
    """
    newest = max(now.hearings.values())
    followed = [start for start in before.hearings.values() if newest < start <= before.at]
    if newest > now.at or len(now.hearings) < STANDING or len(followed) < STANDING:
        return []
    number = number_of(len(followed), "hearing")
    words = (
        f"the list ends on {newest:%Y-%m-%d}, without {number} until {max(followed):%Y-%m-%d} that it had: an old page"
    )
    return [Doubt(words=words)]


def _emptied(now: Listing, before: Listing) -> list[Doubt]:
    """The doubt about a list that kept what was long over and says it is empty; a new year's list may begin so."""
    old = sum(start < before.at - KEPT for start in before.hearings.values())
    if old < FEW or now.at.year != before.at.year:
        return []
    words = f"it lists nothing, where the last clean visit met {number_of(len(before.hearings), 'hearing')}, {old} of them long over"
    return [Doubt(words=words, holds=False, less=True)]


def _middle(starts: Iterable[dt.datetime]) -> dt.datetime:
    return dt.datetime.fromtimestamp(median(start.timestamp() for start in starts), dt.UTC)


def missing_bills(
    now: Listing,
    before: Listing | None,
    known: Mapping[str, int],
    new: Mapping[str, int],
    *,
    still_open: Collection[str] = (),
) -> list[Doubt]:
    """Doubts about sessions that lost bills.

    `known` is how many bills of each session the source ever told, `new` how many of each session this visit tells for
    the first time. A session that is listed no more has ended, unless it is `still_open` or an earlier one took its place.
    """
    doubts = []
    for session, then in sorted((before.bills if before else {}).items()):
        again = now.bills.get(session, 0) - new.get(session, 0)
        full = then >= known.get(session, then) * FULL
        back = session not in now.bills and any(_is_earlier(other, session) for other in new)
        if full and not again:
            doubts += _replaced_bills(session, then, new.get(session, 0))
        if (then < BILLS_FEW and not back) or not full or again >= then * BILLS_LEFT:
            continue
        if back or session in now.bills or (new and session in still_open):
            doubts.append(_lost_bills(session, then, again, others=sum(new.values()), back=back))
    return doubts


def _replaced_bills(session: str, then: int, new: int) -> list[Doubt]:
    """The doubt about a short list whose bills are all gone while others came."""
    if not REPLACED_LEAST <= then < BILLS_FEW or not new:
        return []
    words = f"none of the {then} bills of {session} is listed, {new} that were never told are"
    return [Doubt(words=words, once=True)]


def _lost_bills(session: str, then: int, again: int, *, others: int, back: bool) -> Doubt:
    words = f"{number_of(again, 'bill')} of {session}, where the last clean visit met {then}"
    replaced = back or others >= BILLS_FEW
    words += f", and {others} that were never told" if replaced else ""
    return Doubt(words=words, holds=replaced or again < then * REMNANT, less=True)


def exchanged_sessions(now: Listing, before: Listing, new: Mapping[str, int]) -> list[Doubt]:
    """The doubt about new bills of sessions that are over or were never listed, where as many of later ones are gone.

    True of what was read, also beside pages that failed: no legislature goes back to a session that is over.
    """
    still_there = {other: then - (now.bills.get(other, 0) - new.get(other, 0)) for other, then in before.bills.items()}
    gone = {session: number for session, number in still_there.items() if number > 0}
    back = {
        session: number
        for session, number in new.items()
        if any(_is_earlier(session, other) for other in gone)
        and (session not in before.bills or (number >= FEW_BACK and _is_over(session, now.at)))
    }
    if not back or sum(gone.values()) < sum(back.values()):
        return []
    words = f"{number_of(sum(gone.values()), 'bill')} of {_named(gone)} {_are(sum(gone.values()))} not listed, "
    words += f"{sum(back.values()):,} of {_named(back)} {_are(sum(back.values()))}"
    return [Doubt(words=words, less=True)]


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _named(sample: Iterable[str]) -> str:
    names = sorted(sample)
    return (
        ", ".join(names) if len(names) <= FEW_BACK else f"{names[0]} and {number_of(len(names) - 1, 'other session')}"
    )


def _is_over(session: str, now: dt.datetime) -> bool:
    known = sessions.session(*session.split("/", 1))
    return known is not None and known.last is not None and known.last < now.date()


def _is_earlier(one: str, other: str) -> bool:
    """Whether a session, by place and name, began before another one of its place."""
    first, then = (sessions.session(*key.split("/", 1)) for key in (one, other))
    return bool(
        first and then and first.place == then.place and first.first and then.first and first.first < then.first
    )


def silent_bills(before: Listing | None, still_open: Iterable[str]) -> list[Doubt]:
    """The doubt about a list that says it is empty although sessions it listed have not ended."""
    numbers = {session: number for session, number in (before.bills if before else {}).items() if number >= FEW}
    alive = [session for session in still_open if session in numbers]
    if not alive:
        return []
    return [Doubt(words=f"it lists nothing, where {numbers[alive[0]]} bills of {alive[0]} were listed", holds=False)]


def missing_others(now: Listing, before: Listing, new: Mapping[str, int]) -> list[Doubt]:
    """Doubts about people and committees that are listed no more, of `new` ones how many are told for the first time.

    A platform may read other places than last time. Committees come and go with sessions, so they are held once,
    and so are people while most of them are left: at the end of a term many seats stand empty for weeks.
    """
    places, doubts = {key.partition("/")[0] for key in now.others}, []
    for sort, then in sorted(before.others.items()):
        place, _slash, kind = sort.partition("/")
        if then < SOME or (places and place not in places):
            continue
        listed, what = now.others.get(sort, 0), OTHERS[kind]
        again = listed - new.get(sort, 0)
        if listed < then * LEFT:
            words = f"{listed} {what} of {place}, where the last clean visit met {then}"
            most = kind == "org" or listed > then * MOST_LEFT
            doubts.append(Doubt(words=words, holds=False, less=True, once=most))
        elif again < then * AGAIN:
            words = f"{again} of {then} {what} of {place} are listed again, and {listed - again} that were never told"
            doubts.append(Doubt(words=words, less=True, once=kind == "org"))
    return doubts


def shrunk(counts: Counts, clean: Mapping[str, Any]) -> list[Doubt]:
    """The doubt about far fewer records than the last `clean` visit met, where it was read whole and lists anything.

    A feed of notices is short in a quiet month: what the next visit says again is believed, but for a remnant.
    """
    usual = int(clean.get("items") or 0)
    few = counts.items < usual * (SHRUNK if usual >= SOME else SHRUNK_OF_FEW)
    if not few or not counts.items or counts.errors or counts.unreadable:
        return []
    words = f"{number_of(counts.items, 'record')}, where the last clean visit met {usual}"
    return [Doubt(words=words, holds=False, less=True, once=counts.items >= usual * REMNANT)]


def misread(pages: int, records: int) -> list[Doubt]:
    """The doubt about what is left of a source when many of its pages changed: the rest may be read by luck, and wrong."""
    if pages < FEW or pages < (pages + records) * MISREAD:
        return []
    return [Doubt(words=f"{pages} pages have another form than before, beside {records} records", less=True)]


def old_page(place: str, starts: Iterable[dt.datetime], now: dt.datetime) -> list[Doubt]:
    """The doubt about the page of a city's or county's body whose newest meeting is long over; legislatures have seasons,
    and the places of a platform (`place` is then a whole country) answer by themselves.
    """
    newest = max(starts, default=None)
    if place.count("-") < 2 or newest is None or now - newest <= OLD_PAGE:
        return []
    words = f"the newest meeting of {place} is of {newest:%Y-%m-%d}: an old page, or this year's is elsewhere"
    return [Doubt(words=words, holds=False)]


def believed_gone(gone: Iterable[str], coming: int, missed: Mapping[str, int]) -> tuple[list[str], dict[str, int]]:
    """Of coming hearings that a clean visit does not list: those that count as no longer listed, and what is kept of all.

    One hearing, or a small share of the `coming` ones, is believed at once; a larger loss when two clean visits in a row
    agree on it. Nothing is believed at once of a visit that lost everything.
    """
    keys = list(gone)
    small = len(keys) < coming and (len(keys) == 1 or len(keys) <= coming * SMALL)
    counted = {key: missed.get(key, 0) + 1 for key in keys}
    return [key for key in keys if small or counted[key] >= 2], counted
