"""Decide what a record says when several sources claim it.

The source with the highest authority that says anything about a field group gives that group whole, so that two sources
with different habits never flap. What can be added up (subjects, titles, links) is added up, and of lists that cannot be
the fullest is taken, so that nothing is lost when a second source joins. A bill's actions are put together day by day:
each day as the source tells it that tells most of it, so that the newest action counts whoever tells it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from tracker.records import action_words
from tracker.records.action_words import DECIDES
from tracker.records.duplicates import same_words
from tracker.records.items import Action, Record, ScrapedBill, ScrapedHearing, VoteEvent

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One source's word about a record."""

    source: str
    authority: int
    record: Record
    lineage: str = ""
    """Whose reading it passes on; sources of one lineage are one witness."""


# What is added up across sources, and by which part of an entry two entries count as the same one.
_UNIONS: Final[dict[tuple[type, str], Callable[[Any], Any]]] = {
    (ScrapedBill, "subject"): lambda term: term.casefold(),
    (ScrapedBill, "other_titles"): lambda title: title.title.casefold(),
    (ScrapedBill, "related_bills"): lambda related: (
        related.jurisdiction,
        related.legislative_session,
        related.identifier,
    ),
    (ScrapedBill, "sources"): lambda link: link.url,
    (ScrapedBill, "versions"): lambda version: (
        tuple(link.url for link in version.links) or (version.note, version.date)
    ),
    (ScrapedBill, "documents"): lambda document: (
        tuple(link.url for link in document.links) or (document.note, document.date)
    ),
    (ScrapedHearing, "bills"): lambda bill: bill.identifier,
    (ScrapedHearing, "links"): lambda link: link.url,
    (ScrapedHearing, "documents"): lambda document: document.url,
    (ScrapedHearing, "sources"): lambda source: source.url,
}
# Lists that name the same things in different words: adding them up would double each entry.
_FULLEST: Final[frozenset[tuple[type, str]]] = frozenset(
    {
        (ScrapedBill, "sponsorships"),
        (ScrapedBill, "committees"),
        (ScrapedBill, "abstracts"),
        (ScrapedBill, "votes"),
        (ScrapedHearing, "agenda"),
    }
)
SAME_STEP_DAYS: Final = 3
"""Sources date one step by the day it was taken or the day it was written down."""
_HISTORY: Final = ("actions", "sponsorships", "versions", "abstracts", "votes")
# Fields that only make sense together come from one source together.
_GROUPS: Final[dict[type, tuple[tuple[str, ...], ...]]] = {
    ScrapedHearing: (("start", "end", "all_day", "time_qualifier", "time_text", "timezone"), ("location", "virtual")),
}


def merge(claims: Sequence[Claimed]) -> tuple[Record, dict[str, str]]:
    """The record all claims make together, and for each field which source it comes from.

    Claims of equal authority stand in the order of their source's name, so that the result does not depend on who
    came first.
    """
    ranked = sorted(claims, key=lambda claim: (-claim.authority, claim.source))
    lead = ranked[0]
    if len(ranked) == 1:
        return lead.record, {}
    kind = type(lead.record)
    chosen: dict[str, Any] = {}
    provenance: dict[str, str] = {}
    grouped = {name: group for group in _GROUPS.get(kind, ()) for name in group}
    for field in fields(lead.record):
        if field.name in {"jurisdiction", "legislative_session", "identifier", "key"}:
            continue
        if (kind, field.name) in _UNIONS:
            chosen[field.name] = _union(ranked, field.name, _UNIONS[kind, field.name])
            continue
        if (kind, field.name) == (ScrapedBill, "actions"):
            chosen["actions"], giver = _history(ranked)
        elif (kind, field.name) == (ScrapedBill, "votes"):
            chosen["votes"], giver = _votes(ranked)
        else:
            giver = _giver(ranked, kind, field.name, grouped.get(field.name))
            chosen[field.name] = getattr(giver.record, field.name)
        if giver is not lead:
            provenance[field.name] = giver.source
    return replace(lead.record, **chosen), {"*": lead.source, **provenance}


def stale_claims(claims: Sequence[Claimed]) -> list[tuple[Claimed, Claimed]]:
    """Sources whose newest action of a bill is older than that of a source that ranks below them, each with that source."""
    ranked = sorted(claims, key=lambda claim: (-claim.authority, claim.source))
    dated = [(claim, max((step.date for step in _steps(claim)), default=None)) for claim in ranked]
    stale = []
    for number, (claim, newest) in enumerate(dated):
        later = [other for other, day in dated[number + 1 :] if newest and day and day > newest]
        if later:
            stale.append((claim, later[0]))
    return stale


def _steps(claim: Claimed) -> tuple[Action, ...]:
    return claim.record.actions if isinstance(claim.record, ScrapedBill) else ()


def _history(ranked: Sequence[Claimed]) -> tuple[tuple[Action, ...], Claimed]:
    """The actions of all claims together, oldest first, and the source that tells the newest of them."""
    days: dict[dt.date, Claimed] = {}
    for claim in ranked:
        for day, number in Counter(step.date for step in _steps(claim)).items():
            actions = days.get(day)
            if actions is None or number > sum(step.date == day for step in _steps(actions)):
                days[day] = claim
    steps: list[Action] = []
    for claim in ranked:
        higher = tuple(steps)
        own = (step for step in _steps(claim) if days[step.date] is claim)
        steps.extend(step for step in own if not _told_nearby(step, higher))
    givers = {id(claim) for claim in days.values()}
    for claim in ranked:
        for step in _steps(claim):
            if days[step.date] is not claim and _decides_anew(claim, step, steps):
                steps.append(step)
                givers.add(id(claim))
    if len(givers) > 1:  # one source alone keeps its own order
        steps.sort(key=lambda step: step.date)
    newest = max(days, default=None)
    return tuple(steps), ranked[0] if newest is None else days[newest]


