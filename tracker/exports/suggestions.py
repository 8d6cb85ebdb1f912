"""Ask whoever knows what a person can do about a bill or hearing; the core does not, and no page has to import who does.

A package offers itself in `pyproject.toml` under `tracker.suggestions`, as verbs do under `tracker.commands`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from sqlalchemy import Connection

from tracker.db.queries import AroundBill


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One thing to do about a bill or hearing, in the reader's language."""

    id: str
    title: str
    minutes: int
    """0 where nothing is needed."""
    how: str | None = None
    url: str | None = None
    due: dt.datetime | dt.date | None = None
    due_words: str | None = None
    """Until when or before when, as a person says it."""
    subject: str | None = None
    body: str | None = None
    """Words to start from: facts of the record, and marked places for the person's own."""
    english: str | None = None
    """The same words in English, for an office that reads English, where the reader does not."""
    post: str | None = None
    """A text to share, 280 characters at most."""
    email: str | None = None
    """Where the letter goes by email, where a source gave an address."""
    who: tuple[str, ...] = ()
    """The members of the committee that it goes to."""
    first: bool = False
    """Whether it is the one most useful thing now."""


Suggest = Callable[[Connection, str, str, AroundBill | None], list[Suggestion]]


def suggestions(
    connection: Connection, record: str, language: str, *, around: AroundBill | None = None
) -> list[Suggestion]:
    """What a person can do about the bill or hearing of that public id, the most useful first; empty where nobody knows.

    `around` is the bill with what is stored around it, where that is at hand.
    """
    return [suggestion for ask in _offered() for suggestion in ask(connection, record, language, around)]


@cache
def _offered() -> tuple[Suggest, ...]:
    offers: list[Any] = []
    for point in entry_points(group="tracker.suggestions"):
        module, _colon, attribute = point.value.partition(":")
        offers.append(getattr(import_module(module), attribute))
    return tuple(offers)
