"""Reckon how the public can take part in one hearing: from the rules of its place and from its own notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tracker.deadlines.from_notices import (
    TEXT_LIMIT,
    NoticeReading,
    Way,
    beside_agenda,
    combined,
    completed,
    notice_text,
    stated_deadlines,
    with_sheets,
)
from tracker.deadlines.from_rules import Setting, by_rules
from tracker.deadlines.model import (
    ALONE,
    Beside,
    Deadline,
    deadline_changes,
    plausible,
    soonest_first,
    spoken_moment,
)
from tracker.deadlines.postings import posting_notes
from tracker.records.changes import Change, heard_ids
from tracker.records.items import OFF, ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.text import line
from tracker.testimony import openness as hearing_openness
from tracker.testimony.bodies import follows_its_place
from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_kinds import SPEAKING
from tracker.testimony.notices import reading_of
from tracker.testimony.rulebook import Rulebook

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
TOWN_HALL: Final = (
    "This is a town hall: you take part by asking a question. Whether you must register first, its own page says."
)
NO_RULE_HERE: Final = "No rule that we know holds for this hearing: ask the committee clerk how to testify."
NOT_LISTED: Final = "The source no longer lists this hearing: check before you go."
PROPONENTS: Final = "Only those who support the bill are heard at this hearing."
_ONE_SIDE: Final = {
    "proponents": PROPONENTS,
    "opponents": "Only those who oppose the bill are heard at this hearing.",
}
UNREAD: Final = (
    "The notice of this hearing names a deadline that we could not read: “{sentence}” Read it before you rely on ours."
)
_CLOSED: Final = {
    "sponsor": "Only the sponsors of the bill speak at this hearing.",
    "invited": "Only invited witnesses speak at this hearing.",
    "none": "No testimony of the public is taken at this hearing.",
}


def participation(
    stored: Kept[ScrapedHearing],
    rulebook: Rulebook,
    *,
    bills: Sequence[str] | None = None,
    reading: NoticeReading | None = None,
    beside: Beside = ALONE,
) -> Participation:
    """Everything that is known about taking part, whatever the status of the hearing; `reading` is what its notice says, and
    `beside` what else is known that counts.
    """
    hearing = stored.item
    place = rulebook.place(hearing.jurisdiction)
    if not plausible(hearing.start):
        return Participation(notes=(IMPOSSIBLE,))
    reckoning = _Reckoning(Setting(stored, place, tuple(heard_ids(hearing) if bills is None else bills), beside))
    return reckoning.participation(reckoning.read() if reading is None else reading)


def moved_deadlines(before: ScrapedHearing, after: ScrapedHearing, rulebook: Rulebook) -> tuple[Change, ...]:
    """What becomes of a hearing's deadlines when its source tells it differently; empty when nothing does."""
    moment = dt.datetime.min.replace(tzinfo=dt.UTC)
    old, new = (
        deadlines_of_hearing(Kept(id=after.id, item=stored, first_seen=moment, changed_at=moment), rulebook)
        for stored in (before, after)
    )
    return deadline_changes(old, new)


