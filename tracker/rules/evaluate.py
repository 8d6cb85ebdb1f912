"""Decide whether a query holds for what was found in a document, and where.

A span is (part, start, end): the number of a text of the document and places in it. What is asked for as NEAR, PRE or
SENT must stand in one text; AND, OR and NOT look at the whole document.

A query is compiled once: into questions that know in which fields to look and by what key a phrase is found, and that are
shared where queries ask the same ("@mental-health" of a hundred rules). What a question finds in a document is kept with it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final, assert_never

from tracker.rules.documents import Document
from tracker.rules.sentences import paragraph_ends, sentence_ends, words_between
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
Key = Hashable
"""What a phrase or citation is found by: itself, or its number among those of an engine, which is quicker to look up."""

MOST_SPANS: Final = 2_000
"""Places of one passage that are looked at in a document: whoever says it more often is not more about it."""


@dataclass(slots=True)
class Sight:
    """A document, and where each phrase and citation stands in it."""

    document: Document
    fields: Sequence[str]
    """The field of each text."""
    texts: Sequence[str]
    """Each text as it is judged."""
    spans: Mapping[Key, Sequence[Span]]
    """In order and without doubles."""
    found: dict[Asked, Sequence[Span]] = field(default_factory=dict)
    """What was asked before."""
    _ends: dict[int, list[int]] = field(default_factory=dict)
    _outside: dict[str | None, frozenset[int]] = field(default_factory=dict)

    def any_of(self, phrases: frozenset[Key]) -> list[Span]:
        """Where any of these phrases stands, in whatever field, in order."""
        return sorted(span for key in phrases.intersection(self.spans) for span in self.spans[key])

    def holds(self, node: Node, scope: str | None = None) -> bool:
        """Whether the document is what the query asks for, where phrases are found by themselves."""
        return Compiler()(node, scope).holds(self)

    def places(self, node: Node, scope: str | None = None) -> list[Span]:
        """Where the passage stands, in order, where phrases are found by themselves."""
        return list(Compiler()(node, scope).places(self))

    def witnesses(self, node: Node, scope: str | None = None) -> list[Span]:
        """The places that speak for the query, given that it holds, where phrases are found by themselves."""
        return list(Compiler()(node, scope).witnesses(self))

    def without(self, masked: Sequence[Span]) -> Sight:
        """The same document, in which nothing counts that shares words with one of these places."""
        if not masked:
            return self
        unmasked = {key: _untouched(spans, masked) for key, spans in self.spans.items()}
        return Sight(self.document, self.fields, self.texts, unmasked, {}, self._ends, self._outside)

    def within(self, spans: Sequence[Span], scope: str | None) -> Sequence[Span]:
        """Those of these places that stand in a field that is looked at."""
        if scope not in self._outside:
            texts = enumerate(self.fields)
            self._outside[scope] = frozenset(number for number, name in texts if not _looked_at(name, scope))
        outside = self._outside[scope]
        return [span for span in spans if span[0] not in outside] if outside else spans

    def following(self, first: Iterable[Span], second: Sequence[Span], distance: int) -> list[Span]:
        """Each of `first` with each of `second` that begins behind it, at most `distance` words on."""
        spans: list[Span] = []
        for part, start, end in first:
            text = self.texts[part]
            at, steps = end, 0
            for place in range(bisect_left(second, (part, end, end)), len(second)):
                other, begins, ends = second[place]
                if other != part:
                    break
                steps += words_between(text, at, begins, distance - steps)
                at = begins
                if steps >= distance:
                    break
                spans.append((part, start, ends))
            if len(spans) > MOST_SPANS:
                break
        return spans

    def unit(self, span: Span, *, paragraph: bool) -> tuple[int, int]:
        """The sentence or paragraph that a place begins in."""
        part, start, _end = span
        key = -1 - part if paragraph else part
        if key not in self._ends:
            ends = paragraph_ends if paragraph else sentence_ends
            self._ends[key] = ends(self.texts[part])
        return part, bisect_right(self._ends[key], start)


def _looked_at(name: str, scope: str | None) -> bool:
    if scope is None:
        return name != "sponsor"
    return name in ABOUT_FIELDS if scope == ABOUT else scope in (ANY, name)


class Asked:
    """A compiled query, or a part of one."""

    __slots__ = ()

    def holds(self, sight: Sight) -> bool:
        """Whether the document is what the query asks for."""
        return bool(self.places(sight))

    def places(self, sight: Sight) -> Sequence[Span]:
        """Where the passage stands, in order."""
        spans = sight.found.get(self)
        if spans is None:
            spans = sight.found[self] = self._look(sight)
        return spans

    def witnesses(self, sight: Sight) -> Sequence[Span]:
        """The places that speak for the query, given that it holds."""
        return self.places(sight)

    def _look(self, sight: Sight) -> Sequence[Span]:  # noqa: ARG002 - there is none
        raise TypeError(f"{type(self).__name__.strip('_')} has no place")


class _Leaf(Asked):
    __slots__ = ("_key", "_scope")

    def __init__(self, key: Key, scope: str | None) -> None:
        self._key, self._scope = key, scope

    def places(self, sight: Sight) -> Sequence[Span]:
        spans = sight.spans.get(self._key)
        return sight.within(spans, self._scope) if spans else ()


class _Or(Asked):
    __slots__ = ("_leaves", "_parts")

    def __init__(self, parts: Sequence[Asked], leaves: Mapping[Key, Asked] | None) -> None:
        self._parts = parts
        self._leaves = leaves
        """Where all are phrases or citations: then only those found in a document need be looked at."""

    def _alive(self, sight: Sight) -> Iterable[Asked]:
        leaves = self._leaves
        if leaves is None:
            return self._parts
        return [leaves[key] for key in leaves.keys() & sight.spans.keys()]

    def holds(self, sight: Sight) -> bool:
        return any(part.holds(sight) for part in self._alive(sight))

    def _look(self, sight: Sight) -> Sequence[Span]:
        return _merged([part.places(sight) for part in self._alive(sight)])

    def witnesses(self, sight: Sight) -> Sequence[Span]:
        return _merged([part.witnesses(sight) for part in self._alive(sight) if part.holds(sight)])


class _And(Asked):
    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[Asked]) -> None:
        self._parts = parts

    def holds(self, sight: Sight) -> bool:
        return all(part.holds(sight) for part in self._parts)

    def witnesses(self, sight: Sight) -> Sequence[Span]:
        return _merged([part.witnesses(sight) for part in self._parts if part.holds(sight)])


class _Not(Asked):
    __slots__ = ("_part",)

    def __init__(self, part: Asked) -> None:
        self._part = part

    def holds(self, sight: Sight) -> bool:
        return not self._part.holds(sight)

    def witnesses(self, sight: Sight) -> Sequence[Span]:  # noqa: ARG002 - what is not there has no place
        return ()


class _Filter(Asked):
    __slots__ = ("_fits", "_value")

    def __init__(self, name: str, value: str) -> None:
        self._fits, self._value = _FILTERS[name], value

    def holds(self, sight: Sight) -> bool:
        return self._fits(sight.document, self._value)

    def witnesses(self, sight: Sight) -> Sequence[Span]:  # noqa: ARG002 - it asks for no words
        return ()


class _AtLeast(Asked):
    __slots__ = ("_number", "_part")

    def __init__(self, number: int, part: Asked) -> None:
        self._number, self._part = number, part

    def holds(self, sight: Sight) -> bool:
        return _not_overlapping(self._part.places(sight), self._number)

    def witnesses(self, sight: Sight) -> Sequence[Span]:
        return self._part.places(sight)


class _Pair(Asked):
    __slots__ = ("_left", "_node", "_right")

    def __init__(self, node: Near | Apart | Sentence, first: Asked, second: Asked) -> None:
        self._node, self._left, self._right = node, first, second

    def _look(self, sight: Sight) -> Sequence[Span]:
        firsts = self._left.places(sight)
        seconds = self._right.places(sight) if firsts else ()
        match self._node:
            case Apart(distance=distance):
                return _apart(sight, firsts, seconds, distance)
            case _ if not seconds:
                return ()
            case Near(distance=distance, ordered=ordered):
                spans = sight.following(firsts, seconds, distance)
                if not ordered:
                    spans += sight.following(seconds, firsts, distance)
                return sorted(set(spans))[:MOST_SPANS]
            case Sentence(paragraph=paragraph, ordered=ordered):
                return _together(sight, firsts, seconds, paragraph=paragraph, ordered=ordered)
            case _:
                assert_never(self._node)


def _apart(sight: Sight, first: Sequence[Span], second: Sequence[Span], distance: int) -> Sequence[Span]:
    """Places of the first that no place of the second is near to, or shares words with."""
    if not second:
        return first
    spans = []
    for span in first:
        near = sight.following([span], second, distance) or sight.following(second, [span], distance)
        if not near and not _touches(span, second):
            spans.append(span)
    return spans


def _together(
    sight: Sight, first: Sequence[Span], second: Sequence[Span], *, paragraph: bool, ordered: bool
) -> Sequence[Span]:
    by_unit: dict[tuple[int, int], list[Span]] = {}
    for span in second:
        by_unit.setdefault(sight.unit(span, paragraph=paragraph), []).append(span)
    spans = {
        (part, min(start, span[1]), max(end, span[2]))
        for part, start, end in first
        for span in by_unit.get(sight.unit((part, start, end), paragraph=paragraph), ())[:50]
        if not ordered or span[1] >= end
    }
    return sorted(spans)[:MOST_SPANS]


class Compiler:
    """Compiles queries, equal parts of them once."""

    def __init__(self, keys: Mapping[Node, Key] | None = None) -> None:
        """`keys` say what phrases and citations are found by; without them it is themselves."""
        self._keys = keys
        self._made: dict[tuple[Node, str | None], Asked] = {}

    def __call__(self, node: Node, scope: str | None = None) -> Asked:
        """The query as it is asked where only fields of this scope are looked at."""
        made = self._made.get((node, scope))
        if made is None:
            made = self._made[node, scope] = self._compiled(node, scope)
        return made

    def _compiled(self, node: Node, scope: str | None) -> Asked:  # noqa: PLR0911 - a case each
        match node:
            case Phrase() | Cite():
                return _Leaf(self._key(node), scope)
            case And():
                return _And([self(part, scope) for part in node.parts])
            case Or():
                parts = {part: self(part, scope) for part in node.parts}
                leaves = (
                    None if node.phrases is None else {self._key(part): part_key for part, part_key in parts.items()}
                )
                return _Or(list(parts.values()), leaves)
            case Not():
                return _Not(self(node.part, scope))
            case Scope():
                return self(node.part, node.field)
            case Filter():
                return _Filter(node.name, node.value)
            case AtLeast():
                return _AtLeast(node.number, self(node.part, scope))
            case Near() | Apart() | Sentence():
                return _Pair(node, self(node.left, scope), self(node.right, scope))
            case _:
                assert_never(node)

    def _key(self, leaf: Node) -> Key:
        return leaf if self._keys is None else self._keys[leaf]


def _not_overlapping(spans: Sequence[Span], number: int) -> bool:
    """Whether so many of them do not overlap."""
    count, part, until = 0, -1, 0
    for span in sorted(spans, key=lambda bounds: (bounds[0], bounds[2])):
        if span[0] != part or span[1] >= until:
            count, part, until = count + 1, span[0], span[2]
    return count >= number


def _touches(span: Span, masked: Sequence[Span]) -> bool:
    """Whether it shares words with one of these: "counseling services" is something else behind "housing counseling"."""
    return any(part == span[0] and start < span[2] and span[1] < end for part, start, end in masked)


def _untouched(spans: Sequence[Span], masked: Sequence[Span]) -> Sequence[Span]:
    return [span for span in spans if not _touches(span, masked)]


def _merged(lists: Sequence[Sequence[Span]]) -> Sequence[Span]:
    if len(lists) < 2:
        return lists[0] if lists else ()
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
