"""Compare people by their names, as records and lists of legislators write them."""

from __future__ import annotations

import re
from typing import Final

_LAST_NAME_FIRST: Final = re.compile(
    r"((?:Rep|Sen|Del|Asm)\.|Representative|Senator|Delegate|(?:Assembly|Council) ?(?:member|man|woman)) ([^,\[]+), "
    r"(?!(?:[JS]r|[IVX]+)\b)([^\[]+?)(?: \[[^\]]*\])?\Z"
)
_OFFICE: Final = re.compile(
    r"\A(?:rep(?:resentative)?|sen(?:ator)?|del(?:egate)?|asm|assembly ?member|council ?member|alder(?:man|woman|person))\.? ",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r" ?[\[(][^\[\]()]*[\])]\Z")


def person_name(name: str) -> str:
    """A person as people say it: "Rep. Doe, Jane [D-MA-7]" is Rep. Jane Doe."""
    match = _LAST_NAME_FIRST.match(name)
    return f"{match[1]} {match[3]} {match[2]}" if match else name


def plain_person(name: str) -> str:
    """A name without office, party and letter case, to compare it by."""
    return " ".join(_OFFICE.sub("", _BRACKET.sub("", person_name(name).strip())).casefold().split())
