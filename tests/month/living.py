"""A world that lives: the demo's sources day by day, what goes wrong with them, and the program that runs in it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from click.testing import CliRunner
from sqlalchemy import Engine, select

from tests.month.forked import begin_at, run
from tracker import clock
from tracker.cli.main import tracker
from tracker.db.engine import reading, writing
from tracker.db.models import Run
from tracker.demo import places, world
from tracker.demo.server import Sources
from tracker.ingest.texts import texts_wanted
from tracker.jobs import queue
from tracker.jobs.schedule import Turn
from tracker.jobs.scheduler import Scheduler
from tracker.jobs.worker import crawl_words

ZONE = ZoneInfo("America/New_York")
SOURCES = {
    "us-govinfo-billstatus": "https://www.govinfo.gov/",
    "us-senate-hearings": "https://www.senate.gov/",
    "us-federal-register": "https://www.federalregister.gov/",
    "us-ma-bills": "https://malegislature.gov/api/GeneralCourts",
    "us-ma-hearings": "https://malegislature.gov/api/Hearings",
    "us-oh-cuyahoga-adamhs": "https://www.adamhscc.org/",
}
"""Each source and how its addresses begin."""
Fault = Callable[[int], str]
"""What is wrong with a source on a day counted from the first: "", "gone", or the day whose pages it shows, such as "5"."""


@contextmanager
def eventful(days: int) -> Iterator[None]:
    """Let bills move, and hearings be set, moved and cancelled, on days to come."""
    facts = world.facts()
    before = copy.deepcopy(facts)
    bills = [bill for bill in facts["bills"] if bill["type"] in {"HR", "S"}]
    for day in range(1, days + 15, 2):
        bill = bills[day % len(bills)]
        step = {"day": day, "text": f"Hearings held, part {day}.", "type": "Committee", "code": ""}
        bill["actions"].append(step)
    pattern, board = facts["senate_hearings"][0], facts["county_meetings"][0]
    for day in range(1, days + 15, 4):
        hearing = {**pattern, "identifier": f"50{day:04}", "announced": day, "day": day + 12}
        hearing.pop("moved", None)
        if day % 8 == 1:
            hearing["moved"] = {"day": day + 5, "to": day + 16, "time": "02:00 PM", "room": "SD-106"}
        facts["senate_hearings"].append(hearing)
        meeting = {**board, "id": 9_000 + day, "day": day + 20}
        meeting.pop("cancelled", None)
        facts["county_meetings"].append(meeting | ({"cancelled": day + 6} if day % 8 == 5 else {}))
        court = facts["ma_hearings"][0]
        facts["ma_hearings"].append({**court, "id": 7_000 + day, "announced": day, "day": day + 10})
    try:
        yield
    finally:
        facts.clear()
        facts.update(before)


def show(sources: Sources, start: dt.date, day: int, faults: dict[str, Fault]) -> None:
    """Answer as the sources would on that day, each with its own trouble."""

    def pages(offset: int) -> dict[str, world.Page]:
        shown = world.Day(start, offset)
        return {**world.federal(shown), **places.pages(shown)}

    found = pages(day)
    for name, fault in faults.items():
        told = fault(day)
        if not told:
            continue
        begins = SOURCES[name]
        found = {url: page for url, page in found.items() if not url.startswith(begins)}
        if told != "gone":
            found |= {url: page for url, page in pages(int(told)).items() if url.startswith(begins)}
    sources._pages = found


_CORES: Final = 2
"""So many crawls run at once."""


class _Inline(Executor):
    """Does work at once, in the same context."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Living(Scheduler):
    """The scheduler with its own job table, whose command lines run in this process, but for those that fetch."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, ZONE, hands=_Inline())
        listed = CliRunner().invoke(tracker, ["sources", "list", "--format", "json"])
        self._listed = orjson.loads(listed.stdout)

    def sources(self) -> list[dict[str, Any]]:
        """The list does not change while the program runs."""
        return self._listed

    def _command(self, turn: Turn, lost: object) -> tuple[str, str]:
        if turn.job.name == "texts" and texts_wanted(self.engine, limit=1):  # a process fetches once
            code = begin_at(clock.now(), turn.job.words).wait()
        else:
            code = run(list(turn.job.words), clock.now())
        return {0: "done", 3: "in part"}.get(code, "failed"), f"exit code {code}"


@dataclass
class Program:
    """The whole program at a moved clock: the schedule here, crawls in processes of their own."""

    engine: Engine
    scheduler: Living = field(init=False)
    outcomes: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scheduler = Living(self.engine)

    def ask(self, *names: str) -> None:
        """Ask for a first visit by hand."""
        with writing(self.engine) as connection:
            for name in names:
                queue.ask_for_crawl(connection, name, "a test")

    def tick(self, now: dt.datetime) -> None:
        """What is done at a moment: the jobs that are due, then the crawls that were asked for."""
        with clock.as_of(now):
            self.scheduler.step()
            while claimed := [each for _core in range(_CORES) if (each := queue.claim_run(self.engine))]:
                crawls = [begin_at(now, crawl_words(each.source, each.run_id, each.asked_by)) for each in claimed]
                for each, crawl in zip(claimed, crawls, strict=True):
                    crawl.wait()
                    queue.close_run(self.engine, each.run_id, "failed", "the crawl did not close its run")
                    queue.let_go(self.engine, each)

    def verdicts(self, source: str) -> list[str]:
        """How the visits of a source went, the oldest first."""
        query = select(Run.verdict).where(Run.source == source).order_by(Run.id)
        with reading(self.engine) as connection:
            return [str(each) for each in connection.execute(query).scalars()]
