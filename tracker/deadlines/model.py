"""Decide what is due when, how to do it, on what basis and how sure.

A hearing's deadlines come from the rules of its place and from the words of its own notice. The notice is the better
witness; where the two disagree both are shown, and whoever reminds people takes the earlier one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.records.changes import Change, Move
from tracker.records.hours import clock_words
from tracker.records.items import Link, ScrapedNotice
from tracker.records.stored import Kept
from tracker.testimony.rulebook import UNSURE, Confidence

KINDS: Final[Mapping[str, str]] = {
    "written-testimony": "Written testimony",
    "oral-sign-up": "Sign-up to speak",
    "remote-sign-up": "Sign-up to speak remotely",
    "position": "Position",
    "comment-period": "Comments",
    "accommodation": "Accommodation request",
    "executive": "Ask for the signature",
}
"""The kinds of deadline, as people call them."""
STATES: Final[Mapping[str, str]] = {"cancelled": "canceled", "postponed": "postponed"}
"""What is said of a hearing by its status, which iCalendar spells."""
EXECUTIVE: Final = "executive"
"""The kind of a bill that waits for a signature; it is of the bill, and of no hearing or notice."""
SAYS_OTHERWISE: Final = " says otherwise: until "
"""In each note on a deadline of which another witness has another moment."""
_FOR_PROGRAMS: Final = re.compile(r"//api\.|/api/|/odata/|\.(json|xml|svc)\b|[?&]format=(json|xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that a person can do until a moment, or until the end of a day where only the day is known."""

    id: str
    """Stable: it stays the same when the moment moves."""
    kind: str
    """One of KINDS."""
    due: dt.datetime | dt.date
    """An aware moment in `timezone`, or a bare date."""
    timezone: str
    opens: dt.datetime | dt.date | None = None
    hearing: str | None = None
    notice: str | None = None
    starts: dt.datetime | dt.date | None = None
    """When the hearing begins; a bare date where its hour is not published."""
    title: str = ""
    """The hearing's or the notice's."""
    jurisdiction: str = ""
    bills: tuple[str, ...] = ()
    bill_titles: tuple[str, ...] = ()
    """The titles of the bills, in their order, as far as they are known."""
    how: str | None = None
    url: str | None = None
    basis: str = ""
    """The rule in words with where it comes from, or the sentence of the notice."""
    confidence: Confidence = "unverified"
    notes: tuple[str, ...] = ()
    again: str | None = None
    """What must be done anew when the hearing is moved or posted again."""

    @property
    def record(self) -> str:
        """The public id of what it is of: the hearing, the notice, or the bill that waits for a signature."""
        return self.hearing or self.notice or next(iter(self.bills), "")

    @property
    def page(self) -> str:
        """The path of its page on our site."""
        return f"/{'hearings' if self.hearing else 'notices' if self.notice else 'bills'}/{self.record}"

    @property
    def all_day(self) -> bool:
        """Whether only the day is known."""
        return not isinstance(self.due, dt.datetime)

    @property
    def end(self) -> dt.datetime:
        """The last moment, in UTC: of a bare date, its last second in the place's zone."""
        return last_moment(self.due, self.timezone)

    @property
    def disputed(self) -> tuple[str, ...]:
        """What another witness says, where two disagree: not to be told in small print."""
        return tuple(note for note in self.notes if SAYS_OTHERWISE in note)

    @property
    def urgent_ok(self) -> bool:
        """Whether it may drive an urgent alert alone; what is not confirmed may not."""
        return self.confidence not in UNSURE


