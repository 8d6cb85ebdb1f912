"""One machine of several that share a database: it reads what its clock says, works as a scheduler and a worker do, and answers.

Each line is a moment; the answer is `done`, or what went wrong with the step, as a supervisor would find it in the log.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading

import time_machine
from sqlalchemy.exc import SQLAlchemyError

from tests.month.forked import begin_at
from tests.month.living import Living
from tracker import clock
from tracker.db.engine import connect
from tracker.errors import TrackerError
from tracker.jobs import queue
from tracker.jobs.persistence import until_written
from tracker.jobs.schedule import Turn
from tracker.jobs.worker import crawl_words
from tracker.settings import load


class Machine(Living):
    """A scheduler each of whose commands is a process of its own at the machine's clock, and a worker."""

    def _command(self, turn: Turn, lost: object) -> tuple[str, str]:
        code = self._do(turn.job.words)
        return {0: "done", 3: "in part"}.get(code, "failed"), f"exit code {code}"

    def _do(self, words: tuple[str, ...]) -> int:
        return begin_at(clock.of_this_machine(), words, travels=True).wait()

    def work(self) -> None:
        """Take the turns that are due, then the crawls that were asked for."""
        self.step()
        while (claimed := queue.claim_run(self.engine)) is not None:
            self._do(crawl_words(claimed.source, claimed.run_id, claimed.asked_by))
            close = (claimed.run_id, "failed", "the crawl did not close its run")
            until_written(lambda: queue.close_run(self.engine, *close), threading.Event(), "a run")  # noqa: B023 - called at once
            queue.let_go(self.engine, claimed)


def main() -> None:
    """Work until there is nothing more to read."""
    with time_machine.travel(dt.datetime.now(dt.UTC)) as travel:
        machine: Machine | None = None
        for line in sys.stdin:
            travel.move_to(dt.datetime.fromisoformat(line.strip()))
            try:
                machine = machine or Machine(connect(load().url))
                machine.work()
                told = "done"
            except (TrackerError, SQLAlchemyError) as problem:
                told = f"{type(problem).__name__}: {problem}".replace("\n", " ")
            print(told, flush=True)


if __name__ == "__main__":
    main()
