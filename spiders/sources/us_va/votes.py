"""Read who voted how in Virginia, from the table of votes, by the numbers that the history of a bill gives."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from spiders.kit.delimited import decoded
from spiders.kit.select import PageChanged
from spiders.sources.us_va import lis
from tracker.records.items import Action, Ballot, Link, Unreadable, VoteCount, VoteEvent
from tracker.records.text import line

Votes = Mapping[str, tuple[tuple[str, str], ...]]
"""By the number of a vote: each member's number with the letter of the vote."""

_OPTIONS: Final = {"Y": "yes", "N": "no", "A": "abstain", "X": "not voting"}
_TALLY: Final = re.compile(r"\s*\((?P<Y>\d+)-Y (?P<N>\d+)-N(?: (?P<A>\d+)-A)?[^)]*\)")
_NUMBER: Final = re.compile(r"[HS]\w{2,9}")
_LOST: Final = re.compile(r"\b(?:defeated|failed|rejected)\b", re.IGNORECASE)


def table(data: bytes) -> Votes:
    """The votes of a table that has no heading: a number, then a member and a letter in turn."""
    rolls: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in csv.reader(io.StringIO(decoded(data), newline="")):
        cells = [line(cell) for cell in row]
        if not any(cells):
            continue
        if len(cells) % 2 == 0 or not _NUMBER.fullmatch(cells[0]):
            raise PageChanged(f"wanted a vote, then members with their letters, found {','.join(cells)[:60]!r}")
        rolls[cells[0]] = tuple(zip(cells[1::2], cells[2::2], strict=True))
    return rolls


def names(rows: Sequence[lis.Row]) -> dict[str, str]:
    """The names of members by their numbers; older tables write the last name first."""
    return {line(row["MBR_MBRNO"]): _forward(line(row["MBR_NAME"])) for row in rows}


def _forward(name: str) -> str:
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma else name


def of_bill(
    history: Sequence[lis.Row], votes: Votes, members: Mapping[str, str], page: str
) -> Iterator[VoteEvent | Unreadable]:
    """The votes that the history of a bill numbers, each once: counts by its words, names by the tables.

    Names that do not add up to the counts are told as unreadable, and the vote comes without them.
    """
    seen = set()
    for row in history:
        number, description = line(row.get("History_refid", "")), row["History_description"]
        tally = _TALLY.search(description)
        if tally is None or not number or number in seen:
            continue
        seen.add(number)
        counts = {option: int(tally[letter] or 0) for letter, option in _OPTIONS.items() if letter != "X"}
        ballots = tuple(_ballots(votes.get(number, ()), members))
        by_name = Counter(ballot.option for ballot in ballots)
        if ballots and any(by_name[option] != value for option, value in counts.items()):
            yield Unreadable(reason=f"vote {number}: wanted the names of {counts}, found {dict(by_name)}", url=page)
            ballots = ()
        yield _event(lis.action(row), counts | {"not voting": by_name["not voting"]}, ballots, number, page)


def _event(action: Action, counts: Mapping[str, int], ballots: tuple[Ballot, ...], number: str, page: str) -> VoteEvent:
    return VoteEvent(
        date=action.date,
        motion=line(_TALLY.sub("", action.description)).removeprefix("VOTE: ") or "Vote",
        result="fail" if counts["yes"] <= counts["no"] or _LOST.search(action.description) else "pass",
        organization=lis.CHAMBERS.get(number[0]),
        counts=tuple(
            VoteCount(option=option, value=value)
            for option, value in counts.items()
            if value or option in {"yes", "no"}
        ),
        ballots=ballots,
        sources=(Link(url=page, note=f"Vote {number}"),),
    )


def _ballots(rows: Sequence[tuple[str, str]], members: Mapping[str, str]) -> Iterator[Ballot]:
    for member, letter in rows:
        yield Ballot(option=_OPTIONS.get(letter, "other"), voter=members.get(member, member), person_id=member)
