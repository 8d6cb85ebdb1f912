"""Decide how far a bill has come, from what its actions say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from tracker.records import executive_limits
from tracker.records.action_words import Step, steps
from tracker.records.items import Action, ScrapedBill
from tracker.records.place_names import is_local
from tracker.records.session_ends import grace, is_over, last_day, spans_years

STAGES: Final = (
    "introduced",
    "in-committee",
    "on-the-floor",
    "passed-one-chamber",
    "chambers-differ",
    "passed-both",
    "sent-to-executive",
    "law",
    "vetoed",
    "failed",
    "adopted",
    "died",
    "carried-over",
    "substituted",
    "not-captured",
)
"""Everything a bill can have come to: up to `law` in the order of its life, then the other ends and pauses."""

WAY: Final = ("introduced", "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law")
"""The six steps that a bill takes to become law, as progress is shown."""

DECIDED: Final = frozenset({"law", "vetoed", "failed", "adopted", "died", "substituted", "not-captured"})
"""Where a bill's story ends: nothing more is to be asked for."""

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "introduced": "Introduced",
        "in-committee": "In committee",
        "on-the-floor": "On the floor",
        "passed-one-chamber": "Passed one chamber",
        "chambers-differ": "The chambers' texts differ",
        "passed-both": "Passed both chambers",
        "sent-to-executive": "On the executive's desk",
        "law": "Law",
        "vetoed": "Vetoed",
        "failed": "Failed",
        "adopted": "Adopted",
        "died": "Died with its session",
        "carried-over": "Carried over",
        "substituted": "Goes on as another bill",
        "not-captured": "Outcome not captured",
    },
)

_BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {"on-the-floor": "in-committee", "chambers-differ": "passed-one-chamber"}
)
"""Stages between two steps of the way count as the step behind them."""

ONE_CHAMBER: Final = frozenset({"us-dc", "us-gu", "us-ne", "us-vi"})
"""Legislatures of one chamber, whatever a source calls it; councils and county boards have no second one either."""

MEMORIALS_OF_BOTH: Final = frozenset({"us-fl"})
"""Places where both chambers adopt a memorial; elsewhere it is one chamber's own."""

JOINT_OF_THEIR_OWN: Final = frozenset({"us-al", "us-co", "us-ct", "us-me", "us-tn", "us-va", "us-vt"})
"""Places whose joint resolutions become no law, as their concurrent ones."""

_TAKE_BACK: Final = frozenset({"us-nh", "us-ny"})
"""Places where a chamber that refers or reconsiders what it alone has passed has not passed it any more."""
_JOINT_OVERRIDE: Final = frozenset({"us-ak"})
"""Places whose chambers sit together to override a veto: one vote does it."""
OPEN: Final = frozenset({"introduced", "in-committee", "on-the-floor", "passed-one-chamber", "chambers-differ"})
"""Stages in which a bill dies with its session."""
MORTAL: Final = OPEN | {"carried-over"}
"""Stages in which a bill dies with its session, or with the one to which it was carried over."""
WAITING: Final = frozenset({"passed-both", "sent-to-executive"})
"""Stages in which a bill waits for the executive, who has only so long (`executive_limits.py`)."""
PRESENTMENT: Final = dt.timedelta(days=60)
"""From the passage by both to the executive's desk; bills of which we do not see that step are given as long."""
NEXT_MEETING: Final = dt.timedelta(days=365)
"""Where an executive may return a bill to the legislature's next meeting, it has met after so long."""
AFTER_CARRYING: Final = dt.timedelta(days=90)
"""A session that sat so long after a bill was carried over is the one to which it was carried."""
_CHAMBERS: Final = frozenset({"upper", "lower"})
_BY_NUMBER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "HR": "resolution",
        "SR": "resolution",
        "AR": "resolution",
        "HCR": "concurrent resolution",
        "SCR": "concurrent resolution",
        "ACR": "concurrent resolution",
        "HJR": "joint resolution",
        "SJR": "joint resolution",
        "AJR": "joint resolution",
        "HJ": "joint resolution",
        "SJ": "joint resolution",
        "HM": "memorial",
        "SM": "memorial",
        "HJM": "joint memorial",
        "SJM": "joint memorial",
        "HCM": "concurrent memorial",
        "SCM": "concurrent memorial",
        "HCONRES": "concurrent resolution",
        "SCONRES": "concurrent resolution",
        "HJRES": "joint resolution",
        "SJRES": "joint resolution",
    }
)
_LETTERS: Final = re.compile(r"[A-Z]+")
_OF_ONE: Final = frozenset({"resolution", "memorial", "proclamation", "appointment", "nomination"})
"""What one chamber decides: its own view, or a governor's appointment."""
_OWN_MATTER: Final = _OF_ONE | {"concurrent resolution", "joint memorial", "concurrent memorial"}
"""What a legislature decides for itself: no executive sees it, and it becomes no law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a bill stands, and by what."""

    stage: str
    evidence: Action | None = None
    """The action that brought it there; None where no action did."""
    passed: tuple[str, ...] = ()
    """The chambers that have passed it, in their order."""

    @property
    def basis(self) -> str:
        """The day and the words that the stage is read from; empty where it follows from no action."""
        return f"{self.evidence.date.isoformat()} {self.evidence.description}" if self.evidence else ""


