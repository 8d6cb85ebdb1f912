"""Read what a hearing's own notice says about being heard: deadlines with their sentence, and who may speak.

Rules and dates, no guessing. A sentence that speaks of a deadline and names no moment we can trust is told as unread, so
that silence is never taken for absence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tracker.records import prose
from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_kinds import kinds_of, names_a_kind
from tracker.testimony.notice_moments import Found, moments
from tracker.testimony.notice_residue import words_of_time
from tracker.testimony.notice_vocabulary import HEARS_ANYBODY, OPENNESS, PUBLIC, SESSION, Openness, starting
from tracker.testimony.rulebook import Confidence

LONGEST: Final = 300_000
"""Characters of a notice that are read; the longest real ones have a hundredth of it."""
LONGEST_SENTENCE: Final = 1_500
MOST: Final = 40
"""Deadlines of one notice; more are a list of something else."""

_UNSHOWN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_BREAK: Final = re.compile(
    r"\n\s*|(?<=[.!?;])[\"')\]\u201d\u2019]?\s{1,4}(?=[\"'(\[\u201c\u2018\u2022*\u00bf]?[A-Z0-9\u00c0-\u00dd])|\s[\u2022*]\s"
)
_NO_BREAK_AFTER: Final = re.compile(
    r"(?:\b(?:[ap]\.?\s?m|[A-Z]|No|St|Ste|Rm|Dr|Mr|Mrs|Ms|Hon|Sen|Rep|Sec|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat"
    r"|ext|Ext|U\.S|e\.g|i\.e|vs|Ave|Blvd|Bldg|Conf|approx|c\.o\.b)\.)\Z"
)
_GOES_ON: Final = re.compile(
    r"(?:on\b|[A-Z][a-z]{2,8}day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|[ECMP][SD]?T\b|\d|\(|Eastern|Central|Mountain|Pacific)"
)

_VOICE: Final = starting(
    r"testi(?:fy|mon|fic)|\bcomment(?:s|ers?)?\b|\bspeak(?:er|ers|ing)?\b|sign[- ]?(?:up|in)|regist(?:er|ration)|witness|\bslips?\b|position letter"
    r"|letters? of (?:support|opposition|position)|letters?\b|requests? to (?:speak|address|appear|present|comment|participate)|pre-?regist|interpret|accommodat|\bASL\b|\bCART\b|translat|auxiliary aid"
    r"|assistive|sign language|closed caption|testimoni|comenta|inscr[ií]|reg[ií]str[aeo]|particip|acomod|\bescrit[oa]s?\b|int[eé]rprete|address (?:the|this|our) (?:board|council|commission|committee|court|members)|\bsubmi(?:t|ssion)|statements?\b|\bremarks\b|public input|\bponen(?:cia|te)|\bdepo(?:ner|nente)|\bmemorial(?:es)?\b|declaraci[oó]n|\bturnos?\b|\bvoice ?mail|\bbriefs?\b|\bhablar\b|expresar|\brecord\b|r[eé]cord|expediente|lenguaje de se[ñn]as|impedimento|opini[oó]n|communications? (?:from|to) the|call in|dial in|\bjoin\b|be heard|check[- ]in|appear\b|evidence|exhibits?|materials|handouts?|presentations?|\baids?\b|\bservices\b|wish to be|avis[oa]|comparec|necesidades especiales|asistencia|attend|ayuda",
    re.IGNORECASE,
)
_DUE: Final = starting(
    r"\bby\b|later than|\bbefore\b|prior(?: to)?\b|\buntil\b|\bdeadline|\bwindow\b|postmark|or (?:earlier|sooner)\b|con posterioridad|[uú]ltim[oa] (?:d[ií]a|fecha|momento)|en (?:poder|manos) de|conclud|no despu[eé]s|para presentar|\bdue\b|\bclose[sd]?\b(?! caption)|must be (?:received|submitted|filed)|at least|within\b"
    r"|in advance|cut-?off|\bend(?:s|ing)?\b|\b(?:last|final) (?:day|date|time|moment|chance|opportunity)\b|for (?:an additional |another )?\w+ (?:\(\d{1,3}\) )?(?:business |calendar |working )?(?:days|hours|weeks)|\btill?\b|\bno more than\b|removed|collected|taken (?:down|up)|shuts?\b|no fewer|no less|\bonly if\b|\ballow\b|\brequires?\b|\bnotice\b|ahead of|once the|when the|not? after\b|past\b|\bon time\b|timely|expire|\bdeactivat|runs?\b|accepted (?:from|until|through|up)|cierr[ae]|cerrar|(?:not|no longer) (?:be )?(?:accept|tak|consider|receiv)\w*\b.{0,80}\bafter|abiert[oa]|termina|finaliza|concluye|culmina|expira|anterioridad|t[eé]rmino|suplementari|a partir|tard[ae]\b|l[ií]mite|con (?:al menos|no menos|un m[ií]nimo)|antes|anticipaci[oó]n|antelaci[oó]n|m[aá]s tard[ae]|hasta|dentro de|previ[oa]s? a|siguientes|plazo|fecha (?:l[ií]mite|de entrega|de cierre)|vence|\bthrough\b|\bthru\b|deactivat|disabled|turned off|switched off|offline|\bno posterior|goes? (?:live|dark)|\bexpires?\b|\bpost[- ]hearing|(?:\w+ed|sent|left|arriving|made|comes? in|coming in|arrives?) after|(?:recibid|enviad|sometid|radicad|llegad|entregad)[oa]s? (?:despu[eé]s|luego|pasad)|se (?:recib|env[ií]|somet|radi[cq]u?|entregu)[ae]n? (?:despu[eé]s|luego)|picked up|from \d{1,2}|from [^.;]{3,30}\bto\b|de \d{1,2}:\d\d|\bentre (?:las?|el)\b|para (?:el|la|las)\b(?= (?:d[ií]a|lunes|martes|mi[eé]r|jueves|viernes|\d))|(?:days?|hours?|weeks?|d[ií]as?|horas?|semanas?)\b.{0,24}\b(?:after|following|before|prior|despu|luego|antes|poster|sigui|preced|from)|preceding|up to\b|\bbetween\b|(?:remains?|held|kept|left) open|accepted for\b|received after|\bopens?\b|(?:keep|hold|leave)s? .{0,40}\bopen\b|(?:registration|sign[- ]?up|testimony|comments?|deadline|requests?|ponencias?|memoriales|inscripci[oó]n|confirmaci[oó]n(?:es)?|turnos?|solicitudes)[^.:]{0,30}:",
    re.IGNORECASE,
)
_SOMETHING_ELSE: Final = starting(
    r"(?:departments?|agency|agencies|offices?|marshal|secretary|director|commission|board|council|county|city|division|district|authority|developer|contractor|owner|licensee)s? (?:must|shall|will) (?:submit|file|publish|provide|report)\b"
    r"|members (?!of\b)(?:may|must|shall|should|can|will) (?:submit|file|offer)|senators|legislators|submi\w+ (?:the|its|their|a) (?:\w+ )?(?:study|audit|plan|assessment|survey|budget|map)\b|questions for the record"
    r"|(?:notice|agenda) (?:was|has been|will be) (?:published|posted|issued|mailed|advertised)"
    r"|bill (?:filing|introduction|drafting)|filing of bills|amendments? (?:must|should|are due|deadline)|budget request|request for proposals?|\bbids?\b|\bRFP\b|\bproposals? (?:are|is|must|due)"
    r"|applications? (?:are|is|must|due|deadline)|nomination|voter registration|ballot|absentee|candidate filing|(?<!when the )(?<!once the )agenda (?:items?|materials?|packet)? ?(?:must|will|is|are|shall|posted|available)"
    r"|agenda was posted|post(?:ed|ing) (?:of )?(?:this |the )?(?:notice|agenda)|minutes (?:are|will)|rsvp for lunch|payment|invoice|tax(?:es)? (?:are|is) due|appeal must|effective date|license renewal"
    r"|crossover|available for (?:public )?(?:review|inspection|viewing)|(?:legislation|bills?|measures?) must be (?:introduced|filed)|sine die|committee report|last day (?:for|to) (?:introduc|consider|file bills)|lobbyist registration|any questions|direct introduction|\breports?\b.{0,80}(?:legislat|governor|mayor|council|committee|assembly)|(?:submit|submission of|its|the|their|final|progress|interim|annual|quarterly) (?:reports?|findings|recommendations)\b|r[eé]sum[eé]s?\b|appointment to|applicants?\b|candidates? (?:must|shall|may|should)|fiscal (?:notes?|impact)|(?:was|were|been) (?:closed|heard|continued|tabled|adopted)|registration for (?:the |our |an? )?(?:\w+ ){0,3}(?:conference|workshop|webinar|training|class|course|summit|luncheon|retreat|program|tour|gala|race)|surveys?\b|(?:presenters?|speakers?|witnesses|people|attendees|you|guests|visitors|testifiers) (?:should|must|may|are asked to|are encouraged to) arrive|please arrive|(?:deber[aá]n?|favor de|ruega|recomienda) llegar|reception\b|statements? of (?:organization|economic|financial)|vacanc(?:y|ies)|scholarship|\bgrants?\b|vendors?\b|(?:will|shall|must|expects? to|plans? to) (?:publish|issue|release|announce|finali[sz]e|adopt|decide|respond|vote|report)\b|\bRF[BQI]\b|constructability|suppliers can submit",
    re.IGNORECASE,
)
_MUST_FILE: Final = re.compile(r"\bshall (?:submit|file|publish)\b", re.IGNORECASE)
_LAW: Final = re.compile(
    r"\((?:ii|iii|iv)\) |\bshall\s?[\u2014:]|\bsub(?:paragraph|section|clause) \(|\bpublic law \d|\b(?:secretary|administrator|attorney general|commissioner|comptroller|director) shall\b",
    re.IGNORECASE,
)
"""The text of a law, which sets others their deadlines."""
_PEOPLE: Final = re.compile(
    r"\b(?:persons?|people|(?:pro|op)ponents?|part(?:y|ies)|testifiers?|organizations?|groups?|members of|witness(?:es)?|speakers?|individuals?|public|anyone|those|citizens?|residents?|wishing|wish|heard|testif\w+)\b",
    re.IGNORECASE,
)
"""Who files something to be heard; `the department shall submit` is a duty that a bill makes."""
_WORTH_READING: Final = re.compile(
    r"\b(?:sign|cart\b|asl\b|ada\b|slips?\b|firmar)|large[- ]print|braille|int[eé]rpret",
    re.IGNORECASE,
)
"""What every notice that says something about being heard has in it; most names of hearings have none of it."""
_HINTS: Final = (
    "testi", "comment", "written", "statement", "speak", "submi", "witness", "letter", "address", "remarks", "session", "record", "invit", "anyone",
    "accommod", "disab", "assistive", "translat", "caption", "auxiliary", "vote", "markup", "closed", "regist", "reg\u00edst", "inscr",
    "coment", "ecomment", "email", "e-mail", "copies", "request", "communication", "somet", "necesidad", "r\u00e9cord", "expediente", "modific", "position paper", "deaf", "impair", "sord", "handout", "your views", "input", "dial", "ponen", "depon", "memorial", "escrit", "particip", "acomod", "discapac", "turno", "hablar", "expres", "heard", "check", "voice", "brief", "exhibit",
    "impedimento", "asistencia", "handout", "appear", "escuch", "headset", "listen", "impair", "deaf", "sord", "assistance", "material", "mark-up", "mark up", "action", "voting", "input", "jf", "palabra", "document", "input", "deadline", "interpret", "log in", "presentation", "slides", "views", "opini", "thoughts", "comparec", "caller", "dial",
)  # fmt: skip
"""Those of them that need no pattern: looking for a word is many times quicker."""
_URL: Final = re.compile(r"https?://[^\s<>\"'()\[\]]{3,500}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_OPENS: Final = re.compile(
    r"\b(?:goes? live|(?<!remain )(?<!remains )(?<!held )(?<!kept )(?<!left )opens?(?! (?:for|until|till|through|thru|to (?:receive|accept)))|beg[ai]ns?|comenz[oó]|starts?|started|starting|beginning|available (?:from|on|at|starting|beginning)|not (?:before|earlier than|sooner than)|no (?:earlier|sooner) than|abren?|a partir del?|desde)\b",
    re.IGNORECASE,
)
_CLOSES: Final = re.compile(
    r"\b(?:close[sd]?|turned off|switched off|offline|end(?:s|ing)?|deadline|until|through|by|no later|before|prior|due|removed|collected|picked up|taken (?:down|up)|conclud\w+|cierra|cerrar\w+|concluye|termina\w*|finaliza\w*|vence|hasta)\b",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\b(?:submit|send|sent|must|should|sign|regist|receiv|due|file|turn|accept|firm[ea]|e-?mail|deadline|until|contact|call|complete|fill|request|envi|may\b|can\b|will be able|invited to|bring|give|hand|favor|deber|podr|pued|inscri|somet|solicit|anot|present|entreg|recib|acept|provid|reach|join|add)",
    re.IGNORECASE,
)
_LATE: Final = starting(
    r"(?:received|submitted|filed|sent|left|e-?mailed|mailed|uploaded|posted|delivered|turned in|made|postmarked|dated|arriv\w+|com(?:es?|ing) in|recibid[oa]s?|enviad[oa]s?|sometid[oa]s?)(?: by (?:the |our )?\w+)?(?: (?!after|before|by\b|no\b|not\b)\w+){0,4} (?:after|later than|past|following|(?:despu[eé]s|luego) de|pasad[oa]s?|con posterioridad)|se (?:recib|env[ií]|somet|radi[cq]u?|entregu)[ae]n? (?:\w+ ){0,4}(?:despu[eé]s|luego) de|after (?:this|the|that) (?:deadline|time)|late (?:testimony|comments?|submissions?)(?!.{0,60}\b(?:until|through|till|up to|no later)\b)",
    re.IGNORECASE,
)

_WILL_BE_SEEN: Final = re.compile(
    r"\b(?:sheets?|lists?|cards?|forms?|slips?|rosters?|tables?|hojas?|lista) (?:will|shall) be (?:made )?(?:at|in|out|on|outside|inside|placed|set|located|set up|put out)\b(?:(?!\b(?:until|through|till|hasta)\b)[^.;]){0,60}\Z"
    r"|\b(?:will|shall|is to|are to) be (?:made )?(?:re)?(?:heard|held(?! open)|conducted|confirmed|acknowledged|notified|contacted|answered|posted|available|distributed|published|released|shared|viewable)\b(?:(?!\b(?:until|through|till|hasta)\b)(?:[^.;]|(?<=[apm])\.)){0,40}\Z",
    re.IGNORECASE,
)
"""What others do by then: `the agenda and all testimony will be posted by 5 p.m.`."""
_SHUT_OUT: Final = starting(
    r"(?:\bnot|\bcannot|\b\w{2,6}n['\u2019]t) (?:be )?(?:guaranteed to be )?(?:accepted|considered|included|noted|listed|reflected|part of|made (?:a )?part|entered|read|reviewed|counted|in the record|heard|taken|honored|distributed|played|forwarded|given|provided|shared|printed|circulated|processed|seen|presented|posted|transmitted|delivered|added|recorded|appear|reach|guaranteed)\b|(?:at|for|until|to) the (?:next|following) (?:\w+ )?(?:meeting|hearing|session)|rejected|returned|discarded|devuelt[oa]s?|rechazad[oa]s?|tard[ií][oa]s?\b|untimely|(?:considered|deemed|marked|treated as|stamped) late\b|too late\b|(?:will|may) (?:only )?be (?:\w+ ){0,4}(?:if (?:possible|time)|as (?:time|resources)|only if)|may (?:be too late|not)\b|no (?:se )?(?:ser[aá]n?|formar[aá]n?|aceptar[aá]n?|considerar[aá]n?)",
    re.IGNORECASE,
)
"""What a notice says of testimony that comes too late, where the moment is a deadline indeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A deadline that the notice states."""

    kind: str
    """One of the kinds of deadline: written-testimony, oral-sign-up, remote-sign-up, position, accommodation, comment-period."""
    due: dt.datetime | dt.date
    """An aware moment in the place's zone, or a bare date."""
    opens: dt.datetime | dt.date | None = None
    sentence: str
    """The notice's own words, 400 characters at most."""
    how: str | None = None
    url: str | None = None
    email: str | None = None
    notes: tuple[str, ...] = ()
    confidence: Confidence = "high"
    page: str | None = None
    """The address of the page that says so, where it is not the record's own text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReading:
    """What was read in a notice."""

    deadlines: tuple[Stated, ...] = ()
    openness: Openness | None = None
    openness_sentence: str | None = None
    unread: tuple[str, ...] = ()
    """Sentences that speak of a deadline to be heard, whose moment could not be read."""


def stated(
    text: str,
    occasion_start: dt.datetime,
    zone: ZoneInfo,
    *,
    all_day: bool = False,
    published: dt.date | None = None,
    subdivision: str | None = None,
) -> NoticeReading:
    """What the text of a notice says about a hearing that starts then, in that zone.

    `subdivision` names the state whose holidays are no business days.
    """
    if not worth_reading(text) and not PUBLIC.search(text):
        return NoticeReading()
    return read_whole(text, Frame(occasion_start, zone, all_day, published, subdivision))


def read_whole(text: str, frame: Frame) -> NoticeReading:
    """What the text says; for callers who know that it is worth reading."""
    found: dict[tuple[str, object], Stated] = {}
    unread: dict[str, None] = {}
    before = ""
    told_so = tuple(sentences(text))
    for sentence in told_so:
        if _speaks_of_deadline(sentence, before):
            made, doubtful = _read(sentence, before, frame)
            for each in made:
                found.setdefault((each.kind, each.due), each)
            if doubtful:
                unread[_cut(sentence)] = None
        before = sentence
    openness, told = _openness(told_so, text)
    left_out = {
        f"{len(found) - MOST} more deadlines than the {MOST} that are kept": len(found) > MOST,
        f"what comes after the first {LONGEST:,} characters": len(text) > LONGEST,
    }
    unread.update(dict.fromkeys(told for told, holds in left_out.items() if holds))
    return NoticeReading(
        deadlines=tuple(list(found.values())[:MOST]),
        openness=openness,
        openness_sentence=told,
        unread=tuple(unread),
    )


def worth_reading(text: str) -> bool:
    """Whether a notice may say anything about being heard but that the public may come; quick, since most say nothing."""
    if len(text) > LONGEST:
        return True
    lowered = text.lower()
    for each in _HINTS:
        if each in lowered:
            return True
    return _WORTH_READING.search(text) is not None


def plain(text: str) -> str:
    """A notice as running text: no markup, no invisible characters, a line for each paragraph."""
    text = text[:LONGEST]
    if "<" in text or "&" in text:
        text = prose.text(text)
    return _UNSHOWN.sub(" ", text).replace("\u00a0", " ")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a notice; a full stop of an abbreviation, or one that goes on with a date, ends none."""
    told, begin = plain(text), 0
    for hit in _BREAK.finditer(told):
        if (
            not hit[0].startswith("\n")
            and _NO_BREAK_AFTER.search(told, max(begin, hit.start() - 12), hit.start())
            and (
                _GOES_ON.match(told, hit.end()) or not re.search(r"m\.\Z", told[max(0, hit.start() - 2) : hit.start()])
            )
        ):
            continue
        yield from _pieces(told[begin : hit.start()])
        begin = hit.end()
    yield from _pieces(told[begin:])


