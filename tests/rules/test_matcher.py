"""Where phrases and citations stand in documents that are scanned together: plain texts in, places out."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from tracker.rules import Document, matcher
from tracker.rules.batches import Batch, batches
from tracker.rules.evaluate import MOST_SPANS
from tracker.rules.matcher import Matcher
from tracker.rules.query import read_query
from tracker.rules.syntax import Node, leaves


def batch(*documents: tuple[str, ...], place: str = "us") -> Batch:
    (made,) = batches(
        Document(id=str(number), kind="bill", fields={"title": texts}, jurisdiction=place)
        for number, texts in enumerate(documents)
    )
    return made


def places(query: str, *documents: tuple[str, ...], place: str = "us") -> list[list[tuple[int, str]]]:
    """For each document that has something: the number of each text, and what stands there."""
    sights = Matcher(leaves(read_query(query))).sights(batch(*documents, place=place))
    return [
        [(part, sight.texts[part][start:end]) for spans in sight.spans.values() for part, start, end in spans]
        for _number, sight in sorted(sights.items())
    ]


@pytest.mark.parametrize(
    ("query", "documents", "wanted"),
    [
        ("suicide", [("suicide",)], [[(0, "suicide")]]),
        ("suicide", [("A suicide; suicides",)], [[(0, "suicide"), (0, "suicides")]]),
        ("suicide", [("b", "", "a suicide"), ("suicide", "c")], [[(2, "suicide")], [(0, "suicide")]]),
        ("suicide", [("a",), ("b",)], []),
        ("suicide", [(), ("suicide",)], [[(0, "suicide")]]),
        ('"health care"', [("health", "care"), ("health",), ("care",)], []),
        ('"health care"', [("Health   -  care, health careful",)], [[(0, "Health   -  care")]]),
        ('"health a"', [("health a",)], [[(0, "health a")]]),
        ("*cide OR cide*", [("suicide",), ("cides",)], [[(0, "suicide")], [(0, "cides"), (0, "cides")]]),
        ('="a b" OR ="a care"', [("a ... care", "a ... b")], [[(0, "a ... care"), (1, "a ... b")]]),
        ("дети", [("Дети", "Дета")], [[(0, "Дети")]]),
        ('cites:"42 USC 1396"', [("see 42 U.S.C. 1396.",)], [[(0, "42 U.S.C. 1396")]]),
        ('cites:"42 USC 1396" OR cites:"42 USC 1395"', [("see 42 U.S.C. 1395.",)], [[(0, "42 U.S.C. 1395")]]),
        ('cites:"42 USC 1396"', [("see 42 U.S.C. 1395.",)], []),
    ],
)
def test_a_phrase_is_found_in_its_own_text_of_its_own_document(
    query: str, documents: list[tuple[str, ...]], wanted: list[list[tuple[int, str]]]
) -> None:
    assert places(query, *documents) == wanted


@dataclass
class Gate:
    """Asks for more where something was found: for nothing of `done`, and of `idle` that they are passed over."""

    first: frozenset[Node]
    more: frozenset[Node]
    idle: frozenset[Node] = frozenset()

    def wanted(self, found: Iterable[Node]) -> frozenset[Node] | None:
        return None if self.idle & set(found) else self.more


def test_further_phrases_are_looked_up_only_where_a_gate_asks() -> None:
    a, b, d = (read_query(word) for word in ("aaa", "bbb", "ddd"))
    # Three of one length, so that the middle one ends where what it begins at is left.
    made = batch(("aaa bbb ccc",), ("bbb aaa ccc",), ("ccc ddd aaa",), ("bbb ccc ddd",))
    asked = Matcher([a, b, d], Gate(frozenset({a, d}), frozenset({b}), frozenset({d}))).sights(made)
    assert {number: sight.spans for number, sight in asked.items()} == {
        0: {a: [(0, 0, 3)], b: [(0, 4, 7)]},
        1: {a: [(0, 4, 7)], b: [(0, 0, 3)]},
    }
    apart = read_query('"of care"')
    made = batch(("aaa bbb",), ("aaa of ... care",))
    assert Matcher([a, apart], Gate(frozenset({a}), frozenset({apart}))).sights(made)[1].spans[apart] == [(0, 4, 15)]
    nothing = Matcher([a, b], Gate(frozenset({a}), frozenset())).sights(made)
    assert {number: set(sight.spans) for number, sight in nothing.items()} == {0: {a}, 1: {a}}


def test_so_many_places_of_a_phrase_are_kept_and_of_its_beginning_are_looked_at() -> None:
    assert len(places("aaa", ("aaa " * (MOST_SPANS + 1),))[0]) == MOST_SPANS
    assert len(places("aaa", ("aaa " * (MOST_SPANS - 1),))[0]) == MOST_SPANS - 1
    assert len(places('cites:"42 USC 1396"', ("42 USC 1396; " * (MOST_SPANS + 1),))[0]) == MOST_SPANS
    near, far = ("cde " * 19_999 + "cde xb", "cde " * 20_000 + "cde xb")
    assert places('"*cde *b"', (near,), (far,)) == [[(0, "cde xb")]]


@pytest.mark.parametrize(
    ("place", "text", "found"),
    [
        ("us-fl", "under F.S. 394.463", True),
        ("us-fl-dade", "under F.S. 394.463", True),
        ("us-ny", "under F.S. 394.463", False),
        ("us-ny", "under Fla. Stat. 394.463", True),
    ],
)
def test_the_short_name_of_a_law_means_it_in_its_own_place(place: str, text: str, found: bool) -> None:
    assert bool(places('cites:"Fla. Stat. 394.463"', (text,), place=place)) is found


@pytest.mark.parametrize("window", [5, 7, 11, 16, 40])
def test_what_is_found_does_not_depend_on_how_much_is_looked_through_at_once(
    window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [("suicide prevention in schools", "crisis of care"), ("care, or suicides",), ("a", "of  the care")]
    asked = ("suicide", '"suicide prevention"', '"crisis of care"', "care", '"of the care"', "s*cide")
    whole = [places(query, *documents) for query in asked]
    monkeypatch.setattr(matcher, "WINDOW", window)
    assert [places(query, *documents) for query in asked] == whole


def test_a_huge_text_full_of_hits_holds_few_of_them_in_memory() -> None:
    query = read_query("aaa")
    made, looked = batch(("aaa " * 700_000,)), Matcher(leaves(query))
    looked.sights(batch(("aaa",)))
    tracemalloc.start()
    try:
        assert len(looked.sights(made)[0].spans[query]) == MOST_SPANS
        # A window's hits take some 60 MB; all of them took 140.
        assert tracemalloc.get_traced_memory()[1] < 90e6
    finally:
        tracemalloc.stop()
