"""Names from closed lists are checked everywhere, and a wrong one is answered with the nearest right one."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.core.test_ingest import visit
from tests.records import bill, hearing, notice
from tests.test_docs import leaves
from tracker.cli.choice import Choice
from tracker.cli.main import tracker
from tracker.cli.params import PlaceParam
from tracker.db.engine import connect, reading, writing
from tracker.errors import TrackerError
from tracker.records.bill_numbers import read_number
from tracker.settings import load
from tracker.subscriptions import people, service
from tracker.subscriptions.preferences import Wishes
from tracker.vocabulary import UnknownName, check_bill, check_place, check_topic, nearest


def run(*words: str) -> Result:
    """The command line in this process, with the exit code a shell would see."""
    result = CliRunner().invoke(tracker, words)
    if isinstance(result.exception, TrackerError):
        return Result(
            result.runner,
            result.stdout_bytes,
            str(result.exception).encode(),
            result.output_bytes,
            None,
            result.exception.exit_code,
            None,
        )
    return result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with bills of several places, made once."""
    path = tmp_path_factory.mktemp("shelf") / "tracker.db"
    engine = connect(f"sqlite:///{path}")
    illinois = {"jurisdiction": "us-il", "identifier": "HB12", "sources": ()}
    records = [
        bill(1),
        bill(4021),
        bill(12, legislative_session="103", **illinois),
        bill(12, legislative_session="104", title="Newer", **illinois),
        bill(12, jurisdiction="us-dc", legislative_session="26", identifier="B260012", sources=()),
        bill(7, jurisdiction="us-ma", legislative_session="194", identifier="H2197", sources=()),
        bill(7, jurisdiction="us-md", legislative_session="2026", identifier="HB7", sources=()),
        bill(7, jurisdiction="us-va", legislative_session="2026", identifier="HB7", sources=()),
        hearing(),
        notice(),
    ]
    visit(engine, records)
    engine.dispose()  # the last connection that closes brings everything into the one file
    return path


@pytest.fixture
def shelf(made: Path) -> Engine:
    """The default database as a copy of it."""
    target = load().data_dir / "tracker.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, target)
    return connect(load().url)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("us/119/HR4021", "us/119/HR4021"),
        ("us/HR4021", "us/119/HR4021"),
        ("H.R. 4021", "us/119/HR4021"),
        ("hr-4021", "us/119/HR4021"),
        ("House Bill 4021", "us/119/HR4021"),
        ("hb12", "us-il/104/HB12"),
        ("H.B. 12", "us-il/104/HB12"),
        ("HB 0012", "us-il/104/HB12"),
        ("House Bill No. 12", "us-il/104/HB12"),
        ("us-il/103/HB0012", "us-il/103/HB12"),
        ("IL HB 12", "us-il/104/HB12"),
        ("Illinois H.B. 12, 103rd General Assembly", "us-il/103/HB12"),
        ("B26-12", "us-dc/26/B260012"),
        ("B26-0012", "us-dc/26/B260012"),
        ("us-dc/26/B26-12", "us-dc/26/B260012"),
        ("H.2197", "us-ma/194/H2197"),
        ("us-ma/h 2197", "us-ma/194/H2197"),
        ("maryland hb 7", "us-md/2026/HB7"),
    ],
)
def test_a_bill_is_taken_as_people_write_it(shelf, written, key):
    with reading(shelf) as connection:
        assert check_bill(written, connection) == key


def test_a_number_of_several_places_is_refused_with_all_of_them(shelf):
    with reading(shelf) as connection, pytest.raises(TrackerError, match="us-md/2026/HB7, us-va/2026/HB7") as problem:
        check_bill("HB 7", connection)
    assert problem.value.exit_code == 2


@given(st.text(max_size=130))
def test_any_text_is_a_number_or_none(text):
    found = read_number(text)
    assert found is None or all(each.isalnum() and each == each.upper() for each in found.identifiers)


@given(
    letters=st.sampled_from(["HB", "SB", "HR", "S", "HCR", "SJR", "LD", "AB", "HF"]),
    number=st.integers(1, 99_999),
    before=st.sampled_from(["", " ", "-", ". ", " No. ", "#"]),
    zeros=st.integers(0, 2),
    upper=st.booleans(),
    dots=st.booleans(),
)
def test_every_way_to_write_one_number_is_the_same_number(letters, number, before, zeros, upper, dots):
    head = ".".join(letters) + "." if dots else letters
    digits = str(number).zfill(min(len(str(number)) + zeros, 5))
    written = f"{head if upper else head.lower()}{before}{digits}"
    found = read_number(written)
    assert found is not None, written
    assert found.identifiers[0] == f"{letters}{number}", written


