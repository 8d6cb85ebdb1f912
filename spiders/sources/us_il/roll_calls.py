"""Read votes of the Illinois General Assembly: the page that lists those of a bill, and the paper of one with every name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from parsel import Selector

from spiders.kit import dates
from spiders.kit.select import PageChanged, text_of
from spiders.kit.votes import sure_result
from tracker.records.items import Ballot, Chamber, Link, VoteCount, VoteEvent
from tracker.records.text import line

_FILE: Final = re.compile(
    r"(?P<assembly>\d{3})(?P<special>\d\d)(?P<house>[HS])(?P<kind>JRCA|JR|R|B)(?P<number>\d{4})"
    r"(?P<amendment>[HS](?:[CF]?A|am)\d+)?_\w+\.pdf",
    re.IGNORECASE,
)
_AMENDMENT: Final = re.compile(r"([HS])([CF]?)AM?0*(\d+)", re.IGNORECASE)
_HOUSES: Final = {"H": "House", "S": "Senate"}
_LAYERS: Final = {"": "", "C": "Committee ", "F": "Floor "}
_CHAMBERS: Final[dict[str, Chamber]] = {"house": "lower", "senate": "upper"}
_CODES: Final = {"Y": "yes", "N": "no", "P": "present", "E": "excused", "A": "absent", "NV": "not voting"}
_RESULTS: Final = {"PASSED": "pass", "ADOPTED": "pass", "CONCURRED": "pass", "LOST": "fail", "FAILED": "fail"}
_BILL: Final = re.compile(
    r"^(House|Senate) (Bill|Resolution|Joint Resolution|Joint Resolution Constitutional Amendment) (?:No\. )?(\d+)$",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"^(?:Hearing Date: )?([A-Z][a-z]{2} \d\d?, \d{4})\b")
_TOLD: Final = re.compile(
    r"(?:YEAS NAYS PRESENT NOT VOTING ?)?(\d+) (?:YEAS )?(\d+) (?:NAYS )?(\d+)\b(?: PRESENT| \d+)$"
)
_OF_HOUSE: Final = re.compile(r"HOUSE (?:COMMITTEE )?ROLL CALL")
_COMMITTEE: Final = re.compile(r"HOUSE COMMITTEE ROLL CALL|Senate Committee Vote")
_COLUMNS: Final = re.compile(r"(?:^|\s+)(NV|[YNPEA]) {1,2}(?=[^-\s])")
_NAMED: Final = re.compile(r"(NV|[YNPEA]) ([^,]+), (.+?)(?= (?:NV|[YNPEA]) (?!(?:NV|[YNPEA]) )[^,]+, |$)")
_MOST: Final = Fraction(3, 5)
"""The most of all members that a bill can need; an amendment of the constitution the same."""
_HALF: Final = Fraction(1, 2)


class Subject(NamedTuple):
    """What a vote is on, by the address of its paper."""

    session: str
    identifier: str
    amendment: str
    """Empty, or the amendment in words with a colon behind."""


def subject(url: str) -> Subject | None:
    """What a vote is on; None where the address is that of no such paper."""
    match = _FILE.search(url)
    if match is None:
        return None
    special = int(match["special"])
    session = f"{match['assembly']}S{special}" if special else match["assembly"]
    return Subject(
        session, f"{match['house']}{match['kind']}{int(match['number'])}".upper(), _amendment(match["amendment"] or "")
    )


def _amendment(code: str) -> str:
    hit = _AMENDMENT.fullmatch(code)
    return f"{_HOUSES[hit[1].upper()]} {_LAYERS[hit[2].upper()]}Amendment {int(hit[3])}: " if hit else ""


# -- the list --------------------------------------------------------------------------------------------------------------


def listed(page: Selector) -> Iterator[VoteEvent]:
    """The votes of a bill as its page lists them, on the floor and in committee, without counts and names."""
    rows = page.xpath('//tr[td/a[contains(@href, "/votehistory/")]]')
    if not rows and not page.xpath('//*[contains(text(), "No vote detail available")]'):
        raise PageChanged("a[href*='/votehistory/']: wanted at least one vote, found none")
    for row in rows:
        link, url = row.css("a")[0], row.css("a")[0].attrib["href"]
        text, about = text_of(link), subject(url)
        said = re.fullmatch(r"(\w+) - (.+) - (?:\w+day, )?([A-Z][a-z]+ \d\d?, \d{4})", text)
        if about is None or said is None:
            raise PageChanged(f"a: wanted a vote such as HB1 - Third Reading - May 16, 2019, found {text[:60]!r}")
        of_body = "/committeevotes/" in url and "committe" not in said[2].casefold()
        yield VoteEvent(
            date=dates.date(said[3], "%B %d, %Y", "%b %d, %Y"),
            motion=f"{_amendment(said[1]) or about.amendment}{said[2]}{' Committee' if of_body else ''}",
            organization=_CHAMBERS.get(text_of(row.css("td")[-1]).casefold()),
            sources=(_link(url),),
        )


def short_title(page: Selector) -> str | None:
    """The short description on a bill's page of votes."""
    cells = page.xpath('//td[normalize-space()="Short Description:"]/following-sibling::td[1]')
    return (text_of(cells[0]) or None) if cells else None


