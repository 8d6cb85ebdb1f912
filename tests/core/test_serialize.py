"""What is stored comes back as it was, and a type that could not is refused before anything is stored."""

import copy
import datetime as dt
import functools
import typing
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.compose.digest import Card, Digest
from alerts.delivery.snapshots import Archive, recalled
from tracker.records import serialize, text
from tracker.records.items import (
    ScrapedBill,
    ScrapedHearing,
    ScrapedNotice,
    ScrapedOrganization,
    ScrapedPerson,
)
from tracker.subscriptions import preferences
from tracker.subscriptions.preferences import Wishes

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
PLACES = st.from_regex(r"[a-z]{2}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
ADDRESSES = st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z0-9]{0,9}", fullmatch=True)
NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{0,9}", fullmatch=True)
LIMITED = {
    "jurisdiction": PLACES,
    "url": ADDRESSES,
    "timezone": st.sampled_from(sorted(zoneinfo.available_timezones())),
    "video": st.none() | ADDRESSES,
    "comment_url": st.none() | ADDRESSES,
    "contact_url": st.none() | ADDRESSES,
    **dict.fromkeys(("identifier", "legislative_session", "key", "name", "title"), NAMES),
}
"""What the constructors ask of some fields beyond their type."""
PLAIN: dict[typing.Any, st.SearchStrategy[typing.Any]] = {
    str: st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    dt.date: st.dates(),
    dt.datetime: st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(9000, 1, 1), timezones=OFFSETS),
    type(None): st.none(),
}


