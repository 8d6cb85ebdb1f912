"""Keep which flagged bills belong together; the shell around `tracker.records.companions`."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, Text, bindparam, cast, delete, insert, select

from tracker.db import queries
from tracker.db.engine import reading, writing
from tracker.db.models import Bill, BillText, CompanionRow, Match
from tracker.db.sound import record_of
from tracker.records.companions import Companion, alike, told_by_sources

_BATCH: Final = 500
_TOLD: Final = frozenset({"companion", "prior-session", "replaces", "replaced-by"})

_OF_BILL: Final[Any] = select(CompanionRow.other_id, CompanionRow.basis, CompanionRow.likeness).where(
    CompanionRow.bill_id == bindparam("bill")
)


def link_companions(engine: Engine) -> int:
    """Find the companions of all flagged bills anew, and say how many pairs are kept.

    Flagged ones only: what nobody follows needs no companion, and a Congress has ten thousand bills.
    """
    with reading(engine) as connection:
        texts, related = _flagged(connection)
        known = set(queries.bill_titles(connection, {other for _bill, other in related}))
    pairs = {(companion.bill, companion.other): companion for companion in alike(texts)}
    pairs |= {
        (companion.bill, companion.other): companion
        for companion in told_by_sources(pair for pair in related if pair[1] in known)
    }
    with writing(engine) as connection:
        connection.execute(delete(CompanionRow))
        rows = [_row(companion) for companion in pairs.values()]
        for begin in range(0, len(rows), _BATCH):
            connection.execute(insert(CompanionRow), rows[begin : begin + _BATCH])
    return len(pairs) // 2


def companions_of(connection: Connection, bill: str) -> list[Companion]:
    """The companions of a bill: those that sources name first, then the most alike."""
    rows = connection.execute(_OF_BILL, {"bill": bill})
    companions = [Companion(bill=bill, other=row.other_id, basis=row.basis, likeness=row.likeness) for row in rows]
    return sorted(
        companions, key=lambda companion: (companion.basis != "source", -(companion.likeness or 0), companion.other)
    )


def _row(companion: Companion) -> dict[str, Any]:
    return {
        "bill_id": companion.bill,
        "other_id": companion.other,
        "basis": companion.basis,
        "likeness": companion.likeness,
    }


def _flagged(connection: Connection) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The text of each flagged bill, and the pairs that its record names."""
    flagged = select(Match.record_id).where(Match.flagged, Match.gone_at.is_(None), Match.what == "bill")
    query = (
        select(Bill.id, Bill.jurisdiction, cast(Bill.record, Text).label("record"), BillText.text.label("body"))
        .outerjoin(BillText, BillText.bill_id == Bill.id)
        .where(Bill.id.in_(flagged))
        .execution_options(yield_per=_BATCH)
    )
    texts: dict[str, str] = {}
    related: list[tuple[str, str]] = []
    for row in connection.execute(query):
        record = record_of(connection, "bills", row)
        if record is None:
            continue
        abstracts = " ".join(abstract["abstract"] for abstract in record.get("abstracts") or ())
        texts[row.id] = row.body or abstracts or record["title"]
        for entry in record.get("related_bills") or ():
            if entry["relation_type"] in _TOLD:
                place = entry.get("jurisdiction") or row.jurisdiction
                related.append((row.id, f"{place}/{entry['legislative_session']}/{entry['identifier']}"))
    return texts, related
