"""Recorded pages of real bodies: the sentences that a person marked are read to the moment that the person read."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tracker.testimony.notice_sentences import sentences
from tracker.testimony.notices import stated

ZONE = ZoneInfo("America/Chicago")
START = dt.datetime(2024, 9, 26, 18, tzinfo=ZONE)  # a Thursday evening; what is relative counts from here

MARKED = [
    # file, how the sentence begins, kind, moment
    ("ca/la_port_24.html", "Please submit your written comments prior to 4:00pm", "written-testimony", "2024-09-25 16:00"),
    ("ca/sf_planning.html", "For language assistance or disability accommodations", "accommodation", "2024-09-23 18:00"),
    ("ca/sf_planning.html", "Comments received by 9:30 a.m.", "written-testimony", "2024-09-26 09:30"),
    ("chi/chi_human_relations.html", "Please fill out the Speaker Request Form", "oral-sign-up", "2024-09-25 18:00"),
    ("pitt/pitt_virtual_planning_commission.html", "Email testimony will be accepted until", "written-testimony", "2024-09-25 12:00"),
    ("pitt/pitt_virtual_planning_commission.html", "Mailed testimony must be received", "written-testimony", "2024-09-24"),
    ("wichita/wicks_city_apc_detail.html", "Comments must be received by the Planning Department", "written-testimony", "2024-09-23 17:00"),
    ("omaha/oma_housing_auth_secondary.html", "Registrations must be completed by 4:30 P.M.", "oral-sign-up", "2024-09-24 16:30"),
    ("cle/cle_transit.html", "If you require a sign language", "accommodation", "2024-09-16"),
    ("akr/summ_children_services.html", "Any non-member of the Board seeking to speak", "oral-sign-up", "2024-09-24 18:00"),
]  # fmt: skip


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("name", "begins", "kind", "moment"), MARKED, ids=[f"{name}-{begins[:20]}" for name, begins, *_ in MARKED]
)
def test_a_marked_sentence_is_read_rightly(
    recordings: Path, name: str, begins: str, kind: str | None, moment: str
) -> None:
    page = recordings / "local" / "city-scrapers" / name
    if not page.is_file():
        pytest.skip(f"{name} was not recorded here")
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", page.read_text(encoding="utf-8", errors="replace"))
    chosen = next(each for each in sentences(text) if each.lstrip('"* ').startswith(begins))
    found = stated(chosen, START, ZONE).deadlines
    assert len(found) == 1
    due = found[0].due
    assert (due.strftime("%Y-%m-%d %H:%M") if isinstance(due, dt.datetime) else due.isoformat()) == moment
    assert kind in {None, found[0].kind}
