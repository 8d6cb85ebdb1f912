"""The search finds what people type: numbers first, then words in the language of the rules, the same on each database."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from tests.core.test_ingest import visit
from tests.records import CONGRESS, bill
from tracker import clock
from tracker.db import queries, search, search_coverage, search_index, search_rank
from tracker.db.engine import connect, reading, writing
from tracker.db.models import Match
from tracker.db.search_cites import cited
from tracker.db.search_query import fts5, read_search, tsquery, words_of
from tracker.db.search_rank import shortened
from tracker.db.search_spanish import in_english
from tracker.db.search_words import respellings, slips, synonyms
from tracker.errors import UsageProblem
from tracker.records.items import Abstract, Action, Sponsorship, Title
from tracker.rules.documents import Document
from tracker.rules.evaluate import Sight
from tracker.rules.sieve import clauses
from tracker.rules.syntax import (
    And,
    Apart,
    AtLeast,
    Cite,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Sentence,
    has_place,
    has_positive,
)
from tracker.web import bill_answers, bill_lists
from tracker.web.bill_lists import Wanted
from tracker.web.flagged_cache import Flagged

TITLES = {
    1109: "Mental Health Services for Students Act",
    748: "To amend the Internal Revenue Code",
    12: "Telehealth for Veterans Act",
    13: "Telemedicine Parity Act",
    14: "Certified Community Behavioral Health Clinics Expansion Act",
    15: "Highway Act that reports on H. R. 1109",
    16: "Suicide Prevention Act",
}


@pytest.fixture(scope="module")
def shelf(module_engine: Callable[[], Engine]) -> Engine:
    """A few bills, indexed, which no test changes."""
    return stocked(module_engine())


def stocked(engine: Engine) -> Engine:
    named = Title(title="CARES Act", note="short title")
    plain = {"abstracts": (), "subject": (), "related_bills": ()}
    records = [bill(number, title=title, **plain) for number, title in TITLES.items() if number not in {16, 748}]
    sponsor = Sponsorship(name="Sen. Bennet, Michael F. [D-VA]", classification="primary", primary=True)
    records.append(bill(16, title=TITLES[16], sponsorships=(sponsor,), **plain))
    law = Action(date=dt.date(2026, 3, 27), description="Became Public Law No: 119-36.", classification=("became-law",))
    records.append(bill(748, title=TITLES[748], other_titles=(named,), actions=(law,), **plain))
    visit(engine, [*records, bill(12, identifier="HCONRES12", title="A resolution", **plain)])
    search_index.refresh(engine)
    return engine


def found(engine: Engine, words: str) -> list[str]:
    with reading(engine) as connection:
        asked = queries.BillQuery(words=words)
        return [row.identifier for row in queries.bills(connection, asked)]


@pytest.mark.parametrize(
    "written",
    [
        "H.R.1109",
        "H. R. 1109",
        "HR-1109",
        "us/119/HR1109",
        "hr1109",
        "House Bill 1109",
        "HR 1109, 119th Congress",
        "119-hr-1109",
        "119hr1109",
        "HB 1109",
        "HR 1109 students",
        "house bill 1109 students",
        "students HR 1109",
    ],
)
def test_the_bill_of_that_number_comes_first(shelf, written):
    assert found(shelf, written)[0] == "HR1109"


def test_a_resolution_of_the_house_is_no_bill_of_the_house_in_congress(engine):
    shelf = stocked(engine)
    resolution = bill(1109, identifier="HRES1109", title="A resolution", subject=(), related_bills=())
    visit(shelf, [resolution], partial=True)
    search_index.refresh(shelf)
    assert [found(shelf, words)[0] for words in ("House Res. 1109", "HR 1109")] == ["HRES1109", "HR1109"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("telehealth OR telemedicine", {"HR12", "HR13"}),
        ("telehealth -veterans", set()),
        ("telemedicine NOT veterans", {"HR13"}),
        ("act -veterans -telemedicine title:highway", {"HR15"}),
        ('"mental health"', {"HR1109"}),
        ("telem*", {"HR13"}),
        ("(telehealth OR telemedicine) parity", {"HR13"}),
        ("behavioral NEAR/2 clinics", {"HR14"}),
        ("CCBHC", {"HR14"}),
        ("certified community behavioral health clinics", {"HR14"}),
        ("CARES Act", {"HR748"}),
        ("parity jurisdiction:us", {"HR13"}),
        ("parity jurisdiction:us-ma", set()),
        ("hconres 12", {"HCONRES12"}),
        ("Public Law 119-36", {"HR748"}),
        ("P.L. 119-36", {"HR748"}),
        ("Pub. L. No. 119-36", {"HR748"}),
        ("PL119-36", {"HR748"}),
        ("PL119-3", set()),
        ("bill number 1109", {"HR15", "HR1109"}),
        ("certified community behavioral health clinic expansion", {"HR14"}),
        ("killing themselves prevention", {"HR16"}),
        ("telehealth for vets", {"HR12"}),
        ("telehealth's", {"HR12"}),
        ("suicide VA", set()),
        ("suicide bennet", {"HR16"}),
    ],
)
def test_the_language_of_the_rules_is_the_language_of_the_search(shelf, words, expected):
    assert set(found(shelf, words)) == expected


def test_what_the_scope_hides_is_counted_and_slips_are_mended(shelf):
    with reading(shelf) as connection:
        narrow = bill_lists.find(connection, Flagged(), Wanted(words="telehealth"))
    assert (narrow.total, narrow.hidden) == (0, 1)


@pytest.mark.parametrize(
    ("typed", "instead", "shown", "first"),
    [
        ("sucide prevention", "respelled", "suicide prevention", "HR16"),
        ("telehelth", "respelled", "telehealth", "HR12"),
        ("suicideprevention", "respelled", "suicide prevention", "HR16"),
        ("suicied preventoin", "respelled", "suicide prevention", "HR16"),
        ("suicide telemedicine", "some-words", "suicide OR telemedicine", None),
        ("telemedicine parity highway", "some-words", "telemedicine OR parity OR highway", "HR13"),
        ("telehealth", "", "telehealth", "HR12"),
        ("telemedicine highway parity suicide", "some-words", None, "HR13"),
        ("xyzzyq", "", "xyzzyq", None),
        ("HR 4711", "no-number", "HR 4711", None),
        ("prevención del suicidio", "translated", "prevention suicide", "HR16"),
        ("telesalud veteranos", "translated", "telehealth veterans", "HR12"),
        ("suicide prevention", "", "suicide prevention", "HR16"),
        ("telemedicine's law", "some-words", "telemedicine", "HR13"),
        ("telemedicine parity bill", "some-words", "telemedicine parity", "HR13"),
        ("paridad telesalud", "some-words", "parity OR telehealth", "HR13"),
    ],
)  # fmt: skip
def test_words_that_fit_nothing_are_answered_with_the_nearest_that_does(shelf, typed, instead, shown, first):
    with reading(shelf) as connection:
        answer = bill_answers.answer(connection, Flagged(), Wanted(words=typed, all_bills=True))
    assert (answer.instead, answer.shown.words) == (instead, shown or answer.shown.words)
    if first:
        assert answer.found.rows[0].identifier == first


def test_bills_that_speak_of_one_that_is_not_stored_are_not_taken_for_it(sqlite_engine):
    visit(sqlite_engine, [bill(1, title="Consideration of the bill (H.R. 4711)")])
    search_index.refresh(sqlite_engine)
    with reading(sqlite_engine) as connection:
        answer = bill_answers.answer(connection, Flagged(), Wanted(words="H.R. 4711", all_bills=True))
    assert (answer.instead, [row.identifier for row in answer.found.rows]) == ("no-number", ["HR1"])


def test_the_name_of_a_state_among_the_words_says_where(sqlite_engine):
    ours = bill(12, jurisdiction="us-oh", identifier="HB12", title="Crisis care for suicide in the city")
    visit(sqlite_engine, [ours, bill(1, title="Crisis Ohio Indiana City")])
    search_index.refresh(sqlite_engine)
    for typed, placed in (
        ("crisis care ohio", "crisis care"),
        ("crisis in Ohio", "crisis"),
        ("ohio HB 12", "HB 12"),
        ("crisis del suicidio, ohio", "crisis suicide"),
        ("crisis Indiana", None),
        ("ohio city crisis", None),
        ("Ohio: crisis", None),
        ("ohio", None),
        ("ohio ,", None),
        ("crisis OR ohio", None),
        ("ohio -care", None),
        ('crisis "ohio"', None),
    ):
        with reading(sqlite_engine) as connection:
            answer = bill_answers.answer(connection, Flagged(), Wanted(words=typed, all_bills=True))
        where = ("placed", placed, ("us-oh",)) if placed else ("", typed, ())
        assert (answer.instead, answer.shown.words, answer.shown.places) == where


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Senator Tonko's bills", "tonko"),
        ("bills sponsored by Tonko", "tonko"),
        ("Rep. Cortez-Masto", "cortez-masto"),
        ("Miranda's Law", "Miranda's Law"),
        ("rep. tonko telehealth", "rep. tonko telehealth"),
        ("HR 12 by Tonko", "HR 12 by Tonko"),
        ("veterans' bills", "veterans' bills"),
        ("senator", "senator"),
    ],
)
def test_whose_bills_are_asked_for_is_a_name_and_nothing_else(typed, asked):
    assert search_coverage.name_alone(typed) == asked


@pytest.mark.parametrize(
    "typed",
    ["-veterans", "NOT veterans", '-"peer support"', "!a -b", "crisis stage:nonsense", "after:2020-13-45 crisis"],
)
def test_what_only_leaves_out_or_has_a_filter_that_cannot_be_is_refused(typed):
    with pytest.raises(UsageProblem):
        read_search(typed)


def test_of_loose_words_with_a_state_its_own_bills_come_first_where_one_says_most(sqlite_engine):
    ours = bill(12, jurisdiction="us-oh", identifier="HB12", title="Robots in therapy for children", subject=())
    visit(sqlite_engine, [ours, bill(1, title="Robots in therapy, and chatbots for children and farms")])
    search_index.refresh(sqlite_engine)
    for typed, places in (("robots therapy sessions ohio", ("us-oh",)), ("farms chatbots robots bees ohio", ())):
        with reading(sqlite_engine) as connection:
            answer = bill_answers.answer(connection, Flagged(), Wanted(words=typed, all_bills=True))
        assert (answer.instead, answer.shown.places) == ("some-words", places)


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("21 USC 823(g)", '"21 u s c 823 g" OR'),
        ("section 823(g) of title 21", '"21 u s c 823 g" OR'),
        ("title 38 section 1720F", '"38 u s c 1720f" OR'),
        ("bills amending 42 U.S.C. § 290bb-36", '"42 u s c 290bb 36" OR'),
        ("42 CFR Part 8", '"42 c f r 8" OR'),
        ("RCW 71.05.150", '"r c w 71 05 150" OR'),
        ("21 USC 823 methadone", None),
        ("Pub. L. 116-60", None),
        ("title IX", None),
        ("section 8 housing", None),
        ("mental health", None),
        ("21 USC 823 " * 20, None),
    ],
)
def test_a_law_that_is_cited_is_asked_for_as_bills_print_it(typed, ways):
    asked = cited(typed)
    assert asked is None if ways is None else asked is not None and asked.startswith(ways)


def test_an_acronym_that_no_bill_has_is_answered_with_most_of_its_words_in_their_order():
    assert list(shortened("licensed clinical social worker")) == [
        '"licensed clinical social" OR "clinical social worker"',
        '"licensed clinical" OR "clinical social" OR "social worker"',
    ]
    assert list(shortened("social worker")) == []


def test_what_no_topic_flags_is_shown_where_nothing_flagged_fits(shelf):
    with reading(shelf) as connection:
        answer = bill_answers.answer(connection, Flagged(), Wanted(words="telehealth"))
    assert (answer.instead, [row.identifier for row in answer.found.rows]) == ("unflagged", ["HR12"])


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("salud mental en las escuelas", "mental health school"),
        ("DEPRESION POSPARTO", "postpartum depression"),
        ("la adicción es una enfermedad", "addiction disease"),
        ("Salud Carbajal", None),
        ("crisis", None),
        ("rural hospital", None),
        ('"salud mental"', None),
        ("mental health", None),
    ],
)
def test_spanish_of_the_field_is_put_into_english_and_names_are_not(typed, english):
    assert in_english(typed) == english


def test_a_word_that_some_bills_have_is_a_slip_of_one_that_very_many_have():
    often = {"heath": 6, "health": 900, "screen": 60, "green": 200}
    used = {"health": 400, "green": 30}
    assert next(respellings("mental heath", used, lambda word: often.get(word, 0))) == "mental health"
    assert list(respellings("screen", used, lambda word: often.get(word, 0))) == []
    assert list(respellings("coerce", {"force": 400}, lambda word: 2 if word == "coerce" else 900)) == []
    assert (
        next(respellings("treatmint", {"treatment": 3, "treatmant": 3}, lambda word: int(word == "treatment")))
        == "treatment"
    )
    assert next(respellings("medicade", {"medicaid": 3, "medicare": 3})) == "medicaid"


def test_a_short_word_that_begins_otherwise_is_another_word():
    assert "police fair" not in respellings("police pair", {"fair": 400})
    assert next(respellings("crisis lpan", {"plan": 400})) == "crisis plan"
    assert next(respellings("crisis plam", {"plan": 400})) == "crisis plan"


def test_a_name_is_no_slip_of_spelling():
    assert list(respellings("HOPE Act", {})) == []


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6))
def test_slips_are_counted_alike_from_both_sides(one, other):
    assert slips(one, other) == slips(other, one) <= max(len(one), len(other))
    assert (slips(one, other) == 0) == (one == other)


NAMED = {
    1: "Parity Enforcement Act of 2026",
    2: "A bill to study the parity enforcement act and other acts, with a report on parity enforcement and parity",
    3: "Peer Support Act",
    4: "Act on peers: support for parity, enforcement of peer support, and for other purposes of support for peers",
    5: "Highway Act",
    6: "Housing Act",
}


@pytest.fixture(scope="module")
def named(module_engine: Callable[[], Engine]) -> Engine:
    """Bills whose titles hold each other's words."""
    plain = {"abstracts": (), "subject": (), "related_bills": ()}
    brought = (Sponsorship(name="Sen. Bracewell, Ada [D-OH]", primary=True),)
    signed = (Sponsorship(name="Sen. Bracewell, Ada [D-OH]"),)
    sponsors = {6: brought, 5: signed}
    more = {5: {"abstracts": (Abstract(abstract="Housing, housing, housing of Bracewell, housing."),)}}
    records = [
        bill(number, title=title, sponsorships=sponsors.get(number, ()), **{**plain, **more.get(number, {})})
        for number, title in NAMED.items()
    ]
    engine = module_engine()
    visit(engine, records)
    search_index.refresh(engine)
    return engine


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("parity enforcement act", "HR1"),
        ("Parity Enforcement Act of 2026", "HR1"),
        ("peer support", "HR3"),
        ("study the parity enforcement", "HR2"),
        ("bracewell housing", "HR6"),
        ("Sen. Bracewell", "HR6"),
        ("act on peers", "HR4"),
        ("parity enforcment act", "HR1"),
    ],
)
def test_what_a_person_most_likely_means_comes_first(named, typed, first):
    assert found(named, typed)[0] == first
    with reading(named) as connection:
        listed = bill_lists.find(connection, Flagged(), Wanted(words=typed, all_bills=True))
    assert listed.rows[0].identifier == first


