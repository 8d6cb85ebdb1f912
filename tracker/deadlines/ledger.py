"""Judge how early a window was posted and told, and who is to blame where it was too late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

POSTED_AHEAD: Final = dt.timedelta(hours=72)
"""A window that was posted so long before it closes"""
TOLD_AHEAD: Final = dt.timedelta(hours=48)
"""is to be told so long before it closes,"""
REACT: Final = dt.timedelta(hours=1)
"""What is known only so much earlier leaves no time to write a mail."""
AIM: Final = 0.95
"""in this share of the cases."""
SHORT: Final = dt.timedelta(hours=24)
"""A notice shorter than this leaves hardly anybody the time to come."""
SPAN: Final = dt.timedelta(days=28)
"""What the figure looks back on unless another span is asked for."""
Verdict = Literal[
    "in time", "posted late", "looked late", "rhythm", "mailed late", "nobody asked", "unknown", "gone", "open"
]
VERDICTS: Final[Mapping[str, str]] = {
    "in time": "told at least 48 hours ahead",
    "posted late": "posted less than 72 hours ahead: nobody could have told it in time",
    "looked late": "it may have been posted in time, and we looked too late",
    "rhythm": "we knew it in time, and the readers' own rhythm, weekly or daily, told it too late",
    "mailed late": "we knew it in time, and our mail went out too late",
    "nobody asked": "nobody asked to be told of it",
    "unknown": "it stood there before we first looked, so nobody knows since when",
    "gone": "called off or moved before it closed",
    "open": "still open, and not told yet",
}
"""What each verdict means."""
PROMISED: Final = frozenset({"in time", "looked late", "rhythm", "mailed late"})
"""Verdicts on windows that the promise is about: posted in time as far as anybody can know, and asked for."""
OURS: Final = frozenset({"looked late", "mailed late"})
"""Misses that the program or its operator is to blame for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One thing that could be done until one moment, and what became of it."""

    record: str
    what: str
    kind: str
    jurisdiction: str
    body: str
    title: str
    confidence: str
    closes: dt.datetime
    posted_at: dt.datetime
    looked_at: dt.datetime | None
    """When we had last looked before it was first seen."""
    known_at: dt.datetime
    gone_at: dt.datetime | None = None
    told_at: dt.datetime | None = None
    told: int = 0
    told_early: int = 0
    untold: int = 0
    late_fast: int = 0
    settled_at: dt.datetime | None = None

    @property
    def lead(self) -> dt.timedelta:
        """How long before it closed it was posted, at least."""
        return self.closes - self.posted_at

    @property
    def longest_lead(self) -> dt.timedelta | None:
        """How long before it closed it may have been posted at most; None where we had not looked before."""
        return None if self.looked_at is None else self.closes - self.looked_at

    @property
    def known_in_time(self) -> bool:
        """Whether there was time to tell it as early as is promised."""
        return self.closes - self.known_at >= TOLD_AHEAD + REACT


def verdict(window: Window, now: dt.datetime) -> Verdict:
    """What became of a window. Where the moment of posting is known only between two visits, we answer for the doubt."""
    told_ahead = window.closes - window.told_at if window.told_at is not None else None
    longest = window.longest_lead
    short = window.lead < POSTED_AHEAD
    # In this order, so that each has what those before it leave.
    cases: tuple[tuple[Verdict, bool], ...] = (
        ("in time", told_ahead is not None and told_ahead >= TOLD_AHEAD),
        ("gone", window.gone_at is not None),
        ("unknown", short and longest is None),
        ("posted late", short and longest is not None and longest < POSTED_AHEAD),
        ("open", told_ahead is None and window.closes > now),
        ("nobody asked", not window.told and not window.untold),
        ("looked late", not window.known_in_time),
        ("mailed late", window.late_fast > 0),
    )
    return next((name for name, holds in cases if holds), "rhythm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The promise as a number: of the windows posted at least 72 hours ahead, those told at least 48 hours ahead."""

    promised: int
    kept: int
    verdicts: Mapping[str, int]
    mails: int
    """Mails that named one of them before it closed,"""
    mails_early: int
    """and those that did at least 48 hours ahead."""

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was nothing to promise."""
        return self.kept / self.promised if self.promised else None

    @property
    def ours(self) -> int:
        """Misses that we are to blame for."""
        return sum(number for name, number in self.verdicts.items() if name in OURS)


def promise(windows: Iterable[Window], now: dt.datetime) -> Promise:
    """How the promise was kept for these windows."""
    judged = [(window, verdict(window, now)) for window in windows]
    counted: Counter[str] = Counter(name for _window, name in judged)
    meant = [window for window, name in judged if name in PROMISED]
    return Promise(
        promised=len(meant),
        kept=counted["in time"],
        verdicts={name: counted[name] for name in VERDICTS if counted[name]},
        mails=sum(window.told for window in meant),
        mails_early=sum(window.told_early for window in meant),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """How much notice a committee gives, as far as our visits can tell."""

    jurisdiction: str
    body: str
    hearings: int
    """Hearings or rule-makings whose posting we witnessed."""
    median_hours: float
    """Between first seen and the first closing: at least so long,"""
    longest_median_hours: float
    """and at most so long, since it may have been posted right after our visit before."""
    short: int
    """Those with less than 24 hours for certain,"""
    short_at_most: int
    """and those that may have had less."""
    visit_hours: float
    """The median time between the two visits: the bound of the error."""

    @property
    def short_share(self) -> float:
        """Share of those that may have had less than 24 hours."""
        return self.short_at_most / self.hearings


def notice_given(windows: Iterable[Window]) -> list[NoticeGiven]:
    """For each committee how long its windows were open to those who look, the shortest notice first.

    A hearing counts once, at the first of its windows to close, since nobody can do all who comes after that.
    """
    first: dict[str, Window] = {}
    for window in windows:
        if window.looked_at is None or window.gone_at is not None or window.kind == "accommodation":
            continue
        known = first.get(window.record)
        if known is None or window.closes < known.closes:
            first[window.record] = window
    bodies: dict[tuple[str, str], list[Window]] = {}
    for window in first.values():
        bodies.setdefault((window.jurisdiction, window.body), []).append(window)
    return sorted(
        (_given(*key, windows_of_body) for key, windows_of_body in bodies.items()),
        key=lambda meter: (meter.median_hours, meter.body),
    )


def _given(jurisdiction: str, body: str, windows: list[Window]) -> NoticeGiven:
    least = [_hours(window.lead) for window in windows]
    most = [_hours(window.longest_lead or window.lead) for window in windows]
    bound = _hours(SHORT)
    return NoticeGiven(
        jurisdiction=jurisdiction,
        body=body,
        hearings=len(windows),
        median_hours=median(least),
        longest_median_hours=median(most),
        short=sum(hours < bound for hours in most),
        short_at_most=sum(hours < bound for hours in least),
        visit_hours=median(high - low for low, high in zip(least, most, strict=True)),
    )


def _hours(span: dt.timedelta) -> float:
    return round(span.total_seconds() / 3600, 1)
