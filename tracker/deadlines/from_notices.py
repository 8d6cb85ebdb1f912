"""Lay what a hearing's own notice says beside the rules of its place; the notice is the better witness."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from tracker.deadlines.model import (
    KINDS,
    SAYS_OTHERWISE,
    Deadline,
    Sheet,
    last_moment,
    plausible,
    spoken_moment,
    zone_named,
)
from tracker.records.items import ScrapedHearing
from tracker.records.text import line
from tracker.testimony.notice_kinds import SPEAKING
from tracker.testimony.notices import NoticeReading as Read
from tracker.testimony.rulebook import Confidence

TEXT_LIMIT: Final = 50_000
"""Characters of a notice that are read: the longest real ones have a tenth of it, and reading has to end."""
_NOTICE_SAYS: Final = f"The notice of this hearing{SAYS_OTHERWISE}{{when}}. Be done by the earlier one."
_LESSON_SAYS: Final = "Earlier notices of this committee said otherwise: until {when}."
_RULE_SAYS: Final = f"The general rule{SAYS_OTHERWISE}{{when}}. Be done by the earlier one."
_AGENDA_SAYS: Final = f"The agenda of this hearing{SAYS_OTHERWISE}{{when}}. Be done by the earlier one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to be heard that has no fixed moment: until when in words, and how."""

    kinds: tuple[str, ...]
    until: str
    how: str
    url: str | None
    confidence: str
    notes: tuple[str, ...] = ()


class Stated(Protocol):
    """A deadline that a notice states, with the sentence it stands in."""

    @property
    def kind(self) -> str:
        """One of the kinds of deadline."""

    @property
    def due(self) -> dt.datetime | dt.date:
        """An aware moment, or a bare date."""

    @property
    def opens(self) -> dt.datetime | dt.date | None:
        """When it opens, where the notice says so."""

    @property
    def sentence(self) -> str:
        """The notice's own words."""

    @property
    def how(self) -> str | None:
        """What to do, where the notice says so."""

    @property
    def url(self) -> str | None:
        """Where to do it."""

    @property
    def notes(self) -> Sequence[str]:
        """What to know of it."""

    @property
    def confidence(self) -> Confidence:
        """How surely the sentence was understood."""

    @property
    def page(self) -> str | None:
        """The address of the page that says so, where it is not the record's own text."""


class NoticeReading(Protocol):
    """What was read in a notice."""

    @property
    def deadlines(self) -> Sequence[Stated]:
        """What it states."""

    @property
    def openness(self) -> str | None:
        """Who may speak, where the notice says so."""

    @property
    def unread(self) -> Sequence[str]:
        """Its sentences that speak of a deadline whose moment could not be read."""


def stated_deadlines(
    reading: NoticeReading, hearing: ScrapedHearing, key: str, zone: ZoneInfo, *, bills: tuple[str, ...], closed: bool
) -> list[Deadline]:
    """What the notice of the hearing `key` states as deadlines; nothing to sign up to where only invited ones speak."""
    return numbered(
        Deadline(
            id=f"{key}/{said.kind}/notice",
            kind=said.kind,
            due=_in_zone(said.due, zone),
            opens=_in_zone(said.opens, zone) if said.opens is not None and plausible(said.opens) else None,
            timezone=zone.key,
            hearing=key,
            starts=local_start(hearing, zone),
            title=hearing.name,
            jurisdiction=hearing.jurisdiction,
            bills=bills,
            how=said.how,
            url=said.url,
            basis=f"The notice of the hearing says: “{line(said.sentence, 400)}”{f' ({said.page})' if said.page else ''}",
            confidence=said.confidence,
            notes=tuple(said.notes),
        )
        for said in reading.deadlines
        if said.kind in KINDS and plausible(said.due) and not (closed and said.kind in SPEAKING)
    )


def local_start(hearing: ScrapedHearing, zone: ZoneInfo) -> dt.datetime | dt.date:
    """When the hearing begins by the clock there; the date where its hour is not published."""
    local = hearing.start.astimezone(zone)
    return local.date() if hearing.all_day else local


def _in_zone(at: dt.datetime | dt.date, zone: ZoneInfo) -> dt.datetime | dt.date:
    return at.astimezone(zone) if isinstance(at, dt.datetime) else at


def notice_text(hearing: ScrapedHearing) -> str:
    """What the notice says in running text. Its agenda is left out: what it says of one item does not hold for the rest."""
    return "\n".join(part for part in (hearing.name, hearing.description) if part)[:TEXT_LIMIT]


def with_sheets(own: Read | None, sheets: Sequence[tuple[Sheet, Read]]) -> Read | None:
    """What the record's own text says, with what the fetched pages of the notice say beside it, each with its page.

    Who may speak is read in the record alone: an agenda names sessions of all kinds. A deadline that a page names and that could not
    be read counts where the notice names no other.
    """
    if not sheets:
        return own
    base = own or Read()
    deadlines = {(deadline.kind, deadline.due): deadline for deadline in base.deadlines}
    unread = list(base.unread)
    for sheet, said in sheets:
        for due in said.deadlines:
            deadlines.setdefault((due.kind, due.due), replace(due, page=sheet.url))
    if not deadlines:
        unread.extend(sentence for _sheet, said in sheets for sentence in said.unread[:2])
    return replace(base, deadlines=tuple(deadlines.values()), unread=tuple(dict.fromkeys(unread)))


