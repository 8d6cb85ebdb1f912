"""Rule-makings: what agencies plan, and until when anybody may comment."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker import clock
from tracker.db import queries
from tracker.records import ocd_json
from tracker.web import choices as web_choices
from tracker.web import filters
from tracker.web.access import ANYONE
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()
_PAGE: Final = 60


@pages.get("/notices", ANYONE, keep=True, reads=(*filters.RECORDS, "past"))
def notices(ask: Ask) -> Response:
    """Open comment periods, the soonest to close first."""
    topics, places, everything, past = ask.topics(), ask.places(), ask.yes("all"), ask.yes("past")
    with ask.reading() as connection:
        rows = queries.notices(
            connection,
            topics=topics,
            jurisdictions=places,
            flagged=not everything,
            open_on=None if past else clock.today(),
        )
        chosen = [row for row, _number in zip(rows, range(_PAGE + 1), strict=False)]
        matches = queries.matches_of(connection, [row.id for row in chosen])
    return ask.page(
        "notices.html",
        rows=chosen[:_PAGE],
        more=len(chosen) > _PAGE,
        matches=matches,
        choices=ask.choices(),
        topic=topics[-1] if topics else "",
        place=places[-1] if places else "",
        everything=everything,
        past=past,
    )


@pages.get("/notices/{place}/{key}", ANYONE, keep=True)
def notice(ask: Ask) -> Response:
    """One rule-making."""
    key = f"{ask.part('place')}/{ask.part('key')}"
    with ask.reading() as connection:
        row = queries.notice_row(connection, key)
        if row is None:
            raise Problem(404, "We do not have this proposed rule")
        matches = queries.matches_of(connection, [key]).get(key, [])
    return ask.page(
        "notice.html",
        notice=row,
        record=ocd_json.parsed(row.record),
        matches=matches,
        titles=web_choices.topic_titles(),
    )