REFUSED = [
    ("bills", "--topic", "mentalhealth", "mental-health"),
    ("bills", "--topic", "paritty", "parity"),
    ("hearings", "--topic", "mentalhealth", "mental-health"),
    ("deadlines", "--topic", "telehelth", "telehealth"),
    ("notices", "--topic", "mentalhealth", "mental-health"),
    ("bills", "--jurisdiction", "us-xx", ""),
    ("bills", "--jurisdiction", "us-m", "us-m"),
    ("bills", "--jurisdiction", "Massachusets", "us-ma"),
    ("hearings", "--jurisdiction", "us-ilchicago", "us-il-chicago"),
    ("deadlines", "--jurisdiction", "us-xx", ""),
    ("notices", "--jurisdiction", "us-xx", ""),
    ("export", "ics", "--topic", "mentalhealth", "mental-health"),
    ("export", "csv", "--jurisdiction", "us-xx", ""),
    ("export", "json", "hearings", "--bill", "us/119/HR9", ""),
    ("digest", "preview", "--topic", "mentalhealth", "mental-health"),
    ("subscribe", "a@example.org", "--topic", "mentalhealth", "mental-health"),
    ("subscribe", "a@example.org", "--jurisdiction", "us-xx", ""),
    ("subscribe", "a@example.org", "--bill", "us/119/HR40211", "us/119/HR4021"),
    ("subscribe", "a@example.org", "--position", "support:us/119/HR40211", "us/119/HR4021"),
    ("subscribe", "a@example.org", "--channel", "male", "mail"),
    ("subscribe", "a@example.org", "--representative", "us/person/P999999", "no legislators of us were read yet"),
    ("subscribe", "a@example.org", "--follow", "person:us/person/P999999", "no legislators of us were read yet"),
    ("subscribe", "a@example.org", "--follow", "committee:us/Sente HELP", "no stored bill or hearing of us"),
    ("sources", "try", "us-ma-bils", "us-ma-bills"),
    ("sources", "accept", "us-ma-bils", "us-ma-bills"),
    ("sources", "record", "us-ma-bils", "us-ma-bills"),
    ("bills", "--session", "1190", "119"),
    ("bills", "--stage", "in-comittee", "in-committee"),
    ("bill", "us/119/HR40210", "us/119/HR4021"),
    ("rules", "explain", "us/119/HR40210", "us/119/HR4021"),
    ("testimony", "draft", "us/119/HR40210", "us/119/HR4021"),
    ("hearings", "--bill", "HR40210", "us/119/HR4021"),
    ("deadlines", "--bill", "us/119/HR40210", "us/119/HR4021"),
    ("rules", "near-misses", "--topic", "mentalhealth", "mental-health"),
    ("rules", "list", "--topic", "mentalhealth", "mental-health"),
    ("sources", "list", "--jurisdiction", "us-xx", ""),
    ("crawl", "us-senate-hearings", "--jurisdiction", "us-xx", ""),
    ("crawl", "us-govinfo-billstatus", "--session", "999", "119"),
    ("crawl", "us-ma-bills", "--session", "next", "the newest of us-ma"),
    ("coverage", "us-il-chicgo", "us-il-chicago"),
    ("coverage", "us-ma-bostn", "us-ma-boston"),
    ("bills", "--jurisdiction", "us-il-nowhere", "us-il"),
    ("testimony", "show", "us-ma-bostn", "us-ma-boston"),
]


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_an_unknown_name_is_refused_with_the_nearest_and_nothing_is_done(shelf, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    *asked, near = words
    shown = run(*asked)
    assert shown.exit_code == 2, shown.output
    assert "is named" in shown.stderr
    assert near in shown.stderr
    assert shown.stdout == ""
    assert [path for path in tmp_path.iterdir() if path.name != "data"] == []
    with reading(shelf) as connection:
        assert list(service.all_of(connection)) == []


def test_whoever_lifts_an_address_that_is_not_suppressed_hears_of_the_one_that_is(shelf):
    assert run("subscribe", "jane@example.org", "--confirmed").exit_code == 0
    with writing(shelf) as connection:
        people.suppress(connection, "jane@example.org", "bounced")
    shown = run("subscriptions", "lift", "jame@example.org")
    assert shown.exit_code == 1
    assert "jame@example.org is not suppressed as bounced" in shown.stderr
    assert "did you mean jane@example.org?" in shown.stderr
    lifted = run("subscriptions", "lift", "jane@example.org")
    assert (lifted.exit_code, "lifted 1" in lifted.stderr) == (0, True)


def test_every_short_list_of_words_names_what_was_probably_meant():
    lists = [
        (path, option.type) for path, command in leaves(tracker) for option in command.params
        if isinstance(option.type, click.Choice)
    ]  # fmt: skip
    assert len(lists) > 40
    assert [path for path, words in lists if not isinstance(words, Choice)] == []
    answered = {
        (word, meant(words, word[:-2] + word[:-3:-1]))
        for _path, words in lists
        for word in words.choices
        if len(word) > 2
    }
    assert {pair for pair in answered if pair[0] != pair[1]} <= {("jsonl", "json")}


def meant(words: click.Choice[str], typed: str) -> str:
    """What the answer to a typed word names as probably meant; the word itself where it is one of them."""
    try:
        return words.convert(typed, None, None)
    except click.UsageError as refused:
        return refused.message.partition("did you mean '")[2].removesuffix("'?")


def test_a_topic_of_ones_own_is_known_even_while_its_file_has_a_fault(tmp_path):
    own = load().data_dir / "topics"
    own.mkdir(parents=True)
    (own / "loneliness.toml").write_text('topic = "loneliness"\ntitle = "Loneliness"\n[[rule]]\n', encoding="utf-8")
    assert check_topic("loneliness") == "loneliness"
    with pytest.raises(UnknownName, match="did you mean loneliness"):
        check_topic("lonelines")


def test_places_of_shipped_sources_and_of_stored_records_are_known(sqlite_engine):
    with reading(sqlite_engine) as connection:
        assert check_place("US-OH-Cuyahoga", connection) == "us-oh-cuyahoga"
        with pytest.raises(UnknownName):
            check_place("us-oh-nowhere", connection)
    visit(sqlite_engine, [hearing(jurisdiction="us-oh-nowhere")])
    with reading(sqlite_engine) as connection:
        assert check_place("us-oh-nowhere", connection) == "us-oh-nowhere"


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("Maryland", "us-md"),
        (" new  york ", "us-ny"),
        ("Puerto Rico", "us-pr"),
        ("Carolina del Norte", "us-nc"),
        ("Guam", "us-gu"),
        ("CA", "us-ca"),
        ("us_ca", "us-ca"),
        ("D.C.", "us-dc"),
        ("Washington, D.C.", "us-dc"),
        ("U.S.", "us"),
        ("United States", "us"),
        ("US Virgin Islands", "us-vi"),
    ],
)
def test_a_state_is_known_by_its_name_in_both_languages(named: str, code: str):
    assert check_place(named) == code
    assert PlaceParam().convert(named, None, None) == code


