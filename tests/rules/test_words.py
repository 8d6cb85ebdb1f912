"""From text to what is scanned, from a word to its forms, and from a phrase to its anchors: plain values in and out."""

from __future__ import annotations

import pytest

from tracker.rules.normalize import folded, forms, prepared, readable, scannable, words_of
from tracker.rules.query import QueryProblem, phrase_words, read_query
from tracker.rules.sieve import Sieve, clauses
from tracker.rules.syntax import AtLeast, Cite, Near, Phrase
from tracker.rules.terms import Anchor, compile_phrase, how_often, means_words


@pytest.mark.parametrize(
    ("text", "told", "scanned", "words"),
    [
        ("Plain words", "Plain words", "Plain words", ["plain", "words"]),
        ("a<b>c</b>", "ac", "ac", ["ac"]),
        ("a < b", "a < b", "a < b", ["a", "b"]),
        ("R&amp;D", "R&D", "R&D", ["r", "d"]),
        ("“Hi” — it’s", "“Hi” — it’s", " Hi    it's", ["hi", "it's"]),
        ("ﬁne", "fine", "fine", ["fine"]),
        ("a\u00adb", "ab", "ab", ["ab"]),
        ("e\u0301tat", "état", "etat", ["etat"]),
        ("état d'urgence", "état d'urgence", "etat d'urgence", ["etat", "d'urgence"]),
        ("Łódź ø", "Łódź ø", "Lodz o", ["lodz", "o"]),
        ("Дети", "Дети", "´µ\x82¸", ["дети"]),
        ("x\ud800", "x\ufffd", "x ", ["x"]),
        ("´ ʼn", "\u0020 ʼn", "  'n", ["n"]),
        ("'quoted' rock 'n' roll's", "'quoted' rock 'n' roll's", "'quoted' rock 'n' roll's", ["quoted", "rock", "n", "roll's"]),
        ("é 'a' ''", "é 'a' ''", "e 'a' ''", ["e", "a"]),
    ],
)  # fmt: skip
def test_a_text_is_read_scanned_and_taken_apart(text: str, told: str, scanned: str, words: list[str]) -> None:
    assert readable(text) == told
    assert folded(told) == scanned
    assert prepared(text) == (told, scanned)
    assert len(told) == len(scanned)
    assert list(words_of(text)) == words


def test_what_is_scanned_has_a_space_at_both_ends_and_only_letters_digits_and_apostrophes() -> None:
    assert scannable("It's A-1; 'b'") == (b" it's a 1  'b' ", b" it s a 1   b  ")
    assert scannable("ÀZz09\x80\xbf\xc0\x1e[@`{/:") == (b"  zz09\x80\xbf \x1e       ", b"  zz09\x80\xbf \x1e       ")
    assert scannable("") == (b"  ", b"  ")


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("therapy", "therapy therapies therapy's"),
        ("therapies", "therapies therapieses therapie therapie's therapy therapy's"),
        ("day", "day days day's"),
        ("class", "class classes"),
        ("bus", "bus buses"),
        ("crisis", "crisis crisises"),
        ("as", "as"),
        ("ab", "ab ab's"),
        ("gas", "gas gases"),
        ("cats", "cats catses cat cat's"),
        ("boxes", "boxes boxeses boxe boxe's box box's"),
        ("heroes", "heroes heroeses heroe heroe's hero heros hero's"),
        ("hero", "hero heros heroes hero's"),
        ("ties", "ties tieses tie tie's"),
        ("church", "church churches church's"),
        ("child's", "child's child childs"),
        ("988", "988 988s 988's"),
        ("état", "état"),
    ],
)
def test_a_word_stands_for_its_simple_forms(word: str, wanted: str) -> None:
    assert set(forms(word)) == set(wanted.split())
    assert forms(word)[0] == word


