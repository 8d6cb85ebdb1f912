"""Decide where a crawl may connect, and hold to it at the moment of connecting.

What a source's own code names is trusted. What comes from outside, a feed someone added or a redirect, may lead to public
addresses only, or a stranger could read the operator's own network through us. A check before the request is not enough:
a name can resolve differently a second later. So the resolver itself drops the addresses that are refused.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from tracker.networks import is_public

PORTS: Final = frozenset({None, 80, 443})
"""Where web pages are served; on other ports other services may listen, for which an HTTP request can be a command."""


def refusal(url: str) -> str | None:
    """Why an address that came from outside is not fetched, as far as the address itself shows; None when it may be."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as problem:
        return f"it is no address ({problem})"
    if parts.scheme not in {"http", "https"}:
        return f"only http and https are fetched, not {parts.scheme or 'nothing'}"
    if not host or parts.username is not None or "\\" in url:
        return "a plain host name is expected"
    if port not in PORTS:
        return f"only the ports 80 and 443 are fetched, not {port}"
    if _is_local_name(host):
        return f"{host} is not on the public internet"
    return None


def on_this_machine(url: str) -> bool:
    """Whether an address leads to this machine itself, such as a feed that somebody tries out before it is public."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def own_hosts(addresses: Iterable[str]) -> frozenset[str]:
    """The hosts on private addresses that a source's own code names, such as a server on this machine."""
    hosts = (urlsplit(address).hostname for address in addresses)
    return frozenset(host for host in hosts if host and _is_local_name(host))


def _is_local_name(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver without the addresses that are refused, whatever spelling of a host led to them."""

    trusted: frozenset[str] = frozenset()
    """Hosts that code or the operator named; the crawl sets it before it starts."""

    def __init__(self, reactor: Any, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self.original_resolver: Any = _Guard(self.original_resolver)


dropped: dict[str, str] = {}
"""For each host that had refused addresses only, one of them; it tells a refusal from a name that does not exist."""


@implementer(IHostnameResolver)
class _Guard:
    def __init__(self, original: Any) -> None:
        self._original = original

    def resolveHostName(  # noqa: N802 - the name is Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name and pass on what may be connected to."""
        receiver = resolutionReceiver if hostName in GuardedResolver.trusted else _Sieve(resolutionReceiver, hostName)
        return self._original.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver = receiver
        self._host = host

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Pass on."""
        dropped.pop(self._host, None)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Pass on what is public."""
        host = getattr(address, "host", "")
        if not is_public(host):
            dropped[self._host] = host
        else:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Pass on."""
        self._receiver.resolutionComplete()
