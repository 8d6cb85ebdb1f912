"""The rulebook for everybody: a page a place and body, the whole as data, what changed, and a word when a rule is wrong."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

import orjson
from starlette.responses import Response

from tracker import clock
from tracker.db.engine import writing
from tracker.deadlines.own_rules import own_rulebook
from tracker.exports.cells import csv_cell
from tracker.exports.feeds import Entry, Feed, atom
from tracker.rulebook import published
from tracker.rulebook.bodies import body_at
from tracker.rulebook.due import by_session, due
from tracker.rulebook.pages import page_rows
from tracker.rulebook.reviews import Opening, open_review, rule_of
from tracker.rulebook.versions import changes, page_marks
from tracker.testimony.rulebook import Place, Rule
from tracker.testimony_kit.place_guide import CHANNEL_NAMES, OPENNESS
from tracker.web import rate_limits
from tracker.web.access import ANYONE, VISITOR
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.pages.subscribe import LEAST_SECONDS, MOST_SECONDS, age, stamp
from tracker.web.request_context import Ask, Pages

pages = Pages()
_OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
_ADDRESS: Final = re.compile(r"https?://[!-~]{4,500}\Z")
_SAID: Final = 2_000


@pages.get("/rulebook", ANYONE, keep=True)
def rulebook(ask: Ask) -> Response:
    """All places, how many rules each has, and how many are unsure."""
    day = clock.today()
    rows = [
        {"place": place, "rules": len(place.rules), "unsure": sum(_unsure(rule, day) for rule in place.rules)}
        for place in published.places(own_rulebook())
    ]
    with ask.reading() as connection:
        lately = changes(connection, limit=12)
    return ask.page("rulebook.html", rows=rows, lately=lately)


def _unsure(rule: Rule, day: Any) -> bool:
    return rule.confidence_on(day) in {"low", "unverified"}


@pages.get("/rulebook/rulebook.json", ANYONE, keep=True)
def whole(ask: Ask) -> Response:
    """The whole rulebook in its own format; public domain."""
    with ask.reading() as connection:
        marks = page_marks(connection)
    book = published.published(own_rulebook(), clock.today(), marks)
    return Response(orjson.dumps(book), 200, _OPEN, "application/json")


@pages.get("/rulebook/schema.json", ANYONE, keep=True)
def schema(ask: Ask) -> Response:  # noqa: ARG001 - the same for all
    """The JSON Schema of the format."""
    return Response(orjson.dumps(published.schema(), option=orjson.OPT_INDENT_2), 200, _OPEN, "application/schema+json")


@pages.get("/rulebook/rulebook.csv", ANYONE, keep=True)
def rows_csv(ask: Ask) -> Response:
    """Every rule as a row; public domain."""
    with ask.reading() as connection:
        marks = page_marks(connection)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(published.COLUMNS)
    for row in published.rows(own_rulebook(), clock.today(), marks):
        writer.writerow([csv_cell(row[column]) for column in published.COLUMNS])
    headers = _OPEN | {"Content-Disposition": 'attachment; filename="rulebook.csv"'}
    return Response(text.getvalue().encode(), 200, headers, "text/csv; charset=utf-8")


@pages.get("/rulebook/changes.atom", ANYONE, keep=True)
def changed(ask: Ask) -> Response:
    """What changed in the rules, as a feed."""
    with ask.reading() as connection:
        rows = changes(connection)
    entries = [
        Entry(address=f"{ask.site.url}{path}-{row.id}", title=title, text=text, updated=at)
        for row, (path, title, at, text) in zip(rows, published.entries_of(rows), strict=True)
    ]
    home = f"{ask.site.url}/rulebook"
    made = Feed(
        title="Rulebook · Mental Health Policy Tracker",
        address=home,
        own=f"{home}/changes.atom",
        entries=entries,
        read_at=clock.now(),
    )
    return Response(atom(made), media_type="application/atom+xml")


@pages.get("/rulebook/due", ANYONE, keep=True)
def to_read(ask: Ask) -> Response:
    """Which rules somebody should read again, those first whose session opens soonest."""
    with ask.reading() as connection:
        known = page_rows(connection)
    sessions = by_session(due(published.places(own_rulebook()), clock.today(), known))
    return ask.page("rulebook_due.html", rows=sessions)


@pages.get("/rulebook/{code}", ANYONE, keep=True)
def place(ask: Ask) -> Response:
    """One place with its bodies and rules."""
    if own_rulebook().place(ask.part("code")) is None and (other := ask.place_elsewhere("/rulebook")):
        return other
    known = _place(ask)
    return _shown(ask, known, published.place_entry(known, clock.today(), _marks(ask))["bodies"])


@pages.get("/rulebook/{code}/{slug}", ANYONE, keep=True)
def body(ask: Ask) -> Response:
    """One body with its rules."""
    known = _place(ask)
    chosen = body_at(known, ask.part("slug"))
    if chosen is None:
        raise Problem(404, "We have no rules of this body")
    return _shown(ask, known, [published.body_entry(known, chosen, clock.today(), _marks(ask))], chosen.body.name)


def _shown(ask: Ask, known: Place, bodies: list[dict[str, Any]], name: str = "") -> Response:
    return ask.page(
        "rulebook_place.html",
        place=known,
        bodies=bodies,
        body=name,
        openness=OPENNESS[known.openness],
        channels=CHANNEL_NAMES,
    )


def _place(ask: Ask) -> Place:
    known = own_rulebook().place(ask.part("code"))
    if known is None:
        raise Problem(404, "We have no rules of this place")
    return known


def _marks(ask: Ask) -> dict[str, str]:
    with ask.reading() as connection:
        return page_marks(connection)


@pages.get("/rulebook/report/{code}/{slug}", VISITOR)
def report(ask: Ask) -> Response:
    """A form for whoever knows better; no account is asked for."""
    return _form(ask, Faults(), {})


def _form(ask: Ask, faults: Faults, form_values: dict[str, str], status: int = 200) -> Response:
    known, rule = _rule(ask)
    entry = published.rule_entry(rule, clock.today(), {})
    given = ask.sent("stamp", 80)
    fresh = given if (took := age(given)) is not None and took <= MOST_SECONDS else stamp()
    return ask.page(
        "rulebook_report.html",
        status=status,
        place=known,
        rule=entry,
        faults=faults,
        told=form_values,
        stamp=fresh,
        sent=False,
    )


def _rule(ask: Ask) -> tuple[Place, Rule]:
    pair = rule_of(own_rulebook(), ask.part("code"), ask.part("slug"))
    if pair is None:
        raise Problem(404, "We have no such rule")
    return pair


@pages.post("/rulebook/report/{code}/{slug}", VISITOR)
def reported(ask: Ask) -> Response:
    """Put what a stranger says before the organizers; nothing of it is published."""
    known, rule = _rule(ask)
    given = {name: ask.sent(name, _SAID if name == "said" else 600) for name in ("said", "where")}
    faults = _faults(ask, given)
    if faults:
        return _form(ask, faults, given, status=422)
    if not ask.sent("website"):  # a field that people do not see
        _limited(ask)
        opening = Opening(
            kind="reported", place=known.code, rule=rule.id, url=given["where"] or None, before=rule.window.text,
            after=given["said"], details={"language": ask.language},
        )  # fmt: skip
        with writing(ask.site.engine) as connection:
            open_review(connection, opening)
    entry = published.rule_entry(rule, clock.today(), {})
    return ask.page("rulebook_report.html", place=known, rule=entry, faults=Faults(), told={}, stamp="", sent=True)


def _faults(ask: Ask, given: dict[str, str]) -> Faults:
    faults = Faults()
    if len(given["said"]) < 10:
        faults["said"] = "Please say in a sentence what is right."
    if given["where"] and not _ADDRESS.match(given["where"]):
        faults["where"] = "Please give the whole address, beginning with https://"
    took = age(ask.sent("stamp", 80))
    if took is None or took > MOST_SECONDS:
        faults["form"] = "This form was open for too long. Please send it again."
    elif took < LEAST_SECONDS and not faults:
        faults["form"] = "That was very quick. Please look it over and send it again."
    return faults


def _limited(ask: Ask) -> None:
    engine, where = ask.site.engine, rate_limits.network(ask.request)
    if not (
        rate_limits.allowed(engine, rate_limits.REPORT_FROM, where)
        and rate_limits.allowed(engine, rate_limits.REPORTS, "all")
    ):
        raise Problem(429, "Too many reports", "Please try again in an hour.", headers={"Retry-After": "3600"})
