"""Answer programs: the same facts as the pages, as JSON in Open Civic Data's words, documented with OpenAPI."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi.routing import APIRoute
from pydantic import BeforeValidator
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from tracker import clock
from tracker.db import queries, search
from tracker.db.engine import reading
from tracker.deadlines.queries import Wanted as DeadlinesWanted
from tracker.exports import rows as export_rows
from tracker.exports.bill_view import bill_view
from tracker.records import ocd_json
from tracker.records.changes import Change
from tracker.records.place_names import place_name
from tracker.records.stages import STAGES
from tracker.vocabulary import check_all, check_parameters, check_place, check_session, check_topic
from tracker.web import api_models as shapes
from tracker.web import bill_answers, bill_lists, hearing_lists
from tracker.web import choices as web_choices
from tracker.web.app_state import Site
from tracker.web.bill_lists import Wanted
from tracker.web.errors import Problem
from tracker.web.kept_page import marked

_JSON: Final = "application/json"

_PROBLEM: Final[dict[int | str, dict[str, Any]]] = {
    code: {"model": shapes.Problem, "description": sentence, "content": {"application/problem+json": {}}}
    for code, sentence in (
        (400, "A question that cannot be understood."),
        (404, "Nothing is here: an unknown record, or a cursor that is not one of ours."),
        (422, "A parameter out of range."),
    )
}
_MISSING: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": shapes.Problem, "description": "We do not hold it.", "content": {"application/problem+json": {}}}
}

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def _operation(route: APIRoute) -> str:
    """The name of a question in programs that are made from the description: listBills, getBill."""
    return ("list" if route.name.endswith("s") else "get") + route.name.capitalize()


def _known_parameters(request: Request) -> None:
    """Refuse a parameter that this question does not have, with the nearest one that it has."""
    route: APIRoute = request.scope["route"]
    check_parameters(request.query_params, [field.alias for field in route.dependant.query_params])


router = APIRouter(
    prefix="/api/v1",
    responses=_PROBLEM,
    tags=["Records"],
    generate_unique_id_function=_operation,
    dependencies=[Depends(_known_parameters)],
)


def _iso_day(given: object) -> object:
    if isinstance(given, str) and not _DAY.match(given):
        raise ValueError("expected a date such as 2026-11-23")
    return given


Cursor = Annotated[str, Query(max_length=400, description="`next` of an earlier answer.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Items on a page.")]
Place = Annotated[list[str], Query(max_length=60, description="Only these places, such as us-ma.")]
Topic = Annotated[list[str], Query(max_length=40, description="Only what one of these topics flags.")]
_WRITTEN_OUT: Final = BeforeValidator(_iso_day)
"""Dates are dates: pydantic alone takes numbers for seconds since 1970."""
Everything = Annotated[bool, Query(alias="all", description="Also what no topic flags.")]


def _topics(given: list[str]) -> tuple[str, ...]:
    """Topics that there are; raises UnknownName, which is answered with 422."""
    return check_all(given, lambda name: check_topic(name, web_choices.topic_titles()))


def _places(given: list[str], connection: Connection) -> tuple[str, ...]:
    """Places that there are; raises UnknownName, which is answered with 422."""
    return check_all(given, lambda name: check_place(name, connection))


@contextmanager
def _read(request: Request) -> Iterator[tuple[Site, Connection]]:
    request.scope["page"] = request.scope["route"].path
    site: Site = request.app.state.site
    with reading(site.engine) as connection:
        yield site, connection


def _page(request: Request, items: list[Any], after: str | None) -> Response:
    answer: dict[str, Any] = {"items": items, "next": after}
    places = request.query_params.getlist("place")
    if not items and not places:
        with _read(request) as (_site, connection):
            if unread := queries.not_collected(connection, ()):
                answer["not_collected"] = unread
    if places:
        with _read(request) as (_site, connection):
            names = _places(places, connection)
            answer["not_collected"] = queries.unread_places(connection, names)
            late = queries.not_readable(connection, names, clock.now())
            answer["not_readable"] = [gap._asdict() for gap in late]
    body = orjson.dumps(answer, default=str)
    headers = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}
    if after:
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        headers["Link"] = f'<{request.scope["path"]}?{urlencode([*pairs, ("cursor", after)])}>; rel="next"'
    return marked(Response(body, 200, headers, _JSON), request)


def _one(item: Any) -> Response:
    headers = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}
    return Response(orjson.dumps(item, default=str), 200, headers, _JSON)


def _without(matches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Matches as lists show them."""
    return [{"topic": match["topic"], "score": match["score"]} for match in matches]


_WORDS: Final = (
    'All words, "phrases", beginnings*. As on the page and in its files the name of a state says where, '
    "and Spanish words of the field are asked in English."
)