def test_a_bill_that_is_called_what_was_typed_comes_first_though_no_topic_flags_it(named):
    with reading(named) as connection:
        assert search_rank.called(connection, "Parity Enforcement", search._any_bill) == ["us/119/HR1"]
        assert search_rank.called(connection, "HIGHWAY act", search._any_bill) == ["us/119/HR5"]
        assert search_rank.called(connection, "housing", search._any_bill) == []
        assert search_rank.called(connection, "parity OR housing", search._any_bill) == []


def test_words_that_an_omnibus_has_far_apart_are_answered_with_what_has_them_together(sqlite_engine):
    plain = {"related_bills": (), "subject": (), "title": "Omnibus"}
    far = Abstract(abstract=" ".join(["Crisis.", *["Money."] * 200, "Beds.", *["Roads."] * 200, "Youth."]))
    near = Abstract(abstract="Beds, money and youth in a crisis.")
    visit(sqlite_engine, [bill(1, abstracts=(far,), **plain)])
    for title, instead in (("Crisis beds", "apart"), ("Crisis beds", "")):
        visit(sqlite_engine, [bill(2, **{**plain, "title": title, "abstracts": () if instead else (near,)})])
        search_index.refresh(sqlite_engine)
        with reading(sqlite_engine) as connection:
            answer = bill_answers.answer(connection, Flagged(), Wanted(words="youth crisis beds", all_bills=True))
        assert (answer.instead, answer.found.rows[0].identifier) == (instead, "HR2")


