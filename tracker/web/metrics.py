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
    "tracker_beat_age_seconds", "Seconds since a scheduler or worker gave a sign of life.", ["kind"], registry=REGISTRY
)

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
