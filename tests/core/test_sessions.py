"""A session has one name here, whatever Open States, LegiScan or the legislature's own site call it."""

import csv
import datetime as dt
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from spiders.platforms import legiscan_names, openstates_sessions
from tests.conftest import SHARED
from tests.core.test_ingest import visit
from tests.records import bill
from tracker.db.engine import reading
from tracker.db.models import Bill
from tracker.errors import SettingsError
from tracker.records import sessions
from tracker.records.items import HeardBill, ScrapedHearing
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.text import clean_identifier


def test_no_regular_session_of_a_place_begins_long_before_another_one_ends():
    wrong = [
        (place, one.name, other.name)
        for place, known in sessions.by_place().items()
        for one, other in pairwise([each for each in known if not each.special and each.first and each.last])
        if "-" not in one.name + other.name.removeprefix("R") and one.last - other.first > dt.timedelta(days=31)
    ]
    assert wrong == []


def test_every_day_since_2017_has_a_session_that_sits_or_sat_last():
    days = [dt.date(year, month, 20) for year in range(2018, 2027) for month in (3, 10)]
    unknown = [(code, day) for code, place in all_jurisdictions().items() for day in days if place.session(day) is None]
    assert unknown == []


@pytest.mark.parametrize(
    ("place", "told", "ours"),
    [
        ("us-il", "104th", "104"),
        ("us-il", "105th", "105"),
        ("us-il", "104", "104"),
        ("us-ma", "194th", "194"),
        ("us-ma", "194th General Court", "194"),
        ("us-ma", "2025", "194"),
        ("us", "119th Congress", "119"),
        ("us", "121", "121"),
        ("us-tx", "89R", "89"),
        ("us-tx", "90R", "90"),
        ("us-tx", "892", "892"),
        ("us-wa", "2026", "2025-2026"),
        ("us-wa", "2027-28", "2027-2028"),
        ("us-nc", "2026", "2025"),
        ("us-ny", "2025", "2025-2026"),
        ("us-al", "2025rs", "2025"),
        ("us-al", "2031rs", "2031"),
        ("us-az", "57th-1st-regular", "57-1"),
        ("us-az", "58th-2nd-regular", "58-2"),
        ("us-ca", "2023", "20232024"),
        ("us-ca", "2024", "20232024"),  # the next one met in December 2024, to organize
        ("us-ca", "2025", "20252026"),
        ("us-me", "2022", "130"),
        ("us-co", "2022", "2022A"),
        ("us-ca", "20252026 Special Session 1", "2025S1"),
        ("us-co", "2025B", "2025S1"),
        ("us-fl", "2026F", "2026S6"),
        ("us-ga", "2026_ss", "2026S1"),
        ("us-la", "2025s1", "2025S1"),
        ("us-mn", "2025s1", "2025S1"),
        ("us-ms", "20241E", "2024S1"),
        ("us-nm", "2020S", "2020S1"),
        ("us-nc", "2025E1", "2025S1"),
        ("us-ne", "108S1", "2024S1"),
        ("us-nv", "2025Special36", "2025S1"),
        ("us-nv", "2027Special37", "2027Special37"),
        ("us-ca", "20272028 Special Session 1", "2027S1"),
        ("us-ca", "20272029 Special Session 1", None),
        ("us-ms", "20272E", "2027S2"),
        ("us-wv", "20271S", "2027S1"),
        ("us-pa", "2027-2028S1", "2027S1"),
        ("us-tn", "115S1", "115S1"),
        ("us-tn", "110S7", None),
        ("us-tn", "200S1", None),
        ("us-ne", "110S1", "110S1"),
        ("us-nv", "83", "83"),
        ("us-oh", "135S1", "2024S1"),
        ("us-pa", "2023-2024S1", "2023S1"),
        ("us-sd", "2025s", "2025S1"),
        ("us-tn", "114S2", "2026S2"),
        ("us-tn", "2026S1", "2026S2"),
        ("us-wv", "20242S", "2024S2"),
        ("us-ky", "2022SS", "2022SS"),
        ("us-or", "2021 Regular Session", "2021R1"),
        ("us-or", "2031 Regular Session", "2031R1"),
        ("us-mn", "2019s2", "2019S2"),
        ("us-md", "2021s2", "2021S2"),
        ("us-in", "2018ss2", "2018S2"),
        ("us-ok", "2017", "2017-2018"),  # bills of its first year lived on in the second, under one number
        ("us-ok", "2018", "2017-2018"),
        ("us-ok", "2017 Regular Session", "2017-2018"),
        ("us-ok", "2017 Second Special Session", "2017S2"),
        ("us-ok", "2018SS2", "2017S2"),
        ("us-nc", "2024-2025 Session", None),
        ("us-va", "2018specialI", "2018S1"),
        ("us-tx", "the long one", None),
        ("us-ma", "", None),
        ("us-il-chicago", "2023 - 2027", "2023 - 2027"),
        ("us-il-chicago", "2023/2027", "2023-2027"),
        ("us-il-chicago", " ", None),
    ],
)
def test_a_session_has_one_name(place: str, told: str, ours: str | None):
    assert sessions.canonical(place, told) == ours
    if ours is not None:
        assert sessions.canonical(place, ours) == ours


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("us-ma/2025/H1", "us-ma/194/H1"),
        ("us-ma/194/H1", "us-ma/194/H1"),
        ("us-ma/H1", "us-ma/H1"),
        ("us-ma", "us-ma"),
        ("us-tx/the long one/HB1", "us-tx/the long one/HB1"),
        ("us-il-chicago/2023 - 2027/O1", "us-il-chicago/2023 - 2027/O1"),
    ],
)
def test_an_id_with_an_older_name_of_its_session_leads_to_the_newer(key: str, now: str):
    assert sessions.current_id(key) == now


