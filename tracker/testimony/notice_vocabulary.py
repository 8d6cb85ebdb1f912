"""The words of notices: months, days, numbers and zones, and what says who may speak."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, cast

_CAPITAL: Final = re.compile(r"(\\.|\(\?P)|([A-Z])")

Openness = Literal["public", "invited", "sponsor", "proponents", "opponents", "none"]


def lower_case(text: str) -> str:
    """The text in lower case, each character at its place."""
    lower = text.lower()
    return (
        lower
        if len(lower) == len(text)
        else "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    )


class _Late:
    """A pattern that is compiled at its first use: most commands read no notice, and the patterns of notices cost a tenth
    of a second.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(self._text), name)
        setattr(self, name, method)  # found there from now on
        return method


def lowered(pattern: str) -> re.Pattern[str]:
    """The pattern for text in `lower_case`: letter for letter it is found three times as quickly as in either case."""
    return cast("re.Pattern[str]", _Late(_CAPITAL.sub(lambda hit: hit[1] or hit[2].lower(), pattern)))


def starting(pattern: str) -> re.Pattern[str]:
    """The pattern where a word begins: tried at a fifth of the places, since no word is meant in the middle of another."""
    return lowered(rf"\b(?:{_by_letter(pattern)})")


def _by_letter(pattern: str) -> str:
    """The same alternatives with those under one letter that begin with it: most words are left after two dozen looks, not a hundred."""
    groups: dict[str, list[str]] = {}
    for number, way in enumerate(_ways(pattern)):
        plain = way.removeprefix(r"\b")
        begins = plain[:1].lower() if plain[:1].isalpha() and plain[1:2] not in _OPTIONAL else f"?{number}"
        groups.setdefault(begins, []).append(plain[1:] if begins.isalpha() else way)
    return "|".join(
        f"{begins}(?:{'|'.join(ways)})"
        if begins.isalpha() and len(ways) > 1
        else f"{begins * begins.isalpha()}{ways[0]}"
        for begins, ways in groups.items()
    )


_OPTIONAL: Final = frozenset("?*{+")
"""What may follow a letter that need not be there, or more than once."""


def _ways(pattern: str) -> list[str]:
    """The alternatives of a pattern, cut where no group and no class of characters is open."""
    ways, depth, in_class, begin, at = list[str](), 0, False, 0, 0
    while at < len(pattern):
        mark = pattern[at]
        if mark == "\\":
            at += 1
        elif in_class:
            in_class = mark != "]"
        elif mark == "[":
            in_class = True
        elif mark in "()":
            depth += 1 if mark == "(" else -1
        elif mark == "|" and not depth:
            ways.append(pattern[begin:at])
            begin = at + 1
        at += 1
    return [*ways, pattern[begin:]]


MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero", "february feb febrero", "march mar marzo", "april apr abril", "may mayo", "june jun junio",
            "july jul julio", "august aug agosto", "september sept sep septiembre setiembre", "october oct octubre",
            "november nov noviembre", "december dec diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes", "tuesday tues tue martes", "wednesday wed miércoles miercoles", "thursday thurs thur thu jueves",
            "friday fri viernes", "saturday sat sábado sabado", "sunday sun domingo",
        )
    )
    for name in names.split()
}  # fmt: skip
ZONES: Final = {
    "e": "America/New_York", "c": "America/Chicago", "m": "America/Denver", "p": "America/Los_Angeles",
    "ak": "America/Anchorage", "al": "America/Anchorage", "a": "America/Puerto_Rico", "h": "Pacific/Honolulu",
}  # fmt: skip

