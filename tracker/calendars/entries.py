"""Decide which entries a hearing or a comment period has in a calendar, and what they say.

A hearing has an entry for itself, one when sign-up opens, and one when each thing is due: written testimony, signing up to
speak, a position, asking for help. Several deadlines of one slot make one entry, at the earliest of them: so an entry moves,
and is never doubled, when a notice says otherwise than the rule.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tracker.calendars import wording as texts
from tracker.calendars.tongue import ENGLISH, Tongue
from tracker.deadlines.compute import NOT_LISTED, Participation, participation
from tracker.deadlines.from_notices import NoticeReading
from tracker.deadlines.from_rules import end_of
from tracker.deadlines.model import (
    STATES,
    Deadline,
    Request,
    Told,
    deadlines_of_notice,
    last_moment,
    plausible,
    zone_named,
)
from tracker.records.changes import heard_ids
from tracker.records.items import OFF, ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept
from tracker.records.text import line, shown_number
from tracker.testimony.rulebook import Rulebook

EDITION: Final = 2
"""Raised when this module words or times entries differently, so that calendars take the new ones over."""
ALARMS: Final = (dt.timedelta(days=1), dt.timedelta(hours=2))
"""How long before an entry a person is reminded, unless they chose otherwise."""
BLOCK: Final = dt.timedelta(minutes=30)
"""How long the block of a deadline is. It ends at the moment, since an entry without length is hard to see in a week's view."""
HEARINGS: Final = "hearings"
DEADLINES: Final = "deadlines"
BOTH: Final = frozenset({HEARINGS, DEADLINES})

_SLOTS: Final = {
    "written-testimony": ("written", "Written due"),
    "position": ("position", "Position due"),
    "oral-sign-up": ("speak", "Sign up to speak"),
    "remote-sign-up": ("speak", "Sign up to speak"),
    "accommodation": ("accommodation", "Ask for an interpreter or other help"),
}
_STATUS: Final = {"cancelled": "CANCELLED", "tentative": "TENTATIVE", "postponed": "TENTATIVE"}
_TITLE: Final = 120
_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9._/-]+\Z")
_MORNING: Final = dt.timedelta(hours=9)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar; all texts are clean."""

    uid: str
    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | None = None
    status: str = "CONFIRMED"
    description: str = ""
    location: str | None = None
    url: str | None = None
    sequence: int = 0
    modified: dt.datetime
    alarms: tuple[dt.timedelta, ...] = ()
    """When to remind, counted from the start; before it where negative."""
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a reader wants of a calendar."""

    kinds: frozenset[str] = BOTH
    """hearings, deadlines, or both."""
    only: frozenset[str] = frozenset()
    """Kinds of deadline; empty means all."""
    alarms: tuple[dt.timedelta, ...] = ALARMS
    site: str | None = None
    """Address of the web page, for the link back; None where it has none that others can reach."""
    block: dt.timedelta = BLOCK
    """Length of a deadline's block."""
    tongue: Tongue = ENGLISH


def hearing_entries(
    stored: Kept[ScrapedHearing],
    rulebook: Rulebook,
    history: Told,
    choice: Choice,
    reading: NoticeReading | None = None,
) -> list[Entry]:
    """The entries of one hearing, its deadlines first; those of a cancelled one are cancelled too."""
    hearing = stored.item
    if not plausible(hearing.start):
        return []
    heard = tuple(key for key, _title in history.bills) or heard_ids(hearing)
    part = participation(stored, rulebook, bills=heard, reading=reading, beside=history.beside)
    place = rulebook.place(hearing.jurisdiction)
    page = _Page(stored, part, history, choice, heard, place.name if place else None)
    entries: list[Entry] = []
    if DEADLINES in choice.kinds:
        entries.extend(page.deadlines())
    if HEARINGS in choice.kinds:
        entries.append(page.hearing())
    return entries


