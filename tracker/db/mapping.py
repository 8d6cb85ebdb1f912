"""Turn records into the rows that keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson

from tracker.records.changes import Change
from tracker.records.items import Record, ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedOrganization, ScrapedPerson
from tracker.records.stages import standing_of


@lru_cache(maxsize=4096)
def json_text(value: Any) -> str:
    """JSON text of a small hashable value; the same few repeat for ever."""
    return orjson.dumps(value).decode()


def main_columns(record: Record, today: dt.date) -> dict[str, Any]:
    """The columns of a record's own table that queries need, besides those every kept record has."""
    if isinstance(record, ScrapedBill):
        return _bill_columns(record, today)
    if isinstance(record, ScrapedHearing):
        return {
            "name": record.name,
            "start": record.start,
            "status": record.status,
            "classification": record.classification,
            "vanished_at": None,
        }
    if isinstance(record, ScrapedNotice):
        close = record.comments_close
        return {
            "title": record.title,
            "classification": record.classification,
            "published": record.published,
            "comments_close": close.date() if isinstance(close, dt.datetime) else close,
        }
    if isinstance(record, ScrapedPerson):
        return {name: getattr(record, name) for name in ("name", "chamber", "district", "party", "began", "ended")}
    return {name: getattr(record, name) for name in ("name", "classification", "chamber")}


def _bill_columns(bill: ScrapedBill, today: dt.date) -> dict[str, Any]:
    actions = bill.actions
    latest = max(actions, key=lambda action: action.date) if actions else None
    if latest is not None:  # of several on the newest day the last one is the latest
        latest = next(action for action in reversed(actions) if action.date == latest.date)
    standing = standing_of(bill, today)
    return {
        "legislative_session": bill.legislative_session,
        "identifier": bill.identifier,
        "title": bill.title,
        "stage": standing.stage,
        "stage_basis": standing.basis,
        "first_action_date": min((action.date for action in actions), default=None),
        "latest_action_date": latest.date if latest else None,
        "latest_action_description": latest.description if latest else None,
    }


def action_rows(bill: ScrapedBill) -> Iterator[dict[str, Any]]:
    """Rows of `bill_actions`."""
    key = bill.id
    for position, action in enumerate(bill.actions):
        yield {
            "bill_id": key,
            "position": position,
            "date": action.date,
            "description": action.description,
            "classification": json_text(action.classification),
            "organization": action.organization,
        }


def sponsorship_rows(bill: ScrapedBill) -> Iterator[dict[str, Any]]:
    """Rows of `bill_sponsorships`."""
    key = bill.id
    for position, sponsor in enumerate(bill.sponsorships):
        yield {
            "bill_id": key,
            "position": position,
            "name": sponsor.name,
            "primary": sponsor.primary,
            "classification": sponsor.classification,
            "person_id": sponsor.person_id,
        }


def heard_rows(hearing: ScrapedHearing) -> Iterator[dict[str, Any]]:
    """Rows of `hearing_bills`."""
    for position, bill in enumerate(hearing.bills):
        yield {
            "hearing_id": hearing.id,
            "position": position,
            "jurisdiction": hearing.jurisdiction,
            "legislative_session": hearing.session_of(bill),
            "identifier": bill.identifier,
        }


def person_id_rows(person: ScrapedPerson) -> Iterator[dict[str, Any]]:
    """Rows of `person_ids`: the person's own key and its ids elsewhere."""
    for value in dict.fromkeys((person.key, *person.other_ids)):
        yield {"person_id": person.id, "value": value}


def change_row(change: Change, *, source: str, run_id: int | None, seen_at: dt.datetime) -> dict[str, Any]:
    """A row of `changes`."""
    return {
        "kind": change.kind,
        "what": change.what,
        "record_id": change.record,
        "moves": orjson.dumps(change.moves).decode(),
        "bills": json_text(change.bills),
        "quiet": change.quiet,
        "happened": change.happened,
        "seen_at": seen_at,
        "source": source,
        "run_id": run_id,
    }


def without_text(record: Record) -> tuple[Record, str | None]:
    """A bill without its full text, which has a table of its own, and that text."""
    if isinstance(record, ScrapedBill) and record.text is not None:
        return replace(record, text=None), record.text
    return record, None


TABLES = {
    ScrapedBill: "bills",
    ScrapedHearing: "hearings",
    ScrapedNotice: "notices",
    ScrapedPerson: "people",
    ScrapedOrganization: "organizations",
}
KINDS = {
    "bill": ScrapedBill,
    "hearing": ScrapedHearing,
    "notice": ScrapedNotice,
    "person": ScrapedPerson,
    "organization": ScrapedOrganization,
}
