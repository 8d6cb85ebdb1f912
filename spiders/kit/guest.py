"""Two of Scrapy's habits that a guest does not have: entering where the rules cannot be read, and leaving the locked way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from spiders.kit.errors import Refusal, kind_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser


_UNREACHABLE: Final = frozenset({"no-such-host", "connection-refused", "bad-certificate"})


class RobotsUnknown(Refusal):
    """The host's robots.txt could not be read, so nobody knows what it allows: we wait, as RFC 9309 asks.

    Where the host could not be reached at all, the problem has the name of that.
    """

    def __init__(self, reason: str, kind: str) -> None:
        super().__init__(reason)
        self.kind = kind if kind in _UNREACHABLE else "robots-unavailable"


class RedirectLoop(Refusal):
    """The page leads to another, and that to another, without end."""

    kind = "redirect-loop"


class Downgraded(Refusal):
    """The page leads from https to http, where anybody on the way could change what it says."""

    kind = "insecure-redirect"


class Robots(RobotsTxtMiddleware):
    """Obeys robots.txt. One that is missing (4xx) allows all; one that fails (5xx, no answer) forbids all for now."""

    def __init__(self, crawler: Any) -> None:
        """Remember of which hosts the rules could not be read, and why."""
        super().__init__(crawler)
        self._unknown: dict[str, tuple[str, str]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a request's host. Each of several requests that wait for them gets them: Scrapy hands one deferred to
        all, whose first waiter takes the rules out of it, so that the others would find none and go in.
        """
        waiting = self._parsers.get(urlparse_cached(request).netloc)
        if not isinstance(waiting, Deferred):
            return await super().robot_parser(request)
        own: Deferred[RobotParser | None] = Deferred()

        def hand_on(rules: RobotParser | None) -> RobotParser | None:
            own.callback(rules)
            return rules

        waiting.addCallback(hand_on)
        return await maybe_deferred_to_future(own)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse a page of a host whose rules are not known, or forbid it."""
        netloc = urlparse_cached(request).netloc
        if netloc in self._unknown:
            why, kind = self._unknown[netloc]
            raise RobotsUnknown(f"robots.txt of {netloc} {why}; nothing is asked there until it answers", kind)
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._unknown[netloc] = f"answered {response.status}", ""
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # A refusal of ours holds for the page as well; beyond five redirects the file counts as missing (RFC 9309).
        if not isinstance(exc, Refusal):
            self._unknown[netloc] = f"could not be read ({type(exc).__name__}: {str(exc)[:200]})", kind_of(exc)
        super()._robots_error(exc, netloc)


class Redirects(RedirectMiddleware):
    """Follows redirects, but never from https to http, and says by its name when there are too many."""

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **kwargs: Any
    ) -> Request:
        made = super()._build_redirect_request(source_request, response, url=url, **kwargs)
        if urlparse_cached(source_request).scheme == "https" and urlparse_cached(made).scheme != "https":
            raise Downgraded(f"the page leads to {made.url}, away from https")
        return made

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest as problem:
            raise RedirectLoop(
                f"more than {self.max_redirect_times} redirects, the last to {redirected.url}"
            ) from problem
