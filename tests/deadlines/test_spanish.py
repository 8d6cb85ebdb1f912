"""What is counted is said in Spanish too: every window of the shipped rules, every note, every moment."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
from collections import defaultdict
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker.deadlines
import tracker.testimony
from tracker.deadlines import compute, from_notices, model, spanish, views
from tracker.deadlines.model import spoken_moment
from tracker.testimony import evidence, notice_door, notice_witness, openness, rulebook, windows
from tracker.testimony.parser import rulebook as shipped
from tracker.testimony.window_words import spoken

ENGLISH = re.compile(r"\b(the|until|before|after|hearing|hours?|days?|noon|midnight|notice|on)\b")
WINDOWS = sorted({spoken(rule.window) for place in shipped().places.values() for rule in place.rules})
NOTES = [
    compute.IMPOSSIBLE, compute.NO_RULES, compute.NO_RULE_HERE, compute.NOT_LISTED, compute.PROPONENTS, *compute._CLOSED.values(),
    *compute._ONE_SIDE.values(), model.DAY_ONLY, windows.END_UNKNOWN, windows.FIRST_UNKNOWN, windows.HOUR_UNKNOWN,
    windows.PREVIOUS_UNKNOWN.format(day="on the business day after the previous meeting"), notice_door.HOUR_UNCLEAR, notice_witness.EARLIER_WORDS.format(words="March 12"), rulebook.CHECK,
    *(told.format(bill="HB 12") for told in openness._BY_BILL.values()),
]  # fmt: skip


def test_every_window_of_the_shipped_rules_is_said():
    assert len(WINDOWS) > 30
    left = {told: said for told in WINDOWS if ENGLISH.search(re.sub(r"\(.*\)", "", said := spanish.say(told)))}
    assert left == {}


@pytest.mark.parametrize("note", NOTES)
def test_every_note_is_said(note):
    assert spanish.say(note) != note
    assert not ENGLISH.search(spanish.say(note))


def test_every_sentence_of_these_rooms_is_said():
    """Whatever a module keeps as a sentence, with a moment or a number in its gaps, may stand before a reader."""
    gaps = defaultdict(lambda: "Friday, September 22, 2023", count=6, as_of=2026, said="not offered", by="notices", why="",
        days=10, day="2027-03-01", executive="governor", bill="HB 12", source="https://x.example/a", read="2026")  # fmt: skip
    modules = (
        module
        for room in (tracker.testimony, tracker.deadlines)
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
    )
    told = {
        value.format_map(gaps)
        for module in modules
        for name, value in vars(importlib.import_module(module.name)).items()
        if isinstance(value, str) and name != "__doc__" and re.fullmatch(r"[A-Z]\w+(?: [^\n]+){3,}\.", value)
    }
    assert len(told) > 20
    assert {each for each in told if spanish.say(each) == each} == set()


def test_where_a_deadline_comes_from_is_said_whatever_agrees():
    basis = (
        "Rule of House and Senate committees: until 24 hours before the start (as of 2026-02; https://x.example/how)."
    )
    for page in ("", " (https://x.example/notice.pdf)"):
        both = f"The notice of the hearing says: “All requests at least 24 hours ahead.”{page} {basis}"
        assert spanish.say(both).startswith("El aviso de la audiencia dice: “All requests at least 24 hours ahead.”")
        assert "Regla de las comisiones de la Cámara y del Senado: hasta 24 horas antes del comienzo" in spanish.say(
            both
        )


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("until 48 hours after the start", "hasta 48 horas después del comienzo"),
        ("until 5 p.m. one business day before the hearing", "hasta las 5:00 p.m., un día hábil antes de la audiencia"),
        ("until noon on the Wednesday of the week before", "hasta las 12:00 del mediodía, el miércoles de la semana anterior"),
        ("from 10 a.m. 2 business days before the hearing until 3 p.m. 2 business days before the hearing",
         "desde las 10:00 a.m., 2 días hábiles antes de la audiencia hasta las 3:00 p.m., 2 días hábiles antes de la audiencia"),
        ("Friday, September 22, 2023, 5 p.m. EDT", "viernes 22 de septiembre de 2023, 5:00 p.m. EDT"),
        (from_notices._NOTICE_SAYS.format(when="Friday, September 22, 2023"),
         "El aviso de esta audiencia dice otra cosa: hasta el viernes 22 de septiembre de 2023. Termine para la primera de las dos fechas."),
        (compute.UNREAD.format(sentence="Call by noon-ish."),
         "El aviso de esta audiencia nombra un plazo que no pudimos leer: “Call by noon-ish.” Léalo antes de confiar en el nuestro."),
        ("Rule of all committees: until 1 hour before the start (as of 2024; https://x.example/a).",
         "Regla de all committees: hasta una hora antes del comienzo (según datos de 2024; https://x.example/a)."),
        ("Rule of all: until 1 hour before the start (as of 2024, trusted until 2030-05-01; x, which is weak evidence: a landlord's site).",
         "Regla de all: hasta una hora antes del comienzo (según datos de 2024, válida hasta el 2030-05-01; x, que es un indicio débil: el sitio de un casero)."),
        ("Fill in the form at https://x.example", "Fill in the form at https://x.example"),
    ],
)  # fmt: skip
def test_sentences_are_said_and_words_of_others_stay(english, said):
    assert spanish.say(english) == said


@given(at=st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)))
def test_a_moment_read_back_is_the_moment_said(at):
    local = at.replace(second=0, microsecond=0, tzinfo=ZoneInfo("America/Denver"))
    assert spanish.say(spoken_moment(local)) == spanish.moment(local)
    assert spanish.say(spoken_moment(local.date())) == spanish.moment(local.date())


def test_each_kind_has_a_name():
    assert set(spanish.KINDS) >= set(model.KINDS)


def test_nearly_all_that_the_shipped_rules_ask_people_to_do_is_said_in_spanish_too():
    told = {
        text
        for place in shipped().places.values()
        for rule in place.rules
        for text in (rule.how, rule.again, *rule.requires)
        if text
    }
    missing = [text for text in told if spanish.say(text) == text]
    assert len(missing) <= len(told) // 10, missing


def test_what_a_rule_needs_is_said_piece_by_piece():
    assert spanish.say("You need: an account in MyMGA; a camera that is on") == (
        "Hace falta: una cuenta en MyMGA; una cámara encendida"
    )


def test_the_list_to_print_speaks_spanish():
    due = model.Deadline(
        id="us-or/a/written/w",
        kind="written-testimony",
        due=dt.datetime(2027, 3, 16, 17, tzinfo=dt.UTC),
        timezone="America/Los_Angeles",
        hearing="us-or/a",
        title="Salud",
        jurisdiction="us-or",
        how="Submit testimony on the page of the bill in OLIS.",
        basis="",
        confidence="low",
    )
    page = views.printable([due], dt.datetime(2027, 3, 15, tzinfo=dt.UTC), views.page_title(None, "es"), "es")
    for words in (
        '<html lang="es">',
        "Plazos para dar testimonio",
        "faltan 1 d 17 h",
        "Testimonio por escrito",
        "OLIS",
        "Presente su",
        "Sin confirmar",
    ):
        assert words in page
    assert "Not confirmed" not in page


PLACES = tuple({place.code: place for place in shipped().places.values()}.values())
A_NAME = re.compile(
    r"(?:Assembly|Senate|House) [A-Z].*|.*\b(?:County|City) .*\b(?:Council|Board|Commission|Court|Supervisors|Commissioners)"
)


def test_every_word_of_the_shipped_rules_is_said_but_names_of_bodies():
    told = {words for place in PLACES for words in (place.about, place.instead)}
    bodies = {rule.who for place in PLACES for rule in place.rules}
    for rule in (rule for place in PLACES for rule in place.rules):
        told |= {rule.how, rule.limit, rule.note, rule.detail, rule.again, *rule.requires}
        told |= {f"{rule.detail}." if rule.detail else None, f"Limit: {rule.limit}" if rule.limit else None}
    assert {words for words in told if words and spanish.say(words) == words} == set()
    left = {who for who in bodies if spanish.say(who) == who}
    assert {who for who in left if not A_NAME.fullmatch(who)} <= {
        "Wayne County Commission",
        "Broward County Commission",
    }


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("Rule of House committees: until 1 hour before the start (as of 2024).",
         "Regla de las comisiones de la Cámara: hasta una hora antes del comienzo (según datos de 2024)."),
        ("Rule of City Council: until 1 hour before the start (as of 2024).",
         "Regla del concejo municipal: hasta una hora antes del comienzo (según datos de 2024)."),
        (rulebook.CHAMBER_UNKNOWN.format(who="Senate committees"),
         "La fuente no nombra la cámara: esta es la regla de las comisiones del Senado."),
        (rulebook.BOTH_CHAMBERS.format(who="House"),
         "Aquí se reúnen las dos cámaras y no conocemos ninguna regla de tales reuniones: esta es la regla de la Cámara. Pregunte en la secretaría."),
        ("Limit: 2 minutes.", "Límite: 2 minutos."),
        ("ASL.", "Lengua de señas (ASL)."),
        ("Send your comment on the web page of the rule-making (docket SAMHSA-2026-1).",
         "Envíe su comentario en la página web de la norma propuesta (expediente SAMHSA-2026-1)."),
        ("As the notice says (docket A-1, B-2).", "Como dice el aviso (expediente A-1, B-2)."),
    ],
)  # fmt: skip
def test_whose_rule_it_is_and_its_limits_are_said(english, said):
    assert spanish.say(english) == said


def test_each_weak_witness_is_named():
    assert {*evidence.WEAK.values(), "a machine's summary"} <= spanish._WEAK.keys()