class _Reckoning:
    """One hearing in its setting; makes its deadlines and ways.

    `own` is None where the body that meets is another than the one whose ways of hearing people the place has.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.hearing = setting.hearing
        self.zone = setting.zone
        self.own = setting.place if follows_its_place(setting.hearing) else None
        self.heard = hearing_openness.heard(self.hearing)
        self.heard_notes = tuple(hearing_openness.notes(self.hearing.jurisdiction, self.heard.by_bill))
        self.unread: tuple[str, ...] = ()
        self.posted = () if setting.beside is ALONE else posting_notes(setting.beside, self.zone)
        self.notes = (
            *((NOT_LISTED,) if setting.kept.vanished_at else ()),
            *self.posted,
            *_start_notes(self.hearing, setting.local),
        )

    def read(self) -> NoticeReading | None:
        """What the record's own text says, and the pages of its notice that were fetched; None where neither says anything."""
        text = notice_text(self.hearing)
        frame = self._frame()
        fetched = ((sheet, reading_of(sheet.text, frame)) for sheet in self.setting.beside.fetched)
        sheets = [(sheet, reading) for sheet, reading in fetched if reading is not None]
        return with_sheets(reading_of(text, frame), sheets)

    def _frame(self) -> Frame:
        return Frame(
            self.setting.local,
            self.zone,
            self.hearing.all_day,
            None,
            self.setting.place.subdivision if self.setting.place else None,
        )

    def participation(self, reading: NoticeReading | None) -> Participation:
        """The whole answer: the rules of the place, and what the notice says."""
        openness = self._openness(reading)
        ruled, ways = by_rules(self.setting, openness)
        stated, agenda = self._stated(reading, openness), self._stated(self._agenda(), openness)
        place = self.setting.place
        kinds = {due.kind for due in stated}
        dues = beside_agenda(combined(ruled, completed(stated, ways)), agenda)
        return Participation(
            deadlines=soonest_first(self._with_notes(self._for_bills(dues))),
            ways=tuple(way for way in ways if not kinds.issuperset(way.kinds)),
            openness=openness,
            by_bill=self.heard.by_bill,
            notes=(*self._notes(openness, anything=bool(ruled or ways or stated)), *self.heard_notes),
            revision=place.revision if place else 0,
            checked=place.checked if place else None,
        )

    def _stated(self, reading: NoticeReading | None, openness: str) -> list[Deadline]:
        if reading is None:
            return []
        closed = openness in _CLOSED
        return stated_deadlines(
            reading, self.hearing, self.setting.kept.id, self.zone, bills=self.setting.bills, closed=closed
        )

    def _agenda(self) -> NoticeReading | None:
        """What the items of the agenda say of being heard."""
        if not self.hearing.agenda:
            return None
        text = "\n".join(item.description for item in self.hearing.agenda)[:TEXT_LIMIT]
        return reading_of(text, self._frame())

    def _openness(self, reading: NoticeReading | None) -> str:
        """Who is heard: by the agenda and the kind of meeting where they say it, else by the notice, else as usual there."""
        if reading is not None:
            self.unread = tuple(UNREAD.format(sentence=line(sentence, 300)) for sentence in reading.unread)
            self.notes = (*self.notes, *self.unread)
        said = self.heard.openness
        invites = reading is not None and any(due.kind in SPEAKING for due in reading.deadlines)
        if said not in {None, "public"} and not (invites and hearing_openness.may_hear(self.hearing, self.heard)):
            return str(said)
        closed = {"none", "invited"}
        if self.heard.by_bill and all(openness in closed for _bill, openness in self.heard.by_bill):
            return "invited" if any(openness == "invited" for _bill, openness in self.heard.by_bill) else "none"
        if (
            reading is not None
            and reading.openness not in {None, "public"}
            and (said, reading.openness) != ("public", "none")
            and not (self.heard.by_bill and reading.openness in _ONE_SIDE)
        ):
            return str(reading.openness)  # "public hearing" is said of hearings at which invited witnesses speak, too
        return "public" if invites or not self.own else self.own.openness  # who may sign up here is heard here

    def _for_bills(self, deadlines: list[Deadline]) -> list[Deadline]:
        """Each deadline for the bills on which it can be used; none for one that is left without a bill."""
        by_bill = dict(self.heard.by_bill)
        if not by_bill or not self.setting.bills:
            return deadlines
        dues = []
        for deadline in deadlines:
            shut = {"none", "invited", "sponsor"} if deadline.kind in SPEAKING else {"none"}
            bills = tuple(bill for bill in deadline.bills if by_bill.get(bill.rpartition("/")[2]) not in shut)
            if bills:
                dues.append(replace(deadline, bills=bills))
        return dues

    def _notes(self, openness: str, *, anything: bool) -> tuple[str, ...]:
        place = self.own
        if self.hearing.is_town_hall:
            return (TOWN_HALL, *self.unread)
        if not anything and self.unread:
            return self.unread
        notes = [
            *self.posted,
            _CLOSED.get(openness),
            place.instead if place and openness in _CLOSED else None,
        ]
        if openness in _ONE_SIDE:
            notes.append(_ONE_SIDE[openness])
        if not anything and openness not in _CLOSED:
            notes.extend(
                (NO_RULE_HERE, place.about) if place else (NO_RULES_OF_BODY if self.setting.place else NO_RULES,)
            )
        return tuple(note for note in notes if note)

    def _with_notes(self, deadlines: list[Deadline]) -> list[Deadline]:
        """With what holds for all of them, such as a start that is not fixed."""
        if not self.notes and not self.heard_notes:
            return deadlines
        notes = (*self.notes, *self.heard_notes)
        return [
            replace(
                deadline,
                notes=tuple(dict.fromkeys((*notes, *deadline.notes))),
                confidence="low" if self.unread and deadline.urgent_ok else deadline.confidence,
            )
            for deadline in deadlines
        ]


def _start_notes(hearing: ScrapedHearing, local: dt.datetime) -> tuple[str, ...]:
    if hearing.all_day or hearing.time_qualifier not in _FUZZY:
        return ()
    words = f"“{hearing.time_text[:100]}”" if hearing.time_text else "at an hour that is not fixed"
    return (f"The hearing begins {words}: this counts from the earliest possible moment, {spoken_moment(local)}.",)


def deadlines_of_hearing(
    stored: Kept[ScrapedHearing],
    rulebook: Rulebook,
    *,
    bills: Sequence[str] | None = None,
    beside: Beside = ALONE,
) -> tuple[Deadline, ...]:
    """What the public can do until when for this hearing, soonest first; nothing when it is cancelled or postponed.

    `bills` are the public ids of those it hears, as the database resolved them; without them the agenda's own are taken.
    """
    if stored.item.status in OFF:
        return ()
    return participation(stored, rulebook, bills=bills, beside=beside).deadlines