def test_a_bill_outside_the_topics_that_is_named_so_comes_before_a_flagged_one_that_has_the_words_by_chance(
    sqlite_engine,
):
    plain = {"subject": (), "related_bills": ()}
    by_chance = Abstract(abstract="To vaccinate cattle, and for all children.")
    visit(
        sqlite_engine,
        [
            bill(1, title="Omnibus", abstracts=(by_chance,), **plain),
            bill(2, title="Vaccinate All Children Act", abstracts=(), **plain),
        ],
    )
    search_index.refresh(sqlite_engine)
    flag = {
        "record_id": "us/119/HR1",
        "what": "bill",
        "topic": "youth",
        "flagged": True,
        "tier": "flagged",
        "score": 90,
    }
    with writing(sqlite_engine) as connection:
        connection.execute(insert(Match).values(reasons=[], judged_at=clock.now(), **flag))
    for typed, instead in (("vaccinate all kids", "apart"), ("cattle children", "")):
        with reading(sqlite_engine) as connection:
            answer = bill_answers.answer(connection, Flagged(), Wanted(words=typed))
        assert (answer.instead, answer.found.rows[0].identifier) == (instead, "HR2" if instead else "HR1")


HALF_REMEMBERED = {
    1: (
        "Overdose Reversal in Schools Act",
        "This bill allows schools to keep naloxone and to train nurses to give it.",
    ),
    2: ("School Meals Act", "This bill requires schools to keep records of meals. A nurse may keep a copy."),
    3: (
        "Unarmed Response Act",
        "This bill sends clinicians instead of officers to calls about a mental health crisis.",
    ),
    4: (
        "Federal Omnibus Act",
        "Schools. " + "Roads. " * 80 + "Naloxone. " + "Roads. " * 80 + "Nurses, officers and calls.",
    ),
    5: ("Trafficking Victims Act", "This bill says that giving somebody drugs is coercion of a victim of trafficking."),
    6: ("Drug Penalties Act", "This bill raises penalties."),
    7: ("Campus Safety Act", "Sexual violence on a campus, and its investigation."),
    8: ("Investigations of Assault Act", "Sexual assault on campus."),
    9: ("Taxes Act", "Taxes."),
}
BROUGHT = {
    7: (Sponsorship(name="Rep. Oduya, Nia [D-OH-2]", primary=True),),
    9: (Sponsorship(name="Rep. Oduya, Nia [D-OH-2]", primary=True),),
}


