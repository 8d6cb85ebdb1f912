"""Tell public network addresses from those of somebody's own network.

What a stranger gives us (a feed, a redirect, an address to post to) may lead to public addresses only, or they could read
and press what stands in the operator's own network through us.
"""

from __future__ import annotations

import ipaddress
from typing import Final

_BLOCKS: Final = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16
    198.18.0.0/15 224.0.0.0/3 ::/128 ::1/128 fc00::/7 fe80::/10 ff00::/8 64:ff9b::/96 64:ff9b:1::/48 2001::/32 2002::/16
"""
_NEVER: Final = tuple(map(ipaddress.ip_network, _BLOCKS.split()))
"""Beside what Python calls not global: it takes NAT64, 6to4 and Teredo, which carry private addresses, for global."""


def is_public(address: str) -> bool:
    """Whether an IP address, in either version and any spelling, belongs to the public network; no address at all does not."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return parsed.is_global and not any(parsed in block for block in _NEVER if block.version == parsed.version)
