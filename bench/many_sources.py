"""Fifty sources side by side, each at its own pace, against the slowest one alone; then with five that hang."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.loopback import serving
from bench.report import Ratio, tell

ZONE = ZoneInfo("America/New_York")
SOURCES = 50
HANGING = 5
ROWS = 10


def crawled(port: str, pages: list[int], delay: float, hanging: int) -> float:
    """Crawl sources of so many pages each; seconds until the last of those that answer is done."""
    from spiders.crawl import Crawl
    from spiders.kit.options import Options
    from tracker.db.engine import connect
    from tracker.settings import load

    made = [
        spider(number, f"http://127.0.0.{number + 1}:{port}", pages[number], number < hanging)
        for number in range(len(pages))
    ]
    pace = {
        "DOWNLOAD_DELAY": delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_TIMEOUT": 6,
    }
    engine = connect(load().url)
    asked = Options(settings=load(), now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    found = Crawl(engine=engine, sources=made, asked=asked, changed_settings=pace).run()
    answering = [summary for number, summary in enumerate(found) if number >= hanging]
    wrong = [summary for summary in answering if summary.verdict != "ok"]
    assert not wrong, wrong[0]
    assert all(summary.verdict == "failed" for summary in found[:hanging])
    return max(summary.seconds for summary in answering)


def spider(number: int, address: str, pages: int, hangs: bool) -> Any:
    """A source of list pages on a host of its own."""
    from spiders.kit.select import attribute, one
    from spiders.kit.spiders import ListSpider
    from tracker.ingest.source import Source
    from tracker.records.items import Link, ScrapedHearing

    class Meetings(ListSpider):
        """One of the fifty."""

        name = f"bench-{number}"
        source = Source(jurisdiction="us-md", publisher="Bench", timezone=ZONE, url=address, kind="hearings")
        start_urls = [f"{address}/{'hang' if hangs else 'list'}/{number * 100 + each}" for each in range(pages)]  # noqa: RUF012
        rows = "table#meetings tbody tr"

        def items(self, row: Any, page: Any) -> Iterator[ScrapedHearing]:
            """One meeting."""
            yield ScrapedHearing(
                key=attribute(row, "data-meeting-id"),
                jurisdiction="us-md",
                name=one(row, "a::text"),
                start=dt.datetime(2027, 1, 4, 10, tzinfo=ZONE)
                + dt.timedelta(hours=hash_of(attribute(row, "data-meeting-id"))),
                timezone=ZONE.key,
                sources=(Link(url=page.url),),
            )

    return Meetings


def hash_of(key: str) -> int:
    """Hours of the year, so that few meetings begin at one moment."""
    return zlib.crc32(key.encode()) % 8_000


def timed(port: str, pages: list[int], delay: float, hanging: int = 0) -> float:
    """One crawl in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = [json.dumps({"port": port, "pages": pages, "delay": delay, "hanging": hanging})]
        done = subprocess.run(
            [sys.executable, "-m", "bench.many_sources", "--child", *words],
            env={**os.environ, "TRACKER_DATA_DIR": str(Path(folder))},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"bench: a crawl failed\n{done.stdout}{done.stderr[-3000:]}")
    return float(done.stdout.splitlines()[-1])


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--delay", type=float, default=0.5, help="seconds between two pages of one source")
    options.add_argument("--pages", type=int, default=12, help="pages of the slowest source")
    options.add_argument("--child", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        print(crawled(**json.loads(chosen.child)))
        return 0
    # The first five are the ones that hang later; the slowest is the last.
    pages = [chosen.pages * (number + 1) // SOURCES or 1 for number in range(SOURCES)]
    with serving(ROWS) as address:
        port = address.rpartition(":")[2]
        alone = timed(port, pages[-1:], chosen.delay)
        together = timed(port, pages, chosen.delay)
        hampered = timed(port, pages, chosen.delay, HANGING)
    return tell(
        [
            Ratio(name="50 sources", ours=together, peer=alone, unit="s", against="the slowest alone", at_most=1.3),
            Ratio(
                name="50 sources, 5 of them hang",
                ours=hampered,
                peer=together,
                unit="s",
                against="none hangs",
                at_most=1.3,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
