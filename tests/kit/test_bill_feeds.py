"""Bills that a feed names in its titles, as states, the District and Congress write their numbers."""

from __future__ import annotations

import pytest

from spiders.kit.bill_words import bill_number, bills_named


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("H.1234 An Act relative to parity", "H1234"),
        ("S.567: An Act on crisis care", "S567"),
        ("B25-0123 Mental Health Act", "B250123"),
        ("H.J.Res. 12: Proposing", "HJRES12"),
        ("S. 1234: A bill to", "S1234"),
        ("S 12: A bill", "S12"),
        ("HJ 430 Memorial", "HJ430"),
        ("SM 3 Memorial", "SM3"),
        ("House Bill 12 peers", "HB12"),
        ("Senate Bill No. 12: peers", "SB12"),
        ("House Joint Resolution 4", "HJR4"),
        ("Legislative Document 12", "LD12"),
        ("SPB 7000", "SPB7000"),
        ("A1234 parity", "A1234"),
        ("An act (S. 12) on parity", "S12"),
        ("H.B. 0012, peers", "HB12"),
        ("HB1234-FN: peers", "HB1234"),
        ("HB-12 peers", "HB12"),
        ("H.Con.Res. 5", "HCONRES5"),
        ("SR 520 corridor: HB 99", "HB99"),
        ("SB 5 and HB 7", "SB5"),
        ("Vitamin B12 coverage", None),
        ("B-12 deficiency", None),
        ("A 12 point plan", None),
        ("H 5 hours of training", None),
        ("Room 12, 25% of all", None),
        ("Session of 2026", None),
    ],
)
def test_a_title_names_a_bill_by_its_number(title: str, number: str | None):
    assert bill_number(title, "us-ma") == number


@pytest.mark.parametrize(
    ("words", "bills"),
    [
        ("H. B. 2002, relating to crisis response", ["HB2002"]),
        ("HB2345 and SB 9 - Mental hygiene; again HB 2345", ["HB2345", "SB9"]),
        ("Com. Sub. for House Bill 2002", ["HB2002"]),
        ("Study of HB 5 of 2019", []),
        ("Report due under SB 5 (2023)", []),
        ("HB 12, 2025 rates and HB 13", ["HB13"]),
        ("SR 520 corridor", []),
        ("Vitamin B12 in room H-12", []),
        ("Approval of minutes", []),
    ],
)
def test_running_words_name_bills_of_this_session_alone(words: str, bills: list[str]):
    assert list(bills_named(words, "us-wv")) == bills


def test_congress_has_kinds_of_its_own():
    assert bill_number("House Bill 12", "us") == "HR12"
