"""Say in words what we do not know of places: what nothing was ever read of, and what could not be read since when."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from tracker import clock
from tracker.db import queries
from tracker.records.place_names import place_name
from tracker.web.locale import catalogue, day


def unknown(connection: Connection, places: Iterable[str], language: str) -> str:
    """The sentences for these places in a row, or that nothing was read at all; empty where all of them could be looked at."""
    say, wanted = catalogue(language).gettext, tuple(places)
    if not wanted and queries.nothing_read(connection):
        return say("No source has been read yet.")
    sentences = [
        say("We have not read %(name)s yet.") % {"name": place_name(code, language)}
        for code in queries.unread_places(connection, wanted)
    ]
    for name, since, by_hand in queries.not_readable(connection, wanted, clock.now()):
        if since is None:
            sentences.append(
                say("We could not read %(name)s yet: there may be news that we do not know of.") % {"name": name}
            )
        else:
            imported = say("Files of %(name)s were last imported on %(day)s: there may be news that we do not know of.")
            late = say("We could not read all of %(name)s since %(day)s: there may be news that we do not know of.")
            sentence = imported if by_hand else late
            sentences.append(sentence % {"name": name, "day": day(language, since.date())})
    return " ".join(sentences)
