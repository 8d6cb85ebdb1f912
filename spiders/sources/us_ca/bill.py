"""Read a bill of California from its rows in the files of the Legislative Counsel, and its text from the file beside them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from lxml import etree

from spiders.kit import dates
from spiders.kit.bill_text import xml_text
from spiders.kit.classify import by_words
from spiders.kit.delimited import Row
from spiders.kit.select import PageChanged
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Ballot,
    Chamber,
    Committee,
    Link,
    ScrapedBill,
    Sponsorship,
    TextUnread,
    Title,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

PLACE: Final = "us-ca"
SITE: Final = "https://leginfo.legislature.ca.gov/faces"
ZONE: Final = ZoneInfo("America/Los_Angeles")

_KINDS: Final = {
    "B": "bill",
    "CA": "constitutional amendment",
    "CR": "concurrent resolution",
    "JR": "joint resolution",
    "R": "resolution",
}
_CHAMBERS: Final[dict[str, Chamber]] = {"A": "lower", "H": "lower", "S": "upper"}
_HOUSES: Final[dict[str, Chamber]] = {
    "assembly": "lower",
    "senate": "upper",
    "governor": "executive",
    "secretary of state": "executive",
}
_OPTIONS: Final = {"AYE": "yes", "NOE": "no", "ABS": "not voting"}
_MESSAGE: Final = 600
"""Letters of a veto message that stand in a bill's list of papers."""
_ID: Final = re.compile(r"(\d{8})(\d)([A-Z]{2,3})(\d+)")
_VETOED: Final = re.compile(r"^vetoed by", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The rows of one bill in the other tables, and the file that holds its newest text."""

    history: Sequence[Row] = ()
    versions: Sequence[Row] = ()
    authors: Sequence[Row] = ()
    """Of its newest version."""
    analyses: Sequence[Row] = ()
    votes: Sequence[Row] = ()
    ballots: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """Names and options by the key of a vote."""
    motions: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    """Names of committees and floors by their codes."""
    veto: Row | None = None
    veto_message: bytes | None = None
    text: bytes | None = None


def vote_key(row: Row) -> str:
    """What tells one vote of a bill from another."""
    return (
        "|".join(row[column] for column in ("location_code", "vote_date_seq", "motion_id")) + row["vote_date_time"][:10]
    )


def newest(versions: Iterable[Row]) -> Row | None:
    """The newest version: their numbers count down from 99."""
    return min(versions, key=lambda row: int(row["version_num"] or 0), default=None)


def stamp(row: Row, beside: Beside) -> str:
    """What changes with anything that is read of a bill."""
    parts = [row["trans_update"], row["latest_bill_version_id"], str(len(beside.history)), str(len(beside.votes))]
    return "|".join((*parts, str(len(beside.analyses)), *([beside.veto["trans_update"]] if beside.veto else ())))


def bill_id(row: Row) -> str:
    """The public id of a bill."""
    session, name, _chamber, _kind = _named(row)
    return f"{PLACE}/{session}/{name}"


def bill(row: Row, beside: Beside) -> ScrapedBill:
    """A bill with its history, authors, versions, analyses, votes and its newest text."""
    session, name, chamber, kind = _named(row)
    page = _page("billNavClient.xhtml", row["bill_id"])
    last = newest(beside.versions)
    title = line(last["subject"]) if last else ""
    if not title:
        raise PageChanged(f"{row['bill_id']}: wanted a subject in its newest version, found none")
    earlier = dict.fromkeys(line(version["subject"]) for version in beside.versions)
    long, digest, text = _told(beside.text)
    titles = [Title(title=earlier_title) for earlier_title in earlier if earlier_title and earlier_title != title]
    if long:
        titles.insert(0, Title(title=long, note="official title"))
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=session,
        identifier=name,
        title=title,
        classification=(kind,),
        from_organization=chamber,
        other_titles=tuple(titles),
        abstracts=(Abstract(abstract=digest, note="Legislative Counsel's Digest"),) if digest else (),
        actions=tuple(_actions(beside.history)),
        sponsorships=tuple(_sponsorships(beside.authors)),
        committees=_committees(row, beside),
        versions=tuple(_versions(beside.versions, row["bill_id"])),
        documents=(*_veto(beside, row["bill_id"]), *_analyses(beside.analyses, row["bill_id"])),
        votes=tuple(_votes(beside)),
        sources=(Link(url=page, note="California Legislative Information"),),
        text=text or None,
        stamp=stamp(row, beside) if text else None,  # a bill without its text is read again by the next visit
    )


def _named(row: Row) -> tuple[str, str, Chamber, str]:
    """Session, number, chamber and kind, from the id: two years, the special session or 0, the type, the number."""
    match = _ID.fullmatch(row["bill_id"])
    if match is None or match[3][0] not in _CHAMBERS or match[3][1:] not in _KINDS:
        raise PageChanged(f"bill_id: wanted one such as 202520260AB946, found {row['bill_id'][:30]!r}")
    years, special, kind, number = match.groups()
    extra = special != "0"
    session = f"{years} Special Session {special}" if extra else years
    name = f"{kind}X{special}{number}" if extra else f"{kind}{number}"
    return session, name, _CHAMBERS[kind[0]], _KINDS[kind[1:]]


def _page(page: str, key: str, **more: str) -> str:
    return f"{SITE}/{page}?{urlencode({'bill_id': key, **more})}"


def _day(moment: str) -> dt.date:
    return dates.date(moment[:10])


def _actions(rows: Sequence[Row]) -> Iterator[Action]:
    for row in sorted(rows, key=lambda step: (step["action_date"], int(step["bill_history_id"] or 0))):
        words = line(row["action"])
        place = _HOUSES.get(line(row["primary_location"]).casefold())
        yield Action(
            date=_day(row["action_date"]),
            description=words,
            classification=by_words(PLACE, words),
            organization="executive" if _VETOED.search(words) else place,
        )


def _sponsorships(rows: Sequence[Row]) -> Iterator[Sponsorship]:
    for row in rows:
        lead = row["contribution"] == "LEAD_AUTHOR"
        if name := line(row["name"]):
            yield Sponsorship(
                name=name,
                primary=lead or row["primary_author_flg"] == "Y",
                classification="primary" if lead else "cosponsor",
                entity_type="organization" if row["type"].casefold() == "committee" else "person",
            )


def _committees(row: Row, beside: Beside) -> tuple[Committee, ...]:
    """The committee where it lies, whose code stands with the last step of its history."""
    last = max(beside.history, key=lambda step: (step["action_date"], int(step["bill_history_id"] or 0)), default=None)
    if last is None or line(last["secondary_location"]).casefold() != "committee":
        return ()
    code = line(last["ternary_location"])
    name = beside.places.get(code) or line(row["current_location"])
    chamber = _HOUSES.get(line(last["primary_location"]).casefold())
    return (Committee(name=name, code=code or None, chamber=chamber),) if name else ()


def _versions(rows: Sequence[Row], key: str) -> Iterator[Version]:
    for row in sorted(rows, key=lambda row_of_version: -int(row_of_version["version_num"] or 0)):
        version = row["bill_version_id"]
        links = (
            Link(url=_page("billTextClient.xhtml", key, version=version), media_type="text/html"),
            Link(url=_page("billPdf.xhtml", key, version=version), media_type="application/pdf"),
        )
        yield Version(note=line(row["bill_version_action"]), date=_day(row["bill_version_action_date"]), links=links)


def _veto(beside: Beside, key: str) -> Iterator[Version]:
    """What the governor wrote to the house that the bill came from, as far as the file is there."""
    if beside.veto is None:
        return
    words = line(prose.text(beside.veto_message.decode("utf-8", "replace"))) if beside.veto_message else ""
    note = f"Governor's veto message: {words}" if words else "Governor's veto message"
    link = Link(url=_page("billStatusClient.xhtml", key), media_type="text/html")
    yield Version(
        note=note if len(note) <= _MESSAGE else f"{note[: _MESSAGE - 1]}…",
        date=_day(beside.veto["veto_date"]) if beside.veto["veto_date"] else None,
        links=(link,),
    )


def _analyses(rows: Sequence[Row], key: str) -> Iterator[Version]:
    for row in sorted(rows, key=lambda analysis: analysis["analysis_date"]):
        office = line(row["committee_name"]) or line(row["analysis_type"])
        link = Link(url=_page("billAnalysisClient.xhtml", key), media_type="text/html")
        yield Version(note=f"Analysis: {office}", date=_day(row["analysis_date"]), links=(link,))


def _votes(beside: Beside) -> Iterator[VoteEvent]:
    for row in sorted(beside.votes, key=lambda vote: (vote["vote_date_time"], int(vote["vote_date_seq"] or 0))):
        place = beside.places.get(row["location_code"], "")
        code = row["location_code"]
        motion = line(beside.motions.get(row["motion_id"], ""))
        floor = {"AFLOOR": "Assembly floor", "SFLOOR": "Senate floor"}.get(code, place or code)
        counts = (("yes", row["ayes"]), ("no", row["noes"]), ("not voting", row["abstain"]))
        yield VoteEvent(
            date=_day(row["vote_date_time"]),
            motion=f"{motion} ({floor})" if motion else floor,
            result={"(PASS)": "pass", "(FAIL)": "fail"}.get(row["vote_result"]),
            organization="lower" if code[:1] == "A" or code[:2] == "CX" else "upper",
            counts=tuple(VoteCount(option=option, value=int(value)) for option, value in counts if value.isdecimal()),
            ballots=tuple(
                Ballot(option=_OPTIONS.get(option, "other"), voter=name)
                for name, option in beside.ballots.get(vote_key(row), ())
            ),
        )


def unread(made: ScrapedBill, beside: Beside) -> TextUnread | None:
    """Why a bill has no text; None where it has one, or no version."""
    last = newest(beside.versions)
    if made.text is not None or last is None:
        return None
    name = line(last["bill_xml"])
    if not name:
        reason = "the table of versions names no file of it"
    elif beside.text is None:
        reason = f"{name} is not in the files, or cannot be unpacked"
    elif not beside.text.lstrip().startswith(b"<"):
        reason = f"{name}: wanted XML, found {beside.text[:40].decode('utf-8', 'replace')!r}"
    else:
        reason = f"{name}: wanted a <Bill> with words, found none"
    return TextUnread(
        bill_id=made.id, version=line(last["bill_version_action"]), reason=reason, url=made.sources[0].url
    )


def _told(data: bytes | None) -> tuple[str, str, str]:
    """The official title, the digest and the text, which stand in one file of XML."""
    if not data or not data.lstrip().startswith(b"<"):
        return "", "", ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    root = etree.fromstring(data.strip(), parser)
    if root is None:
        return "", "", ""
    title, digest, body = (root.find(f".//{{*}}{name}") for name in ("Title", "DigestText", "Bill"))
    title_text = line(" ".join(title.itertext())) if title is not None else ""
    summary = "".join(etree.tostring(element, encoding="unicode") for element in digest) if digest is not None else ""
    return title_text, prose.text(summary), xml_text(etree.tostring(body)) if body is not None else ""
