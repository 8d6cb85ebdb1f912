"""Say how good a witness a source of a rule is: the body itself, somebody who reports of it, or something weaker still."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import urlsplit

Strength = Literal["official", "report", "weak", "none"]

_OFFICIAL: Final = re.compile(
    r"(?:\A|\.)(?:gov|mil|[a-z]{2}\.us|dccouncil\.us|phlcouncil\.com|dallascityhall\.com|denvergov\.org|primegov\.com|legistar\.com"
    r"|granicus\.com|gov\.[a-z]{2}|senado\.pr\.gov)\Z"
)
WEAK: Final[dict[str, str]] = {
    "citizenportal.ai": "a machine's summary of a meeting",
    "landlordsolutionsinc.com": "a landlord's site",
    "bons-plans-amazando.com": "a copy on a site of something else",
    "comparemela.com": "a site that copies news",
    "docslib.org": "a site that copies documents",
    "legalclarity.org": "advice without an author",
    "surveymonkey.com": "a form",
    "threadreaderapp.com": "a thread on social media",
    "usnewsandbusiness.com": "a site that copies news",
}
"""Hosts whose word is not that of anybody who knows, and what each of them is."""
_SUMMARY: Final = re.compile(r"\b(?:AI|machine)(?:'s|-made)? summary\b", re.IGNORECASE)
_URL: Final = re.compile(r"https?://[^\s()]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The best witness among a rule's sources."""

    strength: Strength
    what: str
    """In words, such as "a landlord's site"."""


def address(source: str) -> str | None:
    """The address in a source such as `https://host/page (an earlier copy)`; None where it is words alone."""
    match = _URL.match(source)
    return match[0] if match else None


@lru_cache(maxsize=2_048)
def evidence(sources: tuple[str, ...]) -> Evidence:
    """How good the best of these sources is."""
    parts = [_one(source) for source in sources]
    order: tuple[Strength, ...] = ("official", "report", "weak")
    return next(
        (part for strength in order for part in parts if part.strength == strength),
        Evidence(strength="none", what="no source"),
    )


def _one(source: str) -> Evidence:
    url = address(source)
    host = (urlsplit(url).hostname or "") if url else ""
    if _SUMMARY.search(source):
        return Evidence(strength="weak", what="a machine's summary")
    if (weak := _weak(host)) is not None:
        return Evidence(strength="weak", what=weak)
    if _OFFICIAL.search(host):
        return Evidence(strength="official", what="an official page")
    return Evidence(strength="report", what="a report of others")


def _weak(host: str) -> str | None:
    return next((why for known, why in WEAK.items() if host == known or host.endswith(f".{known}")), None)


def worth_watching(sources: Iterable[str]) -> list[str]:
    """The addresses whose change may mean that the rule changed: not those of weak witnesses."""
    urls = (url for source in sources if (url := address(source)) is not None and _one(source).strength != "weak")
    return list(dict.fromkeys(urls))
