"""The pages behind the links in mails: confirm, manage, unsubscribe, mute, take along, delete. Opening one does nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import orjson
from sqlalchemy import Connection
from starlette.responses import Response

from tracker import clock
from tracker.db.engine import reading
from tracker.exports import urls
from tracker.subscriptions import faster, own_rhythm, service
from tracker.subscriptions.names import mutable
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.replay import replay
from tracker.subscriptions.service import Subscription, changing
from tracker.web import choices as web_choices
from tracker.web import preference_forms, rate_limits
from tracker.web.access import LINK
from tracker.web.errors import Problem
from tracker.web.filters import Faults
from tracker.web.request_context import Ask, Pages
from tracker.web.todo import tasks, tick

pages = Pages()
_MUTABLE: Final = ("record", "topic", "rule")
PAUSES: Final = (14, 30, 90)
"""Days a pause may last."""
_GONE: Final = "It may be older than three days, used up, or cut off by your email app."

_CUT_OFF: Final = (
    "It may be deleted already, or the link was cut off. Open the link in your newest email, or get your links again."
)


def _found(ask: Ask, purpose: str) -> Subscription | None:
    """The subscription of the link in the path. Whoever tries many links is stopped."""
    token = ask.part("token")
    engine = ask.site.engine
    with reading(engine) as connection:
        subscription = service.by_token(connection, token, purpose) if len(token) <= 200 else None
    if subscription is None and not rate_limits.allowed(
        engine, rate_limits.MISSED_LINKS, rate_limits.network(ask.request)
    ):
        raise Problem(
            429, "Too many links that lead nowhere", "Please try again in an hour.", headers={"Retry-After": "3600"}
        )
    return subscription


def _to_stop(ask: Ask) -> Subscription:
    """The subscription to stop. Who reads that an unknown one was stopped would get the next mail all the same."""
    subscription = _found(ask, "unsubscribe")
    if subscription is None:
        raise Problem(404, "We could not find this subscription", _CUT_OFF)
    return subscription


def _of_link(ask: Ask, purpose: str) -> Subscription:
    subscription = _found(ask, purpose)
    if subscription is None:
        raise Problem(404, "This link does not work any more", _GONE)
    return subscription


@pages.get("/confirm/{token}", LINK)
def confirm(ask: Ask) -> Response:
    """One obvious button; mail scanners open links, and must not confirm anybody."""
    subscription = _of_link(ask, "confirm")
    done = subscription.state == "active"
    with ask.reading() as connection:
        played = None if done else replay(connection, subscription.wishes)
    return ask.page(
        "confirm.html",
        subscription=subscription,
        done=done,
        replay=played,
        titles=web_choices.topic_titles(),
        subscription_calendar=_calendar(ask, subscription),
        manage=subscription.link("manage"),
    )


@pages.post("/confirm/{token}", LINK)
def confirmed(ask: Ask) -> Response:
    """Confirm; a second time says the same."""
    _of_link(ask, "confirm")
    with changing(ask.site.engine) as connection:
        subscription = service.confirm(connection, ask.part("token"))
    if subscription is None:
        raise Problem(404, "This link does not work any more", _GONE)
    return ask.page(
        "confirm.html",
        subscription=subscription,
        done=True,
        replay=None,
        titles=web_choices.topic_titles(),
        subscription_calendar=_calendar(ask, subscription),
        manage=subscription.link("manage"),
    )


def _calendar(ask: Ask, subscription: Subscription) -> dict[str, str] | None:
    """Where the subscription's own calendar stands; a list has none, since its address would be everybody's."""
    if subscription.is_list or subscription.state != "active":
        return None
    address = urls.calendar(ask.site.url, subscription.id, subscription.link("calendar"))
    return {"address": address, "webcal": f"webcal://{address.partition('://')[2]}"}


@pages.get("/unsubscribe/{token}", LINK)
def unsubscribe(ask: Ask) -> Response:
    """Ask once, with other ways to hear less."""
    subscription = _to_stop(ask)
    return _stopping(ask, subscription, done=subscription.state == "stopped")


def _stopping(ask: Ask, subscription: Subscription, *, done: bool) -> Response:
    """The page that asks or says so, with the ways back and the ways to hear less."""
    manage = "" if subscription.is_list else subscription.link("manage")
    return ask.page(
        "unsubscribe.html",
        subscription=subscription,
        done=done,
        token=ask.part("token"),
        manage=manage,
        titles=web_choices.topic_titles(),
        pauses=PAUSES,
    )


@pages.get("/unsubscribe/one-click/{token}", LINK)
def one_click_opened(ask: Ask) -> Response:
    """The address of the List-Unsubscribe header in a browser: the same page as the mail's own link, and nothing is done."""
    return unsubscribe(ask)


