"""Find phrases and citations in many documents at once: one pass over all their texts, then a look at what it hit."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Final, Protocol

from tracker.rules.citations import Citation, cited, means, read_citation
from tracker.rules.documents import Document
from tracker.rules.estimate import SAID_OF, kind_of, signs_of
from tracker.rules.evaluate import MOST_SPANS, Sight, Span
from tracker.rules.normalize import JOINT, prepared, scannable
from tracker.rules.scanner import Scanner, scanner_for
from tracker.rules.syntax import Cite, Node, Phrase
from tracker.rules.terms import Anchor, Term, compile_phrase, means_words

MOST_PLACES: Final = 20_000
"""Places in one document at which the same beginning of phrases is looked at; a longer row of them is noise."""
BATCH: Final = 1 << 19
"""Characters that are scanned together: enough that a call costs nothing, little enough to stay in a cache."""


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


@dataclass(slots=True)
class _Batch:
    documents: list[Document] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    first_part: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, document: Document, unasked: frozenset[str]) -> None:
        self.documents.append(document)
        self.first_part.append(len(self.texts))
        for name, parts in document.fields.items():
            if not parts or name in unasked:
                continue
            both = [prepared(part) for part in parts]
            self.fields += [name] * len(both)
            self.texts += [text for text, _plain in both]
            self.folded += [plain for _text, plain in both]
            self.size += sum(len(plain) for _text, plain in both)

    def parts(self, number: int) -> tuple[int, int]:
        """The first text of a document, and the one after its last."""
        begin = self.first_part[number]
        return begin, self.first_part[number + 1] if number + 1 < len(self.first_part) else len(self.texts)

    def has_texts(self, number: int) -> bool:
        """Whether the document says anything that is looked at."""
        begin, end = self.parts(number)
        return begin < end

    def sight(self, number: int, spans: dict[Node, set[Span]]) -> Sight:
        """What was found in one of the documents."""
        begin, end = self.parts(number)
        ordered = {node: sorted(places) for node, places in spans.items()}
        return Sight(self.documents[number], self.fields[begin:end], self.texts[begin:end], ordered)


@dataclass(slots=True)
class Words:
    """The words of a document, as an estimate reads them; taken apart only when it asks."""

    document: Document
    _fields: Sequence[str]
    _texts: Sequence[str]
    _raw: bytes
    _starts: Sequence[int]
    _signs: Counter[str] | None = None

    @property
    def kind(self) -> str:
        """Whose analysts an estimate speaks for, see `estimate.KINDS`."""
        return kind_of(self.document.jurisdiction, text=bool(self.document.fields.get("text")))

    def signs(self) -> Counter[str]:
        """See `estimate.signs_of`."""
        if self._signs is None:
            parts = [(name, self._raw[at : at + len(text)]) for name, text, at in self._each()]
            about = [raw for name, raw in parts if name in SAID_OF]
            self._signs = signs_of(about, [raw for name, raw in parts if name == "text"])
        return self._signs

    def stands(self, words: str) -> bool:
        """Whether these words stand in it as they are, next to each other."""
        wanted = f" {words} ".encode("latin-1")
        parts = (
            self._raw[at - 1 : at + len(text) + 1] for name, text, at in self._each() if name in {*SAID_OF, "text"}
        )
        return any(wanted in part for part in parts)

    def passage(self, words: Sequence[str]) -> tuple[str, str, list[tuple[int, int]]]:
        """The field and text in which these words stand first, with their places."""
        wanted = [f" {word} ".encode("latin-1") for word in words]
        best: tuple[str, str, list[tuple[int, int]]] = ("title", "", [])
        for name, text, at in self._each():
            raw = self._raw[at - 1 : at + len(text) + 1]
            found = [(place, place + len(word) - 2) for word in wanted if (place := raw.find(word)) >= 0]
            if name in {*SAID_OF, "text"} and len(found) > len(best[2]):
                best = (name, text, sorted(found))
        return best

    def _each(self) -> Iterator[tuple[str, str, int]]:
        return zip(self._fields, self._texts, self._starts, strict=True)


class Gate(Protocol):
    """Says where looking is worth while, so that most documents cost one scan and no more."""

    def wanted(self, scanned: bytes, first_part: Sequence[int], parts: int) -> Mapping[int, frozenset[Node]]:
        """What is to be looked up in each document, by its number, of texts that were scanned together.

        `first_part` is the number of each document's first text, `parts` how many texts there are.
        """


class Matcher:
    """All phrases and citations of some queries, compiled into one scanner."""

    def __init__(
        self,
        leaves: Iterable[Node],
        unasked: frozenset[str] = frozenset(),
        *,
        estimated: bool = True,
        gate: Gate | None = None,
    ) -> None:
        """Compile what is to be found; texts of `unasked` fields are passed over, since no query asks for them.

        Where nothing is `estimated`, the words of a document in which nothing was found are not kept. Without a `gate`
        everything is looked up in every document.
        """
        self._unasked = unasked
        self._estimated = estimated
        self._gate = gate
        self._locators = list(_locators(dict.fromkeys(leaves)))
        owners: dict[bytes, list[tuple[_Locator, Anchor]]] = {}
        for locator in self._locators:
            for anchor in locator.term.anchors:
                owners.setdefault(anchor.raw, []).append((locator, anchor))
        self._literals = list(owners)
        self._owners = list(owners.values())
        self._lengths = [len(raw) for raw in self._literals]

    @cached_property
    def _scanner(self) -> Scanner:
        """Made when the first text is scanned: whoever only lists or explains topics needs none."""
        return scanner_for(self._literals)

    def sights(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Sight | None, Words]]:
        """Each document in turn, with what was found in it, None where that is nothing, and its words."""
        batch = _Batch()
        for document in documents:
            batch.add(document, self._unasked)
            if batch.size >= BATCH:
                yield from self._seen(batch)
                batch = _Batch()
        if batch.documents:
            yield from self._seen(batch)

    def _seen(self, batch: _Batch) -> Iterator[tuple[Document, Sight | None, Words]]:
        raw, scanned = scannable(JOINT.join(batch.folded))
        starts = _starts(batch.folded)
        wanted = None if self._gate is None else self._gate.wanted(scanned, batch.first_part, len(batch.texts))
        looked_at = range(len(batch.documents)) if wanted is None else sorted(wanted)
        hits = self._hits(batch, [number for number in looked_at if batch.has_texts(number)], scanned, starts)
        nothing = Words(batch.documents[0], (), (), b"", ())
        for number, document in enumerate(batch.documents):
            begin, end = batch.parts(number)
            sight = None
            if number in hits:
                found_in = self._found(
                    batch, number, raw, starts, hits[number], None if wanted is None else wanted[number]
                )
                sight = batch.sight(number, found_in) if found_in else None
            if sight is None and not self._estimated:
                yield document, None, nothing
                continue
            words = Words(document, batch.fields[begin:end], batch.texts[begin:end], raw, starts[begin:end])
            yield document, sight, words

    def _hits(
        self, batch: _Batch, numbers: Sequence[int], scanned: bytes, starts: Sequence[int]
    ) -> dict[int, list[tuple[int, int]]]:
        """For each of these documents the literals that were met in it, and where each ends in what was scanned."""
        begins = [starts[batch.parts(number)[0]] - 1 for number in numbers]
        lasts = [batch.parts(number)[1] - 1 for number in numbers]
        pieces = [
            scanned[begin : starts[last] + len(batch.folded[last]) + 1]
            for begin, last in zip(begins, lasts, strict=True)
        ]
        # One call for all: each costs more than scanning a short record.
        met = self._scanner.scan(JOINT.encode().join(pieces)) if pieces else []
        found: dict[int, list[tuple[int, int]]] = {}
        places, at, passed = [end for _literal, end in met], 0, 0
        for number, begin, piece in zip(numbers, begins, pieces, strict=True):
            until = bisect_right(places, passed + len(piece), at)
            if at < until:
                found[number] = [(literal, end - passed + begin) for literal, end in met[at:until]]
            at, passed = until, passed + len(piece) + len(JOINT)
        return found

    def _found(
        self,
        batch: _Batch,
        number: int,
        raw: bytes,
        starts: Sequence[int],
        hits: Sequence[tuple[int, int]],
        wanted: frozenset[Node] | None,
    ) -> dict[Node, set[Span]]:
        """What of that which is wanted of the document was found in it, and where; None wants everything."""
        found: dict[Node, set[Span]] = {}
        sought = self._sought({literal for literal, _end in hits}, wanted)
        seen: Counter[int] = Counter()
        for literal, stop in hits:
            if literal not in sought:
                continue
            seen[literal] += 1
            if seen[literal] > MOST_PLACES:
                continue
            at = stop - self._lengths[literal]
            # An anchor that is a whole word begins with the space before it.
            part = bisect_right(starts, at + 1) - 1
            for locator, anchor in sought[literal]:
                if locator.node is not None and len(found.get(locator.node, ())) >= MOST_SPANS:
                    continue
                place = locator.term.found_at(raw, at, anchor, starts[part] - 1)
                if place is not None:
                    _keep(found, locator, batch, number, part, place[0] - starts[part], place[1] - starts[part])
        return found

    def _sought(self, literals: set[int], wanted: frozenset[Node] | None) -> dict[int, list[tuple[_Locator, Anchor]]]:
        """For each of these literals, which were met, the wanted phrases and citations to look up where it stands."""
        owners = self._owners
        if wanted is None:
            return {literal: owners[literal] for literal in literals}
        found: dict[int, list[tuple[_Locator, Anchor]]] = {}
        for literal in literals:
            if fitting := [each for each in owners[literal] if not wanted.isdisjoint(each[0].leaves)]:
                found[literal] = fitting
        return found


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins in scanned bytes, which have one space before the first."""
    joint = len(JOINT)
    return [1, *accumulate((len(text) + joint for text in texts[:-1]), initial=1)][1:]


def _keep(
    here: dict[Node, set[Span]], locator: _Locator, batch: _Batch, number: int, part: int, start: int, end: int
) -> None:
    text = batch.texts[part]
    own = part - batch.first_part[number]
    if locator.term.foreign and not means_words(text[start:end], locator.term.words):
        return
    if locator.node is not None:
        here.setdefault(locator.node, set()).add((own, start, end))
        return
    if locator.place is not None and not batch.documents[number].jurisdiction.startswith(locator.place):
        return
    for law in cited(text, start, end, locator.cites[0][1].code):
        for node, wanted in locator.cites:
            places = here.setdefault(node, set())
            if means(wanted, law) and len(places) < MOST_SPANS:
                places.add((own, law.start, law.end))


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
