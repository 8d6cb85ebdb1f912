"""Read one vote event of Open States' scrapers."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from spiders.kit.fields import Json, maybe_said, objects, said
from spiders.kit.select import PageChanged
from spiders.platforms import openstates_parts as parts
from tracker.records import prose
from tracker.records.items import Ballot, Link, VoteCount, VoteEvent
from tracker.records.text import line


def vote(row: Json, clock: ZoneInfo) -> VoteEvent:
    """One vote with its counts and, where they are told, each member's ballot."""
    day = parts.maybe_day(said(row, "start_date"), clock)
    if day is None:
        raise PageChanged(f"start_date: wanted a day, found {str(row.get('start_date'))[:40]!r}")
    ballots = tuple(
        Ballot(
            option=said(each, "option"),
            voter=line(said(each, "voter_name")),
            person_id=parts.key_of(maybe_said(parts.asked_for(each.get("voter")), "id") or each.get("voter_id")),
        )
        for each in objects(row.get("votes"), "votes")
        if maybe_said(each, "voter_name")
    )
    told = {said(each, "option"): each.get("value") for each in objects(row.get("counts"), "counts")}
    counts = {name: value for name, value in told.items() if isinstance(value, int)} or Counter(
        ballot.option for ballot in ballots
    )
    return VoteEvent(
        date=day,
        motion=line(prose.text(said(row, "motion_text"))),
        result=maybe_said(row, "result"),
        organization=parts.chamber(row.get("organization")),
        counts=tuple(VoteCount(option=name, value=value) for name, value in sorted(counts.items())),
        ballots=ballots,
        sources=tuple(Link(url=each.url) for each in parts.links(row, "sources")),
    )
