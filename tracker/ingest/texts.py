"""Say which bills' texts are wanted, and keep what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Text, cast, func, or_, select

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Base, Bill, BillText, Match, TextRead
from tracker.db.sound import record_of
from tracker.db.upsert import upsert
from tracker.ingest.text_versions import put_texts

SHORT_TITLE: Final = 60
_KINDS: Final = (".xml", ".htm", ".html", ".pdf")
"""The ends of addresses, the best read first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to fetch: of which bill, which version, and where it is."""

    bill_id: str
    version: str
    url: str


def texts_wanted(engine: Engine, *, jurisdiction: str | None = None, limit: int) -> list[Wanted]:
    """The newest texts that were not read yet, of bills that may matter, newest action first."""
    found: list[Wanted] = []
    with reading(engine) as connection:
        for row in connection.execute(_candidates(jurisdiction)):
            record = record_of(connection, "bills", row)
            wanted = newest_text(row.id, record) if record is not None else None
            if wanted is not None and wanted.url != row.url:
                found.append(wanted)
            if len(found) == limit:
                break
    return found


def _candidates(jurisdiction: str | None) -> Any:
    live = select(Match.record_id).where(Match.what == "bill", Match.gone_at.is_(None))
    blind = func.length(Bill.title) <= SHORT_TITLE
    query = (
        select(Bill.id, cast(Bill.record, Text).label("record"), TextRead.url)
        .outerjoin(TextRead, TextRead.bill_id == Bill.id)
        .outerjoin(BillText, BillText.bill_id == Bill.id)
        # A text that its source carries is there without a visit of ours.
        .where(or_(BillText.bill_id.is_(None), TextRead.bill_id.is_not(None)))
        .where(or_(Bill.id.in_(live), blind))
        .order_by(Bill.id.in_(live).desc(), Bill.latest_action_date.desc().nulls_last(), Bill.id)
    )
    return query.where(Bill.jurisdiction == jurisdiction) if jurisdiction is not None else query


def newest_text(bill_id: str, record: Mapping[str, Any]) -> Wanted | None:
    """Where the newest version of a bill can be read best; None where no address is known."""
    versions = sorted(
        enumerate(record.get("versions") or ()), key=lambda each: (each[1].get("date") or "", each[0]), reverse=True
    )
    for _number, version in versions:
        links = sorted(_readable(version), key=lambda each: each[0])
        if links:
            return Wanted(bill_id, version.get("note") or "", links[0][1])
    return None


def _readable(version: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for link in version.get("links") or ():
        path = link["url"].lower().partition("?")[0]
        told = f".{(link.get('media_type') or '').rpartition('/')[2]}"
        for rank, end in enumerate(_KINDS):
            if path.endswith(end) or told == end:
                yield rank, link["url"]
                break


def keep_texts(engine: Engine, read: Iterable[tuple[Wanted, str | None, str | None]]) -> None:
    """Keep texts, or why there is none; bills with a new one are judged and indexed again."""
    now = clock.now()
    with writing(engine) as connection:
        for wanted, text, problem in read:
            row = {
                "bill_id": wanted.bill_id,
                "version": wanted.version,
                "url": wanted.url,
                "problem": problem,
                "read_at": now,
            }
            if text is not None:  # before the row that says which version stood there
                put_texts(connection, [{"bill_id": wanted.bill_id, "text": text}])
                waiting = [{"job": job, "record_id": wanted.bill_id, "what": "bill"} for job in ("judge", "index")]
                upsert(Base.metadata.tables["pending"], connection.dialect.name, replace=False)(connection, waiting)
            _put(connection, "text_reads", [row])


def _put(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    upsert(Base.metadata.tables[table], connection.dialect.name)(connection, rows)
