"""The rule engine, whole: normalize, scan, verify, boolean and proximity, score, reasons; against raw scanners.

The peers only look for the same phrases in the same bytes, normalized for them beforehand, document by document: they
say which phrase ends where and nothing else. `eldar` is a package for boolean search; it and ours answer the same queries.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import os
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import orjson

from bench.report import Ratio, alternating, tell
from tracker.rules import Document, RuleSet, load_rules
from tracker.rules.batches import batches
from tracker.rules.matcher import Matcher
from tracker.rules.normalize import folded, readable, scannable
from tracker.rules.query import read_query
from tracker.rules.scoring import Rule, Topic
from tracker.rules.syntax import Node, Phrase

SHARED = Path(os.environ.get("TRACKER_SHARED", Path(__file__).resolve().parents[2] / "shared"))
WORDS = [
    "grant",
    "program",
    "health",
    "state",
    "service",
    "agency",
    "report",
    "fund",
    "care",
    "provider",
    "school",
    "act",
    "court",
    "license",
    "tax",
    "water",
    "road",
]


def real_texts() -> list[str]:
    """Texts of real bills and abstracts; made-up ones where the recordings are not here."""
    folder = SHARED / "recordings" / "federal" / "bill_text"
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in {".htm", ".html", ".xml", ".txt"}]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    corpus = SHARED / "benchmarks" / "relevance" / "dev.jsonl.gz"
    if corpus.is_file():
        with gzip.open(corpus) as lines:
            texts += [f"{row['title']}. {row['abstract']}" for row in map(orjson.loads, lines)]
    if texts:
        # As they are kept: without the markup that some hold as words.
        return [re.sub(r"<[^<>]*>|[<&]", " ", readable(text)) for text in texts]
    print("the recordings are not here: measuring on made-up texts", file=sys.stderr)
    dice = random.Random(1)
    return [" ".join(dice.choices(WORDS, k=dice.randint(20, 300))) for _ in range(8_000)]


def other_texts(texts: list[str]) -> list[str]:
    """Bills of other legislatures, from which phrases are taken; the texts themselves where there are none."""
    corpus = SHARED / "benchmarks" / "relevance" / "states2026-dev.jsonl.gz"
    if not corpus.is_file():
        return texts
    with gzip.open(corpus) as lines:
        return [f"{row['title']}. {row.get('text') or ''}"[:2_000] for row in map(orjson.loads, lines)]


def phrases(texts: list[str], count: int, share: float) -> list[tuple[str, ...]]:
    """Phrases of one to three words from bills of other legislatures, of which `share` of these texts hold one or more.

    Held as rules read them, plurals and gaps of any width included.
    """
    dice = random.Random(count)
    words = re.findall(r"[a-z]+", " ".join(other_texts(texts)).lower())
    drawn = (dice.randrange(len(words) - 3) for _ in range(6 * count))
    found = list(dict.fromkeys(tuple(words[at : at + dice.choice((1, 2, 2, 3))]) for at in drawn))
    nodes = {Phrase(phrase): phrase for phrase in found if len(phrase) > 1 or len(phrase[0]) > 3}
    holders: dict[Node, set[int]] = {node: set() for node in nodes}
    matcher, before = Matcher(nodes), 0
    for batch in batches(documents_of(texts)):
        for number, sight in matcher.sights(batch).items():
            for node in sight.spans:
                holders[node].add(before + number)
        before += len(batch.documents)
    chosen, matched = [], set[int]()
    # The rarest first, those that stand nowhere last, so that the share is reached.
    for node in sorted(nodes, key=lambda node: len(holders[node]) or len(texts)):
        if len(matched | holders[node]) <= share * len(texts) and len(chosen) < count:
            chosen.append(nodes[node])
            matched |= holders[node]
    return chosen


def documents_of(texts: list[str]) -> list[Document]:
    """Each text as a record of its own."""
    return [
        Document(id=str(at), kind="bill", fields={"text": (text,)}, jurisdiction="us") for at, text in enumerate(texts)
    ]


def rules_of(chosen: list[tuple[str, ...]]) -> RuleSet:
    """One rule a phrase, each with a boolean or proximity condition."""
    forms: tuple[Callable[[str], str], ...] = (
        lambda phrase: phrase,
        lambda phrase: f"{phrase} NOT title:zebra",
        lambda phrase: f"{phrase} OR {phrase} NEAR/5 unicorn",
        lambda phrase: f"({phrase} OR unicorn) AND NOT centaur",
    )
    rules = tuple(
        Rule(id=f"rule-{number}", query=read_query(forms[number % 4](f'"{" ".join(phrase)}"')), weight=3.0)
        for number, phrase in enumerate(chosen)
    )
    return RuleSet([Topic(slug="bench", title="", why="", rules=rules, threshold=30)])


def peers(chosen: list[tuple[str, ...]], raw: list[bytes]) -> dict[str, Callable[[], object]]:
    """Raw scanners over normalized bytes, a call a document."""
    import hyperscan
    import re2
    from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

    literals = [f" {' '.join(phrase)} ".encode() for phrase in chosen]
    count = len(literals)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=literals, ids=list(range(count)), elements=count, flags=[0] * count, literal=True)
    several = re2.Set.SearchSet()
    for literal in literals:
        several.Add(re.escape(literal.decode()))
    several.Compile()
    automaton = BytesAhoCorasick(literals, matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def hit(number: int, _start: int, end: int, _flags: int, found: list[tuple[int, int]]) -> None:
        found.append((number, end))

    return {
        "hyperscan": lambda: [database.scan(each, match_event_handler=hit, context=[]) for each in raw],
        "re2 Set": lambda: [several.Match(each) for each in raw],
        "ahocorasick_rs": lambda: [automaton.find_matches_as_indexes(each, overlapping=True) for each in raw],
    }


def against_scanners(texts: list[str], count: int, rounds: int, at_least: float) -> list[Ratio]:
    """The whole engine against the fastest raw scanner, in megabytes a second."""
    chosen = phrases(texts, count, share=0.05)
    rules = rules_of(chosen)
    documents = documents_of(texts)
    raw = [scannable(folded(text))[1] for text in texts]
    matched = sum(bool(verdicts) for _document, verdicts in rules.judge_many(documents))
    others = peers(chosen, raw)
    taken = alternating(rounds, ours=lambda: list(rules.judge_many(documents)), **others)
    size = sum(map(len, raw)) / 1e6
    best = min(others, key=lambda name: taken[name])
    told = ", ".join(f"{name} {size / taken[name]:.0f}" for name in others)
    print(f"{count} rules: {matched / len(texts):.1%} of {len(texts):,} documents match; MB/s: {told}")
    return [
        Ratio(
            name=f"whole engine, {count} rules",
            ours=size / taken["ours"],
            peer=size / taken[best],
            unit="MB/s",
            against=f"{best}, the fastest raw scanner",
            at_least=at_least,
        )
    ]


def against_eldar(texts: list[str]) -> list[Ratio]:
    """Boolean queries against the package for them, with the same answers."""
    if importlib.util.find_spec("eldar") is None:
        print("eldar is not installed (`pip install eldar unidecode`): left out", file=sys.stderr)
        return []
    from eldar import Query

    dice = random.Random(7)
    words = sorted({word for phrase in phrases(texts, 700, share=1.0) for word in phrase})
    asked = [tuple(dice.choices(words, k=4)) for _ in range(500)]
    sample = [re.sub(r"[^a-z0-9]+", " ", text[:4_000].lower()) for text in texts[:400]]
    # Words, not phrases: in quotation marks eldar looks for letters, and finds "act" in "factory".
    queries = [
        Query(f"({a} AND {b}) OR ({c} AND NOT {d})", ignore_case=False, ignore_accent=False, match_word=True)
        for a, b, c, d in asked
    ]
    rules = RuleSet(
        [
            Topic(slug=f"t{at}", title="", why="", threshold=1, rules=(Rule(id="r", query=query, weight=6.0),))
            for at, (a, b, c, d) in enumerate(asked)
            for query in [read_query(f"(={a} AND ={b}) OR (={c} AND NOT ={d})")]
        ]
    )
    documents = documents_of(sample)
    ours = [sorted(int(each.topic[1:]) for each in verdicts) for _document, verdicts in rules.judge_many(documents)]
    theirs = [[at for at, query in enumerate(queries) if query(text)] for text in sample]
    same = sum(one == other for one, other in zip(ours, theirs, strict=True))
    print(f"eldar: {same} of {len(sample)} documents have the same answers to all {len(queries)} queries")
    taken = alternating(
        3,
        ours=lambda: list(rules.judge_many(documents)),
        eldar=lambda: [query(text) for text in sample for query in queries],
    )
    return [
        Ratio(
            name="500 boolean rules",
            ours=1 / taken["ours"],
            peer=1 / taken["eldar"],
            unit="passes/s",
            against="eldar",
            at_least=200,
        )
    ]


def loading(texts: list[str]) -> list[Ratio]:
    """Loading all shipped topics, and compiling 5,000 rules."""
    chosen = phrases(texts, 5_000, share=0.05)
    taken = alternating(5, topics=load_rules, many=lambda: rules_of(chosen))
    return [
        Ratio(name="load all topics", ours=taken["topics"], peer=0.3, unit="s", against="the promise", at_most=1.0),
        Ratio(name="compile 5,000 rules", ours=taken["many"], peer=2.0, unit="s", against="the promise", at_most=1.0),
    ]


def main() -> int:
    """Measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=3, help="How often the corpus is repeated.")
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    texts = real_texts()
    repeated = texts * given.times
    found = [
        ratio
        for count, least in ((500, 0.4), (5_000, 0.3))
        for ratio in against_scanners(repeated, count, given.rounds, least)
    ]
    return tell([*found, *against_eldar(texts), *loading(texts)])


if __name__ == "__main__":
    sys.exit(main())
