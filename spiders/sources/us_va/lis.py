"""Read the comma-separated tables of Virginia's Legislative Information System."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.select import PageChanged
from spiders.platforms import civic
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Chamber,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Version,
)
from tracker.records.text import clean_identifier, line

FILES: Final = "https://lis.blob.core.windows.net/lisfiles"
SITE: Final = "https://lis.virginia.gov"
ZONE: Final = ZoneInfo("America/New_York")
DATES: Final = ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d")

Row = Mapping[str, str]

CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "G": "executive", "C": "legislature"}
_KINDS: Final = {"B": "bill", "J": "joint resolution", "R": "resolution"}
ACTIONS: Final = Actions(
    (r"^(?:fiscal impact|impact statement|bill text as|subcommittee recommends|governor's action deadline)", STOP),
    (r"reconsider|^passed by (?:for the day|temporarily)|^passed by for|^motion to (?!pass)|^vote: to (?!pass)", STOP),
    (r"\bprefiled\b", "filing introduction"),
    (r"^presented", "introduction"),
    (
        r"\b(?:re-?)?(?:referred|committed) to (?:committee|the committee|[A-Z])|^assigned (?:to )?\S+ ?sub",
        "referral-committee",
    ),
    (
        r"^failed to report|\bpassed by indefinitely in|^tabled in|^left in|^defeated in|\bstricken from docket by",
        "committee-failure",
    ),
    (r"^reported from", "committee-passage"),
    (r"^incorporated by|^incorporates", "substitution"),
    (r"^continued to \d{4}|^continued to next session", "carried-over"),
    (r"^stricken at (?:the )?request of|^stricken from|^withdrawn", "withdrawal"),
    (r"\bread (?:the )?first time", "reading-1"),
    (r"\bread second time", "reading-2"),
    (r"\bread third time", "reading-3"),
    (
        r"\bpassed (?:house|senate)|^vote: (?:block vote )?passage(?! r)|^agreed to by (?:house|senate)|^vote: adoption(?! r)",
        "passage",
    ),
    (
        r"\bdefeated by (?:house|senate)|^failed to pass|^rejected by (?:house|senate)|^no further action|^passed by indefinitely$",
        "failure",
    ),
    (r"\b(?:house|senate) (?:amendments?|substitute)[^,;]* agreed to by", "concurrence"),
    (r"^enrolled$|^signed by (?:speaker|president)", "enrolled"),
    (r"\bcommunicated to governor", "executive-receipt"),
    (r"^approved by governor", "executive-signature became-law"),
    (r"^vetoed by governor", "executive-veto"),
    (r"^acts of assembly chapter|^became law|\bbecame law without", "became-law"),
)


def session_code(given: str | None, today: dt.date) -> str:
    """The code of a session: 2026 is 20261, 2024S1 the first special one, 20242. From December on the next year's."""
    if given is None:
        return f"{today.year + (today.month == 12)}1"
    match = re.fullmatch(r"(\d{4})(?:S?(\d))?", given)
    if match is None:
        raise PageChanged(f"session: wanted one such as 2026, 2024S1 or 20261, found {given[:20]!r}")
    special = match[2] and (int(match[2]) + 1 if "S" in given else int(match[2]))
    return f"{match[1]}{special or 1}"


def session(address: str) -> str | None:
    """The session's name as others write it, from the address of a table; None where the address does not tell."""
    match = re.search(r"/lisfiles/(\d{4})(\d)/", address) or re.search(r"session (\d\d)(\d)\)", address)
    if match is None:
        return None
    year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
    return year if match[2] == "1" else f"{year}S{int(match[2]) - 1}"


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the bill they belong to: tables write HB1, HB0001 or `HB1      `."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[clean_identifier(row[column])].append(row)
    return groups


def bill(row: Row, code: str, beside: Mapping[str, Mapping[str, Sequence[Row]]]) -> ScrapedBill:
    """A bill from its row and from the rows of the other tables, as far as they were read."""
    name = clean_identifier(row["Bill_id"])
    if not re.fullmatch(r"[HS][BJR]\d+", name):
        raise PageChanged(f"Bill_id: wanted the number of a bill, found {row['Bill_id'][:20]!r}")
    session_name = session(f"/lisfiles/{code}/")
    page = f"{SITE}/bill-details/{code}/{name}"
    history = [action(subject_row) for subject_row in beside.get("history", {}).get(name, ())]
    return ScrapedBill(
        jurisdiction="us-va",
        legislative_session=session_name or code,
        identifier=name,
        title=line(row["Bill_description"]),
        classification=(_KINDS[name[1]],),
        from_organization=CHAMBERS[name[0]],
        subject=tuple(
            dict.fromkeys(line(subject_row["Subject_Name"]) for subject_row in beside.get("subjects", {}).get(name, ()))
        ),
        abstracts=tuple(_abstracts(beside.get("summaries", {}).get(name, ()))),
        actions=tuple(sorted(history or _last_actions(row), key=lambda action: action.date)),
        sponsorships=tuple(_sponsorships(row, beside.get("sponsors", {}).get(name, ()))),
        versions=tuple(_versions(row, page)),
        sources=(Link(url=page, note="Legislative Information System"),),
    )


