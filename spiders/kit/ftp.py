"""Fetch one file, or the listing of one folder, of a public FTP server, as a guest without a name.

Two legislatures publish their bills by FTP alone. An address that ends in a slash is a folder: its answer is the listing
as the server writes it, which `entries` reads. The data come from the server that was asked, whatever address it names.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.protocol import ClientCreator, Protocol

from spiders.kit.select import PageChanged
from tracker.records.text import line

_PORT: Final = 21
_MISSING: Final = "550"
_DOS: Final = re.compile(r"(\d\d-\d\d-\d{2,4}\s+\d\d:\d\d[AP]M)\s+(?:(<DIR>)|(\d+))\s+(.+)")
_UNIX: Final = re.compile(
    r"([dl-])[-rwxsStT]{9}\S*\s+\d+\s+\S+\s+\S+\s+(\d+)\s+(\w{3}\s+\d{1,2}\s+(?:\d{4}|\d\d:\d\d))\s+(.+)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing."""

    name: str
    folder: bool
    stamp: str
    """When it was written and how large it is: another stamp is another file."""


def entries(listing: str) -> Iterator[Entry]:
    """The files and folders of a listing, as servers of Windows and of Unix write them; names that lead elsewhere are left."""
    for text in filter(str.strip, listing.splitlines()):
        if text.startswith("total "):
            continue
        if match := _DOS.fullmatch(text.strip()):
            moment, folder, size, name = match.groups()
        elif match := _UNIX.fullmatch(text.strip()):
            kind, size, moment, name = match.groups()
            folder = "" if kind == "-" else kind
        else:
            raise PageChanged(f"wanted the listing of a folder, found {text[:80]!r}")
        if name not in {".", ".."} and folder != "l" and not re.search(r"[/\\]", name):
            yield Entry(name, bool(folder), line(f"{moment} {'' if folder else size}"))


class _Body(Protocol):
    """What comes through the second connection, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self.data, self._most, self.over = BytesIO(), most, False

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - the name is Twisted's
        """Keep what came."""
        self.data.write(data)
        if self.data.tell() > self._most:
            self.over = True
            transport: Any = self.transport
            transport.loseConnection()


async def fetch(request: Request, patience: float, most: int) -> Response:
    """The answer to an address of FTP: 200 with the file or the listing, 404 where there is none, 503 for any other refusal."""
    try:
        async with asyncio.timeout(patience):
            return await _fetch(request, most)
    except TimeoutError as problem:
        raise DownloadTimeoutError(f"{request.url} took longer than {patience:.0f} seconds") from problem


async def _fetch(request: Request, most: int) -> Response:
    from twisted.internet import reactor
    from twisted.protocols.ftp import CommandFailed, FTPClient

    parts = urlparse_cached(request)
    creator: Any = ClientCreator  # Twisted's own types say nothing of it
    made = creator(reactor, FTPClient, "anonymous", "guest")
    client: Any = await maybe_deferred_to_future(made.connectTCP(parts.hostname, parts.port or _PORT))
    body, path = _Body(most), unquote(parts.path)
    try:
        if path.endswith("/"):
            await maybe_deferred_to_future(client.cwd(path))
            await maybe_deferred_to_future(client.receiveFromConnection(["LIST"], body))
        else:
            await maybe_deferred_to_future(client.retrieveFile(path, body))
    except CommandFailed as problem:
        if body.over:
            raise DownloadCancelledError(f"it has more than {most} bytes") from problem
        message = str(problem)
        return Response(request.url, status=404 if _MISSING in message[:8] else 503, body=message.encode())
    finally:
        client.transport.loseConnection()
    if body.over:
        raise DownloadCancelledError(f"it has more than {most} bytes")
    headers = Headers({"Content-Type": "text/plain"} if path.endswith("/") else {})
    kind: type[Any] = responsetypes.from_args(headers=headers, url=request.url, body=body.data.getvalue())
    answer: Response = kind(request.url, headers=headers, body=body.data.getvalue())
    return answer
