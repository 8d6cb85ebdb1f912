"""Run the application on uvicorn, with patience for slow people and none for half requests."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 10.0
"""A request whose head has not arrived by then is closed; uvicorn itself would wait for ever."""


class PatientProtocol(H11Protocol):
    """uvicorn's protocol, which gives up on requests that never finish their head."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        # Head and body go out as two packets; without this the second waits 40 ms for the reader to confirm the first.
        # (asyncio sets it itself only for sockets that name their protocol, and uvicorn's do not.)
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait anew when a further request begins; stop waiting when its head is complete."""
        if self._waiting is None and self.conn.their_state is h11.IDLE:
            self._wait()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


def configured(app: Any, host: str, port: int, *, behind: str = "127.0.0.1") -> uvicorn.Config:
    """How we run uvicorn; `behind` names the proxies whose word on the client's address counts."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PatientProtocol,
        ws="none",
        access_log=False,  # paths may hold tokens; tracker.web.metrics logs the page's pattern instead
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=behind,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=8,
        h11_max_incomplete_event_size=32 * 1024,
    )