def anchors(words: str, *, exact: bool = False) -> list[tuple[str, int, str]]:
    """Each anchor, how many words before it the phrase begins, and `w` where it is the phrase, `l` where it may stand inside a word,
    and how the next word begins.
    """
    made = compile_phrase(tuple(words.split()), exact=exact).anchors
    return [
        (each.raw.decode("latin-1"), each.words_before, "w" * each.whole + "l" * each.loose + each.ahead.decode())
        for each in made
    ]


@pytest.mark.parametrize(
    ("words", "exact", "wanted"),
    [
        ("suicide", True, [(" suicide ", 0, "w")]),
        ("suicide", False, [(" suicide ", 0, "w"), (" suicides ", 0, "w"), (" suicide s ", 0, "")]),
        ("naloxone", True, [(" naloxone ", 0, "w")]),
        ("naloxone autopsy", True, [(" naloxone ", 0, "auto")]),
        ("naloxone autopsy", False, [(" naloxone ", 0, "auto"), (" naloxones ", 0, "auto"), (" naloxone s ", 0, "auto")]),
        ("ptsd care", True, [(" ptsd ", 0, "care")]),
        ("dbt care", True, [(" dbt   ", 0, "care"), (" dbt care ", 0, "w"), (" dbt  care ", 0, "")]),
        ("dbt car*", False, [(" dbt   ", 0, "car"), (" dbts ", 0, "car"), (" dbt s ", 0, "car"), (" dbt car", 0, ""), (" dbt  car", 0, "")]),
        ("*abcdefg suicid*", False, [("abcdefg", 0, "l")]),
        ("of suicid* act", True, [(" of   ", 0, "suic"), (" of suicid", 0, ""), (" of  suicid", 0, "")]),
        ("naloxone kit", False, [(" naloxone ", 0, "kit"), (" naloxones ", 0, "kit"), (" naloxone s ", 0, "kit")]),
        ("kit of naloxone", True, [(" naloxone ", 2, "")]),
        ("mental health", True, [(" mental   ", 0, "heal"), (" mental health ", 0, "w"), (" mental  health ", 0, "")]),
        ("a b", True, [(" a   ", 0, "b "), (" a b ", 0, "w"), (" a  b ", 0, "")]),
        ("suicid*", False, [(" suicid", 0, "")]),
        ("wom?n", False, [(" wom", 0, "")]),
        ("*cide", False, [("cide", 0, "l")]),
        ("*a *bcd", False, [("bcd", 1, "l")]),
        ("in *cide", True, [(" in ", 0, "")]),
        ("health car*", True, [(" health   ", 0, "car"), (" health car", 0, ""), (" health  car", 0, "")]),
        ("a b c d", True, [
            (" a   ", 0, "b "), (" a b   ", 0, "c "), (" a  b   ", 0, "c "), (" a b c ", 0, "d "), (" a b  c ", 0, "d "),
            (" a  b c ", 0, "d "), (" a  b  c ", 0, "d "),
        ]),
    ],
)  # fmt: skip
def test_a_phrase_is_looked_for_by_its_rarest_words(
    words: str, exact: bool, wanted: list[tuple[str, int, str]]
) -> None:
    assert anchors(words, exact=exact) == wanted


@pytest.mark.parametrize(
    ("words", "often"),
    [
        ("health", 20.0),
        ("mental health", 0.625),
        ("emotional", 1.5),
        ("counseling services", 0.75),
        ("naloxone", 0.3),
        ("naloxone kit", 0.15),
        ("suicid*", 3.0),
        ("health car*", 1.5),
    ],
)
def test_a_phrase_of_common_words_is_common_and_one_with_a_rare_word_is_not(words: str, often: float) -> None:
    assert how_often(tuple(words.split())) == pytest.approx(often)


