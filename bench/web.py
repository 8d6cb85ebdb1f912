"""The web page with 200,000 bills: every page, the search, a crowd; against raw FTS5 and a bare FastAPI page."""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from bench.report import Ratio, tell

TOPICAL = (
    "mental health parity in insurance", "crisis lines and 988", "peer support specialists", "suicide prevention in schools",
    "opioid use disorder treatment", "involuntary commitment hearings", "community behavioral health clinics",
    "naloxone in libraries", "postpartum depression screening", "veterans suicide prevention",
)  # fmt: skip
ASKED = (
    "mental health", "parity insurance", '"peer support"', "naloxone", "suicid*", "opioid treatment", "crisis", "commitment hearings",
    "HB 4021", "school district tax", "depression screening", "veterans", "988", "behavioral clinics", "housing",
    "act", "health", "the state", "helth", "health care act relating to treatment services in school districts",
)  # fmt: skip
PAGES = (
    "/", "/bills", "/bills?topic=parity", "/bills?place=us-ca", "/bills?stage=law", "/bills?all=1", "/bills?order=newest",
    "/bills?score=60", "/hearings", "/hearings/month", "/deadlines", "/notices", "/topics", "/topics/parity", "/places",
    "/places/us-ca", "/charts", "/feeds", "/about", "/subscribe", "/embed/us-ca", "/bills.atom", "/bills.feed.json",
    "/calendar.ics?place=us-ca", "/api/v1/bills", "/sitemap.xml",
)  # fmt: skip
SESSION = "2025"
_CROWDS = (1, 4, 20)
"""Readers at once."""
STATES = (
    "ak al ar az ca co ct dc de fl ga hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv ny oh ok or pa pr ri sc "
    "sd tn tx ut va vt wa wi wv wy"
)
BARE = '''
import json, sqlite3, sys
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
page = Environment(autoescape=True).from_string("""<!doctype html><html lang="en"><head><title>Bills</title>
<link rel="stylesheet" href="/site.css"></head><body><header><nav><ul><li><a href="/bills">Bills</a></li></ul></nav></header><main>
<form><input name="q"><select name="place">{% for place in places %}<option value="{{ place }}">{{ place }}</option>{% endfor %}</select>
<select name="topic">{% for topic in topics %}<option value="{{ topic }}">{{ topic }}</option>{% endfor %}</select></form>
{% for row in rows %}<article class="bill"><p class="kicker"><b>{{ row.identifier }}</b> <span>{{ row.jurisdiction }}</span>
<span>{{ row.legislative_session }}</span></p><h3><a href="/bills/{{ row.id }}">{{ row.title }}</a></h3>
<p class="last">{{ excerpts[row.id] }}</p><ol class="way">{% for step in steps %}<li class="{{ 'past' if loop.index < 3 else '' }}"></li>
{% endfor %}</ol><p>{{ row.stage }}</p><p class="last"><time>{{ row.latest_action_date }}</time> {{ row.latest_action_description }}</p>
<ul class="chips">{% for topic, score in chips[row.id] %}<li><a href="/topics/{{ topic }}">{{ topic }} <b>{{ score }}</b></a></li>
{% endfor %}</ul></article>{% endfor %}</main><footer><p>Made from public records.</p></footer></body></html>""")
file = f"file:{sys.argv[1]}?mode=ro"
app = FastAPI()
@app.get("/bills", response_class=HTMLResponse)
def bills(n: int = 0):
    connection = sqlite3.connect(file, uri=True)
    connection.row_factory = sqlite3.Row
    places = [row[0] for row in connection.execute("SELECT DISTINCT jurisdiction FROM sessions ORDER BY 1")]
    topics = [row[0] for row in connection.execute("SELECT topic FROM judged_topics ORDER BY 1")]
    rows = connection.execute("SELECT id, jurisdiction, legislative_session, identifier, title, stage, latest_action_date, "
        "latest_action_description FROM bills ORDER BY latest_action_date DESC LIMIT 20").fetchall()
    marks = ", ".join("?" * len(rows))
    found = connection.execute(f"SELECT record_id, topic, score, reasons FROM matches WHERE record_id IN ({marks})",
        [row["id"] for row in rows]).fetchall()
    connection.close()
    chips, excerpts = {row["id"]: [] for row in rows}, {row["id"]: "" for row in rows}
    for match in found:
        chips[match["record_id"]].append((match["topic"], match["score"]))
        excerpts[match["record_id"]] = json.loads(match["reasons"])[0]["excerpt"]
    return page.render(rows=rows, places=places, topics=topics, chips=chips, excerpts=excerpts, steps=range(6))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
'''


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bills", type=int, default=200_000)
    options.add_argument("--keep", type=Path, help="a folder that keeps the database for the next run")
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="bench-web-"))
    os.environ["TRACKER_DATA_DIR"] = str(folder)
    try:
        if not (folder / "tracker.db").exists():
            fill(chosen.bills)
        with serving(folder) as ours, bare_page(folder) as bare:
            return tell([*pages(ours, folder, chosen.rounds), *search(ours, folder), *crowd(ours, bare)])
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)


