"""Say in words what went wrong with a page."""

from __future__ import annotations

import json
import re
from typing import Final

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.kit.feed_links import in_words, linked_feeds
from spiders.kit.fields import instead
from tracker.ingest.verdict import Problem

_HTML: Final = re.compile(rb"\A\s*(?:<!doctype\s+html|<html\b|<head\b)", re.IGNORECASE)
_COMMENTS: Final = re.compile(rb"\A(?:\xef\xbb\xbf|\s|<!--.*?-->|<\?xml[^>]*\?>)*", re.DOTALL)
_SHORT: Final = 60_000
"""Bytes below which a page may be a wall, a shell or a login instead of what was asked for."""
_WALL: Final = re.compile(
    rb"captcha|cf-challenge|challenge-platform|incapsula|perimeterx|px-captcha|are you a human|verify you are human|"
    rb"access denied|request unsuccessful|unusual traffic|enable javascript and cookies to continue|pardon our interruption|"
    rb"request rejected|requested url was rejected|user validation required",
    re.IGNORECASE,
)
_SHELL: Final = re.compile(
    rb"you need to enable javascript to run|javascript is required to (?:view|use)|doesn't work properly without javascript",
    re.IGNORECASE,
)
"""What a page says that only a browser's scripts fill: it holds nothing, whatever its status."""
_GONE: Final = re.compile(
    rb"<title>[^<]{0,60}(?:page[- ]?(?:not found|404)|\b404 (?:error|not found)|error 404)[^<]{0,60}</title>|class=[\"']page-404",
    re.IGNORECASE,
)
"""A page that says it is none, with status 200."""
_CLOSED: Final = re.compile(rb"</(?:html|body)\b", re.IGNORECASE)
_CLOSES: Final = re.compile(rb"(?:</[a-z][^<>]*|--)>\s*\Z", re.IGNORECASE)
_WHOLE: Final = 2_000
"""Bytes up to which nobody can say whether a page was cut, or written by hand."""
_LOGIN: Final = re.compile(rb"<input[^>]+type=[\"']?password", re.IGNORECASE)
_ADVICE: Final = {
    "403": "the source refuses programs from here; look at it in a browser",
    "404": "the page is gone; look for its new address",
    "429": "the source asks us to slow down; try again later",
    "503": "the source is down or busy; try again later",
}


REFUSES_PROGRAMS: Final = "this server refuses programs (its robots.txt says so), and that is obeyed: ask its publisher for leave or for a file"
_KINDS: Final = (
    ("Timeout", "timeout"),
    ("Resolve", "no-such-host"),
    ("DNS", "no-such-host"),
    ("Refused", "connection-refused"),
    ("Cancelled", "too-large"),
    ("DataLoss", "cut-off"),
)
"""Parts of an exception's name, and what they mean to a person."""
_SENTENCES: Final = {
    "timeout": "the server took too long",
    "no-such-host": "no server of that name is known",
    "connection-refused": "the server takes no connection",
    "too-large": "the answer is too large",
    "cut-off": "the answer broke off",
    "bad-certificate": "the server's certificate cannot be trusted",
}
"""What these kinds of problems mean, in words."""


_IGNORED: Final = (
    ("robots.txt", "forbidden-by-robots"),
    ("during decompression", "too-large"),
    ("redirections", "redirect-loop"),
)
"""Why Scrapy itself does not make a request or take an answer, by parts of its words."""


class Refusal(IgnoreRequest):
    """A request that is not made, or not made now; its words say why, `kind` names the problem."""

    kind = "not-fetched"


class NotRecorded(Refusal):
    """A replay was asked for a page that the recording does not hold."""

    kind = "not-recorded"


class NotPublic(Refusal):
    """An address from outside leads to where a stranger must not lead us."""

    kind = "not-public"


