"""Know the choices that lists offer: topics, places and sessions there is something of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.db import queries
from tracker.db.models import Bill, Hearing, Notice, Person, Session
from tracker.records.place_names import place_name
from tracker.rules import RuleSet, load_rules
from tracker.settings import load
from tracker.subscriptions.preferences import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen."""

    topics: Mapping[str, str]
    """Slug and title."""
    places: Mapping[str, str]
    sessions: tuple[tuple[str, str], ...]
    """Place and session, newest first."""

    @property
    def titled(self) -> tuple[tuple[str, str], ...]:
        """Slug and title of each topic."""
        return tuple(self.topics.items())

    @property
    def codes(self) -> tuple[str, ...]:
        """The places' codes."""
        return tuple(self.places)


def choices(connection: Connection) -> Choices:
    """The choices there are something of."""
    rows = list(connection.execute(select(Session.jurisdiction, Session.identifier)))
    rows.sort(key=lambda row: row.identifier, reverse=True)
    codes = {row.jurisdiction for row in rows} | {row.jurisdiction for row in queries.sources(connection)}
    places = {code: place_name(code) for code in codes}
    ordered = dict(sorted(places.items(), key=lambda pair: (pair[0] != "us", pair[1])))
    sessions = tuple((row.jurisdiction, row.identifier) for row in rows)
    return Choices(topics=topic_titles(), places=ordered, sessions=sessions)


def topic_titles() -> dict[str, str]:
    """Each topic's title by its slug, in the order of the titles."""
    return {topic.slug: topic.title for topic in sorted(rules().topics, key=lambda topic: topic.title.casefold())}


def rules() -> RuleSet:
    """The rules in force; read again when a topic file changes."""
    return load_rules(load().data_dir)


def bill_titles(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Titles of bills we hold."""
    query = select(Bill.id, Bill.title).where(Bill.id.in_(keys[:200]))
    return dict(connection.execute(query).all()) if keys else {}


def followed_names(connection: Connection, wishes: Wishes) -> dict[str, str]:
    """Titles of the bills and names of the people that wishes name, by their ids, where we hold them."""
    named = [follow.partition(":") for follow in wishes.follows]
    bills = [*wishes.bills, *(what for kind, _colon, what in named if kind == "again")]
    people = [what for kind, _colon, what in named if kind == "person"]
    query = select(Person.id, Person.name).where(Person.id.in_(people[:200]))
    return bill_titles(connection, bills) | (dict(connection.execute(query).all()) if people else {})


def record_titles(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Titles of bills, hearings and rule-makings we hold."""
    kinds = ((Bill.id, Bill.title), (Hearing.id, Hearing.name), (Notice.id, Notice.title))
    answers = (connection.execute(select(key, title).where(key.in_(keys[:200]))) for key, title in kinds if keys)
    return {key: title for rows in answers for key, title in rows}


def waiting_for_search(connection: Connection) -> int:
    """How many records the search does not know yet; a page says so instead of pretending."""
    return queries.pending(connection).get("index", 0)