def fill(count: int) -> None:
    """Bills of all states, one in twelve of them on mental health, and what hangs on them; judged and searchable."""
    from spiders.after_crawl import settle
    from tracker.db.engine import connect
    from tracker.ingest.source import Source
    from tracker.ingest.visit import Visit
    from tracker.settings import load

    source = Source(
        jurisdiction="us",
        publisher="Bench",
        timezone=ZoneInfo("America/New_York"),
        url="https://legislature.example",
        kind="bills",
    )
    engine, began = connect(load().url), time.perf_counter()
    with Visit(engine, "bench-bills", source) as visit:
        for item in items(count):
            visit.take(item)
        visit.finish()
    settle(engine, [])
    engine.dispose()
    print(f"     {count:,} bills stored, judged and indexed in {time.perf_counter() - began:.0f} s")


def items(count: int) -> Iterator[Any]:
    """The records."""
    from tracker.records.items import Abstract, Action, HeardBill, Link, ScrapedBill, ScrapedHearing, Sponsorship

    chance, today = random.Random(7), dt.date.today()
    # Rare and common words as in any English: with all words equally common, every search would find half of all bills.
    words = files("tracker.rules").joinpath("common_words.txt").read_text(encoding="utf-8").split()
    chance.shuffle(words)
    often = list(accumulate(1 / (rank + 20) for rank in range(len(words))))
    places = ["us", *(f"us-{code}" for code in STATES.split())]
    for number in range(count):
        place = places[number % len(places)]
        topical = chance.random() < 1 / 12
        subject = chance.choice(TOPICAL) if topical else " ".join(chance.choices(words, cum_weights=often, k=5))
        day = today - dt.timedelta(days=chance.randrange(400))
        yield ScrapedBill(
            jurisdiction=place,
            legislative_session=SESSION,
            identifier=f"HB{number // len(places) + 1}",
            title=f"An Act relating to {subject}",
            from_organization="lower",
            abstracts=(
                Abstract(abstract=f"Concerns {subject}; {' '.join(chance.choices(words, cum_weights=often, k=60))}."),
            ),
            actions=(
                Action(date=day, description="Introduced and referred", classification=("introduction",)),
                Action(date=day + dt.timedelta(days=3), description="Reported", classification=("committee-passage",)),
            ),
            sponsorships=(Sponsorship(name=f"Doe {number % 997}, Jane", primary=True),),
            sources=(Link(url=f"https://legislature.example/{place}/{number}"),),
        )
        if topical and number % 7 == 0:
            zone = "America/New_York"
            start = dt.datetime.combine(today, dt.time(14), ZoneInfo(zone)) + dt.timedelta(days=chance.randrange(1, 40))
            yield ScrapedHearing(
                key=f"h-{number}",
                jurisdiction=place,
                name="Public hearing on health",
                committee="Committee on Health",
                start=start,
                timezone=zone,
                bills=(HeardBill(identifier=f"HB{number // len(places) + 1}", legislative_session=SESSION),),
                sources=(Link(url=f"https://legislature.example/{place}/h{number}"),),
            )


@contextmanager
def process(*words: str, port: int) -> Iterator[int]:
    """A server in a process of its own, ready, ended at the end."""
    made = subprocess.Popen([sys.executable, *words])
    try:
        for _try in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        made.terminate()
        made.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """`tracker serve` over the database, one worker."""
    port = free_port()
    assert folder.is_dir()
    with process("-m", "tracker", "serve", "--no-jobs", "--port", str(port), port=port) as made:
        yield made


@contextmanager
def bare_page(folder: Path) -> Iterator[int]:
    """What FastAPI, Jinja and twenty lines of SQL need for a list of twenty bills with their topics; nothing is kept."""
    port = free_port()
    with process("-c", BARE, str(folder / "tracker.db"), str(port), port=port) as made:
        yield made


class Reader:
    """One connection kept open, as a browser does."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[float, bytes]:
        """Seconds and body; anything but 200 ends the measurement."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{path}: {answer.status} {body[:200]!r}"
        return time.perf_counter() - began, body


