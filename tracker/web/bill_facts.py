"""Gather what a bill's page tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from tracker.db import queries
from tracker.db.models import Bill, Claim, SourceRow
from tracker.deadlines.model import Deadline
from tracker.exports.bill_view import unconfirmed
from tracker.records import ocd_json
from tracker.web import legislators

_SPONSORS: Final = 60
_AT_ONCE: Final = 900
"""Characters of a summary that are shown at once, in whole paragraphs."""
_LAW: Final = frozenset({"became-law", "executive-signature", "veto-override-passage"})
_WAYS: Final = {
    "executive": "signature",
    "oral-sign-up": "room",
    "remote-sign-up": "remote",
    "written-testimony": "written",
    "position": "written",
    "comment-period": "written",
}

_SOURCES: Final[Any] = (
    select(SourceRow.name, SourceRow.publisher, SourceRow.url, SourceRow.last_good_at, SourceRow.settings)
    .join(Claim, Claim.source == SourceRow.name)
    .where(Claim.record_id == bindparam("record"))
    .order_by(SourceRow.name)
)
_SESSIONS: Final[Any] = (
    select(Bill.id, Bill.legislative_session, Bill.title)
    .where(Bill.jurisdiction == bindparam("place"), Bill.identifier == bindparam("number"))
    .order_by(Bill.legislative_session.desc())
    .limit(10)
)


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
    possible: list[dict[str, Any]]
    """What no rule flags it for, and an estimate calls possible."""
    hearings: list[Any]
    steps: list[Step]
    related: list[Related]
    sources: list[Any]
    short_title: str | None
    unconfirmed: list[dict[str, Any]]
    """Steps that one witness alone tells."""
    basis: tuple[dt.date, str] | None
    """The day and words of the action that its stage is read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An official summary by its paragraphs."""

    first: Sequence[str]
    rest: Sequence[str]
    note: str | None
    date: str | None


def of(connection: Connection, around: queries.AroundBill, today: dt.date) -> BillFacts:
    """Everything about one bill."""
    row = around.row
    record = ocd_json.parsed(row.record)
    matches = queries.as_json(around.matches)
    return BillFacts(
        row=row,
        record=record,
        matches=[match for match in matches if match["tier"] != "possible"],
        possible=[match for match in matches if match["tier"] == "possible"],
        hearings=list(around.hearings),
        steps=steps(record["actions"], today),
        related=_related(connection, row, record),
        sources=_sources(connection, row.id),
        short_title=short_title(row.title, record["other_titles"]),
        unconfirmed=[{**step, "day": dt.date.fromisoformat(step["date"])} for step in unconfirmed(connection, row)],
        basis=_basis(row.stage_basis),
    )


def _basis(text: str | None) -> tuple[dt.date, str] | None:
    day, _, words = (text or "").partition(" ")
    return (dt.date.fromisoformat(day), words) if day else None


def steps(actions: Iterable[Mapping[str, Any]], today: dt.date) -> list[Step]:
    """A bill's actions by day, newest first; sources often tell one step twice, for each chamber's records."""
    days: dict[str, dict[str, None]] = {}
    for action in actions:
        days.setdefault(action["date"], {})[action["description"]] = None
    return [
        Step(date=dt.date.fromisoformat(day), told=tuple(descriptions), ahead=dt.date.fromisoformat(day) > today)
        for day, descriptions in sorted(days.items(), reverse=True)
    ]


def short_title(title: str, others: Iterable[Mapping[str, Any]]) -> str | None:
    """A name people use, where the source gives one that is shorter than the title."""
    for other in others:
        said, note = other["title"], (other.get("note") or "").lower()
        # A short title of a part, as an omnibus has dozens, is not the name of the whole.
        if "short" in note and "portion" not in note and said != title and len(said) < len(title):
            return str(said)
    return None


def paragraphs(abstract: str, titles: Iterable[str] = ()) -> list[str]:
    """The paragraphs of a summary; its first line is left out where it only says the name of the bill again."""
    lines = [line.strip() for line in abstract.splitlines() if line.strip()]
    named = {title.casefold().strip(" .") for title in titles}
    return lines[1:] if len(lines) > 1 and lines[0].casefold().strip(" .") in named else lines


def summary(record: Mapping[str, Any]) -> Summary | None:
    """The newest official summary: what is shown at once, and the rest."""
    if not record["abstracts"]:
        return None
    newest = record["abstracts"][-1]
    texts = paragraphs(newest["abstract"], [record["title"], *(title["title"] for title in record["other_titles"])])
    first: list[str] = []
    while texts and (not first or sum(map(len, first)) + len(texts[0]) <= _AT_ONCE):
        first.append(texts.pop(0))
    return Summary(first=first, rest=texts, note=newest.get("note"), date=newest.get("date"))


def _related(connection: Connection, row: Any, record: Mapping[str, Any]) -> list[Related]:
    named = [
        (
            related,
            f"{related.get('jurisdiction') or row.jurisdiction}/{related['legislative_session']}/{related['identifier']}",
        )
        for related in record["related_bills"]
    ]
    known = queries.bills_by_id(connection, [key for _each, key in named])
    rows = [
        Related(
            relation=related_bill["relation_type"],
            identifier=related_bill["identifier"],
            session=related_bill["legislative_session"],
            place=related_bill.get("jurisdiction") or row.jurisdiction,
            row=known.get(key),
        )
        for related_bill, key in named
    ]
    return sorted(rows, key=lambda entry: (entry.relation != "companion", entry.row is None))[:40]


def _sources(connection: Connection, key: str) -> list[Any]:
    """Who told us of this record, and when they were last read."""
    return list(connection.execute(_SOURCES, {"record": key}))


def sessions_of(connection: Connection, place: str, identifier: str) -> list[Any]:
    """The bills of this number in other sessions."""
    return list(connection.execute(_SESSIONS, {"place": place, "number": identifier}))


def first_sponsors(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sponsors of a bill that are looked up, those who brought it first."""
    return sorted(record["sponsorships"], key=lambda sponsorship: not sponsorship["primary"])[:_SPONSORS]


