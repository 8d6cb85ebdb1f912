"""Put what a person most likely means first, on every database alike.

A database ranks by how often words stand where. People who search know a name, a part of one, or who brought the bill, so
the best of what each of these questions finds is put in order here; what follows keeps the database's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, pairwise, product
from math import log
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from tracker.db import search
from tracker.db.models import Bill, BillSponsorship
from tracker.db.passages import looked_for
from tracker.db.search_query import STOP, Search, words_in, words_of
from tracker.db.search_words import field_words, first_names, synonyms, vocabulary
from tracker.rules.syntax import And, Node, Or, Phrase, Scope

_HEAD: Final = 80
"""So many of each question's answers are put in order by what people mean; nobody reads further for a name."""
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_YEAR: Final = re.compile(r"(?:of )?(?:19|20)\d\d\Z")
_OFFICE: Final = frozenset({"rep", "representative", "sen", "senator", "congressman", "congresswoman", "delegate"})
_EVERYWHERE: Final = frozenset({"act", "bill", "law", "laws", "resolution", "amendment"})
_ASKING: Final = frozenset({"stop", "help", "need", "want", "fix", "make", "give", "get", "end", "can", "should"})
"""What people say when they ask, and a bill's catchy name says too."""
_MOST_NAMES: Final = 6
_MOST_WAYS: Final = 8
_MOST_TELLING: Final = 5
"""Words of a question that are paired: each pair is a search of its own, and a fifth word makes four more."""
_OURS: Final = 1.5
_MANY: Final = 20_000
_COUNTED: Final = 5_000
_ENDING: Final = 3
"""Letters by which a word may be longer than the one that was asked for: `stands` fits `stand`, `standardized` does not."""
_BESIDE: Final = 5.5
"""What words that stand beside each other outside of a bill's names count as."""
_IN_PASSING: Final = 0.4
"""What a word outside of a bill's names counts."""
_NAMED: Final = 8
"""What a word in a bill's names counts, where one elsewhere counts one."""
_USUAL: Final = 500
"""Letters of a bill's names and other words of which a word tells half as much."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    title: str
    names: str
    """All titles of the bill, a line each."""
    body: str
    """The beginning of its other words."""
    sponsors: tuple[str, ...]


def best_first(connection: Connection, text: str, fits: search.Fits, *, few: bool | None = None) -> list[str]:
    """Public ids of the bills that fit best, in order: those named so, those whose sponsor is named, then the nearest."""
    wanted = search.asked_for(text)
    plain = _plain_words(text, wanted.node)
    keys: dict[str, None] = {}
    for question in _questions(connection, wanted, plain, fits, few=few):
        keys.update(dict.fromkeys(connection.execute(question.limit(_HEAD)).scalars()))
    # What databases rank alike by chance is put in order here, so that each answers as the others do.
    sought = _sought(wanted.node)
    candidates = sorted(
        _candidates(connection, list(keys)), key=lambda candidate: (-_told(candidate, sought), candidate.key)
    )
    if plain:
        asked_words = [word.casefold() for word in words_in(text)]
        ways = list(_ways(asked_words))
        return [
            candidate.key
            for candidate in sorted(candidates, key=lambda candidate: _nearness(candidate, asked_words, ways))
        ]
    some = _any_words(wanted.node)
    if len(some) > 1:
        weights = _weights(connection, some)
        candidates.sort(key=lambda candidate: _lack(candidate, weights))
    return [candidate.key for candidate in candidates]


def _sought(node: Node) -> list[str]:
    """How the words begin that are looked for, endings aside."""
    looked = looked_for(node)
    return sorted(stem.removesuffix("i") for stem in looked.whole | looked.beginnings)


def _told(candidate: _Candidate, sought: Iterable[str]) -> float:
    """How much a bill says of what is looked for: its names tell more than its other words, and of a long one each tells less."""
    names, body = candidate.names.casefold(), candidate.body.casefold()
    much = 1 + (len(names) + len(body)) / _USUAL
    counts = (_NAMED * names.count(stem) + body.count(stem) for stem in sought)
    return sum(count / (count + much) for count in counts)


def shortened(text: str) -> Iterator[str]:
    """Words in their order that are ever fewer: for what an acronym stands for, of which a word alone says nothing."""
    words = _plain_words(text, search.asked_for(text).node)
    for size in range(len(words) - 1, 1, -1):
        yield " OR ".join(f'"{" ".join(words[at : at + size])}"' for at in range(len(words) - size + 1))


def loosely(text: str) -> Iterator[str]:
    """For words that no bill has all of: any two of them, then any one; nothing for one word that stands alone.

    Which bill has most of them is for the order to say: one with two in its name is nearer than one with three in passing.
    """
    wanted = search.asked_for(text)
    words = dict.fromkeys(_plain_words(text, wanted.node))
    telling = [
        word for word in words if word not in STOP and word not in _EVERYWHERE and (len(word) > 1 or word.isdigit())
    ]
    telling = [word for word in telling if word not in _ASKING] or telling
    telling.sort(key=lambda word: word not in field_words() and word in vocabulary())
    telling = telling[:_MOST_TELLING]
    if len(telling) == 1 < len(words):
        yield telling[0]
    if len(telling) > 2:
        yield " OR ".join(f"({' '.join(pair)})" for pair in combinations(telling, 2))
    if len(telling) > 1:
        yield " OR ".join(telling)


def _plain_words(text: str, node: Node) -> list[str]:
    """The words where they are nothing but words, in order; none where the question says how they go together."""
    if any(mark in text for mark in '"*:()') or re.search(r"(?:\A|\s)(?:AND|OR|NOT|-\w)", text):
        return []
    return [word.casefold() for word in _WORD.findall(text)] if words_of(node) else []


def _any_words(node: Node) -> list[str]:
    """The words of alternatives, each once, where nothing else is asked for."""
    match node:
        case Phrase():
            return [word.casefold() for word in node.words if "*" not in word and "?" not in word]
        case And() | Or():
            parts = [_any_words(part) for part in node.parts]
            return list(dict.fromkeys(word for part in parts for word in part)) if all(parts) else []
        case _:
            return []


def _lack(candidate: _Candidate, weights: Mapping[str, float]) -> float:
    """How little of the words a bill has: in its names and its sponsor, then in its other words."""
    named, body = (" ".join(_WORD.findall(text.casefold())) for text in (candidate.names, candidate.body))
    sponsors = _called(candidate)
    said = 0.0
    for word, weight in weights.items():
        if word in sponsors or _says(word, named):
            said += weight
        elif _says(word, body):
            said += weight * _IN_PASSING
    return -said


def _says(word: str, text: str) -> bool:
    """Whether a text has a word or what else it is called."""
    return _has_all([word], text) or any(
        f" {' '.join(other)}" in f" {text}" for other in synonyms().get((word,), ()) if other
    )


def _weights(connection: Connection, words: list[str]) -> dict[str, float]:
    """How much each word tells: the more, the fewer bills have it; words of the field tell more than others."""
    weights = {}
    for word in words:
        if word in STOP or word in _EVERYWHERE:
            weights[word] = 0.0
            continue
        having = search.keys(connection, search.asked_for(word)).limit(_COUNTED).subquery()
        count = connection.execute(select(func.count()).select_from(having)).scalar_one()
        weights[word] = log(_MANY / (count + 1)) * (_OURS if word in field_words() else 1)
    return weights


def _questions(
    connection: Connection, wanted: Search, plain: list[str], fits: search.Fits, *, few: bool | None
) -> Iterable[Select[Any]]:
    hits = search.hits(connection, wanted, fits, most=_HEAD, few=few)
    yield _ranked(hits)
    if len(plain) > 1:
        title = Search(Scope("title", Phrase(tuple(plain))), wanted.filters)
        yield _ranked(search.hits(connection, title, fits, most=_HEAD))
        if few:
            beside = Search(Phrase(tuple(word for word in plain if word not in STOP) or tuple(plain)), wanted.filters)
            yield _ranked(search.hits(connection, beside, fits, most=_HEAD, few=True))
    by_name = plain or _any_words(wanted.node)
    if by_name and (said := _brought_by(by_name)) is not None:
        named = search.hits(connection, wanted, fits, few=few)
        yield _ranked(named).join(BillSponsorship, (BillSponsorship.bill_id == named.key) & said)


def _ranked(hits: search.Hits) -> Select[Any]:
    return select(hits.key, hits.best[0]).order_by(*hits.best)


def _brought_by(plain: list[str]) -> ColumnElement[bool] | None:
    """Whether a bill's first sponsor has one of the words as a name; words that all bills use are none."""
    name_words = [after for before, after in pairwise(plain) if before in _OFFICE]
    names = name_words or [word for word in plain if len(word) > 2 and word not in vocabulary() and not word.isdigit()]
    if not names:
        return None
    said = or_(*(func.lower(BillSponsorship.name).contains(name, autoescape=True) for name in names[:_MOST_NAMES]))
    return BillSponsorship.primary & said