def one_chamber(place: str) -> bool:
    """Whether what passes in a place has passed with one vote."""
    return place in ONE_CHAMBER or is_local(place)


def step(stage: str) -> int:
    """The number of the step of `WAY` that a bill has reached, from 1; 0 where it left the way."""
    behind = _BESIDE.get(stage, stage)
    return WAY.index(behind) + 1 if behind in WAY else 0


def stage(
    actions: Iterable[Action],
    from_organization: str | None = None,
    *,
    place: str = "",
    kinds: Sequence[str] = ("bill",),
) -> str:
    """The stage after all `actions`, which stand in the order in which they happened.

    `place` tells whose phrases are read, `kinds` what the bill is. A bill that failed and moves again is alive again. In
    a one-chamber body (`from_organization` is "legislature") one passage is passage. An action dated in the future
    counts only once it has happened: callers leave it out.
    """
    return standing(actions, from_organization, place=place, kinds=kinds).stage


def standing(
    actions: Iterable[Action],
    from_organization: str | None = None,
    *,
    place: str = "",
    kinds: Sequence[str] = ("bill",),
) -> Standing:
    """The stage after all `actions`, with the action that brought the bill there."""
    walk = _Walk(from_organization, place, kinds)
    evidence = None
    for action in actions:
        before = walk.stage
        for step in steps(place, action.description, action.classification):
            walk.take(step, action.organization)
        if walk.stage != before:
            evidence = action
    return Standing(stage=walk.stage, evidence=evidence, passed=walk.passed)


def stage_of(bill: ScrapedBill, today: dt.date) -> str:
    """Where a bill stands on a day."""
    return standing_of(bill, today).stage


_KEPT_ANSWERS: Final = 4
_LAST: Final[list[tuple[ScrapedBill, dt.date, Standing]]] = []
"""The last answers, by the very record: who tells a bill asks a dozen times for the same one."""


def standing_of(bill: ScrapedBill, today: dt.date, without: Collection[Action] = ()) -> Standing:
    """Where a bill stands on a day and by what; `without` leaves actions out, to ask where it would stand."""
    if without:
        return _standing_of(bill, today, without)
    for known, day, answer in tuple(_LAST):
        if known is bill and day == today:
            return answer
    answer = _standing_of(bill, today)
    _LAST[:] = [(bill, today, answer), *_LAST[: _KEPT_ANSWERS - 1]]
    return answer


def _standing_of(bill: ScrapedBill, today: dt.date, without: Collection[Action] = ()) -> Standing:
    happened = [action for action in bill.actions if action.date <= today and action not in without]
    kinds = kinds_of(bill.jurisdiction, bill.identifier, bill.classification)
    result = standing(happened, bill.from_organization, place=bill.jurisdiction, kinds=kinds)
    last = max((action.date for action in happened), default=dt.date.min)
    if _is_dead(bill, result, last, today):
        return replace(result, stage="died", evidence=None)
    waits = result.stage == "sent-to-executive" or (
        result.stage == "passed-both" and _is_signed(bill.jurisdiction, kinds)
    )
    if waits and time_ran_out(bill.jurisdiction, bill.legislative_session, result.stage, last, today):
        return replace(result, stage="not-captured")
    return result


