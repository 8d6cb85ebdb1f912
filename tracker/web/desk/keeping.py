"""Add a feed or calendar to visit, and say of a record and a topic whether it belongs: what organizers keep for the program."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.db import queries
from tracker.db.engine import writing
from tracker.ingest.source import ENTRIES
from tracker.jobs.children import Child
from tracker.matching.labels import keep_label, stored_labels
from tracker.records.place_names import place_name
from tracker.web import accounts, choices
from tracker.web.access import ORGANIZER
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.places import CONGRESS, STATES
from tracker.web.request_context import Ask, Pages

pages = Pages()
_SECONDS: Final = 60
_LABELS_SHOWN: Final = 100


@pages.get("/desk/feeds", ORGANIZER, reads=("url", "place", "kind"))
def feeds(ask: Ask) -> Response:
    """The added feeds, and the form for another one."""
    return _feeds(ask, Faults())


def _feeds(ask: Ask, faults: Faults, status: int = 200) -> Response:
    with ask.reading() as connection:
        added = [row for row in queries.sources(connection) if (row.settings or {}).get("feed")]
    places = {CONGRESS: place_name(CONGRESS), **{f"us-{code}": place_name(f"us-{code}") for code in STATES}}
    return ask.page(
        "desk/feeds.html",
        status=status,
        faults=faults,
        added=added,
        places=places,
        kinds=ENTRIES,
        url=ask.sent("url", 500),
        place=ask.sent("place", 60),
        kind=ask.sent("kind", 20),
    )


@pages.post("/desk/feeds", ORGANIZER)
def add_feed(ask: Ask) -> Response:
    """Visit the feed from now on; what is wrong with it is said as the command line says it."""
    assert ask.session is not None
    url, place, kind = ask.sent("url", 500), ask.sent("place", 60), ask.sent("kind", 20)
    if kind not in ENTRIES:
        raise Problem(422, "That could not be understood", f"kind: expected one of {', '.join(ENTRIES)}")
    child = Child.start("sources", "add-feed", "--jurisdiction", place, "--kind", kind, "--", url)
    try:
        code, said = child.wait(_SECONDS), child.last_words()
    finally:
        child.close()
    if code != 0:
        lines = said.splitlines() or ["It took too long."]
        return _feeds(
            ask, Faults(ask.language, url=lines[-1].removeprefix("Error: ").removeprefix("tracker: ")), status=422
        )
    with writing(ask.site.engine) as connection:
        accounts.note(connection, ask.session.name, "add feed", url, place=place, kind=kind)
    return ask.go("/desk/feeds")


@pages.get("/desk/labels", ORGANIZER, reads=("record", "topic"))
def labels(ask: Ask) -> Response:
    """What was said of records and topics, and the form to say more."""
    return _labels(ask, Faults())


def _labels(ask: Ask, faults: Faults, status: int = 200) -> Response:
    labels = sorted(stored_labels(ask.site.engine), key=lambda label: label["given_at"], reverse=True)
    return ask.page(
        "desk/labels.html",
        status=status,
        faults=faults,
        labels=labels[:_LABELS_SHOWN],
        titles=choices.topic_titles(),
        record=ask.sent("record", 200),
        topic=ask.sent("topic", 60),
    )


@pages.post("/desk/labels", ORGANIZER)
def label(ask: Ask) -> Response:
    """Keep what is said; the trainer of estimates takes it."""
    assert ask.session is not None
    record, topic, belongs = ask.sent("record", 200), ask.sent("topic", 60), ask.sent("belongs", 3) == "yes"
    faults = Faults(ask.language)
    if topic not in choices.topic_titles():
        faults["topic"] = "Please choose a topic."
    elif not keep_label(ask.site.engine, record, topic, belongs=belongs):
        faults["record"] = "We hold no such record; an id looks like us/119/HR1109."
    if faults:
        return _labels(ask, faults, status=422)
    with writing(ask.site.engine) as connection:
        accounts.note(connection, ask.session.name, "label", record, topic=topic, belongs=belongs)
    return ask.go("/desk/labels")
