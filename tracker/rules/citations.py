"""Read citations of laws, as a person asks for them and as bills print them.

`42 U.S.C. § 300gg–26(a)`, `section 300gg-26 of title 42, United States Code` and `42 USC 300gg-26` are one citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tracker.rules.codes import CODES, Code

_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
# Possessive, so that no text makes the search go back and forth.
_NUMBER: Final = r"[0-9][0-9A-Za-z]{0,8}+(?:[-.:/][0-9A-Za-z]{1,9}+){0,5}+"
_DEEPER: Final = r"(?:\s?\([0-9A-Za-z]{1,5}\)){0,8}+"
_CHAPTER: Final = r"(?:chapters?|chap\.|ch\.|c\.)"
_SIGN: Final = r"(?:(?:§{1,2}|sections?\b|secs?\b\.?|ss?\.|articles?\b|arts?\b\.?|chapters?\b|chap\.|ch\.?|c\.|parts?\b|pts?\b\.?|nos?\b\.?|title\b)\s*){0,2}"
_ITEM: Final = rf"(?P<from>{_NUMBER})(?P<deeper>{_DEEPER})"
_JOINED: Final = r"\s*(?:(?P<through>through|thru|to(?! the\b))|,?\s*(?:and|or|&)|,)\s*"
_LIST: Final = re.compile(
    rf"(?P<joined>{_JOINED})?{_SIGN}(?:(?P<chapter>{_NUMBER}),?\s*(?:§{{1,2}}|ss?\.|secs?\.|sections?\b)\s*)?"
    rf"{_ITEM}(?P<seq>,?\s*et\s+seq\b\.?)?",
    re.IGNORECASE,
)
# "Minnesota Statutes 2024, section …", "Minn. Stat. (2024 Supplement) § …": the year is that of the edition.
_EDITION: Final = (
    r"(?:[.,\s]{0,3}\(?(?:18|19|20)[0-9]{2}\)?(?:\s+(?:Cumulative\s+)?(?:Supp\b\.?|Supplement\b|Edition\b|ed\.))?\)?,?\s*"
    r"(?=§|(?:sections?|secs?|ss|chapters?|chap|ch|subdivision)\b|s\.|[0-9]{1,4}[A-Za-z]{0,2}[.:-][0-9]))?"
)
_YEAR_ALONE: Final = re.compile(
    r"(?:\s+Ann(?:otated|\.))?[,\s]{0,3}\(?(?:18|19|20)[0-9]{2}\)?(?![0-9A-Za-z]|[.:-][0-9])"
)
_AFTER: Final = re.compile(
    rf"{_EDITION}(?:[.,]|\s|\bAnn\b\.?|\bAnnotated\b|\bNo\b\.?){{0,6}}{_SIGN}(?=[0-9])", re.IGNORECASE
)
# Some states name a section without the word: "51.15 (1) of the statutes is amended", "27-65-106, C.R.S.".
_BARE: Final = rf"[0-9]{{1,4}}[A-Z]?(?:\.[0-9]{{1,5}}|(?:-[0-9]{{1,5}}[A-Z]?(?:\.[0-9]{{1,4}})?){{1,3}}){_DEEPER}"
_BARE_BEFORE: Final = re.compile(
    rf"(?<![\w.-])(?P<list>{_BARE}(?:{_JOINED.replace('?P<through>', '?:')}{_BARE}){{0,12}}),?\s*$"
)
_BARE_IN: Final = frozenset({"Wis. Stat.", "C.R.S.", "Utah Code", "MCA", "NMSA", "SDCL", "Idaho Code"})
_TAIL: Final = re.compile(r"\s*(?:through|thru|to)\s*-(?P<last>[0-9]{1,4}[A-Za-z]?)\b", re.IGNORECASE)
# "Okla. Stat. Ann. tit. 43A, § 5-207", as lawyers write what the state calls 43A O.S. 5-207.
_TITLE_BEHIND: Final = re.compile(
    r"[.,\s]{0,3}(?:Ann\b[.,\s]{0,3})?(?:tit\b\.?|title\b)\s*([0-9]{1,3}(?:-?[A-Za-z])?),?\s*(?=§|sec|s\.)",
    re.IGNORECASE,
)
_TITLE_BEFORE: Final = re.compile(r"(?<![\w.])([0-9]{1,3}(?:-?[A-Za-z])?)\s*$")
_SPELLED_BEFORE: Final = re.compile(
    rf"(?:§{{1,2}}|\b(?:sections?|secs?\.|ss?\.|articles?|arts?\.|parts?|chapters?|ch\.|c\.))\s*"
    rf"(?P<list>{_NUMBER}{_DEEPER}(?:,?\s*et\s+seq\b\.?)?(?:{_JOINED.replace('?P<through>', '?:')}{_NUMBER}{_DEEPER}){{0,12}})"
    r"(?:,\s*(?:unnumbered\s+)?(?:subsections?|subdivisions?|subd\.|paragraphs?|subparagraphs?)\s*[\"\u201c]?[0-9A-Za-z]{1,4}[\"\u201d]?){0,3}"
    # California names a chapter by the section that it begins with, in brackets, and then the parts that it is in.
    r"(?:\)(?:,?\s*of\s+(?:division|part|chapter|title|article)\s+[0-9][0-9A-Za-z.]{0,6}){1,5})?"
    rf"(?:,?\s*of\s+(?:said\s+)?{_CHAPTER}\s*(?P<chapter>{_NUMBER}))?"
    r",?\s*(?:of\s+)?(?:the\s+)?(?:\(?title\s+(?P<title>[0-9]{1,3}(?:-?[A-Za-z])?),?\s*(?:of\s+)?(?:the\s+)?)?$",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(r"\btitle\s+([0-9]{1,3}(?:-?[A-Za-z])?)\s*(?:,|of\s+the)?\s*(?:the\s+)?$", re.IGNORECASE)
LOOK_BACK: Final = 400
LOOK_AHEAD: Final = 400
_PART: Final = re.compile(r"[0-9]+|[a-z]+")

_WORDS: Final = re.compile(r"[^\W_]+")
# "Vehicle Code 23152" is no section of the Iowa Code, which its own bills call "Code".
_ANOTHER_CODE: Final = re.compile(
    r"\b(?!(?:sections?|secs?|articles?|arts?|chapters?|chap|ch|c|s|ss|parts?|title|tit|subd|subdivision|subsection|paragraph|of"
    r"|the|said|and|or|to|through|in|under|see|by|et|seq)\b)[a-z&]{2,}\W{1,3}\Z",
    re.IGNORECASE,
)

Key = tuple[tuple[int, str], ...]


class NotACitation(ValueError):
    """The text does not name a law in a way we know."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A law that a query asks for."""

    code: Code
    title: str | None
    section: str
    deeper: tuple[str, ...] = ()
    and_following: bool = False

    def __str__(self) -> str:
        title, section = self.title, self.section
        if self.code.place is not None:  # states print ORS 743A.168, Congress 42 USC 300gg-26
            title, section = title and title.upper(), section.upper()
        title = f"{title} " if title else ""
        deeper = "".join(f"({level})" for level in self.deeper)
        return f"{title}{self.code.name} {section}{deeper}{' et seq.' if self.and_following else ''}"


