"""What is served on another port leads to that port."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from tests.web.world import serving


@pytest.mark.parametrize("chosen", ["", "https://tracker.example.org"])
def test_links_of_pages_lead_to_where_they_are_served_or_to_the_chosen_address(tmp_path: Path, chosen: str):
    environment = {"TRACKER_SITE_URL": chosen} if chosen else {}
    with (
        serving(tmp_path / "data", **environment) as address,
        urllib.request.urlopen(f"{address}/bills.atom") as answer,
    ):
        told = answer.read().decode()
    assert f'href="{chosen or address}/bills"' in told
    assert ":8000" not in told
