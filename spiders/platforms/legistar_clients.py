"""Name the bodies that are read from Legistar, and those of other systems: their place, their name there, their clock."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.errors import SettingsError
from tracker.ingest.verdict import Problem
from tracker.system import read_plain

SHIPPED: Final = Path(__file__).with_suffix(".toml")
OWN: Final = "legistar-clients.toml"
"""The file in the data folder where an organizer adds bodies."""

_BYTES: Final = 4_000_000
_PLACE: Final = re.compile(r"us(-[a-z0-9]+)+\Z")
_NAME: Final = re.compile(r"[a-z0-9-]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One body at Legistar, or at another system of cities."""

    place: str
    name: str
    publisher: str
    timezone: str
    api: bool = True
    token: bool = False
    site: str = ""
    page: str = ""
    """What else its address needs: the number of a view (Granicus), a path (BoardDocs), a body's ID/GUID (Legistar)."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone its times are in."""
        return ZoneInfo(self.timezone)

    @property
    def calendar(self) -> str:
        """The page a person would open: the calendar, or that of the one body that `page` names."""
        number, _slash, secret = self.page.partition("/")
        path = f"DepartmentDetail.aspx?ID={number}&GUID={secret}" if secret and number.isdecimal() else "Calendar.aspx"
        return f"{self.site or f'https://{self.name}.legistar.com'}/{path}"

    def is_at(self, url: str) -> bool:
        """Whether an address is one of this body's, at whatever system."""
        words = re.split(r"[./?&=]", url.casefold())
        if "/" in self.page and not self.page.partition("/")[0].isdecimal():  # BoardDocs' boards share one host
            return f"/{self.page.casefold()}/" in url.casefold()
        return self.name in words or f"pub-{self.name}" in words or bool(self.site and url.startswith(self.site))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts its pages stand on."""
        return (f"{self.name}.legistar.com", urlsplit(self.calendar).netloc.lower())


def clients(data_dir: Path, shipped: Path = SHIPPED) -> dict[str, Client]:
    """All bodies by place, ours and those of the data folder; raises SettingsError that names every fault."""
    own = data_dir / shipped.name.replace("_", "-")
    return {**_read(shipped), **(_read(own) if own.exists() else {})}


def listed(data_dir: Path, shipped: Path = SHIPPED) -> tuple[dict[str, Client], Problem | None]:
    """The same; where the organizer's own file has a fault, ours alone, and the problem: one slip must not cost every city."""
    try:
        return clients(data_dir, shipped), None
    except SettingsError as fault:
        reason = f"{fault}; it is left out and the shipped places are read: mend it, or take it away"
        return dict(_read(shipped)), Problem(kind="settings", reason=reason)


def own_fault(file: Path) -> str | None:
    """What is wrong with an organizer's own list of places; None where nothing is, or no such file stands there."""
    try:
        if file.exists():
            _read(file)
    except SettingsError as fault:
        return str(fault)
    return None


def _read(file: Path) -> Mapping[str, Client]:
    try:
        return _clients(file, read_plain(file, _BYTES).decode("utf-8"))
    except (
        OSError,
        ValueError,
        RecursionError,
    ) as problem:  # ValueError: no TOML, no UTF-8, no plain file, or far too long
        raise SettingsError(f"{file}: expected TOML with [[client]] entries, found {problem}") from problem


@lru_cache(maxsize=64)
def _clients(file: Path, text: str) -> Mapping[str, Client]:
    """The bodies of a file's text; pages and commands ask for them again and again."""
    document = tomllib.loads(text)
    entries = document.get("client")
    if not isinstance(entries, list) or set(document) != {"client"}:
        raise SettingsError(
            f"{file}: expected [[client]] entries and nothing else, found {', '.join(document) or 'nothing'}"
        )
    faults = [f"client {n}: {fault}" for n, client_entry in enumerate(entries, 1) for fault in _faults(client_entry)]
    if faults:
        raise SettingsError(f"{file}: {'; '.join(faults)}")
    return MappingProxyType({entry["place"]: Client(**entry) for entry in entries})


def _faults(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return [f"expected an entry, found {type(entry).__name__}"]
    kinds = {field.name: bool if field.name in {"api", "token"} else str for field in fields(Client)}
    faults = [f"unknown field {name!r}" for name in entry if name not in kinds]
    faults += [f"{name} is missing" for name in ("place", "name", "publisher", "timezone") if not entry.get(name)]
    faults += [
        f"{name}: expected {kinds[name].__name__}, found {value!r}"
        for name, value in entry.items()
        if name in kinds and not isinstance(value, kinds[name])
    ]
    if not faults:
        faults += _wrong_values(Client(**entry))
    return faults


def _wrong_values(client: Client) -> list[str]:
    faults = []
    if not _PLACE.match(client.place):
        faults.append(f"place: expected a code such as us-wa-seattle, found {client.place!r}")
    if not _NAME.match(client.name):
        faults.append(f"name: expected a name such as seattle, found {client.name!r}")
    if client.site and not re.fullmatch(r"https?://[A-Za-z0-9.:-]+", client.site):
        faults.append(f"site: expected https:// and a host, found {client.site!r}")
    if client.page and not re.fullmatch(r"[A-Za-z0-9-]+(?:/[A-Za-z0-9-]+)?", client.page):
        faults.append(f"page: expected a number or a path such as oh/akron, found {client.page!r}")
    try:
        client.zone  # noqa: B018 - asking is the test
    except (ZoneInfoNotFoundError, ValueError):
        faults.append(f"timezone: expected a name such as America/Chicago, found {client.timezone!r}")
    return faults
