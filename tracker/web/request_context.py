"""Bring a request to a page: who may, what was sent, what may be kept; every page passes here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading
from tracker.records.jurisdictions import all_jurisdictions, jurisdiction
from tracker.vocabulary import UnknownName, check_all, check_parameters, check_place, check_topic, check_word, check_yes
from tracker.web import accounts
from tracker.web.access import Rule
from tracker.web.accounts import Session
from tracker.web.app_state import NAME, Site
from tracker.web.choices import Choices, topic_titles
from tracker.web.errors import Problem, refusal
from tracker.web.kept_page import KeptPage, finished, has_mark, marked
from tracker.web.locale import catalogue
from tracker.web.templating import render

FIELDS_LIMIT: Final = 400
"""Fields of one form; the largest of ours has about a hundred boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What is not known of some places."""

    unread: list[str] = field(default_factory=list)
    """Those that nothing was ever read of."""
    not_readable: list[queries.Gap] = field(default_factory=list)
    """Their publishers that could not be read, and since when."""


@dataclass(slots=True, kw_only=True)
class Ask:
    """One request, as a page sees it."""

    request: Request
    site: Site
    language: str
    session: Session | None = None
    form: Mapping[str, list[str]] = field(default_factory=dict)
    _gaps: Gaps | None = field(default=None, init=False)

    def sent(self, name: str, limit: int = 2_000) -> str:
        """A field of the form, or of the query where there is no form; clean, and empty when missing."""
        values = self.form.get(name) or self.request.query_params.getlist(name)
        return values[-1].replace("\x00", "").strip()[:limit] if values else ""

    def every(self, name: str, limit: int = 200) -> list[str]:
        """All values of a field that may stand more than once."""
        values = self.form.get(name) or self.request.query_params.getlist(name)
        return [value.replace("\x00", "").strip()[:limit] for value in values if value.strip()]

    def topics(self) -> tuple[str, ...]:
        """The topics the address names; raises UnknownName for one that there is not."""
        return check_all(self.every("topic", 60), lambda name: check_topic(name, topic_titles()))

    def places(self) -> tuple[str, ...]:
        """The places the address names; raises UnknownName for one that there is not."""
        given = self.every("place", 60)
        if all(map(jurisdiction, given)):  # the codes of legislatures are known without asking
            return tuple(dict.fromkeys(given))
        with self.reading(brief=True) as connection:
            return check_all(given, lambda name: check_place(name, connection))

    def place_elsewhere(self, pages: str) -> Response | None:
        """Where the page of the place stands that the path names in other words or letters, such as `/places/california`."""
        given = self.part("code")
        try:
            code = given if jurisdiction(given) else check_place(given)
        except UnknownName:
            return None
        return None if code == given else RedirectResponse(self.address(f"{pages}/{code}"), 301)

    def choices(self) -> Choices:
        """What lists offer; the topics are those in force, whatever was written to the database."""
        return replace(self.site.choices.now(), topics=topic_titles())

    def unread(self) -> list[str]:
        """Of the places that the address names those that nothing was ever read of."""
        return self._known_gaps().unread

    def not_collected(self) -> list[str]:
        """The same, and where no place is named all while nothing was read: for files, which have no room for words."""
        if self.places() or not self.nothing_read():
            return self.unread()
        return sorted(all_jurisdictions())

    def not_readable(self) -> list[queries.Gap]:
        """Of the places that the address names the publishers that could not be read, and since when."""
        return self._known_gaps().not_readable

    def nothing_read(self) -> bool:
        """Whether no source was ever read: where something is flagged, one was."""
        if self.site.flagged.now().entries or queries.any_read(self.site.sources.now()):
            return False
        with self.reading(brief=True) as connection:
            return queries.nothing_stored(connection)

    def _known_gaps(self) -> Gaps:
        """What is not known of the places that the address names, asked for once."""
        if self._gaps is None:
            given = self.places()
            self._gaps = Gaps()
            if given:
                sources = self.site.sources.now()
                with self.reading(brief=True) as connection:
                    self._gaps = Gaps(
                        unread=queries.unread_places(connection, given, sources),
                        not_readable=queries.not_readable(connection, given, clock.now(), sources),
                    )
        return self._gaps

    def yes(self, name: str) -> bool:
        """Whether the address says yes to this; raises UnknownName for what is neither yes nor no."""
        return check_yes(name, self.sent(name, 60))

    def one_of(self, name: str, known: Sequence[str]) -> str:
        """The one of a few words that the address names, or nothing; raises UnknownName for another."""
        given = self.sent(name, 60)
        return check_word(name, given, known) if given else ""

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    @contextmanager
    def reading(self, *, brief: bool = False) -> Iterator[Connection]:
        """A connection that reads; a brief one for pages that read a bounded number of rows."""
        with reading(self.site.engine, brief=brief) as connection:
            yield connection

    def here(self, **changed: Any) -> str:
        """This page's address with some parameters changed; None takes one away."""
        pairs = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changed]
        pairs += [(name, str(value)) for name, value in changed.items() if value is not None]
        path = self.address(self.request.scope["path"])
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def address(self, path: str) -> str:
        """A path of ours in the reader's language."""
        return path if self.language == "en" else f"/{self.language}{path}"

    def page(self, template: str, /, *, status: int = 200, **context: Any) -> Response:
        """A page from a template."""
        whole = {**self.common(), **context}
        return Response(render(template, self.language, whole), status, media_type="text/html; charset=utf-8")

    def common(self) -> dict[str, Any]:
        """What every template may use."""
        return {
            "site": catalogue(self.language).gettext(NAME),
            "site_url": self.site.url,
            "path": self.request.scope["path"],
            "here": self.here,
            "session": self.session,
            "asked": self.request.query_params,
            "unread": self.unread,
            "not_readable": self.not_readable,
            "nothing_read": self.nothing_read,
            "contact": self.site.settings.contact,
            "desk_zone": self.site.settings.time_zone,
        }

    def go(self, path: str) -> Response:
        """Send the reader to another page of ours after a form."""
        return RedirectResponse(self.address(path), 303)


