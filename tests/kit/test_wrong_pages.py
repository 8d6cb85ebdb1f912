"""A page with status 200 that is not what was asked for is named for what it is; an ordinary page is not."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Request

from spiders.kit.errors import wrong_page

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
