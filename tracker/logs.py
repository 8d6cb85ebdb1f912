"""Write what goes on as lines for people or as JSON, from every process in one form, with run and job, without secrets.

A scheduler or a worker tells the processes it starts what they work on (`context`), so that the lines of a crawl carry its
run wherever they are written.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import structlog
from pydantic import SecretStr

from tracker import redaction
from tracker.settings import Settings

CONTEXT: Final = "TRACKER_LOG_CONTEXT"
"""The variable in which a child process finds what it works on."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SHORTEST: Final = 6
"""A secret shorter than this would blot out ordinary words, and is none."""


@contextmanager
def during(settings: Settings, *, verbose: bool = False) -> Iterator[None]:
    """`configure` for as long as a command works; `verbose` shows lines from `info` on, whatever the settings say."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure(settings, "info" if verbose else settings.log_level)
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)


def configure(settings: Settings, level: str | None = None) -> None:
    """Make standard error the one place of the log, in the form that the settings say, from their level or this one."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    last = structlog.processors.JSONRenderer() if settings.log_format == "json" else _line
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                Redacted(last, secrets_of(settings)),
            ],
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    least = (level or settings.log_level).upper()
    handler.setLevel(least)  # loggers of libraries have levels of their own, and pass the root's by
    root.setLevel(least)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**given_context())


def secrets_of(settings: Settings) -> list[str]:
    """What must never stand in a log, the longest first so that none hides a part of another."""
    values = [getattr(settings, name) for name in Settings.model_fields]
    secrets = {value.get_secret_value() for value in values if isinstance(value, SecretStr)}
    return sorted((secret for secret in secrets if len(secret) >= _SHORTEST), key=len, reverse=True)


class Redacted:
    """Renders a line, and takes out of it what nobody may read: secrets, passwords in addresses, people's addresses.

    It works on the finished line, so that nothing passes by it in an exception, a number of arguments or a nested value.
    """

    def __init__(self, render: Callable[..., str | bytes], secrets: Iterable[str]) -> None:
        self._render, self._secrets = (
            render,
            [form for secret in secrets for form in {secret, json.dumps(secret)[1:-1]}],
        )

    def __call__(self, logger: Any, name: str, event: Any) -> str:
        """The line."""
        line = str(self._render(logger, name, event))
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _CONTROL.sub("�", redaction.line(line))


def _line(_logger: Any, _name: str, event: Mapping[str, Any]) -> str:
    """A line for people: when, how grave, who, what, and what it is about."""
    rest = dict(event)
    trace = rest.pop("exception", "")
    head = f"{rest.pop('timestamp')} {rest.pop('level'):<7} {rest.pop('logger')}: {rest.pop('event')}"
    about = " ".join(f"{key}={value}" for key, value in rest.items())
    said = (f"{head} [{about}]" if about else head).replace("\n", "⏎")  # one event is one line, whatever a title holds
    return f"{said}\n{trace}" if trace else said


def context(**about: object) -> dict[str, str]:
    """The environment that tells a child process what it works on, beside what this one works on."""
    known = {**given_context(), **{key: str(value) for key, value in about.items()}}
    return {CONTEXT: json.dumps(known)}


def given_context() -> dict[str, str]:
    """What this process was told that it works on."""
    try:
        context = json.loads(os.environ.get(CONTEXT, "{}"))
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in context.items()} if isinstance(context, dict) else {}
