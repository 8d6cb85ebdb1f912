"""Serve the sample sources over real HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tracker.demo import places
from tracker.demo.world import Day, Page, federal

ROBOTS = Page("text/plain", b"User-agent: *\nAllow: /\n")


@dataclass(slots=True)
class Sources:
    """A running server of the sample world; `day` is set to let time pass."""

    address: str
    _pages: dict[str, Page] = field(default_factory=dict)

    def show(self, day: Day) -> None:
        """Answer from now on as the sources would on that day."""
        self._pages = {**federal(day), **places.pages(day)}

    def answer(self, path: str) -> Page | None:
        """The page for `/<scheme>/<host>/<path>`; the query does not matter, every sample list fits on one page."""
        scheme, _, rest = urlsplit(path).path.lstrip("/").partition("/")
        if rest.endswith("/robots.txt"):
            return ROBOTS
        return self._pages.get(f"{scheme}://{rest}")


@contextmanager
def serving() -> Iterator[Sources]:
    """Run the server while the block runs."""
    sources = Sources(address="")

    class Handler(BaseHTTPRequestHandler):
        """Answers GET with the sample's pages."""

        def do_GET(self) -> None:
            page = sources.answer(self.path)
            body = page.body if page else b"Not Found"
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", page.kind if page else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Say nothing; the crawl reports what it fetched."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sources.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield sources
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
