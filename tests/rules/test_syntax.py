"""The nodes of a query: how each is written down, what it is made of, and what it asks for."""

from __future__ import annotations

import pytest

from tracker.rules.query import read_query
from tracker.rules.syntax import (
    And,
    Apart,
    AtLeast,
    Cite,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Sentence,
    all_of,
    any_of,
    has_place,
    has_positive,
    leaves,
    parts_of,
)

A, B, C = Phrase(("a",)), Phrase(("b", "c")), Phrase(("d",), exact=True)
EITHER, LAW = Or((A, B)), Filter("stage", "law")


@pytest.mark.parametrize(
    ("node", "text", "parts", "place", "positive"),
    [
        (A, '"a"', (), True, True),
        (B, '"b c"', (), True, True),
        (C, '="d"', (), True, True),
        (Cite("42 USC 290"), 'cites:"42 USC 290"', (), True, True),
        (LAW, 'stage:"law"', (), False, False),
        (Scope("title", A), 'title:"a"', (A,), True, True),
        (Scope("title", EITHER), 'title:("a" OR "b c")', (EITHER,), True, True),
        (Near(A, B, 5), '"a" NEAR/5 "b c"', (A, B), True, True),
        (Near(EITHER, B, 5, ordered=True), '("a" OR "b c") PRE/5 "b c"', (EITHER, B), True, True),
        (Apart(A, B, 3), '"a" NOT NEAR/3 "b c"', (A, B), True, True),
        (Sentence(A, B), '"a" SENT "b c"', (A, B), True, True),
        (Sentence(A, B, ordered=True), '"a" PRE/s "b c"', (A, B), True, True),
        (Sentence(A, B, paragraph=True), '"a" PARA "b c"', (A, B), True, True),
        (Sentence(A, B, ordered=True, paragraph=True), '"a" PRE/p "b c"', (A, B), True, True),
        (AtLeast(3, EITHER), 'ATLEAST/3("a" OR "b c")', (EITHER,), False, True),
        (And((A, EITHER)), '"a" AND ("a" OR "b c")', (A, EITHER), False, True),
        (And((A, Not(B))), '"a" AND (NOT "b c")', (A, Not(B)), False, True),
        (And((LAW, Not(B))), 'stage:"law" AND (NOT "b c")', (LAW, Not(B)), False, False),
        (Or((A, LAW)), '"a" OR stage:"law"', (A, LAW), False, False),
        (EITHER, '"a" OR "b c"', (A, B), True, True),
        (Not(EITHER), 'NOT ("a" OR "b c")', (EITHER,), False, False),
    ],
)
def test_a_node_is_written_down_and_says_what_it_is_made_of(
    node: Node, text: str, parts: tuple[Node, ...], place: bool, positive: bool
) -> None:
    assert str(node) == text
    assert parts_of(node) == parts
    assert (has_place(node), has_positive(node)) == (place, positive)
    if positive:
        assert str(read_query(text)) == text


def test_leaves_come_from_left_to_right() -> None:
    assert list(leaves(And((Near(A, B, 2), Not(Or((C, LAW))))))) == [A, B, C, LAW]
    assert list(leaves(A)) == [A]


def test_there_is_one_way_to_say_each_thing() -> None:
    assert all_of([A]) == A
    assert any_of([A]) == A
    assert all_of([A, And((B, C))]) == And((A, B, C))
    assert any_of([A, Or((B, C))]) == Or((A, B, C))
    assert all_of([A, EITHER]) == And((A, EITHER))


def test_phrases_are_the_same_by_their_words_and_their_exactness() -> None:
    assert len({A, Phrase(("a",)), Phrase(("a",), exact=True)}) == 2
    assert Or((A, B)).phrases == frozenset({A, B})
    assert Or((A, Scope("title", B))).phrases is None
