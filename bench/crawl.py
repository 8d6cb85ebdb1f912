"""A crawl of many pages, everything included (manners, reading, storing), against a bare Scrapy spider on the same pages."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from bench.loopback import serving
from bench.report import Ratio, tell

ZONE = ZoneInfo("America/New_York")


def ours(address: str, pages: int) -> tuple[int, float]:
    """Crawl with our program; how many records were stored, and in how many seconds from the start of the visit."""
    from spiders.crawl import Crawl
    from spiders.kit.options import Options
    from spiders.kit.select import attribute, link, one
    from spiders.kit.spiders import ListSpider
    from spiders.settings import WITHOUT_PACE
    from tracker.db.engine import connect
    from tracker.ingest.source import Source
    from tracker.records.items import Link, ScrapedHearing
    from tracker.settings import load

    class Meetings(ListSpider):
        """The pages of the bench."""

        name = "bench-meetings"
        source = Source(jurisdiction="us-md", publisher="Bench", timezone=ZONE, url=address, kind="hearings")
        start_urls = [f"{address}/list/{number}" for number in range(pages)]  # noqa: RUF012 - Scrapy asks for a list
        rows = "table#meetings tbody tr"

        def items(self, row: Any, page: Any) -> Iterator[ScrapedHearing]:
            """One meeting."""
            day, clock, _name, room = (cell.css("::text").get(default="") for cell in row.css("td"))
            yield ScrapedHearing(
                key=attribute(row, "data-meeting-id"),
                jurisdiction="us-md",
                name=one(row, "a::text"),
                start=dt.datetime.strptime(f"{day} {clock}", "%m/%d/%Y %I:%M %p").replace(tzinfo=ZONE),
                timezone=ZONE.key,
                location=room,
                sources=(Link(url=link(row, "a", page)),),
            )

    engine = connect(load().url)
    asked = Options(settings=load(), now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    began = time.perf_counter()
    (summary,) = Crawl(engine=engine, sources=[Meetings], asked=asked, changed_settings=WITHOUT_PACE).run()
    took = time.perf_counter() - began
    engine.dispose()
    if summary.verdict != "ok":
        raise SystemExit(f"bench: {summary.verdict}: {summary.reason} {summary.problems[:2]}")
    return summary.counts.items, took


def bare(address: str, pages: int) -> tuple[int, float]:
    """The same pages and selectors with nothing but Scrapy; how many rows were read, and in how many seconds."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders.settings import WITHOUT_PACE

    found: list[dict[str, Any]] = []

    class Meetings(scrapy.Spider):
        """The pages of the bench."""

        name = "bare"
        start_urls = [f"{address}/list/{number}" for number in range(pages)]  # noqa: RUF012 - Scrapy asks for a list

        def parse(self, response: Any) -> Iterator[dict[str, Any]]:
            """Each row as a dictionary."""
            for row in response.css("table#meetings tbody tr"):
                day, clock, _name, room = (cell.css("::text").get(default="") for cell in row.css("td"))
                item = {
                    "key": row.attrib["data-meeting-id"],
                    "name": row.css("a::text").get(),
                    "start": dt.datetime.strptime(f"{day} {clock}", "%m/%d/%Y %I:%M %p").replace(tzinfo=ZONE),
                    "location": room,
                    "url": response.urljoin(row.css("a").attrib["href"]),
                }
                found.append(item)
                yield item

    began = time.perf_counter()
    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, **WITHOUT_PACE})
    process.crawl(Meetings)
    process.start()
    return len(found), time.perf_counter() - began


def timed(who: str, address: str, pages: int) -> float:
    """Seconds of one crawl in a process of its own, from the start of the visit; `bench.startup` measures what is before."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.crawl", "--child", who, "--address", address, "--pages", str(pages)],
            env={**os.environ, "TRACKER_DATA_DIR": str(Path(folder))},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"bench: {who} failed\n{done.stdout}{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["items"] > 0, who
    return float(told["seconds"])


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=800)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--child", choices=("ours", "bare"), help=argparse.SUPPRESS)
    options.add_argument("--address", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        items, seconds = (ours if chosen.child == "ours" else bare)(chosen.address, chosen.pages)
        print(json.dumps({"items": items, "seconds": seconds}))
        return 0
    return tell([against_bare(rows, chosen.pages, chosen.rounds) for rows in (1, 20)])


def against_bare(rows: int, pages: int, rounds: int) -> Ratio:
    """Pages a second of both, in turns."""
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    with serving(rows) as address:
        for _round in range(rounds):
            for who, times in taken.items():
                times.append(timed(who, address, pages))
    speed = {who: pages / median(times) for who, times in taken.items()}
    return Ratio(
        name=f"crawl of {pages} pages, records a page: {rows}",
        ours=speed["ours"],
        peer=speed["bare"],
        unit="pages/s",
        against="bare Scrapy that stores nothing",
        at_least=0.8,
    )


if __name__ == "__main__":
    sys.exit(main())
