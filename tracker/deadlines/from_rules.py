"""Make the deadlines of a hearing, and its ways without a fixed moment, from the rules of its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from tracker.deadlines.from_notices import Way, local_start, safest
from tracker.deadlines.model import Beside, Deadline, plausible, zone_named
from tracker.records.items import SIGN_IN, ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.text import shown_number
from tracker.testimony.deep_links import common_link, deep_link, patterns
from tracker.testimony.notice_kinds import SPEAKING
from tracker.testimony.rulebook import CHECK, OWN_LEFT_OUT, UNSURE, Chosen, Confidence, Place, Rule, chosen
from tracker.testimony.window_words import spoken
from tracker.testimony.windows import Occasion, computed, first_moment

_UTC: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Z"})
OWN_PAGE: Final = "{bill} has its own page for testimony: {url}"
OWN_PAGE_UNSURE: Final = "{bill} may have its own page for testimony (not confirmed): {url}"
NEEDED: Final = "You need: "
"""How the note begins that says what it takes, such as an account or a kiosk in the capitol."""
_PAGES: Final = 5
_BY_BILL: Final = frozenset({"written-testimony", "oral-sign-up", "remote-sign-up", "position"})
"""What is done on the page of a bill, where it has one."""


@dataclass(slots=True)
class Setting:
    """A hearing where it takes place; `place` gives every body under it the clock and the holidays."""

    kept: Kept[ScrapedHearing]
    place: Place | None
    bills: tuple[str, ...]
    beside: Beside
    hearing: ScrapedHearing = field(init=False)
    zone: ZoneInfo = field(init=False)
    """That in which the hearing has its day. A moment that a source tells in UTC alone is one of its place."""
    local: dt.datetime = field(init=False)
    """The start by the clock of the place."""

    def __post_init__(self) -> None:
        self.hearing = self.kept.item
        otherwise = self.place.timezone if self.place else "UTC"
        told_in_utc = self.hearing.timezone in _UTC and not self.hearing.all_day
        self.zone = zone_named(otherwise if told_in_utc else self.hearing.timezone, otherwise)
        self.local = self.hearing.start.astimezone(self.zone)


def by_rules(setting: Setting, openness: str) -> tuple[list[Deadline], list[Way]]:
    """The deadlines and the ways without a fixed moment that the rules of the place give the public."""
    place = setting.place
    if place is None:
        return [], []
    start = None if setting.hearing.all_day else setting.local.time()
    ruled: list[Deadline] = []
    taught: list[Deadline] = []
    ways: list[Way] = []
    day = setting.local.date()
    for choice in chosen(place, setting.hearing, day, start):
        if choice.rule.invited:
            continue
        sure = choice.rule.confidence_on(day)
        if choice.doubt and sure not in UNSURE:
            sure = "low"
        as_sure = choice if sure == choice.rule.confidence else replace(choice, rule=_as_sure(choice.rule, sure))
        kinds = _open_kinds(as_sure.rule, openness)
        made = _ruled(setting, as_sure, place, kinds) if kinds else []
        (taught if as_sure.rule.learned_from else ruled).extend(made)
        if kinds and not made and not as_sure.rule.learned_from and as_sure.rule.window.unfixed != "not offered":
            ways.append(_way(as_sure, kinds))
    return (safest(ruled, taught, ways) if taught else ruled), ways


def _ruled(setting: Setting, choice: Chosen, place: Place, kinds: Sequence[str]) -> list[Deadline]:
    """The deadlines that a rule makes: one for each kind of its channels, none where no moment is fixed."""
    rule = choice.rule
    zone = zone_named(rule.timezone, place.timezone)
    times = computed(rule.window, _occasion(setting, zone, place))
    if times is None:
        return []
    opens, closes = times
    notes = (*(opens.notes if opens else ()), *closes.notes, *choice.notes, *_rule_notes(rule))
    page = _own_page(setting, place)
    pages = () if page else tuple(_own_pages(setting, place))
    return [
        Deadline(
            id=f"{setting.kept.id}/{kind}/{rule.id}",
            kind=kind,
            due=closes.at,
            opens=opens.at if opens else None,
            timezone=zone.key,
            hearing=setting.kept.id,
            starts=local_start(setting.hearing, setting.zone),
            title=setting.hearing.name,
            jurisdiction=setting.hearing.jurisdiction,
            bills=setting.bills,
            how=rule.how,
            url=page if page and kind in _BY_BILL else rule.url,
            basis=_basis(rule),
            confidence=rule.confidence,
            notes=tuple(dict.fromkeys((*notes, *pages) if kind in _BY_BILL else notes)),
            again=rule.again,
        )
        for kind in kinds
    ]


def _own_page(setting: Setting, place: Place) -> str | None:
    """The hearing's own page for testimony where its source links one, else the page that all its bills share."""
    url = next((link.url for link in setting.hearing.links if link.note == SIGN_IN), None)
    if url is None and setting.bills:
        shared = common_link(place.code, setting.bills, setting.hearing.chamber)
        url = shared.url if shared else None
    return url


