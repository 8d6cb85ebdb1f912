"""Hand-made records for tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from tracker.ingest.source import AGGREGATOR, Source
from tracker.records.items import (
    Abstract,
    Action,
    HeardBill,
    Link,
    RelatedBill,
    ScrapedBill,
    ScrapedHearing,
    ScrapedNotice,
    Sponsorship,
    Version,
)

EASTERN = ZoneInfo("America/New_York")

CONGRESS = Source(
    jurisdiction="us",
    publisher="Congress",
    timezone=EASTERN,
    url="https://www.congress.gov",
    kind="bills",
    lists_all_upcoming=True,
)
READER = replace(CONGRESS, publisher="A reader of legislatures", authority=AGGREGATOR)

INTRODUCED = Action(
    date=dt.date(2026, 11, 2), description="Introduced in House", classification=("introduction",), organization="lower"
)
REFERRED = Action(
    date=dt.date(2026, 11, 3),
    description="Referred to the House Committee on Energy and Commerce.",
    classification=("referral-committee",),
    organization="lower",
)
PASSED = Action(
    date=dt.date(2026, 11, 20), description="Passed House", classification=("passage",), organization="lower"
)


def bill(number: int = 1, **changed: Any) -> ScrapedBill:
    """A bill of Congress."""
    made = ScrapedBill(
        jurisdiction="us",
        legislative_session="119",
        identifier=f"HR{number}",
        title="Crisis Care Act",
        from_organization="lower",
        subject=("Health", "Mental health"),
        abstracts=(Abstract(abstract="Pays for crisis lines.", note="Introduced in House", date=dt.date(2026, 11, 4)),),
        actions=(INTRODUCED, REFERRED),
        sponsorships=(Sponsorship(name="Rep. Doe, Jane", primary=True, classification="primary", person_id="D000001"),),
        versions=(
            Version(
                note="Introduced in House", date=dt.date(2026, 11, 2), links=(Link(url="https://example.org/ih.xml"),)
            ),
        ),
        related_bills=(RelatedBill(identifier="S 2", legislative_session="119", relation_type="companion"),),
        sources=(Link(url="https://www.congress.gov/bill/119th-congress/house-bill/1"),),
        stamp="v1",
    )
    return replace(made, **changed)


def hearing(key: str = "senate-1", **changed: Any) -> ScrapedHearing:
    """A hearing of the Senate, a week ahead of the tests' day."""
    made = ScrapedHearing(
        key=key,
        jurisdiction="us",
        name="Hearings to examine crisis care",
        start=dt.datetime(2026, 12, 1, 10, tzinfo=EASTERN),
        timezone="America/New_York",
        classification="hearing",
        committee="Health, Education, Labor, and Pensions",
        chamber="upper",
        location="SD-430",
        legislative_session="119",
        bills=(HeardBill(identifier="HR 1"),),
    )
    return replace(made, **changed)


def notice(key: str = "fr-2026-1", **changed: Any) -> ScrapedNotice:
    """A rule-making document of SAMHSA."""
    made = ScrapedNotice(
        key=key,
        jurisdiction="us",
        title="Medications for the Treatment of Opioid Use Disorder",
        classification="proposed-rule",
        published=dt.date(2026, 11, 10),
        comments_close=dt.datetime(2027, 1, 10, 23, 59, tzinfo=EASTERN),
        agencies=("Substance Abuse and Mental Health Services Administration",),
    )
    return replace(made, **changed)
