"""Decide whether a visit as a whole can be believed: what changed all at once, what went back, what is missing.

A single record cannot tell whether a hearing was moved or a page misread. A visit can: legislatures move some of their
hearings, broken pages move all of them. `Evidence` collects what a visit changes in one place's records of one kind, and
`doubts` says in words, with numbers, what no legislature does in one day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from tracker.ingest import alone, misplaced
from tracker.ingest.alone import MORNING, Mark
from tracker.ingest.compared import LIKENESS, LOSABLE, RENEWED, SETTLED, SORTS, STEADY, TEMPORARY, step
from tracker.ingest.doubt import FEW, HALF, SOME, Doubt
from tracker.ingest.facets import Facets
from tracker.ingest.moves import Moves
from tracker.records.items import OFF, Action, Record, ScrapedBill, ScrapedHearing, ScrapedNotice

TEMPORARY_LOST: Final = 0.45
LOST_TOGETHER: Final = 0.3
"""Share of records that lose a field in one visit while hardly any gains it."""
RESETTLED: Final = 0.15
"""Share of records that get another party, chamber or sort in one visit; meetings become hearings when their agendas are posted."""
REPEATED: Final = 0.3
"""Share of records that repeat others under further ids; nobody holds many of his records twice."""
SAME_SPAN: Final = 0.4
"""Share of hearings that move by one and the same span; a day of snow moves fewer."""
HOURS_LOST: Final = 0.3
CALLED_OFF: Final = 0.6
CALLED_ON: Final = 0.75
WENT_BACK: Final = 0.1
"""Share of bills whose newest action is older than the one told before; corrections are rarer."""
REWRITTEN: Final = 0.3
"""Share of bills whose past is told otherwise than before; what was done stays done, in the words it was told in."""
OTHER_PARTS: Final = 0.4
"""Share of records that say another thing in one part of the same entries: sponsors are not all given another party in a day."""
LONG_AGO: Final = dt.timedelta(days=60)
FAR_AHEAD: Final = dt.timedelta(days=270)
EXAMPLES: Final = 3


@dataclass(slots=True)
class Evidence:
    """What a visit says about one place's records of one kind, beside what the same source said before."""

    what: str
    """bill, hearing, notice, person or organization."""
    met: int = 0
    """Records of the visit that were known before."""
    new: int = 0
    new_bills: Counter[str] = field(default_factory=Counter)
    """Bills told for the first time, by place and session, such as `us-or/2026R1`."""
    had: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    """What others gain meanwhile comes and goes by itself, as the address of a live video does."""
    shortened: Counter[str] = field(default_factory=Counter)
    long: Counter[str] = field(default_factory=Counter)
    differs: Counter[str] = field(default_factory=Counter)
    spans: Counter[dt.timedelta] = field(default_factory=Counter)
    timed: int = 0
    hourless: int = 0
    off: int = 0
    was_off: int = 0
    called_off: int = 0
    called_on: int = 0
    into_night: int = 0
    """Hearings that moved back by exactly twelve hours, to before six in the morning,"""
    far_back: int = 0
    """those that moved back by months,"""
    far_ahead: int = 0
    """and those that moved ahead by most of a year."""
    went_back: int = 0
    rewritten: int = 0
    """Bills whose earlier days are told otherwise than before."""
    muted: int = 0
    """Bills whose past has words that say nothing to us, where other steps or none stood,"""
    reread: int = 0
    """and bills whose steps are the same and are taken for others."""
    reworded: int = 0
    """Bills with another text of the same versions."""
    sorts: set[tuple[str, Any]] = field(default_factory=set)
    """Each value of a field that sorts records,"""
    left: Counter[tuple[str, Any]] = field(default_factory=Counter)
    """and of how many records it was the value before, and is no longer."""
    sorted_anew: Counter[tuple[str, Any, Any]] = field(default_factory=Counter)
    """Of how many records such a value became which other one."""
    facets: Facets = field(default_factory=Facets)
    """What each thing that records tell did."""
    moves: Moves = field(default_factory=Moves)
    """What its known hearings did together."""
    likenesses: set[int] = field(default_factory=set)
    """What the known records are like, by hash,"""
    new_likenesses: set[int] = field(default_factory=set)
    """and those told for the first time."""
    new_notices: Counter[tuple[str, dt.date | None]] = field(default_factory=Counter)
    """Notices told for the first time, by title and day of publication."""
    cut: Counter[str] = field(default_factory=Counter)
    """Records that say only a part of what they said in a name."""
    by_itself: Counter[str] = field(default_factory=Counter)
    """Of how many records it shows by themselves that a page was misread, by what shows it."""
    read_otherwise: Counter[str] = field(default_factory=Counter)
    """Of how many records the same entries of a list say another thing in one part."""
    marks: Counter[Mark] = field(default_factory=Counter)
    """How many of the first records say what each has for itself,"""
    taken: list[Mark] = field(default_factory=list)
    """and what some of them said it newly."""
    examples: list[str] = field(default_factory=list)

    def first_told(self, record: Record) -> None:
        """A record that the source never told before."""
        self.new += 1
        self._look(record)
        self.facets.look(record, known=False)
        if (likeness := LIKENESS.get(type(record))) is not None:
            self.new_likenesses.add(hash(likeness(record)))
        if isinstance(record, ScrapedBill):
            self.new_bills[record.id.rpartition("/")[0]] += 1
        if isinstance(record, ScrapedNotice):
            self.new_notices[record.title, record.published] += 1

    def same(self, record: Record) -> None:
        """A record that says what it said before."""
        self._known(record)
        self.facets.look(record, known=True)
        for name in _losable(record):
            value = getattr(record, name)
            self.had[name] += value not in (None, (), "")
            self.long[name] += _is_long(value)
        if isinstance(record, ScrapedHearing):
            self.was_off += record.status in OFF
            self.timed += not record.all_day
            self.moves.same(record)

    def changed(self, before: Record, after: Record) -> None:
        """A record that says something else than before."""
        self._known(after)
        for name in _losable(after, before):
            self._field(name, getattr(before, name), getattr(after, name))
        self.facets.changed(before, after)
        self._words(before, after)
        self.by_itself.update(set(alone.faults(before, after)))
        self.read_otherwise.update(alone.read_otherwise(before, after))
        self.taken += alone.taken(before, after) if self.met < SOME else ()
        if isinstance(before, ScrapedHearing) and isinstance(after, ScrapedHearing):
            self._hearing(before, after)
            self.moves.changed(before, after)
        if isinstance(before, ScrapedBill) and isinstance(after, ScrapedBill):
            self._bill(before, after)

    def _known(self, record: Record) -> None:
        self.met += 1
        self.off += isinstance(record, ScrapedHearing) and record.status in OFF
        self._look(record)
        if (likeness := LIKENESS.get(type(record))) is not None:
            self.likenesses.add(hash(likeness(record)))

    def _look(self, record: Record) -> None:
        """Note what a record says now, in the fields whose values are held against each other."""
        if len(self.marks) < SOME * 4:
            self.marks.update(alone.marks(record))
        for name in SORTS.get(type(record), ()):
            self.sorts.add((name, getattr(record, name)))

    def _words(self, before: Record, after: Record) -> None:
        for name, essence in STEADY.get(type(before), {}).items():
            one, other = essence(before), essence(after)
            if one and other and _differ(one, other):
                self.differs[name] += 1
                self.cut[name] += isinstance(other, str) and other in one
                self._show(after.id, name, one, other)
        for name in SORTS.get(type(before), ()):
            sort, now = getattr(before, name), getattr(after, name)
            if sort is not None and sort != now:
                self.left[name, sort] += 1
                self.sorted_anew[name, sort, now] += 1

    def _bill(self, before: ScrapedBill, after: ScrapedBill) -> None:
        self.reworded += bool(
            before.text and after.text and before.versions == after.versions and before.text != after.text
        )
        if before.actions and after.actions:
            self._history(before.actions, after.actions)

    def _history(self, before: Sequence[Action], after: Sequence[Action]) -> None:
        newest = max(action.date for action in before)
        self.went_back += max(action.date for action in after) < newest
        gone, came = _exchanged(before, after, newest)
        read = {(action.date, action.organization) for action in gone if action.classification}
        unread = [action for action in came if not action.classification]
        self.rewritten += bool(came) and any(
            action.date < newest or (unread and action.classification) for action in gone
        )
        self.muted += any(step.date < newest or (step.date, step.organization) in read for step in unread)
        self.reread += not came and not gone and not set(before) <= set(after)

    def _field(self, name: str, before: Any, after: Any) -> None:
        if before in (None, (), ""):
            self.gained[name] += after not in (None, (), "")
            return
        self.had[name] += 1
        if after in (None, (), ""):
            self.lost[name] += 1
        elif _is_long(before):
            self.long[name] += 1
            self.shortened[name] += len(after) < len(before)

    def _hearing(self, before: ScrapedHearing, after: ScrapedHearing) -> None:
        self.was_off += before.status in OFF
        self.called_off += after.status in OFF and before.status not in OFF
        self.called_on += before.status in OFF and after.status not in OFF
        self.timed += not before.all_day
        self.hourless += after.all_day and not before.all_day
        if before.all_day == after.all_day and before.start != after.start:
            # Local clocks, so that a move across the change of summer time is the span that people see.
            span = after.start.replace(tzinfo=None) - before.start.replace(tzinfo=None)
            self.into_night += span == dt.timedelta(hours=-12) and after.start.hour < MORNING
            self.far_back += span <= -LONG_AGO
            self.far_ahead += span >= FAR_AHEAD
            self.spans[span or after.start - before.start] += 1
            self._show(after.id, "start", before.start.isoformat(), after.start.isoformat())

    def _show(self, key: str, name: str, before: Any, after: Any) -> None:
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{key} {name}: {str(before)[:60]!r} became {str(after)[:60]!r}")