@pytest.fixture(scope="module")
def half_remembered(module_engine: Callable[[], Engine]) -> Engine:
    """Bills that are asked for in other words than their own."""
    engine = module_engine()
    plain = {"subject": (), "related_bills": ()}
    visit(
        engine,
        [
            bill(
                number,
                title=title,
                abstracts=(Abstract(abstract=says),),
                sponsorships=BROUGHT.get(number, ()),
                **plain,
            )
            for number, (title, says) in HALF_REMEMBERED.items()
        ],
    )
    search_index.refresh(engine)
    return engine


@pytest.mark.parametrize(
    ("typed", "instead", "first"),
    [
        ("bill about letting schools keep narcan", "some-words", "HR1"),
        ("that act that makes school nurses give narcan", "some-words", "HR1"),
        ("send someone unarmed instead of cops to mental health calls", "some-words", "HR3"),
        ("using drugs to coerce trafficking victims", "some-words", "HR5"),
        ("naloxone schools nurses calls", "apart", "HR1"),
        ("what did Nia Oduya write on campus sexual assault investigations", "some-words", "HR7"),
        ("school meals records", "", "HR2"),
    ],
)
def test_a_half_remembered_question_is_answered_with_the_bill_that_says_most_of_it(
    half_remembered, typed, instead, first
):
    with reading(half_remembered) as connection:
        answer = bill_answers.answer(connection, Flagged(), Wanted(words=typed, all_bills=True))
    assert (answer.instead, answer.found.rows[0].identifier) == (instead, first)


