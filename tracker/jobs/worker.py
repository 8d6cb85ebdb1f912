"""Do the work: the scheduler takes turns, the worker takes queued crawls; both start command lines and watch them.

A crash of a command is a crash of that command alone. Everything here can stop within seconds and go on elsewhere.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Engine, func, select

from tracker import clock
from tracker.db import queries, search
from tracker.db.engine import reading, writing
from tracker.db.models import Run
from tracker.errors import TrackerError
from tracker.jobs import queue, schedule
from tracker.jobs.schedule import Turn

TICK_SECONDS: Final = 5
CRAWL_LIMIT_SECONDS: Final = 6 * 3600
"""A crawl that takes longer is stopped; what it read is kept and the next one goes on from there."""
STOP_SECONDS: Final = 6.0
_OUTCOMES: Final = {0: "done", 3: "in part", 143: "stopped", -15: "stopped"}
_log = logging.getLogger("tracker.jobs.worker")


@dataclass(slots=True)
class Child:
    """A command line of ours at work."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    began: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, *words: str, keep_data: bool = False) -> Child:
        """Start `tracker WORDS` in a session of its own; what it says on stderr is kept in an unnamed file."""
        said = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if keep_data else subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        return cls(words, process, said)

    def last_words(self, limit: int = 2_000) -> str:
        """The end of what it said."""
        self.said.seek(0, os.SEEK_END)
        self.said.seek(max(0, self.said.tell() - limit))
        return self.said.read().decode("utf-8", "replace").strip()

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process.poll() is not None:
            return
        for how, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
            try:
                os.killpg(self.process.pid, how)
                self.process.wait(seconds)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue
            return

    def wait(self, seconds: float, stopping: threading.Event) -> int:
        """Its exit code; it is stopped when it takes too long or we must end."""
        while self.process.poll() is None:
            if stopping.wait(0.2) or time.monotonic() - self.began > seconds:
                self.stop()
        return int(self.process.returncode)


class Worker:
    """Takes queued crawls, several at a time, never two of one source."""

    def __init__(self, engine: Engine, *, at_once: int = 2) -> None:
        self.engine = engine
        self.name = queue.name_of_this("worker")
        self.at_once = at_once
        self._children: dict[int, Child] = {}

    def step(self) -> None:
        """Close what ended, give back what the dead held, take what is queued."""
        for run_id, child in list(self._children.items()):
            if child.process.poll() is not None:
                self._close(run_id, child)
            elif time.monotonic() - child.began > CRAWL_LIMIT_SECONDS:
                child.stop()
        queue.give_back(self.engine)
        while len(self._children) < self.at_once:
            run = queue.claim_run(self.engine, self.name)
            if run is None:
                return
            words = ("crawl", run.source, "--run-id", str(run.id), "--asked-by", run.asked_by or self.name)
            self._children[run.id] = Child.start(*words, "--format", "json")

    @property
    def busy(self) -> bool:
        """Whether something is at work."""
        return bool(self._children)

    def stop(self) -> None:
        """Ask all children to end, at once, and close their runs."""
        for child in self._children.values():
            if child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGTERM)
        for run_id, child in list(self._children.items()):
            child.stop()
            self._close(run_id, child)

    def _close(self, run_id: int, child: Child) -> None:
        """A crawl closes its own run; one that could not is closed here, with its last words."""
        del self._children[run_id]
        code = child.process.returncode
        last = child.last_words(500).splitlines()[-1:] or ["it said nothing"]
        told = "interrupted" if code in {143, -15, 130} else "failed"
        queue.close_run(self.engine, run_id, told, f"the crawl ended with {code}: {last[0]}")
        child.said.close()


