"""Find what a sentence says of time, however it says it: what no reading has used must not be passed over.

These patterns know no meanings and far more forms than the readers do. A moment beside which such words stay unused is no moment to
trust: they may name an earlier one. So a notice in words that nobody foresaw is unread, and never late.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.records.number_words import NUMBERS, ORDINALS
from tracker.testimony.notice_vocabulary import MONTHS, WEEKDAYS, lowered

_DAYNAME: Final = "|".join(name for name in WEEKDAYS if name not in {"sun", "sat", "mon", "mar"})
_MONTH: Final = "|".join(MONTHS)
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
_NUMBER: Final = (
    rf"(?:(?<![\d-])\d{{1,3}}|{'|'.join(name for name in NUMBERS if len(name) > 3 or name in {'one', 'two', 'six', 'ten', 'dos'})}"
    rf"|{'|'.join(ORDINALS)}|\w{{2,5}}teen(?:th)?|dieci\w{{3,6}}|veinti\w{{2,7}}|once|trece|catorce|nueve|(?:{_TENS})(?:[- ]\w{{3,6}}){{0,2}})"
)
_SOME: Final = "full|entire|whole|clear|couple(?: of)?|pair of|few|several|some|par de|varios|un[ao]s|complet[oa]s?|business|working|calendar|weekday|court"
_WORD: Final = rf"(?:\(\d{{1,3}}\)|(?!(?:{_NUMBER}|del?|of|al?|the|la|el|los|on|at|by|in|and|y|to)\b)\(?[a-z\u00e0-\u00ff]{{1,14}}\)?)[\s-]{{1,2}}"
_UNIT: Final = r"(?:hours?|hrs?|(?:week|work|school|court|business)?days?|(?:work)?weeks?|months?|minutes?|mins?|fortnights?|horas?|d[i\u00ed]as?|semanas?|mes(?:es)?|minutos?|quincenas?)"
_AHEAD: Final = r"(?:before|prior|in advance|ahead|antes|previ[oa]|(?:de|con) (?:ante|antici))"
_TIME: Final = lowered(
    rf"\b(?:(?P<clock>\d{{1,4}}(?:[:.]\d\d)?\s{{0,2}}[ap]\.?\s?m\b|\d{{1,2}}:\d\d|\w+(?:[- ]thirty)?[ -]o['\u2019]?\s?clock|\bat (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=[.,;)]|\Z| to\b| or\b)|noon\b|(?:breakfast|lunch|dinner|supper)(?:[ -]?time)?\b|mid-?(?:morning|afternoon)\b|sun(?:rise|set|down)\b|(?:close|closing|end) of (?:the )?(?:\w+ )?(?:business|office|work)\b|closing time|cierre de (?:la |las |los )?\w+|mid-?day|mediod[i\u00ed]a|midnight|medianoche"
    rf"|[\w:]+(?: y (?:media|cuarto))? (?:de|en|por) la (?:ma[\u00f1n]ana|tarde|noche)|[\w:]+ in the (?:morning|afternoon|evening)|\d{{1,2}}h\d{{0,2}}\b)"
    rf"|(?P<day>(?:{_DAYNAME})\b|(?:{_MONTH})\b\.?,?\s{{1,2}}(?:the )?\d|\d{{1,2}}(?:st|nd|rd|th)?\b,?(?: day)?(?: de| of)?[ -](?:{_MONTH})\b|(?<!bill )(?<!case )(?<!item )(?<!rule )(?<!no\. )(?<!ordinance )(?<!resolution )(?<!docket )(?!24/7)(?:\d{{1,2}}[/.-](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[/.-]\d{{1,2}})\b(?!-)|(?<=the )\d{{1,2}}(?:st|nd|rd|th)\b|the (?:[\w-]{{5,14}}th|first|second|third)(?: day)? of (?:{_MONTH})"
    r"|(?:half|quarter) (?:past|to|of)\b|before last\b|(?:day|night|evening|afternoon|morning|week) (?:before|prior|preceding)|(?:previous|preceding|prior) (?:day|night|evening|afternoon|morning|week)|v[i\u00ed]spera|\beve\b|overnight|d[i\u00ed]a (?:anterior|previo|antes))"
    rf"|(?P<count>(?:{_NUMBER}|{_SOME})\)?[\s-]{{1,2}}(?:{_WORD}){{0,3}}?{_UNIT}\b|{_NUMBER}\)?[\s-]{{1,2}}(?!(?:\w+ )?cop(?:y|ies)\b)(?:{_WORD}){{1,3}}?{_AHEAD}))"
)
_NO_MOMENT_BEFORE: Final = lowered(
    r"(?:\bno (?:earlier|sooner) than |\b(?:(?:speakers?|persons?|witness(?:es)?|everyone|testifiers?|each|you) (?:has|have|gets?|receives?|is (?:given|allowed)|are (?:given|allowed))(?! until| till| through)(?: up to)?|limit\w*|m[a\u00e1]xim\w*|lasts?|dura\w*|allotted|exceed\w*|longer than|speak for|up to|han de)\b[^.;,]{0,40})\Z"
)
_NO_MOMENT_BEHIND: Final = lowered(
    r"(?:[ -](?:public |written |initial )?(?:(?:comment|review|notice) (?:period|window)|review)\b|,? (?:and )?(?:ending|closing|through|which (?:ends?|closes?)|that (?:ends?|closes?))\b| (?:\w+ ){0,4}(?:vence|termina|finaliza|concluye|cierra|expira|(?:ends?|expires?|closes?|runs? out) on)\b| of (?:\w+ ){0,2}(?:speaking|testimony|public comment|time)\b| (?:in which|at the mic|to (?:speak|testify|address|talk)\b)|[ -](?:each|per|limit|turns?|por|cada)\b|[ -](?:\w+ )?(?:slots?|presentations?)\b|['\u2019]s (?!(?:deadline|cut-?off|close)\b)\w{3}| of (?:each|every|the) month\b)"
)
"""How long one may speak, and whose agenda it is: no moment."""
_FROM_TO: Final = r"\d{1,2}(?::\d\d)? ?(?:[ap]\.?m?\.?)?\s?(?:[-\u2013]|to|until|and|a|hasta|y)\s?(?:las? )?\d{1,2}(?::\d\d)? ?[ap]\.?m?\b\.?"
OPEN_WEEKLY: Final = lowered(
    rf"(?:\b{_FROM_TO},?\s)?\b(?:{_DAYNAME}|mon|sun)s?\.?\s?(?:[-\u2013]|through|thru|to|a)\s?(?:{_DAYNAME}|sat|sun)s?\b[^;\d]{{0,12}}(?:{_FROM_TO})?"
)
"""`Monday to Friday from 8 a.m. to 5 p.m.`, `8 a.m. to 5 p.m., Monday to Friday`: no hour of a deadline."""
_MINUTES: Final = lowered(r"\bminut\w+\Z")
_HOW_LONG: Final = lowered(r"\s?(?:[.,;)]|\Z|(?:each|and|y|para|por|cada)\b)")
_COUNTS: Final = lowered(r"\b(?:by|least|than|of|con|menos)\s\Z")
"""`they have three minutes, and`: how long one speaks; `ahead of the hearing by three minutes` counts."""
_OPEN_HOURS: Final = lowered(r"(?:business|working) hours?")
"""`in person, during business hours`: counts nothing."""


class Words(NamedTuple):
    """Words of a sentence that speak of time."""

    start: int
    end: int
    clock: bool


@lru_cache(maxsize=8_192)
def words_of_time(sentence: str) -> tuple[Words, ...]:
    """All words of a sentence that may name a moment, or be a part of one."""
    closed = [hit.span() for hit in OPEN_WEEKLY.finditer(sentence)]
    return tuple(
        Words(*hit.span(), hit.lastgroup == "clock")
        for hit in _TIME.finditer(sentence)
        if not _OPEN_HOURS.fullmatch(hit[0])
        and not hit[0].endswith("-minute")
        and not (
            _MINUTES.search(hit[0])
            and _HOW_LONG.match(sentence, hit.end())
            and not _COUNTS.search(sentence, 0, hit.start())
        )
        and not _NO_MOMENT_BEFORE.search(sentence, max(0, hit.start() - 60), hit.start())
        and not _NO_MOMENT_BEHIND.match(sentence, hit.end())
        and not begins_in(hit.start(), closed)
    )


def begins_in(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether one of the spans holds that place: words that begin before it say more than was read."""
    return any(start <= at < end for start, end in spans)
