"""Decide whether a query holds for what was found in a document, and where.

A span is (part, start, end): the number of a text of the document and places in it. What is asked for as NEAR, PRE or
SENT must stand in one text; AND, OR and NOT look at the whole document.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final, assert_never

from tracker.rules.documents import Document
from tracker.rules.syntax import (
    ABOUT,
    ABOUT_FIELDS,
    ANY,
    And,
    Apart,
    AtLeast,
    Cite,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Sentence,
)

Span = tuple[int, int, int]

MOST_SPANS: Final = 2_000
"""Places of one passage that are looked at in a document: whoever says it more often is not more about it."""

_SENTENCE_END: Final = re.compile(
    r"[.!?][\"')\]\u201d\u2019]{0,3}(?=\s{1,20}[\"'(\[\u201c\u2018]{0,2}([^\W_]))|\n[ \t\r]{0,40}\n"
)
# One letter is an initial, but not the one of a possessive: "the child's. Then" are two sentences.
_ABBREVIATION: Final = re.compile(
    r"(?:(?<!['\u2018\u2019\u02bc])\b[A-Za-z]|\b(?:Sec|Secs|No|Nos|Art|Arts|St|Dr|Mr|Mrs|Ms|Jr|Sr|Inc|Corp|Co|Dept|Rep"
    r"|Reps|Sen|Sens|Gov|Stat|Pub|Rev|Ch|Par|Subsec|Pt|Cal|Fed|Reg|Ann|Gen|Vol|Approx|vs|etc|al|eg|ie|U\.S|U\.S\.C|seq|cf"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec))\.\Z"
)


@dataclass(slots=True)
class Sight:
    """A document, and where each phrase and citation stands in it."""

    document: Document
    fields: Sequence[str]
    """The field of each text."""
    texts: Sequence[str]
    """Each text as it is judged."""
    spans: Mapping[Node, list[Span]]
    """In order and without doubles."""
    _ends: dict[int, list[int]] = field(default_factory=dict)

    def any_of(self, phrases: frozenset[Node]) -> list[Span]:
        """Where any of these phrases stands, in whatever field, in order."""
        return sorted(span for node in phrases.intersection(self.spans) for span in self.spans[node])

    def holds(self, node: Node, scope: str | None = None) -> bool:  # noqa: PLR0911 - a case each
        """Whether the document is what the query asks for."""
        match node:
            case And():
                return all(self.holds(part, scope) for part in node.parts)
            case Or():
                parts = node.parts if node.phrases is None else node.phrases.intersection(self.spans)
                return any(self.holds(part, scope) for part in parts)
            case Not():
                return not self.holds(node.part, scope)
            case Scope():
                return self.holds(node.part, node.field)
            case Filter():
                return _FILTERS[node.name](self.document, node.value)
            case AtLeast():
                return _not_overlapping(self.places(node.part, scope), node.number)
            case Phrase() | Cite() | Near() | Apart() | Sentence():
                return bool(self.places(node, scope))
            case _:
                assert_never(node)

    def places(self, node: Node, scope: str | None = None) -> list[Span]:
        """Where the passage stands, in order."""
        match node:
            case Phrase() | Cite():
                return [span for span in self.spans.get(node, ()) if self._in(span, scope)]
            case Or():
                parts = node.parts if node.phrases is None else node.phrases.intersection(self.spans)
                return _merged([self.places(part, scope) for part in parts])
            case Scope():
                return self.places(node.part, node.field)
            case Near():
                return self._near(node, scope)
            case Apart():
                return self._apart(node, scope)
            case Sentence():
                return self._together(node, scope)
            case And() | Not() | Filter() | AtLeast():
                raise TypeError(f"{type(node).__name__} has no place")
            case _:
                assert_never(node)

    def witnesses(self, node: Node, scope: str | None = None) -> list[Span]:
        """The places that speak for the query, given that it holds."""
        match node:
            case And() | Or():
                return _merged([self.witnesses(part, scope) for part in node.parts if self.holds(part, scope)])
            case Not() | Filter():
                return []
            case Scope():
                return self.witnesses(node.part, node.field)
            case AtLeast():
                return self.places(node.part, scope)
            case Phrase() | Cite() | Near() | Apart() | Sentence():
                return self.places(node, scope)
            case _:
                assert_never(node)

    def without(self, masked: list[Span]) -> Sight:
        """The same document, in which nothing counts that shares words with one of these places."""
        if not masked:
            return self
        kept = {node: [span for span in spans if not _touches(span, masked)] for node, spans in self.spans.items()}
        return Sight(self.document, self.fields, self.texts, kept, self._ends)

    def _in(self, span: Span, scope: str | None) -> bool:
        name = self.fields[span[0]]
        if scope is None:
            return name != "sponsor"
        return name in ABOUT_FIELDS if scope == ABOUT else scope in (ANY, name)

    def _near(self, node: Near, scope: str | None) -> list[Span]:
        left, right = self.places(node.left, scope), self.places(node.right, scope)
        found = self._following(left, right, node.distance)
        if not node.ordered:
            found += self._following(right, left, node.distance)
        return sorted(set(found))[:MOST_SPANS]

    def _following(self, first: list[Span], second: list[Span], distance: int) -> list[Span]:
        """Each of `first` with each of `second` that begins behind it, at most `distance` words on."""
        found: list[Span] = []
        for part, start, end in first:
            text = self.texts[part]
            at, steps = end, 0
            for place in range(bisect_left(second, (part, end, end)), len(second)):
                other, begins, ends = second[place]
                if other != part:
                    break
                steps += _words_between(text, at, begins, distance - steps)
                at = begins
                if steps >= distance:
                    break
                found.append((part, start, ends))
            if len(found) > MOST_SPANS:
                break
        return found

    def _apart(self, node: Apart, scope: str | None) -> list[Span]:
        """Places of the left one that no place of the right one is near to, or shares words with."""
        left, right = self.places(node.left, scope), self.places(node.right, scope)
        found = []
        for span in left:
            near = self._following([span], right, node.distance) or self._following(right, [span], node.distance)
            if not near and not _touches(span, right):
                found.append(span)
        return found

    def _together(self, node: Sentence, scope: str | None) -> list[Span]:
        by_unit: dict[tuple[int, int], list[Span]] = {}
        for span in self.places(node.right, scope):
            by_unit.setdefault(self._unit(span, paragraph=node.paragraph), []).append(span)
        found = {
            (part, min(start, span[1]), max(end, span[2]))
            for part, start, end in self.places(node.left, scope)
            for span in by_unit.get(self._unit((part, start, end), paragraph=node.paragraph), ())[:50]
            if not node.ordered or span[1] >= end
        }
        return sorted(found)[:MOST_SPANS]

    def _unit(self, span: Span, *, paragraph: bool) -> tuple[int, int]:
        """The sentence or paragraph that a place begins in."""
        part, start, _end = span
        key = -1 - part if paragraph else part
        if key not in self._ends:
            ends = paragraph_ends if paragraph else sentence_ends
            self._ends[key] = ends(self.texts[part])
        return part, bisect_right(self._ends[key], start)


def sentence_ends(text: str) -> list[int]:
    """Where sentences end in a text: a mark before a capital or number, not behind an abbreviation, or an empty line.

    A capital of any script; letters of scripts that have none begin a sentence too.
    """
    return [
        found.end()
        for found in _SENTENCE_END.finditer(text)
        if not (found[1] and found[1].islower())
        and (found[0][0] != "." or not _ABBREVIATION.search(text, max(0, found.start() - 12), found.start() + 1))
    ]


def paragraph_ends(text: str) -> list[int]:
    """Where paragraphs end in a text: at empty lines."""
    return [found.end() for found in _PARAGRAPH_END.finditer(text)]


_PARAGRAPH_END: Final = re.compile(r"\n[ \t\r]{0,40}\n")
_GAP_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")


def _words_between(text: str, start: int, end: int, most: int) -> int:
    """Words between two places, counted no further than `most`."""
    count = 0
    for _word in _GAP_WORD.finditer(text, start, end):
        count += 1
        if count >= most:
            break
    return count


def _not_overlapping(spans: list[Span], number: int) -> bool:
    """Whether so many of them do not overlap."""
    count, part, until = 0, -1, 0
    for span in sorted(spans, key=lambda each: (each[0], each[2])):
        if span[0] != part or span[1] >= until:
            count, part, until = count + 1, span[0], span[2]
    return count >= number


def _touches(span: Span, masked: list[Span]) -> bool:
    """Whether it shares words with one of these: "counseling services" is something else behind "housing counseling"."""
    return any(part == span[0] and start < span[2] and span[1] < end for part, start, end in masked)


def _merged(lists: list[list[Span]]) -> list[Span]:
    if len(lists) == 1:
        return lists[0]
    return sorted({span for spans in lists for span in spans})


def _on_day(document: Document, value: str) -> bool:
    return document.date is not None and document.date.isoformat().startswith(value)


def first_day(value: str) -> dt.date:
    """The first day of a year, a month or a day as a query writes it."""
    return dt.date.fromisoformat((value + "-01-01")[:10])


_FILTERS: Final[Mapping[str, Callable[[Document, str], bool]]] = {
    "jurisdiction": lambda document, value: fnmatchcase(document.jurisdiction, value),
    "stage": lambda document, value: document.stage == value,
    "kind": lambda document, value: document.kind == value,
    "date": _on_day,
    "after": lambda document, value: document.date is not None and document.date >= first_day(value),
    "before": lambda document, value: document.date is not None and document.date < first_day(value),
}