class Scheduler:
    """Takes the turns of the schedule."""

    def __init__(self, engine: Engine, zone: ZoneInfo) -> None:
        self.engine = engine
        self.zone = zone
        self.name = queue.name_of_this("scheduler")
        self.stopping = threading.Event()
        self._hands = ThreadPoolExecutor(max_workers=4, thread_name_prefix="job")

    def step(self) -> None:
        """Take what is due now; the work itself goes on beside."""
        for turn in schedule.due(clock.now(), self.zone):
            if not self.stopping.is_set() and queue.claim_turn(self.engine, turn, self.name):
                self._hands.submit(self._run, turn)

    def stop(self) -> None:
        """Let what is at work end."""
        self.stopping.set()
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _run(self, turn: Turn) -> None:
        try:
            outcome, told = self._command(turn) if turn.job.words else self._inside(turn)
        except Exception as problem:  # noqa: BLE001 - a job that fails is an outcome that people see, not the scheduler's end
            _log.exception("job %s", turn.job.name)
            outcome, told = "failed", f"{type(problem).__name__}: {problem}"
        queue.finish_turn(self.engine, turn, self.name, outcome, told)

    def _command(self, turn: Turn) -> tuple[str, str]:
        child = Child.start(*turn.job.words)
        code = child.wait(turn.job.limit.total_seconds(), self.stopping)
        told = child.last_words()
        child.said.close()
        return _OUTCOMES.get(code, "failed"), told

    def _inside(self, turn: Turn) -> tuple[str, str]:
        if turn.job.name == "index":
            return "done", f"{search.refresh(self.engine)} records"
        if turn.job.name == "tidy":
            return "done", f"{queue.tidy(self.engine)} rows"
        return "done", self._ask_for_due_crawls()

    def _ask_for_due_crawls(self) -> str:
        """Only sources that were visited before: which ones to begin with is a person's choice."""
        with reading(self.engine) as connection:
            met = {row.name for row in queries.sources(connection) if not (row.settings or {}).get("paused")}
            rows = connection.execute(select(Run.source, func.max(Run.started_at)).group_by(Run.source))
            last = dict(rows.all())
        if not met:
            return "no source was visited yet"
        listed = [each for each in source_list(self.stopping) if each["name"] in met and ready(each)]
        known = [(str(each["name"]), int(each["every_hours"])) for each in listed]
        due = schedule.sources_due(clock.now(), known, last)
        with writing(self.engine) as connection:
            asked = [name for name in due if queue.ask_for_crawl(connection, name, "schedule").new]
        return f"asked for {', '.join(asked)}" if asked else "nothing is due"


def source_list(stopping: threading.Event | None = None) -> list[dict[str, Any]]:
    """The shipped sources with their facts, as `tracker sources list` tells them; we cannot import them."""
    child = Child.start("sources", "list", "--format", "json", keep_data=True)
    assert child.process.stdout is not None
    try:
        raw = child.process.stdout.read()
        if child.wait(60, stopping or threading.Event()):
            raise TrackerError(f"tracker sources list: expected the sources, found: {child.last_words(300)}")
    finally:
        child.process.stdout.close()
        child.said.close()
    found: list[dict[str, Any]] = orjson.loads(raw)
    return found


def ready(source: dict[str, Any]) -> bool:
    """Whether a source can be read: platforms wait for a place, and some sources for a key."""
    from tracker.settings import load

    needs = str(source.get("needs") or "").removeprefix("TRACKER_").lower()
    if not needs:
        return True
    key = getattr(load(), needs, None)
    return bool(key and key.get_secret_value())


class Engineer:
    """Runs scheduler and worker, or one of them, until told to stop; APScheduler says when to look again."""

    def __init__(self, engine: Engine, *, scheduler: Scheduler | None = None, worker: Worker | None = None) -> None:
        self.engine, self.scheduler, self.worker = engine, scheduler, worker
        self._ticks: Any = None
        self._beaten = 0.0

    def start(self) -> None:
        """Begin in the background."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._ticks = BackgroundScheduler(timezone="UTC", daemon=True)
        self._ticks.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True, next_run_time=clock.now()
        )
        self._ticks.start()

    def tick(self) -> None:
        """One look at what is to do. A busy database is no reason to stop looking."""
        try:
            if time.monotonic() - self._beaten >= queue.BEAT_EVERY.total_seconds() or not self._beaten:
                for each, kind in ((self.scheduler, "scheduler"), (self.worker, "worker")):
                    if each is not None:
                        queue.beat(self.engine, each.name, kind)
                self._beaten = time.monotonic()
            if self.scheduler is not None:
                self.scheduler.step()
            if self.worker is not None:
                self.worker.step()
        except TrackerError as problem:
            _log.warning("%s; looking again in %d seconds", problem, TICK_SECONDS)

    def stop(self) -> None:
        """Stop looking, let children end, say farewell."""
        if self._ticks is not None:
            self._ticks.shutdown(wait=True)
        if self.scheduler is not None:
            self.scheduler.stop()
        if self.worker is not None:
            self.worker.stop()
        for each in (self.scheduler, self.worker):
            if each is not None:
                queue.farewell(self.engine, each.name)
