"""Each rule of cleaning text by one example that nothing else decides."""

from __future__ import annotations

import pytest

from tracker.records.text import TITLE_LIMIT, clean_identifier, line, paragraphs, spaced_identifier


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a  b ", "a b"),
        (" a b ", "a b"),
        ("a\tb\n c", "a b c"),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f", "a b c d e f"),
        ("a\u200bb\x00c\u202ed\ufeff", "abcd"),
        ("Cafe\u0301", "Café"),
        ("x" * TITLE_LIMIT, "x" * TITLE_LIMIT),
        ("x" * (TITLE_LIMIT + 1), "x" * (TITLE_LIMIT - 1) + "…"),
        ("x" * (TITLE_LIMIT - 2) + " yz", "x" * (TITLE_LIMIT - 2) + "…"),
    ],
)
def test_a_line_is_cleaned(raw: str, cleaned: str) -> None:
    assert line(raw) == cleaned
    assert TITLE_LIMIT == 2_000


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a  b ", "a b"),
        (" a b ", "a b"),
        ("a \t b\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("a\n \n\n  b\n", "a\n\nb"),
        ("a\x0bb\u200bc\n", "abc"),
        ("Cafe\u0301\n", "Café"),
    ],
)
def test_paragraphs_keep_their_lines(raw: str, cleaned: str) -> None:
    assert paragraphs(raw) == cleaned


@pytest.mark.parametrize("text", ["abcdef", "abcd\nf"])
def test_paragraphs_are_cut_at_their_limit(text: str) -> None:
    assert paragraphs(text, limit=4) == "abcd"
    assert paragraphs(text, limit=6) == text


@pytest.mark.parametrize(
    ("raw", "clean", "shown"),
    [
        ("h.b. 12", "HB12", "HB 12"),
        ("HB0012", "HB12", "HB 12"),
        ("HB 12 (2025) (2nd)", "HB12", "HB 12"),
        ("hb100", "HB100", "HB 100"),
        ("AJR1*", "AJR1*", "AJR 1*"),
        ("AJR 01 **", "AJR1**", "AJR 1**"),
        ("AJR*1", "AJR1", "AJR 1"),
        ("S.1(A)*", "S1*", "S 1*"),
        ("12", "12", "12"),
        ("\uff28B12", "HB12", "HB 12"),
    ],
)
def test_a_bill_number_is_written_one_way_and_shown_with_a_space(raw: str, clean: str, shown: str) -> None:
    assert clean_identifier(raw) == clean
    assert spaced_identifier(clean) == shown
