"""Matters and meetings of cities and counties, from the Legistar Web API.

Any body in `legistar_clients.toml` by its place: `tracker crawl legistar --jurisdiction us-wa-seattle`. Matters are asked
for from the newest change known on, meetings from two weeks ago on; what hangs on one (history, sponsors, attachments,
agenda items) only when it is new or changed.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from spiders.kit.fields import Json, json_body, json_objects, maybe_many, objects, said
from spiders.kit.recorded import holds, recorded
from spiders.kit.spiders import SourceSpider, Yield
from spiders.platforms import legistar_reading as reading
from spiders.platforms.legistar_clients import OWN, SHIPPED, Client, listed
from tracker.ingest.source import VENDOR, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged

HOST: Final = "https://webapi.legistar.com/v1"
MOST: Final = 1_000
"""Rows of a page; the API gives no more."""
PAGES_AT_MOST: Final = 200
MATTERS_BACK: Final = dt.timedelta(days=30)
EVENTS_BACK: Final = dt.timedelta(days=14)
PARTS: Final = ("histories", "sponsors", "attachments")
_URL: Final = re.compile(r"/v1/([A-Za-z0-9-]+)/", re.IGNORECASE)


class LegistarApi(SourceSpider):
    """What matters and events share: clients in turn, paging, the token."""

    clients_file = SHIPPED
    expects = "json"
    conditional = False  # a list is asked for by date, and its rows lead to further pages
    path: ClassVar[str]
    stamped: ClassVar[str]
    """The field that says when a row changed."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with nothing met."""
        super().__init__(*given, **more)
        self.met: set[str] = set()
        self.taken = 0

    def first(self) -> Iterable[Yield]:
        """The first page of each client, or the pages that a recording holds."""
        known, fault = listed(self.asked.settings.data_dir, self.clients_file or SHIPPED)
        if fault is not None:
            yield fault
        if held := recorded(self, rf"webapi\.legistar\.com/v1/[\w-]+/{self.path}(?:/\d+)?"):
            yield from self._held(held, known)
            return
        named = self.asked.jurisdiction
        if named is not None and named not in known:
            yield Problem(
                kind="wrong-jurisdiction",
                reason=f"--jurisdiction: expected one of {', '.join(known)}, found {named[:40]!r}; "
                f"more can be added in {OWN} in the data folder",
            )
            return
        for client in [known[named]] if named else [api_client for api_client in known.values() if api_client.api]:
            if client.token and not self.token(client):
                yield from self._kept(client)
                yield NothingHere(reason=f"{client.place} is left out: it asks for a token, set TRACKER_LEGISTAR_TOKEN")
            else:
                yield self.ask(client, self.after(client))

    def _held(self, urls: Iterable[str], known: dict[str, Client]) -> Iterator[Yield]:
        named = {known_client.name: known_client for known_client in known.values()}
        for url in urls:
            match = _URL.search(urlsplit(url).path)
            client = named.get(match[1].lower()) if match else None
            if client is None:
                yield Problem(
                    kind="unknown-client",
                    url=url,
                    reason=f"wanted a client that {OWN} names, found {match and match[1]!r}",
                )
            elif self.asked.jurisdiction in (None, client.place):
                yield self.page(url, self.listed, meta={"client": client, "held": True})

    def token(self, client: Client) -> str:
        """The token for a client that asks for one; no other client is shown it."""
        return self.asked.settings.legistar_token.get_secret_value() if client.token else ""

    def address(self, client: Client, path: str, **query: str) -> str:
        """The address of a resource; OData's names begin with a dollar."""
        words = [f"${name}={quote(value)}" for name, value in query.items()]
        words += [f"token={quote(token)}"] if (token := self.token(client)) else []
        return f"{HOST}/{client.name}/{path}" + (f"?{'&'.join(words)}" if words else "")

    def ask(self, client: Client, after: str, *, skip: int = 0, pages: int = 1) -> Yield:
        """The request for one page: the rows from `after` on, oldest first."""
        field = self.ordered
        size = min(MOST, self.asked.limit or MOST)
        url = self.address(
            client,
            self.path,
            filter=f"{field} ge datetime'{after}'",
            orderby=field,
            top=str(size),
            skip=str(skip),
        )
        meta = {"client": client, "after": after, "skip": skip, "pages": pages, "size": size}
        return self.page(url, self.listed, meta=meta)

    ordered: ClassVar[str]
    """The field rows are asked for and ordered by."""

    @abstractmethod
    def after(self, client: Client) -> str:
        """The moment from which on rows are asked for."""

    @abstractmethod
    def items(self, row: Json, client: Client) -> Iterable[Yield]:
        """What one row says, or the request for what hangs on it."""

    def complete(self, client: Client) -> Iterator[Any]:  # noqa: ARG002 - for matters
        """What is known once the last page was read."""
        yield from ()

    def failed(self, failure: Any) -> Iterator[Yield]:
        """Tell of a page that was not fetched; what it hung on is told as far as it is known."""
        yield from super().failed(failure)
        meta = getattr(getattr(failure, "request", None), "meta", {})
        if "record" in meta:
            key = self.key(meta["record"], meta["client"])
            if key in self.asked.stamps:
                yield Unchanged(id=key)  # what is kept says more than what could be told now
            else:
                yield self.bare(meta["record"], meta["client"])

    @abstractmethod
    def bare(self, row: Json, client: Client) -> Yield:
        """A record without what hangs on it; it carries no stamp, so that the next visit reads it again."""

    def listed(self, page: Any) -> Iterator[Yield]:
        """Every row of a page; then the next page, which begins at the last row's moment, or the end."""
        meta, body = page.meta, json_body(page)
        if meta.get("held") and isinstance(body, dict) and ("EventId" in body or "MatterId" in body):
            body = [body]  # one record, recorded by its own address
        rows = objects(body, "body")
        client: Client = meta["client"]
        if not rows and meta.get("pages", 1) == 1:
            yield NothingHere(reason=f"no {self.path} of {client.place}")
        for row in rows:
            if self.asked.limit is not None and self.taken >= self.asked.limit:
                return
            yield from self.row(self._fresh, row, client, excerpt=str(row), url=page.url)
        if meta.get("held"):
            return
        if len(rows) < meta["size"]:
            yield from self.complete(client)
        elif meta["pages"] >= PAGES_AT_MOST:
            yield Problem(
                kind="too-many-pages", url=page.url, reason=f"wanted at most {PAGES_AT_MOST} pages, found more"
            )
        else:
            last = said(rows[-1], self.ordered)
            skip = meta["skip"] + len(rows) if last == meta["after"] else 0
            yield self.ask(client, last, skip=skip, pages=meta["pages"] + 1)

    def _fresh(self, row: Json, client: Client) -> Iterator[Yield]:
        """A row that was not met before: pages overlap where they join."""
        key = self.key(row, client)
        if key in self.met:
            return
        if self.known(key, reading.stamp(row, self.stamped)):
            yield Unchanged(id=key)
        else:
            yield from self.items(row, client)
        self.met.add(key)  # only now: a row that cannot be read does not stand in the way of its better copy
        self.taken += 1

    @abstractmethod
    def key(self, row: Json, client: Client) -> str:
        """The public id of a row."""

    def _kept(self, client: Client) -> Iterator[Unchanged]:
        """What is known of a client and was not met: nothing says that it is gone."""
        for stamp in self.asked.stamps:
            if stamp.startswith(f"{client.place}/") and stamp not in self.met:
                yield Unchanged(id=stamp)


