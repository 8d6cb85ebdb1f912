"""Prepare the votes of a bill for its page: counts as a strip, names by how they voted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_WIDTH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One option: how many chose it, where its part of the strip begins and how wide it is, and who they are."""

    option: str
    count: int
    begins: float
    wide: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One vote."""

    date: dt.date
    motion: str
    passed: bool | None
    chamber: str | None
    parts: tuple[Part, ...]
    url: str | None
    source: str | None

    @property
    def named(self) -> bool:
        """Whether the record tells who voted how."""
        return any(part.names for part in self.parts)


def of_bill(record: Mapping[str, Any]) -> list[Shown]:
    """The votes of a bill, newest first."""
    shown = [_shown(vote) for vote in record.get("votes") or ()]
    return sorted(shown, key=lambda event: event.date, reverse=True)


def _shown(vote: Mapping[str, Any]) -> Shown:
    link: Mapping[str, Any] = next(iter(vote.get("sources") or ()), {})
    return Shown(
        date=dt.date.fromisoformat(vote["date"][:10]),
        motion=vote["motion"],
        passed={"pass": True, "fail": False}.get(vote.get("result") or ""),
        chamber=vote.get("organization"),
        parts=_parts(vote),
        url=link.get("url"),
        source=link.get("note"),
    )


def _parts(vote: Mapping[str, Any]) -> tuple[Part, ...]:
    """Each option that somebody chose: yes, no, then the others."""
    names: dict[str, list[str]] = {}
    for ballot in vote.get("ballots") or ():
        names.setdefault(ballot["option"], []).append(ballot["voter"])
    counts = {option: len(voters) for option, voters in names.items()}
    counts |= {count["option"]: int(count["value"]) for count in vote.get("counts") or ()}
    total = sum(counts.values()) or 1
    parts, begins = [], 0.0
    for option in sorted(counts, key=lambda option: (option != "yes", option != "no", option)):
        wide = counts[option] / total * _WIDTH
        if counts[option]:
            voter_names = tuple(sorted(names.get(option, ())))
            part = Part(
                option=option, count=counts[option], begins=round(begins, 1), wide=round(wide, 1), names=voter_names
            )
            parts.append(part)
        begins += wide
    return tuple(parts)
