"""Machines that share a database share the rules that people wrote on any of them."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tracker import settings
from tracker.cli.main import tracker
from tracker.db import own_files
from tracker.db.engine import connect, writing
from tracker.db.models import OwnFile
from tracker.deadlines.own_rules import keep_readings, readings, revised
from tracker.rules.registry import load_rules
from tracker.settings import load
from tracker.testimony.parser import rulebook
from tracker.testimony.readings import Reading
from tracker.web.app import create_app

pytestmark = pytest.mark.postgres
TOPIC = """topic = "clubhouses"
title = "Clubhouses"
why = "A place to go by day keeps people out of hospitals."
threshold = 3
fields = ["about"]

[[rule]]
id = "houses"
any_of = ["clubhouse model"]
weight = 4
flags = ["An act to pay for the clubhouse model of rehabilitation"]
ignores = ["Leases the clubhouse of the golf course"]
"""


@pytest.fixture
def engine(postgres_url: str):
    made = connect(postgres_url)
    yield made
    made.dispose()


@pytest.fixture
def machines(tmp_path: Path) -> list[Path]:
    """The data folders of three machines."""
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    return folders


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def held(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for kind in own_files.KINDS for path in folder.glob(kind)
    }


def test_what_is_written_changed_and_taken_away_on_one_machine_is_so_on_all(engine, machines):
    one, two, _three = machines
    write(one, "topics/clubhouses.toml", "first")
    write(two, "testimony/us-ma.toml", "rules of ours")
    write(two, "lists/housing.txt", "us/119/HR1 support")
    for folder in (*machines, *machines):
        own_files.level(engine, folder)
    shared = {"lists/housing.txt": "us/119/HR1 support"}
    expected = shared | {"topics/clubhouses.toml": "first", "testimony/us-ma.toml": "rules of ours"}
    assert [held(folder) for folder in machines] == [expected] * 3

    write(two, "topics/clubhouses.toml", "second")
    (two / "testimony/us-ma.toml").unlink()
    for folder in (two, *machines):
        own_files.level(engine, folder)
    assert [held(folder) for folder in machines] == [shared | {"topics/clubhouses.toml": "second"}] * 3
    assert own_files.level(engine, one) == own_files.Leveled(), "the same everywhere: nothing to do"


def test_a_wording_changed_on_two_machines_at_once_is_never_lost_and_doctor_names_it(
    engine, machines, postgres_url, monkeypatch
):
    one, two, _three = machines
    write(one, "topics/clubhouses.toml", "first")
    own_files.level(engine, one)
    own_files.level(engine, two)
    write(one, "topics/clubhouses.toml", "of one")
    write(two, "topics/clubhouses.toml", "of two")
    own_files.level(engine, one)
    assert own_files.level(engine, two).set_aside == ("topics/clubhouses.toml",)
    assert held(one) == held(two) == {"topics/clubhouses.toml": "of one"}
    assert [path.read_text() for path in (two / own_files.SET_ASIDE).iterdir()] == ["of two"]
    monkeypatch.setenv("TRACKER_DATA_DIR", str(two))
    monkeypatch.setenv("TRACKER_DATABASE_URL", postgres_url)
    settings.load.cache_clear()
    told = CliRunner().invoke(tracker, ["doctor"]).output
    assert "own rules set aside" in told
    assert "topics-clubhouses.toml" in told


def test_another_or_an_empty_database_takes_nothing_away(engine, machines):
    one = machines[0]
    write(one, "topics/clubhouses.toml", "ours")
    own_files.level(engine, one)
    with writing(engine) as connection:
        connection.execute(OwnFile.__table__.delete())
    own_files.level(engine, one)
    assert held(one) == {"topics/clubhouses.toml": "ours"}
    own_files.level(engine, machines[1])
    assert held(machines[1]) == {"topics/clubhouses.toml": "ours"}


def test_what_cannot_be_seen_was_not_taken_away(engine, machines):
    one, two, _three = machines
    for folder in (one, two):
        write(one, "topics/clubhouses.toml", "ours")
        own_files.level(engine, folder)
    (one / "topics").rename(one / "elsewhere")
    (one / "topics").write_text("no folder, so that nobody can list it, whatever rights they have")
    write(two, "topics/given-meanwhile.toml", "new")
    own_files.level(engine, two)
    own_files.level(engine, one)
    (one / "topics").unlink()
    (one / "elsewhere").rename(one / "topics")
    own_files.level(engine, one)
    own_files.level(engine, two)
    assert held(one) == held(two) == {"topics/clubhouses.toml": "ours", "topics/given-meanwhile.toml": "new"}


def test_a_folder_that_is_gone_with_its_disk_is_filled_again(engine, machines):
    one, two, _three = machines
    write(one, "topics/clubhouses.toml", "ours")
    own_files.level(engine, one)
    (one / "topics/clubhouses.toml").unlink()
    (one / "topics").rmdir()
    for folder in (one, two):
        own_files.level(engine, folder)
        assert held(folder) == {"topics/clubhouses.toml": "ours"}


def test_a_file_that_cannot_be_shared_costs_itself_alone(engine, machines, monkeypatch):
    one, two, _three = machines
    monkeypatch.setattr(own_files, "LARGEST", 100)
    hostile = [os.fsdecode(b"topics/\xff\xfe.toml"), "topics/two\nlines.toml", "topics/escape\x1b[2J.toml"]
    for name in [*hostile, "topics/clubhouses.toml"]:
        write(one, name, "ours")
    write(one, "topics/large.toml", "#" * 101)
    (one / "topics/folder.toml").mkdir()
    (one / "topics/link.toml").symlink_to(one / "topics/clubhouses.toml")
    (one / "topics/nowhere.toml").symlink_to(one / "nowhere")
    for folder in (one, two, one):
        own_files.level(engine, folder)
    assert held(two) == {"topics/clubhouses.toml": "ours"}
    write(two, "topics/link.toml", "of two")
    own_files.level(engine, two)
    own_files.level(engine, one)
    (one / "topics/link.toml").unlink()  # ours; the other machine's file of that name was never here
    own_files.level(engine, one)
    assert (one / "topics/link.toml").read_text() == "of two"


@pytest.mark.parametrize("name", ["../outside.toml", "/outside.toml", "topics/../../outside.toml", "a/topics/b.toml", "secret.key"])  # fmt: skip
def test_a_name_in_the_database_leads_nowhere_else(name, engine, machines):
    own_files.level(engine, machines[0])
    with writing(engine) as connection:
        own_files._put(connection, name, b"hostile")
    own_files.level(engine, machines[1])
    assert held(machines[1]) == {}
    assert not [path for path in machines[1].parent.rglob("*") if path.is_file() and path.read_bytes() == b"hostile"]


def test_a_topic_that_is_saved_on_one_machine_counts_on_the_next_command_of_another(
    postgres_url, tmp_path, monkeypatch
):
    monkeypatch.setenv("TRACKER_DATABASE_URL", postgres_url)
    seen = []
    for machine in ("one", "two"):
        monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / machine))
        settings.load.cache_clear()
        if machine == "one":
            write(tmp_path, "one/.keep", "")
            write(tmp_path / "one", "topics/clubhouses.toml", TOPIC)
        assert CliRunner().invoke(tracker, ["status"]).exit_code in {0, 1}
        seen.append(any(topic.slug == "clubhouses" for topic in load_rules(load().data_dir).topics))
    assert seen == [True, True]


def test_a_running_page_takes_what_another_machine_gave(engine, machines, monkeypatch):
    monkeypatch.setenv("TRACKER_DATA_DIR", str(machines[1]))
    settings.load.cache_clear()
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        assert "Clubhouses" not in client.get("/topics").text
        write(machines[0], "topics/clubhouses.toml", TOPIC)
        own_files.level(engine, machines[0])
        assert "Clubhouses" in client.get("/topics").text


def test_what_people_read_about_rules_on_two_machines_is_put_together(engine, machines):
    for folder in machines[:2]:
        own_files.level(engine, folder)
    for folder, place, day in ((machines[0], "us-ma", 1), (machines[1], "us-wa", 2)):
        told = Reading(place=place, rule="written", state="right", day=dt.date(2026, 11, day), by=folder.name)
        keep_readings(folder, [told])
        revised(rulebook(folder / "testimony"), folder / "rulebook-revisions.json")
    for folder in (*machines, *machines):
        assert own_files.level(engine, folder).set_aside == ()
    assert [[each.place for each in readings(folder)] for folder in machines] == [["us-ma", "us-wa"]] * 3
    revisions = [json.loads((folder / "rulebook-revisions.json").read_text()) for folder in machines]
    assert revisions[0] == revisions[1] == revisions[2]


MARKS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1", "2", "3"]))


@given(known=MARKS, here=MARKS, there=MARKS)
def test_after_a_plan_both_sides_have_the_same_and_what_only_one_side_changed_is_its(known, here, there):
    todo = own_files.plan(known, here, there)
    for name in {*known, *here, *there}:
        base, mine, theirs = known.get(name), here.get(name), there.get(name)
        after = mine if name in todo.give | todo.withdraw else theirs
        if name in todo.clash:
            assert len({base, mine, theirs}) == 3
        elif base == theirs:
            assert after == mine
        elif base == mine:
            assert after == theirs
        elif mine is not None and theirs is None:
            assert after == mine, "written here, taken away there: kept"
    settled_here = {
        name: mark
        for name, mark in {**here, **{n: there.get(n) for n in todo.take | todo.drop | todo.clash}}.items()
        if mark
    }
    settled_there = {
        name: mark for name, mark in {**there, **{n: here.get(n) for n in todo.give | todo.withdraw}}.items() if mark
    }
    assert settled_here == settled_there
