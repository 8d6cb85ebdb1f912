"""Decide whether a visit as a whole can be believed: what changed all at once, what went back, what is missing.

A single record cannot tell whether a hearing was moved or a page misread. A visit can: legislatures move some of their
hearings, broken pages move all of them. `Evidence` collects what a visit changes in one place's records of one kind, and
`doubts` says in words, with numbers, what no legislature does in one day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Final

from tracker.records.items import Record, ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedPerson

FEW: Final = 5
"""Fewer records than this may do anything together: a board moves all of its three meetings."""
SOME: Final = 8
"""Fewer records than this may change their words together: a committee with seven hearings moves to another building."""
HALF: Final = 0.5
SAME_SPAN: Final = 0.4
"""Share of hearings that move by one and the same span; a day of snow moves fewer."""
HOURS_LOST: Final = 0.3
CALLED_OFF: Final = 0.6
CALLED_ON: Final = 0.75
WENT_BACK: Final = 0.1
"""Share of bills whose newest action is older than the one told before; corrections are rarer."""
EXAMPLES: Final = 3

_LOSABLE: Final[Mapping[type, tuple[str, ...]]] = {
    ScrapedBill: (
        "from_organization", "subject", "abstracts", "other_titles", "actions", "sponsorships", "committees",
        "versions", "documents", "related_bills",
    ),
    ScrapedHearing: (
        "end", "chamber", "committee", "location", "description", "bills", "agenda", "links", "documents",
    ),
    ScrapedNotice: ("abstract", "agencies", "published", "effective", "comments_close", "comment_url", "links"),
    ScrapedPerson: ("chamber", "district", "party", "phone", "email", "contact_url", "memberships"),
}  # fmt: skip
"""Fields that a source may gain and lose for a record, but never for most of its records in one visit."""

_STEADY: Final[Mapping[type, Mapping[str, Callable[[Any], Any]]]] = {
    ScrapedBill: {
        "title": str.casefold,
        "from_organization": str,
        "subject": lambda words: frozenset(each.casefold() for each in words),
        "abstracts": lambda texts: frozenset(text.abstract.casefold() for text in texts),
        "other_titles": lambda titles: frozenset(each.title.casefold() for each in titles),
        "sponsorships": lambda people: frozenset(each.name.casefold() for each in people),
        "actions": lambda steps: frozenset(
            (step.date, step.description.casefold(), step.organization) for step in steps
        ),
        "versions": lambda texts: frozenset((text.note, text.date) for text in texts),
        "documents": lambda texts: frozenset((text.note, text.date) for text in texts),
        "votes": lambda votes: frozenset((vote.date, vote.motion.casefold()) for vote in votes),
    },
    ScrapedHearing: {
        "name": str.casefold,
        "committee": str.casefold,
        "chamber": str,
        "location": str.casefold,
        "description": str.casefold,
        "timezone": str,
        "bills": lambda heard: frozenset(each.identifier for each in heard),
        "agenda": lambda points: frozenset(each.description.casefold() for each in points),
    },
    ScrapedNotice: {"title": str.casefold, "published": str, "comments_close": str},
    ScrapedPerson: {"name": str.casefold, "party": str, "district": str},
}
"""Fields that change for some records, never for most of them in one visit; a list counts as changed when half of it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One reason not to believe a visit. `holds`: what it says is not stored; else only what is absent means nothing."""

    words: str
    holds: bool = True
    less: bool = False
    """It tells less than before; told for weeks, less is what the source tells."""


@dataclass(slots=True)
class Evidence:
    """What a visit says about one place's records of one kind, beside what the same source said before."""

    what: str
    """bill, hearing, notice or person."""
    met: int = 0
    """Records of the visit that were known before."""
    new: int = 0
    new_bills: Counter[str] = field(default_factory=Counter)
    """Bills told for the first time, by place and session, such as `us-or/2026R1`."""
    had: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    shortened: Counter[str] = field(default_factory=Counter)
    bared: Counter[str] = field(default_factory=Counter)
    """Records whose lists no longer tell something of any entry, such as the `district` of `sponsorships`."""
    long: Counter[str] = field(default_factory=Counter)
    differs: Counter[str] = field(default_factory=Counter)
    spans: Counter[dt.timedelta] = field(default_factory=Counter)
    timed: int = 0
    hourless: int = 0
    was_off: int = 0
    called_off: int = 0
    called_on: int = 0
    went_back: int = 0
    examples: list[str] = field(default_factory=list)

    def first_told(self, record: Record) -> None:
        """A record that the source never told before."""
        self.new += 1
        if isinstance(record, ScrapedBill):
            self.new_bills[record.id.rpartition("/")[0]] += 1

    def same(self, filled: Iterable[str], *, off: bool = False, timed: bool = True) -> None:
        """A record that says what it said before; `filled` are the fields it has, such as `bill.actions`."""
        self.met += 1
        self.had.update(name.partition(".")[2] for name in filled if "." in name)
        self.was_off += off
        self.timed += timed

    def changed(self, before: Record, after: Record) -> None:
        """A record that says something else than before."""
        self.met += 1
        for name in _LOSABLE.get(type(before), ()):
            self._field(name, getattr(before, name), getattr(after, name))
        self.bared.update(_bared(before, after))
        for name, essence in _STEADY.get(type(before), {}).items():
            one, other = getattr(before, name), getattr(after, name)
            if one and other and _differ(essence(one), essence(other)):
                self.differs[name] += 1
                self._show(after.id, name, one, other)
        if isinstance(before, ScrapedHearing) and isinstance(after, ScrapedHearing):
            self._hearing(before, after)
        if isinstance(before, ScrapedBill) and isinstance(after, ScrapedBill):
            old = max((action.date for action in before.actions), default=None)
            new = max((action.date for action in after.actions), default=None)
            self.went_back += old is not None and new is not None and new < old

    def _field(self, name: str, before: Any, after: Any) -> None:
        if before in (None, (), ""):
            return
        self.had[name] += 1
        if after in (None, (), ""):
            self.lost[name] += 1
        elif isinstance(before, tuple) and len(before) > 1:
            self.long[name] += 1
            self.shortened[name] += len(after) < len(before)

    def _hearing(self, before: ScrapedHearing, after: ScrapedHearing) -> None:
        off = ("cancelled", "postponed")
        self.was_off += before.status in off
        self.called_off += after.status in off and before.status not in off
        self.called_on += before.status in off and after.status not in off
        self.timed += not before.all_day
        self.hourless += after.all_day and not before.all_day
        if before.all_day == after.all_day and before.start != after.start:
            # Local clocks, so that a move across the change of summer time is the span that people see.
            span = after.start.replace(tzinfo=None) - before.start.replace(tzinfo=None)
            self.spans[span or after.start - before.start] += 1
            self._show(after.id, "start", before.start.isoformat(), after.start.isoformat())

    def _show(self, key: str, name: str, before: Any, after: Any) -> None:
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{key} {name}: {str(before)[:60]!r} became {str(after)[:60]!r}")


