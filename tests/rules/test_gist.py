"""A gist is made of the bill's own words, each letter for letter, with the section it stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.gist import Quote, gist_of

TEXT = """Sec. 1. Short title
This Act may be cited as the Students Act.

Sec. 2. Purpose
It is the purpose of this Act to help students. It does more.

Sec. 3. School-based mental health services
The Secretary shall award grants.

Sec. 4. Definitions
In this Act.
"""
RECORD = {"title": "Students Act", "other_titles": [{"title": "To help students in distress, and for other purposes."}]}


def test_purpose_clause_and_headings_are_taken_with_their_sections() -> None:
    assert gist_of(RECORD, TEXT) == (
        Quote("title", "To help students in distress, and for other purposes."),
        Quote("Sec. 2. Purpose", "It is the purpose of this Act to help students."),
        Quote("Sec. 3. School-based mental health services", "Sec. 3. School-based mental health services"),
    )


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({**RECORD, "abstracts": [{"abstract": "This bill helps."}]}, TEXT),
        ({"title": "Students Act"}, None),
        ({"title": "Students Act", "other_titles": [{"title": "STUDENTS ACT"}]}, "Sec. 1. Students Act\nWords."),
    ],
)
def test_nothing_is_said_where_a_summary_stands_or_only_the_title_could_be_said_again(record: dict, text: str) -> None:
    assert gist_of(record, text) == ()


headings = st.text("abcdefgh ", min_size=3, max_size=40).map(str.strip).filter(bool)


@given(
    heads=st.lists(headings, max_size=6), bodies=st.lists(st.text("abc. XYZ\n", max_size=60), min_size=6, max_size=6)
)
def test_every_quoted_part_stands_in_the_text_letter_for_letter(heads: list[str], bodies: list[str]) -> None:
    text = "".join(
        f"Sec. {n}. {head}\n{body}\n" for n, (head, body) in enumerate(zip(heads, bodies, strict=False), start=1)
    )
    for quote in gist_of({"title": "zzz"}, text):
        assert " ".join(quote.words.split()) in " ".join(text.split())
        assert " ".join(quote.section.split()) in " ".join(text.split())
