"""A rule file with a fault is refused by file, rule, expected and found, all faults at once."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.places import hearing
from tracker.errors import RuleError
from tracker.testimony import parser
from tracker.testimony.parser import _Reader, read_files, rulebook, words_of_the_format
from tracker.testimony.rulebook import OWN_LEFT_OUT, chosen

HEAD = 'place = "us-md"\nname = "Maryland"\ntimezone = "America/New_York"\nholidays = "MD"\n'
RULE = {
    "id": '"written"', "who": '"all committees"', "channels": '["written"]', "window": '"PT24H before start"',
    "how": '"Send it."', "confidence": '"medium"',
}  # fmt: skip


def rule(**told: str) -> str:
    known = {key: value for key, value in (RULE | told).items() if value}
    return "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in known.items())


def faults(tmp_path: Path, text: str | bytes, name: str = "us-md.toml") -> list[str]:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_files([file])[1]


def test_a_good_file_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, HEAD + rule()) == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"windw": '"none"'}, ["rule written", "windw", "window instead"]),
        ({"zzzz": "1"}, ["zzzz", "expected one of"]),
        ({"window": '"24 hours before"'}, ["rule written", "window", "24 hours before", "PT24H before start"]),
        ({"window": '"open 15:00 on hearing day; close 10:00 on hearing day"'}, ["open before it closes"]),
        ({"window": '"open 10:00 on hearing day; close 17:00 on P1D before"'}, ["open before it closes"]),
        ({"window": '"until PT24H after start"', "channels": '["oral"]'}, ["oral to close before the hearing is over"]),
        ({"window": '"17:00 on P1D after"', "channels": '["remote", "written"]'}, ["remote to close before"]),
        ({"window": '"P1D before start"', "channels": '["accommodation"]'}, []),
        ({"window": '"until PT1H after end"', "channels": '["accommodation"]'}, ["accommodation to close before"]),
        ({"window": '"17:00 on FRI of same week"', "channels": '["oral"]'}, ["oral to close before the hearing is over"]),
        ({"window": '"17:00 on P1D after"'}, []),
        ({"window": "24"}, ["window: expected words such as PT24H before start"]),
        ({"channels": '["pigeon"]'}, ["channels: expected a list of written", "pigeon"]),
        ({"channels": "[]"}, ["channels"]),
        ({"channels": '"written"'}, ["channels"]),
        ({"confidence": '"sure"'}, ["high, medium, low or unverified", "sure"]),
        ({"how": ""}, ["how: expected words, found 'nothing'"]),
        ({"how": '" "'}, ["how: expected words"]),
        ({"url": '"javascript:alert(1)"'}, ["https:, mailto: or tel:"]),
        ({"url": '"www.example.org"'}, ["https:, mailto: or tel:"]),
        ({"checked": '"2026-11-23"'}, ["checked: expected a day such as 2026-11-23"]),
        ({"valid_from": "2026-11-23T10:00:00"}, ["valid_from: expected a day"]),
        ({"valid_from": "2026-11-23", "valid_until": "2026-11-22"}, ["valid_until: expected a day from 2026-11-23 on"]),
        ({"timezone": '"Mars/Olympus"'}, ["America/New_York"]),
        ({"timezone": '"../../etc/passwd"'}, ["America/New_York"]),
        ({"chambers": '["house"]'}, ["upper, lower, legislature", "house"]),
        ({"id": '"Written Testimony"'}, ["id: expected letters, digits and hyphens"]),
        ({"invited": '"yes"'}, ["true or false"]),
        ({"starts_before": '"noon"'}, ["12:00:00"]),
        ({"note": f'"{"x" * 5000}"'}, ["note: expected words"]),
    ],
)  # fmt: skip
def test_a_fault_in_a_rule(told: dict[str, str], words: list[str], tmp_path: Path) -> None:
    found = faults(tmp_path, HEAD + rule(**told))
    assert len(found) == bool(words), found
    for each in found:
        assert each.startswith("us-md.toml, rule ")
        assert "expected" in each
        assert "found" in each
        assert all(word in each for word in words), each


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (HEAD.replace("us-md", "us-va"), "the file's name 'us-md'"),
        (HEAD.replace('place = "us-md"', 'place = "Maryland"'), "a code such as us-md"),
        (HEAD.replace("America/New_York", "EST5"), "a zone such as America/New_York"),
        (HEAD.replace('holidays = "MD"', 'holidays = "Maryland"'), "a state such as MD, or federal"),
        (HEAD.replace('holidays = "MD"\n', ""), "holidays"),
        (HEAD + 'openness = "closed"\n', "public, invited or none"),
        (HEAD + "revision = 0\n", "a number from 1"),
        (HEAD + "revision = true\n", "a number from 1"),
        (HEAD + 'nmae = "x"\n', "name instead"),
        (HEAD + "rule = 3\n", "[[rule]] tables"),
        ("place = ", "expected readable TOML"),
        (b"\xff\xfe", "expected readable TOML"),
        (b"\0", "expected readable TOML"),
        ("a = " + "[" * 100_000, "expected readable TOML"),
        ("# " + "x" * 600_000, "more than 500,000 bytes"),
    ],
)
def test_a_fault_in_a_file(head: str | bytes, word: str, tmp_path: Path) -> None:
    found = faults(
        tmp_path, head if isinstance(head, bytes) or "rule =" in head or "place" not in head else head + rule()
    )
    assert found, "the fault was not seen"
    assert word in "\n".join(found)


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        ({}, {}, True),
        ({}, {"window": '"12:00 on hearing day"'}, True),
        ({}, {"channels": '["oral", "written"]'}, True),
        ({}, {"channels": '["oral"]'}, False),
        ({}, {"window": '"per notice"'}, False),  # nothing fixed that could contradict
        ({}, {"chambers": '["lower"]'}, True),
        ({"chambers": '["upper"]'}, {"chambers": '["lower"]'}, False),
        ({}, {"committees": '["Health"]'}, False),  # a committee's own rule replaces the general one
        ({"committees": '["Committee on Health"]'}, {"committees": '["Health", "Finance"]'}, True),
        ({"committees": '["Finance"]'}, {"committees": '["Health"]'}, False),
        ({"starts_before": "12:00:00"}, {"starts_from": "12:00:00"}, False),
        ({"starts_before": "13:00:00"}, {"starts_from": "12:00:00"}, True),
        ({"titled": '["budget"]'}, {}, True),
        ({"titled": '["budget"]'}, {"not_titled": '["budget"]'}, False),
        ({"valid_until": "2026-12-31"}, {"valid_from": "2027-01-01"}, False),
        ({"valid_until": "2027-01-01"}, {"valid_from": "2027-01-01"}, True),
        ({"detail": '"Sign language"'}, {"detail": '"Captions"'}, False),
        ({"invited": "true"}, {}, False),
    ],
)
def test_windows_of_one_channel_must_not_overlap(
    one: dict[str, str], other: dict[str, str], overlaps: bool, tmp_path: Path
) -> None:
    found = faults(tmp_path, HEAD + rule(**one) + rule(id='"second"', **other))
    assert bool(found) == overlaps, found
    assert all(
        "one window for each channel at a time" in each and "second" in each and "written" in each for each in found
    )


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for code in ("us-md", "us-va"):
        bad = (
            HEAD.replace("us-md", code) + rule(window='"soon"', confidence='"sure"') + rule(id='"x"', checked='"today"')
        )
        (tmp_path / f"{code}.toml").write_text(bad)
    found = read_files(sorted(tmp_path.glob("*.toml")))[1]
    assert len(found) == 6
    assert rulebook(tmp_path).faults == tuple(found)


def _twice(file: Path) -> None:
    file.with_name("us-xx.toml").write_text('aliases = ["us-md"]\n' + HEAD.replace("us-md", "us-xx") + rule())


BROKEN: dict[str, Callable[[Path], object]] = {
    "no TOML": lambda file: file.write_text("place = "),
    "no UTF-8": lambda file: file.write_bytes(b"\xff\xfe"),
    "a fault in a rule": lambda file: file.write_text(HEAD + rule(window='"soon"')),
    "brackets without end": lambda file: file.write_text("a = " + "[" * 100_000),
    "a folder": lambda file: file.mkdir(),
    "a pipe": os.mkfifo,
    "a link to nowhere": lambda file: file.symlink_to(file.with_name("nowhere")),
    "a place that another file has": _twice,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_an_own_file_with_a_fault_costs_itself(broken: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / "us-va.toml").write_text(HEAD.replace("us-md", "us-va") + rule())
    broken(tmp_path / "us-md.toml")
    book, shipped = rulebook(tmp_path), rulebook()
    assert len(book.faults) == 1
    assert "expected" in book.faults[0]
    assert [each.id for each in book.place("us-va").rules] == ["written"]  # another own file counts on
    assert [each.window for each in book.place("us-md").rules] == [each.window for each in shipped.place("us-md").rules]
    assert book.place("us-wa") == shipped.place("us-wa")


def test_where_the_own_file_is_left_out_no_shipped_rule_of_the_place_is_sure_and_a_mended_one_counts(
    tmp_path: Path,
) -> None:
    (tmp_path / "us-wa.toml").write_text("place = ")
    rules = rulebook(tmp_path).place("us-wa").rules
    assert all(each.unsure and each.note.startswith(OWN_LEFT_OUT) for each in rules)
    (tmp_path / "us-wa.toml").write_text(HEAD.replace("us-md", "us-wa") + rule())
    assert (rulebook(tmp_path).faults, [each.id for each in rulebook(tmp_path).place("us-wa").rules]) == (
        (),
        ["written"],
    )


def test_a_shipped_file_with_a_fault_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "SHIPPED", tmp_path)
    (tmp_path / "us-md.toml").write_text("place = ")
    parser._read.cache_clear()
    with pytest.raises(RuleError, match="expected readable TOML"):
        rulebook()


def test_two_files_of_one_place_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "us-md.toml").write_text(HEAD + rule())
    (tmp_path / "us-xx.toml").write_text('aliases = ["us-md"]\n' + HEAD.replace("us-md", "us-xx") + rule())
    found = read_files(sorted(tmp_path.glob("*.toml")))[1]
    assert len(found) == 1
    assert "us-md in one file only" in found[0]


def test_ones_own_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "us-md.toml").write_text(HEAD + rule())
    own = rulebook(tmp_path)
    assert [each.id for each in own.place("us-md").rules] == ["written"]
    assert own.place("us-va") == rulebook().place("us-va")


def test_a_city_is_not_its_state() -> None:
    assert rulebook().place("us-md-baltimore") is None
    assert rulebook().place("us-ny-new-york") is rulebook().place("us-ny-new-york-city")


def ids(code: str, committee: str, **told) -> list[str]:
    place = rulebook().place(code)
    made = hearing(
        dt.datetime(2027, 2, 3, 10), place.timezone, code=code, committee=committee, **{"name": committee} | told
    )
    return [each.rule.id for each in chosen(place, made, dt.date(2027, 2, 3), dt.time(10))]


def test_a_committees_own_rule_replaces_the_general_one() -> None:
    assert ids("us-ca", "Senate Committee on Human Services") == ["human-services-letter"]
    assert ids("us-ca", "Assembly Committee on Judiciary") == ["letter"]
    assert ids("us-ca", "Senate Standing Committee on Health") == ["senate-health-letter"]
    assert ids("us-ca", "Assembly Committee on Health") == ["assembly-health-letter"]
    assert ids("us-mn", "House State Government Finance & Policy Committee") == [
        "state-government",
        "interpreter",
        "asl",
        "cart",
    ]
    assert ids("us-il-chicago", "Chicago City Council") == ["council-phone", "council-written"]
    assert ids("us-il-chicago", "Committee on Health") == ["committee-phone"]


def test_a_rule_holds_where_its_words_say() -> None:
    assert ids("us-wi", "Senate Committee on Health") == ["speak"]
    assert ids("us-wi", "Senate Committee on Health", name="Executive Session") == []
    assert ids("us-va", "Senate Subcommittee on Health", chamber="upper") == []
    assert ids("us-wa-seattle", "Council Briefing") == []
    assert ids("us-ny", "Senate Committee on Mental Health") == []
    assert ids("us-ny", "Joint Legislative Public Hearing", name="2027 Executive Budget Proposal: Mental Hygiene") == [
        "budget-written", "budget-speak",
    ]  # fmt: skip


def test_a_hearing_of_congress_is_no_comment_period() -> None:
    assert "agency-comment" not in ids("us", "Committee on Energy and Commerce")


def test_a_rule_holds_from_its_day_on() -> None:
    place = rulebook().place("us-va")
    made = hearing(
        dt.datetime(2025, 1, 8, 9), code="us-va", committee="Senate Committee on Health", name="Health", chamber="upper"
    )
    before, after = (chosen(place, made, dt.date(2025, 1, day), dt.time(9)) for day in (8, 9))
    assert ([each.rule.id for each in before], [each.rule.id for each in after]) == ([], ["senate-remote"])


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.dates()
    | st.times()
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
WORDS = sorted({word for word, _expected, _required in words_of_the_format()})


@given(st.dictionaries(st.sampled_from([*WORDS, "rule"]) | st.text(max_size=8), values, max_size=8), st.lists(
    st.dictionaries(st.sampled_from(WORDS), values, max_size=8), max_size=3,
))  # fmt: skip
def test_whatever_stands_in_a_file_is_a_place_or_a_fault(raw: dict, rules: list[dict]) -> None:
    reader = _Reader(Path("us-md.toml"), raw | ({"rule": rules} if rules else {}))
    assert (reader.place() is None) == bool(reader.faults)
    assert all(len(fault) < 1_000 and "\n" not in fault and "expected" in fault for fault in reader.faults)
