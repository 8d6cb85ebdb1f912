"""Try a query: on a text somebody pastes, or on many documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from tracker.rules.documents import Document
from tracker.rules.engine import RuleSet
from tracker.rules.query import read_query
from tracker.rules.scoring import Rule, Topic

_TRY: Final = "try"


def query_rules(query: str, lists: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> RuleSet:
    """A rule set of that query alone; raises QueryProblem."""
    rule = Rule(id=_TRY, query=read_query(query, lists), weight=6.0)
    return RuleSet([Topic(slug=_TRY, title=query, why="", rules=(rule,), threshold=1)], lists)


def document_of_text(text: str) -> Document:
    """A text as a document: its first line is the title, the rest the text."""
    title, _newline, rest = text.lstrip().partition("\n")
    return Document(
        id="text", kind="bill", fields={"title": (title,), "text": (rest,) if rest else ()}, jurisdiction="us"
    )


def tried(rules: RuleSet, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """What fits, with where and which words."""
    for document, verdicts in rules.judge_many(documents):
        for verdict in verdicts:
            reason = verdict.reasons[0]
            yield {
                "id": document.id,
                "title": next(iter(document.fields.get("title", ())), ""),
                "field": reason.field,
                "words": reason.words,
                "excerpt": reason.excerpt,
            }