_TABLES: Final = frozenset({"text/csv; charset=utf-8", "application/json"})


class MadeBefore(Response):
    """An answer that something else keeps."""

    def __init__(self, page: KeptPage) -> None:
        super().__init__(page.body, 200, dict(page.headers), page.kind)
        self.kept = page


Page = Callable[[Ask], Response]
Stream = Callable[[Ask], AsyncIterator[str]]


class Pages:
    """The pages of one module: their paths, who may, and the functions that answer."""

    def __init__(self) -> None:
        self._known: list[tuple[str, str, Rule, Page, bool, frozenset[str]]] = []
        self._streams: list[tuple[str, Rule, Stream]] = []

    def get(self, path: str, rule: Rule, *, keep: bool = False, reads: Iterable[str] = ()) -> Callable[[Page], Page]:
        """Answer GET at `path`; `keep` lets the answer be used again until something is written.

        Of an address it takes the parameters that it `reads`, and no others.
        """
        return partial(self._add, "GET", path, rule, keep, frozenset(reads))

    def post(self, path: str, rule: Rule) -> Callable[[Page], Page]:
        """Answer POST at `path`."""
        return partial(self._add, "POST", path, rule, False, frozenset())

    def stream(self, path: str, rule: Rule) -> Callable[[Stream], Stream]:
        """Answer GET at `path` with events as they happen."""

        def add(events: Stream) -> Stream:
            self._streams.append((path, rule, events))
            return events

        return add

    def _add(self, method: str, path: str, rule: Rule, keep: bool, reads: frozenset[str], page: Page) -> Page:
        self._known.append((method, path, rule, page, keep, reads))
        return page

    def routes(self, site: Site) -> list[Route]:
        """The routes of these pages."""
        routes = []
        for method, path, rule, page, keep, reads in self._known:
            endpoint = _Endpoint(site, path, rule, page, keep, reads)
            routes.append(Route(path, endpoint.answer, methods=[method], name=f"{method} {path}"))
        for path, rule, events in self._streams:
            streamed = _Streamed(site, path, rule, events)
            routes.append(Route(path, streamed.answer, methods=["GET"], name=f"GET {path}"))
        return routes


