"""Look for a place's calendar on the systems we read, and propose the lines that add it.

A system has a name of its own for each place, which follows a few habits: phoenix, phoenixaz, phoenix-az. Each habit is one
polite visit for a few records, kept in a database that is thrown away. What answers may still be another Phoenix: the
proposal shows what was read, and a person decides. An address that the place itself links to carries the name, and no habit is tried.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from spiders import registry
from spiders.added_feeds import place_zone
from spiders.crawl import Crawl
from spiders.kit.options import Options
from spiders.platform_links import Named
from spiders.platforms.legistar_clients import Client, clients
from tracker import clock
from tracker.cli.output import emit, note
from tracker.db.engine import connect, reading
from tracker.db.models import Hearing
from tracker.errors import UsageProblem
from tracker.settings import Settings
from tracker.system import open_private, private_folder

RECORDS: Final = 5
COLUMNS: Final = ("system", "name", "found", "meetings", "newest", "sample", "reason")
HABITS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "legistar-events": (("{city}", ""), ("{city}{state}", "")),
    "legistar-calendar": (("{city}", ""), ("{city}{state}", "")),
    "primegov": (("{city}", ""), ("{city}{state}", "")),
    "civicclerk": (("{city}{state}", ""),),
    "civicplus": (("{state}-{city}", ""),),
    "municode": (("{dashed}-{state}", ""),),
    "iqm2": (("{city}{state}", ""), ("{city}", "")),
    "granicus": (("{city}", "1"), ("{city}", "2"), ("{dashed}-{state}", "2"), ("{city}-{state}", "4")),
    "boarddocs": (("{city}", "{state}/{city}"),),
    "escribe": (("{city}", ""), ("cityof{city}", ""), ("{city}{state}", "")),
    "novusagenda": (("{city}", ""), ("{city}{state}", "")),
}
"""The names that systems give places, and what else an address needs. BoardBook numbers its places: nothing can be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name that a place may have at a system."""

    source: str
    client: Client

    @property
    def lines(self) -> str:
        """The entry for the system's file in the data folder."""
        settings = {"place": self.client.place, "name": self.client.name, "publisher": self.client.publisher}
        settings["timezone"] = self.client.timezone
        text = "".join(f'{name} = "{value}"\n' for name, value in settings.items())
        further = {"page": self.client.page, "site": self.client.site}
        text += "".join(f'{name} = "{value}"\n' for name, value in further.items() if value)
        return "[[client]]\n" + text + ("" if self.client.api else "api = false\n")

    @property
    def file(self) -> str:
        """The file that the entry goes to."""
        shipped = registry.source(self.source).clients_file
        return shipped.name.replace("_", "-") if shipped else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a visit by a candidate's name met."""

    candidate: Candidate
    meetings: int
    newest: str | None
    sample: str | None
    reason: str

    @property
    def view(self) -> dict[str, Any]:
        """The row of a table, and what a program wants."""
        row = {name: value for name, value in asdict(self).items() if name != "candidate"}
        here = self.candidate
        row |= {"system": here.source, "name": here.client.page or here.client.name, "found": self.meetings > 0}
        return row | {"file": here.file, "lines": here.lines if self.meetings else None}


def candidates(place: str, publisher: str | None = None) -> list[Candidate]:
    """The names that a place may have at each system."""
    parts = place.split("-")
    if len(parts) < 3:
        raise UsageProblem(f"expected the code of a city or county such as us-az-phoenix, found {place}")
    words = {"city": "".join(parts[2:]), "dashed": "-".join(parts[2:]), "state": parts[1]}
    title = publisher or " ".join(parts[2:]).title()
    possible = []
    for source, habits in HABITS.items():
        for name, page in habits:
            client = Client(
                place=place,
                name=name.format(**words),
                page=page.format(**words),
                publisher=title,
                timezone=place_zone(place),
                api=source != "legistar-calendar",
            )
            possible.append(Candidate(source=source, client=client))
    return possible


