"""Hold what a visit lists against what its source listed before, and what is stored of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, select

from tracker import clock
from tracker.db.models import Claim, Hearing
from tracker.ingest import listing, new_ids
from tracker.ingest.doubt import Doubt
from tracker.ingest.drift import Evidence
from tracker.ingest.listing import Listing
from tracker.ingest.sift import Group
from tracker.ingest.source import Source
from tracker.ingest.verdict import Counts
from tracker.records.items import OFF
from tracker.records.jurisdictions import jurisdiction


def doubts(
    connection: Connection,
    name: str,
    source: Source,
    now: Listing,
    before: Listing | None,
    evidence: Mapping[Group, Evidence],
    counts: Counts,
) -> list[Doubt]:
    """Doubts about what a whole visit lists, after a source's first one; of pages that failed only what was read counts."""
    seen = evidence.values()
    fresh = sum((evidence_part.new_bills for evidence_part in seen), Counter[str]())
    all_doubts = listing.exchanged_sessions(now, before, fresh) if before and not source.changes_only else []
    if counts.errors:
        return all_doubts + (listing.of_another_time(now, before) if before else [])
    if source.sound_ids:
        for evidence_part in seen:
            all_doubts += new_ids.repeated_notices(connection, name, evidence_part.new_notices, evidence_part.met)
    new = sum(evidence_part.new for evidence_part in seen if evidence_part.what == "hearing")
    all_doubts += listing.missing_hearings(
        now, before, coming(connection, name), lists_all=source.lists_all_upcoming, new=new
    )
    if not source.changes_only:
        sessions = list(before.bills) if before else []
        still_open = open_sessions(sessions, clock.today())
        known = bills_known(connection, name, sessions)
        all_doubts += listing.missing_bills(now, before, known, fresh, still_open=still_open)
        all_doubts += listing.missing_others(now, before, _new_others(evidence)) if before else []
        if not (now.bills or now.hearings):
            all_doubts += listing.silent_bills(before, still_open)
    return all_doubts


def is_counted(source: Source, now: Listing, before: Listing | None) -> bool:
    """Whether the number of records says something: bills and hearings are held against the last list one by one."""
    return not source.changes_only and (before is None or not (now.bills or now.hearings))


def _new_others(evidence: Mapping[Group, Evidence]) -> dict[str, int]:
    parts = {"person": "person", "organization": "org"}
    return {f"{place}/{parts[what]}": seen.new for (place, what), seen in evidence.items() if what in parts}


def coming(connection: Connection, source: str) -> dict[str, dt.datetime]:
    """The hearings of a source that are still ahead and on; what was called off may leave a list at any time."""
    query = (
        select(Hearing.id, Hearing.start)
        .join(Claim, Claim.record_id == Hearing.id)
        .where(Claim.source == source, Hearing.start > clock.now(), Hearing.vanished_at.is_(None))
        .where(Hearing.status.not_in(OFF))
    )
    return {row.id: row.start for row in connection.execute(query)}


def bills_known(connection: Connection, source: str, sessions: Iterable[str]) -> dict[str, int]:
    """How many bills of each session, such as `us-or/2026R1`, a source ever told."""
    numbers = {}
    for session in sessions:
        mine = (Claim.source == source, Claim.record_id > f"{session}/", Claim.record_id < f"{session}0")
        query = select(func.count()).where(*mine, Claim.what == "bill")
        numbers[session] = connection.execute(query).scalar_one()
    return numbers


def open_sessions(sessions: Iterable[str], today: dt.date) -> list[str]:
    """Of sessions such as `us-or/2026R1` those that sit today; where no calendar is known, a session may."""
    sitting = []
    for session in sessions:
        code, _slash, name = session.partition("/")
        place = jurisdiction(code)
        now = place.sitting(today) if place is not None else None
        named = place is not None and any(place_sitting.session == name for place_sitting in place.sittings)
        if place is None or (now is not None and (now.session == name or not named)):
            sitting.append(session)
    return sitting
