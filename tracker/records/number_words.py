"""Numbers in words as notices count days and hours with them, and calendars the hours of a day: "seventy-five hours", "twenty-first of March", "dieciséis días"."""

from __future__ import annotations

from itertools import chain
from typing import Final

_ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNOS: Final = ("un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_DIECES: Final = (
    "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte",
    "veintiún", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_DECENAS: Final = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_FIRST: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip


def _to_ninety_nine() -> dict[str, float]:
    """The whole numbers up to 99, English with a hyphen or a blank, Spanish with and without accents."""
    numbers: dict[str, float] = {word: number for number, word in enumerate(chain(_ONES, _TEENS), start=1)}
    numbers |= {word: number for number, word in enumerate(chain(_UNOS, _DIECES), start=1)} | {"una": 1}
    for tens, word in enumerate(_TENS, start=2):
        numbers[word] = tens * 10
        for one, ones in enumerate(_ONES, start=1):
            numbers |= dict.fromkeys((f"{word}-{ones}", f"{word} {ones}"), tens * 10 + one)
    for tens, word in enumerate(_DECENAS, start=3):
        numbers |= {f"{word} y {ones}": tens * 10 + one for one, ones in enumerate(_UNOS, start=1)}
        numbers |= {word: tens * 10, f"{word} y una": tens * 10 + 1}
    plain = str.maketrans("áéíóú", "aeiou")
    return numbers | {word.translate(plain): number for word, number in numbers.items()}


_WHOLE: Final = _to_ninety_nine()
HOURS: Final[dict[str, int]] = {word: int(number) for word, number in _WHOLE.items() if number <= 12 and word != "un"}
"""What tells the hour of a clock: "half past five", "a la una"."""
NUMBERS: Final[dict[str, float]] = {
    "half an": 0.5, "half a": 0.5, "a half": 0.5, "half": 0.5, "one-half": 0.5, "one half": 0.5, "one and a half": 1.5, "one and one-half": 1.5,
    "a": 1, "an": 1, "media": 0.5,
} | _WHOLE  # fmt: skip
"""What counts hours and days."""
ORDINALS: Final[dict[str, float]] = {
    **{word: number for number, word in enumerate(_FIRST, start=1)},
    **{f"twenty{joint}{word}": number for number, word in enumerate(_FIRST[:9], start=21) for joint in "- "},
    "thirtieth": 30, "thirty-first": 31, "thirty first": 31,
    "segundo": 2, "tercer": 3, "cuarto": 4, "quinto": 5, "sexto": 6, "séptimo": 7, "octavo": 8, "noveno": 9, "décimo": 10,
    "decimoquinto": 15, "vigésimo": 20, "trigésimo": 30,
}  # fmt: skip
"""What tells which day of a month it is, or the how many-eth before the hearing."""
