"""Say in Spanish what the reckoning of deadlines says in English: moments, windows, notes. Words of sources stay as they are.

Sentences are made in one language, so that they cannot differ in what they claim; here they are read back and said anew. What
is no sentence of ours (the how-to of a rule, the words of a notice) is returned unchanged.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from tracker.records.hours import clock_words

KINDS: Final[Mapping[str, str]] = {
    "written-testimony": "Testimonio por escrito",
    "oral-sign-up": "Inscripción para hablar",
    "remote-sign-up": "Inscripción para hablar a distancia",
    "position": "Postura",
    "comment-period": "Comentarios",
    "accommodation": "Solicitud de adaptaciones",
    "executive": "Pedir la firma",
}
"""The kinds of deadline."""
SURE: Final[Mapping[str, str]] = {"high": "alta", "medium": "media", "low": "baja", "unverified": "sin confirmar"}
"""Degrees of confidence."""
_DAYS: Final = dict(
    zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        strict=True,
    )
)
_MONTHS: Final = dict(
    zip(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        strict=True,
    )
)  # fmt: skip
_WHO: Final = {"governor": "la gobernación", "mayor": "la alcaldía", "President": "la presidencia"}
_HOW: Final = Path(__file__).parents[1] / "testimony" / "how_in_spanish.tsv"
_DATE: Final = rf"(?P<weekday>{'|'.join(_DAYS)}), (?P<month>{'|'.join(_MONTHS)}) (?P<day>\d+), (?P<year>\d+)"
_CLOCK: Final = r"noon|midnight|\d{1,2}(?::\d\d)? [ap]\.m\."
_UNITS: Final = {"hour": "hora", "minute": "minuto", "day": "día", "business day": "día hábil", "week": "semana"}
_SPAN: Final = r"\d+ (?:hour|minute|day|week)s?(?: \d+ (?:hour|minute)s?)?"
_SENTENCES: Final[Mapping[str, str]] = {
    "the start": "el comienzo",
    "the end": "el final",
    "the start of the committee's first hearing of the day": "el comienzo de la primera audiencia del día de la comisión",
    "the committee acts": "que la comisión decida",
    "the comment period ends": "que termine el plazo de comentarios",
    "on the day of the hearing": "el día de la audiencia",
    "the day of the hearing": "el día de la audiencia",
    "on the day the comment period ends": "el día en que termina el plazo de comentarios",
    "as the notice of the hearing says": "como diga el aviso de la audiencia",
    "in person on the day of the hearing": "en persona, el día de la audiencia",
    "as the chair decides": "como decida la presidencia",
    "not offered": "no se ofrece",
    "Without a signature or a veto it becomes law.": "Sin firma ni veto se convierte en ley.",
    "Without a signature or a veto it dies.": "Sin firma ni veto no se convierte en ley.",
    "Counted the strictest way, so that it is not too late: there may be more days, and the decision may come sooner.": "Contado de la manera más estricta, para que no sea tarde: puede haber más días, y la decisión puede llegar antes.",
    "The file with our own rules of this place has a fault and is left out: this is the rule that everybody has. Ask the clerk.": "El archivo con nuestras propias reglas de este lugar tiene un error y no cuenta: esta es la regla que todos tienen. Pregunte en la secretaría.",
    "The notice says close of business; 5 p.m. is taken.": "El aviso dice al cierre de oficinas: se toman las 5:00 p.m.",
    "The notice says midnight; the end of that day is meant or its beginning: be done the day before.": "El aviso dice medianoche, que puede ser el final de ese día o su comienzo: termine el día anterior.",
    "The notice names no year; that of the hearing is taken.": "El aviso no dice el año: se toma el de la audiencia.",
    "The notice names a weekday alone; the last one before the hearing is taken.": "El aviso solo dice el día de la semana: se toma el último antes de la audiencia.",
    "We know no rules of this body: ask its clerk how to be heard.": "No conocemos las reglas de este organismo: pregunte en su secretaría cómo hacerse oír.",
    "no deadline is published": "no se publica ningún plazo",
    "This rule is not confirmed: check with the committee clerk.": "Esta regla no está confirmada: consulte a la secretaría de la comisión.",
    "Only the day is published: be done well before its end.": "Solo se publica el día: termine mucho antes de que acabe.",
    "The source gives an impossible date for this hearing, so no deadline can be counted from it.": "La fuente da una fecha imposible para esta audiencia, así que no se puede contar ningún plazo.",
    "The source gives an impossible date for this hearing.": "La fuente da una fecha imposible para esta audiencia.",
    "We know no rules of this place: ask the committee clerk how to testify.": "No conocemos las reglas de este lugar: pregunte a la secretaría de la comisión cómo testificar.",
    "No rule that we know holds for this hearing: ask the committee clerk how to testify.": "Ninguna regla que conozcamos vale para esta audiencia: pregunte a la secretaría de la comisión cómo testificar.",
    "The source no longer lists this hearing: check before you go.": "La fuente ya no muestra esta audiencia: compruébelo antes de ir.",
    "The source no longer lists this hearing: ask the committee clerk whether it takes place.": "La fuente ya no muestra esta audiencia: pregunte a la secretaría de la comisión si tiene lugar.",
    "Only those who support the bill are heard at this hearing.": "En esta audiencia solo se escucha a quienes apoyan el proyecto.",
    "Only those who oppose the bill are heard at this hearing.": "En esta audiencia solo se escucha a quienes se oponen al proyecto.",
    "Only the sponsors of the bill speak at this hearing.": "En esta audiencia solo hablan quienes presentan el proyecto.",
    "Only invited witnesses speak at this hearing.": "En esta audiencia solo hablan personas invitadas.",
    "Only invited witnesses speak at ordinary hearings.": "En las audiencias ordinarias solo hablan personas invitadas.",
    "No testimony of the public is taken at this hearing.": "En esta audiencia no se recibe testimonio del público.",
    "No public testimony is taken.": "No se recibe testimonio del público.",
    "The end of the hearing is not published, so this counts from its start.": "No se publica el final de la audiencia, así que se cuenta desde su comienzo.",
    "It counts from the committee's first hearing of the day, and whether this is the first is not known: look at the day's schedule.": "Se cuenta desde la primera audiencia del día de la comisión, y no se sabe si esta es la primera: mire el programa del día.",
    "The notice names an hour and no day: that of the hearing is taken.": "El aviso da una hora y ningún día: se toma el de la audiencia.",
    "The notice names an hour without a.m. or p.m.: be done early that day, or ask the committee.": "El aviso da una hora sin decir si es de la mañana o de la tarde: termine temprano ese día o pregunte a la comisión.",
    "The hour is not published.": "No se publica la hora.",
    "The hour of the hearing is not published: this is the last whole day that is safe should it begin at 6 a.m.": "No se publica la hora de la audiencia: este es el último día entero que es seguro si empieza a las 6:00 a.m.",
    "This hearing is over.": "Esta audiencia ya pasó.",
    "This is a town hall: you take part by asking a question. Whether you must register first, its own page says.": "Es un cabildo abierto: se participa haciendo una pregunta. Si hace falta inscribirse, lo dice su propia página.",
    "No coming hearing of this bill is known, so committee, hour and limits are left blank.": "No se conoce ninguna audiencia próxima de este proyecto, así que comisión, hora y límites quedan en blanco.",
    "The decision was made: nothing is to be asked for any more.": "Ya se decidió: no hay nada más que pedir.",
    "This is no longer asked for: see the entry of the hearing.": "Esto ya no se pide: vea la entrada de la audiencia.",
}  # fmt: skip

_OFF: Final = {"canceled": "cancelada", "postponed": "pospuesta"}

Said = Callable[[re.Match[str]], str]


def kind(name: str, otherwise: str = "") -> str:
    """A kind of deadline."""
    return KINDS.get(name, otherwise or name)


def moment(at: dt.datetime | dt.date) -> str:
    """A moment or a day."""
    day = f"{list(_DAYS.values())[at.weekday()]} {at.day} de {list(_MONTHS.values())[at.month - 1]} de {at.year}"
    if not isinstance(at, dt.datetime):
        return day
    return f"{day}, {clock_words(at, 'es')} {at.tzname() or ''}".rstrip()


def _clock(words: str) -> str:
    if words in {"noon", "midnight"}:
        return clock_words(dt.time(12 if words == "noon" else 0), "es")
    time, half = words.split(" ")
    hour, _colon, minute = time.partition(":")
    return f"{hour}:{minute or '00'} {'p.m.' if half.startswith('p') else 'a.m.'}"


def _span(words: str) -> str:
    return " ".join(_count(*pair) for pair in re.findall(r"(\d+) (hour|minute|day|week)s?", words))


def _count(number: str, unit: str) -> str:
    words = _UNITS[unit]
    if number == "1":
        return f"{'una' if words in {'hora', 'semana'} else 'un'} {words}"
    return f"{number} {' '.join(f'{word}es' if word.endswith('l') else f'{word}s' for word in words.split())}".replace(
        "hábiles", "hábiles"
    )


def _moment(hit: re.Match[str]) -> str:
    day = f"{_DAYS[hit['weekday']]} {hit['day']} de {_MONTHS[hit['month']]} de {hit['year']}"
    return f"{day}, {_clock(hit['clock'])}{hit['zone'] or ''}" if hit["clock"] else day


def _day_off(hit: re.Match[str]) -> str:
    number = "1" if hit["count"] == "one" else hit["count"]
    side = "antes de" if hit["side"] == "before" else "después de"
    return f"{_count(number, hit['unit'])} {side} la audiencia"


def _of_week(hit: re.Match[str]) -> str:
    week = "la semana anterior" if hit["week"] == "week before" else "la misma semana"
    return f"el {_DAYS[hit['weekday']]} de {week}"


def _beside(hit: re.Match[str]) -> str:
    side = "antes" if hit["side"] == "before" else "después"
    anchor = say(f"the {hit['anchor']}")
    return (
        f"{_span(hit['span'])} {side} d{anchor}"
        if anchor.startswith("el ")
        else f"{_span(hit['span'])} {side} de {anchor}"
    )


_WEAK: Final = {
    "a machine's summary of a meeting": "el resumen que una máquina hizo de una reunión",
    "a machine's summary": "el resumen de una máquina",
    "a landlord's site": "el sitio de un casero",
    "a copy on a site of something else": "una copia en un sitio que trata de otra cosa",
    "a site that copies news": "un sitio que copia noticias",
    "a site that copies documents": "un sitio que copia documentos",
    "advice without an author": "consejos sin autor",
    "a form": "un formulario",
    "a thread on social media": "un hilo en redes sociales",
}


def _basis(hit: re.Match[str]) -> str:
    known = hit["known"]
    for english, spanish in (
        ("checked on ", "leída de nuevo el "),
        ("as of ", "según datos de "),
        ("never checked", "nunca leída de nuevo"),
    ):
        known = known.replace(english, spanish)
    known = known.replace("trusted until the end of ", "válida hasta el final de ")
    known = known.replace("trusted until ", "válida hasta el ")
    known, weak, what = known.partition(", which is weak evidence: ")
    known = f"{known}, que es un indicio débil: {_WEAK.get(what, what)}" if weak else known
    return f"Regla {_of(hit['who'])}: {say(hit['window'])} ({known})."


def _of(who: str) -> str:
    """Whose rule it is; names that have no Spanish stay as they are."""
    return f"de {say(who)}".replace("de el ", "del ", 1)


def _both(template: str) -> Said:
    """A sentence whose part `it` is one of ours too."""
    return lambda hit: template.format(
        **{name: say(part) for name, part in hit.groupdict().items() if part is not None}
    )


def _same(template: str) -> Said:
    """A sentence around words of others."""
    return lambda hit: template.format(**hit.groupdict())


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Said], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (rf"{_DATE}(?:, (?P<clock>{_CLOCK})(?P<zone> \S+)?)?", _moment),
        # The number under which a rule-making is kept stays as it is.
        (r"(?P<how>(?:Send your comment on|As the notice) .+) \(docket (?P<numbers>.+)\)\.", lambda hit: f"{say(hit['how'] + '.').removesuffix('.')} (expediente {hit['numbers']})."),
        (r"from (?P<opens>.+?) until (?P<closes>.+)", _both("desde {opens} hasta {closes}")),
        (r"until (?P<it>.+)", _both("hasta {it}")),
        (r"as the notice of the hearing says \(for example (?P<it>.+)\)", _both("como diga el aviso de la audiencia (por ejemplo {it})")),
        (r"as the notice of the hearing says (?P<words>\(.+\))", _same("como diga el aviso de la audiencia {words}")),
        (r"It opens only (?P<it>.+), and the day of that meeting is not known here: before that, signing up is not possible\.", _both("Se abre solo {it}, y aquí no se sabe el día de esa reunión: antes no es posible inscribirse.")),
        (rf"(?P<clock>{_CLOCK}) (?P<it>on .+|(?:one|\d+) .+)", lambda hit: f"las {_clock(hit['clock'])}, {say(hit['it'])}".replace("las 1:", "la 1:")),
        (r"midnight, when (?P<it>.+) begins", _both("la medianoche en que empieza {it}")),
        (r"(?P<count>one|\d+) (?P<unit>business day|day)s? (?P<side>before|after) the hearing", _day_off),
        (rf"(?:on )?the (?P<weekday>{'|'.join(_DAYS)}) of the (?P<week>week before|same week)", _of_week),
        (r"on the (?P<unit>business day|day) after the previous meeting", lambda hit: f"el {_UNITS[hit['unit']]} después de la reunión anterior"),
        (r"(?P<count>\d+) (?P<unit>business day|day)s after the previous meeting", lambda hit: f"{_count(hit['count'], hit['unit'])} después de la reunión anterior"),
        (rf"(?P<span>{_SPAN}) (?P<side>before|after) the (?P<anchor>.+)", _beside),
        (r"Rule of (?P<who>.+?): (?P<window>(?:from|until|as |in person|not offered|no deadline|on ).+?) \((?P<known>(?:checked on|as of|never checked).*)\)\.", _basis),
        (r"(?P<notice>The notice of the hearing says: “.*”(?: \(\S+\))?) (?P<rule>Rule of .+)", _both("{notice} {rule}")),
        (r"The notice of the hearing says: (?P<words>“.*”(?: \(\S+\))?)", _same("El aviso de la audiencia dice: {words}")),
        (r"(?P<note>.+) (?P<more>(?:A newer description \(|Marked as out of date on ).+)", _both("{note} {more}")),
        (r"A newer description \((?P<as_of>[^)]*)\) says otherwise: (?P<it>.+)\.", lambda hit: f"Una descripción más reciente ({hit['as_of']}) dice otra cosa: {say(hit['it'])}."),
        (r"Marked as out of date on (?P<day>\S+) by (?P<by>.+?)(?P<why>: .+)?\.", lambda hit: f"Marcada como anticuada el {hit['day']} por {'los avisos' if hit['by'] == 'notices' else hit['by']}{hit['why'] or ''}."),
        (r"Learned from (?P<count>\d+) notices of this committee; no page of its own says so\.", _same("Aprendida de {count} avisos de esta comisión; ninguna página suya lo dice.")),
        (r"Earlier notices of this committee said otherwise: until (?P<it>.+)\.", _both("Avisos anteriores de esta comisión decían otra cosa: hasta el {it}.")),
        (r"The notice says that comments close on (?P<it>.+?)(?P<source> \(\S+\))?\.", lambda hit: f"El aviso dice que los comentarios cierran el {say(hit['it'])}{hit['source'] or ''}."),
        (r"The notice of this hearing says otherwise: until (?P<it>.+)\. Be done by the earlier one\.", _both("El aviso de esta audiencia dice otra cosa: hasta el {it}. Termine para la primera de las dos fechas.")),
        (r"The same sentence names (?P<words>“.*”) too, which may be earlier: be done by the earlier one, or ask\.", _same("La misma frase nombra también {words}, que puede ser antes: termine para la primera de las dos fechas o pregunte.")),
        (r"The agenda of this hearing says otherwise: until (?P<it>.+)\. Be done by the earlier one\.", _both("El orden del día de esta audiencia dice otra cosa: hasta el {it}. Termine para la primera de las dos fechas.")),
        (r"The general rule says otherwise: until (?P<it>.+)\. Be done by the earlier one\.", _both("La regla general dice otra cosa: hasta el {it}. Termine para la primera de las dos fechas.")),
        (r"The notice of this hearing names a deadline that we could not read: (?P<words>“.*”) Read it before you rely on ours\.", _same("El aviso de esta audiencia nombra un plazo que no pudimos leer: {words} Léalo antes de confiar en el nuestro.")),
        (r"The hearing begins (?P<words>“.*”|at an hour that is not fixed): this counts from the earliest possible moment, (?P<it>.+)\.", lambda hit: f"La audiencia empieza {hit['words'].replace('at an hour that is not fixed', 'a una hora que no está fijada')}: esto se cuenta desde el primer momento posible, {say(hit['it'])}."),
        (r"It stays open until the (?P<it>.+), which may come at any time from the start on\.", lambda hit: f"Queda abierto hasta {say('the ' + hit['it'])}, lo que puede ocurrir en cualquier momento desde el comienzo."),
        (r"Both chambers meet here, and we know no rule of such meetings: this is the rule of (?P<who>.+)\. Ask the clerk\.", lambda hit: f"Aquí se reúnen las dos cámaras y no conocemos ninguna regla de tales reuniones: esta es la regla {_of(hit['who'])}. Pregunte en la secretaría."),
        (r"The source does not name the chamber: this is the rule of (?P<who>.+)\.", lambda hit: f"La fuente no nombra la cámara: esta es la regla {_of(hit['who'])}."),
        (r"(?P<bill>[^:]+): only its sponsors speak at this hearing\.", _same("{bill}: en esta audiencia solo hablan quienes lo presentan.")),
        (r"(?P<bill>[^:]+): only those who support it are heard at this hearing\.", _same("{bill}: en esta audiencia solo se escucha a quienes lo apoyan.")),
        (r"(?P<bill>[^:]+): only those who oppose it are heard at this hearing\.", _same("{bill}: en esta audiencia solo se escucha a quienes se oponen.")),
        (r"(?P<bill>[^:]+): only invited witnesses speak at this hearing\.", _same("{bill}: en esta audiencia solo hablan personas invitadas.")),
        (r"(?P<bill>[^:]+): no testimony of the public is taken at this hearing\.", _same("{bill}: en esta audiencia no se recibe testimonio del público.")),
        (r"(?P<bill>\S+ ?\d*) has its own page for testimony: (?P<url>\S+)", _same("{bill} tiene su propia página para testimonios: {url}")),
        (r"(?P<bill>\S+ ?\d*) may have its own page for testimony \(not confirmed\): (?P<url>\S+)", _same("{bill} puede tener su propia página para testimonios (sin confirmar): {url}")),
        (r"Limit: (?P<words>.+)", _both("Límite: {words}")),
        (r"You need: (?P<words>.+)", lambda hit: f"Hace falta: {_each(hit['words'])}"),
        (r"If the hearing is moved or posted again: (?P<words>.+)", lambda hit: f"Si la audiencia cambia o se publica de nuevo: {say(hit['words'])}"),
        (r"This hearing was posted anew: the one of (?P<it>.+) is off\. What you filed or signed up for there does not count here: do it again\.", _both("Esta audiencia se publicó de nuevo: la del {it} se canceló. Lo que presentó o inscribió allí no cuenta aquí: hágalo otra vez.")),
        (r"This hearing was posted anew under another number, for (?P<it>.+)\.", _both("Esta audiencia se publicó de nuevo con otro número, para el {it}.")),
        (r"Call or write to the (?P<who>governor|mayor|President) and say what you ask for: to sign, or to veto\.", lambda hit: f"Llame o escriba a {_WHO[hit['who']]} y diga qué pide: que firme o que vete."),
        (r"The (?P<who>governor|mayor|President) has (?P<days>\d+) days from (?P<day>\S+), when the bill was sent \((?P<source>\S+); read in (?P<read>\S+)\)\.", lambda hit: f"{_WHO[hit['who']].capitalize()} tiene {hit['days']} días desde el {hit['day']}, cuando se envió el proyecto ({hit['source']}; leído en {hit['read']})."),
        (r"not before (?P<it>.+)", _both("no antes del {it}")),
        (r"This hearing is (?P<status>canceled|postponed): ask for a new day first\.", lambda hit: f"Esta audiencia está {_OFF[hit['status']]}: pregunte primero por la nueva fecha."),
        (r"This town hall is (?P<status>canceled|postponed)\.", lambda hit: f"Este cabildo abierto está {_OFF[hit['status']][:-1]}o."),
        (r"This hearing is (?P<status>canceled|postponed)\.", lambda hit: f"Esta audiencia está {_OFF[hit['status']]}."),
    )
)  # fmt: skip


def left(words: str) -> str:
    """How long there is still: `due in 2 d 4 h`."""
    sentences = {"over": "ya pasó", "due today": "vence hoy"}
    return sentences.get(words) or words.replace("due in", "faltan")


def _each(words: str) -> str:
    return "; ".join(map(say, words.split("; ")))


@cache
def how_texts() -> Mapping[str, str]:
    """What the shipped rules say one does, in Spanish. Whoever words a rule anew finds their own words until the table has them."""
    lines = (row.partition("\t") for row in _HOW.read_text(encoding="utf-8").splitlines()[1:])
    return {english: said for english, _tab, said in lines}


def say(text: str) -> str:
    """A sentence of ours in Spanish; anything else as it is."""
    return _said(text)


@lru_cache(maxsize=8_192)
def _said(text: str) -> str:
    known = _SENTENCES.get(text) or how_texts().get(text)
    if known is not None:
        return known
    if text.endswith(".") and text[:-1] in how_texts():
        return f"{how_texts()[text[:-1]]}."
    for pattern, said in _PATTERNS:
        hit = pattern.fullmatch(text)
        if hit is not None:
            return said(hit)
    return text
