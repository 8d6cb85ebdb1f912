"""Run senders side by side: as processes where many messages wait and the system can fork, else as threads.

Threads of one process take turns at running, so that four connections of one process send hardly more than one. What a
process claims is its own (`tracker.owner`), and a dead one's messages are taken up as those of any dead sender.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from typing import Final

from sqlalchemy import Engine

from alerts.delivery.outbox import Tally
from tracker.errors import TrackerError

Stop = Callable[[], bool]
Run = Callable[[Stop], Tally]
"""One connection's worth of delivery, until nothing is due or it is told to stop."""

MANY: Final = 200
"""Messages that wait; fewer are sent before a second process is of use."""
_LOOK: Final = 0.2
"""Seconds between two looks whether to stop."""


def shares(connections: int, waiting: int) -> list[int]:
    """How many connections each process gets; one process where another one would not help or cannot be had.

    A process with threads must not be forked: what they hold at that moment stays held for ever.
    """
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    processes = min(connections, os.cpu_count() or 1) if forks and waiting >= MANY else 1
    return [len(range(number, connections, processes)) for number in range(processes)]


def run_all(engine: Engine, sizes: Sequence[int], run: Run, stop: Stop) -> list[Tally]:
    """Run that many connections in each process; raises what ended one of them, after all have ended."""
    if len(sizes) == 1:
        return _in_threads(sizes[0], run, stop)
    engine.dispose()  # no connection to the database may cross a fork
    context, parent = multiprocessing.get_context("fork"), os.getpid()
    children: list[tuple[BaseProcess, Pipe]] = []
    for size in sizes[1:]:
        near, far = context.Pipe(duplex=False)
        child = context.Process(target=_child, args=(far, engine, size, run, lambda: stop() or os.getppid() != parent))
        child.start()
        far.close()
        children.append((child, near))
    try:
        tallies = _in_threads(sizes[0], run, stop)
    finally:
        answers = [_answer(child, near, stop) for child, near in children]
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
        tallies += answer
    return tallies


def _child(pipe: Pipe, engine: Engine, size: int, run: Run, stop: Stop) -> None:
    engine.dispose(close=False)  # what the parent had open is the parent's to close
    try:
        pipe.send(_in_threads(size, run, stop))
    except Exception as problem:  # noqa: BLE001 - handed to the parent, which raises it
        pipe.send(TrackerError(f"{type(problem).__name__}: {problem}"))


def _answer(child: BaseProcess, pipe: Pipe, stop: Stop) -> list[Tally] | Exception:
    """What a process did; it is told to stop when we are."""
    stopping = False
    while not pipe.poll(_LOOK):
        if stop() and not stopping:
            stopping = True
            child.terminate()
    try:
        answer: list[Tally] | Exception = pipe.recv()
    except EOFError:
        answer = TrackerError("a sender ended early; the next `tracker deliver` takes up what it left")
    child.join()
    return answer


def _in_threads(size: int, run: Run, stop: Stop) -> list[Tally]:
    """That many connections of this process; a fault of one is raised after all have ended."""
    if size == 1:
        return [run(stop)]
    tallies: list[Tally] = []
    broken: list[Exception] = []

    def one() -> None:
        try:
            tallies.append(run(stop))
        except Exception as problem:  # noqa: BLE001 - a thread must hand its fault over, or it would be lost
            broken.append(problem)

    threads = [threading.Thread(target=copy_context().run, args=(one,)) for _connection in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return tallies
