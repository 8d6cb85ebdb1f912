"""Bills that are one text in two places find each other; bills that only share a subject do not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.records import CONGRESS, bill
from tracker.db.engine import reading
from tracker.ingest.companion_links import companions_of
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_all
from tracker.records.companions import ALIKE, Companion, alike, estimated, sketched, told_by_sources
from tracker.records.items import Abstract, RelatedBill
from tracker.rules import load_rules

WORDS = [
    "mental",
    "health",
    "care",
    "services",
    "state",
    "agency",
    "shall",
    "report",
    "fund",
    "crisis",
    "line",
    "children",
    "school",
    "grant",
    "program",
    "year",
]


def text(seed: int, count: int = 300) -> str:
    return " ".join(f"{word}{number % 7}" for number, word in enumerate(random.Random(seed).choices(WORDS, k=count)))


def test_a_bill_in_another_chamber_and_a_lightly_changed_one_are_found_and_strangers_are_not() -> None:
    draft = text(1)
    words = draft.split()
    texts = {
        "us-ma/194/H1": draft,
        "us-ma/194/S9": draft.upper(),
        "us-or/2027R1/HB2": " ".join([*words[:250], "and", *words[252:]]),
        "us-wa/x/HB1": text(2),
    }
    found = {(each.bill, each.other): each.basis for each in alike(texts)}
    assert found["us-ma/194/H1", "us-ma/194/S9"] == "identical"
    assert found["us-ma/194/H1", "us-or/2027R1/HB2"] in {"alike", "identical"}
    assert not any("us-wa/x/HB1" in pair for pair in found)
    assert all((other, one) in found for one, other in found)


def test_short_titles_are_no_evidence() -> None:
    assert list(alike({"a": "An act relating to mental health", "b": "An act relating to mental health"})) == []


def test_a_thousand_bills_of_one_form_do_not_all_become_companions() -> None:
    form = text(3, 60)
    texts = {f"b{number}": f"{form} {text(number + 10, 300)}" for number in range(400)}
    assert list(alike(texts)) == []


@given(st.integers(0, 50), st.integers(0, 50))
def test_likeness_is_symmetric_and_full_for_the_same_text(one: int, other: int) -> None:
    a, b = sketched(text(one)), sketched(text(other))
    assert a is not None
    assert b is not None
    assert estimated(a, b) == estimated(b, a)
    assert estimated(a, a) == 1.0


def test_what_a_source_names_counts_in_both_directions_once() -> None:
    found = list(told_by_sources([("a", "b"), ("b", "a"), ("a", "a")]))
    assert [(each.bill, each.other) for each in found] == [("a", "b"), ("b", "a")]


def test_companions_of_flagged_bills_are_kept_and_the_sources_word_comes_first(engine: Engine) -> None:
    visit = Visit(engine, "us-test", CONGRESS)
    related = (RelatedBill(identifier="S2", legislative_session="119", relation_type="companion"),)
    same = (Abstract(abstract=text(5)),)
    visit.take(bill(1, title="Mental health act", related_bills=related, abstracts=same))
    visit.take(
        bill(2, identifier="S2", title="Mental health act", related_bills=(), abstracts=(Abstract(abstract="Other."),))
    )
    visit.take(bill(3, title="Mental health parity act", related_bills=(), abstracts=same))
    visit.take(bill(4, title="Roads", related_bills=(), subject=(), abstracts=same))
    visit.finish()
    done = flag_all(engine, load_rules())
    assert done.companions is not None
    assert done.companions >= 2
    with reading(engine) as connection:
        found = companions_of(connection, "us/119/HR1")
    assert (found[0].other, found[0].basis, found[0].likeness) == ("us/119/S2", "source", None)
    assert ("us/119/HR3", "identical") in {(each.other, each.basis) for each in found}


def numbered(first: int, count: int) -> str:
    """A text of `count` words that share no run of words with another, unless their numbers overlap."""
    return " ".join(f"w{number}" for number in range(first, first + count))


@pytest.mark.parametrize(("words", "compared"), [(43, False), (44, True), (45, True)])
def test_a_text_of_forty_runs_of_five_words_is_compared(words: int, compared: bool) -> None:
    assert (sketched(numbered(0, words)) is not None) is compared
    assert bool(list(alike({"a": numbered(0, words), "b": numbered(0, words)}))) is compared


def test_a_sketch_has_the_128_smallest_hashes_and_is_of_the_first_two_hundred_thousand_characters() -> None:
    assert [len(sketched(numbered(0, words)) or ()) for words in (100, 132, 133, 500)] == [96, 128, 128, 128]
    long = " ".join(str(number).rjust(1_999, "x") for number in range(100)) + "x"  # so few words that each counts
    assert len(long) == 200_000
    assert sketched(f"{long}x and more") == sketched(long) != sketched(long[:-1])


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [({1, 2, 3, 4}, {1, 2, 3, 4}, 1.0), ({1, 2}, {3, 4}, 0.0), ({1, 2, 3}, {2, 3, 4}, 0.5), ({1}, {1, 2, 3, 4}, 0.25)],
)
def test_likeness_is_the_share_in_common(one: set[int], other: set[int], likeness: float) -> None:
    assert estimated(frozenset(one), frozenset(other)) == likeness


def test_only_the_smallest_hashes_of_both_together_count() -> None:
    low, high = frozenset(range(128)), frozenset(range(1_000, 1_100))
    assert estimated(low | high, low) == 1.0


@pytest.mark.parametrize(("shared", "basis"), [(0, None), (50, None), (115, "alike"), (141, "identical")])
def test_a_pair_is_called_by_the_share_of_its_texts_and_told_with_it(shared: int, basis: str | None) -> None:
    one, other = numbered(0, 144), f"{numbered(0, shared)} {numbered(1_000, 144 - shared)}"
    found = list(alike({"b": other, "a": one}))
    first, second = sketched(one), sketched(other)
    assert first is not None
    assert second is not None
    likeness = round(estimated(first, second), 3)
    assert (likeness >= ALIKE) is (basis is not None)
    pairs = [("a", "b"), ("b", "a")] if basis else []
    assert found == [Companion(bill=bill, other=other, basis=str(basis), likeness=likeness) for bill, other in pairs]


@pytest.mark.parametrize(("crowd", "found"), [(200, True), (201, False)])
def test_a_text_that_two_hundred_bills_share_still_brings_them_together_and_one_more_is_a_form(
    crowd: int, found: bool
) -> None:
    texts = {f"b{number:03}": numbered(0, 44) for number in range(crowd)}
    assert (next(alike(texts), None) is not None) is found


@pytest.mark.parametrize(
    ("one", "other", "basis"),
    [(60, 100, "alike"), (59, 100, None), (95, 100, "identical"), (94, 100, "alike")],
)
def test_texts_are_alike_from_six_tenths_on_and_identical_from_95_hundredths_on(
    one: int, other: int, basis: str | None
) -> None:
    found = list(alike({"a": numbered(0, one + 4), "b": numbered(0, other + 4)}))  # so many runs of five words
    assert [each.basis for each in found] == ([basis] * 2 if basis else [])


@pytest.mark.parametrize(("own", "found"), [(30, True), (28, False)])
def test_two_bills_of_a_common_form_need_half_of_what_makes_them_alike_in_words_of_their_own(
    own: int, found: bool
) -> None:
    form = numbered(0, 70)
    texts = {f"b{number:03}": f"{form} {numbered(1_000 * (number + 1), 30)}" for number in range(200)}
    pair = f"{form} {numbered(900_000, own)}"
    assert bool(list(alike(texts | {"x": pair, "y": pair}))) is found


def test_a_pair_counts_from_the_threshold_that_is_asked_for() -> None:
    texts = {"a": numbered(0, 144), "b": f"{numbered(0, 115)} {numbered(1_000, 29)}"}
    likeness = next(alike(texts, threshold=0.1)).likeness
    assert likeness is not None
    assert list(alike(texts, threshold=likeness + 0.01)) == []
    assert [each.bill for each in alike(texts, threshold=likeness - 0.001)] == ["a", "b"]
