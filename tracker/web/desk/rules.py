"""Reviews of testimony rules: what changed on a page, what notices or strangers say; a person decides what is right."""

from __future__ import annotations

from typing import Any, Final, get_args

from starlette.responses import Response

from tracker import clock
from tracker.deadlines.own_rules import own_rulebook
from tracker.errors import UsageProblem
from tracker.rulebook import published, reviews
from tracker.rulebook.due import by_session, due
from tracker.rulebook.pages import page_rows
from tracker.rulebook.versions import keep_versions
from tracker.web.access import ORGANIZER
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages
from tracker.web.text_diff import compare

pages = Pages()
KINDS: Final = {
    "changed": "A page changed",
    "gone": "A page cannot be read any more",
    "notices": "Notices say otherwise",
    "learned": "Learned from notices",
    "reported": "Reported by a reader",
}
_DUE_SHOWN: Final = 60


@pages.get("/desk/rules", ORGANIZER)
def rules(ask: Ask) -> Response:
    """The reviews that wait, and the rules that are due to be read again."""
    with ask.reading() as connection:
        waiting = reviews.open_reviews(connection)
        done = reviews.closed_reviews(connection)
        known = page_rows(connection)
    book = own_rulebook()
    unread = by_session(due(published.places(book), clock.today(), known))
    return ask.page(
        "desk/rules.html", broken=book.faults, waiting=waiting, done=done, kinds=KINDS, due=unread[:_DUE_SHOWN], due_in_all=len(unread),
        pages_read=sum(row.read_at is not None for row in known.values()),
        pages_failed=sum(row.problem is not None for row in known.values()),
    )  # fmt: skip


@pages.get("/desk/rules/{number}", ORGANIZER)
def rule(ask: Ask) -> Response:
    """One review, with the difference."""
    return _shown(ask, Faults())


def _shown(ask: Ask, faults: Faults, status: int = 200) -> Response:
    row = _review(ask)
    pair = reviews.rule_of(own_rulebook(), row.place, row.rule)
    entry = published.rule_entry(pair[1], clock.today(), {}) if pair else None
    return ask.page(
        "desk/rule.html", status=status, review=row, rule=entry, kinds=KINDS, faults=faults,
        comparison=compare(row.before, row.after) if row.kind == "changed" else None,
        told={name: ask.sent(name, 2_000) for name in ("window", "how", "url", "why")},
    )  # fmt: skip


def _review(ask: Ask) -> Any:
    number = ask.part("number")
    row = None
    if number.isascii() and number.isdecimal() and len(number) < 15:
        with ask.reading() as connection:
            row = reviews.review(connection, int(number))
    if row is None:
        raise Problem(404, "There is no such review")
    return row


@pages.post("/desk/rules/{number}", ORGANIZER)
def decided(ask: Ask) -> Response:
    """Close a review: still right, stale, corrected, or nothing to do."""
    assert ask.session is not None
    row, outcome = _review(ask), ask.sent("do", 20)
    if outcome not in get_args(reviews.Outcome):
        raise Problem(400, "Open the page again", "Say what you found.")
    correction = reviews.Correction(**{name: ask.sent(name, 2_000) for name in ("window", "how", "url", "why")})
    folder = ask.site.settings.data_dir
    try:
        reviews.close(
            ask.site.engine,
            folder,
            own_rulebook(),
            row.id,
            outcome,  # type: ignore[arg-type]  # looked up above
            by=ask.session.name,
            correction=correction,
        )
    except UsageProblem as problem:
        return _shown(ask, Faults(form=str(problem)), status=422)
    keep_versions(ask.site.engine, own_rulebook())
    return ask.go("/desk/rules")
