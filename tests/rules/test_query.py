"""Queries that cannot be read are refused with the column and a caret; hostile ones in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.query import LONGEST, QueryProblem, phrase_words, read_query
from tracker.rules.syntax import And, Apart, Near, Not, Or, Phrase, Scope, Sentence


@pytest.mark.parametrize(
    ("query", "column", "told"),
    [
        ("", 1, "empty query"),
        ("   ", 1, "empty query"),
        ("NOT suicide", 1, "must be there"),
        ("suicide OR NOT parity", 12, "must be there"),
        ("jurisdiction:us-ma", 1, "must be there"),
        ('mental AND "health', 12, "closing quotation mark"),
        ("(mental", 1, "closing bracket"),
        ("mental)", 7, "without its opening bracket"),
        ("mental AND", 8, "after AND"),
        ("OR mental", 1, "found 'OR'"),
        ("mental AND OR health", 12, "after AND"),
        ("()", 1, "between the brackets"),
        ("titel:parity", 1, "expected a field"),
        ("title:", 7, "after title:"),
        ("title:AND", 7, "after title:"),
        ("a NEAR/0 b", 3, "from 1 to"),
        ("a NEAR/ b", 3, "from 1 to"),
        ("a NEAR/5000 b", 3, "from 1 to"),
        ("a NEAR/1001 b", 3, "from 1 to 1000"),
        ("a PRE b", 3, "found none"),
        ("a NOT w/s b", 3, "after w/"),
        ("a NEAR/3 (b AND c)", 10, "beside NEAR"),
        ("a SENT NOT b", 8, "beside SENT"),
        ("ATLEAST/2 suicide", 1, "bracket"),
        ("ATLEAST/0(suicide)", 1, "from 1 to"),
        ("ATLEAST/2(a AND b)", 1, "to count"),
        ("stage:signed parity", 7, "expected a stage"),
        ("kind:law parity", 6, "expected a kind"),
        ("jurisdiction:MA parity", 14, "expected a place"),
        ("jurisdiction:Massachusetts parity", 14, "expected a place"),
        ("after:yesterday parity", 7, "expected a date"),
        ("date:2026-13 parity", 6, "expected a date"),
        ('cites:"the constitution"', 7, "expected a citation"),
        ("@crisis", 1, "expected the name of a list"),
        ("*", 1, "letters beside the wildcard"),
        ('"mental * health"', 1, "letters beside the wildcard"),
        ("!!!", 1, "no letter or digit"),
        ("a !squad", 3, "write NOT squad"),
        ("suicide~", 1, "write suicide*"),
        ("suicid$", 1, "write suicid*"),
        ("colo#r", 1, "write colo?r"),
        ("psychiatr+", 1, "write psychiatr*"),
        ("veteran+suicide", 1, "write veteran suicide"),
        ("a (5N) b", 4, "write NEAR/5"),
        ("a p/2 b", 3, "NEAR/2 or PRE/2"),
        ("a PRE b", 3, "after PRE/"),
        ("a w/seg b", 3, "after w/"),
        ("a AROUND(0) b", 3, "from 1 to"),
        ("TI(parity)", 1, "write title:( )"),
        ("HLEAD(parity)", 1, "a field such as title:( )"),
        ("summary(parity)", 1, "write abstract:( )"),
        ("a AND contains(parity)", 7, "a field such as title:( )"),
        ("a PR,PA(smith)", 3, "a field such as title:( )"),
        ("%parity%", 1, "write parity*"),
        ("parity...coverage", 1, "without such signs"),
        ("a XOR b", 3, "(a OR b) NOT (a AND b)"),
        ("a SAME b", 3, 'write PARA, or "SAME"'),
        ("a BUTNOT b", 3, "write NOT"),
        ("TS=(parity)", 1, "a field such as title:suicide"),
        ("a TI=parity", 3, "a field such as title:suicide"),
        ("suicide[tiab] AND parity", 1, "a field such as title:suicide"),
        ('"mental health"[MeSH]', 16, "without such signs"),
        ("da(aft 2024) parity", 1, "a field such as title:( )"),
        ("a and/or b", 3, 'write OR, or "and/or"'),
        ("title.keyword:parity", 1, "a field such as title:suicide"),
        ("_exists_:abstract parity", 1, "without such signs"),
        ("[2020 TO 2021] parity", 1, "without such signs"),
        ("a <near/5> b", 3, "without such signs"),
        ("suicid*.ti,ab.", 1, "write title:suicid*"),
        ("parity.mp.", 1, "write about:parity"),
        ("exp parity/", 5, "write parity"),
        ("TI parity", 1, "write title: and the words"),
        ("parity AND AB coverage", 12, "write abstract: and the words"),
        ("crisis N5 line", 8, 'write NEAR/5, or "N5"'),
        ("crisis W5 line", 8, 'write PRE/5, or "W5"'),
        ("a prox/5 b", 3, "write NEAR/5 or PRE/5"),
        ("a PROX 5 b", 3, "write NEAR/5 or PRE/5"),
        ("a NOT SENT b", 3, "as in NOT NEAR/5"),
        ('"a b c"~5', 1, "two words before ~5"),
        ("w/5 parity", 1, "expected a word or phrase"),
        ("a OR w/5 b", 6, "after OR"),
        ("(" * 60 + "a" + ")" * 60, 51, "brackets within brackets"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(query: str, column: int, told: str) -> None:
    with pytest.raises(QueryProblem) as caught:
        read_query(query)
    assert caught.value.column == column
    assert told in str(caught.value)
    lines = str(caught.value).splitlines()
    assert lines[-1].strip() == "^"
    assert lines[-1].index("^") - 2 == column - 1


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("a OR b AND c", Or((Phrase(("a",)), And((Phrase(("b",)), Phrase(("c",))))))),
        ("a b OR c", Or((And((Phrase(("a",)), Phrase(("b",)))), Phrase(("c",))))),
        ("a AND NOT b", And((Phrase(("a",)), Not(Phrase(("b",)))))),
        ("a NOT b", And((Phrase(("a",)), Not(Phrase(("b",)))))),
        ("a but not b", And((Phrase(("a",)), Not(Phrase(("b",)))))),
        ("a NEAR/5 b AND c", And((Near(Phrase(("a",)), Phrase(("b",)), 5), Phrase(("c",))))),
        ("title:a b", And((Scope("title", Phrase(("a",))), Phrase(("b",))))),
        (
            "a and b or not c and d",
            Or((And((Phrase(("a",)), Phrase(("b",)))), And((Not(Phrase(("c",))), Phrase(("d",)))))),
        ),
        ("\u201cmental health\u201d", Phrase(("mental", "health"))),
        ("long-term", Phrase(("long", "term"))),
        ("NOT NOT a", Phrase(("a",))),
        ("TITLE(a)", Scope("title", Phrase(("a",)))),
        ("about(a) b", And((Scope("about", Phrase(("a",))), Phrase(("b",))))),
        ("child(ren)", And((Phrase(("child",)), Phrase(("ren",))))),
        ("a AROUND(4) b", Near(Phrase(("a",)), Phrase(("b",)), 4)),
        ("a NEAR(4) b", Near(Phrase(("a",)), Phrase(("b",)), 4)),
        ("a adj3 b", Near(Phrase(("a",)), Phrase(("b",)), 3, ordered=True)),
        ("a near3 b", Near(Phrase(("a",)), Phrase(("b",)), 3)),
        ("a WITHIN 6 b", Near(Phrase(("a",)), Phrase(("b",)), 6)),
        ("a within 6 words of b", Near(Phrase(("a",)), Phrase(("b",)), 6)),
        ("a WITHIN PARAGRAPH b", Sentence(Phrase(("a",)), Phrase(("b",)), paragraph=True)),
        ("a NOT WITHIN 2 b", Apart(Phrase(("a",)), Phrase(("b",)), 2)),
        ("a NEAR b", Near(Phrase(("a",)), Phrase(("b",)), 10)),
        ("a ADJ b", Near(Phrase(("a",)), Phrase(("b",)), 1, ordered=True)),
        ("a ONEAR b", Near(Phrase(("a",)), Phrase(("b",)), 10, ordered=True)),
        ("a PRE/3 b", Near(Phrase(("a",)), Phrase(("b",)), 3, ordered=True)),
        ("a +3 b", Near(Phrase(("a",)), Phrase(("b",)), 3, ordered=True)),
        ("a /3 b", Near(Phrase(("a",)), Phrase(("b",)), 3)),
        ("a NEAR/1000 b", Near(Phrase(("a",)), Phrase(("b",)), 1_000)),
        ("a SENT b", Sentence(Phrase(("a",)), Phrase(("b",)))),
        ("a w/s b", Sentence(Phrase(("a",)), Phrase(("b",)))),
        ("a WITHIN SENTENCE b", Sentence(Phrase(("a",)), Phrase(("b",)))),
        ("a PARA b", Sentence(Phrase(("a",)), Phrase(("b",)), paragraph=True)),
        ("a w/p b", Sentence(Phrase(("a",)), Phrase(("b",)), paragraph=True)),
        ("a w/para b", Sentence(Phrase(("a",)), Phrase(("b",)), paragraph=True)),
        ("a +s b", Sentence(Phrase(("a",)), Phrase(("b",)), ordered=True)),
    ],
)
def test_precedence_is_as_the_page_says(query: str, node: object) -> None:
    assert read_query(query) == node


@pytest.mark.parametrize(
    "query", ["AB 1234", "child(ren)", "501(c)(3) suicide", "988/911", "24/7 crisis", "N95 masks", "W2", "W2 forms", "R.S. 28", "and/or", '"TI suicide"', "U.S. veterans"]
)  # fmt: skip
def test_what_only_looks_like_another_system_is_read_as_words(query: str) -> None:
    assert isinstance(read_query(query), And | Phrase)


def test_a_list_stands_for_its_phrases() -> None:
    assert read_query("@crisis", {"crisis": ("988", "crisis line")}) == Or(
        (Phrase(("988",)), Phrase(("crisis", "line")))
    )


def test_a_query_of_a_million_words_is_refused_at_once() -> None:
    with pytest.raises(QueryProblem, match="at most"):
        read_query("word " * 1_000_000)


def test_a_long_flat_query_is_read() -> None:
    node = read_query(" OR ".join(f"word{number}" for number in range(5_000)))
    assert isinstance(node, Or)
    assert len(node.parts) == 5_000


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_caret(text: str) -> None:
    refused = None
    try:
        node = read_query(text)
    except QueryProblem as problem:
        refused = problem
    if refused is not None:
        assert refused.column >= 1
        assert str(refused).splitlines()[-1].strip() == "^"
    else:
        assert read_query(str(node)) == node


@given(st.text(alphabet="ab*?' -\u00e9\u2019", max_size=20))
def test_the_words_of_a_phrase_are_its_own_words(text: str) -> None:
    words = phrase_words(text)
    assert phrase_words(" ".join(words)) == words


def test_the_longest_query_allowed_can_be_read() -> None:
    assert read_query("a" * 90 + " OR b" * ((LONGEST - 100) // 5))
