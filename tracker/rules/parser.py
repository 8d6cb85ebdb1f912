"""Read topic files; every fault of every file is named at once, with its line and what to do."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tracker.errors import RuleError, found_in
from tracker.rules.inclusion import spelled_out, with_included
from tracker.rules.query import QueryProblem, in_all_ways, read_phrase, read_query
from tracker.rules.scoring import BOOSTS, Rule, Topic
from tracker.rules.syntax import ABOUT, FIELDS, Node, Not, Scope, all_of, any_of, has_positive
from tracker.system import read_plain

SHIPPED: Final = Path(__file__).parent / "topics"
LISTS: Final = "lists.toml"
"""The file beside topic files whose lists every topic can use as `@name`, and what sounds alike to all of them."""
_BYTES: Final = 4_000_000
"""A longer file is none that somebody wrote: the longest shipped one has 30,000 bytes."""

_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{1,40}\Z")
_TOPIC_KEYS: Final = frozenset(
    {"topic", "title", "why", "threshold", "fields", "include", "sounds_alike", "lists", "boosts", "rule", "against"}
)
_RULE_KEYS: Final = frozenset(
    {"id", "query", "any_of", "all_of", "none_of", "fields", "except", "weight", "flags", "ignores"}
)
_ID_LINE: Final = re.compile(r"\s*id\s*=\s*[\"']([^\"']*)[\"']")
_WANTED: Final = ("topic", "title", "why")
_HEAVIEST: Final = 20.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a topic file, and what to do about it."""

    file: str
    line: int
    told: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.told}"


@dataclass
class _File:
    """A topic file being read."""

    path: Path
    text: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, reason: str, *, rule: str | None = None, key: str | None = None, number: int = 1) -> None:
        self.faults.append(Fault(self.path.name, self.line(rule, key, number), reason))

    def line(self, rule: str | None = None, key: str | None = None, number: int = 1) -> int:
        """The line of a rule, or of a key in it, the `number`th of that name; of the first line where neither is found."""
        line_number = self._rule_lines.get(rule, 1) if rule is not None else 1
        if key is None:
            return line_number
        lines = self.text.splitlines()
        begin = line_number - 1
        while begin > 0 and rule is not None and not lines[begin].lstrip().startswith("[["):
            begin -= 1
        within = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=|\s*\[+{re.escape(key)}\]+")
        named = (at for at, text in enumerate(lines[begin:], start=begin + 1) if within.match(text))
        return next(islice(named, number - 1, None), line_number)

    @cached_property
    def _rule_lines(self) -> dict[str, int]:
        """The line of each rule's id, found once for all; where an id stands twice, the first."""
        numbers: dict[str, int] = {}
        for at, text in enumerate(self.text.splitlines(), start=1):
            if hit := _ID_LINE.match(text):
                numbers.setdefault(hit[1], at)
        return numbers


def read_folders(folders: Iterable[Path]) -> tuple[list[Topic], dict[str, tuple[str, ...]], list[Fault]]:
    """The topics of these folders by slug, later ones over earlier ones; the lists they share; every fault."""
    return read_files([path for folder in folders for path in sorted(folder.glob("*.toml"))])


def read_files(files: Sequence[Path]) -> tuple[list[Topic], dict[str, tuple[str, ...]], list[Fault]]:
    """The topics of these files by slug, later ones over earlier ones; the lists they share; every fault."""
    faults: list[Fault] = []
    lists: dict[str, tuple[str, ...]] = {}
    alike: tuple[str, ...] = ()
    for path in (path for path in files if path.name == LISTS):
        shared_lists, masked = _shared_lists(path, faults)
        lists |= shared_lists
        alike += masked
    topics: dict[str, Topic] = {}
    includes: dict[str, tuple[str, ...]] = {}
    places: dict[str, _File] = {}
    for path in (path for path in files if path.name != LISTS):
        opened, raw = _opened(path)
        if raw is not None:
            topic = _topic(opened, raw, lists, alike)
            if topic is not None:
                same = places.get(topic.slug)
                if same is not None and same.path.parent == path.parent:
                    opened.fault(
                        f"expected a topic of its own, found {topic.slug!r} again ({same.path.name})", key="topic"
                    )
                topics[topic.slug], places[topic.slug] = topic, opened
                includes[topic.slug] = _names(opened, raw, "include")
        faults += opened.faults

    def fault(slug: str, reason: str) -> None:
        faults.append(Fault(places[slug].path.name, places[slug].line(key="include"), reason))

    return with_included(topics, includes, fault), lists, faults