@pytest.mark.parametrize(
    ("place", "words", "ours"),
    [
        ("us-tx", "89th Legislature, 1st Called Session", "891"),
        ("us-tx", "2025 Second Special Session", "892"),
        ("us-tx", "Eighty-ninth Legislature Regular Session", "89"),
        ("us-ca", "2025-2026 First Extraordinary Session", "2025S1"),
        ("us-ca", "2025-2026 Regular Session", "20252026"),
        ("us-il", "One Hundred Fourth General Assembly", "104"),
        ("us-az", "Fifty-seventh Legislature - Second Regular Session", "57-2"),
        ("us-tn", "114th General Assembly, 1st Extraordinary Session", "2025S1"),
        ("us-va", "2024 Special Session I", "2024S1"),
        ("us-nd", "69th Legislative Assembly (2025-27)", "69"),
        ("us-nj", "2026-2027 Regular Session", "222"),
        ("us-wa", "2025-26 Biennium", "2025-2026"),
        ("us-ar", "2024 Fiscal Session", "2024F"),
        ("us-dc", "Council Period 26", "26"),
        ("us", "119th Congress, 2nd Session", "119"),
        ("us-wy", "2026 Budget Session", "2026"),
        # more than one, or none that we know
        ("us-ky", "2025-2026 Regular Session", None),
        ("us-la", "2024 Extraordinary Session", None),
        ("us-wa", "2025 1st Special Session", None),
        ("us-fl", "2024 Organization Session", None),
        ("us-wa", "2099 Regular Session", None),
        ("us-az", "57th Legislature", None),
        ("us-ok", "Health Council", None),
    ],
)
def test_a_session_is_known_by_the_words_that_people_call_it(place: str, words: str, ours: str | None):
    assert sessions.canonical(place, words) == ours


def test_every_name_of_the_table_means_its_own_session():
    for place, known in sessions.by_place().items():
        for each in known:
            assert {sessions.canonical(place, name) for name in (each.name, each.openstates, *each.also)} == {each.name}


def test_a_name_by_form_has_only_numbers_that_were_told():
    for place, known in sessions.by_place().items():
        names = {name for session in known for name in (session.name, *session.also)}
        for name in names:
            for later in (2, 10):
                told = re.sub(r"20\d\d", lambda year, later=later: str(int(year[0]) + later), name)
                told = re.sub(r"(?<=[A-Za-z])\d$", lambda count, later=later: str((int(count[0]) + later) % 10), told)
                ours = sessions.canonical(place, told)
                year = re.search(r"20\d\d", ours or "")
                listed = any(ours == each.name for each in known)
                assert listed or year is None or year[0] in told, (place, told, ours)


