"""Each rule of cleaning text by one example that nothing else decides."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from tracker.db.lexemes import folded
from tracker.records.text import TITLE_LIMIT, clean_identifier, line, normalized, paragraphs, shown_number


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a  b ", "a b"),
        (" a b ", "a b"),
        ("a\tb\n c", "a b c"),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f", "a b c d e f"),
        ("a\u200bb\x00c\u202ed\ufeff", "abcd"),
        ("men\xadtal he\u2060al\u061cth\U000e0041\ufffa", "mental health"),
        ("Cafe\u0301", "Café"),
        ("Parton\xe2\x80\x99s Library", "Parton’s Library"),
        ("\xe2\u20ac\u0153Law\xe2\u20ac\x9d \xe2\u20ac\u201c 1", "“Law” – 1"),
        ("ni\xc3\xb1os, \xc3\xadndice, \xc2\xa7\xc2\xa05", "niños, índice, § 5"),
        ("ni\xc3\x83\xc2\xb1o", "niño"),
        ("Governor\x92s \x93bill\x94\x81", "Governor’s “bill”"),
        ("São Ãrea, château âge, Ângela", "São Ãrea, château âge, Ângela"),
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
        ("Parton\xe2\x80\x99s\nLibrary", "Parton’s\nLibrary"),
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
    assert shown_number(clean) == shown


@pytest.mark.parametrize(
    ("place", "session", "written", "shown"),
    [
        ("us", "119", "H.R. 1109", "HR 1109"),
        ("us-co", "2026A", "HB26-1001", "HB26-1001"),
        ("us-co", "2026A", "SB26-001", "SB26-001"),
        ("us-co", "2026A", "SJR26-012", "SJR26-012"),
        ("us-co", "2025B", "SB25B-001", "SB25B-001"),
        ("us-co", "2025B", "HB25B-1001", "HB25B-1001"),
        ("us-co", "2026A", "HB1001", "HB 1001"),
        ("us-dc", "26", "B26-0012", "B26-0012"),
        ("us-dc", "26", "PR26-0718", "PR26-0718"),
        ("us-vi", "38", "38-0040", "38-0040"),
        ("us-gu", "40", "B 77-40 (COR)", "B 77-40"),
        ("us-dc", "26", "B26-12", "B26-0012"),
        ("us-ky", "26RS", "HB 26", "HB 26"),
        ("us-nj", "2026", "A26001", "A 26001"),
        ("us-il-chicago", "2023-2027", "O2026-0012345", "O2026-0012345"),
        ("us-oh-summit", "2026", "2026-123", "2026-123"),
        ("us-il-cook", "2026", "26-0585", "26-0585"),
        ("us-ny-new-york", "2026", "Int 0943-2026", "INT 943-2026"),
    ],
)
def test_a_bill_number_is_shown_with_the_hyphen_of_its_place(
    place: str, session: str, written: str, shown: str
) -> None:
    assert shown_number(f"{place}/{session}/{clean_identifier(written)}") == shown


def test_marks_that_no_language_stacks_are_left_out_whatever_their_script() -> None:
    marks = [each for each in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(each)]
    assert len(marks) > 900
    for mark in marks:
        said = f"health a{mark * 4}"
        assert normalized("NFKC", said + mark * 3) == unicodedata.normalize("NFKC", said)


@pytest.mark.parametrize("pair", ["\u0301\u0323", "\u0e38\u093c", "\u0f73", "\u0f81\uff9e"], ids=ascii)
def test_a_million_marks_in_disorder_are_cleaned_and_folded(pair: str) -> None:
    heap = "a" + pair * (1_000_000 // len(pair))
    for clean in (line, paragraphs, folded, clean_identifier):
        assert len(clean(heap)) < 20