@dataclass(frozen=True, slots=True)
class Cited:
    """A law, or several from one to another, that a text cites; `start` and `end` are places in the text."""

    start: int
    end: int
    title: str | None
    first: str
    last: str
    deeper: tuple[str, ...]
    and_following: bool


def read_citation(text: str) -> Citation:
    """The citation that a canonical spelling names; raises NotACitation with what was expected."""
    return read_citations(text)[0]


def read_citations(text: str) -> tuple[Citation, ...]:
    """What a person means: "Penal Code 4011.6" that of every state that has a code of that name. Raises NotACitation."""
    plain = " ".join(text.translate(_DASHES).split())
    if not plain or len(plain) > 200:
        raise NotACitation(f"expected a citation such as 42 USC 300gg-26, found {plain[:60]!r}")
    meant: list[Citation] = []
    place: tuple[int, int] | None = None
    for code, start, end in _spelled_in(plain):
        if place not in (None, (start, end)) or (code.place and _ANOTHER_CODE.search(plain, 0, start)):
            continue
        citations = [citation for citation in cited(plain, start, end, code) if citation.title or not code.titled]
        if len(citations) == 1 and citations[0].first == citations[0].last:
            only, place = citations[0], (start, end)
            meant.append(Citation(code, only.title, only.first, only.deeper, only.and_following))
    if not meant:
        raise NotACitation(
            "expected a citation such as 42 USC 300gg-26, Pub. L. 110-343, 45 CFR 146.136 or RCW 71.05.020, "
            f"found {plain!r}"
        )
    return tuple(meant)


