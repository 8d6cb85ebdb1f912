"""Start the server, say where it is, stop it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from typing import Final

import click
import uvicorn

from tracker import logs
from tracker.db.opening import open_engine
from tracker.errors import UsageProblem
from tracker.migrations import SchemaError
from tracker.settings import load
from tracker.subscriptions import secret_check
from tracker.web.app import create_app
from tracker.web.server import configured

_ANY: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - they are told apart, not listened on
"""Every address of this machine, and none that a link could lead to."""


def run(host: str, port: int, *, jobs: bool, behind: str) -> None:
    """Serve until told to stop; SIGTERM and SIGINT let answers under way finish.

    A database that was upgraded meanwhile ends it, too, with a SchemaError.

    Links of pages lead to where they are served, unless the operator chose a public address.
    """
    logs.configure(load())
    with _listen(host, port) as listening:
        real_port = listening.getsockname()[1]
        served = f"http://{f'[{host}]' if ':' in host else host}:{real_port}"
        if "site_url" not in load().model_fields_set and host not in _ANY:
            os.environ["TRACKER_SITE_URL"] = served  # also for the processes that this one starts
            load.cache_clear()
        engine = open_engine()
        secret_check.hold(engine)
        ended_by: list[SchemaError] = []

        def outdated(problem: SchemaError) -> None:
            ended_by.append(problem)
            server.should_exit = True

        app = create_app(engine, load(), jobs=jobs, outdated=outdated)
        server = uvicorn.Server(configured(app, host, real_port, behind=behind))
        click.echo(
            f"serving on {served} (Ctrl+C stops)" + ("" if jobs else ", without scheduler and worker"),
            err=True,
        )
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(server.serve(sockets=[listening]))
        if ended_by:
            raise ended_by[0]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise UsageProblem(
            f"serve: expected to listen on {host} port {port}, found: {problem.strerror}; --port 0 picks a free one"
        ) from problem
    return listening
