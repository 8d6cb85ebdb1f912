"""Put what a person most likely means first, on every database alike.

A database ranks by how often words stand where. People who search know a name, a part of one, or who brought the bill, so
the best of what each of these questions finds is put in order here; what follows keeps the database's order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise, product
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from tracker.db import search, search_coverage
from tracker.db.lexemes import lexemes
from tracker.db.models import Bill, BillSponsorship
from tracker.db.passages import looked_for
from tracker.db.search_query import STOP, Search, words_in, words_of
from tracker.db.search_words import first_names, synonyms, vocabulary
from tracker.rules.syntax import And, Node, Or, Phrase, Scope

_HEAD: Final = 80
"""So many of each question's answers are put in order by what people mean; nobody reads further for a name."""
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_YEAR: Final = re.compile(r"(?:of )?(?:19|20)\d\d\Z")
_OFFICE: Final = frozenset({"rep", "representative", "sen", "senator", "congressman", "congresswoman", "delegate"})
_RECORD: Final = frozenset({"bill", "bills", "legislation"})
"""What people call what they look for after its name; few names end so."""
_FEW_WORDS: Final = 2
"""Of more words that no name has all of, how much each tells says what is meant."""
_MOST_NAMES: Final = 6
_MOST_WAYS: Final = 8
_ENDING: Final = 3
"""Letters by which a word may be longer than the one that was asked for: `stands` fits `stand`, `standardized` does not."""
_IN_ALL_NAMES: Final = 4.5
"""What words count as that a bill's names have together and none of them alone."""
_NAMES_OF_ONE: Final = 5
"""An omnibus has more names."""
_BESIDE: Final = 5.5
"""What words that stand beside each other outside of a bill's names count as."""
_SOME_IN_NAMES: Final = 0.4
"""How much nearer a bill is whose names have all the words but that stand in no name together."""
_NAMED: Final = 8
"""What a word in a bill's names counts, where one elsewhere counts one."""
_NAME_IN: Final = 300
"""Of more bills that have words in their names, these are no name of one."""
_CALLED_SO: Final = 5
_LONGEST_TERM: Final = 4
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
    if search_coverage.is_any_of(text):
        return search_coverage.nearest(connection, text, fits)
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
        asked_words = _as_names_have_them([word.casefold() for word in words_in(text)], candidates)
        ways = list(_ways(asked_words))
        near = [(_nearness(candidate, asked_words, ways), candidate) for candidate in candidates]
        near.sort(key=lambda pair: pair[0])
        if len(asked_words) > _FEW_WORDS and near and near[0][0][0] > _IN_ALL_NAMES:
            return search_coverage.in_order(connection, text, [candidate.key for _nearness_of_it, candidate in near])
        return [candidate.key for _nearness_of_it, candidate in near]
    if _any_words(wanted.node):
        return search_coverage.in_order(connection, text, [candidate.key for candidate in candidates])
    return [candidate.key for candidate in candidates]


def called(connection: Connection, text: str, fits: search.Fits) -> list[str]:
    """Public ids of the few bills whose name is what was typed and nothing else, its year and Act aside.

    One word that bills use for other things is a name only with Act behind it.
    """
    wanted = search.asked_for(text)
    plain = [word.casefold() for word in words_in(text)] if _plain_words(text, wanted.node) else []
    if not plain or (len(plain) == 1 and plain[0] in vocabulary()):
        return []
    title = Search(Scope("title", Phrase(tuple(plain))), wanted.filters)
    keys = list(connection.execute(search.keys(connection, title, fits).limit(_NAME_IN + 1)).scalars())
    if len(keys) > _NAME_IN:
        return []
    candidates = _candidates(connection, sorted(keys))
    named = [(_nearness(candidate, plain, [plain]), candidate.key) for candidate in candidates]
    return [key for (distance, *_rest), key in sorted(named)[:_CALLED_SO] if distance < 1]


def is_named(connection: Connection, text: str, keys: Sequence[str]) -> bool:
    """Whether one of these bills has all words in its names."""
    plain = _plain_words(text, search.asked_for(text).node)
    ways = list(_ways(plain))
    return any(
        _nearness(candidate, plain, ways)[0] <= _IN_ALL_NAMES for candidate in _candidates(connection, list(keys))
    )


