"""Say what is known of each shipped source without importing it: from `sources.json`, which `make reference` writes.

A page that asks what a place has would otherwise import every source, and Scrapy with them. A source that the file does not
know yet is imported, so a new one counts at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from spiders import registry
from tracker.ingest.source import Source

if TYPE_CHECKING:
    from spiders.kit.spiders import SourceSpider

FILE: Final = Path(__file__).parent / "sources.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A source as far as lists need it; the spider has the same names."""

    name: str
    source: Source
    clients_file: Path | None = None


Teller: TypeAlias = "type[SourceSpider] | Listed"


@cache
def listed() -> Mapping[str, Teller]:
    """All shipped sources by name."""
    known: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: _of(name, known[name]) if name in known else registry.source(name) for name in registry.modules()}


def _of(name: str, row: Mapping[str, Any]) -> Listed:
    facts = {**row["source"], "timezone": ZoneInfo(row["source"]["timezone"])}
    clients = row.get("clients_file")
    return Listed(name=name, source=Source(**facts), clients_file=FILE.parent / clients if clients else None)


def text() -> str:
    """The file, from the sources themselves."""
    rows: dict[str, Any] = {}
    for name, spider in sorted(registry.shipped().items()):
        row: dict[str, Any] = {"source": {**asdict(spider.source), "timezone": spider.source.timezone.key}}
        if spider.clients_file is not None:
            row["clients_file"] = spider.clients_file.relative_to(FILE.parent).as_posix()
        rows[name] = row
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(text())
