"""Reckon how the public can take part in one hearing: from the rules of its place and from its own notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from tracker.deadlines.from_notices import (
    SPEAKING,
    NoticeReading,
    Way,
    combined,
    completed,
    local_start,
    notice_text,
    safest,
    stated_deadlines,
    with_sheets,
)
from tracker.deadlines.model import (
    ALONE,
    Beside,
    Deadline,
    deadline_changes,
    plausible,
    soonest_first,
    spoken_moment,
    zone_named,
)
from tracker.deadlines.postings import posting_notes
from tracker.records.changes import Change, heard_ids
from tracker.records.items import OFF, SIGN_IN, ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.text import line, shown_number
from tracker.testimony import openness as hearing_openness
from tracker.testimony.bodies import follows_its_place
from tracker.testimony.deep_links import common_link, deep_link, patterns
from tracker.testimony.notice_clock import Frame
from tracker.testimony.notices import read_whole, worth_reading
from tracker.testimony.rulebook import CHECK, UNSURE, Chosen, Confidence, Place, Rule, Rulebook, chosen
from tracker.testimony.windows import Occasion, computed, first_moment, spoken

__all__ = [
    "IMPOSSIBLE",
    "NOT_LISTED",
    "NO_RULES",
    "NO_RULE_HERE",
    "PROPONENTS",
    "Participation",
    "Way",
    "end_of",
    "moved_deadlines",
    "participation",
]

_FUZZY: Final = frozenset({"not-before", "upon-adjournment", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How the public can take part in a hearing."""

    deadlines: tuple[Deadline, ...] = ()
    """Soonest first."""
    ways: tuple[Way, ...] = ()
    openness: str = "public"
    """public, invited, sponsor, proponents, opponents, or none."""
    by_bill: tuple[tuple[str, str], ...] = ()
    """Identifiers of bills for which it differs, with who is heard on each."""
    notes: tuple[str, ...] = ()
    """What to know of the whole, such as what can be done where nobody is heard."""
    revision: int = 0
    """Rises whenever the rules of the place do."""
    checked: dt.date | None = None
    """The newest day on which one of these rules was read at its source."""


IMPOSSIBLE: Final = "The source gives an impossible date for this hearing, so no deadline can be counted from it."
NO_RULES: Final = "We know no rules of this place: ask the committee clerk how to testify."
NO_RULES_OF_BODY: Final = "We know no rules of this body: ask its clerk how to be heard."
NO_RULE_HERE: Final = "No rule that we know holds for this hearing: ask the committee clerk how to testify."
NOT_LISTED: Final = "The source no longer lists this hearing: check before you go."
_UTC: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Z"})
PROPONENTS: Final = "Only those who support the bill are heard at this hearing."
_ONE_SIDE: Final = {
    "proponents": PROPONENTS,
    "opponents": "Only those who oppose the bill are heard at this hearing.",
}
UNREAD: Final = (
    "The notice of this hearing names a deadline that we could not read: “{sentence}” Read it before you rely on ours."
)
OWN_PAGE: Final = "{bill} has its own page for testimony: {url}"
OWN_PAGE_UNSURE: Final = "{bill} may have its own page for testimony (not confirmed): {url}"
_PAGES: Final = 5
_BY_BILL: Final = frozenset({"written-testimony", "oral-sign-up", "remote-sign-up", "position"})
"""What is done on the page of a bill, where it has one."""
_CLOSED: Final = {
    "sponsor": "Only the sponsors of the bill speak at this hearing.",
    "invited": "Only invited witnesses speak at this hearing.",
    "none": "No testimony of the public is taken at this hearing.",
}


def participation(
    kept: Kept[ScrapedHearing],
    rulebook: Rulebook,
    *,
    bills: Sequence[str] | None = None,
    reading: NoticeReading | None = None,
    beside: Beside = ALONE,
) -> Participation:
    """Everything that is known about taking part, whatever the status of the hearing; `reading` is what its notice says, and
    `beside` what else is known that counts.
    """
    hearing = kept.item
    place = rulebook.place(hearing.jurisdiction)
    if not plausible(hearing.start):
        return Participation(notes=(IMPOSSIBLE,))
    reckoning = _Reckoning(kept, place, tuple(heard_ids(hearing) if bills is None else bills), beside)
    return reckoning.participation(reckoning.read() if reading is None else reading)


def moved_deadlines(before: ScrapedHearing, after: ScrapedHearing, rulebook: Rulebook) -> tuple[Change, ...]:
    """What becomes of a hearing's deadlines when its source tells it differently; empty when nothing does."""
    moment = dt.datetime.min.replace(tzinfo=dt.UTC)
    old, new = (
        deadlines_of_hearing(Kept(id=after.id, item=each, first_seen=moment, changed_at=moment), rulebook)
        for each in (before, after)
    )
    return deadline_changes(old, new)


