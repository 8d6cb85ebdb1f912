"""Find phrases and citations in many documents at once: a pass over all their texts, then a look at what it hit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

from tracker.rules.batches import Batch
from tracker.rules.citations import Citation, cited, means, read_citation
from tracker.rules.evaluate import MOST_SPANS, Sight, Span
from tracker.rules.scanner import Scanner, scanner_for
from tracker.rules.syntax import Cite, Node, Phrase
from tracker.rules.terms import AHEAD, Anchor, Term, compile_phrase, means_words

MOST_PLACES: Final = 20_000
"""Places in one document at which the same beginning of phrases is looked at; a longer row of them is noise."""
Found = dict[Node, set[Span]]
_Hit = tuple[int, int, list["tuple[_Locator, Anchor]"]]
"""The number of a literal that was met, where it begins, and what it may be the anchor of."""
_SPACES: Final = re.compile(b" *")


class Gate(Protocol):
    """Says where looking is worth while, so that most documents cost one scan and no more."""

    first: frozenset[Node]
    """What is looked up in every document."""

    def wanted(self, found: Iterable[Node]) -> frozenset[Node] | None:
        """What else is to be looked up where these were found; None where nothing can come of it."""


class Matcher:
    """All phrases and citations of some queries: those that are looked up everywhere, and those only where a gate asks."""

    def __init__(self, leaves: Iterable[Node], gate: Gate | None = None) -> None:
        """Compile; without a `gate` everything is looked up in every document."""
        asked = dict.fromkeys(leaves)
        self._gate = gate
        self._first = _Lookup(leaf for leaf in asked if gate is None or leaf in gate.first)
        self._rest = _Lookup(leaf for leaf in asked if gate is not None and leaf not in gate.first)

    def sights(self, batch: Batch) -> dict[int, Sight]:
        """What was found, by the number of the document; those that are not worth looking at are left out."""
        seen = {}
        for number, found in self._first.everywhere(batch).items():
            wanted = frozenset[Node]() if self._gate is None else self._gate.wanted(found)
            if wanted is not None:
                further = self._rest.within(batch, number, wanted) if wanted else {}
                seen[number] = batch.sight(number, found | further)
        return seen


@dataclass
class _Locator:
    """A phrase to look for, and what it stands for: itself, or a collection of law that is cited."""

    term: Term
    node: Phrase | None = None
    cites: list[tuple[Cite, Citation]] = field(default_factory=list)
    place: str | None = None
    """Where this spelling means that collection; None is everywhere."""

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """What it is looked for on behalf of."""
        return (self.node,) if self.node is not None else tuple(cite for cite, _citation in self.cites)

    def means(self, batch: Batch, number: int, part: int, start: int, end: int) -> Iterator[tuple[Node, int, int]]:
        """What this place in a text of a document stands for, and from where to where."""
        text = batch.texts[part]
        if self.term.foreign and not means_words(text[start:end], self.term.words):
            return
        if self.node is not None:
            yield self.node, start, end
        elif self.place is None or batch.documents[number].jurisdiction.startswith(self.place):
            for law in cited(text, start, end, self.cites[0][1].code):
                for node, wanted in self.cites:
                    if means(wanted, law):
                        yield node, law.start, law.end


class _Lookup:
    """Phrases and citations, compiled into one scanner."""

    def __init__(self, leaves: Iterable[Node]) -> None:
        owners: dict[bytes, dict[bytes, list[tuple[_Locator, Anchor]]]] = {}
        for locator in _locators(leaves):
            for anchor in locator.term.anchors:
                owners.setdefault(anchor.raw, {}).setdefault(anchor.ahead, []).append((locator, anchor))
        self._literals = list(owners)
        self._owners = list(owners.values())
        """By how the next word begins: many phrases share "school" before a wide gap, few of them fit what follows."""

    @cached_property
    def _scanner(self) -> Scanner:
        """Made when the first text is scanned: whoever only lists or explains topics needs none."""
        return scanner_for(self._literals)

    def everywhere(self, batch: Batch) -> dict[int, Found]:
        """What stands in the documents, by their numbers."""
        found: dict[int, Found] = {}
        starts, number, until = batch.starts, -1, -1
        hits: list[_Hit] = []
        for hit in self._met(batch, 0, len(batch.scanned)):
            if hit[1] >= until:
                self._verify(batch, number, hits, found)
                number, hits = batch.document_at(bisect_right(starts, hit[1] + 1) - 1), []
                until = batch.reach(number)[1] - 1
            hits.append(hit)
        self._verify(batch, number, hits, found)
        return found

    def within(self, batch: Batch, number: int, wanted: frozenset[Node]) -> Found:
        """What of that which is wanted stands in one document."""
        found: dict[int, Found] = {}
        self._verify(batch, number, self._met(batch, *batch.reach(number)), found, wanted)
        return found.get(number, {})

    def _met(self, batch: Batch, begin: int, end: int) -> list[_Hit]:
        """What was met in this piece of what was scanned, and may be a phrase by how the next word begins."""
        owners, scanned = self._owners, batch.scanned
        found: list[_Hit] = []
        for literal, at, stop in self._scanner.scan(scanned[begin:end]):
            by_next = owners[literal]
            if (anyhow := by_next.get(b"")) is not None:
                found.append((literal, begin + at, anyhow))
            if anyhow is None or len(by_next) > 1:
                after = _word_at(scanned, begin + stop)
                if (fitting := by_next.get(scanned[after : after + AHEAD])) is not None:
                    found.append((literal, begin + at, fitting))
        return found

    def _verify(
        self,
        batch: Batch,
        number: int,
        hits: list[_Hit],
        found: dict[int, Found],
        wanted: frozenset[Node] | None = None,
    ) -> None:
        """Keep what really stands where something was met in a document."""
        here: Found = {}
        first = batch.parts(number)[0] if hits else 0
        seen: defaultdict[int, int] = defaultdict(int)
        for literal, at, owners in hits:
            seen[literal] += 1
            if seen[literal] > MOST_PLACES:
                continue
            # An anchor that is a whole word begins with the space before it.
            part = bisect_right(batch.starts, at + 1) - 1
            begin = batch.starts[part]
            for locator, anchor in owners:
                if wanted is not None and wanted.isdisjoint(locator.leaves):
                    continue
                if locator.node is not None and len(here.get(locator.node, ())) >= MOST_SPANS:
                    continue
                place = locator.term.found_at(batch.raw, at, anchor, begin - 1)
                if place is None:
                    continue
                for node, start, end in locator.means(batch, number, part, place[0] - begin, place[1] - begin):
                    places = here.setdefault(node, set())
                    if len(places) < MOST_SPANS:
                        places.add((part - first, start, end))
        if here:
            found[number] = here


def _word_at(scanned: bytes, place: int) -> int:
    """Where the next word begins."""
    found = _SPACES.match(scanned, place)
    return found.end() if found else place


def _locators(leaves: Iterable[Node]) -> Iterator[_Locator]:
    """What to look for; citations of one collection share the spellings of its name."""
    by_code: dict[str, list[tuple[Cite, Citation]]] = {}
    for leaf in leaves:
        if isinstance(leaf, Phrase):
            yield _Locator(compile_phrase(leaf.words, exact=leaf.exact), node=leaf)
        elif isinstance(leaf, Cite):
            wanted = read_citation(leaf.canonical)
            by_code.setdefault(wanted.code.name, []).append((leaf, wanted))
    for cites in by_code.values():
        code = cites[0][1].code
        for spelling in code.spellings:
            yield _Locator(compile_phrase(tuple(spelling.split()), exact=True), cites=cites)
        for spelling in code.local:
            yield _Locator(compile_phrase(tuple(spelling.split()), exact=True), cites=cites, place=code.place)
