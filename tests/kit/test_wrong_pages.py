"""A page with status 200 that is not what was asked for is named for what it is; an ordinary page is not."""

from __future__ import annotations

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as network_errors
from twisted.python.failure import Failure

from spiders.kit.bill_text import read_text
from spiders.kit.errors import NotPublic, describe, wrong_page
from spiders.kit.select import PageChanged
from tracker.records.unread_texts import why_unread
from tracker.web.locale import catalogue

TEXT = "<p>The committee met and heard the bill on crisis care.</p>" * 20


@pytest.mark.parametrize(
    ("body", "expects", "kind"),
    [
        ("<html><head><title>Validation request</title></head><body>User validation required to continue</body></html>", "html", "blocked"),
        ("<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>", "html", "blocked"),
        ("<html><title>Access Denied</title></html>", "json", "blocked"),
        ("<!doctype html><html><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div></html>", "html", "script-page"),
        ("<html><noscript><strong>It doesn't work properly without JavaScript enabled.</strong></noscript></html>", "any", "script-page"),
        ("<html><link href=https://a.example/recaptcha.js><noscript>It doesn't work properly without JavaScript enabled.</noscript></html>", "html", "script-page"),
        ("<html><head><title>Page not found | Legislature</title></head><body>404</body></html>", "html", "soft-404"),
        ("<html><body class='page-404'>Sorry</body></html>", "html", "soft-404"),
        ("<html><form><input type=password></form></html>", "html", "login-page"),
        (f"<html><title>Calendar</title>{TEXT}</html>", "json", "html-page"),
        (f"<html><title>Calendar</title>{TEXT}</html>", "html", None),
        (f"<html><title>HB 404: parking</title>{TEXT}</html>", "html", None),
        (f"<html><title>Notice</title><p>The permit request was not rejected.</p>{TEXT}</html>", "html", None),
        (f"<html><body>{TEXT * 2}<p>The committee on cri", "html", "cut-off"),
        (f"<html><body>{TEXT * 2}<table><tr><td class='day'>  ", "html", "cut-off"),
        (f"<html><body>{TEXT * 2}<p>The end</form>", "html", None),
        (f"<html><body>{TEXT * 2}</body> <!-- made by a program, at 12:00", "html", None),
        ("<html><body><p>By hand", "html", None),
        ('{"events": []}', "json", None),
        ('{"Message": "An error has occurred."}', "html", "page-changed"),
        ("[bracketed words, as a page by hand may begin]", "html", None),
        ("", "json", "empty-page"),
    ],
)  # fmt: skip
def test_what_came_instead_of_a_page_is_named(body: str, expects: str, kind: str | None):
    request = Request("https://legislature.example/calendar")
    found = wrong_page(HtmlResponse(request.url, body=body.encode(), request=request), expects)
    assert (found.kind if found else None) == kind


REFUSED, GONE, SILENT, LONG, UNREADABLE = (
    "the site of its publisher does not let programs read it.",
    "the site of its publisher has nothing at its address.",
    "the site of its publisher did not answer when we last asked.",
    "it is longer than what we read.",
    "what its publisher shows holds no text that a program can read.",
)


@pytest.mark.parametrize(
    ("failed", "kind", "sentence"),
    [
        (CannotResolveHostError("DNS lookup failed: no results for hostname lookup: bills.example"), "no-such-host", SILENT),
        (DownloadTimeoutError("Getting https://bills.example took longer than 30 seconds"), "timeout", SILENT),
        (network_errors.ConnectionRefusedError("Connection was refused by other side"), "connection-refused", SILENT),
        (ValueError("never heard of"), "not-fetched", SILENT),
        *((HttpError(Response("https://bills.example", status=code), "no"), f"http-{code}", told) for code, told in (
            (401, REFUSED), (403, REFUSED), (404, GONE), (410, GONE), (429, REFUSED), (500, SILENT), (503, SILENT))),
        (IgnoreRequest("Forbidden by robots.txt"), "forbidden-by-robots", REFUSED),
        (IgnoreRequest("Response body exceeded 9 bytes during decompression"), "too-large", LONG),
        (NotPublic("bills.example leads to 10.0.0.1, which is not on the public internet"), "not-public", REFUSED),
    ],
    ids=str,
)  # fmt: skip
def test_a_request_that_failed_is_told_in_words_to_operators_and_to_readers_of_a_bill(failed, kind, sentence):
    told = describe(Failure(failed))
    assert (told.kind, why_unread(told.reason)) == (kind, sentence)
    assert kind == "not-fetched" or type(failed).__name__ not in told.reason


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", SILENT),
        (b"<html><title>Just a moment</title>captcha</html>", REFUSED),
        (b"<html><form><input type='password'></form></html>", REFUSED),
        (b"<html><body>You need to enable JavaScript to run this app.</body></html>", REFUSED),
        (b"<html><title>Page not found</title></html>", GONE),
        (b"%PDF-1.4 and nothing behind it", UNREADABLE),
        (b"<?xml version='1.0'?><bill>short</bill>", UNREADABLE),
        (b"<html><body>Soon.</body></html>", UNREADABLE),
    ],
)
def test_a_page_without_the_text_of_a_bill_is_told_in_a_sentence(body, sentence):
    wall = wrong_page(HtmlResponse("https://bills.example", body=body, request=Request("https://bills.example")), "any")
    if wall is not None:
        reason = wall.reason
    else:
        with pytest.raises(PageChanged) as problem:
            read_text(body, "https://bills.example")
        reason = str(problem.value)
    assert why_unread(reason) == sentence


def test_what_was_kept_before_and_what_a_source_says_of_its_files_is_told_too():
    before = "expected an answer, found CannotResolveHostError: DNS lookup failed: no results for hostname lookup: x"
    assert why_unread(before) == SILENT
    assert why_unread("wanted a PDF of at most 30,000,000 bytes, found 31,000,000") == LONG
    assert why_unread("V_2.lob is not in the files") == "V_2.lob is not in the files"


def test_every_sentence_has_its_spanish():
    spoken = catalogue("es")
    assert [each for each in (REFUSED, GONE, SILENT, LONG, UNREADABLE) if spoken.gettext(each) == each] == []
