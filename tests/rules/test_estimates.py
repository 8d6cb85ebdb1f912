"""Estimates: shown as what they are, below every flag, trained to the same letter from the same bills."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules import Document, RuleSet, load_rules
from tracker.rules.backtest import Labeled, likely, measured
from tracker.rules.estimate import KINDS, Estimate, Outlook, in_force, leaning, often, read, shipped
from tracker.rules.examples import example
from tracker.rules.parser import read_topic
from tracker.rules.training import samples, trained

TOPIC = """
topic = "bees"
title = "Bees"
why = "Bees pollinate."
fields = ["about"]

[[rule]]
id = "bees"
any_of = ["bee"]
weight = 3
flags = ["A bee"]
ignores = ["A wasp"]
"""


def a_bill(number: int, title: str, *, wanted: bool, place: str = "us-wa") -> Labeled:
    document = Document(id=f"{place}/{number}", kind="bill", fields={"title": (title,)}, jurisdiction=place)
    return Labeled(document, wanted)


@pytest.fixture
def corpus() -> list[Labeled]:
    """Bills about pollen are wanted though they name no bee, but for one in ten."""
    found = [
        a_bill(n, f"Pollen and orchards of county {n} {'tulip' if n % 3 else 'rose'}", wanted=n % 10 != 0)
        for n in range(60)
    ]
    found += [a_bill(100 + n, f"Roads and bridges of county {n}", wanted=False) for n in range(300)]
    return found + [a_bill(500 + n, f"The bee of county {n}", wanted=True) for n in range(20)]


def raw_of(corpus: list[Labeled]) -> bytes:
    flagged = ["bee" in bill.document.fields["title"][0] for bill in corpus]
    return trained("bees", "Bees", samples(corpus, flagged), [])


@pytest.fixture
def rules(corpus: list[Labeled], tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    path = tmp_path_factory.mktemp("topics") / "bees.toml"
    path.write_text(TOPIC)
    return RuleSet([read_topic(path)], estimates={"bees": read(raw_of(corpus))})


def test_the_same_bills_in_any_order_give_the_same_file(corpus: list[Labeled]) -> None:
    assert raw_of(corpus) == raw_of(corpus[::-1])
    assert raw_of(corpus) != raw_of(corpus[5:])


def test_a_state_is_judged_by_what_was_learned_from_the_others_and_each_in_a_fold_of_its_own(
    corpus: list[Labeled],
) -> None:
    places = ["us-wa", "us-or", "us-id", "us-mt"]
    spread = [a_bill(n, "Pollen", wanted=True, place=places[n % 4]) for n in range(20)]
    folds = {
        place: {each.fold for each in samples(spread, [False] * 20) if each.id.startswith(place)} for place in places
    }
    assert sorted(map(len, folds.values())) == [1, 1, 1, 1]
    assert len(set.union(*folds.values())) == 4
    assert len({each.fold for each in samples(corpus, [False] * len(corpus))}) > 1  # one state alone is parted


def test_the_bills_of_states_teach_only_where_none_of_congress_is_labeled_or_our_own_people_labeled_them(
    corpus: list[Labeled],
) -> None:
    federal = [a_bill(n, f"Honey of county {n}", wanted=n % 2 == 0, place="us") for n in range(20)]
    own = replace(corpus[0], own=True)
    assert {each.teaches for each in samples(corpus, [False] * len(corpus))} == {True}
    mixed = [*corpus[1:], own, *federal]
    teaching = {each.id for each in samples(mixed, [False] * len(mixed)) if each.teaches}
    assert teaching == {bill.document.id for bill in (own, *federal)}
    alone = orjson.loads(trained("bees", "Bees", samples(federal, [False] * 20), []))["weights"]
    whole = [*corpus, *federal]
    beside = orjson.loads(trained("bees", "Bees", samples(whole, [False] * len(whole)), []))
    assert beside["weights"] == alone
    assert set(beside["held_out"]) == {"us", "states"}


def test_a_longer_bill_needs_more_words_of_the_subject_and_repeated_ones_count_less_and_less() -> None:
    weights = {"pollen": (2.0, 1.0)}
    alone = leaning({"pollen": 1}, weights, 3.0)
    among_others = leaning({"pollen": 1, "road": 1, "bridge": 1}, weights, 3.0)
    repeated = leaning({"pollen": 5, "road": 1, "bridge": 1}, weights, 3.0)
    assert alone > repeated > among_others > 0
    assert leaning({}, weights, 3.0) == 0
    assert often(2) - often(1) > often(3) - often(2) > 0
    assert often(10_000) == often(40)


def test_an_estimate_that_counts_words_in_another_way_is_passed_over(corpus: list[Labeled], tmp_path: Path) -> None:
    (tmp_path / "estimates").mkdir()
    own = tmp_path / "estimates" / "bees.json"
    own.write_bytes(raw_of(corpus))
    assert "bees" in in_force(tmp_path)
    own.write_bytes(orjson.dumps({**orjson.loads(raw_of(corpus)), "format": 1, "weights": {"pollen": 2.1}}))
    assert set(in_force(tmp_path)) == set(shipped())


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff",
        b"[]",
        b"3",
        {"weights": 3},
        {"weights": {"pollen": [1]}},
        {"weights": {"pollen": ["much", 1]}},
        {"rarity": None},
        {"start": {"us": 1}},
        {"shares": {"us": []}},
        {"topic": ["bees"]},
        {"floor": None},
    ],
    ids=str,
)
def test_a_file_that_is_no_estimate_costs_itself(
    corpus: list[Labeled], told: bytes | dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "estimates").mkdir()
    raw = told if isinstance(told, bytes) else orjson.dumps({**orjson.loads(raw_of(corpus)), **told})
    (tmp_path / "estimates" / "bees.json").write_bytes(raw)
    assert dict(in_force(tmp_path)) == dict(shipped())
    assert [each.partition(": expected an estimate")[0] for each in load_rules(tmp_path).faults] == ["bees.json"]


def test_the_words_an_estimate_names_stand_in_the_bill_as_they_are(rules: RuleSet) -> None:
    title = "Pollen of many orchards, and orchards of the county"
    document = Document(id="x", kind="bill", fields={"title": (title,)}, jurisdiction="us-wa")
    reasons = [reason for verdict in rules.judge(document) for reason in verdict.reasons]
    assert reasons
    for words in reasons[0].words.split(", "):
        assert words in title.lower()


def test_what_no_rule_flags_can_be_possible_and_says_in_how_many_of_ten_and_by_which_words(rules: RuleSet) -> None:
    document = Document(
        id="x", kind="bill", fields={"title": ("Pollen and orchards of county 77 tulip",)}, jurisdiction="us-wa"
    )
    (verdict,) = rules.judge(document)
    assert (verdict.tier, verdict.flagged) == ("possible", False)
    assert verdict.score < verdict.threshold
    reason = verdict.reasons[0]
    assert reason.rule == "estimate"
    assert "pollen" in reason.words
    assert "«Pollen»" in reason.excerpt
    assert reason.share is not None
    assert 0.5 <= reason.share <= 1


@pytest.mark.parametrize(
    ("title", "kind", "tier"),
    [
        ("A bee and its pollen", "bill", "flagged"),
        ("Roads", "bill", None),
        ("Pollen and orchards of county 77 tulip", "hearing", None),
    ],
)
def test_rules_come_first_and_only_bills_are_estimated(rules: RuleSet, title: str, kind: str, tier: str | None) -> None:
    document = Document(id="x", kind=kind, fields={"title": (title,)}, jurisdiction="us-wa")
    assert [each.tier for each in rules.judge(document)] == ([tier] if tier else [])


def test_a_backtest_counts_flags_and_possible_ones_by_place_with_their_ranges(
    rules: RuleSet, corpus: list[Labeled]
) -> None:
    view = measured(rules, "bees", [*corpus, a_bill(900, "A bee", wanted=False, place="us-or")]).view()
    assert (view["tp"], view["fp"], view["fn"]) == (20, 1, 54)
    both = view["tiers"]["flagged_or_possible"]
    assert both["recall"] > view["recall"]
    assert view["by_place"]["us-or"]["flagged"]["fp"] == 1
    low, high = view["recall_95"]
    assert low < view["recall"] < high


@pytest.mark.parametrize(("count", "total"), [(0, 0), (0, 10), (10, 10), (7, 10), (700, 1000)])
def test_a_range_holds_its_share_and_shrinks_with_more_bills(count: int, total: int) -> None:
    low, high = likely(count, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low <= count / total + 1e-9
        assert count / total <= high + 1e-9
        assert high - low > likely(count * 10, total * 10)[1] - likely(count * 10, total * 10)[0]


@pytest.mark.parametrize("topic", ["mental-health", "substance-use"])
def test_shipped_estimates_are_whole_and_say_how_they_did_on_bills_held_out(topic: str) -> None:
    estimate = shipped()[topic]
    assert set(estimate.start) == set(estimate.floor) == set(estimate.shares) == set(KINDS)
    assert len(estimate.weights) > 1_000
    assert len(estimate.version) == 32


def test_every_flag_by_shipped_rules_shows_a_reason_in_a_field_that_says_what_the_bill_is_about() -> None:
    rules = load_rules()
    flagged = [
        verdict
        for text in (flag for topic in rules.topics for rule in topic.rules for flag in rule.flags)
        for verdict in rules.judge(example(text))
        if verdict.flagged
    ]
    assert flagged
    allowed = {"title", "abstract", "heading", "agenda", "text", "subject"}
    for verdict in flagged:
        speaking = [reason for reason in verdict.reasons if not reason.against]
        assert any(reason.field in allowed and reason.words for reason in speaking), verdict


class Said:
    """Words of a record, as many times as told."""

    def __init__(self, signs: dict[str, int], kind: str) -> None:
        self._signs, self.kind = Counter(signs), kind

    def signs(self) -> Counter[str]:
        return self._signs

    def stands(self, words: str) -> bool:
        return words in self._signs


NUMBERS = st.floats(-3, 3).map(lambda number: round(number, 3))
MODELS = st.builds(
    lambda weights, rarity, start, floor: Estimate(
        topic="t", label="T", weights=weights, rarity=rarity, start=dict.fromkeys(KINDS, start),
        floor=dict.fromkeys(KINDS, floor), shares=dict.fromkeys(KINDS, ((0.0, 0.5),)), version="1",
    ),
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.floats(1, 9), NUMBERS), min_size=1),
    st.floats(1, 9), NUMBERS, NUMBERS | st.just(99.0),
)  # fmt: skip


@given(
    models=st.lists(MODELS, max_size=3), signs=st.dictionaries(st.sampled_from("abcdefghxyz"), st.integers(1, 60)),
    kind=st.sampled_from(KINDS),
)  # fmt: skip
def test_what_is_passed_over_gets_no_estimate(models: list[Estimate], signs: dict[str, int], kind: str) -> None:
    words = Said(signs, kind)
    if not Outlook(models, kind).may_reach(words):
        assert [each for each in models if each.points(words) >= each.floor[kind]] == []


def test_most_records_are_passed_over() -> None:
    outlook = Outlook(shipped().values(), "us")
    assert not outlook.may_reach(Said({"roads": 2, "bridges": 1, "roads bridges": 1, "repair": 1}, "us"))
    assert outlook.may_reach(Said({"mental": 2, "health": 1, "mental health": 1, "suicide": 1}, "us"))
