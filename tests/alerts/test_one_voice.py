"""One voice in both languages: sentences that hold with everything that fills them, one name for one thing, no word that frightens."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

import alerts
import tracker.web
from alerts.render.message import Filling, Named, chamber, executive, legislator, say
from alerts.render.names import TOPICS
from alerts.render.translate import Words
from tests.conftest import ROOT
from tracker.records.place_names import place_name
from tracker.rules.registry import load_rules

TODAY = dt.date(2026, 11, 23)
MAIL = Path(alerts.__file__).parent / "locales" / "es.po"
PAGES = Path(tracker.web.__file__).parent / "locales" / "es.po"
PLACES = ("us", "us-ca", "us-dc", "us-il-chicago", "us-md", "us-ne", "us-pr", "us-va")
SIDES = ("upper", "lower", "legislature", "executive")
DAYS = tuple(TODAY + dt.timedelta(days=step) for step in (0, 1, 2, 3, 4, 5, 6, 40, 400))
MOMENTS = tuple(
    dt.datetime(2026, 12, 8, hour, tzinfo=ZoneInfo(zone))
    for hour in (9, 12, 17)
    for zone in ("America/New_York", "America/Denver", "Pacific/Honolulu")
)
FILLINGS: dict[str, tuple[Filling, ...]] = {
    "executive": tuple(executive(place) for place in PLACES),
    "chamber": tuple(chamber(place, side) for place, side in product(PLACES, SIDES)),
    "other": tuple(chamber(place, side) for place, side in product(PLACES, SIDES)),
    "legislator": tuple(legislator(place, side) for place, side in product(PLACES, SIDES)),
    "member": (Named("people", "Rep. Jane Doe"), Named("people", "Sen. A|Sen. B"), Named("people", "A|B|C|D|E")),
    "day": DAYS,
    "moment": MOMENTS,
    "due": (*DAYS, *MOMENTS),
    "when": (*DAYS, *MOMENTS),
    "place": tuple(Named("place", place) for place in PLACES),
    "topic": tuple(Named("topic", topic) for topic in TOPICS),
    "count": (1, 2, 21),
}
BROKEN = {
    "en": re.compile(
        r"\b(?:the the|a the|of of|in in|on on|until until|before before|to to)\b|  |\{|\b12 ?p\.m\.", re.IGNORECASE
    ),
    "es": re.compile(
        r"\ba el\b|\bde el\b|\bel el\b|\bla la\b|\bdel (?:el|la)\b|\bde de\b|\ben en\b"
        r"|\b(?:hasta|antes de|desde|en) (?:lun|mar|mié|jue|vie|sáb|dom)|\bel (?:lun|mar|mié|jue|vie|sáb|dom)\b(?! \d)|  |\{",
        re.IGNORECASE,
    ),
}
BRITISH = re.compile(
    r"\b(?:colours?|\w*organis(?:e|ed|ing|ation)\w*|\w*authoris\w+|licence|behaviour|centre|programme|whilst|shall|need not|e-mails?"
    r"|favour\w*|cancelled|labelled|recognis\w+|learnt|rule-making\w*|fortnight|brought it in|put their name to|stands? at the source|work off|take along|tells? of|(?<!Junk )mails?|e-mailed|does not fit|fits this|look into)\b",
    re.IGNORECASE,
)
FRIGHTENING = re.compile(
    r"\b(?:fingerprint|signs? of life|skeleton|hotline|committed suicide|addicts?|abusers?|junkies?|mentally ill|suffers? from|victims? of"
    r"|huella|señal(?:es)? de vida|esqueleto|señalad[oa]s?|cometió suicidio|adict[oa]s?|drogadict[oa]s?|enfermos? mental(?:es)?|línea caliente)\b",
    re.IGNORECASE,
)
NOT_OURS = re.compile(
    r"\b(?:fiable|financiación|aplazad[oa]s?|pulse|se celebra|ordenador|Estimado/a|copatrocinador|más en breve|vosotros|Las gracias son raras)\b"
)
"""Words of Spain, word-for-word turns, and forms that leave half of the readers out."""


def catalogue(path: Path) -> dict[str, tuple[str, ...]]:
    """Each message with its translation; a plural by its first form."""
    with path.open("rb") as source:
        found = read_po(source, locale="es")
    return {
        (each.id if isinstance(each.id, str) else each.id[0]): (
            (each.string,) if isinstance(each.string, str) else tuple(each.string)
        )
        for each in found
        if each.id
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_holds_with_everything_that_can_fill_it(language: str):
    words, broken = Words(language, TODAY), BROKEN[language]
    found = set()
    for text in catalogue(MAIL):
        fields = re.findall(r"\{(\w+)\}", text)
        known = [field for field in fields if field in FILLINGS]
        rest = {field: "X" for field in fields if field not in FILLINGS}
        choices = [FILLINGS[field] if len(known) < 3 else FILLINGS[field][:4] for field in known]
        for filling in product(*choices):
            told = words.say(say(text, **rest, **dict(zip(known, filling, strict=True))))
            if fault := broken.search(told):
                found.add((fault[0], told))
    assert sorted(found)[:10] == []


def test_every_sentence_of_the_pages_holds_with_the_places_and_days_that_fill_it():
    spanish = Words("es", TODAY)
    days = [*map(spanish.day, DAYS), *map(spanish.moment, MOMENTS)]
    fillings = {
        **dict.fromkeys(("day", "when", "since", "until", "moment", "at"), days),
        "name": [place_name(place, "es") for place in PLACES],
    }
    found = set()
    for form in {form for forms in catalogue(PAGES).values() for form in forms}:
        for field in set(re.findall(r"%\((\w+)\)s", form)) & fillings.keys():
            for value in fillings[field]:
                told = re.sub(r"%\(\w+\)s", "X", form.replace(f"%({field})s", value))
                if fault := BROKEN["es"].search(told):
                    found.add((fault[0], told))
    assert sorted(found)[:10] == []


def test_no_spanish_verb_depends_on_whether_one_member_is_named_or_several():
    assert [form for forms in catalogue(MAIL).values() for form in forms if re.search(r"\bque \{member\}", form)] == []


def test_what_is_said_in_mails_and_on_pages_is_translated_alike():
    mail, pages = catalogue(MAIL), catalogue(PAGES)
    assert {text: (mail[text], pages[text]) for text in mail.keys() & pages.keys() if mail[text] != pages[text]} == {}


def test_a_topic_has_one_name_in_mails_and_on_pages():
    assert {topic.slug: topic.title for topic in load_rules().topics} == TOPICS


@pytest.mark.parametrize("path", [MAIL, PAGES], ids=["mails", "pages"])
def test_no_sentence_frightens_or_speaks_as_in_spain(path: Path):
    told = catalogue(path)
    texts = [*told, *(form for forms in told.values() for form in forms)]
    assert [text for text in texts if FRIGHTENING.search(text)] == []
    assert [form for forms in told.values() for form in forms if NOT_OURS.search(form)] == []


def rule_words() -> Iterator[str]:
    """What the rules of topics and places say to readers."""
    shown = ("how", "note", "about", "who", "instead", "limit", "why")
    for path in sorted((ROOT / "tracker").glob("*/places/*.toml")) + sorted(
        (ROOT / "tracker/rules/topics").glob("*.toml")
    ):
        whole = tomllib.loads(path.read_text("utf-8"))
        for part in (whole, *whole.get("rule", ())):
            yield from (part[name] for name in shown if isinstance(part.get(name), str))


def test_mails_pages_letters_and_rules_are_in_american_english():
    files = [*(ROOT / "templates" / "share").iterdir(), ROOT / "templates" / "testimony" / "skeleton.txt"]
    texts = [*catalogue(MAIL), *catalogue(PAGES), *(path.read_text("utf-8") for path in sorted(files)), *rule_words()]
    assert [text for text in texts if BRITISH.search(text)] == []


def test_the_rules_of_topics_and_places_frighten_nobody():
    assert [text for text in rule_words() if FRIGHTENING.search(text)] == []


@pytest.mark.parametrize(
    "text",
    ["Send it by e-mail", "You need not speak", "It was cancelled", "The mails tell of it", "Nothing fits this query"],
)
def test_words_that_americans_do_not_use_are_seen(text: str):
    assert BRITISH.search(text)


def test_spanish_reads_as_easily_as_a_newspaper_for_everybody():
    """INFLESZ (Szigriszt): 65 and more is fairly easy, about what readers of fourteen manage."""
    whole = " ".join(
        form if form.endswith((".", "?", ":")) else f"{form}."
        for forms in catalogue(MAIL).values()
        for form in forms
        if len(form.split()) >= 4
    )
    words = re.findall(r"[a-záéíóúüñ]+", re.sub(r"\{\w+\}", "", whole).lower())
    sentences = len(re.findall(r"[.?!:](?:\s|$)", whole))
    syllables = sum(max(1, len(re.findall(r"[aeiouáéíóúü]+", word))) for word in words)
    assert 206.835 - 62.3 * syllables / len(words) - len(words) / sentences >= 65
