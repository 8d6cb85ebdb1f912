"""Read whom or which committee a person's words mean: a name with the office, state, seat or chamber that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tracker.db.lexemes import folded
from tracker.records.jurisdictions import all_jurisdictions

_WORD: Final = re.compile(r"[^\W_]+")
_QUERY: Final = re.compile(r'[":*()]|\b(?:AND|OR|NOT)\b')
"""What a question in the language of the rules has; brackets are taken off a state and a party before."""
_BRACKETED: Final = re.compile(r"[(\[]([^()\[\]]{1,20})[)\]]")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’]s\b")
_AMPERSAND: Final = re.compile(r"\b([A-Za-z])\s?&\s?([A-Za-z])\b")
_MOST_WORDS: Final = 14
_INITIALS: Final = 3
"""Letters of the shortest name by initials that says by itself that it is one."""

_CHAMBERS: Final = {
    "senate": "upper", "senator": "upper", "senators": "upper", "sen": "upper",
    "house": "lower", "assembly": "lower", "representative": "lower", "representatives": "lower", "rep": "lower",
    "reps": "lower", "congressman": "lower", "congresswoman": "lower", "congressperson": "lower", "delegate": "lower",
    "assemblyman": "lower", "assemblywoman": "lower", "assemblymember": "lower", "joint": "legislature",
    "senado": "upper", "senador": "upper", "senadora": "upper", "senadores": "upper", "camara": "lower",
    "representante": "lower", "representantes": "lower",
}  # fmt: skip
_OFFICES: Final = frozenset(_CHAMBERS) - {"senate", "house", "assembly", "joint", "senado", "camara"} | {
    "legislator", "legislators", "member", "members", "legislador", "legisladora",
}  # fmt: skip
_OF_CONGRESS: Final = frozenset(
    {"congress", "congressional", "congressman", "congresswoman", "congressperson", "federal", "us"}
)
BODIES: Final = frozenset({
    "committee", "committees", "subcommittee", "subcommittees", "commission", "caucus", "panel", "comite",
    "subcomite", "comision",
})  # fmt: skip
_HONORIFICS: Final = frozenset({"dr", "mr", "mrs", "ms", "hon", "honorable"})
_PARTIES: Final = frozenset({"d", "r", "i", "democrat", "republican", "dem", "gop", "independent"})
BETWEEN: Final = frozenset(
    {"of", "from", "in", "for", "the", "on", "and", "to", "at", "by", "a", "s", "de", "del", "la", "el", "y"}
)
_ASKING: Final = frozenset({
    "who", "whos", "is", "are", "was", "my", "our", "your", "what", "when", "where", "how", "does", "do", "did",
    "has", "have", "can", "i", "contact", "phone", "number", "email", "office", "address", "call", "write", "reach",
    "vote", "votes", "voted", "voting", "record", "bill", "bills", "sponsored", "sponsor", "introduced", "represent",
    "represents", "representing", "meeting", "meetings", "meets", "meet", "hearing", "hearings", "schedule", "agenda",
    "next", "chair", "chairs", "chairman", "chairwoman", "sits", "state", "district", "page", "website", "find",
    "list",
})  # fmt: skip
BESIDE: Final = frozenset(
    {"select", "special", "standing", "permanent", "full", "ad", "hoc", "house", "senate", "assembly"}
)
"""What stands in names of committees and tells none from another."""
ALSO: Final = {
    "approps": "appropriations",
    "ag": "agriculture",
    "vets": "veterans",
    "vet": "veterans",
    "ed": "education",
}
"""How people shorten words of committees' names, where the beginning alone does not say it."""
_WORDS_AS_CODES: Final = frozenset(
    ["al", "as", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "mo", "ms", "oh", "ok", "or", "pa", "va", "us"]
)
"""Letters of states that are words, too: a state where they are capitals or nothing is found otherwise."""
_AROUND: Final = BODIES | BETWEEN | _OFFICES | _HONORIFICS | _PARTIES | _OF_CONGRESS | _CHAMBERS.keys()
_NUMBER: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)?\Z")
_SEAT: Final = re.compile(r"\b([A-Za-z]{2})-(\d{1,2})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What words ask for, where they ask for somebody or some committee."""

    words: tuple[str, ...]
    place: str | None = None
    chamber: str | None = None
    district: str | None = None
    is_of_office: bool = False
    is_of_body: bool = False
    is_of_part: bool = False
    initials: str = ""


def questions(text: str) -> Iterable[Question]:
    """How the words may be meant: with a state among them, and, where that finds nothing, without."""
    text = _BRACKETED.sub(r" \1 ", text.replace("\u2019", "'"))
    if _QUERY.search(text):
        return
    initials = ["".join(hit.groups()).casefold() for hit in _AMPERSAND.finditer(text)]
    text = _AMPERSAND.sub(" ", text)
    words = _POSSESSIVE.sub("", text).replace("'", "").replace(".", ". ").replace("U. S.", "US")
    tokens = _WORD.findall(words)[: _MOST_WORDS + 1]
    if (not tokens and not initials) or len(tokens) > _MOST_WORDS:
        return
    seat = _SEAT.search(text)
    for tokens_left, place in _placed(tokens):
        question = _question(tokens_left, place, initials[0] if initials else "")
        is_seat = seat is not None and place == f"us-{seat[1].casefold()}" and not question.words
        yield replace(question, is_of_office=True) if is_seat else question


def _placed(tokens: list[str]) -> Iterable[tuple[list[str], str | None]]:
    """The words without the state that begins or ends them, and the state; then as they are."""
    plain = [folded(token) for token in tokens]
    for size in (3, 2, 1):
        for start in dict.fromkeys((0, len(plain) - size, *range(len(plain)))) if len(plain) >= size else ():
            code = _states().get(" ".join(plain[start : start + size]))
            if code is not None:
                yield tokens[:start] + tokens[start + size :], code
    sure = [at for at, token in enumerate(tokens) if _is_code(token, plain[at])]
    for at in sure:
        yield tokens[:at] + tokens[at + 1 :], f"us-{plain[at]}"
    yield tokens, None
    for at in (0, len(tokens) - 1) if tokens else ():
        if at not in sure and f"us-{plain[at]}" in all_jurisdictions():
            yield tokens[:at] + tokens[at + 1 :], f"us-{plain[at]}"


def _is_code(token: str, plain: str) -> bool:
    return f"us-{plain}" in all_jurisdictions() and (token.isupper() or plain not in _WORDS_AS_CODES)


@cache
def _states() -> dict[str, str]:
    """The code of each state by its name."""
    return {folded(place.name): code for code, place in all_jurisdictions().items() if code != "us"}


def _question(tokens: Sequence[str], place: str | None, initials: str) -> Question:
    plain = [folded(token) for token in tokens]
    seen = frozenset(plain)
    words = tuple(word for token, word in zip(tokens, plain, strict=True) if _is_name_word(token, word))
    is_of_body = bool(seen & BODIES)
    says_what = is_of_body or bool(seen & _CHAMBERS.keys())
    if not initials and len(words) == 1 and (says_what or _is_shouted(words[0], tokens)):
        initials = words[0]
    return Question(
        words=words,
        place=place or ("us" if seen & _OF_CONGRESS else None),
        chamber=next((_CHAMBERS[word] for word in plain if word in _CHAMBERS), None),
        district=next(filter(_NUMBER.match, plain), None),
        is_of_office=bool(seen & _OFFICES),
        is_of_body=is_of_body,
        is_of_part=bool(seen & {"subcommittee", "subcommittees"}),
        initials=initials,
    )


def _is_name_word(token: str, word: str) -> bool:
    """Whether a word may be part of a name, and neither says of whom nor what is asked."""
    if word in _AROUND or _NUMBER.match(word):
        return False
    return word not in _ASKING or token.isupper()


def _is_shouted(word: str, tokens: Sequence[str]) -> bool:
    return len(word) >= _INITIALS and word.upper() in tokens
