"""Feeds and calendars that a person adds are crawled like shipped sources."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest

from spiders.kit.feed import entries
from spiders.kit.options import Options
from spiders.platforms.feeds import made
from tests.command import process, tracker
from tests.crawl.world import World, world
from tracker.records.items import ScrapedNotice
from tracker.settings import Settings

ICS = "https://board.example/calendar.ics"
EVENTS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "BEGIN:VTIMEZONE\r\nTZID:America/Chicago\r\nBEGIN:STANDARD\r\nDTSTART:nonsense\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Mental Health Board\r\nLOCATION:Room 4\r\n"
    "DTSTART;TZID=America/Chicago:20261201T180000\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Finance\r\nSTATUS:CANCELLED\r\nDTSTART:20261202T180000Z\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)
RSS = (
    "<rss version='2.0'><channel><title>News</title>"
    "<item><guid>a</guid><title>New crisis line</title><link>https://news.example/a</link>"
    "<pubDate>Mon, 09 Nov 2026 02:00:00 GMT</pubDate></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'feeds.db'}")


@pytest.fixture
def network() -> Iterator[World]:
    with world() as made:
        yield made


def add(url: str, *words: str, network: World | None = None) -> CompletedProcess[str]:
    """The command on this world; on none where it is refused before anybody is asked."""
    run, where = (process, {"TRACKER_DETOUR": network.address}) if network else (tracker, {})
    return run("sources", "add-feed", url, "--jurisdiction", "us-il", "--timezone", "America/Chicago", *words, **where)


def test_a_calendar_becomes_hearings_with_places_and_cancellations(network: World):
    network.page(ICS, EVENTS, "text/calendar")
    assert add(ICS, "--kind", "hearings", "--name", "us-il-board", network=network).returncode == 0
    code, (summary,), said = network.crawl("us-il-board")
    assert (code, summary["verdict"], summary["new"]) == (0, "ok", 2), said

    shown = tracker("hearings", "--format", "jsonl", "--as-of", "2026-11-23")
    first, second = (json.loads(each) for each in shown.stdout.splitlines())
    assert (first["name"], first["location"], first["status"]) == ("Mental Health Board", "Room 4", "confirmed")
    assert first["start"].startswith(("2026-12-01T18:00:00-06:00", "2026-12-02T00:00:00"))
    assert second["status"] == "cancelled"
    assert network.crawl("us-il-board")[1][0]["unchanged"] == 2


@pytest.mark.parametrize(
    ("words", "summary"), [((), "Mental Health Board"), (("--publisher", "Cook County Health"), "Cook County Health")]
)
def test_a_host_that_stands_for_the_publisher_holds_no_meeting(network: World, words: tuple[str, ...], summary: str):
    network.page(ICS, EVENTS, "text/calendar")
    assert add(ICS, "--kind", "hearings", "--name", "us-il-board", *words, network=network).returncode == 0
    assert network.crawl("us-il-board")[0] == 0
    calendar = tracker("export", "ics", "--all", "--kind", "hearings", "--as-of", "2026-11-23").stdout
    titles = [line for line in calendar.replace("\r\n ", "").splitlines() if line.startswith("SUMMARY:")]
    assert titles[0].endswith(summary), titles


@pytest.mark.parametrize(
    ("field", "joined"),
    [
        ("X-GOOGLE-CONFERENCE:https://meet.example/abc", ["https://meet.example/abc"]),
        ("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://meet.example/abc", ["https://meet.example/abc"]),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/l", ["https://teams.example/l"]),
        ("CONFERENCE;VALUE=URI:tel:+1-555-0100", []),
        ("DESCRIPTION:Join\\nhttps://us02web.zoom.us/j/85?pwd=a.\\nID 85", ["https://us02web.zoom.us/j/85?pwd=a"]),
        ("LOCATION:https://teams.microsoft.com/l/meetup-join/19", ["https://teams.microsoft.com/l/meetup-join/19"]),
        ("DESCRIPTION:Agenda at https://zoom.us/about and https://board.example/a", []),
        ("LOCATION:Zoom webinar", None),
        ("LOCATION:Room 4", []),
    ],
)
def test_a_meeting_with_a_call_is_online_and_has_its_address(network: World, field: str, joined: list[str] | None):
    network.page(ICS, board(f"UID:1\r\nSUMMARY:Board\r\nDTSTART:20261212T100000\r\n{field}"), "text/calendar")
    add(ICS, "--kind", "hearings", "--name", "call", network=network)
    network.crawl("call")
    shown = tracker("hearings", "--format", "jsonl", "--as-of", "2026-11-23")
    (found,) = (json.loads(each) for each in shown.stdout.splitlines())
    assert [each["url"] for each in found["links"]] == (joined or [])
    assert found["virtual"] == (joined != [])


def test_a_calendar_of_town_halls_holds_town_halls_and_is_read_on(network: World):
    network.page(ICS, EVENTS, "text/calendar")
    assert add(ICS, "--kind", "town-halls", "--name", "us-il-halls", network=network).returncode == 0
    for _visit in range(2):
        code, (summary,), said = network.crawl("us-il-halls")
        assert (code, summary["verdict"]) == (0, "ok"), said
    shown = tracker("hearings", "--format", "jsonl", "--past")
    assert {json.loads(line)["classification"] for line in shown.stdout.splitlines()} == {"town-hall"}


def test_a_feed_of_news_is_no_calendar_and_says_so(network: World):
    network.page("https://news.example/rss", RSS)
    add("https://news.example/rss", "--kind", "hearings", "--name", "wrong", network=network)
    add("https://news.example/rss", "--kind", "notices", "--name", "right", network=network)
    wrong, right = sorted(network.crawl("wrong", "right")[1], key=lambda each: each["source"], reverse=True)
    assert (wrong["verdict"], wrong["unreadable"]) == ("failed", 1)
    assert (right["verdict"], right["new"]) == ("ok", 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/feed",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://a.example:22/",
    ],
)
def test_an_address_within_is_refused(url: str):
    done = add(url, "--kind", "notices")
    assert (done.returncode, done.stdout) == (2, "")
    assert url in done.stderr


def test_a_redirect_within_is_refused(network: World):
    network.page("https://news.example/rss", "", status=302, Location="http://127.0.0.1/secret")
    add("https://news.example/rss", "--kind", "notices", "--name", "moved", network=network)
    (summary,) = network.crawl("moved")[1]
    assert summary["verdict"] == "failed"
    assert not any("secret" in url for _when, url, _headers in network.asked)


PAGE = """<!doctype html><html><head><title>Board</title>
<link rel="alternate" type="application/rss+xml" href="/news/rss"><link rel="stylesheet" href="/feed/"></head>
<body><a href="webcal://board.example/meetings.ics">Calendar</a> <a href="mailto:a@board.example">Write</a> <a href="/about">About</a></body></html>"""


def test_a_page_is_told_from_a_feed_when_it_is_added_and_names_the_feeds_that_it_links(network: World):
    network.page("https://board.example/", PAGE, "text/html")
    network.page("https://board.example/plain", "<html><body>Nothing here</body></html>", "text/html")
    network.page(
        "https://board.example/calendar.aspx", "<html><a href='/Calendar.aspx?EID=1'>x</a></html>", "text/html"
    )
    page, plain, known = (
        add(f"https://board.example/{path}", "--kind", "notices", network=network)
        for path in ("", "plain", "calendar.aspx")
    )
    assert (page.returncode, plain.returncode, known.returncode) == (2, 2, 2)
    assert "found a page; it links https://board.example/news/rss and https://board.example/meetings.ics" in page.stderr
    assert "found a page; it links no feed or calendar" in plain.stderr
    assert "it looks like a CivicPlus calendar" in known.stderr
    assert "us-il-board" not in tracker("sources", "list", "--format", "jsonl").stdout


def test_a_feed_that_does_not_answer_when_it_is_added_is_added_and_that_is_said(network: World):
    later = add("https://board.example/later.rss", "--kind", "notices", "--name", "us-il-later", network=network)
    assert (later.returncode, "could not be looked at now" in later.stderr) == (0, True)


def test_a_feed_that_became_a_page_says_so_with_what_the_page_links(network: World):
    network.page("https://board.example/x", RSS)
    add("https://board.example/x", "--kind", "notices", "--name", "us-il-board", network=network)
    network.page("https://board.example/x", PAGE, "text/html")
    (summary,) = network.crawl("us-il-board")[1]
    assert summary["verdict"] == "failed"
    assert "it links https://board.example/news/rss" in json.dumps(summary)


def test_a_removed_feed_is_no_longer_known(network: World):
    network.page(ICS, EVENTS, "text/calendar")
    add(ICS, "--kind", "hearings", "--name", "us-il-board", network=network)
    assert add(ICS, "--kind", "hearings", "--name", "us-il-board", network=network).returncode == 2
    network.crawl("us-il-board")
    assert tracker("sources", "remove-feed", "us-il-board").returncode == 0
    assert "us-il-board" not in tracker("sources", "list", "--format", "jsonl").stdout
    assert tracker("sources", "remove-feed", "us-il-board").returncode == 2


def board(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


def hearings() -> list[dict[str, str]]:
    shown = tracker("hearings", "--format", "jsonl", "--as-of", "2026-11-23")
    return [json.loads(each) for each in shown.stdout.splitlines()]


def test_a_calendar_says_all_that_is_coming_and_keeps_its_meetings_apart(network: World):
    """A meeting that is gone is no longer listed; one under a new UID is the same; a doubled UID is told."""
    first = "UID:{}\r\nSUMMARY:Mental Health Board\r\nDTSTART:20261210T100000"
    second = "UID:b\r\nSUMMARY:Children\r\nDTSTART:20261217T100000"
    network.page(ICS, board(first.format("made-1"), second), "text/calendar")
    words = ("--jurisdiction", "us-il-cook", "--kind", "hearings", "--name", "cook")
    added = process("sources", "add-feed", ICS, *words, TRACKER_DETOUR=network.address)
    assert "America/Chicago" in added.stderr
    assert network.crawl("cook")[1][0]["new"] == 2
    assert {each["start"] for each in hearings()} == {"2026-12-10T10:00:00-06:00", "2026-12-17T10:00:00-06:00"}

    network.page(ICS, board(first.format("made-2"), second), "text/calendar")
    assert network.crawl("cook")[1][0]["new"] == 0

    third = "UID:b\r\nSUMMARY:Finance\r\nDTSTART:20261218T100000"
    network.page(ICS, board(first.format("made-2"), second, third), "text/calendar")
    (summary,) = network.crawl("cook")[1]
    assert (summary["verdict"], len(hearings())) == ("degraded", 4 if summary["new"] == 2 else 3)


def test_a_meeting_that_left_the_calendar_is_no_longer_listed(network: World):
    events = [f"UID:{n}\r\nSUMMARY:Board {n}\r\nDTSTART:202612{n:02}T100000" for n in range(10, 20)]
    network.page(ICS, board(*events), "text/calendar")
    add(ICS, "--kind", "hearings", "--name", "gone", network=network)
    network.crawl("gone")
    network.page(ICS, board(*events[1:]), "text/calendar")
    vanished = sum(network.crawl("gone")[1][0]["vanished"] for _visit in range(2))
    assert vanished == 1


def test_a_feed_on_this_machine_can_be_tried_on_its_own_port(network: World):
    network.page("http://127.0.0.1/x.ics", EVENTS, "text/calendar")
    url = f"{network.address}/http/127.0.0.1/x.ics"
    refused = add(url, "--kind", "hearings", "--name", "try")
    assert (refused.returncode, "--trial" in refused.stderr) == (2, True)
    assert add(url, "--kind", "hearings", "--name", "try", "--trial").returncode == 0
    assert network.crawl("try", TRACKER_DETOUR="")[1][0]["new"] == 2
    assert add("https://board.example/x.ics", "--kind", "hearings", "--trial").returncode == 2


def read_notices(items: str, stamps: dict[str, str] | None = None) -> list[ScrapedNotice]:
    """What a feed of rule-makings in Illinois with these entries says."""
    feed = entries(f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode())
    row = {"jurisdiction": "us-il", "publisher": "Agency", "kind": "notices", "url": "https://news.example"}
    settings = {"timezone": "America/Chicago", "feed": "https://news.example/rss"}
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    spider = made("news", {**row, "settings": settings})(
        asked=Options(settings=Settings(), now=now, stamps=stamps or {})
    )
    page = SimpleNamespace(url="https://news.example/rss")
    return [item for entry in spider.known_entries(feed) for item in spider.items(entry, page)]


def test_a_feed_that_makes_its_ids_anew_tells_nothing_new():
    def told(ids: str, stamps: dict[str, str]) -> list[ScrapedNotice]:
        return read_notices(
            "".join(
                f"<item><guid>{ids}-{n}</guid><title>Rule {n % 5}</title><link>https://news.example/{n}</link>"
                f"<pubDate>Mon, {n + 1:02} Nov 2026 02:00:00 GMT</pubDate></item>"
                for n in range(9)
            ),
            stamps,
        )

    first = told("one", {})
    stamps = {each.id: each.stamp for each in first}
    assert len(stamps) == len(set(stamps.values())) == 9
    assert told("two", stamps) == first


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("http://news.example/{}", "https://news.example/{}", True),
        ("https://news.example/{}", "https://www.news.example/{}/", True),
        ("https://www.news.example/?p={}", "http://news.example/?p={}", True),
        ("https://news.example/{}", "https://news.example/new/{}", False),
        ("tag:news.example,{}", "https://news.example/{}", False),
    ],
)
def test_an_address_that_is_written_another_way_is_the_same_entry(before: str, after: str, same: bool):
    def told(form: str, stamps: dict[str, str]) -> dict[str, str]:
        items = (f"<item><guid>{form.format(n)}</guid><title>Notice {n}</title></item>" for n in range(5))
        return {each.id: each.stamp or "" for each in read_notices("".join(items), stamps)}

    first = told(before, {})
    assert (told(after, first) == first) == same


@pytest.mark.parametrize(
    ("summary", "closes"),
    [
        ("Comments are due by December 30, 2026. The department proposes rules.", "2026-12-30T23:59:00-06:00"),
        ("The comment period closes January 4, 2027 at 5 p.m.", "2027-01-04T17:00:00-06:00"),
        ("Adoption: January 12, 2027. Submit written comments to Amy by January 8, 2027.", "2027-01-08T23:59:00-06:00"),
        ("Submit comments within 30 days of publication.", "2026-12-23T23:59:00-06:00"),
        ("Rules effective January 1, 2027; the comment period closed on October 1, 2026.", None),
        ("A hearing is held on January 5, 2027. Send comments to rules@agency.example.", None),
    ],
)
def test_a_feed_of_rule_makings_says_until_when_people_can_comment(summary: str, closes: str | None):
    whole = f"<description>{summary}</description>"
    beside = f"<description>The department [&#8230;]</description><c:encoded><![CDATA[<p>{summary}</p>]]></c:encoded>"
    for words in (
        whole,
        beside.replace("c:encoded>", "c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>", 1),
    ):
        (found,) = read_notices(
            f"<item><guid>1</guid><title>Proposed rule</title><pubDate>Mon, 23 Nov 2026 18:00:00 GMT</pubDate>{words}</item>"
        )
        assert (found.comments_close and found.comments_close.isoformat()) == closes