def fresh(path: str, number: int) -> str:
    """The list of bills under an address that was not asked before, so that nothing kept answers: since a day long ago, which
    narrows nothing.
    """
    day = dt.date.fromordinal(1 + number % 690_000)
    return f"{path}{'&' if '?' in path else '?'}since={day.isoformat()}"


def pages(port: int, folder: Path, rounds: int) -> list[Ratio]:
    """Each page as it is made anew after something was written, and the size of the home page with all it loads."""
    reader, found = Reader(port), []
    reader.get("/bills")
    with closing(sqlite3.connect(folder / "tracker.db", isolation_level=None)) as writer:
        writer.execute("CREATE TABLE IF NOT EXISTS bench_turns (number INTEGER)")
        for path in PAGES:
            times = []
            for number in range(rounds):
                writer.execute("INSERT INTO bench_turns VALUES (?)", (number,))
                times.append(reader.get(path)[0])
            found.append((statistics.median(times), path))
    found.sort(reverse=True)
    for seconds, path in found[:8]:
        print(f"     {1000 * seconds:7.1f} ms {path}")
    slowest, path = found[0]
    home = reader.get("/")[1]
    size = len(home) + sum(len(reader.get(each)[1]) for each in loaded(home))
    return [
        Ratio(name=f"slowest page, median ({path})", ours=slowest, peer=0.1, unit="s", against="limit", at_most=1.0),
        Ratio(name="home page, all it loads", ours=size / 1024, peer=60, unit="KiB", against="limit", at_most=1.0),
    ]


def loaded(home: bytes) -> list[str]:
    """What the home page has a browser fetch."""
    import gzip
    import re

    text = gzip.decompress(home).decode() if home[:2] == b"\x1f\x8b" else home.decode()
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text)))


def search(port: int, folder: Path) -> list[Ratio]:
    """Searches that nobody asked before, and the same words put to FTS5 by hand."""
    from tracker.db.search import asked_for
    from tracker.db.search_query import fts5

    reader = Reader(port)
    connection = sqlite3.connect(folder / "tracker.db")
    query = (
        "SELECT search_rows.record_id, snippet(search_words, -1, '«', '»', '…', 30) FROM search_words "
        "JOIN search_rows ON search_rows.number = search_words.rowid WHERE search_words MATCH ? "
        "ORDER BY bm25(search_words, 8.0, 1.0) LIMIT 20"
    )
    ours, peer = [], []
    for turn in range(4):
        for words in ASKED:
            began = time.perf_counter()
            connection.execute(query, (fts5(asked_for(words).node),)).fetchall()
            peer.append(time.perf_counter() - began)
            ours.append(reader.get(fresh(f"/bills?q={quote_plus(words)}&all=1", turn))[0])
    late = statistics.quantiles(ours, n=20)[-1]
    return [
        Ratio(name="search page, 95 of 100", ours=late, peer=0.15, unit="s", against="limit", at_most=1.0),
        Ratio(
            name="search page, mean",
            ours=statistics.mean(ours),
            peer=statistics.mean(peer),
            unit="s",
            against="FTS5 by hand",
            at_most=3.0,
        ),
    ]


def crowd(ours: int, bare: int) -> list[Ratio]:
    """Requests a second of the bills page on one worker: as readers ask it, and made anew each time."""
    same = rate(ours, lambda _number: "/bills")
    made = {readers: rate(ours, lambda number: fresh("/bills", number), readers=readers) for readers in _CROWDS}
    bares = {readers: rate(bare, lambda number: f"/bills?n={number}", readers=readers) for readers in _CROWDS}
    peer = bares[4]
    return [
        Ratio(name="bills page, requests", ours=same, peer=100, unit="1/s", against="limit", at_least=1.0),
        Ratio(
            name="bills page as asked, time",
            ours=1 / same,
            peer=1 / peer,
            unit="s",
            against="bare FastAPI",
            at_most=3.0,
        ),
        *(
            Ratio(
                name=f"bills page made anew, time, {readers} at once",
                ours=1 / made[readers],
                peer=1 / bares[readers],
                unit="s",
                against="bare FastAPI",
                at_most=2.0,
            )
            for readers in _CROWDS
        ),
    ]


def rate(port: int, path: Callable[[int], str], *, readers: int = 4, seconds: float = 4.0) -> float:
    """Answers a second to readers that ask one after the other."""
    counts, until = [0] * readers, time.perf_counter() + seconds

    def read(which: int) -> None:
        reader = Reader(port)
        while time.perf_counter() < until:
            reader.get(path(which * 30_000 + counts[which]))
            counts[which] += 1

    threads = [threading.Thread(target=read, args=(which,)) for which in range(readers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
