"""Make the rows and feed entries of exports from what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection

from tracker.db import queries
from tracker.deadlines import views
from tracker.deadlines.model import KINDS, spoken_moment
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import BACK, Wanted, fits, gather, reckoned
from tracker.exports.feeds import Entry, Feed, standing
from tracker.exports.feeds import atom as written
from tracker.records import ocd_json
from tracker.records.place_names import place_name
from tracker.records.text import line, shown_number

COLUMNS: Final = {
    "bills": ("id", "title", "stage", "latest_action_date", "latest_action_description", "topics", "stage_basis"),
    "hearings": (
        "id",
        "start",
        "end",
        "all_day",
        "timezone",
        "status",
        "name",
        "location",
        "bills",
        "classification",
        "no_longer_listed",
    ),
    "deadlines": views.CSV_COLUMNS,
}
FEED_LENGTH: Final = 100
_PART: Final = 500


def rows(
    connection: Connection, what: str, wanted: Wanted, now: dt.datetime, *, flat: bool = False
) -> Iterator[dict[str, Any]]:
    """The rows of an export as JSON values; `flat` is for tables, where a bill stands by its id alone."""
    if what == "deadlines":
        return map(views.as_json, reckoned(connection, wanted, own_rulebook(), now=now)[0])
    return _bills(connection, wanted) if what == "bills" else _hearings(connection, wanted, now, flat=flat)


def _bills(connection: Connection, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for row, matches in _bill_rows(connection, wanted):
        view = ocd_json.bill(row, matches)
        view["topics"] = [f"{match['topic']} {match['score']}" for match in matches]
        yield view


def _bill_rows(connection: Connection, wanted: Wanted) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """The bills that fit: those followed first, then the flagged ones, best match first."""
    followed = queries.bills_by_id(connection, wanted.bills)
    named = queries.matches_of(connection, followed)
    yield from ((row, named.get(key, [])) for key, row in followed.items())
    if wanted.bills and not wanted.followed:
        return
    query = queries.BillQuery(
        topics=wanted.topics,
        jurisdictions=wanted.places,
        min_score=wanted.min_score or None,
        flagged=not wanted.everything,
    )
    part: list[Any] = []
    for row in queries.bills(connection, query):
        part.append(row)
        if len(part) == _PART:
            yield from _fitting(connection, wanted, part, followed)
            part = []
    yield from _fitting(connection, wanted, part, followed)


def _fitting(
    connection: Connection, wanted: Wanted, part: list[Any], histories: dict[str, Any]
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    matches = queries.matches_of(connection, [row.id for row in part])
    yield from (
        (row, matches.get(row.id, [])) for row in part if row.id not in histories and fits(wanted, row, (), matches)
    )


def _hearings(connection: Connection, wanted: Wanted, now: dt.datetime, *, flat: bool) -> Iterator[dict[str, Any]]:
    gathered = gather(connection, wanted, after=now - dt.timedelta(hours=12))
    stored = queries.hearings_by_id(connection, [hearing.id for hearing in gathered.hearings])
    for hearing in gathered.hearings:
        bills = [key for key, _title in gathered.told[hearing.id].bills]
        view = ocd_json.hearing(stored[hearing.id], bills)
        yield {**view, "bills": bills} if flat else view


def atom(connection: Connection, what: str, wanted: Wanted, now: dt.datetime) -> bytes:
    """An Atom feed of what fits, at most FEED_LENGTH entries."""
    return written(feed_of(connection, what, wanted, now))


def feed_of(connection: Connection, what: str, wanted: Wanted, now: dt.datetime, *, form: str = "atom") -> Feed:
    """What fits as a feed, at most FEED_LENGTH entries; `form` is the end of its own address."""
    from tracker.settings import load

    site = load().site_url.rstrip("/")
    made = {"bills": _bill_entries, "hearings": _hearing_entries, "deadlines": _deadline_entries}[what]
    entries = [entry for entry, _number in zip(made(connection, wanted, now, site), range(FEED_LENGTH), strict=False)]
    title = f"{what.capitalize()} · Mental Health Policy Tracker"
    return Feed(title=title, address=f"{site}/{what}", own=f"{site}/{what}.{form}", entries=entries, read_at=now)


def _bill_entries(connection: Connection, wanted: Wanted, _now: dt.datetime, site: str) -> Iterator[Entry]:
    for row, matches in _bill_rows(connection, wanted):
        reasons = [reason for match in matches for reason in match["reasons"][:1]]
        sentences = [f"{row.latest_action_date or ''} {row.latest_action_description or ''}".strip()]
        sentences.extend(line(str(reason["excerpt"]).replace("«", "").replace("»", ""), 300) for reason in reasons[:3])
        yield Entry(
            address=f"{site}/bills/{row.id}",
            title=line(f"{shown_number(row.id)} ({place_name(row.jurisdiction)}): {row.title}", 300),
            text="\n".join(filter(None, sentences)),
            updated=row.changed_at,
            published=row.first_seen,
            labels=[match["topic"] for match in matches],
        )


def _hearing_entries(connection: Connection, wanted: Wanted, now: dt.datetime, site: str) -> Iterator[Entry]:
    gathered = gather(connection, wanted, after=now - BACK)
    for stored in sorted(gathered.hearings, key=lambda hearing: hearing.changed_at, reverse=True):
        hearing, history = stored.item, gathered.told[stored.id]
        day = hearing.start.date().isoformat()
        bills = ", ".join(key for key, _title in history.bills[:12])
        state = standing(hearing.status, listed=stored.vanished_at is None)
        yield Entry(
            address=f"{site}/hearings/{stored.id}",
            title=line(f"{day} {place_name(hearing.jurisdiction)}: {hearing.name}", 300),
            text="\n".join(filter(None, [state, hearing.location, bills and f"Bills: {bills}", *history.why])),
            updated=stored.changed_at,
            published=stored.first_seen,
        )


def _deadline_entries(connection: Connection, wanted: Wanted, now: dt.datetime, site: str) -> Iterator[Entry]:
    dues, behind = reckoned(connection, wanted, own_rulebook(), now=now)
    changed = {hearing.id: hearing.changed_at for hearing in behind.hearings}
    changed |= {notice.id: notice.changed_at for notice in behind.notices}
    changed |= {request.due.record: request.changed_at for request in behind.requests}
    for due in dues:
        owner = due.record
        sentences = [due.how, due.url, due.basis, f"How sure: {due.confidence}", *due.notes]
        yield Entry(
            address=f"{site}{due.page}#{due.id.removeprefix(f'{owner}/')}",
            title=line(f"{KINDS[due.kind]} until {spoken_moment(due.due)}: {due.title}", 300),
            text="\n".join(filter(None, sentences)),
            updated=changed[owner],
            labels=[due.kind],
        )
