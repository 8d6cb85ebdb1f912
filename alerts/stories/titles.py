"""Find the name a person would use for a bill, and one sentence on what it is about."""

from __future__ import annotations

import re
from typing import Final

from tracker.records.items import ScrapedBill

TITLE_SHOWN: Final = 140
"""Characters of a title in a letter and on a page; few good titles are longer."""
CARD_TITLE: Final = 90
"""The same in a mail: two lines on a phone held upright."""
LINE_TITLE: Final = 50
"""The same where an item has one line."""
GIST_SHOWN: Final = 180

_OFFICIAL = re.compile(
    r"(an? (act|bill|joint resolution|concurrent resolution|resolution) )?(to|relating to|concerning|providing for)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"short|popular|display", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<=[a-z0-9)%”\"’'])(?<!\b[Ss]ec)(?<!\b[SsJj]r)(?<!\bNo)(?<!\bvs)(?<!\bInc)(?<!\b[DMS][rt])(?<!\bMrs)[.!?](?=\s|$)"
)
_SECTION = re.compile(r"\A\s*\((?:sec|section|title|§)[^)]{0,40}\)\s*", re.IGNORECASE)
"""Which section a paragraph of a summary is about, as it begins."""
_WHO_ASKS = re.compile(r"(A|The) petition of\b|By .{1,200}?,? an? petition\b", re.IGNORECASE)
"""Who handed it in and to which committee it went, as some summaries say; nothing on what the bill would do."""
_NOT_WORDS = re.compile(r"[^\w]+")
_NAME_ALONE = re.compile(
    r"[“\"']?[^.!?;]{0,200}\b(Act|Resolution|Code|Law|Amendments?)( of \d{4}| for Fiscal Year \d{4})?[”\"']?[.:]?"
)
"""A line that is a name and no sentence."""
_FORM_BEFORE = re.compile(
    r"\A(?:(?:a bill )?to be entitled )?(?:(?:an?|the) (?:bill|act|(?:joint |concurrent )?resolution|ordinance|bill for an act|act relating to)\b,? ?(?:entitled,? )?"
    r"(?=(?:to|in|relative|[a-z]+ing)\b)"
    r"|resolve, (?=to\b))?(?:(?:relating to|relates to|relative to|concerning|regarding) )?(?:to (?=[a-z]))?",
    re.IGNORECASE,
)
_HEARING_FORM = re.compile(
    r"\A(?:full committee |subcommittee )?(?:open |oversight |legislative |joint )?hearings? (?:to (?:examine|consider|review|discuss|explore"
    r"|receive testimony on|hear testimony on)|on|regarding|concerning|entitled) (?=\S)",
    re.IGNORECASE,
)
"""What the name of a hearing begins with; that it is one stands beside it."""
_LAW_NOW = re.compile(
    r"\A(?:\(\d+\) ?)?(?:under )?(?:existing|current|present)(?: federal| state)? law\b", re.IGNORECASE
)
"""Summaries that begin with what is law today; what the bill would change comes after it."""
_WOULD = re.compile(r"\b(?:This|The) (?:bill|measure|act)\b(?! of\b)")
_FORM_AFTER = re.compile(
    r"[,;]? y para otros fines(?: relacionados)?\.?\Z|[,;]? (?:and for other (?:related )?purposes|and (?:to )?(?:declare|declaring|prescribe|prescribing) an? (?:emergency|effective date)"
    r"|(?:declaring an emergency|prescribing an effective date|making an appropriation therefor))\b.*\Z"
    r"|[,;] (?:(?:and )?(?:to )?provid(?:e|ing) for related matters|(?:and )?to repeal conflicting laws|and,? in connection therewith"
    r"|appropriating money|(?:amending|repealing|proposing coding for)\b.{0,40}\b(?:statutes|laws|code))\b.*\Z",
    re.IGNORECASE,
)
SHOUT = 3
"""Words in capitals from which on they shout; fewer may be a name."""
_CAPITALS = re.compile(r"(?<![\w.])(?:\d+(?=ST|ND|RD|TH))?[^\W\d_]{2,}(?:['’][^\W\d_]+)*(?![\d.]*\w)-?")
"""A word in capitals; letters beside digits or full stops, such as FY27 and U.S.C., are none, but for 1ST and 2ND."""
_NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_CONSONANTS = re.compile(r"[B-DF-HJ-NP-TV-XZ]+")
_PREFIXES = frozenset({"BI-", "CO-", "DE-", "EX-", "RE-", "UN-"})
_TWO_LETTERS = re.compile("AM|AN|AS|AT|BE|BY|DO|GO|HE|IF|IN|IS|IT|ME|MY|NO|OF|ON|OR|SO|TO|UP|WE")
"""The English words of two letters; two others are an abbreviation: FY, II, VA, TX, US."""
_ABBREVIATIONS = re.compile(
    "ACA|ADA|ADHD|AIAN|AIDS|AOT|APRN|ASAM|ASD|CEO|CMHA|COVID|CSA|DEA|DOD|DMHA|DOH|DOJ|DOL|DUI|EEOC|EHR|EMR|EMS|EMT|"
    "EMTALA|EPSDT|ERISA|FAFSA|FASD|FEHB|FEMA|FERPA|HIPAA|HIV|HUD|IDD|IEP|IHS|IMD|IOP|IRS|LGBTQIA|MHSA|MOUD|NAMI|NIH|"
    "NIMH|OMB|OSHA|OTC|OUD|ROTC|SAMHSA|SED|SMI|SSDI|SSI|SUD|TANF|TBI|TRICARE|USA|USDA|VHA|WIC"
)
"""Those of this field that could be read as a word; letters without a vowel, such as PTSD, are none in any case."""
_SMALL = frozenset(
    ["A", "AN", "AND", "AS", "AT", "BUT", "BY", "FOR", "FROM", "IN", "NOR", "OF", "ON", "OR", "THE", "TO", "WITH"]
)
_SO_AS_TO = re.compile(
    r"\A(?:to )?amend(?:ing)? .{5,240}?,? so as to (?=[a-z])"
    r"|\APara (?:enmendar|añadir|derogar) .{5,500}?,? (?:a los fines|a fin|con el fin|con el propósito) de (?=\w)"
    r"|\APara ordenar a las? Comisi[oó]n(?:es)? .{3,140}?,? (?:a )?realizar una (?=investigación\b)",
    re.IGNORECASE,
)
"""How Georgia, South Carolina and Puerto Rico begin each bill that changes their code: which part of it is no news."""
_DIRECTED = re.compile(
    r"\A(?:To )?(?:direct|directing|require|requiring|authorize|authorizing) the (?:Secretary|Administrator|Attorney General|Director|"
    r"Commissioner|Comptroller General|Department|Secretaries)\b[^,;:]{0,70}? to (?=[a-z])"
    r"|\A(?:To )?(?:amend|add|repeal) .{5,240}?, relating to (?=\S)"
    r"|\A(?:To )?amend(?:ing)? .{5,240}?,? (?=(?:providing|establishing|prohibiting|requiring|imposing|creating|authorizing) )"
    r"|\A(?:To )?amend(?:ing)? .{5,140}? to (?=(?:provide|require|establish|allow|authorize|ensure|improve|expand|include|cover|prohibit|extend"
    r"|clarify|increase|permit|make|direct|modify|repeal|add|strengthen|promote|support|prevent|address|eliminate|protect|reauthorize|create"
    r"|modernize|encourage|enhance|reduce|limit|remove|develop|facilitate|enable)\b)",
    re.IGNORECASE,
)
_DISAPPROVAL = re.compile(
    r"\AProviding for congressional disapproval under chapter 8 of title 5,? United States Code,? of the rule submitted by "
    r"(.{3,120}?) relating to (?=\S)"
)
"""How Congress begins each resolution that would undo a rule of an agency."""
_CLAUSE = re.compile(
    r"(?<!\b(?:of|to|in|on|or|by|at))(?<!\b(?:and|for|the))(?<!\bwith)(?<!,)(?:[,;:]? (?=(?:and|or|that|which|who|including|to|by|for|from|if|when|while|with)\b)|[,;:](?= ))"
)
"""Where a sentence can end early."""
_ASIDE = re.compile(r" \([^()]{1,40}\)")
_OF_PARTS = re.compile(r"portion|part of|title [ivx]+", re.IGNORECASE)