def test_of_bills_that_say_as_much_the_one_that_moved_last_is_first(engine):
    moved = {
        1: dt.date(2025, 3, 1),
        2: dt.date(2025, 5, 1),
        3: dt.date(2025, 4, 1),
    }
    plain = {"title": "Crisis Beds Act", "subject": (), "related_bills": (), "abstracts": ()}
    visit(
        engine,
        [bill(number, actions=(Action(date=day, description="Read"),), **plain) for number, day in moved.items()],
    )
    search_index.refresh(engine)
    with reading(engine) as connection:
        assert search_coverage.nearest(connection, "crisis OR beds", search._any_bill) == [
            "us/119/HR2",
            "us/119/HR3",
            "us/119/HR1",
        ]


@pytest.mark.parametrize("ranked", [5_000, 30])
@pytest.mark.parametrize("since", [None, dt.date(2020, 1, 1)])
def test_pages_of_a_search_hold_every_bill_once(engine, monkeypatch, ranked, since):
    monkeypatch.setattr(search, "_RANKED_SQLITE", ranked)
    monkeypatch.setattr(search, "_RANKED", ranked)
    monkeypatch.setattr(bill_lists, "COUNTED", ranked)
    plain = {"abstracts": (), "subject": (), "related_bills": ()}
    visit(engine, [bill(number, title=f"Parity act number {number}", **plain) for number in range(1, 120)])
    search_index.refresh(engine)
    seen, cursor = [], ""
    wanted = Wanted(words="parity act", all_bills=True, since=since)
    with reading(engine) as connection:
        while cursor is not None:
            page = bill_lists.find(connection, Flagged(), wanted, cursor=cursor, limit=25)
            seen += [row.identifier for row in page.rows]
            cursor = page.next
    assert len(seen) == len(set(seen)) == 119


