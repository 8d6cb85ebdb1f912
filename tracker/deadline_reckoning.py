"""Reckon how the public can take part in one hearing: from the rules of its place and from its own notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from tracker.changes import Change, heard_ids
from tracker.deadlines import (
    Deadline,
    deadline_changes,
    deadlines_of_hearing,
    plausible,
    soonest_first,
    spoken_moment,
    zone_named,
)
from tracker.items import ScrapedHearing
from tracker.kept import Kept
from tracker.testimony.rulebook import CHECK, Chosen, Place, Rule, Rulebook, chosen
from tracker.testimony.windows import Occasion, computed, first_moment, spoken

_FUZZY: Final = frozenset({"not-before", "upon-adjournment", "unknown"})
_SPEAKING: Final = frozenset({"oral-sign-up", "remote-sign-up"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to be heard that has no fixed moment: until when in words, and how."""

    kinds: tuple[str, ...]
    until: str
    how: str
    url: str | None
    confidence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How the public can take part in a hearing."""

    deadlines: tuple[Deadline, ...] = ()
    """Soonest first."""
    ways: tuple[Way, ...] = ()
    openness: str = "public"
    """public, invited, or none."""
    notes: tuple[str, ...] = ()
    """What to know of the whole, such as what can be done where nobody is heard."""
    revision: int = 0
    """Rises whenever the rules of the place do."""
    checked: dt.date | None = None
    """The newest day on which one of these rules was read at its source."""


IMPOSSIBLE: Final = "The source gives an impossible date for this hearing, so no deadline can be counted from it."
NO_RULES: Final = "We know no rules of this place: ask the committee clerk how to testify."
NO_RULE_HERE: Final = "No rule that we know holds for this hearing: ask the committee clerk how to testify."
NOT_LISTED: Final = "The source no longer lists this hearing: check before you go."
_UTC: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Z"})
_CLOSED: Final = {
    "invited": "Only invited witnesses speak at this hearing.",
    "none": "No testimony of the public is taken at this hearing.",
}


def participation(
    kept: Kept[ScrapedHearing], rulebook: Rulebook, *, bills: Sequence[str] | None = None
) -> Participation:
    """Everything that is known about taking part, whatever the status of the hearing."""
    hearing = kept.item
    place = rulebook.place(hearing.jurisdiction)
    if not plausible(hearing.start):
        return Participation(notes=(IMPOSSIBLE,))
    reckoning = _Reckoning(kept, place, tuple(heard_ids(hearing) if bills is None else bills))
    return reckoning.participation()


def moved_deadlines(before: ScrapedHearing, after: ScrapedHearing, rulebook: Rulebook) -> tuple[Change, ...]:
    """What becomes of a hearing's deadlines when its source tells it differently; empty when nothing does."""
    moment = dt.datetime.min.replace(tzinfo=dt.UTC)
    old, new = (
        deadlines_of_hearing(Kept(id=after.id, item=each, first_seen=moment, changed_at=moment), rulebook)
        for each in (before, after)
    )
    return deadline_changes(old, new)