class LegistarMatters(LegistarApi):
    """Matters (ordinances, resolutions, motions) as bills."""

    name = "legistar"
    source = Source(
        jurisdiction="us",
        publisher="City and county councils, through Legistar (Granicus)",
        timezone=ZoneInfo("America/New_York"),
        url="https://webapi.legistar.com/",
        kind="bills",
        expected_every_days=14,
        authority=VENDOR,
        note="No key; New York City asks for a token (TRACKER_LEGISTAR_TOKEN). Bodies are listed in legistar_clients.toml.",
    )
    path, stamped, ordered = "matters", "MatterLastModifiedUtc", "MatterLastModifiedUtc"

    def after(self, client: Client) -> str:
        """The newest change known, but never a moment in the future; thirty days back at first."""
        if self.asked.since:
            return f"{self.asked.since}T00:00:00"
        if self.asked.session and self.asked.session.isdecimal():
            return f"{self.asked.session}-01-01T00:00:00"
        now = f"{self.asked.now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}"
        newest = [
            stamp for key, stamp in self.asked.stamps.items() if key.startswith(f"{client.place}/") and stamp <= now
        ]
        return max(newest) if newest else f"{self.asked.now - MATTERS_BACK:%Y-%m-%d}T00:00:00"

    def key(self, row: Json, client: Client) -> str:
        """The public id of a matter."""
        return reading.matter_id(row, client)

    def items(self, row: Json, client: Client) -> Iterator[Yield]:
        """A matter, after its history, sponsors and attachments were read."""
        if self.asked.session and reading.session(row) != self.asked.session:
            return
        self.bare(row, client)  # a row that cannot be read is not worth three requests
        yield from self._next_part(row, client, {})

    def bare(self, row: Json, client: Client) -> Yield:
        """A matter alone."""
        return reading.matter(row, {}, client, whole=False)

    def _next_part(self, row: Json, client: Client, parts: dict[str, list[Json]]) -> Iterator[Yield]:
        for name in PARTS:
            url = self.address(client, f"matters/{said(row, 'MatterId')}/{name}")
            if name not in parts and holds(self, url):
                meta = {"record": row, "client": client, "parts": parts, "part": name}
                yield self.page(url, self.part, meta=meta)
                return
        yield reading.matter(row, parts, client, whole=len(parts) == len(PARTS))

    def part(self, page: Any) -> Iterator[Yield]:
        """One of the parts; then the next, or the matter."""
        meta = page.meta
        parts = {**meta["parts"], meta["part"]: json_objects(page)}
        yield from self.row(
            self._next_part, meta["record"], meta["client"], parts, excerpt=str(meta["record"]), url=page.url
        )

    def complete(self, client: Client) -> Iterator[Any]:
        """What was not listed has not changed: that is what was asked for."""
        if not self.asked.partial or self.asked.since is None:
            yield from self._kept(client)


