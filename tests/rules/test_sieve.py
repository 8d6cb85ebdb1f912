"""What is passed over unread holds nothing: the engine says what evaluating every rule in every document says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules import slow
from tests.rules.test_matching import document_of, documents, phrases, placed, queries
from tracker.rules import Document, RuleSet
from tracker.rules.batches import batches
from tracker.rules.engine import SOUNDS_ALIKE
from tracker.rules.matcher import Matcher
from tracker.rules.normalize import readable
from tracker.rules.query import read_query
from tracker.rules.scoring import Rule, Topic
from tracker.rules.sieve import Sieve, clauses
from tracker.rules.syntax import leaves

rules = st.lists(
    st.builds(lambda query, against, masks: (query, against, masks), queries, st.booleans(), st.none() | placed),
    min_size=1,
    max_size=4,
)
topics = st.lists(st.tuples(rules, st.lists(phrases, max_size=2)), min_size=1, max_size=3)


def made(told) -> list[Topic]:
    return [
        Topic(
            slug=f"t{number}", title="", why="", threshold=30, sounds_alike=tuple(alike),
            rules=tuple(
                Rule(id=str(place), query=query, weight=2.0, against=against, masks=masks)
                for place, (query, against, masks) in enumerate(rows)
            ),
        )
        for number, (rows, alike) in enumerate(told)
    ]  # fmt: skip


def fired(topic: Topic, document: Document) -> set[str]:
    """The rules of which each was evaluated, with everything looked up that any of them names."""
    asked = [node for rule in topic.rules for node in (rule.query, rule.masks) if node is not None]
    matcher = Matcher(leaf for node in (*asked, *topic.sounds_alike) for leaf in leaves(node))
    (batch,) = batches([document])
    sight = matcher.sights(batch).get(0)
    if sight is None:
        return set()
    seen = sight.without(sight.any_of(topic.alike))
    found = set()
    for rule in topic.rules:
        unmasked = seen if rule.masks is None else seen.without(seen.places(rule.masks, "any"))
        if unmasked.holds(rule.query):
            found.add(rule.id)
    return found if any(not topic.rules[int(each)].against for each in found) else set()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(told=topics, written=st.lists(documents, min_size=1, max_size=3), seed=st.integers(0, 999), marked=st.booleans())
def test_the_engine_says_what_evaluating_every_rule_says(
    told: list, written: list[list[slow.Part]], seed: int, *, marked: bool
) -> None:
    chosen = made(told)
    shown = [document_of(parts, seed + number) for number, parts in enumerate(written)]
    if marked:  # the byte that stands between two texts may stand in one, and a record may say nothing at all
        shown.insert(0, Document(id="x", kind="bill", fields={"title": ("a \x1e health", "\x1e")}, jurisdiction="us"))
        shown.insert(1, Document(id="x", kind="bill", fields={"title": ()}, jurisdiction="us"))
    for document, verdicts in RuleSet(chosen).judge_many(shown):
        said = {
            verdict.topic: {each.rule for each in verdict.reasons if each.rule != SOUNDS_ALIKE} for verdict in verdicts
        }
        wanted = {topic.slug: found for topic in chosen if (found := fired(topic, document))}
        assert said == wanted, document.fields


@pytest.mark.parametrize(
    ("query", "needed"),
    [
        ("suicide", [{"suicide"}]),
        ("suicide OR overdose", [{"suicide", "overdose"}]),
        ("suicide overdose", [{"suicide"}, {"overdose"}]),
        ("(suicide OR self-harm) NEAR/5 child", [{"suicide", "self harm"}, {"child"}]),
        ("suicide NOT child", [{"suicide"}]),
        ("suicide NOT NEAR/3 child", [{"suicide"}]),
        ("title:ATLEAST/2(suicide) kind:bill", [{"suicide"}]),
        ("(suicide child) OR overdose", [{"suicide", "overdose"}, {"child", "overdose"}]),
        ("(suicide child care) OR (overdose act law)", [{"suicide", "overdose"}]),
        ("suicide suicide", [{"suicide"}]),
    ],
)
def test_a_query_cannot_hold_without_something_of_each_of_its_clauses(query: str, needed: list[set[str]]) -> None:
    found = [{" ".join(leaf.words) for leaf in clause} for clause in clauses(read_query(query))]
    assert found == needed


def test_what_some_query_looks_up_alone_costs_the_others_nothing() -> None:
    """Of a query with too many clauses the part that is looked up anyway is chosen, however common it is."""
    alone = read_query("health OR overdose")
    other = read_query("(health act tax) OR (overdose act law)")
    assert Sieve({(0, 0): alone, (0, 1): other}).rarest == set(leaves(alone))


def test_only_what_has_something_of_every_clause_is_looked_at() -> None:
    both, alone = read_query("children NEAR/5 'suicidal ideation'"), read_query("bridge")
    sieve = Sieve({(0, 1): both, (0, 0): alone})
    children, ideation = leaves(both)
    assert sieve.rarest == {ideation, *leaves(alone)}
    assert sieve.suspects({children}) == []
    assert sieve.suspects({ideation}) == [(0, 1)]
    assert sieve.passing({ideation}) == []
    assert sieve.passing({children, ideation}) == [(0, 1)]
    assert sieve.passing({children, ideation, *leaves(alone)}) == [(0, 0), (0, 1)]
    assert sieve.passing(set()) == []


@pytest.mark.parametrize("gap", [" ", ", ", ". (", " \n\t\t ", "'' -- '"])
@pytest.mark.parametrize(
    "phrase",
    [
        '"of the act"',
        '"states of a"',
        '"the child\'s care"',
        '="state funds"',
        '"no s*ction"',
        '"rare words"',
        '"in the act of"',
    ],
)
def test_phrases_of_common_words_are_found_over_gaps_of_any_width(phrase: str, gap: str) -> None:
    node = read_query(phrase)
    words = phrase.strip('="').replace("*", "e").split()
    told = gap.join(words)
    titles = (told, f"x{told}", f"{told}x", gap.join(reversed(words)), f"in {told} {told}")
    fields = {"title": titles}
    (batch,) = batches([Document(id="x", kind="bill", fields=fields, jurisdiction="us")])
    found = Matcher(leaves(node)).sights(batch)[0].spans[node]
    assert found == [(0, 0, len(told)), (4, 3, 3 + len(told)), (4, 4 + len(told), 4 + 2 * len(told))]


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(
        st.one_of(st.characters(), st.sampled_from("ae\u0301\u00ad\u00b4\ufb01\u2019\u1100\u1161 ")), max_size=8
    )
)
def test_a_text_is_composed_whether_or_not_its_letters_need_it(text: str) -> None:
    text = text.replace("<", "").replace("&", "")
    shown = readable(text)
    assert shown.isascii() or unicodedata.is_normalized("NFKC", shown) or shown == text
    assert not {"\u00ad", "\u0301", "\ufeff"} & set(shown)
    assert readable(f"{text} a") == f"{shown} a"


def test_what_one_query_looks_up_anyway_is_what_others_wait_for() -> None:
    both, alone = read_query("'suicidal ideation' NEAR/5 (anxiety OR PTSD)"), read_query("PTSD OR anxiety")
    sieve = Sieve({(0, 0): both, (0, 1): alone})
    assert sieve.rarest == set(leaves(alone))
    assert sieve.suspects(leaves(read_query("'suicidal ideation'"))) == []
    assert sieve.suspects(leaves(read_query("PTSD"))) == [(0, 0), (0, 1)]