def _pieces(sentence: str) -> Iterator[str]:
    tidy = " ".join(sentence.split())
    if len(tidy) <= LONGEST_SENTENCE:
        if tidy:
            yield tidy
        return
    for at in range(0, len(tidy), LONGEST_SENTENCE):
        if piece := tidy[at : at + LONGEST_SENTENCE].strip():
            yield piece


@lru_cache(maxsize=8_192)
def _speaks_of_deadline(sentence: str, before: str) -> bool:
    if not _DUE.search(sentence):
        return False
    spoken = (
        bool(_VOICE.search(sentence))
        or names_a_kind(sentence)
        or bool(
            _VOICE.search(before)
            and re.match(
                r"(?:the )?(?:deadline|cut-?off)|due\b|closes|must be|these|they|it\b|all (?:requests|submissions)|requests|submissions|please|send|submit|e-?mail|do so|registration|fecha|el plazo|deber[aá]",
                sentence,
                re.IGNORECASE,
            )
        )
    )
    return spoken and not _a_duty(sentence)


def _a_duty(sentence: str) -> bool:
    """Whether it is an agency that must file something, and nobody who wants to be heard."""
    if _LAW.search(sentence):
        return True
    hit = _MUST_FILE.search(sentence)
    return hit is not None and not _PEOPLE.search(sentence, 0, hit.start())


