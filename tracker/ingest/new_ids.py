"""Know hearings again whose source gives them other ids than before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker.db.models import Claim, Hearing, Notice
from tracker.db.sound import value_of
from tracker.ingest.doubt import FEW, HALF, Doubt
from tracker.records.duplicates import same_words
from tracker.records.items import ScrapedHearing

REPEATED: Final = 0.3
"""Share of hearings that repeat others under further ids; a body holds few meetings twice."""


def doubt(again: int, doubled: int, met: int, *, sound_ids: bool) -> Doubt | None:
    """The doubt about a visit of `met` hearings of which `again` came under new ids, and `doubled` stand beside their like."""
    if doubled >= FEW and doubled >= met * REPEATED:
        return Doubt(words=f"{doubled} of {met} hearings repeat what others of them say, under other ids")
    if doubled >= 2 and doubled >= met * HALF:
        return Doubt(words=f"{doubled} of {met} hearings repeat what others of them say, under other ids", once=True)
    if sound_ids and again >= FEW and again >= met * HALF:
        return Doubt(words=f"{again} of {met} hearings came under new ids")
    return None


def repeated_notices(
    connection: Connection, source: str, fresh: Mapping[tuple[str, dt.date | None], int], met: int
) -> list[Doubt]:
    """The doubt about notices told for the first time, most of which say what stored ones say; `met` were told before.

    Agencies give several documents of one day one title, so a few mean nothing.
    """
    days = {day for _title, day in fresh if day is not None}
    fresh_number = sum(fresh.values())
    if fresh_number < FEW or met >= fresh_number or not days:
        return []
    query = (
        select(Notice.title, Notice.published)
        .join(Claim, Claim.record_id == Notice.id)
        .where(Claim.source == source, Notice.published >= min(days), Notice.published <= max(days))
    )
    known = {(row.title, row.published) for row in connection.execute(query)}
    number = sum(count for notice_key, count in fresh.items() if notice_key in known)
    if number < max(FEW, fresh_number * HALF):
        return []
    return [Doubt(words=f"{number} of {fresh_number} new notices repeat what is known, under other ids")]


def same_under_other_ids(
    connection: Connection, source: str, fresh: Sequence[ScrapedHearing]
) -> list[tuple[ScrapedHearing, str]]:
    """New hearings that say what a stored one of the same source says under another id, each with that record's id.

    They begin at the same moment and have the same name and committee; of two candidates neither is sure.
    """
    if not fresh:
        return []
    starts = {hearing.start for hearing in fresh}
    query = (
        select(Hearing.id, Hearing.jurisdiction, Hearing.start, Hearing.record)
        .join(Claim, Claim.record_id == Hearing.id)
        .where(Claim.source == source, Hearing.start >= min(starts), Hearing.start <= max(starts))
    )
    there: dict[tuple[Any, ...], list[str]] = {}
    for row in connection.execute(query):
        if row.start in starts:
            known = value_of(ScrapedHearing, row.record, row.id)
            if known is None:
                continue
            there.setdefault(_likeness(known), []).append(row.id)
    claimed: dict[tuple[Any, ...], list[ScrapedHearing]] = {}
    for hearing in fresh:
        claimed.setdefault(_likeness(hearing), []).append(hearing)
    return [
        (same[0], there[alike][0])
        for alike, same in claimed.items()
        if len(same) == 1 and len(there.get(alike, ())) == 1 and same[0].id != there[alike][0]
    ]


def _likeness(hearing: ScrapedHearing) -> tuple[Any, ...]:
    return hearing.jurisdiction, hearing.start, same_words(hearing.name), same_words(hearing.committee)
