"""Name the cities, counties and bodies that sources tell of, without importing one of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from spiders.platforms.legistar_clients import listed
from tracker.settings import load

_PLACE: Final = re.compile(r'^\s+jurisdiction="(us-[a-z]{2}-[a-z0-9-]+)"', re.MULTILINE)
_SOURCES: Final = Path(__file__).parent / "sources"
_PLATFORMS: Final = Path(__file__).parent / "platforms"


def places() -> frozenset[str]:
    """The places of shipped sources, and those that platforms of cities list, ours and those of the data folder."""
    texts = (file.read_text(encoding="utf-8") for file in _SOURCES.rglob("*.py"))
    named = {place for text in texts for place in _PLACE.findall(text)}
    data = load().data_dir
    for file in sorted(_PLATFORMS.glob("*_clients.toml")):
        named |= listed(data, file)[0].keys()
    return frozenset(named)
