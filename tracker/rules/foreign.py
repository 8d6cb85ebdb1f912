"""Refuse what other systems write and this language does not know, with what to write instead.

Read as plain words, `suicide[ti]` or `HLEAD(suicide)` would find nothing for ever, and nobody would learn why.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.rules.normalize import words_of

_FIELD_OF: Final = {
    "ti": "title", "title": "title", "ab": "abstract", "abstract": "abstract", "summary": "abstract", "su": "subject",
    "mh": "subject", "subject": "subject", "tx": "text", "text": "text", "sponsor": "sponsor", "heading": "heading",
}  # fmt: skip
"""What catalogues call the fields; other names are passages that bills do not have."""
_OPERATORS: Final = {
    "XOR": "(a OR b) NOT (a AND b)", "xor": "(a OR b) NOT (a AND b)", "BUTNOT": "NOT", "MINUS": "NOT", "ACCUM": "OR",
    "SAME": "PARA", "WITH": "SENT", "and/or": "OR", "AND/OR": "OR",
}  # fmt: skip
"""What other systems call what stands between two words."""
_SIGN: Final = re.compile(r"(?<=\w)[~$#^]\d*\Z|(?<=[A-Za-z])%\Z|\A(?:[!~^+]|%(?=[A-Za-z]))")
_OPENS: Final = re.compile(
    rf"([A-Z][A-Z,-]+|{'|'.join(_FIELD_OF)}|contains|da|date|body|caps|allcaps|nocaps|plural|singular|noft|headline|hlead|lead|au|pd)\("
)
_TAG: Final = re.compile(r"(TI|AB|SU)\s+(?=[A-Za-z\"\u201c(])")
_SUFFIX: Final = re.compile(r"\.(ti|ab|tw|mp|hw|kw|kf|sh|pt|af)(?:,[a-z]{2})*\.\Z")
_MARKED: Final = re.compile(r"[\[\]{}<>]|\w=|\w\.{2,}\w|\A(?=[A-Za-z_]\w*[._]\w)\w+(?:\.\w+)*:\S|\A_\w+_:")
_STEPS: Final = re.compile(r"([NnWw])([1-9])\Z")
_DIALOG: Final = re.compile(r"\(([1-9]\d?)([NnWw])\)")
_INSIDE: Final = re.compile(r"(?<=[a-z])[#$!](?=[a-z])")
# "LGBTQ+" and "STAR+PLUS" are names.
_PLUS: Final = re.compile(r"(?<=[a-z])\+(?=[a-z]|\Z)")
_RELATES: Final = re.compile(r"[A-Za-z]+/([0-9]+)\Z|PROX(?:IMITY)?\Z")


def instead_of(text: str, at: int, word: str) -> str | None:
    """What to write instead of the word at that place of a query; None for a word like any other."""
    return _instead_of_a_field(text, at, word) or _instead_of_a_sign(text, at, word)


def _instead_of_a_field(text: str, at: int, word: str) -> str | None:
    if opens := _OPENS.match(text, at):
        field = _FIELD_OF.get(opens[1].lower())
        return f"{field}:( )" if field else f"a field such as title:( ), or a space after {opens[1]}"
    if tag := _TAG.match(text, at):
        return f"{_FIELD_OF[tag[1].lower()]}: and the words"
    if suffix := _SUFFIX.search(word):
        return f"{_FIELD_OF.get(suffix[1], 'about')}:{word[: suffix.start()]}"
    return "a field such as title:suicide, or NEAR/5, without such signs" if _MARKED.search(word) else None


def _instead_of_a_sign(text: str, at: int, word: str) -> str | None:
    steps, relates = _STEPS.match(word), _RELATES.match(word)
    if steps and text[:at].strip() and text[at + len(word) :].strip():
        return f'{"NEAR" if steps[1] in "Nn" else "PRE"}/{steps[2]}, or "{word}" if you mean it as text'
    if dialog := _DIALOG.match(text, max(0, at - 1)):
        return f"{'NEAR' if dialog[2] in 'Nn' else 'PRE'}/{dialog[1]}"
    if word in _OPERATORS and text[:at].strip() and text[at + len(word) :].strip():
        return f'{_OPERATORS[word]}, or "{word}" if you mean it as text'
    if relates:
        return f'NEAR/{relates[1] or 5} or PRE/{relates[1] or 5}, or "{word}" if you mean it as text'
    return _instead_of_a_mark(word) if words_of(word) else None


def _instead_of_a_mark(word: str) -> str | None:
    if _INSIDE.search(word):
        return _INSIDE.sub("?", word)
    if _PLUS.search(word):
        return _PLUS.sub("*" if word.endswith("+") else " ", word)
    plain = _SIGN.sub("", word)
    if plain != word:
        return f"NOT {plain}" if word[0] == "!" else plain if word[0] in "~^+" else f"{plain}*"
    return word.rstrip("/") if word.endswith("/") else None