def _bared(before: Record, after: Record) -> Iterator[str]:
    """What entries of a record's lists told before and hardly any of them tells any more."""
    for name in _LOSABLE.get(type(before), ()):
        one, other = getattr(before, name), getattr(after, name)
        if one and other and one != other and isinstance(one, tuple) and is_dataclass(one[0]):
            for part in fields(one[0]):
                had, has = _telling(one, part.name), _telling(other, part.name)
                if had and (not has or has < had * HALF):
                    yield f"{part.name} of their {name}"


def _telling(entries: Iterable[Any], name: str) -> int:
    return sum(getattr(each, name) not in (None, "", ()) for each in entries)


def poorer(before: Record, after: Record) -> bool:
    """Whether a record tells less than before in some field: what a page that failed may have told is missing from it."""
    pairs = ((getattr(before, name), getattr(after, name)) for name in _LOSABLE.get(type(before), ()))
    return any(_less(one, other) for one, other in pairs)


def _less(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return len(other) < len(one)
    return bool(one) and not other


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, frozenset):
        return len(one & other) <= len(one) * HALF and one != other
    return bool(one != other)


def doubts(seen: Evidence) -> list[Doubt]:
    """What no publisher does to its records in one visit, in words and with numbers."""
    kind, met = f"{seen.what}s", seen.met
    found: list[Doubt] = []
    if seen.what == "hearing":
        found += _hearing_doubts(seen)
    found += _losses(seen)
    for name, number in sorted(seen.differs.items()):
        if number >= SOME and number >= met * HALF:
            found.append(Doubt(words=f"{number} of {met} {kind} have another {name}, all at once"))
    if seen.went_back >= FEW and seen.went_back >= met * WENT_BACK:
        words = f"the newest action of {seen.went_back} of {met} bills is older than the one told before"
        found.append(Doubt(words=words))
    return found


def _losses(seen: Evidence) -> Iterator[Doubt]:
    """What most records no longer tell."""
    kind, met = f"{seen.what}s", seen.met
    for name, number in sorted(seen.lost.items()):
        if number >= FEW and number >= seen.had[name] * HALF:
            yield Doubt(words=f"{number} of {seen.had[name]} {kind} lost their {name}", less=True)
    for name, number in sorted(seen.shortened.items()):
        if number >= SOME and number >= seen.long[name] * HALF:
            yield Doubt(words=f"{number} of {seen.long[name]} {kind} lost a part of their {name}", less=True)
    for name, number in sorted(seen.bared.items()):
        if number >= SOME and number >= met * HALF:
            yield Doubt(words=f"{number} of {met} {kind} lost the {name}", less=True)


def _hearing_doubts(seen: Evidence) -> list[Doubt]:
    found, moved = [], sum(seen.spans.values())
    span, same = seen.spans.most_common(1)[0] if seen.spans else (dt.timedelta(), 0)
    if (moved >= FEW and moved >= seen.met * HALF) or (same >= FEW and same >= seen.met * SAME_SPAN):
        found.append(Doubt(words=f"{moved} of {seen.met} hearings moved at once, {same} of them by {_span(span)}"))
    if seen.hourless >= FEW and seen.hourless >= seen.timed * HOURS_LOST:
        found.append(Doubt(words=f"{seen.hourless} of {seen.timed} hearings lost their hour", less=True))
    if seen.called_off >= FEW and seen.called_off >= seen.met * CALLED_OFF:
        found.append(Doubt(words=f"{seen.called_off} of {seen.met} hearings were called off at once"))
    if seen.called_on >= FEW - 1 and seen.called_on >= seen.was_off * CALLED_ON:
        found.append(Doubt(words=f"{seen.called_on} of {seen.was_off} cancelled hearings are on again at once"))
    return found


def _span(span: dt.timedelta) -> str:
    hours = abs(span) / dt.timedelta(hours=1)
    size = f"{hours / 24:g} days" if hours >= 48 and hours % 24 == 0 else f"{hours:g} hours"
    return f"{size} {'earlier' if span < dt.timedelta() else 'later'}"
