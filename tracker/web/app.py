"""Put the web page together: routes, shield, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.routing import Route

from tracker import __version__
from tracker.errors import TrackerError, UsageProblem
from tracker.web import problems
from tracker.web.pages import bill, bills, files, hearings, home
from tracker.web.shield import Shield
from tracker.web.site import NAME, Site

if TYPE_CHECKING:
    import sqlite3

    from tracker.settings import Settings

PATIENCE_MILLISECONDS = 8_000
"""How long a page waits for another writer; a person gives up sooner than a crawl does."""

MODULES = (files, home, bills, bill, hearings)


def create_app(engine: Engine, settings: Settings, *, jobs: bool = False) -> FastAPI:
    """The application; it closes `engine` when it stops."""
    site = Site(engine, settings)
    _be_patient(engine)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        site.close()

    app = FastAPI(title=NAME, version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.site = site
    for module in MODULES:
        app.router.routes.extend(module.pages.routes(site))
    app.add_middleware(Shield, site_url=site.url)
    app.add_exception_handler(problems.Problem, problems.answer_problem)
    app.add_exception_handler(HTTPException, problems.answer_http)
    app.add_exception_handler(UsageProblem, problems.answer_usage)
    app.add_exception_handler(TrackerError, problems.answer_busy)
    app.add_exception_handler(DBAPIError, problems.answer_busy)
    return app


def _be_patient(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MILLISECONDS}")
