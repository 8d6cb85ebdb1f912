"""Put the text of a bill, and keep what it said before: a few versions, packed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from tracker import clock
from tracker.db.models import Base, BillText, EarlierText, TextRead
from tracker.db.upsert import upsert

MOST: Final = 6
"""Earlier versions of one bill that are kept; a bill that is printed more often has its newest."""
_PART: Final = 200


def put_texts(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Put texts (`bill_id`, `text`) in the place of those that stood there, which are kept as earlier ones."""
    given = list(rows)
    for start in range(0, len(given), _PART):
        part = {row["bill_id"]: row["text"] for row in given[start : start + _PART]}
        _keep_before(connection, part)
    upsert(Base.metadata.tables["bill_texts"], connection.dialect.name)(connection, given)


def forget_unread(connection: Connection, keys: Iterable[str]) -> None:
    """Forget that the text which the source of these bills carries could not be read: now it was."""
    wanted = list(keys)
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        connection.execute(delete(TextRead).where(TextRead.bill_id.in_(part), TextRead.url == ""))


def _keep_before(connection: Connection, fresh: dict[str, str]) -> None:
    query = (
        select(BillText.bill_id, BillText.text, TextRead.version)
        .outerjoin(TextRead, TextRead.bill_id == BillText.bill_id)
        .where(BillText.bill_id.in_(fresh))
    )
    replaced = [row for row in connection.execute(query) if _words(row.text) != _words(fresh[row.bill_id])]
    now = clock.now()
    earlier = [
        {
            "bill_id": row.bill_id,
            "replaced_at": now,
            "version": row.version,
            "packed": zlib.compress(row.text.encode("utf-8", "replace")),
        }
        for row in replaced
    ]
    if not earlier:
        return
    keys = [row.bill_id for row in replaced]
    connection.execute(delete(EarlierText).where(EarlierText.bill_id.in_(keys), EarlierText.replaced_at == now))
    connection.execute(insert(EarlierText), earlier)
    for row in replaced:
        _forget_oldest(connection, row.bill_id)


def _words(text: str) -> Sequence[str]:
    """What a reader sees of a text; a source that breaks its lines anew has not changed it."""
    return text.split()


def _forget_oldest(connection: Connection, bill_id: str) -> None:
    moments = select(EarlierText.replaced_at).where(EarlierText.bill_id == bill_id)
    ordered = sorted(connection.execute(moments).scalars(), reverse=True)
    if len(ordered) > MOST:
        gone = EarlierText.replaced_at.in_(ordered[MOST:])
        connection.execute(delete(EarlierText).where(EarlierText.bill_id == bill_id, gone))
