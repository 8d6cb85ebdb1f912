"""A search is read as its writer learned to write it, on each database: in Westlaw, Lexis, Google, PubMed, or in plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.core.test_ingest import visit
from tests.core.test_search import found
from tests.records import bill
from tracker.db import search_index

PARITY, YOUTH, LINE, SCREENING, OPIOID, DENTAL, VETERANS, WORKFORCE = range(1, 9)
TITLES = {
    PARITY: "Mental Health Parity Coverage Act",
    YOUTH: "Suicide Prevention among Youth Act",
    LINE: "Youth Crisis Line Act",
    SCREENING: "Psychiatric Screening Act",
    OPIOID: "Opioid Overdose Response Act",
    DENTAL: "Coverage of Dental Care with Parity",
    VETERANS: "Veterans Suicide and Overdose Act",
    WORKFORCE: "Behavioral Health Workforce Act",
}
NEARBY = (
    "suicid! w/5 youth", "suicide /5 youth", "youth /5 suicide", "suicide pre/5 youth", "suicide +5 youth", "suicide NEAR youth",
    "suicide NEAR5 youth", "suicide AROUND(5) youth", "suicide within 5 words of youth", '"suicide youth"~5', "suicide w/s youth",
    "suicide /s youth", "suicide /p youth", "suicide, youth", "suicide/youth", "suicide; youth", "and suicide of the youth",
)  # fmt: skip
EITHER = ("suicide | opioid", "suicide || opioid", "suicide or opioid", "suicide Or opioid", "suicide and/or opioid")
BOTH = (
    "suicide and overdose",
    "suicide & overdose",
    "suicide && overdose",
    "+suicide +overdose",
    "suicide w/2 overdose",
)
WITHOUT = (
    "suicide not overdose", "suicide and not overdose", "suicide but not overdose", "suicide ANDNOT overdose",
    "suicide % overdose", "suicide !overdose", "+suicide -overdose", "suicide NOT overdose",
)  # fmt: skip
IN_TITLE = (
    "TITLE(suicide)", "title(suicide)", "title: suicide", "Title:suicide", "intitle:suicide", "suicide[ti]", "suicid!",
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(module_engine: Callable[[], Engine]) -> Engine:
    engine = module_engine()
    plain = {"abstracts": (), "subject": (), "related_bills": ()}
    visit(engine, [bill(number, title=title, **plain) for number, title in TITLES.items()])
    search_index.refresh(engine)
    return engine


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((written, {YOUTH}) for written in NEARBY),
        *((written, {YOUTH, VETERANS, OPIOID}) for written in EITHER),
        *((written, {VETERANS}) for written in BOTH),
        *((written, {YOUTH}) for written in WITHOUT),
        *((written, {YOUTH, VETERANS}) for written in IN_TITLE),
        ("(suicide or opioid) and overdose", {OPIOID, VETERANS}),
        ("(suicide OR opioid) overdose", {OPIOID, VETERANS}),
        ("beh?vioral health", {WORKFORCE}),
        ("behav*ral health", {WORKFORCE}),
        ("‘mental health’ parity", {PARITY}),
        ("parity -dental", {PARITY}),
        # What is no query: a title that was pasted, a per cent, a caps lock, Spanish, a question.
        ("dental care of the youth or not", set()),
        ("not parity", {PARITY, DENTAL}),
        ("5 % parity", set()),
        ("YOUTH NEAR LINE", set()),
        ("parity!?", {PARITY, DENTAL}),
    ],
)
def test_what_other_systems_write_is_read_as_it_is_meant(shelf, written, expected):
    assert {int(identifier.removeprefix("HR")) for identifier in found(shelf, written)} == expected
