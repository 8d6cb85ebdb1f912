"""Take the turns of the schedule and do them: command lines beside us, small work inside."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import orjson
import structlog
from sqlalchemy import Connection, Engine, select

from tracker.db import queries, search_index
from tracker.db.engine import reading, writing
from tracker.db.models import Run, RunProblem
from tracker.deadlines import ledger_store
from tracker.errors import TrackerError
from tracker.jobs import queue, schedule, turns
from tracker.jobs.children import Child, other_program
from tracker.jobs.persistence import kept, until_written
from tracker.jobs.schedule import Turn, Visits
from tracker.migrations import SchemaError
from tracker.records.text import number_of

if TYPE_CHECKING:
    import datetime as dt
    from zoneinfo import ZoneInfo

    from tracker.db.leases import Lease

_OUTCOMES: Final = {0: "done", 3: "in part", 143: "stopped", -15: "stopped"}
_IN_VAIN: Final = frozenset({"interrupted", "failed"})
_LIST_SECONDS: Final = 60
_TELLING: Final = frozenset({"hearings", "notices"})
_log = logging.getLogger("tracker.jobs.scheduler")


class Scheduler:
    """Takes the turns of the schedule."""

    def __init__(self, engine: Engine, zone: ZoneInfo, *, hands: Executor | None = None) -> None:
        """`hands` do the turns; four at a time unless said."""
        self.engine = engine
        self.zone = zone
        self.name = queue.name_of_this("scheduler")
        self.stopping = threading.Event()
        self._outdated: SchemaError | None = None
        self._taken: dict[Future[None], tuple[Turn, Lease]] = {}
        self._hands = hands or ThreadPoolExecutor(max_workers=4, thread_name_prefix="job")

    def step(self) -> None:
        """Take what is due now; the work itself goes on beside. Raises where the program on the disk is another one by now."""
        if self._outdated is not None:
            raise self._outdated
        queue.sweep(self.engine)
        for turn in schedule.due(turns.now_of(self.engine), self.zone):
            if self.stopping.is_set():
                return
            lease = turns.claim(self.engine, turn, self.name, self.zone)
            if lease is not None:
                self._taken = {future: taken for future, taken in self._taken.items() if not future.done()}
                self._taken[self._hands.submit(self.run, turn, lease)] = (turn, lease)

    def stop(self) -> None:
        """Let what is at work end; turns that were taken and not begun are the next scheduler's."""
        self.stopping.set()
        self._hands.shutdown(wait=True, cancel_futures=True)
        for future, (turn, lease) in self._taken.items():
            if future.cancelled():
                self._give_back(turn, lease)

    def _give_back(self, turn: Turn, lease: Lease) -> None:
        until_written(lambda: turns.give_back(self.engine, turn, lease), self.stopping, f"job {turn.job.name}")

    def run(self, turn: Turn, lease: Lease) -> None:
        """Do a turn that was taken and write down how it went, as often as that takes."""
        try:
            self._run(turn, lease)
        except RuntimeError as problem:  # the system has no thread left to hold the lease with: nothing was begun
            _log.warning("job %s", turn.job.name, exc_info=True)
            self._write_down(turn, lease, "failed", f"{type(problem).__name__}: {problem}")

    def _run(self, turn: Turn, lease: Lease) -> None:
        limit = turn.job.limit.total_seconds()
        with (
            structlog.contextvars.bound_contextvars(job=turn.job.name, slot=turn.slot),
            kept(self.engine, lease, limit) as lost,
        ):
            _log.info("begun")
            try:
                outcome, detail = self._command(turn, lost) if turn.job.words else self._inside(turn)
            except SchemaError as problem:
                self._outdated = problem
                self._give_back(turn, lease)
                return
            except Exception as problem:  # noqa: BLE001 - a job that fails is an outcome that people see, not the scheduler's end
                _log.warning("job %s: %s", turn.job.name, problem, exc_info=not isinstance(problem, TrackerError))
                outcome, detail = "failed", f"{type(problem).__name__}: {problem}"
            _log.log(logging.WARNING if outcome in {"failed", "lost"} else logging.INFO, "ended: %s", outcome)
            if outcome == "stopped" and turn.job.at is not None:
                self._give_back(turn, lease)  # or the daily copy would wait a day for having been stopped in the middle
                return
            self._write_down(turn, lease, outcome, detail)

    def _write_down(self, turn: Turn, lease: Lease, outcome: str, detail: str) -> None:
        finish = partial(turns.finish, self.engine, turn, lease, outcome, detail)
        until_written(finish, self.stopping, f"job {turn.job.name}")

    def _command(self, turn: Turn, lost: threading.Event) -> tuple[str, str]:
        child = Child.start(*turn.job.words, job=turn.job.name, slot=turn.slot)
        code = child.wait(turn.job.limit.total_seconds(), self.stopping, lost)
        detail = child.last_words()
        child.close()
        if code == SchemaError.exit_code:
            raise SchemaError(other_program(detail))
        if code in {143, -15} and not self.stopping.is_set():
            return "failed", f"stopped after {turn.job.limit}, the longest it may take\n{detail}"
        return _OUTCOMES.get(code, "failed"), detail

    def _inside(self, turn: Turn) -> tuple[str, str]:
        if turn.job.name == "index":
            return "done", number_of(search_index.refresh(self.engine), "record")
        if turn.job.name == "tidy":
            return "done", number_of(queue.tidy(self.engine), "row")
        return "done", self._ask_for_due_crawls()

    def sources(self) -> list[dict[str, Any]]:
        """All sources with their facts."""
        return source_list(self.stopping)

    def _ask_for_due_crawls(self) -> str:
        """Only sources that were visited before: which ones to begin with is a person's choice."""
        with reading(self.engine) as connection:
            met = {row.name for row in queries.sources(connection) if not (row.settings or {}).get("paused")}
            visits = visits_of(connection)
            closing = ledger_store.soonest_closing(connection, turns.now_of(self.engine))
        if not met:
            return "no source was visited yet"
        listed = [source for source in self.sources() if source["name"] in met and ready(source)]
        now = turns.now_of(self.engine)
        known = [(str(source["name"]), paced(source, closing, now)) for source in listed]
        due = schedule.sources_due(now, known, visits)
        with writing(self.engine) as connection:
            names = [name for name in due if queue.ask_for_crawl(connection, name, "schedule").new]
        return f"asked for {', '.join(names)}" if names else "nothing is due"


