"""Where a bill stands is told as it is: out of a committee or in the next one, in a legislature of one chamber, sent back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from alerts.compose.actions import Reader, executive_offices, suggest
from alerts.compose.facts import Due
from alerts.stories.people import plain_person
from alerts.stories.standing import (
    chamber_now,
    committee_now,
    is_simple_resolution,
    measure_of,
    needs_signature,
    out_of_committee,
    override_begun,
    passed_chambers,
    returned,
    signature_due,
    signed_by,
    sustained,
)
from tests.alerts.test_actions import story
from tests.records import bill
from tracker.records.items import Action, Committee, Sponsorship
from tracker.records.stages import ONE_CHAMBER, stage_of

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


def acts(*told: tuple[str, str | None]) -> tuple[Action, ...]:
    """Steps on days that follow each other: what each is, and whose."""
    return tuple(
        Action(date=dt.date(2026, 3, 1 + day), description=what, classification=(what,), organization=whose)
        for day, (what, whose) in enumerate(told)
    )


PASSED_ONE = acts(("introduction", "lower"), ("passage", "lower"))
PASSED_BOTH = (*PASSED_ONE, *acts(("introduction", None), ("introduction", None), ("passage", "upper"))[2:])
VETOED = (*PASSED_BOTH, *acts(*[("introduction", None)] * 3, ("executive-veto", "executive"))[3:])
OVERRIDDEN_ONCE = (*VETOED, *acts(*[("introduction", None)] * 4, ("veto-override-passage", "lower"))[4:])


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"actions": PASSED_ONE[:1]}, "lower"),
        ({"actions": PASSED_ONE[:1], "from_organization": None}, None),
        ({"actions": PASSED_ONE[:1], "from_organization": "legislature"}, "legislature"),
        ({"actions": PASSED_ONE[:1], "jurisdiction": "us-ne"}, "legislature"),
        ({"actions": PASSED_ONE}, "upper"),
        ({"actions": PASSED_BOTH}, None),  # no chamber votes on it any more
        ({"actions": VETOED}, "lower"),
        ({"actions": VETOED, "from_organization": None}, None),
        ({"actions": OVERRIDDEN_ONCE}, "upper"),
    ],
)
def test_the_next_vote_is_in_its_own_chamber_then_in_the_other_and_after_a_veto_in_its_own_again(
    told: dict, where: str | None
):
    assert chamber_now(bill(**told), TODAY) == where


def test_a_veto_is_sustained_where_the_vote_over_it_failed_and_nothing_came_after():
    failed = acts(*[("introduction", None)] * 4, ("veto-override-failure", "lower"))[4:]
    assert sustained(bill(actions=(*VETOED, *failed)), TODAY) == failed[0]
    assert sustained(bill(actions=VETOED), TODAY) is None
    assert sustained(bill(actions=OVERRIDDEN_ONCE), TODAY) is None
    assert sustained(bill(actions=PASSED_BOTH), TODAY) is None


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("Veto sustained", True),
        ("Motion to override the veto failed", True),
        ("Motion to override the veto not adopted", True),
        ("Passed over the Governor's veto. Motion to reconsider lost", False),
        ("Motion to sustain the veto failed", False),
    ],
)
def test_a_veto_is_not_sustained_by_a_vote_that_overrode_it(words: str, holds: bool):
    step = Action(date=dt.date(2026, 4, 1), description=words, organization="lower")
    assert (sustained(bill(actions=(*VETOED, step)), TODAY) == step) is holds


@pytest.mark.parametrize(
    ("committees", "told", "name"),
    [
        ([("Health", "lower"), ("Finance", "upper")], {"actions": PASSED_ONE[:1]}, "Health"),
        ([("Health", "lower"), ("Finance", "upper")], {"actions": PASSED_ONE}, "Finance"),
        ([("Health", "lower")], {"actions": PASSED_ONE}, None),
        ([("Health", "lower"), ("Joint", None)], {"actions": PASSED_ONE}, "Joint"),
        ([("Health", "upper")], {"actions": PASSED_ONE[:1], "jurisdiction": "us-ne"}, "Health"),
        ([], {"actions": PASSED_ONE[:1]}, None),
    ],
)
def test_the_committee_is_the_first_one_of_the_chamber_where_it_stands(
    committees: list[tuple[str, str | None]], told: dict, name: str | None
):
    there = tuple(Committee(name=each, chamber=chamber) for each, chamber in committees)
    assert committee_now(bill(committees=there, **told), TODAY) == name


@pytest.mark.parametrize(
    ("classification", "measure", "signed"),
    [
        ((), "bill", True),
        (("bill",), "bill", True),
        (("Joint Resolution",), "joint", True),
        (("bill", "constitutional amendment"), "amendment", False),
        (("concurrent resolution",), "concurrent", False),
        (("appointment",), "nomination", False),
        (("resolution",), "resolution", False),
        (("memorial",), "resolution", False),
        (("joint memorial",), "concurrent", False),
        (("something else",), "bill", True),
    ],
)
def test_what_kind_of_measure_it_is_decides_whether_an_executive_signs_it(
    classification: tuple[str, ...], measure: str, signed: bool
):
    made = bill(classification=classification)
    assert (measure_of(made), needs_signature(made), is_simple_resolution(made)) == (
        measure, signed, measure == "resolution",
    )  # fmt: skip


def test_who_sponsors_a_bill_is_known_by_id_and_by_plain_name():
    made = bill(sponsorships=(Sponsorship(name="Rep. Doe, Jane", person_id="us/person/D1"), Sponsorship(name="Roe")))
    assert signed_by(made) == {"D1", plain_person("Rep. Doe, Jane"), plain_person("Roe")}


def steps(*told: str, year: int = 2026) -> tuple[Action, ...]:
    """`upper:Passed` as a step in words alone, or `upper:Passed:passage` with its kind; one a day, from the first of November."""
    made = []
    for number, (whose, words, kind) in enumerate((*each.split(":"), "")[:3] for each in told):
        day = dt.date(year, 11, 1) + dt.timedelta(days=number)
        kinds = (kind,) if kind else ()
        made.append(Action(date=day, description=words, classification=kinds, organization=whose or None))
    return tuple(made)


DIFFER = steps("lower:Third reading, passed", "upper:Third reading, passed as amended")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"actions": DIFFER}, "lower"),
        ({"actions": DIFFER, "from_organization": None}, None),
        ({"actions": DIFFER, "from_organization": "executive"}, None),
        ({"actions": DIFFER, "from_organization": "upper"}, "upper"),
        ({"actions": (), "from_organization": "executive"}, None),
        ({"actions": VETOED, "from_organization": "executive"}, None),
        ({"actions": VETOED, "from_organization": "upper"}, "upper"),
        ({"actions": OVERRIDDEN_ONCE, "from_organization": "upper"}, "lower"),
        ({"actions": OVERRIDDEN_ONCE, "from_organization": None}, None),
        ({"actions": steps("upper:Third reading, passed"), "from_organization": "upper"}, "lower"),
    ],
)  # fmt: skip
def test_a_chamber_votes_next_only_where_it_is_known_to_be_one(changed: dict, where: str | None):
    assert chamber_now(bill(**{"jurisdiction": "us-xx", "identifier": "HB 1", **changed}), TODAY) == where


def test_passages_and_votes_over_a_veto_count_from_their_day_on():
    assert passed_chambers(bill(actions=PASSED_BOTH)) == ["lower", "upper"]
    alone = acts(("introduction", "legislature"), ("passage", "legislature"))
    there = bill(jurisdiction="us-ne", identifier="LB 1", from_organization="legislature", actions=alone)
    assert passed_chambers(there) == []
    assert passed_chambers(bill(actions=PASSED_BOTH), PASSED_ONE[-1].date) == ["lower"]
    over = OVERRIDDEN_ONCE[-1].date
    assert [override_begun(bill(actions=OVERRIDDEN_ONCE), day) for day in (over, over - dt.timedelta(1))] == [
        True,
        False,
    ]
    assert not override_begun(bill(actions=VETOED), TODAY)
    assert not override_begun(bill(actions=OVERRIDDEN_ONCE[-1:]), TODAY)  # of no veto that is told


@pytest.mark.parametrize(
    ("told", "out"),
    [
        ([], False),
        (["lower:Reported favorably:committee-passage-favorable"], True),
        (["lower:Reported:reported-out-of-committee"], True),
        (["lower:Reported:committee-passage", "lower:Referred to Finance:referral-committee"], False),
        (["lower:Referred to Health:referral-committee", "lower:Reported:committee-passage"], True),
        (["lower:Reported:committee-passage", "lower:Second reading:reading-2"], True),
        (["lower:Heard:committee-failure"], False),
    ],
)
def test_a_bill_is_out_of_committee_until_another_one_gets_it(told: list[str], out: bool):
    assert out_of_committee(bill(actions=steps(*told)), TODAY) is out


IN_MAY = [
    replace(each, date=each.date.replace(month=5))
    for each in steps("lower:Passed:passage", "upper:Passed:passage", ":Presented to the Governor:executive-receipt")
]
BY_THE_15TH = Due(kind="signature", due=dt.date(2026, 5, 15), timezone="America/Los_Angeles")


@pytest.mark.parametrize(
    ("changed", "today", "due"),
    [
        ({}, 3, BY_THE_15TH),
        ({}, 15, BY_THE_15TH),
        ({}, 16, None),
        ({"classification": ("joint resolution",)}, 3, BY_THE_15TH),
        ({"classification": ("concurrent resolution",)}, 3, None),
        ({"actions": tuple(IN_MAY[:2])}, 3, None),
        ({"jurisdiction": "us-xx"}, 3, None),
    ],
)  # fmt: skip
def test_a_signature_is_due_by_the_strictest_way_of_counting(changed: dict, today: int, due: Due | None):
    there = {
        "jurisdiction": "us-ca",
        "identifier": "AB 1",
        "legislative_session": "20252026",
        "actions": tuple(IN_MAY),
        **changed,
    }
    assert signature_due(bill(**there), dt.date(2026, 5, today)) == due


@pytest.mark.parametrize(
    ("told", "sent_back"),
    [
        (["lower:Passed:passage", "upper:Passed:passage", ":Returned by the Governor with recommended changes:"], True),
        (["lower:Passed:passage", ":Governor's recommendations:"], False),
        (["lower:Passed:passage", "upper:Passed:passage", "upper:Signed by the President:"], False),
    ],
)
def test_a_bill_is_sent_back_only_after_both_chambers_passed_it(told: list[str], sent_back: bool):
    made = bill(actions=steps(*told))
    assert returned(made, TODAY) == (made.actions[-1] if sent_back else None)


@pytest.mark.parametrize(
    ("last", "holds"),
    [
        ("lower:Veto override defeated:veto-override-failure", True),
        ("lower:Motion failed:veto-override-failure", True),
        ("lower:Passed notwithstanding the veto:veto-override-passage", False),
        ("lower:Set for consideration:", None),
    ],
)
def test_the_last_word_on_a_veto_counts(last: str, holds: bool | None):
    vetoed = steps("lower:Passed:passage", "upper:Passed:passage", ":Vetoed:executive-veto")
    over = steps(*[":x:"] * 3, last)[3:]
    made = bill(actions=(*vetoed, *over))
    assert sustained(made, TODAY) == (over[0] if holds else None)
    later = (*over, *steps(*[":x:"] * 4, "lower:Ordered printed:")[4:])
    assert sustained(bill(actions=(*vetoed, *later)), TODAY) == (over[0] if holds else None)
    again = (*over, *steps(*[":x:"] * 4, ":Vetoed:executive-veto")[4:])
    assert sustained(bill(actions=(*vetoed, *again)), TODAY) is None


@pytest.mark.parametrize(
    ("place", "number", "kind", "measure", "stage"),
    [
        ("us-nm", "HM 3", "memorial", "resolution", "adopted"),
        ("us-nm", "HJM 3", "joint memorial", "concurrent", "passed-one-chamber"),
        ("us-wa", "SJM 8001", "memorial", "concurrent", "passed-one-chamber"),
        ("us-az", "HCM 2001", "memorial", "concurrent", "passed-one-chamber"),
        ("us-az", "HCM 2001", "bill", "concurrent", "passed-one-chamber"),
        ("us-fl", "HM 3", "memorial", "concurrent", "passed-one-chamber"),
        ("us-tx", "HCR 3", "resolution", "concurrent", "passed-one-chamber"),
        ("us-tx", "HR 3", "bill", "resolution", "adopted"),
    ],
)
def test_a_measure_is_the_same_to_its_stage_and_to_what_is_said_of_it(
    place: str, number: str, kind: str, measure: str, stage: str
):
    made = bill(jurisdiction=place, identifier=number, classification=(kind,), actions=PASSED_ONE)
    assert (measure_of(made), stage_of(made, TODAY)) == (measure, stage)
