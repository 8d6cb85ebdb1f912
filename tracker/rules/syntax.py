"""Say what a query is made of, and write it down so that reading it again gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, assert_never

FIELDS: Final = ("title", "abstract", "heading", "text", "committee", "subject", "agenda", "sponsor")
"""Where a word can stand. Names of sponsors are looked at only when asked for, as `sponsor:` or `any:`."""
ANY: Final = "any"
ABOUT: Final = "about"
"""The fields together that say what a record is about."""
ABOUT_FIELDS: Final = frozenset({"title", "abstract", "heading", "agenda"})
FILTERS: Final = ("jurisdiction", "stage", "kind", "date", "after", "before")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; a `*` in one stands for any letters, a `?` for one. `exact`: no plurals."""

    words: tuple[str, ...]
    exact: bool = False
    _hash: int = field(init=False, repr=False, compare=False)
    """Phrases are looked up far more often than they are made."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.words, self.exact)))

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        text = " ".join(self.words)
        return f'="{text}"' if self.exact else f'"{text}"'


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation of a law, in its canonical spelling (see `tracker.rules.citations`)."""

    canonical: str

    def __str__(self) -> str:
        return f'cites:"{self.canonical}"'


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on the record itself: jurisdiction, stage, kind, date, after, before."""

    name: str
    value: str

    def __str__(self) -> str:
        return f'{self.name}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Scope:
    """Look only in one field, in those that say what a record is `about`, or in `any` at all."""

    field: str
    part: Node

    def __str__(self) -> str:
        return f"{self.field}:{_wrapped(self.part)}"


@dataclass(frozen=True, slots=True)
class Near:
    """Two passages with at most `distance` words' steps from one to the other; `ordered`: the left one first."""

    left: Node
    right: Node
    distance: int
    ordered: bool = False

    def __str__(self) -> str:
        operator = "PRE" if self.ordered else "NEAR"
        return f"{_wrapped(self.left)} {operator}/{self.distance} {_wrapped(self.right)}"


@dataclass(frozen=True, slots=True)
class Apart:
    """A passage that stands somewhere without another within so many words' steps, on either side."""

    left: Node
    right: Node
    distance: int

    def __str__(self) -> str:
        return f"{_wrapped(self.left)} NOT NEAR/{self.distance} {_wrapped(self.right)}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Two passages in one sentence, or in one paragraph; `ordered`: the left one first."""

    left: Node
    right: Node
    ordered: bool = False
    paragraph: bool = False

    def __str__(self) -> str:
        operator = ("PRE/p" if self.paragraph else "PRE/s") if self.ordered else ("PARA" if self.paragraph else "SENT")
        return f"{_wrapped(self.left)} {operator} {_wrapped(self.right)}"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A passage that occurs `number` times or more."""

    number: int
    part: Node

    def __str__(self) -> str:
        return f"ATLEAST/{self.number}({self.part})"


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(map(_wrapped, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    """One of these, at least."""

    parts: tuple[Node, ...]
    phrases: frozenset[Node] | None = field(init=False, repr=False, compare=False)
    """The parts, where all are phrases or citations: then only those found in a document need be looked at."""

    def __post_init__(self) -> None:
        plain = all(isinstance(part, (Phrase, Cite)) for part in self.parts)
        object.__setattr__(self, "phrases", frozenset(self.parts) if plain else None)

    def __str__(self) -> str:
        return " OR ".join(map(_wrapped, self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: Node

    def __str__(self) -> str:
        return f"NOT {_wrapped(self.part)}"


# Closed: whoever decides by the kind of a node ends with `assert_never`, so that mypy finds every place a new kind concerns.
Node = Phrase | Cite | Filter | Scope | Near | Apart | Sentence | AtLeast | And | Or | Not
_SIMPLE: Final = (Phrase, Cite, Filter, Scope, AtLeast)


def _wrapped(node: Node) -> str:
    return str(node) if isinstance(node, _SIMPLE) else f"({node})"


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a node is made of."""
    match node:
        case And() | Or():
            return node.parts
        case Near() | Apart() | Sentence():
            return (node.left, node.right)
        case Scope() | AtLeast() | Not():
            return (node.part,)
        case Phrase() | Cite() | Filter():
            return ()
        case _:
            assert_never(node)


def leaves(node: Node) -> Iterator[Node]:
    """The phrases, citations and filters of a query, from left to right."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Or) and inner.phrases is not None:
            yield from inner.parts
        elif below := parts_of(inner):
            waiting.extend(reversed(below))
        else:
            yield inner


def has_place(node: Node) -> bool:
    """Whether the node names places in a text, so that it can be near another: no AND, NOT, count or filter in it."""
    match node:
        case Phrase() | Cite():
            return True
        case Or() if node.phrases is not None:
            return True
        case Or() | Near() | Apart() | Sentence() | Scope():
            return all(map(has_place, parts_of(node)))
        case And() | Not() | AtLeast() | Filter():
            return False
        case _:
            assert_never(node)


def has_positive(node: Node) -> bool:
    """Whether the node asks for some words to be there; what only excludes or filters would fit almost every bill."""
    match node:
        case Phrase() | Cite():
            return True
        case And():
            return any(map(has_positive, node.parts))
        case Or() if node.phrases is not None:
            return True
        case Or() | Near() | Apart() | Sentence() | Scope() | AtLeast():
            return all(map(has_positive, parts_of(node)))
        case Not() | Filter():
            return False
        case _:
            assert_never(node)


def all_of(parts: Iterable[Node]) -> Node:
    """All of these, flat: one way to say each thing, so that printing and reading again give the same."""
    flat = [node for part in parts for node in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(parts: Iterable[Node]) -> Node:
    """One of these, flat."""
    flat = [node for part in parts for node in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