class _Spot(NamedTuple):
    """What counts of a moment to know what it means, and nothing of when it is: so a sentence is understood once for all hearings."""

    start: int
    end: int
    begins_range: bool
    """Whether it is the first of `from March 5 to March 8`: what counts as due is the second."""
    ends_range: bool
    start_of_hearing: bool
    is_start: bool
    """Whether the hearing starts at that moment, however it is named."""
    plausible: bool


class _Meant(NamedTuple):
    """A deadline of a sentence: its kind, and which of the sentence's moments it is due at and opens at."""

    kind: str
    due: int
    opens: int | None


class _Place(NamedTuple):
    """A moment where it stands in its sentence."""

    spot: _Spot
    clause: str
    """The words since the moment before, with the moment itself."""
    lead: str
    """The last characters before the moment."""
    tail: str
    """The words up to the next moment."""

    @property
    def after_the_deadline(self) -> bool:
        """Whether it is what comes too late, without a word that it is shut out, or what others do by then."""
        late = _LATE.search(self.lead) is not None and not (
            self.tail.startswith(" deadline") or _SHUT_OUT.search(self.tail) or _SHUT_OUT.search(self.clause)
        )
        return late or _WILL_BE_SEEN.search(self.lead) is not None


def _places(sentence: str, spots: tuple[_Spot, ...]) -> Iterator[_Place]:
    previous: _Spot | None = None
    for spot, following in zip(spots, [*spots[1:], None], strict=False):
        lead = sentence[max(0, spot.start - 60) : spot.start]
        tail = sentence[spot.end : following.start if following else len(sentence)]
        yield _Place(spot, sentence[previous.end if previous else 0 : spot.end], lead, tail)
        previous = spot


