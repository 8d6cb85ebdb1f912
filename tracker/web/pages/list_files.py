"""Hearings, deadlines, rule-makings and changes as files and feeds, as the pages beside them show them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from starlette.responses import Response

from tracker import clock
from tracker.db import queries
from tracker.deadlines.queries import Wanted
from tracker.exports import rows as export_rows
from tracker.exports.cells import csv_cell
from tracker.exports.feeds import atom, json_feed
from tracker.records import ocd_json
from tracker.web import filters
from tracker.web.access import ANYONE
from tracker.web.pages.exports import changes_feed, newest_changes, with_gaps
from tracker.web.request_context import Ask, Pages

pages = Pages()
_NOTICE: Final = (
    "id",
    "jurisdiction",
    "classification",
    "title",
    "agencies",
    "published",
    "comments_close",
    "status",
    "topics",
)
_CHANGE: Final = ("sequence", "seen_at", "kind", "what", "record", "happened", "moves")


def _wanted(ask: Ask) -> Wanted:
    return Wanted(topics=ask.topics(), places=ask.places(), everything=ask.yes("all"))


def _rows(ask: Ask, what: str, *, flat: bool) -> list[dict[str, Any]]:
    with ask.reading() as connection:
        return list(export_rows.rows(connection, what, _wanted(ask), clock.now(), flat=flat))


def csv_file(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], name: str) -> Response:
    """Rows as a file for a spreadsheet; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(row.get(column)) for column in columns] for row in rows)
    return _file(text.getvalue().encode(), "text/csv; charset=utf-8", name)


def json_file(rows: list[dict[str, Any]], name: str) -> Response:
    """Rows as a file of JSON."""
    return _file(orjson.dumps(rows, default=str), "application/json", name)


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "public, max-age=60"}
    return Response(body, 200, headers, kind)


@pages.get("/hearings.csv", ANYONE, reads=filters.RECORDS)
def hearings_csv(ask: Ask) -> Response:
    """Coming hearings for a spreadsheet."""
    return csv_file(_rows(ask, "hearings", flat=True), export_rows.COLUMNS["hearings"], "hearings.csv")


@pages.get("/hearings.json", ANYONE, reads=filters.RECORDS)
def hearings_json(ask: Ask) -> Response:
    """Coming hearings as a JSON array."""
    return json_file(_rows(ask, "hearings", flat=False), "hearings.json")


@pages.get("/deadlines.csv", ANYONE, reads=filters.RECORDS)
def deadlines_csv(ask: Ask) -> Response:
    """What is due, for a spreadsheet."""
    return csv_file(_rows(ask, "deadlines", flat=True), export_rows.COLUMNS["deadlines"], "deadlines.csv")


@pages.get("/deadlines.json", ANYONE, reads=filters.RECORDS)
def deadlines_json(ask: Ask) -> Response:
    """What is due, as a JSON array."""
    return json_file(_rows(ask, "deadlines", flat=False), "deadlines.json")


@pages.get("/deadlines.atom", ANYONE, keep=True, reads=filters.RECORDS)
def deadlines_atom(ask: Ask) -> Response:
    """What is due, as an Atom feed."""
    with ask.reading() as connection:
        feed = export_rows.feed_of(connection, "deadlines", _wanted(ask), clock.now())
    return Response(atom(with_gaps(ask, feed)), media_type="application/atom+xml; charset=utf-8")


@pages.get("/deadlines.feed.json", ANYONE, keep=True, reads=filters.RECORDS)
def deadlines_feed(ask: Ask) -> Response:
    """What is due, as a JSON feed."""
    with ask.reading() as connection:
        feed = export_rows.feed_of(connection, "deadlines", _wanted(ask), clock.now(), form="feed.json")
    return Response(json_feed(with_gaps(ask, feed)), media_type="application/feed+json; charset=utf-8")


def _notices(ask: Ask) -> list[dict[str, Any]]:
    wanted = _wanted(ask)
    with ask.reading() as connection:
        notice_rows = queries.notices(
            connection,
            topics=wanted.topics,
            jurisdictions=wanted.places,
            flagged=not wanted.everything,
            open_on=None if ask.yes("past") else clock.today(),
        )
        rows = list(notice_rows)
        matches = queries.matches_of(connection, [row.id for row in rows])
    return [ocd_json.notice(row, matches.get(row.id, ())) for row in rows]


@pages.get("/notices.csv", ANYONE, reads=(*filters.RECORDS, "past"))
def notices_csv(ask: Ask) -> Response:
    """Rule-makings for a spreadsheet."""
    rows = _notices(ask)
    for row in rows:
        row["topics"] = [f"{match['topic']} {match['score']}" for match in row["matches"]]
    return csv_file(rows, _NOTICE, "notices.csv")


@pages.get("/notices.json", ANYONE, reads=(*filters.RECORDS, "past"))
def notices_json(ask: Ask) -> Response:
    """Rule-makings as a JSON array."""
    return json_file(_notices(ask), "notices.json")


def _changes(ask: Ask) -> list[dict[str, Any]]:
    with ask.reading() as connection:
        rows = newest_changes(ask, connection)
    return [
        {
            "sequence": change.sequence,
            "seen_at": change.seen_at,
            "kind": change.kind,
            "what": change.what,
            "record": change.record,
            "happened": change.happened,
            "moves": [{"aspect": move.aspect, "before": move.before, "after": move.after} for move in change.moves],
        }
        for change in reversed(rows)
    ]


@pages.get("/changes.csv", ANYONE, reads=("all",))
def changes_csv(ask: Ask) -> Response:
    """What changed in flagged bills during the last two weeks, with `all=1` in everything, for a spreadsheet."""
    return csv_file(_changes(ask), _CHANGE, "changes.csv")


@pages.get("/changes.json", ANYONE, reads=("all",))
def changes_json(ask: Ask) -> Response:
    """The same as a JSON array."""
    return json_file(_changes(ask), "changes.json")


@pages.get("/changes.feed.json", ANYONE, keep=True, reads=("all",))
def changes_as_json_feed(ask: Ask) -> Response:
    """What changed in flagged bills during the last two weeks, with `all=1` in all bills, as a JSON feed."""
    return changes_feed(ask)