class _Endpoint:
    """A page with its rule, as the router calls it."""

    def __init__(self, site: Site, path: str, rule: Rule, page: Page, keep: bool, reads: frozenset[str]) -> None:
        self.site, self.path, self.rule, self.page, self.keep, self.reads = site, path, rule, page, keep, reads

    async def answer(self, request: Request) -> Response:
        """Check, answer, keep."""
        request.scope["page"] = self.path
        ask = Ask(request=request, site=self.site, language=request.scope["language"])
        if request.method == "POST":
            ask.form = await _form(request)
        return await run_in_threadpool(self._answer, ask)

    def _answer(self, ask: Ask) -> Response:
        if self.keep:
            return self._kept(ask)
        if self.rule.needs_session:
            ask.session = accounts.session_of(self.site, ask.request)
        response = refused(self.rule, ask)
        if response is None:
            self._take_parameters(ask)
            response = self._made(ask)
        if ask.session is not None or self.rule.private:
            response.headers["Cache-Control"] = "no-store"
        return response

    def _kept(self, ask: Ask) -> Response:
        """A page that is the same for everyone: made once for each state of the data and each minute."""
        minute = clock.now().strftime("%Y-%m-%dT%H:%M")
        self._take_parameters(ask)
        with self.site.version.held() as version:
            url = ask.request.url
            key = (ask.language, url.path, url.query, version, minute)
            page = self.site.cache.get(key)
            if page is None:
                response = self.page(ask)
                if isinstance(response, MadeBefore):
                    return _from_kept(response.kept, ask.request)
                if response.status_code != 200 or not isinstance(response.body, bytes):
                    return response
                page = _finished(response)
                self.site.cache.put(key, page)
        return _from_kept(page, ask.request)

    def _made(self, ask: Ask) -> Response:
        """The answer; a table or list of a place that was never read says so in a header, since it has no room for words."""
        response = self.page(ask)
        if "place" in self.reads and response.media_type in _TABLES and (unread := ask.not_collected()):
            response.headers["X-Not-Collected"] = ", ".join(unread)
        return marked(response, ask.request) if response.media_type in _TABLES else response

    def _take_parameters(self, ask: Ask) -> None:
        """Leave those that the page reads, refuse what it does not, and drop what programs on the way put there."""
        given = ask.request.query_params.multi_items()
        if not given or ask.request.method == "POST":
            return
        if not self.rule.lenient:
            check_parameters((name for name, _value in given), self.reads)
        query = urlencode([pair for pair in given if pair[0] in self.reads])
        ask.request = Request({**ask.request.scope, "query_string": query.encode()})


class _Streamed:
    """Events with their rule, as the router calls them."""

    def __init__(self, site: Site, path: str, rule: Rule, events: Stream) -> None:
        self.site, self.path, self.rule, self.events = site, path, rule, events

    async def answer(self, request: Request) -> Response:
        """Check, then tell what happens until nothing more will."""
        request.scope["page"] = self.path
        ask = Ask(request=request, site=self.site, language=request.scope["language"])
        ask.session = await run_in_threadpool(accounts.session_of, self.site, request)
        denied = refused(self.rule, ask)
        if denied is not None:
            return denied
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self.events(ask), 200, headers, "text/event-stream; charset=utf-8")


def _finished(response: Response) -> KeptPage:
    more = tuple(
        (name, value)
        for name, value in response.headers.items()
        if name.lower() not in {"content-length", "content-type"}
    )
    return finished(bytes(response.body), response.headers.get("content-type", "text/html; charset=utf-8"), more)


def _from_kept(page: KeptPage, request: Request) -> Response:
    mark = f'W/"{page.mark}"'
    headers = {
        **dict(page.headers),
        "ETag": mark,
        "Vary": "Accept-Encoding",
        "Content-Type": page.kind,
    }
    headers.setdefault("cache-control", "public, max-age=0, must-revalidate")
    if has_mark(request, mark):
        return Response(None, 304, headers)
    if page.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(page.packed, 200, {**headers, "Content-Encoding": "gzip"})
    return Response(page.body, 200, headers)


async def _form(request: Request) -> dict[str, list[str]]:
    """The fields of a form; files are not taken by any page."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data", ""}:
        raise Problem(415, "expected a form", f"found {kind[:60]!r}")
    fields: dict[str, list[str]] = {}
    async with request.form(max_fields=FIELDS_LIMIT, max_files=0) as form:
        if len(form) > FIELDS_LIMIT:
            raise Problem(400, f"expected a form of at most {FIELDS_LIMIT} fields")
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return fields


def refused(rule: Rule, ask: Ask) -> Response | None:
    """The answer to someone who may not, or None where they may."""
    if not rule.needs_session:
        return None
    request = ask.request
    if ask.session is None:
        if request.method == "GET":
            after = urlencode({"next": request.scope["path"]})
            return RedirectResponse(f"{ask.address('/login')}?{after}", 303, {"Cache-Control": "no-store"})
        return refusal(request, 401, "Log in first", "Your session has ended. Log in and send the form again.")
    if ask.session.role not in rule.roles:
        return refusal(request, 403, "Not yours to do", "This page is for administrators.")
    if request.method == "POST" and not ask.session.owns(ask.sent("csrf")):
        return refusal(request, 403, "Open the page again", "This form belongs to an earlier session.")
    return None
