"""Kits and calendars speak with the voice of mails and pages, whatever place, day and state of a hearing fills them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.alerts.test_one_voice import BRITISH, BROKEN, FRIGHTENING, MAIL, NOT_OURS, PAGES, catalogue
from tests.deadlines.places import hearing, kept
from tests.testimony.test_drafts import NOW, blocks, facts
from tracker.calendars.entries import Choice, hearing_entries
from tracker.calendars.tongue import SPANISH, Tongue
from tracker.deadlines import spanish
from tracker.deadlines.model import Told
from tracker.records.items import ScrapedHearing
from tracker.testimony.parser import rulebook

RULES = rulebook()
STATES = ("confirmed", "postponed", "cancelled")
HOURS = (0, 9, 12)


def told(made: ScrapedHearing, language: str) -> Iterator[str]:
    """What a calendar and a kit say of a hearing."""
    for entry in hearing_entries(kept(made), RULES, Told(), Choice(tongue=Tongue(language))):
        yield from (entry.title, *entry.description.splitlines())
    place = made.jurisdiction
    found = facts(
        RULES,
        bill=f"{place}/2026/HB12",
        identifier="HB 12",
        session="2026",
        jurisdiction=place,
        title="Crisis Care Act",
        stored=kept(made),
        position="support",
        now=NOW,
        language=language,
    )
    yield from (block.text for block in blocks(found))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_line_holds_with_every_place_state_and_hour(language: str) -> None:
    faults = set()
    for number, place in enumerate(sorted(RULES.places)):
        made = hearing(dt.datetime(2026, 12, 2, HOURS[number // 3 % 3]), code=place, status=STATES[number % 3])
        for line in told(made, language):
            faults |= {
                (place, found[0], line)
                for words in (BROKEN[language], BRITISH, FRIGHTENING, NOT_OURS)
                if (found := words.search(line))
            }
    assert sorted(faults)[:10] == []


def test_words_of_calendars_and_deadlines_are_those_of_mails_and_pages() -> None:
    ours = {**SPANISH, "Written testimony": spanish.KINDS["written-testimony"]}
    bare = {text: form[:-1] for text, form in ours.items()}  # a calendar's states have no gender of their own
    both = [catalogue(MAIL), catalogue(PAGES)]
    assert {
        text: form[0] for found in both for text, form in found.items() if text in bare and form[0][:-1] != bare[text]
    } == {}
    texts = [*SPANISH, *SPANISH.values(), *spanish.KINDS.values(), *spanish.SURE.values()]
    assert [text for text in texts if any(each.search(text) for each in (BRITISH, FRIGHTENING, NOT_OURS))] == []