def _decides_anew(claim: Claimed, step: Action, chosen: Iterable[Action]) -> bool:
    """Whether a step decides what no chosen one of those days does: the fuller list of a day may lack the vote of it."""
    place = claim.record.jurisdiction
    decided = _decided(place, step)
    near = [other for other in chosen if abs((other.date - step.date).days) <= SAME_STEP_DAYS]
    return bool(decided) and not any(decided & _decided(place, other) for other in near)


def _decided(place: str, step: Action) -> set[str]:
    return {
        DECIDES[part.meaning]
        for part in action_words.steps(place, step.description, step.classification)
        if part.meaning in DECIDES
    }


def _told_nearby(step: Action, steps: Iterable[Action]) -> bool:
    """Whether another source's list has this step in the same words, some days apart."""
    words = same_words(step.description)
    return any(
        0 < abs((other.date - step.date).days) <= SAME_STEP_DAYS and same_words(other.description) == words
        for other in steps
    )


def _giver(ranked: Sequence[Claimed], kind: type, name: str, group: tuple[str, ...] | None) -> Claimed:
    """The claim that gives a field: of hours the one that knows the hour, of places the one that knows the place, of full
    lists the fullest.
    """
    if group is not None and "start" in group:
        return _knows_the_hour(ranked)
    if group is not None:
        return _knows_the_place(ranked)
    if (kind, name) in _FULLEST:
        return max(ranked, key=lambda claim: len(getattr(claim.record, name)))  # of equals the first, which leads
    return _first_that_says(ranked, name)


def _votes(ranked: Sequence[Claimed]) -> tuple[tuple[VoteEvent, ...], Claimed]:
    """The fullest list of votes, each with its names where another source has them for the same roll call.

    Two sources' votes are the same where both name one page that is that vote's alone. Where a source shares one of them,
    what else it has names for is added.
    """
    giver = _giver(ranked, ScrapedBill, "votes", None)
    votes = _own_votes(giver)
    pages = _by_page(votes)
    for claim in ranked:
        named = {page: vote for page, vote in _by_page(_own_votes(claim)).items() if vote.ballots}
        if claim is giver or not named.keys() & pages.keys():
            continue
        votes = tuple(_with_names(vote, named) for vote in votes)
        votes += tuple(vote for page, vote in named.items() if page not in pages)
        pages = _by_page(votes)
    return tuple(sorted(votes, key=lambda vote: vote.date)), giver


def _own_votes(claim: Claimed) -> tuple[VoteEvent, ...]:
    return claim.record.votes if isinstance(claim.record, ScrapedBill) else ()


def _by_page(votes: Sequence[VoteEvent]) -> dict[str, VoteEvent]:
    """Votes by their page, where it is the page of no other vote of the bill."""
    often = Counter(vote.sources[0].url for vote in votes if vote.sources)
    return {vote.sources[0].url: vote for vote in votes if vote.sources and often[vote.sources[0].url] == 1}


def _with_names(vote: VoteEvent, named: Mapping[str, VoteEvent]) -> VoteEvent:
    other = named.get(vote.sources[0].url) if vote.sources and not vote.ballots else None
    return replace(vote, counts=other.counts, ballots=other.ballots) if other else vote


def _knows_the_hour(ranked: Sequence[Claimed]) -> Claimed:
    """The lead, or where it names the day alone, the first that names an hour of that day."""
    lead = ranked[0].record
    if isinstance(lead, ScrapedHearing) and lead.all_day:
        for claim in ranked[1:]:
            other = claim.record
            if isinstance(other, ScrapedHearing) and not other.all_day and other.start.date() == lead.start.date():
                return claim
    return ranked[0]


def _knows_the_place(ranked: Sequence[Claimed]) -> Claimed:
    """The first that says where a meeting is, or that it is joined from elsewhere.

    Of the latter no room is told that a source below it still has, unless that one says both.
    """
    claims = [(claim, claim.record) for claim in ranked if isinstance(claim.record, ScrapedHearing)]
    first = next((claim for claim, hearing in claims if hearing.location or hearing.virtual), ranked[0])
    rooms = (claim for claim, hearing in claims if hearing.location and (hearing.virtual or claim is first))
    return next(rooms, first)


def with_history(now: Record, before: Record) -> Record:
    """A bill with what it cannot have lost: where no source tells a single action, sponsor, version, summary or vote any
    more, what was told before stands. Pages break far more often than a legislature forgets all of a bill's history.
    """
    if not isinstance(now, ScrapedBill) or not isinstance(before, ScrapedBill):
        return now
    gone = {name: getattr(before, name) for name in _HISTORY if not getattr(now, name) and getattr(before, name)}
    return replace(now, **gone) if gone else now


def _first_that_says(ranked: Sequence[Claimed], name: str) -> Claimed:
    return next((claim for claim in ranked if getattr(claim.record, name) not in (None, (), "", False)), ranked[0])


def _union(ranked: Iterable[Claimed], name: str, same: Callable[[Any], Any]) -> tuple[Any, ...]:
    united: dict[Any, Any] = {}
    for claim in ranked:
        for entry in getattr(claim.record, name):
            united.setdefault(same(entry), entry)
    return tuple(united.values())
