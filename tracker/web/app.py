"""Put the web page together: routes, shield, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from tracker import __version__
from tracker.db.engine import connect
from tracker.db.sound import UnreadableRecord
from tracker.errors import TrackerError, UsageProblem
from tracker.web import api
from tracker.web import errors as web_errors
from tracker.web.app_state import NAME, Site
from tracker.web.desk import entry, keeping, people, report, runs, staff
from tracker.web.desk import lists as desk_lists
from tracker.web.desk import rules as desk_rules
from tracker.web.desk import topics as desk_topics
from tracker.web.middleware import Shield
from tracker.web.pages import (
    about,
    archive,
    bill,
    bills,
    calendars,
    charts,
    coverage,
    exports,
    files,
    hearings,
    home,
    ledger,
    legislators,
    links,
    list_files,
    machines,
    notices,
    open_data,
    places,
    rulebook,
    subscribe,
    topics,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from tracker.jobs.engineer import Engineer
    from tracker.migrations import SchemaError
    from tracker.settings import Settings

PATIENCE_MILLISECONDS = 8_000
"""How long a page waits for another writer; a person gives up sooner than a crawl does."""

MODULES = (
    files, home, exports, list_files, bills, bill, hearings, ledger, calendars, coverage, notices, places, rulebook,
    topics, about, machines, subscribe, archive, links, entry, runs, people, staff, desk_topics, desk_lists, desk_rules, keeping, report, legislators,
    open_data, charts,
)  # fmt: skip


def create_app(
    engine: Engine,
    settings: Settings,
    *,
    jobs: bool = False,
    outdated: Callable[[SchemaError], object] | None = None,
) -> FastAPI:
    """The application; it closes `engine` when it stops. With `jobs`, a scheduler and a worker live inside.

    `outdated` is called once the database is another program's by now, with what says so.
    """
    site = Site(engine, settings)
    _be_patient(engine)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        engineer = _engineer(settings, jobs=jobs, outdated=outdated) if jobs or outdated else None
        try:
            yield
        finally:
            if engineer is not None:
                await run_in_threadpool(engineer.stop)
                engineer.engine.dispose()
            site.close()

    app = FastAPI(title=NAME, version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.site = site
    app.router.redirect_slashes = False  # its redirect would repeat the host of the request and lose the language
    for module in MODULES:
        app.router.routes.extend(module.pages.routes(site))
    app.include_router(api.router)
    app.add_middleware(Shield, site_url=site.url)
    app.add_exception_handler(web_errors.Problem, web_errors.answer_problem)
    app.add_exception_handler(HTTPException, web_errors.answer_http)
    app.add_exception_handler(RequestValidationError, web_errors.answer_unfit)
    app.add_exception_handler(UsageProblem, web_errors.answer_usage)
    app.add_exception_handler(UnreadableRecord, web_errors.answer_unreadable)
    app.add_exception_handler(TrackerError, web_errors.answer_busy)
    app.add_exception_handler(DBAPIError, web_errors.answer_busy)
    app.add_exception_handler(PoolTimeout, web_errors.answer_busy)
    return app


def _engineer(settings: Settings, *, jobs: bool, outdated: Callable[[SchemaError], object] | None) -> Engineer:
    """Scheduler and worker inside this process, on connections of their own that wait longer for a writer."""
    from tracker.jobs.engineer import Engineer
    from tracker.jobs.scheduler import Scheduler
    from tracker.jobs.worker import Worker

    engine = connect(settings.url, migrate=False)
    made = Engineer(
        engine,
        scheduler=Scheduler(engine, ZoneInfo(settings.time_zone)) if jobs else None,
        worker=Worker(engine) if jobs else None,
        outdated=lambda: outdated(made.ended_by) if outdated and made.ended_by else None,
    )
    made.start()
    return made


def _be_patient(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MILLISECONDS}")
