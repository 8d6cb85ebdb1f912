"""Documents of one rule-making have one deadline, which ends or moves."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from spiders.sources.us.dockets import orphans, settled
from spiders.sources.us.federal_register_json import read
from tracker.records.items import ScrapedNotice


def document(number: str, action: str, published: str, closes: str | None = None, **more: object) -> ScrapedNotice:
    told = {
        "document_number": number,
        "title": "Parity",
        "type": "Proposed Rule",
        "action": action,
        "publication_date": published,
        "comments_close_on": closes,
        "docket_ids": ["HHS-2026-1"],
        "regulation_id_numbers": [],
    }
    return read(told | more)


ORIGINAL = document("1", "Proposed rule.", "2026-10-12", "2026-12-12")


def day(notice: ScrapedNotice) -> str | None:
    return notice.comments_close.strftime("%Y-%m-%d %H:%M") if isinstance(notice.comments_close, dt.datetime) else None


@pytest.mark.parametrize(
    ("later", "status", "closes"),
    [
        (document("2", "Proposed rule; withdrawal.", "2026-11-21"), "withdrawn", "2026-12-12 23:59"),
        (
            document("2", "Proposed rule; extension of comment period.", "2026-11-21", "2027-01-11"),
            None,
            "2027-01-11 23:59",
        ),
        (
            document("2", "Proposed rule; reopening of comment period.", "2026-12-20", "2027-02-01"),
            None,
            "2027-02-01 23:59",
        ),
        (document("2", "Proposed rule; correction.", "2026-10-20", "2026-12-01"), None, "2026-12-01 23:59"),
        (document("2", "Proposed rule; correction.", "2026-10-20"), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; partial withdrawal.", "2026-10-20"), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; withdrawal.", "2026-11-21", docket_ids=["OTHER-1"]), None, "2026-12-12 23:59"),
        (document("2", "Proposed rule; withdrawal.", "2026-09-01"), None, "2026-12-12 23:59"),
    ],
)
def test_a_later_document_acts_on_the_original(later: ScrapedNotice, status: str | None, closes: str):
    for order in permutations((ORIGINAL, later)):
        made = {each.key: each for each in settled(order)}
        assert (made["fr-1"].status, day(made["fr-1"])) == (status, closes)
        assert made["fr-2"].comments_close is None


def test_documents_are_linked_by_their_regulation_number_too():
    one = document(
        "1", "Proposed rule.", "2026-10-12", "2026-12-12", docket_ids=[], regulation_id_numbers=["0930-AA02"]
    )
    two = document(
        "2", "Proposed rule; withdrawal.", "2026-11-21", docket_ids=["X-1"], regulation_id_numbers=["0930-AA02"]
    )
    assert [each.status for each in settled((one, two))] == ["withdrawn", None]
    assert orphans((two,)) == [two]
    assert orphans((one, two)) == []


@pytest.mark.parametrize(
    ("dates", "closes"),
    [
        ("Comments must be received on or before January 5, 2027.", "2027-01-05 23:59"),
        (
            "To be assured consideration, comments must be received no later than 5 p.m. on January 5, 2027.",
            "2027-01-05 17:00",
        ),
        ("This rule is effective on January 5, 2027.", None),
        ("The proposed rule published October 12, 2026 is withdrawn as of November 21, 2026.", None),
        (None, None),
    ],
)
def test_dates_are_read_where_the_field_is_missing(dates: str | None, closes: str | None):
    assert day(document("3", "Request for information.", "2026-11-22", dates=dates)) == closes