def _read(sentence: str, before: str, frame: Frame) -> tuple[list[Stated], bool]:
    """The deadlines of a sentence, and whether it speaks of one that could not be read."""
    hits, doubtful = moments(sentence, frame)
    spots = tuple(
        _Spot(
            hit.start,
            hit.end,
            hit.begins_range,
            hit.ends_range,
            hit.start_of_hearing,
            hit.at == frame.start,
            _plausible(hit, frame),
        )
        for hit in hits
    )
    deadlines = [
        _made(each.kind, hits[each.due], None if each.opens is None else hits[each.opens], sentence, before)
        for each in _meaning(sentence, before, spots)
    ]
    deadlines = [each for each in deadlines if not _said_with_its_hour(each, deadlines, frame)]
    unread = not deadlines and (doubtful or (not hits and _names_a_time(sentence)))
    return deadlines, unread and not _SOMETHING_ELSE.search(sentence)


def _said_with_its_hour(day: Stated, deadlines: list[Stated], frame: Frame) -> bool:
    """Whether a bare date is told with its hour as well: "one business day ahead, that is by 4 p.m. on January 19"."""
    return not isinstance(day.due, dt.datetime) and any(
        isinstance(each.due, dt.datetime)
        and each.kind == day.kind
        and each.due.astimezone(frame.zone).date() == day.due
        for each in deadlines
    )


