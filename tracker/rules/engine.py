"""Judge documents by topics: phrases found in one pass, rules evaluated where their phrases occurred, a score, reasons."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from tracker.rules.documents import Document

BOOSTS: Final = {
    "title": 3.0,
    "subject": 3.0,
    "agenda": 2.0,
    "committee": 1.0,
    "abstract": 1.5,
    "text": 0.5,
    "sponsor": 0.0,
}
"""How much a hit counts by the field it stands in."""
SATURATION: Final = 6.0
"""Points that make a score of 63; twice as many make 86. The score is 100 * (1 - exp(-points / SATURATION))."""
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that fired, with the words and the passage; `against` marks one that speaks against the topic."""

    rule: str
    field: str
    words: str
    excerpt: str
    weight: float
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a topic says about a document."""

    topic: str
    score: int
    flagged: bool
    threshold: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All of some phrases, none of others, in one field."""

    id: str
    all_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic and its rules."""

    slug: str
    title: str
    why: str
    rules: tuple[Rule, ...]
    threshold: int = 30


def words(text: str) -> str:
    """Text as rules see it: lower case, no accents, one space between words, a space around all."""
    plain = unicodedata.normalize("NFKD", text) if not text.isascii() else text
    return f" {_NOT_WORD.sub(' ', plain.casefold().encode('ascii', 'ignore').decode())} "


class RuleSet:
    """All topics, compiled into one scanner."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Compile."""
        self.topics = tuple(topics)
        phrases = {phrase for topic in topics for rule in topic.rules for phrase in (*rule.all_of, *rule.none_of)}
        self._phrases = sorted(phrases)
        forms = [(form, phrase) for phrase in self._phrases for form in _forms(phrase)]
        self._owners = [phrase for _form, phrase in forms]
        self._scanner = AhoCorasick(
            [form for form, _phrase in forms], matchkind=MatchKind.Standard, implementation=Implementation.DFA
        )

    def judge(self, document: Document) -> tuple[Verdict, ...]:
        """What each topic says that has anything to say."""
        hits = {name: self._hits(parts) for name, parts in document.fields.items() if parts}
        verdicts = (self._verdict(topic, hits) for topic in self.topics)
        return tuple(verdict for verdict in verdicts if verdict is not None)

    def judge_many(self, documents: Iterable[Document]) -> Iterable[tuple[Document, tuple[Verdict, ...]]]:
        """Judge one after the other."""
        for document in documents:
            yield document, self.judge(document)

    def _hits(self, parts: tuple[str, ...]) -> dict[str, str]:
        """Phrase to excerpt, for all phrases that occur in the field."""
        found: dict[str, str] = {}
        for part in parts:
            plain = words(part)
            for number, start, end in self._scanner.find_matches_as_indexes(plain, overlapping=True):
                phrase = self._owners[number]
                if phrase not in found:
                    before, after = plain[max(0, start - 80) : start], plain[end : end + 80]
                    found[phrase] = f"{before.lstrip()} «{plain[start:end].strip()}» {after.rstrip()}".strip()
        return found

    def _verdict(self, topic: Topic, hits: dict[str, dict[str, str]]) -> Verdict | None:
        reasons: list[Reason] = []
        for rule in topic.rules:
            for name, found in hits.items():
                if not all(phrase in found for phrase in rule.all_of):
                    continue
                stop = next((phrase for phrase in rule.none_of if phrase in found), None)
                shown = found[stop] if stop else found[rule.all_of[0]]
                reasons.append(
                    Reason(
                        rule=rule.id,
                        field=name,
                        words=stop or ", ".join(rule.all_of),
                        excerpt=shown,
                        weight=rule.weight * BOOSTS.get(name, 1.0),
                        against=stop is not None,
                    )
                )
        best: dict[str, float] = {}
        for reason in reasons:
            if not reason.against:
                best[reason.rule] = max(best.get(reason.rule, 0.0), reason.weight)
        if not best:
            return None
        score = round(100 * (1 - math.exp(-sum(best.values()) / SATURATION)))
        ordered = tuple(sorted(reasons, key=lambda each: (each.against, -each.weight)))
        return Verdict(
            topic=topic.slug, score=score, flagged=score >= topic.threshold, threshold=topic.threshold, reasons=ordered
        )


def _forms(phrase: str) -> tuple[str, ...]:
    """A phrase and its simple plural, as whole words; one that ends in * stands for all beginnings."""
    if phrase.endswith("*"):
        return (words(phrase[:-1]).rstrip(),)
    plain = words(phrase)
    return (plain, plain.rstrip() + "s ")
