"""The topics with their rules in words, and a try-out of a query."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from starlette.responses import Response

from tracker.db import queries
from tracker.errors import RuleError
from tracker.records import ocd_json
from tracker.rules import document_of
from tracker.rules.try_query import document_of_text, query_rules, tried
from tracker.web import bill_lists, choices
from tracker.web.access import ANYONE
from tracker.web.bill_lists import Wanted
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()
QUERY_LIMIT: Final = 500
TEXT_LIMIT: Final = 4_000
_TRIED: Final = 300
"""Flagged bills a query is tried on; a reader waits for the answer."""
_SHOWN: Final = 20


@pages.get("/topics", ANYONE, reads=("query", "text"))
def topics(ask: Ask) -> Response:
    """All topics; with `query`, what that query finds in `text` or in the bills that matter most."""
    counts = {row.slug: row.total for row in ask.site.figures.now().rows}
    query, text = ask.sent("query", QUERY_LIMIT), ask.sent("text", TEXT_LIMIT)
    fault, hits = "", []
    if query:
        try:
            hits = _found(ask, query, text)
        except RuleError as problem:
            fault = str(problem)
    return ask.page(
        "topics.html",
        topics=sorted(choices.rules().topics, key=lambda topic: topic.title),
        counts=counts,
        query=query,
        text=text,
        fault=fault,
        found=hits,
        tried=_TRIED,
    )


def _found(ask: Ask, query: str, text: str) -> list[dict[str, Any]]:
    """What the query finds; raises RuleError where it cannot be read."""
    rules = query_rules(query, choices.rules().lists)
    if text:
        return list(tried(rules, [document_of_text(text)]))
    ids = [entry.id for entry in ask.site.flagged.now().entries[:_TRIED]]
    with ask.reading() as connection:
        rows = queries.bills_by_id(connection, ids)
    documents = [document_of("bill", key, ocd_json.parsed(rows[key].record)) for key in ids if key in rows]
    return list(islice(tried(rules, documents), _SHOWN))


@pages.get("/topics/{slug}", ANYONE, keep=True)
def topic(ask: Ask) -> Response:
    """One topic: why it matters, its rules with their examples, what it flags now."""
    slug = ask.part("slug")
    chosen = next((candidate for candidate in choices.rules().topics if candidate.slug == slug), None)
    if chosen is None:
        raise Problem(404, "We do not have this topic")
    with ask.reading() as connection:
        page = bill_lists.find(connection, ask.site.flagged.now(), Wanted(topics=(slug,)), limit=5)
    return ask.page("topic.html", topic=chosen, found=page, titles=choices.topic_titles())