@lru_cache(maxsize=8_192)
def _meaning(sentence: str, before: str, spots: tuple[_Spot, ...]) -> tuple[_Meant, ...]:
    """What the moments of a sentence are deadlines for."""
    found: list[_Meant] = []
    opens: dict[str, int] = {}
    for number, place in enumerate(_places(sentence, spots)):
        kinds = kinds_of(place.clause, "" if found else place.tail, sentence, before)
        if (
            not kinds
            or not place.spot.plausible
            or place.after_the_deadline
            or _of_something_else(sentence, place.spot)
        ):
            continue
        if place.spot.begins_range or _opening(place.lead):
            opens.update(dict.fromkeys(kinds, number))
        elif _is_due(place, sentence):
            found.extend(_Meant(kind, number, opens.get(kind)) for kind in kinds)
    return tuple(found)


def _of_something_else(sentence: str, spot: _Spot) -> bool:
    """Whether the words up to the moment speak of a bid, a report, a ballot; what comes behind it says what it is good for."""
    return _SOMETHING_ELSE.search(sentence, sentence.rfind(";", 0, spot.start) + 1, spot.end) is not None


def _is_due(place: _Place, sentence: str) -> bool:
    """Whether something must be done by then: `A public hearing will be held on May 3 at 1 p.m.` names no deadline."""
    spot = place.spot
    if not spot.ends_range and not _DUE.search(place.clause) and not _DUE.search(place.tail[:60]):
        return False
    if spot.start_of_hearing and not _ASKS.search(sentence):
        return False
    return not spot.is_start or _DUE.search(sentence, max(0, spot.start - 60), spot.end) is not None