def _spelled_in(text: str) -> Iterator[tuple[Code, int, int]]:
    """Collections named in a short text, the longest name first, with the place of the name."""
    plain = f" {' '.join(_WORDS.findall(text.lower()))} "
    spelled: list[tuple[int, int, bool, str, int, int]] = []
    for code in CODES.values():
        for spelling in (*code.spellings, *code.local):
            if f" {spelling} " not in plain:  # a thousand patterns cost more to compile than this to look
                continue
            words = spelling.split()
            pattern = r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words)) + r"(?!\w)\.?"
            rank = (-len(words), -len(spelling), spelling in code.local, code.name)
            spelled.extend((*rank, hit.start(), hit.end()) for hit in re.finditer(pattern, text, re.IGNORECASE))
    for _words, _length, _local, name, start, end in sorted(spelled):
        yield CODES[name], start, end


def cited(text: str, start: int, end: int, code: Code) -> Iterator[Cited]:
    """What the text cites of `code`, whose name stands from `start` to `end`: numbers behind the name, else before it."""
    behind = text[end : end + LOOK_AHEAD].translate(_DASHES)
    ahead = text[max(0, start - LOOK_BACK) : start].translate(_DASHES)
    begins = max(0, start - LOOK_BACK)
    title, title_at, number_at = _titled(behind, ahead, start, begins) if code.titled else (None, start, 0)
    opening = _AFTER.match(behind, number_at)
    spelled = _SPELLED_BEFORE.search(ahead)
    bare = _BARE_BEFORE.search(ahead) if spelled is None and code.name in _BARE_IN else None
    if (spelled or bare) and _YEAR_ALONE.match(behind):
        opening = None  # "section 229.1, Code 2025": the year of the edition is no section
    if opening and (title or not code.titled):
        yield from _listed(behind, opening.end(), end, title, code, shown_from=title_at)
    elif bare:
        yield from _listed(bare["list"], 0, begins + bare.start("list"), None, code, shown_from=begins + bare.start())
    elif spelled and (spelled["title"] or not code.titled):
        yield from _spelled_out(spelled, begins, end, code)


def _titled(behind: str, ahead: str, start: int, begins: int) -> tuple[str | None, int, int]:
    """The title of a code that has titles, where the citation begins with it, and where behind the name its numbers begin."""
    if behind_name := _TITLE_BEHIND.match(behind):
        return _plain(behind_name[1]), start, behind_name.end()
    before = _TITLE_BEFORE.search(ahead) or _FIRST.search(ahead)
    return (_plain(before[1]), begins + before.start(), 0) if before else (None, start, 0)


def _spelled_out(spelled: re.Match[str], begins: int, end: int, code: Code) -> Iterator[Cited]:
    """What words before the name say: "sections 3 and 4 of title 42"."""
    named = _plain(spelled["title"]) if spelled["title"] else None
    chapter = f"{_plain(spelled['chapter'])}:" if spelled["chapter"] else ""
    offset = begins + spelled.start("list")
    for citation in _listed(spelled["list"], 0, offset, named, code, shown_from=begins + spelled.start()):
        yield Cited(
            citation.start,
            end,
            citation.title,
            chapter + citation.first,
            chapter + citation.last,
            citation.deeper,
            citation.and_following,
        )


