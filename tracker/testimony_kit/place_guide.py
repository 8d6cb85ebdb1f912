"""Show the rules of a place as a page for somebody who has never testified, and as JSON."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from tracker.errors import UsageProblem
from tracker.records.items import ScrapedHearing
from tracker.testimony.rulebook import CHECK, Chosen, Place, Rule, Rulebook, chosen
from tracker.testimony.window_words import spoken
from tracker.vocabulary import UnknownName, nearest

CHANNEL_NAMES: Final = {
    "written": "in writing",
    "video": "by recorded video",
    "oral": "speaking in the room",
    "remote": "speaking remotely",
    "position": "giving a position without speaking",
    "witness-slip": "a witness slip",
    "accommodation": "asking for an accommodation",
    "comment": "commenting on a rule",
}
"""Each channel as people call it."""
HOW_SURE: Final = {
    "high": "high: read on an official page or notice, or told alike by several sources.",
    "medium": "medium: from one good source, or from an official one that is some years old.",
    "low": f"low: the evidence is old or indirect. {CHECK}",
    "unverified": f"unverified: no source has been read. {CHECK}",
}
"""What each degree of confidence means."""
OPENNESS: Final = {
    "public": "Anybody may be heard at ordinary public hearings.",
    "invited": "Only invited witnesses speak at ordinary hearings.",
    "none": "No public testimony is taken.",
}
"""What each degree of openness means."""
_CLOCKS: Final = {
    "America/New_York": "Eastern time",
    "America/Detroit": "Eastern time",
    "America/Indiana/Indianapolis": "Eastern time",
    "America/Kentucky/Louisville": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Boise": "Mountain time",
    "America/Phoenix": "Arizona time",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska time",
    "Pacific/Honolulu": "Hawaii time",
    "America/Puerto_Rico": "Atlantic time",
}
"""What people call the clocks of places."""
NOTICE_FIRST: Final = (
    "The notice of a hearing always comes first: when it names another deadline or another way, follow the notice."
)
COLUMNS: Final = ("id", "who", "channels", "until", "how", "url", "confidence")
"""What of a rule a table shows."""
PLACE_COLUMNS: Final = ("place", "name", "timezone", "openness", "rules", "unsure")
"""What of a place a table shows."""
_WIDTH: Final = 100
_NEVER: Final = "not rechecked since then"


def find_place(rulebook: Rulebook, given: str) -> Place:
    """The place of this code, alias, postal code or name; raises UsageProblem where there is none, or several."""
    wanted = " ".join(given.casefold().split())
    for code in (wanted, f"us-{wanted}", wanted.replace(" ", "-"), f"us-{wanted.replace(' ', '-')}"):
        if (place := rulebook.place(code)) is not None:
            return place
    places = all_places(rulebook)
    matching = [place for place in places if wanted and wanted in place.name.casefold()]
    starting = [place for place in matching if place.name.casefold().startswith(wanted)]
    states = [place for place in starting if place.code.count("-") == 1]  # "New York" is the state, not the city
    for group in (states, starting, matching):
        if len(group) == 1:
            return group[0]
    if matching:
        matching_names = ", ".join(f"{place.code} ({place.name})" for place in matching[:8])
        raise UsageProblem(f"place {given[:60]!r}: expected one place, found several: {matching_names}")
    names = {place.name: place.code for place in places}
    raise UnknownName(
        "place", given, nearest(wanted, names.values(), names), "`tracker testimony show` lists those with a rule"
    )


def all_places(rulebook: Rulebook) -> list[Place]:
    """Each place once, ordered by code."""
    return sorted({place.code: place for place in rulebook.places.values()}.values(), key=lambda place: place.code)


def for_committee(place: Place, committee: str, day: dt.date) -> list[Chosen]:
    """The rules that hold on that day for an ordinary hearing of a committee of this name."""
    start = dt.datetime.combine(day, dt.time(12), tzinfo=ZoneInfo(place.timezone))
    hearing = ScrapedHearing(
        key="asked", jurisdiction=place.code, name=committee, committee=committee, start=start, timezone=place.timezone
    )
    return chosen(place, hearing, day, None)


def page(place: Place, day: dt.date, committee: str | None = None) -> str:
    """The page of a place, or of one of its committees, with the rules in force on that day."""
    choices = _found(place, day, committee)
    lines = [
        f"{place.name} ({place.code})",
        f"How to be heard{f' by {committee}' if committee else ''}",
        "",
        *_wrapped(OPENNESS[place.openness]),
        *_wrapped(place.about),
        *(_wrapped(f"What you can do instead: {place.instead}") if place.instead else ()),
        *_wrapped(f"All times are {_CLOCKS.get(place.timezone, 'local time')} ({place.timezone}). {NOTICE_FIRST}"),
    ]
    for who, rules in _by_body(choices):
        lines += ["", who, "-" * min(len(who), _WIDTH)]
        for choice in rules:
            lines += _section(choice)
    if not choices:
        of_committee = " for this committee" if committee else ""
        lines += ["", f"No rule is known{of_committee} on {day}: ask the committee clerk."]
    out = [rule for rule in place.rules if not committee and not rule.holds_on(day)]
    if out:
        lines += ["", f"Not in force on {day}:"]
        lines += [f"  {rule.who}, {_channels(rule)}: {_valid(rule)}" for rule in out]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _found(place: Place, day: dt.date, committee: str | None) -> list[Chosen]:
    if committee:
        choices = for_committee(place, committee, day)
    else:
        choices = [Chosen(rule=rule) for rule in place.rules if rule.holds_on(day)]
    return [_as_sure(choice, day) for choice in choices]


def _as_sure(choice: Chosen, day: dt.date) -> Chosen:
    """The rule as sure as it is on that day: evidence ages."""
    sure = choice.rule.confidence_on(day)
    return choice if sure == choice.rule.confidence else replace(choice, rule=replace(choice.rule, confidence=sure))


def _by_body(choices: Iterable[Chosen]) -> Iterator[tuple[str, list[Chosen]]]:
    bodies: dict[str, list[Chosen]] = {}
    for choice in choices:
        bodies.setdefault(choice.rule.who, []).append(choice)
    for who, rules in bodies.items():
        yield who[:1].upper() + who[1:], rules


def _channels(rule: Rule) -> str:
    names = " or ".join(CHANNEL_NAMES[channel] for channel in rule.channels)
    return f"{names}: {rule.detail}" if rule.detail else names


def _section(choice: Chosen) -> list[str]:
    rule = choice.rule
    name = _channels(rule)
    lines = ["", f"  {name[:1].upper()}{name[1:]}{' (invited witnesses only)' if rule.invited else ''}"]
    for label, value in _facts(choice):
        lines += textwrap.wrap(
            value,
            _WIDTH,
            initial_indent=f"    {label:<12} ",
            subsequent_indent=" " * 17,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def _facts(choice: Chosen) -> Iterator[tuple[str, str]]:
    rule = choice.rule
    known = (
        ("When", _sentence(spoken(rule.window, rule.channels))),
        ("How", rule.how),
        ("Where", rule.url),
        ("Limits", rule.limit),
        ("You need", _sentence("; ".join(rule.requires))),
        ("Only where", _only(rule)),
        ("If it moves", rule.again),
        ("Note", " ".join((*choice.notes, *((rule.note,) if rule.note else ())))),
        ("In force", _valid(rule)),
        ("How sure", HOW_SURE[rule.confidence]),
        ("Source", "; ".join(rule.sources) or "none yet"),
        ("Date", _dates(rule)),
    )
    yield from ((label, value) for label, value in known if value)


def _only(rule: Rule) -> str:
    """What must stand in a hearing's name, or its hour, for the rule to hold."""
    limits = []
    if rule.titled:
        limits.append(f"the name of the hearing says {_or(rule.titled)}")
    if rule.not_titled:
        limits.append(f"the name of the hearing does not say {_or(rule.not_titled)}")
    if rule.starts_before:
        limits.append(f"it starts before {rule.starts_before:%H:%M}")
    if rule.starts_from:
        limits.append(f"it starts at {rule.starts_from:%H:%M} or later")
    return _sentence(", and ".join(limits))


