"""What a person types, and what comes back."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import tracker
from tests.conftest import ROOT
from tests.core.test_ingest import visit
from tests.records import PASSED, bill, hearing, notice
from tracker.cli.command_table import VERBS
from tracker.cli.main import entry_points
from tracker.db.engine import connect
from tracker.settings import load


@pytest.fixture
def stored() -> None:
    """A few records in the default database."""
    engine = connect(load().url)
    visit(engine, [bill(1), bill(2, title="Highway Act", actions=(*bill().actions, PASSED)), hearing(), notice()])
    engine.dispose()


def test_help_lists_every_verb_and_each_has_help():
    shown = tracker("--help")
    assert shown.returncode == 0
    for verb in entry_points():
        assert f"\n  {verb} " in shown.stdout, "a line in tracker/cli/command_table.py"
    told = {name for verbs in VERBS.values() for name in verbs}
    assert told >= set(entry_points())


@pytest.mark.parametrize("verb", sorted(entry_points()))
def test_each_verb_has_help(verb):
    shown = tracker(verb, "--help")
    assert shown.returncode == 0
    assert len(shown.stdout.splitlines()) > 4


def test_an_unknown_verb_is_one_sentence_with_the_nearest_ones():
    shown = tracker("bils")
    assert shown.returncode == 2
    assert "did you mean bill" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_bills_as_json_lines_have_open_civic_datas_names(stored):
    shown = tracker("bills", "--session", "119", "--format", "jsonl")
    first, second = (json.loads(line) for line in shown.stdout.splitlines())
    assert (first["id"], first["stage"]) == ("us/119/HR2", "passed-one-chamber")
    assert second["actions"][0] == {
        "date": "2026-11-02",
        "description": "Introduced in House",
        "classification": ["introduction"],
        "organization": "lower",
    }
    assert set(second) >= {
        *("id", "jurisdiction", "legislative_session", "identifier", "title", "classification", "subject", "abstracts"),
        *(
            "other_titles",
            "actions",
            "sponsorships",
            "versions",
            "related_bills",
            "first_action_date",
            "latest_action_date",
        ),
        *("latest_action_description", "stage", "sources", "matches"),
    }
    assert second["related_bills"][0]["identifier"] == "S2"


def test_bills_are_found_by_their_words(stored):
    assert [json.loads(line)["id"] for line in tracker("bills", "highway").stdout.splitlines()] == ["us/119/HR2"]
    assert [json.loads(line)["id"] for line in tracker("bills", '"crisis care"').stdout.splitlines()] == ["us/119/HR1"]
    assert len(tracker("bills", "cris*").stdout.splitlines()) == 2  # in the abstract of both
    nothing = tracker("bills", "nowhere")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "no bill matches" in nothing.stderr


@pytest.mark.parametrize(
    ("verb", "nothing"),
    [("bills", "no bill matches"), ("hearings", "no hearing fits"), ("notices", "no rule-making fits"), ("deadlines", "nothing is due")],
)  # fmt: skip
def test_a_question_about_an_own_topic_that_cannot_be_read_is_told_so(stored, verb, nothing):
    folder = load().data_dir / "topics"
    folder.mkdir(exist_ok=True)
    (folder / "mine.toml").write_text('topic = "mine"\ntitle = ', encoding="utf-8")
    (folder / "parity.toml").write_text('topic = "parity"\ntitle = ', encoding="utf-8")

    mine, both, shipped = (tracker(verb, *asked) for asked in (
        ("--topic", "mine"), ("--topic", "parity", "--topic", "mine"), ("--topic", "parity")))  # fmt: skip
    told = "your topic mine is left out (mine.toml:1: expected TOML"
    assert [told in shown.stderr for shown in (mine, both, shipped)] == [True, True, False]
    assert [nothing in shown.stderr for shown in (mine, both, shipped)] == [False, False, True]
    assert "your topic parity is left out" in shipped.stderr
    assert "shipped under its name counts" in shipped.stderr


@pytest.mark.parametrize("words", ['"', "NEAR(", "a AND", "*", "title:x", "crisis'; DROP TABLE bills; --"])
def test_no_search_breaks(stored, words):
    shown = tracker("bills", words)
    assert shown.returncode in {0, 2}
    assert "Traceback" not in shown.stderr


def test_filters_narrow(stored):
    assert len(tracker("bills", "--stage", "passed-one-chamber").stdout.splitlines()) == 1
    assert len(tracker("bills", "--since", "2026-11-20").stdout.splitlines()) == 1
    assert len(tracker("bills", "--jurisdiction", "us-ma").stdout.splitlines()) == 0
    wrong = tracker("bills", "--stage", "lost")
    assert (wrong.returncode, "expected one of introduced" in wrong.stderr) == (2, True)


def test_csv_is_safe_for_spreadsheets(stored):
    engine = connect(load().url)
    visit(engine, [bill(3, title='=HYPERLINK("http://evil")')])
    engine.dispose()
    rows = list(csv.DictReader(io.StringIO(tracker("bills", "--format", "csv").stdout)))
    assert '\'=HYPERLINK("http://evil")' in {row["title"] for row in rows}


def test_one_bill_reads_like_a_page(stored):
    shown = tracker("bill", "us/119/HR1")
    assert "HR 1 · Crisis Care Act" in shown.stdout
    assert "[In committee]" in shown.stdout
    assert "Hearing 2026-12-01 10:00 EST" in shown.stdout
    assert json.loads(tracker("bill", "us/HR1", "--format", "json").stdout)[0]["hearings"][0]["id"] == "us/senate-1"
    unknown = tracker("bill", "us/119/HR999")
    assert (unknown.returncode, "no stored bill is named" in unknown.stderr) == (2, True)


def test_hearings_and_notices_list(stored):
    (heard,) = json.loads(tracker("hearings", "--format", "json").stdout)
    assert heard["bills"] == [{"id": "us/119/HR1", "identifier": "HR1", "title": None}]
    assert heard["start"] == "2026-12-01T10:00:00-05:00"
    assert tracker("hearings", "--as-of", "2026-11-25", "--within", "3d").stdout == ""
    assert len(tracker("hearings", "--as-of", "2026-11-25", "--within", "14d").stdout.splitlines()) == 1
    assert tracker("hearings", "--as-of", "2026-11-25", "--within", "0d").stdout == "", "no time at all is not all time"
    assert json.loads(tracker("notices", "--open", "--as-of", "2026-12-01").stdout)["id"] == "us/fr-2026-1"
    assert tracker("notices", "--open", "--as-of", "2027-12-01").stdout == ""


def test_status_says_what_is_stored_and_how_fresh(stored):
    shown = tracker("status", "--format", "table")
    assert "2 bills, 1 hearing, 1 notice" in shown.stdout
    assert "us-test" in shown.stdout


def test_backup_and_check(stored, tmp_path: Path):
    assert tracker("db", "check").returncode == 0
    assert tracker("db", "backup", str(tmp_path / "copy.db")).returncode == 0
    copied = tracker("bills", TRACKER_DATABASE_URL=f"sqlite:///{tmp_path / 'copy.db'}")
    assert len(copied.stdout.splitlines()) == 2


def test_a_damaged_database_is_named_and_not_overwritten(stored):
    path = Path(load().url.removeprefix("sqlite:///"))
    for extra in ("-wal", "-shm"):
        path.with_name(path.name + extra).unlink(missing_ok=True)
    raw = bytearray(path.read_bytes())
    raw[4096 * 3 : 4096 * 12] = b"\xff" * (4096 * 9)
    path.write_bytes(raw)

    shown = tracker("db", "check")

    assert shown.returncode == 1
    assert "damaged" in shown.stderr or "malformed" in shown.stderr
    assert path.read_bytes()[4096 * 3 : 4096 * 12] == b"\xff" * (4096 * 9)


def test_a_broken_config_is_one_sentence_with_every_fault(tmp_path: Path):
    config = tmp_path / "config.toml"
    config.write_text('smtp_port = 99999\nunheard_of = "x"\n')
    shown = tracker("bills", TRACKER_CONFIG=str(config))
    assert shown.returncode == 2
    assert "smtp_port" in shown.stderr
    assert "unheard_of" in shown.stderr
    assert "Traceback" not in shown.stderr
    config.write_text("not toml [")
    assert "expected readable TOML" in tracker("bills", TRACKER_CONFIG=str(config)).stderr
    assert tracker("bills", TRACKER_CONFIG=str(tmp_path / "none.toml")).returncode == 2


def test_the_readers_going_away_is_no_error(stored):
    script = f"{sys.executable} -m tracker bills --format jsonl | head -n 1"
    shown = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, env=dict(os.environ), check=False
    )
    assert shown.stderr == ""


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_what_programs_read_is_the_same_in_every_locale(locale: dict[str, str]):
    engine = connect(load().url)
    visit(engine, [bill(1, title="An Act for Ramón Vélez → recovery")])
    engine.dispose()

    def lines(**env: str) -> bytes:
        words = [sys.executable, "-m", "tracker", "bills", "--format", "jsonl"]
        return subprocess.run(words, capture_output=True, cwd=ROOT, env={**os.environ, **env}, check=True).stdout

    assert not lines().isascii()
    assert lines(**locale) == lines()


def test_what_is_printed_to_a_closed_stream_is_not_written_into_the_database(stored):
    script = f"{sys.executable} -m tracker bills --format jsonl <&- >&- 2>&-"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=dict(os.environ), check=False)
    assert done.returncode == 0
    assert tracker("db", "check").returncode == 0


def test_help_imports_nothing_heavy():
    script = (
        "import sys\nsys.argv = ['tracker', '--help']\nfrom tracker.cli import main as cli\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'scrapy', 'twisted', 'sqlalchemy', 'fastapi', 'alembic', 'lxml', 'feedparser', 'icalendar', 'jinja2', 'rich'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "HEAVY []" in shown.stdout


@pytest.mark.parametrize("command", [("digest", "preview"), ("testimony", "check"), ("deadlines",), ("export", "ics")])
@pytest.mark.parametrize("moment", ["9999-12-31", "0001-01-01", "0000-00-00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_end_of_the_calendar_is_refused_in_words(command: tuple[str, ...], moment: str):
    shown = tracker(*command, "--as-of", moment)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "expected a" in shown.stderr
    assert "fault of the program" not in shown.stderr


def test_what_the_system_refuses_is_told_in_words_without_its_number(tmp_path: Path):
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\0")
    (tmp_path / "folder.toml").mkdir()
    faults = tracker("rules", "check", str(tmp_path), "--format", "json").stdout
    assert "no plain file" in faults
    assert "bytes that are no UTF-8, from byte 0 on" in faults
    missing = tracker("rules", "compare", str(tmp_path / "none.csv"), "--topic", "crisis-988").stderr
    assert missing.strip().endswith("found: no such file or directory")
    assert "Errno" not in faults + missing


def test_a_calendar_of_a_place_that_was_never_read_says_so(stored, tmp_path: Path):
    made = tmp_path / "md.ics"
    shown = tracker("export", "ics", "--jurisdiction", "us-md", "--out", str(made))
    assert "We have not read Maryland yet." in shown.stderr
    assert b"X-WR-CALDESC:We have not read Maryland yet." in made.read_bytes()
    assert "not read" not in tracker("export", "ics", "--jurisdiction", "us", "--out", str(made)).stderr