@functools.cache
def made_of(kind: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Values of a type, from its annotations alone."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(made_of(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(made_of, arguments))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if arguments:
        return st.one_of(*map(made_of, arguments))
    parts = {
        name: LIMITED[name] if name in LIMITED and hint in {str, str | None} else made_of(hint)
        for name, hint in typing.get_type_hints(kind).items()
    }
    return st.builds(kind, **parts)


@pytest.mark.parametrize(
    "kind",
    [ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedPerson, ScrapedOrganization, Card, Digest],
    ids=lambda kind: kind.__name__,
)
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_stored_type_comes_back_as_it_was(kind, data):
    made = data.draw(made_of(kind))
    assert serialize.decode(kind, serialize.encode(made)) == made


@given(made_of(Wishes))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_subscription_asks_for_comes_back_as_it_was(wishes):
    assert preferences.from_json(orjson.loads(orjson.dumps(preferences.as_json(wishes)))) == wishes


@given(made_of(Digest))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_digest_comes_back_from_its_cards_and_its_edition(digest):
    archive = Archive()
    mark = archive.keep(digest)
    assert recalled(archive.editions[mark], {name.hex(): raw for name, raw in archive.cards.items()}) == digest


@pytest.mark.parametrize(
    "hint",
    [
        tuple,
        frozenset[str],
        list[str],
        dict[str, int],
        Mapping[str, str],
        typing.Any,
        object,
        str | dt.date,
        tuple[str, frozenset[int]],
        tuple[str, ...] | None | dt.date,
        bytes,
        dt.timedelta,
    ],
    ids=str,
)
def test_a_type_that_could_not_be_read_back_is_refused_when_it_is_registered(hint):
    with pytest.raises(TypeError, match=r"Sample\.value: expected a"):
        serialize.register(make_dataclass("Sample", [("value", hint)]))


def test_a_field_that_the_constructor_does_not_take_is_refused():
    @dataclass
    class Sample:
        value: str = field(init=False, default="x")

    with pytest.raises(TypeError, match="constructor"):
        serialize.register(Sample)


def test_a_type_that_nobody_registered_cannot_be_decoded():
    with pytest.raises(KeyError):
        serialize.decode(make_dataclass("Sample", [("value", str)]), b"{}")


def test_a_pair_of_a_name_and_a_moment_keeps_the_moment():
    sample = make_dataclass("Sample", [("pairs", tuple[tuple[str, dt.datetime | None], ...])])
    serialize.register(sample)
    made = sample(pairs=(("one", dt.datetime(2026, 11, 26, 14, tzinfo=dt.UTC)), ("two", None)))
    assert serialize.decode(sample, serialize.encode(made)) == made


def test_a_tuple_of_another_length_than_its_type_says_is_an_error_and_not_a_shorter_value():
    sample = make_dataclass("Sample", [("pair", tuple[str, int])])
    serialize.register(sample)
    with pytest.raises(ValueError, match="zip"):
        serialize.decode(sample, b'{"pair": ["one"]}')


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A field of each form that a record has."""

    whole: int
    part: float
    words: str | None
    when: dt.datetime | dt.date | None
    names: tuple[str, ...] = ()


serialize.register(Sample)
PLAIN_SAMPLE = {"whole": 1, "part": 1.5, "words": "a", "when": None}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({}, {}),
        ({"part": 2}, {"part": 2}),  # JSON writes 2.0 so
        ({"words": None}, {"words": None}),
        ({"when": "2026-01-02"}, {"when": dt.date(2026, 1, 2)}),
        ({"when": "2026-01-02T03:00:00+00:00"}, {"when": dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)}),
        ({"names": ["a", "b"]}, {"names": ("a", "b")}),
        ({"added_later": 1}, {}),  # of a newer program
        ({"whole": 1.0}, None),
        ({"whole": True}, None),
        ({"whole": None}, None),
        ({"part": "1.5"}, None),
        ({"words": 3}, None),
        ({"when": 5}, None),
        ({"when": "yesterday"}, None),
        ({"names": "ab"}, None),
        ({"names": [1]}, None),
        ({"names": None}, None),
    ],
)
def test_each_field_is_read_as_its_type_or_refused(said: dict[str, typing.Any], read: dict[str, typing.Any] | None):
    record = PLAIN_SAMPLE | said
    looked = copy.deepcopy(record)
    if read is None:
        for judge in (serialize.decode, serialize.complete):
            with pytest.raises((TypeError, ValueError, AttributeError)):
                judge(Sample, copy.deepcopy(record))
        return
    assert serialize.decode(Sample, record) == Sample(**(PLAIN_SAMPLE | read))
    serialize.complete(Sample, looked)
    assert looked == {"names": []} | record


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("plain\ntext", "plain\ntext"),
        ("a\x07b", "ab"),
        ("one\x07\ntwo", "one\ntwo"),
        ("a\u202eb", "ab"),
        ("\ufeffa", "a"),
        ("a\ud800b", "ab"),  # half of a character, which JSON cannot hold
    ],
)
def test_what_must_never_be_stored_leaves_a_record_wherever_it_stands_in_it(said: str, stored: str):
    made = Sample(whole=1, part=1.5, words=said, when=None, names=("kept", said))
    wanted = Sample(whole=1, part=1.5, words=stored, when=None, names=("kept", stored))
    assert serialize.encode_clean(made) == (wanted, serialize.encode(wanted))


def test_whatever_is_taken_out_of_a_text_is_seen_in_its_octets():
    for number in (*range(0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE1000)):
        sign = chr(number)
        left = text.paragraphs(f"a{sign}b")
        if len(left) < 3 and left.isascii():
            assert serialize._UNCLEAN.search(serialize.encode([f"a{sign}b"])), f"U+{number:04X}"


def test_a_clean_record_is_stored_as_it_is():
    made = Sample(whole=1, part=1.5, words="a  b\n\n\nc", when=None)
    assert serialize.encode_clean(made) == (made, serialize.encode(made))


def test_a_record_without_a_field_that_has_no_default_is_refused():
    for judge in (serialize.decode, serialize.complete):
        with pytest.raises(TypeError, match="whole"):
            judge(Sample, {name: value for name, value in PLAIN_SAMPLE.items() if name != "whole"})


KEPT = (ScrapedBill, ScrapedHearing, ScrapedNotice, ScrapedPerson)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.just("2026-13-40"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=3,
)


def places_in(value: typing.Any, above: tuple[typing.Any, ...] = ()) -> list[tuple[typing.Any, ...]]:
    """The way to each value of a record's JSON, however deep."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, part in inside for way in ((*above, key), *places_in(part, (*above, key)))]


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_lists_look_at_is_refused_exactly_where_it_could_not_be_read(kind, data):
    record = orjson.loads(serialize.encode(data.draw(made_of(kind))))
    for _time in range(data.draw(st.integers(0, 2))):
        *way, last = data.draw(st.sampled_from(places_in(record) or [("key",)]))
        inside = functools.reduce(lambda part, key: part[key], way, record)
        if data.draw(st.booleans()):
            inside[last] = data.draw(JSON)
        else:
            del inside[last]
    try:
        read: typing.Any = serialize.decode(kind, record)
    except (ValueError, TypeError, LookupError, AttributeError):
        read = None
    looked = copy.deepcopy(record)
    try:
        serialize.complete(kind, looked)
    except (ValueError, TypeError, LookupError, AttributeError):
        assert read is None
    else:
        assert read is not None
        assert serialize.decode(kind, looked) == read
        assert looked.keys() >= orjson.loads(serialize.encode(read)).keys()


def test_two_encodings_are_told_apart_by_sixteen_bytes():
    assert serialize.digest(b"a").hex() == "27c35e6e9373877f29e562464e46497e"
    assert serialize.digest(b"b") != serialize.digest(b"a")


@dataclass(frozen=True, kw_only=True)
class Judging:
    """A record that refuses what it does not like, with parts that do so too."""

    inner: Sample
    more: tuple[Sample, ...] = ()
    last: Sample | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self):
        if not self.names:
            raise ValueError("expected a name")
        SEEN.append((self.more, self.last, self.names))


SEEN: list[typing.Any] = []
serialize.register(Judging)


def test_a_record_that_judges_itself_sees_its_own_words_and_no_part_that_may_be_left_out():
    said = {"inner": PLAIN_SAMPLE, "more": [PLAIN_SAMPLE], "last": PLAIN_SAMPLE, "names": ["a"]}
    SEEN.clear()
    serialize.complete(Judging, copy.deepcopy(said))
    assert SEEN == [((), None, ("a",))]  # building each part of a part is what takes the time
    with pytest.raises(ValueError, match="expected a name"):
        serialize.complete(Judging, copy.deepcopy(said) | {"names": []})
    with pytest.raises(ValueError, match="more: whole"):
        serialize.complete(Judging, copy.deepcopy(said) | {"more": [PLAIN_SAMPLE | {"whole": "x"}]})
