"""Decide what a record says when several sources claim it; touch nothing.

The source with the highest authority that says anything about a field group gives that group whole, so that two sources
with different habits never flap; what can be added up (subjects, titles, links) is added up, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from tracker.records.items import Record, ScrapedBill, ScrapedHearing

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One source's word about a record."""

    source: str
    authority: int
    record: Record


# What is added up across sources, and by which part of an entry two entries count as the same one.
_UNIONS: Final[dict[tuple[type, str], Callable[[Any], Any]]] = {
    (ScrapedBill, "subject"): lambda each: each.casefold(),
    (ScrapedBill, "other_titles"): lambda each: each.title.casefold(),
    (ScrapedBill, "related_bills"): lambda each: (each.jurisdiction, each.legislative_session, each.identifier),
    (ScrapedBill, "sources"): lambda each: each.url,
    (ScrapedBill, "versions"): lambda each: tuple(link.url for link in each.links) or (each.note, each.date),
    (ScrapedBill, "documents"): lambda each: tuple(link.url for link in each.links) or (each.note, each.date),
    (ScrapedHearing, "bills"): lambda each: each.identifier,
    (ScrapedHearing, "links"): lambda each: each.url,
    (ScrapedHearing, "documents"): lambda each: each.url,
    (ScrapedHearing, "sources"): lambda each: each.url,
}
_HISTORY: Final = ("actions", "sponsorships", "versions", "abstracts")
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
    for each in fields(lead.record):
        if each.name in {"jurisdiction", "legislative_session", "identifier", "key"}:
            continue
        if (kind, each.name) in _UNIONS:
            chosen[each.name] = _union(ranked, each.name, _UNIONS[kind, each.name])
            continue
        giver = lead if each.name in grouped else _first_that_says(ranked, each.name)
        chosen[each.name] = getattr(giver.record, each.name)
        if giver is not lead:
            provenance[each.name] = giver.source
    return replace(lead.record, **chosen), {"*": lead.source, **provenance}


def with_history(now: Record, before: Record) -> Record:
    """A bill with what it cannot have lost: where no source tells a single action, sponsor, version or summary any more,
    what was told before stands. Pages break far more often than a legislature forgets all of a bill's history.
    """
    if not isinstance(now, ScrapedBill) or not isinstance(before, ScrapedBill):
        return now
    gone = {name: getattr(before, name) for name in _HISTORY if not getattr(now, name) and getattr(before, name)}
    return replace(now, **gone) if gone else now


def _first_that_says(ranked: Sequence[Claimed], name: str) -> Claimed:
    return next((claim for claim in ranked if getattr(claim.record, name) not in (None, (), "", False)), ranked[0])


def _union(ranked: Iterable[Claimed], name: str, same: Callable[[Any], Any]) -> tuple[Any, ...]:
    found: dict[Any, Any] = {}
    for claim in ranked:
        for entry in getattr(claim.record, name):
            found.setdefault(same(entry), entry)
    return tuple(found.values())
