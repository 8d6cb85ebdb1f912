"""Start the server, say where it is, stop it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import click
import uvicorn

from tracker import logs
from tracker.db.opening import open_engine
from tracker.errors import UsageProblem
from tracker.settings import load
from tracker.subscriptions import secret_check
from tracker.web.app import create_app
from tracker.web.server import configured


def run(host: str, port: int, *, jobs: bool, behind: str) -> None:
    """Serve until told to stop; SIGTERM and SIGINT let answers under way finish."""
    logs.configure(load())
    with _listen(host, port) as listening:
        real_port = listening.getsockname()[1]
        engine = open_engine()
        secret_check.hold(engine)
        app = create_app(engine, load(), jobs=jobs)
        server = uvicorn.Server(configured(app, host, real_port, behind=behind))
        shown = f"[{host}]" if ":" in host else host
        click.echo(
            f"serving on http://{shown}:{real_port} (Ctrl+C stops)"
            + ("" if jobs else ", without scheduler and worker"),
            err=True,
        )
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(server.serve(sockets=[listening]))


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
