"""Decide how far a bill has come, from its classified actions; touch nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from tracker.records.items import Action

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
)
"""Everything a bill can have come to: up to `law` in the order of its life, then the other ends and pauses."""

WAY: Final = ("introduced", "in-committee", "passed-one-chamber", "passed-both", "sent-to-executive", "law")
"""The six steps that a bill takes to become law, as progress is shown."""

DECIDED: Final = frozenset({"law", "vetoed", "failed", "adopted", "died", "substituted"})
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
    },
)

_BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {"on-the-floor": "in-committee", "chambers-differ": "passed-one-chamber"}
)
"""Stages between two steps of the way count as the step behind them."""

_IN_COMMITTEE: Final = frozenset(
    {
        "referral",
        "referral-committee",
        "committee-passage",
        "committee-passage-favorable",
        "committee-passage-unfavorable",
        "reported-out-of-committee",
        "hearing-held",
        "work-session",
    },
)
_ENDS: Final = frozenset({"failure", "committee-failure", "withdrawal"})
_CHAMBERS: Final = frozenset({"upper", "lower"})


def step(stage: str) -> int:
    """The number of the step of `WAY` that a bill has reached, from 1; 0 where it left the way."""
    behind = _BESIDE.get(stage, stage)
    return WAY.index(behind) + 1 if behind in WAY else 0


def stage(actions: Iterable[Action], from_organization: str | None = None) -> str:
    """The stage after all `actions`, which stand in the order in which they happened.

    A bill that failed and moves again is alive again. In a one-chamber body (`from_organization` is "legislature")
    one passage is passage. An action dated in the future counts only once it has happened: callers leave it out.
    """
    walk = _Walk(from_organization)
    for action in actions:
        for word in action.classification:
            walk.step(word, action.organization)
    return walk.stage


class _Walk:
    """What is known so far while walking along the actions."""

    def __init__(self, from_organization: str | None) -> None:
        self.stage = "introduced"
        self._home = from_organization
        self._passed: set[str] = set()
        self._overridden: set[str] = set()

    def step(self, word: str, organization: str | None) -> None:
        if word in {"became-law", "executive-signature"}:
            self.stage = "law"
        elif word == "executive-veto":
            self.stage = "vetoed"
        elif word == "veto-override-passage":
            self._override(organization)
        elif word == "executive-receipt":
            self._advance("sent-to-executive")
        elif word == "enrolled":
            self._advance("passed-both")
        elif word in {"passage", "informal-passage"}:
            self._pass(organization)
        elif word in _ENDS and self.stage not in {"law", "vetoed"}:
            self.stage = "failed"
        elif word in _IN_COMMITTEE and not self._passed:
            self._advance("in-committee")

    def _pass(self, organization: str | None) -> None:
        chamber = organization if organization in _CHAMBERS else self._home
        if chamber == "legislature":
            self._advance("passed-both")
            return
        self._passed.add(chamber or "unknown")
        self._advance("passed-both" if len(self._passed) > 1 else "passed-one-chamber")

    def _override(self, organization: str | None) -> None:
        self._overridden.add(organization or "unknown")
        if self._home == "legislature" or self._overridden >= _CHAMBERS:
            self.stage = "law"

    def _advance(self, to: str) -> None:
        """Move forward, never back; a failed bill that moves is alive."""
        if self.stage == "failed" or (self.stage not in DECIDED and STAGES.index(to) > STAGES.index(self.stage)):
            self.stage = to
