"""Know the choices that lists offer: topics, places and sessions there is something of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from tracker import store
from tracker.models import Session
from tracker.web.places import place_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen."""

    topics: Mapping[str, str]
    """Slug and title."""
    places: Mapping[str, str]
    sessions: tuple[tuple[str, str], ...]
    """Place and session, newest first."""


def choices(connection: Connection) -> Choices:
    """The choices there are something of."""
    rows = list(connection.execute(select(Session.jurisdiction, Session.identifier)))
    rows.sort(key=lambda row: row.identifier, reverse=True)
    codes = {row.jurisdiction for row in rows} | {row.jurisdiction for row in store.sources(connection)}
    places = {code: place_name(code) for code in codes}
    ordered = dict(sorted(places.items(), key=lambda pair: (pair[0] != "us", pair[1])))
    sessions = tuple((row.jurisdiction, row.identifier) for row in rows)
    return Choices(topics=topic_titles(), places=ordered, sessions=sessions)


def topic_titles() -> dict[str, str]:
    """Each topic's title by its slug."""
    return {}


def coming(connection: Connection, **narrowed: Any) -> list[Any]:
    """Rows of hearings."""
    return list(store.hearings(connection, store.HearingQuery(**narrowed)))


def waiting_for_search(connection: Connection) -> int:
    """How many records the search does not know yet; a page says so instead of pretending."""
    return store.pending(connection).get("index", 0)
