"""Say what went wrong: a page for people, RFC 9457 JSON for programs."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tracker.db.sound import UnreadableRecord
from tracker.errors import TrackerError, UsageProblem
from tracker.records.place_names import place_name
from tracker.vocabulary import UnknownName
from tracker.web.app_state import NAME
from tracker.web.choices import topic_titles
from tracker.web.cursors import LostPlace
from tracker.web.locale import catalogue
from tracker.web.templating import render

_log = logging.getLogger("tracker.web")
RETRY_SECONDS: Final = 15


class Problem(Exception):
    """A request that cannot be answered: status, what is the matter in a few words, and what the reader can do."""

    def __init__(self, status: int, title: str, detail: str = "", *, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail, self.headers = status, title, detail, headers or {}


_PLAIN: Final = (".ics", ".csv", ".atom")


def _as_page(request: Request) -> bool:
    """Whether a person reads the answer, and no program."""
    path: str = request.scope["path"]
    return not (path.startswith("/api/") or path.endswith((".json", *_PLAIN)))


def refusal(
    request: Request, status: int, title: str, detail: str = "", *, headers: dict[str, str] | None = None
) -> Response:
    """An answer that says what is wrong, as JSON under /api and as a page elsewhere."""
    more = {"Cache-Control": "no-store", **(headers or {})}
    path = request.scope["path"]
    if path.endswith(_PLAIN):  # for programs that show a person the first line at most
        return Response(
            " ".join(filter(None, (f"{title}.", detail))), status, more, media_type="text/plain; charset=utf-8"
        )
    if not _as_page(request):
        body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return Response(orjson.dumps(body), status, more, media_type="application/problem+json")
    language = request.scope.get("language", "en")
    context = {
        "site": catalogue(language).gettext(NAME),
        "site_url": "",
        "path": request.scope["path"],
        "session": None,
        "status": status,
        "title": title,
        "detail": detail,
    }
    return Response(render("problem.html", language, context), status, more, media_type="text/html; charset=utf-8")


def answer_problem(request: Request, problem: Exception) -> Response:
    """Our own refusals."""
    assert isinstance(problem, Problem)
    return refusal(request, problem.status, problem.title, problem.detail, headers=problem.headers)


def answer_http(request: Request, problem: Exception) -> Response:
    """The framework's refusals: nothing at this address, wrong method, unreadable form."""
    assert isinstance(problem, HTTPException)
    if problem.status_code == 404:
        detail = "The address may be mistyped, or the page was removed."
        return refusal(request, 404, "Page not found", detail)
    return refused(request, problem.status_code, str(problem.detail), headers=dict(problem.headers or {}))


_SAID: Final = {
    400: ("That could not be understood", "The form did not arrive as it was sent. Open the page and send it again."),
    403: ("Not accepted", "This form was sent from another site. Open the page here and send it again."),
    405: ("That cannot be done here", "This site answers GET, HEAD, OPTIONS and POST."),
    408: ("That took too long", "The rest of the form did not arrive in time. Please send it again."),
    413: ("That was too large", "A form here may carry a megabyte. Nothing of this one was kept."),
}
"""What a person is told of refusals that the framework has a phrase for."""


def refused(request: Request, status: int, why: str = "", *, headers: dict[str, str] | None = None) -> Response:
    """A refusal by its status alone, in words of ours where there are any."""
    title, detail = _SAID.get(status, (HTTPStatus(status).phrase, why))
    return refusal(request, status, title, detail, headers=headers)


def answer_unfit(request: Request, problem: Exception) -> Response:
    """A parameter of the API that does not fit its description."""
    assert isinstance(problem, RequestValidationError)
    reasons = "; ".join(f"{'.'.join(map(str, error['loc'][1:]))}: {error['msg']}" for error in problem.errors())
    return refusal(request, 422, "A parameter is out of range", reasons)


def answer_usage(request: Request, problem: Exception) -> Response:
    """Something asked for in a way that cannot be understood; the message says how it can."""
    if isinstance(problem, LostPlace):
        plain = "The list may have changed, or the address was cut off on its way. Open the list anew."
        detail = plain if _as_page(request) else str(problem)
        return refusal(request, 404, "That place in the list is not here", detail)
    if isinstance(problem, UnknownName):
        language = request.scope.get("language", "en")
        return refusal(request, 422, "That name is not known here", unknown_name(language, problem, _as_page(request)))
    return refusal(request, 400, "That could not be understood", str(problem))


def unknown_name(language: str, problem: UnknownName, to_people: bool = True) -> str:
    """Which name is not known and what it may have meant, in the reader's language; programs get the codes."""
    spoken = catalogue(language)
    sentence = spoken.gettext("We do not know “%(name)s”.") % {"name": problem.given}
    if not problem.near:
        return sentence
    near: Iterable[str] = problem.near
    if to_people and problem.what == "place":
        near = (place_name(code, language) for code in near)
    elif to_people and problem.what == "topic":
        titles = topic_titles()
        near = (spoken.gettext(titles.get(slug, slug)) for slug in near)
    return sentence + " " + spoken.gettext("Did you mean %(names)s?") % {"names": ", ".join(near)}


def answer_unreadable(request: Request, problem: Exception) -> Response:
    """One record is damaged: since when, and that it comes back by itself. Why stands on the desk and in `doctor`."""
    assert isinstance(problem, UnreadableRecord)
    sentence = catalogue(request.scope.get("language", "en")).gettext(
        "We keep it, and cannot read it since %(day)s. It is read anew at the next visit of its source; everything else can be read."
    )
    return refusal(request, 404, "This record cannot be read", sentence % {"day": f"{problem.damaged.since:%Y-%m-%d}"})


def answer_busy(request: Request, problem: Exception) -> Response:
    """The database is busy or away: try again soon. Anything else of its kind is a fault of ours."""
    busy = {"Retry-After": str(RETRY_SECONDS)}
    if isinstance(problem, TrackerError) and not isinstance(problem, UsageProblem):
        _log.warning("busy: %s", problem)
        return refusal(request, 503, "Busy for a moment", "Nothing was changed. Please try again.", headers=busy)
    away = isinstance(problem, DBAPIError) and (problem.connection_invalidated or "locked" in str(problem.orig))
    if away or isinstance(problem, PoolTimeout):
        _log.warning("database: %s", str(problem).splitlines()[0])
        return refusal(request, 503, "Busy for a moment", "Nothing was changed. Please try again.", headers=busy)
    return answer_fault(request, problem)


def answer_fault(request: Request, problem: Exception) -> Response:
    """A fault of ours; the log has it, the reader learns that nothing they did was wrong."""
    _log.error("fault on %s", request.scope.get("page", "a page"), exc_info=problem)
    return refusal(request, 500, "Something broke here", "We logged the error. You did nothing wrong.")
