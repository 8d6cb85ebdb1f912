"""Read what a person types into the search, and write it for each database.

The language is the one of the rules (docs/rules.md): all words, "phrases", beginnings*, AND, OR, NOT or -, NEAR/5, brackets,
`title:`, and filters, and what other systems write for these (`suicid!`, `w/5`, `a|b`). What cannot be read as that is a list
of words, so that no input is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, assert_never

from tracker.db.lexemes import lexemes
from tracker.errors import UsageProblem
from tracker.records.text import normalized
from tracker.rules.connectors import LINK
from tracker.rules.query import read_query
from tracker.rules.syntax import (
    ABOUT,
    ANY,
    FIELDS,
    FILTERS,
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
    all_of,
    any_of,
)

STOP: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "if",
        "in",
        "into",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "will",
        "with",
    ]
)
"""Words that stand everywhere; a database that leaves them out and one that does not must answer alike."""
_TOKEN: Final = re.compile(r'(-?)(="[^"]*"|"[^"]*"|[a-z]+:"[^"]*")|(\(+)|(\)+)|([^\s()"]+)')
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)
_OPERATOR: Final = re.compile(r"(?:AND|OR|NOT|SENT|(?:NEAR|PRE)/\d+)\Z")
_FIELD: Final = re.compile(r"[a-z]+:\S")
_FILTER: Final = re.compile(rf"(?<!\S)(?:{'|'.join(sorted(FILTERS))}):[^\s()\"]+")
_GAP: Final = re.compile(r"\s+")
_SIGN: Final = re.compile(
    rf"(?<=\w)!(?=[\s)]|\Z)|(?<=\s)(?:\|\|?|&&|ANDNOT|(?<!\d\s)%)(?=\s)|\"~\d|\b(?i:{'|'.join((*FIELDS, ABOUT, ANY))})\("
    r"|\([^()]*\s(?:and|or|not)\s[^()]*\)"
)
"""What nobody writes who lists words: `suicid!`, `a | b`, `"a b"~5`, `TITLE(a)`, `(a or b)`."""
_CONNECTIVES: Final = frozenset({"and", "or", "not", "but"})
_SHORT: Final = 8
"""Words of a query in which a small `or` or `not` connects; in longer ones it is a word of a title that was pasted."""
_TAG: Final = re.compile(r"(?<=[\w\"*])\[[^\][]*\]")
_IN_TITLE: Final = re.compile(r"\b(?i:(?:all)?intitle|title):\s*")
_SLASH: Final = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")
_AND_OR: Final = re.compile(r"(?i)\band/or\b")
_WILD: Final = re.compile(r"\w+[*?]\w+\Z")
_SENTENCE_STEPS: Final = 30
_FTS5_COLUMNS: Final = {"title": "title", "any": ""}
_LABELS: Final = {"title": "A", "any": ""}
_NOTHING: Final = "search: expected a word that must be there beside what is excluded"
_MOST_STEPS: Final = 60


class OnlyExcludes(UsageProblem):
    """Every word is to be left out, and none must be there."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words, and conditions on the record."""

    node: Node
    filters: tuple[Filter, ...] = ()


def read_search(text: str, synonyms: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] | None = None) -> Search:
    """What a person's words ask for.

    Raises UsageProblem where there is no word among them that must be there, and for a filter whose value there is not.
    """
    text = normalized("NFC", text)  # what is pasted from a PDF or a Mac has its accents beside the letters
    if _WORD.search(text) is None:
        raise UsageProblem(f"search: expected a word to look for, found {text[:60]!r}")
    search = _read(text)
    return Search(_widened(search.node, synonyms or {}), search.filters)


def _read(text: str) -> Search:
    """As it is written where it is plainly written in a language of queries; else its words, with what they bring of one."""
    text = _IN_TITLE.sub("title:", _TAG.sub(" ", _AND_OR.sub("OR", text)))
    if _is_written(text):
        with suppress(UsageProblem):
            return _split(_without_common(read_query(text)))
    for hit in _FILTER.finditer(text):
        read_query(
            f"a {hit[0]}"
        )  # a filter that cannot be is no word to look for: nothing would be found, and it would say nothing
    if _only_excludes(text):
        raise OnlyExcludes(_NOTHING)
    try:
        return _split(read_query(_prepared(text)))
    except UsageProblem:
        return Search(_plain(text))


