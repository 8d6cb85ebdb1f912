"""A passage is quoted in whole words, with what was found marked, and nothing in it that could confuse a page."""

from __future__ import annotations

import pytest

from tracker.rules.excerpts import excerpt, said

WORD = "mental health"


@pytest.mark.parametrize(
    ("before", "behind", "told"),
    [
        ("", "", "«mental health»"),
        ("An act on ", " in schools.", "An act on «mental health» in schools."),
        ("An act\n on ", "\n\nin  schools.", "An act on «mental health» in schools."),
        ("say «more» on ", "", 'say "more" on «mental health»'),
        ("a\x07b\x85 ", "", "a b «mental health»"),
        ("word " * 18, "", f"{'word ' * 18}«mental health»"),  # ninety letters on a side
        ("word " * 19, "", f"… {'word ' * 18}«mental health»"),
        ("", " word" * 18, f"«mental health»{' word' * 18}"),
        ("", " word" * 19, f"«mental health»{' word' * 18} …"),
        ("longer " * 14, "", f"… {'longer ' * 13}«mental health»"),  # no word is cut
        ("", " longer" * 14, f"«mental health»{' longer' * 13} …"),
        ("x" * 200, "", f"… {'x' * 110}«mental health»"),  # but one that has no end
        ("", "x" * 200, f"«mental health»{'x' * 110} …"),
    ],
)
def test_the_words_around_are_shown_and_what_is_left_out_is_marked(before: str, behind: str, told: str) -> None:
    assert excerpt(f"{before}{WORD}{behind}", [(len(before), len(before) + len(WORD))]) == told


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([], ""),
        ([(0, 3), (4, 7)], "«one» «two» three"),
        ([(4, 7), (0, 3)], "«one» «two» three"),
        ([(0, 5), (4, 7)], "«one two» three"),  # what overlaps or touches is one
        ([(0, 3), (3, 7)], "«one two» three"),
        ([(0, 7), (4, 5)], "«one two» three"),
    ],
)
def test_each_place_is_marked_once(places: list[tuple[int, int]], told: str) -> None:
    assert excerpt("one two three", places) == told


def test_a_place_further_on_is_marked_where_the_passage_still_reaches_it_with_some_words_behind() -> None:
    near = f"one {'x ' * 40}two{' y' * 60}"
    assert excerpt(near, [(0, 3), (84, 87)]) == f"«one» {'x ' * 40}«two»{' y' * 15} …"
    far = f"one {'x ' * 150}two"
    assert excerpt(far, [(0, 3), (len(far) - 3, len(far))]) == f"«one»{' x' * 45} …"


def test_of_a_place_that_is_longer_than_a_passage_the_first_four_hundred_letters_are_marked() -> None:
    told = excerpt("x y " + "word " * 300, [(4, 900)])
    assert told.startswith("x y «word word")
    assert told.index("»") == 400 + len("«")
    assert excerpt("x y " + "word " * 300, [(4, 399)]).index("»") == 399 + len("«")
    assert excerpt("word " * 300, [(0, 4), (5, 401)]).count("«") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], ""),
        (["Bee", "bee", " bee  line"], "Bee, bee line"),
        (["a", "b", "c", "d", "e", "f"], "a, b, c, d, e"),
        (["x" * 80], "x" * 80),
        (["x" * 81], f"{'x' * 50} … {'x' * 25}"),
        ([f"{'x' * 49} {'y' * 40} {'z' * 24}"], f"{'x' * 49} … {'z' * 24}"),
    ],
)
def test_the_words_found_are_told_once_each_and_five_at_most(words: list[str], told: str) -> None:
    assert said(words) == told