@lru_cache(maxsize=8_192)
def _addresses(sentence: str, before: str) -> tuple[str | None, str | None]:
    """The web address and the mail address that a sentence names, or the one before it."""
    url = _URL.search(sentence) or _URL.search(before)
    mail = _EMAIL.search(sentence) or _EMAIL.search(before)
    return url[0].rstrip(".,;") if url else None, mail[0] if mail else None


def _made(kind: str, hit: Found, opened: Found | None, sentence: str, before: str) -> Stated:
    url, mail = _addresses(sentence, before)
    return Stated(
        kind=kind,
        due=hit.at,
        opens=opened.at if opened else None,
        sentence=_cut(sentence),
        how=f"Write to {mail}." if mail and not url else None,
        url=url,
        email=mail,
        notes=hit.notes,
        confidence="high" if hit.sure else "medium",
    )


def _opening(lead: str) -> bool:
    """Whether the word next to the moment says that something opens then."""
    opens = [hit.end() for hit in _OPENS.finditer(lead)]
    closes = [hit.end() for hit in _CLOSES.finditer(lead)]
    return bool(opens) and opens[-1] > max(closes, default=-1)


def _plausible(hit: Found, frame: Frame) -> bool:
    day = hit.at.astimezone(frame.zone).date() if isinstance(hit.at, dt.datetime) else hit.at
    return -90 <= (day - frame.day).days <= 45