def _only_excludes(text: str) -> bool:
    """Whether every word is to be left out: `-veterans`, `NOT veterans`; the bills with these words are what is not meant."""
    tokens = [
        (bool(minus) or word[:1] in {"-", "!"}, quoted or word)
        for minus, quoted, _opening, _closing, word in _TOKEN.findall(text)
        if _WORD.search(quoted or word)
    ]
    left_out = [
        is_minus or (at > 0 and tokens[at - 1][1] == "NOT")
        for at, (is_minus, word) in enumerate(tokens)
        if word != "NOT"
    ]
    return bool(left_out) and all(left_out)


def _is_written(text: str) -> bool:
    """Whether somebody wrote a query and no list of words: signs, words that relate, or a small `or` in a few words."""
    if _SIGN.search(text):
        return True
    for gap in _GAP.finditer(text):
        link = LINK.match(text, gap.end())
        if link and not link["unit"] and not (link["bare"] and text.isupper()):
            return True
    words = text.casefold().split()
    small = _CONNECTIVES.intersection(words[1:-1])
    return (
        bool(small)
        and len(words) <= _SHORT
        and not (STOP - _CONNECTIVES).intersection(words)
        and words[0] not in _CONNECTIVES
    )


def _without_common(node: Node) -> Node:
    """All but words that stand everywhere, where others must be there too: a database may keep them or not."""
    if not isinstance(node, And):
        return node
    wanted = [
        part for part in node.parts if not (isinstance(part, Phrase) and len(part.words) == 1 and part.words[0] in STOP)
    ]
    return all_of(wanted or node.parts)


def words_in(text: str) -> list[str]:
    """The words of a text as it has them, but `Brandon's` as Brandon: a bill may be named for him without the ending."""
    return _WORD.findall(_POSSESSIVE.sub("", text))


def _prepared(text: str) -> str:
    """The words as the language of the rules wants them: `-word` is NOT, and words that stand everywhere are left out."""
    parts: list[str] = []
    for minus, quoted, opening, closing, word in _TOKEN.findall(_SLASH.sub(" ", text)):
        if quoted:
            parts.append(f"NOT {quoted}" if minus else quoted)
        elif opening or closing:
            parts.append(opening or closing)
        elif _OPERATOR.match(word) or _FIELD.match(word):
            parts.append(word)
        elif word[0] in "-!" and _WORD.search(word):
            parts.append(f"NOT {_quoted(word[1:])}")
        elif word.casefold() not in STOP and _WORD.search(word):
            parts.append(_quoted(word))
    return " ".join(parts)


def _quoted(word: str) -> str:
    """A word as a phrase, so that nothing in it is taken for an operator; a star at its end stays one, so do letters left open."""
    if _WILD.match(word):
        return f'"{word}"'
    words = " ".join(words_in(word))
    return f'"{words}{"*" if word.endswith("*") else ""}"'


def _split(node: Node) -> Search:
    parts = node.parts if isinstance(node, And) else (node,)
    filters = tuple(part for part in parts if isinstance(part, Filter))
    return Search(all_of(part for part in parts if not isinstance(part, Filter)), filters)


def _plain(text: str) -> Node:
    words = [word.casefold() for word in words_in(text)]
    telling = [word for word in words if word not in STOP] or words
    return all_of(Phrase((word,)) for word in telling[:40])


def _widened(node: Node, synonyms: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]) -> Node:
    """Each phrase with what else it is called: an acronym with its words, 9-8-8 with 988."""
    match node:
        case Phrase():
            words = tuple(word.casefold() for word in node.words)
            others = [Phrase(other) for other in synonyms.get(words, ())]
            if len(words) > 1 and all(len(word) == 1 for word in words):
                short = ("".join(words),)
                others += [Phrase(other) for other in (short, *synonyms.get(short, ()))]
            return any_of([node, *others])
        case And():
            return all_of(_runs(node.parts, synonyms))
        case Or():
            return any_of(_widened(part, synonyms) for part in node.parts)
        case Cite() | Filter() | Scope() | Near() | Apart() | Sentence() | AtLeast() | Not():
            return node
        case _:
            assert_never(node)


def _runs(parts: tuple[Node, ...], synonyms: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]) -> Iterator[Node]:
    """Each part with what else it is called, and so each longest row of words that together have another name."""
    at = 0
    while at < len(parts):
        rows = ((end, _together(parts[at:end], synonyms)) for end in range(len(parts), at + 1, -1))
        end, others = next(((end, named) for end, named in rows if named), (at + 1, []))
        yield any_of([all_of(_widened(part, synonyms) for part in parts[at:end]), *others])
        at = end


def _together(parts: tuple[Node, ...], synonyms: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]) -> list[Node]:
    """What words that together are the long form of an acronym are called besides; nothing of others."""
    words = tuple(part.words[0].casefold() for part in parts if isinstance(part, Phrase) and len(part.words) == 1)
    return [Phrase(other) for other in synonyms.get(words, ())] if len(words) == len(parts) else []


