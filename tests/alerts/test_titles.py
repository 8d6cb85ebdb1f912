"""Titles and summaries are cut where a person would cut them, and what says nothing new is passed over."""

from __future__ import annotations

import pytest

from alerts.stories.titles import TITLE_SHOWN, address_of, calm, cut, first_sentence, gist, plain_title, short_title
from tests.records import bill
from tracker.records.items import Abstract, Link, Title


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("one two three", 8, "one…"),
        ("one two, three", 10, "one two…"),
        ("one (two three four", 16, "one (two three…"),
        ("one two three four (five six", 25, "one two three four…"),  # half an aside says nothing
        ("one two three (four) five six", 25, "one two three (four)…"),
    ],
)
def test_a_text_is_cut_at_a_word_with_room_for_the_ellipsis(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown
    assert len(shown) <= limit


@pytest.mark.parametrize(
    ("title", "limit", "shown"),
    [
        ("To direct the Secretary of Health to study sleep", 30, "Study sleep"),
        ("To direct the Secretary of Health to study sleep", 48, "To direct the Secretary of Health to study sleep"),
        ("To direct the Secretary of Health to study sleep", 47, "Study sleep"),
        ("A long name of a bill on sleep", 13, "A long name…"),
    ],
)
def test_whom_a_bill_directs_is_left_out_where_there_is_no_room(title: str, limit: int, shown: str) -> None:
    assert short_title(title, limit) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("ACT ON MENTAL HEALTH", "Act on Mental Health"),
        ("CARE ACT NOW", "Care Act Now"),
        ("MENTAL HEALTH", "MENTAL HEALTH"),  # two words may be a name
        ("An ACT ON MENTAL HEALTH", "An ACT ON MENTAL HEALTH"),
        ("FY 2027 GRANTS FOR EMS AND PTSD CARE, TITLE II", "FY 2027 Grants for EMS and PTSD Care, Title II"),
        ("TRUST FUND FY30", "Trust Fund FY30"),
        ("VETERANS' HEALTH IN TX, VA AND D.C.; HCR 5", "Veterans' Health in TX, VA and D.C.; HCR 5"),
        ("EMT'S AND SENIORS' CARE, PHASE XIV", "EMT's and Seniors' Care, Phase XIV"),
        ("1ST AND 22ND DISTRICTS: CO-RESPONDERS", "1st and 22nd Districts: Co-Responders"),
        ("DO WE OR DO THEY GO", "Do We or Do They Go"),
        ("SALUD DE NIÑOS Y ADULTOS", "Salud DE Niños Y Adultos"),  # another language's small words are not known
    ],
)
def test_only_lines_of_capitals_are_calmed(title: str, shown: str) -> None:
    assert calm(title) == shown


@pytest.mark.parametrize(
    ("title", "others", "shown"),
    [
        ("To amend title 5.", [("Care Act", "Short title")], "Care Act"),
        ("To amend title 5.", [("Care", "Short title as introduced for portion"), ("Care Act", "Short title")], "Care Act"),
        ("To amend title 5.", [("Care Act", "Official title")], "Amend title 5"),
        ("To amend title 5.", [("Care Act", None)], "Amend title 5"),
        ("To pay.", [("A longer Act", "Short title")], "Pay"),  # a short title is shorter
        ("Care for All Act", [("Care", "Short title")], "Care for All Act"),  # a name stays
        ("Care " * 18 + "x", [("Care", "Popular title")], "Care"),
        ("Care " * 18, [("Care", "Popular title")], ("Care " * 18).strip()),
    ],
)  # fmt: skip
def test_a_short_title_stands_for_an_official_sentence(
    title: str, others: list[tuple[str, str | None]], shown: str
) -> None:
    told = tuple(Title(title=name, note=note) for name, note in others)
    assert plain_title(bill(title=title, other_titles=told)) == shown


def test_a_title_has_as_many_characters_as_a_page_shows() -> None:
    assert len(plain_title(bill(title="Care " * 50))) <= TITLE_SHOWN == 140


@pytest.mark.parametrize(
    ("urls", "address"),
    [
        (["https://a.example/1.json", "https://a.example/1"], "https://a.example/1"),
        (["https://a.example/1.xml"], "https://a.example/1.xml"),
        ([], None),
    ],
)
def test_a_bill_is_read_at_its_page_rather_than_at_its_data(urls: list[str], address: str | None) -> None:
    assert address_of(bill(sources=tuple(Link(url=url) for url in urls))) == address


PAYS = "This bill would pay for each crisis line in the state."


@pytest.mark.parametrize(
    ("abstracts", "told"),
    [
        ([PAYS], PAYS),
        ([f"{PAYS} And more."], PAYS),
        (["An older summary that is long enough to be told.", PAYS], PAYS),
        ([PAYS, "Short."], PAYS),
        (["A summary of forty characters, no less.."], "A summary of forty characters, no less.."),
        (["A summary of 39 characters, and no more"], None),
        ([f"(Sec. 2) {PAYS}"], PAYS),
        ([f"Under existing law, nothing is paid. {PAYS}"], PAYS),
        (["Existing law pays for nothing at all in any county of the state."], None),
        (["By Ms. Roe of Boston, a petition for legislation on care of everybody."], None),
        (["The whole and entire Care of Everybody in Each County Act of 2026."], None),
        ([f"Crisis Care Act is its name and it is said here again\n{PAYS}"], PAYS),
        ([], None),
    ],
)
def test_a_summary_is_told_by_its_first_sentence_that_says_what_the_bill_does(
    abstracts: list[str], told: str | None
) -> None:
    made = bill(abstracts=tuple(Abstract(abstract=each) for each in abstracts))
    assert gist(made, "Crisis Care Act") == told


LONG = "Requires each county of the state to keep many beds for people in need of care at night and by day"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One thing. Another.", "One thing."),
        ("Pays Dr. Roe under Sec. 5 for care! More.", "Pays Dr. Roe under Sec. 5 for care!"),
        ("No end", "No end"),
        (f"{LONG}, and to report on them each year, and to build further ones where there are too few of them now", f"{LONG}, and to report on them each year…"),
        (f"{LONG} (see the law on hospitals) and to report on them each year and to build further ones", f"{LONG} and to report on them each year and to build further ones"),
        ("beds " * 40, f"{('beds ' * 35).strip()}…"),
    ],
)  # fmt: skip
def test_a_long_sentence_loses_its_asides_and_then_what_follows_its_last_whole_clause(text: str, told: str) -> None:
    assert first_sentence(text) == told