def test_every_session_of_open_states_is_in_the_table_under_one_name():
    listed = SHARED / "design" / "sessions_openstates.tsv"
    if not listed.exists():
        pytest.skip(f"the list of sessions is not here ({listed})")
    unknown = []
    with listed.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            place = "us" if row["state"] == "usa" else f"us-{row['state']}"
            ours = openstates_sessions.ours(place, row["identifier"])
            if sessions.session(place, ours) is None:
                unknown.append((place, row["identifier"], ours))
    assert unknown == []


def test_every_session_of_legiscan_since_2017_is_in_the_table(recordings: Path):
    states = [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "DC",
        "US",
    ]
    told = {}
    for file in (recordings / "state" / "legiscan").rglob("*.json"):
        for each in re.findall(r'\{[^{}]*"session_name"[^{}]*\}', file.read_text(encoding="utf-8")):
            row = json.loads(each)
            if row.get("state_id") and row["year_start"] >= 2017:
                told[row["state_id"], row["session_id"]] = row
    unknown = []
    for row in told.values():
        place = legiscan_names.place(states[row["state_id"] - 1])
        ours = legiscan_names.session(place, row)
        if sessions.session(place, ours) is None:
            unknown.append((place, row["session_title"], ours))
    assert len(told) > 400
    assert unknown == []


def test_the_name_to_ask_open_states_for_is_its_own():
    for place, known in sessions.by_place().items():
        for each in known:
            assert openstates_sessions.ours(place, openstates_sessions.theirs(place, each.name)) == each.name


def test_a_bill_takes_our_name_of_its_session_from_any_source():
    assert bill(identifier="HB1", jurisdiction="us-il", legislative_session="104th").id == "us-il/104/HB1"
    assert bill(identifier="HB1", jurisdiction="us-co", legislative_session="2025B").id == "us-co/2025S1/HB1"


def test_a_session_that_a_place_cannot_have_is_refused_at_the_gate(engine):
    told = bill(identifier="HB1", jurisdiction="us-tx", legislative_session="somewhen")
    summary = visit(engine, [told, bill(identifier="HB2", jurisdiction="us-tx", legislative_session="89R")])
    assert (summary.counts.new, summary.counts.unreadable) == (1, 1)


def test_of_two_sources_that_name_sessions_otherwise_one_session_is_one_and_another_is_another(sqlite_engine):
    """The second source names the session of HB1 in its own words, takes HB2 for one of the next, and HB3 for no one's."""
    told = {
        "us-one": [bill(identifier=f"HB{n}", jurisdiction="us-tx", legislative_session="89") for n in (1, 2, 3)],
        "us-two": [
            bill(identifier=f"HB{n}", jurisdiction="us-tx", legislative_session=named)
            for n, named in ((1, "89R"), (2, "90R"), (3, "2025-2027"))
        ],
    }
    counted = [
        (summary.counts.new, summary.counts.changed, summary.counts.unreadable, summary.verdict)
        for _turn in range(3)
        for name, found in told.items()
        for summary in [visit(sqlite_engine, found, name)]
    ]
    assert counted[0] == (3, 0, 0, "ok")
    assert counted[1][:3] == (1, 0, 1)
    assert counted[2:] == [(0, 0, 0, "ok"), (0, 0, 1, counted[1][3])] * 2
    with reading(sqlite_engine) as connection:
        stored = connection.execute(select(Bill.id).order_by(Bill.id)).scalars().all()
    assert stored == ["us-tx/89/HB1", "us-tx/89/HB2", "us-tx/89/HB3", "us-tx/90/HB2"]


def hearing(day: dt.datetime, place: str = "us-ma", **more) -> ScrapedHearing:
    return ScrapedHearing(
        key="1", jurisdiction=place, name="Committee on Health", start=day, timezone="America/New_York", **more
    )


NOON = dt.datetime(2026, 12, 10, 17, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("place", "more", "bill_session", "expected"),
    [
        ("us-ma", {}, None, "194"),
        ("us-ma", {}, "195th", "195"),
        ("us-ma", {"legislative_session": "193rd"}, None, "193"),
        ("us", {}, None, "119"),
        ("us-ma-boston", {}, None, None),
        ("us-ma-boston", {"legislative_session": "2026"}, None, "2026"),
    ],
)
def test_a_heard_bill_is_of_the_session_that_sits_on_its_day(place, more, bill_session, expected):
    heard = HeardBill(identifier="S1", legislative_session=bill_session)
    assert hearing(NOON, place, **more).session_of(heard) == expected


