"""Bills: find them, and read one."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from tracker.records.stages import STAGES
from tracker.web import bill_lists, filters, legislators
from tracker.web import choices as web_choices
from tracker.web.access import ANYONE
from tracker.web.request_context import Ask, Pages

pages = Pages()


@pages.get("/bills", ANYONE, keep=True)
def bills(ask: Ask) -> Response:
    """The list, narrowed as asked."""
    flagged = ask.site.flagged.now()
    with ask.reading() as connection:
        reading = filters.bills(ask.request.query_params, connection, ask.language)
        answer = bill_lists.answer(connection, flagged, reading.wanted, cursor=ask.sent("after"))
        choices = web_choices.choices(connection)
        people, committees = legislators.named(connection, reading.wanted.words) if reading.wanted.words else ([], [])
        waiting = web_choices.waiting_for_search(connection) if reading.wanted.words else 0
    query = _query(ask, answer)
    found = answer.found
    return ask.page(
        "bills.html",
        status=422 if reading.faults else 200,
        wanted=reading.wanted,
        faults=reading.faults,
        found=found,
        answer=answer,
        people=people,
        committees=committees,
        choices=choices,
        heard={entry.id: entry.heard for row in found.rows if (entry := flagged.by_id.get(row.id))},
        waiting=waiting,
        all_stages=STAGES,
        exports={form: f"/bills.{form}{query}" for form in ("csv", "json", "atom", "feed.json")},
        by_mail=ask.address(f"/subscribe{query}"),
        calendar=f"/calendar.ics{query}",
        narrowed=bool(ask.request.query_params.keys() - {"after", "order", "all"}),
    )


def _query(ask: Ask, answer: bill_lists.Answer) -> str:
    """What narrows this list as it is shown, as the end of an address."""
    kept = [pair for pair in ask.request.query_params.multi_items() if pair[0] != "after"]
    if answer.instead:
        kept = [pair for pair in kept if pair[0] not in {"q", "all"}] + [("q", answer.shown.words)]
        kept += [("all", "1")] if answer.shown.all_bills else []
    return f"?{urlencode(kept)}" if kept else ""
