"""A stranger cannot lead us into the operator's own network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spiders.kit.outbound import refusal
from tests.crawl.world import World, world
from tests.kit.run import NO_PACE, crawl
from tracker.networks import is_public

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>A notice</title></item></channel></rss>"""


@pytest.fixture
def canary() -> Iterator[World]:
    """A server on loopback that nobody from outside may reach."""
    with world() as made:
        yield made


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.192", "::", "::1", "::ffff:127.0.0.1", "fe80::1%eth0"),
        *("fc00::1", "ff02::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:a9fe:a9fe::", "2001::1", "no address"),
    ],
)
def test_private_addresses_in_all_their_forms_are_known(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "//a.example/x"),
        *("http://a.example:22/", "https://a.example:6379/", "http://user@a.example/", "http://a.example\\@b.example/"),
        *("http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://x.localhost/", "http:///x", "http://[::1"),
    ],
)
def test_an_address_from_outside_that_shows_its_intent_is_refused(url: str):
    assert refusal(url)


def test_a_plain_public_address_is_not_refused():
    assert refusal("https://board.example/feed?x=1#y") is None


SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0",
    "127.1",
    "127.0.0.1.",
)
"""This machine, as strangers write it."""


def test_a_feed_someone_added_cannot_reach_this_machine(canary: World):
    """On another port the address gives itself away; on a usual one nothing but what the name resolves to is left."""
    port = canary.address.rpartition(":")[2]
    urls = [f"http://{host}{end}" for host in SPELLINGS for end in (f":{port}/feed", "/feed")]
    (summary,) = crawl("test-given", TEST_FEED=" ".join(urls), TEST_SETTINGS=NO_PACE)

    assert summary["verdict"] == "failed"
    assert len(summary["errors"]) == len(urls)
    assert {error["kind"] for error in summary["errors"]} <= {"not-public", "no-such-host"}, summary["errors"]
    assert canary.asked == []


def test_code_may_name_a_server_on_this_machine(canary: World):
    canary.page("rows://", "<table><tr id=a><td class=name>One</td></tr></table>", "text/html")
    (summary,) = crawl("test-rows", TEST_HOST=canary.address)

    assert (summary["verdict"], summary["items"]) == ("ok", 1), summary


def test_a_redirect_cannot_lead_to_another_port_or_host_of_this_machine(canary: World):
    def moved(handler) -> None:
        handler.send_response(302)
        handler.send_header("Location", f"http://localhost:{canary.address.rpartition(':')[2]}/rows")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    canary.pages["moved://"] = moved
    (summary,) = crawl("test-moved", TEST_HOST=canary.address)

    assert summary["errors"][0]["kind"] == "not-public"
    assert [url for _when, url, _headers in canary.asked if "rows" in url] == []


@pytest.mark.parametrize("elsewhere", ["file:///etc/passwd", "data:text/html,<tr id=x>", "gopher://x/"])
def test_a_redirect_to_another_scheme_is_refused(canary: World, elsewhere: str):
    def moved(handler) -> None:
        handler.send_response(302)
        handler.send_header("Location", elsewhere)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    canary.pages["moved://"] = moved
    (summary,) = crawl("test-moved", TEST_HOST=canary.address)

    assert summary["verdict"] == "failed"
    assert summary["errors"]