def of_links(place: str, links: Iterable[Named], publisher: str | None = None) -> list[Candidate]:
    """The names that addresses tell, which need no guess; Legistar has two doors to one calendar."""
    possible = []
    for link in links:
        doors = ("legistar-events", "legistar-calendar") if link.name else ("legistar-calendar",)
        for source in doors if link.system == "legistar" else (link.system,):
            client = Client(
                place=place,
                name=link.name or place.rpartition("-")[2],
                page=link.page,
                site=link.site,
                publisher=publisher or " ".join(place.split("-")[2:]).title(),
                timezone=place_zone(place),
                api=source != "legistar-calendar",
            )
            possible.append(Candidate(source=source, client=client))
    return possible


def look(tried: list[Candidate], settings: Settings) -> list[Finding]:
    """Visit each candidate for a few records, all of them in one crawl, and say what was met."""
    with tempfile.TemporaryDirectory(prefix="find-") as folder:
        spiders = [_visitor(candidate, Path(folder), number) for number, candidate in enumerate(tried)]
        spare = connect(f"sqlite:///{Path(folder) / 'spare.db'}")
        try:
            options = Options(settings=settings, now=clock.now(), limit=RECORDS)
            summaries = {
                summary.source: summary for summary in Crawl(engine=spare, sources=spiders, asked=options).run()
            }
            with reading(spare) as connection:
                return [
                    _finding(connection, candidate, spider.name, summaries.get(spider.name))
                    for candidate, spider in zip(tried, spiders, strict=True)
                ]
        finally:
            spare.dispose()


def _visitor(candidate: Candidate, folder: Path, number: int) -> Any:
    """The system's spider, for this one name."""
    file = folder / f"candidate_{number}.toml"
    file.write_text(candidate.lines, encoding="utf-8")
    base = registry.source(candidate.source)
    facts = replace(base.source, lists_all_upcoming=False)
    return type(base.__name__, (base,), {"name": f"{base.name}-{number}", "clients_file": file, "source": facts})


def _finding(connection: Connection, candidate: Candidate, name: str, summary: Any) -> Finding:
    query = select(func.count(), func.max(Hearing.start), func.max(Hearing.name)).where(Hearing.source == name)
    meetings, newest, sample = connection.execute(query).one()
    reason = summary.reason if summary else ""
    if summary and summary.problems:
        reason = summary.problems[0].reason  # of one visit to one page, it says more than how many there were
    return Finding(
        candidate=candidate,
        meetings=meetings,
        newest=newest.date().isoformat() if newest else None,
        sample=sample,
        reason="" if meetings else (reason or "no meetings"),
    )


def write(finding: Finding, settings: Settings) -> Path:
    """Add the entry to the system's file in the data folder; refused where the place stands there already."""
    file = settings.data_dir / finding.candidate.file
    spider = registry.source(finding.candidate.source)
    assert spider.clients_file is not None
    if finding.candidate.client.place in clients(settings.data_dir, spider.clients_file):
        raise UsageProblem(f"{finding.candidate.client.place} stands in {file.name} or in the shipped list already")
    private_folder(settings.data_dir)
    with open_private(file, "a") as own:
        own.write(("\n" if own.tell() else "") + finding.candidate.lines)
    return file


def tell(met: list[Finding], fmt: str | None, settings: Settings, *, adding: bool) -> int:
    """Print what was met, those that answer first, with the lines for each; 1 when none does."""
    findings = sorted(met, key=lambda finding: (-min(finding.meetings, 1), finding.candidate.source))
    emit([finding.view for finding in findings], fmt, COLUMNS, prose=("reason", "sample"), drop=("reason", "newest"))
    hits = [finding for finding in findings if finding.meetings]
    for finding in hits:
        note(f"\nfor {finding.candidate.file} in the data folder ({settings.data_dir}):\n\n{finding.candidate.lines}")
    if adding and len(hits) == 1:
        note(f"added to {write(hits[0], settings)}; now: tracker crawl {hits[0].candidate.source} --jurisdiction "
             f"{hits[0].candidate.client.place}")  # fmt: skip
    elif adding and hits:
        note("more than one name answers: add the right one by hand")
    if not hits:
        note(
            "no system answers by these names; `tracker sources find PLACE --at URL` takes the address of the place's own page"
        )
    return 0 if hits else 1
