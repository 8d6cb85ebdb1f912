"""The verbs of judging, as a person types them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.command import tracker as run
from tests.records import CONGRESS, bill
from tracker.db.engine import connect
from tracker.ingest.visit import Visit
from tracker.settings import load


@pytest.fixture
def stored() -> None:
    visit = Visit(connect(load().url), "us-test", CONGRESS)
    visit.take(bill(1, title="Mental health parity for all", abstracts=(), subject=()))
    visit.take(bill(2, title="Roads", abstracts=(), subject=()))
    visit.finish()


def test_flag_judges_what_waits_and_says_how_much(stored: None) -> None:
    first = json.loads(run("flag", "--format", "json").stdout)[0]
    again = json.loads(run("flag", "--all", "--format", "json").stdout)[0]
    assert first["judged"] == again["judged"] == 2
    assert first["new"] >= 2
    assert again["new"] == 0


def test_explain_shows_the_arithmetic(stored: None) -> None:
    shown = run("rules", "explain", "us/119/HR1", "--topic", "parity", "--format", "table").stdout
    assert "mental-health-parity" in shown
    assert "together" in shown
    told = json.loads(run("rules", "explain", "us/119/HR1", "--topic", "parity", "--format", "json").stdout)
    assert told[0]["tier"] == "flagged"
    assert "«Mental" in told[0]["reasons"][0]["excerpt"]


def test_explain_says_what_was_looked_at_when_nothing_fires(stored: None) -> None:
    shown = run("rules", "explain", "us/119/HR2")
    assert shown.returncode == 0
    assert "no rule fires" in shown.stderr


def test_explain_of_an_unknown_record_is_one_sentence(stored: None) -> None:
    shown = run("rules", "explain", "us/119/HR99")
    assert shown.returncode == 2
    assert "HR99" in shown.stderr


def test_a_query_is_tried_on_text_file_stdin_and_stored_bills(stored: None, tmp_path: Path) -> None:
    (tmp_path / "bill.txt").write_text("A bill\nto fund mental health.")
    assert "mental health" in run("rules", "test", '"mental health"', "--file", str(tmp_path / "bill.txt")).stdout
    assert "mental health" in run("rules", "test", '"mental health"', "--file", "-", given="x\nmental health").stdout
    assert "us/119/HR1" in run("rules", "test", "parity").stdout
    nothing = run("rules", "test", "zebra", "--text", "horse")
    assert (nothing.returncode, nothing.stdout) == (1, "")


def test_a_broken_query_is_refused_with_a_caret_and_exit_2(stored: None) -> None:
    shown = run("rules", "test", 'mental AND "health', "--text", "x")
    assert shown.returncode == 2
    assert "column 12" in shown.stderr
    assert "\n             ^" in shown.stderr


def test_check_passes_for_what_ships_and_names_the_fault_of_a_persons_file(tmp_path: Path) -> None:
    assert run("rules", "check").returncode == 0
    (tmp_path / "own.toml").write_text('topic = "own"\ntitel = "x"\n')
    shown = run("rules", "check", str(tmp_path), "--format", "json")
    assert shown.returncode == 1
    assert {key: json.loads(shown.stdout)[0][key] for key in ("file", "line")} == {"file": "own.toml", "line": 2}


def test_list_and_lint_and_near_misses_answer(stored: None) -> None:
    run("flag")
    topics = [json.loads(line) for line in run("rules", "list", "--format", "jsonl").stdout.splitlines()]
    assert len(topics) == 16
    assert sum(each["flagged"] for each in topics) >= 2
    assert json.loads(run("rules", "list", "--topic", "parity", "--format", "json").stdout)
    shown = run("rules", "list", "--topic", "parity", "--format", "table").stdout
    assert "Requires MHPAEA compliance reports" in shown, "what a rule fires on tells a reader more than its query"
    kinds = {each["kind"] for each in json.loads(run("rules", "lint", "--format", "json").stdout)}
    assert "never" in kinds
    unread = json.loads(run("rules", "near-misses", "--format", "json").stdout)
    assert "us/119/HR2" in {each["id"] for each in unread}


def test_an_unknown_topic_is_named_with_its_neighbors() -> None:
    shown = run("rules", "near-misses", "--topic", "partiy")
    assert shown.returncode == 2
    assert "parity" in shown.stderr


def corpus(tmp_path: Path) -> Path:
    rows = [
        {"id": "a", "title": "Mental health parity", "other_titles": [], "abstract": "", "organizations": [], "subjects": ["Mental health"]},
        {"id": "b", "title": "Roads", "other_titles": [], "abstract": "", "organizations": [], "subjects": ["Mental health"]},
        {"id": "c", "title": "Suicide prevention", "other_titles": [], "abstract": "", "organizations": [], "subjects": []},
        {"id": "d", "title": "Bridges", "other_titles": [], "abstract": "", "organizations": [], "subjects": ["Mental health of bridges"]},
    ]  # fmt: skip
    path = tmp_path / "corpus.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_backtest_counts_and_shows_the_worst_errors(tmp_path: Path) -> None:
    words = ("--topic", "mental-health", "--label", "Mental health")
    shown = json.loads(run("rules", "backtest", "--corpus", str(corpus(tmp_path)), *words, "--errors", "5").stdout)
    assert {name: shown[name] for name in ("n", "tp", "fp", "fn", "tn")} == {"n": 4, "tp": 1, "fp": 1, "fn": 1, "tn": 1}
    assert (shown["precision"], shown["recall"], shown["f1"]) == (0.5, 0.5, 0.5)
    assert [(each["kind"], each["id"]) for each in shown["errors"]] == [("miss", "b"), ("false alarm", "c")]
    assert shown["errors"][1]["reasons"][0]["excerpt"]


def test_backtest_counts_only_bills_that_show_a_word_where_that_is_asked(tmp_path: Path) -> None:
    def line(number: int, title: str, abstract: str = "", text: str = "", *, labeled: bool) -> str:
        subjects = ["Mental health"] if labeled else []
        told = {
            "id": f"116hr{number}",
            "title": title,
            "other_titles": [],
            "abstract": abstract,
            "organizations": [],
            "subjects": subjects,
        }
        return json.dumps(told | ({"text": text} if text else {}))  # fmt: skip

    path = tmp_path / "shown.jsonl"
    path.write_text(
        "\n".join(
            (
                line(1, "Mental health of farmers", labeled=True),
                line(2, "Farm act", "A study of emotional resilience.", labeled=True),
                line(3, "Roads act", text="Sec. 1. Roads. Of mental health services.", labeled=True),
                line(4, "Pays the Substance Abuse and Mental Health Services Administration", labeled=True),
                line(5, "Depression-era glass of the Great Depression", labeled=False),
                line(6, "Suicide prevention in roads", labeled=False),
            )
        )
    )
    words = ("--topic", "mental-health", "--label", "Mental health")
    shown = run("rules", "backtest", "--corpus", str(path), *words, "--visible", "mental OR suicid* OR emotional OR depression").stdout  # fmt: skip
    told = json.loads(shown)
    assert (told["n"], told["tp"], told["fn"], told["fp"]) == (3, 1, 1, 1)
    assert json.loads(run("rules", "backtest", "--corpus", str(path), *words).stdout)["n"] == 6


def test_backtest_never_shows_the_labels_to_the_rules(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "title": "Roads",
        "other_titles": [],
        "abstract": "",
        "organizations": [],
        "subjects": ["Mental health", "suicide"],
    }
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(row))
    shown = json.loads(
        run("rules", "backtest", "--corpus", str(path), "--topic", "mental-health", "--label", "Mental health").stdout
    )
    assert (shown["tp"], shown["fn"]) == (0, 1)


@pytest.mark.parametrize("text", ["{", '{"id": 1}', "[]"])
def test_a_corpus_that_cannot_be_read_is_named_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(text)
    shown = run("rules", "backtest", "--corpus", str(path), "--topic", "parity", "--label", "x")
    assert shown.returncode == 2
    assert "broken.jsonl:1" in shown.stderr