class LegistarEvents(LegistarApi):
    """Meetings with their agendas."""

    name = "legistar-events"
    source = Source(
        jurisdiction="us",
        publisher="City and county councils, through Legistar (Granicus)",
        timezone=ZoneInfo("America/New_York"),
        url="https://webapi.legistar.com/",
        kind="hearings",
        every_hours=12,
        expected_every_days=14,
        authority=VENDOR,
        lists_all_upcoming=True,
        note="No key; New York City asks for a token (TRACKER_LEGISTAR_TOKEN). Bodies are listed in legistar_clients.toml.",
    )
    path, stamped, ordered = "events", "EventLastModifiedUtc", "EventDate"

    def after(self, client: Client) -> str:
        """Two weeks ago by the body's clock: minutes and recordings come late."""
        day = self.asked.since or (self.asked.now.astimezone(client.zone) - EVENTS_BACK).date()
        return f"{day}T00:00:00"

    def key(self, row: Json, client: Client) -> str:
        """The public id of an event."""
        return reading.event_id(row, client)

    def items(self, row: Json, client: Client) -> Iterator[Yield]:
        """A meeting, after its agenda was read where the list did not bring it."""
        url = self.address(client, f"events/{said(row, 'EventId')}/eventitems")
        inline = maybe_many(row, "EventItems")
        if inline or not holds(self, url):
            yield reading.event(row, inline, client, whole=bool(inline))
        else:
            self.bare(row, client)  # a row that cannot be read is not worth a request
            yield self.page(url, self.agenda, meta={"record": row, "client": client})

    def bare(self, row: Json, client: Client) -> Yield:
        """A meeting without its agenda."""
        return reading.event(row, (), client, whole=False)

    def agenda(self, page: Any) -> Iterator[Yield]:
        """The meeting with the items of its agenda."""
        row, client = page.meta["record"], page.meta["client"]
        yield reading.event(row, json_objects(page), client, whole=True)
