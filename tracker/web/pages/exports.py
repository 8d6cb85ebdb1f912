"""Lists as files and feeds: exactly what the page beside them shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from operator import attrgetter
from typing import Any, Final

import orjson
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.exports import feeds
from tracker.exports.cells import csv_cell, match_cell
from tracker.exports.feeds import Entry, Feed
from tracker.records import ocd_json
from tracker.records.changes import CHANGE_KINDS, Change
from tracker.records.place_names import place_name
from tracker.records.text import shown_number
from tracker.web import bill_answers, bill_lists, choices, filters, hearing_lists
from tracker.web.access import ANYONE
from tracker.web.bill_lists import Wanted
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages
from tracker.web.templating import local_date, short
from tracker.web.unknown import unknown

pages = Pages()
FEED_LENGTH: Final = 50
_CHANGES: Final = 1_000
"""Changes of one file or feed; of a busy fortnight the oldest are left out."""
_LATELY: Final = dt.timedelta(days=14)
_PART: Final = 500
BILL_COLUMNS: Final = (
    "id",
    "identifier",
    "jurisdiction",
    "legislative_session",
    "title",
    "stage",
    "latest_action_date",
    "latest_action_description",
    "topics",
    "address",
    "stage_basis",
)


def _wanted(ask: Ask) -> Wanted:
    """What was asked for; a file has no place for a kind word, so what cannot be read is refused."""
    with ask.reading() as connection:
        wanted = filters.bills(ask.request.query_params, connection, ask.language)
        if wanted.faults:
            raise Problem(422, "That could not be understood", "; ".join(wanted.faults.values()))
        return bill_answers.meant(connection, ask.site.flagged.now(), wanted.wanted)


def _states(ask: Ask) -> Sequence[str]:
    """The state that the words of the address name, where it names no place otherwise."""
    named = Wanted(words=ask.sent("q", filters.WORDS_LIMIT), places=ask.places())
    return bill_answers.states_named(named)


def _parts(ask: Ask, wanted: Wanted) -> Iterator[tuple[Connection, bill_lists.Found]]:
    """All pages of a list, a few hundred bills at a time, at one moment's state."""
    flagged = ask.site.flagged.now()
    with reading(ask.site.engine) as connection:
        cursor: str | None = ""
        while cursor is not None:
            page = bill_lists.find(connection, flagged, wanted, cursor=cursor, limit=_PART)
            yield connection, replace(page, excerpts={})
            cursor = page.next


@pages.get("/bills.csv", ANYONE, reads=filters.BILLS)
def bills_csv(ask: Ask) -> Response:
    """The list for a spreadsheet; no cell is taken for a formula."""
    wanted = _wanted(ask)

    def lines() -> Iterator[str]:
        yield _csv_lines([BILL_COLUMNS])
        for _connection, page in _parts(ask, wanted):  # hundreds at once: each piece is a thread's turn
            yield _csv_lines(_cells(ask, row, page.matches.get(row.id, ())) for row in page.rows)

    return _file(ask, StreamingResponse(lines(), media_type="text/csv; charset=utf-8"), "bills.csv")


def _cells(ask: Ask, row: Any, matches: Iterable[dict[str, Any]]) -> list[Any]:
    more = {"topics": list(map(match_cell, matches)), "address": f"{ask.site.url}/bills/{row.id}"}
    more["stage_basis"] = ocd_json.stage_basis(row)
    return [csv_cell(more.get(name, getattr(row, name, None))) for name in BILL_COLUMNS]


def _csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue()


@pages.get("/bills.json", ANYONE, reads=filters.BILLS)
def bills_json(ask: Ask) -> Response:
    """The list as a JSON array, as `tracker bills --format json --brief` gives it."""
    wanted = _wanted(ask)

    def pieces() -> Iterator[bytes]:
        yield b"["
        between = b""
        for connection, page in _parts(ask, wanted):
            rows = queries.bills_by_id(connection, [row.id for row in page.rows])
            views = (
                ocd_json.bill(rows[row.id], page.matches.get(row.id, ()), brief=True)
                for row in page.rows
                if row.id in rows
            )
            if piece := b",\n".join(orjson.dumps(view, default=str) for view in views):
                yield between + piece
                between = b",\n"
        yield b"]\n"

    return _file(ask, StreamingResponse(pieces(), media_type="application/json"), "bills.json")


