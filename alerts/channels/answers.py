"""Read what another side answers within a time for the whole of it, and no more than an answer can be.

A socket's own time limit begins anew with each byte: a relay or a web server that sends one now and then would hold a sender, and
all mail behind it, for as long as it likes.
"""

from __future__ import annotations

import http.client
import io
import smtplib
import socket
import time
from typing import Final, cast

LONGEST: Final = 1 << 20
"""Bytes of one answer; replies of relays and webhooks have a few hundred."""


class Answers(io.RawIOBase):
    """The bytes that come in on a connection; `begin` starts the time of the next answer."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds
        self._bytes = connection.makefile("rb", buffering=0)
        self.begin()

    def begin(self) -> None:
        """The next answer has all of its time and size before it."""
        self._until, self._room = time.monotonic() + self._seconds, LONGEST

    def readable(self) -> bool:
        """It is read and never written."""
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        """Some bytes; raises TimeoutError where the time is over, OSError where the answer has no end."""
        left_over = self._until - time.monotonic()
        if left_over <= 0:
            raise TimeoutError("timed out")
        if self._room <= 0:
            raise OSError(f"an answer of more than {LONGEST:,} bytes")
        self._connection.settimeout(left_over)
        try:
            count = self._bytes.readinto(buffer)
        finally:
            self._connection.settimeout(self._seconds)
        self._room -= count or 0
        return count

    def close(self) -> None:
        """Let go of the connection."""
        self._bytes.close()
        super().close()


class _Patience:
    """What makes a relay's answers timed as a whole; smtplib reads them from `file`."""

    file: io.BufferedReader | None
    sock: socket.socket | None
    timeout: float

    def getreply(self) -> tuple[int, bytes]:
        """One reply with all of its lines."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(Answers(self.sock, self.timeout))
        if self.file is not None:
            cast("Answers", self.file.raw).begin()
        return cast("tuple[int, bytes]", super().getreply())  # type: ignore[misc]


class PlainRelay(_Patience, smtplib.SMTP):
    """A relay whose connection begins in the open."""


class TlsRelay(_Patience, smtplib.SMTP_SSL):
    """A relay whose connection is private from the first byte on."""


class TimedResponse(http.client.HTTPResponse):
    """A response that comes whole within the connection's time limit, or is none."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        begun = self.fp
        self.fp = io.BufferedReader(Answers(sock, sock.gettimeout() or 0))
        begun.close()