@pytest.mark.parametrize(
    ("words", "anchor", "raw", "at", "wanted"),
    [
        ("kit of naloxone", Anchor(b" naloxone ", words_before=2), b" a kit of naloxone ", 9, (3, 18)),
        ("kit of naloxone", Anchor(b" naloxone ", words_before=2), b" kit naloxone ", 4, None),
        ("kit of naloxone", Anchor(b" naloxone ", words_before=2), b" kit of 'naloxone' ", 8, (1, 17)),
        ("kit a naloxone", Anchor(b" naloxone ", words_before=2), b" kit a naloxone ", 6, (1, 15)),
        ("kit naloxone", Anchor(b" naloxone ", words_before=1), b" kit' 'naloxone ", 6, (1, 15)),
        ("naloxone", Anchor(b" naloxone ", words_before=1), b" naloxone ", 0, None),
        ("*cide", Anchor(b"cide", loose=True), b" cide ", 1, (1, 5)),
        ("*cide", Anchor(b"cide", loose=True), b" " + b"x" * 60 + b"cide ", 61, (1, 65)),
        ("*cide", Anchor(b"cide", loose=True), b" " + b"x" * 61 + b"cide ", 62, None),
        ("a *cide", Anchor(b"cide", words_before=1, loose=True), b" a " + b"x" * 300 + b"cide ", 303, None),
        ("suicid*", Anchor(b" suicid"), b" suicid" + b"e" * 60 + b"s ", 0, None),
        ("wom?n", Anchor(b" wom"), b" women's ", 0, (1, 8)),
        ("wom?n", Anchor(b" wom"), b" womens ", 0, (1, 7)),
        ("*cide", Anchor(b"cide", loose=True), b" a suicide ", 6, (3, 10)),
        ("*cide", Anchor(b"cide", loose=True), b" 'suicide' ", 5, (2, 9)),
        ("suicide", Anchor(b" suicide ", whole=True), b" suicide ", 0, (1, 8)),
        ("suicide", Anchor(b" suicide ", whole=True), b" suicide' ", 0, (1, 8)),
        ("suicide", Anchor(b" suicide ", whole=True), b" suicide's ", 0, (1, 10)),
        ("suicide", Anchor(b" suicide "), b" suicided ", 0, None),
        ("cide", Anchor(b" cide "), b" sui'cide ", 4, None),  # an apostrophe joins it to the word before
        ("cide", Anchor(b" cide "), b" sui 'cide ", 5, (6, 10)),
    ],
)  # fmt: skip
def test_a_phrase_stands_where_its_anchor_and_all_its_words_do(
    words: str, anchor: Anchor, raw: bytes, at: int, wanted: tuple[int, int] | None
) -> None:
    assert compile_phrase(tuple(words.split())).found_at(raw, at, anchor, 0) == wanted


def test_an_exact_phrase_stands_for_no_other_form_and_foreign_words_are_compared_with_the_text() -> None:
    wild = Anchor(b" wom")
    assert compile_phrase(("wom?n",), exact=True).found_at(b" women's ", 0, wild, 0) is None
    assert compile_phrase(("wom?n",), exact=True).found_at(b" women ", 0, wild, 0) == (1, 6)
    assert [compile_phrase((word,)).foreign for word in ("дети", "women")] == [True, False]


@pytest.mark.parametrize(
    ("found", "words", "same"),
    [
        ("Дети", "дети", True),
        ("Дета", "дети", False),
        ("therapies", "therapy", True),
        ("suicidality", "suicid*", True),
        ("a suicide", "suicide", False),
        ("women", "wom?n", True),
        ("womaan", "wom?n", False),
    ],
)
def test_what_is_found_is_compared_with_the_words_themselves(found: str, words: str, same: bool) -> None:
    assert means_words(found, tuple(words.split())) is same


