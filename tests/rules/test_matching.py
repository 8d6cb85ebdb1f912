"""The compiled matcher says what a slow, obviously right evaluator says, on random queries and texts."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules import slow
from tracker.rules import Document
from tracker.rules.batches import batches
from tracker.rules.evaluate import Sight
from tracker.rules.matcher import Matcher
from tracker.rules.query import read_query
from tracker.rules.scanner import scanner_for
from tracker.rules.syntax import (
    FIELDS,
    Apart,
    AtLeast,
    Near,
    Node,
    Not,
    Phrase,
    Scope,
    Sentence,
    all_of,
    any_of,
    has_positive,
    leaves,
)

WORDS = (
    "mental",
    "health",
    "healths",
    "parity",
    "suicide",
    "suicidal",
    "care",
    "cares",
    "child's",
    "children",
    "act",
    "café",
    "дети",
    "988",
    "a",
)
ASKED = (*WORDS, "suicid*", "h?alth", "*cide", "m*l", "cafe")
FIELD_NAMES = ("title", "abstract", "committee", "sponsor")

phrases = st.builds(
    Phrase,
    st.lists(st.sampled_from(ASKED), min_size=1, max_size=3).map(lambda found: tuple(plain(each) for each in found)),
    st.booleans(),
)


def plain(word: str) -> str:
    return word.replace("é", "e")


def with_place(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pair = st.tuples(below, below)
    return st.one_of(
        st.lists(below, min_size=2, max_size=3).map(any_of),
        st.builds(
            lambda both, far, ordered: Near(both[0], both[1], far, ordered), pair, st.integers(1, 6), st.booleans()
        ),
        st.builds(lambda both, ordered: Sentence(both[0], both[1], ordered), pair, st.booleans()),
        st.builds(lambda both, far: Apart(both[0], both[1], far), pair, st.integers(1, 6)),
        st.builds(Scope, st.sampled_from((*FIELD_NAMES, "any")), below),
    )


placed = st.recursive(phrases, with_place, max_leaves=5)


def logical(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.lists(below, min_size=2, max_size=3).map(all_of),
        st.lists(below, min_size=2, max_size=3).map(any_of),
        below.filter(lambda node: not isinstance(node, Not)).map(Not),
    )


queries = st.recursive(st.one_of(placed, st.builds(AtLeast, st.integers(1, 3), placed)), logical, max_leaves=6).filter(
    has_positive
)
# No sentence ends in one letter by itself: "Robert A. Smith" is one, and nothing tells it from two.
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).filter(lambda words: words[-1] != "a").map(tuple)
parts = st.builds(slow.Part, st.sampled_from(FIELD_NAMES), st.lists(sentences, min_size=1, max_size=3).map(tuple))
documents = st.lists(parts, min_size=1, max_size=4)


def printed(part: slow.Part, dice: random.Random) -> str:
    """The words with what people and machines put between them."""
    told = []
    for sentence in part.sentences:
        pieces = []
        for number, word in enumerate(sentence):
            shape = dice.choice((str.lower, str.upper, str.title)) if number else str.upper
            gap = (
                dice.choice((" ", "  ", "-", ", ", "\n", " — ", "\u00a0", "; ", " (", "/", "\t \t ")) if number else ""
            )
            pieces.append(gap + shape(word).replace("'S", "'s").replace("'", dice.choice(("'", "\u2019"))))
        told.append("".join(pieces))
    return ". ".join(told)


def document_of(parts_: list[slow.Part], seed: int) -> Document:
    dice = random.Random(seed)
    fields: dict[str, tuple[str, ...]] = {}
    for part in parts_:
        fields[part.field] = (*fields.get(part.field, ()), printed(part, dice))
    return Document(id="x", kind="bill", fields=fields, jurisdiction="us")


def seen(node: Node, document: Document) -> Sight:
    (batch,) = batches([document])
    return Matcher(leaves(node)).sights(batch).get(0) or Sight(document, [], [], {})


def in_own_script(parts_: list[slow.Part]) -> list[slow.Part]:
    return [slow.Part(part.field, tuple(tuple(map(plain, each)) for each in part.sentences)) for part in parts_]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(node=queries, parts_=documents, seed=st.integers(0, 999))
def test_the_matcher_agrees_with_the_slow_evaluator(node: Node, parts_: list[slow.Part], seed: int) -> None:
    document = document_of(parts_, seed)
    ordered = [part for name in document.fields for part in parts_ if part.field == name]
    assert seen(node, document).holds(node) == slow.holds(node, in_own_script(ordered)), (str(node), document.fields)


@settings(max_examples=300, deadline=None)
@given(node=queries)
def test_a_printed_query_reads_as_itself(node: Node) -> None:
    assert read_query(str(node)) == node


@pytest.mark.parametrize(
    ("query", "text", "wanted"),
    [
        ("suicid*", "Suicidality in youth", True),
        ("suicid*", "a homicide", False),
        ("wom?n", "WOMEN", True),
        ("wom?n", "womaan", False),
        ('="cares"', "who cares", True),
        ('="cares"', "who cares' for", True),
        ('="cares"', "who care", False),
        ("cares", "health care", True),
        ("therapy", "two therapies", True),
        ("crisis", "many crises", False),
        ("illness", "illnesses", True),
        ('"mental health"', "mental-health", True),
        ('"mental health"', "MENTAL\n   HEALTH", True),
        ('"mental health"', "mental, health", True),
        ('"mental health"', "mental <b>health</b>", True),
        ('"mental health"', "<p>mental</p><script>a</script><p>health</p>", True),
        ("suicide", "<p>Roads</p><script>suicide</script>", False),  # nobody reads it
        ('"mental health"', "<Mental health> services", True),  # what a clerk typed is no tag
        ('"mental health"', "mental &amp; health", True),
        ('"mental health"', "mental&nbsp;health", True),
        ('"mental health"', "men\u00adtal health", True),
        ('"mental health"', "mentally healthy", False),
        ('"post traumatic"', "posttraumatic", False),
        ("resume", "résumé", True),
        ("Ñandu", "nandú", True),
        ("depression NEAR/3 economic", "economic and land depression", True),
        ("depression NEAR/2 economic", "economic and land depression", False),
        ("depression PRE/5 economic", "economic depression", False),
        ("economic PRE/1 depression", "economic depression", True),
        ("a SENT b", "A dog. B barks", False),
        ("a SENT b", "In the U.S. a or b", True),
        ("a SENT b", "see Sec. 5 a and b", True),
        ("mental SENT child's", "CHILD\u2019s. MENTAL", False),
        ("mental SENT child's", "the child's. Mental health", False),
        ("a SENT b", "Plan A. Then B", True),
        ("health SENT дети", "HEALTH. Дети", False),
        ("health SENT etat", "Public health. État des lieux", False),
        ("health SENT care", "Public health vs. état de care", True),
        ("ATLEAST/2(suicide)", "suicide", False),
        ("suicide PARA parity", "Suicide. Then parity", True),
        ("suicide PARA parity", "Suicide.\n\nThen parity", False),
        ("suicide /p parity", "<p>Suicide.</p><p>Then parity</p>", False),
        ("parity PRE/p suicide", "Suicide. Then parity", False),
        ("suicide +p parity", "Suicide. Then parity", True),
        ("parity PRE/s suicide", "suicide and parity", False),
        ("parity w/s suicide", "suicide and parity", True),
        ("suicide +s parity", "suicide and parity", True),
        ("suicide NOT NEAR/2 squad", "The Suicide Squad", False),
        ("suicide not w/1 squad", "The suicide squad, and suicide at sea", True),
        ("suicide BUT NOT /2 squad", "The suicide squad", False),
        ("suicide -squad", "The Suicide Squad", False),
        ("suicide -squad", "suicide", True),
        ('suicide -"suicide squad" prevention', "suicide prevention", True),
        ("suicide -(squad OR vest)", "suicide vest", False),
        ("long-term", "long term", True),
        ("suicid!", "suicidality", True),
        ("suicide | parity", "parity", True),
        ("suicide|parity", "parity", True),
        ("suicide && parity", "parity", False),
        ("suicide And parity", "a suicide", False),
        ("suicide Or parity", "parity", True),
        ("suicide Not squad", "suicide squad", False),
        ("suicide ANDNOT squad", "suicide squad", False),
        ("parity w/5 coverage", "coverage and parity", True),
        ("parity W/1 coverage", "coverage and parity", False),
        ("parity within/5 coverage", "coverage and parity", True),
        ("parity /5 coverage", "coverage and parity", True),
        ("parity +5 coverage", "coverage and parity", False),
        ("parity NEAR coverage", "coverage and parity", True),
        ("parity NEAR5 coverage", "coverage and parity", True),
        ("parity ADJ coverage", "parity coverage", True),
        ("parity ADJ coverage", "parity of coverage", False),
        ('"parity coverage"~5', "coverage and parity", True),
        ("ATLEAST2(suicide)", "suicide", False),
        ("'mental health'", "health, mental", False),
        ("\u2018mental health\u2019", "mental health", True),
        ("'women's health'", "women's health", True),
        ("about:parity", "parity", True),
        ("ATLEAST/2(suicide)", "suicide and suicides", True),
        ("suicide NOT squad", "The Suicide Squad", False),
        ("suicide AND NOT squad", "suicide", True),
        ("a OR b AND c", "a", True),
        ("(a OR b) AND c", "a", False),
        ("NOT a AND b", "b", True),
        ("long-term care", "care that is long term", True),
        ("any:smith", "smith", True),
        ("988", "call 988 now", True),
        ("988", "section 9881", False),
    ],
)
def test_each_form_of_the_language_means_what_its_page_says(query: str, text: str, wanted: bool) -> None:
    node = read_query(query)
    document = Document(id="x", kind="bill", fields={"title": (text,)}, jurisdiction="us")
    assert seen(node, document).holds(node) is wanted


def test_sponsors_are_looked_at_only_when_asked_for() -> None:
    document = Document(
        id="x", kind="bill", fields={"title": ("An act",), "sponsor": ("Parity Jones",)}, jurisdiction="us"
    )
    answers = [seen(node, document).holds(node) for node in map(read_query, ("parity", "sponsor:parity", "any:parity"))]
    assert answers == [False, True, True]


def test_a_phrase_never_reaches_from_one_text_into_the_next() -> None:
    document = Document(id="x", kind="bill", fields={"title": ("mental", "health")}, jurisdiction="us")
    node = read_query('"mental health" OR mental NEAR/9 health')
    assert not seen(node, document).holds(node)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_asked_for(field: str) -> None:
    document = Document(id="x", kind="bill", fields={field: ("parity",)}, jurisdiction="us")
    asked = read_query(f"{field}:parity")
    assert seen(asked, document).holds(asked)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("parity jurisdiction:us-ma", True),
        ("parity jurisdiction:us-*", True),
        ("parity jurisdiction:us", False),
        ("parity stage:law", True),
        ("parity stage:vetoed", False),
        ("parity kind:hearing", False),
        ("parity date:2026-11", True),
        ("parity after:2026-11-23", True),
        ("parity before:2026-11-23", False),
        ("parity NOT jurisdiction:us-ma", False),
    ],
)
def test_filters_look_at_the_record_itself(query: str, wanted: bool) -> None:
    import datetime as dt

    document = Document(
        id="x",
        kind="bill",
        fields={"title": ("parity",)},
        jurisdiction="us-ma",
        stage="law",
        date=dt.date(2026, 11, 23),
    )
    node = read_query(query)
    assert seen(node, document).holds(node) is wanted


def test_the_scanner_finds_every_place_of_every_literal_overlapping_ones_too() -> None:
    dice = random.Random(5)
    literals = sorted({bytes(dice.choices(b"ab ", k=dice.randint(1, 6))) for _ in range(200)})
    text = bytes(dice.choices(b"abc ", k=2_000))
    places = [
        (number, at, at + len(literal))
        for number, literal in enumerate(literals)
        for at in range(len(text))
        if text.startswith(literal, at)
    ]
    assert sorted(scanner_for(literals).scan(text)) == places
    assert scanner_for([]).scan(text) == []
