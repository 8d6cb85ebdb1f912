"""A long summary that names a thing by the way says less than one that acts on it, and the law as it is says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.test_engine import rule_set
from tracker.rules import Document
from tracker.rules.passing import in_passing, thinly

OPENING = "This bill sets up a program of the department and says how it reports on it each year. " * 4
REST = " The department reports to the legislature each year on what it did and what it cost to whom." * 4


def by_the_way(sentence: str) -> bool:
    """Whether a long summary with this sentence in it names by the way what is marked in it."""
    before, words, after = sentence.replace("«", "»").split("»")
    start = len(OPENING) + len(before)
    return in_passing(OPENING + before + words + after + REST, [(0, start, start + len(words))])


@pytest.mark.parametrize(
    "sentence",
    [
        "Services may include transport, meals, «counseling» and legal aid.",
        "Grants must include «trauma-informed» services, as appropriate.",
        "Partners are nonprofit bodies, such as «behavioral health» organizations.",
        "The study considers learning, achievement and «student mental health».",
        "It funds programs that focus on «pediatrics, women's health, or behavioral health».",
        "Centers may receive grants, such as for providing «counseling».",
        "Existing law requires «suicide prevention» training of teachers.",
        "Under current law, plans must provide «mental health» benefits.",
        "The agency may award grants to states, tribes, cities, counties and boards for buses and «counseling».",
    ],
)
def test_a_list_an_example_and_the_law_as_it_is_name_by_the_way(sentence: str) -> None:
    assert by_the_way(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It requires «suicide prevention» training of teachers.",
        "The bill also (1) expands programs for the provision of «mental health» care.",
        "Plans may not waive coverage of «psychiatric» care.",
        "Money must be distributed to states under the «mental health block grant».",
        "The bill establishes a «988» fund, and for other purposes.",
        "It names «psychiatric hospitals of the state; requires a plan of discharge» for each.",
    ],
)
def test_what_the_bill_acts_on_is_its_subject(sentence: str) -> None:
    assert not by_the_way(sentence)


def test_short_summaries_openings_and_what_comes_back_are_never_by_the_way() -> None:
    listed = "Services include meals, buses and counseling."
    assert not in_passing(listed, [(0, 34, 44)])
    assert not in_passing(listed + OPENING * 3, [(0, 34, 44)])
    thrice = OPENING + f" {listed}" * 3 + REST
    places = [(0, at, at + 10) for at in range(len(thrice)) if thrice.startswith("counseling", at)]
    assert in_passing(thrice, places[:2])
    assert not in_passing(thrice, places)


@pytest.mark.parametrize(
    ("letters", "mentions", "thin"), [(29_000, 1, False), (30_000, 1, True), (30_000, 2, False), (90_000, 5, True)]
)
def test_a_long_text_is_about_what_it_names_often_for_its_length(letters: int, mentions: int, *, thin: bool) -> None:
    assert thinly(letters, [(0, at * 100, at * 100 + 9) for at in range(mentions)]) is thin
    assert thinly(letters, [(0, at * 100 + step, at * 100 + 9) for at in range(mentions) for step in (0, 3)]) is thin


def test_of_rules_that_fire_by_the_way_the_best_counts_and_for_less(tmp_path: Path) -> None:
    def score(sentence: str, title: str = "An act") -> int:
        fields = {"title": (title,), "abstract": (OPENING + sentence + REST,)}
        verdicts = rule_set(tmp_path).judge(Document(id="x", kind="bill", fields=fields, jurisdiction="us"))
        return verdicts[0].score

    acted = score("It protects bee hives.")
    assert acted == 49
    assert score("Farms have many things, such as barns, sheds and bee hives.") == 26
    assert score("Farms have many things, such as barns, sheds and bee hives.", "Bees") == 57
