"""Find what people can ask about at a town hall: the open bills of its place that topics flag."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select

from alerts.compose.facts import Ask, Matched
from tracker.db import queries
from tracker.db.models import Bill, Match
from tracker.db.queries.match_rows import live_match
from tracker.records.stages import OPEN


def asks_at(connection: Connection, places: Collection[str]) -> dict[str, dict[str, Ask]]:
    """For each place and topic the open bill that the topic flags most surely; a county or city without one asks about its state's."""
    if not places:
        return {}
    of_state = {place: "-".join(place.split("-")[:2]) for place in places}
    best = _best(connection, {*places, *of_state.values()})
    keys = {key for topics in best.values() for _match, key in topics.values()}
    bills = {bill.id: bill for bill in map(queries.kept_bill, queries.bills_by_id(connection, keys).values())}
    here = {
        place: {topic: Ask(match=match, bill=bills[key]) for topic, (match, key) in topics.items() if key in bills}
        for place, topics in best.items()
    }
    return {place: here.get(place) or here.get(of_state[place], {}) for place in places}


def _best(connection: Connection, places: Collection[str]) -> Mapping[str, dict[str, tuple[Matched, str]]]:
    """For each place and topic the best match of an open bill, and its id."""
    best_first = (Match.score.desc(), Bill.latest_action_date.desc().nulls_last(), Match.record_id)
    rank = func.row_number().over(partition_by=(Bill.jurisdiction, Match.topic), order_by=best_first).label("rank")
    ranked = (
        select(Bill.jurisdiction, Match.topic, Match.score, Match.record_id, rank)
        .join(Match, Match.record_id == Bill.id)
        .where(*live_match(()), Bill.jurisdiction.in_(sorted(places)), Bill.stage.in_(sorted(OPEN)))
        .subquery()
    )
    best: dict[str, dict[str, tuple[Matched, str]]] = {}
    for row in connection.execute(select(ranked).where(ranked.c.rank == 1)):
        match = Matched(topic=row.topic, score=row.score)  # its reasons speak of the bill, not of the town hall
        best.setdefault(row.jurisdiction, {})[row.topic] = (match, row.record_id)
    return best
