"""A sentence falls into days, spans and hours, each hour given to the day it stands beside; the rest is left over."""

from __future__ import annotations

import pytest

from tracker.testimony.notice_parts import Named, named_parts
from tracker.testimony.notice_residue import words_of_time
from tracker.testimony.notice_sentences import cut, plain, sentences


def told(sentence: str, each: Named) -> str:
    """Its words; `+` before its hour, `(` and `)` at the ends of a range, `~` where other words stand between, `h` of the hearing."""
    kind = (
        "again"
        if each.again
        else "same"
        if "same" in each.day
        else "span"
        if each.span
        else "unknown"
        if "unknown" in each.day
        else "day"
    )
    hour = f"+{' '.join(value for value in each.clock.values())}" if each.clock else ""
    marks = "~" * each.loose + "h" * (each.is_hearing or each.says_when) + "x" * each.of_something_else
    return f"{'(' * each.begins_range}{kind}{hour}{')' * each.ends_range}{marks}: {sentence[each.start : each.end]}"


@pytest.mark.parametrize(
    ("sentence", "moments", "left"),
    [
        ("by 5 p.m. on september 22", ["day+5 p: 5 p.m. on september 22"], []),
        ("september 22 from 9 a.m. until noon", ["(day+9 a: september 22 from 9 a.m.", "day+noon): noon"], []),
        ("from 9 a.m. to noon on september 22", ["(day+9 a: 9 a.m.", "day+noon): noon on september 22"], []),
        ("on september 22, 9 a.m. - noon", ["(day+9 a: on september 22, 9 a.m.", "day+noon): noon"], []),
        ("on september 22 at 9 a.m. until 12:50 p.m.", ["(day+9 a: on september 22 at 9 a.m.", "day+12 50 p): 12:50 p.m."], []),
        ("by 9 a.m., or at noon", [], ["9 a.m.", "noon"]),
        ("to be heard at the meeting, register by 10 a.m. that day", ["same+10 a: 10 a.m. that day"], []),
        (
            "to be heard at the meeting on september 22, register by 10 a.m. that day",
            ["dayh: on september 22", "again+10 a: 10 a.m. that day"], [],
        ),
        ("before the september 25 hearing", ["dayh: september 25"], []),
        ("march 9 through march 15", ["(day: march 9", "day): march 15"], []),
        ("48 hours before the hearing", ["span: 48 hours before the hearing"], []),
        ("comments by september 22", ["day: september 22"], []),
        ("", [], []),
    ],
)  # fmt: skip
def test_a_sentence_falls_into_days_spans_and_hours(sentence: str, moments: list[str], left: list[str]) -> None:
    parts = named_parts(sentence)
    assert [told(sentence, each) for each in parts.moments] == moments
    assert [sentence[start:end] for start, end, _parts in parts.clocks] == left
    assert parts.any_clock is any(hour in sentence for hour in (" a.m.", " p.m.", " am", "noon"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two", ["One.", "Two"]),
        ("One.  two", ["One. two"]),
        ("By 5 p.m. on Monday. Then", ["By 5 p.m. on Monday.", "Then"]),
        ("By 5 p.m. Then", ["By 5 p.m.", "Then"]),
        ("By 5 p.m. EST. Then", ["By 5 p.m. EST.", "Then"]),
        ("Ask Sen. Doe. Then", ["Ask Sen. Doe.", "Then"]),
        ("One\ntwo\n\n three", ["One", "two", "three"]),
        ("One • Two", ["One", "Two"]),
        ("<p>One</p><p>Two", ["One", "Two"]),
        ("Q&amp;A", ["Q&A"]),
        ("A < B", ["A < B"]),
        ("a\u200bb\xa0c", ["a b c"]),
        ("", []),
        (" \n ", []),
        ("x" * 1_500, ["x" * 1_500]),
        ("x" * 1_501, ["x" * 1_500, "x"]),
    ],
)
def test_a_notice_is_cut_into_sentences(text: str, wanted: list[str]) -> None:
    assert list(sentences(text)) == wanted


def test_a_notice_is_read_to_a_length_and_a_sentence_is_shown_to_one() -> None:
    assert len(plain("x" * 300_001)) == 300_000
    assert plain("<b>One</b> &amp; two") == "One & two"
    assert cut("x " * 200) == "x " * 200
    assert cut("x" * 401) == "x" * 399 + "\u2026"
    assert cut("word " * 81) == "word " * 78 + "word…"


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("by 5 p.m. on friday", ["5 p.m!", "friday"]),
        ("by three o'clock", ["three o'clock!"]),
        ("two days before the hearing", ["two days"]),
        ("by the day before", ["day before"]),
        ("comments are limited to two minutes", []),  # how long one may speak
        ("speak for three minutes. two days", ["two days"]),
        ("three minutes each", []),
        ("a 30 day comment period", []),
        ("friday's agenda", []),
        ("monday-friday, 8 am - 5 pm", []),  # office hours
        ("in the sun, mon ami", []),  # short names of days are other words too
        ("by tues. or weds", ["tues"]),
        ("one day ahead, six hours ahead, dos horas antes", ["one day", "six hours", "dos horas"]),
        ("a day or so ahead, an hour long, una hora antes", []),  # articles count nothing
        ("four days ahead", ["four days"]),
        ("", []),
    ],
)
def test_words_of_time_are_found_however_they_are_said(sentence: str, wanted: list[str]) -> None:
    assert [sentence[each.start : each.end] + "!" * each.clock for each in words_of_time(sentence)] == wanted