@pages.post("/unsubscribe/{token}", LINK)
def unsubscribed(ask: Ask) -> Response:
    """Stop it. Of a list that many read one reader cannot stop it for all."""
    subscription = _to_stop(ask)
    if not subscription.is_list:
        with changing(ask.site.engine) as connection:
            service.stop(connection, subscription.id)
    return _stopping(ask, subscription, done=not subscription.is_list)


@pages.post("/unsubscribe/one-click/{token}", LINK)
def one_click(ask: Ask) -> Response:
    """RFC 8058: a mail provider stops it for a person. No cookie counts, and twice is as good as once."""
    if ask.sent("List-Unsubscribe", 40) != "One-Click":
        return Response("expected List-Unsubscribe=One-Click\n", 400, media_type="text/plain")
    subscription = _found(ask, "unsubscribe")
    if subscription is None:  # never say that it is done when nothing was
        return Response("this link is unknown; nothing was changed\n", 404, media_type="text/plain")
    if not subscription.is_list:
        with changing(ask.site.engine) as connection:
            service.stop(connection, subscription.id)
    return Response("unsubscribed\n", 200, media_type="text/plain")


@pages.get("/mute/{token}", LINK, reads=_MUTABLE)
def mute(ask: Ask) -> Response:
    """Not for me: of this bill, this topic or this rule."""
    _of_link(ask, "mute")
    choices = _mutable(ask)
    return ask.page(
        "mute.html",
        choices=choices,
        titles=web_choices.topic_titles(),
        named=_named(ask, choices),
        muted="",
        undone=False,
    )


def _named(ask: Ask, things: list[tuple[str, str]]) -> dict[str, str]:
    """The titles of the records among what may be left out."""
    with ask.reading() as connection:
        return web_choices.record_titles(connection, [value for kind, value in things if kind == "record"])


def _mutable(ask: Ask) -> list[tuple[str, str]]:
    return [(kind, ask.sent(kind, 200)) for kind in _MUTABLE if ask.sent(kind, 200)]


@pages.post("/mute/{token}", LINK)
def muted(ask: Ask) -> Response:
    """Tell no more of it, or tell it again."""
    subscription = _of_link(ask, "mute")
    what = ask.sent("what", 220)
    kind, _colon, value = what.partition(":")
    undone = ask.sent("do") == "undo"
    with changing(ask.site.engine) as connection:
        if undone:
            service.unmute(connection, subscription.id, kind, value)
        else:  # a kind that is none is refused by `mute` itself
            value = mutable(connection, kind, value) if kind in service.MUTES else value
            what = f"{kind}:{value}"
            service.mute(connection, subscription.id, kind, value)
    titles, named = web_choices.topic_titles(), _named(ask, [(kind, what.partition(":")[2])])
    return ask.page("mute.html", choices=[], titles=titles, named=named, muted=what, undone=undone)


@pages.get("/manage/{token}", LINK)
def manage(ask: Ask) -> Response:
    """Everything about one subscription on one page."""
    return _managed(ask, _of_link(ask, "manage"))


