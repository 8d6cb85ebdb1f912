"""A loopback server that stands for the whole network, and misbehaves as sources do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.command import process
from tests.conftest import copied
from tracker.settings import load

Behavior = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class World:
    """What each address answers, and what was asked."""

    address: str = ""
    pages: dict[str, Behavior] = field(default_factory=dict)
    asked: list[tuple[float, str, dict[str, str]]] = field(default_factory=list)

    def page(
        self, url: str, body: bytes | str, kind: str = "application/xml", status: int = 200, **headers: str
    ) -> None:
        """Answer `url` with `body`."""
        raw = body.encode() if isinstance(body, str) else body

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(raw)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(raw)

        self.pages[url] = answer

    def crawl(self, *words: str, **environment: str) -> tuple[int, list[dict[str, Any]], str]:
        """Run `tracker crawl` on this world: exit code, summaries, stderr."""
        if "TRACKER_DATA_DIR" not in environment:
            copied(load().url).dispose()  # else each crawl began with all migrations
        done = process(
            *("crawl", *words, "--format", "json", "--as-of", "2026-11-23"),
            **{"TRACKER_DETOUR": self.address, **environment},
        )
        return done.returncode, json.loads(done.stdout) if done.stdout.strip() else [], done.stderr


@contextmanager
def world() -> Iterator[World]:
    """Run such a server."""
    made = World()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            scheme, _, rest = self.path.lstrip("/").partition("/")
            url = f"{scheme}://{rest}"
            made.asked.append((time.monotonic(), url, dict(self.headers)))
            behavior = made.pages.get(url) or made.pages.get(url.partition("?")[0])
            if behavior is None:
                self.send_error(404)
                return
            try:
                behavior(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