class _Reckoning:
    """One hearing with its place; makes its deadlines and ways."""

    def __init__(self, kept: Kept[ScrapedHearing], place: Place | None, bills: tuple[str, ...]) -> None:
        self.kept = kept
        self.hearing = kept.item
        self.place = place
        self.bills = bills
        self.zone = _zone(self.hearing, place)
        self.local = self.hearing.start.astimezone(self.zone)
        self.notes = (*((NOT_LISTED,) if kept.vanished_at else ()), *_start_notes(self.hearing, self.local))

    def participation(self) -> Participation:
        """The whole answer."""
        place = self.place
        if place is None:
            return Participation(notes=(NO_RULES,))
        start = None if self.hearing.all_day else self.local.time()
        found = [each for each in chosen(place, self.hearing, self.local.date(), start) if not each.rule.invited]
        openness = place.openness
        allowed = [each for each in found if _open_to_all(each.rule, openness)]
        ruled: list[Deadline] = []
        ways: list[Way] = []
        for each in allowed:
            made = self._ruled(each, place)
            ruled.extend(made)
            if not made and each.rule.window.unfixed != "not offered":
                ways.append(_way(each))
        if openness != "public":
            notes = [_CLOSED[openness], place.instead]
        else:
            notes = [] if ruled or ways else [NO_RULE_HERE, place.about]
        return Participation(
            deadlines=soonest_first(ruled),
            ways=tuple(ways),
            openness=openness,
            notes=tuple(note for note in notes if note),
            revision=place.revision,
            checked=max((rule.checked for rule in place.rules if rule.checked), default=None),
        )

    def _ruled(self, each: Chosen, place: Place) -> list[Deadline]:
        """The deadlines that a rule makes: one for each kind of its channels, none where no moment is fixed."""
        rule = each.rule
        zone = zone_named(rule.timezone, place.timezone)
        times = computed(rule.window, self._occasion(zone, place))
        if times is None:
            return []
        opens, closes = times
        notes = (*self.notes, *(opens.notes if opens else ()), *closes.notes, *each.notes, *_rule_notes(rule))
        return [
            Deadline(
                id=f"{self.kept.id}/{kind}/{rule.id}",
                kind=kind,
                due=closes.at,
                opens=opens.at if opens else None,
                timezone=zone.key,
                hearing=self.kept.id,
                starts=self.local.date() if self.hearing.all_day else self.local,
                title=self.hearing.name,
                jurisdiction=self.hearing.jurisdiction,
                bills=self.bills,
                how=rule.how,
                url=rule.url,
                basis=_basis(rule),
                confidence=rule.confidence,
                notes=tuple(dict.fromkeys(notes)),
                again=rule.again,
            )
            for kind in rule.kinds
        ]

    def _occasion(self, zone: ZoneInfo, place: Place) -> Occasion:
        """The hearing as the rules count from it: its day is that of its own place, whatever zone the rule's clock is in."""
        hearing, day = self.hearing, self.local.date()
        if hearing.all_day:
            start, end = first_moment(day, dt.time(), zone), None
        else:
            start = hearing.start
            end = end_of(hearing)
        return Occasion(
            start=start, zone=zone, day=day, end=end, all_day=hearing.all_day, subdivision=place.subdivision
        )


def end_of(hearing: ScrapedHearing) -> dt.datetime | None:
    """The end, unless the source gives none or an impossible one."""
    end = hearing.end
    if end is None or not plausible(end) or end.astimezone(dt.UTC) <= hearing.start.astimezone(dt.UTC):
        return None
    return end


def _open_to_all(rule: Rule, openness: str) -> bool:
    if openness == "public":
        return True
    kinds = set(rule.kinds)
    return openness == "invited" and not kinds <= _SPEAKING


def _way(each: Chosen) -> Way:
    rule = each.rule
    return Way(
        kinds=rule.kinds,
        until=spoken(rule.window),
        how=rule.how,
        url=rule.url,
        confidence=rule.confidence,
        notes=(*each.notes, *_rule_notes(rule)),
    )


def _zone(hearing: ScrapedHearing, place: Place | None) -> ZoneInfo:
    """The zone in which the hearing has its day. A moment that a source tells in UTC alone is one of its place."""
    otherwise = place.timezone if place else "UTC"
    told_in_utc = hearing.timezone in _UTC and not hearing.all_day
    return zone_named(otherwise if told_in_utc else hearing.timezone, otherwise)


def _start_notes(hearing: ScrapedHearing, local: dt.datetime) -> tuple[str, ...]:
    if hearing.all_day or hearing.time_qualifier not in _FUZZY:
        return ()
    words = f"“{hearing.time_text[:100]}”" if hearing.time_text else "at an hour that is not fixed"
    return (f"The hearing begins {words}: this counts from the earliest possible moment, {spoken_moment(local)}.",)


@lru_cache(maxsize=4_096)
def _rule_notes(rule: Rule) -> tuple[str, ...]:
    told = [
        f"{rule.detail}." if rule.detail else "",
        f"Limit: {rule.limit}" if rule.limit else "",
        f"You need: {'; '.join(rule.requires)}" if rule.requires else "",
        f"If the hearing is moved or posted again: {rule.again}" if rule.again else "",
        rule.note or "",
        CHECK if rule.unsure else "",
    ]
    return tuple(part for part in told if part)


@lru_cache(maxsize=4_096)
def _basis(rule: Rule) -> str:
    known = f"checked on {rule.checked}" if rule.checked else f"as of {rule.as_of}" if rule.as_of else "never checked"
    source = f"; {rule.sources[0]}" if rule.sources else ""
    return f"Rule of {rule.who}: {spoken(rule.window)} ({known}{source})."
