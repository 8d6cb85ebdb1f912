"""Stream the body of one answer to a temporary file, so that memory stays flat however large it is."""

from __future__ import annotations

import asyncio
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web.client import Agent, HTTPConnectionPool, ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers as TwistedHeaders

if TYPE_CHECKING:
    from twisted.web.iweb import IPolicyForHTTPS, IResponse

LARGEST: Final = 2 * 1024**3
"""Bytes of the largest file taken; the largest known, a year of California's bills, has about 700 MB."""
LONGEST: Final = 3600.0
"""Seconds that one file may take in all."""
_ERROR_BODY: Final = 65_536
"""Bytes kept of an answer that is no file: enough to say what stands there."""


async def stream(
    request: Request, policy: IPolicyForHTTPS, pool: HTTPConnectionPool, patience: float, *, url: str | None = None
) -> Response:
    """The answer to `request`, its body in a file named by `request.meta["file"]` when the status is 200.

    `patience` is how many seconds of silence end it; `url` is where to connect when not to the request's own address.
    """
    from twisted.internet import reactor

    began = time.monotonic()
    headers = TwistedHeaders({name: list(values) for name, values in request.headers.items()})
    headers.setRawHeaders(b"Accept-Encoding", [b"identity"])
    agent = Agent(reactor, policy, connectTimeout=patience, pool=pool)  # type: ignore[no-untyped-call]
    pending: Deferred[IResponse] = agent.request(request.method.encode(), (url or request.url).encode(), headers)
    answer = await _begun(pending, patience)
    request.meta["download_latency"] = time.monotonic() - began
    answer_headers = Headers({name: values for name, values in answer.headers.getAllRawHeaders()})  # noqa: C416
    most = request.meta.get("largest", LARGEST)
    whole = answer.code == 200
    most = most if whole else _ERROR_BODY
    if whole and isinstance(answer.length, int) and answer.length > most:
        answer._transport._producer.abortConnection()  # noqa: SLF001 - as Scrapy's own handler does
        raise DownloadCancelledError(f"expected a file of at most {most:,} bytes, found {answer.length:,} announced")
    body = _Body(encoded=answer_headers.get("Content-Encoding"), most=most, whole=whole, patience=patience)
    if answer.length == 0:  # deliverBody would wait for a connection that is not coming
        body.connectionLost(Failure(ResponseDone()))  # type: ignore[no-untyped-call]
    else:
        answer.deliverBody(body)
    await maybe_deferred_to_future(body.done)
    if whole:
        request.meta["file"] = body.file()
        return Response(request.url, status=200, headers=answer_headers)
    return Response(request.url, status=answer.code, headers=answer_headers, body=body.start())


async def _begun(waiting: Deferred[IResponse], patience: float) -> Any:
    """The answer once its headers are here."""
    with wrap_twisted_exceptions():
        try:
            return await asyncio.wait_for(maybe_deferred_to_future(waiting), patience)
        except TimeoutError as problem:
            waiting.cancel()
            raise DownloadTimeoutError(f"expected an answer, found {patience:.0f} seconds of silence") from problem


class _Body(Protocol):
    """Takes the pieces of a body as they come."""

    def __init__(self, *, encoded: bytes | None, most: int, whole: bool, patience: float) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="tracker-", delete=False)  # noqa: SIM115 - outlives this call
        self._unpack = zlib.decompressobj(47) if encoded in {b"gzip", b"x-gzip", b"deflate"} else None
        self._most = most
        self._whole = whole
        self._size = 0
        self.done: Deferred[None] = Deferred()
        """Fires when the body is complete; fails after `patience` seconds of silence, or when it is too large."""
        self._patience = patience
        self._until = time.monotonic() + LONGEST
        self._silence: asyncio.TimerHandle | None = None
        self._wait()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - the name is Twisted's
        """Keep a piece."""
        try:
            piece = self._unpack.decompress(data, self._most + 1 - self._size) if self._unpack else data
            self._size += len(piece)
            if self._size > self._most:
                self._end(
                    DownloadCancelledError(f"expected a file of at most {self._most:,} bytes, found more")
                    if self._whole
                    else None
                )
                return
            self._file.write(piece)
        except (OSError, zlib.error) as problem:  # the disk is full, or the coding is not what was announced
            self._end(DownloadCancelledError(f"expected to keep a file, found: {problem}"))
            return
        self._wait()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        """Complete, or cut off."""
        if isinstance(reason.value, (ResponseDone, PotentialDataLoss)):
            self._end(None)
        else:
            self._end(ResponseDataLossError(f"expected the whole file, found {self._size:,} bytes of it"))

    def file(self) -> str:
        """Where the complete body is."""
        self._file.close()
        return self._file.name

    def start(self) -> bytes:
        """The first bytes of a body that is not kept."""
        self._file.close()
        begun = Path(self._file.name).read_bytes()
        self.discard()
        return begun

    def discard(self) -> None:
        """Remove what came."""
        self._file.close()
        Path(self._file.name).unlink(missing_ok=True)

    def _wait(self) -> None:
        if time.monotonic() > self._until:
            self._end(DownloadTimeoutError(f"expected the file within {LONGEST:.0f} seconds, found it still coming"))
            return
        if self._silence is not None:
            self._silence.cancel()
        if not self.done.called:
            self._silence = asyncio.get_running_loop().call_later(self._patience, self._silent)

    def _silent(self) -> None:
        self._end(DownloadTimeoutError(f"expected more of the file, found {self._patience:.0f} seconds of silence"))

    def _end(self, problem: Exception | None) -> None:
        if self.done.called:
            return
        if self._silence is not None:
            self._silence.cancel()
        if problem is None:
            self.done.callback(None)
            return
        self.discard()
        connection = getattr(self.transport, "_producer", None)
        if connection is not None:  # it is gone when the whole body came at once
            connection.abortConnection()
        self.done.errback(problem)
