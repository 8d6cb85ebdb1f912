"""Subscribe: one form, one mail to confirm; strangers learn nothing about who subscribes."""

from __future__ import annotations

import time
from typing import Final

from starlette.responses import Response

from tracker import clock
from tracker.subscriptions import service, tokens
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.replay import replay
from tracker.subscriptions.service import changing
from tracker.web import choices as web_choices
from tracker.web import preference_forms, rate_limits
from tracker.web.access import VISITOR
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages

pages = Pages()
LEAST_SECONDS: Final = 3
"""Nobody fills a form faster; programs do."""
MOST_SECONDS: Final = 24 * 3600
_SAME_TIME: Final = 0.15
"""Seconds every sign-up takes, so that its time says nothing about the address."""
_OF_PREVIEWS: Final = ("record", "rule")
"""What a preview's "Not for me" would leave out: nobody is subscribed to it, so that the form says nothing of it."""


@pages.get("/subscribe", VISITOR, reads=(*preference_forms.FIELDS, "q", *_OF_PREVIEWS))
def subscribe(ask: Ask) -> Response:
    """The form, filled with what the reader came from."""
    came_from, faults = preference_forms.read(ask, Wishes(language=ask.language))
    if ask.sent("q", 200):  # the form offers to follow this search
        faults.pop("only_followed", None)
    return _form(ask, came_from, faults, status=422 if faults else 200)


def _form(
    ask: Ask, wishes: Wishes, faults: Faults, address: str = "", status: int = 200, *, tried: bool = False
) -> Response:
    given = ask.sent("stamp", 80)
    with ask.reading() as connection:
        followed = web_choices.followed_names(connection, wishes)
        played = replay(connection, wishes) if tried else None
    return ask.page(
        "subscribe.html",
        replay=played,
        status=status,
        wishes=wishes,
        faults=faults,
        address=address,
        choices=ask.choices(),
        followed=followed,
        zones=preference_forms.ZONES,
        # Whoever corrects a slip has read the form already; a form that was open too long begins anew.
        stamp=given if (took := age(given)) is not None and took <= MOST_SECONDS else stamp(),
        words=ask.sent("q", 200),
    )


def stamp() -> str:
    """When a form was made, so that one that comes back at once is known for a program's."""
    now = str(int(clock.now().timestamp()))
    return f"{now}.{tokens.signature('form', now, 24)}"


def age(given: str) -> float | None:
    """Seconds since the form was made; None where the stamp is not ours."""
    made, _dot, mark = given.partition(".")
    if not made.isdecimal() or not tokens.signed("form", made, mark):
        return None
    return clock.now().timestamp() - int(made)


@pages.post("/subscribe", VISITOR)
def asked(ask: Ask) -> Response:
    """Take the wish and queue the mail that asks for a confirmation; the answer is the same whoever asks."""
    began = time.monotonic()
    faults = Faults()
    wishes, more = preference_forms.read(ask, Wishes(language=ask.language))
    if ask.sent("do") == "try":
        return _form(ask, wishes, more, ask.sent("address", 254), status=422 if more else 200, tried=not more)
    address = preference_forms.address(ask, faults)
    faults.update(more)
    took = age(ask.sent("stamp", 80))
    if took is None or took > MOST_SECONDS:
        faults["form"] = "This form was open for too long. Please send it again."
    elif took < LEAST_SECONDS and not faults:
        faults["form"] = "That was very quick. Please look it over and send it again."
    if faults:
        return _form(ask, wishes, faults, address, status=422)
    if ask.sent("website"):  # a field that people do not see
        return _sent(ask, began)
    if not rate_limits.allowed(ask.site.engine, rate_limits.SIGN_UP_FROM, rate_limits.network(ask.request)):
        raise Problem(
            429, "Too many sign-ups from here", "Please try again in an hour.", headers={"Retry-After": "3600"}
        )
    with changing(ask.site.engine) as connection:
        service.subscribe(connection, address, wishes)
    return _sent(ask, began)


def _sent(ask: Ask, began: float) -> Response:
    time.sleep(max(0.0, began + _SAME_TIME - time.monotonic()))
    return ask.go("/subscribe/sent")


@pages.get("/subscribe/sent", VISITOR)
def sent(ask: Ask) -> Response:
    """Look into your mail."""
    return ask.page("sent.html")


@pages.get("/links", VISITOR)
def links(ask: Ask) -> Response:
    """For those who lost the mail with their links."""
    return ask.page("links.html", faults=Faults(), address="", stamp=stamp())


@pages.post("/links", VISITOR)
def send_links(ask: Ask) -> Response:
    """Mail the links again, if there is a subscription; the page does not say."""
    began = time.monotonic()
    faults = Faults()
    address = preference_forms.address(ask, faults)
    if faults:
        return ask.page("links.html", status=422, faults=faults, address=address, stamp=stamp())
    if not rate_limits.allowed(ask.site.engine, rate_limits.SIGN_UP_FROM, rate_limits.network(ask.request)):
        raise Problem(
            429, "Too many requests from here", "Please try again in an hour.", headers={"Retry-After": "3600"}
        )
    with changing(ask.site.engine) as connection:
        service.send_links(connection, address)
    return _sent(ask, began)
