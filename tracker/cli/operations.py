"""The operator's verbs: decide when what runs, and do the work."""

from __future__ import annotations

import signal
import threading

import click

from tracker.cli.output import note
from tracker.db.opening import open_engine


def _until_told(*, with_scheduler: bool, with_worker: bool, at_once: int = 2) -> int:
    """Work until SIGTERM or SIGINT, then stop within seconds; the exit code says which it was.

    A database that was upgraded meanwhile ends it, too (exit 6): its supervisor starts the program that is there now.
    """
    from zoneinfo import ZoneInfo

    from tracker import logs
    from tracker.jobs.engineer import Engineer
    from tracker.jobs.scheduler import Scheduler
    from tracker.jobs.worker import Worker
    from tracker.settings import load
    from tracker.subscriptions import secret_check

    logs.configure(load())
    engine = open_engine()
    secret_check.hold(engine)
    scheduler = Scheduler(engine, ZoneInfo(load().time_zone)) if with_scheduler else None
    worker = Worker(engine, at_once=at_once) if with_worker else None
    stopped = threading.Event()
    by: list[int] = []

    def stop(number: int, _frame: object) -> None:
        by.append(number)
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    engineer = Engineer(engine, scheduler=scheduler, worker=worker, outdated=stopped.set)
    engineer.start()
    names = " and ".join(part.name for part in (scheduler, worker) if part is not None)
    note(f"{names} is at work (Ctrl+C stops)")
    stopped.wait()
    note("stopping")
    engineer.stop()
    engine.dispose()
    if engineer.ended_by is not None and not by:
        raise engineer.ended_by
    return 128 + by[0]


@click.command()
def scheduler() -> int:
    """Decide when what runs: ask for due crawls, send digests, deliver, tidy up. Several at once do no harm.

    Crawls are done by `tracker worker`. `tracker serve` has both inside.

    Example: tracker scheduler
    """
    return _until_told(with_scheduler=True, with_worker=False)


@click.command()
@click.option("--at-once", default=2, show_default=True, type=click.IntRange(1, 64), help="Crawls at the same time.")
def worker(at_once: int) -> int:
    """Do the crawls that were asked for. Run it on as many machines as wanted; they share one PostgreSQL database.

    Example: tracker worker --at-once 4
    """
    return _until_told(with_scheduler=False, with_worker=True, at_once=at_once)
