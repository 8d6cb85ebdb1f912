"""Turn text into what rules read: words with one byte a character, so that every place in it is a place in the text.

The rules see lower-case letters, digits and spaces. Accents do not count; an apostrophe belongs to a word only between
its letters; everything else that is neither letter nor digit separates words. Letters of other scripts are kept as one
of 64 bytes each, which is enough to find a word; whoever needs to be certain compares the words themselves (`words_of`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from tracker.records import prose
from tracker.records.text import normalized

_ASCII_WORD: Final = re.compile(r"[a-z0-9]+(?:'+[a-z0-9]+)*")

JOINT: Final = " \x1e "
"""Stands between two texts that are scanned together, so that no phrase reaches from one into the next."""

LETTER: Final = r"[a-z0-9\x80-\xbf]"
"""A letter or digit, as a regular expression over scanned bytes."""
WORD: Final = r"[a-z0-9'\x80-\xbf]"
"""One character of a word; an apostrophe is one only between letters."""
GAP: Final = r"'* [ ']*"
"""What stands between two words: spaces, and the quotation marks beside them."""

_TABLE: Final = bytes(
    code + 32
    if 65 <= code <= 90
    else code
    if 97 <= code <= 122 or 48 <= code <= 57 or 0x80 <= code <= 0xBF or code in {0x1E, 0x27}
    else 32
    for code in range(256)
)

# What legislatures print most; each is replaced at the speed of memchr, before the rest is looked at one by one.
_COMMON: Final = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", " "),
    ("\u201d", " "),
    ("\u2014", " "),
    ("\u2013", " "),
    ("\u2022", " "),
    ("\u00a7", " "),
    ("\u00a0", " "),
    ("\u00e9", "e"),
    ("\u00f1", "n"),
)
# Letters that Unicode does not take apart into a letter and a mark.
_PLAIN_LETTERS: Final = str.maketrans("øØđĐłŁħĦıŧŦªº", "oodDlLhHitTao")
_APOSTROPHES: Final = frozenset("'\u2019\u2018\u02bc")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")

_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]+")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_MARK: Final = r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS: Final = re.compile(f"{_MARK}+")

_UNSEEN: Final = re.compile(f"{_INVISIBLE.pattern}|{_SURROGATE.pattern}|{_MARK}")

_MARKUP: Final = re.compile(r"<[a-zA-Z/!?][^<>]*>")


def readable(text: str) -> str:
    """The text as it is judged and quoted: no markup, composed characters, nothing invisible.

    Plain ASCII without markup is returned as it is.
    """
    if "<" in text and _MARKUP.search(text):
        text = prose.text(text)
    elif "&" in text:
        text = prose.unescaped(text)
    return text if text.isascii() or _with_plain_marks(text).isascii() else _composed(text)


def _composed(text: str) -> str:
    # Few letters of a long text are no ASCII: whether they need anything done is told by them alone.
    if not _UNSEEN.search("".join(_NOT_ASCII.findall(text))) and unicodedata.is_normalized("NFKC", text):
        return text
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return _MARKS.sub("", normalized("NFKC", text))


def _with_plain_marks(text: str) -> str:
    """The text with the quotation marks, dashes and the like of printers as ASCII; most texts have nothing else beside it."""
    for character, plain in _COMMON:
        text = text.replace(character, plain)
    return text


def folded(text: str) -> str:
    """Readable text with every character as one of Latin-1: accents gone, other scripts' letters as U+0080 to U+00BF."""
    if text.isascii():
        return text
    text = _with_plain_marks(text)
    return text if text.isascii() else _NOT_ASCII.sub(lambda match: _folded_run(match[0]), text)


@lru_cache(maxsize=8192)
def _folded_run(run: str) -> str:
    return "".join(map(_folded_character, run))


def _folded_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    base = unicodedata.normalize("NFKD", character)[0].translate(_PLAIN_LETTERS)
    if base.isascii():
        return base
    if unicodedata.category(base)[0] in "LNM":
        return chr(0x80 + ord(base.lower()[0]) % 64)
    return " "


def prepared(text: str) -> tuple[str, str]:
    """The text as it is judged and quoted (`readable`), and as the scanner takes it (`folded`); the second is as long."""
    if "<" in text or "&" in text:
        plain_text = readable(text)
    elif (plain := _with_plain_marks(text)).isascii():
        return text, plain
    else:
        plain_text = _composed(text)
    return plain_text, folded(plain_text)


def scannable(folded_text: str) -> tuple[bytes, bytes]:
    """Folded text as bytes, one a character, with a space at both ends: as it is verified, and as it is scanned.

    Separators are spaces in both. An apostrophe is kept in the first, since it may belong to a word; in the second it is a
    space too, so that a word in quotation marks is found. The place of a character is its place in the text plus one.
    """
    raw = f" {folded_text} ".encode("latin-1").translate(_TABLE)
    return raw, raw.replace(b"'", b" ")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in their own script, without case and accents: "Dép. of  children's-health" gives dep, of, ..."""
    if text.isascii() and "<" not in text and "&" not in text:
        return tuple(_ASCII_WORD.findall(text.lower()))
    marked = "".join(letter if _in_word(letter) else " " for letter in readable(text))
    plain = (_unaccented(word.strip("'\u2018\u2019\u02bc")) for word in marked.split())
    return tuple(word for word in plain if word)


def _in_word(character: str) -> bool:
    return character in _APOSTROPHES or unicodedata.category(character)[0] in "LNM"


def _unaccented(word: str) -> str:
    return "".join(_unaccented_character(character) for character in word)


@lru_cache(maxsize=4096)
def _unaccented_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    return unicodedata.normalize("NFKD", character)[0].translate(_PLAIN_LETTERS).lower()[0]


@lru_cache(maxsize=16384)
def forms(word: str) -> tuple[str, ...]:
    """The word, its simple plurals and singulars, and their possessives; what it stands for when not asked exactly.

    Endings are s, es and ies. A singular has at least three letters, so that "as" is no plural of "a".
    """
    if not word.isascii():
        return (word,)
    known: dict[str, None] = {word: None}
    for base in _bases(word):
        known.update(dict.fromkeys((base, *_plurals(base))))
        if not base.endswith("s"):
            known[base + "'s"] = None
    return tuple(known)


def _bases(word: str) -> tuple[str, ...]:
    """What the word is a plural or possessive of, itself first."""
    word = word.removesuffix("'s")
    bases = [word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return tuple(bases)
    bases.append(word[:-1])
    if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")) and len(word) > 4:
        bases.append(word[:-2])
    if word.endswith("ies") and len(word) > 4:
        bases.append(word[:-3] + "y")
    return tuple(bases)


def _plurals(base: str) -> tuple[str, ...]:
    if len(base) < 3 or not base[-1].isalnum():
        return ()
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return (base + "es",)
    if base.endswith("y") and base[-2] not in "aeiou":
        return (base[:-1] + "ies",)
    return (base + "s", base + "es") if base.endswith("o") else (base + "s",)
