"""Count what the web page does, in Prometheus' terms; no label ever holds an address or a token."""

from __future__ import annotations

import logging
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

REGISTRY: Final = CollectorRegistry()
_REQUESTS: Final = Counter(
    "tracker_requests_total", "Requests by page and status.", ["page", "status"], registry=REGISTRY
)
_SECONDS: Final = Histogram(
    "tracker_request_seconds",
    "Seconds a page took.",
    ["page"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
HELD: Final = Gauge("tracker_records", "Records held, by kind.", ["kind"], registry=REGISTRY)
PENDING: Final = Gauge("tracker_pending", "Records that wait for a job.", ["job"], registry=REGISTRY)
SOURCE_AGE: Final = Gauge(
    "tracker_source_good_age_seconds", "Seconds since a source was last read well.", ["source"], registry=REGISTRY
)
SOURCE_BAD: Final = Gauge(
    "tracker_source_bad", "1 where a source's last visit did not go well.", ["source"], registry=REGISTRY
)
RUNS: Final = Gauge("tracker_runs", "Runs by state.", ["state"], registry=REGISTRY)
BEATS: Final = Gauge(
    "tracker_beat_age_seconds",
    "Seconds since each scheduler and worker gave a sign of life.",
    ["kind", "name"],
    registry=REGISTRY,
)
JOB_AGE: Final = Gauge(
    "tracker_job_turn_age_seconds", "Seconds since the last turn of a job was begun.", ["job"], registry=REGISTRY
)
JOB_BAD: Final = Gauge(
    "tracker_job_bad", "1 where a job's last turn failed, was lost or does not end.", ["job"], registry=REGISTRY
)
TURNS: Final = Gauge("tracker_job_turns", "Turns kept of each job, by outcome.", ["job", "outcome"], registry=REGISTRY)
OUTBOX: Final = Gauge(
    "tracker_outbox", "Messages owed or sent, by channel and state.", ["channel", "state"], registry=REGISTRY
)
OUTBOX_AGE: Final = Gauge(
    "tracker_outbox_oldest_due_seconds",
    "Seconds that the oldest message has been due and did not go.",
    registry=REGISTRY,
)
FREE: Final = Gauge("tracker_disk_free_bytes", "Room left where the data folder lies.", registry=REGISTRY)

_log = logging.getLogger("tracker.web")


def answered(scope: Scope, status: int, seconds: float) -> None:
    """Count one answer under its page's pattern; the path itself may hold a token and is never kept."""
    page = scope.get("page", "other")
    _REQUESTS.labels(page, str(status)).inc()
    _SECONDS.labels(page).observe(seconds)
    _log.info("%s %s %s %.0f ms", scope["method"], page, status, seconds * 1000)


def text() -> bytes:
    """Everything counted, as Prometheus reads it."""
    return generate_latest(REGISTRY)
