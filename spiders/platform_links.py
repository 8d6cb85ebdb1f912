"""Tell whose calendar an address is, at the systems that we read, and which of them a page links to. Touch nothing.

A home page links to its meetings in many ways: to the portal, to one meeting, to a player, in a frame or in a script. Each
such address carries the name that the place has at the system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

_VENDOR_S_OWN: Final = frozenset(
    {
        "account", "accounts", "admin", "analytics", "api", "archive-media", "archive-stream", "assets", "auth", "blog", "cdn",
        "cms", "connect", "content", "data", "docs", "go", "help", "idp", "images", "info", "login", "maps", "media", "player",
        "portal", "static", "status", "support", "video", "webapi", "webcontent", "www",
    }
)  # fmt: skip
"""Hosts of vendors that belong to no place: their scripts, pictures and films stand in every page of their customers."""
_HOSTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "legistar": (r"([\w-]+)\.legistar\.com", ""),
        "primegov": (r"([\w-]+)\.primegov\.com", ""),
        "civicclerk": (r"([\w-]+)\.(?:portal|api)\.civicclerk\.com", ""),
        "municode": (r"([\w-]+)\.municodemeetings\.com", ""),
        "iqm2": (r"([\w-]+)\.iqm2\.com", ""),
        "granicus": (r"([\w-]+)\.granicus\.com", "view_id"),
        "escribe": (r"pub-([\w-]+)\.escribemeetings\.com", ""),
        "novusagenda": (r"([\w-]+)\.novusagenda\.com", ""),
        "civicplus": (r"([\w-]+)\.civicplus\.com", ""),
    }
)
"""Under which host a system keeps a place, and which word of an address tells its page."""
_PATHS: Final = (
    ("legistar", re.compile(r"webapi\.legistar\.com/v1/([\w-]+)/", re.IGNORECASE), ""),
    ("boarddocs", re.compile(r"go\.boarddocs\.com/(\w+)/(\w+)/Board\.nsf", re.IGNORECASE), "{0}/{1}"),
    ("boardbook", re.compile(r"meetings\.boardbook\.org/Public/\w+/(\d+)", re.IGNORECASE), ""),
)
"""Systems that keep all places under one host."""
_OWN_HOST: Final = re.compile(r"[\w-]+\.escribemeetings\.com")
_ADDRESS: Final = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}(?:[/?][^\s"'<>\\)]*)?""", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""\b(?:href|src|action|data-[\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
MOST_ADDRESSES: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The calendar of one place at a system; `name` is empty where the place's own host is all that names it."""

    system: str
    name: str = ""
    page: str = ""
    site: str = ""
    url: str = field(default="", compare=False)
    """The address that told it."""


def at_a_system(url: str, *, built_by_civicplus: bool = False) -> Named | None:
    """Whose calendar an address is; None for any other page, and for the pages of vendors themselves.

    Two vendors call a calendar `/calendar.aspx`: without a number it is one where the site is known to be CivicPlus's.
    """
    parts = urlsplit(url.strip())
    host, path = (parts.hostname or "").lower(), parts.path
    query = {name.casefold(): values[0] for name, values in parse_qs(parts.query).items()}
    system = _under_a_path(f"{host}{path}") or _under_a_host(host, path.casefold(), query)
    bare = built_by_civicplus or host.endswith(".civicplus.com")
    system = system or _at_its_own_host(host, path.casefold(), query, bare=bare)
    return replace(system, url=url) if system else None


def _under_a_path(address: str) -> Named | None:
    for system, shared, page in _PATHS:
        if match := shared.match(address):
            words = [word.lower() for word in match.groups()]
            return Named(system=system, name=words[-1], page=page.format(*words))
    return None


def _under_a_host(host: str, path: str, query: Mapping[str, str]) -> Named | None:
    for system, (own, parameter) in _HOSTS.items():
        match = re.fullmatch(own, host)
        if match and match[1] not in _VENDOR_S_OWN and (system, path) != ("civicplus", "/calendar.aspx"):
            value = query.get(parameter, "") if parameter else ""
            return Named(system=system, name=match[1], page=value if value.isdecimal() else "")
    return None


def _at_its_own_host(host: str, path: str, query: Mapping[str, str], *, bare: bool) -> Named | None:
    """A host that names the place to nobody but itself; `bare` where a calendar without a number is CivicPlus's."""
    site, name = f"https://{host}", host.partition(".")[0]
    if _OWN_HOST.fullmatch(host) and name not in _VENDOR_S_OWN:
        return Named(system="escribe", name=name, site=site)
    if host.startswith("legistar.") and path == "/calendar.aspx":
        return Named(system="legistar", site=site)
    if re.match(r"/agendacenter(?:/|\Z)", path):
        return Named(system="civicplus", site=site)
    if path == "/calendar.aspx" and (bare or {"cid", "eid"} & query.keys()):
        number = query.get("cid", "")
        return Named(system="civicplus-calendar", site=site, page=number if number.isdecimal() else "")
    return None


def on_page(url: str, html: str) -> list[Named]:
    """The calendars that a page links to, in its order, each once."""
    built = re.search(r"/agendacenter\b|civicplus", html, re.IGNORECASE) is not None
    systems = (at_a_system(address, built_by_civicplus=built) for address in _addresses(url, html))
    distinct = dict.fromkeys(filter(None, systems))
    whole = {(system.system, system.name, system.site) for system in distinct if system.page}
    return [system for system in distinct if system.page or (system.system, system.name, system.site) not in whole]


def _addresses(url: str, html: str) -> Iterator[str]:
    """Every address in a page's markup and scripts, also one that another address carries along."""
    text = unescape(html).replace("\\/", "/")
    attributes = (next(filter(None, match.groups()), "") for match in _ATTRIBUTE.finditer(text))
    for number, address in enumerate((*attributes, *_ADDRESS.findall(text))):
        if number >= MOST_ADDRESSES:
            return
        try:
            made = urljoin(url, address)
            yield made
            yield from _ADDRESS.findall(unquote(urlsplit(made).query))
        except ValueError:  # no address after all, such as http://[here
            continue
