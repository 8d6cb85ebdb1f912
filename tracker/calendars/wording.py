"""Word what an entry of a calendar says: clean lines of bounded length, the most useful first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from tracker.calendars.tongue import ENGLISH, Tongue
from tracker.deadlines.compute import Participation
from tracker.deadlines.model import Deadline, for_people, zone_named
from tracker.records.items import ScrapedHearing
from tracker.records.text import line, shown_number

_PART: Final = 600
"""Characters of one line: enough for a rule, and no room for a flood."""
_MANY: Final = 12
_UNSURE: Final = frozenset({"low", "unverified"})


def event_word(hearing: ScrapedHearing) -> str:
    """What kind of event it is, in a word."""
    return "Town hall" if hearing.is_town_hall else "Hearing"


def about(hearing: ScrapedHearing, heard: Sequence[str], body_name: str | None = None) -> str:
    """The place, the first bill and the committee: what tells this hearing from others on a phone.

    A city's or county's body is called by its name, `body_name`, where the rules know it.
    """
    parts = hearing.jurisdiction.split("-")
    local = len(parts) > 2
    place = f"{body_name or ' '.join(parts[2:]).title()}:" if local else parts[-1].upper()
    body = _short(line(hearing.committee or hearing.name, 100))
    if local and body.casefold() in place.casefold():
        place, body = "", place.rstrip(":")
    if not heard:
        return f"{place} {body}".strip()
    more = f" +{len(heard) - 1}" if len(heard) > 1 else ""
    return f"{place} {shown_number(heard[0])}{more} · {body}".strip()


def _short(committee: str) -> str:
    for words in ("Joint Standing Committee on", "Standing Committee on", "Select Committee on", "Committee on"):
        head, separator, tail = committee.partition(words)
        if separator and tail.strip():
            return f"{head}{tail.strip().removeprefix('the ')}"
    return committee


def due_lines(dues: Iterable[Deadline], tongue: Tongue = ENGLISH) -> list[str]:
    """What is due, how and on what basis; deadlines that differ in their kind only stand together, notes stand once."""
    together: dict[tuple[object, ...], list[Deadline]] = {}
    for deadline in dues:
        together.setdefault((deadline.due, deadline.how, deadline.url, deadline.basis), []).append(deadline)
    lines: list[str] = []
    for same in together.values():
        due = same[0]
        local = due.due.astimezone(zone_named(due.timezone)) if isinstance(due.due, dt.datetime) else due.due
        kinds = f" {tongue.word('and')} ".join(dict.fromkeys(tongue.kind(deadline.kind) for deadline in same))
        parts = [
            f"{kinds}: {tongue.word('until')} {tongue.moment(local)}",
            due.how and f"{tongue.word('How')}: {tongue.say(due.how)}",
            due.url and f"{tongue.word('At')}: {due.url}",
            f"{tongue.word('Based on')}: {tongue.say(due.basis)}",
            f"{tongue.word('How sure')}: {tongue.sure(due.confidence)}",
        ]
        lines.extend(part for part in parts if part)
        lines.extend(note for deadline in same for note in map(tongue.say, deadline.notes) if note not in lines)
        lines.append("")
    return lines[:60]


def way_lines(part: Participation, tongue: Tongue = ENGLISH) -> list[str]:
    """How to testify, in short."""
    lines = [tongue.say(note) for note in part.notes]
    unsure = f" ({tongue.word('not confirmed: check with the committee clerk')})"
    for due in part.deadlines:
        check = "" if due.urgent_ok else unsure
        until = f"{tongue.word('until')} {tongue.moment(due.due)}"
        lines.append(f"{tongue.kind(due.kind)}: {until}{check}. {tongue.say(due.how or '')} {due.url or ''}")
    for way in part.ways:
        what = f" {tongue.word('and')} ".join(tongue.kind(kind).lower() for kind in way.kinds)
        check = unsure if way.confidence in _UNSURE else ""
        lines.append(
            f"{what[:1].upper()}{what[1:]}: {tongue.say(way.until)}{check}. {tongue.say(way.how)} {way.url or ''}"
        )
    return lines[:30]


def hearing_lines(hearing: ScrapedHearing, tongue: Tongue = ENGLISH) -> list[str]:
    """What, when and where the hearing is, in its place's own time."""
    local = hearing.start.astimezone(zone_named(hearing.timezone))
    when = tongue.moment(local.date() if hearing.all_day else local)
    unknown = tongue.word("online") if hearing.virtual else tongue.word("the source does not say")
    fuzzy = f" ({hearing.time_text})" if hearing.time_text and hearing.time_qualifier != "exact" else ""
    links = for_people((*hearing.links, *hearing.sources))[:2]
    return [
        f"{tongue.word(event_word(hearing))}: {hearing.name}",
        f"{tongue.word('When')}: {when}{fuzzy}",
        f"{tongue.word('Where')}: {hearing.location or unknown}",
        *([f"{tongue.word('Watch')}: {hearing.video}"] if hearing.video else []),
        *(f"{tongue.word('Notice')}: {link}" for link in links),
    ]


def bill_lines(bills: Sequence[tuple[str, str]], tongue: Tongue = ENGLISH) -> list[str]:
    """The first bills with their titles, and how many more there are."""
    named = [f"- {shown_number(key)} {line(title, 160)}" for key, title in bills[:_MANY]]
    rest = f"- {tongue.word('and')} {len(bills) - _MANY} {tongue.word('more')}"
    return [f"{tongue.word('Bills')}:", *named, *([rest] if len(bills) > _MANY else [])] if named else []


def why_lines(reasons: Sequence[str], tongue: Tongue = ENGLISH) -> list[str]:
    """Why the record is flagged."""
    return [f"{tongue.word('Why you see this')}: {'; '.join(reasons[:4])}"] if reasons else []


def back_lines(site: str | None, what: str, key: str, tongue: Tongue = ENGLISH) -> list[str]:
    """Where to read more."""
    page = page_address(site, what, key, tongue)
    return [f"{tongue.word('More')}: {page}"] if page else []


def page_address(site: str | None, what: str, key: str, tongue: Tongue = ENGLISH) -> str | None:
    """The page of a record (`what`: hearings, notices); None without a web page."""
    # A longer id is an accident or an attack, and its address would be cut in two.
    if not site or len(key) > 300:
        return None
    root = site.rstrip("/") if tongue.language == "en" else f"{site.rstrip('/')}/{tongue.language}"
    return f"{root}/{what}/{quote(key, safe='/', errors='replace')}"


def source_address(hearing: ScrapedHearing) -> str | None:
    """Where the source itself tells of the hearing."""
    return next(map(address, for_people((*hearing.links, *hearing.sources))), None)


def address(url: str | None) -> str | None:
    """An address without what would break out of its line."""
    return quote(line(url), safe=":/?#[]@!$&'()*+,;=%-._~", errors="replace") if url else None


def joined(lines: Iterable[str]) -> str:
    """Lines one below the other, each clean and of bounded length; blank ones only between parts."""
    whole: list[str] = []
    for short in lines:
        cleaned = line(short, _PART)
        # "" is a break asked for; what became empty by cleaning is dropped with it when it would double.
        if cleaned or (whole and whole[-1]):
            whole.append(cleaned)
    return "\n".join(whole).strip()
