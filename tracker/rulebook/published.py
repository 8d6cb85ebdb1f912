"""Tell the rulebook as a public standard: its own documented JSON (docs/rulebook-format.md), and the same as rows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from tracker.rulebook.bodies import Listed, body_of, listed
from tracker.testimony.rulebook import Place, Rule, Rulebook
from tracker.testimony.window_words import spoken

FORMAT: Final = "https://mental-health-policy-tracker.invalid/rulebook/1"
"""The name of the format and its version; it is no page."""
LICENSE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
COLUMNS: Final = (
    "place", "body", "rule", "who", "chambers", "committees", "channels", "kinds", "window", "until", "how", "url", "limit",
    "requires", "only_titled", "not_titled", "starts_before", "starts_from", "invited", "confidence", "trusted_until", "evidence",
    "evidence_hash", "sources", "as_of", "read_on", "read_by", "valid_from", "valid_until", "timezone", "note",
)  # fmt: skip
"""The columns of the CSV, in their order."""


def places(book: Rulebook) -> list[Place]:
    """Each place once, by code."""
    return sorted({place.code: place for place in book.places.values()}.values(), key=lambda place: place.code)


def published(book: Rulebook, day: dt.date, marks: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The whole rulebook; `marks` are the hashes of what the source pages say, by address."""
    return {
        "format": FORMAT,
        "license": LICENSE,
        "as_of": day.isoformat(),
        "places": [place_entry(place, day, marks or {}) for place in places(book)],
    }


def place_entry(place: Place, day: dt.date, marks: Mapping[str, str]) -> dict[str, Any]:
    """One place with its bodies and their rules."""
    return {
        "place": place.code,
        "name": place.name,
        "aliases": list(place.aliases),
        "timezone": place.timezone,
        "holidays": place.subdivision or "federal",
        "openness": place.openness,
        "instead": place.instead,
        "about": place.about,
        "revision": place.revision,
        "bodies": [body_entry(place, entry, day, marks) for entry in listed(place)],
    }


def body_entry(place: Place, body: Listed, day: dt.date, marks: Mapping[str, str]) -> dict[str, Any]:
    """One body with its rules."""
    return {
        "address": f"{place.code}/{body.body.slug}",
        "kind": body.body.kind,
        "name": body.body.name,
        "rules": [rule_entry(rule, day, marks) for rule in body.rules],
    }


def rule_entry(rule: Rule, day: dt.date, marks: Mapping[str, str]) -> dict[str, Any]:
    """One rule with how sure it is on that day, and what it rests on."""
    until = rule.trusted_until
    return {
        "id": rule.id,
        "who": rule.who,
        "chambers": list(rule.chambers),
        "committees": list(rule.committees),
        "channels": list(rule.channels),
        "kinds": list(rule.kinds),
        "detail": rule.detail,
        "window": rule.window.text,
        "until": spoken(rule.window, rule.channels),
        "how": rule.how,
        "url": rule.url,
        "limit": rule.limit,
        "requires": list(rule.requires),
        "only_titled": list(rule.titled),
        "not_titled": list(rule.not_titled),
        "starts_before": rule.starts_before.isoformat("minutes") if rule.starts_before else None,
        "starts_from": rule.starts_from.isoformat("minutes") if rule.starts_from else None,
        "invited": rule.invited,
        "again": rule.again,
        "note": rule.note,
        "confidence": rule.confidence_on(day),
        "trusted_until": until.isoformat() if until else None,
        "evidence": rule.evidence.strength,
        "evidence_is": rule.evidence.what,
        "evidence_hash": evidence_hash(rule, marks),
        "sources": list(rule.sources),
        "as_of": rule.as_of,
        "read_on": rule.checked.isoformat() if rule.checked else None,
        "read_by": rule.checked_by,
        "learned_from": list(rule.learned_from),
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
        "timezone": rule.timezone,
    }


def evidence_hash(rule: Rule, marks: Mapping[str, str]) -> str:
    """What is another one as soon as the rule's words, its sources, or what those say of being heard are other ones."""
    evidence = [rule.window.text, *rule.sources, *(marks.get(source.split(" ")[0], "") for source in rule.sources)]
    return hashlib.sha256(orjson.dumps(evidence)).hexdigest()[:16]


def rows(book: Rulebook, day: dt.date, marks: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Every rule as a row, lists joined by semicolons."""
    for place in places(book):
        for rule in place.rules:
            entry = rule_entry(rule, day, marks)
            by_rule = {
                **entry,
                "place": place.code,
                "body": f"{place.code}/{body_of(place, rule).slug}",
                "rule": rule.id,
            }
            yield {column: _cell(by_rule[column]) for column in COLUMNS}


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    maybe = {"type": ["string", "null"]}
    lists = (
        "chambers",
        "committees",
        "channels",
        "kinds",
        "requires",
        "only_titled",
        "not_titled",
        "sources",
        "learned_from",
    )
    always = ("id", "who", "window", "until", "how", "evidence_is", "evidence_hash", "timezone")
    days = {"type": ["string", "null"], "format": "date"}
    rule: dict[str, Any] = dict.fromkeys(lists, texts) | dict.fromkeys(always, text)
    rule |= dict.fromkeys(
        ("detail", "url", "limit", "starts_before", "starts_from", "again", "note", "as_of", "read_by"), maybe
    )
    rule |= dict.fromkeys(("trusted_until", "read_on", "valid_from", "valid_until"), days)
    rule |= {
        "invited": {"type": "boolean"},
        "confidence": {"enum": ["high", "medium", "low", "unverified"]},
        "evidence": {"enum": ["official", "report", "weak", "none"]},
    }
    body: dict[str, Any] = {
        "address": {"type": "string", "pattern": "^us(-[a-z0-9]+)*/[a-z0-9-]+$"},
        "kind": {"enum": ["legislature", "council", "chamber", "committee", "board", "agency"]},
        "name": text,
        "rules": {"type": "array", "items": _object(rule)},
    }
    place: dict[str, Any] = dict.fromkeys(("place", "name", "timezone", "holidays"), text) | dict.fromkeys(
        ("instead", "about"), maybe
    )
    place |= {
        "aliases": texts,
        "openness": {"enum": ["public", "invited", "none"]},
        "revision": {"type": "integer", "minimum": 1},
        "bodies": {"type": "array", "items": _object(body)},
    }
    whole: dict[str, Any] = {
        "format": {"const": FORMAT},
        "license": {"const": LICENSE},
        "as_of": {"type": "string", "format": "date"},
        "places": {"type": "array", "items": _object(place)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rulebook of public testimony",
        **_object(whole),
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def entries_of(changes: Iterable[Any]) -> Iterator[tuple[str, str, dt.datetime, str]]:
    """Of each kept version: its page, a title, when, and what it says in words."""
    for row in changes:
        entry = row.told
        title = f"{row.place}: {entry.get('who') or row.rule} ({_WHAT[row.what]})"
        words = [f"Window: {entry.get('until', 'none any more')}."]
        if before := entry.get("before"):
            words.append(f"Before: {before}.")
        words.append(f"How sure: {entry.get('confidence', 'unknown')}.")
        yield f"/rulebook/{row.place}#{row.rule}", title, row.at, " ".join(words)


_WHAT: Final = {"new": "new", "changed": "changed", "read": "read again", "gone": "no longer there"}