def completed(stated: Iterable[Deadline], ways: Sequence[Way]) -> list[Deadline]:
    """With how and where to do it from the place's rules, where they leave the moment to the notice and it says no more."""
    completed_dues = []
    for said in stated:
        fitting = [way for way in ways if said.kind in way.kinds]
        how, url = said.how, said.url
        for way in fitting:
            how, url = how or way.how, url or way.url
        completed_dues.append(said if (how, url) == (said.how, said.url) else replace(said, how=how, url=url))
    return completed_dues


def safest(ruled: Sequence[Deadline], taught: Sequence[Deadline], ways: Sequence[Way]) -> list[Deadline]:
    """The deadlines of the rules with what earlier notices taught: of each kind the earlier of both, with a word about the other."""
    safe = [due for due in ruled if all(due.kind != lesson.kind for lesson in taught)]
    for kind in dict.fromkeys(due.kind for due in taught):
        lesson = min((due for due in taught if due.kind == kind), key=lambda due: due.end)
        same = [due for due in ruled if due.kind == kind]
        known = [(due.how, due.url) for due in same] + [(way.how, way.url) for way in ways if kind in way.kinds]
        how, url = known[0] if known else (lesson.how, lesson.url)
        safe.extend(_safer(replace(lesson, how=how, url=url), same))
    return safe


def _safer(lesson: Deadline, same: Sequence[Deadline]) -> list[Deadline]:
    """What earlier notices taught where it is the earliest, else the rules of its kind."""
    if not same:
        return [lesson]
    first = min(same, key=lambda due: due.end)
    if lesson.end < first.end:
        return [_told(lesson, _RULE_SAYS, first)]
    if any(_agree(lesson, due) for due in same):
        return list(same)
    return [_told(due, _LESSON_SAYS, lesson) for due in same]


def combined(ruled: Sequence[Deadline], stated: Sequence[Deadline]) -> list[Deadline]:
    """Both, where they disagree, each with a word about the other; one, resting on both, where they say the same."""
    if not stated:
        return list(ruled)
    rest = list(ruled)
    dues: list[Deadline] = []
    for said in stated:
        same = [rule for rule in rest if rule.kind == said.kind and _agree(said, rule)]
        other = [rule for rule in ruled if rule.kind == said.kind and rule not in same]
        for rule in same:
            rest.remove(rule)
        dues.append(_resting_on(said, same, other))
    by_kind = {said.kind: said for said in reversed(stated)}
    rest = [_told(rule, _NOTICE_SAYS, by_kind[rule.kind]) if rule.kind in by_kind else rule for rule in rest]
    return [*dues, *rest]


def beside_agenda(dues: Sequence[Deadline], agenda: Sequence[Deadline]) -> list[Deadline]:
    """Each with a word about the agenda, where that names another moment for its kind than all others do.

    A word, and no deadline of its own: what an item of an agenda says may hold for that item alone.
    """
    result = list(dues)
    for said in agenda:
        same = [due for due in dues if due.kind == said.kind]
        if not any(_agree(said, due) for due in same):
            result = [_told(due, _AGENDA_SAYS, said) if due.kind == said.kind else due for due in result]
    return result


def _resting_on(said: Deadline, same: Sequence[Deadline], other: Sequence[Deadline]) -> Deadline:
    """What the notice says, completed by the rules of its kind."""
    rules = (*same, *other)
    if not rules:
        return said
    made = replace(
        said,
        how=said.how or next((rule.how for rule in rules if rule.how), None),
        url=said.url or next((rule.url for rule in rules if rule.url), None),
        again=next((rule.again for rule in rules if rule.again), None),
    )
    if same:
        first = same[0]
        due = first.due if made.all_day else made.due
        made = replace(made, due=due, opens=made.opens or first.opens, basis=f"{made.basis} {first.basis}")
    return _told(made, _RULE_SAYS, other[0]) if other and not same else made


def _told(due: Deadline, words: str, other: Deadline) -> Deadline:
    return replace(due, notes=(*due.notes, words.format(when=spoken_moment(_local(other)))))


def _local(due: Deadline) -> dt.datetime | dt.date:
    return due.due.astimezone(zone_named(due.timezone)) if isinstance(due.due, dt.datetime) else due.due


def _agree(one: Deadline, other: Deadline) -> bool:
    """The same moment; or the same day, where one of them knows the day only."""
    if one.all_day == other.all_day:
        return last_moment(one.due, one.timezone) == last_moment(other.due, other.timezone)
    days = [local.date() if isinstance(local, dt.datetime) else local for local in (_local(one), _local(other))]
    return days[0] == days[1]


def numbered(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """With ids that tell apart two deadlines of one kind, the earlier one first."""
    all_dues = list(deadlines)
    if len(all_dues) < 2:
        return all_dues
    count: dict[str, int] = {}
    numbered_dues = []
    for deadline in sorted(all_dues, key=lambda due: (due.kind, due.end)):
        count[deadline.id] = count.get(deadline.id, 0) + 1
        numbered_dues.append(
            replace(deadline, id=f"{deadline.id}-{count[deadline.id]}") if count[deadline.id] > 1 else deadline
        )
    return numbered_dues
