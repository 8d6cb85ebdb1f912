"""Show deadlines as JSON values, as rows of a table, and as one page to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from tracker.deadlines import spanish
from tracker.deadlines.model import KINDS, Deadline, countdown, spoken_moment, zone_named
from tracker.records.text import line, shown_number

COLUMNS: Final = ("due", "when", "place", "kind", "name", "bills", "how", "confidence")
CSV_COLUMNS: Final = (
    "id",
    "kind",
    "opens",
    "due",
    "all_day",
    "timezone",
    "hearing",
    "notice",
    "jurisdiction",
    "name",
    "starts",
    "bills",
    "bill_titles",
    "how",
    "url",
    "basis",
    "confidence",
    "notes",
)


def as_json(due: Deadline) -> dict[str, Any]:
    """A deadline with its contract's fields first; moments carry the offset of their place."""
    return {
        "id": due.id,
        "kind": due.kind,
        "opens": _iso(due.opens),
        "due": _iso(due.due),
        "all_day": due.all_day,
        "timezone": due.timezone,
        "hearing": due.hearing,
        "notice": due.notice,
        "bills": list(due.bills),
        "how": due.how,
        "url": due.url,
        "basis": due.basis,
        "confidence": due.confidence,
        "name": due.title,
        "jurisdiction": due.jurisdiction,
        "starts": _iso(due.starts),
        "bill_titles": list(due.bill_titles),
        "notes": list(due.notes),
        "again": due.again,
        "urgent_ok": due.urgent_ok,
    }


def _iso(at: dt.datetime | dt.date | None) -> str | None:
    return at.isoformat() if at is not None else None


def as_row(due: Deadline, now: dt.datetime) -> dict[str, Any]:
    """A deadline as a row for people: how long there is still, and when that is where it is due."""
    return {
        "due": countdown(due.due, due.timezone, now),
        "when": window_words(due),
        "place": due.jurisdiction,
        "kind": due.kind,
        "name": line("; ".join(filter(None, (due.title, *due.bill_titles[:1]))), 120),
        "bills": [key.rsplit("/", 1)[-1] for key in due.bills[:3]] + (["…"] if len(due.bills) > 3 else []),
        "how": line(f"{due.how or ''} {due.url or ''}", 300),
        "confidence": due.confidence if due.urgent_ok else f"{due.confidence}: check with the clerk",
    }


def window_words(due: Deadline) -> str:
    """From when until when in the place's own time, in short; the opening stands before the closing where there is one."""
    closes = _short(_local(due.due, due.timezone))
    if due.opens is None:
        return closes
    opens = _local(due.opens, due.timezone)
    same_day = isinstance(opens, dt.datetime) and isinstance(due.due, dt.datetime) and f"{opens:%Y-%m-%d}" in closes
    return (
        f"{opens:%Y-%m-%d %H:%M}-{closes.removeprefix(f'{opens:%Y-%m-%d} ')}"
        if same_day
        else f"{_short(opens)} - {closes}"
    )


def _short(at: dt.datetime | dt.date) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}" if isinstance(at, dt.datetime) else f"{at:%Y-%m-%d}"


def _local(at: dt.datetime | dt.date, timezone: str) -> dt.datetime | dt.date:
    return at.astimezone(zone_named(timezone)) if isinstance(at, dt.datetime) else at