# -- a paper ---------------------------------------------------------------------------------------------------------------


def paper(text: str, url: str) -> tuple[VoteEvent, str | None]:
    """One vote with every name, and the bill's short title where the paper prints it."""
    lines = [line(text_line) for text_line in text.splitlines() if line(text_line)]
    place, amendment = _bill(lines, url)
    until, day = _first(lines, _DAY, "the day")
    _, totals = _first(lines, _TOLD, "YEAS, NAYS and PRESENT")
    house, heard = _OF_HOUSE.search(text) is not None, lines[until].startswith("Hearing")
    words = _words(lines, place, house=house) if heard else lines[place + 1 : until]
    short = words.pop(0) if house and len(words) > 1 else None
    motion, result = _decided(words)
    ballots = tuple(_in_committee(lines) if heard else _on_floor(text))
    event = VoteEvent(
        date=dates.date(day[1], "%b %d, %Y"),
        motion=f"{amendment}{_body(lines)}{motion}".rstrip(": ") or "Vote",
        result=result or sure_result(int(totals[1]), int(totals[2]), len(ballots), _HALF if heard else _MOST),
        organization="lower" if house else "upper",
        counts=_counts([int(text_line) for text_line in totals.groups()], ballots),
        ballots=ballots,
        sources=(_link(url),),
    )
    return event, short


def _bill(lines: list[str], url: str) -> tuple[int, str]:
    """Where the bill is named, and the amendment that its address tells; raises PageChanged where it is another bill."""
    about = subject(url)
    place, bill = _first(lines, _BILL, "the bill")
    number = f"{bill[1][0]}{''.join(word[0] for word in bill[2].split())}{bill[3]}".upper()
    if about is None or number != about.identifier:
        raise PageChanged(f"wanted a vote on {about.identifier if about else 'a bill'}, found one on {number}")
    return place, about.amendment


def _decided(words: list[str]) -> tuple[str, str | None]:
    """The motion, and its result where the last line is one."""
    result = _RESULTS.get(words[-1].upper()) if words else None
    motion = " ".join(words[:-1] if result else words[-1:])
    return motion.title() if motion.isupper() else motion, result


def _first(lines: list[str], wanted: re.Pattern[str], what: str) -> tuple[int, re.Match[str]]:
    for place, text_line in enumerate(lines):
        if match := wanted.match(text_line):
            return place, match
    raise PageChanged(f"wanted {what} on the paper of a vote, found none")


def _words(lines: list[str], bill: int, *, house: bool) -> list[str]:
    """What a committee decided: on a paper of the House below the bill and the number of the assembly, else above it."""
    return lines[bill + 2 :] if house else lines[:bill]


def _body(lines: list[str]) -> str:
    """The committee, which stands below the heading of its paper; nothing on the floor."""
    committees = [below for above, below in pairwise(lines) if _COMMITTEE.fullmatch(above)]
    return f"{committees[0]} Committee: " if committees else ""


def _on_floor(text: str) -> Iterator[Ballot]:
    """Columns of a code, two blanks and a name."""
    for row in text.partition(" PRESENT")[2].splitlines():
        _, *columns = _COLUMNS.split(row.rstrip())
        yield from (
            Ballot(option=_CODES[code], voter=line(name))
            for code, name in zip(columns[::2], columns[1::2], strict=True)
        )


def _in_committee(lines: list[str]) -> Iterator[Ballot]:
    """A code, one blank and a name with its last part first."""
    for row in lines:
        if _NAMED.match(row):
            yield from (
                Ballot(option=_CODES[code], voter=f"{last}, {first}") for code, last, first in _NAMED.findall(row)
            )


def _counts(totals: list[int], ballots: tuple[Ballot, ...]) -> tuple[VoteCount, ...]:
    """The counts that the paper prints; names that do not add up to them were not read right."""
    by_name = Counter(ballot.option for ballot in ballots)
    if totals != [by_name[option] for option in ("yes", "no", "present")]:
        raise PageChanged(f"wanted the names of {totals} who voted yes, no and present, found {dict(by_name)}")
    return tuple(
        VoteCount(option=code_option, value=by_name[code_option])
        for code_option in _CODES.values()
        if by_name[code_option] or code_option in {"yes", "no"}
    )


def _link(url: str) -> Link:
    return Link(url=url, note="Illinois General Assembly", media_type="application/pdf")
