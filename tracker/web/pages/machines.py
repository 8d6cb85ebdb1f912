"""What machines ask: health, metrics, robots, the map of the site, the description of the API."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import shutil
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson
from sqlalchemy import Connection, func, select
from starlette.responses import Response

from tracker import clock, migrations
from tracker.db import queries
from tracker.db.engine import reading
from tracker.db.models import OutboxRow, Run, Slot
from tracker.jobs import queue, state
from tracker.web import metrics
from tracker.web.access import ANYONE, PROBE
from tracker.web.locale import LANGUAGES
from tracker.web.openapi import described
from tracker.web.request_context import Ask, Pages

pages = Pages()
_MAP_LIMIT: Final = 20_000
_PAGES: Final = (
    "/", "/bills", "/hearings", "/deadlines", "/notices", "/topics", "/places", "/rulebook", "/charts", "/about", "/feeds",
    "/subscribe", "/privacy", "/health-data", "/accessibility",
)  # fmt: skip


@pages.get("/healthz", PROBE)
def healthz(ask: Ask) -> Response:  # noqa: ARG001 - answering at all is the answer
    """The process answers."""
    return Response(b'{"status":"ok"}', media_type="application/json")


@pages.get("/readyz", PROBE)
def readyz(ask: Ask) -> Response:
    """The database answers, its schema fits, a scheduler that was there is still there, and each job's last turn went well."""
    wrong = []
    with reading(ask.site.engine) as connection:
        if migrations.current(connection) != migrations.head():
            wrong.append("schema")
        beats = [row for row in queue.beats(connection) if row.kind == "scheduler"]
        troubles = state.troubles(connection)
    if beats and clock.now() - max(row.at for row in beats) > 1.5 * queue.DEAD_AFTER:
        wrong.append("scheduler")
    wrong += [f"job {trouble.job.name}" for trouble in troubles]
    body: dict[str, Any] = {"status": "ok" if not wrong else "wrong", "wrong": wrong}
    return Response(orjson.dumps(body), 503 if wrong else 200, media_type="application/json")


@pages.get("/metrics", PROBE)
def numbers(ask: Ask) -> Response:
    """Numbers for Prometheus: to this machine itself, or to whoever knows the token."""
    if not _may_read_metrics(ask):
        return Response(b"metrics are for this machine, or for a bearer of TRACKER_METRICS_TOKEN\n", 403)
    now = clock.now()
    with reading(ask.site.engine) as connection:
        for kind, number in queries.totals(connection).items():
            metrics.HELD.labels(kind).set(number)
        for job in ("judge", "index"):
            metrics.PENDING.labels(job).set(queries.pending(connection).get(job, 0))
        for row in queries.sources(connection):
            good = row.last_good_at
            metrics.SOURCE_AGE.labels(row.name).set((now - good).total_seconds() if good else float("inf"))
            metrics.SOURCE_BAD.labels(row.name).set(row.last_verdict in {"failed", "interrupted"})
        for run_state, number in connection.execute(select(Run.state, func.count()).group_by(Run.state)):
            metrics.RUNS.labels(run_state).set(number)
        _count_work(connection, now)
        _count_messages(connection, now)
    metrics.FREE.set(shutil.disk_usage(_existing(ask.site.settings.data_dir)).free)
    return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _count_work(connection: Connection, now: dt.datetime) -> None:
    """Who is at work, and how each job went. What is gone since the last time leaves no figure behind."""
    for gauge in (metrics.BEATS, metrics.TURNS, metrics.JOB_AGE):
        gauge.clear()
    for row in queue.beats(connection):
        metrics.BEATS.labels(row.kind, row.name).set((now - row.at).total_seconds())
    for job in state.job_states(connection):
        if job.began is not None:
            metrics.JOB_AGE.labels(job.job.name).set((now - job.began).total_seconds())
        metrics.JOB_BAD.labels(job.job.name).set(job.bad)
    outcome = func.coalesce(Slot.outcome, "at work")
    for name, outcome_name, number in connection.execute(
        select(Slot.job, outcome, func.count()).group_by(Slot.job, outcome)
    ):
        metrics.TURNS.labels(name, outcome_name).set(number)


def _count_messages(connection: Connection, now: dt.datetime) -> None:
    """What the outbox holds, and how late it is."""
    metrics.OUTBOX.clear()
    by_state = select(OutboxRow.channel, OutboxRow.state, func.count()).group_by(OutboxRow.channel, OutboxRow.state)
    for channel, message_state, number in connection.execute(by_state):
        metrics.OUTBOX.labels(channel, message_state).set(number)
    oldest = connection.execute(
        select(func.min(OutboxRow.next_try)).where(
            OutboxRow.state.in_(("pending", "sending")), OutboxRow.next_try <= now
        )
    ).scalar_one_or_none()
    metrics.OUTBOX_AGE.set((now - oldest).total_seconds() if oldest else 0)


def _existing(folder: Path) -> Path:
    return next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))


def _may_read_metrics(ask: Ask) -> bool:
    token = ask.site.settings.metrics_token.get_secret_value()
    given = ask.request.headers.get("authorization", "")
    if token:
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    client = ask.request.client
    direct = "x-forwarded-for" not in ask.request.headers and "forwarded" not in ask.request.headers
    return direct and client is not None and client.host in {"127.0.0.1", "::1", "testclient"}


@pages.get("/robots.txt", ANYONE)
def robots(ask: Ask) -> Response:
    """Everything public may be read; what belongs to one person has no address to find."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/desk", "/login", "/manage/", "/confirm/", "/unsubscribe/"))
    body = f"User-agent: *\n{closed}\nSitemap: {ask.site.url}/sitemap.xml\n"
    return Response(body, media_type="text/plain; charset=utf-8")


_PLAIN: Final = re.compile(r"[A-Za-z0-9/._-]+\Z")
"""Ids that need no quoting, as nearly all are: tens of thousands stand in the map."""


@pages.get("/sitemap.xml", ANYONE, keep=True)
def sitemap(ask: Ask) -> Response:
    """The pages worth finding, flagged bills among them."""
    bills = (entry.id for entry in ask.site.flagged.now().entries[:_MAP_LIMIT])
    paths = [*_PAGES, *(f"/bills/{bill if _PLAIN.match(bill) else quote(bill)}" for bill in bills)]
    roots = [_xml(ask.site.url if code == "en" else f"{ask.site.url}/{code}") for code in LANGUAGES]
    lines = [f"<url><loc>{root}{path}</loc></url>" for path in paths for root in roots]
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )
    return Response(body, media_type="application/xml; charset=utf-8")


def _xml(address: str) -> str:
    return address.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pages.get("/api/openapi.json", ANYONE)
def openapi(ask: Ask) -> Response:
    """The API's description for programs."""
    with ask.reading() as connection:
        body = orjson.dumps(described(ask.request.app, connection, ask.site.url))
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return Response(body, 200, headers, "application/json")


@pages.get("/api", ANYONE, keep=True)
def api(ask: Ask) -> Response:
    """The API's description for people."""
    with ask.reading() as connection:
        whole = described(ask.request.app, connection, ask.site.url)
    operations = [
        {"path": path, "told": operation, "parameters": operation.get("parameters", [])}
        for path, methods in whole["paths"].items()
        for operation in methods.values()
    ]
    return ask.page("api.html", operations=operations)