def _is_long(value: Any) -> bool:
    """Whether a field is a list that may lose a part."""
    return isinstance(value, tuple) and len(value) > 1


def _losable(record: Record, before: Record | None = None) -> tuple[str, ...]:
    """Fields whose loss says something; a hearing that was called off needs no place any more."""
    off = isinstance(record, ScrapedHearing) and record.status in OFF
    was_off = isinstance(before, ScrapedHearing) and before.status in OFF
    return () if off and not was_off else LOSABLE.get(type(record), ())


def _exchanged(before: Iterable[Action], after: Iterable[Action], newest: dt.date) -> tuple[list[Action], list[Action]]:
    """The steps told no more, and those told instead up to the `newest` day: a later one tells nothing of the past."""
    then, now = set(map(step, before)), set(map(step, after))
    came = [action for action in after if step(action) not in then and action.date <= newest]
    return [action for action in before if step(action) not in now], came


def poorer(before: Record, after: Record) -> bool:
    """Whether a record tells less than before in some field: what a page that failed may have told is missing from it."""
    pairs = ((getattr(before, name), getattr(after, name)) for name in LOSABLE.get(type(before), ()))
    return any(_less(one, other) for one, other in pairs)


def only_lost(before: Record, after: Record) -> tuple[str, ...]:
    """What a hearing that is still on no longer tells at all, where nothing else of it changed; nothing where something did."""
    if not isinstance(after, ScrapedHearing) or after.status in OFF:
        return ()
    changed = [part.name for part in fields(after) if getattr(before, part.name) != getattr(after, part.name)]
    gone = [name for name in changed if getattr(after, name) in (None, (), "")]
    lost = set(changed) == {*gone} and set(gone) <= set(LOSABLE[ScrapedHearing])
    return tuple(gone) if lost else ()


