"""The files that pages need, and what machines ask for first."""

from __future__ import annotations

from starlette.responses import Response

from tracker.web import static_files
from tracker.web.access import ANYONE
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()


@pages.get("/static/{mark}/{name}", ANYONE)
def static(ask: Ask) -> Response:
    """A static file by its name; under the mark of today's files it may be kept for ever."""
    file = static_files.all_files().get(ask.part("name"))
    if file is None:
        raise Problem(404, "Page not found", "The address may be mistyped, or the page was removed.")
    current = ask.part("mark") == static_files.mark()
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if current else "public, max-age=300",
        "Content-Type": file.kind,
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if file.packed and "gzip" in ask.request.headers.get("accept-encoding", ""):
        return Response(file.packed, 200, {**headers, "Content-Encoding": "gzip"})
    return Response(file.body, 200, headers)