def _candidates(connection: Connection, keys: list[str]) -> list[_Candidate]:
    indexed = search.indexed_words(connection, keys)
    sponsors: dict[str, list[str]] = {}
    first = select(BillSponsorship.bill_id, BillSponsorship.name).where(
        BillSponsorship.bill_id.in_(keys), BillSponsorship.primary
    )
    for key, name in connection.execute(first):
        sponsors.setdefault(key, []).append(name)
    rows = connection.execute(select(Bill.id, Bill.title).where(Bill.id.in_(keys)))
    candidates = []
    for row in rows:
        names, body = indexed.get(row.id, (row.title, ""))
        brought = tuple(sponsors.get(row.id, ()))
        candidates.append(_Candidate(row.id, row.title, names, body, brought))
    return candidates


def _ways(plain: list[str]) -> Iterator[Sequence[str]]:
    """The words, what they are called together, and with each of them as what else it is called."""
    yield plain
    yield from synonyms().get(tuple(plain), ())
    if len(plain) > 1:
        others = [((word,), *synonyms().get((word,), ())) for word in plain]
        yield from (tuple(chain(*way)) for way in islice(product(*others), 1, _MOST_WAYS))


def _nearness(candidate: _Candidate, plain: list[str], ways: Sequence[Sequence[str]]) -> tuple[float, int, int]:
    """How near a bill is to the words, smaller is nearer: its name, its name's beginning, a part of it, its sponsor."""
    lines = [" ".join(map(str.casefold, words_in(line))) for line in candidate.names.splitlines()]
    own = " ".join(map(str.casefold, words_in(candidate.title)))
    named = min((_by_name(ways, line) for line in lines), default=9)
    # A name that the bill itself goes by comes before that of a part of an omnibus.
    other = 0 if _by_name(ways, own) == named else 1
    brought = _by_sponsor(candidate, plain, lines)
    nearest = min(named, brought)
    if nearest > _BESIDE and _together(plain).search(" ".join(words_in(candidate.body.casefold()))):
        nearest = _BESIDE
    return nearest, other, min((len(line) for line in lines if _by_name(ways, line) == named), default=0)


