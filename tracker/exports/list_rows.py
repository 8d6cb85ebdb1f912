"""Show the lists of a coalition as rows, and read such rows back: groups exchange their lists as tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from tracker.db import queries
from tracker.db.models import Bill, SubscriptionRow
from tracker.deadlines.model import KINDS
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import BACK, Wanted, due_from, gather
from tracker.errors import UsageProblem
from tracker.exports.cells import plain_cell
from tracker.records.bill_numbers import read_number
from tracker.records.items import OFF
from tracker.records.jurisdictions import jurisdiction
from tracker.subscriptions import bill_lists
from tracker.subscriptions.bill_lists import POSITIONS, Listed
from tracker.vocabulary import UnknownName, check_bill, check_place

COLUMNS: Final = (
    "id", "jurisdiction", "legislative_session", "identifier", "title", "position", "note", "stage", "latest_action_date",
    "latest_action_description", "next_hearing", "next_deadline", "next_deadline_kind", "reason",
)  # fmt: skip
"""What of a bill on a list a table for others holds; `reason` says why one is not held here."""
_MOST_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Read:
    """Rows of a table that name a bill, and a sentence for each that does not."""

    bills: tuple[Listed, ...]
    faults: tuple[str, ...]


def lists(connection: Connection) -> list[dict[str, Any]]:
    """All lists that are kept, with how many bills and followers each has."""
    query = select(SubscriptionRow.wishes).where(SubscriptionRow.state == "active")
    followers = Counter(
        name for wishes in connection.execute(query).scalars() for name in set(wishes.get("follows", ()))
    )
    read = {name: bill_lists.read(name) for name in bill_lists.names()}
    return [
        {
            "name": name,
            "bills": len(bill_list.bills),
            "followers": followers[f"list:{name}"],
            "unread": len(bill_list.unread),
        }
        for name, bill_list in read.items()
    ]


def rows(connection: Connection, listed: Sequence[Listed], now: dt.datetime) -> list[dict[str, Any]]:
    """The bills of a list as JSON values in Open Civic Data's words, in the list's order."""
    keys = tuple(entry.bill for entry in listed)
    held = queries.bills_by_id(connection, keys)
    hearings, dues = _coming(connection, keys, now)
    reasons = _reasons(connection, [key for key in keys if key not in held])
    return [_row(entry, held.get(entry.bill), hearings, dues, reasons) for entry in listed]


def _row(
    entry: Listed,
    held: Any,
    hearings: Mapping[str, dt.datetime],
    dues: Mapping[str, Any],
    reasons: Mapping[str, str],
) -> dict[str, Any]:
    place, session, identifier = entry.bill.split("/")
    known, due = jurisdiction(place), dues.get(entry.bill)
    return {
        "id": entry.bill,
        "jurisdiction": place,
        "place": known.name if known else place,
        "legislative_session": session,
        "identifier": identifier,
        "title": held.title if held else None,
        "position": entry.position or None,
        "note": entry.note or None,
        "stage": held.stage if held else None,
        "latest_action_date": held.latest_action_date if held else None,
        "latest_action_description": held.latest_action_description if held else None,
        "next_hearing": hearings.get(entry.bill),
        "next_deadline": due.due if due else None,
        "next_deadline_kind": due.kind if due else None,
        "timezone": due.timezone if due else known.timezone.key if known else None,
        "reason": reasons.get(entry.bill),
    }


def told_next(row: Mapping[str, Any]) -> str:
    """What comes next of a bill, the soonest first, in a word and its day."""
    coming = [("Hearing", row["next_hearing"]), (KINDS.get(row["next_deadline_kind"], ""), row["next_deadline"])]
    events = [(f"{at:%Y-%m-%d}", what) for what, at in coming if at is not None]
    return ", ".join(f"{day} {what}" for day, what in sorted(events))


def _coming(
    connection: Connection, keys: tuple[str, ...], now: dt.datetime
) -> tuple[dict[str, dt.datetime], dict[str, Any]]:
    """For each bill when it is heard next, in the place's time, and what is due next."""
    if not keys:
        return {}, {}
    hearings: dict[str, dt.datetime] = {}
    dues: dict[str, Any] = {}
    gathered = gather(connection, Wanted(bills=keys), after=now - BACK)
    for stored in sorted(gathered.hearings, key=lambda hearing: hearing.item.start):
        if stored.item.start >= now and stored.item.status not in OFF:
            for key, _title in gathered.told[stored.id].bills:
                hearings.setdefault(key, stored.item.start)
    for due in due_from(gathered, own_rulebook(), now):
        for key in due.bills:
            dues.setdefault(key, due)
    return hearings, dues


