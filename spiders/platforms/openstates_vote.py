"""Read one vote event of Open States' scrapers.

These take some actions for votes that were none, and call a vote lost where they do not know the words of one that was won.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit.fields import Json, maybe_said, objects, said
from spiders.kit.select import PageChanged
from spiders.platforms import openstates_parts as parts
from tracker.records import prose
from tracker.records.items import Ballot, Link, VoteCount, VoteEvent
from tracker.records.text import line

_LOST: Final = re.compile(
    r"\b(?:fail\w*|lost|reject\w*|defeat\w*|not (?:adopt|agree|pass|prevail)\w*)\b", re.IGNORECASE
)
_WON: Final = re.compile(
    r"\b(?:adopted|passed|passage|confirmed|prevailed|reported|agreed|concurred|advanced)\b", re.IGNORECASE
)


def vote(row: Json, clock: ZoneInfo) -> VoteEvent | None:
    """One vote with its counts and, where they are told, each member's ballot; None where nobody voted."""
    day = parts.maybe_day(said(row, "start_date"), clock)
    if day is None:
        raise PageChanged(f"start_date: wanted a day, found {str(row.get('start_date'))[:40]!r}")
    ballots = tuple(
        Ballot(
            option=said(entry, "option"),
            voter=line(said(entry, "voter_name")),
            person_id=parts.key_of(maybe_said(parts.asked_for(entry.get("voter")), "id") or entry.get("voter_id")),
        )
        for entry in objects(row.get("votes"), "votes")
        if maybe_said(entry, "voter_name")
    )
    counts: Counter[str] = Counter()
    for entry in objects(row.get("counts"), "counts"):  # an option may be counted in parts
        if (value := maybe_said(entry, "value")) and value.isdecimal():
            counts[said(entry, "option")] += int(value)
    if not any(counts.values()):  # not counted: the names are
        counts = Counter(ballot.option for ballot in ballots)
    if not counts:
        return None
    motion = line(prose.text(said(row, "motion_text")))
    return VoteEvent(
        date=day,
        motion=motion,
        result=_result(maybe_said(row, "result"), motion, counts),
        organization=parts.chamber(row.get("organization")),
        counts=tuple(VoteCount(option=name, value=value) for name, value in sorted(counts.items())),
        ballots=ballots,
        sources=tuple(Link(url=entry.url) for entry in parts.links(row, "sources")),
    )


def _result(outcome: str | None, motion: str, counts: Mapping[str, int]) -> str | None:
    """The result as told, but for a vote that is called lost with more yes than no: then what its motion says, if anything."""
    if outcome != "fail" or counts.get("yes", 0) <= counts.get("no", 0) or _LOST.search(motion):
        return outcome
    return "pass" if _WON.search(motion) else None
