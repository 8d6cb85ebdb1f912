"""The verbs of judging: look at topics and rules, try them, measure them, and judge what is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.output import emit, format_option, note
from tracker.cli.params import jurisdiction_option, topic_option
from tracker.errors import UsageProblem, found_in
from tracker.records.text import number_of

if TYPE_CHECKING:
    from tracker.rules import Document, RuleSet, Verdict

TOPIC_COLUMNS = ("topic", "title", "rules", "against", "threshold", "flagged", "file")
EXPLAIN_COLUMNS = ("topic", "score", "threshold", "flagged", "rule", "field", "points", "words")
NEAR_COLUMNS = ("id", "kind", "topic", "score", "threshold", "title", "reason")
LINT_COLUMNS = ("topic", "rule", "kind", "reason")
TRY_COLUMNS = ("id", "field", "words", "excerpt")


def rules_in_force() -> RuleSet:
    """The shipped topics with the person's own; what of these cannot be read is said, and left out."""
    from tracker.rules import load_rules
    from tracker.settings import load

    loaded = load_rules(load().data_dir)
    for fault in loaded.faults:
        note(f"left out a topic file of yours, {fault}; `tracker rules check` says more")
    return loaded


def topic_named(rules: RuleSet, slug: str) -> Any:
    """The topic of that name; an unknown one is one sentence with the nearest names."""
    from difflib import get_close_matches

    known = {topic.slug: topic for topic in rules.topics}
    if slug not in known:
        near = get_close_matches(slug, known, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageProblem(f"no topic is named {slug}{hint} (`tracker rules list` has them all)")
    return known[slug]


@click.group()
def rules() -> None:
    """The topics and their rules: list, check, try, explain, measure. docs/rules.md has the language."""


@rules.command("list")
@topic_option("The rules of this topic, one by one", "topics", stored=False)
@format_option()
def list_rules(topics: tuple[str, ...], fmt: str | None) -> None:
    """All topics, or the rules of some.

    Example: tracker rules list --topic parity
    """
    loaded = rules_in_force()
    if topics:
        rows = [
            {
                "topic": chosen.slug,
                "rule": rule.id,
                "weight": -rule.weight if rule.against else rule.weight,
                "query": str(rule.query),
                "flags": rule.flags,
                "ignores": rule.ignores,
                "line": rule.line,
            }
            for chosen in (topic_named(loaded, slug) for slug in topics)
            for rule in chosen.rules
        ]
        emit(rows, fmt, (*(("topic",) if len(topics) > 1 else ()), "rule", "weight", "flags", "ignores", "line"))
        return
    from sqlalchemy import func, select

    from tracker.db.models import Match
    from tracker.db.opening import open_database

    with open_database() as connection:
        counted = select(Match.topic, func.count()).where(Match.flagged, Match.gone_at.is_(None)).group_by(Match.topic)
        flagged = dict(connection.execute(counted).all())
    emit(
        (_topic_view(topic, flagged.get(topic.slug, 0)) for topic in loaded.topics),
        fmt,
        TOPIC_COLUMNS,
        drop=("file", "against", "threshold", "rules"),
    )


def _topic_view(topic: Any, flagged: int) -> dict[str, Any]:
    return {
        "topic": topic.slug,
        "title": topic.title,
        "why": topic.why,
        "rules": sum(not rule.against for rule in topic.rules),
        "against": sum(rule.against for rule in topic.rules),
        "threshold": topic.threshold,
        "flagged": flagged,
        "file": topic.file,
        "version": topic.version,
    }


@rules.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@format_option()
def check(folder: Path | None, fmt: str | None) -> int:
    """Check all topic files and their examples; FOLDER stands in for the data folder's own `topics/`.

    Example: tracker rules check
    """
    from tracker.rules.examples import broken_examples
    from tracker.rules.parser import SHIPPED, read_folders
    from tracker.settings import load

    own = folder or load().data_dir / "topics"
    topics, _lists, faults = read_folders([SHIPPED, *([own] if own.is_dir() else [])])
    faults += list(broken_examples(topics))
    emit(
        ({"file": fault.file, "line": fault.line, "reason": fault.told} for fault in faults),
        fmt,
        ("file", "line", "reason"),
    )
    count = sum(len(topic.rules) for topic in topics)
    if faults:
        note(f"{number_of(len(faults), 'fault')} in {number_of(len(topics), 'topic')}; nothing was changed")
        return 1
    note(
        f"{number_of(len(topics), 'topic')} with {number_of(count, 'rule')} are right, and every rule does what its examples say"
    )
    return 0


@rules.command("test")
@click.argument("query")
@click.option(
    "--file", "file", type=click.Path(path_type=Path, allow_dash=True), help="Try it on this text; - is stdin."
)
@click.option("--text", help="Try it on these words.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many bills.")
@format_option()
def test(query: str, file: Path | None, text: str | None, limit: int, fmt: str | None) -> int:
    """Try a QUERY on a text, or on all stored bills when none is given.

    Example: tracker rules test '"mental health" NEAR/5 parity' --text 'Parity in mental health coverage'
    """
    from itertools import islice

    from tracker.rules.try_query import query_rules, tried

    query_topics = query_rules(query, rules_in_force().lists)
    if text is not None or file is not None:
        documents = iter([_text_document(text if text is not None else _read(file))])
    else:
        documents = _stored_bills()
    shown = emit(islice(tried(query_topics, documents), limit), fmt, TRY_COLUMNS)
    if not shown:
        note("it fits nothing there")
        return 1
    return 0


def _read(file: Path | None) -> str:
    if file is None or str(file) == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as problem:
        raise UsageProblem(f"--file: expected a readable text, found: {found_in(problem)}") from problem


def _text_document(text: str) -> Document:
    from tracker.rules.try_query import document_of_text

    return document_of_text(text)


def _stored_bills() -> Iterator[Document]:
    from tracker.db.opening import open_engine
    from tracker.matching.flagging import stored_documents

    return stored_documents(open_engine(), "bill")


@rules.command("explain")
@click.argument("record", metavar="BILL|ID")
@topic_option("Only this topic", "topics", stored=False)
@format_option()
def explain(record: str, topics: tuple[str, ...], fmt: str | None) -> None:
    """Why a bill, hearing or notice is flagged or not: every rule that fired, for and against, with its points.

    A bill may be written as people write it (us/119/HR4021, us/HR4021, "H.R. 4021"); a hearing or notice by its id.

    Example: tracker rules explain us/119/HR4021 --topic crisis-988
    """
    from tracker.db.engine import reading
    from tracker.db.opening import open_engine
    from tracker.matching.flagging import document_by_id
    from tracker.vocabulary import check_bill

    loaded = rules_in_force()
    for slug in topics:
        topic_named(loaded, slug)
    engine = open_engine()
    document = document_by_id(engine, record)
    if document is None:
        with reading(engine) as connection:
            document = document_by_id(engine, check_bill(record, connection))
    if document is None:
        raise UsageProblem(f"{record} stands on an agenda, but the bill itself is not stored")
    verdicts = [
        topic_verdict for topic_verdict in loaded.judge(document) if not topics or topic_verdict.topic in topics
    ]
    if fmt in {"json", "jsonl"} or (fmt is None and not sys.stdout.isatty()):
        emit(({"id": document.id, **verdict_view(verdict)} for verdict in verdicts), fmt, EXPLAIN_COLUMNS)
    else:
        emit(
            (row for verdict in verdicts for row in _arithmetic(verdict)),
            fmt,
            EXPLAIN_COLUMNS,
            drop=("words", "threshold", "field"),
        )
    if not verdicts:
        judged = {name: sum(map(len, parts)) for name, parts in document.fields.items() if parts}
        sizes = ", ".join(f"{size:,} characters of {name}" for name, size in judged.items())
        note(f"{document.id}: no rule fires; looked at {sizes}")


def verdict_view(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    from dataclasses import asdict

    return {
        "topic": verdict.topic,
        "score": verdict.score,
        "threshold": verdict.threshold,
        "flagged": verdict.flagged,
        "tier": verdict.tier,
        "points": round(sum(reason.weight for reason in verdict.reasons), 2),
        "reasons": [asdict(reason) for reason in verdict.reasons],
    }


def _arithmetic(verdict: Verdict) -> Iterator[dict[str, Any]]:
    head = {"topic": verdict.topic, "score": verdict.score, "threshold": verdict.threshold, "flagged": verdict.flagged}
    for reason in verdict.reasons:
        yield {
            **head,
            "rule": reason.rule,
            "field": reason.field,
            "points": f"{reason.weight:+g}",
            "words": reason.excerpt,
        }
        head = dict.fromkeys(head)
    yield {**head, "rule": "together", "points": f"{sum(reason.weight for reason in verdict.reasons):+.4g}"}


@rules.command("near-misses")
@topic_option("Only this topic", "topics", stored=False)
@jurisdiction_option("Only this place", "places")
@click.option("--points", type=click.IntRange(1, 99), default=10, show_default=True, help="Points below the threshold.")
@click.option("--within", "older_points", type=click.IntRange(1, 99), hidden=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many of each kind."
)
@format_option()
def near_misses(
    topics: tuple[str, ...],
    places: tuple[str, ...],
    points: int,
    older_points: int | None,
    limit: int,
    fmt: str | None,
) -> None:
    """What just missed the threshold, and what could hardly be judged because its text is not there.

    Silence is no proof of absence: a bill of which only a short title is known may be about anything.

    Example: tracker rules near-misses --topic parity --points 5
    """
    from tracker.db.opening import open_database
    from tracker.ingest.texts import TEXTS_OF_A_PLACE
    from tracker.matching.near_misses import hardly_read, nearly_flagged

    loaded = rules_in_force()
    for slug in topics:
        topic_named(loaded, slug)
    thresholds = {topic.slug: topic.threshold for topic in loaded.topics}
    with open_database() as connection:
        rows = [
            *nearly_flagged(
                connection, thresholds, topics=topics, jurisdictions=places, within=older_points or points, limit=limit
            )
        ]
        unread, total = hardly_read(connection, jurisdictions=places, limit=limit)
    emit([*rows, *unread], fmt, NEAR_COLUMNS, prose=("reason", "title"), drop=("reason", "kind", "threshold"))
    possible = sum(row["kind"] == "possible" for row in rows)
    note(
        f"{possible} possible by an estimate, {number_of(len(rows) - possible, 'near miss', 'near misses')}; {number_of(total, 'bill')} could hardly be judged"
        f" ({min(total, limit)} shown): `tracker texts` reads the texts of at most {TEXTS_OF_A_PLACE} bills of a place a night"
    )


@rules.command("lint")
@format_option()
def lint(fmt: str | None) -> None:
    """Rules that do no work on the stored bills: never fire, fire only together, fire on half of everything.

    Example: tracker rules lint
    """
    from tracker.rules.linting import findings

    loaded = rules_in_force()
    judged = (verdicts for _document, verdicts in loaded.judge_many(_stored_bills()))
    rows = [
        {"topic": finding.topic, "rule": finding.rule, "kind": finding.kind, "reason": finding.told}
        for finding in findings(loaded.topics, judged)
    ]
    emit(rows, fmt, LINT_COLUMNS)
    note(f"{number_of(len(rows), 'rule')} to look at")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Judge all records by all topics again.")
@format_option()
def flag(everything: bool, fmt: str | None) -> int:
    """Judge what is new or changed: records by all topics, and all records by topics that changed.

    Exit 3 when a topic file of yours has a fault: it was left out, the rest was judged.

    Example: tracker flag --all
    """
    from dataclasses import asdict
    from time import perf_counter

    from tracker.db.opening import open_engine
    from tracker.matching.flagging import flag_all, flag_changed

    begin = perf_counter()
    done = (flag_all if everything else flag_changed)(open_engine(), rules_in_force())
    seconds = round(perf_counter() - begin, 2)
    emit(
        [{**asdict(done), "seconds": seconds}],
        fmt,
        ("judged", "flagged", "new", "gone", "companions", "topics", "seconds"),
    )
    return 3 if done.left_out else 0
