"""A slow evaluator that is obviously right: documents are lists of words, and every pair of places is looked at."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from itertools import product

from tracker.rules.normalize import forms
from tracker.rules.syntax import And, Apart, AtLeast, Near, Node, Not, Or, Phrase, Scope, Sentence


@dataclass(frozen=True)
class Part:
    """One text of a field: its sentences, each a list of words."""

    field: str
    sentences: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> list[str]:
        return [word for sentence in self.sentences for word in sentence]

    def sentence_of(self, place: int) -> int:
        for number, sentence in enumerate(self.sentences):
            if place < len(sentence):
                return number
            place -= len(sentence)
        raise IndexError(place)


def same_word(said: str, asked: str, *, exact: bool) -> bool:
    if "*" in asked or "?" in asked:
        plain = fnmatch.fnmatchcase(said, asked)
        if exact or asked.endswith("*"):
            return plain
        return plain or any(said.endswith(end) and fnmatch.fnmatchcase(said[: -len(end)], asked) for end in ("s", "'s"))
    return said == asked if exact else said in forms(asked)


def places(node: Node, parts: list[Part], scope: str | None) -> set[tuple[int, int, int]]:
    """(part, first word, word after the last)."""
    if isinstance(node, Phrase):
        found = set()
        for number, part in enumerate(parts):
            if scope in ("any", part.field) or (scope is None and part.field != "sponsor"):
                words = part.words
                for at in range(len(words) - len(node.words) + 1):
                    pairs = zip(words[at : at + len(node.words)], node.words, strict=True)
                    if all(same_word(said, asked, exact=node.exact) for said, asked in pairs):
                        found.add((number, at, at + len(node.words)))
        return found
    if isinstance(node, Or):
        return {place for each in node.parts for place in places(each, parts, scope)}
    if isinstance(node, Scope):
        return places(node.part, parts, node.field)
    left, right = places(node.left, parts, scope), places(node.right, parts, scope)
    if isinstance(node, Apart):
        return {one for one in left if not any(near(one, other, node.distance) for other in right)}
    found = set()
    for one, other in product(left, right):
        if one[0] != other[0]:
            continue
        hull = (one[0], min(one[1], other[1]), max(one[2], other[2]))
        if isinstance(node, Sentence):
            part = parts[one[0]]
            if part.sentence_of(one[1]) == part.sentence_of(other[1]) and (not node.ordered or other[1] >= one[2]):
                found.add(hull)
            continue
        assert isinstance(node, Near)
        if 0 <= other[1] - one[2] < node.distance:
            found.add(hull)
        if not node.ordered and 0 <= one[1] - other[2] < node.distance:
            found.add(hull)
    return found


def near(one: tuple[int, int, int], other: tuple[int, int, int], distance: int) -> bool:
    """Whether two places share a word, or have fewer than so many words between them."""
    return one[0] == other[0] and other[1] - one[2] < distance and one[1] - other[2] < distance


def holds(node: Node, parts: list[Part], scope: str | None = None) -> bool:
    if isinstance(node, And):
        return all(holds(each, parts, scope) for each in node.parts)
    if isinstance(node, Or):
        return any(holds(each, parts, scope) for each in node.parts)
    if isinstance(node, Not):
        return not holds(node.part, parts, scope)
    if isinstance(node, Scope):
        return holds(node.part, parts, node.field)
    if isinstance(node, AtLeast):
        return most_apart(places(node.part, parts, scope)) >= node.number
    return bool(places(node, parts, scope))


def most_apart(spans: set[tuple[int, int, int]]) -> int:
    """How many of them fit beside each other."""
    count, part, until = 0, -1, 0
    for span in sorted(spans, key=lambda each: (each[0], each[2])):
        if span[0] != part or span[1] >= until:
            count, part, until = count + 1, span[0], span[2]
    return count