def _file(ask: Ask, response: Response, name: str) -> Response:
    with ask.reading() as connection:
        if unread := queries.not_collected(connection, _states(ask)):
            response.headers["X-Not-Collected"] = ", ".join(unread)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@pages.get("/bills.atom", ANYONE, keep=True, reads=filters.BILLS)
def bills_atom(ask: Ask) -> Response:
    """The list as an Atom feed."""
    return _feed(ask, _bills_feed)


@pages.get("/bills.feed.json", ANYONE, keep=True, reads=filters.BILLS)
def bills_feed(ask: Ask) -> Response:
    """The list as a JSON feed."""
    return _feed(ask, _bills_feed)


def _feed(ask: Ask, made: Callable[[Ask, str], Feed]) -> Response:
    path = ask.request.scope["path"]
    query = ask.request.url.query
    feed = with_gaps(ask, made(ask, f"{ask.site.url}{path}" + (f"?{query}" if query else "")), _states(ask))
    if path.endswith(".atom"):
        return Response(feeds.atom(feed), media_type="application/atom+xml; charset=utf-8")
    return Response(feeds.json_feed(feed), media_type="application/feed+json; charset=utf-8")


def with_gaps(ask: Ask, feed: Feed, named: Sequence[str] = ()) -> Feed:
    """The feed with a word about places it is of that were not read, those that its words `named` too."""
    with ask.reading() as connection:
        return replace(feed, about=unknown(connection, (*ask.places(), *named), ask.language))


def _bills_feed(ask: Ask, own: str) -> Feed:
    with ask.reading() as connection:
        page = bill_lists.find(connection, ask.site.flagged.now(), _wanted(ask), limit=FEED_LENGTH)
        whole = queries.bills_by_id(connection, [row.id for row in page.rows])
    titles = choices.topic_titles()
    entries = []
    for row in (candidate for candidate in page.rows if candidate.id in whole):
        matches = page.matches.get(row.id, [])
        entries.append(
            Entry(
                address=f"{ask.site.url}/bills/{row.id}",
                title=f"{shown_number(row.id)} ({place_name(row.jurisdiction)}): {short(row.title, 200)}",
                text="\n".join(_told(row, matches, titles)),
                updated=row.changed_at,
                published=whole[row.id].first_seen,
                labels=[titles.get(match["topic"], match["topic"]) for match in matches],
            )
        )
    return Feed(
        title="Bills · Mental Health Policy Tracker",
        address=f"{ask.site.url}/bills",
        own=own,
        entries=entries,
        read_at=clock.now(),
    )


def _told(row: Any, matches: list[dict[str, Any]], titles: Mapping[str, str]) -> Iterator[str]:
    if row.latest_action_date:
        yield f"{row.latest_action_date.isoformat()}: {row.latest_action_description or ''}"
    for match in matches[:3]:
        for reason in match["reasons"][:1]:
            topic, excerpt = titles.get(match["topic"], match["topic"]), reason["excerpt"]
            yield f"{topic} ({match['score']} of 100): {excerpt.replace('«', '').replace('»', '')}"


@pages.get("/hearings.atom", ANYONE, keep=True, reads=filters.RECORDS)
def hearings_atom(ask: Ask) -> Response:
    """Coming hearings as an Atom feed."""
    return _feed(ask, _hearings_feed)


@pages.get("/hearings.feed.json", ANYONE, keep=True, reads=filters.RECORDS)
def hearings_feed(ask: Ask) -> Response:
    """Coming hearings as a JSON feed."""
    return _feed(ask, _hearings_feed)


