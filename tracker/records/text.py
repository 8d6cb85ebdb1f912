"""Clean what the outside world sends, at the door and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, Literal

TITLE_LIMIT = 2_000
"""Characters kept of a title. Omnibus titles reach about 1,200; beyond this it is an accident or an attack."""

# C0 and C1 controls but tab and newline, soft hyphens, marks, overrides and isolates of direction, line and paragraph separators,
# signs without width but those that join letters, BOM, marks of annotations, lone surrogates, tag letters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]",
)
_MISREAD = re.compile("[\xc2\xc3][\x80-\xbf]|\xe2[\x80\u20ac].|[\x80-\x84\x86-\x9f]")
"""A letter that somebody read as Latin-1 or Windows-1252 before us: `â€™` for an apostrophe, `Ã±` for `ñ`; a control
character that stands alone is Windows-1252's, but x85, which may be a line break."""
_SIGN = re.compile("[\x80-\x84\x86-\x9f\xc2\xc3\xe2]")
"""What every such letter begins with: looking for it is much quicker."""
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]{5,}")
_MARKS_WITHIN: Final = range(0x300, 0x20000)
"""Where Unicode has marks that stand on the letter before them."""
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_INLINE_SPACES = re.compile(r"[^\S\n]+")
_IN_PARENTHESES = re.compile(r"\([^)]*\)")
_STARS = re.compile(r"\d\s*(\*{1,4})\s*\Z")
_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]+")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LETTERS = re.compile(r"^([A-Z]+)(?=[0-9])")
_HYPHENS = {
    "us-co": (
        (re.compile(r"([A-Z]+\d\d)(\d{3,4})"), "{}-{}"),
        (re.compile(r"([A-Z]+\d\d[A-Z])(\d{1,4})"), "{}-{:0>3}"),
    ),
    "us-dc": ((re.compile(r"([A-Z]+\d\d)(\d{1,4})"), "{}-{:0>4}"),),
    "us-gu": ((re.compile(r"([A-Z]+)(\d{1,4})(\d\d)"), "{} {}-{}"),),
    "us-vi": ((re.compile(r"(\d\d)(\d{1,4})"), "{}-{:0>4}"),),
    "local": (
        (re.compile(r"([A-Z]*20\d\d)(\d{3,7})"), "{}-{}"),
        (re.compile(r"(\d\d)(\d{3,4})"), "{}-{}"),
        (re.compile(r"([A-Z]+)(\d{1,4})(20\d\d)"), "{} {}-{}"),
    ),
}
"""Where a number holds its year or term: how Colorado, the District of Columbia, territories and city councils write it."""


def _plain(raw: str) -> bool:
    """Whether nothing but spaces can be wrong with it, as with nearly all text: millions of values are cleaned here."""
    return raw.isascii() and raw.isprintable()


def _mended(raw: str) -> str:
    """The text with such letters as they were written; one that comes out of another is read again."""
    while _SIGN.search(raw) and (again := _MISREAD.sub(_reread, raw)) != raw:
        raw = again
    return raw


def _reread(hit: re.Match[str]) -> str:
    """The letter that the publisher wrote, or what stands there if it is none."""
    octets = b"".join(misread.encode("latin-1" if misread < "\u0100" else "cp1252", "replace") for misread in hit[0])
    try:
        letter = octets.decode("cp1252" if len(octets) == 1 else "utf-8")
    except UnicodeDecodeError:
        return hit[0]
    return _UNWANTED.sub("", letter)


def normalized(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """The text in that form of Unicode, in time that grows with its length alone.

    Putting marks in order takes quadratic time in the length of a run of them; no language stacks more than four on a letter.
    """
    if text.isascii():
        return text
    unstacked = _NOT_ASCII.sub(lambda run: _stacked_marks().sub(r"\1", run[0]), text)
    return unicodedata.normalize(form, unstacked)


@cache
def _stacked_marks() -> re.Pattern[str]:
    """More than four marks in a row, of any script."""
    marks = [mark for mark in map(chr, _MARKS_WITHIN) if unicodedata.combining(unicodedata.normalize("NFKD", mark)[0])]
    return re.compile("([{0}]{{4}})[{0}]+".format("".join(marks)))


def line(raw: str, limit: int = TITLE_LIMIT) -> str:
    """One clean line: NFC, no control or direction characters, white space folded, cut at `limit` with an ellipsis."""
    if _plain(raw):
        cleaned = " ".join(raw.split()) if "  " in raw else raw.strip()
    else:
        cleaned = _UNWANTED.sub(lambda hit: " " if hit[0] in "\u2028\u2029\x0b\x0c\x85" else "", _mended(raw))
        cleaned = _SPACES.sub(" ", _mended(normalized("NFC", cleaned))).strip()
    return cleaned if len(cleaned) <= limit else cleaned[: limit - 1].rstrip() + "…"


def paragraphs(raw: str, limit: int = 5_000_000) -> str:
    """Clean running text that keeps its line breaks; blank lines are folded to one."""
    if _plain(raw):
        return (" ".join(raw.split()) if "  " in raw else raw.strip())[:limit]
    cleaned = _mended(raw).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    cleaned = _mended(normalized("NFC", _UNWANTED.sub("", cleaned)))
    cleaned = _INLINE_SPACES.sub(" ", cleaned)
    return _BLANK_LINES.sub("\n\n", cleaned).strip()[:limit]


def clean_identifier(raw: str) -> str:
    """A bill number as everyone writes it: "H.B. 12", "HB0012" and "HB 12 (2025)" are all HB12.

    Upper case, letters and digits only, no leading zeros in any number, nothing that stands in parentheses. Stars after
    a number stay: Nevada marks with them a measure that an earlier session passed first, and AJR1* is not AJR1.
    """
    if raw.isascii() and raw.isalnum():
        return (_ZEROS.sub("", raw) if "0" in raw else raw).upper()
    plain = normalized("NFKC", raw)
    closed = plain.rfind(")") + 1  # a parenthesis without an end would be looked for from each of thousands
    plain = _IN_PARENTHESES.sub("", plain[:closed]) + plain[closed:]
    stars = _STARS.search(plain)
    return _ZEROS.sub("", _NOT_ALNUM.sub("", plain)).upper() + (stars[1] if stars else "")


def shown_number(bill: str) -> str:
    """A bill's number as its place writes it, from its public id: HR 1109 for us/119/HR1109, HB26-1001 for Colorado's.

    A number alone, without its place, gets its space.
    """
    place, _slash, rest = bill.partition("/")
    number = rest.rpartition("/")[2] or bill
    for pattern, written in _HYPHENS.get("local" if place.count("-") > 1 else place, ()):
        if match := pattern.fullmatch(number):
            return written.format(*match.groups())
    return _LETTERS.sub(r"\1 ", number)


def number_of(many: int, one: str, more: str = "") -> str:
    """So many of something, in English: `1 row`, `1,200 rows`; `more` where the plural is not made with an s."""
    return f"{many:,} {one if many == 1 else more or f'{one}s'}"