@router.get("/bills", response_model=shapes.BillPage, summary="List or search bills")
def bills(
    request: Request,
    q: Annotated[str | None, Query(max_length=200, description=_WORDS)] = None,
    topic: Topic = [],  # noqa: B006 - pydantic copies it
    place: Place = [],  # noqa: B006
    session: Annotated[list[str], Query(max_length=40, description="Only these sessions.")] = [],  # noqa: B006
    stage: Annotated[list[Literal[STAGES]], Query(description="Only bills at these stages.")] = [],  # type: ignore[valid-type]  # noqa: B006
    min_score: Annotated[int, Query(ge=0, le=100, description="Only bills some topic scores this high.")] = 0,
    since: Annotated[dt.date | None, _WRITTEN_OUT, Query(description="Latest action on or after this day.")] = None,
    everything: Everything = False,
    possible: Annotated[bool, Query(description="Instead: what no rule flags and an estimate calls possible.")] = False,
    order: Annotated[Literal["newest"] | None, Query(description="Newest action first.")] = None,
    cursor: Cursor = "",
    limit: Limit = 20,
) -> Response:
    """Bills that fit, what matters first."""
    wanted = Wanted(
        words=(q or "").replace("\x00", " ").strip(),
        topics=_topics(topic),
        stages=stage,
        score=min_score,
        since=since,
        all_bills=everything,
        possible=possible,
        order=order or "",
    )
    if wanted.words and not search.has_words(wanted.words):
        return _page(request, [], None)  # no record has a word in it that has no letter
    with _read(request) as (site, connection):
        places = _places(place, connection)
        sessions = check_all(session, lambda name: check_session(name, connection))
        wanted = replace(wanted, places=places, sessions=sessions)
        flagged = site.flagged.now()
        wanted = bill_answers.meant(connection, flagged, wanted) if wanted.words else wanted
        page = bill_lists.find(connection, flagged, wanted, cursor=cursor, limit=limit)
        rows = queries.bills_by_id(connection, [row.id for row in page.rows])
    items = [
        ocd_json.bill(rows[row.id], page.matches.get(row.id, ()), brief=True) for row in page.rows if row.id in rows
    ]
    return _page(request, items, page.next)


@router.get("/bills/{place}/{session}/{identifier}", response_model=shapes.Bill, responses=_MISSING, summary="One bill")
def bill(request: Request, place: str, session: str, identifier: str) -> Response:
    """A bill with its history, hearings, reasons and changes."""
    with _read(request) as (_site, connection):
        row = queries.bill_row(connection, _key(place, session, identifier))
        if row is None:
            raise Problem(404, "We do not hold this bill")
        if row.id != _key(place, session, identifier):
            return RedirectResponse(f"/api/v1/bills/{row.id}", 301)
        return _one(bill_view(connection, row))


def _key(*parts: str) -> str:
    return "/".join(part.replace("\x00", "") for part in parts)


@router.get("/hearings", response_model=shapes.HearingPage, summary="List coming hearings")
def hearings(
    request: Request,
    topic: Topic = [],  # noqa: B006
    place: Place = [],  # noqa: B006
    everything: Everything = False,
    after: Annotated[
        dt.date | None, _WRITTEN_OUT, Query(description="Beginning on or after this day; today by default.")
    ] = None,
    before: Annotated[dt.date | None, _WRITTEN_OUT, Query(description="Beginning before this day.")] = None,
    cursor: Cursor = "",
    limit: Limit = 40,
) -> Response:
    """Hearings that a topic flags, or that hear a bill it flags, soonest first."""
    with _read(request) as (_site, connection):
        page = hearing_lists.coming(
            connection,
            places=_places(place, connection),
            topics=_topics(topic),
            everything=everything,
            after=_midnight(after),
            before=_midnight(before),
            limit=limit,
            cursor=cursor,
        )
    items = [ocd_json.hearing(row, page.heard.get(row.id, ()), brief=True) for row in page.rows]
    return _page(request, items, page.next)


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) if day else None


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Problem(400, "That could not be understood", "cursor: expected the one of an earlier answer") from None


@router.get("/deadlines", response_model=shapes.DeadlinePage, summary="List what is due")
def deadlines(request: Request, topic: Topic = [], place: Place = [], everything: Everything = False) -> Response:  # noqa: B006
    """What is due for flagged hearings and rule-makings, soonest first, with how, on what basis and how sure."""
    with _read(request) as (_site, connection):
        wanted = DeadlinesWanted(topics=_topics(topic), places=_places(place, connection), everything=everything)
        items = list(export_rows.rows(connection, "deadlines", wanted, clock.now()))
    return _page(request, items, None)


