"""Lay what a hearing's own notice says beside the rules of its place; the notice is the better witness."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from tracker.deadlines import Deadline, last_moment, spoken_moment, zone_named
from tracker.items import ScrapedHearing

TEXT_LIMIT: Final = 50_000
"""Characters of a notice that are read: the longest real ones have a tenth of it, and reading has to end."""
_NOTICE_SAYS: Final = "The notice of this hearing says otherwise: until {when}. Be done by the earlier one."
_RULE_SAYS: Final = "The general rule says otherwise: until {when}. Be done by the earlier one."


def notice_text(hearing: ScrapedHearing) -> str:
    """What the notice says in running text. Its agenda is left out: what it says of one item does not hold for the rest."""
    return "\n".join(part for part in (hearing.name, hearing.description) if part)[:TEXT_LIMIT]


def combined(ruled: Sequence[Deadline], stated: Sequence[Deadline]) -> list[Deadline]:
    """Both, where they disagree, each with a word about the other; one, resting on both, where they say the same."""
    if not stated:
        return list(ruled)
    left = list(ruled)
    found: list[Deadline] = []
    for said in stated:
        same = [rule for rule in left if rule.kind == said.kind and _agree(said, rule)]
        other = [rule for rule in ruled if rule.kind == said.kind and rule not in same]
        for rule in same:
            left.remove(rule)
        found.append(_resting_on(said, same, other))
    told = {said.kind: said for said in reversed(stated)}
    left = [_told(rule, _NOTICE_SAYS, told[rule.kind]) if rule.kind in told else rule for rule in left]
    return [*found, *left]


def _resting_on(said: Deadline, same: Sequence[Deadline], other: Sequence[Deadline]) -> Deadline:
    """What the notice says, completed by the rules of its kind."""
    rules = (*same, *other)
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
    count: dict[str, int] = {}
    found = []
    for each in sorted(deadlines, key=lambda due: (due.kind, due.end)):
        count[each.id] = count.get(each.id, 0) + 1
        found.append(replace(each, id=f"{each.id}-{count[each.id]}") if count[each.id] > 1 else each)
    return found
