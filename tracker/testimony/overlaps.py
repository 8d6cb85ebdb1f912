"""Compare the rules of one place: which could hold for one hearing, and which a newer description contradicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tracker.testimony.bodies import body_slug
from tracker.testimony.rulebook import Rule, plain_committee
from tracker.testimony.window_points import ClockOn, Offset, WeekDay, Window
from tracker.testimony.window_words import spoken

CONTRADICTED: Final = "A newer description ({as_of}) says otherwise: {said}."


def demoted(rules: list[Rule]) -> Iterator[Rule]:
    """The rules; one that a newer description of the same channel contradicts is low, and says so."""
    for rule in rules:
        newer = [
            other
            for other in rules
            if (other.read_year or 0) > (rule.read_year or 9999) and _same_hearings(rule, other)
        ]
        if not newer or rule.window.closes is None or rule.unsure:
            yield rule
            continue
        note = CONTRADICTED.format(as_of=newer[0].as_of or newer[0].checked, said=spoken(newer[0].window))
        yield replace(rule, confidence="low", note=" ".join(filter(None, (rule.note, note))))


def _same_hearings(one: Rule, other: Rule) -> bool:
    """Whether both describe one channel of the same hearings, in different windows."""
    return one.window != other.window and all(
        getattr(one, name) == getattr(other, name)
        for name in ("detail", "invited", "bodies", "chambers", "committees", "titled", "not_titled", "valid_from", "valid_until",
                     "starts_before", "starts_from")
    ) and not set(one.channels).isdisjoint(other.channels)  # fmt: skip


def overlap(one: Rule, other: Rule) -> bool:
    """Whether both could give one hearing a fixed window in one channel."""
    if one.window.closes is None or other.window.closes is None or not set(one.channels) & set(other.channels):
        return False
    if one.detail != other.detail or one.invited != other.invited or _apart(one, other) or _apart(other, one):
        return False
    if one.chambers and other.chambers and not set(one.chambers) & set(other.chambers):
        return False
    begins = max(one.valid_from or dt.date.min, other.valid_from or dt.date.min)
    return begins <= min(one.valid_until or dt.date.max, other.valid_until or dt.date.max)


def _apart(one: Rule, other: Rule) -> bool:
    """Whether committee, title or hour keep the two from ever holding for one hearing."""
    if set(map(body_slug, one.bodies)).isdisjoint(map(body_slug, other.bodies)) and (one.bodies or other.bodies):
        return True
    if one.committees and not set(map(plain_committee, one.committees)) & set(map(plain_committee, other.committees)):
        return True  # a committee's own rule replaces the general one, so the two do not meet either
    if one.titled and (
        set(one.titled) <= set(other.not_titled) or (other.titled and set(one.titled) != set(other.titled))
    ):
        return True
    return bool(one.starts_before and other.starts_from and one.starts_before <= other.starts_from)


def after_the_hearing(window: Window) -> bool:
    """Whether it closes behind the start of the hearing, as far as its words alone say."""
    point = window.closes
    if isinstance(point, Offset):
        return point.by > dt.timedelta() or point.days > 0
    if not isinstance(point, ClockOn):
        return False
    if isinstance(point.day, WeekDay):  # of the same week it falls after every hearing on an earlier weekday
        return not point.day.weeks_before and point.day.weekday > 0
    return point.day.count > 0