def words_of(node: Node) -> list[str]:
    """The words that must be there, as they were typed."""
    match node:
        case Phrase():
            return [word for word in node.words if "*" not in word and "?" not in word]
        case Or():
            return words_of(node.parts[0])
        case And():
            return [word for part in node.parts for word in words_of(part)]
        case Cite() | Filter() | Scope() | Near() | Apart() | Sentence() | AtLeast() | Not():
            return []
        case _:
            assert_never(node)


def fts5(node: Node) -> str:  # noqa: PLR0911 - a case each
    """The query for SQLite's FTS5; raises UsageProblem for what only excludes. What it cannot say finds more, never less."""
    match node:
        case Phrase() | Cite():
            return _fts5_phrase(node)
        case And():
            return _with_exclusions(node, fts5, "AND", "NOT")
        case Or():
            return "(" + " OR ".join(map(fts5, node.parts)) + ")"
        case Near() | Sentence():
            steps = node.distance if isinstance(node, Near) else _SENTENCE_STEPS
            if isinstance(node.left, Phrase) and isinstance(node.right, Phrase):
                return f"NEAR({_fts5_phrase(node.left)} {_fts5_phrase(node.right)}, {max(steps - 1, 0)})"
            return f"({fts5(node.left)} AND {fts5(node.right)})"
        case Apart():
            return fts5(node.left)
        case Scope():
            column = _FTS5_COLUMNS.get(node.field, "body")
            return f"{{{column}}} : ({fts5(node.part)})" if column else fts5(node.part)
        case AtLeast():
            return fts5(node.part)
        case Not() | Filter():
            raise UsageProblem(_NOTHING)
        case _:
            assert_never(node)


def _fts5_phrase(node: Phrase | Cite) -> str:
    words, star = _cut(node)
    return '"' + " ".join(words) + '"' + ("*" if star else "")


def _cut(node: Phrase | Cite) -> tuple[list[str], bool]:
    """The words of a phrase up to the first letter that may be any; whether the last one is a beginning."""
    pieces: list[str] = []
    for raw in node.words if isinstance(node, Phrase) else node.canonical.split():
        head, mark, _rest = raw.lstrip("*?").replace("?", "*").partition("*")
        pieces += _WORD.findall(head)
        if mark:
            return (pieces or ["x"]), bool(pieces)
    return (pieces or ["x"]), False


def _with_exclusions(node: And, write: Callable[[Node], str], both: str, without: str) -> str:
    wanted = [part for part in node.parts if not isinstance(part, Not)]
    excluded = [part.part for part in node.parts if isinstance(part, Not)]
    if not wanted:
        raise UsageProblem(_NOTHING)
    text = f" {both} ".join(map(write, wanted))
    return (
        f"({text})" + "".join(f" {without} ({write(excluded_node)})" for excluded_node in excluded)
        if excluded
        else f"({text})"
    )


def tsquery(node: Node, label: str = "") -> str:  # noqa: PLR0911 - a case each
    """The query for PostgreSQL, as the literal of a tsquery over the lexemes that are kept; else as `fts5`."""
    match node:
        case Phrase() | Cite():
            return _tsquery_phrase(node, label)
        case And():
            return _with_exclusions(node, lambda part: tsquery(part, label), "&", "& !")
        case Or():
            return "(" + " | ".join(tsquery(part, label) for part in node.parts) + ")"
        case Near() | Sentence():
            first, second = tsquery(node.left, label), tsquery(node.right, label)
            steps = min(node.distance if isinstance(node, Near) else _SENTENCE_STEPS, _MOST_STEPS)
            if not isinstance(node.left, Phrase) or not isinstance(node.right, Phrase):
                return f"({first} & {second})"
            ways = [f"({first} <{step}> {second}) | ({second} <{step}> {first})" for step in range(1, steps + 1)]
            return "(" + " | ".join(ways) + ")"
        case Apart():
            return tsquery(node.left, label)
        case Scope():
            return tsquery(node.part, _LABELS.get(node.field, "C"))
        case AtLeast():
            return tsquery(node.part, label)
        case Not() | Filter():
            raise UsageProblem(_NOTHING)
        case _:
            assert_never(node)


def _tsquery_phrase(node: Phrase | Cite, label: str) -> str:
    words, star = _cut(node)
    stems = list(lexemes(" ".join(words))) or ["x"]
    marks = [f"'{word}':{label}" if label else f"'{word}'" for word in stems]
    if star:
        marks[-1] = f"'{stems[-1]}':*{label}"
    return "(" + " <-> ".join(marks) + ")"
