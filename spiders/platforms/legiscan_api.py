"""Ask LegiScan one question after the other, within what a key may ask in a month.

LegiScan answers a refusal with status 200 and `"status": "ERROR"`. A refusal of the key, or of more calls, ends the visit
at once; any other costs the one thing that was asked for. Before each call the month's count is looked at, and the visit
ends before the limit is passed: what was not reached is asked for by the next visit, since nothing is known of it.
"""

from __future__ import annotations

import dataclasses
import re
from abc import abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import signals

from spiders.kit.errors import describe
from spiders.kit.fields import Json, json_body, maybe_said
from spiders.kit.recorded import holds, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import SourceSpider, Yield
from spiders.platforms.legiscan_quota import Quota
from tracker.ingest.verdict import Problem
from tracker.records.text import line, number_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

HOST: Final = "api.legiscan.com"

_KEY: Final = re.compile(r"\b(?:api )?key\b|unauthori[sz]ed|account|suspended", re.IGNORECASE)
_QUOTA: Final = re.compile(
    r"\b(?:quer(?:y|ies)|rate|monthly|call|quota|api|usage)\b.*\b(?:limit|exceed|exhaust|quota)|\bquota\b",
    re.IGNORECASE,
)
_WRONG_KEY: Final = "LegiScan refuses this key; check TRACKER_LEGISCAN_API_KEY"
_USED_UP: Final = "LegiScan says that the key's calls are used up"
_ENDS_THE_VISIT: Final = {
    "http-401": ("wrong-key", _WRONG_KEY),
    "http-403": ("wrong-key", _WRONG_KEY),
    "http-429": ("slow-down", "LegiScan asks us to slow down"),
    "postponed": ("slow-down", "LegiScan asked for a long pause"),
    "silent-host": ("silent-host", "LegiScan does not answer"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One question: the operation and what it is asked of; `place` is where the answer belongs."""

    op: str
    query: tuple[tuple[str, str], ...] = ()
    place: str = ""
    recorded: str = ""
    """The address of a recorded answer, which is read as it is."""
    more: Any = None
    """What the answer's reader needs to know of the answers before it."""

    @property
    def url(self) -> str:
        """The address without the key."""
        return self.recorded or f"https://{HOST}/?{urlencode((('op', self.op), *self.query))}"


class LegiScanApi(SourceSpider):
    """Questions in turn, the key, the quota and refusals."""

    expects = "json"
    conditional = False  # what changed is told by the change hashes

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with nothing asked."""
        super().__init__(*given, **more)
        settings = self.asked.settings
        self.left: deque[Step] = deque()
        self.stopped = False
        self.quota = Quota(settings.data_dir / "legiscan-calls.json", settings.legiscan_calls_per_month, self.asked.now)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Count every call that leaves, those that are tried again too."""
        made = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(made.called, signals.request_reached_downloader)
        return made

    def called(self, request: Request) -> None:
        """Write a call down."""
        parts = urlsplit(request.url)
        if not self.asked.replaying and parts.netloc == HOST and parts.query:
            self.quota.count()

    # -- asking --------------------------------------------------------------------------------------------------------

    def held(self) -> list[Step]:
        """The questions whose answers a recording holds; none in a live visit."""
        steps = []
        for url in recorded(self, re.escape(HOST)):
            query = dict(parse_qsl(urlsplit(url).query))
            steps.append(Step(query.get("op", ""), (("id", query["id"]),) if "id" in query else (), recorded=url))
        return steps

    def can_ask(self, step: Step) -> bool:
        """Whether a question can be asked: always in a live visit, in a replay when its answer was recorded."""
        return bool(step.recorded) or holds(self, step.url)

    def next(self, *steps: Step) -> None:
        """Ask these before all others that are left."""
        self.left.extendleft(reversed([step for step in steps if self.can_ask(step)]))

    def is_done(self, step: Step) -> bool:  # noqa: ARG002 - for sources whose questions repeat themselves
        """Whether a question has been answered already."""
        return False

    @property
    def enough(self) -> bool:
        """Whether nothing more is wanted."""
        return False

    def following(self) -> Iterator[Yield]:
        """The next question, unless the visit has ended or the month's calls are used up."""
        while self.left and self.is_done(self.left[0]):
            self.left.popleft()
        if not self.left or self.stopped or self.enough:
            return
        if not self.asked.replaying and not self.quota.left():
            yield self._used_up(f"{self.quota.used():,} of {self.quota.most:,} calls of {self.quota.month} are made")
            return
        yield self._request(self.left.popleft())

    def _request(self, step: Step) -> Request:
        url = step.url
        key = self.asked.settings.legiscan_api_key.get_secret_value()
        if key and not step.recorded:
            url += f"&{urlencode({'key': key})}"
        how: dict[str, Any] = {"to_file": True, "expects": "any"} if step.op == "getDatasetRaw" else {}
        return self.page(url, meta={"step": step}, **how)

    def _used_up(self, why: str) -> Problem:
        return Problem(
            kind="quota-used-up",
            reason=f"{why}; it goes on from {self.quota.goes_on.isoformat()}{self._left_over()} "
            f"(the count is in {self.quota.path.name}, the limit in TRACKER_LEGISCAN_CALLS_PER_MONTH)",
        )

    def _left_over(self) -> str:
        bills = sum(step.op == "getBill" for step in self.left)
        rest = f", {number_of(bills, 'bill')} and {number_of(len(self.left) - bills, 'list')} are left"
        self.stopped = True
        self.left.clear()
        return rest

    # -- answers -------------------------------------------------------------------------------------------------------

    def answered(self, response: Response) -> Iterator[Any]:
        """Read an answer, then go on. Nothing is kept of the page itself, so an outcome may be many at once."""
        yield from self._read(response)
        if not response.meta.get("read"):
            self.unread(response.meta["step"])
        yield from self.following()

    def failed(self, failure: Any) -> Iterator[Yield]:
        """Tell of an answer that did not come; go on with the next question, or end the visit."""
        problem = describe(failure)
        kind, words = _ENDS_THE_VISIT.get(problem.kind, ("", ""))
        step = getattr(getattr(failure, "request", None), "meta", {}).get("step")
        if kind:
            reason = f"{words}; the next visit goes on{self._left_over()} ({problem.reason})"
            yield dataclasses.replace(problem, kind=kind, reason=reason)
            return
        yield problem
        if step is not None:
            self.unread(step)
            yield from self.following()

    def unread(self, step: Step) -> None:
        """Take note that an answer was not read."""

    def read(self, response: Any) -> Iterator[Yield]:
        """Read an answer by its operation."""
        step: Step = response.meta["step"]
        yield from self.reader(step, response)
        response.meta["read"] = True

    @abstractmethod
    def reader(self, step: Step, response: Any) -> Iterable[Yield]:
        """What the answer to one question says."""

    def body(self, response: Any, name: str) -> Any:
        """The named part of an answer; a refusal raises PageChanged in LegiScan's own words."""
        body = json_body(response)
        if not isinstance(body, dict):
            raise PageChanged(f"wanted an object, found {type(body).__name__}")
        if name in body and str(body.get("status", "OK")).upper() == "OK":
            return body[name]
        if str(body.get("status", "")).upper() == "ERROR":
            raise self._refused(body)
        raise PageChanged(f"wanted {name!r} in the answer, found {', '.join(map(str, body))[:80]}")

    def _refused(self, body: Json) -> PageChanged:
        message = line(maybe_said(body, "alert.message") or maybe_said(body, "alert") or "no reason", limit=200)
        key = self.asked.settings.legiscan_api_key.get_secret_value()
        words = message.replace(key, "(the key)") if key else message
        if _QUOTA.search(words):
            if not self.asked.replaying:
                self.quota.exhaust()
            problem = self._used_up(f"{_USED_UP} ({words})")
            return PageChanged(problem.reason, kind=problem.kind)
        if _KEY.search(words):
            return PageChanged(f"{_WRONG_KEY} ({words}){self._left_over()}", kind="wrong-key")
        return PageChanged(f"wanted an answer, found the refusal: {words}", kind="api-refusal")
