"""Say what the sample sources answer on a given day."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_HERE = Path(__file__).parent
_CHAMBERS = {"HR": "House", "HRES": "House", "S": "Senate", "SRES": "Senate"}
_HOUSE, _SENATE, _LIBRARY = ("2", "House floor actions"), ("0", "Senate"), ("9", "Library of Congress")
_HOUSE_COMMITTEES = ("1", "House committee actions")


@dataclass(frozen=True, slots=True)
class Page:
    """What a source answers for one address."""

    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the sample world: `today` is the reader's, `offset` how many days earlier (below zero) the world is."""

    today: dt.date
    offset: int = 0

    def at(self, day: int) -> dt.date:
        """The date of a day counted from today."""
        return self.today + dt.timedelta(days=day)

    def came(self, day: int) -> bool:
        """Whether what is dated `day` has happened by now."""
        return day <= self.offset

    @property
    def now(self) -> dt.date:
        """The date it is in this world."""
        return self.at(self.offset)

    @property
    def congress(self) -> int:
        """The number of the Congress in session today; one begins on 3 January of each odd year."""
        started = self.today.year if (self.today.month, self.today.day) >= (1, 3) else self.today.year - 1
        return (started - 1789) // 2 + 1


@cache
def facts() -> dict[str, Any]:
    """The stories of the sample world."""
    return tomllib.loads((_HERE / "facts.toml").read_text(encoding="utf-8"))


@cache
def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(_HERE / "pages"), undefined=StrictUndefined, autoescape=True)


def federal(day: Day) -> dict[str, Page]:
    """Every address of Congress and the agencies that answers on that day, without its query, and what it answers."""
    pages = dict(_bill_pages(day))
    pages["https://www.senate.gov/general/committee_schedules/hearings.xml"] = _senate(day)
    pages["https://www.federalregister.gov/api/v1/documents.json"] = _federal_register(day)
    return pages


def _bill_pages(day: Day) -> Iterator[tuple[str, Page]]:
    bills = [_bill(day, bill) for bill in facts()["bills"] if day.came(bill["actions"][0]["day"])]
    built = format_datetime(dt.datetime.combine(day.now, dt.time(8), tzinfo=dt.UTC))
    feed = render("billstatus-batch.xml.j2", bills=bills, built=built, stamp=day.now.isoformat(), congress=day.congress)
    yield "https://www.govinfo.gov/rss/billstatus-batch.xml", Page("application/rss+xml", feed)
    people = {person["id"]: person for person in facts()["people"]}

    def person(key: str) -> Markup:
        """A sponsor as GovInfo writes one."""
        member = people[key]
        district = f"<district>{member['district']}</district>" if "district" in member else ""
        return Markup(  # noqa: S704 - our own facts
            f"<bioguideId>{key}</bioguideId><fullName>{member['name']}</fullName><firstName>{member['first']}</firstName>"
            f"<lastName>{member['last']}</lastName><party>{member['party']}</party><state>{member['state']}</state>{district}",
        )

    for bill in bills:
        kind = bill["type"].lower()
        address = f"https://www.govinfo.gov/bulkdata/BILLSTATUS/{day.congress}/{kind}/BILLSTATUS-{day.congress}{kind}{bill['number']}.xml"
        yield (
            address,
            Page("application/xml", render("billstatus.xml.j2", bill=bill, congress=day.congress, person=person)),
        )
        for version in bill["versions"]:
            package = f"BILLS-{day.congress}{kind}{bill['number']}{version['code']}"
            yield (
                f"https://www.govinfo.gov/content/pkg/{package}/xml/{package}.xml",
                Page("application/xml", render("bill-text.xml.j2", bill=bill, version=version)),
            )


def _bill(day: Day, bill: dict[str, Any]) -> dict[str, Any]:
    actions = [
        {**action, "date": day.at(action["day"]).isoformat(), "system": _system(action, bill["type"])}
        for action in bill["actions"]
        if day.came(action["day"])
    ]
    titles = {(entry["type"], entry["number"]): entry["title"] for entry in facts()["bills"]}
    return {
        **bill,
        "chamber": _CHAMBERS[bill["type"]],
        "introduced": actions[0]["date"],
        "updated": actions[-1]["date"],
        "actions": actions,
        "law": bill.get("laws") if any(action["type"] == "BecameLaw" for action in actions) else None,
        "related": [{**entry, "title": titles[entry["type"], entry["number"]]} for entry in bill.get("related", ())],
        "versions": [
            {**version, "date": day.at(version["day"]).isoformat()}
            for version in bill["versions"]
            if day.came(version["day"])
        ],
    }


def _system(action: dict[str, Any], bill_type: str) -> tuple[str, str]:
    """Who recorded an action. GovInfo gives those of committees no code; they are those of the bill's own chamber."""
    if action["code"].startswith("H"):
        return _HOUSE
    if action["code"]:
        return _LIBRARY
    return _HOUSE_COMMITTEES if bill_type.startswith("H") else _SENATE


def _senate(day: Day) -> Page:
    hearings = []
    for hearing in facts()["senate_hearings"]:
        if not day.came(hearing["announced"]):
            continue
        moved = hearing.get("moved")
        values = {**hearing}
        if moved and day.came(moved["day"]):
            values.update(day=moved["to"], time=moved["time"], room=moved["room"])
        date = working_day(day.at(values["day"]))
        changed = day.at(moved["day"] if moved and day.came(moved["day"]) else hearing["announced"])
        values.update(
            date=date.strftime("%d-%b-%Y").upper(),
            date_iso=date.isoformat(),
            weekday=date.strftime("%A"),
            time_iso=dt.datetime.strptime(values["time"], "%I:%M %p").strftime("%H:%M:%S"),  # noqa: DTZ007 - a clock time alone
            updated=changed.strftime("%m-%d-%Y"),
            updated_iso=changed.isoformat(),
        )
        hearings.append(values)
    return Page("application/xml", render("senate-hearings.xml.j2", hearings=hearings, congress=day.congress))


def working_day(date: dt.date) -> dt.date:
    """The same day, or the Monday after a weekend: committees do not meet on one."""
    return date + dt.timedelta(days={5: 2, 6: 1}.get(date.weekday(), 0))


def _federal_register(day: Day) -> Page:
    results = []
    for rule in facts()["rules"]:
        if not day.came(rule["published"]):
            continue
        extended = rule.get("extended")
        closes = extended["closes"] if extended and day.came(extended["day"]) else rule["closes"]
        published = day.at(rule["published"]).isoformat()
        number = rule["number"]
        results.append(
            {
                "title": rule["title"],
                "type": rule["type"],
                "action": rule["action"],
                "abstract": rule["abstract"],
                "document_number": number,
                "html_url": f"https://www.federalregister.gov/documents/{published.replace('-', '/')}/{number}/sample",
                "pdf_url": f"https://www.govinfo.gov/content/pkg/FR-{published}/pdf/{number}.pdf",
                "publication_date": published,
                "effective_on": None,
                "comments_close_on": day.at(closes).isoformat(),
                "comment_url": f"https://www.regulations.gov/commenton/{rule['docket']}-0001",
                "docket_ids": [rule["docket"]],
                "topics": [],
                "agencies": [{"raw_name": name.upper(), "name": name, "slug": slug} for name, slug in rule["agencies"]],
            },
        )
    body = {"count": len(results), "description": "Documents", "total_pages": 1, "results": results}
    return Page("application/json", json.dumps(body).encode())


def render(template: str, **values: Any) -> bytes:
    """A page made from one of the templates beside this file."""
    return _pages().get_template(template).render(**values).encode()
