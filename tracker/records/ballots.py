"""Say how a member voted, from roll calls that name people as each legislature does: by id, whole name or last name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_SEAT: Final = re.compile(r"\s*\[[^\]]{1,40}\]\Z")
_BESIDE: Final = frozenset(
    {
        "rep",
        "representative",
        "sen",
        "senator",
        "del",
        "delegate",
        "mr",
        "mrs",
        "ms",
        "dr",
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A legislator, as far as a roll call may name one."""

    name: str
    ids: Collection[str] = ()
    chamber: str | None = None
    namesakes: bool = False
    """Whether somebody else in the same chamber has the same last name: then the last name alone names nobody."""
    doubled: bool = False
    """Whether somebody in another seat there has the same whole name: then it says of no bill who brought it in."""
    also: Collection[tuple[str, ...]] = ()
    """How else they are written, as `words` tells names; only what nobody else there is called."""
    everybody: Collection[str] = ()
    """The ids of all legislators there. An id that is none of these is another system's, and then the name counts."""

    def is_called(self, said: tuple[str, ...]) -> bool:
        """Whether these words are their whole name, or one of the other ways in which it is written."""
        return bool(said) and (said == words(self.name) or said in self.also)

    def signs(self, person_id: str | None, name: str) -> bool:
        """Whether a sponsorship is theirs: by an id that somebody there has, else by the whole name, where nobody shares it."""
        if person_id and (person_id in self.ids or person_id in self.everybody):
            return person_id in self.ids
        return not self.doubled and self.is_called(words(name))


def known_ids(values: Iterable[str]) -> frozenset[str]:
    """The ids by which a person may be named: each as it is kept, and without the scheme before it (`lis:S428`)."""
    kept_values = frozenset(values)
    return kept_values | {value.partition(":")[2] for value in kept_values if ":" in value}


def words(name: str) -> tuple[str, ...]:
    """The words of a name without titles and what stands behind it; `Smith, Ada` is Ada Smith."""
    head, comma, tail = name.partition(",")
    turned = f"{tail} {head}" if comma and not set(_plain(tail)) <= _BESIDE else name
    return tuple(word for word in _plain(turned) if word not in _BESIDE)


def without_seat(name: str) -> str:
    """A name without the party and the state that Congress puts behind it: `Sen. Bennet, Michael F. [D-CO]`.

    `words` leaves them, since they tell two members of one name apart; where people look for a name, they are in the way.
    """
    return _SEAT.sub("", name)


def _plain(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name.replace("'", "").replace("’", ""))]


def only_theirs(own: Iterable[str], others: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Of the ways in which a member is written those that nobody else is written in, as `words` tells them."""
    return frozenset(map(words, own)) - frozenset(map(words, others)) - {()}


def option_of(member: Member, vote: Mapping[str, Any]) -> str | None:
    """How the member voted, in the record's word; None where the roll call does not name them beyond doubt."""
    if _elsewhere(member, vote):
        return None
    ballots: Sequence[Mapping[str, Any]] = vote.get("ballots") or ()
    for ballot in ballots:
        if ballot.get("person_id") and ballot["person_id"] in member.ids:
            return str(ballot["option"])
    named = [
        ballot["option"]
        for ballot in ballots
        if ballot.get("person_id") not in member.everybody and _names(member, words(ballot["voter"]))
    ]
    return str(named[0]) if len(named) == 1 else None


def _elsewhere(member: Member, vote: Mapping[str, Any]) -> bool:
    """Whether it is a vote of the other chamber."""
    return member.chamber is not None and vote.get("organization") in {"upper", "lower"} - {member.chamber}


def _names(member: Member, said: tuple[str, ...]) -> bool:
    own = words(member.name)
    if not said or not own:
        return False
    if member.is_called(said) or (len(said) > 1 and said[-1] == own[-1] and said[0] == own[0]):
        return True
    if said[-1] != own[-1]:
        return False
    if len(said) == 1:
        return not member.namesakes
    return len(said[0]) == 1 and own[0].startswith(said[0])