def asked(query: str) -> set[frozenset[str]]:
    return {
        frozenset(" ".join(each.words) for each in clause if isinstance(each, Phrase))
        for clause in clauses(read_query(query))
    }


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("a", ["a"]),
        ("a AND b", ["a", "b"]),
        ("a OR b", ["a b"]),
        ("(a AND b) OR c", ["a c", "b c"]),
        ("(a AND b) OR (c AND d)", ["a c", "a d", "b c", "b d"]),
        ("(a AND b) OR (c AND d) OR (e AND f)", [f"{x} {y} {z}" for x in "ab" for y in "cd" for z in "ef"]),
        ("a NOT b", ["a"]),
        ("a kind:bill", ["a"]),
        ("a NEAR/3 b", ["a", "b"]),
        ("a NOT NEAR/3 b", ["a"]),
        ("title:a", ["a"]),
        ("ATLEAST/2(a OR b)", ["a b"]),
        ("a AND (b OR NOT c)", ["a"]),  # a part that asks for nothing lets anything through
        ("(a AND a2 AND a3) OR (naloxone AND b AND b2)", ["a a2", "a a3", "a naloxone"]),
    ],
)
def test_a_query_cannot_hold_without_something_of_each_clause(query: str, wanted: list[str]) -> None:
    if "a2" in query:  # too many: the rarest of each part alone
        assert len(asked(query)) == 1
        return
    assert asked(query) == {frozenset(each.split()) for each in wanted}


def test_a_sieve_lets_through_what_may_hold() -> None:
    queries = {(0, 0): "health AND naloxone", (0, 1): "health", (1, 0): "naloxone OR health"}
    sieve = Sieve({name: read_query(query) for name, query in queries.items()})
    health, naloxone = Phrase(("health",)), Phrase(("naloxone",))
    assert sieve.rarest == {health, naloxone}
    assert sieve.suspects([naloxone]) == [(1, 0)]  # the first waits for what another looks up anyway
    assert sieve.suspects([health]) == [(0, 0), (0, 1), (1, 0)]
    assert Sieve({(0, 0): read_query(queries[0, 0])}).rarest == {naloxone}
    assert sieve.passing({naloxone}) == [(1, 0)]
    assert sieve.passing({health, naloxone}) == [(0, 0), (0, 1), (1, 0)]
    assert sieve.passing(set()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Long-term care", ["long", "term", "care"]),
        ("suicid*", ["suicid*"]),
        ("wom?n's", ["wom?n's"]),
        ("a***b", ["a*b"]),
        ("", []),
    ],
)
def test_a_phrase_keeps_its_wildcards(text: str, words: list[str]) -> None:
    assert list(phrase_words(text)) == words


@pytest.mark.parametrize(
    ("query", "column", "reason"),
    [
        ("", 1, "found an empty query"),
        ("a )", 3, "without its opening bracket"),
        ("(a", 1, "expected a closing bracket"),
        ("(", 1, "expected a closing bracket"),
        ("( )", 1, "between the brackets, found none"),
        ('a "b', 3, "expected a closing quotation mark"),
        ("NOT a", 1, "that must be there"),
        ("a AND", 3, "after AND, found the end"),
        ("a OR OR b", 6, "after OR, found 'OR'"),
        ("a NEAR/0 b", 3, "from 1 to 1000"),
        ("a NEAR/1001 b", 3, "from 1 to 1000"),
        ("(a AND b) NEAR/3 c", 1, "beside NEAR"),
        ("a NEAR/3 (b AND c)", 10, "beside NEAR"),
        ("ATLEAST/0(a)", 1, "from 1 to 1000"),
        ("ATLEAST/2 a", 1, "expected a bracket"),
        ("ATLEAST/2(a AND b)", 1, "to count"),
        ('"a b c"~5', 1, "expected two words before ~5, found 3"),
        ("a NEAR/3", 9, "found the end"),
        ('a ="b', 4, "expected a closing quotation mark"),
        ("title:) b", 7, "after title:"),
        ("  kind:bill", 3, "that must be there"),
        ("ATLEAST/(a)", 1, "after ATLEAST/, found none"),
        ("ATLEAST/1001(a)", 1, "after ATLEAST/, found 1001"),
        ('"a b"~0', 1, "after ~/, found 0"),
        ("(a) " + "(" * 51 + "a" + ")" * 51, 55, "at most 50 brackets"),
        # What was found is shown up to forty letters.
        ("title:NEAR/" + "5" * 50, 7, f"found 'NEAR/{'5' * 35}'"),
        ("a" * 50 + "$", 1, f"found '{'a' * 40}'"),
        ("a kind:" + "b" * 50, 8, f"found '{'b' * 40}'"),
        ("!" * 50, 1, f"found '{'!' * 40}'"),
        ("?" * 50, 1, f"found '{'?' * 40}'"),
        ("a*b*c*" + "d" * 50, 1, f"found 'a*b*c*{'d' * 34}'"),
        ("@bees", 1, "expected the name of a list (none)"),
        ("titel:a", 1, "expected a field"),
        ("title: )", 8, "after title:"),
        ("a kind:act", 8, "expected a kind"),
        ("a stage:done", 9, "expected a stage"),
        ("a jurisdiction:ma", 16, "a place such as us-ma"),
        ("a date:2026-13", 8, "a date such as"),
        ("a date:26", 8, "a date such as"),
        ("a*b*c*d", 1, "at most 2 *"),
        ("a" * 101, 1, "found one of 101"),
        ("***", 1, "letters beside the wildcard"),
        ("!!", 1, "no letter"),
        ('"' + "a " * 51 + '"', 1, "found 51"),
    ],
)
def test_what_cannot_be_read_is_told_where_it_stands(query: str, column: int, reason: str) -> None:
    with pytest.raises(QueryProblem) as told:
        read_query(query)
    assert (told.value.column, reason in told.value.reason) == (column, True), told.value


