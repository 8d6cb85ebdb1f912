"""Write down every shipped source: `python -m spiders.catalogue` prints docs/sources.md."""

from __future__ import annotations

import sys

from spiders import registry
from spiders.county_boards import boards
from spiders.kit.spiders import SourceSpider
from tracker.records.jurisdictions import jurisdiction

_HEAD = """# Sources

Every source that comes with the program, by `tracker sources list`. More about the states' own sites is in
[sources-states.md](sources-states.md), about cities, counties and boards in [sources-local.md](sources-local.md), about the
platforms in [sources-openstates.md](sources-openstates.md) and [sources-legiscan.md](sources-legiscan.md); how a source is visited
in [crawling.md](crawling.md); how to add one in [CONTRIBUTING.md](../CONTRIBUTING.md). Any feed or calendar of a body can be added
with `tracker sources add-feed`. This page is made by `make reference`.

"Replay only" means that no way to list its pages is known, or that it may not be asked by programs: it reads what was recorded.
"Unproven" means that the reader was built from documented facts, without one recorded answer: `tracker crawl --all` leaves it out, and
nothing is called covered by it, until `tracker sources check NAME --live` has read it once and kept that answer as a recording.
"""
_COLUMNS = "| source | what | every | key | note |\n| --- | --- | --- | --- | --- |"


def page() -> str:
    """The page, as Markdown."""
    groups: dict[str, list[tuple[str, type[SourceSpider]]]] = {"Platforms": [], "Congress and agencies": []}
    modules = registry.modules()
    for name, spider in sorted(registry.shipped().items()):
        heading = _heading(modules.get(name, ""), spider)
        groups.setdefault(heading, []).append((name, spider))
    fixed = ["Platforms", "Congress and agencies"]
    parts = [_HEAD]
    for heading in [*fixed, *sorted(groups.keys() - set(fixed))]:
        rows = "\n".join(_row(name, spider) for name, spider in groups[heading])
        parts.append(f"## {heading}\n\n{_COLUMNS}\n{rows}\n")
    return "\n".join([*parts, _boards()])


def _boards() -> str:
    """The boards of the largest counties, read or missing."""
    rows = [
        f"| `{board.place}` | {board.body} | {f'`{board.source}`' if board.source else 'missing'} |"
        for board in boards()
    ]
    head = "## County boards of behavioral health and boards of health, the largest counties first\n\n| place | body | read by |"
    return "\n".join((head, "| --- | --- | --- |", *rows, ""))


def _heading(module: str, spider: type[SourceSpider]) -> str:
    if ".platforms." in module:
        return "Platforms"
    code = spider.source.jurisdiction
    if code == "us":
        return "Congress and agencies"
    known = jurisdiction("-".join(code.split("-")[:2]))
    return known.name if known is not None else code


def _row(name: str, spider: type[SourceSpider]) -> str:
    facts = spider.source
    key = f"`TRACKER_{facts.key_setting.upper()}`" if facts.key_setting else "none"
    what = f"{facts.kind.replace(',', ', ')}: [{facts.publisher}]({facts.url})"
    marks = ("Replay only.",) if facts.recordings_only else () if facts.proved else ("Unproven.",)
    size = (f"A visit fetches some {facts.megabytes} MB, so only by its name.",) if facts.megabytes else ()
    note = " ".join((*marks, facts.note, *size))
    return f"| `{name}` | {what} | {facts.every_hours} h | {key} | {note.strip().replace('|', '/')} |"


if __name__ == "__main__":
    sys.stdout.write(page())
