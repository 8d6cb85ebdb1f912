"""Notice when a field goes missing: the share of a visit's records that have it, against the visits before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tracker.records.items import ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedOrganization, ScrapedPerson

WATCHED: Final[Mapping[type, tuple[str, tuple[str, ...]]]] = {
    ScrapedBill: ("bill", ("from_organization", "subject", "abstracts", "actions", "sponsorships", "committees", "versions", "sources")),
    ScrapedHearing: ("hearing", ("end", "chamber", "committee", "location", "description", "bills", "agenda", "links", "sources")),
    ScrapedNotice: ("notice", ("abstract", "agencies", "published", "comments_close", "comment_url", "links")),
    ScrapedPerson: ("person", ("chamber", "district", "party", "phone", "email", "contact_url")),
    ScrapedOrganization: ("organization", ("chamber", "parent", "url", "email", "phone")),
}  # fmt: skip
"""What of each kind of record is watched: fields that a source may leave out, but not from one day to the next."""

FEWEST: Final = 8
"""Fewer records than this say nothing about a share."""
USUAL: Final = 0.5
"""A field that fewer than half of the records have comes and goes by itself."""
LOST: Final = 0.25
"""Below this part of its usual share a field counts as gone."""


def filled(record: object) -> Iterator[str]:
    """What to count for a record: its kind, and each watched field that it has, such as `bill` and `bill.actions`."""
    known = WATCHED.get(type(record))
    if known is None:
        return
    kind, fields = known
    yield kind
    for name in fields:
        value = getattr(record, name)
        if value is not None and value not in ((), ""):
            yield f"{kind}.{name}"


def lost(now: Mapping[str, int], before: Mapping[str, int]) -> list[str]:
    """The fields that records had in the last clean visit and hardly have any more, each with its numbers, in words."""
    sentences = []
    for name, had in sorted(before.items()):
        kind, dot, field = name.partition(".")
        records, then = now.get(kind, 0), before.get(kind, 0)
        if not dot or records < FEWEST or then < FEWEST:
            continue
        usual, share = had / then, now.get(name, 0) / records
        if usual >= USUAL and share < usual * LOST:
            sentences.append(
                f"{field} in {now.get(name, 0)} of {records} {kind}s, where {usual:.0%} had it in the last clean run"
            )
    return sentences
