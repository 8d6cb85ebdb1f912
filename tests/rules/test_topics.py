"""The shipped topics keep what their own examples promise, and are not taken in by what sounds alike."""

from __future__ import annotations

import pytest

from tracker.rules import RuleSet, load_rules
from tracker.rules.examples import broken_examples, example
from tracker.rules.parser import SHIPPED, read_folders

SLUGS = {
    "mental-health", "substance-use", "parity", "crisis-988", "suicide-prevention", "youth", "veterans", "maternal",
    "workforce", "housing", "justice", "telehealth", "medicaid-funding", "peer-support", "involuntary-treatment", "equity",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


def test_all_sixteen_topics_ship_without_a_fault() -> None:
    topics, _lists, faults = read_folders([SHIPPED])
    assert faults == []
    assert {topic.slug for topic in topics} == SLUGS
    assert all(topic.why.endswith(".") for topic in topics)


def test_every_rule_does_what_its_examples_say() -> None:
    topics, _lists, _faults = read_folders([SHIPPED])
    assert [str(fault) for fault in broken_examples(topics)] == []


@pytest.mark.parametrize(
    "title",
    [
        "Designates a memorial highway",
        "Deregulates firearm suppressors",
        "Relief for an economic depression",
        "Fills the depression in the land along the river",
        "Parity in agriculture and the parity price of wheat",
        "Recovery of wages by employees",
        "Recovery of overpayments and damages",
        "Penalties for wearing a suicide vest",
        "Gender parity in school sports",
        "Housing of livestock in transit",
        "Study of purchasing power parity",
        "Involuntary manslaughter by motor vehicle",
        "Water diversion and treatment works",
        "An act relating to the crisis of affordable energy",
        "Mental arithmetic in elementary schools",
    ],
)
def test_what_only_sounds_alike_is_left_alone(title: str, shipped: RuleSet) -> None:
    assert [verdict.topic for verdict in shipped.judge(example(title)) if verdict.flagged] == []


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("An Act To Improve Behavioral Health Crisis Services", "crisis-988"),
        ("Mental Health Parity Compliance Act", "parity"),
        ("Requires suicide prevention training for school employees", "suicide-prevention"),
        ("School Psychologists in Rural Schools Act", "youth"),
        ("Veterans' Mental Health Care Improvement Act", "veterans"),
        ("Maternal Mental Health Hotline Act", "maternal"),
        ("Social Work Licensure Compact", "workforce"),
        ("Permanent supportive housing bond", "housing"),
        ("Establishes mental health courts in every county", "justice"),
        ("Telehealth for behavioral health services", "telehealth"),
        ("Repeal of the institutions for mental diseases exclusion", "medicaid-funding"),
        ("Certification of peer support specialists", "peer-support"),
        ("Criteria for civil commitment", "involuntary-treatment"),
        ("Prohibits conversion therapy", "equity"),
        ("Opioid overdose prevention", "substance-use"),
        ("Mental health services for farmers", "mental-health"),
    ],
)
def test_each_topic_flags_what_it_is_for_by_the_title_alone(title: str, topic: str, shipped: RuleSet) -> None:
    assert topic in {verdict.topic for verdict in shipped.judge(example(title)) if verdict.flagged}