@pytest.mark.parametrize(
    ("text", "column", "shown"),
    [
        ("ab", 2, "  ab\n   ^"),
        ("a\tb", 1, "  a b\n  ^"),
        ("0123456789" * 20, 61, f"  {'0123456789' * 10}\n  {' ' * 60}^"),
        ("0123456789" * 20, 62, f"  {'1234567890' * 10}\n  {' ' * 60}^"),
    ],
)
def test_a_caret_stands_below_what_cannot_be_read(text: str, column: int, shown: str) -> None:
    assert str(QueryProblem("why", text, column)) == f"column {column}: why\n{shown}"


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("'mental health'", Phrase(("mental", "health"))),
        ("='mental health'", Phrase(("mental", "health"), exact=True)),
        ('="mental health"', Phrase(("mental", "health"), exact=True)),
        ("=suicide", Phrase(("suicide",), exact=True)),
        ("suicid!", Phrase(("suicid*",))),
        ('"a b"~5', Near(Phrase(("a",)), Phrase(("b",)), 5)),
        ('="a b"~1', Near(Phrase(("a",), exact=True), Phrase(("b",), exact=True), 1)),
        ("ATLEAST/1(a)", AtLeast(1, Phrase(("a",)))),
        ("ATL3(a)", AtLeast(3, Phrase(("a",)))),
    ],
)
def test_marks_say_how_a_phrase_is_meant(query: str, node: object) -> None:
    assert read_query(query) == node


@pytest.mark.parametrize(
    "query",
    [
        "a" * 100,
        '"' + "a " * 50 + '"',
        "a*b*c",
        "ATLEAST/1000(a)",
        "a NEAR/1000 b",
        "(" * 50 + "a" + ")" * 50,
        "--a",
        "a date:2026-02-28",
    ],
)
def test_the_edges_of_what_can_be_read(query: str) -> None:
    read_query(query)
    with pytest.raises(QueryProblem):
        read_query("(" * 51 + "a" + ")" * 51)


def test_a_query_of_the_longest_length_is_read_and_a_longer_one_is_not() -> None:
    assert read_query("a" + " " * 99_999) == Phrase(("a",))
    with pytest.raises(QueryProblem, match="at most 100,000 characters, found 100,001"):
        read_query("a" + " " * 100_000)


def test_a_citation_is_as_rare_as_a_rare_word() -> None:
    cited, naloxone = read_query('cites:"42 USC 1396"'), Phrase(("naloxone",))
    assert cited == Cite("42 USC 1396")
    for query, first in (('cites:"42 USC 1396" AND naloxone', cited), ('naloxone AND cites:"42 USC 1396"', naloxone)):
        assert Sieve({(0, 0): read_query(query)}).rarest == {first}
    assert Sieve({(0, 0): read_query('health AND cites:"42 USC 1396"')}).rarest == {cited}
