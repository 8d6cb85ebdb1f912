"""Gather what is known for a testimony on a bill, and lay it out as blocks to fill in; nothing is invented."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

from tracker.calendars.tongue import Tongue
from tracker.deadlines.model import STATES, spoken_moment
from tracker.errors import UsageProblem
from tracker.records.items import ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.text import line, shown_number
from tracker.testimony.deep_links import deep_link
from tracker.testimony.rulebook import CHECK, Chosen, Place, Rulebook, chosen
from tracker.testimony_kit.place_guide import CHANNEL_NAMES, OPENNESS

if TYPE_CHECKING:
    from jinja2 import Template
    from sqlalchemy import Connection

    from tracker.deadlines.compute import Participation
    from tracker.deadlines.from_notices import Way
    from tracker.deadlines.model import Beside, Deadline

Kind = Literal["title", "heading", "item", "blank", "note", "text"]

LONGEST: Final = 800
"""Characters kept of anything from outside: a committee with a longer name is an accident or an attack."""
SUMMARY: Final = 700
"""Characters of a summary: one paragraph."""
UNKNOWN_PLACE: Final = "We know no rules of this place: ask the committee clerk how to testify."
NO_HEARING: Final = "No coming hearing of this bill is known, so committee, hour and limits are left blank."
_GUARD: Final = "\ue000"
"""Stands before every word from outside while the template is laid out, so that none is taken for a mark."""
_MARKS: Final[dict[str, Kind]] = {
    "# ": "title",
    "## ": "heading",
    "- ": "item",
    "_ ": "blank",
    "! ": "note",
}
_NO_TEXT = re.compile("[\ue000\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the skeleton and what it is."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known; None and empty lists become blanks to fill in."""

    bill: str
    session: str
    place: str
    title: str | None = None
    committee: str | None = None
    when: str | None = None
    when_notes: tuple[str, ...] = ()
    location: str | None = None
    position: str | None = None
    dues: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    """Why the public is not heard, and what can be done instead."""
    warnings: tuple[str, ...] = ()
    summary: str | None = None
    """The official summary in one paragraph."""
    page: str | None = None
    """The bill's own page for testimony, where its legislature has one."""
    manner: str | None = None
    """speak or write, where only one of them is wanted."""
    language: str = "en"


def gathered(
    connection: Connection,
    rulebook: Rulebook,
    bill: str,
    *,
    hearing: str | None,
    position: str | None,
    now: dt.datetime,
    manner: str | None = None,
    language: str = "en",
) -> Facts:
    """What the database and the rules know. Raises UsageProblem for a bill or hearing that is not there."""
    from tracker.db import queries
    from tracker.deadlines.queries import beside_of
    from tracker.records.ocd_json import bill as as_json

    row = queries.bill_row(connection, bill)
    if row is None:
        raise UsageProblem(
            f"no bill {bill[:80]!r} is stored; expected an id such as us-md/2026/HB12 (`tracker bills` lists them)"
        )
    stored = _asked_hearing(connection, row, hearing) if hearing else _next_hearing(connection, row, now)
    view = as_json(row, ())
    known = facts(
        rulebook,
        bill=row.id,
        identifier=shown_number(row.id),
        session=row.legislative_session,
        jurisdiction=row.jurisdiction,
        title=row.title,
        stored=stored,
        position=position,
        now=now,
        beside=beside_of(connection, [stored]).get(stored.id) if stored else None,
        language=language,
    )
    own = deep_link(row.jurisdiction, row.id, stored.item.chamber if stored else None)
    page = own.url if own and own.sure else None
    return replace(known, summary=_summary(view.get("abstracts") or ()), page=page, manner=manner)


def _summary(abstracts: Sequence[dict[str, Any]]) -> str | None:
    """The newest official summary in one paragraph, cut between two sentences where it is long."""
    texts = [line(str(abstract.get("abstract") or ""), 20_000) for abstract in abstracts]
    text = next((candidate for candidate in reversed(texts) if candidate), None)
    if text is None or len(text) <= SUMMARY:
        return text
    head = text[: SUMMARY - 1]
    end = max(head.rfind(mark) for mark in (". ", "; ", "? "))
    return f"{head[: end + 1] if end > SUMMARY // 2 else head.rpartition(' ')[0]} …"


