"""Bills that are one text in two places find each other; bills that only share a subject do not."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.records import CONGRESS, bill
from tracker.db.engine import reading
from tracker.ingest.companion_links import companions_of
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_all
from tracker.records.companions import alike, estimated, sketched, told_by_sources
from tracker.records.items import Abstract, RelatedBill
from tracker.rules import load_rules

WORDS = [
    "mental",
    "health",
    "care",
    "services",
    "state",
    "agency",
    "shall",
    "report",
    "fund",
    "crisis",
    "line",
    "children",
    "school",
    "grant",
    "program",
    "year",
]


def text(seed: int, count: int = 300) -> str:
    return " ".join(f"{word}{number % 7}" for number, word in enumerate(random.Random(seed).choices(WORDS, k=count)))


def test_a_bill_in_another_chamber_and_a_lightly_changed_one_are_found_and_strangers_are_not() -> None:
    draft = text(1)
    words = draft.split()
    texts = {
        "us-ma/194/H1": draft,
        "us-ma/194/S9": draft.upper(),
        "us-or/2027R1/HB2": " ".join([*words[:250], "and", *words[252:]]),
        "us-wa/x/HB1": text(2),
    }
    found = {(each.bill, each.other): each.basis for each in alike(texts)}
    assert found["us-ma/194/H1", "us-ma/194/S9"] == "identical"
    assert found["us-ma/194/H1", "us-or/2027R1/HB2"] in {"alike", "identical"}
    assert not any("us-wa/x/HB1" in pair for pair in found)
    assert all((other, one) in found for one, other in found)


def test_short_titles_are_no_evidence() -> None:
    assert list(alike({"a": "An act relating to mental health", "b": "An act relating to mental health"})) == []


def test_a_thousand_bills_of_one_form_do_not_all_become_companions() -> None:
    form = text(3, 60)
    texts = {f"b{number}": f"{form} {text(number + 10, 300)}" for number in range(400)}
    assert list(alike(texts)) == []


@given(st.integers(0, 50), st.integers(0, 50))
def test_likeness_is_symmetric_and_full_for_the_same_text(one: int, other: int) -> None:
    a, b = sketched(text(one)), sketched(text(other))
    assert a is not None
    assert b is not None
    assert estimated(a, b) == estimated(b, a)
    assert estimated(a, a) == 1.0


def test_what_a_source_names_counts_in_both_directions_once() -> None:
    found = list(told_by_sources([("a", "b"), ("b", "a"), ("a", "a")]))
    assert [(each.bill, each.other) for each in found] == [("a", "b"), ("b", "a")]


def test_companions_of_flagged_bills_are_kept_and_the_sources_word_comes_first(engine: Engine) -> None:
    visit = Visit(engine, "us-test", CONGRESS)
    related = (RelatedBill(identifier="S2", legislative_session="119", relation_type="companion"),)
    same = (Abstract(abstract=text(5)),)
    visit.take(bill(1, title="Mental health act", related_bills=related, abstracts=same))
    visit.take(
        bill(2, identifier="S2", title="Mental health act", related_bills=(), abstracts=(Abstract(abstract="Other."),))
    )
    visit.take(bill(3, title="Mental health parity act", related_bills=(), abstracts=same))
    visit.take(bill(4, title="Roads", related_bills=(), subject=(), abstracts=same))
    visit.finish()
    done = flag_all(engine, load_rules())
    assert done.companions is not None
    assert done.companions >= 2
    with reading(engine) as connection:
        found = companions_of(connection, "us/119/HR1")
    assert (found[0].other, found[0].basis, found[0].likeness) == ("us/119/S2", "source", None)
    assert ("us/119/HR3", "identical") in {(each.other, each.basis) for each in found}