def _as_names_have_them(words: list[str], candidates: Sequence[_Candidate]) -> list[str]:
    """The words, each that is none as a name has it that the database took it for: `improvment` is cut to what improvement is."""
    stems = {word: next(lexemes(word), word) for word in words if word not in vocabulary()}
    if not stems:
        return words
    names = Counter(word for candidate in candidates for word in set(_WORD.findall(candidate.names.casefold())))
    written: dict[str, str] = {}
    for name_word, _count in reversed(names.most_common()):
        for word, stem in stems.items():
            if name_word[0] == word[0] and next(lexemes(name_word), "") == stem:
                written[word] = word if word in names else name_word
    return [written.get(word, word) for word in words]


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
    """For words that no bill has all of: those that tell something, then any of these; nothing for one word that stands alone.

    Which bill says most of them is for the order to say.
    """
    wanted = search.asked_for(text)
    words = list(dict.fromkeys(_terms([word for word in _plain_words(text, wanted.node) if word not in STOP])))
    telling = search_coverage.telling_words(words)
    if 0 < len(telling) < len(words):
        yield " ".join(telling)
    if len(telling) > 1:
        yield " OR ".join(telling)


def _terms(words: Sequence[str]) -> Iterator[str]:
    """The words, those that together have another name as one phrase: `tele health`, `9 8 8`."""
    at = 0
    while at < len(words):
        sizes = range(min(len(words) - at, _LONGEST_TERM), 1, -1)
        size = next((size for size in sizes if tuple(words[at : at + size]) in synonyms()), 1)
        yield words[at] if size == 1 else f'"{" ".join(words[at : at + size])}"'
        at += size


def _plain_words(text: str, node: Node) -> list[str]:
    """The words where they are nothing but words, in order; none where the question says how they go together."""
    if any(mark in text for mark in '"*:()') or re.search(r"(?:\A|\s)(?:AND|OR|NOT|-\w)", text):
        return []
    return [word.casefold() for word in _WORD.findall(text)] if words_of(node) else []


def _any_words(node: Node) -> list[str]:
    """The words of alternatives, each once, where nothing else is asked for."""
    match node:
        case Phrase():
            words = tuple(word.casefold() for word in node.words if "*" not in word and "?" not in word)
            return [" ".join(words)] if words in synonyms() else list(words)
        case And() | Or():
            parts = [_any_words(part) for part in node.parts]
            return list(dict.fromkeys(word for part in parts for word in part)) if all(parts) else []
        case _:
            return []


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
    names = name_words or [
        word for word in plain if len(word) > 2 and word not in vocabulary() and not word.isdecimal()
    ]
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
        if plain[-1] in _RECORD:
            yield from _ways(plain[:-1])


def _nearness(candidate: _Candidate, plain: list[str], ways: Sequence[Sequence[str]]) -> tuple[float, int, int]:
    """How near a bill is to the words, smaller is nearer: its name, its name's beginning, a part of it, its sponsor."""
    lines = [" ".join(map(str.casefold, words_in(line))) for line in candidate.names.splitlines()]
    own = " ".join(map(str.casefold, words_in(candidate.title)))
    named = min((_by_name(ways, line) for line in lines), default=9)
    # A name that the bill itself goes by comes before that of a part of an omnibus.
    other = 0 if _by_name(ways, own) == named else 1
    brought = _by_sponsor(candidate, plain, lines)
    nearest = min(named, brought)
    nearest = min(nearest, _scattered(candidate, plain, lines)) if nearest > _IN_ALL_NAMES else nearest
    return nearest, other, min((len(line) for line in lines if _by_name(ways, line) == named), default=0)


def _scattered(candidate: _Candidate, plain: list[str], lines: list[str]) -> float:
    """How near a bill is none of whose names has all the words: several names together, its other words, or some in its names."""
    names = " ".join(lines)
    if len(lines) <= _NAMES_OF_ONE and _has_all(plain, names):
        return _IN_ALL_NAMES
    if _together(plain).search(" ".join(words_in(candidate.body.casefold()))):
        return _BESIDE
    telling = [word for word in plain if word not in STOP]
    return 6 - _SOME_IN_NAMES * sum(_has_all([word], names) for word in telling) / max(len(telling), 1)


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
