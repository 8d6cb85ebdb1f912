"""Whatever a text holds, judging it takes linear time and gives clean reasons."""

from __future__ import annotations

import time

import pytest

from tracker.rules import Document, load_rules
from tracker.rules.engine import RuleSet
from tracker.rules.query import QueryProblem, read_query
from tracker.rules.try_query import document_of_text, query_rules, tried

REDOS = (
    "(a+)+$", "([a-zA-Z]+)*$", "(a|aa)+$", "(a|a?)+$", "(.*a){20}", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(\\w*)*$",
    "(a*)*b", "((a*)*)*", "(a+){10}", "(?:a+)+b", "^(a?){30}a{30}$", "(.+)+x", "\\s+$", "(\\d+)+!", "([^,]*,)*$", "(\\s*a\\s*)*b",
    "(ab|a(ba))*c", "(=*)*$", "<[^>]*>*$", "(https?://)+", "(\\.+)+$", "\\b(\\w+)\\s+\\1\\b", "(?=(a+))a*b", "(a{1,50}){1,50}",
    "*****", "?????a", "a*b*c*d*e*f*g*h*", "*a*a*a*a*a*",
)  # fmt: skip


def document(text: str) -> Document:
    return Document(id="x", kind="bill", fields={"title": ("A bill",), "text": (text,)}, jurisdiction="us")


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


@pytest.mark.parametrize("pattern", REDOS)
def test_patterns_that_hang_regex_engines_are_words_or_refused(pattern: str) -> None:
    try:
        rules = query_rules(f'"{pattern.replace(chr(34), "")}"')
    except QueryProblem:
        return
    begin = time.thread_time()
    list(
        tried(
            rules,
            [document_of_text("a" * 50_000 + "!"), document_of_text("a " * 50_000), document_of_text("ab" * 25_000)],
        )
    )
    # Not a measurement: exponential time would take longer than the universe has, and other work does not count.
    assert time.thread_time() - begin < 30


@pytest.mark.parametrize(
    "text",
    [
        "mental health " * 400_000,
        "mental " * 700_000,
        "a" * 5_000_000,
        "<" * 1_000_000,
        "<a " * 500_000,
        "&" * 1_000_000,
        "'" * 1_000_000,
        "mental" + " " * 3_000_000 + "health",
        "e" + "\u0301" * 1_000_000,
        "e" + "\u0e38\u093c" * 500_000,
        "\u202emental health\u202c" * 50_000,
        "\x00mental\x00health\x00" * 50_000,
        "42 U.S.C. " * 200_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_huge_texts_are_judged(text: str, shipped: RuleSet) -> None:
    verdicts = shipped.judge(document(text))
    for reason in (reason for verdict in verdicts for reason in verdict.reasons):
        assert len(reason.excerpt) < 2_000
        assert len(reason.words) < 1_000


def test_a_text_of_fifty_megabytes_is_judged(shipped: RuleSet) -> None:
    text = "The commissioner shall adopt rules for the licensing of barbers. " * 800_000 + " suicide prevention" * 4
    assert any(verdict.topic == "mental-health" for verdict in shipped.judge(document(text)))


@pytest.mark.parametrize(
    "text", ["sui\ud800cide suicide", "\udfff suicide \ud800", "suicide\x00", "\ufeffsuicide", "\u05d0 suicide \u05d1"]
)
def test_broken_and_foreign_characters_hide_nothing(text: str) -> None:
    found = list(tried(query_rules("suicide"), [document(text)]))
    assert len(found) == 1
    found[0]["excerpt"].encode("utf-8")


def test_markup_in_a_text_neither_hides_words_nor_reaches_the_excerpt() -> None:
    text = '<p onclick="alert(1)">Men<b>tal</b> <i>health</i><script>alert("suicide")</script></p>'
    found = list(tried(query_rules('"mental health"'), [document(text)]))
    assert [each["words"] for each in found] == ["Mental health"]
    assert "<" not in found[0]["excerpt"]


def test_words_of_other_scripts_are_told_apart() -> None:
    # The scanner keeps six bits of each letter; these two words have the same ones.
    said, other = "\u0434\u0435\u0442\u0438", "\u0474\u0475\u0482\u0478"
    answers = [bool(list(tried(query_rules(said), [document(text)]))) for text in (said, said.upper(), other)]
    assert answers == [True, True, False]
    assert read_query(said)