def action(row: Row) -> Action:
    """One step of a bill's history, whose first letter tells the body."""
    description = row["History_description"]
    prefix, _, words = description.partition(" ")
    chamber = CHAMBERS.get(prefix) if len(prefix) == 1 else None
    words = line(words if chamber or not prefix else description)
    executive = "governor" in words.casefold() and "communicated" not in words.casefold()
    return Action(
        date=dates.date(row["History_date"], *DATES),
        description=words,
        classification=ACTIONS.words(words),
        organization=chamber or ("executive" if executive else "legislature"),
    )


_LAST: Final[tuple[tuple[str, Chamber, str], ...]] = (
    ("house", "lower", "Passed_house"),
    ("senate", "upper", "Passed_senate"),
    ("conference", "legislature", ""),
    ("governor", "executive", "Vetoed"),
)


def _last_actions(row: Row) -> Iterator[Action]:
    """What the bill's own row tells of its history: the day it came in, each body's last action, and what passed."""
    if came := row["Introduction_date"].strip():
        yield Action(date=dates.date(came, *DATES), description="Introduced", classification=("introduction",))
    for body, chamber, passed in _LAST:
        words, day = line(row[f"Last_{body}_action"]), row[f"Last_{body}_action_date"].strip()
        if passed.startswith("Passed") and row[passed] == "Y" and day:
            yield Action(
                date=dates.date(day, *DATES),
                description=passed.replace("_", " ").title(),
                classification=("passage",),
                organization=chamber,
            )
        if words and day:
            kinds = ACTIONS.words(words)
            yield Action(date=dates.date(day, *DATES), description=words, classification=kinds, organization=chamber)


def _abstracts(summaries: Sequence[Row]) -> Iterator[Abstract]:
    for summary in summaries:
        if text := prose.text(summary["SUMMARY_TEXT"]):
            yield Abstract(abstract=text, note=line(summary["SUMMARY_TYPE"]).capitalize() or None)


def _sponsorships(row: Row, sponsors: Sequence[Row]) -> Iterator[Sponsorship]:
    for sponsor in sponsors:
        primary = sponsor["PATRON_TYPE"].strip().endswith("- Chief Patron")
        if name := line(sponsor["MEMBER_NAME"]):
            kind = "primary" if primary else "cosponsor"
            yield Sponsorship(name=name, primary=primary, classification=kind, person_id=sponsor["MEMBER_ID"] or None)
    if not sponsors and (name := line(row["Patron_name"])):
        yield Sponsorship(name=name, primary=True, classification="primary", person_id=row["Patron_id"] or None)


def _versions(row: Row, page: str) -> Iterator[Version]:
    for number in range(1, 7):
        document, day = row.get(f"Full_text_doc{number}", "").strip(), row.get(f"Full_text_date{number}", "").strip()
        if document:
            link = Link(url=f"{page}/text/{document}", media_type="text/html")
            yield Version(note=document, date=dates.date(day, *DATES) if day else None, links=(link,))


# -- dockets ---------------------------------------------------------------------------------------------------------------


def meetings(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of a docket by meeting; a docket has no ids, so a meeting is a committee on a day."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        body = "-".join(filter(None, (row["Com_no"].strip(), row.get("Sub_no", "").strip())))
        groups[f"{body}|{row['Doc_date'].strip()}"].append(row)
    yield from groups.items()


def meeting(rows: Sequence[Row], names: Mapping[str, str], code: str | None, today: dt.date) -> ScrapedHearing:
    """A committee's meeting of one day, of which only the bills are told, not the hour."""
    first = rows[0]
    body = "-".join(filter(None, (first["Com_no"].strip(), first.get("Sub_no", "").strip())))
    if first["Com_no"][:1] not in CHAMBERS:
        raise PageChanged(f"Com_no: wanted a committee such as H02, found {first['Com_no'][:20]!r}")
    day = civic.day(first["Doc_date"])
    chamber, committee = (
        CHAMBERS[first["Com_no"][0]],
        names.get(first["Com_no"].strip(), f"Committee {first['Com_no']}"),
    )
    part = names.get(body) or (f"subcommittee {first['Sub_no']}" if first.get("Sub_no") else None)
    name = f"{'House' if chamber == 'lower' else 'Senate'} {committee}" + (
        f", {part}" if part and part != committee else ""
    )
    session_name = session(f"/lisfiles/{code}/") if code else None
    bills = dict.fromkeys(clean_identifier(row["Bill_no"]) for row in rows if row["Bill_no"].strip())
    return ScrapedHearing(
        key=f"docket-{body}-{day}",
        jurisdiction="us-va",
        name=name,
        start=dates.midnight(day, ZONE),
        timezone=ZONE.key,
        all_day=True,
        time_qualifier="date-only",
        status="passed" if day < today else "confirmed",
        chamber=chamber,
        committee=name,
        legislative_session=session_name,
        bills=tuple(HeardBill(identifier=bill_name, legislative_session=session_name) for bill_name in bills),
        links=(Link(url=f"{SITE}/schedule", note="Meeting schedule"),),
        sources=(Link(url=f"{SITE}/data-files", note="Legislative Information System"),),
    )