def _plain(number: str) -> str:
    return number.lower().replace("/", "-")


def _listed(text: str, at: int, offset: int, title: str | None, code: Code, *, shown_from: int) -> Iterator[Cited]:
    """The sections of a list such as `300gg-5, 300gg-26(a) and 1396 through 1396w-5`."""
    waiting: Cited | None = None
    while True:
        tail = _TAIL.match(text, at) if waiting is not None and "-" in waiting.first else None
        if waiting is not None and tail is not None:  # "300gg-1 to -28"
            last = f"{waiting.first.rpartition('-')[0]}-{tail['last'].lower()}"
            waiting = Cited(waiting.start, offset + tail.end(), title, waiting.first, last, (), False)
            at = tail.end()
            continue
        match = _LIST.match(text, at)
        if match is None or (match["joined"] is None) != (waiting is None):
            break
        if waiting is not None and _TITLE_BEGINS.match(text, match.start("from")):
            break  # the next citation: "42 U.S.C. 290aa and 42 U.S.C. 300x"
        deeper = tuple(level.lower() for level in re.findall(r"\(([0-9A-Za-z]+)\)", match["deeper"]))
        first, last = _range_in(_plain(match["from"]), code)
        if match["chapter"]:
            first, last = f"{_plain(match['chapter'])}:{first}", f"{_plain(match['chapter'])}:{last}"
        if waiting is not None and match["through"]:
            waiting = Cited(waiting.start, offset + match.end(), title, waiting.first, last, (), False)
        else:
            if waiting is not None:
                yield waiting
            waiting = Cited(shown_from, offset + match.end(), title, first, last, deeper, match["seq"] is not None)
        at = match.end()
    if waiting is not None:
        yield waiting


_TITLE_BEGINS: Final = re.compile(r"[0-9]{1,3}\s+[A-Z]\.?\s?[A-Z]\.?\s?[A-Z]", re.IGNORECASE)


def _range_in(number: str, code: Code) -> tuple[str, str]:
    """`290aa-290kk` is a range, `300gg-26` a section: what follows the dash is a section of its own only if it is larger.

    Where sections themselves are numbered 36-501, a dash says nothing; there only complete numbers on both sides count.
    """
    for place in (index for index, letter in enumerate(number) if letter == "-"):
        first, last = number[:place], number[place + 1 :]
        if not last[:1].isdecimal():
            continue
        complete = not code.nested or (_shape(first) == _shape(last) and "." in first)
        if code.name in {"Pub. L.", "Stat.", "Fed. Reg."} or not complete:
            continue
        if key_of(last) > key_of(first):
            return first, last
    return number, number


def _shape(number: str) -> str:
    return re.sub(r"[0-9A-Za-z]+", "", number)


@lru_cache(maxsize=4096)
def key_of(number: str) -> Key:
    """What sections are put in order by: 300g before 300gg before 300gg-26 before 300aaa."""
    return tuple(
        (int(part[:18]), "") if part.isdecimal() else (len(part), part) for part in _PART.findall(number.lower())
    )


def means(wanted: Citation, cited_range: Cited) -> bool:
    """Whether what a text cites is, or includes, what a query asks for."""
    if wanted.title != cited_range.title:
        return False
    wanted_key, first, last = key_of(wanted.section), key_of(cited_range.first), key_of(cited_range.last)
    if first != last:
        return first <= wanted_key <= last or (wanted.code.nested and last[: len(wanted_key)] == wanted_key)
    if first == wanted_key:
        return cited_range.deeper[: len(wanted.deeper)] == wanted.deeper
    if wanted.and_following or (wanted.code.nested and _whole(wanted.section, cited_range.first)):
        return not wanted.deeper and first[: len(wanted_key)] == wanted_key
    return cited_range.and_following and wanted_key[: len(first)] == first


def _whole(beginning: str, number: str) -> bool:
    """Whether a number begins with another as a whole: 71.05.020 with 71.05, not with 71.0."""
    rest = number[len(beginning) :]
    return number.startswith(beginning) and not rest[:1].isalnum()
