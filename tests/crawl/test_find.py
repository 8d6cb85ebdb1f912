"""Look for a city's calendar on the systems that we read: likely names, politely, nothing stored, lines to add."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from spiders.find_platform import HABITS, candidates
from tests.command import process, tracker
from tests.crawl.world import world
from tests.local.test_city_calendars import primegov
from tracker.errors import UsageProblem

LIST = "https://phoenix.primegov.com/api/v2/PublicPortal/ListUpcomingMeetings"


def test_a_calendar_is_found_by_a_likely_name_and_its_lines_can_be_added():
    with world() as network:
        network.page(LIST, primegov().encode(), "application/json")
        environment = {"TRACKER_DETOUR": network.address}
        told = process("sources", "find", "us-az-phoenix", "--write", "--format", "json", **environment)
        again = process("sources", "find", "us-az-phoenix", "--write", **environment)
    found = json.loads(told.stdout)

    assert told.returncode == 0, told.stderr
    assert [(each["system"], each["name"]) for each in found if each["found"]] == [("primegov", "phoenix")]
    assert (found[0]["sample"], found[0]["newest"]) == ("Health Committee", "2026-12-10")
    assert len(found) == sum(map(len, HABITS.values()))
    assert all(each["reason"] for each in found if not each["found"])
    own = Path(os.environ["TRACKER_DATA_DIR"]) / "primegov-clients.toml"
    assert tomllib.loads(own.read_text())["client"][0]["timezone"] == "America/Phoenix"
    assert (again.returncode, again.stderr.count("stands in")) == (2, 1)
    assert tracker("hearings", "--format", "jsonl").stdout == ""


def test_nothing_found_says_so():
    with world() as network:
        told = process("sources", "find", "us-az-phoenix", TRACKER_DETOUR=network.address)
    assert told.returncode == 1
    assert "no system answers" in told.stderr
    assert "Traceback" not in told.stderr


def test_an_address_that_the_place_links_to_is_tried_and_nothing_is_guessed():
    home = b"<html><body><a href='https://phoenix.primegov.com/public/portal'>Meetings</a></body></html>"
    with world() as network:
        network.page(LIST, primegov().encode(), "application/json")
        network.page("https://www.phoenix.gov/", home, "text/html")
        environment = {"TRACKER_DETOUR": network.address}
        asked = ("sources", "find", "us-az-phoenix", "--format", "json", "--at")
        page = process(*asked, "https://www.phoenix.gov/", **environment)
        portal = process(*asked, "https://phoenix.primegov.com/public/portal", **environment)
        nothing = process(*asked, "https://nowhere.example/", **environment)
        refused = process(*asked, "ftp://phoenix.gov/", **environment)

    assert page.returncode == 0, page.stderr
    assert json.loads(page.stdout) == [
        {"system": "primegov", "name": "phoenix", "url": "https://phoenix.primegov.com/public/portal"}
    ]
    assert "tracker sources find us-az-phoenix --at 'https://phoenix.primegov.com/public/portal'" in page.stderr
    (found,) = json.loads(portal.stdout)
    assert (found["system"], found["name"], found["meetings"]) == ("primegov", "phoenix", 1)
    assert (nothing.returncode, "https://nowhere.example/" in nothing.stderr) == (1, True)
    assert (refused.returncode, "only http and https" in refused.stderr) == (2, True)


def test_a_state_is_no_city():
    with pytest.raises(UsageProblem, match="us-az-phoenix"):
        candidates("us-az")


def test_each_candidate_s_lines_are_an_entry_that_its_system_reads():
    for each in candidates("us-nm-las-cruces"):
        entry = tomllib.loads(each.lines)["client"][0]
        assert entry["place"] == "us-nm-las-cruces"
        assert entry["timezone"] == "America/Denver"
