"""Tell of bills that stand in two sessions at once: a special one, and the regular one within which it sits.

Two sources that do not agree about the session make two records of one bill. Nobody can tell here which of them is right,
so both stand, and the run says it. Numbers begin anew in a special session, titles do not repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from tracker.db.models import Bill
from tracker.ingest.verdict import Problem
from tracker.records import sessions
from tracker.records.session_words import Session

FEWEST: Final = 3
"""Fewer bills may be filed in both by somebody who wants them passed in either."""


def doubts(connection: Connection, listed: Iterable[str]) -> list[Problem]:
    """A problem for each special session, among or beside those `listed` (such as `us-wi/2025`), whose bills stand in both."""
    return [
        Problem(
            kind="two-sessions",
            reason=f"{len(numbers)} bills of {special.place} stand in {special.name} and in {regular.name} under one number and title: "
            "two sources may not agree about their session",
            excerpt=" ".join(numbers[:20])[:500],
        )
        for special, regular in dict.fromkeys(_pairs(listed))
        if len(numbers := _in_both(connection, special, regular)) >= FEWEST
    ]


def _pairs(listed: Iterable[str]) -> Iterator[tuple[Session, Session]]:
    for key in sorted(listed):
        place, _slash, name = key.partition("/")
        mine = sessions.session(place, name)
        for other in sessions.by_place().get(place, ()) if mine else ():
            if mine and mine.special != other.special and _overlap(mine, other):
                yield (mine, other) if mine.special else (other, mine)


def _overlap(one: Session, other: Session) -> bool:
    known = one.first and one.last and other.first and other.last
    return bool(known and one.first <= other.last and other.first <= one.last)  # type: ignore[operator]


def _in_both(connection: Connection, special: Session, regular: Session) -> list[str]:
    other = aliased(Bill)
    query = (
        select(Bill.identifier)
        .join(other, (other.jurisdiction == Bill.jurisdiction) & (other.identifier == Bill.identifier))
        .where(
            Bill.jurisdiction == special.place,
            Bill.legislative_session == special.name,
            other.legislative_session == regular.name,
        )
        .where(other.title == Bill.title)
        .order_by(Bill.identifier)
    )
    return list(connection.execute(query).scalars())