def address_of(bill: ScrapedBill) -> str | None:
    """Where a person reads the bill: its page rather than its data file."""
    links = [link.url for link in bill.sources]
    pages = [url for url in links if not url.endswith((".xml", ".json", ".zip"))]
    return next(iter(pages or links), None)


def plain_title(bill: ScrapedBill) -> str:
    """The shortest honest name: a short title where the main one is an official sentence, cut at a word."""
    title = bill.title
    if len(title) > CARD_TITLE or _OFFICIAL.match(title):
        short = [
            other.title
            for other in bill.other_titles
            if other.note
            and _SHORT.search(other.note)
            and not _OF_PARTS.search(other.note)
            and len(other.title) < len(title)
        ]
        title = short[0] if short else title
    return shown_title(title)


def shown_title(title: str) -> str:
    """A title without the words that every title has, and without its full stop, cut at a word."""
    shown = _FORM_AFTER.sub("", _FORM_BEFORE.sub("", title).rstrip(" .,;"))
    shown = _SO_AS_TO.sub("", shown)
    shown = calm(_DISAPPROVAL.sub(r"Disapproving a rule of \1 on ", shown).replace(" -- ", ": "))
    return short_title(shown[:1].upper() + shown[1:] if shown else title, TITLE_SHOWN)


def calm(title: str) -> str:
    """A title that its source writes in capitals alone, as other places write theirs: whole lines of them shout."""
    if not title.isupper() or len(title.split()) < SHOUT:
        return title
    return _CAPITALS.sub(lambda word: _in_small_letters(word[0]), title)