def _or(words: Iterable[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def _valid(rule: Rule) -> str:
    first = f"from {rule.valid_from}" if rule.valid_from else ""
    last = f"until {rule.valid_until}" if rule.valid_until else ""
    return " ".join(filter(None, (first, last)))


def _dates(rule: Rule) -> str:
    if not (rule.sources or rule.as_of or rule.checked or rule.learned_from):
        return "nobody has read it at a source yet"
    by = f" by {rule.checked_by}" if rule.checked_by else ""
    until = f"; trusted until {rule.trusted_until}" if rule.trusted_until else ""
    weak = f"; weak evidence: {rule.evidence.what}" if rule.evidence.strength == "weak" else ""
    return _spoken_of(rule) + (f"read again on {rule.checked}{by}" if rule.checked else _NEVER) + until + weak


def _spoken_of(rule: Rule) -> str:
    """The time of the evidence as people say it: `2023+` and `undated (before 2020)` are how files write it."""
    age = rule.as_of or ("undated" if rule.sources else "")
    if "undated" in age:
        about = age.replace("undated", "").strip(" ,()")
        return f"the source bears no date{f' ({about})' if about else ''}; "
    if age.endswith("+"):
        age = f"{age[:-1]} or later"
    return f"the source speaks of {age}; " if age else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


def _wrapped(text: str | None) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False) if text else []


def rule_row(rule: Rule, notes: Iterable[str] = ()) -> dict[str, Any]:
    """A rule as JSON, with its window in words too."""
    return {
        "id": rule.id,
        "who": rule.who,
        "chambers": list(rule.chambers),
        "committees": list(rule.committees),
        "channels": list(rule.channels),
        "detail": rule.detail,
        "window": rule.window.text,
        "until": spoken(rule.window, rule.channels),
        "how": rule.how,
        "url": rule.url,
        "limit": rule.limit,
        "requires": list(rule.requires),
        "only_where": _only(rule) or None,
        "invited": rule.invited,
        "again": rule.again,
        "note": rule.note,
        "notes": list(notes),
        "confidence": rule.confidence,
        "check_first": rule.unsure,
        "sources": list(rule.sources),
        "as_of": rule.as_of,
        "checked": rule.checked,
        "checked_by": rule.checked_by,
        "trusted_until": rule.trusted_until,
        "evidence": rule.evidence.what,
        "learned_from": list(rule.learned_from),
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "timezone": rule.timezone,
    }


def place_json(place: Place, day: dt.date, committee: str | None = None) -> dict[str, Any]:
    """A place as JSON with its rules in force on that day."""
    return {
        "place": place.code,
        "name": place.name,
        "aliases": list(place.aliases),
        "timezone": place.timezone,
        "holidays": place.subdivision or "federal",
        "openness": place.openness,
        "about": place.about,
        "instead": place.instead,
        "notice_first": NOTICE_FIRST,
        "as_of": day,
        "committee": committee,
        "rules": [rule_row(choice.rule, choice.notes) for choice in _found(place, day, committee)],
    }


def place_row(place: Place) -> dict[str, Any]:
    """A place as a line of the list of places."""
    return {
        "place": place.code,
        "name": place.name,
        "timezone": place.timezone,
        "openness": place.openness,
        "rules": len(place.rules),
        "unsure": sum(rule.unsure for rule in place.rules),
    }
