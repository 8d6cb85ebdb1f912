"""Answer assistants from the record: a Model Context Protocol server over standard input and output; it reads only.

Each answer says as of when it holds, which sources it comes from, and what was not collected, so that nothing that was not
read is taken for nothing that happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import TYPE_CHECKING, Any, Final

import click

from tracker import __version__, clock
from tracker.cli.params import as_of_option
from tracker.errors import TrackerError, UsageProblem

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

Answer = dict[str, Any]
MOST: Final = 20
_ABOUT: Final = (
    "Mental-health bills, hearings and deadlines of US legislatures, from public records. Say the source and the as-of moment "
    "with each fact. Where an answer says not_collected, say that it was not read, never that there is none; where it says not_readable, "
    "that nothing newer than `since` is known of that publisher."
)


@click.command("mcp")
@as_of_option
def mcp_command(as_of: dt.datetime | None) -> None:
    """Serve the record to assistants over standard input and output (Model Context Protocol), read only.

    Example: tracker mcp
    """
    from tracker.db.opening import open_engine

    with clock.as_of(as_of):
        server(open_engine()).run("stdio")


def server(engine: Engine) -> Any:
    """The server with its five tools."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    class Plain(MCPServer):
        """Says in a sentence what is wrong with a question, where the library would show its own insides."""

        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
            try:
                check_question(tools, name, arguments)
            except UsageProblem as problem:
                raise ToolError(str(problem)) from None
            return await super().call_tool(name, arguments, context)

    made = Plain("policy-tracker", instructions=_ABOUT, version=__version__)
    tools: dict[str, Callable[..., Answer]] = {
        "search": lambda query, place="": _asked(engine, lambda c: search(c, query, place)),
        "bill": lambda number: _asked(engine, lambda c: bill(c, number)),
        "open_windows": lambda place="", topic="": _asked(engine, lambda c: open_windows(c, place, topic)),
        "how_to_testify": lambda place: _asked(engine, lambda c: how_to_testify(c, place)),
        "why_flagged": lambda number: _asked(engine, lambda c: why_flagged(c, number)),
    }
    for name, tool in tools.items():
        tool.__annotations__ = dict.fromkeys(signature(tool).parameters, str) | {"return": dict}
        made.tool(name, description=_TOLD[name], annotations=ToolAnnotations(read_only_hint=True))(tool)
    return made


def check_question(tools: Mapping[str, Callable[..., Answer]], name: str, arguments: Mapping[str, Any]) -> None:
    """Whether there is such a tool, and it takes these arguments; each is text. Raises UsageProblem."""
    from tracker.vocabulary import UnknownName, nearest

    if name not in tools:
        raise UnknownName("tool", name, nearest(name, tools))
    takes = signature(tools[name]).parameters
    if unknown := [word for word in arguments if word not in takes]:
        raise UnknownName("parameter", unknown[0], (), f"{name} takes {', '.join(takes)}")
    for word, allowed in takes.items():
        if word not in arguments and allowed.default is allowed.empty:
            raise UsageProblem(f"{name}: expected {word}, found nothing")
        if not isinstance(arguments.get(word, ""), str):
            raise UsageProblem(f"{word}: expected text, found {str(arguments[word])[:60]!r}")


_INSTEAD: Final = {
    "bill": "written us/119/HR1109, us-ma/H1 or HB 12; search finds bills by their words",
    "place": "written us, us-ma or by name; a city or county as us-il-chicago",
    "topic": "leave it out for all topics",
}
_TOLD: Final = {
    "search": 'Find bills by number or words (AND, OR, NOT, "phrases"); place is a code such as us-ma, or empty. `more` counts '
    "those that fit besides, up to a thousand: ask more narrowly. Legislators and committees of such a name stand under `people` and "
    "`committees`.",
    "bill": "One bill by its number as people write it: history, hearings, deadlines, stage, companions. Of a number without its session "
    "the newest one; the others are `other_sessions`.",
    "open_windows": "What is due from now on: testimony, sign-up and comment periods, by place and topic, or all.",
    "how_to_testify": "How the public is heard in a place, with the rules, their sources and how sure they are.",
    "why_flagged": "Why a bill is flagged: each topic with its rules, points and the words they found.",
}


def _asked(engine: Engine, question: Callable[[Connection], Answer]) -> Answer:
    """The answer, or in one sentence why there is none."""
    from tracker.db.engine import reading

    try:
        with reading(engine) as connection:
            return {"as_of": clock.now().isoformat(timespec="seconds"), **question(connection)}
    except TrackerError as problem:
        return {"as_of": clock.now().isoformat(timespec="seconds"), "problem": _refused(problem)}


def _refused(problem: TrackerError) -> str:
    """Why there is no answer, with what an assistant may ask instead: it can run no command."""
    from tracker.vocabulary import UnknownName

    if not isinstance(problem, UnknownName):
        return str(problem)
    more = _INSTEAD.get(problem.what.rpartition(" ")[2], "")
    return str(UnknownName(problem.what, problem.given, problem.near, more))


def _sources(connection: Connection, places: Iterable[str]) -> Answer:
    """Which sources tell of these places and when each was read well; which places none was read for.

    Where no place is named, all sources are told, and of all legislatures those that none was read for. `not_readable` are
    publishers of the places whose last visits failed, or are long ago: what they tell now is not known.
    """
    from tracker.db import queries
    from tracker.records.jurisdictions import all_jurisdictions

    wanted = set(places)
    rows = [row for row in queries.sources(connection) if not wanted or row.jurisdiction in wanted]
    read = [{"source": row.name, "url": row.url, "read": row.last_good_at} for row in rows if row.last_good_at]
    missing = sorted(queries.not_collected(connection, wanted or all_jurisdictions()))
    answer: Answer = {"sources": [{**source, "read": source["read"].isoformat(timespec="seconds")} for source in read]}
    gaps = queries.not_readable(connection, wanted, clock.now())
    if gaps:
        answer["not_readable"] = [
            {"publisher": gap.publisher, "since": gap.since and gap.since.isoformat(timespec="seconds")} for gap in gaps
        ]
    return {**answer, "not_collected": missing} if missing else answer


