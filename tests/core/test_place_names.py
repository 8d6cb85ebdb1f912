"""Places have one name in each language, in mails, on pages and in calendars."""

from __future__ import annotations

import datetime as dt

import pytest

from alerts.render.translate import Words
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.place_names import lower_chamber, place_name
from tracker.web.templating import environment


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("us", "Congress", "Congreso"),
        ("us-nm", "New Mexico", "Nuevo México"),
        ("us-ma", "Massachusetts", "Massachusetts"),
        ("us-pr", "Puerto Rico", "Puerto Rico"),
        ("us-vi", "U.S. Virgin Islands", "Islas Vírgenes de los Estados Unidos"),
        ("us-il-chicago", "Chicago, Illinois", "Chicago, Illinois"),
        ("us-pa-philadelphia", "Philadelphia, Pennsylvania", "Philadelphia, Pensilvania"),
        ("us-oh-summit", "Summit County, Ohio", "Condado de Summit, Ohio"),
        ("us-ny-suffolk-county", "Suffolk County, New York", "Condado de Suffolk, Nueva York"),
        ("us-zz", "US-ZZ", "US-ZZ"),
    ],
)
def test_a_place_has_a_name_in_each_language(code: str, english: str, spanish: str):
    assert (place_name(code), place_name(code, "es")) == (english, spanish)


@pytest.mark.parametrize("language", ["en", "es"])
def test_mails_and_pages_call_every_place_the_same(language: str):
    words, pages = Words(language, dt.date(2027, 1, 4)), environment(language).globals["place_name"]
    for code in (*all_jurisdictions(), "us-gu", "us-il-cook", "us-wa-seattle"):
        if code != "us":  # a mail lists bills of Congress and rules of agencies under one name that fits both
            assert words.place(code) == pages(code)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("us", "House", "Cámara de Representantes"),
        ("us-tx", "House", "Cámara de Representantes"),
        ("us-ca", "Assembly", "Asamblea"),
        ("us-va", "House of Delegates", "Cámara de Delegados"),
    ],
)
def test_lower_chambers_are_called_what_their_places_call_them(code: str, english: str, spanish: str):
    assert (lower_chamber(code), lower_chamber(code, "es")) == (english, spanish)
