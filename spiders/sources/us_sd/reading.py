"""Read bills of the South Dakota Legislature.

An action names its committee by number only. The floors are committees too, with other numbers in each session: those
that read the bill for the first time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import Json, many, maybe_long, maybe_said, said
from spiders.kit.select import PageChanged
from tracker.records.items import Action, Chamber, Link, ScrapedBill, Version
from tracker.records.text import line

SITE: Final = "https://sdlegislature.gov"
ZONE: Final = ZoneInfo("America/Chicago")

KINDS: Final = {
    "Bill": ("B", "bill"),
    "Joint Resolution": ("JR", "joint resolution"),
    "Concurrent Resolution": ("CR", "concurrent resolution"),
    "Resolution": ("R", "resolution"),
    "Commemoration": ("C", "commemoration"),
}
_TYPE: Final = re.compile(r"(House|Senate) (.+)")
_FIRST: Final = re.compile(r"first read(?:ing)?(?: in)? (house|senate)\b", re.IGNORECASE)
_SIGNED: Final = re.compile(r"signed by (?:the )?(speaker|president)\b", re.IGNORECASE)
_CHAMBERS: Final[dict[str, Chamber]] = {"house": "lower", "speaker": "lower", "senate": "upper", "president": "upper"}
ACTIONS: Final = Actions(
    (r"\breconsider|\bscheduled\b|conference committee (?:report not|appoint)|^\w+ \w: failed to concur", STOP),
    (r": first read", "introduction reading-1"),
    (r": introduced", "introduction"),
    (r"referred (?:as amended )?to\b", "referral-committee"),
    (r"^\w+ P: (?:motion to amend|amend the amendment|title amended|hog ?housed)", "amendment-passage"),
    (r"^\w+ F: motion to amend", "amendment-failure"),
    (r"^\w+ \w: tabled amendment", f"amendment-deferral {STOP}"),
    (r"^floor P: (?:do pass|adopt resolution)", "passage"),
    (r"^floor P: concur(?:red)? in resolution", "passage"),
    (r"^floor F: (?:do pass|adopt resolution|concur)", "failure"),
    (r"^floor P: (?:tabled|deferred to (?:the )?(?:36th|41st) legislative day)", "failure"),
    (r"^committee P: (?:do pass|adopt resolution)", "committee-passage-favorable"),
    (r"^committee P: do not pass", "committee-passage-unfavorable"),
    (r"^committee P: report out of committee without", "committee-passage"),
    (r"^committee (?:F: do pass|P: tabled|P: deferred to (?:the )?(?:36th|41st) legislative day)", "committee-failure"),
    (r"^\w+ P: (?:concurred in amendments|conference committee report adopted)", "concurrence"),
    (r": signed by (?:the )?(?:speaker|president)", "enrolled"),
    (r": delivered to the governor", "executive-receipt"),
    (r": (?:signed by (?:the )?governor|filed without signature|became law)", "executive-signature became-law"),
    (r": (?:partially|line item) veto", "executive-veto-line-item"),
    (r": vetoed by (?:the )?governor", "executive-veto"),
    (r"^\w+ P: veto override", "veto-override-passage became-law"),
    (r"^\w+ F: veto override", "veto-override-failure"),
)
"""Each text is read with who acted and the result before it: "floor P: Do Pass"."""


def bill(entry: Json) -> ScrapedBill:
    """A bill with its history, texts and key words."""
    chamber, letters, kind = _type(said(entry, "bill_type"))
    log = sorted(many(entry, "action_log"), key=lambda row: said(row, "action_date"))
    if not log:
        raise PageChanged("action_log: wanted at least one action, which tells the session's year, found none")
    versions = sorted(many(entry, "bill_versions"), key=lambda row: maybe_said(row, "bill_version_date") or "")
    key = said(entry, "bill_id")
    return ScrapedBill(
        jurisdiction="us-sd",
        legislative_session=str(_day(log[0]).year),
        identifier=f"{letters}{int(said(entry, 'bill_number'))}",
        title=said(entry, "bill_title"),
        classification=(kind,),
        from_organization=chamber,
        subject=tuple(_keywords(entry)),
        actions=tuple(_actions(log)),
        versions=tuple(_version(version, key) for version in versions),
        sources=(Link(url=f"{SITE}/Session/Bill/{key}", note="South Dakota Legislature"),),
        text=next((text for version in reversed(versions) if (text := maybe_long(version, "bill_text"))), None),
    )


def _type(name: str) -> tuple[Chamber, str, str]:
    match = _TYPE.fullmatch(name)
    if match is None or match[2] not in KINDS:
        raise PageChanged(f"bill_type: wanted one such as House Bill, found {name[:40]!r}")
    letters, kind = KINDS[match[2]]
    return _CHAMBERS[match[1].lower()], match[1][0] + letters, kind


def _keywords(entry: Json) -> Iterator[str]:
    words = entry.get("keywords") or []
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise PageChanged("keywords: wanted a list of texts, found something else")
    yield from filter(None, map(line, dict.fromkeys(words)))


def _actions(log: list[Json]) -> Iterator[Action]:
    floors = _floors(log)
    committees = {maybe_said(step, "committee_id_assigned") for step in log}
    for step in log:
        words = maybe_said(step, "status_text")
        if words is None:  # the log has lines without a text, which only carry an audio or a vote
            continue
        words = words.rstrip(",")
        actor, result = maybe_said(step, "committee_id_action"), maybe_said(step, "result") or "N"
        floor = floors.get(actor or "")
        place = "committee" if actor in committees and floor is None else "floor"
        governed = re.search(r"\bgovernor\b", words, re.IGNORECASE) and not words.startswith("Delivered")
        yield Action(
            date=_day(step),
            description=f"{words} ({'passed' if result == 'P' else 'failed'})" if result in {"P", "F"} else words,
            classification=ACTIONS.words(f"{place} {result[:1]}: {words}"),
            organization="executive" if governed else floor,
        )


def _floors(log: list[Json]) -> dict[str, Chamber]:
    """The numbers under which the two floors act in this session, from the lines that only a floor can write."""
    chambers: dict[str, Chamber] = {}
    for step in log:
        words, key = maybe_said(step, "status_text") or "", maybe_said(step, "committee_id_action")
        match = _FIRST.match(words) or _SIGNED.match(words)
        if match and key:
            chambers.setdefault(key, _CHAMBERS[match[1].lower()])
    return chambers


def _version(entry: Json, bill: str) -> Version:
    day = maybe_said(entry, "bill_version_date")
    url = f"{SITE}/Session/Bill/{bill}/{said(entry, 'bill_version_id')}"
    return Version(
        note=said(entry, "bill_version"),
        date=dates.date(day[:10]) if day else None,
        links=(Link(url=url, media_type="text/html"),),
    )


def _day(action: Json) -> dt.date:
    return dates.date(said(action, "action_date")[:10])
