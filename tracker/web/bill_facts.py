"""Gather what a bill's page tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from tracker.db import queries
from tracker.db.models import Bill, Claim, SourceRow
from tracker.exports.bill_view import unconfirmed
from tracker.records import ocd_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Actions of one day, told once each."""

    date: dt.date
    told: tuple[str, ...]
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another bill: how it is related, and its row where we hold it."""

    relation: str
    identifier: str
    session: str
    place: str
    row: Any | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFacts:
    """A bill with everything around it."""

    row: Any
    record: Mapping[str, Any]
    matches: list[dict[str, Any]]
    hearings: list[Any]
    steps: list[Step]
    related: list[Related]
    sources: list[Any]
    changes: list[Any]
    short_title: str | None
    unconfirmed: list[dict[str, Any]]
    """Steps that one witness alone tells."""
    basis: tuple[dt.date, str] | None
    """The day and words of the action that its stage is read from."""


def of(connection: Connection, row: Any, today: dt.date) -> BillFacts:
    """Everything about one bill."""
    record = ocd_json.parsed(row.record)
    return BillFacts(
        row=row,
        record=record,
        matches=queries.matches_of(connection, [row.id]).get(row.id, []),
        hearings=list(queries.hearings(connection, queries.HearingQuery(bills=[row.id]))),
        steps=steps(record["actions"], today),
        related=_related(connection, row, record),
        sources=_sources(connection, row.id),
        changes=[change for change in queries.changes(connection, records=[row.id]) if change.quiet != "first-run"][
            -12:
        ],
        short_title=short_title(row.title, record["other_titles"]),
        unconfirmed=[{**each, "day": dt.date.fromisoformat(each["date"])} for each in unconfirmed(connection, row)],
        basis=_basis(row.stage_basis),
    )


def _basis(told: str | None) -> tuple[dt.date, str] | None:
    day, _, words = (told or "").partition(" ")
    return (dt.date.fromisoformat(day), words) if day else None


def steps(actions: Iterable[Mapping[str, Any]], today: dt.date) -> list[Step]:
    """A bill's actions by day, newest first; sources often tell one step twice, for each chamber's records."""
    days: dict[str, dict[str, None]] = {}
    for action in actions:
        days.setdefault(action["date"], {})[action["description"]] = None
    return [
        Step(date=dt.date.fromisoformat(day), told=tuple(told), ahead=dt.date.fromisoformat(day) > today)
        for day, told in sorted(days.items(), reverse=True)
    ]


def short_title(title: str, others: Iterable[Mapping[str, Any]]) -> str | None:
    """A name people use, where the source gives one that is shorter than the title."""
    for other in others:
        said = other["title"]
        if "short" in (other.get("note") or "").lower() and said != title and len(said) < len(title):
            return str(said)
    return None


def _related(connection: Connection, row: Any, record: Mapping[str, Any]) -> list[Related]:
    named = [
        (each, f"{each.get('jurisdiction') or row.jurisdiction}/{each['legislative_session']}/{each['identifier']}")
        for each in record["related_bills"]
    ]
    known = queries.bills_by_id(connection, [key for _each, key in named])
    found = [
        Related(
            relation=each["relation_type"],
            identifier=each["identifier"],
            session=each["legislative_session"],
            place=each.get("jurisdiction") or row.jurisdiction,
            row=known.get(key),
        )
        for each, key in named
    ]
    return sorted(found, key=lambda each: (each.relation != "companion", each.row is None))[:40]


def _sources(connection: Connection, key: str) -> list[Any]:
    """Who told us of this record, and when they were last read."""
    columns = (SourceRow.name, SourceRow.publisher, SourceRow.url, SourceRow.last_good_at, SourceRow.last_verdict)
    query = select(*columns).join(Claim, Claim.source == SourceRow.name).where(Claim.record_id == key)
    return list(connection.execute(query.order_by(SourceRow.name)))


def sessions_of(connection: Connection, place: str, identifier: str) -> list[Any]:
    """The bills of this number in other sessions."""
    query = select(Bill.id, Bill.legislative_session, Bill.title).where(
        Bill.jurisdiction == place, Bill.identifier == identifier
    )
    return list(connection.execute(query.order_by(Bill.legislative_session.desc()).limit(10)))
