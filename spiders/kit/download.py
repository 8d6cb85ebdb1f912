"""Fetch one answer: from the network, from a recording, or by a detour; the one place below all middlewares.

`TRACKER_DETOUR` names a loopback server that stands for the whole network, as the demo and the tests use it: a request for
`https://host/path` goes to `<detour>/https/host/path`, and the answer is taken as if `host` had given it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from spiders.kit.faults import NotRecorded
from spiders.kit.warc import Recorder, Recording

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

PIECE: Final = 8 * 1024 * 1024
"""Bytes asked for at once of a large file, so that memory stays flat however big it is."""
LARGEST: Final = 2 * 1024**3
"""Bytes of the largest file taken; the largest ZIP of GovInfo known is about 200 MB."""


class Fetcher(BaseDownloadHandler):
    """Scrapy's own handler with a recording in front or behind."""

    def __init__(self, crawler: Crawler) -> None:
        """Take what the crawl was asked for from the settings."""
        super().__init__(crawler)
        self._recording: Recording | None = crawler.settings.get("TRACKER_RECORDING")
        self._recorder: Recorder | None = crawler.settings.get("TRACKER_RECORDER")
        self._detour: str = crawler.settings.get("TRACKER_DETOUR") or ""
        self._network = None if self._recording is not None else HTTP11DownloadHandler.from_crawler(crawler)

    async def download_request(self, request: Request) -> Response:
        """Answer one request."""
        if self._recording is not None:
            return self._recorded(self._recording, request)
        response = await (self._large(request) if request.meta.get("to_file") else self._ask(request))
        if self._recorder is not None:
            file = request.meta.get("file")
            headers = {
                name.decode("latin-1"): value[0].decode("latin-1") for name, value in response.headers.items() if value
            }
            self._recorder.keep(request.url, response.status, headers, Path(file) if file else response.body)
        return response

    async def close(self) -> None:
        """Let the network go."""
        if self._network is not None:
            await self._network.close()

    async def _ask(self, request: Request, **headers: str) -> Response:
        assert self._network is not None
        asked = request
        if self._detour:
            scheme, _, rest = request.url.partition("://")
            asked = request.replace(url=f"{self._detour}/{scheme}/{rest}")
        if headers:
            asked = asked.replace(headers={**asked.headers, **headers})
        response = await self._network.download_request(asked)
        if "download_latency" in asked.meta:
            request.meta["download_latency"] = asked.meta["download_latency"]
        return response.replace(url=request.url) if self._detour else response

    async def _large(self, request: Request) -> Response:
        """Fetch a large file piece by piece into a temporary one; a server that knows no pieces sends it whole."""
        kept = LargeFile()
        while not kept.whole:
            response = await self._ask(request, Range=kept.next_range())
            if response.status not in {200, 206} or (response.status == 200 and kept.size):
                kept.forget()
                return response
            kept.add(response)
        request.meta["file"] = kept.close()
        return Response(request.url, status=200, headers=response.headers)

    def _recorded(self, recording: Recording, request: Request) -> Response:
        found = (
            recording.answer(request.url, to_file=bool(request.meta.get("to_file")))
            if request.method == "GET"
            else None
        )
        if found is None:
            raise NotRecorded(request.url)
        headers = Headers({name: value for name, value in found.headers})  # noqa: C416 - pairs may repeat
        if found.file:
            request.meta["file"] = found.file
            return Response(request.url, status=found.status, headers=headers)
        kind: type[Any] = responsetypes.from_args(headers=headers, url=request.url, body=found.body)
        made: Response = kind(url=request.url, status=found.status, headers=headers, body=found.body)
        return made


class LargeFile:
    """A file that comes in pieces."""

    def __init__(self) -> None:
        """Begin an empty one in the temporary folder."""
        self._file = tempfile.NamedTemporaryFile(prefix="tracker-", delete=False)  # noqa: SIM115 - outlives this call
        self.size = 0
        self.whole = False

    def next_range(self) -> str:
        """The Range header of the next piece."""
        return f"bytes={self.size}-{self.size + PIECE - 1}"

    def add(self, response: Response) -> None:
        """Keep a piece; an answer without ranges is the whole file."""
        self._file.write(response.body)
        self.size += len(response.body)
        total = _total(response) if response.status == 206 else self.size
        if max(total, self.size) > LARGEST or (not response.body and total != self.size):
            self.forget()
            raise DownloadCancelledError(
                f"expected a file of at most {LARGEST:,} bytes, found {total:,} announced, {self.size:,} sent"
            )
        self.whole = self.size >= total

    def close(self) -> str:
        """End the file and say where it is."""
        self._file.close()
        return self._file.name

    def forget(self) -> None:
        """Remove what came so far."""
        self._file.close()
        Path(self._file.name).unlink()


def _total(response: Response) -> int:
    """The whole size, from `Content-Range: bytes 0-99/1234`."""
    told = (response.headers.get("Content-Range") or b"").rpartition(b"/")[2]
    return int(told) if told.isdigit() else 0
