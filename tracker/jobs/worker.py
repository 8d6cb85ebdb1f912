"""Do the crawls that were asked for: each in a process of its own, several at a time, never two of one source."""

from __future__ import annotations

import logging
import threading
import time
from functools import partial
from typing import Final

from sqlalchemy import Engine

from tracker.jobs import queue
from tracker.jobs.children import Child, other_program, stop_all
from tracker.jobs.persistence import until_written
from tracker.jobs.queue import Claimed
from tracker.migrations import SchemaError

CRAWL_LIMIT_SECONDS: Final = 6 * 3600
"""A crawl that takes longer is stopped; what it read is kept and the next one goes on from there."""
_log = logging.getLogger("tracker.jobs.worker")


class Worker:
    """Takes queued crawls."""

    def __init__(self, engine: Engine, *, at_once: int = 2) -> None:
        self.engine = engine
        self.name = queue.name_of_this("worker")
        self.at_once = at_once
        self.stopping = threading.Event()
        self._children: list[tuple[Claimed, Child]] = []

    def step(self) -> None:
        """Close what ended and what nobody works on any more, take what is queued.

        Raises where the program on the disk is another one by now: what was queued waits for a worker that fits.
        """
        stop_all([child for _claimed, child in self._children if time.monotonic() - child.began > CRAWL_LIMIT_SECONDS])
        if (refusal := self._close_ended()) is not None:
            raise SchemaError(other_program(refusal))
        queue.sweep(self.engine)
        while len(self._children) < self.at_once and not self.stopping.is_set():
            claimed = queue.claim_run(self.engine)
            if claimed is None:
                return
            words = crawl_words(claimed.source, claimed.run_id, claimed.asked_by, claimed.again)
            self._children.append((claimed, Child.start(*words, run=claimed.run_id, source=claimed.source)))
            _log.info("crawl begun: %s, run %d", claimed.source, claimed.run_id)

    @property
    def busy(self) -> bool:
        """Whether something is at work."""
        return bool(self._children)

    def stop(self) -> None:
        """Ask all children to end, at once, and close their runs."""
        self.stopping.set()
        stop_all([child for _claimed, child in self._children])
        self._close_ended()

    def _close_ended(self) -> str | None:
        """Close what ended. A crawl that found the schema of another program leaves its run queued; its last words are returned."""
        refusal = None
        for running in [running for running in self._children if running[1].process.poll() is not None]:
            claimed, child = running
            if child.process.returncode == SchemaError.exit_code:
                refusal = child.last_words(500)
            else:
                verdict, reason = how_it_ended(child)
                _log.info("crawl ended: %s, run %d: %s", claimed.source, claimed.run_id, verdict)
                close = partial(queue.close_run, self.engine, claimed.run_id, verdict, reason)
                until_written(close, self.stopping, f"run {claimed.run_id}")
            queue.let_go(self.engine, claimed)
            self._children.remove(running)
            child.close()
        return refusal


def crawl_words(source: str, run_id: int, asked_by: str | None, again: int | None = None) -> tuple[str, ...]:
    """The command line that carries out a queued run."""
    part = ("--again", str(again)) if again is not None else ()
    return ("crawl", source, *part, "--run-id", str(run_id), "--asked-by", asked_by or "schedule", "--format", "json")


def how_it_ended(child: Child) -> tuple[str, str]:
    """The verdict on a crawl that did not close its own run, and its last words."""
    code = child.process.returncode
    last = child.last_words(500).splitlines()[-1:] or ["it said nothing"]
    if code == 4:
        return "skipped", last[0]
    verdict = "interrupted" if code in {143, 130, 137} or code < 0 else "failed"
    return verdict, f"the crawl ended with {code}: {last[0]}"