def search(connection: Connection, query: str, place: str = "") -> Answer:
    """Bills that fit, the one of that number first; where none does, the nearest, with what was asked instead, as on the page."""
    from tracker.db import queries
    from tracker.db.search import asked_for
    from tracker.records import ocd_json
    from tracker.vocabulary import check_place
    from tracker.web.bill_answers import answer, states_named
    from tracker.web.bill_lists import Wanted
    from tracker.web.filters import WORDS_LIMIT
    from tracker.web.flagged_cache import Flagged

    places = (check_place(place, connection),) if place else ()
    asked_for(query)  # no words are no question, and the newest bills no answer to one
    wanted = Wanted(words=query[:WORDS_LIMIT], places=places, all_bills=True)
    nearest = answer(connection, Flagged(), wanted)
    rows = queries.bills_by_id(connection, [row.id for row in nearest.found.rows]).values()
    hints: Answer = {"instead": nearest.instead, "asked_instead": nearest.shown.words} if nearest.instead else {}
    told_of = set(places) or {*states_named(wanted), *(row.jurisdiction for row in rows)}
    hints |= {"place": nearest.shown.places[0]} if nearest.instead == "placed" else {}
    return {
        "bills": [ocd_json.bill(row, (), brief=True) for row in rows],
        "more": max(nearest.found.total - len(rows), 0),
        **hints,
        **_named(connection, query),
        **_sources(connection, told_of),
    }


def _named(connection: Connection, query: str) -> Answer:
    """The legislators and committees that the words mean, where there are any."""
    from tracker.web import name_search

    people, committees = name_search.named(connection, name_search.read(connection), query)
    who = [{"id": row.id, "name": row.name, "chamber": row.chamber, "district": row.district} for row in people]
    bodies = [{"id": row.id, "name": row.name, "chamber": row.chamber} for row in committees]
    return ({"people": who} if who else {}) | ({"committees": bodies} if bodies else {})


def _other_sessions(connection: Connection, number: str, row: Any) -> Answer:
    """The ids of the bills of the same place and number in other sessions, where the number did not say which is meant."""
    from tracker.db import queries
    from tracker.records.bill_numbers import read_number

    read = read_number(number)
    if read is None or read.session:
        return {}
    others = [key for key in queries.of_that_number(connection, row.jurisdiction, row.identifier) if key != row.id]
    return {"other_sessions": others[:MOST]} if others else {}


def _found(connection: Connection, number: str) -> tuple[Any | None, Answer]:
    """The row of the one bill that is meant; or the candidates with their sessions, where several are."""
    from tracker.db import queries
    from tracker.db.search import find_bills
    from tracker.records.bill_numbers import read_number
    from tracker.vocabulary import check_bill

    read = read_number(number)
    several = find_bills(connection, read) if read else []
    if len(several) > 1:
        rows = queries.bills_by_id(connection, several).values()
        candidates = [{"id": row.id, "session": row.legislative_session, "title": row.title} for row in rows]
        return None, {"ambiguous": candidates}
    if read and read.place and not several and (missing := queries.unread_places(connection, {read.place})):
        return None, {"not_collected": sorted(missing)}
    return queries.bill_row(connection, check_bill(number, connection)), {}


def bill(connection: Connection, number: str) -> Answer:
    """One bill with its sources."""
    from tracker.exports.bill_view import bill_view

    row, other = _found(connection, number)
    if row is None:
        return other or {"not_collected": [number]}
    others = _other_sessions(connection, number, row)
    return {"bill": bill_view(connection, row), **others, **_sources(connection, {row.jurisdiction})}


def open_windows(connection: Connection, place: str = "", topic: str = "") -> Answer:
    """What is due from now on, soonest first."""
    from tracker.deadlines.queries import Wanted
    from tracker.exports import rows
    from tracker.vocabulary import check_place, check_topic

    places = (check_place(place, connection),) if place else ()
    wanted = Wanted(places=places, topics=(check_topic(topic),) if topic else ())
    dues = list(rows.rows(connection, "deadlines", wanted, clock.now()))
    return {
        "windows": dues[: MOST * 2],
        "more": max(len(dues) - MOST * 2, 0),
        **_sources(connection, places),
    }


def how_to_testify(connection: Connection, place: str) -> Answer:
    """The rules of a place in force today."""
    from tracker.deadlines.own_rules import own_rulebook
    from tracker.testimony_kit import place_guide

    guide = place_guide.find_place(own_rulebook(), place)
    return {"testimony": place_guide.place_json(guide, clock.today()), **_sources(connection, {guide.code})}


def why_flagged(connection: Connection, number: str) -> Answer:
    """The reasons as they are stored."""
    from tracker.db import queries

    row, other = _found(connection, number)
    if row is None:
        return other or {"not_collected": [number]}
    matches = queries.matches_of(connection, [row.id]).get(row.id, [])
    others = _other_sessions(connection, number, row)
    return {
        "id": row.id,
        "flagged": bool(matches),
        "topics": matches,
        **others,
        **_sources(connection, {row.jurisdiction}),
    }
