"""The stage of a bill follows from its classified actions."""

import datetime as dt

import pytest

from alerts.render import names
from tracker.records.items import Action
from tracker.records.stages import STAGES, TITLES, stage, step


def acts(*steps: str) -> list[Action]:
    """`lower:passage` as an action."""
    made = []
    for number, told in enumerate(steps):
        who, _, words = told.rpartition(":")
        made.append(
            Action(
                date=dt.date(2026, 1, 1) + dt.timedelta(days=number),
                description=told,
                classification=tuple(words.split("+")) if words else (),
                organization=who or None,
            )
        )
    return made


@pytest.mark.parametrize(
    ("home", "steps", "expected"),
    [
        ("lower", [], "introduced"),
        ("lower", ["lower:introduction"], "introduced"),
        ("lower", ["lower:introduction+referral-committee"], "in-committee"),
        ("lower", ["lower:introduction", "lower:committee-passage"], "in-committee"),
        ("lower", ["lower:passage"], "passed-one-chamber"),
        ("lower", ["lower:passage", "upper:referral-committee"], "passed-one-chamber"),
        ("lower", ["lower:passage", "lower:passage"], "passed-one-chamber"),
        ("lower", ["lower:passage", "upper:passage"], "passed-both"),
        ("upper", [":passage", "lower:passage"], "passed-both"),
        ("legislature", ["legislature:passage"], "passed-both"),
        ("lower", ["lower:passage", "upper:passage", ":enrolled", "executive:executive-receipt"], "sent-to-executive"),
        ("lower", ["executive:executive-signature"], "law"),
        ("lower", ["executive:executive-receipt", ":became-law"], "law"),
        ("lower", ["executive:executive-receipt", "executive:executive-veto"], "vetoed"),
        ("lower", ["executive:executive-veto", "lower:veto-override-passage"], "vetoed"),
        ("lower", ["executive:executive-veto", "lower:veto-override-passage", "upper:veto-override-passage"], "law"),
        ("lower", ["executive:executive-veto", "upper:veto-override-failure"], "vetoed"),
        ("lower", ["lower:failure"], "failed"),
        ("lower", ["lower:committee-failure", "lower:passage"], "passed-one-chamber"),
        ("lower", [":became-law", "upper:failure"], "law"),
        ("lower", ["lower:unheard-of"], "introduced"),
    ],
)
def test_the_stage_follows_from_the_actions(home, steps, expected):
    assert stage(acts(*steps), home) == expected


def test_every_stage_has_a_title_for_people():
    assert list(TITLES) == list(STAGES)


@pytest.mark.parametrize(
    ("reached", "number"),
    [
        ("introduced", 1),
        ("in-committee", 2),
        ("on-the-floor", 2),
        ("passed-one-chamber", 3),
        ("chambers-differ", 3),
        ("passed-both", 4),
        ("sent-to-executive", 5),
        ("law", 6),
        ("vetoed", 0),
        ("failed", 0),
        ("adopted", 0),
        ("died", 0),
        ("carried-over", 0),
        ("substituted", 0),
    ],
)
def test_a_stage_beside_the_way_counts_as_the_step_behind_it(reached, number):
    assert step(reached) == number


def test_every_stage_is_known_to_the_mails_in_their_own_words():
    assert set(names.STAGES) == set(STAGES)