def notice_entries(stored: Kept[ScrapedNotice], history: Told, choice: Choice) -> list[Entry]:
    """The entry of a comment period's end; that of a withdrawn rule-making is cancelled."""
    notice, tongue = stored.item, choice.tongue
    off = notice.status == "withdrawn"
    if DEADLINES not in choice.kinds or (choice.only and "comment-period" not in choice.only):
        return []
    standing = replace(stored, item=replace(notice, status=None)) if off else stored
    return [
        Entry(
            uid=_uid(stored.id),
            title=line(f"{_withdrawn(tongue) if off else tongue.word('Comments due')}: {notice.title}", _TITLE),
            start=_before(due.due, choice.block),
            end=due.due if isinstance(due.due, dt.datetime) else None,
            status="CANCELLED" if off else "CONFIRMED",
            description=texts.joined(
                [
                    *texts.due_lines([due], tongue),
                    "",
                    notice.title,
                    notice.abstract or "",
                    *texts.why_lines(history.why, tongue),
                    *texts.back_lines(choice.site, "notices", stored.id, tongue),
                ]
            ),
            url=texts.page_address(choice.site, "notices", stored.id, tongue) or texts.address(due.url),
            sequence=stored.revision - 1 + EDITION,
            modified=stored.changed_at + dt.timedelta(seconds=EDITION),
            alarms=() if off else _alarms(due, choice.alarms, choice.block),
        )
        for due in deadlines_of_notice(standing)
    ]


def request_entry(request: Request, choice: Choice) -> Entry:
    """The last day to ask for a signature or a veto; cancelled once the executive has decided."""
    due, tongue = request.due, choice.tongue
    off = request.decided
    word = tongue.word("Ask for the signature")
    if off:
        word = f"{tongue.word('Canceled')}{':' if tongue.language == 'es' else ''} {word[:1].lower()}{word[1:]}"
    place, bill = due.jurisdiction.rsplit("-", 1)[-1].upper(), shown_number(due.record)
    lines = [
        *([tongue.say("The decision was made: nothing is to be asked for any more."), ""] if off else []),
        *texts.due_lines([due], tongue),
        "",
        due.title,
        *texts.back_lines(choice.site, "bills", due.record, tongue),
    ]
    return Entry(
        uid=_uid(due.record, "signature"),
        title=line(f"{word}: {place} {bill} · {due.title}", _TITLE),
        start=due.due,
        status="CANCELLED" if off else "CONFIRMED",
        description=texts.joined(lines),
        url=texts.page_address(choice.site, "bills", due.record, tongue),
        sequence=request.revision - 1 + EDITION,
        modified=request.changed_at + dt.timedelta(seconds=EDITION),
        alarms=() if off else _alarms(due, choice.alarms, choice.block),
    )


