"""Each collection of laws is cited as its place cites it: by title or not, and by spellings that mean others elsewhere."""

from __future__ import annotations

import pytest

from tracker.rules.citations import read_citation
from tracker.rules.codes import CODES

TITLED = {"USC", "CFR", "Stat.", "Fed. Reg.", "Del. C.", "ILCS", "M.R.S.", "O.S.", "P.S.", "V.S.A."}
"""Cited by title and section, such as 42 U.S.C. 300gg-26."""
FEDERAL = {"USC", "CFR", "Pub. L.", "Stat.", "Fed. Reg."}
BOOKS = {"us-ca": "Cal. {} Code", "us-md": "Md. {} Article", "us-tx": "Tex. {} Code", "us-ny": "N.Y. {} Law"}


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_collection_is_known_by_its_first_spelling_and_by_its_title_where_it_has_one(name: str) -> None:
    code, title = CODES[name], "42 " if name in TITLED else ""
    assert str(read_citation(f"{title}{code.spellings[0]} 12-3")) == f"{title}{name} 12-3"
    assert (code.titled, code.name, code.place is None) == (name in TITLED, name, name in FEDERAL)


def test_all_but_the_federal_collections_hold_sections_within_sections() -> None:
    assert {name for name, code in CODES.items() if not code.nested} == FEDERAL - {"CFR"}


@pytest.mark.parametrize(
    ("place", "name", "short"), [(place, name, name.partition("{")[0]) for place, name in BOOKS.items()]
)
def test_four_states_sort_their_laws_by_subject(place: str, name: str, short: str) -> None:
    insurance = CODES[name.format("Ins.")]
    assert insurance.place == place
    assert any(each.startswith("insurance ") for each in insurance.local)
    assert not any(each.startswith("insurance ") for each in insurance.spellings)  # every state has an insurance code
    assert len([each for each in CODES if each.startswith(short) and CODES[each].place == place]) >= 8


def test_maryland_names_articles_before_and_behind_their_subject_and_lawyers_its_code() -> None:
    maryland, california = CODES["Md. Health-Gen. Article"], CODES["Cal. Ins. Code"]
    assert {"article health general", "health general article"} <= set(maryland.local)
    assert {"md health general article", "md code ann health gen"} <= set(maryland.spellings)
    assert not any("article" in each or "md code" in each for each in (*california.local, *california.spellings))
