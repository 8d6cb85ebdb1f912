"""Compare with an independent reading of the same files: other code, other library, field by field."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from spiders.sources.us.bill_reader import Reading
from spiders.sources.us.billstatus_xml import read
from tracker.records.stages import stage

pytestmark = [pytest.mark.recordings, pytest.mark.slow]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every single file, and every fourth one of the archives."""
    for path in sorted((folder / "federal" / "billstatus").rglob("*.xml")):
        yield path.name, path.read_bytes()
    for path in sorted((folder / "federal" / "govinfo-billstatus-116").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist()[::4]:
                yield name, archive.read(name)


@pytest.fixture(scope="module")
def read_bills(recordings: Path) -> list[tuple[str, ET.Element, Reading]]:
    """Each file's name, its bill as the other library sees it, and our reading."""
    found = []
    for name, data in files(recordings):
        bill = ET.fromstring(data).find("bill")
        assert bill is not None
        found.append((name, bill, read(data)))
    return found


def words(text: str | None) -> str:
    seen = html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text or "")).replace("\u00ad", "")  # a hyphen without sight
    return " ".join(seen.split())


def letters(text: str | None) -> str:
    kept = re.sub(r"(?is)<(script|style)\b.*?</\1>", "", text or "")
    return "".join(html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", kept)).replace("\u00ad", "").split())


def every(bill: ET.Element, *paths: str) -> list[ET.Element]:
    return [each for path in paths for each in bill.findall(path)]


def check(bill: ET.Element, reading: Reading) -> list[str]:
    """What differs between the two readings."""
    ours = reading.bill
    if ours is None or reading.faults:
        return [f"not read: {reading.faults}"]
    actions = bill.findall("actions/item")
    people = [(words(each.findtext("fullName")), each.findtext("bioguideId")) for each in bill.findall("sponsors/item")]
    signed = [
        (words(each.findtext("fullName")), each.findtext("bioguideId"))
        for each in bill.findall("cosponsors/item")
        if not each.findtext("sponsorshipWithdrawnDate")
    ]
    subjects = [
        words(e.findtext("name"))
        for e in every(bill, "policyArea", "subjects/billSubjects/policyArea", "subjects/policyArea")
    ]
    subjects += [
        words(each.findtext("name"))
        for each in every(
            bill,
            "subjects/billSubjects/legislativeSubjects/item",
            "subjects/billSubjects/otherSubjects/item",
            "subjects/billSubjects/primarySubject",
            "subjects/legislativeSubjects/item",
        )
    ]
    summaries = every(bill, "summaries/billSummaries/item", "summaries/summary")
    pairs = {
        "identifier": (
            ours.identifier,
            (bill.findtext("billType") or bill.findtext("type") or "")
            + (bill.findtext("billNumber") or bill.findtext("number") or ""),
        ),
        "session": (ours.legislative_session, bill.findtext("congress")),
        "title": (ours.title, words(bill.findtext("title"))),
        "chamber": (
            ours.from_organization,
            {"House": "lower", "Senate": "upper"}[bill.findtext("originChamber") or ""],
        ),
        "action dates": ([str(a.date) for a in reversed(ours.actions)], [a.findtext("actionDate") for a in actions]),
        "actions": (
            [a.description for a in reversed(ours.actions)],
            [words(a.findtext("text")) or words(a.findtext("type")) or "(no description given)" for a in actions],
        ),
        "latest": (ours.actions[-1].description, words(bill.findtext("latestAction/text"))),
        "sponsors": ([(s.name, s.person_id) for s in ours.sponsorships if s.primary], list(dict.fromkeys(people))),
        "cosponsors": ([(s.name, s.person_id) for s in ours.sponsorships if not s.primary], signed),
        "subjects": (set(ours.subject), {each for each in subjects if each}),
        "abstracts": (
            ["".join(a.abstract.split()) for a in ours.abstracts],
            [t for s in summaries if (t := letters(s.findtext("text")))],
        ),
        "titles": (
            [t.title for t in ours.other_titles],
            [words(t.findtext("title")) for t in bill.findall("titles/item")],
        ),
        "versions": (
            [v.note for v in ours.versions],
            [t for v in bill.findall("textVersions/item") if (t := v.findtext("type"))],
        ),
        "links": (
            [link.url for v in ours.versions for link in v.links],
            [u.text for u in bill.findall("textVersions/item/formats/item/url")],
        ),
        "related": (
            [(r.legislative_session, r.identifier) for r in ours.related_bills],
            [
                (r.findtext("congress"), f"{r.findtext('type')}{r.findtext('number')}".replace(".", "").upper())
                for r in bill.findall("relatedBills/item")
            ],
        ),
        "companions": (
            [r.identifier for r in ours.related_bills if r.relation_type == "companion"],
            [
                f"{r.findtext('type')}{r.findtext('number')}".replace(".", "").upper()
                for r in bill.findall("relatedBills/item")
                if "Identical bill" in [t.text for t in r.findall("relationshipDetails/item/type")]
            ],
        ),
        "committees": (
            {c.code for c in ours.committees},
            {c.findtext("systemCode") for c in bill.iterfind("committees//item") if c.find("systemCode") is not None},
        ),
    }
    return [
        f"{name}: ours {mine!r:.300} theirs {theirs!r:.300}" for name, (mine, theirs) in pairs.items() if mine != theirs
    ]


def test_every_field_agrees_with_an_independent_reading(read_bills: list) -> None:
    assert len(read_bills) > 2_000
    assert [f"{name}: {each}" for name, bill, reading in read_bills for each in check(bill, reading)] == []


def test_what_became_law_is_told_as_law(read_bills: list) -> None:
    for name, bill, reading in read_bills:
        ours = reading.bill
        assert ours is not None
        told = stage(ours.actions, ours.from_organization)
        signed = any("executive-signature" in action.classification for action in ours.actions)
        if bill.find("laws/item") is not None:
            assert told == "law", name
        else:
            assert told != "law" or signed, name  # signed days before the file was made, its number not yet given out