_PAGE: Final = """<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 11pt/1.35 Georgia, serif; max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem; color: #111; background: #fff }
h1 { font-size: 16pt; margin: 0 } p { margin: .2rem 0 } table { width: 100%; border-collapse: collapse; margin-top: .8rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem .35rem 0; border-bottom: 1px solid #999; overflow-wrap: anywhere }
td:first-child { width: 1.4rem; font-size: 14pt } td:nth-child(2) { width: 10.5rem } small { color: #444 } tr { break-inside: avoid }
@page { margin: 1.5cm } @media print { body { margin: 0; max-width: none } a { color: inherit; text-decoration: none } }
</style></head><body>
<h1>{{ title }}</h1>
<p>{{ words.head.format(count=rows|length, made=made) }}</p>
{% if rows %}<table><thead><tr><th><span aria-hidden="true">☐</span></th><th>{{ words.until }}</th><th>{{ words.what }}</th></tr></thead><tbody>
{% for row in rows %}<tr><td aria-label="{{ words.done }}">☐</td><td><strong>{{ row.when }}</strong>{% if row.opens %}<br>{{ words.opens }} {{ row.opens }}{% endif %}<br><small>{{ row.left }}</small></td>
<td><strong>{{ row.kind }}</strong>{% if row.bills %}, {{ row.bills }}{% endif %}: {{ row.place }} {{ row.title }}{% for title in row.bill_titles %}<br>{{ title }}{% endfor %}{% if row.starts %}<br>{{ words.hearing }}: {{ row.starts }}{% endif %}<br>{{ row.how }}
{% if row.url %}<br>{% if row.href %}<a href="{{ row.href }}">{{ row.url }}</a>{% else %}{{ row.url }}{% endif %}{% endif %}
<br><small>{{ row.basis }}{% if row.check %} <strong>{{ words.check }}</strong>{% endif %}</small></td></tr>
{% endfor %}</tbody></table>{% else %}<p>{{ words.nothing }}</p>{% endif %}
</body></html>
"""


_WORDS: Final = {
    "en": {
        "head": "{count} to do, soonest first. Printed from what was known on {made}; hearings move, so look again before you go.",
        "until": "Until", "what": "What", "done": "done?", "opens": "opens", "hearing": "Hearing", "more": "and {count} more",
        "check": "Not confirmed: check with the committee clerk.", "nothing": "Nothing is due.",
    },
    "es": {
        "head": "{count} por hacer, lo más próximo primero. Impreso con lo que se sabía el {made}; las audiencias se mueven: revise otra vez antes de ir.",
        "until": "Hasta", "what": "Qué", "done": "¿hecho?", "opens": "se abre el", "hearing": "Audiencia", "more": "y {count} más",
        "check": "Sin confirmar: consulte a la secretaría de la comisión.", "nothing": "No hay nada pendiente.",
    },
}  # fmt: skip


def printable(dues: Iterable[Deadline], now: dt.datetime, title: str, language: str = "en") -> str:
    """One page of HTML without scripts or outside parts: a list to print, with a box to tick for each thing to do."""
    from jinja2 import Environment

    page = Environment(autoescape=True).from_string(_PAGE)
    rows = [_printed(due, now, language) for due in dues]
    return page.render(
        title=title, rows=rows, made=_moment(now.date(), language), language=language, words=_WORDS[language]
    )


def page_title(within: dt.timedelta | None, language: str = "en") -> str:
    """What stands above the list."""
    if language == "es":
        return f"Plazos para dar testimonio, próximos {within.days} días" if within else "Plazos para dar testimonio"
    return f"Testimony deadlines, next {within.days} days" if within else "Testimony deadlines"


def _moment(at: dt.datetime | dt.date, language: str) -> str:
    return spanish.moment(at) if language == "es" else spoken_moment(at)


def _printed(due: Deadline, now: dt.datetime, language: str) -> dict[str, Any]:
    say = spanish.say if language == "es" else str
    bills = ", ".join(shown_number(key) for key in due.bills[:4])
    more = _WORDS[language]["more"].format(count=len(due.bills) - 4)
    days_left = countdown(due.due, due.timezone, now)
    return {
        "when": _moment(_local(due.due, due.timezone), language),
        "opens": _moment(_local(due.opens, due.timezone), language) if due.opens else "",
        "place": due.jurisdiction.removeprefix("us-").upper(),
        "bill_titles": [line(title, 200) for title in due.bill_titles[:3] if title],
        "left": spanish.left(days_left) if language == "es" else days_left,
        "kind": spanish.kind(due.kind) if language == "es" else KINDS[due.kind],
        "bills": bills + (f" {more}" if len(due.bills) > 4 else ""),
        "title": line(due.title, 200),
        "starts": _moment(due.starts, language) if due.starts else "",
        "how": line(say(due.how or ""), 400),
        "url": line(due.url or "", 300),
        "href": due.url if due.url and due.url.startswith(("https://", "http://", "mailto:", "tel:")) else None,
        "basis": line(say(due.basis), 400),
        "check": not due.urgent_ok,
    }