def _names_a_time(sentence: str) -> bool:
    return (
        bool(words_of_time(sentence))
        or re.search(r"\bdeadline\b|close of business", sentence, re.IGNORECASE) is not None
    )


@lru_cache(maxsize=8_192)
def _words_of_openness(sentence: str) -> tuple[Openness | None, bool, bool]:
    """Who is heard by a sentence's own words, whether it speaks of the public, and whether of a closed session."""
    said = next((openness for openness, pattern in OPENNESS if pattern.search(sentence)), None)
    return said, PUBLIC.search(sentence) is not None, SESSION.search(sentence) is not None


def _openness(told_so: tuple[str, ...], text: str) -> tuple[Openness | None, str | None]:
    """Who may be heard, and the words that say so; None where the notice does not say."""
    public: str | None = None
    closed: str | None = None
    for sentence in told_so:
        said, is_public, is_closed = _words_of_openness(sentence)
        if said is not None:
            return said, _cut(sentence)
        if public is None and is_public:
            public = _cut(sentence)
        if closed is None and is_closed:
            closed = _cut(sentence)
    if closed is not None and not HEARS_ANYBODY.search(text[:LONGEST]):
        return "none", closed
    return ("public", public) if public else (None, None)


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= 400 else f"{sentence[:399].rsplit(' ', 1)[0]}\u2026"
