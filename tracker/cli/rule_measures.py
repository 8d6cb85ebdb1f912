"""The verbs of measuring: a topic against analysts' labels, a public list, readers' own labels; and train estimates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.output import emit, format_option, note
from tracker.cli.params import TopicParam
from tracker.cli.rules import rules, rules_in_force, topic_named, verdict_view
from tracker.errors import TrackerError, UsageProblem
from tracker.records.text import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.rules import RuleSet
    from tracker.rules.backtest import Error, Labeled

LIST_COLUMNS = ("id", "tier", "score", "title", "topics")


@rules.command("backtest")
@click.option(
    "--corpus",
    "corpora",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="Labeled bills, .jsonl or .jsonl.gz; may be given several times.",
)
@click.option(
    "--topic", "topics", required=True, multiple=True, type=TopicParam(), help="A topic to measure; several times."
)
@click.option("--label", required=True, help="The analysts' subject that says yes.")
@click.option(
    "--errors", type=click.IntRange(min=0), default=0, help="Show so many of the worst misses and false alarms."
)
@click.option("--threshold", type=click.IntRange(1, 99), help="Instead of the topic's own.")
@click.option("--subjects", is_flag=True, help="As stored: with the other subjects, never with the label's own term.")
@click.option(
    "--visible", metavar="QUERY", help="Count only bills in whose titles or summary this query finds something."
)
def backtest(
    corpora: tuple[Path, ...],
    topics: tuple[str, ...],
    label: str,
    errors: int,
    threshold: int | None,
    *,
    subjects: bool,
    visible: str | None,
) -> None:
    """Precision, recall and F1 of a topic against analysts' labels, as one JSON object a topic: by tier, by place, with 95 % ranges.

    Example: tracker rules backtest --corpus bills.jsonl.gz --topic mental-health --label "Mental health"
    """
    import orjson

    from tracker.rules.backtest import measured, read_corpus, worst
    from tracker.rules.backtest import visible as showing

    loaded = rules_in_force()
    for topic in dict.fromkeys(topics):
        bills: Iterable[Labeled] = (
            bill for corpus in corpora for bill in read_corpus(corpus, label, subjects=subjects)
        )
        if visible is not None:
            bills = showing(bills, visible, _alone(loaded, topic))
        outcome = measured(_alone(loaded, topic), topic, bills, threshold=threshold)
        view: dict[str, Any] = {"topic": topic, "label": label, "subjects": subjects, **outcome.view()}
        if errors:
            view["errors"] = [_error_view(error) for error in worst(outcome.errors, errors)]
        click.echo(orjson.dumps(view, option=orjson.OPT_INDENT_2).decode())


def _alone(rule_set: RuleSet, topic: str) -> RuleSet:
    from tracker.rules import RuleSet

    return RuleSet([topic_named(rule_set, topic)], rule_set.lists, estimates=rule_set.estimates)


def _error_view(error: Error) -> dict[str, Any]:
    judged = verdict_view(error.verdict) if error.verdict else {"score": 0, "reasons": []}
    return {"kind": error.kind, "id": error.id, "title": error.title, **judged}


@rules.command("train")
@click.option(
    "--corpus",
    "corpora",
    multiple=True,
    type=click.Path(path_type=Path),
    required=True,
    help="Labeled bills, .jsonl or .jsonl.gz; may be given several times.",
)
@click.option("--topic", required=True, type=TopicParam(), help="The topic to estimate.")
@click.option("--label", required=True, help="The analysts' subject that says yes.")
@click.option(
    "--labels", is_flag=True, help="Fold in the labels that readers and organizers gave (`tracker rules label`)."
)
@click.option("--write", type=click.Path(path_type=Path), help="Where to write it, instead of the data folder.")
def train(corpora: tuple[Path, ...], topic: str, label: str, write: Path | None, *, labels: bool) -> None:
    """Train a topic's estimate on labeled bills; the same files give the same model to the last letter.

    Example: tracker rules train --corpus dev.jsonl.gz --topic mental-health --label "Mental health"
    """
    import hashlib

    import orjson

    from tracker.rules import RuleSet
    from tracker.rules.backtest import read_corpus
    from tracker.rules.training import samples, trained
    from tracker.settings import load
    from tracker.system import private_folder, write_private

    bills, teachers = [], []
    for corpus in corpora:
        read = list(read_corpus(corpus, label))
        mark = hashlib.blake2b(corpus.read_bytes(), digest_size=16).hexdigest()
        teachers.append(
            {"file": corpus.name, "bills": len(read), "labelled": sum(b.wanted for b in read), "hash": mark}
        )
        bills += read
    if labels:
        own = list(_own_labels(topic))
        teachers.append({"file": "labels", "bills": len(own), "labelled": sum(bill.wanted for bill in own)})
        bills += own
    if not any(bill.wanted for bill in bills):
        raise UsageProblem(f"--label: expected a subject that some of the {len(bills):,} bills have, found {label!r}")
    loaded = rules_in_force()
    alone = RuleSet([topic_named(loaded, topic)], loaded.lists)  # what was estimated before counts for nothing
    flagged = [
        any(verdict.flagged for verdict in verdicts) for _bill, verdicts in alone.judge_many(b.document for b in bills)
    ]
    raw = trained(topic, label, samples(bills, flagged), teachers)
    path = write or load().data_dir / "estimates" / f"{topic}.json"
    private_folder(path.parent)
    write_private(path, raw)
    model = orjson.loads(raw)
    shown = {key: model[key] for key in ("topic", "label", "corpora", "held_out", "floor", "version")}
    click.echo(orjson.dumps(shown | {"written": str(path)}, option=orjson.OPT_INDENT_2).decode())


def _own_labels(topic: str) -> Any:
    from tracker.db.opening import open_engine
    from tracker.matching.labels import labeled_bills

    return labeled_bills(open_engine(), topic)


@rules.command("label")
@click.argument("record_id", metavar="ID")
@click.option("--topic", required=True, type=TopicParam(), help="The topic it does or does not belong to.")
@click.option("--belongs/--not-for-me", required=True, help="This belongs, or this is not for me.")
def label(record_id: str, topic: str, *, belongs: bool) -> None:
    """Say that a bill belongs to a topic, or does not; kept here alone, for `tracker rules train --labels`.

    Example: tracker rules label us/119/HR1 --topic youth --not-for-me
    """
    from tracker.db.opening import open_engine
    from tracker.matching.labels import keep_label

    topic_named(rules_in_force(), topic)
    if not keep_label(open_engine(), record_id, topic, belongs=belongs):
        raise TrackerError(f"no bill, hearing or notice is stored as {record_id}; `tracker bills` lists the ids")
    note(f"{record_id}: {'belongs to' if belongs else 'does not belong to'} {topic}")


@rules.command("labels")
@click.option("--topic", type=TopicParam(), help="Only this topic.")
@format_option()
def labels(topic: str | None, fmt: str | None) -> None:
    """The labels that readers and organizers gave, to look at or to give to others.

    Example: tracker rules labels --topic youth --format jsonl
    """
    from tracker.db.opening import open_engine
    from tracker.matching.labels import stored_labels

    emit(stored_labels(open_engine(), topic), fmt, ("record_id", "topic", "belongs", "given_at"))


@rules.command("compare")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--topic", type=TopicParam(), help="Count only what this topic flags or calls possible.")
@click.option("--column", default="id", show_default=True, help="The column of the table that holds the bills' ids.")
@format_option()
def compare(file: Path, topic: str | None, column: str, fmt: str | None) -> int:
    """Compare with a public list, a CSV of bill ids: the share that is flagged or possible, and what is missing.

    Ids are as `tracker bills` shows them (us/119/HR1, us-mn/2025-2026/HF4833), or place and number alone (us-mn/HF4833).

    Example: tracker rules compare 988-bills.csv --topic crisis-988
    """
    from tracker.db.opening import open_engine
    from tracker.matching.comparing import compared, read_list

    if topic is not None:
        topic_named(rules_in_force(), topic)
    wanted = read_list(file, column)
    rows = list(compared(open_engine(), wanted, topic))
    emit(rows, fmt, LIST_COLUMNS)
    known = [row for row in rows if row["tier"] != "not stored"]
    shown = sum(row["tier"] in {"flagged", "possible"} for row in known)
    share = f"{shown / len(known):.1%}" if known else "none"
    note(
        f"{shown} of {number_of(len(known), 'stored bill')} of the list {'is' if shown == 1 else 'are'} flagged or possible ({share}); "
        f"{len(rows) - len(known)} {'is' if len(rows) - len(known) == 1 else 'are'} not stored"
    )
    return 0 if known else 1
