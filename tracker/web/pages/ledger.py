"""Whether readers were told in time, and how much notice each committee gives: public, and without names."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from starlette.responses import Response

from tracker import clock
from tracker.deadlines import ledger_store, ledger_views
from tracker.deadlines.ledger import SPAN, VERDICTS, Window, notice_given, promise, verdict
from tracker.web.access import ANYONE
from tracker.web.pages.list_files import csv_file, json_file
from tracker.web.request_context import Ask, Pages

pages = Pages()
METER_SPAN: Final = dt.timedelta(days=365)
"""The notice meter looks back on a year: committees hear few of our bills a month."""
_SHOWN: Final = 100


def _windows(ask: Ask, span: dt.timedelta) -> tuple[list[Window], dt.datetime]:
    now = clock.now()
    with ask.reading() as connection:
        return ledger_store.windows(connection, since=now - span, places=ask.places()), now


def _rows(ask: Ask) -> list[dict[str, Any]]:
    windows, now = _windows(ask, METER_SPAN)
    return [ledger_views.window_row(window, now) for window in windows]


@pages.get("/deadlines/ledger", ANYONE, keep=True, reads=("place",))
def ledger(ask: Ask) -> Response:
    """The promise as a number, each miss with who is to blame, and the notice that committees give."""
    windows, now = _windows(ask, METER_SPAN)
    lately = [window for window in windows if now - SPAN <= window.closes]
    closed = [(window, verdict(window, now)) for window in reversed(lately) if window.closes <= now]
    return ask.page(
        "ledger.html",
        promise=promise([window for window in lately if window.closes <= now], now),
        misses=[(window, name) for window, name in closed if name in {"looked late", "mailed late", "rhythm"}][:_SHOWN],
        late=[(window, name) for window, name in closed if name == "posted late"][:_SHOWN],
        open=sum(window.closes > now and window.gone_at is None for window in windows),
        given=notice_given(windows)[:_SHOWN],
        verdicts=VERDICTS,
    )


@pages.get("/deadlines/ledger.csv", ANYONE, reads=("place",))
def ledger_csv(ask: Ask) -> Response:
    """Each window of a year for a spreadsheet."""
    return csv_file(_rows(ask), ledger_views.CSV_COLUMNS, "ledger.csv")


@pages.get("/deadlines/ledger.json", ANYONE, reads=("place",))
def ledger_json(ask: Ask) -> Response:
    """Each window of a year as a JSON array."""
    return json_file(_rows(ask), "ledger.json")


def _meter(ask: Ask) -> list[dict[str, Any]]:
    windows, _now = _windows(ask, METER_SPAN)
    return [ledger_views.meter_row(meter) for meter in notice_given(windows)]


@pages.get("/deadlines/notice.csv", ANYONE, reads=("place",))
def notice_csv(ask: Ask) -> Response:
    """How much notice each committee gave within a year, for a spreadsheet."""
    return csv_file(_meter(ask), ledger_views.METER_COLUMNS, "notice.csv")


@pages.get("/deadlines/notice.json", ANYONE, reads=("place",))
def notice_json(ask: Ask) -> Response:
    """How much notice each committee gave within a year, as a JSON array."""
    return json_file(_meter(ask), "notice.json")
