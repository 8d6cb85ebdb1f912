"""Stand between the network and the pages: limits, refusals and headers that hold for every answer."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.exports.urls import ONE_CLICK
from tracker.web import metrics
from tracker.web.errors import answer_fault, refused
from tracker.web.locale import take_prefix

BODY_LIMIT: Final = 1024 * 1024
"""Bytes of a request's body. The largest form here is a topic file of some kilobytes."""
BODY_SECONDS: Final = 15.0
"""A body that has not arrived by then is not coming."""

_CSP: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
READ_ONLY: Final = "/api/"
"""Nothing below takes a form: the right answer to one is that it does not."""
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ALLOWED_METHODS: Final = frozenset({*_SAFE_METHODS, "POST"})


class TooLarge(Exception):
    """The body went over the limit while it was read."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class Shield:
    """ASGI middleware; `secure` is true where the public address is https."""

    def __init__(self, app: ASGIApp, *, site_url: str) -> None:
        self.app = app
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(site_url))
        self.https = site_url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        took = time.perf_counter()
        take_prefix(scope)
        answer = _Answer(scope, send, self._headers(scope))
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is None and (plain := without_slash(scope)) is not None:
            await RedirectResponse(plain, 308)(scope, receive, answer)
            return
        if refusal is not None:
            await _refuse(scope, receive, answer, refusal)
        else:
            try:
                await self.app(scope, _Bounded(receive), answer)
            except (TooLarge, TooSlow) as problem:
                if answer.begun:
                    raise
                status = 413 if isinstance(problem, TooLarge) else 408
                await _refuse(scope, receive, answer, status)
            except Exception as problem:  # one of the four seams: a fault becomes a page and a line in the log
                if answer.begun:
                    raise
                await answer_fault(Request(scope), problem)(scope, receive, answer)
        metrics.answered(scope, answer.status, time.perf_counter() - took)

    def _refusal(self, scope: Scope, headers: Headers) -> int | None:
        if scope["method"] not in _ALLOWED_METHODS:
            return 405
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            return 413
        may_be_foreign = scope["path"].startswith((ONE_CLICK, READ_ONLY))
        if scope["method"] not in _SAFE_METHODS and not may_be_foreign and self._foreign(headers):
            return 403
        return None

    def _foreign(self, headers: Headers) -> bool:
        """Not sent by a page of ours. Browsers send at least one of the two headers with every form."""
        fetched = headers.get("sec-fetch-site")
        if fetched is not None:
            return fetched != "same-origin"
        # Over plain http browsers tell the origin alone, and for a page that sends no referrer they tell "null". Forms of
        # the desk carry a token of their own; the others do nothing that a stranger could not do himself.
        origin = headers.get("origin")
        if origin == "null":
            return self.https
        host = headers.get("host", "")
        return origin not in {self.origin, f"http://{host}", f"https://{host}"}

    def _headers(self, scope: Scope) -> dict[str, str]:
        embedded = scope["path"].startswith("/embed/")
        headers = {
            "Content-Security-Policy": _CSP.format(ancestors="*" if embedded else "'none'"),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        if not embedded:
            headers["X-Frame-Options"] = "DENY"
        if self.https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return headers


def without_slash(scope: Scope) -> str | None:
    """The address of a page that was asked for with a slash at its end, in the reader's language and without a host."""
    path = scope["path"]
    if path == "/" or not path.endswith("/") or scope["method"] not in {"GET", "HEAD"}:
        return None
    language = scope.get("language", "en")
    prefix = "" if language == "en" else f"/{language}"
    query = scope.get("query_string", b"").decode("latin-1")
    rest = quote(path.strip("/"), safe="/:@!$&'()*+,;=~-._")
    return f"{prefix}/{rest}" + (f"?{query}" if query else "")


class _Answer:
    """`send` with our headers on every answer."""

    def __init__(self, scope: Scope, send: Send, headers: dict[str, str]) -> None:
        self.scope, self.send, self.headers = scope, send, headers
        self.begun = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["Cache-Control"] = "no-store"
        await self.send(message)


class _Bounded:
    """`receive` that gives up on bodies too large or too slow."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.read = 0
        self.until: float | None = None
        self.complete = False

    async def __call__(self) -> Message:
        if self.complete:
            return await self.receive()
        if self.until is None:
            self.until = time.monotonic() + BODY_SECONDS
        try:
            message = await asyncio.wait_for(self.receive(), max(0.0, self.until - time.monotonic()))
        except TimeoutError:
            raise TooSlow(f"the request's body did not arrive within {BODY_SECONDS:.0f} seconds") from None
        if message["type"] == "http.request":
            self.read += len(message.get("body", b""))
            if self.read > BODY_LIMIT:
                raise TooLarge(f"a request may carry {BODY_LIMIT:,} bytes")
            self.complete = not message.get("more_body", False)
        return message


async def _refuse(scope: Scope, receive: Receive, send: Any, status: int) -> None:
    """Answer at once; the connection closes, so that a body still on its way is not waited for."""
    response = refused(Request(scope), status)
    response.headers["Connection"] = "close"
    if status == 405:
        response.headers["Allow"] = ", ".join(sorted(_ALLOWED_METHODS))
    await response(scope, receive, send)
