"""What of a stored record the rules see: each kind by the fields that its readers know, and the day it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tracker.rules.documents import document_of

BILL = {
    "jurisdiction": "us-wa",
    "title": "An act",
    "other_titles": [{"title": "Short act"}, {"title": ""}, {"title": "Short act"}],
    "abstracts": [{"abstract": "About care."}],
    "subject": ["Health"],
    "committees": [{"name": "Health Care"}],
    "sponsorships": [{"name": "Rep. Lee"}, {"name": "Rep. Roe"}],
    "actions": [{"date": "2026-01-09"}, {"date": "2026-02-03T10:00:00-08:00"}, {"date": "2026-01-30"}],
}
HEARING = {
    "jurisdiction": "us-wa",
    "name": "Health Care",
    "start": "2026-02-03T13:30:00-08:00",
    "description": "On care.",
    "committee": "Health",
    "agenda": [{"description": "Item 1"}, {"description": None}],
    "bills": [{"title": "An act"}, {"title": None}],
}
NOTICE = {
    "jurisdiction": "us",
    "title": "Rule",
    "abstract": "On parity.",
    "action": "Proposed rule.",
    "agencies": ["HHS"],
    "subject": ["Insurance"],
    "published": "2026-02-03",
}
EMPTY = {"jurisdiction": "us", "title": "Act", "name": "Act", "start": "2026-02-03"}


@pytest.mark.parametrize(
    ("kind", "record", "fields"),
    [
        (
            "bill",
            BILL,
            {
                "title": ("An act", "Short act"),
                "abstract": ("About care.",),
                "subject": ("Health",),
                "committee": ("Health Care",),
                "sponsor": ("Rep. Lee", "Rep. Roe"),
            },
        ),
        (
            "hearing",
            HEARING,
            {
                "title": ("Health Care",),
                "abstract": ("On care.",),
                "committee": ("Health",),
                "agenda": ("Item 1", "An act"),
            },
        ),
        (
            "notice",
            NOTICE,
            {
                "title": ("Rule",),
                "abstract": ("On parity.", "Proposed rule."),
                "committee": ("HHS",),
                "subject": ("Insurance",),
            },
        ),
        ("bill", EMPTY, {"title": ("Act",), "abstract": (), "subject": (), "committee": (), "sponsor": ()}),
        ("hearing", EMPTY, {"title": ("Act",), "abstract": (), "committee": (), "agenda": ()}),
        ("notice", EMPTY, {"title": ("Act",), "abstract": (), "committee": (), "subject": ()}),
    ],
)
def test_a_record_is_seen_by_its_fields(kind: str, record: dict[str, Any], fields: dict[str, tuple[str, ...]]) -> None:
    found = document_of(kind, "key", record, stage="introduced")
    assert found.fields == fields
    assert (found.id, found.kind, found.jurisdiction, found.stage) == (
        "key", kind, record["jurisdiction"], "introduced",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "record", "day"),
    [("bill", BILL, "2026-02-03"), ("hearing", HEARING, "2026-02-03"), ("notice", NOTICE, "2026-02-03"),
     ("bill", EMPTY, None), ("notice", EMPTY, None)],
)  # fmt: skip
def test_its_day_is_that_of_the_newest_action_the_hearing_or_the_publication(
    kind: str, record: dict[str, Any], day: str | None
) -> None:
    assert document_of(kind, "key", record).date == (dt.date.fromisoformat(day) if day else None)


def test_a_text_joins_by_its_sections_and_their_headings() -> None:
    found = document_of("bill", "key", EMPTY, text="SECTION 1. CARE.\nCare is given.")
    assert found.fields["heading"] == ("SECTION 1. CARE.",)
    assert found.fields["text"] == ("SECTION 1. CARE.\nCare is given.",)
    assert "text" not in document_of("bill", "key", EMPTY, text="").fields
