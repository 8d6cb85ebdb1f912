"""Show a topic's rules as rows, and write a new one from the fields of a form, for people who do not write TOML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

_WORDS: Final = 40
_LISTS: Final = ("any_of", "all_of", "query", "lists", "title")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as a person reads it."""

    id: str
    words: tuple[str, ...]
    weight: float | None
    flags: tuple[str, ...]
    ignores: tuple[str, ...]


def rows_of(text: str) -> list[Row]:
    """The rules of a wording; none where it cannot be read at all, which the check tells."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    rules = document.get("rule")
    return [_row(rule) for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []


def _row(rule: dict[str, Any]) -> Row:
    words = tuple(word for name in _LISTS for word in _texts(rule.get(name)))
    weight = rule.get("weight")
    return Row(
        id=str(rule.get("id") or ""),
        words=words,
        weight=weight if isinstance(weight, (int, float)) else None,
        flags=tuple(_texts(rule.get("flags"))),
        ignores=tuple(_texts(rule.get("ignores"))),
    )


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def as_rule(*, words: str, weight: str, flags: str, ignores: str, known: Collection[str]) -> str:
    """A rule as the wording of a topic has it, from what was typed: words a line each, examples as whole titles."""
    phrases = [line.strip() for line in words.replace("\x00", "").splitlines() if line.strip()][:_WORDS]
    number = weight.strip().replace(",", ".")
    lines = [
        "",
        "[[rule]]",
        f"id = {_quoted(_named(phrases, known))}",
        f"any_of = [{', '.join(map(_quoted, phrases))}]",
        # What is no number stands as it was typed: the check then names it with its line.
        f"weight = {number if re.fullmatch(r'-?[0-9]{1,3}([.][0-9]{1,3})?', number) else _quoted(weight)}",
        *([f"flags = [{_quoted(flags)}]"] if flags else []),
        *([f"ignores = [{_quoted(ignores)}]"] if ignores else []),
        "",
    ]
    return "\n".join(lines)


def _named(phrases: list[str], known: Collection[str]) -> str:
    """An id made of the first words, and a number where it is taken."""
    base = "-".join(re.findall(r"[a-z0-9]+", phrases[0].casefold()))[:40].strip("-") if phrases else ""
    base = base or "rule"
    taken = set(known)
    return next(
        name for name in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if name not in taken
    )


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but for the character that TOML wants written out too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
