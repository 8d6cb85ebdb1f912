"""Bills and committee meetings from the API of Congress.gov: needs a key, knows more formats of a text than GovInfo.

A bill costs a request for itself and one or more for each of its lists; 5,000 an hour are allowed. So a listing says what
changed, and what did not is not asked for. Without `--since` and `--session` the changes of the last week are read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from scrapy.http import Request

from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us import congress_api_json
from spiders.sources.us.measures import current_congress
from spiders.sources.us.plain import EASTERN, day, said
from spiders.sources.us.recorded import Recorded
from tracker.ingest.source import NATIVE, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged, Unreadable

HOST: Final = "https://api.congress.gov/"
PAGE_SIZE: Final = 250
"""The most that the API gives at once; its own default is 20."""
LOOK_BACK: Final = dt.timedelta(days=7)
"""How far behind its newest entry a listing is read when nothing is asked for."""

_LISTS: Final = r"api\.congress\.gov/v3/(?:bill(?:/\d+(?:/[a-z]+)?)?|committee-meeting(?:/\d+(?:/[a-z]+)?)?)"
_BILLS: Final = r"api\.congress\.gov/v3/bill/(\d+)/[a-z]+/\d+"
_MEETINGS: Final = r"api\.congress\.gov/v3/committee-meeting/(\d+)/[a-z]+/[0-9A-Za-z]+"


@dataclasses.dataclass(slots=True)
class Gathering:
    """A bill whose lists are being fetched one after the other."""

    detail: Mapping[str, Any]
    url: str
    waiting: list[tuple[str, str]]
    lists: dict[str, list[Any]] = dataclasses.field(default_factory=dict)
    missing: list[str] = dataclasses.field(default_factory=list)


class CongressApi(DocumentSpider):
    """Congress.gov API v3."""

    name = "us-congress-api"
    source = Source(
        jurisdiction="us",
        publisher="Library of Congress",
        timezone=EASTERN,
        url="https://www.congress.gov/",
        kind="bills,hearings",
        every_hours=12,
        changes_only=True,
        expected_every_days=3,
        authority=NATIVE - 10,  # a copy of what the chambers and GovInfo publish themselves
        key_setting="congress_api_key",
        lineage="congress.gov",
        note="Free key from api.congress.gov; 5,000 requests an hour.",
    )
    expects = "json"
    conditional = False  # a bill is put together from pages that must all be read

    _like: Callable[[str], str]
    _turned: set[str]

    def first(self) -> Iterable[Yield]:
        """The listings of changed bills and meetings, or whatever a recording holds."""
        session = self.asked.session
        if session is not None and not session.isdecimal():
            wrong = f"expected --session to be the number of a Congress such as 119, found {session[:40]!r}"
            yield Problem(kind="wrong-session", reason=wrong)
            return
        recorded = Recorded(self)
        self._like, self._turned = recorded.like, set()
        lists, bills, meetings = (
            [
                url
                for url, match in recorded.matching(pattern)
                if session is None or not match.groups() or match[1] == session
            ]
            for pattern in (_LISTS, _BILLS, _MEETINGS)
        )
        for url in lists or (() if bills or meetings else self._listings(session)):
            yield self.ask(url, self.items)
        for url in bills:
            yield self.ask(url, self.bill)
        for url in meetings:
            yield self.ask(url, self.meeting)

    def _listings(self, session: str | None) -> Iterator[str]:
        today = self.asked.now.astimezone(EASTERN).date()
        sitting = session or str(current_congress(today.year, today.month, today.day))
        window = {"fromDateTime": f"{self.asked.since:%Y-%m-%d}T00:00:00Z"} if self.asked.since else {}
        query = urlencode({"format": "json", "limit": PAGE_SIZE, "sort": "updateDate desc", **window})
        yield f"{HOST}v3/bill/{session}?{query}" if session else f"{HOST}v3/bill?{query}"
        yield f"{HOST}v3/committee-meeting/{sitting}?{query}"

    def ask(self, url: str, reader: Callable[[Any], Iterable[Yield]]) -> Request:
        """A request with the key."""
        key = self.asked.settings.congress_api_key.get_secret_value()
        return self.page(url, reader, headers={"X-Api-Key": key} if key else {})

    def _named(self, url: str) -> str:
        """An address that the API named: it must be the API's own, since the key goes there."""
        if not url.startswith(HOST):
            raise PageChanged(f"expected an address of {HOST}, found {url[:80]!r}")
        return self._like(url)

    def _further(self, body: Mapping[str, Any]) -> str | None:
        """The address of the next page, which must be a new one, or a listing would never end."""
        pagination = body.get("pagination")
        url = said(pagination.get("next")) if isinstance(pagination, Mapping) else ""
        if not url:
            return None
        if not url.startswith(HOST) or url in self._turned:
            raise PageChanged(f"expected the address of another page of {HOST}, found {url[:120]!r}")
        self._turned.add(url)
        return url

    # -- listings ------------------------------------------------------------------------------------------------------

    def items(self, page: Any) -> Iterator[Yield]:
        """Ask for what changed in one page of a listing, and for the next page."""
        body = _body(page)
        bills = isinstance(body.get("bills"), list)
        entries = body.get("bills" if bills else "committeeMeetings")
        if not isinstance(entries, list):
            raise PageChanged(f"expected bills or committeeMeetings in the listing, found {', '.join(body)[:80]}")
        if not entries:
            yield NothingHere(reason="the listing is empty")
        newest = page.meta.get("newest") or next(filter(None, map(_updated, entries)), None)
        fresh = [entry for entry in entries if self._wanted(entry, newest)]
        for entry in fresh[: self.asked.limit]:
            yield from self.row(self._changed_bill if bills else self._changed_meeting, entry, url=page.url)
        if len(fresh) == len(entries) and self.asked.limit is None and (following := self._further(body)):
            request = self.ask(following, self.items)
            request.meta["newest"] = newest
            yield request

    def _wanted(self, entry: Any, newest: dt.date | None) -> bool:
        """Whether an entry lies within what was asked for; listings come newest first, so that an older one ends them."""
        if self.asked.session is not None or self.asked.since is not None or newest is None:
            return True
        updated = _updated(entry)
        return updated is None or newest - updated <= LOOK_BACK

    def _changed_bill(self, entry: Any) -> Iterator[Yield]:
        key = congress_api_json.public_id(entry) if isinstance(entry, Mapping) else None
        if key is None:
            raise PageChanged(f"expected congress, type and number of a bill, found {str(entry)[:120]}")
        seal = congress_api_json.stamp(entry)
        if self.known(key, seal):
            yield Unchanged(id=key)
        else:
            yield self.ask(self._named(said(entry.get("url"))), self.bill)

    def _changed_meeting(self, entry: Any) -> Iterator[Yield]:
        if not isinstance(entry, Mapping):
            raise PageChanged(f"expected a meeting, found {str(entry)[:120]}")
        yield self.ask(self._named(said(entry.get("url"))), self.meeting)

    # -- meetings ------------------------------------------------------------------------------------------------------

    def meeting(self, page: Any) -> Iterator[Yield]:
        """One committee meeting."""
        yield congress_api_json.read_meeting(_part(_body(page), "committeeMeeting"), _plain_address(page.url))

    # -- bills ---------------------------------------------------------------------------------------------------------

    def bill(self, page: Any) -> Iterator[Yield]:
        """One bill's detail; its lists follow one after the other."""
        detail = _part(_body(page), "bill")
        waiting = []
        for name in congress_api_json.LISTS:
            listed = detail.get(name)
            if isinstance(listed, Mapping) and said(listed.get("url")):
                waiting.append((name, self._named(_sized(said(listed.get("url"))))))
        yield from self._next_list(Gathering(detail, _plain_address(page.url), waiting))

    def _next_list(self, bill: Gathering) -> Iterator[Yield]:
        if not bill.waiting:
            yield from self._whole(bill)
            return
        name, url = bill.waiting.pop(0)
        bill.missing.append(name)  # until it has been read
        request = self.ask(url, partial(self._list, bill, name))
        yield request.replace(callback=partial(self._answered, bill), errback=partial(self._failed, bill))

    def _answered(self, bill: Gathering, response: Any) -> Iterator[Yield]:
        yield from self.answered(response)
        yield from self._next_list(bill)

    def _failed(self, bill: Gathering, failure: Any) -> Iterator[Yield]:
        yield from self.failed(failure)
        yield from self._next_list(bill)

    def _list(self, bill: Gathering, name: str, page: Any) -> Iterable[Yield]:
        """One page of one list; its next page is asked for before the other lists."""
        body = _body(page)
        entries = body.get(name)
        if name == "subjects" and isinstance(entries, Mapping):
            bill.lists.setdefault("policyArea", [entries.get("policyArea")])
            entries = entries.get("legislativeSubjects")
        if not isinstance(entries, list):
            raise PageChanged(f"expected a list of {name}, found {type(entries).__name__}")
        bill.lists.setdefault(name, []).extend(entries)
        if following := self._further(body):
            bill.waiting.insert(0, (name, following))
        bill.missing.remove(name)
        return ()

    def _whole(self, bill: Gathering) -> Iterator[Yield]:
        """The bill, when all its lists were tried. One with a list missing never replaces what is known."""
        seal = congress_api_json.stamp(bill.detail)
        reading = congress_api_json.read_bill(bill.detail, bill.lists, bill.url, seal)
        for fault in reading.faults:
            yield Unreadable(reason=fault, url=bill.url)
        if reading.bill is None:
            return
        if not reading.faults and not bill.missing:
            yield reading.bill
        elif reading.bill.id not in self.asked.stamps:
            yield dataclasses.replace(reading.bill, stamp=None)


def _body(page: Any) -> Mapping[str, Any]:
    try:
        body = json.loads(page.body)
    except ValueError as problem:
        raise PageChanged(f"expected JSON, found {page.body[:60]!r}: {problem}") from problem
    if not isinstance(body, Mapping):
        raise PageChanged(f"expected an object, found {type(body).__name__}")
    return body


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name)
    if not isinstance(part, Mapping):
        raise PageChanged(f"expected {name} in the answer, found {', '.join(body)[:80]}")
    return part


def _updated(entry: Any) -> dt.date | None:
    try:
        return day(said(entry.get("updateDate"))) if isinstance(entry, Mapping) else None
    except ValueError:
        return None


def _sized(url: str) -> str:
    """The address of a list, asking for as much as there is at once."""
    if "limit=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}limit={PAGE_SIZE}"


def _plain_address(url: str) -> str:
    """The address of a record without page sizes and keys."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}?format=json"