NARROWED = (
    ({"words": "parity after:2025"}, {1, 2, 3}),
    ({"words": "parity before:2025-06"}, {1}),
    ({"words": "parity date:2025-07"}, {2, 3}),
    ({"words": "parity jurisdiction:us-*"}, {3}),
    ({"words": "parity stage:in-committee"}, {2, 3}),
    ({"words": "parity", "places": ("us",)}, {1, 2}),
    ({"words": "parity", "places": ("us", "us-ma")}, {1, 2, 3}),
    ({"words": "parity", "stages": ("in-committee",)}, {2, 3}),
    ({"words": "parity", "places": ("us",), "stages": ("in-committee",)}, {2}),
    ({"words": "parity", "since": dt.date(2025, 7, 1)}, {2, 3}),
    ({"words": "parity", "sessions": ("119",)}, {1, 2}),
    ({"words": "parity", "sessions": ("119",), "order": "newest"}, {1, 2}),
)


def test_a_search_is_narrowed_alike_whether_few_bills_fit_or_most(engine, monkeypatch):
    referred = Action(date=dt.date(2025, 7, 8), description="Referred", classification=("referral-committee",))
    begun = Action(date=dt.date(2025, 5, 8), description="Introduced", classification=("introduction",))
    moved = {"actions": (begun, referred), "related_bills": ()}
    visit(engine, [bill(1, title="Parity one", actions=(begun,)), bill(2, title="Parity two", **moved)])
    state = replace(CONGRESS, jurisdiction="us-ma")
    there = bill(3, title="Parity three", jurisdiction="us-ma", legislative_session="194", **moved)
    visit(engine, [replace(there, identifier="H3")], "us-ma-test", state)
    search_index.refresh(engine)
    for rare in (0, 5_000):
        monkeypatch.setattr(search, "_RARE", rare)
        with reading(engine) as connection:
            for narrowed, expected in NARROWED:
                found = bill_lists.find(connection, Flagged(), Wanted(all_bills=True, **narrowed))
                assert {int(row.identifier[-1]) for row in found.rows} == expected, (rare, narrowed)
                assert found.total == len(expected)


