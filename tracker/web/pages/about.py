"""How this works, what we keep, what we promise; and the reasons behind one record."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response

from tracker.db import queries
from tracker.records import ocd_json
from tracker.web import choices
from tracker.web.access import ANYONE
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()


@pages.get("/about", ANYONE, keep=True)
def about(ask: Ask) -> Response:
    """How this works."""
    return ask.page("about.html")


@pages.get("/bot", ANYONE, keep=True)
def bot(ask: Ask) -> Response:
    """For publishers whose pages we read."""
    return ask.page("bot.html", contact=ask.site.settings.contact)


@pages.get("/privacy", ANYONE, keep=True)
def privacy(ask: Ask) -> Response:
    """What we keep and for how long."""
    return ask.page("privacy.html", contact=ask.site.settings.contact)


@pages.get("/health-data", ANYONE, keep=True)
def health_data(ask: Ask) -> Response:
    """What an address beside a topic may reveal, who can see it, how to erase it."""
    return ask.page("health_data.html", contact=ask.site.settings.contact)


@pages.get("/accessibility", ANYONE, keep=True)
def accessibility(ask: Ask) -> Response:
    """What we do so that everyone can use this."""
    return ask.page("accessibility.html", contact=ask.site.settings.contact)


@pages.get("/feeds", ANYONE, keep=True)
def feeds(ask: Ask) -> Response:
    """Every way to take the facts along."""
    host = ask.site.url.partition("://")[2]
    return ask.page("feeds.html", host=host, titles=choices.topic_titles())


@pages.get("/receipt/{place}/{rest:path}", ANYONE, keep=True, reads=("topic",))
def receipt(ask: Ask) -> Response:
    """Every reason why a record is told: rule, words, passage, score."""
    key = f"{ask.part('place')}/{ask.part('rest')}"
    with ask.reading() as connection:
        title, path = _title(connection, key)
        matches = queries.matches_of(connection, [key]).get(key, [])
    topic = ask.sent("topic", 60)
    shown = [match for match in matches if match["topic"] == topic] or matches
    return ask.page(
        "receipt.html", key=key, title=title, record_path=path, matches=shown, titles=choices.topic_titles()
    )


def _title(connection: Connection, key: str) -> tuple[str, str]:
    row = queries.bill_row(connection, key)
    if row is not None:
        return row.title, f"/bills/{row.id}"
    row = queries.hearing_row(connection, key)
    if row is not None:
        return row.name, f"/hearings/{key}"
    row = queries.notice_row(connection, key)
    if row is not None:
        return str(ocd_json.parsed(row.record)["title"]), f"/notices/{key}"
    raise Problem(404, "We do not hold this record", "It may not have been read yet.")
