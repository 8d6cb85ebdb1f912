"""Sources and their health, crawls asked for here, and how they went."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, func, select, update
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tracker import clock
from tracker.db import queries, sound
from tracker.db.engine import reading, writing
from tracker.db.models import OutboxRow, Run, SourceRow
from tracker.ingest.run_row import DEAD_AFTER
from tracker.jobs import queue
from tracker.jobs.state import job_states
from tracker.web import accounts, catalogue, rate_limits
from tracker.web.access import ORGANIZER
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()
COUNTS: Final = ("fetched", "items", "new", "changed", "unchanged", "flagged", "unreadable", "errors", "vanished")
_STREAM: Final = dt.timedelta(minutes=30)
_PROBLEMS_SHOWN: Final = 200


@pages.get("/desk", ORGANIZER)
def desk(ask: Ask) -> Response:
    """Everything that runs, on one page."""
    with ask.reading() as connection:
        context: dict[str, Any] = {
            "sources": _sources(connection),
            "runs": queries.runs(connection, limit=8),
            "held": queries.totals(connection),
            "damaged": sound.damaged(connection),
            "pending": queries.pending(connection),
            "jobs": job_states(connection),
            "beats": [row for row in queue.beats(connection) if clock.now() - row.at <= queue.DEAD_AFTER],
            "outbox": dict(connection.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()),
        }
    return ask.page("desk/desk.html", listing=catalogue.state(), **context)


def _sources(connection: Connection) -> list[dict[str, Any]]:
    """All shipped sources and all met ones, the troubled first."""
    met = {row.name: row for row in queries.sources(connection)}
    under_way = {
        run.source: run.id
        for run in connection.execute(select(Run.id, Run.source).where(Run.state.in_(("queued", "running"))))
    }
    rows = []
    for name in sorted(met.keys() | {source["name"] for source in catalogue.sources()}):
        row, facts = met.get(name), catalogue.facts(name)
        rows.append(
            {
                "name": name,
                "publisher": row.publisher if row else facts.get("publisher", ""),
                "needs": facts.get("needs"),
                "every": facts.get("every_hours"),
                "verdict": row.last_verdict if row else None,
                "reason": row.last_reason if row else None,
                "good": row.last_good_at if row else None,
                "change": row.last_change_at if row else None,
                "paused": bool(row and (row.settings or {}).get("paused")),
                "met": row is not None,
                "run": under_way.get(name),
            }
        )
    order = {"failed": 0, "interrupted": 1, "degraded": 2}
    return sorted(rows, key=lambda row: (not row["met"], order.get(str(row["verdict"]), 3), row["name"]))


@pages.post("/desk/crawl", ORGANIZER)
def crawl(ask: Ask) -> Response:
    """Ask for a visit now; a second asker is led to the run that is on its way."""
    assert ask.session is not None
    name = ask.sent("source", 100)
    with ask.reading() as connection:
        known = _names(connection)
    if name not in known:
        raise Problem(404, "There is no such source")
    if not rate_limits.allowed(ask.site.engine, rate_limits.CRAWL, ask.session.name):
        raise Problem(429, "Too many crawls", "Sources are other people's machines. Please wait a while.")
    with writing(ask.site.engine) as connection:
        request = queue.ask_for_crawl(connection, name, ask.session.name, again=_again(connection, ask, name))
        action = "ask for crawl" if request.new else "ask for crawl (was on its way)"
        accounts.note(connection, ask.session.name, action, name, run=request.run_id)
    return ask.go(f"/desk/runs/{request.run_id}")


def _names(connection: Connection) -> list[str]:
    """All shipped sources and all met ones."""
    return sorted(
        {row.name for row in queries.sources(connection)} | {source["name"] for source in catalogue.sources()}
    )


def _again(connection: Connection, ask: Ask, name: str) -> int | None:
    """The run whose failures alone are to be read again, where one is named and has any with an address."""
    if not (number := ask.sent("again", 15)):
        return None
    row = _run(connection, number)
    if row.source != name or not any(problem.url for problem in queries.run_problems(connection, row.id)):
        raise Problem(409, "There is nothing to read again", "Crawl the source as a whole instead.")
    return int(row.id)


@pages.post("/desk/schedule", ORGANIZER)
def schedule(ask: Ask) -> Response:
    """Leave a source out of the schedule, or take it in again."""
    assert ask.session is not None
    name, paused = ask.sent("source", 100), ask.sent("do") == "pause"
    with writing(ask.site.engine) as connection:
        row = connection.execute(select(SourceRow.settings).where(SourceRow.name == name)).first()
        if row is None:
            raise Problem(404, "There is no such source")
        settings = {**(row.settings or {}), "paused": paused}
        connection.execute(update(SourceRow).where(SourceRow.name == name).values(settings=settings))
        accounts.note(connection, ask.session.name, "pause source" if paused else "resume source", name)
    return ask.go("/desk")


@pages.get("/desk/runs", ORGANIZER, reads=("source",))
def runs(ask: Ask) -> Response:
    """The last runs, of all sources or of one. Raises UnknownName for a source that there is not."""
    with ask.reading() as connection:
        source = ask.one_of("source", _names(connection))
        rows = queries.runs(connection, source=source or None, limit=100)
    return ask.page("desk/runs.html", runs=rows, source=source)


@pages.get("/desk/runs/{number}", ORGANIZER)
def run(ask: Ask) -> Response:
    """How one run goes or went, with every row that could not be read."""
    with ask.reading() as connection:
        row = _run(connection, ask.part("number"))
        problems = queries.run_problems(connection, row.id)
    return ask.page(
        "desk/run.html",
        run=row,
        state=state(row),
        problems=problems[:_PROBLEMS_SHOWN],
        more_problems=max(0, len(problems) - _PROBLEMS_SHOWN),
        count_names=COUNTS,
        failed=len({problem.url.partition("#")[0] for problem in problems if problem.url}),
    )


def _run(connection: Connection, number: str) -> Any:
    row = None
    if number.isascii() and number.isdecimal() and len(number) < 15:
        row = connection.execute(select(Run.__table__).where(Run.id == int(number))).first()
    if row is None:
        raise Problem(404, "There is no such run")
    return row


def state(row: Any) -> Mapping[str, Any]:
    """A run's progress, as the page and its events tell it."""
    over = row.state == "done"
    silent = row.state == "running" and row.seen_alive_at and clock.now() - row.seen_alive_at > DEAD_AFTER
    shown = row.verdict if over else "lost" if silent else row.state
    counts = {name: int(row.counts.get(name) or 0) for name in COUNTS}
    return {"told": shown, "over": over, "counts": counts}


@pages.stream("/desk/runs/{number}/events", ORGANIZER)
async def events(ask: Ask) -> AsyncIterator[str]:
    """A run's progress as it happens, until it is over."""
    until = clock.now() + _STREAM
    last = ""
    while clock.now() < until:
        now = await run_in_threadpool(_state_of, ask, ask.part("number"))
        text = orjson.dumps(now).decode()
        yield f"data: {text}\n\n" if text != last else ": still here\n\n"
        last = text
        if now["over"] or await ask.request.is_disconnected():
            return
        await asyncio.sleep(1)


def _state_of(ask: Ask, number: str) -> Mapping[str, Any]:
    with reading(ask.site.engine) as connection:
        return state(_run(connection, number))