def wrong_page(response: Response, expects: str) -> Problem | None:
    """The problem when a page that came with status 200 is not what it should be: a wall, a login, an error page, nothing."""
    if response.meta.get("file"):
        return None
    body = response.body
    if not body.strip():
        return _problem("empty-page", response, f"expected {_named(expects)}, found an empty body")
    start = _COMMENTS.sub(b"", body[:5000])
    if not _HTML.match(start):
        return _json_for_html(response) if expects == "html" and start.lstrip()[:1] in {b"{", b"["} else None
    problem = _told_by_html(body, _named(expects)) if len(body) < _SHORT else None
    if problem is None and expects in {"html", "any"} and _is_cut(body):
        problem = "cut-off", f"expected a whole page, found one that ends in {_end(body)!r}"
    if problem is not None:
        return _problem(problem[0], response, problem[1])
    if expects not in {"html", "any"}:
        linked = in_words(linked_feeds(body, response.url)) if expects == "feed" else ""
        shown = f"found an HTML page with status {response.status}{linked}"
        return _problem("html-page", response, f"expected {_named(expects)}, {shown}")
    return None


def _json_for_html(response: Response) -> Problem | None:
    """A service's answer in place of a page; None for a page that only begins like one."""
    try:
        answer = instead(json.loads(response.body))
    except (ValueError, RecursionError):
        return None
    return _problem("page-changed", response, f"expected {_named('html')}, found JSON ({answer})")


def _is_cut(body: bytes) -> bool:
    """Whether a page ends before its end: nothing closes it, and its last letters close nothing."""
    return len(body) > _WHOLE and not _CLOSED.search(body) and not _CLOSES.search(body[-500:])


def _end(body: bytes) -> str:
    return body[-40:].decode("utf-8", "replace").strip()


def _told_by_html(body: bytes, expected: str) -> tuple[str, str] | None:
    """What a short page says that it is, where it is not what was asked for: the kind of the problem and its words."""
    if is_shell(body):
        return "script-page", f"expected {expected}, found a page that only a browser's scripts fill"
    if wall := _WALL.search(body[:20_000]):
        return "blocked", f"expected {expected}, found a wall ({wall[0].decode('ascii', 'replace')!r})"
    if _GONE.search(body[:20_000]):
        return "soft-404", f"expected {expected}, found a page that says it is none, with status 200"
    if _LOGIN.search(body):
        return "login-page", f"expected {expected}, found a page that asks for a password"
    return None


def is_shell(body: bytes) -> bool:
    """Whether a page, or what was extracted from one, is what only a browser's scripts fill."""
    return len(body) < _SHORT and _SHELL.search(body) is not None


def describe(failure: Failure) -> Problem:
    """The problem behind a request that failed."""
    error = failure.value
    request = getattr(failure, "request", None)
    url = getattr(request, "url", None)
    if isinstance(error, HttpError):
        status = str(error.response.status)
        advice = f"; {_ADVICE[status]}" if status in _ADVICE else ""
        excerpt = error.response.body[:300].decode("utf-8", "replace")
        return Problem(
            kind=f"http-{status}", reason=f"expected status 200, found {status}{advice}", url=url, excerpt=excerpt
        )
    if isinstance(error, NotRecorded):
        return Problem(kind=error.kind, reason="the recording does not hold this page", url=url)
    if isinstance(error, IgnoreRequest):
        kind = kind_of(error)
        reason = REFUSES_PROGRAMS if kind == "forbidden-by-robots" else f"not fetched: {str(error)[:500]}"
        return Problem(kind=kind, reason=reason, url=url)
    kind = kind_of(error)
    words = _SENTENCES.get(kind, type(error).__name__)
    return Problem(kind=kind, reason=f"expected an answer, found none: {words} ({str(error)[:300]})", url=url)


def kind_of(error: BaseException | None) -> str:
    """The name of what went wrong: that of our own refusals, else what Scrapy and Twisted mean by their exceptions."""
    if isinstance(error, Refusal):
        return error.kind
    words = str(error)
    if isinstance(error, IgnoreRequest):
        return next((kind for part, kind in _IGNORED if part in words), Refusal.kind)
    return _kind(type(error).__name__, words)


def _kind(name: str, words: str) -> str:
    if "ssl" in words.lower() or "certificate" in words.lower() or "TLS" in words:
        return "bad-certificate"
    return next((kind for part, kind in _KINDS if part in name), "not-fetched")


def _named(expects: str) -> str:
    return {"any": "a page", "feed": "a feed", "html": "a page"}.get(expects, expects.upper())


def _problem(kind: str, response: Response, reason: str) -> Problem:
    return Problem(kind=kind, reason=reason, url=response.url, excerpt=response.body[:300].decode("utf-8", "replace"))
