"""A notice as a whole: whether it is worth reading, which moments count, what is left unread, and who may be heard.

The hearing of the tables is on Monday, September 25, 2023 at 1 p.m. in Boston; the notice was published the Wednesday before.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from tests.testimony import notice_voices
from tests.testimony.notice_places import SENTENCES
from tracker.testimony.notice_sentences import LONGEST
from tracker.testimony.notice_vocabulary import SESSION, SESSION_WORDS, starting
from tracker.testimony.notices import MOST, NoticeReading, stated, worth_reading

ZONE = ZoneInfo("America/New_York")
WRITTEN, ORAL = "written-testimony", "oral-sign-up"


def read(text: str) -> NoticeReading:
    return stated(text, dt.datetime(2023, 9, 25, 13, tzinfo=ZONE), ZONE, published=dt.date(2023, 9, 20))


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("Written testimony", True),
        ("Room 12\nSign here", True),  # as the beginning of a word
        ("Room 12", False),
        ("Design of bridges", False),
        ("", False),
        ("o" * 1_999, False),
        ("o" * 2_500, False),
        ("o" * 2_500 + " Written testimony", True),
        ("o" * LONGEST, False),
        ("o" * (LONGEST + 1), True),  # what is left out is told
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_notice_is_worth_reading_where_a_line_hints_at_being_heard(text: str, worth: bool) -> None:
    assert worth_reading(text) is worth


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Written testimony is due by June 27, 2023.", [dt.date(2023, 6, 27)]),
        ("Written testimony is due by June 26, 2023.", []),
        ("Written testimony is due by November 9, 2023.", [dt.date(2023, 11, 9)]),
        ("Written testimony is due by November 10, 2023.", []),
        ("Written comments are due by January 23, 2024.", [dt.date(2024, 1, 23)]),
        ("Written comments are due by January 24, 2024.", []),
        ("Written testimony is due by 11 p.m. PST on November 9, 2023.", []),  # the day after, where the hearing is
    ],
)
def test_a_deadline_is_ninety_days_ahead_at_most_and_comments_are_taken_for_months(
    text: str, due: list[dt.date]
) -> None:
    assert [each.due for each in read(text).deadlines] == due


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Written testimony is due by the deadline.", True),
        ("Written testimony is due by close of business.", True),
        ("Written testimony is due by noon.", True),
        ("Written testimony is due by noon, bids by 2 p.m.", False),
        ("Written testimony is due before anything else.", False),
        ("Written testimony received after noon on September 22 is public.", False),
        ("Written testimony is due by September 22.", False),
        ("Written comments are due by January 24, 2024.", True),
        ("Sign up to speak by September 22; remote speakers sign up by 8 a.m.", True),  # one of two was read
        ("Sign up to speak by September 22; the hearing begins at 1 p.m.", False),
        (
            "Speaker cards are taken until 10 minutes after the hearing starts or an item is called, whichever is first.",
            True,
        ),
    ],
)
def test_a_deadline_whose_moment_cannot_be_read_is_told_as_unread(text: str, unread: bool) -> None:
    assert read(text).unread == ((text,) if unread else ())


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Written testimony is due one business day ahead, that is by 4 p.m. on September 22.", [(WRITTEN, 16)]),
        (
            "Sign up to speak one business day ahead; written testimony is due by 4 p.m. on September 22.",
            [(ORAL, None), (WRITTEN, 16)],
        ),
        ("Written testimony is due 24 hours before the hearing.", [(WRITTEN, 13)]),
        ("The hearing on written statements is on September 25 at 1 p.m., with a deadline.", []),
        ("Written testimony is due on or before September 21, or by 4 p.m. on September 22.", [(WRITTEN, None), (WRITTEN, 16)]),
        ("Written testimony is due by noon on September 22. Submit written testimony by noon on September 22.", [(WRITTEN, 12)]),
    ],
)  # fmt: skip
def test_what_is_due_is_told_once_with_its_hour(text: str, due: list[tuple[str, int | None]]) -> None:
    found = read(text).deadlines
    assert [(each.kind, each.due.hour if isinstance(each.due, dt.datetime) else None) for each in found] == due


@pytest.mark.parametrize(
    ("text", "url", "mail", "how"),
    [
        ("Written testimony is due by September 22.", None, None, None),
        ("Write to a@b.example. Written testimony is due by September 22.", None, "a@b.example", "Write to a@b.example."),
        ("See https://c.example/d. Written testimony is due by September 22.", "https://c.example/d", None, None),
        ("Written testimony to a@b.example or https://c.example/d, by September 22.", "https://c.example/d", "a@b.example", None),
        (
            "See https://c.example/d or ask a@b.example. Written testimony to e@f.example or https://g.example by September 22.",
            "https://g.example", "e@f.example", None,
        ),
    ],
)  # fmt: skip
def test_addresses_are_those_of_the_sentence_or_of_the_one_before(
    text: str, url: str | None, mail: str | None, how: str | None
) -> None:
    (only,) = read(text).deadlines
    assert (only.url, only.email, only.how, only.page) == (url, mail, how, None)


def test_a_deadline_says_how_sure_it_is_and_when_it_opens() -> None:
    (only,) = read("Sign up to speak from September 20 at 9 a.m. until midnight on September 22, 2023.").deadlines
    assert (only.opens, only.confidence) == (dt.datetime(2023, 9, 20, 9, tzinfo=ZONE), "medium")
    (only,) = read("To testify, sign up online. The deadline is noon on September 22, 2023.").deadlines
    assert (only.kind, only.opens, only.confidence, only.notes) == (ORAL, None, "high", ())


@pytest.mark.parametrize(("more", "told"), [(0, ()), (2, ("2 more deadlines than the 40 that are kept",))])
def test_so_many_deadlines_are_kept_and_more_are_told(more: int, told: tuple[str, ...]) -> None:
    found = read(
        "\n".join(f"Written testimony is due by {1 + n // 59}:{n % 59 + 1:02} p.m. on September 22." for n in range(MOST + more))
    )  # fmt: skip
    assert (len(found.deadlines), found.unread) == (MOST, told)


@pytest.mark.parametrize(
    ("text", "openness", "words"),
    [
        ("By invitation only. Executive session.", "invited", "By invitation only."),
        ("Executive session. Anyone may testify.", "public", "Anyone may testify."),
        ("Executive session one. Executive session two.", "none", "Executive session one."),
        ("Public hearing one. Public hearing two.", "public", "Public hearing one."),
        ("Agenda to follow.", None, None),
        ("Public hearing." + " " * (LONGEST - 15), "public", "Public hearing."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_who_may_be_heard_is_told_in_the_first_words_that_say_so(
    text: str, openness: str | None, words: str | None
) -> None:
    found = read(text)
    assert (found.openness, found.openness_sentence, found.unread) == (openness, words, ())


@pytest.mark.parametrize(
    "pattern",
    ["bee(?:s|hive)?|buzz|b?ird|ant|an apple|\\bant hill|[ab]x|(?:c|d)og|ze|é", "one", "a|ab|abc|b(?:c|d|)|\\d+x"],
)
def test_words_sorted_by_their_letter_are_found_where_they_were(pattern: str) -> None:
    plain, sorted_by_letter = re.compile(rf"\b(?:{pattern})"), starting(pattern)
    words = ("bee", "bees", "beehive", "buzz", "ird", "bird", "ant", "an apple", "ant hill", "ax", "bx", "cog", "dog", "ze", "é", "one",
             "abc", "ab", "b", "bd", "12x", "q")  # fmt: skip
    for text in (" ".join(pair) for pair in permutations(words, 2)):
        assert [hit.start() for hit in plain.finditer(text)][:1] == [
            hit.start() for hit in sorted_by_letter.finditer(text)
        ][:1], text


def test_a_session_is_looked_for_wherever_one_is_named() -> None:
    told = [sentence.lower() for _place, sentence, *_moments in (*SENTENCES, *notice_voices.SENTENCES)]
    told += [
        "final action",
        "exec. session",
        "jfs meeting",
        "mark up of",
        "bills for vote only",
        "reunión ejecutiva",
        "act on pending bills",
    ]
    named = [text for text in told if SESSION.search(text)]
    assert len(named) >= 7
    assert [text for text in named if not any(word in text for word in SESSION_WORDS)] == []