@given(st.text(st.sampled_from("aeñóüz' -"), min_size=1, max_size=12))
def test_an_accent_beside_its_letter_is_the_letter_with_the_accent(asked: str):
    def read(form: Literal["NFC", "NFD"]) -> object:
        with suppress(UsageProblem):
            return read_search(unicodedata.normalize(form, asked))
        return None

    assert read("NFD") == read("NFC")


@given(st.text(max_size=60))
def test_every_text_becomes_a_query_or_is_refused(words):
    try:
        asked = read_search(words, synonyms())
    except UsageProblem:
        return
    assert fts5(asked.node)
    assert tsquery(asked.node)


@given(
    st.lists(
        st.sampled_from(['"', "(", ")", "OR", "NOT", "-", "a*", "crisis", "title:", "NEAR/3", "'", ":", "&", "|"]),
        max_size=9,
    )
)
def test_no_query_breaks_the_database(shelf_of_one, parts):
    with suppress(UsageProblem):
        found(shelf_of_one, " ".join(parts))


@pytest.fixture(scope="module")
def shelf_of_one(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One bill, for many questions."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('one') / 'tracker.db'}")
    visit(made, [bill(1)])
    search_index.refresh(made)
    return made


A, B = Phrase(("a",)), Phrase(("b",))
OF_EACH_KIND = [
    A,
    Cite("42 USC 290"),
    Filter("stage", "law"),
    Scope("title", A),
    Near(A, B, 5),
    Apart(A, B, 5),
    Sentence(A, B),
    AtLeast(2, A),
]
OF_EACH_KIND += [And((A, B)), Or((A, B)), Not(A)]  # fmt: skip


def test_whoever_reads_queries_knows_each_kind_of_node():
    assert sorted(type(node).__name__ for node in OF_EACH_KIND) == sorted(kind.__name__ for kind in get_args(Node))
    document = Document(id="x", kind="bill", fields={"title": ("a b",)}, jurisdiction="us")
    sight = Sight(document, ("title",), ("a b",), {A: [(0, 0, 1)], B: [(0, 2, 3)]})
    for node in OF_EACH_KIND:
        asks = has_positive(node)
        assert asks is not isinstance(node, (Not, Filter))
        assert bool(clauses(node)) is asks
        assert isinstance(words_of(node), list)
        assert isinstance(sight.holds(node), bool)
        assert isinstance(sight.witnesses(node), list)
        for write in (fts5, tsquery):
            if asks:
                assert write(node)
            else:
                with pytest.raises(UsageProblem):
                    write(node)
        if has_place(node):
            assert isinstance(sight.places(node), list)
        else:
            with pytest.raises(TypeError):
                sight.places(node)


def test_what_a_database_cannot_say_finds_more_and_never_less():
    asked = read_search("suicide NOT NEAR/3 highway").node
    alone = read_search("suicide").node
    assert (fts5(asked), tsquery(asked)) == (fts5(alone), tsquery(alone))
    assert (fts5(AtLeast(2, A)), tsquery(AtLeast(2, A))) == ('"a"', "('a')")