@lru_cache(maxsize=512)
def zone_named(name: str, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of that name; where there is none such, the other one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of a notice that was fetched: its address and what it says of being heard."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Another hearing that stands for the same one: its id and when it is."""

    id: str
    start: dt.datetime
    all_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known of a hearing beside its own record, and counts for its deadlines."""

    first_start: dt.datetime | None = None
    """When the committee's first hearing of that day starts."""
    previous_day: dt.date | None = None
    """The day on which the body met before."""
    fetched: tuple[Sheet, ...] = ()
    """What the hearing's own page, agenda or PDF says of being heard."""
    replaces: Posting | None = None
    """The hearing that is off and was posted anew as this one."""
    replaced_by: Posting | None = None
    """Of a hearing that is off: the one that was posted for it."""


ALONE: Final = Beside()
"""Nothing else is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What else we know about a hearing or notice, from the database: its bills with their titles, and why it is here."""

    bills: tuple[tuple[str, str], ...] = ()
    """Public id and title, the flagged ones first."""
    why: tuple[str, ...] = ()
    """The reasons in words."""
    beside: Beside = ALONE
    """Of a hearing: what else counts for its deadlines, where a rule of the place asks for it."""
    gone: tuple[tuple[str, dt.datetime | dt.date], ...] = ()
    """Kinds of deadline that were told once and fell away, with their last moment."""
    done: frozenset[str] = frozenset()
    """Kinds of deadline that the one who asks has done already."""
    apart: bool = False
    """Whether the position was due at another moment than everything else once, and so had an entry of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A bill that waits for a signature: until when to ask for it, and what a calendar must know of the record."""

    due: Deadline
    changed_at: dt.datetime
    revision: int
    decided: bool = False
    """Whether it waits no more, so that what a calendar shows of it is off."""


def last_moment(due: dt.datetime | dt.date, timezone: str) -> dt.datetime:
    """The moment itself; of a bare date, its last second in the zone. In UTC, since Python compares two moments of one
    zone by the wall, and in the hour that comes twice the wall says too little.
    """
    if not isinstance(due, dt.datetime):
        due = dt.datetime.combine(due, dt.time(23, 59, 59), tzinfo=zone_named(timezone))
    return due.astimezone(dt.UTC)


def deadlines_of_notice(stored: Kept[ScrapedNotice]) -> tuple[Deadline, ...]:
    """The end of the comment period, unless the notice has none or is withdrawn."""
    notice = stored.item
    if notice.comments_close is None or notice.status == "withdrawn" or not plausible(notice.comments_close):
        return ()
    zone = zone_named(notice.timezone, "America/New_York")
    source = next(iter(for_people((*notice.links, *notice.sources))), None)
    said = f"The notice says that comments close on {spoken_moment(_in_zone(notice.comments_close, zone))}"
    numbers = ", ".join(notice.docket_ids[:3])
    how = "Send your comment on the web page of the rule-making" if notice.comment_url else "As the notice says"
    opens = notice.comments_open
    return (
        Deadline(
            id=f"{stored.id}/comment-period",
            kind="comment-period",
            due=_in_zone(notice.comments_close, zone),
            opens=_in_zone(opens, zone) if opens is not None and plausible(opens) else None,
            timezone=zone.key,
            notice=stored.id,
            title=notice.title,
            jurisdiction=notice.jurisdiction,
            how=f"{how}{f' (docket {numbers})' if numbers else ''}.",
            url=notice.comment_url or source,
            basis=f"{said} ({source})." if source else f"{said}.",
            confidence="high",
            notes=() if isinstance(notice.comments_close, dt.datetime) else (DAY_ONLY,),
        ),
    )


DAY_ONLY: Final = "Only the day is published: be done well before its end."


def _in_zone(moment: dt.datetime | dt.date, zone: ZoneInfo) -> dt.datetime | dt.date:
    return moment.astimezone(zone) if isinstance(moment, dt.datetime) else moment


def plausible(moment: dt.datetime | dt.date) -> bool:
    """Whether it lies in our time; sources print years such as 0001 and 9999, which no calendar can count from."""
    return 1900 <= moment.year <= 2200


def for_programs(url: str) -> bool:
    """Whether an address answers with what only programs read."""
    return _FOR_PROGRAMS.search(url) is not None


def for_people(links: Iterable[Link]) -> list[str]:
    """The addresses, without those that only programs read (`/api/`, .json, .xml) where there are others."""
    urls = list(dict.fromkeys(link.url for link in links))
    return [url for url in urls if not for_programs(url)] or urls


def soonest_first(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Ordered by their last moment."""
    dues = tuple(deadlines)
    return dues if len(dues) < 2 else tuple(sorted(dues, key=lambda due: (due.end, due.kind, due.id)))


def reminders(deadlines: Iterable[Deadline]) -> dict[tuple[str, str], Deadline]:
    """For each hearing or notice and each kind the earliest deadline: the one to remind people of."""
    first_of_kind: dict[tuple[str, str], Deadline] = {}
    for deadline in deadlines:
        key = (deadline.record, deadline.kind)
        if key not in first_of_kind or deadline.end < first_of_kind[key].end:
            first_of_kind[key] = deadline
    return first_of_kind


def deadline_changes(before: Iterable[Deadline], after: Iterable[Deadline]) -> tuple[Change, ...]:
    """What moved, appeared or fell away between two reckonings of one hearing or one notice.

    A deadline that appears where there was none of any kind is no change: the hearing itself is news then.
    """
    old, new = reminders(before), reminders(after)
    if not old:
        return ()
    by_key: dict[str, list[Move]] = {}
    for key in (*old, *(key for key in new if key not in old)):
        was, now = old.get(key), new.get(key)
        moves = _moves(key[1], was, now)
        if moves:
            by_key.setdefault("deadline_moved" if now else "deadline_cancelled", []).extend(moves)
    first = next(iter(old.values()))
    return tuple(
        Change(
            kind=kind,
            what="hearing" if first.hearing else "notice",
            record=first.hearing or first.notice or "",
            moves=tuple(dict.fromkeys(moves)),
            happened=max(_day(due.due) for due in (*old.values(), *new.values())),
            bills=first.bills,
        )
        for kind, moves in sorted(by_key.items())
    )


def _moves(kind: str, was: Deadline | None, now: Deadline | None) -> Iterable[Move]:
    moves = []
    if was is None or now is None or _iso(was.due) != _iso(now.due):
        moves.append(Move(aspect=kind, before=_iso(was.due if was else None), after=_iso(now.due if now else None)))
    if was and now and _iso(was.opens) != _iso(now.opens):
        moves.append(Move(aspect=f"{kind}-opens", before=_iso(was.opens), after=_iso(now.opens)))
    if moves and was and now and now.again:
        moves.append(Move(aspect="again", after=now.again))
    return moves


def _day(due: dt.datetime | dt.date) -> dt.date:
    return due.date() if isinstance(due, dt.datetime) else due


def _iso(at: dt.datetime | dt.date | None) -> str | None:
    return at.isoformat(timespec="minutes") if isinstance(at, dt.datetime) else at.isoformat() if at else None


def spoken_moment(at: dt.datetime | dt.date) -> str:
    """A moment or a day as people say it: Friday, September 22, 2023, 5 p.m. EDT."""
    day = f"{at:%A}, {at:%B} {at.day}, {at.year}"
    if not isinstance(at, dt.datetime):
        return day
    name = at.tzname() or ""
    return f"{day}, {clock_words(at.time())} {name}".rstrip()


def countdown(due: dt.datetime | dt.date, timezone: str, now: dt.datetime) -> str:
    """How long there is still, in two units at most: `due in 2 d 4 h`; a bare date counts whole days of its place."""
    if not isinstance(due, dt.datetime):
        days_left = (due - now.astimezone(zone_named(timezone)).date()).days
        return "over" if days_left < 0 else "due today" if days_left == 0 else f"due in {days_left} d"
    if due < now:
        return "over"
    minutes = int((due - now).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"due in {days} d {hours} h"
    return f"due in {hours} h {rest} min" if hours else f"due in {rest} min"
