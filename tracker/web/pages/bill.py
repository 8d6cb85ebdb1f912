"""One bill: what it is, how far it is, why it is here, what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from tracker import clock
from tracker.db import queries as db_queries
from tracker.deadlines import queries
from tracker.deadlines.own_rules import own_rulebook
from tracker.exports.suggestions import suggestions
from tracker.ingest.companion_links import companions_of
from tracker.records import ocd_json, sessions
from tracker.records.unread_texts import why_unread
from tracker.rules.gist import gist_of
from tracker.vocabulary import check_word
from tracker.web import bill_facts, choices, share, votes
from tracker.web.access import ANYONE
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages
from tracker.web.text_diff import compare, shortened

pages = Pages()
_DUES: Final = 8
_COMPANIONS: Final = 8


@pages.get("/bills/{place}/{session}/{identifier}", ANYONE, keep=True)
def bill(ask: Ask) -> Response:
    """The page of a bill by its public id."""
    key = f"{ask.part('place')}/{ask.part('session')}/{ask.part('identifier')}"
    with ask.reading(brief=True) as connection:
        row = db_queries.bill_row(connection, key)
        if row is None:
            raise Problem(404, "We do not hold this bill", "It may not have been read yet, or have another number.")
        if row.id != key:
            return RedirectResponse(ask.address(f"/bills/{row.id}"), 301)
        around = db_queries.around_bill(connection, row)
        facts = bill_facts.of(connection, around, clock.today())
        dues = queries.deadlines_of_bill(connection, around, own_rulebook(), now=clock.now())
        todo = suggestions(connection, row.id, ask.language, around=around)
        companions = companions_of(connection, row.id)
        elsewhere = db_queries.bills_by_id(connection, [companion.other for companion in companions])
        reach = db_queries.sponsors(connection, row.jurisdiction, bill_facts.first_sponsors(facts.record))
        committees = bill_facts.committees(connection, row.jurisdiction, facts.record)
        summary = bill_facts.summary(facts.record)
        gist = [] if summary else gist_of(facts.record, db_queries.bill_text(connection, row.id))
        text = db_queries.text_state(connection, row.id)
        other_sessions = bill_facts.sessions_of(connection, row.jurisdiction, row.identifier)
    return ask.page(
        "bill.html",
        bill=row,
        facts=facts,
        record=facts.record,
        titles=choices.topic_titles(),
        other_sessions=[other for other in other_sessions if other.id != row.id],
        share=share.of_bill(row, facts.short_title, ask.site.url + ask.address(f"/bills/{row.id}"), ask.language),
        due_ways=bill_facts.by_way(dues[:_DUES]),
        votes=votes.of_bill(facts.record),
        reach=reach,
        committees=committees,
        gist=gist,
        text_changed=text.changed,
        text_unread=text.unread and (text.unread[0], why_unread(text.unread[1])),
        summary=summary,
        reason=bill_facts.telling(facts.matches),
        ended=sessions.end(row.jurisdiction, row.legislative_session),
        settled=bill_facts.settled(facts.record["actions"]),
        todo=todo,
        companions=companions[:_COMPANIONS],
        elsewhere=elsewhere,
        coming=[hearing for hearing in facts.hearings if hearing.start >= clock.now()],
    )


@pages.get("/bills/{place}/{session}/{identifier}/compare", ANYONE, keep=True, reads=("of", "from", "to"))
def compared(ask: Ask) -> Response:
    """Two summaries or two texts of a bill as one, with what went and what came; the last two unless others are chosen."""
    key = f"{ask.part('place')}/{ask.part('session')}/{ask.part('identifier')}"
    with ask.reading(brief=True) as connection:
        row = db_queries.bill_row(connection, key)
        of_texts = ask.one_of("of", ("text", "summary")) == "text"
        versions = _versions(connection, row, of_texts=of_texts) if row is not None else []
    if row is not None and row.id != key:
        return RedirectResponse(ask.address(f"/bills/{row.id}/compare{'?of=text' if of_texts else ''}"), 301)
    if row is None or len(versions) < 2:
        held = "versions of the text" if of_texts else "summaries"
        raise Problem(404, "There is nothing to compare", f"We hold fewer than two {held} of this bill.")
    first, second = (_chosen(ask.sent(name, 6), len(versions), back) for name, back in (("from", 2), ("to", 1)))
    comparison = compare(versions[first].text, versions[second].text)
    return ask.page(
        "compare.html",
        bill=row,
        versions=versions,
        of_texts=of_texts,
        first=first,
        second=second,
        comparison=shortened(comparison) if of_texts else comparison,
    )


@dataclass(frozen=True, slots=True)
class _Version:
    """One of what can be compared: its name, the day it is of, whether that is the day until which it stood, its words."""

    name: str | None
    day: dt.date | None
    until: bool
    text: str


def _versions(connection: Connection, row: Any, *, of_texts: bool) -> list[_Version]:
    if of_texts:
        texts = db_queries.texts_of(connection, row.id)
        return [
            _Version(kept_text.version, kept_text.until and kept_text.until.date(), True, kept_text.text)
            for kept_text in texts
        ]
    abstracts = ocd_json.parsed(row.record)["abstracts"]
    days = (dt.date.fromisoformat(abstract["date"][:10]) if abstract.get("date") else None for abstract in abstracts)
    return [
        _Version(abstract.get("note"), day, False, abstract["abstract"])
        for abstract, day in zip(abstracts, days, strict=True)
    ]


def _chosen(wish: str, held: int, back: int) -> int:
    """The text asked for by its number, or so many from the end."""
    return int(check_word("version", wish, [str(number) for number in range(held)])) if wish else held - back


@pages.get("/bills/{place}/{identifier}", ANYONE)
def newest(ask: Ask) -> Response:
    """A bill without its session: the newest of that number."""
    with ask.reading(brief=True) as connection:
        row = db_queries.bill_row(connection, f"{ask.part('place')}/{ask.part('identifier')}")
    if row is None:
        raise Problem(404, "We do not hold this bill", "It may not have been read yet, or have another number.")
    return RedirectResponse(ask.address(f"/bills/{row.id}"), 302)