def _is_dead(bill: ScrapedBill, standing: Standing, last: dt.date, today: dt.date) -> bool:
    """Whether a bill that no one decided has died with its session, or with the one to which it was carried over."""
    place, session = bill.jurisdiction, bill.legislative_session
    if today - last <= grace(place, session) or not is_over(place, session, today):
        return False
    end = last_day(place, session)
    if standing.stage == "carried-over" and standing.evidence is not None and end is not None:
        return end - standing.evidence.date > AFTER_CARRYING or spans_years(place, session)
    return standing.stage in OPEN


def time_ran_out(place: str, session: str, stage: str, last: dt.date, today: dt.date) -> bool:
    """Whether the executive's time with a bill is over, so that it has an outcome that nobody told us.

    `last` is the day of the bill's newest step, `stage` one of `WAITING`.
    """
    limit = executive_limits.limit(place)
    if limit is None or limit.days is None:
        return False
    if stage == "passed-both":
        if is_over(place, session, today):
            last = max(last, executive_limits.adjourned(place, session, last) or last)
        last += PRESENTMENT
    time = executive_limits.time_to_act(place, session, last)
    return today > (time.last if time else last + NEXT_MEETING)


def _is_signed(place: str, kinds: Collection[str]) -> bool:
    """Whether what both chambers passed goes to the executive: amendments of a constitution go to the voters."""
    return not set(kinds) - {"bill"} or (place == "us" and set(kinds) == {"joint resolution"})


def kinds_of(place: str, identifier: str, classification: Sequence[str]) -> tuple[str, ...]:
    """What a measure is.

    Sources call some resolutions bills, and joint ones just resolutions or memorials; the letters of their numbers know better.
    """
    kinds = tuple(classification) or ("bill",)
    letters = _LETTERS.match(identifier)
    by_number = _BY_NUMBER.get(letters[0]) if letters is not None else None
    if by_number is not None and (kinds in {("resolution",), ("memorial",)} or (kinds == ("bill",) and place != "us")):
        kinds = (by_number,)
    if place in JOINT_OF_THEIR_OWN:
        kinds = tuple("concurrent resolution" if kind == "joint resolution" else kind for kind in kinds)
    if place in MEMORIALS_OF_BOTH:
        kinds = tuple("concurrent memorial" if kind == "memorial" else kind for kind in kinds)
    return kinds


