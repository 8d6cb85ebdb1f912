"""Hold back what one witness alone says of a bill.

Sources of one lineage pass on one reading, and are one witness. What a legislature's own record says stands by itself;
what a witness below it says counts once the record shows it too, and not when the record tells later steps without it.
Until then it makes no stage, no news and no thank-you: it is shown beside the record, with both addresses. A record that
has stood still for a month is no witness of what it does not show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tracker.records.action_words import DECIDES, steps
from tracker.records.duplicates import same_words
from tracker.records.items import Action, ScrapedBill
from tracker.records.merge import Claimed, merge
from tracker.records.stages import stage_of

LATE: Final = dt.timedelta(days=30)
"""Official records show a step some days late, rarely three weeks; one that is silent for longer is not kept up."""
NEAR: Final = dt.timedelta(days=5)
"""Two witnesses date one step by the day it was taken, written down or printed."""
_CHAMBERS: Final = frozenset({"upper", "lower"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """A step that one witness tells and another does not."""

    date: dt.date
    description: str
    told_by: str
    """The source that tells it."""
    told_url: str | None
    missing_from: str
    """The source that does not."""
    missing_url: str | None
    contradicted: bool
    """Whether the other tells later steps without it, and so does not merely come late."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    teller: Claimed
    silent: Claimed
    step: Action
    contradicted: bool


def confirmed(claims: Sequence[Claimed], today: dt.date) -> tuple[list[Claimed], tuple[Unconfirmed, ...]]:
    """The claims without what needs a second witness, and what was held back."""
    bills = [claim for claim in claims if isinstance(claim.record, ScrapedBill) and claim.record.actions]
    if len({_witness(claim) for claim in bills}) < 2:
        return list(claims), ()
    held = _held_back(claims, bills, today)
    if not held:
        return list(claims), ()
    first_of_each = {(doubt.step.date, doubt.step.description): doubt for doubt in reversed(held)}
    return _without(claims, held), tuple(_shown(doubt) for _step, doubt in sorted(first_of_each.items()))


def _held_back(claims: Sequence[Claimed], bills: Iterable[Claimed], today: dt.date) -> list[_Doubt]:
    """The steps that wait for a second witness: all that the other may only be late with, of the others the deciding."""
    ranked = sorted(bills, key=lambda claim: (-claim.authority, claim.source))
    doubts = [doubt for claim in ranked for doubt in _doubts(claim, ranked, today)]
    late = [doubt for doubt in doubts if not doubt.contradicted]
    contradicted = [doubt for doubt in doubts if doubt.contradicted]
    return late + _deciding(contradicted, _without(claims, late), today)


def _witness(claim: Claimed) -> str:
    return claim.lineage or claim.source


def _doubts(teller: Claimed, ranked: Sequence[Claimed], today: dt.date) -> Iterator[_Doubt]:
    others = [claim for claim in ranked if _witness(claim) != _witness(teller)]
    above = [claim for claim in others if claim.authority >= teller.authority]
    if not above:
        return
    for step in _steps(teller, today):
        if _stands_alone(step, teller.record.jurisdiction, others):
            doubt = _doubt_of(step, teller, above, today)
            if doubt is not None:
                yield doubt


def _doubt_of(step: Action, teller: Claimed, above: Iterable[Claimed], today: dt.date) -> _Doubt | None:
    """The doubt that the first witness of a whole history raises by its silence, unless it may merely be late."""
    silent = next((claim for claim in above if _is_complete(claim, teller, step.date)), None)
    if silent is None:
        return None
    newest = _newest(silent)
    if newest < step.date and today - step.date > LATE:
        return None
    return _Doubt(teller, silent, step, contradicted=newest > step.date)


def _stands_alone(step: Action, place: str, others: Iterable[Claimed]) -> bool:
    """Whether a step decides something that no other witness tells."""
    said = _said(place, step)
    return bool(said) and not any(_tells(place, other, step, said) for other in others)


