"""Verdicts, texts, codecs and merges hold for whatever comes."""

import datetime as dt
import string
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.records import bill, hearing, notice
from tracker import clock
from tracker.ingest.verdict import Counts, verdict
from tracker.records import serialize, text
from tracker.records.changes import CHANGE_KINDS, compare, quiet_reason
from tracker.records.items import Action, ScrapedBill, ScrapedHearing, ScrapedNotice
from tracker.records.merge import Claimed, merge

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("counts", "last", "expected"),
    [
        (Counts(items=10), 10, "ok"),
        (Counts(items=10), None, "ok"),
        (Counts(items=4), 10, "ok"),  # whether a list may be so short is asked of what it listed before
        (Counts(items=10, errors=1), 10, "degraded"),
        (Counts(items=10, unreadable=1), 10, "degraded"),
        (Counts(items=8, unreadable=2), 10, "failed"),
        (Counts(), 10, "failed"),
        (Counts(nothing_here=1), 10, "empty"),
        (Counts(nothing_here=1, errors=1), 10, "failed"),
        (Counts(unreadable=3), None, "failed"),
    ],
)
def test_a_run_gets_its_verdict(counts, last, expected):
    assert verdict(counts, last_clean={"items": last} if last else None)[0] == expected


def test_a_part_of_a_source_may_be_small():
    assert verdict(Counts(items=1), last_clean={"items": 100}, partial=True)[0] == "ok"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("H.R. 1109", "HR1109"),
        ("H.B. 12", "HB12"),
        ("HB0012", "HB12"),
        ("HB 12 (2025)", "HB12"),
        ("H.1", "H1"),
        ("SF0018", "SF18"),
        ("S.Con.Res. 10", "SCONRES10"),
        ("A01234-B", "A1234B"),
        ("AB 100", "AB100"),
        ("ＨＢ 7", "HB7"),
    ],
)
def test_a_bill_number_has_one_spelling(raw, clean):
    assert text.clean_identifier(raw) == clean
    assert text.clean_identifier(clean) == clean


@given(st.text())
def test_a_line_is_one_clean_line(raw):
    line = text.line(raw)
    assert "\n" not in line
    assert all(character.isprintable() or character == " " for character in line if character < "\xa0")
    assert text.line(line) == line
    line.encode()


def test_a_title_is_cut_at_its_limit():
    assert len(text.line("x" * 100_000)) == text.TITLE_LIMIT


# Legislatures with local mean time are not among our sources.
moments = st.datetimes(
    dt.datetime(1970, 1, 2),
    dt.datetime(2100, 1, 1),
    timezones=st.sampled_from([ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), dt.UTC]),
)
words = st.text(string.printable + "éñ—“”😀", min_size=1).filter(lambda value: value.strip())


@given(words, st.lists(st.tuples(st.dates(), words), max_size=5))
def test_a_bill_survives_json(title, acts):
    actions = tuple(Action(date=day, description=said, classification=("passage",)) for day, said in acts)
    made = bill(title=title, actions=actions)
    assert serialize.decode(ScrapedBill, serialize.encode(made)) == made


@given(moments, words)
def test_a_hearing_survives_json(start, name):
    made = hearing(start=start, name=name)
    assert serialize.encode(serialize.decode(ScrapedHearing, serialize.encode(made))) == serialize.encode(made)


@given(st.one_of(st.none(), st.dates(), moments))
def test_a_notice_survives_json(close):
    made = notice(comments_close=close)
    back = serialize.decode(ScrapedNotice, serialize.encode(made))
    assert serialize.encode(back) == serialize.encode(made)
    assert type(back.comments_close) is type(close)


@given(st.text())
def test_whatever_a_title_holds_its_encoding_is_clean(title):
    cleaned, raw = serialize.encode_clean(bill(title="x" + title))
    assert serialize.decode(ScrapedBill, raw) == cleaned
    assert serialize.encode_clean(cleaned) == (cleaned, raw)
    assert b"\\u0000" not in raw


@pytest.mark.parametrize("make", [bill, hearing, notice])
def test_an_equal_record_is_no_change(make):
    assert compare(make(), make(), TODAY) is None


def test_an_action_of_the_future_does_not_move_the_stage():
    effective = Action(date=dt.date(2027, 7, 1), description="Effective", classification=("became-law",))
    change = compare(bill(), replace(bill(), actions=(*bill().actions, effective)), TODAY)
    assert change is not None
    assert [move.aspect for move in change.moves] == ["action"]


def test_a_bill_on_an_agenda_is_an_agenda_change():
    added = replace(hearing(), bills=(*hearing().bills, *hearing(bills=()).bills), documents=())
    assert compare(hearing(), added, TODAY) is None
    change = compare(hearing(bills=()), hearing(), TODAY)
    assert change is not None
    assert (change.kind, change.moves[0].after) == ("hearing_agenda", "us/119/HR1")


def test_a_hearing_ahead_is_never_old_news():
    change = compare(None, hearing(), TODAY)
    assert change is not None
    assert quiet_reason(change, first_run=False, today=TODAY) is None


def test_every_kind_of_change_has_words():
    assert all(CHANGE_KINDS.values())


def test_what_only_the_lesser_source_says_is_kept():
    ours, theirs = bill(abstracts=(), text=None), bill(subject=("Suicide",))
    merged, provenance = merge([Claimed("b", 30, theirs), Claimed("a", 90, ours)])
    assert merged.abstracts == theirs.abstracts
    assert merged.subject == ("Health", "Mental health", "Suicide")
    assert provenance == {"*": "a", "abstracts": "b"}


@given(st.permutations(["a", "b", "c"]))
def test_a_merge_does_not_depend_on_who_came_first(order):
    claims = {name: Claimed(name, 30, bill(title=f"Title {name}", subject=(name,))) for name in order}
    merged, _provenance = merge(list(claims.values()))
    assert (merged.title, merged.subject) == ("Title a", ("a", "b", "c"))


def test_naive_moments_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        hearing(start=dt.datetime(2026, 12, 1, 10))


def test_relative_addresses_are_refused():
    with pytest.raises(ValueError, match="absolute"):
        hearing(video="/watch")


def test_the_clock_can_be_set():
    with clock.as_of(dt.date(2026, 1, 2)):
        assert clock.today() == dt.date(2026, 1, 2)
    assert clock.today() != dt.date(2026, 1, 2)