def _own_pages(setting: Setting, place: Place) -> Iterator[str]:
    """Where testimony on each of the first bills is given, where each has a page of its own or that is not sure."""
    for bill in setting.bills[:_PAGES] if place.code in patterns() else ():
        link = deep_link(place.code, bill, setting.hearing.chamber)
        if link is not None:
            words = OWN_PAGE if link.sure else OWN_PAGE_UNSURE
            yield words.format(bill=shown_number(bill), url=link.url)


def _occasion(setting: Setting, zone: ZoneInfo, place: Place) -> Occasion:
    """The hearing as the rules count from it: its day is that of its own place, whatever zone the rule's clock is in."""
    hearing, day = setting.hearing, setting.local.date()
    if hearing.all_day:
        start, end = first_moment(day, dt.time(), zone), None
    else:
        start = hearing.start
        end = end_of(hearing)
    return Occasion(
        start=start,
        zone=zone,
        day=day,
        end=end,
        all_day=hearing.all_day,
        subdivision=place.subdivision,
        first=setting.beside.first_start,
        previous=setting.beside.previous_day,
    )


def end_of(hearing: ScrapedHearing) -> dt.datetime | None:
    """The end, unless the source gives none or an impossible one."""
    end = hearing.end
    if end is None or not plausible(end) or end.astimezone(dt.UTC) <= hearing.start.astimezone(dt.UTC):
        return None
    return end


def _open_kinds(rule: Rule, openness: str) -> tuple[str, ...]:
    """What of a rule the public can do: nobody is heard where none are, and only invited ones speak where some are."""
    if openness == "none":
        return ()
    return tuple(kind for kind in rule.kinds if openness not in {"invited", "sponsor"} or kind not in SPEAKING)


@lru_cache(maxsize=4_096)
def _way(choice: Chosen, kinds: tuple[str, ...]) -> Way:
    rule = choice.rule
    return Way(
        kinds=kinds,
        until=spoken(rule.window),
        how=rule.how,
        url=rule.url,
        confidence=rule.confidence,
        notes=(*choice.notes, *_rule_notes(rule)),
    )


@lru_cache(maxsize=4_096)
def _as_sure(rule: Rule, confidence: Confidence) -> Rule:
    return replace(rule, confidence=confidence)


@lru_cache(maxsize=4_096)
def _rule_notes(rule: Rule) -> tuple[str, ...]:
    note = rule.note or ""
    notes = [
        f"{rule.detail}." if rule.detail else "",
        f"Limit: {rule.limit}" if rule.limit else "",
        f"{NEEDED}{'; '.join(rule.requires)}" if rule.requires else "",
        f"If the hearing is moved or posted again: {rule.again}" if rule.again else "",
        OWN_LEFT_OUT if OWN_LEFT_OUT in note else "",
        note.removeprefix(OWN_LEFT_OUT).strip(),
        CHECK if rule.unsure else "",
    ]
    return tuple(part for part in notes if part)


@lru_cache(maxsize=4_096)
def _basis(rule: Rule) -> str:
    known = f"checked on {rule.checked}" if rule.checked else f"as of {rule.as_of}" if rule.as_of else "never checked"
    source = f"; {rule.sources[0]}" if rule.sources else ""
    ends = rule.trusted_until
    until = (
        f", trusted until {f'the end of {ends.year}' if (ends.month, ends.day) == (12, 31) else ends}" if ends else ""
    )
    weak = f", which is weak evidence: {rule.evidence.what}" if rule.evidence.strength == "weak" else ""
    return f"Rule of {rule.who}: {spoken(rule.window)} ({known}{until}{source}{weak})."