class _Page:
    """One hearing with all that its entries have in common."""

    def __init__(
        self,
        stored: Kept[ScrapedHearing],
        part: Participation,
        history: Told,
        choice: Choice,
        heard: tuple[str, ...],
        body: str | None,
    ) -> None:
        self.kept = stored
        self.part = part
        self.told = history
        self.choice = choice
        self.tongue = choice.tongue
        self.heard = heard
        self.off = stored.item.status in OFF
        self.about = texts.about(stored.item, heard, body)
        rules = max(part.revision - 1, 0)
        self.sequence = stored.revision - 1 + rules + EDITION
        read = dt.datetime.combine(part.checked, dt.time(), tzinfo=dt.UTC) if part.checked else stored.changed_at
        # Each part only ever rises, so a changed rule counts as a change although the record's own moment stands still.
        self.modified = max(stored.changed_at, read) + dt.timedelta(seconds=rules + EDITION)
        self.common = [
            "",
            *texts.hearing_lines(stored.item, choice.tongue),
            *texts.bill_lines(history.bills or tuple((key, "") for key in heard), choice.tongue),
            *texts.why_lines(history.why, choice.tongue),
            *texts.back_lines(choice.site, "hearings", stored.id, choice.tongue),
        ]

    def hearing(self) -> Entry:
        """The hearing itself."""
        hearing = self.kept.item
        start: dt.datetime | dt.date = self._day() if hearing.all_day else hearing.start
        return self._entry(
            "",
            texts.event_word(hearing),
            start,
            [*self._state(), *texts.way_lines(self.part, self.tongue), *self.common],
            end=None if hearing.all_day else end_of(hearing),
            status=_STATUS.get(hearing.status, "TENTATIVE" if self.kept.vanished_at else "CONFIRMED"),
            alarms=_alarms_of(self.choice.alarms, all_day=hearing.all_day),
            busy=True,
        )

    def deadlines(self) -> list[Entry]:
        """One entry for each slot, at the earliest of its deadlines; and one for the earliest opening."""
        only = self.choice.only
        dues = [deadline for deadline in self.part.deadlines if not only or deadline.kind in only]
        slots: dict[str, list[Deadline]] = {}
        for group in dues:
            slots.setdefault(_SLOTS.get(group.kind, ("written", ""))[0], []).append(group)
        folded = _fold_position(slots)
        opening = [due for due in dues if due.opens is not None and due.kind != "accommodation"]
        entries = [self._opening(opening)] if opening else []
        entries.extend(self._closing(slot, group) for slot, group in slots.items())
        if folded is not None and self.told.apart:
            entries.append(self._closed("position", folded.due))
        return [*entries, *self._no_longer(set(slots))]

    def _no_longer(self, slots: set[str]) -> Iterator[Entry]:
        """Slots that once were told and are no more: a reader's calendar must learn that they are off."""
        gone: dict[str, dt.datetime | dt.date] = {}
        for kind, due in self.told.gone:
            slot = _SLOTS.get(kind, ("written", ""))[0]
            if slot not in slots and (not self.choice.only or kind in self.choice.only):
                gone[slot] = due
        yield from (self._closed(slot, due) for slot, due in gone.items())

    def _closed(self, slot: str, due: dt.datetime | dt.date) -> Entry:
        word = next(word for name, word in _SLOTS.values() if name == slot)
        return self._entry(
            slot,
            word,
            _before(due, self.choice.block),
            [self.tongue.say("This is no longer asked for: see the entry of the hearing."), *self.common],
            end=due if isinstance(due, dt.datetime) else None,
            status="CANCELLED",
            alarms=(),
        )

    def _opening(self, dues: list[Deadline]) -> Entry:
        first = min(dues, key=lambda deadline: last_moment(deadline.opens or deadline.due, deadline.timezone))
        assert first.opens is not None
        opens = self.tongue.word("opens")
        said = [f"{self.tongue.kind(due.kind)} {opens} {self.tongue.moment(due.opens)}" for due in dues if due.opens]
        lines = [*dict.fromkeys(said), *texts.due_lines(dues, self.tongue)]
        return self._deadline("opens", "Sign-up opens", first.opens, lines, first, ends=False)

    def _closing(self, slot: str, dues: list[Deadline]) -> Entry:
        first = _first(dues)
        made = self._deadline(
            slot, _SLOTS.get(first.kind, ("", "Due"))[1], first.due, texts.due_lines(dues, self.tongue), first
        )
        if made.status == "CANCELLED" or not self.told.done.issuperset(due.kind for due in dues):
            return made
        title = line(f"{self.tongue.word('Done')}: {made.title[:1].lower()}{made.title[1:]}", _TITLE)
        return replace(made, title=title, alarms=())

    def _deadline(
        self, slot: str, word: str, at: dt.datetime | dt.date, lines: list[str], first: Deadline, *, ends: bool = True
    ) -> Entry:
        """A block that ends at the moment, or begins at it where something opens."""
        block = self.choice.block if ends else dt.timedelta()
        length = self.choice.block
        return self._entry(
            slot,
            word,
            _before(at, block),
            [*self._state(), *lines, *self.common],
            status="CANCELLED" if self.off else "TENTATIVE" if self.kept.vanished_at else "CONFIRMED",
            end=None if not isinstance(at, dt.datetime) else at if ends else at.astimezone(dt.UTC) + length,
            alarms=_alarms(replace(first, due=at), self.choice.alarms, block),
            sure=first.urgent_ok,
        )

    def _entry(
        self,
        slot: str,
        word: str,
        start: dt.datetime | dt.date,
        lines: Sequence[str],
        *,
        status: str,
        alarms: tuple[dt.timedelta, ...],
        end: dt.datetime | None = None,
        busy: bool = False,
        sure: bool = True,
    ) -> Entry:
        hearing, tongue = self.kept.item, self.tongue
        listed = hearing.status == "cancelled" or not self.kept.vanished_at
        word = tongue.word(word) if sure and listed else f"{tongue.word(word)} {tongue.word('(check)')}"
        state = "Canceled" if status == "CANCELLED" else "Postponed" if hearing.status == "postponed" else ""
        if state:
            word = f"{tongue.word(state)}{':' if tongue.language == 'es' else ''} {word[:1].lower()}{word[1:]}"
        location = (
            line(hearing.location, 500) if hearing.location else tongue.word("Online") if hearing.virtual else None
        )
        return Entry(
            uid=_uid(self.kept.id, slot),
            title=line(f"{word}: {self.about}", _TITLE),
            start=start,
            end=end,
            status=status,
            description=texts.joined(lines),
            location=location if busy else None,
            url=texts.page_address(self.choice.site, "hearings", self.kept.id, tongue) or texts.source_address(hearing),
            sequence=self.sequence,
            modified=self.modified,
            alarms=() if status == "CANCELLED" or self.off else alarms,
            busy=busy and status != "CANCELLED",
        )

    def _day(self) -> dt.date:
        hearing = self.kept.item
        return hearing.start.astimezone(zone_named(hearing.timezone)).date()

    def _state(self) -> list[str]:
        hearing = self.kept.item
        if self.off:
            return [self.tongue.say(f"This {texts.event_word(hearing).lower()} is {STATES[hearing.status]}."), ""]
        if self.kept.vanished_at:
            return [self.tongue.say(NOT_LISTED), ""]
        return []