def _hearings(connection: Connection, row: Any) -> Iterator[Kept[ScrapedHearing]]:
    from tracker.db import queries as db_queries

    yield from map(db_queries.kept_hearing, db_queries.hearings(connection, db_queries.HearingQuery(bills=[row.id])))


def _asked_hearing(connection: Connection, row: Any, hearing: str) -> Kept[ScrapedHearing]:
    candidates = list(_hearings(connection, row))
    for stored in candidates:
        if stored.id == hearing:
            return stored
    known = ", ".join(stored.id for stored in candidates[:5]) or "none"
    raise UsageProblem(
        f"--hearing {hearing[:80]!r}: expected a hearing that hears {row.id}; those that are stored: {known}"
    )


def _next_hearing(connection: Connection, row: Any, now: dt.datetime) -> Kept[ScrapedHearing] | None:
    from tracker.records.items import OFF

    begins = now - dt.timedelta(days=1)  # one of today, or of an hour ago, is still the one a person means
    coming = (stored for stored in _hearings(connection, row) if stored.item.start >= begins)
    over = OFF | {"passed"}
    return next((stored for stored in coming if stored.item.status not in over and stored.vanished_at is None), None)


def facts(
    rulebook: Rulebook,
    *,
    bill: str,
    identifier: str,
    session: str,
    jurisdiction: str,
    title: str | None,
    stored: Kept[ScrapedHearing] | None,
    position: str | None,
    now: dt.datetime,
    beside: Beside | None = None,
    language: str = "en",
) -> Facts:
    """What is known about a bill, the hearing chosen, and the rules of its place."""
    place = rulebook.place(stored.item.jurisdiction if stored else jurisdiction)
    known = Facts(
        bill=identifier,
        session=session,
        place=place.name if place else jurisdiction,
        title=title or None,
        position=position,
        language=language,
    )
    if stored is None:
        closed = (OPENNESS[place.openness], place.instead or "") if place and place.openness != "public" else ()
        return replace(known, closed=closed, warnings=(NO_HEARING, *(() if place else (UNKNOWN_PLACE,))))
    from tracker.deadlines.compute import participation
    from tracker.deadlines.model import ALONE

    tongue = Tongue(language)
    hearing, taking = stored.item, participation(stored, rulebook, bills=[bill], beside=beside or ALONE)
    when, notes = _when(hearing, place, tongue)
    return replace(
        known,
        committee=hearing.committee or hearing.name,
        when=when,
        when_notes=notes,
        location=hearing.location,
        dues=tuple(_due(due, now, tongue) for due in taking.deadlines),
        ways=tuple(_way(way, tongue) for way in taking.ways),
        limits=tuple(_limits(place, hearing)) if place and when else (),
        closed=taking.notes if taking.openness != "public" else (),
        warnings=tuple(_warnings(stored, taking, now)),
    )


def _zone(hearing: ScrapedHearing, place: Place | None) -> ZoneInfo:
    from tracker.deadlines.model import zone_named

    return zone_named(hearing.timezone, place.timezone if place else "UTC")


def _when(hearing: ScrapedHearing, place: Place | None, tongue: Tongue) -> tuple[str | None, tuple[str, ...]]:
    from tracker.deadlines.model import plausible, zone_named

    if not plausible(hearing.start):
        return None, ("The source gives an impossible date for this hearing.",)
    if hearing.all_day or hearing.time_qualifier == "date-only":
        day = hearing.start.astimezone(_zone(hearing, place)).date()
        return tongue.moment(day), ("The hour is not published.",)
    # Whatever zone the source keeps, a person comes by the clock of the place.
    local = hearing.start.astimezone(zone_named(place.timezone) if place else _zone(hearing, place))
    if hearing.time_qualifier == "exact":
        return tongue.moment(local), ()
    said = f"The source says “{hearing.time_text}”. " if hearing.time_text else "The hour is not fixed. "
    return tongue.say(f"not before {spoken_moment(local)}"), (f"{said}Be there from the earliest hour on.",)


