"""Say who may be heard at a hearing, from everything its source says, and per bill where that differs.

A suggestion that a person cannot follow costs their day. So a session that hears nobody (executive, work and floor sessions,
markups, votes) is known by its agenda, its classification and its name, and not by the words of its notice alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tracker.records.items import AgendaItem, ScrapedHearing
from tracker.records.place_names import is_local
from tracker.records.text import clean_identifier, shown_number
from tracker.testimony.notice_vocabulary import OPENNESS, PUBLIC, Openness, lower_case, lowered

_CLASSES: Final = re.compile(
    r"\b(?:session|floor|executive|work[- ]?session|markup|mark-up|caucus|conference committee|committees? of conference|voting)\b",
    re.IGNORECASE,
)
_HEARS: Final = re.compile(
    r"\bpublic hearing\b|\bhearing\b(?! room)|\btestimony\b|\bpublic comment\b|\bvistas? p[uú]blicas?\b", re.IGNORECASE
)
_CLOSED_ITEM: Final = re.compile(
    r"^\W*(?:(?:possible|potential) )?(?:exec(?:utive|\.)?|work(?:ing)?|floor|voting|study) ?(?:sess(?:ion)?s?|action|meeting)\b"
    r"|^\W*(?:mark[- ]?up|caucus|vote only|for (?:possible )?vote only|voting session|bills? for (?:vote|action) only|discussion only"
    r"|(?:second|third|final) reading|concurrence)\b"
    r"|\b(?:executive|work) session(?: only)?\W*$|\binvit\w+ only\b|\bvote[- ]only\b|\bno (?:public )?testimony\b",
    re.IGNORECASE,
)
_FLOOR_WORDS: Final = ("floor", "session", "caucus", "mark", "conferenc", "ejecutiva", "ocular")
"""One of these is in every name that the pattern finds; most names have none, and looking for a word is quicker."""
_FLOOR: Final = lowered(
    r"\b(?:senate|house|assembly|chamber) floor\b|\bfloor session\b|^\W*(?:senate|house|assembly) session\b|\bcaucus\b|\bmark[- ]?up\b"
    r"|^\W*(?:executive|work(?:ing)?|voting) session\b|\b(?:executive|work(?:ing)?|voting) session\W*$"
    r"|\b(?:conference committee|committees? of conference)\b(?! room)|\b(?:reuni[oó]n|vista|sesi[oó]n) ejecutiva\b|\bvista ocular\b|\bcomit[eé] de conferencia\b",
)
_ORDINARY: Final = lowered(r"\b(?:work(?:ing)?|voting) session\b")
_SIDES: Final[tuple[tuple[Openness, re.Pattern[str]], ...]] = (
    ("sponsor", re.compile(r"\bsponsors?(?: testimony)?(?: only)?\b", re.IGNORECASE)),
    ("proponents", re.compile(r"\bproponents?\b", re.IGNORECASE)),
    ("opponents", re.compile(r"\bopponents?\b", re.IGNORECASE)),
)
_SIDED: Final = re.compile(
    r"\b(?P<bill>[HSA]\.?\s?(?:[BRJ]\.?\s?)*\d{1,5})\b(?P<said>[^;\n]{0,160}?)(?=;|\n|$|\b[HSA]\.?\s?(?:[BRJ]\.?\s?)*\d{1,5}\b)"
)
_SIDED_WORDS: Final = re.compile(
    r"\b(?:sponsor|proponent|opponent|interested part|all) ?\w*(?:[,/&]| and)* ?.{0,60}testimony", re.IGNORECASE
)
_ALL_SIDES: Final = re.compile(
    r"interested part|all testimony|\bproponents?\b.*\bopponents?\b|\bopponents?\b.*\bproponents?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who may be heard: at the whole hearing, and on each bill for which it differs."""

    openness: Openness | None = None
    """None where nothing is said."""
    by_bill: tuple[tuple[str, Openness], ...] = ()
    """Identifiers, normalized."""
    why: str | None = None
    """The words that say so."""


def heard(hearing: ScrapedHearing) -> Heard:
    """What everything but the notice's sentences says: classification, agenda, name, and words beside each bill."""
    if hearing.is_town_hall:
        return Heard(openness="public", why=hearing.classification)
    agenda = _of_agenda(hearing.agenda)
    if agenda.openness is not None or agenda.by_bill:
        return agenda
    sided = _beside_bills(f"{hearing.name}\n{hearing.description or ''}", alone=len(hearing.bills) <= 1)
    if sided.by_bill or sided.openness is not None:
        return sided
    if _CLASSES.search(hearing.classification.replace("_", "-")) and not _HEARS.search(hearing.classification):
        return Heard(openness="none", why=hearing.classification)
    for name in filter(None, (hearing.name, hearing.committee)):
        if _on_the_floor(name) and not _HEARS.search(hearing.name):
            return Heard(openness="none", why=name)
    return Heard()