def test_options_repeat(shelf):
    both = run("bills", "--jurisdiction", "us-md", "--jurisdiction", "us-va", "--format", "csv").stdout
    assert ("us-md/2026/HB7" in both, "us-va/2026/HB7" in both, "us/119" in both) == (True, True, False)
    assert run("bills", "--session", "104", "--session", "26").stdout.count('"id"') >= 2
    assert run("bills", "--stage", "in-committee", "--stage", "law").exit_code == 0


def test_an_option_of_one_name_means_one_thing_everywhere():
    meanings: dict[str, set[tuple[str, bool, bool]]] = {}
    for path, command in leaves(tracker):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                meaning = (type(option.type).__name__.replace("Local", ""), option.multiple, option.is_flag)
                for name in option.opts:
                    if name in CHECKED and path not in ONE_ONLY:
                        meanings.setdefault(name, set()).add(meaning)
    assert {name: found for name, found in meanings.items() if len(found) != 1} == {}
    assert meanings.keys() == CHECKED


CHECKED = {"--topic", "--jurisdiction", "--bill", "--session", "--within", "--as-of", "--list"}
ONE_ONLY = {
    ("crawl",),
    ("sources", "add-feed"),
    ("import", "openstates"),
    ("texts",),
    *(("rules", name) for name in ("train", "label", "labels", "compare")),
}
"""A visit, a feed and a file are of one place; an estimate, a label and a comparison of one topic."""


def test_what_stood_in_a_subscription_may_stay_when_its_topic_is_gone(shelf):
    own = load().data_dir / "topics"
    own.mkdir(parents=True)
    (own / "loneliness.toml").write_text('topic = "loneliness"\ntitle = "Loneliness"\n', encoding="utf-8")
    with service.changing(shelf) as connection:
        service.subscribe(connection, "a@example.org", Wishes(topics=("loneliness",)), confirmed=True)
    (own / "loneliness.toml").unlink()
    with service.changing(shelf) as connection:
        (one,) = service.all_of(connection)
        service.change(connection, one.id, Wishes(topics=("loneliness", "parity")))
        with pytest.raises(TrackerError, match="no topic is named 'lonelines'; did you mean"):
            service.change(connection, one.id, Wishes(topics=("lonelines",)))


@given(st.text(max_size=30))
def test_there_is_always_a_nearest_name(given_name):
    assert nearest(given_name, ["us-ma", "us-md"])


def test_moments_and_days_are_taken_alike(shelf):
    for moment in ("2026-11-25", "2026-11-25T08:00-05:00"):
        assert run("hearings", "--as-of", moment, "--within", "14d").stdout.count('"id":"us/senate-1"') == 1
    wrong = run("hearings", "--within", "soon")
    assert (wrong.exit_code, "expected a span such as 14d" in wrong.stderr) == (2, True)