def paced(source: dict[str, Any], closing: dict[str, dt.datetime], now: dt.datetime) -> int:
    """Hours between visits to a source now: bills and hearings rest while nobody sits, unless a window of their place is open."""
    place, kinds = str(source.get("jurisdiction") or ""), str(source.get("kind") or "").split(",")
    hours = schedule.in_season(int(source["every_hours"]), kinds, place, now.date())
    if _TELLING.isdisjoint(kinds):
        return hours
    return schedule.pace(hours, place, closing, now)


def visits_of(connection: Connection) -> dict[str, Visits]:
    """For each source its last visit, and how many in a row came to nothing.

    A source that asked for more patience than a crawl has is not asked again before its plan.
    """
    told_to_wait = select(RunProblem.run_id).where(RunProblem.kind == "postponed")
    patient = set(connection.execute(told_to_wait).scalars())
    query = select(Run.id, Run.source, Run.started_at, Run.finished_at, Run.verdict).where(Run.state == "done")
    visits: dict[str, Visits] = {}
    ended: set[str] = set()
    for run in connection.execute(query.order_by(Run.id.desc())):
        vain = run.verdict in _IN_VAIN and run.id not in patient
        known = visits.get(run.source)
        if known is None:
            visits[run.source] = Visits(began=run.started_at, ended=run.finished_at, in_vain=int(vain))
        elif run.source not in ended and vain:
            visits[run.source] = Visits(began=known.began, ended=known.ended, in_vain=known.in_vain + 1)
        if not vain:
            ended.add(run.source)
    return visits


def source_list(stopping: threading.Event | None = None) -> list[dict[str, Any]]:
    """The shipped sources with their facts, as `tracker sources list` tells them; we cannot import them."""
    child = Child.start("sources", "list", "--format", "json", keep_data=True)
    assert child.process.stdout is not None
    try:
        raw = child.process.stdout.read()
        if child.wait(_LIST_SECONDS, stopping or threading.Event()):
            raise TrackerError(f"tracker sources list: expected the sources, found: {child.last_words(300)}")
    finally:
        child.close()
    sources: list[dict[str, Any]] = orjson.loads(raw)
    return sources


def ready(source: dict[str, Any]) -> bool:
    """Whether a source can be read: platforms wait for a place, and some sources for a key."""
    from tracker.settings import load

    needs = str(source.get("needs") or "").removeprefix("TRACKER_").lower()
    if not needs:
        return True
    key = getattr(load(), needs, None)
    return bool(key and key.get_secret_value())
