"""Decide what a stated deadline is for: written testimony, signing up, a position, an accommodation or comments."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tracker.testimony.notice_vocabulary import lowered, starting

_KINDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "accommodation",
        starting(
            r"interpret(?:er|ation)|accommodat(?!e (?:\w+ ){0,3}(?:requests?|speakers?|witness|testimony))|reasonable modification|modificaci[oó]n razonable|\bASL\b|\bCART\b|translat|auxiliary aid|assistive|sign language|\bADA\b|disabilit|caption"
            r"|int[eé]rprete|interpretaci|discapacidad|impedimento|traducci|acomodo|lenguaje de se[ñn]as|(?<!\bsu )(?<!confirmar )(?<!hoja de )(?<!lista de )(?<!registro de )asistencia (?:especial|auditiva|para)|requier\w+ asistencia|sord[oa]s?\b|impair|hard of hearing|hearing loss|headsets?\b|hearing loop|listening (?:device|system)|\bdeaf\b|necesidad(?:es)? especial(?:es)?|assistance (?:in|to|with) participat|(?:need|requir)\w* (?:\w+ ){0,2}assistance|special (?:needs|assistance|services)|(?:language|hearing|other) (?:assistance|access|aids?|services|help|support)|languages? (?:[\w-]+ ){0,16}?(?:available|provided|offered|arranged) (?:up)?on request|accessib|alternat(?:e|ive) formats?|large[- ]print|braille"
        ),
    ),
    (
        "position",
        starting(
            r"witness slips?|(?<!speaker )(?<!speaker's )(?<!speakers )(?<!speaking )(?<!comment )slips? (?:must|may|will|can|are|should|need)\b|(?:fil(?:e|ing)|submit\w*|electronic) (?:a |an |your |the )?slips?\b|(?:support|opposition) letters?|position (?:letter|statement|paper|only)|regist\w+ (?:a |an |your |their )?(?:position|support|opposition)|letters? of (?:support|opposition|position)"
            r"|sign[- ]in (?:pro|con|as pro)|without testifying|note (?:your )?position|positions? (?:[\w.]+ ){0,6}(?:noted|recorded|registered|entered)\b"
        ),
    ),
    (
        "remote-sign-up",
        starting(
            r"(?:speak|testif|participat|comment)\w* (?:electronically|from (?:home|elsewhere|(?:a|another) (?:remote|distant|other)? ?(?:site|location|place)|afar))|(?:calling|dialing) in\b|(?:zoom|teams|webex|meeting) (?:links?|invit\w+)\b|phone (?:testimony|comments?)\b(?=[^.;]{0,30}(?:arrang|must|regist|sign|schedul))|(?<!recorded )video[- ]testimony (?:links?|regist|sign)|\bpasscode\b|\blog(?:ging)?[- ]?(?:in|on) to (?:the )?(?:meeting|hearing)|webinar\b|rais(?:e|ing) (?:your|their|a) (?:virtual )?hands?\b|(?:depon|declar|expon|comparec)\w* en l[ií]nea|(?:remote|virtual)(?:ly)? (?:witness|speaker|testif|attend|particip|(?:\w+ )?slots?\b)|(?:remot[aeo]|virtual|zoom|teams|webex|video ?conferenc(?:e|ia)|videollamada|\bcallers?\b|(?:tele)?phone (?:testimony|comments?|speakers?)|a distancia|en l[ií]nea|(?:call|phone|dial)[- ]in|(?<!up by )(?<!register by )(?<!registration by )telephon|(?<!up )(?<!-up )(?<!register )(?<!registration )by phone|teleconference|online participa|electronic(?:ally)? testif|livestream participa)"
            r".{0,160}(?:testi|speak|reg[ií]st|sign|comment|particip|call|depon|enlace|join|access|solicit)|(?:testi|speak|reg[ií]st|sign|comment|particip|take part|address|depon|inscri|expresar|hablar|solicit|unirse|conectarse|join|appear|compar|attend|(?<!scheduled to )(?<!set to )be heard).{0,120}"
            r"(?:remotely|virtually|remote (?:means|access|option|link)|(?!(?:(?<=up )|(?<=-up )|(?<=register )|(?<=registration ))(?:by|via) (?:tele)?phone\b)(?:via|by|over|on|through|using|for|por) (?:\w+ )?(?:zoom|teams|webex|video\w*|telephone|phone|teleconference|tel[eé]fono|computer|livestream)|virtual|\((?:by |via )?(?:tele)?(?:phone|zoom|online|video)\)|(?:dial|call)[- ]in|video(?:conferencia|llamada)|remot[ao])"
        ),
    ),
    (
        "oral-sign-up",
        starting(
            r"sign(?:ed|ing|s)?[- ]?ups?|regist(?:er|ration)|pre-?regist|requests? to (?:speak|address|appear|testify)|(?:cut-?off|deadline) for (?:testify|speak)ing|voic(?:e|ing) (?:a |your |any )?(?:comment|concern|opinion)|\bdepo(?:ner|nentes?)\b|speakers?\b(?!['\u2019]s (?:office|chambers?))|(?:to|interested in|plan(?:s|ning)? on) (?:speak|testify)(?:ing)?\b|(?:wish|seek|want|desir)(?:es|s|ing)? to (?:speak|testify|address|provide oral)"
            r"|(?:plan(?:s|ning)?|wish(?:es|ing)?|wants?|wanting|intend(?:s|ing)?|like|desir(?:e|es|ing)) (?:to|on) (?:giv|offer|provid|present|deliver)\w* (?:oral |public |live |verbal |spoken )?testimony|(?:interested in|consider(?:s|ing)?|intent(?:ion)? (?:of|to)) (?:giv|offer|provid|present|deliver)\w* (?:oral |public |live |verbal |spoken )?testimony|testificar|comparec\w+|oral (?:testimony|comment|remarks|presentation|statement)|(?:in[- ]person|walk[- ]in|live|verbal|spoken) (?:testi(?:mony|fiers)|comments?|witness(?:es)?)|walk-ins?\b|sign[- ]in|speaker(?:'s)? (?:card|slip|list|form)|public comment (?:card|form)|inscr[ií]|reg[ií]str[aeo]|hablar|expresarse|\bparticip(?:ar|en|e)\b|\bturnos?\b|participaci[oó]n\b|deponente|(?:witness|speaker)s?'? lists?\b|list of (?:witnesses|speakers)|check(?:ed)?[- ]in\b|sign (?:the |a |our )?(?:\w+ )?(?:sheet|register|list|book|roster)\b|requests? to (?:present|participate|comment|be heard)|reserv\w+ (?:a|your|their|the) (?:\w+ )?(?:slot|spot|place|turn)|(?:get|be|placed?|join|enter) (?:in(?:to)? )?(?:the )?(?:line|queue)\b|commenters?\b|(?:comment|testimony|testifier) cards?|participation (?:forms?|cards?|sheets?)|(?<!scheduled to )(?<!set to )be (?:heard|called)|escuchad[oa]s?\b|uso de la palabra|\banot(?:arse|en?)\b|(?:their|your|his or her|the|taking|a) names? (?:on|to) the\b|taking names|names? (?:are|is|will be) (?:taken|collected|added)|(?:anyone|persons?|those|citizens|individuals|people|residents)\b[^.;]{0,60}\bnotify the (?:\w+ )?(?:secretary|clerk|chair\w*|superintendent|administrator|director|coordinator|office|board|committee|commission|staff)\b|firm(?:ar|en?) (?:la|el) (?:lista|hoja|registro)|(?:lista|hoja) de (?:asistencia|oradores|deponentes)|witness(?:es)? (?:(?:\w+ )?forms?|registration|cards?)|speaking (?:list|order|slots?|time|turns?)|(?:be|placed?|put|get|added|listed|included) (?:on|to) the (?:list\b|(?:[\w'\u2019]+ )?agenda|speakers?|(?:witness|testif\w+|sign[- ]?up|comment\w*) list)\b|(?:testimony|comment) (?:reservations?|requests?)\b|(?:time|turn|slot) to (?:speak|testify)|(?:testimony|comment) slots?\b|appear (?:before|in person)|(?:intent(?:ion)?|intend\w*|wish\w*|plan(?:s|ning)?|requests?) to (?:appear|be heard)|spokes(?:person|man|woman|people)\b|at the mic(?:rophone)?\b|(?:get|secure|claim|book) an? (?:\w+ )?(?:slot|spot|turn)\b|(?:su|el) nombre en (?:la|una) (?:lista|hoja)|(?:speaking|participation) requests?\b|appearance (?:forms?|cards?|slips?|requests?)\b|records? of appearance\b|added to the list\b|(?:want|like|wish|care) to talk\b|address (?:the|this|our) (?:\w+ ){0,2}(?:board|council|commission|committee|court|members|trustees|supervisors|commissioners|directors|regents|selectmen|legislature|assembly)|(?:wish|want|desir|like|plan|interested)\w* (?:to|in) mak(?:e|ing) (?:an? |any )?(?:public |verbal )?(?:comments?|statements?)\b|audience (?:with|before)|participat\w+ in (?:an?|the|this|our) (?:\w+ ){0,3}(?:meeting|hearing|session)\b|\b(?:the|a) (?:lectern|podium|mic|microphone)\b|(?:speakers?['\u2019]?|sign[- ]?up|sign[- ]?in) rosters?\b|rosters? of (?:speakers|witnesses)|clipboard|(?:want|wish\w*|ask\w*|request\w*|like|form|appear\w* (?:as|on)|testify\w* (?:as|on)) (?:for )?(?:to (?:form|be|present) )?(?:an?|the) panel\b|(?:hand|turn|give|pass|drop)\w* (?:in )?(?:your|an?|the|their|his or her) (?:\w+ )?slips?\b|(?:green|yellow|blue|white|pink|orange|speaker) slips?|(?:completed|filled[- ]out|signed) (?:form|card|slip)s?\b|(?:electronic|online|web|paper) forms?\b|\b(?:el|los|las) (?:\w+ )?presencial(?:es)?\b|turn at the|\b(?:floor|speaking) time\b|(?:testifiers|witnesses|speakers|conferees) (?:must|should|shall|may|can|need to|are (?:asked|required|encouraged) to) (?:e-?mail|call|contact|notify|tell|inform|text|let) (?:the|our)\b|call to the public|(?:blue|green|yellow|white|pink|orange|red|speaker|comment) cards?\b|cards? (?:must|needs? to|should|have to) be\b|fill(?:ed|ing|s)? (?:out|in) (?:an?|the|your|one) (?:\w+ )?(?:card|slip)s?\b|queue for\b"
        ),
    ),
    (
        "written-testimony",
        starting(
            r"written|in writing|feedback|videos? (?:must|may|should|can|testimony)|(?:upload|send|submit|record|e-?mail|leave)\w* (?:an? |your |the )?(?:[\w-]+ ){0,2}(?:video|audio|recording)s?\b|expediente (?:\w+ ){0,4}abierto|abierto el expediente|\be-?comments?\b|testimonies\b|\bpdfs?\b|communications? (?:from|to) the|\bdocket\b|suggestions?\b|correspond[ei]n\w+|objections?\b|protests?\b|voice ?mails?|submi(?:t|ssion)|\br[eé]cord\b|briefs?\b|(?:supporting|accompanying|additional|backup) (?:documents?|documentation|information)|(?:informaci[oó]n|documentos|documentaci[oó]n) (?:adicional|suplementari)|\binput\b|data, views|views,? (?:and|or) arguments|\barguments\b|your (?:notes?|messages?)\b|(?:your|their|its|his|her) (?:views?|opinions?|thoughts)\b|\b(?:views|opinions) (?:are|may|must|should|can|will)\b|exhibits?\b|presentations?\b|slides?\b|powerpoints?\b|handouts?\b|materials?\b|e-?mail|\bmail\b|testimony|comments?\b|letters?\b|statements?\b|remarks\b|testimonio|comenta|\bescrit[oa]s?\b|recomendaciones|planteamientos|sugerencias|copies|someter|ponencia|\bmemorial(?:es)?\b|declaraci[oó]n"
        ),
    ),
)
_REMOTE: Final = [kind for kind, _pattern in _KINDS].index("remote-sign-up")
_ROOM_ONLINE: Final = lowered(
    r"\b(?:instructions?|link|log-?in|details|enlace)\b.{0,60}\b(?:zoom|webex|teams|remote|virtual|video|dial|phone)|\b(?:zoom|webex|teams) (?:link|invit\w+|details)"
)
"""What one gets who registers, where one speaks from elsewhere."""
_WRITING: Final = starting(
    r"written|in writing|videos?\b|testimonies\b|\bpdfs?\b|feedback|recomendaciones|planteamientos|sugerencias|testimony|comments?\b|communications?\b|correspond[ei]n|petitions?\b|objections?\b|protests?\b|presentaci|letters?\b|statements?\b|remarks\b|briefs?\b|exhibits?\b|handouts?\b|presentations?\b|slides?\b|powerpoints?\b|documents?|submissions?\b|record\b|r[e\u00e9]cord"
    r"|testimonio|comenta|escrit[oa]s?\b|copies|ponencia|memorial(?:es)?\b|declaraci[o\u00f3]n|opini|views?\b|input\b|summary\b"
)
"""What is written; to email or to submit may be to ask for a turn as well."""
_WITNESSES: Final = lowered(r"\bwitness(?:es)?\b")
"""Who speaks, where the words do not say what to do."""
_ALONE: Final = frozenset({"accommodation", "position"})
"""What is asked for by itself, whatever else the words name."""
SPEAKING: Final = frozenset({"remote-sign-up", "oral-sign-up"})
"""What is for those who speak at the hearing."""
_WRITTEN: Final = lowered(
    r"\bwritten\b(?! (?:request|notice|notification))|(?:testimony|comments?|statements?|remarks|views|opinions?|concerns|input|questions)(?: (?:must|should|shall|may) be| are)?(?: (?:made|submitted|provided|given|received))? in writing|(?<!solicitud )(?<!petición )(?<!aviso )por escrito|\bponencias?\b|\bmemorial(?:es)?\b|powerpoints?|\bslides?\b|(?:copy|copies|version|text) of (?:\w+ ){0,4}(?:testimony|statements?|remarks|comments?)|(?:submit|send|e-?mail|mail|file)\w* (?:your |all |any |the )?(?:testimony|comments?|statements?|letters?)"
)
_IN_PERSON: Final = lowered(r"\bin[- ]person\b|\ben persona\b|\bpresencial(?:es|mente)?\b")
_ONLINE: Final = lowered(r"\b(?:online|remot\w+|virtual\w*|zoom|teams|webex|(?:tele)?phone|video\w*|en l[ií]nea)\b")
_SIGNS_UP: Final = lowered(r"\b(?:regist(?:er|ration)\w*|sign(?:ing|ed)?[- ]?up|inscr[ií]\w+|registrarse)\b")
_SUBMITS: Final = lowered(r"\b(?:submi\w+|sen[dt]|e-?mail\w*|upload\w*|provided?|receiv\w+|or|and)\b")
_TESTIMONY_TOO: Final = lowered(
    r"\b(?:and|or) (?:any |your |their |all )?testimony\b|\b(?:and|or)\b.{0,20}written (?:testimony|comments?|statements?)|written (?:testimony|comments?|statements?).{0,20}\b(?:and|or)\b"
)
_WRITES_INSTEAD: Final = lowered(
    r"\b(?:cannot|can not|can['\u2019]t|unable to|not able to|(?:did|do|does) not (?:get|have (?:a|the) (?:chance|time|opportunity)) to|could not|will not|won['\u2019]t|no (?:pued\w+|podr\w+)|imposibilitad\w+ de) .{0,24}(?:attend|present|appear|testify|speak|be heard|in person|make it|asistir|comparecer|llegar)"
    r"\b.{0,80}(?:statements?|testimony|letters?|comments?|remarks|views|ponencia|memorial|escrit|coment)"
)
"""`if you cannot be present, your statement may be entered into the record`."""
_WRITTEN_AND_SPOKEN: Final = lowered(
    r"(?:forms?|cards?|slips?) and (?:an? |one |the )?(?:\w+ ){0,2}cop(?:y|ies)\b|(?:written|testimony|comments?)\b.{0,60}\b(?:and|or)\b.{0,40}(?:requests? (?:to (?:speak|testify|appear)|for oral)|sign[- ]?up|regist)"
    r"|(?:sign[- ]?up|regist\w+|requests? to (?:speak|testify)).{0,60}\b(?:and|or)\b.{0,40}(?:written|submit)"
    r"|\bto (?:speak|testify)(?: (?:in person|orally|remotely|virtually))?,? (?:and|or) (?:to )?(?:submit|send|provide|file|offer)\b"
)
"""One deadline for writing and for signing up: `written testimony and requests to speak must be ...`."""
_COMMENT_PERIOD: Final = lowered(
    r"comment period|\d-day (?:public )?review|public review (?:and comment )?period|public comment (?:is|will be) accepted (?:through|until)|comments? on (?:the |this |these )?(?:proposed |draft |interim )?(?:rule|regulation)"
)


_REGISTERS: Final = lowered(
    r"\s?(?:the )?(?:registration|sign[- ]?ups?|form|link|portal|page|list|inscripci[o\u00f3]n|el enlace)\b(?![^;]{0,80}\bin[- ]person\b)"
)
"""How a clause begins that says until when one registers for what the clause before has named."""
_SPEAKS_IN_IT: Final = lowered(
    r"\b(?:speak\w*|testif\w+|sign(?:ed|ing)?[- ]?up|regist\w+|heard|called|address|cards?|slips?)\b[^.;]{0,60}\b(?:during|in|at|for|of) (?:the |our |a )?(?:\w+ ){0,2}(?:public )?comment period"
)
"""`register to speak during the public comment period`: of a meeting, and not of a rule."""
_DEADLINE_BEHIND: Final = lowered(r"\s(?:[a-z-]{2,14} ){1,3}(?:deadline|cut-?off)\b")
"""`the Friday noon sign-up deadline`: what it is for stands behind the moment."""


_CLAUSE: Final = lowered(
    r";\s|,\s(?:and|but|or|while|whereas|y|pero|o|mientras)\s|\s(?:and|but|while|whereas|y|pero|mientras)\s(?=(?:those|persons?|people|anyone|witness(?:es)?|speakers?"
    r"|individuals|members of|residents|citizens|testifiers|oral|in[- ]person|remote|virtual|written|if you|los|las|quien(?:es)?|toda)\b[^,;]{0,160}?\b(?:must|may|should|shall|can|are|is|needs?|will|deber\w*|podr\w*|tendr\w*)\b)"
)
"""Where another clause begins, with somebody or something of its own that does or is done."""
_DOES_WORDS: Final = r"\b(?:must|may|should|shall|can|are|is|need|will|deber\w*|podr\w*|tendr\w*|submit|send|e-?mail|register|sign|someta|env[ií]e)\b"
_DOES: Final = lowered(_DOES_WORDS)
_ACTS: Final = lowered(
    rf"{_DOES_WORDS}|\b(?:closes?|opens?|complete|request|call|contact|notify|ask|give|hand|bring|reserve|upload|deliver|due)\b"
)
"""How a clause shows that it stands by itself: a verb of its own."""
_SENT: Final = lowered(r"(?:all |any |the )?(?:e-?mails?|faxes|submissions?|messages?|materials?|slides?|handouts?)\b")
"""How a clause begins that is about what is sent."""
_SOMEBODY: Final = lowered(
    r"\b(?:those|persons?|people|anyone|witness(?:es)?|speakers?|in[- ]person|oral|live|who|wish\w*|want\w*|quien(?:es)?)\b"
)


SAYS_WHAT_FOR: Final = lowered(r"\s(?:to|for|if|para|si|is the (?:deadline|last day|cut-?off))\b")
"""How words begin that say of the moment before them what it is for."""


_SIGNED_BY: Final = lowered(
    r"\b(?:sign(?:ed|ing)?[- ]?up|(?:pre-?)?register(?:ed|ing)?|(?:pre-?)?registration|rsvp)(?: (?:is|are|must be|may be|can be|available|made|done|open|accepted)){0,3} "
    r"(?P<means>(?:(?:either )?(?:on-?line|in person|by (?:tele)?phone|by e-?mail|by text|by calling|on (?:our|the) web ?(?:site|page))(?:,? or |,? and (?=by|in p|on)|, )?){2,4})"
)
"""`sign up online or by phone`: how one signs up, and not how one speaks."""


def _named(words: str) -> list[str]:
    if signed := _SIGNED_BY.search(words):
        words = words[: signed.start("means")] + words[signed.end("means") :]
    return [kind for kind, pattern in _KINDS if pattern.search(words)]


def _is_weak(named: list[str], words: str) -> bool:
    """Whether the words name no more than that something is sent: "Email the clerk by noon to reserve a time to speak"."""
    return named == ["written-testimony"] and not _WRITING.search(words)


@lru_cache(maxsize=8_192)
def names_a_kind(sentence: str) -> bool:
    """Whether the sentence names something that one can do to be heard."""
    return any(pattern.search(sentence) for _kind, pattern in _KINDS)


@lru_cache(maxsize=8_192)
def names_speaking(sentence: str) -> bool:
    """Whether the sentence names something that those do who speak at the hearing."""
    return any(pattern.search(sentence) for kind, pattern in _KINDS if kind in SPEAKING)


def _is_comment_period(sentence: str) -> bool:
    """Whether a rule is open for comments; a part of a meeting may be called so too."""
    return _COMMENT_PERIOD.search(sentence) is not None and _SPEAKS_IN_IT.search(sentence) is None


def says_what(sentence: str) -> bool:
    """Whether `kinds_of` the sentence follows from its own words alone."""
    if _is_comment_period(sentence):
        return True
    named = _named(sentence)
    return bool(named) and not _is_weak(named, sentence)


def kinds_of(clause: str, tail: str, sentence: str, before: str, section: str = "") -> list[str]:
    """What a deadline is for: read in the words before it, then behind it, then in the sentence, then in the one before.

    `section` is what stands before it since the last semicolon, with other moments in it.
    """
    beside = _CLAUSE.split(tail, maxsplit=1)[0]
    own = _own_kinds(clause, beside, section)
    if _is_comment_period(sentence):
        return _beside_the_comments(own, f"{clause.rpartition(';')[2]} {beside}") or ["comment-period"]
    named_behind = _DEADLINE_BEHIND.match(tail)
    meant, weak = own, list[str]()
    if not meant:
        near = (named_behind[0] if named_behind else "", clause.rpartition(";")[2], beside)
        meant, weak = _first_named(near, beside, weak)
    if not meant:
        meant = _own_kinds(section, "", section)
    if not meant:
        meant, weak = _first_named((section, clause), beside, weak)
    if not meant:  # what is named farther away may be of something else
        meant, weak = _first_named((before,) if weak else (tail, sentence, before), beside, weak)
    if meant == ["remote-sign-up"] and _is_in_the_room(clause.rpartition(";")[2]):
        return ["oral-sign-up"]
    if meant == ["oral-sign-up"] and _REGISTERS.match(section) and _is_of_those_afar(section, sentence):
        return ["remote-sign-up"]
    return meant or weak or (["oral-sign-up"] if _WITNESSES.search(sentence) else [])


def _beside_the_comments(own: list[str], words: str) -> list[str]:
    """What else than to comment the clause of a moment is for: "comments on the rule until May 5; ask for an interpreter by May 1"."""
    named = own or _named(words)
    return _meant(named, words) if named and set(named) <= {*SPEAKING, "accommodation"} else []


def _first_named(places: tuple[str, ...], beside: str, weak: list[str]) -> tuple[list[str], list[str]]:
    """What the first of these words mean that name something to do; and what weak words among them or before them name."""
    for words in places:
        named = _named(words)
        if _is_weak(named, words):
            weak = named
        elif named:
            meant = _meant(named, words)
            return ["remote-sign-up"] if meant == ["oral-sign-up"] and _from_elsewhere(beside) else meant, weak
    return [], weak


def _own_kinds(clause: str, beside: str, section: str) -> list[str]:
    """What the last clause before a moment names, where a clause before it does something else.

    "Written testimony may be e-mailed, and those who wish to speak must register by noon": to speak.
    """
    whole = clause.rpartition(";")[2]
    for cut in reversed([hit.end() for hit in _CLAUSE.finditer(whole)]):
        words = whole[cut:]
        named = _named(words)
        if _is_said_behind(named, words, beside):
            behind = _named(beside)
            return _meant(behind, beside) if behind else []
        if named and (not _is_weak(named, words) or _SENT.match(words)):
            passage = section if section.endswith(whole) else whole
            return _meant_in(words, named, whole) if _ACTS.search(passage, 0, len(passage) - len(words)) else []
    return []


def _is_said_behind(named: list[str], words: str, beside: str) -> bool:
    """`and please call a day ahead if you need an interpreter`, `and e-mail the clerk by noon to reserve a time to speak`."""
    if not named:
        return SAYS_WHAT_FOR.match(beside) is not None or not _DOES.search(words)
    return _is_weak(named, words) and SAYS_WHAT_FOR.match(beside) is not None and bool(_named(beside))


def kinds_of_own_clause(words: str) -> list[str]:
    """What the words before a moment mean, where their last clause has a verb of its own, and names something to do."""
    whole = words.rpartition(";")[2]
    cut = max((hit.end() for hit in _CLAUSE.finditer(whole)), default=0)
    own = whole[cut:]
    named = _named(own)
    stands = cut and named and not _is_weak(named, own) and _ACTS.search(own)
    return _meant_in(own, named, whole) if stands else []


def _meant_in(words: str, named: list[str], whole: str) -> list[str]:
    """What a clause means; who signs up there speaks from elsewhere where the words before it say so of the same people."""
    meant = _meant(named, words)
    afar = meant == ["oral-sign-up"] and not _SOMEBODY.search(words) and _KINDS[_REMOTE][1].search(whole)
    return ["remote-sign-up"] if afar else meant


def _from_elsewhere(tail: str) -> bool:
    """Whether the words behind the moment say that it is for those who speak from elsewhere, and for them alone."""
    behind = re.split("[;.,]", tail, maxsplit=1)[0]
    remote = dict(_KINDS)["remote-sign-up"].search(behind) is not None and "person" not in behind
    return remote or _ROOM_ONLINE.search(tail) is not None


def _is_of_those_afar(section: str, sentence: str) -> bool:
    """`Testimony by video is limited to twenty people; registration closes at noon`: whether only they are spoken of before."""
    before = sentence.partition(section)[0]
    return _KINDS[_REMOTE][1].search(before) is not None and not _IN_PERSON.search(before)


def _is_in_the_room(words: str) -> bool:
    """`; in person, until noon`: whether the words next to a moment say that it is for those who come, and for them alone."""
    return _IN_PERSON.search(words) is not None and not _KINDS[_REMOTE][1].search(words) and not _ONLINE.search(words)


def _meant(named: list[str], words: str) -> list[str]:
    """Of the kinds that these words name, those that the deadline is for."""
    if named[0] == "position" and _TESTIMONY_TOO.search(words):
        return ["written-testimony", "position"]
    spoken = [kind for kind in named if kind in SPEAKING]
    if named[0] in _ALONE or not spoken:
        return named[:1]
    if "written-testimony" in named and "remote-sign-up" not in named and _WRITES_INSTEAD.search(words):
        return ["written-testimony"]
    if "written-testimony" not in named or not _WRITTEN.search(words):
        return spoken[:1]
    signed, wrote = _last(_SIGNS_UP, words), _last(_WRITTEN, words)
    if signed > wrote and not _SUBMITS.search(words, wrote):
        return spoken[:1]  # "Both oral and written testimony require registration by ..."
    return ["written-testimony", *(spoken[:1] if _WRITTEN_AND_SPOKEN.search(words) else [])]


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((hit.end() for hit in pattern.finditer(words)), default=-1)