def _hearings_feed(ask: Ask, own: str) -> Feed:
    with ask.reading() as connection:
        page = hearing_lists.coming(
            connection,
            places=ask.places(),
            topics=ask.topics(),
            everything=ask.yes("all"),
            limit=FEED_LENGTH,
        )
    entries = []
    for row in page.rows:
        record = ocd_json.parsed(row.record)
        day = local_date(row.start, record["timezone"])
        bills = ", ".join(key.rsplit("/", 1)[-1] for key in page.heard.get(row.id, ()))
        sentences = [
            f"{day.isoformat()} {record.get('location') or ''}",
            f"Bills: {bills}" if bills else "",
            feeds.standing(row.status, listed=row.vanished_at is None),
        ]
        entries.append(
            Entry(
                address=f"{ask.site.url}/hearings/{row.id}",
                title=f"{day.isoformat()} {place_name(row.jurisdiction)}: {short(row.name, 160)}",
                text="\n".join(part for part in sentences if part.strip()),
                updated=row.changed_at,
                published=row.first_seen,
            )
        )
    title = "Hearings · Mental Health Policy Tracker"
    return Feed(title=title, address=f"{ask.site.url}/hearings", own=own, entries=entries, read_at=clock.now())


@pages.get("/notices.atom", ANYONE, keep=True, reads=filters.RECORDS)
def notices_atom(ask: Ask) -> Response:
    """Rule-makings as an Atom feed."""
    return _feed(ask, _notices_feed)


@pages.get("/notices.feed.json", ANYONE, keep=True, reads=filters.RECORDS)
def notices_feed(ask: Ask) -> Response:
    """Rule-makings as a JSON feed."""
    return _feed(ask, _notices_feed)


def _until(notice: Any) -> str:
    """Until when one may comment on a rule-making."""
    if ocd_json.parsed(notice.record)["status"] == "withdrawn":
        return "Withdrawn: no comment is asked for any more."
    return f"Comments close {notice.comments_close.isoformat() if notice.comments_close else 'on a day not given'}."


def _notices_feed(ask: Ask, own: str) -> Feed:
    with ask.reading() as connection:
        rows = queries.notices(
            connection,
            topics=ask.topics(),
            jurisdictions=ask.places(),
            flagged=not ask.yes("all"),
            open_on=clock.today(),
        )
        chosen = [row for row, _number in zip(rows, range(FEED_LENGTH), strict=False)]
    entries = [
        Entry(
            address=f"{ask.site.url}/notices/{row.id}",
            title=short(row.title, 200),
            text=_until(row),
            updated=row.changed_at,
            published=row.first_seen,
        )
        for row in chosen
    ]
    title = "Rulemaking · Mental Health Policy Tracker"
    return Feed(title=title, address=f"{ask.site.url}/notices", own=own, entries=entries, read_at=clock.now())


@pages.get("/changes.atom", ANYONE, keep=True, reads=("all",))
def changes_atom(ask: Ask) -> Response:
    """What changed in flagged bills during the last two weeks, with `all=1` in all bills, as an Atom feed."""
    return _feed(ask, _changes_feed)


def changes_feed(ask: Ask) -> Response:
    """The same as a JSON feed."""
    return _feed(ask, _changes_feed)


def newest_changes(ask: Ask, connection: Connection) -> Sequence[Change]:
    """The newest changes that are news, of the last two weeks, oldest first: of flagged bills, with `all=1` of everything."""
    since, records = clock.now() - _LATELY, None
    if not ask.yes("all"):
        lately = (entry for entry in ask.site.flagged.now().entries if entry.changed >= since)
        records = [entry.id for entry in nlargest(_CHANGES, lately, key=attrgetter("changed"))]
    changes = queries.changes(connection, records=records, since=since)
    return deque((change for change in changes if change.quiet is None), maxlen=_CHANGES)


def _changes_feed(ask: Ask, own: str) -> Feed:
    with ask.reading() as connection:
        changes = newest_changes(ask, connection)
        rows = {row.id: row for row in bill_lists.rows_by_id(connection, [moved.record for moved in changes])}
    entries = []
    for change in [moved for moved in changes if moved.record in rows][-FEED_LENGTH:][::-1]:
        row = rows[change.record]
        moves = "; ".join(f"{move.aspect}: {move.after}" for move in change.moves if move.after)
        assert change.seen_at is not None
        entries.append(
            Entry(
                address=f"{ask.site.url}/bills/{row.id}#change-{change.sequence}",
                title=f"{shown_number(row.id)}: {CHANGE_KINDS[change.kind]}",
                text=f"{row.title}\n{moves}",
                updated=change.seen_at,
            )
        )
    title = "Changes · Mental Health Policy Tracker"
    return Feed(title=title, address=f"{ask.site.url}/bills", own=own, entries=entries, read_at=clock.now())
