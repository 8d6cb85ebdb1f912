"""Pages without rows become blocks of text with their headings and links."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.kit.prose import Block, blocks, text
from tracker.records.items import Link
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