_AT_ALL: Final = r"(?!(?: will be \w+)? (?:after|before|until|unless|without|past|beyond|later|once|via|by (?:e-?mail|(?:tele)?phone))\b)"
"""`no comments will be taken by phone`, or after 5 p.m.: others are."""
OPENNESS: Final[tuple[tuple[Openness, re.Pattern[str]], ...]] = (
    ("none", lowered(rf"no public input\b|no (?:public )?testimony(?=\s*(?:[.;,)]|\Z))|no (?:public )?(?:testimony|comments?) will be (?:taken|heard|accepted|allowed|received){_AT_ALL}|public testimony will not be (?:taken|heard|accepted){_AT_ALL}|no public (?:testimony|comment)\b(?! (?:period )?(?:deadline|received)){_AT_ALL}|will not (?:take|accept|hear|be taking) (?:any )?(?:public )?(?:testimony|comment)|no se (?:aceptar|recibir|tomar)[aá]n? (?:testimonio|(?:ponencias?|comentarios?|memoriales)(?=\s*(?:[.;)]|\Z| del p[uú]blico)))")),
    ("invited", lowered(r"invit(?:ed|ation)[- ](?:testimony|speakers?|witness(?:es)?|guests?|presenters?|panelists?)? ?only|by invitation(?: only)?|invitation only|only invited|invited (?:testifiers|guests|presenters|panel(?:ists)?|speakers|witnesses)(?=\s*(?:[.;)]|\Z))|(?<!public and )(?<!public & )(?<!public or )invited (?:testimony|speakers|witnesses) (?:will be )?(?:only|heard|taken)|testimony (?:is |will be )?(?:limited to|by) invit|s[oó]lo (?:por )?invita")),
    ("proponents", lowered(r"proponents? (?:testimony )?only|only proponents?|proponent testimony\b(?!.{0,40}opponent)|testimony from proponents only")),
    ("opponents", lowered(r"opponents? (?:testimony )?only|only opponents?|opponent (?:and interested party )?testimony\b(?!.{0,40}\bproponent)")),
)  # fmt: skip
SESSION_WORDS: Final = ("sess", "action", "closed", "mark", "vote", "voting", "jf", "pending", "ejecutiva")
"""One of these is in whatever SESSION finds; most sentences have none, and looking for a word is many times quicker."""
SESSION: Final = lowered(
    r"(?:\A|[-\u2013\u2014:;.(,]\s*)(?:possible )?(?:final|exec(?:utive|\.)?|work(?:ing)?|floor|voting|study) ?(?:sess(?:ion)?s?|action)\b"
    r"(?! (?:may|might|will be held (?:after|following)|if needed|if necessary|minutes))|(?:executive|work) ?session(?: only)?\s*(?:[-\u2013\u2014:;)]|\Z|\(|only)"
    r"|executive session(?: only)?\s*(?:[.,]|to (?:vote|consider|discuss))"
    r"|closed (?:session|meeting|to the public)|\bmark-?up\b|\bmark up (?:of|session|meeting)|(?:for )?(?:possible )?action only|\bpossible vote\b|\bvoting meeting\b|\bJFS? (?:committee )?meeting|for (?:possible )?vote only|vote[- ]only"
    r"|(?:consider|act on|take up|vote on) (?:any )?pending (?:bills?|business|matters|measures|legislation)\b|\b(?:reuni[oó]n|vista|sesi[oó]n) ejecutiva\b"
)
"""A session that hears nobody, unless the same notice speaks of a public hearing too: then the public is heard before it."""
HEARS_ANYBODY: Final = lowered(
    r"public hearing|vistas? p[uú]blicas?|ponencias?|public testimony|(?<!no )testimony will|testify|sign up|written testimony|(?:all|oral|open) testimony|\(testimony\)|testimony (?:on|only on|accepted|taken)|(?:will|shall|to) hear\b(?! reports?\b)|hear(?:s|ing)? testimony|(?:witness(?:es)?|speakers?) (?:will be|are|may be) heard|deponentes|public (?:comment|input|forum|participation)|(?:items|comments?|input) from the public|citizens? (?:comments?|input)|\bhearings? on:? (?:[hsal]\.?[bcjrfpd]\.?[a-z]{0,2} ?\d)"
)
PUBLIC: Final = lowered(
    r"public (?:testimony|comment) (?:is |will be )?(?:welcome|invited|taken|accepted|heard|allowed)|open to (?:all )?public (?:testimony|comment)|the public (?:is|are) invited to (?:testify|comment|speak)|anyone (?:may|can|wishing)|public hearing"
)
