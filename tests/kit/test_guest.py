"""A guest asks nothing where the rules cannot be read, never leaves https, and each refusal has its own name."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from tests.crawl.world import World, world
from tests.kit.run import crawl

PAGE = "https://places.example/rows"
ROW = "<table><tr id=a><td class=name>Hearing a</td></tr></table>"
ROBOTS = "https://places.example/robots.txt"


@pytest.fixture
def network() -> Iterator[World]:
    with world() as made:
        made.page(PAGE, ROW, "text/html")
        yield made


def summary(network: World, **settings: str) -> dict:
    (found,) = crawl("test-rows", TRACKER_DETOUR=network.address, **settings)
    return found


def pages_asked(network: World) -> list[str]:
    return [url for _when, url, _headers in network.asked if not url.endswith("robots.txt")]


@pytest.mark.parametrize("status", [503, 429])
def test_rules_that_fail_mean_wait(network: World, status: int):
    network.page(ROBOTS, "User-agent: *\nAllow: /\n", "text/plain", status=status)
    found = summary(network)
    assert (found["verdict"], found["errors"][0]["kind"]) == ("failed", "robots-unavailable")
    assert str(status) in found["errors"][0]["reason"]
    assert pages_asked(network) == []


def test_rules_that_never_come_mean_wait(network: World):
    network.pages[ROBOTS] = lambda _handler: time.sleep(3)
    found = summary(network, TEST_SETTINGS='{"DOWNLOAD_TIMEOUT": 1}')
    assert (found["verdict"], found["errors"][0]["kind"]) == ("failed", "robots-unavailable")
    assert pages_asked(network) == []


@pytest.mark.parametrize("status", [404])
def test_rules_that_do_not_exist_allow(network: World, status: int):
    network.page(ROBOTS, "gone", "text/plain", status=status)
    assert summary(network)["verdict"] == "ok"


def test_rules_that_forbid_are_named_so(network: World):
    network.page(ROBOTS, "User-agent: *\nDisallow: /\n", "text/plain")
    assert summary(network)["errors"][0]["kind"] == "forbidden-by-robots"


def test_rules_that_forbid_hold_for_each_page_that_waited_for_them(network: World):
    """Pages are asked for before the rules have come, and all of them wait for one answer."""

    def late(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        forbid(handler)

    network.page(ROBOTS, "User-agent: *\nDisallow: /\n", "text/plain")
    forbid, network.pages[ROBOTS] = network.pages[ROBOTS], late
    feeds = " ".join(f"https://places.example/feed/{number}" for number in range(6))
    (found,) = crawl("test-given", TRACKER_DETOUR=network.address, TEST_FEED=feeds)
    assert [each["kind"] for each in found["errors"]] == ["forbidden-by-robots"] * 6
    assert pages_asked(network) == []


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("http://places.example/rows2", "insecure-redirect"),
        ("http://elsewhere.example/rows", "insecure-redirect"),
        (PAGE, "redirect-loop"),
    ],
)
def test_a_redirect_that_is_not_followed_says_why(network: World, target: str, kind: str):
    network.page("http://places.example/rows2", ROW, "text/html")
    network.page(PAGE, "", "text/html", status=302, Location=target)
    found = summary(network)
    assert (found["verdict"], found["errors"][0]["kind"]) == ("failed", kind)
    assert not any(url.startswith("http:") for url in pages_asked(network))


def test_a_redirect_within_https_is_followed(network: World):
    network.page("https://places.example/rows2", ROW, "text/html")
    network.page(PAGE, "", "text/html", status=302, Location="/rows2")
    assert summary(network)["verdict"] == "ok"


def test_a_bomb_is_too_large_and_not_forbidden(network: World):
    network.page(PAGE, gzip.compress(b" " * 100_000_000), "text/html", Content_Encoding="gzip")
    assert summary(network)["errors"][0]["kind"] == "too-large"