class _Walk:
    """What is known so far while walking along the actions."""

    def __init__(self, home: str | None, place: str, kinds: Sequence[str]) -> None:
        self._home = home
        self._alone = home == "legislature" or one_chamber(place)
        self._takes_back = place in _TAKE_BACK
        self._overrides_at_once = self._alone or place in _JOINT_OVERRIDE
        self._of_one = bool(kinds) and set(kinds) <= _OF_ONE
        self._own_matter = bool(kinds) and set(kinds) <= _OWN_MATTER
        self._resolution = any("resolution" in kind or "memorial" in kind for kind in kinds)
        self._lies = "introduced"
        self._passed: list[str] = []
        self._changed: set[str] = set()
        self._engrossed = self._differ = self._agreed = self._sent = False
        self._conferred: set[str] = set()
        self._overridden: set[str] = set()
        self._end: str | None = None

    @property
    def passed(self) -> tuple[str, ...]:
        """The chambers that have passed it."""
        return tuple(self._passed)

    @property
    def stage(self) -> str:
        """Where the bill stands now."""
        if self._end is not None:
            return self._end
        if self._own_matter and ((self._of_one and self._passed) or self._both):
            return "chambers-differ" if self._differ and not self._of_one else "adopted"
        if self._sent:
            return "sent-to-executive"
        if self._differ:
            return "chambers-differ"
        if self._both:
            return "passed-both"
        return "passed-one-chamber" if self._passed or self._engrossed else self._lies

    @property
    def _both(self) -> bool:
        return self._agreed or len(self._passed) >= (1 if self._alone else 2)

    def take(self, step: Step, organization: str | None) -> None:
        """Take one step."""
        if self._is_past(step.meaning):
            return
        named_chamber = step.chamber or (organization if organization in _CHAMBERS else None)
        chamber = named_chamber or self._home or "unknown"
        if (
            self._takes_back
            and step.meaning in {"committee", "revived", "reconsidered"}
            and self._passed == [named_chamber]
        ):
            self._passed.clear()
        match step.meaning:
            case "law" | "veto" | "fail" | "carried" | "substituted":
                self._finish(step.meaning)
            case "revived" | "reconsidered":
                self._take_back(step.meaning, chamber)
            case "override":
                self._override(chamber)
            case "pass" | "adopt" | "engrossed" | "repass":
                self._pass(step, chamber)
            case "concur" | "confer" | "differ" | "amended" | "enrolled" | "sent":
                self._settle(step.meaning, chamber)
            case "committee" | "reported" | "floor":
                self._lie(step.meaning)
                if step.meaning == "floor" and step.amended:
                    self._change(chamber)

    def _is_past(self, meaning: str) -> bool:
        """Whether a step comes too late: after a law nothing counts but the veto of what was signed, after a veto only what undoes it."""
        if self._end == "law":
            return meaning != "veto" or bool(self._overridden)
        return self._end == "vetoed" and meaning not in {"override", "law"}

    def _finish(self, meaning: str) -> None:
        if meaning == "law":
            self._end = "adopted" if self._own_matter else "law"
        elif meaning == "veto":
            self._end = "vetoed"
        elif self._sent or self._end in {"adopted", "substituted"}:
            return
        elif meaning == "fail":
            self._end = "failed"
        elif not self._both or (meaning == "carried" and not self._agreed):
            self._end = {"carried": "carried-over", "substituted": "substituted"}[meaning]

    def _revive(self) -> None:
        if self._end in {"failed", "carried-over", "substituted"}:
            self._end = None

    def _take_back(self, meaning: str, chamber: str) -> None:
        """Undo an end; a vote taken back is that by which the bill failed, or its passage while the chambers have not agreed."""
        is_open = self._end is None and not (self._agreed or self._sent)
        if meaning == "reconsidered" and is_open and self._passed[-1:] == [chamber]:
            self._passed.pop()
            self._differ, self._lies = False, "on-the-floor"
        self._revive()

    def _override(self, chamber: str) -> None:
        self._overridden.add(chamber)
        if self._overrides_at_once or self._overridden >= _CHAMBERS:
            self._end = "law"

    def _pass(self, step: Step, chamber: str) -> None:
        if step.meaning == "adopt" and not self._resolution:
            return
        self._revive()
        if step.meaning == "engrossed":
            self._engrossed = True
        elif step.meaning == "repass" and len(self._passed) > 1:
            self._confer(chamber)
        elif chamber not in self._passed:
            self._passed.append(chamber)
            changed = step.amended or chamber in self._changed
            self._differ = len(self._passed) > 1 and changed and not self._alone
        elif chamber == self._passed[0]:
            self._differ = False  # it passed the other chamber's text

    def _settle(self, meaning: str, chamber: str) -> None:
        """Take what follows on a passage by both: do they agree, and who has it now."""
        if meaning == "amended":
            self._differ = self._differ or (self._both and not self._agreed and not self._alone)
            return
        if meaning == "differ":
            if self._passed and not self._agreed and not self._alone:
                self._revive()
                self._second(chamber)
                self._differ = True
            return
        self._revive()
        if meaning == "sent":
            self._sent = True
        elif meaning == "confer":
            self._confer(chamber)
        elif meaning == "concur" and len(self._passed) < 2 and chamber not in self._passed:
            self._passed.append(chamber)
        else:
            self._agree(chamber)

    def _confer(self, chamber: str) -> None:
        self._second(chamber)
        self._conferred.add(chamber)
        self._differ = not (self._alone or self._conferred >= _CHAMBERS)

    def _agree(self, chamber: str) -> None:
        self._second(chamber)
        self._agreed, self._differ = True, False

    def _second(self, chamber: str) -> None:
        """What follows on a passage by both tells that both have passed it."""
        for other in (chamber, *sorted(_CHAMBERS)):
            if not self._alone and other in _CHAMBERS and other not in self._passed:
                self._passed.append(other)

    def _change(self, chamber: str) -> None:
        """A chamber changed the text on its floor; journals tell a day's steps in any order."""
        self._changed.add(chamber)
        if len(self._passed) == 2 and chamber == self._passed[1] and not self._agreed:
            self._differ = True

    def _lie(self, meaning: str) -> None:
        if self._end == "failed" and meaning == "reported":
            return
        self._revive()
        if meaning == "floor":
            self._lies = "on-the-floor"
        elif meaning == "committee" or self._lies == "introduced":
            self._lies = "in-committee"
