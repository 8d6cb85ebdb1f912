"""The boards of the largest counties are each read by a source that covers the place, or named as missing."""

from __future__ import annotations

import re

from sqlalchemy import Engine

from spiders import registry
from spiders.county_boards import boards
from spiders.coverage import coverage
from spiders.tellers import covers
from tracker.db.engine import reading
from tracker.settings import load


def test_forty_boards_are_named_once_each_and_their_sources_cover_their_places():
    found = boards()
    assert len(found) >= 40
    assert len({each.place for each in found}) == len({each.body for each in found}) == len(found)
    assert all(re.fullmatch(r"us-[a-z]{2}-[a-z-]+", each.place) for each in found)
    read = [each for each in found if each.source]
    assert read
    assert all(covers(registry.source(each.source or ""), each.place, load()) for each in read)


def test_a_place_says_which_board_is_missing(sqlite_engine: Engine):
    places = ["us-ca-los-angeles-county", "us-oh-summit"]
    with reading(sqlite_engine) as connection:
        notes = {each.place: each.note for each in coverage(connection, places, load()) if each.thing == "hearings"}
    assert "Los Angeles County Behavioral Health Commission: missing; `tracker sources find" in notes[places[0]]
    assert "missing" not in notes[places[1]]
