"""What is known of hosts that answer programs otherwise than people: the one place for it.

The file beside this one says for each host how long to rest between requests, in which hours it answers badly, whether it
sends its certificate without the one in the middle, and what its answers look like where it does not want us. The pause is
kept by whoever fetches; the rest is told with the problem, so that a person knows what it means and what to do.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from tracker.errors import SettingsError

BUSY_PAUSE: Final = 10.0
"""Seconds between requests in the hours in which a host answers badly."""
_EASTERN: Final = ZoneInfo("America/New_York")
_FILE: Final = Path(__file__).with_name("hosts.toml")
_NAME: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST_NAME: Final = 254
"""Characters of a name with the point at its end (RFC 1035, 2.3.4); what is longer is no host."""
_MARKS: Final = ("chain", "thin", "clouds", "robots", "soft", "script")
_WORDS: Final = {
    "bad-certificate": ("chain", "it sends its certificate without the one in the middle; put that one, as PEM, into the folder `certificates` of the data folder"),
    "forbidden-by-robots": ("robots", "it refuses programs: ask its publisher for leave or for a file"),
    "blocked": ("soft", "it answers with status 200 and a page of refusal: try again later, from the beginning"),
    "soft-404": ("soft", "it answers with status 200 where it has nothing"),
    "script-page": ("script", "its pages are filled by scripts; its data stands elsewhere"),
    "page-changed": ("thin", "it gives rented machines a page without rows: a visit from a line at home may show them"),
}  # fmt: skip
"""What a mark of a host means for a kind of problem."""
_UNREACHED: Final = frozenset({"timeout", "silent-host", "http-403", "http-429", "not-fetched", "connection-refused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """How one host wants to be visited."""

    name: str
    """The host; those below it are meant too."""
    pause: float = 0.0
    """Seconds between two requests, where the host asks for more than everybody is given."""
    busy: tuple[dt.time, dt.time] | None = None
    """Hours of its own clock in which it answers programs badly or not at all."""
    zone: ZoneInfo = _EASTERN
    marks: frozenset[str] = frozenset()
    """chain: an incomplete certificate; thin: pages without rows for rented machines; clouds: these are refused or held up;
    robots: programs are refused; soft: errors with status 200; script: pages that only scripts fill."""

    about: str = ""
    """Where a person finds the same, or what to know beside."""

    def is_busy(self, now: dt.datetime) -> bool:
        """Whether it is in its bad hours."""
        if self.busy is None:
            return False
        clock = now.astimezone(self.zone).time()
        first, last = self.busy
        return first <= clock < last if first < last else clock >= first or clock < last

    def rest(self, now: dt.datetime) -> float:
        """Seconds between two requests at this moment."""
        return max(self.pause, BUSY_PAUSE) if self.is_busy(now) else self.pause

    def says(self, kind: str, now: dt.datetime) -> str:
        """What is known of it that explains a problem of this kind; empty where nothing does."""
        mark, words = _WORDS.get(kind, ("", ""))
        reasons = [words] if mark in self.marks else []
        if kind in _UNREACHED:
            if kind == "http-403" and "robots" in self.marks:
                reasons.append("it refuses programs: ask its publisher for leave or for a file")
            if "clouds" in self.marks:
                reasons.append("it refuses or holds up rented machines: a visit from a line at home may be answered")
            if self.busy is not None and self.is_busy(now):
                first, last = self.busy
                reasons.append(
                    f"it answers programs badly from {first:%H:%M} to {last:%H:%M} there: visit it outside of these hours"
                )
        if not reasons:
            return ""
        return f"{self.name} is known for it: {'; '.join(reasons)}{f' ({self.about})' if self.about else ''}"


def known(name: str | None) -> Host:
    """What is known of a host, by its own name or by that of the one above it; nothing special of most."""
    if len(name or "") > _LONGEST_NAME:
        return Host(name=name or "")
    labels = (name or "").lower().rstrip(".").split(".")
    every = all_hosts()
    for start in range(len(labels) - 1):
        if (host := every.get(".".join(labels[start:]))) is not None:
            return host
    return Host(name=name or "")


@cache
def all_hosts() -> Mapping[str, Host]:
    """Every host of the file, by its name."""
    return read(_FILE)


def read(path: Path) -> Mapping[str, Host]:
    """The hosts of a file; raises SettingsError with every fault."""
    hosts: dict[str, Host] = {}
    faults: list[str] = []
    for name, raw in tomllib.loads(path.read_text(encoding="utf-8")).items():
        try:
            hosts[name] = _host(name, raw)
        except (ValueError, KeyError, TypeError) as problem:
            faults.append(f"{path.name}: {name}: expected facts of a host, found: {problem}")
    if faults:
        raise SettingsError("; ".join(faults))
    return MappingProxyType(hosts)


def _host(name: str, raw: Mapping[str, Any]) -> Host:
    facts = dict(raw)
    if not _NAME.fullmatch(name):
        raise ValueError(f"no host's name: {name[:60]!r}")
    marks = frozenset(mark for mark in _MARKS if facts.pop(mark, False))
    pause, zone = float(facts.pop("pause", 0)), ZoneInfo(facts.pop("zone", _EASTERN.key))
    first, last = facts.pop("busy", (None, None))
    about = str(facts.pop("about", ""))
    if facts or pause < 0:
        raise ValueError(f"what is not known: {', '.join(facts) or 'a negative pause'}")
    busy = (dt.time.fromisoformat(first), dt.time.fromisoformat(last)) if first and last else None
    return Host(name=name, pause=pause, busy=busy, zone=zone, marks=marks, about=about)
