"""Say what the words of a legislature's action mean for its bill.

There is one reading for all sources. The grammar that legislatures share and each place's own phrases are data: rows of
a pattern and a meaning. What an upstream source says beside the words (its classification of the action) is evidence:
it is heard where our rows find nothing in the words, and only when the words can bear it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from tracker.errors import SettingsError

Meaning = Literal[
    "none",
    "committee",
    "reported",
    "floor",
    "engrossed",
    "pass",
    "adopt",
    "concur",
    "confer",
    "repass",
    "differ",
    "amended",
    "enrolled",
    "sent",
    "law",
    "veto",
    "override",
    "fail",
    "carried",
    "substituted",
    "revived",
    "reconsidered",
    "open",
]
MEANINGS: Final = frozenset(Meaning.__args__)  # type: ignore[attr-defined]
_FILE: Final = Path(__file__).parent / "action_phrases.toml"
_SHARED: Final = "general"

_DIGITS: Final = re.compile(r"\d+")
_LEAD: Final = re.compile(
    r"^(?:0/0(?:/0)?:?\s+)?(?:(\(?[hsc]\)|[hs](?=[ :.] ?[a-z0])[:.]?|(?:house|senate)(?:/|:| message:))\s*)?"
)
_ASIDE: Final = re.compile(
    r"^rule provides\b.*$|(?<=[.;] )(?:the )?motion to reconsider\b.*$|\((?:ayes|yeas|yes|roll|text|consideration)\b[^)]*\)"
)
_SHORT: Final = frozenset(
    {
        "comm", "comte", "cmte", "rept", "conf", "stand", "subst", "spec", "sched", "amdt", "amend", "const", "govt",
        "chap", "legis", "dept", "econ", "educ", "approp", "auth", "messrs", "sens", "reps", "temp", "comp", "pres", "assy",
    },
)  # fmt: skip
_CLAUSE: Final = re.compile(r"(?:;|(?<=[a-z)]{4})\.|(?<=0\))\.) +")
_WORD: Final = re.compile(r"[a-z]+$")
_OTHERS: Final = r"(?!(?:.s)? ?(?:floor |committee )?(?:amend|bill|message|substitute|conferee|text|resolution|file))"
_BY: Final = re.compile(
    r"\b(?:pass(?:ed|age)|adopted|agreed to|concurred in|concurred|approved|rejected|repassed|overridden|failed|adopted and passed)"
    r",? (?:of passage )?(?:by |in )?(?:the )?(house|senate|assembly|h\.|s\.|ho\.|sen\.)(?=\W|$)" + _OTHERS
)
_FIRST: Final = re.compile(r"^(?:the )?(house|senate|assembly|sen\.|ho\.)(?=\W|$)" + _OTHERS)
_CHAMBERS: Final = MappingProxyType(
    {
        "h": "lower",
        "house": "lower",
        "assembly": "lower",
        "ho": "lower",
        "s": "upper",
        "senate": "upper",
        "sen": "upper",
    },
)
_AMENDED: Final = re.compile(
    r"\bstruck all after the enacting clause\b|\b(?:as |with (?!no )(?:an? )?(?:\w+ ){0,2})amend|\bamended\b"
    r"|\bby (?:committee |floor )?substitute\b|\bwith (?:\w+ )?committee substitute\b"
    r"|^(?:senate|sen\.) passed,? (?:senate|sen\.) amend|^(?:house|ho\.) passed,? (?:house|ho\.) amend"
)

_LABELS: Final[Mapping[str, tuple[Meaning, re.Pattern[str]]]] = MappingProxyType(
    {
        word: (meaning, re.compile(witness, re.IGNORECASE))  # type: ignore[misc]
        for word, meaning, witness in (
            ("passage", "pass", r"pass|adopt|agree|approv|yeas|ayes|\bvote|third|3rd|final|engross|enact|concur|carri"),
            ("concurrence", "concur", r"concur|agree|accede|reced"),
            ("enrolled", "enrolled", r"enrol|both|sign|ratif"),
            ("executive-receipt", "sent", r"governor|president|executive|mayor|gov\b|desk|eligible"),
            ("executive-signature", "law", r"sign|approv|\blaw\b|\bact\b|chapt|enact"),
            ("became-law", "law", r"sign|approv|\blaw\b|\bact\b|chap|enact|p\.?l\.|statute"),
            ("executive-veto", "veto", r"veto|disapprov|return|object|reject"),
            ("veto-override-passage", "override", r"overrid|overrode|notwithstanding|object|veto"),
            (
                "failure",
                "fail",
                r"fail|lost|defeat|reject|\bdie|kill|dead|negativ|no further|\bnot\b|postpon|sine die|adjourn|strick",
            ),
            ("committee-failure", "fail", r"fail|\bdie|kill|dead|indefinite|defeat|inexpedient|not pass|\blost"),
            ("withdrawal", "fail", r"withdr|w/d|strick"),
            ("carried-over", "carried", r"carr|contin|held|hold|retain"),
            ("referral-committee", "committee", r""),
            ("committee-passage", "reported", r""),
            ("committee-passage-favorable", "reported", r""),
            ("committee-passage-unfavorable", "reported", r""),
            ("reported-out-of-committee", "reported", r""),
            ("hearing-held", "reported", r""),
            ("work-session", "reported", r""),
        )
    },
)


DECIDES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reported": "reported",
        "pass": "pass",
        "adopt": "pass",
        "engrossed": "pass",
        "concur": "agree",
        "confer": "agree",
        "repass": "agree",
        "enrolled": "agree",
        "differ": "differ",
        "amended": "differ",
        "sent": "sent",
        "law": "law",
        "veto": "veto",
        "override": "override",
        "fail": "fail",
        "carried": "carried",
        "substituted": "substituted",
    }
)
"""What decides something of a bill, and which meanings say the same: referrals and calendars decide nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one part of an action does to its bill."""

    meaning: Meaning
    chamber: str | None = None
    """Who did it, where the words themselves say so."""
    amended: bool = False
    """Whether the words say that the text was changed."""


@lru_cache(maxsize=65_536)
def steps(place: str, text: str, labels: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """What an action does, in the order of its words; `labels` are what its source says of it."""
    parts = _by_words(place, _DIGITS.sub("0", " ".join(text.lower().split())))
    if any(step.meaning == "open" for step in parts):
        return tuple(Step(_LABELS[label][0]) for label in labels if label in _LABELS)
    return parts or tuple(_by_labels(labels, text))


def supports(place: str, text: str, label: str) -> bool:
    """Whether an action's words say what a source's label says, or leave it open and could bear it."""
    meaning, witness = _LABELS.get(label, ("none", None))
    said = {step.meaning for step in _by_words(place, _DIGITS.sub("0", " ".join(text.lower().split())))}
    return meaning in said or (not said and witness is not None and witness.search(text) is not None)


@lru_cache(maxsize=65_536)
def _by_words(place: str, text: str) -> tuple[Step, ...]:
    lead = _LEAD.match(text)
    actor = _CHAMBERS.get((lead[1] or "").strip("():./ ").removesuffix(" message")) if lead else None
    rest = text[lead.end() :] if lead else text
    parts = (_step(place, clause, actor) for clause in _clauses(_ASIDE.sub("", rest)))
    return tuple(dict.fromkeys(step for step in parts if step is not None))


def _clauses(text: str) -> Iterator[str]:
    """The parts of a text; a full stop after a shortened word parts nothing."""
    start = 0
    for match in _CLAUSE.finditer(text):
        before = _WORD.search(text, start, match.start())
        if text[match.start()] == "." and before is not None and before[0] in _SHORT:
            continue
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _step(place: str, clause: str, actor: str | None) -> Step | None:
    for stems, pattern, meaning in (*_rows().get(place, ()), *_rows()[_SHARED]):
        if any(stem in clause for stem in stems) and pattern.search(clause):
            return Step(meaning, actor or _chamber(clause), _AMENDED.search(clause) is not None)
    return None


def _chamber(clause: str) -> str | None:
    match = _BY.search(clause) or _FIRST.search(clause)
    return _CHAMBERS.get(match[1].rstrip(".")) if match else None


def _by_labels(labels: Iterable[str], text: str) -> Iterator[Step]:
    for meaning, witness in (_LABELS[label] for label in labels if label in _LABELS):
        if witness.search(text):
            yield Step(meaning)


_Rows = tuple[tuple[tuple[str, ...], re.Pattern[str], Meaning], ...]


@cache
def _rows() -> Mapping[str, _Rows]:
    return phrases(_FILE.read_text(encoding="utf-8"))


def phrases(text: str) -> Mapping[str, _Rows]:
    """The rows of each place, and the shared ones under `general`; raises SettingsError with every fault."""
    faults: list[str] = []
    by_place: dict[str, _Rows] = {}
    document = tomllib.loads(text)
    for place, rows in document.items():
        whole = ((number, named) for number, row in enumerate(rows, 1) for named in _named(row, document))
        read = [_row(place, number, row, faults) for number, row in whole]
        by_place[place] = tuple(row for row in read if row is not None)
    if faults:
        raise SettingsError("; ".join(faults))
    return MappingProxyType({_SHARED: (), **by_place})


def _named(row: Any, document: Mapping[str, Any]) -> Any:
    """The rows of the list that `@name` names; any other row is itself."""
    return document.get(row[1:], [row]) if isinstance(row, str) and row.startswith("@") else [row]


def _row(
    place: str, number: int, row: Any, faults: list[str]
) -> tuple[tuple[str, ...], re.Pattern[str], Meaning] | None:
    try:
        stems, pattern, meaning = row
        if meaning in MEANINGS and stems:
            return tuple(stems.split("|")), re.compile(pattern), meaning
        faults.append(f"{_FILE.name}: {place}, row {number}: {meaning!r} is no meaning")
    except (ValueError, TypeError, AttributeError, re.error) as problem:
        faults.append(f"{_FILE.name}: {place}, row {number}: expected [piece, pattern, meaning], found {problem}")
    return None