def _by_name(ways: Iterable[Sequence[str]], line: str) -> float:
    """How near one title is to the words, or to what else they are called."""
    return min(_distance(words, " ".join(words), line) for words in ways)


def _distance(words: Sequence[str], said: str, line: str) -> float:
    if _bare(line) == _bare(said):
        return 0 if line == said else 0.5
    if line.startswith(said + " "):
        return 1
    if f" {said} " in f" {line} ":
        return 2
    return 4 if _has_all(words, line) else 6


def _bare(name: str) -> str:
    """A name without its year and without Act."""
    return _YEAR.sub("", name).strip().removesuffix(" act").strip()


def _by_sponsor(candidate: _Candidate, plain: list[str], lines: list[str]) -> float:
    names = _called(candidate)
    rest = [word for word in plain if word not in names and word not in _OFFICE]
    if len(rest) == len(plain) or not any(len(word) > 2 and word in names for word in plain):
        return 9
    return 3 if any(_has_all(rest, line) for line in lines) else 5


def _called(candidate: _Candidate) -> frozenset[str]:
    """The words of the first sponsors' names, and what people of such first names are called."""
    names = {word.casefold() for name in candidate.sponsors for word in _WORD.findall(name)}
    return frozenset(names).union(*(first_names().get(name, ()) for name in names))


def _has_all(words: Sequence[str], line: str) -> bool:
    """Whether every word that says something begins a word of the line, endings aside."""
    had = line.split()
    telling = [word for word in words if word not in STOP]
    return all(any(one.startswith(_stem(word)) and len(one) <= len(word) + _ENDING for one in had) for word in telling)


def _stem(word: str) -> str:
    return word[: max(5, len(word) - 2)]


def _together(words: Sequence[str]) -> re.Pattern[str]:
    """The words one after the other, endings aside."""
    return re.compile(" ".join(rf"\b{re.escape(_stem(word))}\w{{0,{_ENDING + 2}}}" for word in words))
