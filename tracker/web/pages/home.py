"""Home: what needs people this week, what moved, how this works."""

from __future__ import annotations

from starlette.responses import Response

from tracker import clock
from tracker.web import choices
from tracker.web.access import ANYONE
from tracker.web.request_context import Ask, Pages

pages = Pages()


@pages.get("/", ANYONE, keep=True)
def home(ask: Ask) -> Response:
    """The page that everyone sees first."""
    week, figures = ask.site.week.now(), ask.site.figures.now()
    sources = ask.site.sources.now()
    return ask.page(
        "home.html",
        soon=week.soon,
        ahead=week.still_ahead(clock.now()),
        moved=week.moved,
        flagged=ask.site.flagged.now(),
        held=figures.totals,
        places=figures.places,
        fresh=max((row.last_good_at for row in sources if row.last_good_at), default=None),
        titles=choices.topic_titles(),
    )
