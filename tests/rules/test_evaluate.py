"""Whether a query holds for what was found, and where: each node on small texts, with places that are given."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tracker.rules.documents import Document
from tracker.rules.evaluate import MOST_SPANS, Sight, first_day
from tracker.rules.query import read_query
from tracker.rules.sentences import paragraph_ends, sentence_ends
from tracker.rules.syntax import Node, Phrase, parts_of

DOCUMENT = Document(
    id="x", kind="bill", fields={}, jurisdiction="us-ma", stage="introduced", date=dt.date(2026, 11, 23)
)


def phrases_of(node: Node) -> list[Phrase]:
    return [node] if isinstance(node, Phrase) else [each for part in parts_of(node) for each in phrases_of(part)]


def sight(query: str, texts: Sequence[str], fields: Sequence[str] = (), document: Document = DOCUMENT) -> Sight:
    """A document in which the words of the query stand where they are written."""
    spans: dict[Node, list[tuple[int, int, int]]] = {
        node: [
            (part, *hit.span())
            for part, text in enumerate(texts)
            for hit in re.finditer(rf"\b{' '.join(node.words)}\b", text)
        ]
        for node in phrases_of(read_query(query))
    }
    return Sight(document, fields or ["title"] * len(texts), texts, {node: at for node, at in spans.items() if at})


def places(query: str, *texts: str) -> list[str]:
    """The words of each place, with the number of the text where there are several."""
    seen, node = sight(query, texts), read_query(query)
    assert seen.holds(node) is bool(seen.places(node))
    assert seen.witnesses(node) == seen.places(node)
    return [f"{part or ''}{texts[part][start:end]}" for part, start, end in seen.places(node)]


@pytest.mark.parametrize(
    ("query", "texts", "wanted"),
    [
        ("aa", ["aa bb aa", "aa"], ["aa", "aa", "1aa"]),
        ("aa OR bb", ["bb aa", "aa"], ["bb", "aa", "1aa"]),
        ("aa OR (bb NEAR/1 cc)", ["cc bb"], ["cc bb"]),
        ('"aa bb" PRE/s "bb cc"', ["aa bb cc"], []),
        ("aa NEAR/1 bb", ["aa bb"], ["aa bb"]),
        ("aa NEAR/1 bb", ["bb aa"], ["bb aa"]),
        ("aa NEAR/1 bb", ["aa x bb"], []),
        ("aa NEAR/2 bb", ["aa x bb"], ["aa x bb"]),
        ("aa NEAR/2 bb", ["aa x y bb"], []),
        ("aa NEAR/3 bb", ["aa it's y bb"], ["aa it's y bb"]),
        ("aa NEAR/3 bb", ["bb x aa y bb"], ["bb x aa", "aa y bb"]),
        ("aa NEAR/3 bb", ["aa bb bb"], ["aa bb", "aa bb bb"]),
        ("aa NEAR/2 bb", ["aa bb x bb"], ["aa bb"]),
        ("aa NEAR/9 bb", ["aa", "bb"], []),
        ("aa NEAR/9 bb", ["aa x", "bb", "aa bb"], ["2aa bb"]),
        ("aa PRE/2 bb", ["aa x bb"], ["aa x bb"]),
        ("aa PRE/2 bb", ["bb x aa"], []),
        ("aa PRE/2 bb", ["bb aa bb aa"], ["aa bb"]),
        ("aa NOT NEAR/2 bb", ["aa bb x y z aa"], ["aa"]),
        ("aa NOT NEAR/2 bb", ["aa x bb"], []),
        ("aa NOT NEAR/2 bb", ["bb x aa"], []),
        ("aa NOT NEAR/2 bb", ["aa x y bb"], ["aa"]),
        ('aa NOT NEAR/1 "aa cc"', ["aa cc", "aa"], ["1aa"]),
        ("aa SENT bb", ["aa x bb. Bb aa"], ["aa x bb"]),
        ("aa SENT bb", ["bb x aa"], ["bb x aa"]),
        ("aa SENT bb", ["aa xx. Yy bb"], []),
        ("aa SENT bb", ["aa", "bb"], []),
        ("aa PRE/s bb", ["bb x aa"], []),
        ("aa PRE/s bb", ["aa bb"], ["aa bb"]),
        ("aa PARA bb", ["aa. Y bb"], ["aa. Y bb"]),
        ("aa PARA bb", ["aa.\n\nY bb"], []),
        ("aa PRE/p bb", ["bb. Y aa"], []),
    ],
)  # fmt: skip
def test_a_passage_stands_where_its_words_stand_together(query: str, texts: list[str], wanted: list[str]) -> None:
    assert places(query, *texts) == wanted


@pytest.mark.parametrize(
    ("query", "text", "holds", "witnesses"),
    [
        ("aa AND bb", "bb aa", True, ["bb", "aa"]),
        ("aa AND bb", "aa", False, None),
        ("aa NOT bb", "aa", True, ["aa"]),
        ("aa NOT bb", "aa bb", False, None),
        ("aa OR (bb AND cc)", "aa bb", True, ["aa"]),  # of what does not hold nothing speaks
        ("ATLEAST/2(aa)", "aa x aa", True, ["aa", "aa"]),
        ("ATLEAST/2(aa)", "aa", False, None),
        ("ATLEAST/1(aa)", "aa", True, ["aa"]),
        ("ATLEAST/3(aa)", "aa aa", False, None),
        ('ATLEAST/2("aa aa" OR aa)', "aa aa", True, ["aa aa", "aa", "aa"]),
        ('ATLEAST/2("aa bb" OR "bb cc")', "aa bb cc", False, None),  # they share a word
        ("title:aa", "aa", True, ["aa"]),
        ("text:aa", "aa", False, None),
        ("about:aa", "aa", True, ["aa"]),
        ("text:(aa OR bb) OR cc", "aa cc", True, ["cc"]),
        ("aa kind:bill", "aa", True, ["aa"]),
        ("aa kind:hearing", "aa", False, None),
    ],
)  # fmt: skip
def test_a_query_holds_and_shows_what_speaks_for_it(
    query: str, text: str, holds: bool, witnesses: list[str] | None
) -> None:
    seen, node = sight(query, [text]), read_query(query)
    assert seen.holds(node) is holds
    if witnesses is not None:
        assert sorted(text[start:end] for _part, start, end in seen.witnesses(node)) == sorted(witnesses)


@pytest.mark.parametrize(
    ("number", "texts", "holds"),
    [
        (2, ["x aa bb cc"], False),  # they share a word
        (2, ["aa bb cc", "x aa bb"], True),
        (3, ["aa bb cc", "x aa bb"], False),
        (3, ["aa bb", "bb cc aa bb"], True),
        (2, ["aa bb aa bb"], True),
    ],
)
def test_places_that_share_words_count_once(number: int, texts: list[str], holds: bool) -> None:
    query = f'ATLEAST/{number}("aa bb" OR "bb cc")'
    assert sight(query, texts).holds(read_query(query)) is holds


@pytest.mark.parametrize(
    ("query", "field", "found"),
    [
        ("aa", "text", True),
        ("aa", "sponsor", False),
        ("any:aa", "sponsor", True),
        ("sponsor:aa", "sponsor", True),
        ("sponsor:aa", "title", False),
        ("about:aa", "title", True),
        ("about:aa", "text", False),
        ("any:aa", "text", True),
    ],
)
def test_a_word_counts_in_the_fields_that_are_asked_for(query: str, field: str, found: bool) -> None:
    assert sight(query, ["aa"], [field]).holds(read_query(query)) is found


@pytest.mark.parametrize(
    ("query", "changed", "holds"),
    [
        ("after:2026-11-23", {}, True),
        ("after:2026-11-24", {}, False),
        ("after:2026-11", {}, True),
        ("after:2026", {"date": None}, False),
        ("before:2026-11-24", {}, True),
        ("before:2026-11-23", {}, False),
        ("before:2027", {}, True),
        ("before:2027", {"date": None}, False),
        ("date:2026", {}, True),
        ("date:2025", {}, False),
        ("date:2026", {"date": None}, False),
        ("stage:introduced", {}, True),
        ("stage:introduced", {"stage": None}, False),
        ("jurisdiction:us-m*", {}, True),
        ("jurisdiction:us-m*", {"jurisdiction": "us-or"}, False),
    ],
)
def test_a_filter_looks_at_the_record(query: str, changed: dict, holds: bool) -> None:
    seen = sight("aa", ["aa"], document=replace(DOCUMENT, **changed))
    assert seen.holds(read_query(f"aa {query}")) is holds


@pytest.mark.parametrize(
    ("value", "day"),
    [("2026", dt.date(2026, 1, 1)), ("2026-11", dt.date(2026, 11, 1)), ("2026-11-23", dt.date(2026, 11, 23))],
)
def test_a_year_and_a_month_begin_with_their_first_day(value: str, day: dt.date) -> None:
    assert first_day(value) == day


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two", 1),
        ("One! Two? Three", 2),
        ("one. two", 0),
        ("One. 2 more", 1),
        ("See Sec. 5", 0),
        ("See No. 5. Then", 1),
        ("Plan A. Then", 0),  # an initial
        ("the child's. Then", 1),
        ('He said "Yes." Then', 1),
        ("One.\n\nTwo", 2),
        ("One\n\ntwo", 1),
        ("One. «Two", 0),
        ("One. (Two)", 1),
        ("Care vs. État", 0),
        ("Care. État", 1),
        ("Care. дети", 0),
        ("Care. 日本", 1),
        ("etc! Then", 1),  # only a full stop can end an abbreviation
    ],
)
def test_sentences_end_at_a_mark_before_a_capital(text: str, sentences: int) -> None:
    assert len(sentence_ends(text)) == sentences


def test_paragraphs_end_at_empty_lines() -> None:
    assert paragraph_ends("One.\nTwo\n \t\nThree\n\n\nFour") == [12, 19]


def test_what_stands_in_a_masked_place_does_not_count() -> None:
    text = "housing counseling services and counseling"
    seen = sight("counseling OR services", [text, "counseling"])
    counseling, services = map(read_query, ("counseling", "services"))
    assert seen.without([]) is seen
    kept = seen.without([(0, 0, 18)])
    assert kept.places(counseling) == [(0, 32, 42), (1, 0, 10)]
    assert kept.places(services) == [(0, 19, 27)]
    assert seen.without([(0, 17, 20)]).places(services) == []
    assert seen.without([(0, 27, 32)]).spans == seen.spans  # beside it on both sides
    assert seen.any_of(frozenset({counseling, services, read_query("other")})) == [
        (0, 8, 18), (0, 19, 27), (0, 32, 42), (1, 0, 10),
    ]  # fmt: skip


def test_no_more_places_are_looked_at_than_are_of_use() -> None:
    text = "aa bb " * (MOST_SPANS + 500)
    seen = sight("aa NEAR/1 bb", [text])
    assert len(seen.places(read_query("aa NEAR/1 bb"))) == MOST_SPANS
    one = ["aa " * 10 + "bb " * 300]
    assert len(sight("aa SENT bb", one).places(read_query("aa SENT bb"))) == 500  # fifty beside each
