"""Until when to ask an executive to sign or veto a bill that lies on their desk.

Only where the limit was read in a source that tells all of it: what an unsigned bill becomes is not to be guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from tracker.db import queries
from tracker.db.models import Bill
from tracker.deadlines.model import EXECUTIVE, Deadline, Request
from tracker.records import executive_limits
from tracker.records.changes import Move
from tracker.records.items import ScrapedBill
from tracker.records.jurisdictions import jurisdiction
from tracker.records.stages import DECIDED, standing_of

HOW: Final = "Call or write to the {executive} and say what you ask for: to sign, or to veto."
BASIS: Final = "The {executive} has {days} days from {day}, when the bill was sent ({source}; read in {read})."
UNSIGNED: Final = {
    "law": "Without a signature or a veto it becomes law.",
    "dies": "Without a signature or a veto it dies.",
}
COUNTING: Final = (
    "Counted the strictest way, so that it is not too late: there may be more days, and the decision may come sooner."
)
WAITS: Final = "sent-to-executive"
"""The stage of a bill that lies on an executive's desk."""
_NO_LAW: Final = frozenset(
    {
        "resolution",
        "concurrent resolution",
        "constitutional amendment",
        "memorial",
        "joint memorial",
        "proclamation",
        "nomination",
        "appointment",
    }
)


def requests(
    connection: Connection,
    fitting: Callable[[Sequence[Any]], Iterable[str]],
    *,
    places: tuple[str, ...],
    bills: tuple[str, ...],
    on: dt.date,
    decided_since: dt.datetime | None = None,
) -> Iterator[Request]:
    """The bills that lie on an executive's desk, of those that fit; none whose time is not told by a source we trust.

    Where some `places` or `bills` are given, only of these.
    With `decided_since` those too that we saw there and that were decided since: a calendar must learn that nothing is asked any
    more.
    """
    known = [place for place, limit in executive_limits.by_place().items() if limit.confidence in {"high", "medium"}]
    codes = [place for place in known if not places or place in places]
    values = {"places": codes, "bills": bills, "decided_since": decided_since}
    statement = _at_the_desk(named=bool(bills), decided=decided_since is not None)
    rows = list(connection.execute(statement, values)) if codes else []
    keys = sorted(set(fitting(rows)) - _never_there(connection, rows))
    bill_rows = queries.bills_by_id(connection, keys)
    for row in (bill_rows[key] for key in keys if key in bill_rows):
        due = _due(row, on)
        if due is not None:
            decided = row.stage not in {WAITS, "not-captured"}
            yield Request(due=due, changed_at=row.changed_at, revision=row.revision, decided=decided)


@cache
def _at_the_desk(*, named: bool, decided: bool) -> Select[str, str, str]:
    wanted = Bill.stage == WAITS
    if decided:
        late = Bill.changed_at >= bindparam("decided_since")
        wanted |= Bill.stage.in_(DECIDED) & late & (Bill.revision > 1)
    of_places = Bill.jurisdiction.in_(bindparam("places", expanding=True))
    of_bills = Bill.id.in_(bindparam("bills", expanding=True))
    return select(Bill.id, Bill.jurisdiction, Bill.stage).where(wanted, of_places, *([of_bills] if named else []))


def _never_there(connection: Connection, rows: Iterable[Any]) -> set[str]:
    """Those of the decided bills that were never seen on the desk, so that no calendar shows them."""
    decided = {row.id for row in rows if row.stage != WAITS}
    changes = queries.changes(connection, records=sorted(decided)) if decided else ()
    return decided - {change.record for change in changes for move in change.moves if _left_the_desk(move)}


def _left_the_desk(move: Move) -> bool:
    return move.aspect == "stage" and move.before == WAITS


def _due(row: Any, on: dt.date) -> Deadline | None:
    item = queries.kept_bill(row).item
    limit = executive_limits.limit(row.jurisdiction)
    sent = _sent(row.stage_basis if row.stage == WAITS else _when_on_the_desk(item))
    if limit is None or limit.days is None or sent is None:
        return None
    if _NO_LAW & {word.casefold() for word in item.classification}:
        return None
    time = executive_limits.time_to_act(row.jurisdiction, row.legislative_session, sent)
    known = jurisdiction(row.jurisdiction)
    if time is None or time.first <= on or known is None:
        return None
    sources = limit.sources
    return Deadline(
        id=f"{row.id}/{EXECUTIVE}",
        kind=EXECUTIVE,
        due=time.first - dt.timedelta(days=1),
        timezone=known.timezone.key,
        title=row.title,
        jurisdiction=row.jurisdiction,
        bills=(row.id,),
        bill_titles=(row.title,),
        how=HOW.format(executive=limit.executive),
        basis=BASIS.format(
            executive=limit.executive, days=limit.days, day=sent, source=sources[0] if sources else "", read=limit.read
        ),
        confidence="medium",
        notes=(UNSIGNED[time.unsigned], COUNTING) if time.unsigned in UNSIGNED else (COUNTING,),
    )


def _when_on_the_desk(bill: ScrapedBill) -> str | None:
    """By what the bill came to the desk, told by its actions up to the decision."""
    for end in range(len(bill.actions) - 1, 0, -1):
        then = bill.actions[:end]
        standing = standing_of(replace(bill, actions=then), max(action.date for action in then))
        if standing.stage == WAITS:
            return standing.basis
    return None


def _sent(basis: str | None) -> dt.date | None:
    """The day on which the bill came to its stage, as it is kept: "2027-03-01 Sent to the Governor"."""
    try:
        return dt.date.fromisoformat((basis or "")[:10])
    except ValueError:
        return None
