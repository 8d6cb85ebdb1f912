"""Lay the texts of many documents out as one row of bytes, so that a pass over all of them is one call."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, compress, count, repeat
from operator import contains, not_
from typing import Final

from tracker.rules.documents import Document
from tracker.rules.estimate import SAID_OF, kind_of, signs_of
from tracker.rules.evaluate import Key, Sight, Span
from tracker.rules.normalize import JOINT, prepared, scannable

BATCH: Final = 1 << 19
"""Characters that are scanned together: enough that a call costs nothing, little enough to stay in a cache."""
_MARK: Final = JOINT.strip(" ")


class Batch:
    """Documents whose texts are scanned together."""

    __slots__ = ("_first_part", "_unasked", "documents", "raw", "scanned", "starts", "texts")

    def __init__(
        self,
        documents: Sequence[Document],
        texts: Sequence[str],
        first_part: Sequence[int],
        unasked: frozenset[str] = frozenset(),
    ) -> None:
        """Prepare the texts; `first_part` is the number of each document's first text, and of one behind the last."""
        self.documents = documents
        self._first_part = first_part
        self._unasked = unasked
        self.texts, joined = _joined(texts)
        self.raw, self.scanned = scannable(joined)
        """What is verified and what is scanned, see `normalize.scannable`."""
        joint = len(JOINT)
        self.starts = list(accumulate([len(text) + joint for text in self.texts[:-1]], initial=1))[: len(self.texts)]
        """Where each text begins in these."""

    def parts(self, number: int) -> tuple[int, int]:
        """The first text of a document, and the one after its last."""
        return self._first_part[number], self._first_part[number + 1]

    def document_at(self, part: int) -> int:
        """The number of the document that a text belongs to."""
        return bisect_right(self._first_part, part) - 1

    def reach(self, number: int) -> tuple[int, int]:
        """Where a document begins and ends in bytes, with the spaces around it."""
        begin, end = self.parts(number)
        return self.starts[begin] - 1, self.starts[end - 1] + len(self.texts[end - 1]) + 1

    def fields(self, number: int) -> list[str]:
        """The field of each text of a document."""
        fields_of = self.documents[number].fields.items()
        return [name for name, parts in fields_of if name not in self._unasked for _part in parts]

    def sight(self, number: int, spans: Mapping[Key, set[Span]]) -> Sight:
        """What was found in one of the documents."""
        begin, end = self.parts(number)
        ordered = {key: sorted(places) if len(places) > 1 else list(places) for key, places in spans.items()}
        return Sight(self.documents[number], self.fields(number), self.texts[begin:end], ordered)


def batches(documents: Iterable[Document], unasked: frozenset[str] = frozenset()) -> Iterator[Batch]:
    """The documents in their order; texts of `unasked` fields are passed over."""
    held: list[Document] = []
    texts: list[str] = []
    first_part, size = [0], 0
    for document in documents:
        held.append(document)
        for name, parts in document.fields.items():
            if name not in unasked:
                texts += parts
                size += sum(map(len, parts))
        first_part.append(len(texts))
        if size >= BATCH:
            yield Batch(held, texts, first_part, unasked)
            held, texts, first_part, size = [], [], [0], 0
    if held:
        yield Batch(held, texts, first_part, unasked)


def _joined(texts: Sequence[str]) -> tuple[list[str], str]:
    """The texts as they are judged and quoted, and all of them as one that is scanned; with most nothing is to be done."""
    shown, plain = list(texts), list(texts)
    for at in _unready(texts):
        shown[at], text = prepared(texts[at])
        plain[at] = text.replace(_MARK, " ")
    return shown, JOINT.join(plain)


def _unready(texts: Sequence[str]) -> set[int]:
    """The numbers of the texts that are not ASCII, or may hold markup or what stands between two texts."""
    plain = list(map(str.isascii, texts))
    places = set(compress(count(), map(not_, plain)))
    together = "".join(compress(texts, plain))
    for sign in ("<", "&", _MARK):
        if sign in together:
            places.update(compress(count(), map(contains, texts, repeat(sign))))
    return places


class Words:
    """The words of a document, as an estimate reads them; taken apart only when it asks."""

    def __init__(self, batch: Batch, number: int) -> None:
        self.batch = batch
        self.number = number
        document = batch.documents[number]
        self.kind = kind_of(document.jurisdiction, text=bool(document.fields.get("text")))
        """Whose analysts an estimate speaks for, see `estimate.KINDS`."""

    def signs(self) -> Counter[str]:
        """See `estimate.signs_of`."""
        return self._signs

    @cached_property
    def _signs(self) -> Counter[str]:
        raw = self.batch.raw
        about, texts = [], []
        for name, text, at in self._each():
            if name in SAID_OF:
                about.append(raw[at : at + len(text)])
            elif name == "text":
                texts.append(raw[at : at + len(text)])
        return signs_of(about, texts)

    def stands(self, words: str) -> bool:
        """Whether these words stand in it as they are, next to each other."""
        wanted = f" {words} ".encode("latin-1")
        return any(wanted in said for _name, _text, said in self._said())

    def passage(self, words: Sequence[str]) -> tuple[str, str, list[tuple[int, int]]]:
        """The field and text in which these words stand first, with their places."""
        wanted = [f" {word} ".encode("latin-1") for word in words]
        best: tuple[str, str, list[tuple[int, int]]] = ("title", "", [])
        for name, text, said in self._said():
            spans = [(place, place + len(word) - 2) for word in wanted if (place := said.find(word)) >= 0]
            if len(spans) > len(best[2]):
                best = (name, text, sorted(spans))
        return best

    def _said(self) -> Iterator[tuple[str, str, bytes]]:
        """The field, the text and its bytes with the spaces around them, of what an estimate reads."""
        for name, text, at in self._each():
            if name in SAID_OF or name == "text":
                yield name, text, self.batch.raw[at - 1 : at + len(text) + 1]

    def _each(self) -> Iterator[tuple[str, str, int]]:
        begin, end = self.batch.parts(self.number)
        fields, texts, starts = self.batch.fields(self.number), self.batch.texts, self.batch.starts
        return zip(fields, texts[begin:end], starts[begin:end], strict=True)