def _less(one: Any, other: Any) -> bool:
    if isinstance(one, tuple):
        return len(other) < len(one)
    return bool(one) and not other


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, frozenset):
        return len(one & other) <= len(one) * HALF
    return bool(one != other)


def doubts(seen: Evidence) -> list[Doubt]:
    """What no publisher does to its records in one visit, in words and with numbers."""
    kind, met = f"{seen.what}s", seen.met
    all_doubts: list[Doubt] = []
    if seen.what == "hearing":
        all_doubts += _hearing_doubts(seen)
    all_doubts += [*_losses(seen), *_exchanges(seen), *misplaced.doubts(seen.facets, seen.what, seen.met)]
    for name, number in sorted(seen.differs.items()):
        if number >= SOME and number >= met * (RESETTLED if name in SETTLED else HALF):
            words = f"{number} of {met} {kind} have another {name}, all at once"
            all_doubts.append(
                Doubt(words=words, once=name in RENEWED or (seen.what == "hearing" and number < met * HALF))
            )
    if seen.went_back >= FEW and seen.went_back >= met * WENT_BACK:
        words = f"the newest action of {seen.went_back} of {met} bills is older than the one told before"
        all_doubts.append(Doubt(words=words))
    return all_doubts


def _exchanges(seen: Evidence) -> Iterator[Doubt]:
    """What stands in the place of something else, though fewer than half of the records may be touched."""
    kind, met = f"{seen.what}s", seen.met
    if seen.rewritten >= SOME and seen.rewritten >= met * REWRITTEN:
        yield Doubt(words=f"{seen.rewritten} of {met} bills tell their past otherwise than before")
    if seen.muted >= SOME and seen.muted >= met * HALF:
        yield Doubt(words=f"{seen.muted} of {met} bills tell a past step in words that do not say what was done")
    if seen.reworded >= SOME and seen.reworded >= met * HALF:
        yield Doubt(words=f"{seen.reworded} of {met} bills have another text of the same version")
    for (name, value), number in sorted(seen.left.items(), key=str):
        if number >= FEW and (name, value) not in seen.sorts:
            yield Doubt(words=f"all {number} {kind} whose {name} was {said(value)} have another, all at once")
    for name, number in sorted(seen.read_otherwise.items()):
        if number >= SOME and number >= met * OTHER_PARTS:
            yield Doubt(
                words=f"{number} of {met} {kind} have another {name}, and the same {name.rpartition(' ')[2]}", once=True
            )
    again = len(seen.likenesses & seen.new_likenesses)  # a hundred bills "Relating to education" are one of them
    if again >= SOME and again >= met * REPEATED:
        yield Doubt(words=f"{again} {kind} repeat what others say, under other ids")


