"""Sessions and places: named as the native sources name them, whatever Open States calls them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.platforms.openstates_places import PLACES, ZONES, ocd_id, place_of, zone
from spiders.platforms.openstates_sessions import ours, theirs
from spiders.sources.us_ma.bills import general_court
from spiders.sources.us_ny import openleg
from spiders.sources.us_va import lis
from spiders.sources.us_wa import services
from tracker.records.jurisdictions import jurisdiction

DAY = dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("place", "there", "native"),
    [
        ("us-ma", "194th", str(general_court(DAY))),
        ("us-wa", "2025-2026", services.session(services.biennium(DAY))),
        ("us-ny", "2025-2026", openleg.session("2025")),
        ("us-va", "2025", lis.session("/lisfiles/20251/HISTORY.CSV")),
        ("us-va", "2024S1", lis.session("/lisfiles/20242/BILLS.CSV")),
        ("us-va", "2018specialI", lis.session("/lisfiles/20182/BILLS.CSV")),
        ("us-or", "2026R1", "2026R1"),
        ("us-or", "2021 Regular Session", "2021R1"),
        ("us-or", "2018 Special Session", "2018S1"),
        ("us-or", "2020 3rd Special Session", "2020S3"),
    ],
)
def test_a_session_has_the_name_that_the_native_source_uses(place: str, there: str, native: str) -> None:
    assert ours(place, there) == native


@pytest.mark.parametrize(
    ("place", "there", "here"),
    [
        ("us-il", "104th", "104"),
        ("us-md", "2024 Regular Session", "2024"),
        ("us-co", "2026A", "2026A"),
        ("us-tx", "892", "892"),
        ("us-oh", "136", "136"),
        ("us-nj", "221", "221"),
        ("us-xx", "a/b", "a-b"),
    ],
)
def test_other_sessions_lose_endings_and_words_only(place: str, there: str, here: str) -> None:
    assert ours(place, there) == here


@pytest.mark.parametrize(
    ("place", "here", "there"),
    [
        ("us-ma", "194", "194th"),
        ("us-ma", "193", "193rd"),
        ("us-ma", "192", "192nd"),
        ("us-ma", "191", "191st"),
        ("us-ma", "194th", "194th"),
        ("us-or", "2021R1", "2021 Regular Session"),
        ("us-or", "2026R1", "2026R1"),
        ("us-va", "2019S1", "2019specialI"),
        ("us-va", "2026", "2026"),
        ("us-wa", "2025-2026", "2025-2026"),
    ],
)
def test_what_is_asked_for_comes_back_under_our_name(place: str, here: str, there: str) -> None:
    assert theirs(place, here) == there
    assert ours(place, there) == ours(place, here)


def test_every_place_goes_there_and_back() -> None:
    assert len(PLACES) == 52
    assert [place_of(ocd_id(place)) for place in PLACES] == list(PLACES)
    assert place_of({"id": "ocd-jurisdiction/country:us/government"}) == "us"
    for place in ZONES:
        zone(place)


@pytest.mark.parametrize(
    "told",
    [None, {}, 7, "", "ocd-jurisdiction/country:ca/government", "ocd-jurisdiction/country:us/state:zz/government"],
)
def test_no_place_is_a_changed_page(told: object) -> None:
    with pytest.raises(PageChanged, match="jurisdiction: wanted"):
        place_of(told)


def test_the_recorded_jurisdictions_are_places_of_ours(recordings: Path) -> None:
    body = json.loads((recordings / "state/openstates-api-v3/jurisdictions.json").read_text(encoding="utf-8"))

    assert {ocd_id(place_of(row)) for row in body["results"]} == {row["id"] for row in body["results"]}


@pytest.mark.parametrize(
    ("place", "theirs_", "ours_"),
    [
        ("us-mn", "2025-2026", "94"),
        ("us-sc", "2025-2026", "126"),
        ("us-al", "2026rs", "2026"),
        ("us-az", "57th-2nd-regular", "57-2"),
    ],
)
def test_names_of_sessions_are_those_of_the_table_of_legislatures_and_lead_back(
    place: str, theirs_: str, ours_: str
) -> None:
    known = jurisdiction(place)
    assert known is not None
    assert ours_ in {each.session for each in known.sittings}
    assert ours(place, theirs_) == ours_
    assert theirs(place, ours_) == theirs_