def _managed(
    ask: Ask,
    subscription: Subscription,
    *,
    wishes: Wishes | None = None,
    faults: Faults | None = None,
    said: str = "",
    tried: bool = False,
) -> Response:
    shown_wishes = wishes or subscription.wishes
    with ask.reading() as connection:
        muted_things = service.mutes(connection, subscription.id).get(subscription.id, [])
        offered = faster.offers(connection, [subscription.id]).get(subscription.id, ())
        followed = web_choices.followed_names(connection, shown_wishes)
        played = replay(connection, shown_wishes) if tried else None
        todo = tasks(connection, subscription)
        siblings = own_rhythm.others(connection, subscription)
    return ask.page(
        "manage.html",
        todo=todo,
        siblings=siblings,
        replay=played,
        status=422 if faults else 200,
        subscription=subscription,
        wishes=shown_wishes,
        faults=faults or Faults(),
        choices=ask.choices(),
        followed=followed,
        muted=muted_things,
        named=_named(ask, muted_things),
        faster=offered,
        words="",
        subscription_calendar=_calendar(ask, subscription),
        pauses=PAUSES,
        zones=sorted({*preference_forms.ZONES, shown_wishes.timezone}),
        token=ask.part("token"),
        said=said,
    )


def _unmute(connection: Connection, subscription: Subscription, muted_value: str) -> None:
    kind, _colon, value = muted_value.partition(":")
    service.unmute(connection, subscription.id, kind, value)


def _own(connection: Connection, subscription: Subscription, value: str) -> None:
    cadence, _colon, topic = value.partition(":")
    own_rhythm.split(connection, subscription, topic, cadence)


_ANSWERS: Final[dict[str, Callable[[Connection, Subscription, str], None]]] = {
    "unmute": _unmute,
    "pause": lambda connection, subscription, days: service.pause(
        connection, subscription.id, clock.today() + dt.timedelta(days=_days(days))
    ),
    "faster": faster.accept,
    "own": _own,
    "done": lambda connection, subscription, value: tick(connection, subscription, value, ticked=True),
    "undone": lambda connection, subscription, value: tick(connection, subscription, value, ticked=False),
    "slower": lambda connection, subscription, place: faster.decline(connection, subscription.id, place),
}
"""Buttons that say what they are about after a colon."""

_STATES: Final[dict[str, Callable[[Connection, int], object]]] = {
    "resume": service.resume,
    "stop": service.stop,
    "again": service.confirm_by_hand,
}
"""Buttons that change whether mail comes."""


@pages.post("/manage/{token}", LINK)
def managed(ask: Ask) -> Response:
    """Change, pause, resume, tell again, stop or delete, as the button says."""
    subscription = _of_link(ask, "manage")
    doing = ask.sent("do", 400)
    if doing in {"save", "try"}:
        wishes, faults = preference_forms.read(ask, subscription.wishes)
        if faults or doing == "try":
            return _managed(ask, subscription, wishes=wishes, faults=faults, tried=not faults)
    with changing(ask.site.engine) as connection:
        if doing == "save":
            service.change(connection, subscription.id, wishes)
        elif doing in _STATES:
            _STATES[doing](connection, subscription.id)
        elif doing.partition(":")[0] in _ANSWERS:
            answer, _colon, value = doing.partition(":")
            _ANSWERS[answer](connection, subscription, value)
        elif doing == "forget":
            service.forget(connection, subscription.subscriber_id)
            return ask.page("forgotten.html")
        elif doing == "data":
            return ask.page("data_asked.html", asked=service.send_data_link(connection, subscription) != "limited")
        else:
            raise Problem(400, "That could not be understood", "The page was sent without saying what to do.")
        now = service.by_id(connection, subscription.id)
    assert now is not None
    return _managed(ask, replace(now), said=doing.partition(":")[0])


def _days(given: str) -> int:
    if given not in {str(days) for days in PAUSES}:
        raise Problem(400, "That could not be understood", "A pause lasts 14, 30 or 90 days.")
    return int(given)


@pages.get("/my-data/{token}", LINK)
def data_offered(ask: Ask) -> Response:
    """One button: mail scanners open links, and the data is handed out once."""
    _of_link(ask, "data")
    return ask.page("own_data.html", token=ask.part("token"))


@pages.post("/my-data/{token}", LINK)
def data(ask: Ask) -> Response:
    """Everything kept about this address, to take along."""
    _of_link(ask, "data")
    with changing(ask.site.engine) as connection:
        everything = service.take_data(connection, ask.part("token"))
    if everything is None:
        raise Problem(410, "This link was used", "It works once. Ask for another on the page of your subscription.")
    body = orjson.dumps(everything, option=orjson.OPT_INDENT_2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(body, 200, headers, "application/json")
