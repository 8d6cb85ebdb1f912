"""A text is read by its sections, so that a passage is quoted with the heading it stands under."""

from __future__ import annotations

import pytest

from tracker.rules import load_rules
from tracker.rules.documents import Document, text_fields
from tracker.rules.sections import headings, section_of, sections

BILL = """A BILL
To improve the health of students.

SECTION 1. SHORT TITLE.
This Act may be cited as the Students Act.

SEC. 204. SCHOOL-BASED MENTAL HEALTH SERVICES.
(a) In general.—The Secretary shall award grants.

TITLE II—ROADS
Sec. 301. Bridges.
Section 301 of title 23, United States Code, is amended by striking "2".
"""


def test_sections_hold_every_word_of_the_text_once() -> None:
    found = list(sections(BILL))
    assert "".join(words for _heading, words in found) == BILL
    assert [heading for heading, _words in found] == [
        "",
        "SECTION 1. SHORT TITLE.",
        "SEC. 204. SCHOOL-BASED MENTAL HEALTH SERVICES.",
        "TITLE II—ROADS",
        "Sec. 301. Bridges.",
    ]


def test_a_sentence_that_cites_a_section_is_no_heading() -> None:
    assert not [each for each in headings(BILL) if "amended" in each]
    assert section_of("It is so ordered.") is None


@pytest.mark.parametrize("text", ["", "no heading at all", "SEC. 1.", "Section 5", "SEC. 1. A\n" * 3])
def test_any_text_can_be_read(text: str) -> None:
    assert "".join(words for _heading, words in sections(text)) == (text if text.strip() else "")


def test_a_heading_that_names_the_topic_flags_a_bill_whose_title_does_not() -> None:
    fields = {"title": ("Students Act",), **text_fields(BILL)}
    document = Document(id="x", kind="bill", fields=fields, jurisdiction="us-wa")
    found = {verdict.topic: verdict for verdict in load_rules().judge(document) if verdict.flagged}
    assert {"mental-health", "youth"} <= found.keys()
    reason = found["mental-health"].reasons[0]
    assert (reason.field, reason.words) == ("heading", "MENTAL HEALTH")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("An Act concerning mental health parity\n and supplementing Title 17. Be it enacted", "An Act concerning mental health parity and supplementing Title 17"),
        ("AN ACT\nrelating to psychiatric beds; and for other purposes.", "AN ACT relating to psychiatric beds"),
        ("Be it enacted. Statement of Purpose: To protect behavioral health nurses.", "Statement of Purpose: To protect behavioral health nurses"),
    ],
)  # fmt: skip
def test_the_long_title_and_the_statement_of_purpose_in_a_text_say_what_a_bill_is_about(text: str, said: str) -> None:
    assert headings(text) == (said,)
    fields = {"title": ("Safety escorts",), **text_fields(text)}
    document = Document(id="x", kind="bill", fields=fields, jurisdiction="us-nj")
    assert "mental-health" in {verdict.topic for verdict in load_rules().judge(document) if verdict.flagged}


@pytest.mark.parametrize(
    "text", ["x " * 2_001 + "An act concerning mental health.", "Whoever commits an act of violence.", "an act to"]
)
def test_other_acts_in_a_text_are_no_title_of_it(text: str) -> None:
    assert headings(text) == ()


def test_what_is_said_once_in_a_long_text_flags_nothing() -> None:
    roads = "".join(f"SEC. {n}. ROADS.\nThe road is long.\n" for n in range(60))
    once = Document(
        id="x",
        kind="bill",
        fields={"title": ("Roads Act",), **text_fields(roads + "SEC. 99. STUDIES.\nA study of mental health.\n")},
        jurisdiction="us-wa",
    )
    assert not [verdict for verdict in load_rules().judge(once) if verdict.flagged]


def test_a_passage_of_a_text_is_quoted_with_its_section() -> None:
    words = "The mental health of students. " * 9
    text = f"SEC. 1. SHORT TITLE.\nThe Act.\nSEC. 7. STUDENTS.\n{words}"
    document = Document(id="x", kind="bill", fields={"title": ("Act",), **text_fields(text)}, jurisdiction="us-wa")
    (found,) = [each for each in load_rules().judge(document) if each.topic == "mental-health"]
    reason = next(each for each in found.reasons if each.rule == "throughout-the-text")
    assert reason.section == "SEC. 7. STUDENTS."
