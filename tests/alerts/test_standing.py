"""Where a bill stands is told as it is: out of a committee or in the next one, in a legislature of one chamber, sent back."""

from __future__ import annotations

import datetime as dt

import pytest

from alerts.compose.actions import Reader, executive_offices, suggest
from alerts.stories.standing import out_of_committee, returned
from tests.alerts.test_actions import story
from tests.records import bill
from tracker.records.items import Action
from tracker.records.stages import ONE_CHAMBER

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("Ordered to be reported favorably.", True),
        ("Do pass and be re-referred to Com. on APPR.", False),
        ("Committee report, to adopt as amended and re-refer to Ways and Means", False),
        ("Reported favorably and referred to the committee on Senate Ways and Means", False),
        ("Reported, referred to Rules", True),
    ],
)
def test_a_report_to_another_committee_is_no_report_to_the_floor(words: str, out: bool):
    step = Action(date=TODAY, description=words, classification=("committee-passage",))
    assert out_of_committee(bill(actions=(step,)), TODAY) is out


def test_a_conditional_veto_waits_for_the_legislature():
    passed = Action(date=TODAY, description="Vetoed.", classification=("executive-veto",))
    sent_back = Action(date=TODAY, description="Conditional Veto, Received", classification=("executive-veto",))
    assert returned(bill(actions=(sent_back,)), TODAY) == sent_back
    assert returned(bill(actions=(passed,)), TODAY) is None


@pytest.mark.parametrize("place", sorted(ONE_CHAMBER))
def test_no_legislature_of_one_chamber_is_said_to_have_both(place: str):
    assert story(place=place, stage="passed-both").told_stage == "passed"


def test_an_executive_is_written_to_at_its_own_office_or_nowhere():
    offices = executive_offices()
    assert all(url.startswith("https://") for url in offices.values())
    assert len(set(offices.values())) == len(offices)
    for place in ("us", "us-dc", "us-ne", "us-nowhere"):
        assert suggest(story(place=place, stage="sent-to-executive"), Reader()).url == offices.get(place)
