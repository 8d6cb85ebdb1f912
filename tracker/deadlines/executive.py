"""Until when to ask an executive to sign or veto a bill that lies on their desk.

Only where the limit was read in a source that tells all of it: what an unsigned bill becomes is not to be guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker.db import queries
from tracker.db.models import Bill
from tracker.deadlines.model import EXECUTIVE, Deadline, Request
from tracker.records import executive_limits
from tracker.records.jurisdictions import jurisdiction

HOW: Final = "Call or write to the {executive} and say what you ask for: to sign, or to veto."
BASIS: Final = "The {executive} has {days} days from {day}, when the bill was sent ({source}; read in {read})."
UNSIGNED: Final = {
    "law": "Without a signature or a veto it becomes law.",
    "dies": "Without a signature or a veto it dies.",
}
COUNTING: Final = (
    "Counted the strictest way, so that it is not too late: there may be more days, and the decision may come sooner."
)
_WAITS: Final = "sent-to-executive"
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
    connection: Connection, fits: Callable[[Any], bool], *, places: tuple[str, ...], on: dt.date
) -> Iterator[Request]:
    """The bills that lie on an executive's desk, of those that fit; none whose time is not told by a source we trust."""
    known = [place for place, limit in executive_limits.by_place().items() if limit.confidence in {"high", "medium"}]
    asked = [place for place in known if not places or place in places]
    statement = select(Bill.__table__).where(Bill.stage == _WAITS, Bill.jurisdiction.in_(asked)).order_by(Bill.id)
    for row in connection.execute(statement) if asked else ():
        due = _due(row, on)
        if due is not None and fits(row):
            yield Request(due=due, changed_at=row.changed_at, revision=row.revision)


def _due(row: Any, on: dt.date) -> Deadline | None:
    limit, sent = executive_limits.limit(row.jurisdiction), _sent(row.stage_basis)
    if limit is None or limit.days is None or sent is None:
        return None
    if _NO_LAW & {word.casefold() for word in queries.kept_bill(row).item.classification}:
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


def _sent(basis: str | None) -> dt.date | None:
    """The day on which the bill came to its stage, as it is kept: "2027-03-01 Sent to the Governor"."""
    try:
        return dt.date.fromisoformat((basis or "")[:10])
    except ValueError:
        return None
