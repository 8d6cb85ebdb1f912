"""How rules make a verdict: what each is worth by where it stands, what counts for nothing, and what an estimate adds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.rules import Document, RuleSet
from tracker.rules.engine import Verdict
from tracker.rules.estimate import KINDS, MOST, REACH, Estimate, kind_of, leaning, often, signs_of
from tracker.rules.parser import read_topic

TOPIC = """
topic = "bees"
title = "Bees"
why = "Bees pollinate."
threshold = 40
sounds_alike = ["bee line"]

[[rule]]
id = "bee"
any_of = ["bee"]
except = ["queen bee"]
weight = 3
flags = ["A bee"]
ignores = ["A wasp"]

[[rule]]
id = "hive"
any_of = ["hive"]
weight = 1
flags = ["A hive"]
ignores = ["A wasp"]

[[rule]]
id = "keeper"
query = 'sponsor:"Beeman"'
weight = 3
flags = ["sponsor: Beeman"]
ignores = ["A wasp"]

[[against]]
id = "spelling"
any_of = ["spelling"]
weight = 4
flags = ["Spelling"]
ignores = ["A wasp"]
"""


def rule_set(folder: Path, text: str = TOPIC, estimate: Estimate | None = None) -> RuleSet:
    path = folder / "bees.toml"
    path.write_text(text)
    return RuleSet([read_topic(path)], estimates={"bees": estimate} if estimate else {})


def judged(rules: RuleSet, kind: str = "bill", place: str = "us", **fields: str | tuple[str, ...]) -> Verdict | None:
    told = {name: (words,) if isinstance(words, str) else words for name, words in fields.items()}
    document = Document(id="x", kind=kind, fields=told, jurisdiction=place)
    return next(iter(rules.judge(document)), None)


@pytest.mark.parametrize(
    ("fields", "tier", "score", "reasons"),
    [
        ({"title": "A bee"}, "flagged", 53, [("bee", 4.5)]),
        ({"abstract": "A bee"}, "near", 39, [("bee", 3)]),
        ({"text": "A bee"}, "near", 18, [("bee", 1.2)]),
        ({"title": "Act", "text": "A bee", "abstract": "A bee"}, "near", 39, [("bee", 3)]),  # the best place counts
        ({"title": "A hive for a bee"}, "flagged", 63, [("bee", 4.5), ("hive", 1.5)]),  # the heaviest is told first
        ({"title": "A spelling bee"}, "near", 8, [("bee", 4.5), ("spelling", -4)]),
        ({"title": "Spelling in a hive"}, "near", 0, [("hive", 1.5), ("spelling", -4)]),  # never below nothing
        ({"title": "A bee line past a bee"}, "flagged", 53, [("bee", 4.5), ("sounds-alike", 0)]),
        ({"title": "The bee of a queen bee"}, "flagged", 53, [("bee", 4.5)]),
        ({"title": "Act", "sponsor": "Rep. Beeman"}, "near", 39, [("keeper", 3)]),
        ({"title": "Act", "sponsor": "Rep. Bee"}, None, 0, []),  # who sponsors is no subject, unless a rule asks for it
        ({"title": "Spelling"}, None, 0, []),  # what only speaks against says nothing
        ({"title": "A bee line"}, None, 0, []),
        ({"title": "A bee line for spelling"}, None, 0, []),
        ({"title": "A queen bee"}, None, 0, []),
        ({"title": "A wasp"}, None, 0, []),
    ],
)
def test_a_verdict_adds_up_what_its_rules_are_worth_where_they_stand(
    tmp_path: Path, fields: dict[str, str], tier: str | None, score: int, reasons: list[tuple[str, float]]
) -> None:
    found = judged(rule_set(tmp_path), **fields)
    if found is None:
        assert tier is None
        return
    assert (found.tier, found.score, found.flagged, found.threshold) == (tier, score, tier == "flagged", 40)
    assert [(reason.rule, reason.weight) for reason in found.reasons] == reasons
    assert [reason.against for reason in found.reasons] == [
        reason.rule in {"spelling", "sounds-alike"} for reason in found.reasons
    ]


@pytest.mark.parametrize(("threshold", "flagged"), [(53, True), (54, False)])
def test_a_topic_flags_from_its_threshold_on(tmp_path: Path, threshold: int, flagged: bool) -> None:
    found = judged(rule_set(tmp_path, TOPIC.replace("= 40", f"= {threshold}")), title="A bee")
    assert found is not None
    assert found.flagged is flagged


def test_a_reason_quotes_the_best_and_first_place_with_the_section_of_a_text(tmp_path: Path) -> None:
    rules = rule_set(tmp_path)
    found = judged(rules, title=("One bee", "Another bee"), abstract="A third bee")
    assert found is not None
    assert (found.reasons[0].field, found.reasons[0].excerpt) == ("title", "One «bee»")
    assert found.reasons[0].section is None
    passed = judged(rules, title="A bee", abstract="The bee line")
    assert passed is not None
    assert (passed.reasons[-1].field, passed.reasons[-1].words) == ("abstract", "bee line")
    text = judged(rules, title="Act", text="SEC. 2. INSECTS.\nA bee.")
    assert text is not None
    assert text.reasons[0].section == "SEC. 2. INSECTS."
    heading = judged(rules, title="Act", heading="SEC. 2. BEE.")
    assert heading is not None
    assert heading.reasons[0].section is None


WEIGHTS = {
    "pollen": (2.0, 1.0), "orchard": (2.0, 3.0), "orchard rows": (2.0, 2.5), "nectar": (2.0, 2.0), "clover": (2.0, 1.5),
    "zinnia": (9.0, 9.0), "iii": (2.0, 9.0), "asphalt": (2.0, -5.0), "text>swarm": (2.0, 9.0), "text:none": (1.0, 0.5),
}  # fmt: skip


def guessing(floor: float = 0.5) -> Estimate:
    return Estimate(
        topic="bees",
        label="Bees",
        weights=WEIGHTS,
        rarity=1.0,
        start=dict.fromkeys(KINDS, 0.0),
        floor=dict.fromkeys(KINDS, floor),
        shares=dict.fromkeys(KINDS, ((0.5, 0.25), (2.0, 0.75))),
        version="1",
    )


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Pollen", "pollen"),
        ("Pollen nectar clover orchard", "orchard, nectar, clover"),  # three, those that say most
        ("Orchard rows", "orchard"),  # of a word and a pair with it only one
        ("Zinnia pollen", "pollen, zinnia"),  # a rare word comes last
        ("Pollen III", "pollen"),  # a short one tells a reader nothing
        ("Pollen and asphalt", None),  # what speaks against it may outweigh
        ("Nectar nectar nectar and an orchard", "nectar, orchard"),  # what stands more often says more
        ("Roads", None),
    ],
)
def test_an_estimate_names_the_words_that_say_most(tmp_path: Path, title: str, words: str | None) -> None:
    found = judged(rule_set(tmp_path, estimate=guessing()), title=title)
    assert (found and found.reasons[0].words) == words
    if found is not None:
        assert (found.tier, found.flagged) == ("possible", False)


@pytest.mark.parametrize(
    ("title", "tier", "score", "rules"),
    [
        ("Pollen", "possible", 10, ["estimate"]),  # a quarter of the threshold: the share of such bills
        ("Orchard nectar", "possible", 30, ["estimate"]),  # three quarters of it
        ("A bee on pollen", "flagged", 53, ["bee"]),  # rules come first
        ("A hive in an orchard with nectar", "possible", 30, ["estimate", "hive"]),
    ],
)
def test_an_estimate_decides_only_what_rules_leave_open_and_stays_below_the_threshold(
    tmp_path: Path, title: str, tier: str, score: int, rules: list[str]
) -> None:
    found = judged(rule_set(tmp_path, estimate=guessing()), title=title)
    assert found is not None
    assert (found.tier, found.score, [reason.rule for reason in found.reasons]) == (tier, score, rules)


def test_an_estimate_begins_at_its_floor_and_is_of_bills_alone(tmp_path: Path) -> None:
    assert judged(rule_set(tmp_path, estimate=guessing(1.0)), title="Pollen") is not None
    assert judged(rule_set(tmp_path, estimate=guessing(1.001)), title="Pollen") is None
    assert judged(rule_set(tmp_path, estimate=guessing()), kind="hearing", title="Pollen") is None


def counted(text: str) -> Counter[str]:
    return signs_of([], [text.encode()])


def test_of_what_a_bill_is_about_each_word_and_pair_counts_but_for_those_said_everywhere() -> None:
    assert signs_of([b"the health of 12 bees and 988 bees"], []) == Counter(
        {"bees": 2, "health": 1, "988": 1, "health bees": 1, "bees 988": 1, "988 bees": 1}
    )


def test_of_a_text_only_the_words_around_an_anchor_count() -> None:
    far, near = "asphalt " * 20, "clover "
    found = counted(f"{far} {near} suicide {near} {far}")
    assert found["text>clover"] == 2
    assert found["text>suicide"] == 1
    assert found["text:1"] == 1
    assert 0 < found["text>asphalt"] < 2 * REACH / len("asphalt ")
    assert counted(far) == Counter({"text:none": 1})


@pytest.mark.parametrize(
    ("times", "steps"), [(1, [1]), (2, [1, 2]), (5, [1, 2, 3, 4]), (6, [1, 2, 3, 4, 6]), (12, [1, 2, 3, 4, 6, 8, 12])]
)
def test_how_often_a_text_speaks_of_it_is_told_in_steps(times: int, steps: list[int]) -> None:
    found = counted(f"a suicide of {'asphalt ' * 20}" * times)
    assert [int(sign.partition(":")[2]) for sign in found if sign.startswith("text:")] == steps
    assert found["text>suicide"] == times


def test_of_a_text_that_repeats_itself_forty_places_of_an_anchor_count() -> None:
    many = counted(f"a suicide of {'asphalt ' * 20}" * (MOST + 1))
    assert many["text>suicide"] == MOST == 40


@pytest.mark.parametrize(
    ("signs", "points"),
    [
        ({}, 0.0),
        ({"pollen": 1}, 1.0),  # by itself, how rare it is makes no difference
        ({"orchard": 1}, 3.0),
        ({"orchard": 1, "asphalt": 1}, -4 / 8**0.5),
        ({"orchard": 1, "roads": 1}, 6 / 5**0.5),  # a word that says nothing makes the others say less
        ({"orchard": 1, "roads": 9}, 6 / 5**0.5),
        ({"roads": 1}, 0.0),
    ],
)
def test_words_speak_by_how_rare_they_are_among_the_others(signs: dict[str, int], points: float) -> None:
    assert leaning(signs, WEIGHTS, 1.0) == pytest.approx(points)


@pytest.mark.parametrize(
    ("times", "counts"), [(1, 1.0), (2, 1.6931), (3, 2.0986), (39, 4.6636), (40, 4.6889), (41, 4.6889), (900, 4.6889)]
)
def test_further_times_count_less_and_less_and_then_no_more(times: int, counts: float) -> None:
    assert often(times) == counts
    assert leaning({"pollen": times, "roads": 1}, WEIGHTS, 1.0) == pytest.approx(
        2 * counts / (4 * counts * counts + 1) ** 0.5
    )


@pytest.mark.parametrize(
    ("place", "text", "kind"),
    [("us", False, "us"), ("us", True, "us text"), ("us-or", False, "states"), ("us-or", True, "states text")],
)
def test_each_kind_of_bill_has_its_analysts(place: str, text: bool, kind: str) -> None:
    assert kind_of(place, text=text) == kind
    assert kind in KINDS


def test_an_estimate_that_is_sure_stays_below_the_threshold_and_adds_no_weight(tmp_path: Path) -> None:
    sure = replace(guessing(), shares=dict.fromkeys(KINDS, ((0.5, 1.0),)))
    found = judged(rule_set(tmp_path, estimate=sure), title="Pollen")
    assert found is not None
    assert (found.score, found.threshold, found.reasons[0].weight, found.reasons[0].against) == (39, 40, 0.0, False)


def test_two_verdicts_that_say_the_same_are_the_same(tmp_path: Path) -> None:
    rules = rule_set(tmp_path)
    assert judged(rules, title="A bee") == judged(rules, title="A bee")
    assert judged(rules, title="A bee") != judged(rules, title="A hive")
    assert "told" not in repr(judged(rules, title="A bee"))


def test_an_anchor_at_the_very_beginning_of_a_text_counts() -> None:
    found = counted(" suicide of bees ")
    assert (found["text:1"], found["text:none"], found["text>bees"]) == (1, 0, 1)


def test_an_excerpt_marks_the_places_of_its_own_text_alone(tmp_path: Path) -> None:
    found = judged(rule_set(tmp_path), title="A bee among many wasps", abstract="Here in the bee")
    assert found is not None
    assert found.reasons[0].excerpt == "A «bee» among many wasps"
