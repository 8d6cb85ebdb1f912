"""Fill a database with many made-up bills, hearings and notices: `python -m bench.sample DATABASE_URL [BILLS]`.

Words, lengths and shares are like those of a real year; the same seed gives the same data.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert

from tracker import clock
from tracker.db.engine import writing
from tracker.db.models import Match
from tracker.ingest.source import Source
from tracker.ingest.visit import Visit
from tracker.records.items import (
    Abstract,
    Action,
    Committee,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    ScrapedNotice,
    Sponsorship,
    Title,
    Version,
)

EASTERN = ZoneInfo("America/New_York")
SOURCE = Source(
    jurisdiction="us",
    publisher="Congress",
    timezone=EASTERN,
    url="https://www.congress.gov",
    kind="bills,hearings,notices",
    lists_all_upcoming=True,
)
PLACES = [
    "us",
    "us-ma",
    "us-wa",
    "us-ny",
    "us-or",
    "us-va",
    "us-tx",
    "us-il",
    "us-hi",
    "us-ca",
    "us-oh",
    "us-mn",
    "us-co",
    "us-mi",
    "us-nc",
    "us-ga",
    "us-fl",
    "us-pa",
    "us-az",
    "us-md",
    "us-nj",
    "us-mo",
    "us-in",
    "us-wi",
    "us-tn",
    "us-ct",
    "us-nm",
    "us-ut",
    "us-nv",
    "us-ks",
]
TOPICS = [
    "mental-health",
    "substance-use",
    "parity",
    "crisis-988",
    "suicide-prevention",
    "youth",
    "veterans",
    "maternal",
    "workforce",
    "housing",
    "justice",
    "telehealth",
    "medicaid-funding",
    "peer-support",
    "involuntary-treatment",
    "equity",
]
THINGS = [
    "crisis stabilization centers",
    "peer support services",
    "school counselors",
    "behavioral health parity",
    "the 988 lifeline",
    "opioid treatment programs",
    "telehealth for psychotherapy",
    "maternal depression screening",
    "veterans' mental health",
    "psychiatric residency slots",
    "certified community behavioral health clinics",
    "mobile crisis teams",
    "involuntary commitment hearings",
    "recovery housing",
    "naloxone distribution",
    "suicide prevention training",
]
OTHERS = [
    "highway signs",
    "fishing licenses",
    "property tax relief",
    "county fairs",
    "school bus safety",
    "water districts",
    "real estate disclosure",
    "tobacco retail",
    "election notices",
    "wildfire insurance",
    "dental hygienists",
    "electric vehicles",
    "public records",
    "probate fees",
    "state parks",
    "apprenticeships",
    "milk pricing",
    "broadband grants",
    "cemeteries",
    "noise limits",
]
FORMS = (
    "An Act relating to {}",
    "An Act to expand access to {}",
    "To amend the code with respect to {}, and for other purposes.",
    "Requiring coverage of {}",
    "Establishing a commission on {}",
    "A bill to provide grants for {}",
)
STEPS = (
    (("introduction",), "Introduced", None),
    (("referral-committee",), "Referred to the Committee on Health", None),
    (("hearing-held",), "Public hearing in the Committee on Health", None),
    (("committee-passage-favorable",), "Reported favorably", None),
    (("passage",), "Passed to be engrossed", "lower"),
    (("passage",), "Passed the second chamber", "upper"),
    (("executive-receipt",), "Presented to the governor", "executive"),
    (("executive-signature",), "Signed by the governor", "executive"),
)
NAMES = [
    "Rivera",
    "Chen",
    "Okafor",
    "Nguyen",
    "Haddad",
    "Kowalski",
    "Begay",
    "Johansson",
    "Silva",
    "Murphy",
    "Patel",
    "Washington",
    "Ito",
    "Garcia",
    "Brandt",
]


def bills(number: int, today: dt.date, seed: int = 7) -> Iterator[tuple[ScrapedBill, bool]]:
    """So many bills; the second value says whether it is about mental health (one in fifteen)."""
    chance = random.Random(seed)
    for count in range(number):
        place = PLACES[count % len(PLACES)]
        ours = chance.random() < 0.066
        thing = chance.choice(THINGS if ours else OTHERS)
        begun = today - dt.timedelta(days=chance.randint(0, 700))
        steps = min(len(STEPS), 1 + int(chance.expovariate(0.7)))
        days = sorted(chance.randint(0, (today - begun).days) for _step in range(steps))
        year = begun.year if place != "us" else 119
        text = f"This bill concerns {thing}. " + " ".join(
            f"The department shall report on {chance.choice(OTHERS)} and {chance.choice(THINGS if ours else OTHERS)}."
            for _sentence in range(chance.randint(2, 8))
        )
        yield (
            ScrapedBill(
                jurisdiction=place,
                legislative_session=str(year),
                identifier=f"{chance.choice(('HB', 'SB'))}{count // len(PLACES) + 1}",
                title=chance.choice(FORMS).format(thing),
                from_organization="lower",
                subject=("Health", thing.title()) if ours else ("Government",),
                abstracts=(Abstract(abstract=text, note="As introduced", date=begun),),
                other_titles=(Title(title=f"{thing.title()} Act", note="short title"),) if count % 3 == 0 else (),
                actions=tuple(
                    Action(
                        date=begun + dt.timedelta(days=day),
                        description=STEPS[step][1],
                        classification=STEPS[step][0],
                        organization=STEPS[step][2] or "lower",
                    )
                    for step, day in enumerate(days)
                ),
                sponsorships=tuple(
                    Sponsorship(name=f"Rep. {chance.choice(NAMES)}", primary=each == 0, classification="cosponsor")
                    for each in range(chance.randint(1, 5))
                ),
                committees=(Committee(name="Health", chamber="lower"),),
                versions=(
                    Version(note="As introduced", date=begun, links=(Link(url=f"https://example.org/{count}.pdf"),)),
                ),
                sources=(Link(url=f"https://example.org/bills/{count}"),),
            ),
            ours,
        )


def hearings(heard: list[ScrapedBill], now: dt.datetime, seed: int = 7) -> Iterator[ScrapedHearing]:
    """A hearing for every third of these bills, in the next six weeks and the last."""
    chance = random.Random(seed)
    for count, bill in enumerate(heard[::3]):
        start = (now + dt.timedelta(days=chance.randint(-7, 42))).astimezone(EASTERN)
        start = start.replace(
            hour=chance.choice((9, 10, 13, 14)), minute=chance.choice((0, 30)), second=0, microsecond=0
        )
        yield ScrapedHearing(
            key=f"hearing-{count}",
            jurisdiction=bill.jurisdiction,
            name=f"Committee on Health: {bill.title}",
            start=start,
            timezone="America/New_York",
            classification="hearing",
            committee="Committee on Health",
            location=chance.choice(("Room A-1, State House", "Hearing Room 3", "Online")),
            bills=(HeardBill(identifier=bill.identifier, legislative_session=bill.legislative_session),),
            sources=(Link(url=f"https://example.org/hearings/{count}"),),
        )


def notices(today: dt.date) -> Iterator[ScrapedNotice]:
    """Forty rule-makings with their comment periods."""
    for count in range(40):
        yield ScrapedNotice(
            key=f"fr-2026-{count:05}",
            jurisdiction="us",
            title=f"Medicaid Program; Payment for {THINGS[count % len(THINGS)].title()}",
            classification="proposed-rule",
            abstract="This proposed rule would change how such services are paid for.",
            agencies=("Centers for Medicare & Medicaid Services",),
            published=today - dt.timedelta(days=count),
            comments_close=today + dt.timedelta(days=count - 5),
            comment_url="https://www.regulations.gov/",
            sources=(Link(url=f"https://www.federalregister.gov/d/2026-{count:05}"),),
        )


def fill(engine: Engine, number: int, today: dt.date | None = None) -> None:
    """Store them all through the front door, with matches as the rules would give them."""
    today = today or clock.today()
    chance = random.Random(11)
    ours: list[ScrapedBill] = []
    with Visit(engine, "us-sample", SOURCE) as visit:
        for bill, about_us in bills(number, today):
            visit.take(bill)
            if about_us:
                ours.append(bill)
        for hearing in hearings(ours[: min(900, len(ours))], clock.now()):
            visit.take(hearing)
        for notice in notices(today):
            visit.take(notice)
        visit.finish()
    rows = []
    for bill in ours:
        for topic in chance.sample(TOPICS, chance.choice((1, 1, 2, 3))):
            words = bill.title.split()[-2:]
            reason = {
                "rule": f"{topic}.words",
                "field": "title",
                "words": words,
                "excerpt": bill.title.replace(words[0], f"«{words[0]}»", 1),
            }
            rows.append(
                {
                    "record_id": bill.id,
                    "topic": topic,
                    "what": "bill",
                    "score": chance.randint(30, 98),
                    "flagged": True,
                    "reasons": [reason],
                    "judged_at": clock.now(),
                    "first_flagged_at": clock.now(),
                }
            )
    with writing(engine) as connection:
        connection.execute(insert(Match), rows)