def _newest(claim: Claimed) -> dt.date:
    return max(step.date for step in _steps(claim, dt.date.max))


def _steps(claim: Claimed, today: dt.date) -> Iterator[Action]:
    assert isinstance(claim.record, ScrapedBill)
    return (step for step in claim.record.actions if step.date <= today)


def _said(place: str, step: Action) -> set[tuple[str, str | None]]:
    """What a step decides, and in which chamber where that is known."""
    where = step.organization if step.organization in _CHAMBERS else None
    read = steps(place, step.description, step.classification)
    return {(DECIDES[part.meaning], part.chamber or where) for part in read if part.meaning in DECIDES}


def _tells(place: str, other: Claimed, step: Action, said: Collection[tuple[str, str | None]]) -> bool:
    """Whether another witness tells a step too, or something of that day that we cannot read and that may be it."""
    words = same_words(step.description)
    for other_step in _steps(other, dt.date.max):
        apart = abs(other_step.date - step.date)
        if apart > NEAR:
            continue
        theirs = _said(place, other_step)
        if same_words(other_step.description) == words or any(_agree(one, two) for one in said for two in theirs):
            return True
        unread = not steps(place, other_step.description, other_step.classification)
        if unread and not apart:
            return True
    return False


def _agree(one: tuple[str, str | None], other: tuple[str, str | None]) -> bool:
    return one[0] == other[0] and (one[1] is None or other[1] is None or one[1] == other[1])


def _is_complete(silent: Claimed, teller: Claimed, day: dt.date) -> bool:
    """Whether a witness tells a bill's whole history: of one that names the newest step alone, silence says nothing."""
    before = [sum(step.date < day for step in _steps(claim, dt.date.max)) for claim in (silent, teller)]
    return before[0] >= max(1, before[1] / 2)


def _deciding(doubts: Sequence[_Doubt], claims: Sequence[Claimed], today: dt.date) -> list[_Doubt]:
    """Of contradicted steps those that the stage hangs on: journals differ in what they write down."""
    if not doubts:
        return []
    as_told = _stage(claims, today)
    deciding = [doubt for doubt in doubts if _stage(_without(claims, [doubt]), today) != as_told]
    if not deciding and _stage(_without(claims, doubts), today) != as_told:
        return list(doubts)
    return deciding


def _stage(claims: Sequence[Claimed], today: dt.date) -> str:
    merged, _from = merge(claims)
    assert isinstance(merged, ScrapedBill)
    return stage_of(merged, today)


def _without(claims: Sequence[Claimed], held: Iterable[_Doubt]) -> list[Claimed]:
    """The claims without held steps; a day that the silent witness tells of is its own."""
    dropped: dict[str, set[Any]] = {}
    for doubt in held:
        gone = dropped.setdefault(doubt.teller.source, set())
        gone.add((doubt.step.date, doubt.step.description))
        if any(step.date == doubt.step.date for step in _steps(doubt.silent, dt.date.max)):
            gone.add(doubt.step.date)
    return [_thinned(claim, dropped[claim.source]) if claim.source in dropped else claim for claim in claims]


def _thinned(claim: Claimed, gone: Collection[Any]) -> Claimed:
    assert isinstance(claim.record, ScrapedBill)
    actions_left = tuple(
        step for step in claim.record.actions if step.date not in gone and (step.date, step.description) not in gone
    )
    return replace(claim, record=replace(claim.record, actions=actions_left))


def _shown(doubt: _Doubt) -> Unconfirmed:
    return Unconfirmed(
        date=doubt.step.date,
        description=doubt.step.description,
        told_by=doubt.teller.source,
        told_url=_address(doubt.teller),
        missing_from=doubt.silent.source,
        missing_url=_address(doubt.silent),
        contradicted=doubt.contradicted,
    )


def _address(claim: Claimed) -> str | None:
    return next((link.url for link in claim.record.sources), None)