def read_topic(path: Path, lists: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> Topic:
    """One topic file by itself; raises RuleError with every fault."""
    opened, raw = _opened(path)
    topic = _topic(opened, raw, lists) if raw is not None else None
    if opened.faults or topic is None:
        raise RuleError("\n".join(map(str, opened.faults)))
    return topic


def told_slug(path: Path) -> str:
    """The topic that a file is about, by what it says or else, where it cannot be read, by its name."""
    return told_title(path)[0]


def told_title(path: Path) -> tuple[str, str]:
    """The topic that a file is about, and its title; the slug stands for one that it does not give."""
    _file, raw = _opened(path)
    fields = raw or {}
    slug, title = fields.get("topic"), fields.get("title")
    slug = slug if isinstance(slug, str) else path.stem
    return slug, title if isinstance(title, str) else slug


def _opened(path: Path) -> tuple[_File, dict[str, Any] | None]:
    try:
        opened = _File(path, read_plain(path, _BYTES).decode("utf-8"))
    except (OSError, ValueError) as problem:  # ValueError: no UTF-8, no plain file, or far too long
        opened = _File(path, "")
        opened.fault(f"expected a text file in UTF-8, found: {found_in(problem)}")
        return opened, None
    try:
        return opened, tomllib.loads(opened.text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        place = re.search(r"line (\d+)", str(problem))
        opened.faults.append(Fault(path.name, int(place[1]) if place else 1, f"expected TOML, found: {problem}"))
        return opened, None


def _shared_lists(path: Path, faults: list[Fault]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The lists that all topics share, and the phrases in which nothing counts for any of them."""
    opened, raw = _opened(path)
    lists = _lists(opened, raw or {}, {}) if raw is not None else {}
    for key in (raw or {}).keys() - {"lists", "sounds_alike"}:
        opened.fault(f"expected sounds_alike and the table [lists], found {key!r}", key=key)
    _sounds_alike(opened, raw or {}, lists)
    faults += opened.faults
    return lists, () if opened.faults else _names(opened, raw or {}, "sounds_alike")


def _lists(opened: _File, raw: Mapping[str, Any], shared: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    lists = dict(shared)
    given = raw.get("lists", {})
    if not isinstance(given, dict):
        opened.fault("expected a table [lists] of names and phrases", key="lists")
        return lists
    for name, phrases in given.items():
        if not _SLUG.match(name) or not _all_text(phrases) or not phrases:
            opened.fault(f"list {name!r}: expected a name of small letters and a list of phrases", key=name)
            continue
        lists[name] = tuple(dict.fromkeys(spelled_out(phrases, lists)))
        for phrase in lists[name]:
            try:
                _listed(phrase, {})
            except QueryProblem as problem:
                opened.fault(f"list {name!r}: {problem.reason} in {phrase!r}", key=name)
                lists.pop(name, None)
                break
    return lists


def _topic(
    opened: _File, raw: dict[str, Any], shared: Mapping[str, tuple[str, ...]], alike: Sequence[str] = ()
) -> Topic | None:
    for key in raw.keys() - _TOPIC_KEYS:
        opened.fault(f"expected one of {', '.join(sorted(_TOPIC_KEYS))}, found {key!r}", key=key)
    for key in _WANTED:
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            opened.fault(f'expected {key} = "…", found {raw.get(key)!r}', key=key)
    slug = raw.get("topic")
    if not isinstance(slug, str) or not _SLUG.match(slug):
        opened.fault(f"expected a topic of small letters, digits and dashes, found {slug!r}", key="topic")
        return None
    threshold = raw.get("threshold", 30)
    if not isinstance(threshold, int) or isinstance(threshold, bool) or not 1 <= threshold <= 99:
        opened.fault(f"expected a threshold from 1 to 99, found {threshold!r}", key="threshold")
        threshold = 30
    lists = _lists(opened, raw, shared)
    rules = _rules(opened, raw, lists)
    if not any(not rule.against for rule in rules) and not raw.get("include"):
        opened.fault("expected at least one [[rule]], found none")
    return Topic(
        slug=slug,
        title=str(raw.get("title", slug)),
        why=str(raw.get("why", "")),
        rules=tuple(rules),
        threshold=threshold,
        sounds_alike=_sounds_alike(opened, raw, lists, alike),
        file=opened.path.name,
        version=hashlib.blake2b(f"{opened.text}{sorted(lists.items())}{alike}".encode(), digest_size=8).hexdigest(),
        boosts=_boosts(opened, raw),
    )


def _sounds_alike(
    opened: _File, raw: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]], shared: Sequence[str] = ()
) -> tuple[Node, ...]:
    try:
        phrases = dict.fromkeys((*shared, *_names(opened, raw, "sounds_alike")))
        return tuple(_listed(phrase, lists) for phrase in phrases)
    except QueryProblem as problem:
        opened.fault(f"sounds_alike: {problem}", key="sounds_alike")
        return ()


def _boosts(opened: _File, raw: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    given = raw.get("boosts", {})
    if not isinstance(given, dict):
        opened.fault("expected a table [boosts] of fields and numbers", key="boosts")
        return ()
    for name, number in given.items():
        if (
            name not in BOOSTS
            or isinstance(number, bool)
            or not isinstance(number, (int, float))
            or not 0 <= number <= 10
        ):
            opened.fault(
                f"boosts: expected {', '.join(BOOSTS)} with a number from 0 to 10, found {name} = {number!r}",
                key="boosts",
            )
            return ()
    return tuple((name, float(number)) for name, number in given.items())


def _names(opened: _File, raw: Mapping[str, Any], key: str, rule: str | None = None) -> tuple[str, ...]:
    given = raw.get(key, [])
    if not _all_text(given):
        opened.fault(f"{key}: expected a list of texts, found {given!r}"[:200], rule=rule, key=key)
        return ()
    return tuple(given)


def _all_text(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(value, str) and value.strip() for value in given)


def _rules(opened: _File, raw: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> list[Rule]:
    rules: dict[str, Rule] = {}
    usual = _fields(opened, raw)
    for kind in ("rule", "against"):
        tables = raw.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table_entry, dict) for table_entry in tables):
            opened.fault(f"expected tables [[{kind}]]", key=kind)
            continue
        for number, table in enumerate(tables, start=1):
            rule = _rule(opened, table, number, lists, usual, against=kind == "against")
            if rule is None:
                continue
            if rule.id in rules:
                opened.fault(f"rule {rule.id!r}: expected an id of its own, found it twice", rule=rule.id)
            rules[rule.id] = rule
    return list(rules.values())


def _rule(
    opened: _File,
    raw: Mapping[str, Any],
    number: int,
    lists: Mapping[str, tuple[str, ...]],
    usual: Sequence[str],
    *,
    against: bool,
) -> Rule | None:
    name = raw.get("id")
    if not isinstance(name, str) or not _SLUG.match(name):
        kind = "against" if against else "rule"
        opened.fault(
            f"[[{kind}]] number {number}: expected an id of 2 to 41 small letters, digits and dashes, found {name!r}",
            key=kind,
            number=number,
        )
        return None
    before = len(opened.faults)
    for key in raw.keys() - _RULE_KEYS:
        opened.fault(
            f"rule {name!r}: expected one of {', '.join(sorted(_RULE_KEYS))}, found {key!r}", rule=name, key=key
        )
    weight = raw.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight <= _HEAVIEST:
        opened.fault(
            f"rule {name!r}: expected a weight above 0 and up to {_HEAVIEST:g}, found {weight!r}",
            rule=name,
            key="weight",
        )
    proofs = {}
    for key in ("flags", "ignores"):
        proofs[key] = _names(opened, raw, key, name)
        if not proofs[key]:
            reason = (
                "an example sentence it must fire on" if key == "flags" else "an example sentence it must leave alone"
            )
            opened.fault(f"rule {name!r}: expected {key} = [{reason!r}], found none", rule=name)
    query = _query(opened, raw, name, lists, usual)
    masks = _any(opened, raw, "except", name, lists)
    if query is None or len(opened.faults) > before:
        return None
    return Rule(
        id=name,
        query=query,
        weight=float(weight),
        against=against,
        masks=masks,
        flags=proofs["flags"],
        ignores=proofs["ignores"],
        line=opened.line(name),
    )


def _fields(opened: _File, raw: Mapping[str, Any], name: str | None = None) -> tuple[str, ...]:
    """Where a rule looks, or all rules of the file that do not say it themselves."""
    fields = _names(opened, raw, "fields", name)
    whose = f"rule {name!r}: " if name is not None else ""
    for field_name in set(fields) - {*FIELDS, ABOUT}:
        known = ", ".join((*FIELDS, ABOUT))
        opened.fault(f"{whose}expected fields of {known}, found {field_name!r}", rule=name, key="fields")
    return fields


def _query(
    opened: _File, raw: Mapping[str, Any], name: str, lists: Mapping[str, tuple[str, ...]], usual: Sequence[str]
) -> Node | None:
    """What the rule asks for: its query, all of these, one of these, none of these, in some fields."""
    parts: list[Node] = []
    if "query" in raw:
        try:
            parts.append(read_query(str(raw["query"]), lists, in_all_ways=True))
        except QueryProblem as problem:
            opened.fault(f"rule {name!r}: query: {problem}", rule=name, key="query")
            return None
    try:
        parts += [_listed(phrase, lists) for phrase in _names(opened, raw, "all_of", name)]
    except QueryProblem as problem:
        opened.fault(f"rule {name!r}: all_of: {problem}", rule=name, key="all_of")
        return None
    one = _any(opened, raw, "any_of", name, lists)
    none = _any(opened, raw, "none_of", name, lists)
    wanted = [*parts, *([one] if one else [])]
    if not wanted or not any(map(has_positive, wanted)):
        opened.fault(f"rule {name!r}: expected query, all_of or any_of with words to look for, found none", rule=name)
        return None
    query = all_of([*wanted, *([Not(none)] if none else [])])
    fields = _fields(opened, raw, name) if "fields" in raw else usual
    return any_of(Scope(phrase, query) for phrase in fields) if fields else query


def _any(
    opened: _File, raw: Mapping[str, Any], key: str, name: str, lists: Mapping[str, tuple[str, ...]]
) -> Node | None:
    try:
        parts = [_listed(phrase, lists) for phrase in _names(opened, raw, key, name)]
    except QueryProblem as problem:
        opened.fault(f"rule {name!r}: {key}: {problem}", rule=name, key=key)
        return None
    return any_of(parts) if parts else None


def _listed(phrase: str, lists: Mapping[str, tuple[str, ...]]) -> Node:
    """What a phrase of a list asks for: its words, exactly (`=…`) or not, or one of another list (`@…`). Raises QueryProblem."""
    plain = phrase.strip()
    return read_query(plain, lists) if plain.startswith("@") else in_all_ways(read_phrase(plain))