def _due(due: Deadline, now: dt.datetime, tongue: Tongue) -> str:
    opens = f", {tongue.word('from')} {tongue.moment(due.opens)}" if due.opens else ""
    over = f" ({tongue.word('this is over')})" if due.end < now else ""
    until = f"{tongue.kind(due.kind)}{opens}, {tongue.word('until')} {tongue.moment(due.due)}{over}."
    parts = [until, tongue.say(due.how or ""), due.url or "", tongue.say(due.basis)]
    if not due.urgent_ok:
        parts.append(tongue.say(CHECK))
    return " ".join(filter(None, parts))


def _way(way: Way, tongue: Tongue) -> str:
    from tracker.testimony.rulebook import UNSURE

    kinds = f" {tongue.word('and')} ".join(tongue.kind(kind) for kind in way.kinds)
    check = tongue.say(CHECK) if way.confidence in UNSURE else ""
    return " ".join(
        filter(None, (f"{kinds}: {tongue.say(way.until)}.", tongue.say(way.how or ""), way.url or "", check))
    )


def _limits(place: Place, hearing: ScrapedHearing) -> Iterable[str]:
    local = hearing.start.astimezone(_zone(hearing, place))
    rules = chosen(place, hearing, local.date(), None if hearing.all_day else local.time())
    return dict.fromkeys(limit for choice in rules if not choice.rule.invited for limit in _limits_of(choice))


def _limits_of(choice: Chosen) -> Iterator[str]:
    rule = choice.rule
    channels = " or ".join(CHANNEL_NAMES[channel] for channel in rule.channels)
    check = f" {CHECK}" if rule.unsure else ""
    if rule.limit:
        yield f"For {channels}: {rule.limit}{check}"
    if rule.requires:
        yield f"For {channels} you need: {'; '.join(rule.requires)}.{check}"


def _warnings(stored: Kept[ScrapedHearing], taking: Participation, now: dt.datetime) -> Iterator[str]:
    status = stored.item.status
    if status in STATES:
        yield f"This hearing is {STATES[status]}: ask for a new day first."
    elif status == "passed" or stored.item.start < now - dt.timedelta(days=1):
        yield "This hearing is over."
    if stored.vanished_at is not None:
        yield "The source no longer lists this hearing: ask the committee clerk whether it takes place."
    if taking.openness == "public":
        yield from taking.notes


def blocks(known: Facts) -> list[Block]:
    """The skeleton, line by line. Words from outside stand in it cleaned and as text only."""
    tongue = Tongue(known.language)
    values = {name: _guarded(_said(getattr(known, name), tongue)) for name in Facts.__dataclass_fields__}
    values.update(position=known.position, manner=known.manner)  # ours, and the template asks for them
    return [
        _block(line_text) for line_text in _template(known.language).render(values).splitlines() if line_text.strip()
    ]


def _said(value: Any, tongue: Tongue) -> Any:
    """Sentences of ours in the draft's language."""
    if isinstance(value, tuple):
        return tuple(tongue.say(part) for part in value)
    return tongue.say(value) if isinstance(value, str) else value


def _guarded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [clean for part in value if (clean := _guarded(part))]
    cleaned = line(_NO_TEXT.sub("", value), LONGEST if len(value) < 4_000 else 200) if value else ""
    return _GUARD + cleaned if cleaned else None


def _block(written: str) -> Block:
    for mark, kind in _MARKS.items():
        if written.startswith(mark):
            return Block(kind, written[len(mark) :].replace(_GUARD, "").strip())
    return Block("text", written.replace(_GUARD, "").strip())


@cache
def _template(language: str) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # What is rendered is plain lines: each writer escapes them for its own format.
    files = Environment(  # noqa: S701
        loader=PackageLoader("templates", "testimony"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return files.get_template("skeleton.txt" if language == "en" else f"skeleton.{language}.txt")
