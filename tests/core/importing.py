"""An import of bills and hearings in a process of its own, which says how far it is."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

from tests.forks import Forked, begin
from tests.records import CONGRESS, bill, hearing
from tracker import clock
from tracker.db.engine import connect
from tracker.ingest import visit as ingest

EACH = 30
"""It says so after as many bills, which are stored then but for less than a batch."""


def importer(url: str, number: int, source: str = "us-test") -> Forked:
    """Import as many bills, and a hearing for each, into this database."""
    words = (url, str(number), source)
    return begin(*words, environment=dict(os.environ), stdout=subprocess.PIPE, module="tests.core.importing")


def main() -> None:
    """The process itself."""
    url, number, source = sys.argv[1:]
    ingest.BATCH = 20  # type: ignore[misc]
    with clock.as_of(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)):
        visit = ingest.Visit(connect(url), source, CONGRESS)
        for at in range(1, int(number) + 1):
            visit.take(bill(at))
            visit.take(hearing(f"senate-{at}"))
            if at % EACH == 0:
                print(at, flush=True)
        visit.finish()


if __name__ == "__main__":
    main()
