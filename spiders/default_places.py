"""Say which places git reads for whoever has no key and names none: those that somebody here follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders.platforms.openstates_places import ZONES
from tracker.db.engine import reading
from tracker.subscriptions import people

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.settings import Settings

LIVE = frozenset({"active", "paused"})
"""Subscriptions that are told of things, now or again."""


def with_places(engine: Engine, settings: Settings) -> Settings:
    """The settings, with the places that are followed here where the operator named none and has no aggregator's key.

    Congress is left out, since its own sources need no key. A subscription to everywhere names no place: that would be a
    copy of every legislature, which only the operator may want.
    """
    keys = (settings.openstates_api_key, settings.legiscan_api_key)
    if settings.govbot_places or any(key.get_secret_value() for key in keys):
        return settings
    with reading(engine) as connection:
        followed = {
            place
            for subscription in people.all_of(connection)
            if subscription.state in LIVE
            for place in subscription.wishes.places
        }
    places = sorted(followed & (set(ZONES) - {"us"}))
    return settings.model_copy(update={"govbot_places": ",".join(places)}) if places else settings
