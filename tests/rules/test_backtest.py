"""How well a topic does is counted as statisticians count it, and its worst errors come first."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.rules import Document, load_rules
from tracker.rules.backtest import Counts, Error, Labeled, likely, measured, read_corpus, same_term, visible, worst
from tracker.rules.engine import Verdict


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        (Counts(tp=6, fp=2, fn=4, tn=88), 0.75, 0.6, 0.6667),
        (Counts(tp=1, fp=0, fn=2), 1, 0.3333, 0.5),
        (Counts(fp=3, tn=7), 0, 0, 0),
        (Counts(fn=3), 0, 0, 0),
        (Counts(), 0, 0, 0),
    ],
)
def test_shares_are_of_what_is_shown_and_of_what_is_wanted(
    counts: Counts, precision: float, recall: float, f1: float
) -> None:
    view = counts.view()
    assert (view["precision"], view["recall"], view["f1"]) == (precision, recall, f1)
    assert view["n"] == counts.tp + counts.fp + counts.fn + counts.tn


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(7, 10, 0.3968, 0.8922), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962), (0, 0, 0, 1)],
)
def test_the_range_of_a_share_is_wilsons(count: int, total: int, low: float, high: float) -> None:
    assert tuple(round(each, 4) for each in likely(count, total)) == (low, high)


def test_a_view_has_the_range_of_each_share() -> None:
    view = Counts(tp=7, fp=3, fn=0).view()
    assert (view["precision_95"], view["recall_95"]) == ([0.3968, 0.8922], [0.6457, 1.0])
    assert view["f1_95"] == [0.5681, 0.943]  # 2j / (1 + j) at both ends of the range of 7 in 10


@pytest.mark.parametrize(
    ("subject", "same"),
    [(" mental health ", True), ("Mental health, youth", True), ("Mental he", True), ("Mental h", False), ("Health", False)],
)  # fmt: skip
def test_a_subject_is_the_label_where_it_holds_it_or_begins_it_with_more_than_eight_letters(
    subject: str, same: bool
) -> None:
    assert same_term(subject, "Mental health") is same


def line(**told: object) -> str:
    return json.dumps({"id": "wa/HB 1", "title": "Act", "other_titles": [], "abstract": "", "subjects": []} | told)


def test_a_corpus_is_read_line_by_line_with_what_a_stored_bill_would_show(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    rows = [
        line(other_titles=["Short act"], organizations=["Health"], subjects=["Bees", "Honey"]),
        "",
        line(id="116hr1", abstract="About bees.", subjects=["Bees: wild"], text="SECTION 1. BEES.\nThe bee."),
    ]
    path.write_text("\n".join(rows))
    first, second = read_corpus(path, "Bees", subjects=True)
    assert (first.wanted, second.wanted) == (True, False)
    assert first.document == Document(
        id="wa/HB 1",
        kind="bill",
        fields={"title": ("Act", "Short act"), "abstract": (), "committee": ("Health",), "subject": ("Honey",)},
        jurisdiction="us-wa",
    )
    assert second.document.jurisdiction == "us"
    assert second.document.fields["abstract"] == ("About bees.",)
    assert second.document.fields["heading"] == ("SECTION 1. BEES.",)
    assert second.document.fields["subject"] == ()  # the label under another name
    assert "subject" not in next(read_corpus(path, "Bees")).document.fields


def labeled(key: str, wanted: bool, **fields: str) -> Labeled:
    told = {name: (words,) for name, words in fields.items()}
    return Labeled(Document(id=key, kind="bill", fields={"title": ("Act",), **told}, jurisdiction="us"), wanted)


def test_a_bill_is_visible_by_its_title_or_summary_and_not_by_its_text() -> None:
    corpus = [
        labeled("title", True, title="Farm bees"),
        labeled("summary", True, abstract="On bees."),
        labeled("text", True, text="The bees."),
    ]
    assert [each.document.id for each in visible(corpus, "bees", load_rules())] == ["title", "summary"]


def test_a_topic_is_measured_at_its_own_threshold_or_at_the_one_asked_for() -> None:
    corpus = [labeled("a", True, title="Mental health parity"), labeled("b", True), labeled("c", False)]
    found = measured(load_rules(), "mental-health", corpus)
    assert (found.tp, found.fp, found.fn, found.tn) == (1, 0, 1, 1)
    assert [(error.kind, error.id) for error in found.errors] == [("miss", "b")]
    strict = measured(load_rules(), "mental-health", corpus, threshold=1_000)
    assert (strict.tp, strict.fn) == (0, 2)
    assert (strict.together.tp, strict.together.fn) == (0, 2)


def verdict(score: int) -> Verdict:
    (found,) = load_rules().judge(labeled("x", True, title="Mental health parity").document)[:1]
    return replace(found, score=score)


def test_the_worst_errors_are_misses_that_scored_least_and_alarms_that_scored_most_in_turn() -> None:
    errors = [
        Error("miss", "m-near", "", verdict(2)),
        Error("miss", "m-far", "", None),
        Error("miss", "m-also-far", "", None),
        Error("false alarm", "a-weak", "", verdict(3)),
        Error("false alarm", "a-loud", "", verdict(9)),
    ]
    assert [each.id for each in worst(errors, 9)] == ["m-also-far", "a-loud", "m-far", "a-weak", "m-near"]
    assert [each.id for each in worst(errors, 2)] == ["m-also-far", "a-loud"]
    assert worst([], 5) == []
