"""The few words that a calendar puts around facts, in each language it speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracker.deadlines import spanish
from tracker.deadlines.model import KINDS, spoken_moment

SPANISH: Final[Mapping[str, str]] = {
    "Written due": "Plazo para escribir",
    "Position due": "Plazo para dar su postura",
    "Sign up to speak": "Inscribirse para hablar",
    "Ask for an interpreter or other help": "Pedir un intérprete u otra ayuda",
    "Sign-up opens": "Se abre la inscripción",
    "Hearing": "Audiencia",
    "Town hall": "Cabildo abierto",
    "Ask for the signature": "Pedir la firma",
    "(check)": "(confirmar)",
    "Done": "Hecho",
    "Canceled": "Cancelado",
    "Postponed": "Pospuesto",
    "Comments due": "Plazo de comentarios",
    "Withdrawn": "Retirado",
    "until": "hasta el",
    "from": "desde el",
    "this is over": "ya pasó",
    "opens": "se abre el",
    "and": "y",
    "How": "Cómo",
    "At": "Dirección web",
    "Based on": "Según",
    "How sure": "Certeza",
    "When": "Cuándo",
    "Where": "Dónde",
    "Watch": "Ver",
    "Notice": "Aviso",
    "Bills": "Proyectos de ley",
    "more": "más",
    "Why you see this": "Por qué lo ve",
    "More": "Más",
    "Online": "En línea",
    "online": "en línea",
    "the source does not say": "la fuente no lo dice",
    "not confirmed: check with the committee clerk": "sin confirmar: consulte a la secretaría de la comisión",
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language."""

    language: str = "en"

    def word(self, text: str) -> str:
        """A word or label of ours."""
        return SPANISH[text] if self.language == "es" else text

    def say(self, text: str) -> str:
        """A sentence of the reckoning; words of a source stay as they are."""
        return spanish.say(text) if self.language == "es" else text

    def kind(self, name: str) -> str:
        """A kind of deadline."""
        return spanish.kind(name) if self.language == "es" else KINDS[name]

    def moment(self, at: dt.datetime | dt.date) -> str:
        """A moment or a day."""
        return spanish.moment(at) if self.language == "es" else spoken_moment(at)

    def sure(self, confidence: str) -> str:
        """How sure a deadline is."""
        return spanish.SURE[confidence] if self.language == "es" else confidence


ENGLISH: Final = Tongue()