def may_hear(hearing: ScrapedHearing, said: Heard) -> bool:
    """Whether the public may be heard all the same, where the notice has it sign up to speak.

    A city or county calls so what is an ordinary meeting with public comment; a legislature does not.
    """
    name = said.why or ""
    called = _ORDINARY.search(name.lower()) is not None and name in {hearing.name, hearing.committee}
    return called and is_local(hearing.jurisdiction)


def _on_the_floor(name: str) -> bool:
    lower = lower_case(name)
    return any(word in lower for word in _FLOOR_WORDS) and _FLOOR.search(lower) is not None


def _of_agenda(agenda: Iterable[AgendaItem]) -> Heard:
    """An agenda on which every item with a bill hears nobody closes the hearing; one of both kinds tells it by bill."""
    items: list[tuple[AgendaItem, Openness | None, str]] = []
    for item in agenda:
        words = " ".join((item.description, *item.notes)).strip()
        if words:
            items.append((item, _of_words(words), words))
    weighty = [entry for entry in items if entry[0].bills] or items
    if not weighty or all(openness is None for _item, openness, _words in weighty):
        return Heard()
    kinds = {openness for _item, openness, _words in weighty}
    if len(kinds) == 1:
        return Heard(openness=weighty[0][1], why=weighty[0][2][:200])
    by_bill: dict[str, Openness] = {}
    for item, openness, _words in weighty:
        for bill in map(clean_identifier, item.bills):
            if openness is None or by_bill.get(bill) == "public":
                by_bill[bill] = "public"  # one item that hears the public is enough
            else:
                by_bill[bill] = openness
    return Heard(by_bill=_differing(by_bill))


def _of_words(words: str) -> Openness | None:
    """What the words of one agenda item say; None for an ordinary item."""
    if _CLOSED_ITEM.search(words) and not re.search(r"public hearing", words, re.IGNORECASE):
        return "invited" if re.search(r"invit\w+ only", words, re.IGNORECASE) else "none"
    lower = lower_case(words)
    for openness, pattern in OPENNESS:
        if pattern.search(lower):
            return openness
    if PUBLIC.search(lower):
        return "public"
    return _side(words) if _SIDED_WORDS.search(words) else None


def _side(words: str) -> Openness | None:
    if _ALL_SIDES.search(words):
        return "public"
    return next((side for side, pattern in _SIDES if pattern.search(words)), None)


def _beside_bills(text: str, *, alone: bool) -> Heard:
    """`H.B. 1 Sponsor Testimony; H.B. 2 Proponent Testimony`: each bill with the side that is heard on it.

    What is said beside one bill holds for the hearing where that bill is `alone`.
    """
    if "testimony" not in text.casefold():
        return Heard()  # without that word nothing is said beside a bill
    by_bill = {
        clean_identifier(hit["bill"]): side
        for hit in _SIDED.finditer(text)
        if _SIDED_WORDS.search(hit["said"]) and (side := _side(hit["said"]))
    }
    if len(set(by_bill.values())) == 1 and (len(by_bill) > 1 or alone):
        return Heard(openness=next(iter(by_bill.values())), by_bill=(), why=text[:200])
    return Heard(by_bill=_differing(by_bill))


def _differing(by_bill: dict[str, Openness]) -> tuple[tuple[str, Openness], ...]:
    return tuple(sorted(by_bill.items()))


def notes(place: str, by_bill: Iterable[tuple[str, Openness]]) -> Iterator[str]:
    """A sentence for each bill on which not everybody is heard."""
    for bill, openness in by_bill:
        if openness in _BY_BILL:
            yield _BY_BILL[openness].format(bill=shown_number(f"{place}/{bill}"))


_BY_BILL: Final[dict[Openness, str]] = {
    "sponsor": "{bill}: only its sponsors speak at this hearing.",
    "proponents": "{bill}: only those who support it are heard at this hearing.",
    "opponents": "{bill}: only those who oppose it are heard at this hearing.",
    "invited": "{bill}: only invited witnesses speak at this hearing.",
    "none": "{bill}: no testimony of the public is taken at this hearing.",
}