def said(value: Any) -> str:
    """A value that sorts records, in words."""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _losses(seen: Evidence) -> Iterator[Doubt]:
    """What most records no longer tell."""
    kind = f"{seen.what}s"
    for name, number in sorted(seen.lost.items()):
        share = TEMPORARY_LOST if name in TEMPORARY else LOST_TOGETHER
        if number >= FEW and number >= seen.had[name] * share and seen.gained[name] < number * HALF:
            words = f"{number} of {seen.had[name]} {kind} lost their {name}"
            yield Doubt(words=words, less=True, once=name in RENEWED)
    for name, number in sorted(seen.shortened.items()):
        if number >= SOME and number >= seen.long[name] * HALF:
            yield Doubt(words=f"{number} of {seen.long[name]} {kind} lost a part of their {name}", less=True)


def _hearing_doubts(seen: Evidence) -> list[Doubt]:
    all_doubts, moved = [], sum(seen.spans.values())
    span, same = seen.spans.most_common(1)[0] if seen.spans else (dt.timedelta(), 0)
    if (moved >= FEW and moved >= seen.met * HALF) or (same >= FEW and same >= seen.met * SAME_SPAN):
        all_doubts.append(
            Doubt(words=f"{moved} of {seen.met} hearings moved at once, {same} of them by {span_in_words(span)}")
        )
    if seen.hourless >= FEW and seen.hourless >= seen.timed * HOURS_LOST:
        all_doubts.append(Doubt(words=f"{seen.hourless} of {seen.timed} hearings lost their hour", less=True))
    if seen.called_off >= FEW and seen.called_off >= seen.met * CALLED_OFF:
        all_doubts.append(Doubt(words=f"{seen.called_off} of {seen.met} hearings were called off at once"))
    if seen.called_on >= FEW - 1 and seen.called_on >= seen.was_off * CALLED_ON:
        all_doubts.append(Doubt(words=f"{seen.called_on} of {seen.was_off} cancelled hearings are on again at once"))
    return all_doubts


def span_in_words(span: dt.timedelta) -> str:
    """A move, such as `5 hours later`."""
    hours = abs(span) / dt.timedelta(hours=1)
    size = f"{hours / 24:g} days" if hours >= 48 and hours % 24 == 0 else f"{hours:g} hours"
    return f"{size} {'earlier' if span < dt.timedelta() else 'later'}"
