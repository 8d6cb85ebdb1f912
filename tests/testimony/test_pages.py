"""What a person who has never testified reads, and what is due to be read again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import tracker
from tests.deadlines.places import book, place, rule
from tracker.errors import UsageProblem
from tracker.settings import load
from tracker.testimony.parser import SHIPPED, rulebook
from tracker.testimony.review import due, reasons
from tracker.testimony.rulebook import CHECK, UNSURE
from tracker.testimony_kit.place_guide import all_places, find_place, page, place_json

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("us-md", "us-md"), ("MD", "us-md"), ("maryland", "us-md"), ("Maryland General Assembly", "us-md"), ("us", "us"),
        ("New York City", "us-ny-new-york-city"), ("us-ny-nyc", "us-ny-new-york-city"), ("ny", "us-ny"),
        ("new york state", "us-ny"), ("Virginia", "us-va"), ("West Virginia", "us-wv"), ("Los Angeles County", "us-ca-los-angeles-county"),
        (" Kansas ", "us-ks"), ("boston", "us-ma-boston"), ("New York", "us-ny"), ("Columbia", "us-dc"),
    ],
)  # fmt: skip
def test_a_place_is_found_by_code_or_name(asked: str, code: str) -> None:
    assert find_place(rulebook(), asked).code == code


@pytest.mark.parametrize("asked", ["", "Atlantis", "new", "Los Angeles", "us-zz", "\0", "x" * 10_000])
def test_a_place_that_is_not_there_is_refused(asked: str) -> None:
    with pytest.raises(UsageProblem, match=r"is named|expected one place"):
        find_place(rulebook(), asked)


@pytest.mark.parametrize("code", [each.code for each in all_places(rulebook())])
def test_every_page_says_what_a_newcomer_needs(code: str) -> None:
    found = rulebook().place(code)
    told = page(found, DAY)
    flat = " ".join(told.split())
    assert found.name in flat
    assert found.timezone in flat
    assert flat.count("How sure") == len(found.rules)
    assert flat.count("Source ") >= len(found.rules)
    assert "None" not in told
    unsure = sum(
        each.confidence_on(DAY) in UNSURE for each in found.rules
    )  # evidence ages: on that day, not when it was read
    assert flat.count(CHECK) == unsure, "whatever is not confirmed says so"
    assert "PT" not in [word[:2] for word in flat.split() if word[2:3].isdigit()], (
        "the language of rules is not for readers"
    )
    for each in found.rules:
        assert " ".join(each.how.split()) in flat
        assert not each.limit or each.limit in flat


def test_a_committees_page_shows_its_own_rule() -> None:
    told = page(rulebook().place("us-ca"), DAY, "Senate Committee on Human Services")
    assert "Until noon 7 days before the hearing." in told
    assert "Assembly Elections" not in told


def test_a_rule_out_of_force_is_named_apart() -> None:
    told = page(rulebook().place("us-va"), dt.date(2024, 1, 1))
    assert "Not in force on 2024-01-01:" in told
    assert "from 2025-01-09" in told
    assert len(place_json(rulebook().place("us-va"), dt.date(2024, 1, 1))["rules"]) == 2


def test_a_page_without_rules_says_so() -> None:
    assert "ask the committee clerk" in page(place(), DAY)


def test_hostile_words_of_a_file_are_cleaned_at_the_door(tmp_path: Path) -> None:
    told = (SHIPPED / "us-al.toml").read_text().replace("Alabama Legislature", "A\\u001b[31m\\u202eB\\n\\n  C")
    (tmp_path / "us-al.toml").write_text(told)
    assert page(rulebook(tmp_path).place("us-al"), DAY).startswith("A[31mB C (us-al)\n")


def test_hostile_words_stay_words() -> None:
    hostile = "[red]x[/red] \x1b[31m \u202e; DROP TABLE " + "y" * 3_000
    told = page(place(rule("none", who=hostile, how=hostile, note=hostile)), DAY)
    assert told.count("[red]x[/red]") == 3


def test_what_is_due_to_be_read_again() -> None:
    fresh = {"checked": dt.date(2026, 1, 5)}
    assert reasons(rule("none", **fresh), DAY) == []
    assert reasons(rule("none"), DAY) == ["never checked"]
    assert reasons(rule("none", checked=dt.date(2025, 12, 30)), DAY) == ["checked before the session of 2026 began"]
    assert reasons(rule("none", **fresh), dt.date(2027, 1, 1)) == ["checked before the session of 2027 began"]
    assert reasons(rule("none", **fresh, confidence="low"), DAY) == ["its evidence is old or indirect"]
    assert reasons(rule("none", **fresh, confidence="unverified"), DAY) == ["no source has been read"]
    assert reasons(rule("none", **fresh, valid_until=dt.date(2026, 12, 31)), DAY) == ["runs out on 2026-12-31"]
    assert reasons(rule("none", **fresh, valid_until=dt.date(2026, 11, 22)), DAY) == ["ran out on 2026-11-22"]
    assert reasons(rule("none", **fresh, valid_until=dt.date(2027, 12, 31)), DAY) == []
    assert reasons(rule("none", checked=dt.date(2099, 1, 1)), DAY) == ["checked on 2099-01-01, which is still to come"]


def test_the_least_sure_come_first() -> None:
    rules = [
        rule("none", id=f"r{n}", confidence=sure) for n, sure in enumerate(["high", "unverified", "medium", "low"])
    ]
    assert [row["confidence"] for row in due([place(*rules)], DAY)] == ["unverified", "low", "medium", "high"]
    assert list(due(book(place(replace(rules[0], checked=DAY))).places.values(), DAY)) == []


@pytest.mark.slow
def test_show_on_the_command_line() -> None:
    done = tracker("testimony", "show", "Oregon")
    assert done.returncode == 0, done.stderr
    assert "until 48 hours after the start" in done.stdout.lower()
    assert "https://olis.oregonlegislature.gov" in done.stdout
    told = json.loads(tracker("testimony", "show", "us-or", "--format", "json").stdout)
    assert told["place"] == "us-or"
    assert [each["window"] for each in told["rules"]] == ["until PT48H after start", "PT30M before start"]
    rows = list(csv.DictReader(io.StringIO(tracker("testimony", "show", "us-or", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ["written", "speak"]
    listed = json.loads(tracker("testimony", "show", "--format", "json").stdout)
    assert len(listed) == 98
    wrong = tracker("testimony", "show", "Atlantis")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Atlantis" in wrong.stderr
    assert tracker("testimony", "show", "us-or", "--committee", " ").returncode == 2


@pytest.mark.slow
def test_check_on_the_command_line() -> None:
    done = tracker("testimony", "check", "--as-of", "2027-01-15", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert "no fault" in done.stderr
    rows = json.loads(done.stdout)
    assert rows[0]["confidence"] == "unverified"
    assert {"place", "rule", "reason", "source"} <= rows[0].keys()
    folder = load().data_dir / "testimony"
    folder.mkdir(parents=True)
    (folder / "us-md.toml").write_text('place = "us-md"\nnmae = "x"\n')
    (folder / "us-va.toml").write_text("nonsense")
    wrong = tracker("testimony", "check")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "us-md.toml: nmae: expected name instead" in wrong.stderr
    assert "us-va.toml: expected readable TOML" in wrong.stderr
    one = tracker("testimony", "check", str(folder / "us-va.toml"))
    assert one.returncode == 2
    assert "us-md.toml" not in one.stderr


@pytest.mark.parametrize(
    ("as_of", "sources", "told"),
    [
        ("2023+", ("https://a.example",), "the source speaks of 2023 or later; not rechecked since then"),
        ("undated", ("https://a.example",), "the source bears no date; not rechecked since then"),
        ("undated (before 2020)", ("https://a.example",), "the source bears no date (before 2020); not rechecked since then"),
        (None, ("https://a.example",), "the source bears no date; not rechecked since then"),
        (None, (), "nobody has read it at a source yet"),
    ],
)  # fmt: skip
def test_the_date_of_a_rule_reads_as_a_sentence(as_of: str | None, sources: tuple[str, ...], told: str) -> None:
    shown = page(place(rule("until end", as_of=as_of, sources=sources)), DAY)
    (said,) = [line.split(None, 1)[1] for line in shown.splitlines() if line.strip().startswith("Date ")]
    assert said.startswith(told)


def test_a_file_is_checked_by_its_name_alone() -> None:
    shipped = tracker("testimony", "check", "us-md.toml")
    assert "1 place" in shipped.stderr
    own = load().data_dir / "testimony"
    own.mkdir(parents=True)
    (own / "us-md.toml").write_text("place = 5")
    assert tracker("testimony", "check", "us-md.toml").returncode == 2, "one's own counts, so it is the one checked"
    missing = tracker("testimony", "check", "us-zz.toml")
    assert (missing.returncode, "expected a file of a place" in missing.stderr) == (2, True)


def test_a_file_of_ones_own_that_is_left_out_is_told_by_command_and_costs_nothing_else() -> None:
    own = load().data_dir / "testimony"
    own.mkdir(parents=True)
    (own / "us-wa.toml").write_text("place = ")
    shown, listed = tracker("testimony", "show", "us-wa"), tracker("deadlines", "--all")
    for done in (shown, listed):
        assert done.returncode == 0
        assert "left out a file of your testimony rules, us-wa.toml: expected readable TOML" in done.stderr
        assert "tracker testimony check" in done.stderr
    assert "is left out: this is the rule that everybody has" in " ".join(shown.stdout.split())
    assert tracker("testimony", "check").returncode == 2