class _Reckoning:
    """One hearing with its place; makes its deadlines and ways.

    `place` gives every body under it the clock and the holidays; `own` is None where the body that meets is another than the
    one whose ways of hearing people stand there.
    """

    def __init__(self, kept: Kept[ScrapedHearing], place: Place | None, bills: tuple[str, ...], beside: Beside) -> None:
        self.kept = kept
        self.hearing = kept.item
        self.place = place
        self.own = place if follows_its_place(kept.item) else None
        self.bills = bills
        self.beside = beside
        self.zone = _zone(self.hearing, place)
        self.local = self.hearing.start.astimezone(self.zone)
        self.heard = hearing_openness.heard(self.hearing)
        self.heard_notes = tuple(hearing_openness.notes(self.hearing.jurisdiction, self.heard.by_bill))
        self.unread: tuple[str, ...] = ()
        self.notes = (
            *((NOT_LISTED,) if kept.vanished_at else ()),
            *posting_notes(beside, self.zone),
            *_start_notes(self.hearing, self.local),
        )

    def read(self) -> NoticeReading | None:
        """What the record's own text says, and the pages of its notice that were fetched; None where neither says anything."""
        text = notice_text(self.hearing)
        frame = self._frame()
        found = read_whole(text, frame) if worth_reading(text) else None
        sheets = [(each, read_whole(each.text, frame)) for each in self.beside.fetched if worth_reading(each.text)]
        return with_sheets(found, sheets)

    def _frame(self) -> Frame:
        return Frame(self.local, self.zone, self.hearing.all_day, None, self.place.subdivision if self.place else None)

    def participation(self, reading: NoticeReading | None) -> Participation:
        """The whole answer: the rules of the place, and what the notice says."""
        openness = self._openness(reading)
        ruled, ways = self._by_rules(openness)
        stated: list[Deadline] = []
        if reading is not None:
            closed = openness in _CLOSED
            stated = stated_deadlines(reading, self.hearing, self.kept.id, self.zone, bills=self.bills, closed=closed)
        place = self.place
        told = {each.kind for each in stated}
        return Participation(
            deadlines=soonest_first(self._with_notes(self._for_bills(combined(ruled, completed(stated, ways))))),
            ways=tuple(way for way in ways if not told.issuperset(way.kinds)),
            openness=openness,
            by_bill=self.heard.by_bill,
            notes=(*self._notes(openness, anything=bool(ruled or ways or stated)), *self.heard_notes),
            revision=place.revision if place else 0,
            checked=max((rule.checked for rule in place.rules if rule.checked), default=None) if place else None,
        )

    def _openness(self, reading: NoticeReading | None) -> str:
        """Who is heard: by the agenda and the kind of meeting where they say it, else by the notice, else as usual there."""
        if reading is not None:
            self.unread = tuple(UNREAD.format(sentence=line(each, 300)) for each in reading.unread)
            self.notes = (*self.notes, *self.unread)
        said = self.heard.openness
        if said not in {None, "public"}:
            return str(said)
        closed = {"none", "invited"}
        if self.heard.by_bill and all(openness in closed for _bill, openness in self.heard.by_bill):
            return "invited" if any(openness == "invited" for _bill, openness in self.heard.by_bill) else "none"
        if (
            reading is not None
            and reading.openness not in {None, "public"}
            and (said, reading.openness) != ("public", "none")
        ):
            return str(reading.openness)  # "public hearing" is said of hearings at which invited witnesses speak, too
        return self.own.openness if self.own else "public"

    def _for_bills(self, deadlines: list[Deadline]) -> list[Deadline]:
        """Each deadline for the bills on which it can be used; none for one that is left without a bill."""
        by_bill = dict(self.heard.by_bill)
        if not by_bill or not self.bills:
            return deadlines
        found = []
        for deadline in deadlines:
            shut = {"none", "invited", "sponsor"} if deadline.kind in SPEAKING else {"none"}
            bills = tuple(bill for bill in deadline.bills if by_bill.get(bill.rpartition("/")[2]) not in shut)
            if bills:
                found.append(replace(deadline, bills=bills))
        return found

    def _by_rules(self, openness: str) -> tuple[list[Deadline], list[Way]]:
        """The deadlines and the ways without a fixed moment that the rules of the place give the public."""
        place = self.place
        if place is None:
            return [], []
        start = None if self.hearing.all_day else self.local.time()
        ruled: list[Deadline] = []
        taught: list[Deadline] = []
        ways: list[Way] = []
        day = self.local.date()
        for found in chosen(place, self.hearing, day, start):
            if found.rule.invited:
                continue
            sure = found.rule.confidence_on(day)
            if found.doubt and sure not in UNSURE:
                sure = "low"
            each = found if sure == found.rule.confidence else replace(found, rule=_as_sure(found.rule, sure))
            kinds = _open_kinds(each.rule, openness)
            made = self._ruled(each, place, kinds)
            (taught if each.rule.learned_from else ruled).extend(made)
            if kinds and not made and not each.rule.learned_from and each.rule.window.unfixed != "not offered":
                ways.append(_way(each, kinds))
        return (safest(ruled, taught, ways) if taught else ruled), ways

    def _notes(self, openness: str, *, anything: bool) -> tuple[str, ...]:
        place = self.own
        if not anything and self.unread:
            return self.unread
        found = [
            *posting_notes(self.beside, self.zone),
            _CLOSED.get(openness),
            place.instead if place and openness in _CLOSED else None,
        ]
        if openness in _ONE_SIDE:
            found.append(_ONE_SIDE[openness])
        if not anything and openness not in _CLOSED:
            found.extend((NO_RULE_HERE, place.about) if place else (NO_RULES_OF_BODY if self.place else NO_RULES,))
        return tuple(note for note in found if note)

    def _with_notes(self, deadlines: list[Deadline]) -> list[Deadline]:
        """With what holds for all of them, such as a start that is not fixed."""
        if not self.notes and not self.heard_notes:
            return deadlines
        told = (*self.notes, *self.heard_notes)
        return [
            replace(
                deadline,
                notes=tuple(dict.fromkeys((*told, *deadline.notes))),
                confidence="low" if self.unread and deadline.urgent_ok else deadline.confidence,
            )
            for deadline in deadlines
        ]

    def _ruled(self, each: Chosen, place: Place, kinds: Sequence[str]) -> list[Deadline]:
        """The deadlines that a rule makes: one for each kind of its channels, none where no moment is fixed."""
        rule = each.rule
        zone = zone_named(rule.timezone, place.timezone)
        times = computed(rule.window, self._occasion(zone, place))
        if times is None:
            return []
        opens, closes = times
        notes = (*(opens.notes if opens else ()), *closes.notes, *each.notes, *_rule_notes(rule))
        page = self._own_page(place)
        pages = () if page else tuple(self._own_pages(place))
        return [
            Deadline(
                id=f"{self.kept.id}/{kind}/{rule.id}",
                kind=kind,
                due=closes.at,
                opens=opens.at if opens else None,
                timezone=zone.key,
                hearing=self.kept.id,
                starts=local_start(self.hearing, self.zone),
                title=self.hearing.name,
                jurisdiction=self.hearing.jurisdiction,
                bills=self.bills,
                how=rule.how,
                url=page if page and kind in _BY_BILL else rule.url,
                basis=_basis(rule),
                confidence=rule.confidence,
                notes=tuple(dict.fromkeys((*notes, *pages) if kind in _BY_BILL else notes)),
                again=rule.again,
            )
            for kind in kinds
        ]

    def _own_page(self, place: Place) -> str | None:
        """The hearing's own page for testimony where its source links one, else the page that all its bills share."""
        told = next((link.url for link in self.hearing.links if link.note == SIGN_IN), None)
        if told is None and self.bills:
            shared = common_link(place.code, self.bills, self.hearing.chamber)
            told = shared.url if shared else None
        return told

    def _own_pages(self, place: Place) -> Iterator[str]:
        """Where testimony on each of the first bills is given, where each has a page of its own or that is not sure."""
        for bill in self.bills[:_PAGES] if place.code in patterns() else ():
            link = deep_link(place.code, bill, self.hearing.chamber)
            if link is not None:
                words = OWN_PAGE if link.sure else OWN_PAGE_UNSURE
                yield words.format(bill=shown_number(bill), url=link.url)

    def _occasion(self, zone: ZoneInfo, place: Place) -> Occasion:
        """The hearing as the rules count from it: its day is that of its own place, whatever zone the rule's clock is in."""
        hearing, day = self.hearing, self.local.date()
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
            first=self.beside.first_start,
            previous=self.beside.previous_day,
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


def _way(each: Chosen, kinds: tuple[str, ...]) -> Way:
    rule = each.rule
    return Way(
        kinds=kinds,
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
def _as_sure(rule: Rule, confidence: Confidence) -> Rule:
    return replace(rule, confidence=confidence)


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
    ends = rule.trusted_until
    until = (
        f", trusted until {f'the end of {ends.year}' if (ends.month, ends.day) == (12, 31) else ends}" if ends else ""
    )
    weak = f", which is weak evidence: {rule.evidence.what}" if rule.evidence.strength == "weak" else ""
    return f"Rule of {rule.who}: {spoken(rule.window)} ({known}{until}{source}{weak})."


def deadlines_of_hearing(
    kept: Kept[ScrapedHearing],
    rulebook: Rulebook,
    *,
    bills: Sequence[str] | None = None,
    beside: Beside = ALONE,
) -> tuple[Deadline, ...]:
    """What the public can do until when for this hearing, soonest first; nothing when it is cancelled or postponed.

    `bills` are the public ids of those it hears, as the database resolved them; without them the agenda's own are taken.
    """
    if kept.item.status in OFF:
        return ()
    return participation(kept, rulebook, bills=bills, beside=beside).deadlines
