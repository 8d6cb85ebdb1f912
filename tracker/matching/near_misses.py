"""Ask what was nearly flagged, and what could hardly be judged; silence must never be taken for absence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.db.models import Bill, BillText, Hearing, Match, Notice, TextRead
from tracker.db.sound import lists, part
from tracker.rules.engine import POSSIBLE

SHORT_TITLE: Final = 60
"""Characters: a title up to this length, without a summary or text, says too little to be judged by."""
_EMPTY: Final = ("[]", "")


def nearly_flagged(
    connection: Connection,
    thresholds: Mapping[str, int],
    *,
    topics: Sequence[str] = (),
    jurisdictions: Sequence[str] = (),
    within: int = 10,
    limit: int = 100,
) -> Iterator[dict[str, Any]]:
    """Records that an estimate calls possible, then those up to `within` points below a threshold, the nearest first.

    `limit` holds for each of the two, so that many of one kind hide nothing of the other.
    """
    floors = {slug: threshold for slug, threshold in thresholds.items() if not topics or slug in topics}
    for possible in (True, False):
        misses: list[dict[str, Any]] = []
        for slug, threshold in floors.items():
            tier = (
                Match.tier == POSSIBLE if possible else and_(Match.tier != POSSIBLE, Match.score >= threshold - within)
            )
            rows = connection.execute(_unflagged(slug, tier, jurisdictions).limit(limit)).all()
            titles = _titles(connection, [row.record_id for row in rows])
            misses += [_near(row, slug, threshold, titles.get(row.record_id, "")) for row in rows]
        misses.sort(key=lambda miss: (miss["threshold"] - miss["score"], miss["id"]))
        yield from misses[:limit]


def _unflagged(slug: str, tier: ColumnElement[bool], places: Sequence[str]) -> Select[Any]:
    """What a topic knows of and does not flag, the best first."""
    query = select(Match.record_id, Match.what, Match.score, Match.tier, Match.reasons).where(
        Match.topic == slug, Match.gone_at.is_(None), Match.flagged.is_(False), tier
    )
    if places:  # an id begins with its place
        query = query.where(or_(*(Match.record_id.startswith(f"{place}/", autoescape=True) for place in places)))
    return query.order_by(Match.score.desc(), Match.record_id)


def _near(row: Any, slug: str, threshold: int, title: str) -> dict[str, Any]:
    return {
        "id": row.record_id,
        "kind": row.tier,
        "topic": slug,
        "score": row.score,
        "threshold": threshold,
        "title": title,
        "reason": _told(row.reasons, row.tier),
    }


def _told(reasons: list[dict[str, Any]], tier: str) -> str:
    if tier == POSSIBLE and reasons:
        share = round(10 * (reasons[0].get("share") or 0))
        return f"analysts saw it in {share} of 10 bills with such words: {reasons[0]['words']}"
    return "; ".join(f"{reason['rule']} ({reason['words']})" for reason in reasons[:3])


def _titles(connection: Connection, ids: list[str]) -> dict[str, str]:
    columns: tuple[tuple[Any, InstrumentedAttribute[str]], ...] = (
        (Bill, Bill.title),
        (Hearing, Hearing.name),
        (Notice, Notice.title),
    )
    by_id: dict[str, str] = {}
    for begin in range(0, len(ids), 500):
        for table, title in columns:
            query = select(table.id, title).where(table.id.in_(ids[begin : begin + 500]))
            by_id |= {row[0]: row[1] for row in connection.execute(query)}
    return by_id


def _blind(version: str | None, problem: str | None) -> str:
    if problem is None:
        return "only a short title is known: no summary, no text"
    return f"only a short title is known: no summary; the text of version {version!r} could not be read: {problem}"


def hardly_read(
    connection: Connection, *, jurisdictions: Sequence[str] = (), limit: int = 100
) -> tuple[list[dict[str, Any]], int]:
    """Bills of which only a short title is known, newest action first, and how many there are in all."""
    abstracts = func.coalesce(cast(part(connection, Bill.record, "abstracts"), Text), "")
    blind = and_(
        func.length(Bill.title) <= SHORT_TITLE,
        or_(*(abstracts == empty for empty in _EMPTY)),
        BillText.bill_id.is_(None),
    )
    query = (
        select(Bill.id, Bill.title, TextRead.version, TextRead.problem)
        .outerjoin(BillText, BillText.bill_id == Bill.id)
        .outerjoin(TextRead, TextRead.bill_id == Bill.id)
        .where(blind, lists(Bill.id))
    )
    if jurisdictions:
        query = query.where(Bill.jurisdiction.in_(jurisdictions))
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(Bill.latest_action_date.desc().nulls_last(), Bill.id).limit(limit)).all()
    shown = [
        {
            "id": row.id,
            "kind": "hardly judged",
            "topic": None,
            "score": None,
            "threshold": None,
            "title": row.title,
            "reason": _blind(row.version, row.problem),
        }
        for row in rows
    ]
    return shown, total