def _withdrawn(tongue: Tongue) -> str:
    word = tongue.word("Comments due")
    return f"{tongue.word('Withdrawn')}: {word[:1].lower()}{word[1:]}"


def _fold_position(slots: dict[str, list[Deadline]]) -> Deadline | None:
    """A position that is due together with something else is one thing to do, and has no entry of its own; it is returned."""
    for other in ("written", "speak"):
        if "position" in slots and other in slots and _first(slots[other]).end == _first(slots["position"]).end:
            folded = slots.pop("position")
            slots[other].extend(folded)
            return _first(folded)
    return None


def _before(at: dt.datetime | dt.date, length: dt.timedelta) -> dt.datetime | dt.date:
    """When a block begins that ends at the moment; a bare day stays one. Elapsed time, so it is counted in UTC."""
    return at.astimezone(dt.UTC) - length if isinstance(at, dt.datetime) else at


def _first(dues: Iterable[Deadline]) -> Deadline:
    return min(dues, key=lambda due: due.end)


def _alarms(due: Deadline, before: Sequence[dt.timedelta], block: dt.timedelta) -> tuple[dt.timedelta, ...]:
    """An unconfirmed deadline reminds early only, so that there is time to ask the clerk, and never urgently.

    They count from the start of the block, so that each rings so long before the moment itself.
    """
    wanted = [span for span in before if due.urgent_ok or span >= _DAY]
    if due.all_day:
        return _alarms_of(wanted, all_day=True)
    return tuple(dict.fromkeys(block - span for span in wanted))


def _alarms_of(before: Iterable[dt.timedelta], *, all_day: bool) -> tuple[dt.timedelta, ...]:
    """Triggers; of an entry without an hour at nine in the morning, so many days before."""
    if not all_day:
        return tuple(dict.fromkeys(-span for span in before))
    return tuple(dict.fromkeys(_MORNING - span.days * _DAY for span in before))


def _uid(key: str, slot: str = "") -> str:
    """A name that stays the same for ever; ids that cannot stand in it as they are get a digest."""
    clean = key if len(key) <= 200 and _PLAIN_KEY.match(key) else _digest(key)
    # No slash: CalDAV servers make a file name or an address of it, and lose entries over it.
    return f"{clean.replace('/', '~')}{f'~{slot}' if slot else ''}@mh-policy-tracker"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
