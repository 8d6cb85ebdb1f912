"""Find legislators, committees and rule-makings by what people type of them.

A name without its accents, by its nickname or with an office, a state or a seat beside it (`Sen. Lujan`, `Smith (D-MN)`, `NY-14`,
`Ohio senators`); a committee by some of its words, with its chamber or by initials (`ways & means`, `E&C`, `HSGAC`,
`Labor-HHS`); a rule-making by its number, docket or RIN.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Text, cast, or_, select

from tracker.db import queries, search_words
from tracker.db.lexemes import folded, lexemes
from tracker.db.models import Notice, Organization, Person
from tracker.db.search_spanish import in_english
from tracker.records import ballots
from tracker.web.legislators import same_district
from tracker.web.name_questions import ALSO, BESIDE, BETWEEN, BODIES, Question, questions

_WORD: Final = re.compile(r"[^\W_]+")
_FEW_LETTERS: Final = 2
_LONGEST_INITIALS: Final = 6
_PREFIX: Final = 5
_LONG: Final = 8
"""Letters of a name in which two may be wrong."""
_DOCUMENT: Final = re.compile(r"\b(?:[A-Z]\d{1,2}-\d{1,6}|(?:19|20)\d\d-\d{4,5})\b")
_RIN: Final = re.compile(r"\b(\d{4})-?([A-Z]{2}\d{2})\b")
_DOCKET: Final = re.compile(r"\b[A-Z]{2,9}(?:[-_][A-Z0-9]{1,12}){0,4}-\d{4}-[A-Z0-9]{1,6}-?\d{0,5}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A legislator in office, as far as one is looked for."""

    id: str
    place: str
    chamber: str | None
    district: str
    words: frozenset[str]
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A committee, as far as one is looked for."""

    id: str
    place: str
    chamber: str | None
    name: str
    stems: tuple[str, ...]
    """Its telling words, cut as they are indexed."""
    initials: frozenset[str]
    is_part: bool
    """Whether it is a part of a committee."""


@dataclass(frozen=True, slots=True)
class Names:
    """All that can be found as itself, at one state of the data."""

    people: Sequence[Name] = ()
    bodies: Sequence[Body] = ()


def read(connection: Connection) -> Names:
    """Who sits and which committees there are."""
    person = select(Person.id, Person.jurisdiction, Person.chamber, Person.district, Person.name).where(
        queries.in_office()
    )
    body = select(Organization.id, Organization.jurisdiction, Organization.chamber, Organization.name)
    return Names(tuple(map(_person, connection.execute(person))), tuple(map(_body, connection.execute(body))))


def _person(row: Any) -> Name:
    own = tuple(map(folded, ballots.words(row.name)))
    nicknames = (search_words.first_names().get(word, ()) for word in own)
    return Name(
        id=row.id,
        place=row.jurisdiction,
        chamber=row.chamber,
        district=row.district or "",
        words=frozenset(own).union(*nicknames),
        last=own[-1] if own else "",
    )


def _body(row: Any) -> Body:
    words = _WORD.findall(folded(row.name))
    telling = [word for word in words if word not in BETWEEN | BESIDE | BODIES and word not in {"joint", "legislative"}]
    letters = "".join(word[0] for word in telling)
    capitals = "".join(word[0] for word in words if word not in BETWEEN)
    chamber = {"upper": "s", "lower": "h"}.get(row.chamber, "")
    return Body(
        id=row.id,
        place=row.jurisdiction,
        chamber=row.chamber,
        name=row.name,
        stems=tuple(dict.fromkeys(lexemes(" ".join(telling)))),
        initials=frozenset({letters, letters + "c", chamber + letters, chamber + letters + "c", capitals}),
        is_part="subcommittee" in words,
    )


def named(connection: Connection, names: Names, text: str, most: int = 4) -> tuple[list[Any], list[Any]]:
    """The legislators and committees that the words mean, likeliest first; none where the words ask for something else."""
    people: list[str] = []
    bodies: list[str] = []
    # Committees have English names; people's are no Spanish words.
    for question in chain(questions(text), questions(in_english(text) or "")):
        people = people or [name.id for name in _people(names.people, question)[:most]]
        bodies = bodies or [body.id for body in _bodies(names.bodies, question)[:most]]
    return _rows(connection, Person, people), _rows(connection, Organization, bodies)


def _rows(connection: Connection, model: Any, keys: Sequence[str]) -> list[Any]:
    if not keys:
        return []
    rows = {row.id: row for row in connection.execute(select(model.__table__).where(model.id.in_(keys)))}
    return [rows[key] for key in keys if key in rows]


def notices(connection: Connection, text: str, most: int = 4) -> list[Any]:
    """The rule-makings whose number, docket or RIN the words hold, newest first."""
    upper = text.upper().replace("\u2011", "-").replace("\u2013", "-")
    marks = [f"RIN {hit[1]}-{hit[2]}" for hit in _RIN.finditer(upper)] + _DOCKET.findall(upper)
    conditions = [Notice.id == f"us/fr-{number}" for number in _DOCUMENT.findall(upper)]
    conditions += [cast(Notice.record, Text).contains(f'"{mark}"', autoescape=True) for mark in marks[:most]]
    if not conditions:
        return []
    statement = select(Notice.__table__).where(or_(*conditions))
    return list(connection.execute(statement.order_by(Notice.published.desc(), Notice.id).limit(most)))


def _is_there(name: Name, place: str | None) -> bool:
    """Whether somebody sits for a state: in its legislature, or in Congress."""
    return place in {None, name.place} or (name.place == "us" and f"us-{name.district[:2].casefold()}" == place)


def _people(people: Iterable[Name], question: Question) -> list[Name]:
    if question.is_of_body:
        return []
    there = [name for name in people if _is_there(name, question.place)]
    if not question.words:
        return _seated(there, question) if question.place and question.place != "us" else []
    if max(map(len, question.words)) <= _FEW_LETTERS:
        return []
    said = [name for name in there if name.words.issuperset(question.words)]
    if not said and question.is_of_office:
        said = _misspelled(there, question.words)
    of_chamber = [name for name in said if question.chamber in {None, name.chamber}]
    last = question.words[-1]
    return sorted(of_chamber or said, key=lambda name: (name.last != last, name.place != "us", name.last, name.id))


def _misspelled(there: Iterable[Name], words: Sequence[str]) -> list[Name]:
    """Whose last name was likely meant, where somebody of an office is asked for whom nobody is called: `Sen. Grassly`."""
    typed, others = words[-1], words[:-1]
    most = 1 if len(typed) < _LONG else 2
    near = [
        name
        for name in there
        if name.words.issuperset(others) and name.last[:1] == typed[0] and abs(len(name.last) - len(typed)) <= most
    ]
    slips = {name.id: search_words.slips(typed, name.last) for name in near} if len(typed) >= _PREFIX else {}
    fewest = min(slips.values(), default=most + 1)
    return [name for name in near if slips.get(name.id) == fewest] if fewest <= most else []


def _seated(there: Iterable[Name], question: Question) -> list[Name]:
    """Who sits for a state or a district of it, where an office or a seat is asked for; those in Congress first."""
    if not question.is_of_office:
        return []
    sitting = []
    for name in there:
        own = name.district.rpartition("-")[2] if name.place == "us" else name.district
        if question.district is None:
            fits = name.place == "us"
        else:
            fits = name.chamber != "upper" or name.place != "us"
            fits = fits and same_district(question.district, own)
        if fits and question.chamber in {None, name.chamber}:
            sitting.append(name)
    return sorted(sitting, key=lambda name: (name.place != "us", name.chamber != "upper", name.last, name.id))


def _bodies(bodies: Iterable[Body], question: Question) -> list[Body]:
    if question.is_of_office and not question.is_of_body:
        return []
    called = " ".join(ALSO.get(word, word) for word in question.words if word not in BESIDE)
    stems = frozenset(lexemes(called))
    there = (body for body in bodies if question.place in {None, body.place} and _is_of(body, question.chamber))
    fitting = [(share, body) for body in there if (share := _share(body, question, stems))]
    fitting.sort(key=lambda pair: (pair[1].is_part != question.is_of_part, -pair[0], *_order(pair[1])))
    return [body for _share_of_it, body in fitting]


def _order(body: Body) -> tuple[bool, str, str]:
    return body.place != "us", body.name, body.id


def _share(body: Body, question: Question, stems: AbstractSet[str]) -> float:
    """How much of a committee's name is asked for; nothing where it has not every word, more than all where it is called so by its initials."""
    if question.initials and question.initials in body.initials:
        return 2
    is_asked_for = question.is_of_body or question.chamber is not None or question.place is not None
    if not stems or not (is_asked_for or not stems.isdisjoint(body.stems)):
        return 0
    if not all(_says(body, stem) for stem in stems):
        return 0
    share = len(stems) / max(len(body.stems), 1)
    # One common word is in the name of many a committee; that is no name.
    return share if share >= 1 or len(stems) > 1 or is_asked_for else 0


def _is_of(body: Body, chamber: str | None) -> bool:
    """Whether a committee is of a chamber; a name such as Joint Committee says more than the record does."""
    if chamber == "legislature":
        return body.chamber not in {"upper", "lower"} or "joint" in body.name.casefold()
    return chamber in {None, body.chamber}


def _says(body: Body, stem: str) -> bool:
    """Whether a name has a word, one that begins so, or words of these initials in a row."""
    if stem in body.stems or (len(stem) >= _PREFIX and any(other.startswith(stem) for other in body.stems)):
        return True
    size = len(stem)
    if not _FEW_LETTERS <= size <= _LONGEST_INITIALS:
        return False
    letters = "".join(other[0] for other in body.stems)
    return stem in letters