def _reasons(connection: Connection, missing: Sequence[str]) -> dict[str, str]:
    """Why a bill is not held: nothing was read of its place or session, or it is not among what was read."""
    counted: dict[str, dict[str, int]] = {}
    for place in {key.partition("/")[0] for key in missing}:
        query = select(Bill.legislative_session, func.count()).where(Bill.jurisdiction == place)
        counted[place] = {row[0]: row[1] for row in connection.execute(query.group_by(Bill.legislative_session))}
    reasons = {}
    for key in missing:
        place, session, _identifier = key.split("/")
        number = counted[place].get(session, 0)
        reasons[key] = (
            f"no bill of {place} was read yet"
            if not counted[place]
            else f"no bill of the session {session} of {place} was read yet"
            if not number
            else f"it is not among the {number:,} bills of {place} that were read of the session {session}"
        )
    return reasons


def read_table(connection: Connection, raw: bytes) -> Read:
    """The bills of a table of another group; raises UsageProblem for what is no table with a column that names bills.

    A bill stands in `id` or `bill`, as people write it, or in `jurisdiction`, `legislative_session` and `identifier`; `position` and
    `note` are read beside it, all other columns are left to their owner.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UsageProblem(f"expected a CSV table in UTF-8, found bytes that are none at {problem.start}") from None
    if len(raw) > _MOST_BYTES:
        raise UsageProblem(f"expected a table of at most {_MOST_BYTES:,} bytes, found {len(raw):,}")
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    head = [plain_cell(name).strip().casefold() for name in next(table, [])]
    if not {"id", "bill"} & {*head} and not {"jurisdiction", "identifier"} <= {*head}:
        raise UsageProblem(
            "expected a column id or bill, or jurisdiction, legislative_session and identifier, found "
            + (", ".join(name[:30] for name in head[:12]) or "nothing")
        )
    bills: dict[str, Listed] = {}
    faults: list[str] = []
    for number, cells in _rows(table, faults):
        named = dict(zip(head, (plain_cell(cell).strip() for cell in cells), strict=False))
        if not any(named.values()):
            continue
        try:
            listed = _read_row(connection, named)
        except UsageProblem as problem:
            faults.append(f"row {number}: {problem}")
        else:
            bills[listed.bill] = listed
    return Read(tuple(bills.values()), tuple(faults))


def _delimiter(text: str) -> str:
    """Spreadsheets write semicolons where the comma stands in numbers, and tabulators when one copies."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _rows(table: Iterator[list[str]], faults: list[str]) -> Iterator[tuple[int, list[str]]]:
    number = 1
    while True:
        number += 1
        try:
            yield number, next(table)
        except StopIteration:
            return
        except csv.Error as problem:
            unclosed = "a quotation mark that is never closed takes in all that follows"
            faults.append(f"row {number}: {unclosed if 'end of data' in str(problem) else problem}")


def _read_row(connection: Connection, named: Mapping[str, str]) -> Listed:
    written = named.get("id") or named.get("bill")
    if not written:
        parts = (named.get("jurisdiction"), named.get("legislative_session"), named.get("identifier"))
        written = "/".join(filter(None, parts))
    position = named.get("position", "").casefold()
    if position and position not in POSITIONS:
        raise UsageProblem(f"position: expected {', '.join(POSITIONS)} or nothing, found {position[:30]!r}")
    return Listed(named_bill(connection, written), position, named.get("note", ""))


def named_bill(connection: Connection, written: str) -> str:
    """The bill that a row of another group names: one we hold, or a whole id of a known place, which we may not hold yet.

    Raises UsageProblem.
    """
    try:
        return check_bill(written, connection, followed=True)
    except UnknownName:
        number = read_number(written)
        if number is None or number.place is None or number.session is None or not bill_lists.is_bill(number.written):
            raise
        check_place(number.place, connection)
        return number.written
