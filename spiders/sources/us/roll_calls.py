"""Read the recorded votes of Congress from the words of its actions: motion, result, counts, and where the names stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tracker.records.items import Action, Link, VoteCount, VoteEvent

_COUNTS: Final = r"(?P<yes>\d{1,3})\s*-\s*(?P<no>\d{1,3})(?:\s*,\s*(?P<present>\d{1,3})\s+Present)?"
_HOUSE: Final = re.compile(rf"{_COUNTS}\s*\(Roll no\. (?P<roll>\d{{1,4}})\)")
_SENATE: Final = re.compile(rf"{_COUNTS}\.?\s*Record Vote Number:\s*(?P<roll>\d{{1,4}})")
_LED_BY: Final = re.compile(r"\A(?![^:]*\b(?:by|vote)\b)[^:()]{3,70}:\s+(?=\S)")
"""The Library of Congress repeats floor actions under a heading of its own."""
_RESULT: Final = re.compile(
    r"\b(?P<pass>passed|agreed to|adopted|invoked)\b|\b(?P<fail>failed|rejected|not agreed to)\b", re.IGNORECASE
)
_HOW: Final = re.compile(
    r"(?:(?<=\S)[\s,]+(?<!not )(?:passed|agreed to|failed|rejected))?(?: in (?:the )?(?:house|senate))? by (?:the )?"
    r"(?:yeas and nays|recorded vote|yea-nay vote)\b.*\Z",
    re.IGNORECASE | re.DOTALL,
)
_FAILED: Final = re.compile(r"\bnot (?:agreed to|invoked|passed|adopted)\b", re.IGNORECASE)


def votes(actions: Iterable[Action], congress: str) -> tuple[VoteEvent, ...]:
    """Every recorded vote once, in the order of the actions."""
    by_call: dict[tuple[str, int, int], VoteEvent] = {}
    for action in actions:
        house, senate = _HOUSE.search(action.description), _SENATE.search(action.description)
        hit = house or senate
        if hit is None:
            continue
        key = ("lower" if house else "upper", action.date.year, int(hit["roll"]))
        event = _event(action, hit, key, congress)
        known = by_call.get(key)
        # The floor's own words come without a heading and are shorter than their repetition.
        if known is None or len(event.motion) < len(known.motion):
            by_call[key] = event
    return tuple(by_call.values())


def _event(action: Action, hit: re.Match[str], key: tuple[str, int, int], congress: str) -> VoteEvent:
    chamber, year, roll = key
    motion = _LED_BY.sub("", action.description)
    counts = (("yes", hit["yes"]), ("no", hit["no"]), ("present", hit["present"]))
    return VoteEvent(
        date=action.date,
        motion=_HOW.sub("", motion).strip(" .,") or motion,
        result=_result(motion),
        organization="lower" if chamber == "lower" else "upper",
        counts=tuple(VoteCount(option=name, value=int(value)) for name, value in counts if value),
        sources=(Link(url=address(chamber, year, roll, congress), note=f"Roll call {roll}", media_type="text/html"),),
    )


def _result(words: str) -> str | None:
    if _FAILED.search(words):
        return "fail"
    hit = _RESULT.search(words)
    return None if hit is None else "pass" if hit["pass"] else "fail"


def address(chamber: str, year: int, roll: int, congress: str) -> str:
    """The chamber's own page of a vote, with every name; a Congress's first session is that of the odd year."""
    if chamber == "lower":
        return f"https://clerk.house.gov/Votes/{year}{roll}"
    session = 1 if year % 2 else 2
    folder = f"https://www.senate.gov/legislative/LIS/roll_call_votes/vote{congress}{session}"
    return f"{folder}/vote_{congress}_{session}_{roll:05d}.htm"