def test_stars_keep_two_measures_of_nevada_apart():
    assert [clean_identifier(each) for each in ("AJR1", "AJR 1*", "AJR1**", "H.B. 1 *")] == [
        "AJR1", "AJR1*", "AJR1**", "HB1*",
    ]  # fmt: skip
    assert clean_identifier("*HB1") == "HB1"


@pytest.mark.parametrize(
    "line",
    [
        "us-xx\t1\tregular\t-\t-\t",
        "us-xx\t1\todd\t-\t-\t\t",
        "us-xx\t1\tregular\tsoon\t-\t\t",
    ],
)
def test_a_faulty_line_of_the_table_is_named(line: str):
    with pytest.raises(SettingsError, match=r"sessions.tsv, line 2"):
        sessions.read(["head", line])


def test_a_name_of_two_sessions_is_a_fault():
    with pytest.raises(SettingsError, match="us-xx: B is called 1 and 2"):
        sessions.read(["head", "us-xx\t1\tregular\t-\t-\tB\t", "us-xx\t2\tregular\t-\t-\t\tA | B"])


def test_a_session_without_a_known_end_has_none():
    (known,) = sessions.read(["head", "us-xx\t1\tspecial\t2026-01-02\t-\t\t"])["us-xx"]
    assert (known.first, known.last, known.special, known.openstates) == (dt.date(2026, 1, 2), None, True, "1")
    assert sessions.end("us-xx", "1") is None
    assert sessions.end("us-al", "2025") == dt.date(2025, 5, 15)


@pytest.mark.parametrize(
    ("place", "day", "sits"),
    [
        ("us-wa", "2025-01-12", None),
        ("us-wa", "2025-01-13", "2025-2026"),
        ("us-wa", "2026-03-06", "2025-2026"),
        ("us-wa", "2026-03-07", None),
        ("us-tx", "2023-06-27", "882"),  # the day on which one special session ends and the next begins
        ("us-tx", "2025-08-16", None),
        ("us-va", "2026-04-23", "2026S1"),
        ("us-ca", "2024-12-02", "20252026"),  # a regular one before the special ones that meet on that day
        ("us-xx", "2025-01-13", None),
    ],
)
def test_the_session_of_a_day_is_the_one_that_sits(place: str, day: str, sits: str | None):
    assert sessions.on(place, dt.date.fromisoformat(day)) == sits


@pytest.mark.parametrize(
    ("place", "day", "over"),
    [
        ("us-wa", "2024-03-07", "2021-2022"),
        ("us-wa", "2024-03-08", "2023-2024"),
        ("us-va", "2026-05-10", "2026"),  # a special one that ended since is not the last regular one
        ("us-va", "2026-03-14", "2025"),
        ("us-wa", "1990-01-01", None),
        ("us-xx", "2025-01-13", None),
    ],
)
def test_the_last_regular_session_before_a_day_is_over(place: str, day: str, over: str | None):
    assert sessions.last_before(place, dt.date.fromisoformat(day)) == over


def test_the_end_of_a_session_is_known_by_our_name_of_it():
    assert sessions.end("us-wa", "2025-2026") == dt.date(2026, 3, 6)
    assert sessions.end("us-wa", "1889") is None
    assert sessions.session("us-tx", "892").special is True
    assert sessions.session("us-xx", "892") is None


@pytest.mark.parametrize(
    ("place", "told", "can_be"),
    [
        ("us", "119", True), ("us", "2026", True), ("us", "119th", True), ("us", "93", True), ("us", "121", True),
        ("us", "999", False), ("us", "next", False), ("us-ca", "2027-2028", True), ("us-ca", "2099-2100", False),
        ("us-va", "20261", True), ("us-nj", "2024", True), ("us-pa", "2025_0", True), ("us-il-chicago", "any", True),
    ],
)  # fmt: skip
def test_a_session_that_somebody_types_is_one_that_the_place_can_have(place, told, can_be):
    assert sessions.asked_for(place, told) is can_be


def test_every_session_of_the_table_can_be_asked_for_by_each_of_its_names():
    named = [
        (place, name)
        for place, told in sessions.by_place().items()
        for each in told
        for name in (each.name, *each.also)
    ]
    assert [pair for pair in named if not sessions.asked_for(*pair)] == []
