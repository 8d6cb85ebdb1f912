"""Bills: find them, and read one."""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import urlencode

from starlette.responses import Response

from tracker.db import queries
from tracker.records.stages import STAGES
from tracker.web import bill_answers, filters, name_search
from tracker.web import choices as web_choices
from tracker.web.access import ANYONE
from tracker.web.request_context import Ask, Pages

pages = Pages()


@pages.get("/bills", ANYONE, keep=True, reads=(*filters.BILLS, "after"))
def bills(ask: Ask) -> Response:
    """The list, narrowed as asked."""
    flagged = ask.site.flagged.now()
    with ask.reading(brief=True) as connection:
        reading = filters.bills(ask.request.query_params, connection, ask.language)
        answer = bill_answers.answer(connection, flagged, reading.wanted, cursor=ask.sent("after"))
        words = reading.wanted.words
        people, committees = name_search.named(connection, ask.site.names.now(), words) if words else ([], [])
        notices = name_search.notices(connection, words)
        waiting = web_choices.waiting_for_search(connection) if words else 0
        states = bill_answers.states_named(reading.wanted)
        unread_states = queries.unread_places(connection, states) if states else []
    shown = _shown(ask, answer)
    page = answer.found
    return ask.page(
        "bills.html",
        status=422 if reading.faults else 200,
        wanted=reading.wanted,
        faults=reading.faults,
        found=page,
        answer=answer,
        people=people,
        committees=committees,
        notices=notices,
        unread_states=unread_states,
        choices=ask.choices(),
        heard={entry.id: entry.heard for row in page.rows if (entry := flagged.by_id.get(row.id))},
        waiting=waiting,
        all_stages=STAGES,
        exports={form: _address(f"/bills.{form}", shown) for form in ("csv", "json", "atom", "feed.json")},
        by_mail=ask.address(_by_mail(shown)),
        calendar=_address("/calendar.ics", shown, filters.RECORDS),
        narrowed=bool(ask.request.query_params.keys() - {"after", "order", "all"}),
    )


def _shown(ask: Ask, answer: bill_answers.Answer) -> list[tuple[str, str]]:
    """What narrows this list as it is shown."""
    pairs = [pair for pair in ask.request.query_params.multi_items() if pair[0] != "after"]
    if answer.instead:
        pairs = [pair for pair in pairs if pair[0] not in {"q", "all"}] + [("q", answer.shown.words)]
        pairs += [("all", "1")] if answer.shown.all_bills else []
        pairs += [("place", code) for code in answer.shown.places if ("place", code) not in pairs]
    return pairs


def _by_mail(shown: list[tuple[str, str]]) -> str:
    """The form to get this list by mail: who follows a search is told of it, and of nothing besides."""
    alone = [("only_followed", "yes")] if any(name == "q" and value for name, value in shown) else []
    return _address("/subscribe", [*shown, *alone], {"q", "topic", "place", "possible", "only_followed"})


def _address(path: str, shown: list[tuple[str, str]], reads: Container[str] = filters.BILLS) -> str:
    """Where a file or form stands that is narrowed in the same way, as far as it can be."""
    pairs = [(name, value) for name, value in shown if name in reads]
    return f"{path}?{urlencode(pairs)}" if pairs else path
