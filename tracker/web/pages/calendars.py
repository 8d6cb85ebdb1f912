"""Hearings and deadlines as calendars to tap on and to subscribe to."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from typing import Any, Final

from starlette.responses import Response

from tracker import clock
from tracker.db import queries
from tracker.deadlines.queries import Gathered, Wanted, feed, gathered
from tracker.errors import UsageProblem
from tracker.exports import selection
from tracker.exports.calendar_file import feed_calendar
from tracker.subscriptions import done, people
from tracker.web import choices, whole_calendar
from tracker.web.access import ANYONE, SECRET
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, MadeBefore, Pages
from tracker.web.unknown import unknown

pages = Pages()
_KINDS: Final = ("both", "hearings", "deadlines")
_FORM: Final = ("kind", "alarms")
_READS: Final = ("topic", "place", "chamber", "bill", "all", *_FORM)
_BILLS: Final = 200


@pages.get("/calendar.ics", ANYONE, keep=True, reads=_READS)
def calendar(ask: Ask) -> Response:
    """What fits `topic`, `place`, `chamber`, `bill` (each may stand several times), as a calendar; `kind`, `alarms` and
    `all=1` as in `tracker export ics`.
    """
    if not any(ask.every(name) for name in _READS) and not ask.nothing_read():
        return MadeBefore(ask.site.calendars[ask.language].now())
    with ask.reading() as connection:
        wanted = selection.wanted(connection, **_asked(ask))
        about = unknown(connection, wanted.places, ask.language)
        return _answer(ask, feed(connection, wanted, now=clock.now()), _name(wanted), about=about)


def _asked(ask: Ask) -> dict[str, Any]:
    bills = [key for keys in ask.every("bill", 20_000) for key in keys.split(",") if key]
    if len(bills) > _BILLS:
        raise UsageProblem(f"expected at most {_BILLS} bills, found {len(bills)}")
    return {
        "topic": ask.topics(),
        "jurisdiction": ask.places(),
        "bill": tuple(bills),
        "chamber": ask.one_of("chamber", selection.CHAMBERS) or None,
        "everything": ask.yes("all"),
    }


def _name(wanted: Wanted) -> str:
    titles = choices.topic_titles()
    names = [titles.get(slug, slug) for slug in wanted.topics] + [*wanted.places, *wanted.bills]
    return f"Policy Tracker: {', '.join(names[:3])}" if names else whole_calendar.NAME


@pages.get("/hearings/{place}/{key}/calendar.ics", ANYONE, keep=True, reads=_FORM)
def one_hearing(ask: Ask) -> Response:
    """One hearing with its deadlines."""
    key = f"{ask.part('place')}/{ask.part('key')}"
    with ask.reading() as connection:
        row = queries.hearing_row(connection, key)
        if row is None:
            raise Problem(404, "We do not hold this hearing", "It may not have been read yet.")
        answer = _answer(ask, gathered(connection, [row]), None)
    name = re.sub(r"[^A-Za-z0-9-]+", "-", key).strip("-")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer


@pages.get("/calendar/{number}/{token}.ics", SECRET, reads=_FORM)
def subscription(ask: Ask) -> Response:
    """What one subscription asks for. The address is the whole authority, and opens nothing but this."""
    number = ask.part("number")
    with ask.reading() as connection:
        chosen = (
            people.by_id(connection, int(number))
            if number.isascii() and number.isdecimal() and len(number) < 10
            else None
        )
        given = ask.part("token").encode("utf-8", "replace")
        if (
            chosen is None
            or chosen.state == "stopped"
            or not hmac.compare_digest(chosen.link("calendar").encode(), given)
        ):
            raise Problem(404, "This calendar does not exist any more", "Its subscription may have been stopped.")
        wanted = selection.of_subscription(connection, chosen.id)
        gathered_for = feed(connection, wanted, now=clock.now())
        for record, kinds in done.of(connection, chosen.id).items():
            if record in gathered_for.told:
                gathered_for.told[record] = replace(gathered_for.told[record], done=kinds)
        about = unknown(connection, wanted.places, chosen.wishes.language)
        return _answer(ask, gathered_for, "Policy Tracker", language=chosen.wishes.language, about=about)


def _answer(
    ask: Ask, gathered: Gathered, name: str | None, *, language: str | None = None, about: str = ""
) -> Response:
    kind, alarm_text = ask.one_of("kind", _KINDS) or "both", ask.sent("alarms", 60)
    try:
        alarms = selection.alarms(alarm_text or None)
    except UsageProblem as problem:
        raise Problem(422, "That could not be understood", str(problem).removeprefix("--")) from problem
    words = language or ask.language
    body = feed_calendar(gathered, name=name, about=about, kind=kind, alarms=alarms, language=words, now=clock.now())
    return Response(body, media_type=whole_calendar.KIND, headers=whole_calendar.HEADERS)
