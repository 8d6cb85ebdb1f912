"""Read one roll call of Congress, with how each member voted, from the file of its chamber."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from spiders.kit import dates
from spiders.kit.fields import child, descendants, maybe_child, xml_body
from spiders.kit.select import PageChanged
from spiders.sources.us.roll_calls import address
from tracker.records.items import Ballot, Link, VoteCount, VoteEvent

_KINDS: Final = frozenset({"HR", "HRES", "HJRES", "HCONRES", "S", "SRES", "SJRES", "SCONRES"})
_OPTIONS: Final = {
    "yea": "yes", "aye": "yes", "guilty": "yes", "nay": "no", "no": "no", "not guilty": "no", "present": "present",
    "not voting": "not voting",
}  # fmt: skip
_FAILED: Final = re.compile(
    r"\b(?:failed|rejected|defeated|not (?:agreed|sustained|invoked|passed|well))\b", re.IGNORECASE
)
_PASSED: Final = re.compile(r"\b(?:passed|agreed|confirmed|adopted|invoked|sustained|guilty)\b", re.IGNORECASE)


class RollCall(NamedTuple):
    """A vote and what it was on; votes on no measure, such as on the journal or a nomination, name none."""

    congress: str
    measure: str | None
    title: str
    vote: VoteEvent


def house(data: bytes) -> RollCall:
    """A roll call of the House, from the file of its Clerk."""
    root = xml_body(data)
    about = _first(root, "vote-metadata")
    question = child(about, "vote-question")
    amendment = ", ".join(filter(None, (maybe_child(about, "amendment-num"), maybe_child(about, "amendment-author"))))
    day = dates.date(child(about, "action-date"), "%d-%b-%Y")
    roll = int(child(about, "rollcall-num"))
    ballots = tuple(_of_house(root))
    return RollCall(
        child(about, "congress"),
        _measure(maybe_child(about, "legis-num")),
        maybe_child(about, "vote-desc") or "",
        VoteEvent(
            date=day,
            motion=f"{question} (amendment {amendment})" if amendment else question,
            result=_result(child(about, "vote-result")),
            organization="lower",
            counts=_counts(ballots),
            ballots=ballots,
            sources=(_link("lower", day.year, roll, child(about, "congress")),),
        ),
    )


def senate(data: bytes) -> RollCall:
    """A roll call of the Senate."""
    root = xml_body(data)
    congress, year = child(root, "congress"), int(child(root, "congress_year"))
    roll = int(child(root, "vote_number"))
    day = dates.date(re.sub(r",\s+\d{1,2}:.*$", "", child(root, "vote_date")), "%B %d, %Y")
    document = root.find("{*}document")
    ballots = tuple(_of_senate(root))
    amended = root.find("{*}amendment")
    name = None if document is None else maybe_child(document, "document_name")
    if not _measure(name) and amended is not None:
        name = maybe_child(amended, "amendment_to_document_number")
    title = None if document is None else maybe_child(document, "document_title")
    return RollCall(
        congress,
        _measure(name),
        title or maybe_child(root, "vote_title") or "",
        VoteEvent(
            date=day,
            motion=maybe_child(root, "vote_question_text") or child(root, "question"),
            result=_result(child(root, "vote_result")),
            organization="upper",
            counts=_counts(ballots),
            ballots=ballots,
            sources=(_link("upper", year, roll, congress),),
        ),
    )


def _first(root: Any, name: str) -> Any:
    element = next(descendants(root, name), None)
    if element is None:
        raise PageChanged(f"wanted <{name}>, found <{str(root.tag).rpartition('}')[2]}>")
    return element


def _of_house(root: Any) -> Iterator[Ballot]:
    for vote in descendants(root, "recorded-vote"):
        member = _first(vote, "legislator")
        name = " ".join("".join(member.itertext()).split())
        yield Ballot(option=_option(child(vote, "vote")), voter=name, person_id=member.get("name-id") or None)


def _of_senate(root: Any) -> Iterator[Ballot]:
    for member in descendants(root, "member"):
        yield Ballot(
            option=_option(child(member, "vote_cast")),
            voter=child(member, "member_full"),
            person_id=maybe_child(member, "lis_member_id"),
        )
    broke = root.find("{*}tie_breaker")  # the Vice President, who is in no list of members
    if broke is not None and (cast := maybe_child(broke, "tie_breaker_vote")):
        yield Ballot(option=_option(cast), voter=maybe_child(broke, "by_whom") or "Vice President")


def _option(word: str) -> str:
    return _OPTIONS.get(word.casefold(), "other")


def _counts(ballots: tuple[Ballot, ...]) -> tuple[VoteCount, ...]:
    if not ballots:
        raise PageChanged("wanted the names of members with their votes, found none")
    counts = dict.fromkeys(("yes", "no", "present", "not voting", "other"), 0)
    for ballot in ballots:
        counts[ballot.option] += 1
    return tuple(
        VoteCount(option=option, value=value) for option, value in counts.items() if value or option in {"yes", "no"}
    )


def _result(words: str) -> str | None:
    return "fail" if _FAILED.search(words) else "pass" if _PASSED.search(words) else None


def _measure(name: str | None) -> str | None:
    """The number of a measure, such as HR1 from `H R 1` or `H.R. 1`; None where it is none."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", re.sub(r"[^A-Z0-9]", "", (name or "").upper()))
    return match[0] if match is not None and match[1] in _KINDS else None


def _link(chamber: str, year: int, roll: int, congress: str) -> Link:
    return Link(url=address(chamber, year, roll, congress), note=f"Roll call {roll}", media_type="text/html")
