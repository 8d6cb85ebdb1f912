"""Find phrases and citations in many documents at once: a pass over all their texts, then a look at what it hit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Protocol

from tracker.rules.batches import Batch
from tracker.rules.citations import Citation, cited, means, read_citation
from tracker.rules.evaluate import MOST_SPANS, Key, Sight, Span
from tracker.rules.scanner import Scanner, scanner_for
from tracker.rules.syntax import Cite, Node, Phrase
from tracker.rules.terms import AHEAD, Anchor, Term, compile_phrase, means_words

MOST_PLACES: Final = 20_000
"""Places in one document at which the same beginning of phrases is looked at; a longer row of them is noise."""
WINDOW: Final = 1 << 20
"""Bytes whose hits are held at once, so that a huge text that is full of them takes no more memory than others."""
Found = dict[Key, set[Span]]
_Owner = tuple["_Locator", Anchor]
_SPACES: Final = re.compile(b" *")


class Gate(Protocol):
    """Says where looking is worth while, so that most documents cost one scan and no more."""

    first: frozenset[Key]
    """What is looked up in every document."""

    def wanted(self, nodes: Iterable[Key]) -> frozenset[Key] | None:
        """What else is to be looked up where these were found; None where nothing can come of it."""


class Matcher:
    """All phrases and citations of some queries: those that are looked up everywhere, and those only where a gate asks."""

    def __init__(
        self, leaves: Iterable[Node], gate: Gate | None = None, keys: Mapping[Node, Key] | None = None
    ) -> None:
        """Compile; without a `gate` everything is looked up in every document.

        `keys` are what the gate and the sights know phrases and citations by; without them it is themselves.
        """
        nodes = {leaf: leaf if keys is None else keys[leaf] for leaf in leaves}
        first = nodes.values() if gate is None else gate.first
        self._gate = gate
        self._first = _Lookup({leaf: key for leaf, key in nodes.items() if key in first})
        self._rest = _Lookup({leaf: key for leaf, key in nodes.items() if key not in first})

    def sights(self, batch: Batch) -> dict[int, Sight]:
        """What was found, by the number of the document; those that are not worth looking at are left out."""
        seen = {}
        for number, hits in self._first.everywhere(batch).items():
            wanted = frozenset[Key]() if self._gate is None else self._gate.wanted(hits)
            if wanted is not None:
                further = self._rest.within(batch, number, wanted) if wanted else {}
                seen[number] = batch.sight(number, hits | further)
        return seen


@dataclass
class _Locator:
    """A phrase to look for, and what it stands for: itself, or a collection of law that is cited."""

    term: Term
    key: Key = None
    """Of the phrase; None of a collection of law."""
    cites: list[tuple[Key, Citation]] = field(default_factory=list)
    place: str | None = None
    """Where this spelling means that collection; None is everywhere."""

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """What it is looked for on behalf of."""
        return (self.key,) if self.key is not None else tuple(key for key, _citation in self.cites)

    def means(self, batch: Batch, number: int, part: int, start: int, end: int) -> Iterator[tuple[Key, int, int]]:
        """What this place in a text of a document stands for, and from where to where."""
        text = batch.texts[part]
        if self.term.foreign and not means_words(text[start:end], self.term.words):
            return
        if self.key is not None:
            yield self.key, start, end
        elif self.place is None or batch.documents[number].jurisdiction.startswith(self.place):
            for law in cited(text, start, end, self.cites[0][1].code):
                for key, wanted in self.cites:
                    if means(wanted, law):
                        yield key, law.start, law.end


class _Lookup:
    """Phrases and citations, compiled into one scanner."""

    def __init__(self, keys: Mapping[Node, Key]) -> None:
        owners: defaultdict[bytes, list[_Owner]] = defaultdict(list)
        for locator in _locators(keys):
            for anchor in locator.term.anchors:
                owners[anchor.raw].append((locator, anchor))
        self._literals = list(owners)
        self._longest = max(map(len, owners), default=0)
        # The same few things are wanted in most documents that are looked at.
        self._anchors_of = lru_cache(maxsize=1024)(self._all_anchors)
        self._owners = list(owners.values())
        self._by_next: dict[int, dict[bytes, list[_Owner]]] = {}
        """The owners of a literal by how the next word begins, made when it is first met: many phrases share "school" before a
        wide gap, few of them fit what follows."""

    @cached_property
    def _anchors(self) -> Mapping[Key, set[int]]:
        """The numbers of the literals that each phrase and citation is anchored by; made when first only some are wanted."""
        numbers: defaultdict[Key, set[int]] = defaultdict(set)
        for literal, owners in enumerate(self._owners):
            for locator, _anchor in owners:
                for key in locator.keys:
                    numbers[key].add(literal)
        return numbers

    @cached_property
    def _scanner(self) -> Scanner:
        """Made when the first text is scanned: whoever only lists or explains topics needs none."""
        return scanner_for(self._literals)

    def everywhere(self, batch: Batch) -> dict[int, Found]:
        """What stands in the documents, by their numbers."""
        return self._read(batch, 0, len(batch.scanned))

    def within(self, batch: Batch, number: int, wanted: frozenset[Key]) -> Found:
        """What of that which is wanted stands in one document."""
        return self._read(batch, *batch.reach(number), wanted).get(number, {})

    def _read(self, batch: Batch, begin: int, end: int, wanted: frozenset[Key] | None = None) -> dict[int, Found]:
        """What really stands where something was met, by the number of the document."""
        by_document: dict[int, Found] = {}
        starts, scanned = batch.starts, batch.scanned
        number, text_end, document_end = -1, -1, -1
        awaited = None if wanted is None else self._anchors_of(wanted)
        for base, hits in self._windows(scanned, begin, end):
            for literal, at, stop in hits:
                if awaited is not None and literal not in awaited:
                    continue
                # An anchor that is a whole word begins with the space before it.
                if base + at + 1 >= text_end:
                    part = bisect_right(starts, base + at + 1) - 1
                    text_end = starts[part + 1] if part + 1 < len(starts) else len(scanned)
                    if part >= document_end:
                        number = batch.document_at(part)
                        document_end = batch.parts(number)[1]
                        seen: defaultdict[int, int] = defaultdict(int)
                        here = by_document.setdefault(number, {})
                for owners in self._fitting(literal, scanned, base + stop):
                    seen[literal] += 1
                    if seen[literal] <= MOST_PLACES:
                        _verify(batch, (number, part, base + at), owners, wanted, here)
        return {number: here for number, here in by_document.items() if here}

    def _all_anchors(self, wanted: frozenset[Key]) -> frozenset[int]:
        return frozenset[int]().union(*(self._anchors[key] for key in wanted if key in self._anchors))

    def _windows(self, scanned: bytes, begin: int, end: int) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
        """What was met in this piece of what was scanned, so much at a time, with where each part of it begins."""
        yield begin, self._scanner.scan(scanned[begin : min(begin + WINDOW, end)])
        for at in range(begin + WINDOW, end, WINDOW):
            # What began in the window before and ends in this one is met; what ended there was.
            base = max(begin, at - self._longest)
            hits = self._scanner.scan(scanned[base : min(at + WINDOW, end)])
            yield base, [hit for hit in hits if base + hit[2] > at]

    def _fitting(self, literal: int, scanned: bytes, stop: int) -> Iterable[list[_Owner]]:
        """What the literal may be an anchor of by how the word after it begins."""
        by_next = self._by_next.get(literal)
        if by_next is None:
            by_next = self._by_next[literal] = _by_next(self._owners[literal])
        anyhow = by_next.get(b"")
        if anyhow is not None and len(by_next) == 1:
            return (anyhow,)
        after = _word_at(scanned, stop)
        word = scanned[after : after + AHEAD[-1]]
        lists = [by_next[word[:letters]] for letters in AHEAD if word[:letters] in by_next]
        return lists if anyhow is None else [anyhow, *lists]


def _by_next(owners: Iterable[_Owner]) -> dict[bytes, list[_Owner]]:
    by_next: dict[bytes, list[_Owner]] = {}
    for owner in owners:
        by_next.setdefault(owner[1].ahead, []).append(owner)
    return by_next


def _verify(
    batch: Batch, where: tuple[int, int, int], owners: list[_Owner], wanted: frozenset[Key] | None, here: Found
) -> None:
    """Keep what really stands at this place of a text of a document."""
    number, part, at = where
    begin = batch.starts[part]
    for locator, anchor in owners:
        key = locator.key
        if wanted is not None and wanted.isdisjoint(locator.keys):
            continue
        if key is not None and key in here and len(here[key]) >= MOST_SPANS:
            continue
        place = locator.term.found_at(batch.raw, at, anchor, begin - 1)
        if place is None:
            continue
        first = batch.parts(number)[0]
        for meant, start, end in locator.means(batch, number, part, place[0] - begin, place[1] - begin):
            places = here.setdefault(meant, set())
            if len(places) < MOST_SPANS:
                places.add((part - first, start, end))


def _word_at(scanned: bytes, place: int) -> int:
    """Where the next word begins."""
    if scanned[place : place + 1] != b" ":
        return place
    match = _SPACES.match(scanned, place)
    return match.end() if match else place


def _locators(keys: Mapping[Node, Key]) -> Iterator[_Locator]:
    """What to look for; citations of one collection share the spellings of its name."""
    by_code: dict[str, list[tuple[Key, Citation]]] = {}
    for leaf, key in keys.items():
        if isinstance(leaf, Phrase):
            yield _Locator(compile_phrase(leaf.words, exact=leaf.exact), key)
        elif isinstance(leaf, Cite):
            wanted = read_citation(leaf.canonical)
            by_code.setdefault(wanted.code.name, []).append((key, wanted))
    for cites in by_code.values():
        code = cites[0][1].code
        for spelling in code.spellings:
            yield _Locator(compile_phrase(tuple(spelling.split()), exact=True), cites=cites)
        for spelling in code.local:
            yield _Locator(compile_phrase(tuple(spelling.split()), exact=True), cites=cites, place=code.place)
