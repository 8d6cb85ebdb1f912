"""What is known of hosts stands in one place: the pause they ask for is kept, and a problem says what is known of its host."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings as ScrapySettings

from spiders.kit.download import Fetcher
from spiders.kit.hosts import BUSY_PAUSE, all_hosts, known, read
from tests.states.visits import spider
from tracker.errors import SettingsError
from tracker.ingest.verdict import Problem

NIGHT = dt.datetime.fromisoformat("2027-02-01T23:30:00-05:00")
NOON = dt.datetime.fromisoformat("2027-02-01T12:00:00-05:00")


@pytest.mark.parametrize(
    ("host", "now", "pause"),
    [
        ("www.azleg.gov", NOON, 120),
        ("my.ilga.gov", NOON, 10),
        ("www.ncleg.gov", NOON, 2),
        ("documents.house.mo.gov", NOON, 20),
        ("gencourt.state.nh.us", NIGHT, 3),
        ("www.gencourt.state.nh.us", NOON, BUSY_PAUSE),
        ("notncleg.gov", NOON, 0),
        ("ncleg.gov.example", NOON, 0),
        ("gov", NOON, 0),
        ("", NOON, 0),
        (None, NOON, 0),
    ],
)
def test_a_host_is_given_the_rest_it_asks_for(host: str | None, now: dt.datetime, pause: float):
    assert known(host).rest(now) == pause


@pytest.mark.parametrize(("hour", "busy"), [("05:59", False), ("06:00", True), ("20:59", True), ("21:00", False)])
def test_the_bad_hours_of_a_host_are_those_of_its_own_clock(hour: str, busy: bool):
    at = dt.datetime.fromisoformat(f"2027-07-01T{hour}:00-04:00").astimezone(dt.UTC)
    assert known("gencourt.state.nh.us").is_busy(at) is busy


def test_bad_hours_may_lie_over_midnight(tmp_path: Path):
    (tmp_path / "hosts.toml").write_text('["a.example"]\nbusy = ["22:00", "05:00"]\n', encoding="utf-8")
    host = read(tmp_path / "hosts.toml")["a.example"]
    assert (host.is_busy(NIGHT), host.is_busy(NOON), host.is_busy(NIGHT + dt.timedelta(hours=4))) == (True, False, True)


@pytest.mark.parametrize(
    ("host", "kind", "words"),
    [
        ("legislature.mi.gov", "bad-certificate", "without the one in the middle"),
        ("search-prod.lis.state.oh.us", "bad-certificate", "without the one in the middle"),
        ("www.cga.ct.gov", "bad-certificate", "without the one in the middle"),
        ("www.flhouse.gov", "blocked", "with status 200"),
        ("iga.in.gov", "script-page", "api.iga.in.gov"),
        ("www.wvlegislature.gov", "page-changed", "page without rows"),
        ("capitol.texas.gov", "timeout", "a line at home"),
        ("www.palegis.us", "forbidden-by-robots", "www.palegis.us/data"),
        ("leg.state.fl.us", "http-403", "refuses programs"),
        ("gencourt.state.nh.us", "timeout", "from 06:00 to 21:00"),
    ],
)
def test_a_problem_says_what_is_known_of_its_host(host: str, kind: str, words: str):
    told = known(host).says(kind, NOON)
    assert words in told
    assert "is known for it" in told


def test_nothing_is_said_of_a_host_that_explains_nothing():
    assert known("gencourt.state.nh.us").says("timeout", NIGHT) == ""
    assert known("legislature.mi.gov").says("http-404", NOON) == ""
    assert known("a.example").says("timeout", NOON) == ""


def test_a_live_visit_tells_it_with_the_problem_and_a_replay_does_not():
    page = HtmlResponse("https://www.wvlegislature.gov/x", body=b"<html><body><p>Welcome</p></body></html>")
    page.request = Request(page.url, meta={"reader": lambda _page: _changed()})
    live, replay = spider("us-mi-hearings", NOON), spider("us-mi-hearings", NOON)
    replay.asked = dataclasses.replace(replay.asked, replaying=True)

    (told,), (plain,) = list(live.answered(page)), list(replay.answered(page))
    assert isinstance(told, Problem)
    assert told.reason.startswith("no rows; wvlegislature.gov is known for it")
    assert plain.reason == "no rows"


def _changed():
    raise ValueError("no rows")
    yield


def test_whoever_fetches_keeps_the_pause_and_spares_nobody_where_nobody_is():
    asked = [Request(url) for url in ("https://www.azleg.gov/bills/", "https://a.example/")]
    rests = {}
    for delay in (1.0, 0.0):
        settings = ScrapySettings(
            {"DOWNLOAD_DELAY": delay, "TRACKER_RECORDING": "a recording, so that nothing is opened"}
        )
        fetcher = Fetcher(SimpleNamespace(settings=settings, spider=None))  # type: ignore[arg-type]
        rests[delay] = [fetcher._rest(request) for request in asked]

    assert rests == {1.0: [120, 1.0], 0.0: [0.0, 0.0]}


@pytest.mark.parametrize(
    "text",
    [
        '["no host"]\npause = 1',
        '["a.example"]\npause = -1',
        '["a.example"]\nbusy = ["late", "06:00"]',
        '["a.example"]\nrest = 1',
    ],
)
def test_a_fault_in_the_list_is_named(text: str, tmp_path: Path):
    (tmp_path / "hosts.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="expected facts of a host"):
        read(tmp_path / "hosts.toml")


def test_every_host_of_the_list_has_something_to_say():
    for host in all_hosts().values():
        assert host.marks or host.pause or host.busy or host.about, host.name
