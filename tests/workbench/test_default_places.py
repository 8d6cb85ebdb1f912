"""Whoever has no key and names no place gets the places that are followed, by git."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from spiders.default_places import with_places
from tracker.settings import Settings
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

KEY = SecretStr("0123456789")


@pytest.mark.parametrize(
    ("set_here", "places"),
    [
        ({}, "us-ca,us-wa"),
        ({"govbot_places": "us-tx"}, "us-tx"),
        ({"openstates_api_key": KEY}, ""),
        ({"legiscan_api_key": KEY}, ""),
    ],
)
def test_followed_places_are_read_by_git_where_there_is_no_key(
    sqlite_engine: Engine, set_here: dict[str, object], places: str
):
    with service.changing(sqlite_engine) as connection:
        for name, wished in (("a", ("us-wa", "us")), ("b", ("us-ca", "us-wa-seattle")), ("c", ())):
            service.subscribe(connection, f"{name}@example.org", Wishes(places=wished), confirmed=True)

    assert with_places(sqlite_engine, Settings(**set_here)).govbot_places == places
