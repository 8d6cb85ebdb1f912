"""Fetch one answer: from the network, from a recording, or by a detour; the one place below all middlewares.

`TRACKER_DETOUR` names a loopback server that stands for the whole network, as the demo and the tests use it: a request for
`https://host/path` goes to `<detour>/https/host/path`, and the answer is taken as if `host` had given it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.httpobj import urlparse_cached

from spiders.kit.certificates import Policy, in_the_middle
from spiders.kit.errors import NotPublic, NotRecorded
from spiders.kit.ftp import fetch
from spiders.kit.hosts import known
from spiders.kit.outbound import dropped, own_hosts, refusal
from spiders.kit.politeness import Hosts
from spiders.kit.stream import stream
from spiders.kit.warc import Recorder, Recording, posted
from tracker import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Fetcher(BaseDownloadHandler):
    """Scrapy's own handler with a recording in front or behind, and the manners and the outbound policy of all sources."""

    def __init__(self, crawler: Crawler) -> None:
        """Take what the crawl was asked for from the settings."""
        super().__init__(crawler)
        settings = crawler.settings
        self._recording: Recording | None = settings.get("TRACKER_RECORDING")
        self._recorder: Recorder | None = settings.get("TRACKER_RECORDER")
        self._detour: str = settings.get("TRACKER_DETOUR") or ""
        self._hosts: Hosts = settings.get("TRACKER_HOSTS") or Hosts()
        self._pause = settings.getfloat("DOWNLOAD_DELAY")
        self._patience = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._own = own_hosts(named_addresses(crawler.spider))
        self._strict = getattr(crawler.spider, "user_given", False)
        self._network = None if self._recording is not None else HTTP11DownloadHandler.from_crawler(crawler)
        helpers = in_the_middle(Path(folder)) if (folder := settings.get("TRACKER_CERTIFICATES")) else []
        if self._network is not None and helpers:
            policy: Any = Policy(self._network._contextFactory, helpers)  # noqa: SLF001 - one for all requests, files too
            self._network._contextFactory = policy  # noqa: SLF001

    async def download_request(self, request: Request) -> Response:
        """Answer one request."""
        if self._recording is not None:
            return self._recorded(self._recording, request)
        self._refuse_private(request)
        host = urlparse_cached(request).netloc
        async with self._hosts.turn(host, self._rest(request)):
            try:
                response = await self._ask(request)
            except DownloadTimeoutError:
                self._hosts.answered(host, silent=True)
                raise
        self._hosts.answered(host, silent=False)
        if self._recorder is not None:
            file = request.meta.get("file")
            headers = {
                name.decode("latin-1"): value[0].decode("latin-1") for name, value in response.headers.items() if value
            }
            body = Path(file) if file else response.body
            self._recorder.keep(request.url, response.status, headers, body, posted(request.method, request.body))
        return response

    def _rest(self, request: Request) -> float:
        """Seconds from one request to the next on this host; none where nobody is to be spared."""
        return max(self._pause, known(urlparse_cached(request).hostname).rest(clock.now())) if self._pause else 0.0

    async def close(self) -> None:
        """Let the network go."""
        if self._network is not None:
            await self._network.close()

    def _refuse_private(self, request: Request) -> None:
        """Refuse an address that code did not name and that shows by itself where it leads; the resolver sees the rest."""
        outside = self._strict or "redirect_times" in request.meta
        host = urlparse_cached(request).hostname
        if outside and host not in self._own and (reason := refusal(request.url)):
            raise NotPublic(reason)

    async def _ask(self, request: Request) -> Response:
        assert self._network is not None
        url = request.url
        if self._detour:
            scheme, _, rest = url.partition("://")
            url = f"{self._detour}/{scheme}/{rest}"
        try:
            if request.meta.get("to_file"):
                policy, pool = self._network._contextFactory, self._network._pool  # noqa: SLF001 - one pool, one policy
                return await stream(request, policy, pool, self._patience, url=url)
            if url.startswith("ftp:"):
                return await fetch(request, self._patience, self._most)
            sent = request.replace(url=url) if self._detour else request
            response = await self._network.download_request(sent)
        except CannotResolveHostError as problem:
            host = urlparse_cached(request).hostname or ""
            if host in dropped:
                raise NotPublic(f"{host} leads to {dropped[host]}, which is not on the public internet") from problem
            raise
        if "download_latency" in sent.meta:
            request.meta["download_latency"] = sent.meta["download_latency"]
        return response.replace(url=request.url) if self._detour else response

    def _recorded(self, recording: Recording, request: Request) -> Response:
        question = posted(request.method, request.body)
        answer = recording.answer(request.url, question=question, to_file=bool(request.meta.get("to_file")))
        if answer is None:
            raise NotRecorded(request.url)
        headers = Headers({name: value for name, value in answer.headers})  # noqa: C416 - pairs may repeat
        if answer.file:
            request.meta["file"] = answer.file
            return Response(request.url, status=answer.status, headers=headers)
        kind: type[Any] = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
        made: Response = kind(url=request.url, status=answer.status, headers=headers, body=answer.body)
        return made


def named_addresses(spider: Any) -> list[str]:
    """The addresses that a source's own code names; none of a source that a user gave."""
    if spider is None or getattr(spider, "user_given", False):
        return []
    source = getattr(spider, "source", None)
    return [*(getattr(spider, "start_urls", None) or ()), *([source.url] if source is not None else ())]
