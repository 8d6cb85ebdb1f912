"""Show deadlines as JSON values, as rows of a table, and as one page to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from tracker.deadlines.model import KINDS, Deadline, countdown, spoken_moment, zone_named
from tracker.records.text import line, spaced_identifier

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
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 11pt/1.35 Georgia, serif; max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem; color: #111; background: #fff }
h1 { font-size: 16pt; margin: 0 } p { margin: .2rem 0 } table { width: 100%; border-collapse: collapse; margin-top: .8rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem .35rem 0; border-bottom: 1px solid #999; overflow-wrap: anywhere }
td:first-child { width: 1.4rem; font-size: 14pt } td:nth-child(2) { width: 10.5rem } small { color: #444 } tr { break-inside: avoid }
@page { margin: 1.5cm } @media print { body { margin: 0; max-width: none } a { color: inherit; text-decoration: none } }
</style></head><body>
<h1>{{ title }}</h1>
<p>{{ rows|length }} to do, soonest first. Printed from what was known on {{ made }}; hearings move, so look again before you go.</p>
{% if rows %}<table><thead><tr><th><span aria-hidden="true">☐</span></th><th>Until</th><th>What</th></tr></thead><tbody>
{% for row in rows %}<tr><td aria-label="done?">☐</td><td><strong>{{ row.when }}</strong>{% if row.opens %}<br>opens {{ row.opens }}{% endif %}<br><small>{{ row.left }}</small></td>
<td><strong>{{ row.kind }}</strong>{% if row.bills %}, {{ row.bills }}{% endif %}: {{ row.place }} {{ row.title }}{% for title in row.bill_titles %}<br>{{ title }}{% endfor %}{% if row.starts %}<br>Hearing: {{ row.starts }}{% endif %}<br>{{ row.how }}
{% if row.url %}<br>{% if row.href %}<a href="{{ row.href }}">{{ row.url }}</a>{% else %}{{ row.url }}{% endif %}{% endif %}
<br><small>{{ row.basis }}{% if row.check %} <strong>Not confirmed: check with the committee clerk.</strong>{% endif %}</small></td></tr>
{% endfor %}</tbody></table>{% else %}<p>Nothing is due.</p>{% endif %}
</body></html>
"""


def printable(dues: Iterable[Deadline], now: dt.datetime, title: str) -> str:
    """One page of HTML without scripts or outside parts: a list to print, with a box to tick for each thing to do."""
    from jinja2 import Environment

    page = Environment(autoescape=True).from_string(_PAGE)
    made = spoken_moment(now.date())
    return page.render(title=title, rows=[_printed(due, now) for due in dues], made=made)


def _printed(due: Deadline, now: dt.datetime) -> dict[str, Any]:
    bills = ", ".join(spaced_identifier(key.rsplit("/", 1)[-1]) for key in due.bills[:4])
    return {
        "when": spoken_moment(_local(due.due, due.timezone)),
        "opens": spoken_moment(_local(due.opens, due.timezone)) if due.opens else "",
        "place": due.jurisdiction.removeprefix("us-").upper(),
        "bill_titles": [line(title, 200) for title in due.bill_titles[:3] if title],
        "left": countdown(due.due, due.timezone, now),
        "kind": KINDS[due.kind],
        "bills": bills + (f" and {len(due.bills) - 4} more" if len(due.bills) > 4 else ""),
        "title": line(due.title, 200),
        "starts": spoken_moment(due.starts) if due.starts else "",
        "how": line(due.how or "", 400),
        "url": line(due.url or "", 300),
        "href": due.url if due.url and due.url.startswith(("https://", "http://", "mailto:", "tel:")) else None,
        "basis": line(due.basis, 400),
        "check": not due.urgent_ok,
    }
