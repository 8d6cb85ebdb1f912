"""Read the phrases that all publishers share: is it off, is it online, what does this markup say? Touch nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from tracker.records.items import Status
from tracker.records.off_names import OFF_WORD

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD: Final = (
    r"(?:cancell?ed|cancell?ation|cancel|canx|cncl'?d|cx'?ld|cxl'?d?|called off|postponed|rescheduled|deferred"
    r"|cancelad[ao]s?|suspendid[ao]s?|pospuest[ao]s?|aplazad[ao]s?|reprogramad[ao]s?)"
)
_ABOUT: Final = r"(?:meeting|mtg\.?|hearing|session|event|public comment|workshop|forum|town ?hall|webinar|roundtable|this|it|reuni[o\u00f3]n|(?:vista|audiencia)(?: p[u\u00fa]blica)?|sesi[o\u00f3]n)"
_PART: Final = re.compile(
    r"\s*(?:[\n;|]|(?<=[a-z)])\.(?=\s|$)| [-\u2013\u2014*]+ | / |[-\u2013\u2014]{2,})\s*", re.IGNORECASE
)
_ON: Final = re.compile(
    r"\bnot\s+(?:been\s+|be\s+)?(?:cancel|postpon)"
    r"|\b(?:rescheduled|moved|postponed|deferred|continued) from\b"
    r"|\b(?:in lieu|in place|instead) of\b|\b(?:replac(?:es|ing)|makes? up for|make-?up)\b|\boriginally\b",
    re.IGNORECASE,
)
"""What stands at the new date of a meeting that was called off: it is on."""
_STILL_ON: Final = re.compile(
    r"\b(?:committee|board|council|commission|we) will (?:still meet\b|meet (?:as (?:scheduled|planned)|anyway)\b|meet\W*$)"
    r"|\badded\s*:|\bwill (?:still )?be heard\b(?! (?:later|another|at a later|on a later|(?:on )?(?:the )?(?:next|following)))|\brescheduled\W+new (?:start )?time\b(?!.*\b(?:date|day)\b)|\bin[ -]person (?:meeting|hearing|attendance|session|portion)s? (?:is |are |has been |have been )?cancel",
    re.IGNORECASE,
)
"""What stands beside the one bill, or the one part, of a meeting that is off."""
_LABEL: Final = re.compile(
    rf"(?!rescheduled (?:\w+ )?(?:meeting|hearing)\b)\W*(?:(?:the )?{_ABOUT} )?(?:is |was |has been |have been |been |(?:to|will) be )?(?P<off>{_WORD})\b"
    rf"(?:\W*$|\W+(?:due|by|per|until|to|for lack|for want|for (?:(?:the|this|today|tonight|{'|'.join(_MONTHS)})[a-z]*)|because|at the|meeting|notice|as of|will|because|on|indefinitely|see|please|and (?:replaced|rescheduled|moved|re-?\w+)|para|hasta|por)\b.*|\W*\d{{1,2}}[/.-]\d.*|\W*[(:\[].*)",
    re.IGNORECASE,
)
"""A text, or a part of one, that is nothing but the state of the meeting."""
_IF_BEHIND: Final = r"(?! (?:only )?(?:if|in (?:the )?(?:event|case))\b)"
_PLACES: Final = (
    r"(?:(?!(?:in|at)\b)[\w'\u2019]+ )?(?:room|hall|building|auditorium|chambers?|floor|fl|location|place|venue|address|site|link|platform|page"
    r"|center|library|harbor|street|st|avenue|ave|road|rd|door|agenda|item|docket|calendar)\b"
)
"""What stands behind a word of time that belongs to a place, or to a point of an agenda: the Sun Room, 12th Avenue."""
_ANOTHER_TIME: Final = (
    r"(?:at )?(?:\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?,? (?=on |tomorrow|[a-z]{3,9}day|next))?"
    rf"(?:(?:on |the |a |our )?(?:(?:next|following)\b(?!:| {_PLACES})|later (?:date|day|in the (?:week|month|year)|this (?:week|month))|tomorrow(?!['\u2019]s {_PLACES})|tb[ad]\b"
    r"|(?:new|another) (?:day|date|time)"
    rf"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b(?!(?:['\u2019]s)? {_PLACES})"
    r"|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? \d"
    rf"|\d{{1,2}}(?:[/.-]\d{{1,2}}(?!\d)|(?:st|nd|rd|th)\b(?!\.? {_PLACES}))))"
)
"""What a meeting is moved to that takes place another day; one that is moved to another room, or to another hour, is on."""
_SENTENCE: Final = re.compile(
    rf"\b{_ABOUT}\b(?:(?:[^.;:]|:(?=\d)){{0,60}}?)\b(?:is|are|was|were|has been|have been|had been|will be|being)\b"
    rf"(?: hereby| now| also| being)? (?P<off>{_WORD})\b(?! by the){_IF_BEHIND}"
    rf"|\bnotice of (?:an? |the )?(?P<told>cancell?ed|postponed) {_ABOUT}\b"
    rf"|\b(?:notice of|{_ABOUT}) (?P<noun>cancell?ation|postponement)\b(?! (?:polic|procedure|fee|rule|guideline|process|request|form))(?! (?:of|or) (?!(?:[\w'-]+ ){{0,4}}{_ABOUT}))|\bcancell?ation notice\b"
    r"|(?<!\bno )\bse (?P<hoy>cancel[a\u00f3]|suspende|suspendi\u00f3|pospone|pospuso|aplaz[a\u00f3])(?: la (?:reuni|vista|sesi|audiencia)| (?:para|hasta) (?:otr[ao]|nuev[ao]|el|la)\b)"
    r"|\b(?:reuni[o\u00f3]n|vista|sesi[o\u00f3]n|audiencia)\b(?! (?:anterior|pasada|previa)\b)(?:(?! (?:no|que|si)\b)[^.;:]){0,60}"
    r" (?:fue|ha sido|qued[a\u00f3]|est[a\u00e1]|ser[a\u00e1]) (?P<fue>cancelada|suspendida|pospuesta|aplazada|reprogramada)\b"
    rf"|\b{_ABOUT} (?:(?:has been |was |is |will be )?(?P<moved>moved|adjourned|recessed)|[^.;:]{{0,40}}?(?:has been|was|is|will be) (?P<put>moved|continued|adjourned|recessed))"
    rf" (?:to|until) {_ANOTHER_TIME}"
    r"|\b(?:hearing|meeting) (?:has been |was |is )?vacated\b(?=\W*$|[.,;:]| (?:by|per|due|because|until|pending|on (?:the )?(?:motion|order)|and)\b)"
    rf"|^\W*rescheduled for {_ANOTHER_TIME}(?P<later>)"
    r"|\bnot (?:be )?holding (?:an?|the|its|our) (?:(?!(?:in[ -]person|public|hybrid|physical)\b)\w+ ){0,3}(?:meeting|hearing)\b"
    r"|\bdid not meet(?=\W*$| (?:due|because|for lack|today)\b)"
    rf"|\b{_ABOUT}\b(?<!comment)[^.;:]{{0,40}} will not take place\b(?! (?:before|until|in[ -]person|online|virtually|via|by|only|(?:in|at) (?:the )?{_PLACES}))"
    r"|\baviso de (?:cancelaci|suspensi)[o\u00f3]n\b(?=\W*$|\W+(?:de (?:la |esta )?|por (?:la )?)?(?:reuni[o\u00f3]n|vista|sesi[o\u00f3]n|falta|lluvia|mal tiempo)\b)"
    r"|\b(?P<never>will not (?:meet|convene|be held|be meeting(?! (?:in[ -]person|at|with|until \d)\b))"
    r"|there (?:will be|is) no (?:(?!(?:in|public|physical|live|hybrid|zoom)\b)[\w&'\u2019]+ ){1,4}(?:meeting|hearing)\b(?! minutes| agenda| room)|no meeting\b(?! minutes| agenda| materials| rooms?| link| place| location| number))",
    re.IGNORECASE,
)
_ONLY_IF: Final = re.compile(
    r"(?:\b(?:if|unless|whether|when(?:ever)?|(?<!all at )once(?! again| more)|until(?! further notice)|should|in (?:the )?case|si|cuando|en caso de)\b[^.;!?]*|\bin the )$",
    re.IGNORECASE,
)
"""What stands before a sentence that tells what would be: "If the meeting is cancelled, ...", "In the event it is ..."."""
_NUMBERED: Final = re.compile(r"\W*(?:(?:\d{1,2}|[A-Za-z]|[IVXivx]{1,4})[.)] |[Ii]tem\b|[Pp]ublic [Cc]omment\b)")
"""How a point of an agenda begins."""
_OF_A_BILL: Final = re.compile(
    r"\W*\b(?:[HS]\.?(?:B|F|R|P|M|D|[JC]\.?[RM])|[HS]\.(?=\d)|A\.?(?:B|R|[JC]\.?[RM])|L\.?[DBR])\.? ?\d{1,5}\b"
)
_PAST: Final = r"(?:last|previous|prior|earlier) "
_ANOTHER: Final = re.compile(rf"\b{_PAST}(?:\w+ ){{0,3}}$", re.IGNORECASE)
"""What stands before another meeting: "The last meeting was cancelled"."""
_A_DAY: Final = (
    rf"\b(?:(?P<month>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|(?P<number>\d{1,2})/(?P<number_day>\d{1,2})(?:/\d{2,4})?)"
)
_TO_A_DAY: Final = re.compile(
    rf"\b(?:moved|continued|adjourned|rescheduled|postponed|deferred|changed) (?:to|until|for) (?:[a-z]{{3,9}},? )?{_A_DAY}",
    re.IGNORECASE,
)
"""Where a meeting was put off to: said at its new day too."""
_OF_A_DAY: Final = re.compile(
    rf"{_A_DAY} (?:[\w&-]+ ){{0,4}}?{_ABOUT} (?:is|was|has been|had been|will be)(?: hereby| now| also)? {_WORD}\b[^.;\n]*",
    re.IGNORECASE,
)
"""A sentence about the meeting of a day that it names: "the Dec. 3 meeting was canceled"."""
_BLANKS: Final = re.compile(r"[^\S\n]+")
_TENTATIVE: Final = re.compile(
    r"^\W*tentative\W*$|\btentatively scheduled\b|[(\[*]\s*tentative\s*[)\]*]|^tentative(?: meeting| date)?\b(?! agenda)|\btentative$",
    re.IGNORECASE,
)
_OFF: Final = rf"(?P<off>{OFF_WORD})"
_AT_AN_END: Final = re.compile(rf"^\W*{_OFF}\b\W*|(?<!\W)\W*+\b{_OFF.replace('<off>', '<behind>')}\W*+$", re.IGNORECASE)
_EDGE: Final = r"(?:^\W{0,4}|[(\[]\s*|\s[–—-]+\s|:\s|,\s)"
_NAME_EDGES: Final = (
    re.compile(rf"^\W{{0,4}}{_OFF}(?:\s*[*:/\])}}.!|–—-]|\s*$|$)", re.IGNORECASE),
    re.compile(
        rf"(?:^|[*,:/\[({{|–—-]|\b(?:meeting|mtg\.?|hearing|(?:reuni[oó]n|vista|sesi[oó]n|audiencia)(?: (?:ordinaria|extraordinaria|especial|ejecutiva|p[uú]blica))?)|\d\s?[ap]m)\s*(?:meeting\s+)?{_OFF}(?:\W+(?:on\s+)?\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)?\W{{0,4}}$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:meeting|hearing|reuni[oó]n|vista|audiencia)\s+{_OFF}\s+(?:due to|because of|for lack of|por|by (?:the )?(?:chair|mayor|president|clerk|order))\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[(\[]\s*{_OFF}(?: (?:due to|because of|for lack of|per|by|por)\b| ?[,;:–—-] )[^)\]]*[)\]]\W{{0,4}}$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:[–—:-] ?|, |\()(?P<off>moved|adjourned|recessed|date changed?) (?:to|until) {_ANOTHER_TIME}[^()]*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_EDGE}(?P<off>not meeting|not held|no quorum|(?:dark|on hiatus)(?: (?:in|for|during|this|until|through) \w+)?|(?:meeting|hearing) (?:withdrawn|not held))(?=\s*[()\]:,–—-]|\s*$| (?:due|because|for|by)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_EDGE}(?P<off>no (?:(?!(?:public|physical|live|person|site) )[\w&']+ ){{0,3}}(?:meeting|hearing)s?)"
        rf"(?=\s*[()\]:–—-]|\s*$|,? (?:(?:in|during|this|from|between|until|on) |today|tonight|(?:scheduled|planned)\W*$|(?:{'|'.join(_MONTHS)})[a-z]*\.? \d|\d))",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<=[^\W\d])\s*(?:[:(\[]|\s[–—-]+)\s*(?P<off>(?:pulled|removed|taken|dropped|stricken) (?:from|off) (?:of )?(?:the )?(?:schedule|calendar))\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<off>postponed|cancell?ed|suspended) until further notice\W*$|(?:\badjourned|[–—:;,(\[-])\s*(?:due to |for )?(?P<quorum>lack|want) of (?:an? )?quorum\W*$|\b(?:{_ABOUT}|board|committee|commission|council|authority)\s*:\s*{_OFF.replace('<off>', '<behind>')}"
        r"(?:,|\s+(?:and|until|to)\b)[^;]*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W{{0,4}}(?:the|this|today.s|tonight.s) (?!{_PAST})(?:\w+ ){{0,4}}(?:meeting|hearing|event) (?:has been|is|was|will be) {_OFF}\b(?! from\b){_IF_BEHIND}",
        re.IGNORECASE,
    ),
    re.compile(rf"[*,:/\u2013\u2014-]\s*{_OFF}\s*[(\[][^()\[\]]*[)\]]\W{{0,4}}$", re.IGNORECASE),
    re.compile(r"[(\[]\s*(?P<off>deferred|rescheduled|vacated)\s*[)\]]\W*$", re.IGNORECASE),
    re.compile(
        r"^\W*(?P<off>suspendid[ao]|cancelad[ao]|pospuest[ao]|aplazad[ao]) (?:la|el|esta) (?:reuni|vista|sesi|audiencia)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:reuni[oó]n|vista|sesi[oó]n|audiencia) (?:(?!(?:que|sobre|no|si|fue|sea|ser[aá]|es|est[aá]|se|anterior|pasada|previa)\b)[^\W\d]+ ){{1,6}}{_OFF}\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"[:(\u2013\u2014-]\s*(?P<off>sin (?:reuni[oó]n|vista|sesi[oó]n))(?=\W*$| (?:este|esta|en|por)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?!{_OF_A_BILL.pattern})[^(\[]*[(\[]\s*(?:the )?(?:meeting|hearing) {_OFF}(?: by| at the request)[^)\]]*[)\]]\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?P<off>cancell?ation|postponement) of (?:[^\W\d]+ ){0,4}(?:meeting|hearing|session)\W*$", re.IGNORECASE
    ),
    re.compile(r"^\W{0,4}(?P<off>cx)\s*:", re.IGNORECASE),
    re.compile(r"\bmeetings?\s*(?::|\s[\u2013\u2014-])\s*(?P<off>none)\W*$", re.IGNORECASE),
    re.compile(r"^\W{0,4}(?P<off>CANCELL?ED|POSTPONED|VACATED(?= *[:–—-]))\b"),
    re.compile(r"\b(?P<off>CANCELL?ED|CXL'?D?|POSTPONED)\W{0,4}$"),
    re.compile(
        rf"[(\[](?P<off>rescheduled|postponed|moved(?= (?:to|until) {_ANOTHER_TIME})) (?:to|until) [^)\]]*[)\]]\W*$",
        re.IGNORECASE,
    ),
)
"""A name tells of a meeting at its edges only: "Canceled: Board", "Board (POSTPONED)", never inside running words."""
_VIRTUAL: Final = re.compile(
    r"\bvirtual(?:ly)?\b|\bremote(?:ly)?\b|\bonline\b|\bzoom\b|\bwebex\b|\bmicrosoft teams\b|\bvideo ?conference\b|\bhybrid\b|\blive ?stream",
    re.IGNORECASE,
)


def status(*texts: str | None, day: dt.date | None, usual: Status = "confirmed") -> Status:
    """What the words say of a meeting: cancelled, postponed (also: rescheduled), tentative, or as usual.

    What they say of the meeting of another `day` than this one's is not said of it; None where no day is known. The words
    count as a label, as a sentence about the meeting, or at the edge of a name: never where they stand in the title of a bill
    or in running text about something else ("Deferred adjudication and mental health courts").
    """
    words = [_of_day(text, day) if day else text for text in texts if text]
    return next((meant for text in words if (meant := _status(text))), usual)


def about_itself(description: str | None) -> str:
    """What of a description may say that its meeting is off: the first line, and sentences about a meeting.

    Further lines are points of an agenda, of which one may be off while the meeting takes place; so is a first one that is
    numbered, or begins with a bill.
    """
    first, *more = [text_line for text_line in (description or "").splitlines() if text_line.strip()] or [""]
    is_point = more and (_NUMBERED.match(first) or _OF_A_BILL.match(first))
    sentences = (text_line for text_line in more if not _is_point(text_line) and _SENTENCE.search(text_line))
    return "\n".join(("" if is_point else first, *sentences)).strip("\n")


def _of_day(text: str, day: dt.date) -> str:
    """The text without what says nothing of the meeting of this day: that of another day is off, one was put off to this day."""
    text = _TO_A_DAY.sub(lambda match: "" if _named_day(match) == (day.month, day.day) else match[0], text)
    return _OF_A_DAY.sub(lambda match: match[0] if _named_day(match) == (day.month, day.day) else "", text)


def _named_day(match: re.Match[str]) -> tuple[int, int]:
    month = match["month"]
    if month:
        return _MONTHS.index(month.lower()) + 1, int(match["day"])
    return int(match["number"]), int(match["number_day"])


def _is_point(text_line: str) -> bool:
    return _NUMBERED.match(text_line) is not None or _OF_A_BILL.search(text_line) is not None


@lru_cache(maxsize=4096)
def _status(text: str) -> Status | None:
    """What one text says; the same few words stand in thousands of rows."""
    text = _BLANKS.sub(" ", text)
    if _ON.search(text) or _STILL_ON.search(text):
        return None
    for part in (text, *_about_all(_PART.split(text))):
        if meant := _status_of_part(part.strip()):
            return meant
    return "tentative" if _TENTATIVE.search(text) else None


def _about_all(parts: list[str]) -> Iterator[str]:
    """The parts of a text but for those about single bills, where one of these says nothing: "SB 5 - canceled; SB 6 - 1 p.m."."""
    bills = [number for number, part in enumerate(parts) if _OF_A_BILL.match(part)]
    sections = [parts[begin:end] for begin, end in pairwise([*bills, len(parts)])]
    one_is_on = any(not any(map(_status_of_part, section)) for section in sections)
    yield from parts[: bills[0]] if bills and one_is_on else parts


def _status_of_part(part: str) -> Status | None:
    hit = _LABEL.fullmatch(part) or _SENTENCE.search(part)
    if hit and not _ONLY_IF.search(part[: hit.start()]) and not _ANOTHER.search(part[: hit.start()]):
        groups = hit.groupdict()
        return _meant(
            groups.get("off")
            or groups.get("noun")
            or groups.get("told")
            or groups.get("moved")
            or groups.get("put")
            or groups.get("hoy")
            or groups.get("fue")
            or ("postponed" if groups.get("later") is not None else "cancelled")
        )
    return _at_edges(part)


def status_of_name(name: str, *, day: dt.date | None) -> Status | None:
    """What the name of a meeting of this day says at its edges; None for a name that says nothing of it."""
    return None if _STILL_ON.search(name) else _at_edges(_of_day(name, day) if day else name)


def _at_edges(name: str) -> Status | None:
    hits = (hit.groupdict() for edge in _NAME_EDGES if (hit := edge.search(name.strip())))
    off = next((groups["off"] or groups.get("behind") or groups.get("quorum") for groups in hits), None)
    return _meant(off) if off else None


def _meant(word: str) -> Status:
    """What one word for a meeting's state means, in English or Spanish."""
    lowered = word.lower()
    if lowered == "tentative":
        return "tentative"
    later = (
        "postpon",
        "resched",
        "defer",
        "moved",
        "continued",
        "adjourned",
        "recessed",
        "date change",
        "pospuest",
        "pospone",
        "pospuso",
        "aplazad",
        "reprogramad",
    )
    return "postponed" if lowered.startswith(later) else "cancelled"


def without_status(text: str) -> str:
    """A date or an hour without the word before or behind it that says that it is off: `December 17 - CANCELED`."""
    return _AT_AN_END.sub("", text)


def virtual(*texts: str | None) -> bool:
    """Whether the words say that one may take part, or watch, from afar."""
    return any(text and _virtual(text) for text in texts)


@lru_cache(maxsize=4096)
def _virtual(text: str) -> bool:
    return _VIRTUAL.search(text) is not None