@router.get("/hearings/{place}/{key}", response_model=shapes.Hearing, responses=_MISSING, summary="One hearing")
def hearing(request: Request, place: str, key: str) -> Response:
    """A hearing with its agenda and the bills it hears."""
    whole = _key(place, key)
    with _read(request) as (_site, connection):
        row = queries.hearing_row(connection, whole)
        if row is None:
            raise Problem(404, "We do not hold this hearing")
        return _one(ocd_json.hearing(row, queries.heard_bills(connection, [whole]).get(whole, ())))


@router.get("/notices", response_model=shapes.NoticePage, summary="List rule-makings")
def notices(
    request: Request,
    topic: Topic = [],  # noqa: B006
    place: Place = [],  # noqa: B006
    everything: Everything = False,
    only_open: Annotated[bool, Query(alias="open", description="Only those that still take comments.")] = True,
    limit: Limit = 40,
) -> Response:
    """Rule-makings that a topic flags, the soonest closing comment period first."""
    with _read(request) as (_site, connection):
        rows = queries.notices(
            connection,
            jurisdictions=_places(place, connection),
            topics=_topics(topic),
            flagged=not everything,
            open_on=clock.today() if only_open else None,
        )
        chosen = [row for row, _number in zip(rows, range(limit), strict=False)]
        matches = queries.matches_of(connection, [row.id for row in chosen])
    return _page(request, [ocd_json.notice(row, _without(matches.get(row.id, []))) for row in chosen], None)


@router.get("/notices/{place}/{key}", response_model=shapes.Notice, responses=_MISSING, summary="One rule-making")
def notice(request: Request, place: str, key: str) -> Response:
    """A rule-making with the reasons why it is flagged."""
    whole = _key(place, key)
    with _read(request) as (_site, connection):
        row = queries.notice_row(connection, whole)
        if row is None:
            raise Problem(404, "We do not have this proposed rule")
        return _one(ocd_json.notice(row, queries.matches_of(connection, [whole]).get(whole, ())))


@router.get("/changes", response_model=shapes.ChangePage, summary="What changed")
def changes(
    request: Request,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only changes after this sequence number.")] = 0,
    limit: Limit = 100,
) -> Response:
    """Changes in the order in which they were seen; a program that asks with the last number misses none."""
    with _read(request) as (_site, connection):
        entries = [change for change, _n in zip(queries.changes(connection, after=after), range(limit), strict=False)]
    return _page(request, [_change(change) for change in entries], None)


def _change(change: Change) -> dict[str, Any]:
    return {
        "sequence": change.sequence,
        "kind": change.kind,
        "what": change.what,
        "record": change.record,
        "happened": change.happened,
        "seen_at": change.seen_at,
        "quiet": change.quiet,
        "moves": [{"aspect": move.aspect, "before": move.before, "after": move.after} for move in change.moves],
    }


@router.get("/topics", response_model=shapes.TopicPage, summary="All topics")
def topics(request: Request) -> Response:
    """The topics and how many bills each flags now."""
    request.scope["page"] = "/api/v1/topics"
    counts: dict[str, int] = {}
    site: Site = request.app.state.site
    for entry in site.flagged.now().entries:
        for slug in entry.topics:
            counts[slug] = counts.get(slug, 0) + 1
    titles = web_choices.topic_titles()
    slugs = sorted(titles.keys() | counts.keys())
    items = [{"slug": slug, "title": titles.get(slug, slug), "bills": counts.get(slug, 0)} for slug in slugs]
    return _page(request, items, None)


@router.get("/places", response_model=shapes.PlacePage, summary="All places")
def places(request: Request) -> Response:
    """The places there is something of, and how many flagged bills each has."""
    counts: dict[str, int] = {}
    with _read(request) as (site, connection):
        codes = web_choices.choices(connection).places.keys()
    for entry in site.flagged.now().entries:
        counts[entry.jurisdiction] = counts.get(entry.jurisdiction, 0) + 1
    items = [{"code": code, "name": place_name(code), "flagged": counts.get(code, 0)} for code in codes]
    return _page(request, items, None)


@router.get("/sources", response_model=shapes.SourcePage, summary="All sources and how fresh they are")
def sources(request: Request) -> Response:
    """Where the facts come from, and when each source was last read well."""
    with _read(request) as (_site, connection):
        items = [
            {
                "name": row.name,
                "jurisdiction": row.jurisdiction,
                "publisher": row.publisher,
                "url": row.url,
                "kind": row.kind,
                "last_verdict": row.last_verdict,
                "last_run_at": row.last_run_at,
                "last_good_at": row.last_good_at,
                "last_change_at": row.last_change_at,
            }
            for row in queries.sources(connection)
        ]
    return _page(request, items, None)