def _in_small_letters(word: str) -> str:
    """A word of a line of capitals; abbreviations and numerals have no other form."""
    if word in _SMALL or word[0].isdecimal():
        return word.lower()
    stem = re.split("['’-]", word)[0]
    short = len(stem) == len("FY") and not _TWO_LETTERS.fullmatch(stem) and word not in _PREFIXES
    if short or _ABBREVIATIONS.fullmatch(stem) or _NUMERAL.fullmatch(stem) or _CONSONANTS.fullmatch(stem):
        return stem + word[len(stem) :].lower()
    return word.capitalize()


def hearing_title(name: str) -> str:
    """What a hearing is about, without the words that say that it is a hearing."""
    return shown_title(_HEARING_FORM.sub("", name.strip()))


def line_title(title: str) -> str:
    """A title for one line."""
    return short_title(title, LINE_TITLE)


def short_title(title: str, limit: int) -> str:
    """A title where it has no room: whom a bill directs or what it amends says less than what is to be done."""
    if len(title) > limit and (undirected := _DIRECTED.sub("", title)):
        title = undirected[:1].upper() + undirected[1:]
    return cut(title, limit)


def cut(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis if it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    beginning = text[: limit - 1].rsplit(" ", 1)[0]
    opened = beginning.rfind("(")
    if opened > limit // 2 and ")" not in beginning[opened:]:  # half an aside says nothing
        beginning = beginning[:opened]
    return beginning.rstrip(" ,;:.-–—(") + "…"


def gist(bill: ScrapedBill, title: str) -> str | None:
    """The first full sentence of the newest official summary, or None where there is none worth reading."""
    for abstract in reversed(bill.abstracts):
        for paragraph in (_SECTION.sub("", text).strip() for text in abstract.abstract.split("\n")):
            changes = _what_changes(paragraph)
            if len(changes) < 40 or _WHO_ASKS.match(changes) or _is_a_title(changes, bill, title):
                continue
            return first_sentence(changes)
    return None


def _what_changes(paragraph: str) -> str:
    """A paragraph of a summary from where it says what the bill would do; empty where it tells of today's law alone."""
    if not _LAW_NOW.match(paragraph):
        return paragraph
    match = _WOULD.search(paragraph)
    return paragraph[match.start() :] if match else ""


def _is_a_title(paragraph: str, bill: ScrapedBill, title: str) -> bool:
    """Whether a paragraph names the bill instead of saying what it does: summaries begin with its name in bold."""
    said = _NOT_WORDS.sub(" ", paragraph).casefold().strip()
    names = (title, bill.title, *(other.title for other in bill.other_titles))
    plain = [_NOT_WORDS.sub(" ", name).casefold().strip() for name in names if len(name) > 8]
    if any(said.startswith(name[:60]) for name in plain):
        return True
    return bool(_NAME_ALONE.fullmatch(paragraph.strip()))


def first_sentence(text: str) -> str:
    """The first sentence; one that is long loses its asides, and then what follows its last whole clause that fits."""
    end = _SENTENCE_END.search(text)
    sentence = text[: end.end()] if end else text
    if len(sentence) > GIST_SHOWN:
        sentence = _ASIDE.sub("", sentence)
    if len(sentence) > GIST_SHOWN:
        clauses = [clause.start() for clause in _CLAUSE.finditer(sentence, GIST_SHOWN // 2, GIST_SHOWN - 1)]
        sentence = sentence[: clauses[-1]] + "…" if clauses else sentence
    return cut(sentence, GIST_SHOWN)
