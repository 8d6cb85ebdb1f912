"""A tiny model to the last digit, and the floors and shares that are read from held-out bills."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest

from tracker.rules import Document
from tracker.rules.backtest import Labeled
from tracker.rules.training import (
    FLOORS,
    NEVER,
    Sample,
    _chosen,
    _fitted,
    _folds,
    _folds_of_states,
    _share,
    _shares,
    best_floor,
    held_out,
    trained,
)


def sample(name: str, words: str, *, wanted: bool, kind: str = "us", fold: int = 0, flagged: bool = False) -> Sample:
    return Sample(name, Counter(words.split()), wanted, kind, fold, flagged)


SIX = [
    sample("1", "pollen orchard act", wanted=True),
    sample("2", "pollen hive act act", wanted=True, kind="states", fold=1),
    sample("3", "roads bridge act", wanted=False, fold=1),
    sample("4", "roads tax act", wanted=False, kind="states"),
    sample("5", "pollen tax act", wanted=False, fold=2),
    sample("6", "orchard hive bridge", wanted=True, fold=2),
]


def test_words_are_weighed_that_stand_in_two_bills_each_by_how_rare_it_is() -> None:
    rare, others = _chosen([*SIX, sample("7", "clover clover act", wanted=False)])
    assert rare == {
        "pollen": 1.693, "orchard": 1.981, "hive": 1.981, "roads": 1.981, "tax": 1.981, "bridge": 1.981, "act": 1.134,
    }  # fmt: skip
    assert list(rare)[-1] in {"act", "bridge"}  # what stands with and without the label says least
    assert others == 2.386  # of clover, which stands in one
    assert _chosen(SIX)[1] == 1.0  # no word is left


def test_a_model_parts_its_bills_with_the_same_numbers_everywhere() -> None:
    model = _fitted(SIX)
    assert model.weights == {
        "hive": (1.847, 0.764), "orchard": (1.847, 1.121), "roads": (1.847, -0.786), "tax": (1.847, -1.022),
        "pollen": (1.56, 0.299), "act": (1.154, -0.104), "bridge": (1.847, -0.154),
    }  # fmt: skip
    assert model.start == {"us": -0.164, "us text": 0.046, "states": 0.302, "states text": 0.046}
    assert [round(model.points(each), 3) for each in SIX] == [0.738, 0.841, -0.814, -0.909, -0.739, 0.835]


def test_a_bill_is_judged_by_what_was_learned_without_its_fold() -> None:
    assert [round(points, 3) for points in held_out(SIX)] == [-0.791, -0.517, 0.202, 0.427, 0.736, -0.047]
    only = [sample("1", "a b", wanted=True), sample("2", "a c", wanted=False, fold=1)]
    assert held_out(only)[0] == -NEVER  # nothing with the label is left to learn from


def test_a_file_tells_what_the_model_is_and_how_it_did() -> None:
    told = orjson.loads(trained("bees", "Bees", SIX, [{"name": "corpus"}]))
    assert list(told) == [
        "format", "topic", "label", "corpora", "held_out", "rarity", "start", "floor", "shares", "weights", "version",
    ]  # fmt: skip
    assert (told["format"], told["corpora"], told["rarity"]) == (4, [{"name": "corpus"}], 1.0)
    assert list(told["weights"]) == sorted(told["weights"])
    assert {kind: (row["tp"], row["fp"], row["fn"], row["tn"]) for kind, row in told["held_out"].items()} == {
        "us": (2, 2, 0, 0), "states": (1, 1, 0, 0),
    }  # fmt: skip
    assert told["start"] == {"us": -0.164, "us text": -0.164, "states": 0.302, "states text": -0.164}
    assert told["shares"]["us"] == [[-0.791, 0.5]]
    assert told["shares"]["us text"] == told["shares"]["states"]  # of a kind that nothing is known of
    assert len(told["version"]) == 32


POINTS = [0.5, 0.1, -0.2, -0.9, 0.3, 0.2]


@pytest.mark.parametrize(
    ("floor", "share", "shares"),
    [
        (-1, 0.5, [(-0.2, 0.5)]),
        (0, 2 / 3, [(0.2, 0.6)]),
        (0.2, 2 / 3, [(0.2, 0.6)]),
        (0.3, 0.5, [(0.3, 0.5)]),
        (0.5, 1.0, [(0.5, 0.67)]),
        (1, 0.0, [(0.0, 0.5)]),
    ],
)
def test_a_share_is_of_bills_of_a_kind_from_a_floor_on(
    floor: float, share: float, shares: list[tuple[float, float]]
) -> None:
    assert _share(SIX, POINTS, "us", floor) == pytest.approx(share)
    assert _shares(SIX, POINTS, "us", floor) == shares


def test_what_rules_flag_already_is_no_share() -> None:
    flagged = [sample("1", "a", wanted=True, flagged=True), sample("2", "a", wanted=False)]
    assert _share(flagged, [1.0, 1.0], "us", 0) == 0.0
    assert _shares(flagged, [1.0, 1.0], "us", 0) == [(1.0, 0.33)]


def test_shares_are_told_in_three_steps_at_most_which_never_fall() -> None:
    wanted = [number % 3 == 0 for number in range(50)]
    many = [sample(str(number), "a", wanted=each) for number, each in enumerate(wanted)]
    points = [number / 50 for number in range(50)]
    assert _shares(many, points, "us", 0) == [(0.0, 0.37), (0.34, 0.37), (0.68, 0.37)]
    assert _shares(many, points, "us", 0.5) == [(0.5, 0.33)]
    assert _shares(many[:1], [0.12345], "us", 0) == [(0.123, 0.67)]
    assert len(_shares(many[:29], points[:29], "us", 0)) == 1
    assert len(_shares(many[:30], points[:30], "us", 0)) == 2


@pytest.mark.parametrize(
    ("kind", "points", "floor"),
    [
        ("us", POINTS, -0.18),
        ("states", POINTS, -0.88),
        ("us", [0.5, 0, -0.5, 0, -0.5, 0.5], -0.48),  # the lowest that is as good as the best
        ("us", [-5.0, 0, 5.0, 0, 5.0, -5.0], NEVER),  # of what it would add, nothing has the label
    ],
)
def test_a_floor_is_the_lowest_that_is_as_good_as_the_best(kind: str, points: list[float], floor: float) -> None:
    assert best_floor(SIX, points, kind) == floor
    assert (FLOORS[0], FLOORS[-1], len(FLOORS)) == (-1.2, 0.78, 100)


def test_each_state_has_a_fold_where_there_are_three() -> None:
    assert _folds_of_states(["us-a", "us-b", "us-a", "us", "us-c", "us-c", "us-c"]) == {"us-c": 0, "us-a": 1, "us-b": 2}
    assert _folds_of_states(["us-a", "us-b", "us"]) == {}
    assert [*_folds_of_states([f"us-{letter}" for letter in "abcdefg"]).values()] == [0, 1, 2, 3, 4, 0, 1]


def labeled(name: str, **fields: str) -> Labeled:
    return Labeled(
        Document(id=name, kind="bill", fields={key: (text,) for key, text in fields.items()}, jurisdiction="us"),
        wanted=True,
    )


SUMMARY = "This bill does what is said in these words of it: "
LONG = "Relating to the pollen of the orchards of this county"


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"title": LONG}, {"title": LONG.upper()}, True),
        ({"title": "Pollen of the orchards now"}, {"title": "Pollen of the orchards now"}, True),
        ({"title": "Pollen of the orchards no"}, {"title": "Pollen of the orchards no"}, False),  # too short to say so
        ({"abstract": SUMMARY + "a b c d e f g h i j"}, {"abstract": "That act does what was told " + SUMMARY}, False),
        ({"abstract": "one two three four five six seven eight " + LONG + " and of others"}, {"abstract": "1 2 3 4 5 6 7 8 " + LONG + " and of others"}, True),
        ({"abstract": "1 2 3 4 5 6 7 8 " + "a " * 12}, {"abstract": "1 2 3 4 5 6 7 8 " + "a " * 12}, False),
        ({"abstract": "1 2 3 4 5 6 7 8 " + "a " * 13}, {"abstract": "1 2 3 4 5 6 7 8 " + "a " * 13}, True),
        ({"text": "x " * 60 + "a " * 13}, {"text": "y " * 60 + "a " * 13}, True),
        ({"text": "x " * 60 + "a " * 12}, {"text": "x " * 60 + "a " * 12}, False),
    ],
)  # fmt: skip
def test_bills_with_the_same_title_summary_or_text_are_kept_together(
    one: dict[str, str], other: dict[str, str], together: bool
) -> None:
    pairs = [_folds([labeled(f"us/{n}", **one), labeled(f"us/{n + 1}", **other)]) for n in range(0, 40, 2)]
    assert all(first == second for first, second in pairs) is together
