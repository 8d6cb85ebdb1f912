"""Ask Open States v3 place after place, page after page, within what a key allows.

A free key allows ten calls a minute and a few hundred a day, so one request is under way at a time, pages are as large as
may be, and a refusal (a wrong key, a used-up quota) ends the visit at once: the places that were not reached are asked
first next time. A page that fails costs the rest of its place and is a problem of the run, so that nothing is taken for
gone because of it.
"""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from spiders.kit.errors import describe
from spiders.kit.fields import Json, at, json_body, many
from spiders.kit.recorded import recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import SourceSpider, Yield
from spiders.platforms.openstates_places import PLACES, ocd_id, place_of
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere
from tracker.records.text import number_of

HOST: Final = "https://v3.openstates.org"
PAUSE: Final = 6.5
"""Seconds between two calls: ten a minute are allowed."""
PAGES_AT_MOST: Final = 5_000
"""Pages of one place; California's largest session has about 350."""

_ENDS_THE_VISIT: Final = {
    "http-401": ("wrong-key", "Open States does not know this key; check TRACKER_OPENSTATES_API_KEY"),
    "http-403": ("wrong-key", "Open States refuses this key; check TRACKER_OPENSTATES_API_KEY"),
    "http-422": ("page-changed", "Open States no longer understands what we ask"),
    "http-429": ("quota-used-up", "the key's quota is used up; the next visit goes on with what was not reached"),
    "postponed": (
        "quota-used-up",
        "Open States asked for a long pause; the next visit goes on with what was not reached",
    ),
    "silent-host": ("silent-host", "Open States does not answer; the next visit goes on with what was not reached"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One list of one place: what to ask, and which page of it."""

    place: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    page: int = 1
    size: int = 20
    recorded: str = ""
    """The address of a recorded page, which is read as it is; its further pages are recorded themselves."""


class OpenStatesApi(SourceSpider):
    """What bills, events and people share: places in turn, paging, the key, refusals."""

    expects = "json"
    conditional = False  # what changed is asked for by date; a list says nothing by being the same
    paths: ClassVar[tuple[str, ...]]
    """The lists this source reads, in order, such as `bills`."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with no place read."""
        super().__init__(*given, **more)
        self.left: list[Step] = []
        self.taken = 0
        self.stopped = False

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Spare the key wherever anyone is spared; a recording or a server of our own needs no pause."""
        super().update_settings(settings)
        if settings.getfloat("DOWNLOAD_DELAY") > 0:
            settings.set("DOWNLOAD_DELAY", PAUSE, priority="spider")

    def first(self) -> Iterable[Yield]:
        """The first place's list, or the lists that a recording holds."""
        wanted = self.wanted()
        if wanted is None:
            yield Problem(
                kind="wrong-jurisdiction",
                reason=f"--jurisdiction: expected one such as us-ma, found {str(self.asked.jurisdiction)[:40]!r}",
            )
            return
        held = [
            Step(place="", path=path, recorded=url)
            for path in self.paths
            for url in recorded(self, rf"v3\.openstates\.org/{path}(?:/.+)?")
        ]
        self.left = held or [step for place in self.order(wanted) for step in self.steps(place)]
        yield from self.following()

    def wanted(self) -> Sequence[str] | None:
        """The places to ask for; None when the one named is none of them."""
        named = self.asked.jurisdiction
        if named is None:
            return PLACES
        return (named,) if named in PLACES else None

    def order(self, places: Sequence[str]) -> Sequence[str]:
        """The places in the order they are asked; a used-up quota never hits the same ones twice."""
        turn = self.asked.now.toordinal() * 17 % len(places)
        return (*places[turn:], *places[:turn])

    @abstractmethod
    def steps(self, place: str) -> Iterable[Step]:
        """The lists to read of one place."""

    @abstractmethod
    def items(self, row: Json, step: Step) -> Iterable[Yield]:
        """What one row says."""

    def complete(self, step: Step, *, empty: bool) -> Iterator[Any]:
        """What is known once the last page of a list was read."""
        if empty:
            yield NothingHere(reason=f"no {step.path} of {step.place or 'this recording'}")

    # -- asking --------------------------------------------------------------------------------------------------------

    def ask(self, step: Step) -> Request:
        """The request for one page."""
        if step.recorded:
            return self.page(step.recorded, self.listed, meta={"step": step})
        query = (
            ("jurisdiction", ocd_id(step.place)),
            *step.query,
            ("page", str(step.page)),
            ("per_page", str(step.size)),
        )
        key = self.asked.settings.openstates_api_key.get_secret_value()
        headers = {"X-API-KEY": key} if key else {}
        url = f"{HOST}/{step.path}?{urlencode(query)}"
        return self.page(url, self.listed, headers=headers, meta={"step": step})

    def following(self) -> Iterator[Yield]:
        """The next list, unless the visit has ended."""
        if self.left and not self.stopped and not self.enough:
            yield self.ask(self.left.pop(0))

    @property
    def enough(self) -> bool:
        """Whether `--limit` is reached."""
        return self.asked.limit is not None and self.taken >= self.asked.limit

    def answered(self, response: Response) -> Iterator[Any]:
        """Read a page, then go on: with its next page, or with the next list."""
        yield from super().answered(response)
        step: Step = response.meta["step"]
        if response.meta.get("further") and not self.enough and not self.stopped:
            yield self.ask(dataclasses.replace(step, page=step.page + 1))
            return
        if response.meta.get("last"):
            yield from self.complete(step, empty=bool(response.meta.get("empty")))
        elif not self.enough:
            self.unread(step)
        yield from self.following()

    def failed(self, failure: Any) -> Iterator[Yield]:
        """Tell of a page that was not fetched; go on with the next list, or end the visit when the key was refused."""
        problem = describe(failure)
        kind, words = _ENDS_THE_VISIT.get(problem.kind, ("", ""))
        if kind:
            self.stopped = True
            failed_step = getattr(getattr(failure, "request", None), "meta", {}).get("step")
            places_left = len(dict.fromkeys(step.place for step in ([failed_step] if failed_step else []) + self.left))
            yield dataclasses.replace(
                problem, kind=kind, reason=f"{words} ({number_of(places_left, 'place')} left; {problem.reason})"
            )
            return
        yield problem
        step = getattr(getattr(failure, "request", None), "meta", {}).get("step")
        if step is not None:
            self.unread(step)
            yield from self.following()

    def unread(self, step: Step) -> None:
        """Take note that the rest of a list was not read."""

    # -- reading -------------------------------------------------------------------------------------------------------

    def listed(self, page: Any) -> Iterator[Yield]:
        """Every row of a page, and whether there is another."""
        body, step = json_body(page), page.meta["step"]
        if step.recorded and isinstance(body, dict) and "results" not in body and "id" in body:
            body = {"results": [body], "pagination": {"max_page": 1}}  # one record, asked for by its name
        rows, last = many(body, "results"), at(body, "pagination.max_page")
        if not isinstance(last, int) or isinstance(last, bool):
            raise PageChanged(f"pagination.max_page: wanted a number, found {str(last)[:40]!r}")
        if last > PAGES_AT_MOST:
            raise PageChanged(f"pagination.max_page: wanted at most {PAGES_AT_MOST} pages, found {last}")
        if not rows and step.page < last and not step.recorded:
            raise PageChanged(f"results: wanted rows on page {step.page} of {last}, found none")
        for row in rows:
            if self.enough:
                return
            self.taken += 1
            yield from self.row(self._of_the_place, row, step, excerpt=str(row), url=page.url)
        page.meta["further"] = step.page < last and not step.recorded
        page.meta["last"] = step.page >= last or bool(step.recorded)
        page.meta["empty"] = step.page == 1 and not rows

    def _of_the_place(self, row: Json, step: Step) -> Iterator[Yield]:
        """One row; a recording may hold places that were not asked for."""
        only = self.asked.jurisdiction
        if step.recorded and only and row.get("jurisdiction") and place_of(row["jurisdiction"]) != only:
            return
        yield from self.items(row, step)
