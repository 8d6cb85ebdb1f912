"""Places: what is in session, which sources tell of it, how fresh they are; the map and the charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import bindparam, func, select
from starlette.responses import Response

from tracker import clock
from tracker.db import queries
from tracker.db.models import Run, Session, SourceRow
from tracker.deadlines.own_rules import own_rulebook
from tracker.exports.coverage import coverage
from tracker.records.jurisdictions import Sitting, jurisdiction
from tracker.testimony.rulebook import Place as RulePlace
from tracker.testimony_kit.place_guide import CHANNEL_NAMES, OPENNESS, place_json
from tracker.web import bill_lists, hearing_lists
from tracker.web import choices as web_choices
from tracker.web.access import ANYONE
from tracker.web.app_state import Site
from tracker.web.bill_lists import Wanted
from tracker.web.errors import Problem
from tracker.web.pages.coverage import THINGS, by_place
from tracker.web.places import CONGRESS, STATES
from tracker.web.request_context import Ask, Pages
from tracker.web.templating import render

pages = Pages()
_VISITS: Final[Any] = select(
    select(func.max(Run.id)).scalar_subquery(),
    select(func.count()).where(Run.state == "running").scalar_subquery(),
    select(func.max(SourceRow.last_good_at)).scalar_subquery(),
)
_SESSIONS: Final[Any] = (
    select(Session.__table__)
    .where(Session.jurisdiction == bindparam("place"))
    .order_by(Session.identifier.desc())
    .limit(6)
)


@pages.get("/places", ANYONE, keep=True)
def places(ask: Ask) -> Response:
    """All places, and every source with its freshness."""
    every, choices = ask.site.sources.now(), ask.choices()
    with ask.reading() as connection:
        unread = queries.unread_places(connection, list(choices.places), every)
    return ask.page(
        "places.html",
        sources=every,
        unread=unread,
        flagged=ask.site.flagged.now().by_place,
        choices=choices,
        tiles=ask.site.figures.now().tiles,
        now_=clock.now(),
    )


@pages.get("/places/{code}", ANYONE, keep=True)
def place(ask: Ask) -> Response:
    """One place."""
    code = ask.part("code")
    if other := ask.place_elsewhere("/places"):
        return other
    flagged = ask.site.flagged.now()
    every = ask.site.sources.now()
    sources = [row for row in every if row.jurisdiction == code and not queries.of_many_places(row)]
    with ask.reading(brief=True) as connection:
        sessions = _sessions(ask.site, connection, code)
        if not sources and not sessions and code != CONGRESS and code.partition("-")[2] not in STATES:
            raise Problem(404, "We do not know this place")
        soon = hearing_lists.known(ask.site.coming, connection, places=(code,), limit=6)
        page = bill_lists.find(connection, flagged, Wanted(places=(code,)), limit=8)
        here = _coverage(ask.site, connection, code)
        never_read = bool(queries.unread_places(connection, [code], every))
        late = queries.not_readable(connection, [code], clock.now(), every)
    return ask.page(
        "place.html",
        code=code,
        testimony=_testimony(own_rulebook().place(code), clock.today(), ask.language),
        sitting=_sitting(code),
        sources=[*sources, *_platforms(every, here)],
        tellable=any(row["sources"] for row in here.values()),
        never_read=never_read,
        late=late,
        sessions=sessions,
        soon=soon,
        found=page,
        here=here,
        things=THINGS,
        titles=web_choices.topic_titles(),
    )


@lru_cache(maxsize=128)
def _testimony(known: RulePlace | None, today: dt.date, language: str) -> Markup:
    """How to testify in a place, drawn once a day."""
    facts: dict[str, Any] = {"rules": None, "channels": CHANNEL_NAMES}
    if known is not None:
        facts |= {"rules": place_json(known, today), "openness": OPENNESS[known.openness]}
    return Markup(render("place_testimony.html", language, facts))  # noqa: S704 - an escaped template of ours


def _coverage(site: Site, connection: Any, code: str) -> dict[str, Any]:
    """What is collected here, thing by thing: to count it takes longer than all else, and only visits and time change it."""
    hour = clock.now().strftime("%Y-%m-%dT%H")  # hearings begin, copies grow old
    at, held = (site.version.now(), hour), site.coverage.get(code)
    if held is not None and held[0] == at:
        return held[2]
    seen = (site.flagged.edition(), hour, *connection.execute(_VISITS).one())
    known = held is not None and held[1] == seen
    facts = held[2] if held is not None and known else by_place(coverage(connection, (code,))).get(code, {})
    site.coverage[code] = at, seen, facts
    return facts


def _platforms(every: Iterable[Any], here: dict[str, Any]) -> list[Any]:
    """The sources of many places that told something of this one."""
    met = [row for row in here.values() if row["stored"] or row["last_read"]]
    names = {source.partition(" ")[0] for row in met for source in row["sources"] if not source.endswith("(failing)")}
    known = (row for row in every if row.name in names and queries.of_many_places(row))
    return [row for row in known if row.last_good_at]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sitting:
    """Whether a legislature sits today, and when it does next."""

    now: Sitting | None
    following: Sitting | None
    special: str | None
    """The special session that sits beside it or between its sittings."""


def _sitting(code: str) -> _Sitting | None:
    known_legislature = jurisdiction(code)
    if known_legislature is None:
        return None
    today = clock.today()
    return _Sitting(
        now=known_legislature.sitting(today),
        following=known_legislature.next_sitting(today),
        special=known_legislature.special(today),
    )


def _sessions(site: Site, connection: Any, code: str) -> list[Any]:
    at, held = site.version.now(), site.sessions.get(code)
    if held is not None and held[0] == at:
        return held[1]
    rows = list(connection.execute(_SESSIONS, {"place": code}))
    if rows:  # a stranger may ask for any name
        site.sessions[code] = at, rows
    return rows


@pages.get("/embed/{code}", ANYONE, keep=True)
def embed(ask: Ask) -> Response:
    """A small list of a place's bills to stand on other sites."""
    code = ask.part("code")
    if other := ask.place_elsewhere("/embed"):
        return other
    if code != CONGRESS and code.partition("-")[2] not in STATES:
        raise Problem(404, "We do not know this place")
    with ask.reading() as connection:
        page = bill_lists.find(connection, ask.site.flagged.now(), Wanted(places=(code,)), limit=5)
        soon = hearing_lists.known(ask.site.coming, connection, places=(code,), limit=2)
        never_read = bool(queries.unread_places(connection, [code]))
    return ask.page("embed.html", code=code, found=page, soon=soon, never_read=never_read)
