"""Pages without rows become blocks of text with their headings and links."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.records.items import Link
from tracker.records.prose import MOST_CHARACTERS, Block, blocks, text, unescaped
from tracker.records.text import line

AGENDA = """
<head><title>Not a passage</title></head><nav>Home</nav>
<h1>Board of Health</h1><p>Meets <b>Tues</b>day<br>at noon<br><br>Second floor
<h2>Agenda</h2><ol><li>Minutes<li>HB 12 <a href="/hb12.pdf">text</a></ol>
<table><tr><td>9:00<td>Room <i>4</i></tr></table><script>var no</script>
<h1>Contact</h1><div><div>Clerk</div></div>
"""


def test_passages_stand_under_their_headings_in_reading_order():
    told = [(block.text, block.headings, block.is_heading) for block in blocks(AGENDA, "https://board.example/a/")]
    board, agenda = "Board of Health", "Agenda"
    assert told == [
        ("Home", (), False),
        (board, (), True),
        ("Meets Tuesday at noon", (board,), False),
        ("Second floor", (board,), False),
        (agenda, (board,), True),
        ("Minutes", (board, agenda), False),
        ("HB 12 text", (board, agenda), False),
        ("9:00 | Room 4", (board, agenda), False),
        ("Contact", (), True),
        ("Clerk", ("Contact",), False),
    ]


def test_links_are_absolute_and_keep_their_words():
    passage = next(block for block in blocks(AGENDA, "https://board.example/a/") if block.links)
    assert passage.links == (Link(url="https://board.example/hb12.pdf", note="text"),)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>An act by <Name of sponsor> on care", "An act by <Name of sponsor> on care"),
        ("<p>a < b and c > d", "a < b and c > d"),
        ("<p>care &lt;beds&gt;", "care <beds>"),
        ("<p hidden>no<p style='display: none'>no<p>yes", "yes"),
        ("<!-- no --><p>yes<!-- no -->", "yes"),
        ("<!--div class=a>no</div--><p>yes", "yes"),
        ("<!--><p>yes", "yes"),
        ("<p><b>bold<i>both</b>italic</i>", "boldbothitalic"),
        ("", ""),
        (b"<meta charset=iso-8859-1><p>Comit\xe9", "Comité"),
        (b"<p>Comit\x92s", "Comit’s"),
        ("<p>Comité".encode(), "Comité"),
    ],
)
def test_broken_pages_keep_their_words(html, told):
    assert text(html) == told


@pytest.mark.parametrize("href", ["javascript:alert(1)", "http://[::1", "data:text/html,x", "", "#top"])
def test_addresses_nobody_may_be_sent_to_are_left_out(href):
    assert blocks(f'<p><a href="{href}">go</a>') == [Block(text="go")]


def test_a_page_that_nests_without_end_keeps_its_words():
    assert text("<div>" * 50_000 + "deep") == "deep"


@given(st.text())
def test_any_text_comes_back_as_its_words(words):
    told = " ".join(text(f"<p>{escape(words)}").split())
    assert told.strip(" |") == line(" ".join(words.replace("\x00", "").split())).strip(" |") or not words.isprintable()


@given(st.text(alphabet="<>/abpdiv brhtl=\"'&;#1 ", max_size=200))
def test_no_page_breaks_the_reader(html):
    assert all(block.text for block in blocks(html, "https://board.example/"))


TAGS = st.sampled_from(
    [
        f"<{slash}{name}>"
        for name in ("p", "b", "i", "u", "em", "strong", "span", "div", "ul", "ol", "li")
        for slash in ("", "/")
    ]
    + ["<br>", "<br/>", "<br />"]
)
WORDS = st.text(alphabet=" \n\tab&;.\u00a0é|", max_size=6) | st.sampled_from(
    ["&amp;", "&nbsp;", "&#39;", "&lt;p&gt;", "R&D", "&nbsp "]
)


@given(st.lists(TAGS | WORDS, max_size=25).map("".join))
def test_the_quick_reading_of_simple_markup_says_what_a_parser_says(html):
    assert text(html) == text(html, without=("nothing",))


BROKEN = st.sampled_from(
    [
        "<p",
        "<p>",
        "</p>",
        "<b>",
        "<td>",
        "<tr>",
        "<table>",
        "</table>",
        "<br>",
        "<h2>",
        "</h1>",
        "<li>",
        "<a href=x>",
        "</a>",
        "<a href='",
        "<!--",
        "-->",
    ]
) | st.sampled_from(
    [
        "<![CDATA[",
        "]]>",
        "<?x",
        "<pre>",
        "</pre>",
        "<div style='white-space:pre'>",
        "<e>",
        "<Name of sponsor>",
        "&",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "<o:p>",
        "\x00",
        "\ud800",
    ]
)


@given(st.lists(BROKEN | st.sampled_from(["word", "\n", " ", "two words"]), max_size=25).map("".join))
def test_broken_markup_is_read_to_its_end_and_leaves_nothing_that_is_no_text(html):
    shown = text(html)
    assert shown == text(shown.replace("&", "&amp;").replace("<", "&lt;"))
    assert not any(name in shown for name in ("<p>", "<td>", "<b>", "</p>"))
    assert all(line_.strip() == line_ for line_ in shown.splitlines())


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</div>", "<td>", "<tr>", "<li>", "</a>", "<h2>", "<br>", "<table>", "<o:p>"]
        )
        | st.just("WORD"),
        max_size=25,
    )
)
def test_no_tag_costs_a_word(parts):
    assert text("".join(parts)).count("WORD") == parts.count("WORD")
    assert sum(block.text.count("WORD") for block in blocks("".join(parts))) == parts.count("WORD")


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("<p>one\ntwo</p>", "one two"),
        ("<p>one<div>two</div></p>", "one\n\ntwo"),  # a paragraph ends where a block begins
        ("<p>one\ntwo</p><pre>three\nfour</pre>", "one two\n\nthree\nfour"),
        ("<br>one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<ul><li>one<li>two</ul>three", "one\ntwo\nthree"),
        ("<li>one<br></li><li>two</li>", "one\ntwo"),
        ("<pre>SEC. 1. BEDS.\n  The board</pre>", "SEC. 1. BEDS.\nThe board"),
        ("<div style='white-space: pre-wrap'>one\ntwo</div>", "one\ntwo"),
        ("<body>SEC. 1. BEDS.\nThe <i>board</i>", "SEC. 1. BEDS.\nThe board"),
        ("<table><tr><td>9:00<td>Room 4<tr><td>10:00<td><td>Room 5</table>", "9:00 | Room 4\n10:00 | Room 5"),
        ("<h2>Act</h2>It <b>pays</b>.", "Act\n\nIt pays."),
        ("<head><title>no</title></head><script>no</script><div>yes<style>no</style></div>", "yes"),
        ("Open to &lt;all&gt; &amp; others", "Open to <all> & others"),
        ("<p>&amp;lt; <Invitation Only>", "&lt; <Invitation Only>"),
    ],
)
def test_lines_end_where_a_browser_ends_them(html, lines):
    assert text(html) == lines
    assert text(html, gaps=False) == lines.replace("\n\n", "\n")


def test_what_is_not_wanted_is_left_out_with_all_in_it():
    assert text("<nav><p>Home</nav><p>Act", without=("nav",)) == "Act"


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        (" <b>one</b> <i>two</i>", "one two"),
        ("<b>one</b><i>two</i>", "onetwo"),
        ("<p>one</p> <b> </b> <p>two", "one\n\ntwo"),
        ("<pre>one<br>\n\n<b>two</b></pre>", "one\ntwo"),  # blank lines behind a break are no further break
        ("<pre>one<b>\n\n</b>two</pre>", "one\n\ntwo"),
        ("one<br><br><br>two", "one\n\ntwo"),
        ("<div>one<div>two</div>three</div>", "one\ntwo\nthree"),
        ("<div>one<h3>two</h3>three</div>", "one\n\ntwo\n\nthree"),
        ("one<table><tr><td>two<br><td>three</table>", "one\ntwo\nthree"),
        ("<table><tr><th>one<td><p>two</table>", "one\n\ntwo"),
        ("<dl><dt>one<dd>two</dl>", "one\n\ntwo"),
        ("<p>one <em>two", "one two"),
        ("<p>one</b> two</p>", "one two"),
        ("<em>" * 21 + "one" + "</em>" * 21, "one"),
        ("<em>" * 22 + "one" + "</em>" * 22, "one"),
        ("<ul><li><p>one</p></li><li>two</ul>", "one\n\ntwo"),
        ("<b><p>one</p></b>two", "one\n\ntwo"),
        ("<o:p>one</o:p> <st1:place>two</st1:place> <x:span>three</x:span> <x:y>four</x:y>", "one two three <x:y>four</x:y>"),
        ("one<!-- no --> two<!-- no -->", "one two"),
        ("one<!-- no", "one"),
        ("one<!DOCTYPE html> two<![CDATA[no]]>", "one two"),
        ("<p>one<span aria-hidden=true>no</span><span aria-hidden=false>two</span>", "onetwo"),
        ("<p>one<span style='DISPLAY : none'>no</span><span style='display:block'>two</span>", "onetwo"),
        ("one<button>no</button><svg><text>no</text></svg>two", "onetwo"),
        ("one &lt; two &nbsp;&amp; three &bogus; &#38; &nbsp2", "one < two & three &bogus; & &nbsp2"),
        ("<div style='white-space:pre'>one\ntwo</div><p>three\nfour", "one\ntwo\n\nthree four"),
        ("<xmp>one\ntwo</xmp>", "one\ntwo"),
    ],
)  # fmt: skip
def test_words_are_joined_and_parted_as_a_page_shows_them(html, lines):
    assert text(html) == lines


@pytest.mark.parametrize(("depth", "kept"), [(199, 199), (200, 200), (201, 200), (900, 200)])
def test_elements_within_elements_are_kept_to_a_depth(depth, kept):
    from tracker.records.prose import _mended

    nested = "<div>" * depth + "<br><p>one" + "</div>" * depth
    assert _mended(nested).count("<div>") == kept
    assert _mended(nested).count("</div>") == kept
    assert _mended(nested).count("<p>") == 1  # what never nests is no depth
    assert text(nested) == "one"
    assert _mended("<div>" * depth + "</div>" * depth + "<b>two</b>").endswith("<b>two</b>")


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("one<br>two", ["one two"]),
        ("one<br><br>two", ["one", "two"]),
        ("one<br> <br>two", ["one", "two"]),
        ("one<br>two<br>three", ["one two three"]),
        ("one<br><br><br>two", ["one", "two"]),
        ("<br>one", ["one"]),
        ("<table><tr><td>one<td>two<td></table>", ["one | two"]),
        ("<table><tr><td><td>one</table>", ["one"]),
        ("<p>one<p> | <p>two", ["one", "two"]),
        ("", []),
    ],
)
def test_a_passage_ends_where_a_block_or_two_breaks_end_it(html, told):
    assert [block.text for block in blocks(html)] == told


def test_headings_stand_under_those_above_them_by_their_level():
    page = "<h2>A</h2>a<h4>B</h4>b<h3>C</h3>c<dl><dt>D<dd>d<dt>E<dd>e</dl><h2>F</h2>f<h>g</h>"
    assert [(each.text, each.headings) for each in blocks(page) if not each.is_heading] == [
        ("a", ("A",)), ("b", ("A", "B")), ("c", ("A", "C")), ("d", ("A", "C", "D")), ("e", ("A", "C", "E")),
        ("f<h>g</h>", ("F",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("anchor", "links"),
    [
        ("<a href=/x>words</a>", [Link(url="https://board.example/x", note="words")]),
        ("<a href=' y '><b>two</b><i>words</i></a>", [Link(url="https://board.example/a/y", note="two words")]),
        ("<a href=http://other.example/>words</a>", [Link(url="http://other.example/", note="words")]),
        ("<a href=/x></a>words", [Link(url="https://board.example/x")]),
        ("<a href=/x>words</a><a href=/x>words</a>", [Link(url="https://board.example/x", note="words")]),
        ("<a name=x>words</a>", [Link(url="https://board.example/a/", note="words")]),
        ("<a href=mailto:clerk@board.example>words</a>", []),
        ("<b href=/x>words</b>", []),
    ],
)
def test_a_passage_has_the_addresses_that_stand_in_it(anchor, links):
    assert [[*block.links] for block in blocks(f"<p>{anchor}</p><p>next", "https://board.example/a/")] == [links, []]


def test_a_page_has_so_many_passages_and_a_passage_so_many_characters(monkeypatch):
    monkeypatch.setattr("tracker.records.prose.MOST_BLOCKS", 3)
    assert [block.text for block in blocks("<p>a<p>b<p>c<p>d")] == ["a", "b", "c"]
    assert len(blocks("<p>" + "word " * 5_000)[0].text) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("words", "told"),
    [("a &amp; b", "a & b"), ("R&D", "R&D"), ("&#65;&#x42;&nbsp", "AB\xa0"), ("&copy", "&copy"), ("plain", "plain")],
)
def test_entities_are_the_characters_they_stand_for(words, told):
    assert unescaped(words) == told


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("declared", ["<?xml version='1.0'?>", '\n<?XML version="1.0" encoding="utf-8"?>\n'])
def test_markup_that_calls_itself_xml_is_read_without_a_word_to_the_user(declared):
    feed = declared + "<rss><channel><title>Rules</title><description>Peer support</description></channel></rss>"
    assert "Peer support" in text(feed)