def committees(connection: Connection, place: str, record: Mapping[str, Any]) -> dict[int, Any]:
    """Of the committees that a bill names those we hold, by their position among them."""
    named = record["committees"][:8]
    if not named:
        return {}
    rows = legislators.committees_of(connection, place)
    by_name = {}
    for number, committee in enumerate(named):
        code = (committee.get("code") or "").casefold()
        for row in rows:
            same = row.chamber == committee.get("chamber") and legislators.same_committee(row.name, committee["name"])
            if row.id.rpartition("/")[2].casefold() == code or same:
                by_name[number] = row
                break
    return by_name


def settled(actions: Iterable[Mapping[str, Any]]) -> dt.date | None:
    """The day on which a bill became law, as its actions say."""
    days = [action["date"] for action in actions if _LAW & set(action.get("classification") or ())]
    return dt.date.fromisoformat(min(days)[:10]) if days else None


def by_way(dues: Sequence[Deadline]) -> list[tuple[str, list[Deadline]]]:
    """What is due, apart by how one takes part: in the room, from elsewhere, in writing, and what is asked for before."""
    groups: dict[str, list[Deadline]] = {way: [] for way in ("room", "remote", "written", "before", "signature")}
    for due in dues:
        groups[_WAYS.get(due.kind, "before")].append(due)
    return [(way, group) for way, group in groups.items() if group]


def telling(matches: Sequence[Mapping[str, Any]], *beside: str) -> Mapping[str, Any] | None:
    """The one reason that tells a reader most: words of the title or summary before a label that a library gave.

    What stands in one of the fields `beside` is shown already.
    """
    reasons = [reason_row for reason_row in (matches[0]["reasons"] if matches else ()) if not reason_row.get("against")]
    reasons = [reason for reason in reasons if reason["field"] not in beside]
    said = [reason for reason in reasons if reason["field"] in {"title", "abstract", "text"}]
    return next(iter(said or reasons), None)
