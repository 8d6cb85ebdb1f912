"""Pages that broke between two visits are not believed, are told, and touch nothing that is stored.

Each row breaks the recorded pages of a source in one way in which pages break: a column goes by another name, the list is
last year's, half of it is gone, a login stands in its place. What is read right all the same changes nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from sqlalchemy import Engine

from spiders import registry
from tests.core.test_ingest import snapshot
from tests.states.visits import pack, spider, visit
from tracker import clock
from tracker.db.engine import connect
from tracker.ingest.verdict import Problem, RunSummary
from tracker.ingest.visit import Visit

Break = Callable[[bytes], bytes]


class Scene(NamedTuple):
    """What is replayed: the moment of the visit, the recordings, and what the crawl was asked for."""

    now: str
    folder: str
    prefix: str
    asked: Mapping[str, Any] = {}


SCENES: Final = {
    "us-va-hearings": Scene("2020-01-28T12:00:00-05:00", "state", "va-lis/csv-2020/2020-01-28"),
    "us-or-bills": Scene("2026-03-01T12:00:00-08:00", "state", "or-olis/measures-2026r1"),
    "us-wa-bills": Scene("2026-01-20T12:00:00-08:00", "state", "wa-wsl/GetLegislation"),
    "us-mt-bills": Scene("2023-04-20T12:00:00-06:00", "state", "mt-laws/"),
    "us-nd-hearings": Scene("2025-12-01T12:00:00-06:00", "state", "hearing-calendars-html/nd/"),
    "us-ri-commissions": Scene("2025-12-20T12:00:00-05:00", "state", "hearing-calendars-html/ri/"),
    "us-il-hearings": Scene("2018-03-04T12:00:00-06:00", "state", "il-ilga/"),
    "us-ut-bills": Scene("2026-11-20T12:00:00-07:00", "state", "ut-le/"),
    "us-ga-bills": Scene("2026-11-20T12:00:00-05:00", "state", "ga-legis/api/detail/"),
    "us-ma-bills": Scene("2026-11-20T12:00:00-05:00", "state", "ma-malegislature/api/"),
    "us-il-cook-hospitals": Scene("2019-06-01T12:00:00-05:00", "local", "city-scrapers/chi/cook_hospitals"),
    "us-il-chicago-health": Scene("2024-05-01T12:00:00-05:00", "local", "city-scrapers/chi/chi_pubhealth"),
    "us-senate-hearings": Scene("2026-07-25T12:00:00-04:00", "federal", "senate/general/committee_schedules/hearings.2026-07"),
    "legistar-events": Scene("2026-01-01T12:00:00-08:00", "local", "legistar-api/seattle/events_0450", {"jurisdiction": "us-wa-seattle"}),
    "legistar-calendar": Scene("2019-01-07T12:00:00+00:00", "local", "legistar-html/nyc/events"),
    "primegov": Scene("2024-09-14T12:00:00+00:00", "more", "local/primegov/losca"),
}  # fmt: skip
LOGIN: Final = (
    b"<!doctype html><html><head><title>Sign in</title></head><body><form action='/login'><label>Password <input type="
    b"'password' name='p'></label></form><table><tr><th>Date</th><th>Name</th></tr><tr><td>1</td><td>2</td></tr></table>"
)
CAPTCHA: Final = b"<html><head><title>Just a moment...</title></head><body><h1>Verify you are human</h1></body></html>"


def swap(old: str, new: str | Callable[[re.Match[bytes]], bytes]) -> Break:
    """Another text for each match, in any page."""
    put = new.encode() if isinstance(new, str) else new
    return lambda body: re.sub(old.encode(), put, body, flags=re.IGNORECASE)


def cut(share: float) -> Break:
    return lambda body: body[: int(len(body) * share)]


def rows(change: Callable[[list[Any]], list[Any]]) -> Break:
    """The rows of a table, or of the list in a document."""

    def broken(body: bytes) -> bytes:
        if body.lstrip()[:1] not in b"[{":
            head, *told = csv.reader(io.StringIO(body.decode("latin-1")))
            out = io.StringIO()
            csv.writer(out).writerows([head, *change(told)])
            return out.getvalue().encode("latin-1")
        found = json.loads(body)
        if isinstance(found, list):
            return json.dumps(change(found)).encode()
        lists = {key: change(value) if isinstance(value, list) else value for key, value in found.items()}
        return json.dumps(lists).encode()

    return broken


def field(name: str, change: Callable[[Any], Any], called: str | None = None) -> Break:
    """A field of every object, at any depth, with another value or under another name."""

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {called or key if key == name else key: change(value) if key == name else walk(value) for key, value in node.items()}  # fmt: skip
        return [walk(each) for each in node] if isinstance(node, list) else node

    return lambda body: json.dumps(walk(json.loads(body))).encode() if body.lstrip()[:1] in b"[{" else body


def earlier(found: re.Match[bytes]) -> bytes:
    return str(int(found[0]) - 1).encode()


def later(hours: int) -> Callable[[Any], Any]:
    def moved(told: Any) -> Any:
        if not told:
            return told
        return (dt.datetime.strptime(told, "%I:%M %p") + dt.timedelta(hours=hours)).strftime("%I:%M %p")

    return moved


YEAR: Final = r"(?<!\d)20(?:1[5-9]|2\d)(?!\d)"
HOUR: Final = r"\b\d{1,2}:\d\d\s*[ap]\.?m\.?"
BREAKS: Final[tuple[tuple[str, str, str, Break], ...]] = (
    ("us-va-hearings", "a column renamed", "DOCKET", swap("Doc_date", "Docket_day")),
    ("us-va-hearings", "last year's dates", "DOCKET", swap(r'"2020-(?=\d)', '"2019-')),
    ("us-va-hearings", "half of the rows", "DOCKET", rows(lambda told: told[::2])),
    ("us-va-hearings", "no bill numbers", "DOCKET", rows(lambda told: [[*row[:3], ""] for row in told])),
    ("us-va-hearings", "day and month exchanged", "DOCKET", swap(r'"(\d{4})-(\d\d)-(\d\d)"', lambda m: b'"%b-%b-%b"' % (m[1], m[3], m[2]))),
    ("us-va-hearings", "another encoding", "DOCKET", lambda body: body.decode("latin-1").encode("utf-16")),
    ("us-va-hearings", "cut in the middle", "DOCKET", cut(0.45)),
    ("us-or-bills", "a key renamed", ".", swap("CatchLine", "Caption")),
    ("us-or-bills", "nothing in session", ".", lambda _body: b"[]"),
    ("us-or-bills", "every sixth row", ".", rows(lambda told: told[::6])),
    ("us-or-bills", "every title the same", ".", field("CatchLine", lambda _told: "Measure")),
    ("us-or-bills", "55 of 100 rows", ".", rows(lambda told: [row for n, row in enumerate(told) if n % 20 < 11])),
    ("us-or-bills", "a login", ".", lambda _body: LOGIN),
    ("us-wa-bills", "cut in the middle", ".", cut(0.6)),
    ("us-wa-bills", "an element gone", ".", swap(r"<PrimeSponsorID>[^<]*</PrimeSponsorID>|<Sponsor>[^<]*</Sponsor>", "")),
    ("us-wa-bills", "an element renamed", ".", swap("ShortDescription", "BriefDescription")),
    ("us-wa-bills", "a login", ".", lambda _body: LOGIN),
    ("us-mt-bills", "a captcha", ".", lambda _body: CAPTCHA),
    ("us-mt-bills", "cut in the middle", ".", cut(0.1)),
    ("us-nd-hearings", "no hours", ".", swap(HOUR, "")),
    ("us-nd-hearings", "another zone", ".", swap(r"\bCST\b", "EST")),
    ("us-nd-hearings", "last year's page", ".", swap(YEAR, earlier)),
    ("us-nd-hearings", "a class renamed", ".", swap("event-wrapper", "entry-wrapper")),
    ("us-ri-commissions", "a login with a table", ".", lambda _body: LOGIN),
    ("us-il-hearings", "one id for all", "DateRange", swap(r'Id":\d{5}', 'Id":15597')),
    ("us-il-hearings", "a key renamed", "DateRange", swap("IsCancelled", "Off")),
    ("us-ut-bills", "a login", ".", lambda _body: LOGIN),
    ("us-ga-bills", "a key renamed", ".", swap('"statusHistory"', '"log"')),
    ("us-ma-bills", "a key gone", ".", swap("PrimarySponsor", "Filer")),
    ("us-ma-bills", "every title the same", ".", field("Title", lambda _told: "An Act")),
    ("us-il-cook-hospitals", "last year's page", ".", swap(YEAR, earlier)),
    ("us-il-cook-hospitals", "a class renamed", ".", swap("<tr", "<div")),
    ("us-il-chicago-health", "a login", "20", lambda _body: LOGIN),
    ("us-senate-hearings", "a tag renamed", ".", swap(r"(?<=[</])time>", "hour>")),
    ("us-senate-hearings", "every committee gone", ".", swap(r"<committee>[^<]*</committee>", "<committee/>")),
    ("us-senate-hearings", "cut in the middle", ".", cut(0.5)),
    ("legistar-events", "no hours", ".", field("EventTime", lambda _told: None)),
    ("legistar-events", "hours of another zone", ".", field("EventTime", later(8))),
    ("legistar-events", "no names", ".", field("EventBodyName", lambda _told: "")),
    ("legistar-events", "no places", ".", field("EventLocation", lambda _told: None)),
    ("legistar-events", "last year's dates", ".", swap(r"(?<=EventDate\": \")20\d\d|(?<=EventDate\":\")20\d\d", earlier)),
    ("legistar-events", "half of the rows", ".", rows(lambda told: told[::2])),
    ("us-or-bills", "numbers from another column", ".", swap('"MeasureNumber": ?(\\d+)', lambda m: b'"MeasureNumber":9%b' % m[1])),
    ("us-or-bills", "the session before", ".", swap("2026R1", "2025R1")),
    ("us-wa-bills", "the session before", ".", swap("2025-26", "2023-24")),
    ("us-il-cook-hospitals", "cut in the middle", ".", cut(0.9)),
    ("legistar-calendar", "last year's dates", ".", swap(r"(?<=/)20\d\d(?!\d)", earlier)),
    ("primegov", "titles for all the same", ".", field("title", lambda _told: "Meeting")),
    ("primegov", "one id for all", ".", field("id", lambda _told: 7)),
)  # fmt: skip
UNHARMED: Final = {
    ("us-senate-hearings", "a tag renamed"): "the hour stands beside the date, too",
    ("us-va-hearings", "another encoding"): "its first two bytes say which",
}
"""Breaks that a reader does not feel."""


def crawled(engine: Engine, name: str, held: Any, hours: int, folder: Path) -> RunSummary:
    """One visit of a source to recorded pages, some hours after the first."""
    scene = SCENES[name]
    now = dt.datetime.fromisoformat(scene.now) + dt.timedelta(hours=hours)
    with clock.as_of(now), Visit(engine, name, registry.source(name).source) as made:
        asked = spider(name, now, recording=held, stamps=made.stamps(), **scene.asked)
        for each in visit(asked, held, folder).found:
            if isinstance(each, Problem):
                made.problem(each.kind, each.reason, each.url)
            else:
                made.take(each)
        return made.finish()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, recordings: Path) -> Callable[[str], Path]:
    """The database after two good visits of a source, which agree."""
    folder, made = tmp_path_factory.mktemp("good"), {}

    def good(name: str) -> Path:
        if name not in made:
            scene = SCENES[name]
            held = pack(recordings / scene.folder, folder / f"{name}.warc.gz", scene.prefix)
            engine = connect(f"sqlite:///{folder / name}.db")
            first, again = (crawled(engine, name, held, hours, folder) for hours in (0, 1))
            engine.dispose()
            assert (first.counts.doubled, again.counts.doubled, again.counts.new, again.counts.changed) == (0, 0, 0, 0)
            assert first.counts.items
            made[name] = folder / f"{name}.db"
        return made[name]

    return good


@pytest.fixture
def opened(stored: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    engines = []

    def copy(name: str) -> Engine:
        shutil.copy(stored(name), tmp_path / "copy.db")
        engines.append(connect(f"sqlite:///{tmp_path / 'copy.db'}", migrate=False))
        return engines[-1]

    yield copy
    for each in engines:
        each.dispose()


def records(engine: Engine) -> dict[str, Any]:
    """What readers see: the records and their changes."""
    return {name: rows for name, rows in snapshot(engine).items() if name not in {"listings", "claims"}}


@pytest.mark.parametrize(("name", "how", "where", "broken"), BREAKS, ids=[f"{row[0]}: {row[1]}" for row in BREAKS])
def test_a_page_that_broke_is_told_and_touches_nothing(
    opened: Callable[[str], Engine], recordings: Path, tmp_path: Path, name: str, how: str, where: str, broken: Break
):
    engine, scene = opened(name), SCENES[name]
    before, felt = records(engine), []

    def page(url: str, body: bytes) -> bytes:
        felt.append(re.search(where, url) is not None and (said := broken(body)) != body)
        return said if felt[-1] else body

    held = pack(recordings / scene.folder, tmp_path / "broken.warc.gz", scene.prefix, broken=page)
    told = crawled(engine, name, held, 2, tmp_path)

    assert any(felt), "the break meets the page"
    assert records(engine) == before
    if (name, how) not in UNHARMED:
        assert told.verdict in {"degraded", "failed"}, told
        assert told.reason or told.problems
