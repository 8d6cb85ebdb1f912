"""Hearings: what is coming, as a list, as a month, and one by one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import Response

from tracker import clock
from tracker.db import queries as db_queries
from tracker.deadlines import queries
from tracker.deadlines.compute import participation
from tracker.deadlines.model import ALONE, STATES
from tracker.deadlines.own_rules import own_rulebook
from tracker.exports.suggestions import suggestions
from tracker.records import ocd_json
from tracker.records.heard_sessions import is_unsure
from tracker.records.items import OFF
from tracker.testimony_kit import draft as testimony_draft
from tracker.testimony_kit import draft_formats
from tracker.web import choices as web_choices
from tracker.web import filters, hearing_lists
from tracker.web.access import ANYONE
from tracker.web.app_state import Site
from tracker.web.deadline_cache import WITHIN
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages

pages = Pages()
_SHOWN: Final = 60
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")


@pages.get("/hearings", ANYONE, keep=True, reads=(*filters.RECORDS, "from", "after"))
def hearings(ask: Ask) -> Response:
    """What is coming, soonest first; with `from`, as of that day."""
    places, topics, everything = ask.places(), ask.topics(), ask.yes("all")
    faults = Faults()
    day = filters.date(ask.sent("from", 10), "from", faults)
    with ask.reading() as connection:
        page = hearing_lists.known(
            ask.site.coming,
            connection,
            places=places,
            topics=topics,
            everything=everything,
            after=hearing_lists.day_begins(day) if day else None,
            cursor=ask.sent("after"),
        )
    return ask.page(
        "hearings.html",
        status=422 if faults else 200,
        found=page,
        choices=ask.choices(),
        everything=everything,
        day=day,
        faults=faults,
        **_narrowed(ask),
    )


@pages.get("/deadlines", ANYONE, keep=True, reads=filters.RECORDS)
def deadlines(ask: Ask) -> Response:
    """What is due, soonest first."""
    places, topics, everything = ask.places(), ask.topics(), ask.yes("all")
    now = clock.now()
    dues = [] if everything else ask.site.due.now().fitting(now, places=places, topics=topics)
    with ask.reading() as connection:
        if everything:
            wanted = queries.Wanted(topics=topics, places=places, everything=True)
            dues = queries.deadlines(connection, wanted, own_rulebook(), now=now, within=WITHIN)
    return ask.page(
        "deadlines.html",
        dues=dues[:_SHOWN],
        more=len(dues) > _SHOWN,
        choices=ask.choices(),
        everything=everything,
        **_narrowed(ask),
    )


@pages.get("/hearings/month", ANYONE, keep=True, reads=(*filters.RECORDS, "month"))
def month(ask: Ask) -> Response:
    """One month on one page."""
    first, everything = _month(ask.sent("month", 7)), ask.yes("all")
    places, topics, now = ask.places(), ask.topics(), clock.now()
    with ask.reading() as connection:
        if everything:
            wanted = queries.Wanted(topics=topics, places=places, everything=True)
            month_dues = queries.deadlines(connection, wanted, own_rulebook(), now=now, within=WITHIN)
            dues = hearing_lists.due_days(month_dues)
        else:
            dues = _due_days(ask.site, connection, now, places, topics)
        hearings = ask.site.days.to(
            connection,
            (first, places, topics, everything),
            lambda: hearing_lists.days(connection, first, places=places, topics=topics, everything=everything),
        )
    shown = hearing_lists.month(first, hearings, dues)
    return ask.page("month.html", month=shown, choices=ask.choices(), everything=everything, **_narrowed(ask))


def _due_days(
    site: Site, connection: Connection, now: dt.datetime, places: tuple[str, ...], topics: tuple[str, ...]
) -> hearing_lists.Days:
    """What is due on each day; made anew where time took one away or brought one near."""
    dues = site.due.now().fitting(now, places=places, topics=topics)
    question = (site.due.edition(), places, topics, len(dues), *(due.id for due in (*dues[:1], *dues[-1:])))
    return site.days.to(connection, question, lambda: hearing_lists.due_days(dues))


def _month(text: str) -> dt.date:
    if not text:
        return hearing_lists.month_ahead(clock.today())
    match = _MONTH.match(text)
    if match is None:
        raise Problem(422, "That could not be understood", "A month is written as 2026-11.")
    return dt.date(int(match[1]), int(match[2]), 1)


def _narrowed(ask: Ask) -> dict[str, Any]:
    """What narrows the list, and where its calendar stands."""
    pairs = [*(("place", code) for code in ask.places()), *(("topic", slug) for slug in ask.topics())]
    query = f"?{urlencode(pairs)}" if pairs else ""
    host = ask.site.url.partition("://")[2]
    return {
        "place": dict(pairs).get("place", ""),
        "topic": dict(pairs).get("topic", ""),
        "query": query,
        "calendar": ask.address(f"/calendar.ics{query}"),
        "webcal": f"webcal://{host}{ask.address('/calendar.ics')}{query}",
    }


@pages.get("/hearings/{place}/{key}", ANYONE, keep=True)
def hearing(ask: Ask) -> Response:
    """One hearing: when, where, what is heard, how to take part."""
    key = f"{ask.part('place')}/{ask.part('key')}"
    with ask.reading() as connection:
        row = db_queries.hearing_row(connection, key)
        if row is None:
            raise Problem(404, "We do not hold this hearing", "It may not have been read yet.")
        bills = db_queries.heard_bills(connection, [key]).get(key, [])
        known_bills = db_queries.bills_by_id(connection, bills)
        matches = db_queries.matches_of(connection, [key, *bills])
        stored = db_queries.kept_hearing(row)
        beside = queries.beside_of(connection, [stored]).get(key, ALONE)
        taking = participation(stored, own_rulebook(), bills=bills, beside=beside)
        changes = list(db_queries.changes(connection, records=[key]))
        todo = suggestions(connection, key, ask.language)
    return ask.page(
        "hearing.html",
        todo=todo,
        hearing=row,
        record=ocd_json.parsed(row.record),
        bills=[known_bills[bill] for bill in bills if bill in known_bills],
        unknown=[bill for bill in bills if bill not in known_bills and not is_unsure(bill)],
        unsure=[bill for bill in bills if is_unsure(bill)],
        matches=matches,
        changes=[change for change in changes if change.kind != "hearing_scheduled"],
        titles=web_choices.topic_titles(),
        over=row.start < clock.now(),
        off=STATES.get(row.status),
        taking=taking,
        dues=[]
        if row.status in OFF or row.vanished_at
        else [due for due in taking.deadlines if due.end >= clock.now()],
    )


_DRAFTS: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


@pages.get("/hearings/{place}/{key}/draft.{form}", ANYONE, reads=("bill", "for", "position"))
def draft(ask: Ask) -> Response:
    """A skeleton to fill in for this hearing and one of its bills (`bill`), to speak or to write (`for`)."""
    form, manner = ask.part("form"), ask.one_of("for", ("speak", "write")) or None
    position = ask.one_of("position", ("support", "oppose", "neutral")) or None
    if form not in _DRAFTS:
        raise Problem(404, "There is no such draft", "A draft is draft.docx, draft.html or draft.md.")
    key = f"{ask.part('place')}/{ask.part('key')}"
    with ask.reading() as connection:
        heard = db_queries.heard_bills(connection, [key]).get(key, [])
        bill = ask.sent("bill") or next(iter(heard), "")
        if bill not in heard or db_queries.bill_row(connection, bill) is None:
            raise Problem(
                404, "We do not hold this bill", "The hearing may not hear it, or it may not have been read yet."
            )
        facts = testimony_draft.gathered(
            connection,
            own_rulebook(),
            bill,
            hearing=key,
            position=position,
            now=clock.now(),
            manner=manner,
            language=ask.language,
        )
    body = draft_formats.written(testimony_draft.blocks(facts), form, ask.language)  # type: ignore[arg-type]  # one of _DRAFTS
    name = f"testimony-{bill.rpartition('/')[2]}.{form}"
    return Response(body, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, _DRAFTS[form])
